"""Xpress.hu, a DVD shop's page of a film, 2009, in Hungarian."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.fields import Reader, attr, constant, each, ids, made, passage, text, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, percent, split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    CastMember,
    Company,
    Helpful,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
)

TITLE = 'font[size="4"][color="#cc3300"] b'
TEXT = passage("font")
AUTHOR = text('font[color="#336699"]')
# Stars are images whose name ends in the points out of ten: `cs8.gif`.
WHEN = re.compile(r"\((\d{4}\. \w+ \d{1,2}\.) - \d{1,2}:\d{2}\)")
POINTS = attr('img[src*="kepek/cs"]', "src").search(r"cs(\d+)\.gif").to(int)


_FILM = Rows('td[width="80"]', beside=True)
_DISC = Rows('tr[bgcolor="eeeeee"]', beside=True)


def _below_title(page: Page) -> str | None:
    """Return the line below the title: "Breakfast of Champions (USA - 1999)"."""
    head = page.first(TITLE)
    cell = head.parent.parent if head is not None and head.parent is not None else None
    return text('font[size="1"]')(cell) if cell is not None else None


def _row(rows: Rows, label: str) -> Reader[Node]:
    """Return a reader of the value of the first row whose label begins so."""
    return Reader(lambda page: next((value for printed, value in rows.printed(page) if printed.startswith(label)), None))


_below = Reader(_below_title)
_links = each("a", Person, name=this_text(), url=attr(None, "href"))
_actors = each("a", CastMember, name=this_text(), url=attr(None, "href"))
_text = this_text()


def _disc_release(printed: str) -> list[Release]:
    when = date(printed, "ymd", ("hu",))
    return [Release(kind="home_video", date=when, region="Magyarország")] if when else []


class Dvd2009(Layout):
    """Film pages of the DVD shop, made of `font` elements. The disc's facts are in a column at the left.

    Customers' opinions are reviews; the images beside them rate the film, the picture, the sound and the extras.
    """

    site = "xpresshu"
    imprint = r"1999-\d{4} Xpress\.hu"
    hosts = ("xpress.hu",)
    left_out: ClassVar = {
        "td a.menulink": "what other customers buy",
        'a[href^="mailto:"]': "a link",
        'table[bgcolor="eeeeee"] td:has(> font > font[color="#0066CC"])': "the page's address",
        'table[bgcolor="ffedc9"]': "a form",
        'a[href*="/info.asp"], a[href*="&krmind="]': "a link",
        'td[bgcolor="#336699"] table': "the site's terms",
        'table[bordercolor="#999966"]': "what other customers buy",
        "td > font > font > i": "what the price includes",
    }
    name = "dvd"
    years = "2009"
    marks = (TITLE, 'td[background$="bdot.gif"]', 'img[src*="xpress.hu/pic/"], a.menulink')
    usual = ("title", "year", "directors", "cast", "synopsis")

    title = text(TITLE)
    original_title = _below.search(r"^(.+) \(")
    year = _below.search(r"(\d{4})\)\s*$").to(int)
    countries = _below.search(r"\(([^()]+?)(?<!\s)\s*+-\s*+\d{4}\)\s*+$").to(lambda printed: split_names(printed, r",|/"))
    genres = _row(_FILM, "Műfaj").to(_text).to(split_names)
    directors = _row(_FILM, "Rendezte").to(_links)
    cast = _row(_FILM, "Szerepl").to(_actors)
    runtime_minutes = _row(_DISC, "Játékidő").to(_text).search(r"^(\d{1,4}) perc").to(int)  # "110 perc"
    companies = (
        _row(_DISC, "Gyártó stúdió")
        .to(_text)
        .to(lambda printed: [Company(name=name, role="production") for name in split_names(printed, "/")])
    )
    releases = _row(_DISC, "Megjelenés dátuma").to(_text).to(_disc_release)  # "2007. december 3."
    external_ids = ids(xpresshu=text('font[color="#0066CC"]').search(r"film\.asp\?FILMAZ=(\d+)"))
    page_language = constant("hu")

    def _labels(self, page: Page, label: str) -> list[Node]:
        """Return the innermost rows that hold only this label.

        Tables are nested, and an outer row's text is most of the page.
        """
        rows = page.memo((type(self), "rows"), lambda: [(row.script.strip(), row) for row in page.all("tr:not(:has(table))")])
        return [row for printed, row in rows if printed == label]

    def ratings(self, page: Page) -> list[Rating]:
        """Return the visitors' mean for the film, a percentage below a heading's picture; the other means rate the disc."""
        heading = next((row for row in page.all("tr:not(:has(table))") if row.first('img[src$="m2film.gif"]')), None)
        printed = heading.next.text if heading is not None and heading.next is not None else ""
        value = percent(printed)
        if value is None:
            return []
        return [Rating(by="audience", name="FILM", measure="mean", value=value, best=100, worst=0, printed=printed)]

    def synopsis(self, page: Page) -> object:
        """Return the row below "Tartalom:"."""
        label = next(iter(self._labels(page, "Tartalom:")), None)
        return TEXT(label.next) if label is not None and label.next is not None else None

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews: the name is before "ÉRTÉKELÉSE:", the text below "KRITIKA:"."""
        found = []
        for label in self._labels(page, "KRITIKA:"):
            rows = label.parent.children if label.parent is not None else []
            before = rows[: rows.index(label)]
            head = next((row for row in reversed(before) if "ÉRTÉKELÉSE:" in row.script), None)
            votes = next((row.text for row in reversed(before) if "hasznosnak" in row.script), "")
            points = next((score for row in reversed(before) if (score := POINTS(row)) is not None), None)
            after = rows[rows.index(label) + 1 :]
            when = next((day[1] for row in after[:4] if (day := WHEN.search(row.text))), None)
            found.append(one_review(head, votes, points, label.next, when))
        return [review for review in found if review.text]


def one_review(head: Node | None, votes: str, score: int | None, body: Node | None, when: str | None) -> Review:
    """Return one review; 0 points are no rating."""
    useful = re.search(r"(?<!\d)(\d++) látogatóból (\d++)", votes)
    return made(
        Review,
        by="audience",
        author=AUTHOR(head) if head is not None else None,
        date=date(when, "ymd", ("hu",)),
        rating=ReviewRating(value=score, best=10) if score else None,
        text=TEXT(body) if body is not None else None,
        helpful=Helpful(yes=integer(useful[2]), total=integer(useful[1])) if useful else None,
    )


class Search2009(Layout):
    """Search results: discs, with the film's year and the customers' points."""

    site = "xpresshu"
    hosts = Dvd2009.hosts
    name = "search"
    years = "2009"
    kind = "list"
    marks = ("td > div > font > a.menulink > b > font", 'a[href*="film.asp?FILMAZ="] > img[src*="dvd/cover/mini/"]')
    refuses = (TITLE,)
    usual = ("related",)

    related = each(
        "td > div:has(> font > a.menulink > b)",
        Related,
        title=text("font > a.menulink > b"),
        url=attr("font > a.menulink", "href"),
        year=text('font[color="#666666"]').search(r"(\d{4})\)$").to(int),
        score=POINTS.to(lambda points: points or None),
    )
    page_language = constant("hu")
