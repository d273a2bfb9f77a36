"""Convert records and merged films to an earlier schema version, counting the values that it has no place for."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

import msgspec

from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record

#: The schema versions, other than the current one, that records can be written in.
OLDER_VERSIONS: Final = ("1.0",)

# The fields that 2.0 added, by the object that they were added to.
_NEW: Final[dict[str, tuple[str, ...]]] = {
    "page": ("read_by",),
    "film": (
        *("end_year", "crew", "other_synopses", "critics_consensus", "keywords", "awards", "filming_locations", "official_sites"),
        *("series", "season_count", "episode_count"),
    ),
    "film.directors": ("other_name", "job"),
    "film.writers": ("other_name", "job"),
    "film.producers": ("other_name", "job"),
    "film.cast": ("other_name", "episodes"),
    "film.releases": ("note",),
    "film.companies": ("note",),
    "ratings": ("approximate", "positive_count", "negative_count", "histogram"),
    "truncations": ("total",),
}
_KINDS: Final = {"season": "series", "episode": "series", "details": "unknown"}
_TITLE: Final = re.compile(r"(/film/alternate_titles/\d+)/title\Z")
_GONE: Final = re.compile(
    r"/person\b|/film/(?:end_year|crew|other_synopses|critics_consensus|keywords|awards|filming_locations|official_sites|series"
    r"|season_count|episode_count)\b|/film/alternate_titles/\d+/|/film/(?:directors|writers|producers)/\d+/(?:other_name|job)\b"
    r"|/film/cast/\d+/(?:other_name|episodes)\b|/film/(?:releases|companies)/\d+/note\b"
    r"|/ratings/\d+/(?:approximate|positive_count|negative_count|histogram)\b"
)


def downgraded(described: Record | MergedFilm, dropped: Counter[str]) -> dict[str, Any]:
    """Return a record or merged film in the form of schema 1.0.

    Args:
        described: the record or film.
        dropped: the number of dropped values by their place (``film.keywords``, ``kind season``); it is added to.
    """
    stated: dict[str, Any] = msgspec.to_builtins(described, str_keys=True)
    stated["schema_version"] = "1.0"
    film = stated["film"]
    for other in film["alternate_titles"]:
        dropped.update(f"film.alternate_titles.{name}" for name in ("region", "note") if other[name] is not None)
    film["alternate_titles"] = [other["title"] for other in film["alternate_titles"]]
    merged = isinstance(described, MergedFilm)
    pages = [source["page"] for source in stated["sources"]] if merged else [stated["page"]]
    for page in pages:
        _drop(page, "page", dropped)
        _map(page, "kind", _KINDS, dropped)
        _map(page, "encoding_from", {"language": "fallback"}, dropped)
    _drop(film, "film", dropped)
    for place in _NEW:
        head, _, name = place.rpartition(".")
        for part in (film if head else stated)[name] if place not in ("page", "film") else ():
            _drop(part, place, dropped)
    if merged:
        _map(stated, "kind", _KINDS, dropped)
    elif stated.pop("person") is not None:
        dropped["person"] += 1
    dropped["weak"] += len(stated.pop("weak"))
    _paths(stated, dropped)
    for cut in stated["truncations"]:
        origin = cut.pop("completed_from")
        if merged:
            cut["completed_from"] = origin and origin["id"]
        elif origin is not None:
            dropped["truncations.completed_from"] += 1
    dropped -= Counter()  # removes zeros
    return stated


def _drop(part: dict[str, Any], place: str, dropped: Counter[str]) -> None:
    for name in _NEW[place]:
        value = part.pop(name)
        if value is not None and value is not False and value != [] and name != "read_by":  # 0 is a value
            dropped[f"{place}.{name}"] += 1


def _map(part: dict[str, Any], name: str, words: dict[str, str], dropped: Counter[str]) -> None:
    if (word := part[name]) in words:
        part[name] = words[word]
        dropped[f"{name} {word}"] += 1


def _paths(stated: dict[str, Any], dropped: Counter[str]) -> None:
    """Change paths to where 1.0 has the values; entries about values that 1.0 does not have are dropped."""
    for name in ("truncations", "derived", "issues", "conflicts"):
        kept = []
        for one in stated.get(name, ()):
            path = one if isinstance(one, str) else one["path"]
            moved = _TITLE.sub(r"\1", path) if path else path
            if moved and _GONE.match(moved):
                dropped[name] += 1
                continue
            kept.append(moved if isinstance(one, str) else {**one, "path": moved})
        if name in stated:
            stated[name] = kept
    if "provenance" in stated:
        moved_to = {_TITLE.sub(r"\1", path): sources for path, sources in stated["provenance"].items()}
        stated["provenance"] = {path: sources for path, sources in moved_to.items() if not _GONE.match(path)}
