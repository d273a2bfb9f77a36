"""Films in the initial state of a page's scripts: ``__NEXT_DATA__``, ``window.__INITIAL_STATE__ = {…}``, plain JSON.

There is no common vocabulary. A film is an object with a title and several facts under the names that programmers usually give
them; its keys are renamed to schema.org's. An object belongs to the page only if its title is in the page's head, or is the
whole text of an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from filmdig.parsers.generic.people import folded
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.embedded import parse_json
from filmdig.parsers.page.plain_text import one_line

Item = dict[str, Any]

_STATE = re.compile(r"__[A-Z_]{4,30}__|application/json|(?:window|self|globalThis)\s{0,3}[.\[]")
_START = re.compile(r"[^{\[]{0,120}(?=[{\[])")
_LONGEST = 4 << 20
_MOST_SCRIPTS, _MOST_OBJECTS, _DEEPEST, _MOST_FILMS = 60, 20_000, 16, 40
#: Keys under which a state has films other than the page's own.
OTHER_FILMS_KEY = re.compile(
    r"related|recommend|similar|trending|popular|carousel|menu|also|suggest|history|upcoming", re.IGNORECASE
)
_SERIES = re.compile(r"series|show|tv", re.IGNORECASE)
_WORK = re.compile(r"(?:feature)?(?:movie|film|title|video|series|tvseries|show|episode)s?", re.IGNORECASE)

# schema.org's names, with the keys that programmers use for them, in lower case without underscores.
_KEYS: dict[str, tuple[str, ...]] = {
    "name": ("title", "name", "movietitle", "filmtitle", "displaytitle", "titletext"),
    "originalTitle": ("originaltitle", "originalname", "nativetitle"),
    "director": ("director", "directors", "directedby", "directorname"),
    "actor": ("cast", "actors", "actor", "starring", "stars", "castmembers"),
    "author": ("writer", "writers", "screenwriters", "writtenby", "screenplay"),
    "genre": ("genre", "genres", "genrelist"),
    "countryOfOrigin": ("country", "countries", "productioncountries"),
    "duration": ("runtime", "duration", "durationminutes", "runtimeminutes", "runningtime", "durationinminutes", "lengthminutes"),
    "dateCreated": ("year", "releaseyear", "productionyear", "yearofrelease"),
    "datePublished": ("releasedate", "premieredate", "premiere"),
    "description": ("synopsis", "plot", "overview", "storyline", "description", "summary", "longdescription"),
}
_NAMES = {key: name for name, keys in _KEYS.items() for key in keys}
_DECISIVE = frozenset(("director", "actor", "duration"))
_FEWEST_FACTS = 3


def films_in_state(page: Page) -> list[Item]:
    """Return the page's own films in the state of its scripts, with schema.org's names.

    Args:
        page: an HTML page.
    """
    found: list[Item] = []
    for data in states(page):
        for film in _films(data):
            if film not in found and is_own(page, film["name"]):
                found.append(film)
                if len(found) >= _MOST_FILMS:
                    return found
    return found


def states(page: Page) -> list[Any]:
    """Return the data of a page's state scripts; computed once per page."""
    return page.memo("script states", lambda: list(_states(page.html)))


def _states(html: str) -> Iterator[Any]:
    """Yield the data of scripts that consist of data, or begin by assigning it."""
    at = 0
    for _ in range(_MOST_SCRIPTS):
        start = html.find("<script", at)
        body = html.find(">", start) + 1 if start >= 0 else 0
        end = html.find("</script", body) if body else -1
        if end < 0:
            return
        at = end
        if (
            not 60 < end - body <= _LONGEST
            or "ld+json" in html[start:body]
            or not _STATE.search(html, start, min(end, body + 200))
        ):
            continue
        lead = _START.match(html, body, end)
        if lead is not None and (data := parse_json(html[lead.end() : end].strip().rstrip(";"), "script", lambda *_: None)):
            yield data


def _films(data: Any) -> Iterator[Item]:
    """Yield the objects that are films, except under keys for other films."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value, depth = waiting.pop()
        if isinstance(value, dict):
            if (film := _film(value)) is not None:
                yield film
            inside = [one for key, one in value.items() if not OTHER_FILMS_KEY.search(str(key))]
        else:
            inside = value
        if depth < _DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, dict | list)]


def _film(value: dict[str, Any]) -> Item | None:
    """Return an object as a film's item; None if it has no title or too few facts."""
    found: Item = {}
    for key, inside in value.items():
        name = _NAMES.get(str(key).replace("_", "").casefold())
        if name is not None and name not in found and inside not in (None, "", [], {}):
            found[name] = inside
    kind = next((value[key] for key in ("__typename", "@type", "type", "kind") if isinstance(value.get(key), str)), "")
    facts = len(found.keys() - {"name", "description"})
    enough = _FEWEST_FACTS - 1 if _WORK.fullmatch(kind) else _FEWEST_FACTS
    title = found.get("name")
    if not isinstance(title, str) or not 0 < len(title) <= 150 or facts < enough or not _DECISIVE & found.keys():
        return None
    item: Item = {"@type": ["TVSeries" if _SERIES.search(kind) and "episode" not in kind.lower() else "Movie"]}
    item["name"] = one_line(title)
    for name, inside in found.items():
        plain = _READERS.get(name, _text)(inside)
        if name != "name" and plain:
            item[name] = plain
    return item


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> list[str]:
    """Return the texts of a list of texts, or the names of a list of objects."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        named = one.get("name") or one.get("title") or one.get("text") if isinstance(one, dict) else one
        found += [named] if isinstance(named, str) else []
    return found


def _people(value: Any) -> Any:
    """Return a text of names unchanged, or a list of people with their roles."""
    if isinstance(value, str):
        return value
    found: list[Item] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            found.append({"name": one})
        elif isinstance(one, dict):
            inner = next((one[key] for key in ("person", "actor", "name") if isinstance(one.get(key), dict)), one)
            name = next(
                (inner[key] for key in ("name", "fullName", "full_name", "title") if isinstance(inner.get(key), str)), None
            )
            roles = (one.get(key) for key in ("character", "characterName", "character_name", "role", "roleName"))
            role = next((role for role in roles if isinstance(role, str) and role), None)
            if name:
                found.append({"actor": {"name": name}, "characterName": role} if role else {"name": name})
    return found


def _minutes(value: Any) -> str | None:
    """Return a running time in minutes (or in seconds from 1000 up) in schema.org's form."""
    if isinstance(value, str):
        if not value.isdigit():
            return value
        value = int(value[:9])
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return None
    length = round(value) if value < 1000 else round(value / 60)
    return f"PT{length}M" if 0 < length < 1000 else None


def _year(value: Any) -> str | None:
    text = str(value) if isinstance(value, int | str) else ""
    return text if re.fullmatch(r"(?:18[89]|19\d|20\d)\d", text) else None


_READERS: dict[str, Any] = {
    "director": _people,
    "actor": _people,
    "author": _people,
    "genre": _texts,
    "countryOfOrigin": _texts,
    "duration": _minutes,
    "dateCreated": _year,
}


def is_own(page: Page, title: str) -> bool:
    """Return whether a title in the state is the page's own: in its head, or the whole text of an element."""
    heads = folded(f"{page.title or ''} {page.meta('og:title') or ''}")
    return bool(folded(title)) and (folded(title) in heads or f">{title}<" in page.html)
