"""Kinopoisk's title pages of September 2021, saved without their scripts, read from the markup."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.layouts.fields import Reader, as_passage, people, text, texts
from filmdig.parsers.layouts.numbers import integer
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import runtime, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, CrewMember
from filmdig.parsers.sites.kinopoisk.base import Kinopoisk
from filmdig.parsers.sites.kinopoisk.title_next import CREW, NEXT_DATA

_NAMES = people('a[href*="/name/"]')
_LIST_LINK = 'a[href*="/lists/navigator/"]'


def _people_of_row(row: Node) -> Any:
    """Return the people of a row, at most three; "..." links all of them."""
    more = row.first('a[href*="/cast/who_is/"]')
    return cut_list(_NAMES(row) or [], more, url=more.attr("href") if more else None)


class NextShown(Kinopoisk):
    """The rows of "О фильме", the actors and those who dubbed them, the synopsis.

    The members' score is shown rounded, with a short count ("7.1", "219K"): the exact one, IMDb's and the critics' were in the
    lost data.
    """

    name = "next-noscript"
    years = "2021"
    marks = ("div[data-test-id=encyclopedic-table]", 'meta[property="og:site_name"][content="КиноПоиск"]', "h1[itemprop=name]")
    refuses = (NEXT_DATA,)
    usual = ("title", "year", "countries", "genres", "directors", "cast", "ratings")

    _details = Rows("div[data-test-id=encyclopedic-table] > div", label="div:first-child", value="div:nth-child(2)")

    title = text("h1[itemprop=name]").search(r"\A(.+?)(?: \((?:[^()]* )?\d{4}[^()]*\))?\Z")
    original_title = text('span[class*="originalTitle"]')
    year = _details["Год производства"].to(year)
    countries = _details.read("Страна", texts(_LIST_LINK))
    genres = _details.read("Жанр", texts(_LIST_LINK))
    tagline = _details["Слоган"].to(lambda printed: printed.strip("«»—") or None)
    directors = _details.read("Режиссер", _people_of_row)
    writers = _details.read("Сценарий", _people_of_row)
    producers = _details.read("Продюсер", _people_of_row)
    runtime_minutes = _details["Время"].to(lambda printed: runtime(printed.partition("/")[0]))
    synopsis = Reader(lambda page: as_passage("\n\n".join(texts('div[class*="filmSynopsis"] p')(page) or [])))

    def cast(self, page: Page) -> CutList | list[CastMember]:
        """Return the list of actors; their number is below it."""
        place = page.first('div:has(> h3 a[href$="/cast/"])')
        if place is None:
            return []
        found = [CastMember(name=one.name, url=one.url) for one in people("a[itemprop=actor]")(place) or []]
        more = place.first('div > a[href$="/cast/"]')
        return cut_list(found, more, total=integer(more.text) if more else None, url=more.attr("href") if more else None)

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the rows of the crew, and those who dubbed the roles."""
        found = [
            CrewMember(name=one.name, job=job, url=one.url)
            for _, job in CREW
            for one in self._details.read(job, _NAMES)(page) or []
        ]
        dubbed = page.first('div:has(> h3 a[href$="/cast/who_is/voice/"])')
        voices = people("a[itemprop=actor]")(dubbed) or [] if dubbed is not None else []
        return found + [CrewMember(name=one.name, job=CREW[-1][1], url=one.url) for one in voices]
