// The view is chosen by the address, so that the back button works and a view can be bookmarked.
const views = [...document.querySelectorAll("[data-view]")];
const query = byId("query");
const LISTS = { films: FILMS, pages: PAGES };
let drawnList = "";
let drawnStory = "";

const show = (name) => {
  document.body.dataset.shown = name;
  for (const view of views) view.hidden = view.id !== name;
  for (const entry of document.querySelectorAll("header nav a")) {
    if (entry.hash === `#${name}`) entry.setAttribute("aria-current", "page");
    else entry.removeAttribute("aria-current");
  }
};

const openList = (name, asked) => {
  const of = LISTS[name];
  const box = byId(`${name}-list`);
  const address = () => `#${name}${asked.size ? "?" + asked : ""}`;
  const changed = (all) => {
    history.replaceState(null, "", address());
    drawnList = address();
    const parts = list(of, asked, changed);
    if (all === true || !box.firstChild) box.replaceChildren(filters(of, asked, changed), ...parts);
    else box.replaceChildren(box.firstChild, ...parts);
  };
  if (drawnList !== address()) changed(true);
  if (name === "films" && document.activeElement !== query) query.value = asked.get("q") || "";
};

const openStory = async (kind, n, part) => {
  const id = `${kind}-${n}`;
  const films = kind === "film";
  if (!(films ? DATA.films : DATA.pages)[n]) return;
  if (drawnStory !== id) {
    storyId = id;
    if (document.readyState === "loading") await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready));
    const story = await storyOf(films ? n : DATA.films.length + n);
    byId("story").replaceChildren(...(films ? filmStory(n, story) : pageStory(n, story)).filter((part) => part !== null));
    drawnStory = id;
  }
  show("story");
  const target = (part && byId(part)) || byId("story-h");
  target.focus({ preventScroll: true });
  if (part) target.scrollIntoView({ block: "start" });
  else scrollTo(0, 0);
};

// The lists of cuts and coverage are already in the page; a filter hides the rows that do not match.
const hiding = (place, rows, names, asked) => {
  const box = byId(`${place}-filter`);
  const all = [...rows];
  const apply = () => {
    const wanted = names.map(([key]) => [key, box.querySelector(`#${place}-${key}`).value]);
    for (const row of all) row.hidden = wanted.some(([key, value]) => value && row.dataset[key] !== value);
  };
  if (!all.length) return;
  if (!box.firstChild) {
    const form = make(
      "form",
      { className: "filters" },
      ...names.map(([key, label, any]) =>
        choice(
          `${place}-${key}`,
          label,
          options(all, (row) => [row.dataset[key]], any).map(([value, text]) => [value, text.replace(/ \([\d,]+\)$/, "")]),
        ),
      ),
    );
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
    box.append(form);
  }
  for (const [key] of names) if (asked.has(key)) box.querySelector(`#${place}-${key}`).value = asked.get(key);
  apply();
};

const route = async () => {
  await follow();
  document.body.dataset.at = location.hash;
};

const follow = async () => {
  const [place, rest] = location.hash.slice(1).split(/\?(.*)/s);
  const asked = new URLSearchParams(rest || "");
  const story = /^(film|page)-(\d{1,7})(?:\/([a-z\d-]+))?$/.exec(place);
  if (story) {
    await openStory(story[1], Number(story[2]), story[3]);
    return;
  }
  const target = byId(place);
  const view = target && target.closest("[data-view]");
  show(view ? view.id : "overview");
  if (Object.hasOwn(LISTS, place)) openList(place, asked);
  if (place === "coverage")
    hiding(
      "coverage",
      document.querySelectorAll("#coverage .matrix tbody tr"),
      [
        ["site", "Site", "all sites"],
        ["kind", "Kind", "all kinds"],
      ],
      asked,
    );
  if (place === "cuts")
    hiding(
      "cuts",
      document.querySelectorAll("#cuts details"),
      [
        ["state", "State", "repaired and open"],
        ["site", "Site", "all sites"],
      ],
      asked,
    );
  if (target && target !== view && target.id !== "main") {
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  } else if (target && target.id !== "main") scrollTo(0, 0);
};

// A matrix is one tab stop; the arrow keys move from cell to cell.
for (const box of document.querySelectorAll(".matrix table")) {
  const rows = [...box.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
  const all = rows.flat().filter(Boolean);
  all.forEach((one, n) => {
    one.tabIndex = n ? -1 : 0;
  });
  box.addEventListener("keydown", (event) => {
    const move = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    const from = event.target.closest("a");
    if (!move || !from) return;
    event.preventDefault();
    let row = rows.findIndex((cells) => cells.includes(from));
    let column = rows[row].indexOf(from);
    do {
      row += move[0];
      column += move[1];
    } while (
      rows[row] &&
      column >= 0 &&
      column < rows[row].length &&
      (!rows[row][column] || rows[row][column].closest("[hidden]"))
    );
    const to = rows[row] && rows[row][column];
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}

query.addEventListener("input", () => {
  const asked = new URLSearchParams(location.hash.startsWith("#films") ? location.hash.split(/\?(.*)/s)[1] || "" : "");
  if (query.value) asked.set("q", query.value);
  else asked.delete("q");
  history.replaceState(null, "", `#films${asked.size ? "?" + asked : ""}`);
  show("films");
  openList("films", asked);
});
byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const first = document.querySelector("#films-list tbody a");
  if (first && query.value) first.click();
});
addEventListener("hashchange", route);
route();
