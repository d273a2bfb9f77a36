"""Fill a record from statements: agreed values are taken, a weak witness alone is not enough, disagreement is an issue."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import msgspec

from filmdig.parsers.generic.facts import is_genre
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.layout import FIELDS, pointer, set_field
from filmdig.parsers.page.plain_text import alphanumeric
from filmdig.parsers.record.page_record import AlternateTitle, Issue, Record


class Settled(msgspec.Struct):
    """A field's statements and the one taken.

    Attributes:
        taken: the statement whose value is in the record; None if none was strong enough.
        statements: all statements, in the order of the witnesses.
    """

    taken: Statement | None
    statements: list[Statement]


def settle(record: Record, statements: list[Statement]) -> dict[str, Settled]:
    """Put the values that the statements agree on into the record, field by field.

    Returns:
        each field's result, for `explain`.
    """
    by_field: dict[str, list[Statement]] = {}
    for statement in statements:
        by_field.setdefault(statement.field, []).append(statement)
    settled = {}
    for field, group in by_field.items():
        try:
            settled[field] = _settle(record, field, group)
        except Exception as error:  # noqa: BLE001 - pages are hostile input: a failure becomes an issue and loses only its field
            record.issues.append(Issue(code="field_failed", path=pointer(field), message=f"{type(error).__name__}: {error}"))
            settled[field] = Settled(None, group)
    _derive(record)
    return settled


def _settle(record: Record, field: str, statements: list[Statement]) -> Settled:
    settled = _decide(record, field, statements)
    taken = settled.taken
    if taken is not None and field in FIELDS:
        set_field(record, field, taken.value)
        if taken.derived and pointer(field) not in record.derived:
            record.derived.append(pointer(field))
    return settled


def _derive(record: Record) -> None:
    """Adjust values by other values: remove the year or director from the title, take the year of the first release."""
    film = record.film
    if film.title and (quoted := _QUOTED.fullmatch(film.title)):
        film.title = quoted[1]
    if film.title:
        film.title = _NUMERAL.sub("", film.title)
    known = {key(genre) for genre in film.genres}  # the tags of a page repeat its genres
    film.keywords = [word for word in film.keywords if key(word) not in known]
    if film.title and film.year and (match := re.match(rf"(.+?\S)\s+{film.year}(?:\s+\(.*|\s*)$", film.title)):
        film.title = match[1]
    if film.title and film.directors:
        film.title = _without_director(film.title, [folded(person.name) for person in film.directors])
    if film.image_url and film.image_url.count("://") > 1:  # a host before a complete address (Anime-Planet 2021)
        film.image_url = film.image_url[film.image_url.rindex("http") :]
    if film.year is None and film.releases:
        film.year = int(min(release.date for release in film.releases)[:4])
        record.derived.append("/film/year")


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_NUMERAL = re.compile(r"(?<=\S) \([IVXL]{1,6}\)$")  # "T (II)": one of several films with the same title
_TITLE_PARTS = re.compile(r"(?<!\s)\s++[·•|–—-]\s++|:\s++")


def _without_director(title: str, makers: list[str]) -> str:
    """Return a title without the director's name: "N · T"."""
    parts = _TITLE_PARTS.split(title)
    kept = [part for part in parts if folded(part) not in makers]
    return kept[0] if len(parts) == 2 and len(kept) == 1 else title


def key(value: Any) -> Any:
    """Return a key that is equal for values that mean the same."""
    if isinstance(value, Passage):
        value = value.text
    if isinstance(value, str):
        return alphanumeric(value.casefold())
    if isinstance(value, list):
        return frozenset(map(key, value))
    if isinstance(value, msgspec.Struct):
        for name in ("name", "title", "rating", "date", "amount", "value", "text"):
            if (found := getattr(value, name, None)) is not None:
                return key(found)
    return str(value)


_PEOPLE = ("cast", "directors", "writers", "producers")


