"""Sub-pages of 2013 to 2022 that list facts about a film: releases, locations, awards, keywords, companies and others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from filmdig.parsers.layouts.fields import text, texts
from filmdig.parsers.layouts.layout import Mark
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import runtime
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import AlternateTitle, Company, CompanyRole, Release
from filmdig.parsers.sites.imdb.printed import bare_title, companies_in, other_titles, region_and_note, release_of
from filmdig.parsers.sites.imdb.subpage import CREDITS, CRITICS, EPISODES, HEAD, PLOTS, RELEASES, USERS, SubPage

_ORIGINAL = "(original title)"
_BRACKETS = re.compile(r"(?<!\s)\s*+\([^()]*+\)")
_ROLES: dict[str, CompanyRole] = {"production": "production", "distributors": "distribution"}


class SubPageReleases(SubPage):
    """`/releaseinfo`, 2013 to 2022: releases by country, and alternative titles."""

    name = "subpage-releases"
    years = "2013-2022"
    kind = "details"
    marks = (HEAD, RELEASES)
    usual = ("title", "year", "releases")

    def _dates(self, page: Page) -> list[list[str]]:
        return [[cell.text for cell in row.all("td")] for row in page.all("table#release_dates tr, tr.release-date-item")]

    def releases(self, page: Page) -> list[Release]:
        """Return a release for each row of country, date and notes in brackets."""
        rows = (cells for cells in self._dates(page) if len(cells) > 1)
        found = (release_of(cells[1], cells[0], "".join(cells[2:3])) for cells in rows)
        return [release for release in found if release is not None]

    def _titles(self, page: Page) -> list[tuple[str, str]]:
        """Return the countries and title of each row: in mid-2013 the title comes first, before and after that second."""
        rows = [[cell.text for cell in row.all("td")] for row in page.all("table#akas tr, tr.aka-item")]
        pairs = [(cells[0], cells[1]) for cells in rows if len(cells) > 1]
        known = {cells[0] for cells in self._dates(page) if cells}
        first, second = (sum(_is_region(pair[side], known) for pair in pairs) for side in (0, 1))
        return [(left, right) if first >= second else (right, left) for left, right in pairs]

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return each row's title with its countries and notes."""
        found = []
        for where, title in self._titles(page):
            if where != _ORIGINAL and title:
                region, note = region_and_note(where)
                found.append(AlternateTitle(title=bare_title(title), region=region, note=note))
        return other_titles(found, self.title(page))

    def original_title(self, page: Page) -> str | None:
        """Return the title in the row "(original title)", where it differs from the page's title."""
        found = next((bare_title(title) for where, title in self._titles(page) if where == _ORIGINAL), None)
        return found if found != self.title(page) else None


def _is_region(cell: str, known: Iterable[str]) -> bool:
    """Return whether a cell is "(original title)", "World-wide", or names a country that the table of releases has, too."""
    if cell == _ORIGINAL or cell.startswith("World-wide"):
        return True
    return any(part.strip() in known for part in _BRACKETS.sub("", cell).split(","))


class SubPageDetails(SubPage):
    """The other sub-pages: locations, technical specifications, awards, keywords, company credits, taglines.

    Trivia, goofs, quotes, pictures and all technical specifications but the runtime have no field.
    """

    name = "subpage-list"
    years = "2013-2022"
    kind = "details"
    marks = (HEAD,)
    refuses = (CREDITS, PLOTS, RELEASES, CRITICS, USERS, EPISODES)
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {
        "filming_locations": ("#filming_locations_content div.soda",),
        "keywords": ("#keywords_content div.soda", "#keywords_content td.soda"),
        "awards": ("table.awards",),
        "companies": ("#company_credits_content h4",),
        "tagline": ("#taglines_content div.soda",),
    }

    _specifications = Rows("#technical_content td.label", beside=True)

    tagline = text("#taglines_content div.soda")
    synopsis = text(".canwrap[itemprop=description] > p")  # on the page of pictures
    keywords = texts('#keywords_content .sodatext a[href*="/keyword/"]')
    runtime_minutes = _specifications["Runtime"].to(runtime)

    def filming_locations(self, page: Page) -> list[str]:
        """Return each place with the note below it."""
        found = []
        for item in page.all("#filming_locations_content div.soda"):
            place, note = text("dt")(item), text("dd")(item)
            if place:
                found.append(f"{place} {note}" if note else place)
        return found

    def awards(self, page: Page) -> list[str]:
        """Return a text for each nomination: event and year, outcome and prize, what for, and who."""
        found = []
        for table in page.all("table.awards"):
            heading = table.previous
            while heading is not None and heading.tag != "h3":
                heading = heading.previous
            found += _nominations(heading.text if heading is not None else "", table)
        return found

    def companies(self, page: Page) -> list[Company]:
        """Return the companies of `/companycredits`, one list below each heading."""
        found: list[Company] = []
        for heading in page.all("#company_credits_content h4"):
            if heading.next is not None:
                found += companies_in(heading.next, _ROLES.get(heading.attr("name") or heading.attr("id") or ""))
        return found


def _nominations(event: str, table: Node) -> list[str]:
    """Return the texts of one event's nominations; an outcome's cell spans several rows."""
    found, outcome = [], ""
    for row in table.all("tr"):
        cell, award = row.first("td.title_award_outcome"), row.first("td.award_description")
        outcome = cell.text if cell is not None else outcome
        if award is not None:
            people = [link.text for link in award.all('a[href*="/name/"], a[href*="/company/"]')]
            subject = award.text_without("a, .award_detail_notes, .full-note") if people else award.text
            parts = [outcome, subject.strip(" ,"), ", ".join(people)]
            found.append(f"{event}: " + ", ".join(part for part in parts if part) if event else ", ".join(filter(None, parts)))
    return found
