"""Google's film reviews (`/movies/reviews`), December 2008."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from parsers.cuts import Passage, still_open
from parsers.fields import attr, ids, made, text
from parsers.layout import Layout
from parsers.page import Node, Page
from parsers.record import Rating, Review, ReviewRating, ReviewTotals
from parsers.values import date, integer, number, tidy, title_and_year


class Reviews2008(Layout):
    """Ten reviews a page, found by Google: excerpts that end in dots in bold, with the source and the day below."""

    site = "google_movies"
    hosts = ("google.com",)
    name = "reviews"
    years = "2008"
    kind = "reviews"
    marks = ('tr[bgcolor="#e5ecf9"] font[size="+1"]', "td.y font[color='#008000']", 'a[href*="/movies/reviews"]')
    usual = ("title", "year", "ratings", "reviews")

    _names = text('tr[bgcolor="#e5ecf9"] font[size="+1"]').to(title_and_year)

    title = _names.to(lambda found: found[0])
    year = _names.to(lambda found: found[1])
    external_ids = ids(google=attr('a[href*="/movies/reviews?cid="]', "href").search(r"cid=([0-9a-f]+)"))
    review_totals = text("table.box").search(r"Based on ([\d,]+) reviews?").to(integer).to(lambda n: ReviewTotals(critics=n))

    def ratings(self, page: Page) -> list[Rating]:
        """The mean of the reviews' scores, each turned into one of five."""
        printed = text("table.box").search(r"Average rating\s*([\d.]+\s*/\s*5)")(page)
        value = number((printed or "").partition("/")[0])
        if value is None:
            return []
        count = text("table.box").search(r"Based on ([\d,]+) reviews?").to(integer)(page)
        return [
            Rating(by="critics", name="Average rating", measure="mean", value=value, best=5, review_count=count, printed=printed)
        ]

    def reviews(self, page: Page) -> list[Review]:
        """A cell with the score, then a cell with the excerpt."""
        return [one_review(cell) for cell in page.all("td.y")]


def target(url: str | None) -> str | None:
    """The address behind Google's own (`/url?q=...`)."""
    asked = parse_qs(urlsplit(url).query).get("q") if url and "/url?" in url else None
    return asked[0] if asked else url


def one_review(cell: Node) -> Review:
    """Source and author stand in green, " - " between them, the day in grey."""
    body = cell.first('font[size="-1"]')
    source, _, author = (text('font[color="#008000"]')(cell) or "").partition(" - ")
    url = target(attr("a", "href")(cell))
    score = cell.previous
    printed = score.text if score is not None else ""
    value = number(printed.partition("/")[0]) if "/" in printed else None
    excerpt = None
    if body is not None:
        dots = [node for node in body.all("b") if node.text == "..."]
        raw, _ = body.raw_text(drop=[*body.all("font[color]"), *dots[-1:]])
        cut = bool(dots) and tidy(body.raw_text(drop=body.all("font[color]"))[0])[0].endswith("...")
        excerpt = still_open(raw, url) if cut else Passage(text=tidy(raw)[0])
    return made(
        Review,
        by="critics",
        author=author or None,
        publication=source or None,
        date=date(text('font[color="#666666"]')(cell)),
        rating=ReviewRating(value=value, best=5, printed=printed) if value is not None else None,
        text=excerpt,
        url=url,
    )