def _fullest(taken: Statement, statements: list[Statement]) -> Statement:
    """Return the fullest list, with roles or more people, among those that have nearly all people of the list taken."""
    names = {key(person) for person in taken.value}

    def fullness(statement: Statement) -> tuple[bool, int]:
        roles = sum(getattr(person, "role", None) is not None for person in statement.value)
        return roles * 2 >= len(statement.value), len(statement.value)

    most = STRONG if len(names) > 1 else STRONG + 1
    wider = [
        one
        for one in statements
        if one.strength >= most and len(names & {key(person) for person in one.value}) * 10 >= len(names) * 8
    ]
    return max([taken, *wider], key=fullness) if taken.field == "cast" or len(names) > 1 else taken


def _widest(taken: Statement, statements: list[Statement]) -> Statement:
    """Return the longest list that contains the list taken: a page's data may name three of its five genres."""
    own = key(taken.value)
    wider = [
        one
        for one in statements
        if one.strength >= STRONG and own < key(one.value) and all(key(each) in own or is_genre(each) for each in one.value)
    ]
    return max(wider, key=lambda one: len(one.value), default=taken)


def _all_titles(taken: Statement, statements: list[Statement]) -> Statement:
    """Return the titles near the heading and those of rows; of two equal titles, the one with a region."""
    titles: dict[Any, Any] = {}
    for title in chain(taken.value, *(statement.value for statement in statements if statement.strength >= STRONG)):
        one = AlternateTitle(title=title) if isinstance(title, str) else title
        known = titles.setdefault(key(one), one)
        if known.region is None and one.region is not None:
            titles[key(one)] = one
    return msgspec.structs.replace(taken, value=list(titles.values()))


def _all_certificates(taken: Statement, statements: list[Statement]) -> Statement:
    """Return the certificate of the line of facts, which is the one of the visitor's country, and those taken."""
    line: list[Any] = next((one.value for one in statements if one.witness == "factline" and one.strength >= STRONG), [])
    others = [one for one in taken.value if not any(_within(one, own) for own in line)]
    return msgspec.structs.replace(taken, value=[*line, *others]) if others else taken


def _within(one: Any, other: Any) -> bool:
    """Return whether one text contains the other: a headline that contains the title does not contradict it."""
    first, second = key(one), key(other)
    return isinstance(first, str) and isinstance(second, str) and (first in second or second in first)


def _decide(record: Record, field: str, statements: list[Statement]) -> Settled:
    """Choose the statement with the most weight, and add an issue if others disagree."""
    groups: dict[Any, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(key(statement.value), []).append(statement)

    def weight(group: list[Statement]) -> int:
        best: dict[str, int] = {}
        for statement in group:
            best[statement.witness] = max(best.get(statement.witness, 0), statement.strength)
        return sum(best.values())

    def rank(group: list[Statement]) -> tuple[int, bool]:
        # A list printed in a row outranks one in the page's data, which usually belongs to something else.
        return weight(group), isinstance(group[0].value, list) and any(one.witness == "rows" for one in group)

    ranked = sorted(groups.values(), key=rank, reverse=True)
    if weight(ranked[0]) < STRONG:
        return Settled(None, statements)
    taken = max(ranked[0], key=lambda statement: statement.strength)
    if field in _PEOPLE:
        taken = _fullest(taken, statements)
    elif field == "genres":
        taken = _widest(taken, statements)
    elif field == "alternate_titles":
        taken = _all_titles(taken, statements)
    elif field == "certificates":
        taken = _all_certificates(taken, statements)
    rivals = [group for group in ranked[1:] if weight(group) >= STRONG and not _within(group[0].value, taken.value)]
    if rivals and not isinstance(taken.value, list):
        others = "; ".join(f"{group[0].value!r} ({group[0].witness}, {group[0].place})" for group in rivals[:3])
        message = f"taken from {taken.witness} ({taken.place}); others: {others[:400]}"
        record.issues.append(Issue(code="witnesses_disagree", path=pointer(field), message=message))
    return Settled(taken, statements)
