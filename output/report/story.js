// The views of a film and of a page, built when opened, from the compressed data at the end of the file.
const storyLine = (n) => {
  const text = byId("stories").textContent;
  let from = 0;
  for (let line = 0; line < n; line += 1) {
    from = text.indexOf("\n", from) + 1;
    if (!from) return "";
  }
  const to = text.indexOf("\n", from);
  return text.slice(from, to < 0 ? undefined : to);
};

const storyOf = async (n) => {
  const packed = storyLine(Math.floor(n / DATA.stories));
  if (!packed) return null;
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const expanded = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(expanded).text())[n % DATA.stories];
};

// The address of a part of the open story.
let storyId = "";
const within = (id) => `#${storyId}/${id}`;

const heading = (id, text, ...more) => make("h3", { id, tabIndex: -1 }, text, ...more);
const limited = (shown, total) =>
  total > shown ? `, the first ${shown.toLocaleString("en")} of ${total.toLocaleString("en")}` : "";

// A numbered link to each capture that a value is from.
const sourceMark = (numbers, captures) =>
  make(
    "span",
    { className: "sources" },
    ...numbers.flatMap((n) => {
      const capture = captures[n];
      if (!capture) return [];
      const mark = make("a", { href: within(`capture-${n}`), className: "source" }, `${n + 1}`);
      const where = [capture.site || "unknown site", capture.when.slice(0, 10), capture.place].filter(Boolean).join(", ");
      mark.setAttribute("aria-label", `capture ${n + 1}: ${where}`);
      mark.title = [capture.site, capture.when.slice(0, 10), capture.url || capture.place].filter(Boolean).join(", ");
      return [mark];
    }),
  );

const seamed = (parts, state) => {
  const text = make("p", { className: "text", dir: "auto" });
  parts.forEach((part, n) => {
    if (n) text.append(make("mark", { className: "seam", title: "Two parts of the text meet here" }, "⁞"));
    text.append(part);
  });
  if (state === "open") text.append(" ", make("mark", { className: "cut" }, "✂ still cut"));
  return text;
};

const stateOf = (one) =>
  one.state
    ? make(
        "span",
        { className: `state ${one.state}` },
        one.state === "open" ? "cut, open" : `cut, repaired${one.by ? ": " + one.by : ""}`,
      )
    : null;

// Values on a line; if there are many, the first ones, with the others folded.
const folding = (values) => {
  const line = (shown) => make("span", {}, ...shown.flatMap((value, at) => [at ? "; " : "", own(value)]));
  if (values.length < 12) return line(values);
  return make(
    "div",
    {},
    line(values.slice(0, 8)),
    make("details", { className: "rest" }, make("summary", {}, `${values.length - 8} more`), line(values.slice(8))),
  );
};

const scoresPart = (title, story) => {
  const picture = chart(title, story.scores, story.captures);
  const rows = story.scores.map((score) => [
    score.when || "no date",
    own(score.name),
    own(score.shown),
    own([score.verdict, score.counts].filter(Boolean).join("; ")),
    sourceMark([score.source], story.captures),
  ]);
  const undated = !picture
    ? make("p", { className: "note" }, "There is no chart, because no score has a known capture date.")
    : null;
  const values = table(
    `Scores${limited(rows.length, story.totals.scores)}`,
    [["captured"], ["by"], ["score"], ["counts", "opt"], ["from"]],
    rows,
  );
  const folded = picture
    ? make("details", {}, make("summary", {}, `The ${counted(rows.length, "score")} as a table`), values)
    : values;
  return [heading("scores", "Scores over time"), picture, undated, folded];
};

const capturesPart = (story, records) => {
  const rows = story.captures.map((capture, n) => {
    const address = make(
      "div",
      {},
      capture.url ? link(capture.link, capture.url) : make("span", { className: "note" }, "address unknown"),
      capture.place ? make("small", { className: "under" }, make("code", {}, own(capture.place))) : null,
    );
    const record = records && records[n] >= 0 ? make("a", { href: `#page-${records[n]}` }, "record") : "";
    return [
      make("span", { className: "nth", id: `capture-${n}`, tabIndex: -1 }, `${n + 1}`),
      capture.when.slice(0, 10) || "no date",
      own([capture.site, capture.layout].filter(Boolean).join(" ") || "no known site"),
      capture.kind,
      address,
      make("span", {}, capture.replay ? link(capture.replay, "in the archive") : "", " ", record),
    ];
  });
  return [
    heading("captures", "Captures"),
    table(
      `Captures${limited(rows.length, story.totals.captures)}`,
      [["no.", "nth"], ["captured"], ["site, layout", "opt"], ["kind", "opt"], ["address and file", "address"], ["see"]],
      rows,
    ),
  ];
};

const conflictsPart = (story) => {
  const items = story.conflicts.map(([what, values]) =>
    make(
      "div",
      { className: "conflict" },
      make("h4", {}, own(what)),
      make(
        "div",
        { className: "sides" },
        ...values.map(([text, sources], n) =>
          make(
            "section",
            { dir: "auto" },
            make("p", { className: "from" }, n ? "differs" : "used", " · ", sourceMark(sources, story.captures)),
            make("p", {}, own(text)),
          ),
        ),
      ),
    ),
  );
  const first = items.slice(0, 12);
  const rest = items.slice(12);
  return [
    heading("conflicts", "Where pages differ"),
    make(
      "p",
      { className: "note" },
      `${counted(story.totals.conflicts, "place")}${limited(items.length, story.totals.conflicts)}; the value used is first`,
    ),
    ...first,
    rest.length ? make("details", {}, make("summary", {}, `${rest.length} more`), ...rest) : null,
  ];
};

