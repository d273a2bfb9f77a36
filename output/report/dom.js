// Helpers for building the page. Everything from a record is inserted as text, never as markup.
const byId = (id) => document.getElementById(id);

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

// Text isolated from its neighbours, in case it is written from right to left.
const own = (text) => make("bdi", {}, String(text));

const drawn = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// Addresses were checked when the report was written; this is a second check.
const link = (url, text) =>
  /^https?:\/\//i.test(url || "")
    ? make("a", { href: url, rel: "noreferrer nofollow", className: "url" }, own(text || url))
    : own(text || url);

const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many || one + "s"}`;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const said = (code) => code.replaceAll("_", " ");

const scrolling = (caption, className, ...children) => {
  const box = make("div", { className, tabIndex: 0 }, ...children);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", caption);
  return box;
};

// A table whose first cell of each row names it; a head is [name, class].
const table = (caption, heads, rows) => {
  const head = make(
    "tr",
    {},
    ...heads.map(([text, className]) =>
      text ? make("th", { scope: "col", className: className || "" }, text) : make("td", { className: className || "" }),
    ),
  );
  const body = rows.map((cells) =>
    make(
      "tr",
      {},
      ...cells.map((cell, n) => {
        const place = make(n ? "td" : "th", { className: heads[n][1] || "" }, cell);
        if (!n) place.scope = "row";
        return place;
      }),
    ),
  );
  return scrolling(
    caption,
    "wide",
    make("table", {}, make("caption", { className: "sr" }, caption), make("thead", {}, head), make("tbody", {}, ...body)),
  );
};

// A list of names and values, without names that have no value.
const facts = (pairs) =>
  make(
    "dl",
    { className: "facts" },
    ...pairs
      .filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))),
  );

const choice = (id, label, options, value) => {
  const select = make("select", { id }, ...options.map(([key, text]) => make("option", { value: key }, text)));
  select.value = value || "";
  if (select.selectedIndex < 0) select.selectedIndex = 0;
  return make("div", { className: "field" }, make("label", { htmlFor: id }, label), select);
};

// The options of a choice: each value with its number of occurrences, most frequent first.
const options = (lines, values, all) => {
  const counts = new Map();
  for (const line of lines) for (const value of values(line)) counts.set(value, (counts.get(value) || 0) + 1);
  return [
    ["", all],
    ...[...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([key, n]) => [key, `${said(key)} (${n.toLocaleString("en")})`]),
  ];
};
