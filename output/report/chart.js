// A film's scores over time: one panel per scale, all over the same years, with a mark for every capture of the film.
const SHAPES = [
  (x, y) => drawn("circle", { cx: x, cy: y, r: 4 }),
  (x, y) => drawn("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7 }),
  (x, y) => drawn("path", { d: `M${x},${y - 5} l4.5,8 h-9 z` }),
  (x, y) => drawn("path", { d: `M${x},${y - 5} l5,5 l-5,5 l-5,-5 z` }),
  (x, y) => drawn("path", { d: `M${x},${y + 5} l4.5,-8 h-9 z` }),
  (x, y) => drawn("rect", { x: x - 5, y: y - 2, width: 10, height: 4 }),
];
const CHART = { width: 720, panel: 150, left: 44, right: 14, top: 14, rug: 26 };

const dayOf = (when) => {
  const [year, month, day] = when.split("-").map(Number);
  return year + ((month || 7) - 1) / 12 + ((day || 1) - 1) / 372;
};

const chart = (title, scores, captures) => {
  const points = scores.filter((score) => score.x !== undefined);
  const dates = captures.filter((capture) => /^\d{4}/.test(capture.when)).map((capture) => dayOf(capture.when.slice(0, 10)));
  if (!points.length) return null;
  const scales = [...new Set(points.map((point) => point.scale))];
  const names = [...new Set(points.map((point) => point.name))];
  const xs = [...points.map((point) => point.x), ...dates];
  let first = Math.floor(Math.min(...xs));
  let last = Math.ceil(Math.max(...xs));
  if (last - first < 2) {
    first -= 1;
    last = first + 3;
  }
  const height = CHART.top + scales.length * CHART.panel + CHART.rug;
  const place = (x) => CHART.left + ((x - first) / (last - first)) * (CHART.width - CHART.left - CHART.right);
  const svg = drawn("svg", { viewBox: `0 0 ${CHART.width} ${height}`, "aria-hidden": "true", class: "chart" });
  const floor = height - CHART.rug;
  const step = Math.max(1, Math.ceil((last - first) / 9));
  for (let year = first; year <= last; year += step) {
    svg.append(
      drawn("line", { class: "grid", x1: place(year), x2: place(year), y1: CHART.top, y2: floor }),
      drawn("text", { x: place(year), y: height - 4, "text-anchor": "middle" }, String(year)),
    );
  }
  for (const x of dates) svg.append(drawn("line", { class: "rug", x1: place(x), x2: place(x), y1: floor - 7, y2: floor + 5 }));
  scales.forEach((scale, at) =>
    panel(
      svg,
      scale,
      at,
      points.filter((point) => point.scale === scale),
      names,
      place,
    ),
  );
  return figure(title, svg, points, names, place, floor);
};

// The part of a scale that a panel shows: all of it, or the part around scores that hardly differ.
const domain = (points) => {
  const { low, high } = points[0];
  const values = points.map((point) => point.y);
  const [least, most, room] = [Math.min(...values), Math.max(...values), (high - low) / 10];
  if (values.length < 2 || most - least > 3 * room) return [low, high];
  return [Math.max(low, Math.floor((least - room) / room) * room), Math.min(high, Math.ceil((most + room) / room) * room)];
};

const panel = (svg, scale, at, points, names, place) => {
  const top = CHART.top + at * CHART.panel + 20;
  const bottom = CHART.top + (at + 1) * CHART.panel - 16;
  const [low, high] = domain(points);
  const heightOf = (value) => bottom - ((value - low) / (high - low || 1)) * (bottom - top);
  svg.append(drawn("text", { x: CHART.left, y: top - 9, class: "scale" }, scale));
  for (const value of [low, (low + high) / 2, high]) {
    svg.append(
      drawn("line", { class: "grid", x1: CHART.left, x2: CHART.width - CHART.right, y1: heightOf(value), y2: heightOf(value) }),
      drawn("text", { x: CHART.left - 6, y: heightOf(value) + 4, "text-anchor": "end" }, String(Math.round(value * 100) / 100)),
    );
  }
  for (const name of new Set(points.map((point) => point.name))) {
    const line = points.filter((point) => point.name === name).sort((a, b) => a.x - b.x);
    const n = names.indexOf(name) % SHAPES.length;
    svg.append(
      drawn(
        "g",
        { class: `s${n}` },
        drawn("polyline", {
          points: line.map((point) => `${place(point.x).toFixed(1)},${heightOf(point.y).toFixed(1)}`).join(" "),
        }),
        ...line.map((point) => SHAPES[n](place(point.x), heightOf(point.y))),
      ),
    );
  }
};

// The dates are a slider, moved by the arrow keys, Home, End and the pointer; its values are also announced to screen readers.
const figure = (title, svg, points, names, place, floor) => {
  const moments = [...new Set(points.map((point) => point.when))].sort();
  const at = moments.map((when) => points.find((point) => point.when === when).x);
  const told = (n) => [
    ...new Set(points.filter((point) => point.when === moments[n]).map((point) => `${point.name} ${point.shown}`)),
  ];
  const line = drawn("line", { class: "cross", y1: CHART.top, y2: floor });
  const tip = make("div", { className: "tip" });
  const slider = make("div", { className: "plot", tabIndex: 0 }, svg, tip);
  tip.setAttribute("aria-hidden", "true");
  svg.append(line);
  for (const [key, value] of Object.entries({
    role: "slider",
    "aria-label": `Scores of ${title} by date`,
    "aria-valuemin": 0,
    "aria-valuemax": moments.length - 1,
    "aria-orientation": "horizontal",
  }))
    slider.setAttribute(key, value);
  let now = moments.length - 1;
  const go = (n, shown) => {
    now = Math.max(0, Math.min(moments.length - 1, n));
    const x = place(at[now]);
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    tip.replaceChildren(make("strong", {}, moments[now]), ...told(now).map((text) => make("div", {}, own(text))));
    // On the side that has more room.
    tip.style.left = x < CHART.width / 2 ? `${(100 * x) / CHART.width}%` : "auto";
    tip.style.right = x < CHART.width / 2 ? "auto" : `${100 - (100 * x) / CHART.width}%`;
    slider.setAttribute("aria-valuenow", now);
    slider.setAttribute("aria-valuetext", `${moments[now]}: ${told(now).join("; ")}`);
    slider.classList.toggle("shown", shown);
  };
  go(now, false);
  slider.addEventListener("keydown", (event) => {
    const to = {
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      Home: 0,
      End: moments.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to, true);
  });
  slider.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * CHART.width;
    go(
      at.reduce((best, one, n) => (Math.abs(place(one) - x) < Math.abs(place(at[best]) - x) ? n : best), 0),
      true,
    );
  });
  slider.addEventListener("pointerleave", () => go(now, document.activeElement === slider));
  slider.addEventListener("focus", () => go(now, true));
  slider.addEventListener("blur", () => go(now, false));
  const key = make(
    "ul",
    { className: "key" },
    ...names.map((name, n) => {
      const sample = drawn(
        "svg",
        { viewBox: "0 0 28 12", "aria-hidden": "true", class: "sample" },
        drawn(
          "g",
          { class: `s${n % SHAPES.length}` },
          drawn("polyline", { points: "0,6 28,6" }),
          SHAPES[n % SHAPES.length](14, 6),
        ),
      );
      return make("li", {}, sample, " ", own(name));
    }),
    make(
      "li",
      {},
      drawn(
        "svg",
        { viewBox: "0 0 28 12", "aria-hidden": "true", class: "sample" },
        drawn("line", { class: "rug", x1: 14, x2: 14, y1: 0, y2: 12 }),
      ),
      " a capture",
    ),
  );
  return make("figure", {}, slider, make("figcaption", {}, key));
};
