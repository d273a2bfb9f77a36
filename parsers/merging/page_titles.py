"""Page titles that contain a film's title: "The Lantern (1987) - Filming locations - IMDb"."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_DIVIDER = re.compile(r"(?<!\s)\s++[-–—|·•»]\s++")

#: Sites' names at the end of page titles, reduced to letters and digits. Other sites are recognised by their host.
_SITES = frozenset(
    (
        *("imdb", "rottentomatoes", "letterboxd", "allmovie", "metacritic", "flixster", "mubi", "trakt", "trakttv", "listal"),
        *(
            "tmdb",
            "themoviedb",
            "themoviedatabase",
            "themoviedatabasetmdb",
            "kinopoisk",
            "кинопоиск",
            "douban",
            "豆瓣",
            "豆瓣电影",
        ),
        *("csfd", "csfdcz", "čsfd", "čsfdcz", "allocine", "allociné", "filmaffinity", "boxofficemojo", "movieweb", "moviepilot"),
        *("moviepilotde", "porthu", "criticker", "filmtipset", "yahoomovies", "moviescom", "tributeca", "flixable", "netflix"),
        *("moviestvcelebsandmore", "wikipedia", "fandango", "amazon", "amazoncom"),
    )
)

#: Names of sub-pages, which come between the film's title and the site's name.
_PAGES = frozenset(
    (
        *("fullcastcrew", "castcrew", "cast", "credits", "companycredits", "filmingproduction", "filminglocations", "locations"),
        *(
            "releaseinfo",
            "releasedates",
            "releaseinformation",
            "technicalspecifications",
            "technicalspecs",
            "plotsummary",
            "plot",
        ),
        *(
            "synopsis",
            "plotkeywords",
            "keywords",
            "trivia",
            "goofs",
            "quotes",
            "crazycredits",
            "alternateversions",
            "connections",
        ),
        *("movieconnections", "soundtracks", "soundtrack", "awards", "boxoffice", "boxofficebusiness", "parentsguide", "faq"),
        *("taglines", "externalsites", "officialsites", "externalreviews", "criticreviews", "userreviews", "reviews", "ratings"),
        *("userratings", "news", "videos", "videogallery", "photos", "photogallery", "photosandvideos", "posters", "trailers"),
        *("episodelist", "episodes", "episodecast", "seasons", "tvschedule", "didyouknow", "details", "movieinfo"),
    )
)


def film_title(title: str, url: str | None) -> str:
    """Return a title without the names of its site and page at the end; a title that names no site is not changed.

    Args:
        title: a record's title.
        url: the page's address, whose host names sites that are not listed here.
    """
    parts = _DIVIDER.split(title.strip())
    if len(parts) < 2 or not _names_site(parts[-1], url):
        return title
    kept = len(parts) - 1
    while kept > 1 and (_names_site(parts[kept - 1], url) or _letters(parts[kept - 1]) in _PAGES):
        kept -= 1
    ends = [match.start() for match in _DIVIDER.finditer(title.strip())]
    return title.strip()[: ends[kept - 1]]


def _names_site(part: str, url: str | None) -> bool:
    letters = _letters(part)
    return letters in _SITES or (bool(letters) and letters in _host_names(url))


def _letters(part: str) -> str:
    return re.sub(r"[\W_]+", "", part).casefold()


def _host_names(url: str | None) -> set[str]:
    """Return the names that a host gives its site: `filmsonline` and `filmsonlinecouk` of ``www.films-online.co.uk``."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return set()
    labels = host.removeprefix("www.").split(".")
    names = {_letters("".join(labels[start:end])) for start in range(len(labels)) for end in range(start + 1, len(labels) + 1)}
    return {name for name in names if len(name) > 3}
