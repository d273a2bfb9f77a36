"use strict";
(() => {
  const films = JSON.parse(document.getElementById("data").textContent);
  const query = document.getElementById("query");
  const results = document.getElementById("results");
  const found = document.getElementById("found");
  const opened = document.getElementById("opened");
  const MOST = 60;

  // Everything from a page goes in as text, never as markup.
  const make = (name, text, properties) => {
    const element = Object.assign(document.createElement(name), properties);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const keys = films.map((film) =>
    fold([film.title, film.year, ...["others", "directors", "writers", "cast", "ids"].flatMap((name) => film[name] || [])].join(" ")));
  const titles = films.map((film) => fold(film.title));
  const name = (film) => film.title + (film.year ? ` (${film.year})` : "");

  const search = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    let hits = films.map((_, n) => n).filter((n) => words.every((word) => keys[n].includes(word)));
    const own = (n) => (words.length && words.every((word) => titles[n].includes(word)) ? 0 : 1);
    hits.sort((a, b) => own(a) - own(b) || (titles[a] < titles[b] ? -1 : titles[a] > titles[b] ? 1 : a - b));
    found.textContent = !films.length ? "There is no film."
      : `${hits.length.toLocaleString("en")} ${hits.length === 1 ? "film" : "films"}` + (hits.length > MOST ? `, the first ${MOST} shown` : "");
    results.replaceChildren(...hits.slice(0, MOST).map((n) => {
      const item = make("li");
      const link = make("a", undefined, { href: `#film-${n}` });
      link.append(make("bdi", name(films[n])));
      item.append(link);
      return item;
    }));
  };

  const table = (caption, heads, rows) => {
    const box = make("div", undefined, { className: "wide", tabIndex: 0 });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption);
    const inside = make("table");
    const head = make("tr");
    head.append(...heads.map((text) => make("th", text, { scope: "col" })));
    const thead = make("thead");
    thead.append(head);
    const body = make("tbody");
    body.append(...rows.map((cells) => {
      const row = make("tr");
      row.append(...cells.map((cell) => {
        const place = make("td");
        place.append(cell instanceof Node ? cell : make("bdi", cell));
        return place;
      }));
      return row;
    }));
    inside.append(make("caption", caption), thead, body);
    box.append(inside);
    return box;
  };

  const address = ([, text, url]) =>
    /^https?:\/\//i.test(url) ? make("a", text, { href: url, rel: "noreferrer nofollow", dir: "auto" }) : make("span", text, { dir: "auto" });

  const FACTS = [["others", "also"], ["kind", "kind"], ["directors", "directors"], ["writers", "writers"], ["cast", "cast"], ["genres", "genres"],
    ["runtime", "runtime"], ["synopsis", "synopsis"], ["ids", "identifiers"], ["reviews", "reviews"], ["repaired", "cuts repaired"],
    ["open", "cuts open"], ["conflicts", "conflicts"], ["issues", "issues"]];

  const section = (n) => {
    const film = films[n];
    const details = make("details", undefined, { id: `film-${n}`, open: true, className: "film" });
    const summary = make("summary");
    const heading = make("strong");
    heading.append(make("bdi", name(film)));
    summary.append(heading);
    const list = make("dl");
    for (const [key, label] of FACTS) {
      if (film[key] === undefined) continue;
      const row = make("div");
      const value = make("dd");
      [].concat(film[key]).forEach((text, at) => value.append(at ? "; " : "", make("bdi", String(text))));
      row.append(make("dt", label), value);
      list.append(row);
    }
    details.append(summary, list);
    const chart = film.chart && document.getElementById(film.chart);
    if (chart) {
      const copy = chart.cloneNode(true);
      copy.removeAttribute("id");
      copy.querySelector("figcaption").textContent = "Scores over time";
      details.append(copy);
    }
    if (film.scores) details.append(table("Scores" + (film.more_scores ? `, the first of ${film.scores.length + film.more_scores}` : ""),
      ["captured", "score", "printed", "counts"], film.scores));
    if (film.pages) details.append(table("Pages" + (film.more_pages ? `, the first of ${film.pages.length + film.more_pages}` : ""),
      ["captured", "page"], film.pages.map((page) => [page[0] || "unknown", address(page)])));
    return details;
  };

  const show = () => {
    const named = /^#film-(\d+)$/.exec(location.hash);
    if (!named || !films[Number(named[1])]) return;
    const id = location.hash.slice(1);
    let details = document.getElementById(id);
    if (!details) {
      details = section(Number(named[1]));
      opened.prepend(details);
    }
    details.open = true;
    details.scrollIntoView({ block: "start" });
    details.querySelector("summary").focus({ preventScroll: true });
  };

  document.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const first = results.querySelector("a");
    if (first) first.click();
  });
  query.addEventListener("input", search);
  results.addEventListener("click", (event) => {
    // The address is the same when a film is asked for again, and then nothing else tells.
    const link = event.target.closest("a");
    if (link && link.hash === location.hash) show();
  });
  addEventListener("hashchange", show);
  search();
  show();
})();
