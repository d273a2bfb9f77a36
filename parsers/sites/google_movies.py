"""Google's film reviews (`/movies/reviews`), December 2008."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import unquote_plus

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, still_open
from filmdig.parsers.layouts.fields import attr, ids, made, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, tidy, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Rating, Review, ReviewRating, ReviewTotals

MEAN = re.compile(r"Average rating\s*([\d.]+\s*/\s*5)")
COUNT = re.compile(r"Based on ([\d,]+) reviews?")
ASKED = re.compile(r"/url\?(?:(?:(?!/url\?)[^&#])*+&)*?q=([^&#]+)")


class Reviews2008(Layout):
    """Ten reviews a page that Google found: excerpts ending in bold dots, with the source and the date below."""

    site = "google_movies"
    hosts = ("google.com",)
    addresses = r"[^/]*/movies\b"
    left_out: ClassVar = {
        "td > center > font": "how the reviews were found",
    }
    name = "reviews"
    years = "2008"
    kind = "reviews"
    shows_counted_reviews = True
    marks = ('tr[bgcolor="#e5ecf9"] font[size="+1"]', "td.y font[color='#008000']", 'a[href*="/movies/reviews"]')
    usual = ("title", "year", "ratings", "reviews")

    title = text('tr[bgcolor="#e5ecf9"] font[size="+1"]').to(title_only)
    year = text('tr[bgcolor="#e5ecf9"] font[size="+1"]').to(year_only)
    external_ids = ids(google=attr('a[href*="/movies/reviews?cid="]', "href").search(r"cid=([0-9a-f]+)"))

    def _box(self, page: Page) -> str:
        """Return the text of the box: "Average rating 3.4 / 5", "Based on 1,234 reviews".

        The reviews are in the same box, so its text is taken raw.
        """
        box = page.first("table.box")
        return box.script if box is not None else ""

    def _count(self, page: Page) -> int | None:
        found = COUNT.search(self._box(page))
        return integer(found[1]) if found else None

    def review_totals(self, page: Page) -> ReviewTotals | None:
        """Return the number of reviews that Google found."""
        count = self._count(page)
        return ReviewTotals(critics=count) if count is not None else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the mean of the reviews' scores, each converted to a score out of five."""
        found = MEAN.search(self._box(page))
        printed = one_line(found[1]) if found else None
        value = decimal((printed or "").partition("/")[0])
        if value is None:
            return []
        count = self._count(page)
        return [
            Rating(by="critics", name="Average rating", measure="mean", value=value, best=5, review_count=count, printed=printed)
        ]

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return the reviews, each a cell with the score and a cell with the excerpt; "Next" below links to the rest."""
        url = attr("a:has(> span.b)", "href")(page)
        return cut_list([one_review(cell) for cell in page.all("td.y")], url, total=self._count(page), url=url)


SOURCE = text('font[color="#008000"]')
LINK = attr("a", "href")
# "Review: Pulp Fiction (1994)" and "BBC - Films - review - Pulp Fiction" name the film; any other link is the review's title.
TITLE = text("a").less(r"(?i)^(?:.+ - )?review(?:(?:: | - ).*)?$")
DAY = text('font[color="#666666"]').to(date)


def target(url: str | None) -> str | None:
    """Return the address that Google's redirect (`/url?q=...`) leads to."""
    asked = ASKED.search(url) if url else None
    return unquote_plus(asked[1]) if asked else url


def one_review(cell: Node) -> Review:
    """Return one review: source and author in green with " - " between them, the date in grey."""
    body = cell.first('font[size="-1"]')
    source, _, author = (SOURCE(cell) or "").partition(" - ")
    url = target(LINK(cell))
    score = cell.previous
    printed = score.text if score is not None else ""
    value = decimal(printed.partition("/")[0]) if "/" in printed else None
    excerpt = None
    if body is not None:
        dots = [node for node in body.all("b") if node.text == "..."][-1:]
        raw, places = body.raw_text(drop=[*body.all("font[color]"), *dots])
        # Dots at the end of an excerpt are Google's cut; dots inside it mark an omission.
        cut = any(not raw[places[node] :].strip() for node in dots if node in places)
        excerpt = still_open(raw, url) if cut else Passage(text=tidy(raw)[0])
    return made(
        Review,
        by="critics",
        author=author or None,
        publication=source or None,
        date=DAY(cell),
        title=TITLE(cell),
        rating=ReviewRating(value=value, best=5, printed=printed) if value is not None else None,
        text=excerpt,
        url=url,
    )
