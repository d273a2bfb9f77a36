"""Labelled rows: the values after "Director", "Laufzeit", "В ролях" and the other labels of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from filmdig.parsers.generic.certificates import certificate_of
from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.durations import digits, minutes
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.facts import is_genre
from filmdig.parsers.generic.notes import (
    alternate_title,
    box_office_of,
    companies_among,
    company,
    is_co_production,
    linked_companies,
    names_people,
)
from filmdig.parsers.generic.people import Named, Names, member, people_of, person
from filmdig.parsers.generic.roles import cast_span, job_field
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.generic.statement import STRONG, STRONGER, STRONGEST, WEAK, Statement
from filmdig.parsers.generic.vocabulary import label_of, normalized
from filmdig.parsers.generic.words_of_rows import MORE, split_joined, strip_control, words_in
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import AlternateTitle, Company, CrewMember, Person, Release, ReleaseKind

#: Fields whose value is joined from several rows of a page.
JOINED_FIELDS = ("companies", "box_office", "releases", "crew", "alternate_titles")
CREW = ("composers", "photography", "editors", "designers", "creators")
PEOPLE = ("directors", "writers", "producers")
_FOOTNOTE = re.compile(r"\[[\w\s]{1,12}\]")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
#: Lines that follow "Written by" or "Produced by" in the credits of a song.
_SONG_CREDIT = re.compile(r"(?:performed|orchestrated|arranged|composed|sung|licensed) by\b|(?:by )?courtesy of\b", re.IGNORECASE)
_SUB_GENRES = frozenset(("sub-genre", "sub-genres", "subgenre", "subgenres"))


def labelled(evidence: Evidence) -> Iterator[Statement]:
    """Yield the statements of the page's labelled rows, except those in its furniture."""
    seen: dict[str, set[str]] = {}
    first_names: dict[str, list[str]] = {}
    joined: dict[str, list[Any]] = {}
    last_cast: tuple[int, Statement] | None = None  # the block where the cast's rows end, and their statement so far
    word_lists: dict[str, tuple[set[str], list[str]]] = {}  # by field: the labels of its rows and their joined list
    for row in evidence.rows:
        if row.furniture:
            continue
        for field, value, strength in _read(evidence, row):
            if field in JOINED_FIELDS:
                known = joined.setdefault(field, [])
                known += [one for one in value if one not in known]
                continue
            if field == "cast" and last_cast is not None and row.block == last_cast[0] and row.blocks[1] > row.blocks[0]:
                # "Rest of cast" directly after the first row.
                before = {one.name for one in last_cast[1].value}
                last_cast[1].value.extend(one for one in value if one.name not in before)
                last_cast = (row.blocks[1], last_cast[1])
                continue
            if field in ("genres", "keywords"):
                labels, words = word_lists.setdefault(field, (set(), value))
                label = normalized(row.label)
                continues = _continues_list(field, label, labels)
                labels.add(label)
                if continues:
                    words.extend(word for word in value if word not in words)
                    continue
            # A second row with the same label belongs to another film or repeats the first; rarely it continues the first.
            people = {one.name for one in value} if field in ("cast", *PEOPLE) else set()
            weaker = field in seen and not (seen[field] and len(seen[field] & people) * 10 >= len(seen[field]) * 8)
            seen.setdefault(field, people)
            if field in ("cast", "writers"):
                names = [one.name for one in value]
                shorter = first_names.setdefault(field, names)
                if len(names) > len(shorter) > 1 and names[:2] == shorter[:2]:  # a tab has the full list (Maoyan 2020)
                    yield Statement(field, value, "rows", row.place, STRONGEST)
                    continue
            statement = Statement(field, value, "rows", row.place, WEAK if weaker else strength)
            if field == "cast":
                last_cast = (row.blocks[1], statement)
            yield statement
    for field, values in joined.items():
        yield Statement(field, values, "rows", "rows", STRONG)


