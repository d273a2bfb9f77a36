"""Xpress.hu, a DVD shop's page of a film, 2009, in Hungarian."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.fields import attr, each, ids, made, passage, text
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

    def page_language(self, page: Page) -> str:
        """Return the language of the whole site."""
        return "hu"

    def _below(self, page: Page) -> str:
        """Return the line below the title: "Breakfast of Champions (USA - 1999)"."""
        head = page.first(TITLE)
        cell = head.parent.parent if head is not None and head.parent is not None else None
        return text('font[size="1"]')(cell) or "" if cell is not None else ""

    def original_title(self, page: Page) -> str | None:
        """Return the title in the line below the title."""
        return self._below(page).rpartition(" (")[0] or None

    def year(self, page: Page) -> int | None:
        """Return the year in brackets, after the country."""
        found = re.search(r"(\d{4})\)\s*$", self._below(page))
        return int(found[1]) if found else None

    def countries(self, page: Page) -> list[str]:
        """Return the countries in brackets, before the year."""
        found = re.search(r"\(([^()]+?)(?<!\s)\s*+-\s*+\d{4}\)\s*+$", self._below(page))
        return split_names(found[1], r",|/") if found else []

    _film = Rows('td[width="80"]', beside=True)
    _facts = Rows('tr[bgcolor="eeeeee"]', beside=True)

    def _labels(self, page: Page, label: str) -> list[Node]:
        """Return the innermost rows that hold only this label.

        Tables are nested, and an outer row's text is most of the page.
        """
        rows = page.memo((type(self), "rows"), lambda: [(row.script.strip(), row) for row in page.all("tr:not(:has(table))")])
        return [row for printed, row in rows if printed == label]

    def _cell(self, page: Page, label: str) -> Node | None:
        """Return the cell beside a label of the film."""
        return next((cell for printed, cell in self._film.printed(page) if printed.startswith(label)), None)

    def _disc(self, page: Page, label: str) -> str | None:
        """Return the text of the row below a label of the disc."""
        return next((row.text for printed, row in self._facts.printed(page) if printed.startswith(label)), None)

    external_ids = ids(xpresshu=text('font[color="#0066CC"]').search(r"film\.asp\?FILMAZ=(\d+)"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the visitors' mean for the film, a percentage below a heading's picture; the other means rate the disc."""
        heading = next((row for row in page.all("tr:not(:has(table))") if row.first('img[src$="m2film.gif"]')), None)
        printed = heading.next.text if heading is not None and heading.next is not None else ""
        value = percent(printed)
        if value is None:
            return []
        return [Rating(by="audience", name="FILM", measure="mean", value=value, best=100, worst=0, printed=printed)]

    def genres(self, page: Page) -> list[str]:
        """Return the row "Műfaj:"."""
        cell = self._cell(page, "Műfaj")
        return split_names(cell.text) if cell is not None else []

    def directors(self, page: Page) -> list[Person]:
        """Return the row "Rendezte:"."""
        cell = self._cell(page, "Rendezte")
        return [Person(name=link.text, url=link.attr("href")) for link in cell.all("a")] if cell is not None else []

    def cast(self, page: Page) -> list[CastMember]:
        """Return the row "Szereplők:"."""
        cell = self._cell(page, "Szerepl")
        return [CastMember(name=link.text, url=link.attr("href")) for link in cell.all("a")] if cell is not None else []

    def synopsis(self, page: Page) -> object:
        """Return the row below "Tartalom:"."""
        label = next(iter(self._labels(page, "Tartalom:")), None)
        return TEXT(label.next) if label is not None and label.next is not None else None

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the runtime: "110 perc"."""
        found = re.match(r"(\d{1,4}) perc", self._disc(page, "Játékidő") or "")
        return int(found[1]) if found else None

    def companies(self, page: Page) -> list[Company]:
        """Return the row "Gyártó stúdió"."""
        return [Company(name=name, role="production") for name in split_names(self._disc(page, "Gyártó stúdió"), "/")]

    def releases(self, page: Page) -> list[Release]:
        """Return the disc's release: "2007. december 3."."""
        when = date(self._disc(page, "Megjelenés dátuma"), "ymd", ("hu",))
        return [Release(kind="home_video", date=when, region="Magyarország")] if when else []

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

    def page_language(self, page: Page) -> str:
        """Return the language of the whole site."""
        return "hu"
