// The lists of films and pages. Filters and order are in the address, so that a list can be bookmarked and shared.
const DATA = JSON.parse(byId("data").textContent);
const ROWS = 100;
const YEAR = /^\d{4}$/;

const titleOf = (line) => (line.t ? line.t + (line.y ? ` (${line.y})` : "") : "(no title)");
const nothing = [];

const FILMS = {
  name: "films",
  one: "film",
  lines: DATA.films,
  heads: [
    ["film"],
    ["sites", "opt"],
    ["captures", "n"],
    ["score dates", "n opt"],
    ["reviews", "n opt"],
    ["open cuts", "n"],
    ["conflicts", "n opt"],
    ["issues", "opt"],
  ],
  sorts: {
    "": ["title", () => 0],
    scores: ["longest score history", (a, b) => (b.d || 0) - (a.d || 0) || span(b) - span(a) || (b.q || 0) - (a.q || 0)],
    captures: ["most captures", (a, b) => (b.n || 0) - (a.n || 0)],
    reviews: ["most reviews", (a, b) => (b.r || 0) - (a.r || 0)],
    open: ["most open cuts", (a, b) => (b.o || 0) - (a.o || 0)],
    conflicts: ["most conflicts", (a, b) => (b.x || 0) - (a.x || 0)],
    year: ["year", (a, b) => (a.y || 9999) - (b.y || 9999)],
  },
  sites: (line) => line.s || nothing,
  kinds: (line) => [line.k],
  year: (line) => line.y,
  words: (line) => `${line.t || ""} ${line.y || ""} ${line.w || ""} ${line.l || ""}`,
  row: (line, n) => [
    make(
      "div",
      {},
      make("a", { href: `#film-${n}` }, own(titleOf(line))),
      ...(line.k === "film" ? [] : [" ", make("small", {}, line.k)]),
      ...(line.l ? [make("small", { className: "under" }, own(line.l))] : []),
    ),
    own((line.s || nothing).map(said).join(", ")),
    some(line.n),
    line.d ? make("span", { title: line.a.join(" to ") }, some(line.d)) : "",
    some(line.r),
    some(line.o),
    some(line.x),
    own((line.i || nothing).map(said).join(", ")),
  ],
};

const PAGES = {
  name: "pages",
  one: "page",
  lines: DATA.pages,
  heads: [["page"], ["site, layout"], ["kind", "opt"], ["captured", "opt"], ["open cuts", "n opt"], ["issues"]],
  sorts: {
    "": ["as read", () => 0],
    title: ["title", (a, b) => (a.t ? 0 : 1) - (b.t ? 0 : 1) || compare(a.t || "", b.t || "")],
    site: ["site and layout", (a, b) => compare(a.s, b.s) || compare(a.m, b.m)],
    captured: ["time of capture", (a, b) => compare(a.c || "9", b.c || "9")],
    open: ["most open cuts", (a, b) => (b.o || 0) - (a.o || 0)],
  },
  sites: (line) => [line.s],
  kinds: (line) => [line.k],
  year: (line) => Number((line.c || "").slice(0, 4)) || undefined,
  words: (line) => `${line.t || ""} ${line.u || ""} ${line.l || ""} ${line.s} ${line.m}`,
  row: (line, n) => [
    make(
      "div",
      {},
      make("a", { href: `#page-${n}` }, own(line.t || line.u || line.l || "(no title)")),
      make("small", { className: "under" }, own(line.t && line.u ? line.u : line.l || "")),
    ),
    make("span", {}, own(line.s), " ", make("small", {}, own(line.m))),
    line.k,
    line.c || "unknown",
    some(line.o),
    own((line.i || nothing).map(said).join(", ")),
  ],
};

const some = (number) => (number ? number.toLocaleString("en") : "");
const span = (line) => (line.a ? Number(line.a[1].slice(0, 4)) - Number(line.a[0].slice(0, 4)) : 0);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// The filters that an address may hold, each with its test.
const bit = (name) => 2 ** DATA.fields.indexOf(name);
const has = (mask, value) => Math.floor((mask || 0) / value) % 2 === 1;
const TESTS = {
  site: (of, value) => (line) => of.sites(line).includes(value),
  layout: (of, value) => (line) => line.m === value,
  kind: (of, value) => (line) => of.kinds(line).includes(value),
  from: (of, value) => (line) => of.year(line) >= Number(value),
  to: (of, value) => (line) => of.year(line) <= Number(value),
  captured: (of, value) => (line) =>
    value === "unknown" ? !YEAR.test((line.c || "").slice(0, 4)) : (line.c || "").startsWith(value),
  issue: (of, value) => (line) => (value === "any" ? Boolean(line.i) : (line.i || nothing).includes(value)),
  lacks: (of, value) => (line) => !has(line.h, bit(value)),
  failed: (of, value) => (line) => has(line.z, bit(value)),
  open: () => (line) => Boolean(line.o),
  conflicts: () => (line) => Boolean(line.x),
};
const CHIP_LABELS = { layout: "layout", captured: "captured in", lacks: "without", failed: "reader failed on" };

const ordered = new Map();
const keys = new Map();

// Films are ordered by title; those without a title come last.
const inOrder = (of) => {
  if (!ordered.has(of)) {
    const all = of.lines.map((_, n) => n);
    const titles = of === FILMS ? of.lines.map((line) => (line.t ? fold(line.t) : "\uffff")) : null;
    if (titles) all.sort((a, b) => compare(titles[a], titles[b]) || a - b);
    ordered.set(of, all);
  }
  return ordered.get(of);
};

