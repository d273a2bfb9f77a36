// A film's reviews, with a search and filters; each links to its captures.
const reviewItem = (review, story) =>
  make(
    "li",
    {},
    make(
      "p",
      { className: "byline" },
      make("strong", {}, own(review.author || "(no name)")),
      ...[review.publication, review.date, review.by].filter(Boolean).flatMap((text) => [" · ", own(text)]),
      ...(review.rating ? [" · ", make("b", {}, own(review.rating))] : []),
      ...(review.verdict ? [" · ", review.verdict] : []),
      ...(review.spoiler ? [" · spoilers"] : []),
      " ",
      stateOf(review),
    ),
    review.title ? make("p", { className: "byline" }, make("strong", {}, own(review.title))) : null,
    review.parts ? seamed(review.parts, review.state) : make("p", { className: "note" }, "No text."),
    make(
      "p",
      { className: "from" },
      "from capture ",
      sourceMark(review.sources || [], story.captures),
      review.link ? " · " : null,
      review.link ? link(review.link, "its own page") : null,
    ),
  );

const reviewsPart = (story) => {
  const all = story.reviews.map((review) =>
    fold([review.author, review.publication, review.title, review.date, ...(review.parts || [])].filter(Boolean).join(" ")),
  );
  const sitesOf = (review) => [...new Set((review.sources || []).map((n) => (story.captures[n] || {}).site).filter(Boolean))];
  const items = make("ol", { className: "reviews" });
  const status = make("p", { className: "found" });
  status.setAttribute("role", "status");
  const find = make("input", { id: "review-q", type: "search", autocomplete: "off" });
  const form = make(
    "form",
    { className: "filters" },
    make("div", { className: "field" }, make("label", { htmlFor: "review-q" }, "Words in reviews"), find),
    choice(
      "review-by",
      "By",
      options(story.reviews, (review) => [review.by], "anyone"),
    ),
    choice("review-site", "Site", options(story.reviews, sitesOf, "all sites")),
    choice(
      "review-verdict",
      "Verdict",
      options(story.reviews, (review) => (review.verdict ? [review.verdict] : []), "any"),
    ),
    choice("review-cut", "Cuts", [
      ["", "any"],
      ["open", "still cut"],
      ["repaired", "repaired"],
    ]),
  );
  const show = () => {
    const [by, site, verdict, cut] = ["by", "site", "verdict", "cut"].map((name) => form.querySelector(`#review-${name}`).value);
    const words = fold(find.value).split(/\s+/).filter(Boolean);
    const found = story.reviews.filter(
      (review, n) =>
        words.every((word) => all[n].includes(word)) &&
        (!by || review.by === by) &&
        (!site || sitesOf(review).includes(site)) &&
        (!verdict || review.verdict === verdict) &&
        (!cut || review.state === cut),
    );
    status.textContent = `${counted(found.length, "review")} of ${story.totals.reviews.toLocaleString("en")}`;
    items.replaceChildren(...found.map((review) => reviewItem(review, story)));
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  show();
  return [heading("reviews", "Reviews"), form, status, items];
};
