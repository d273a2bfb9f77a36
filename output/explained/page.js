"use strict";
(() => {
  const frame = document.getElementById("page");
  const said = document.getElementById("said");
  const MARK = document.body.dataset.mark;
  const HIT = `${MARK}-hit`;
  const fields = [...document.querySelectorAll(".field")];
  const words = (text) => (text.match(/[\p{L}\p{N}]+/gu) || []).join(" ").toLowerCase();
  const name = (field) => field.querySelector("bdi").textContent;
  const MEMBERS = ".values li, details:not(.where) > ul:not(.heard) li";
  const held = fields.map(
    (field) => ` ${[...field.querySelectorAll(MEMBERS)].map((one) => words(one.textContent)).join(" \n ")} `,
  );
  const STYLE = `[${HIT}] { outline: 3px solid #d97706 !important; outline-offset: 1px;
      background-color: #fde68a !important; color: #111 !important; }
    [data-filmdig-taken] [${MARK}] { outline: 1px solid #15803d; background-color: #bbf7d0; color: #111; }
    @media (prefers-color-scheme: dark) { pre [${MARK}] { color: inherit; } }`;

  // The document of the page's frame; for a crawler's text, this document.
  const inside = () => (frame.tagName === "IFRAME" ? frame.contentDocument : document);
  const root = () => (frame.tagName === "IFRAME" ? inside().documentElement : frame);

  const show = (pane) => {
    document.body.dataset.pane = pane;
    for (const button of document.querySelectorAll(".panes button"))
      button.setAttribute("aria-pressed", String(button.dataset.show === pane));
  };

  const light = (element) => {
    for (const one of root().querySelectorAll(`[${HIT}]`)) one.removeAttribute(HIT);
    if (!element) return;
    element.setAttribute(HIT, "");
    show("page");
    element.scrollIntoView({ block: "center" });
  };

  const lit = (numbers, text) => {
    for (const one of document.querySelectorAll(".record .lit")) one.classList.remove("lit");
    numbers.forEach((n, at) => {
      fields[n].classList.add("lit");
      if (!at) fields[n].scrollIntoView({ block: "center" });
    });
    said.textContent = text;
  };

  // The elements that a field was read from, in document order; only the visible ones, if there are any.
  const seen = (element) => element.getClientRects().length > 0;
  const marked = (n) => {
    const all = [...root().querySelectorAll(`[${MARK}]`)].filter((one) => one.getAttribute(MARK).split(" ").includes(String(n)));
    return all.some(seen) ? all.filter(seen) : all;
  };

  // The smallest element that contains the given words.
  const holding = (text, within) => {
    const wanted = words(text).slice(0, 80);
    if (!wanted) return null;
    let found = null;
    const walk = (element) => {
      if (!` ${words(element.textContent)} `.includes(wanted)) return;
      found = element;
      for (const child of element.children)
        if (seen(child) && !/^(script|style|noscript|template|head)$/i.test(child.tagName)) {
          const before = found;
          walk(child);
          if (found !== before) return;
        }
    };
    walk(within);
    return found === frame || found === inside().documentElement || found === inside().body ? null : found;
  };

  const locate = (field, next) => {
    const n = Number(field.dataset.n);
    const places = marked(n);
    const first = field.querySelector(".values li").textContent;
    if (places.length && (seen(places[0]) || !holding(first, root()))) {
      const at = next ? (Number(field.dataset.at || -1) + 1) % places.length : 0;
      field.dataset.at = at;
      light(places[at]);
      lit([n], `${name(field)}: place ${at + 1} of ${places.length}${seen(places[at]) ? "" : ", which the page hides"}`);
    } else {
      const place = holding(first, root());
      light(place);
      lit([n], `${name(field)}: ${place ? "its text is here" : "no place in the page shows it"}`);
    }
  };

  const member = (item) => {
    const field = item.closest(".field");
    const text = item.textContent;
    const near = marked(Number(field.dataset.n)).find(
      (one) => words(one.textContent).length > 1 && words(text).includes(words(one.textContent).slice(0, 80)),
    );
    const name = text.split(/ as | \(|: /)[0];
    const place = near || holding(text, root()) || holding(name, root());
    if (!place) locate(field, false);
    else {
      light(place);
      lit([Number(field.dataset.n)], `${field.querySelector("bdi").textContent}: its text is here`);
    }
  };

  // The fields that have the clicked text: those whose value contains it, preferably those that were read from there.
  const taking = (target) => {
    const own =
      words(
        [...target.childNodes]
          .filter((node) => node.nodeType === 3)
          .map((node) => node.data)
          .join(" "),
      ) || words(target.textContent);
    if (!own || own.length > 20000) return [[], own];
    const around = target.closest(`[${MARK}]`);
    const read = around
      ? around
          .getAttribute(MARK)
          .split(" ")
          .map(Number)
          .filter((n) => fields[n])
      : [];
    const having = held.flatMap((text, n) => (text.includes(` ${own} `) ? [n] : []));
    const both = having.filter((n) => read.includes(n));
    if (both.length) return [both, own];
    if (having.length && own.length > 2) return [having, own];
    return [around && words(around.textContent).length < 200 ? read : [], own];
  };

  const clicked = (event) => {
    const target = event.target.nodeType === 1 ? event.target : event.target.parentElement;
    event.preventDefault();
    event.stopPropagation();
    if (!target || !root().contains(target) || target === root()) return;
    const [numbers, own] = taking(target);
    if (!own) return;
    for (const one of root().querySelectorAll(`[${HIT}]`)) one.removeAttribute(HIT);
    target.setAttribute(HIT, "");
    const quoted = own.length > 60 ? `${own.slice(0, 60)}…` : own;
    lit(
      numbers,
      `“${quoted}” is ${numbers.length ? `in ${numbers.map((n) => name(fields[n])).join(", ")}` : "in no field"}`,
    );
  };

  const prepare = () => {
    const style = inside().createElement("style");
    style.textContent = STYLE;
    (inside().head || root()).append(style);
    (frame.tagName === "IFRAME" ? inside() : frame).addEventListener("click", clicked, true);
    document.body.dataset.ready = "1";
  };
  if (frame.tagName === "IFRAME") {
    frame.addEventListener("load", prepare);
    if (
      frame.contentDocument &&
      frame.contentDocument.readyState === "complete" &&
      frame.contentDocument.body &&
      frame.contentDocument.body.childNodes.length
    )
      prepare();
  } else prepare();

  document.querySelector(".record").addEventListener("click", (event) => {
    const button = event.target.closest(".find");
    const item = event.target.closest(".values li, .field > details:not(.where) > ul:not(.heard) > li");
    const piece = event.target.closest(".piece");
    if (button) locate(button.closest(".field"), true);
    else if (item) member(item);
    else if (piece) {
      const place = holding(piece.textContent, root());
      light(place);
      lit([], place ? "This text is in no field" : "No place in the page shows it");
    }
  });
  for (const button of document.querySelectorAll(".panes button"))
    button.addEventListener("click", () => show(button.dataset.show));
  document
    .getElementById("taken")
    .addEventListener("change", (event) => root().toggleAttribute("data-filmdig-taken", event.target.checked));
  // Folded parts are opened while the page is printed.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
  document
    .getElementById("own-colours")
    .addEventListener("change", (event) => document.body.classList.toggle("own", event.target.checked));
})();
