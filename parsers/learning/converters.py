"""The converters that layout files name, from a place's text to a field's value; and comparison of two values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from filmdig.parsers.generic.certificates import certificate_of
from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.durations import digits, minutes
from filmdig.parsers.generic.facts import is_country
from filmdig.parsers.generic.grades import grade_of
from filmdig.parsers.generic.people import is_name, name_and_role, split_people
from filmdig.parsers.generic.settle import key
from filmdig.parsers.generic.words_of_rows import split_joined
from filmdig.parsers.layouts.cuts import Passage, plain
from filmdig.parsers.layouts.values import integer, title_and_year
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, Person, Release

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_YEAR_BRACKETED = re.compile(r"[(（\[](?:[^()（）\[\]]{0,20}[\s,])??(1[89]\d\d|20\d\d)(?!\d)[^()（）\[\]]{0,20}[)）\]]")
_SEPARATOR = re.compile(r"[,;|•·、،/\t]")
_TITLE_YEAR = re.compile(r"([^()]*[^()\s])\s?\((?:1[89]\d\d|20\d\d)\)\s")
#: The numeral that distinguishes films with the same title and year: "Frozen (I)".
_NUMERAL = re.compile(r"(?<=\S)\s?\([IVX]{1,5}\)$")
_BRACKETED = re.compile(r"\(([^()]{1,60})\)")
MOST_ITEMS = 400
LONGEST = 20_000


class Found(NamedTuple):
    """A text at a place, and its node if the text is that of a whole element."""

    text: str
    node: Node | None = None


def _parts(found: Found) -> list[tuple[str, str | None]]:
    """Return the members of a list with their URLs: the links if they cover the text, else `li` elements or separated parts."""
    if found.node is not None:
        links = [(link.text, link.attr("href")) for link in found.node.all("a") if link.text]
        # A job or a role in brackets after each name does not count.
        letters = sum(map(str.isalnum, _BRACKETED.sub("", found.text)))
        if links and sum(sum(map(str.isalnum, text)) for text, _ in links) * 10 >= letters * 8:
            return links[:MOST_ITEMS]
        if found.node.tag == "a":
            return [(found.text, found.node.attr("href"))]
        items = [item.text for item in found.node.all("li") if item.text]
        if len(items) > 1:
            return [(item, None) for item in items[:MOST_ITEMS]]
    return [(part, None) for part in map(one_line, _SEPARATOR.split(found.text)[:MOST_ITEMS]) if part]


def _title(found: Found) -> str | None:
    # In "T (1944) O (original title)" another title follows the year.
    match = _TITLE_YEAR.match(found.text[:400])
    title, _ = title_and_year(match[1] if match else found.text)
    title = _NUMERAL.sub("", title) if title else title
    return title if title and len(title) <= 200 else None


def without_year(title: Any, year: int | None) -> Any:
    """Return a title without the film's year at its end, as one heading may have both."""
    if isinstance(title, str) and year is not None and title.endswith(f" {year}"):
        return title[: -len(f" {year}")].rstrip(" -–—,|·") or title
    return title


def _text(found: Found) -> str | None:
    return found.text if 0 < len(found.text) <= 300 else None


def _year(found: Found) -> int | None:
    text = digits(found.text[:200])
    # A year in brackets comes first, as titles may have numbers: "2010 (1984)", "1974 (TV film 2009)".
    match = _YEAR_BRACKETED.search(text) or _YEAR.search(text)
    return int(match[1]) if match else None


def _minutes(found: Found) -> int | None:
    value = minutes(found.text[:90], labelled=True) if len(found.text) <= 90 else None
    return value if value and value < 1000 else None


def _passage(found: Found) -> Passage | None:
    if found.node is None:
        return Passage(text=found.text) if found.text else None
    passage = plain(found.node)
    return passage if passage.text and len(passage.text) <= LONGEST else None


def _words(found: Found) -> list[str]:
    parts = []
    for text, url in _parts(found):
        word = text.strip(" .:-–—()[]")
        parts += [word] if url is not None else _split_joined([word])
    good = [part for part in parts if 0 < len(part) <= 40 and not any(map(str.isdigit, part)) and len(part.split()) <= 5]
    return list(dict.fromkeys(good)) if len(good) * 2 > len(parts) else []


def _split_joined(parts: list[str]) -> list[str]:
    """Return the members of a list; two that are joined by "and" are split if both are known: "Drame et Aventure"."""
    for field in ("genres", "countries", "languages"):
        parts = split_joined(field, parts)
    return parts


def _countries(found: Found) -> list[str]:
    words = _words(found)
    # On a page without a country, another fact may be at its place.
    return words if any(map(is_country, words)) else []


def _people(found: Found) -> list[Person]:
    named = [(text, url) for text, url in _parts(found) if url is not None and is_name(text)]
    if named:
        return [Person(name=name, url=url) for name, url in dict(named).items()]
    return [Person(name=person.name) for person in split_people(found.text[:2000]).people]


