"""What IMDb's layouts share: their base classes, and readers of a title's id, kind, name and years."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.layout import Layout, Mark
from filmdig.parsers.layouts.values import date, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Kind

HOSTS = ("imdb.com", "imdb.de", "imdb.es", "imdb.fr", "imdb.it", "imdb.pt")
#: Matches a person's page, whose header has the same elements as a film's in every era.
PERSON = 'link[rel="canonical"][href*="imdb.com/name/nm"], meta[property="og:url"][content*="imdb.com/name/nm"]'

_SERVER_TIME = re.compile(r"t='\w{3} (\w{3})\s+(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})'")
_ID = re.compile(r"\b(tt\d{5,10})\b")
# Futurama (TV Series 1999–2013); "The Titan Games" … (TV Episode 2019); also TV Mini-Series, Podcast Episode.
_KIND = re.compile(r"\((?:(?:TV|Podcast) )?(Mini[- ]?Series|Series|Episode)\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(\d{4})\s*[–-]\s*(\d{4})\b")
# The kind of film, after the title in a person's filmography.
KIND_OF_FILM = re.compile(
    r"\(((?:TV (?:Mini-?\s?Series|Series|Movie|Short|Special|Episode)|(?:Music )?Video(?: Game)?|Short|Documentary)"
    r"(?: documentary)?(?: short)?)\)"
)
PRODUCTION_STATUS = re.compile(r"\((?:announced|completed|filming|rumored|(?:pre|post)-production)\)")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def part_in_brackets(printed: str) -> str | None:
    """Return the person's part from the brackets of a filmography row, without the kind of film and its production status.

    ``(TV Series) (screenplay) / (story)`` gives ``screenplay; story``.
    """
    rest = KIND_OF_FILM.sub("", PRODUCTION_STATUS.sub("", printed))
    return "; ".join(part for one in _BRACKETS.findall(rest) if (part := one.strip())) or None


class Imdb(Layout):
    """The base class of IMDb's layouts."""

    site = "imdb"
    review_pages: ClassVar = {
        "audience": "http://www.imdb.com/title/{imdb}/reviews",
        "critics": "http://www.imdb.com/title/{imdb}/criticreviews",
    }
    hosts = HOSTS
    imprint = (
        r"© 1990-\d{4} (?:by )?(?:IMDb|Internet Movie Database)\b|\bIMDb\.com, Inc\b|\bInternet Movie Database (?:Inc|Ltd)\b"
    )

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return IMDb's own id, which every page of a film has somewhere."""
        found = title_id(page)
        return {"imdb": found} if found else {}


class ImdbFilm(Imdb):
    """The base class of main pages: films, series and episodes have the same layout."""

    refuses: ClassVar[tuple[Mark, ...]] = (PERSON,)

    def kind_of(self, page: Page) -> Kind:
        """Return `series` or `episode` where the page's title or OpenGraph type says so, else `film`."""
        return title_kind(page)

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year, from the page's `title`: ``(TV Series 1999–2013)``."""
        return last_year(page.title or page.meta("og:title")) if title_kind(page) == "series" else None


def server_time(page: Page) -> str | None:
    """Return the time in the comment that IMDb's servers wrote until 2016.

    Example: `h=iop102 i=2010-01-24 … t='Mon Jan 25 04:46:52 2010'`. The time is UTC; `i` is the day in Seattle. The comment
    is in the head until 2008, then at the end of the page.
    """
    at = page.html.rfind(" s=legacy(") if page.captured_at is None else -1
    match = _SERVER_TIME.search(page.html, at, at + 200) if at >= 0 else None
    day = date(f"{match[2]} {match[1]} {match[4]}", "dmy") if match else None
    return f"{day}T{match[3]}Z" if match and day else None


def title_id(page: Page) -> str | None:
    """Return the film's id, from the canonical link, the page's address or (before 2009) other links on the page."""
    for source in (page.own_url, page.url, page.meta("pageId"), page.meta("al:ios:url")):
        if source and (match := _ID.search(source)):
            return match[1]
    # 2005: the vote form; 2008: the tabs of #tn15, absolute in pages saved by a browser; 2016: the watchlist button
    for selector, attribute in (
        ('form[action*="/title/tt"]', "action"),
        ('a[href*="/title/tt"][href*="/ratings"], a[href*="pro.imdb.com/title/tt"], a[href*="/title/tt"][href*="/full"]', "href"),
        ("[data-tconst]", "data-tconst"),
        ('[id^="tt"][id*="|imdb|"]', "id"),
    ):
        node = page.first(selector)
        if node is not None and (match := _ID.search(node.attr(attribute) or "")):
            return match[1]
    return None


def title_kind(page: Page) -> Kind:
    """Return whether the page is about a film, a series or an episode, from its `title` or OpenGraph type."""
    match = _KIND.search(page.title or "") or _KIND.search(page.meta("og:title") or "")
    if match:
        return "episode" if match[1].lower() == "episode" else "series"
    stated = page.meta("og:type") or ""
    return "episode" if stated.endswith("episode") else "series" if stated.endswith("tv_show") else "film"


def last_year(printed: str | None) -> int | None:
    """Return the second of two years: ``TV Series 1999–2013``; None where the range is open ("2019– ")."""
    match = _YEARS.search(printed or "")
    return int(match[2]) if match else None


def head_year(page: Page) -> int | None:
    """Return the year in the page's `title` element: ``The Usual Suspects (1995) - IMDb``, ``… (TV Series 1999–2013)``."""
    for text in (page.title, page.meta("og:title"), page.meta("title")):
        if text:
            _, found = title_and_year(re.sub(r"(?<!\s)\s*+-\s*+IMDb.*$", "", text))
            if found:
                return found
    return None


def listed_title(printed: str) -> tuple[str | None, int | None]:
    """Return the title and year of a list entry: ``The Hunt (2012)``. An "(I)" for films of the same name is dropped."""
    title, found = title_and_year(printed)
    return (re.sub(r" \([IVXL]+\)$", "", title) if title else None), found


def poster(page: Page, *selectors: str) -> str | None:
    """Return the poster's address; None for a placeholder, and for a local file of a page saved by a browser."""
    for selector in selectors:
        for node in page.all(selector):
            url = node.attr("src") or ""
            if url.startswith(("http://", "https://")) and "nopicture" not in url and "addposter" not in url:
                return url
    return None