def _read(evidence: Evidence, row: Row) -> Iterator[tuple[str, Any, int]]:
    field = row.field
    if field in PEOPLE:
        if any(map(_SONG_CREDIT.match, row.lines[1:])):
            return
        names = people_of(row, evidence.model)
        if field == "producers" and (found := companies_among([one.name for one in names.people])):
            names.people = [one for one in names.people if one.name not in found]
            found = [name for name in found if not is_co_production(name)]
            yield "companies", [company(name, "production") for name in found], STRONG
        if _is_plausible(names, most=12 if field == "directors" else 40):
            yield field, [_with_job(one) for one in names.people], _strength(row)
    elif field == "production" and names_people(evidence.rows, row):
        yield "producers", [person(one) for one in people_of(row, evidence.model).people], STRONG
    elif field in CREW:
        names = people_of(row, evidence.model)
        if _is_plausible(names, most=40) and (row.form != "heading" or max(map(len, row.lines)) <= 60):
            job = row.label.strip(" :：")
            yield "crew", [CrewMember(name=one.name, job=job, url=one.url) for one in names.people], _strength(row)
    elif field == "credits":
        names = people_of(row, evidence.model)
        if len(names.people) > 2 and sum(one.role is not None for one in names.people) * 2 > len(names.people):
            yield from _cast(names.people, STRONG)
    elif field in ("cast", "cast_with"):
        names = people_of(row, evidence.model)
        if _is_plausible(names, most=400) and (field == "cast" or (len(names.people) > 1 and not names.doubtful)):
            yield from _cast(names.people, _strength(row))
    elif (reader := _READERS.get(field)) is not None:
        value = reader(evidence, row)
        if value not in (None, []):
            yield _FIELDS.get(field, field), value, _strength(row)


def _with_job(one: Named) -> Person:
    """Return a person; a job in brackets after the name ("Ada Morn (novel)") becomes the person's job."""
    found = person(one)
    found.job = one.role if job_field(one.role) is not None else None
    return found


def _continues_list(field: str, label: str, before: set[str]) -> bool:
    """Return whether a row continues the list of earlier rows: sub-genres after genres, themes after keywords."""
    if not before or label in before:
        return False
    return field == "keywords" or (label in _SUB_GENRES) != bool(before & _SUB_GENRES)


def _cast(people: list[Named], strength: int) -> Iterator[tuple[str, Any, int]]:
    """Yield a cast, and the crew at either end of its list: people whose role is a job."""
    start, end = cast_span([one.role for one in people])
    if start < end:
        yield "cast", [member(one) for one in people[start:end]], strength
    by_field: dict[str, list[Named]] = {}
    for one in (*people[:start], *people[end:]):
        by_field.setdefault(job_field(one.role) or "", []).append(one)
    for field, named in by_field.items():
        if field in PEOPLE:
            whole = [Person(name=one.name, url=one.url, job=one.role if " " in (one.role or "") else None) for one in named]
            yield field, whole, STRONG
        else:
            yield "crew", [CrewMember(name=one.name, job=one.role, url=one.url) for one in named], STRONG


def _strength(row: Row) -> int:
    return STRONGER if row.form in ("cell", "mark") else STRONG


def _is_plausible(names: Names, most: int) -> bool:
    return 0 < len(names.people) <= most and names.doubtful <= len(names.people)


def _first_line(row: Row) -> str:
    return strip_control(row, _FOOTNOTE.sub("", row.lines[0])).strip(" :：-–—|·•")


_VAGUE_LABELS = frozenset(("category", "categories"))


def _word_list(evidence: Evidence, row: Row) -> list[str]:
    found = words_in(row)
    if normalized(row.label) in _VAGUE_LABELS and not any(map(is_genre, found)):
        return []  # "Category: Feature"
    linked = {one_line(piece.text) for piece in row.pieces if piece.href is not None}
    return found if row.field == "keywords" or set(found) <= linked else split_joined(row.field, found)


def _runtime(evidence: Evidence, row: Row) -> int | None:
    for line in row.lines[:2]:
        found = minutes(_FOOTNOTE.sub("", line), labelled=True)
        if found and found < 1000 and len(line) < 90:
            return found
    return None


def _year(evidence: Evidence, row: Row) -> int | None:
    text = digits(_first_line(row))
    match = _YEAR.search(text)
    return int(match[1]) if match and len(text) <= 40 else None


def _releases(evidence: Evidence, row: Row) -> list[Release]:
    found = []
    for line in row.lines[:12]:
        if len(line) > 120 or (when := date_in(digits(line), evidence.language)) is None:
            break
        found.append(Release(kind="festival" if _FESTIVAL.search(line) else release_kind(row.label), date=when))
    return found


_FESTIVAL = re.compile(r"[(（][^()（）]{0,40}(?:festival|фестиваль|节|節|影展|映画祭)[^()（）]{0,20}[)）]", re.IGNORECASE)
_KINDS: tuple[tuple[ReleaseKind, re.Pattern[str]], ...] = (
    ("home_video", re.compile(r"dvd|blu-?ray|\bdis[ck]\b|video|\bvhs\b", re.IGNORECASE)),
    ("streaming", re.compile(r"stream|digital|\bvod\b|on demand|netflix", re.IGNORECASE)),
    ("television", re.compile(r"\bair(?:ed|s| date)?|broadcast|\btv\b|ausstrahlung|diffusion|放送|방영|首播", re.IGNORECASE)),
    (
        "theatrical",
        re.compile(
            r"theat(?:er|re|rical)|cinema|kino|salles?\b|bioscoop|biograf|al cinema|vizyon|上映|公開|개봉|прокат", re.IGNORECASE
        ),
    ),
)