def _members(found: Found) -> list[CastMember]:
    named = [(text, url) for text, url in _parts(found) if url is not None and is_name(text)]
    if named:
        return [CastMember(name=name, url=url) for name, url in dict(named).items()]
    return [CastMember(name=person.name, role=person.role) for person in split_people(found.text[:20_000]).people]


def _releases(found: Found) -> list[Release]:
    when = date_in(digits(found.text[:120]), None)
    return [Release(kind=None, date=when)] if when else []


def _certificates(found: Found) -> list[Any]:
    certificate = certificate_of(found.text, labelled=True) if len(found.text) <= 160 else None
    return [certificate] if certificate else []


def _count(found: Found) -> int | None:
    return integer(found.text[:60])


def read_date(text: str) -> str | None:
    """Return a printed date in ISO 8601."""
    return date_in(digits(text[:120]), None)


def read_name(text: str) -> tuple[str, str | None] | None:
    """Return the person that a text names, and the role if the text has both ("N as R", "N ... R"); None for other texts."""
    named = name_and_role(text[:160])
    return (named.name, named.role) if named else None


def read_role(text: str) -> str | None:
    """Return a role as printed, without the words or dots that join it to its name."""
    role = re.sub(r"^(?:\.{2,}|…|as\s|als\s|-\s|–\s|:)\s*", "", text[:160].strip()).strip(" \t")
    return role or None


def read_grade(text: str) -> Any:
    """Return the rating that a text states."""
    return grade_of(text[:80], labelled=True)


CONVERTERS: dict[str, Callable[[Found], Any]] = {
    "title": _title,
    "text": _text,
    "year": _year,
    "minutes": _minutes,
    "passage": _passage,
    "words": _words,
    "countries": _countries,
    "people": _people,
    "members": _members,
    "releases": _releases,
    "certificates": _certificates,
    "count": _count,
}

#: The converters of the fields that are learned from one place.
FIELDS: dict[str, str] = {
    "title": "title",
    "original_title": "title",
    "year": "year",
    "runtime_minutes": "minutes",
    "directors": "people",
    "writers": "people",
    "producers": "people",
    "cast": "members",
    "genres": "words",
    "countries": "countries",
    "languages": "words",
    "keywords": "words",
    "certificates": "certificates",
    "releases": "releases",
    "tagline": "text",
    "synopsis": "passage",
    "critics_consensus": "passage",
    "season_count": "count",
    "episode_count": "count",
}
LISTS = frozenset(("directors", "writers", "producers", "cast", "genres", "countries", "languages", "keywords"))
_SAME_START = 60


def same_value(field: str, one: Any, other: Any) -> bool:
    """Return whether two values of a field are the same, though perhaps written differently."""
    if field in LISTS:
        ours, theirs = {key(item) for item in one}, {key(item) for item in other}
        return 2 * len(ours & theirs) >= 0.8 * (len(ours) + len(theirs))
    if field == "releases":
        return bool(_starts(one) & _starts(other))
    if field == "certificates":
        return key(one[0].rating) == key(other[0].rating) if one and other else False
    if isinstance(one, int) or isinstance(other, int):
        return bool(one == other)
    first, second = key(one), key(other)
    if field in ("synopsis", "critics_consensus"):
        return (
            bool(first[:_SAME_START] == second[:_SAME_START])
            and min(len(first), len(second)) * 10 >= max(len(first), len(second)) * 7
        )
    return bool(first == second)


def identical(field: str, one: Any, other: Any) -> bool:
    """Return whether two values of a field are exactly equal, including the order of lists."""
    if field in LISTS:
        return [_name(item) for item in one] == [_name(item) for item in other]
    if field == "releases":
        return [release.date for release in one] == [release.date for release in other]
    if field == "certificates":
        return [certificate.rating for certificate in one] == [certificate.rating for certificate in other]
    return bool(_name(one) == _name(other))


def _name(item: Any) -> Any:
    for name in ("name", "text"):
        if isinstance(found := getattr(item, name, None), str):
            item = found
    return one_line(item) if isinstance(item, str) else item


def _starts(releases: Any) -> set[str]:
    return {release.date for release in releases}


def needles(field: str, value: Any) -> Iterator[str]:
    """Yield texts in lower case, one of which a place with the value must contain; none if any text may have the value."""
    if field in LISTS:
        yield from (_needle(item if isinstance(item, str) else item.name) for item in value[:3])
    elif field == "certificates":
        yield _needle(value[0].rating)
    elif field == "year":
        yield str(value)
    elif isinstance(value, str | Passage):
        text = value.text if isinstance(value, Passage) else value
        yield _needle(text)[:40]


def _needle(text: str) -> str:
    return one_line(text).casefold()
