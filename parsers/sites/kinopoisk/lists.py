"""Kinopoisk's older pages, seen in 2019 and 2021: cast, episodes, recommendations, pictures."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.fields import Reader, attr, each, ids, text
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import decimal, integer, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, CrewMember, Person, Related
from filmdig.parsers.sites.kinopoisk.base import Kinopoisk

# On pages of pictures a link to the stills of all films comes before it.
_FILM = 'a.breadcrumbs__link:is([href*="/film/"], [href*="/series/"])'


class Old(Kinopoisk):
    """The base class of the older pages: the breadcrumbs have the film's title, with its original title and year below.

    Pages are in windows-1251.
    """

    title = text(_FILM)
    original_title = text("div.breadcrumbs__sub").search(r"^(.+), \d{4}")
    year = text("div.breadcrumbs__sub").search(r"(\d{4})$").to(year)
    external_ids = ids(kinopoisk=attr(_FILM, "href").search(r"\d+"))


# "Karlos Perez (в титрах: C. Perez)": the name in the credits, in brackets, is not kept.
_OTHER_NAME = text(".actorInfo .name .gray").less(r"(?<!\s)\s*+\([^()]*+\)")


# Follows three dots; in some rows a fee comes after it.
_ROLE_OR_JOB = text(".actorInfo .role", drop="font").less(r"^\.\.\.").less(r"^[ ,]++|[ ,]++$")


def _below(anchor: Node, wanted: str) -> list[Node]:
    """Return the wanted nodes between an anchor and the next one."""
    found, node = [], anchor.next
    while node is not None and not node.matches("a[name]"):
        if node.matches(wanted):
            found.append(node)
        node = node.next
    return found


class Cast(Old):
    """`/cast/`: everybody, one section per profession, and who dubbed whom."""

    name = "cast"
    years = "2021"
    kind = "credits"
    marks = ("td#block_left a[name=actor], td#block_left a[name=director]", "div.dub div.actorInfo", "a.breadcrumbs__link")
    usual = ("title", "year", "directors", "cast")

    def _section(self, page: Page, name: str) -> list[Node]:
        """Return the people between a section's anchor and the next one."""
        anchor = page.first(f'#block_left a[name="{name}"]')
        return _below(anchor, "div.dub") if anchor is not None else []

    def _people(self, page: Page, name: str) -> list[Person]:
        return [
            Person(name=link.text, url=link.attr("href"), other_name=_OTHER_NAME(row), job=_ROLE_OR_JOB(row))
            for row in self._section(page, name)
            if (link := row.first(".actorInfo .name a")) is not None and link.text
        ]

    def crew(self, page: Page) -> list[CrewMember]:
        """Return everybody in the other sections; in dubbing, where the dubbed role follows the name, the job is the heading."""
        return [
            CrewMember(
                name=link.text,
                job=heading.text if "дубл" in heading.text.lower() else _ROLE_OR_JOB(row) or heading.text,
                url=link.attr("href"),
                other_name=_OTHER_NAME(row),
            )
            for anchor in page.all("#block_left a[name]")
            if anchor.attr("name") not in ("director", "writer", "producer", "actor") and (heading := anchor.next) is not None
            for row in _below(anchor, "div.dub")
            if (link := row.first(".actorInfo .name a")) is not None and link.text
        ]

    def directors(self, page: Page) -> list[Person]:
        """Return the section "Режиссеры"."""
        return self._people(page, "director")

    def writers(self, page: Page) -> list[Person]:
        """Return the section "Сценаристы"."""
        return self._people(page, "writer")

    def producers(self, page: Page) -> list[Person]:
        """Return the section "Продюсеры"."""
        return self._people(page, "producer")

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast; a role is printed after dots, in some rows with the fee after it."""
        found = []
        for row in self._section(page, "actor"):
            link = row.first(".actorInfo .name a")
            if link is not None and link.text:
                found.append(
                    CastMember(name=link.text, role=_ROLE_OR_JOB(row), url=link.attr("href"), other_name=_OTHER_NAME(row))
                )
        return found


class Episodes(Kinopoisk):
    """`/episodes/`: a series' episodes. The breadcrumbs are a table here; the number of seasons follows the title."""

    name = "episodes"
    years = "2021"
    kind = "list"
    marks = ("#content_block h1.level2", 'a[name="s1"]', "#content_block h1.moviename-big")
    usual = ("title", "year")

    title = text("#content_block h1.level2 a").less(r"(?<!\s)\s*+\(\d+\)$")
    original_title = text("#content_block td.news").search(r"^(.+), \d{4}")
    year = text("#content_block td.news").search(r", (\d{4})").to(year)
    external_ids = ids(kinopoisk=attr("#content_block h1.level2 a", "href").search(r"\d+"))
    season_count = Reader(
        lambda page: sum(re.fullmatch(r"s\d+", anchor.attr("name") or "") is not None for anchor in page.all("a[name]"))
    )
    episode_count = Rows("#content_block td.news:has(> b)", beside=True)["Эпизоды"].to(integer)

    def related(self, page: Page) -> list[Related]:
        """Return the episodes; the date of each is in the next cell."""
        found = []
        for node in page.all("#content_block td:has(> h1.moviename-big > b)"):
            day = node.next
            title = text("h1.moviename-big")(node)
            if title:
                found.append(Related(title=title, year=year(day.text) if day is not None else None))
        return found


class Like(Old):
    """`/like/`: films that members recommend to those who liked this one, each with Kinopoisk's score."""

    name = "like"
    years = "2021"
    kind = "list"
    marks = ("td#block_left_pad ul.breadcrumbs", "table.ten_items", "a.breadcrumbs__link")
    usual = ("title", "year", "related")

    related = each(
        'table.ten_items tr[id^="tr_"]',
        Related,
        title=text("td.news a.all"),
        url=attr("td.news a.all", "href"),
        year=text("td.news span").search(r"\((\d{4})").to(year),
        score=attr(".WidgetStars[value]", "value").to(decimal),
    )


class Pictures(Old):
    """`/stills/` (2019), and judging by its links `/posters/`, `/shooting/` and the like: only the film's titles and year."""

    name = "pictures"
    years = "2019"
    kind = "details"
    marks = ("td#block_left ul.breadcrumbs", "table.fotos", "a.breadcrumbs__link")
    usual = ("title", "year")