def release_kind(label: str) -> ReleaseKind | None:
    """Return the kind of release that a label names; None if it names none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(label)), None)


def _certificate(evidence: Evidence, row: Row) -> list[Any]:
    found = certificate_of(_first_line(row), row.label, labelled=row.field == "certificates")
    return [found] if found else []


ORIGINAL_TITLE_NOTE = re.compile(
    r"(?<!\s)\s*+\((?:original title|originaltitel|titre original|título original|titolo originale|original|"
    r"оригинальное название|eredeti cím|originální název|tytuł oryginalny|originele titel|originaltittel|"
    r"alkuperäinen nimi|titlu original|原題)\)?$",
    re.IGNORECASE,
)


def _title(evidence: Evidence, row: Row) -> str | None:
    text = ORIGINAL_TITLE_NOTE.sub("", _first_line(row))
    return text if 0 < len(text) <= 120 and len(row.lines) == 1 else None


def _alternates(evidence: Evidence, row: Row) -> list[AlternateTitle]:
    """Return other titles: one on each line, or one line with separators that titles do not contain."""
    lines = [left for line in row.lines[:30] if (left := strip_control(row, line))]
    parts = lines if len(lines) != 1 else re.split(r"(?<!\s)(?:\s*+[;|•]\s*+|\s++/\s++)|、|，", lines[0])
    if len(parts) == 1 and normalized(row.label).endswith("titles"):
        parts = re.split(r",\s(?=[^a-z])", parts[0])  # the label says that there are several
    titles = [part.strip(" .:–—-") for part in parts if len(part) <= 120]
    return [alternate_title(title) for title in dict.fromkeys(titles) if any(char.isalpha() for char in title)]


def _companies(role: Any) -> Callable[[Evidence, Row], list[Company]]:
    def read(evidence: Evidence, row: Row) -> list[Company]:
        found: list[str] = []
        if row.form == "heading" and any(len(line) > 80 or label_of(line) is not None for line in row.lines):
            return []  # a section of an article ("Production")
        if linked := linked_companies(row, role):
            return [one for one in linked if 1 < len(one.name) <= 60 and not MORE.match(one.name)][:40]
        for line in row.lines[:10]:
            if len(line) > 200 or line.count(". ") > 1:
                break
            whole = strip_control(row, _FOOTNOTE.sub("", line))
            parts = re.split(r"(?<!\s)\s*+[,;|•·、/](?!Inc|Ltd|LLC|S\.|Co\b)\s*+", whole)
            for part in (token.strip(" .:-–—") for token in parts):
                if (
                    1 < len(part) <= 60
                    and any(char.isalpha() for char in part)
                    and part not in found
                    and not MORE.match(part)
                    and not is_co_production(part)
                ):
                    found.append(part)
        return [company(name, role) for name in found[:20]]

    return read


def _sentence_list(evidence: Evidence, row: Row) -> list[str]:
    return [left for line in row.lines if 2 < len(left := strip_control(row, line)) <= 300][:60]


def _money(kind: Any) -> Callable[[Evidence, Row], list[Any]]:
    def read(evidence: Evidence, row: Row) -> list[Any]:
        found = box_office_of(row, kind, _first_line(row))
        return [found] if found else []

    return read


def _count(evidence: Evidence, row: Row) -> int | None:
    text = digits(_first_line(row))
    return integer(text) if len(text) <= 24 and text[:1].isdigit() else None


def _tagline(evidence: Evidence, row: Row) -> str | None:
    text = _first_line(row)
    return text.strip('"“”„«»') if 2 < len(text) <= 250 else None


_FIELDS = {
    "production": "companies",
    "distribution": "companies",
    "network": "companies",
    "budget": "box_office",
    "gross": "box_office",
    "seasons": "season_count",
    "episodes": "episode_count",
    "certificate_or_score": "certificates",
}
_READERS: dict[str, Callable[[Evidence, Row], Any]] = {
    "genres": _word_list,
    "countries": _word_list,
    "languages": _word_list,
    "keywords": _word_list,
    "runtime_minutes": _runtime,
    "year": _year,
    "releases": _releases,
    "certificates": _certificate,
    "certificate_or_score": _certificate,
    "original_title": _title,
    "production": _companies("production"),
    "distribution": _companies("distribution"),
    "budget": _money("budget"),
    "gross": _money("gross"),
    "awards": _sentence_list,
    "tagline": _tagline,
    "alternate_titles": _alternates,
    "seasons": _count,
    "episodes": _count,
    "network": _companies(None),
}
