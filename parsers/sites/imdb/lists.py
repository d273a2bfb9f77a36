"""Pages that list films: searches, charts, calendars, keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import cut_list
from filmdig.parsers.layouts.fields import at, each, text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import decimal, integer, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Related
from filmdig.parsers.sites.imdb.common import HOSTS, listed_title

_CHART = "td.titleColumn"
_LISTER = "div.lister-item h3.lister-item-header"
_RESULTS = "table.results td.title"


class TitleList(Layout):
    """The base class of lists of films."""

    site = "imdb"
    hosts = HOSTS
    kind = "list"
    usual: ClassVar[tuple[str, ...]] = ("related",)


class Find(TitleList):
    """`/find`, 2012 to 2022: a table of results. A film may be listed under its title in the reader's language."""

    name = "find"
    years = "2012-2022"
    marks = ("h1.findHeader",)
    usual: ClassVar[tuple[str, ...]] = ()

    def related(self, page: Page) -> list[Related]:
        """Return the films found, with the year after the link, but not people and companies."""
        links = page.all('td.result_text > a[href*="/title/tt"]')
        return [Related(title=link.text, url=link.attr("href"), year=year(link.tail)) for link in links if link.text]


class Chart(TitleList):
    """`/chart/…`, 2013 to 2023: a table of rank, title, year and score."""

    name = "chart"
    years = "2013-2023"
    marks = (_CHART,)

    related = each(
        "table.chart > tbody > tr, tbody.lister-list > tr",
        Related,
        title=text("td.titleColumn a"),
        url=lambda row: (row.first("td.titleColumn a") or row).attr("href"),
        year=text("td.titleColumn .secondaryInfo").to(year),
        score=text("td.imdbRating strong", "td.ratingColumn strong").to(decimal),
    ).to(lambda found: [one for one in found if one.title])


class Lister(TitleList):
    """Searches and lists of 2016 to 2023: one item per film; "1 to 50 of 235 titles" counts them all."""

    name = "lister"
    years = "2016-2023"
    marks = (_LISTER,)

    _items = each(
        "div.lister-item",
        Related,
        title=text("h3.lister-item-header > a"),
        url=lambda item: (item.first("h3.lister-item-header > a") or item).attr("href"),
        year=text("h3.lister-item-header > .lister-item-year").to(year),
        score=text(".ratings-imdb-rating strong", ".ipl-rating-star__rating").to(decimal),
    ).to(lambda found: [one for one in found if one.title])

    def related(self, page: Page) -> Any:
        """Return the films on this page, which may be one of several."""
        total = text(".lister .nav .desc", ".desc").search(r"of ([\d,.]+) titles").to(integer)(page)
        return cut_list(self._items(page) or [], None, total=total)


class Results(TitleList):
    """Searches of 2010 to 2016: a table of number, title, score and votes."""

    name = "results"
    years = "2010-2016"
    marks = (_RESULTS,)

    _rows = each(
        "table.results tr",
        Related,
        title=text("td.title > a"),
        url=lambda row: (row.first("td.title > a") or row).attr("href"),
        year=text("td.title > span.year_type").to(year),
        score=text("td > b", "td.title .rating-rating .value").to(decimal),
    ).to(lambda found: [one for one in found if one.title])

    def related(self, page: Page) -> Any:
        """Return the films on this page, which may be one of several: ``1-50 of 335,843 titles.``"""
        total = text("#left").search(r"of ([\d,]+) titles").to(integer)(page)
        return cut_list(self._rows(page) or [], None, total=total)


class InTheaters(TitleList):
    """`/movies-in-theaters` and `/movies-coming-soon`, 2012 to 2022: an overview per film; the Metascore is not users'."""

    name = "in-theaters"
    years = "2012-2022"
    marks = ("table.nm-title-overview-widget-layout",)

    def related(self, page: Page) -> list[Related]:
        """Return the films, each with the year after its title."""
        found = []
        for link in page.all("table.nm-title-overview-widget-layout h4[itemprop=name] a"):
            title, when = listed_title(link.text)
            if title:
                found.append(Related(title=title, url=link.attr("href"), year=when))
        return found


_NEXT = 'meta[property="imdb:pageType"]'
_LISTS = frozenset(("chart", "search", "calendar", "list", "keyword"))


def lists_titles(page: Page) -> bool:
    """Return whether the page's declared type or its address says that it lists titles (2022 on)."""
    types = {page.meta("imdb:pageType"), page.meta("imdb:subPageType")}
    match = re.match(r"https?://[^/]+/([a-z]+)/", page.own_url or "")
    return bool(types & _LISTS) or bool(match and match[1] in _LISTS)


lists_titles.__name__ = "page type or address of a chart, search, calendar or list"


class NextList(TitleList):
    """Charts, calendars and searches of 2022 on: the JSON has all titles, of which the page shows the first 25."""

    name = "next-list"
    years = "2022-2026"
    marks = ("script#__NEXT_DATA__", _NEXT, lists_titles)

    def related(self, page: Page) -> list[Related]:
        """Return the titles in the order of the JSON, each once."""
        found: dict[str, Related] = {}
        for title in _titles(at(page.json("script#__NEXT_DATA__"), "props.pageProps")):
            one = _listed(title)
            if one is not None and one.url:
                found.setdefault(one.url, one)
        return list(found.values())


def _titles(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object shaped like a title, depth first; objects inside a title belong to it and are skipped."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "titleText" in value and str(value.get("id") or value.get("titleId") or "").startswith("tt"):
                yield value
            else:
                waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _listed(title: dict[str, Any]) -> Related | None:
    named, when, scores = (
        title.get("titleText"),
        title.get("releaseYear"),
        title.get("ratingsSummary") or title.get("ratingSummary"),
    )
    name = named.get("text") if isinstance(named, dict) else named
    first = when.get("year") if isinstance(when, dict) else when
    score = scores.get("aggregateRating") if isinstance(scores, dict) else None
    if not isinstance(name, str) or not name.strip():
        return None
    return Related(
        title=one_line(name),
        url=f"/title/{title.get('id') or title.get('titleId')}/",
        year=first if isinstance(first, int) else None,
        score=score if isinstance(score, int | float) else None,
    )