const cutRows = (story) =>
  story.cuts.map((cut) => [
    own(cut.what),
    make("span", { className: `state ${cut.state}` }, cut.state),
    own(
      [
        cut.state === "repaired" ? cut.by : cut.rest ? "the rest is on another page" : "the page does not state where the rest is",
        cut.total ? `${cut.has ?? "?"} of ${cut.total} are here` : "",
        cut.doubt,
      ]
        .filter(Boolean)
        .join("; "),
    ),
    cut.rest ? link(cut.link, cut.rest) : "",
    story.captures ? sourceMark([cut.source], story.captures) : "",
  ]);

const cutsPart = (story) => [
  heading("film-cuts", "Cuts"),
  table(
    `Cuts${limited(story.cuts.length, (story.totals || {}).cuts || 0)}`,
    [["what"], ["state"], ["how, or why not"], ["where the rest was", "address"], story.captures ? ["from"] : [""]],
    cutRows(story),
  ),
];

const issuesPart = (story) => [
  heading("film-issues", "Issues"),
  make(
    "ul",
    { className: "incidents" },
    ...story.issues.map((issue) =>
      make(
        "li",
        {},
        make("code", {}, issue.code),
        issue.what ? ` ${issue.what}: ` : " ",
        own(issue.message),
        " ",
        story.captures ? sourceMark([issue.source], story.captures) : null,
      ),
    ),
  ),
];

const filmStory = (n, story) => {
  const line = DATA.films[n];
  const title = titleOf(line);
  const top = [
    make("p", { className: "crumb" }, make("a", { href: "#films" }, "Films")),
    make("h2", { id: "story-h", tabIndex: -1 }, own(title)),
  ];
  if (line.l) top.push(make("p", { className: "note" }, make("code", {}, own(line.l))));
  if (!story)
    return [
      ...top,
      make("p", {}, "This report is too large to include the details of this film. Write a report of fewer records to see them."),
    ];
  const lead = [
    counted(line.n || 0, "capture"),
    (line.s || nothing).map(said).join(", "),
    line.a ? `scores from ${line.a[0]} to ${line.a[1]}` : "",
    line.k === "film" ? "" : line.k,
  ];
  const shown = story.facts.map(([name, values]) => [name, folding(values)]);
  if (story.poster) shown.push(["poster", link(story.poster[1], story.poster[0])]);
  const parts = [
    ["scores", "Scores", story.scores],
    ["texts", "Texts", story.texts],
    ["reviews", "Reviews", story.reviews],
    ["conflicts", "Differences", story.conflicts],
    ["film-cuts", "Cuts", story.cuts],
    ["film-issues", "Issues", story.issues],
    ["captures", "Captures", story.captures],
  ].filter(([, , all]) => all.length);
  const inside = make(
    "nav",
    { className: "parts" },
    make(
      "ul",
      {},
      ...parts.map(([id, name, all]) =>
        make(
          "li",
          {},
          make("a", { href: within(id) }, name),
          ` ${(story.totals[id.replace("film-", "")] || all.length).toLocaleString("en")}`,
        ),
      ),
    ),
  );
  inside.setAttribute("aria-label", "Parts of this film’s page");
  const texts = story.texts.length
    ? [
        heading("texts", "Texts"),
        ...story.texts.map((text) =>
          make(
            "article",
            { className: "card" },
            make(
              "h4",
              {},
              own(text.name),
              " ",
              stateOf(text),
              ...(text.source === undefined ? [] : [" ", sourceMark([text.source], story.captures)]),
            ),
            seamed(text.parts, text.state),
            text.doubt ? make("p", { className: "note" }, own(text.doubt)) : null,
            text.credit ? make("p", { className: "note" }, "~ ", own(text.credit)) : null,
          ),
        ),
      ]
    : [];
  return [
    ...top,
    make("p", { className: "lead" }, own(lead.filter(Boolean).join(" · "))),
    inside,
    facts(shown),
    ...(story.scores.length ? scoresPart(title, story) : []),
    ...texts,
    ...(story.reviews.length ? reviewsPart(story) : []),
    ...(story.conflicts.length ? conflictsPart(story) : []),
    ...(story.cuts.length ? cutsPart(story) : []),
    ...(story.issues.length ? issuesPart(story) : []),
    ...capturesPart(story, line.b),
  ];
};

const pageStory = (n, story) => {
  const line = DATA.pages[n];
  const known = story || {};
  const lacking = DATA.read ? DATA.fields.filter((name) => !has(line.h, bit(name))) : [];
  return [
    make("p", { className: "crumb" }, make("a", { href: "#pages" }, "Pages")),
    make("h2", { id: "story-h", tabIndex: -1 }, own(line.t || line.u || line.l || "(no title)")),
    facts([
      ["film", line.f === undefined ? "" : make("a", { href: `#film-${line.f}` }, own(titleOf(DATA.films[line.f])))],
      ["kind", line.k],
      ["read by", own([line.s, line.m, known["read by"] ? `(${known["read by"]})` : ""].filter(Boolean).join(" "))],
      ["captured", line.c || "no date"],
      ["address", line.u ? link(known.link, line.u) : "unknown"],
      ["archive", known.replay ? link(known.replay, known.replay) : known.archive && own(known.archive)],
      ["file", line.l && make("code", {}, own(line.l))],
      ["encoding", known.encoding],
      ["digest", known.digest && make("code", {}, own(known.digest))],
      ["explain with", known.explain && make("code", {}, own(known.explain))],
      ["chosen by", known.evidence && known.evidence.length ? own(known.evidence.join("; ")) : ""],
      ["without", lacking.length ? lacking.join(", ") : ""],
    ]),
    ...(known.issues && known.issues.length ? issuesPart(known) : []),
    ...(known.cuts && known.cuts.length ? cutsPart(known) : []),
  ];
};