const searched = (of) => {
  if (!keys.has(of))
    keys.set(
      of,
      of.lines.map((line) => fold(of.words(line))),
    );
  return keys.get(of);
};

const chosen = (of, asked) => {
  const tests = Object.entries(TESTS)
    .filter(([name]) => asked.get(name))
    .map(([name, test]) => test(of, asked.get(name)));
  const words = fold(asked.get("q") || "")
    .split(/\s+/)
    .filter(Boolean);
  let found = inOrder(of);
  if (tests.length) found = found.filter((n) => tests.every((test) => test(of.lines[n])));
  if (words.length) {
    const texts = searched(of);
    found = found.filter((n) => words.every((word) => texts[n].includes(word)));
    // Films whose title has the words come before those found by people or identifiers.
    const first = new Set(
      found.filter((n) => {
        const title = fold(of.lines[n].t || "");
        return words.every((word) => title.includes(word));
      }),
    );
    found = [...found.filter((n) => first.has(n)), ...found.filter((n) => !first.has(n))];
  }
  const sort = asked.get("sort");
  return sort && Object.hasOwn(of.sorts, sort) ? [...found].sort((a, b) => of.sorts[sort][1](of.lines[a], of.lines[b])) : found;
};

const filters = (of, asked, changed) => {
  const issues = of.lines.some((line) => line.i);
  const form = make(
    "form",
    { className: "filters" },
    choice(`${of.name}-site`, "Site", options(of.lines, of.sites, "all sites"), asked.get("site")),
    choice(`${of.name}-kind`, "Kind", options(of.lines, of.kinds, "all kinds"), asked.get("kind")),
    make(
      "div",
      { className: "field" },
      make("label", { htmlFor: `${of.name}-from` }, of === FILMS ? "Year from" : "Captured from"),
      make("input", { id: `${of.name}-from`, type: "number", min: 1800, max: 2999, value: asked.get("from") || "" }),
    ),
    make(
      "div",
      { className: "field" },
      make("label", { htmlFor: `${of.name}-to` }, "to"),
      make("input", { id: `${of.name}-to`, type: "number", min: 1800, max: 2999, value: asked.get("to") || "" }),
    ),
    issues
      ? choice(
          `${of.name}-issue`,
          "Issue",
          [
            ...options(of.lines, (line) => line.i || nothing, "any or none").slice(0, 1),
            ["any", "any issue"],
            ...options(of.lines, (line) => line.i || nothing, "").slice(1),
          ],
          asked.get("issue"),
        )
      : null,
    choice(
      `${of.name}-open`,
      "Cuts",
      [
        ["", "any"],
        ["1", "with open cuts"],
      ],
      asked.get("open"),
    ),
    choice(
      `${of.name}-sort`,
      "Order",
      Object.entries(of.sorts).map(([key, [text]]) => [key, text]),
      asked.get("sort"),
    ),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const name = event.target.id.slice(of.name.length + 1);
    if (event.target.value) asked.set(name, event.target.value);
    else asked.delete(name);
    changed();
  });
  return form;
};

const list = (of, asked, changed) => {
  const found = chosen(of, asked);
  const body = make("tbody");
  const more = make("button", { type: "button", className: "more" });
  let shown = 0;
  const grow = () => {
    const focused = document.activeElement === more;
    const next = found.slice(shown, shown + ROWS);
    const rows = next.map((n) =>
      make(
        "tr",
        {},
        ...of.row(of.lines[n], n).map((cell, at) => {
          const place = make(at ? "td" : "th", { className: of.heads[at][1] || "" }, cell);
          if (!at) place.scope = "row";
          return place;
        }),
      ),
    );
    body.append(...rows);
    shown += next.length;
    more.hidden = shown >= found.length;
    more.textContent = `Show ${Math.min(ROWS, found.length - shown)} of ${(found.length - shown).toLocaleString("en")} more`;
    if (focused && rows.length) rows[0].querySelector("a").focus();
  };
  more.addEventListener("click", grow);
  grow();
  const chips = Object.entries(CHIP_LABELS)
    .filter(([name]) => asked.get(name))
    .map(([name, words]) => {
      const button = make("button", { type: "button", className: "chip" }, `${words} `, own(asked.get(name)), " ✕");
      button.setAttribute("aria-label", `${words} ${asked.get(name)}: remove this filter`);
      button.addEventListener("click", () => {
        asked.delete(name);
        changed(true);
      });
      return button;
    });
  const status = make(
    "p",
    { className: "found" },
    counted(found.length, of.one),
    found.length < of.lines.length ? ` of ${of.lines.length.toLocaleString("en")}` : "",
    asked.get("q") ? ` with “${asked.get("q")}”` : "",
    " ",
    ...chips,
  );
  status.setAttribute("role", "status");
  const head = make(
    "tr",
    {},
    ...of.heads.map(([text, className]) => make("th", { scope: "col", className: className || "" }, text)),
  );
  return [
    status,
    scrolling(
      `The ${of.name} found`,
      "wide list",
      make("table", {}, make("caption", { className: "sr" }, of.name), make("thead", {}, head), body),
    ),
    more,
  ];
};
