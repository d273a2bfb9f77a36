"""Filmtipset, a film page of 2020, in Swedish."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cuts import server_cut
from filmdig.parsers.layouts.fields import attr, each, ids, made, passage, people, text, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, split_names
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Rating, Review

MORE = 'a[href*="recension/"]'
CUT = server_cut(MORE, drop="span.commentmeta")
WHOLE = passage("em")
AUTHOR, AUTHOR_URL = text("a"), attr("a", "href")


def seven_digits(found: str) -> str:
    """Return an IMDb number without the surplus zero that the site writes: "tt00137523" (seen in 2020)."""
    return re.sub(r"^tt0+(?=\d{7}$)", "tt", found)


class Film2020(Layout):
    """Film pages. "AI" predicts the viewer's own vote; the film's score is the larger number.

    Decades are printed among the genres but are keywords. Reviews are cut by the server.
    """

    site = "filmtipset"
    hosts = ("filmtipset.se",)
    left_out: ClassVar = {
        "#commentform ~ div": "comments on the page",
    }
    name = "film"
    years = "2020"
    marks = ("table#moviedata td.label", "span.postmeta", "span.score-big, img.movieposter")
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings")

    _rows = Rows("table#moviedata td.label", beside=True)

    title = text("h1")
    original_title = _rows["Originaltitel"]
    year = text("span.postmeta:has(.fa-calendar)").to(year_in)
    countries = text("span.postmeta:has(.fa-globe)").to(split_names)
    runtime_minutes = text("span.postmeta:has(.fa-clock-o)").to(runtime)
    synopsis = passage("span.postmeta ~ p")
    directors = _rows.read("Regissör", people("a"))
    writers = _rows.read("Manus", people("a"))
    cast = _rows.read("Skådespelare", each("a", CastMember, name=this_text(), url=attr(None, "href")))
    genres = _rows.read("Genre", lambda node: [a.text for a in node.all("a") if not a.text.endswith("-tal")])
    keywords = _rows.read("Genre", lambda node: [a.text for a in node.all("a") if a.text.endswith("-tal")])
    external_ids = ids(
        imdb=attr('span.postmeta a[href*="imdb.com/title/"]', "href").search(r"tt\d+").to(seven_digits),
        filmtipset=_rows["Filmnummer"],
    )
    image_url = attr("img.movieposter", "src")

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean, out of five."""
        value = text("span.score-big span.score").to(decimal)(page)
        count = self._rows["Betygsantal"].to(integer)(page)
        if value is None:
            return []
        return [Rating(by="audience", name="Betyg", measure="mean", value=value, best=5, worst=1, rating_count=count)]

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews: "Skapad 2019-12-21 av ...", then the text in italics, then a link to the rest."""
        return [one_review(node) for node in page.all("p:has(> span.commentmeta)")]


def one_review(node: Node) -> Review:
    """Return one review; the dots before the link are the site's."""
    more = node.first(MORE)
    head = node.first("span.commentmeta")
    return made(
        Review,
        by="audience",
        author=AUTHOR(head) if head is not None else None,
        author_url=AUTHOR_URL(head) if head is not None else None,
        date=date(head.text) if head is not None else None,
        text=CUT(node) or WHOLE(node),
        url=more.attr("href") if more is not None else None,
    )
