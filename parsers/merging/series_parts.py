"""Seasons and episodes: their identifiers, which keep them apart from their series and from each other."""

from __future__ import annotations

import re

from filmdig.parsers.merging import identity
from filmdig.parsers.record.page_record import Kind, Record

PARTS: frozenset[Kind] = frozenset({"season", "episode"})

#: Namespaces that number seasons or episodes like films; in others an identifier on such a page is the series'.
_OWN = {
    "season": frozenset(("csfd", "douban", "metacritic_tv", "rottentomatoes_tv")),
    "episode": frozenset(("csfd", "douban", "imdb", "kinopoisk", "rottentomatoes_tv")),
}

_IN_ADDRESS = re.compile(
    r"(?:season[=/_-]|seasons/|saison-|/s)0*(\d{1,4})(?:/(?:episode[=/_-]|episodes/|e)0*(\d{1,5}))?(?=[/?&#]|\Z)", re.IGNORECASE
)


def numbers(record: Record) -> tuple[int | None, int | None]:
    """Return the season and episode numbers that a page or its address states."""
    stated = record.film.series
    season, episode = (stated.season, stated.episode) if stated is not None else (None, None)
    if season is None and (found := _IN_ADDRESS.search(record.page.url or "")):
        season = int(found[1])
        episode = int(found[2]) if episode is None and found[2] else episode
    return season, episode


def ids_of(record: Record, stated: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the identifiers of a season or an episode; one of its series counts only together with its numbers.

    Args:
        record: a season's or an episode's page.
        stated: (namespace, identifier) pairs that the page and its address state.
    """
    kind = record.page.kind
    series = record.film.series
    parents = {(name, identity.identifier(name, value)) for name, value in identity.film_ids(series.url if series else None)}
    season, episode = numbers(record)
    numbered = season is not None and (kind == "season" or episode is not None)
    found = []
    for name, value in stated:
        if name in _OWN[kind] and (name, identity.identifier(name, value)) not in parents:
            found.append((name, value))
        elif numbered:
            part = f"s{season}" if kind == "season" else f"s{season}e{episode}"
            found.append((f"{name}_{kind}", f"{identity.identifier(name, value)}/{part}"))
    return found


def part_of(record: Record) -> str | None:
    """Return the key of a season or an episode, from its series' title and its numbers; None if one of these is not known."""
    series = record.film.series
    season, episode = numbers(record)
    if series is None or not series.title or season is None or (record.page.kind == "episode" and episode is None):
        return None
    return f"{record.page.kind} {season} {episode or ''} of {identity.title_key(series.title)}"
