"""Whether two groups of records are of one film: the evidence for and against.

A group is one record, or several that are known to be of one film. Groups are kept small: they hold the values stated, not the
records that state them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import get_args

import msgspec

from filmdig.parsers.merging import identity
from filmdig.parsers.merging.identity import BASE, EXACT, VARIANT
from filmdig.parsers.merging.page_titles import film_title
from filmdig.parsers.merging.series_parts import PARTS, part_of
from filmdig.parsers.merging.series_parts import ids_of as series_parts_ids
from filmdig.parsers.record.merged_film import FilmKind
from filmdig.parsers.record.page_record import Film, Kind, Record

#: The least score at which two groups become one.
LINKED = 0.7

#: The least score at which a pair that is kept apart is reported for review.
CANDIDATE = 0.4

#: Kinds of page that are about one film. Others are about many films, a person or nothing.
FILM_KINDS: frozenset[Kind] = frozenset(
    {"film", "series", "season", "episode", "reviews", "credits", "synopsis", "details", "article"}
)
_FILMS_OWN: frozenset[Kind] = frozenset(get_args(FilmKind))

#: The most people and titles that a group keeps.
_PEOPLE_KEPT, _TITLES_KEPT = 40, 60
#: Plausible years and runtimes; others are ignored.
_YEARS, _RUNTIMES = range(1870, 2200), range(1, 6000)

#: The score of a shared title, and what the year, director, cast and runtime add.
_TITLE = {EXACT: 0.4, VARIANT: 0.3, BASE: 0.2}
_CUT_TITLE = 0.25
_SAME_YEAR, _NEXT_YEAR = 0.25, 0.15
_DIRECTOR, _DIRECTORS_SURNAME = 0.3, 0.15
_CAST_MANY, _CAST_ONE = 0.25, 0.15
_RUNTIME = 0.1
_OTHER_CAST = -0.3


class Group(msgspec.Struct, array_like=True):
    """What is known about a group of records.

    Attributes:
        first: the input number of its first record.
        record: that record's id.
        ids: identifiers by namespace.
        titles: `EXACT`, `VARIANT` or `BASE` by title key.
        cut_titles: keys that a cut title begins with.
        kinds: those of `film`, `series`, `season` and `episode` that its records' pages have.
        years: the number of records that state each year.
        directors, cast: names as printed, by `person_key`.
        parts: keys of the season or episode of a series that it is.
    """

    first: int
    record: str
    title: str | None = None
    ids: dict[str, set[str]] = {}
    titles: dict[str, int] = {}
    cut_titles: list[str] = []
    kinds: set[FilmKind] = set()
    years: dict[int, int] = {}
    directors: dict[str, str] = {}
    cast: dict[str, str] = {}
    runtimes: set[int] = set()
    parts: set[str] = set()

    @property
    def year(self) -> int | None:
        """The year that most records state; the earliest in a tie."""
        return min(self.years, key=lambda year: (-self.years[year], year)) if self.years else None


def makes_film(record: Record) -> bool:
    """Return whether a record can make a film by itself; a page of reviews that names no film cannot."""
    kind = record.page.kind
    return kind in _FILMS_OWN or (kind in FILM_KINDS and names_film(record))


def names_film(record: Record) -> bool:
    """Return whether a record states a title or an identifier."""
    return bool(record.film.title or ids_of(record))


def group_of(record: Record, number: int) -> Group:
    """Return the group of a single record, given its number in the input."""
    film, page = record.film, record.page
    part = part_of(record) if page.kind in PARTS else None
    cut = cut_title(record)
    year = film.year if film.year is not None else identity.year_noted(film.title)
    return Group(
        first=number,
        record=record.id,
        title=film_title(film.title, page.url) if film.title else None,
        ids=ids_of(record),
        titles=_title_keys(film, page.url, cut=cut is not None),
        cut_titles=[cut] if cut else [],
        kinds={page.kind} if page.kind in _FILMS_OWN else set(),  # type: ignore[arg-type]
        years={year: 1} if year is not None and year in _YEARS else {},
        directors=_people(person.name for person in film.directors),
        cast=_people(person.name for person in film.cast),
        runtimes={film.runtime_minutes} if film.runtime_minutes is not None and film.runtime_minutes in _RUNTIMES else set(),
        parts={part} if part is not None else set(),
    )


def _people(names: Iterable[str]) -> dict[str, str]:
    people: dict[str, str] = {}
    for name in islice(names, _PEOPLE_KEPT):
        if key := identity.person_key(name):
            people.setdefault(key, name)
    return people


def ids_of(record: Record) -> dict[str, set[str]]:
    """Return the film's identifiers that the record and its address state, by namespace."""
    ids: dict[str, set[str]] = {}
    stated = [*record.film.external_ids.items(), *identity.film_ids(record.page.url)]
    if record.page.kind in PARTS:
        stated = series_parts_ids(record, stated)
    for name, value in stated:
        # Sites number series and films separately: TMDb's film 1396 is not its series 1396.
        space = f"{name}_tv" if record.page.kind == "series" and name == "tmdb" else name
        if key := identity.identifier(space, value):
            ids.setdefault(space, set()).add(key)
    return ids


def cut_title(record: Record) -> str | None:
    """Return the key that the whole title must begin with, if the record's title is still cut; None if it is not."""
    title = record.film.title
    if not title or not any(cut.path == "/film/title" and cut.state == "open" for cut in record.truncations):
        return None
    return identity.title_key(cut_part(title)) or None


def cut_part(title: str) -> str:
    """Return the part of a cut title that is cut: the text after an unclosed bracket, else all of it."""
    head, bracket, tail = title.rpartition("(")
    return tail if bracket and head.strip() and ")" not in tail else title


def _title_keys(film: Film, url: str | None, *, cut: bool) -> dict[str, int]:
    others = [other.title for other in film.alternate_titles[:_TITLES_KEPT]]
    if not cut or film.title is None:
        return identity.title_keys((film_title(film.title, url) if film.title else None, film.original_title), others)
    whole = film.title.removesuffix(cut_part(film.title)).rstrip(" (")
    return identity.title_keys((film.original_title,), (whole, *others))


def joined(ours: Group, theirs: Group) -> Group:
    """Return one group made of two."""
    first, other = (ours, theirs) if ours.first <= theirs.first else (theirs, ours)
    ids = {name: first.ids.get(name, set()) | other.ids.get(name, set()) for name in {**first.ids, **other.ids}}
    titles = dict(first.titles)
    for key, rank in other.titles.items():
        if key in titles or len(titles) < _TITLES_KEPT:
            titles[key] = max(rank, titles.get(key, 0))
    return Group(
        first=first.first,
        record=first.record,
        title=first.title or other.title,
        ids=ids,
        titles=titles,
        cut_titles=list(dict.fromkeys([*first.cut_titles, *other.cut_titles]))[:_TITLES_KEPT],
        kinds=first.kinds | other.kinds,
        years=dict(Counter(first.years) + Counter(other.years)),
        directors=dict(islice({**first.directors, **other.directors}.items(), _PEOPLE_KEPT)),
        cast=dict(islice({**first.cast, **other.cast}.items(), _PEOPLE_KEPT)),
        runtimes=first.runtimes | other.runtimes,
        parts=first.parts | other.parts,
    )


class Verdict(msgspec.Struct):
    """The evidence for and against two groups being one film.

    Attributes:
        score: 0 to 1, for the likeness of title, year, people and runtime. Identifiers in common need no score.
        on: the evidence for one film.
        lacking: reasons for a low score.
        refused: what rules it out, whatever the score.
    """

    score: float = 0.0
    on: list[str] = []
    lacking: list[str] = []
    refused: list[str] = []

    @property
    def linked(self) -> bool:
        """Whether the two are one film."""
        return not self.refused and self.score >= LINKED

    @property
    def against(self) -> list[str]:
        """The reasons against, for a person who reviews the pair."""
        return [*self.refused, *self.lacking]


def contradictions(ours: Group, theirs: Group) -> list[str]:
    """Return what rules out one film whatever the groups share: different identifiers, or a film and a series."""
    found = [
        f"{name}: {_listed(ours.ids[name])} and {_listed(theirs.ids[name])}"
        for name in sorted(ours.ids.keys() & theirs.ids.keys())
        if identity.ids_differ(ours.ids[name], theirs.ids[name])
    ]
    if len(ours.kinds | theirs.kinds) > 1:
        found.append(f"kind: {' and '.join(sorted(ours.kinds | theirs.kinds))}")
    return found


def slug_contradictions(ours: Group, theirs: Group) -> list[str]:
    """Return what rules out a link by an address or slug, which a site may reuse: different years and directors."""
    if not _years_far(ours, theirs):
        return []
    directors = _shared(ours.directors, theirs.directors)
    if directors or not (ours.directors and theirs.directors):
        return []
    return [
        f"year: {ours.year} and {theirs.year}",
        f"directors: {_listed(ours.directors.values())} and {_listed(theirs.directors.values())}",
    ]


def compare(ours: Group, theirs: Group) -> Verdict:
    """Return how likely two groups that share a title are one film."""
    verdict = Verdict(refused=contradictions(ours, theirs))
    if (ours.kinds | theirs.kinds) & PARTS and not ours.parts & theirs.parts:
        verdict.refused.append("part: not known to be the same season or episode of one series")
    title = _title(ours, theirs, verdict)
    if not title:
        return Verdict()
    score = title + _year(ours, theirs, verdict, loose=title <= _TITLE[BASE]) + _directing_and_cast(ours, theirs, verdict)
    if near := sorted(a for a in ours.runtimes for b in theirs.runtimes if abs(a - b) <= 2):
        verdict.on.append(f"runtime: {near[0]} minutes")
        score += _RUNTIME
    verdict.score = round(min(max(score, 0.0), 0.99), 2)
    if not verdict.linked and not verdict.refused:
        verdict.lacking.append(f"score: {verdict.score} of {LINKED}")
    return verdict


def _title(ours: Group, theirs: Group, verdict: Verdict) -> float:
    common = {key: min(ours.titles[key], theirs.titles[key]) for key in ours.titles.keys() & theirs.titles.keys()}
    # Two titles that differ in their subtitles are two films of a series.
    common = {key: rank for key, rank in common.items() if rank > BASE or max(ours.titles[key], theirs.titles[key]) > BASE}
    if common:
        key = max(sorted(common), key=lambda key: common[key])
        kind = {EXACT: "title", VARIANT: "alternate title", BASE: "title without subtitle"}[common[key]]
        verdict.on.append(f"{kind}: {key}")
        return _TITLE[common[key]]
    for cut, whole in ((ours, theirs), (theirs, ours)):
        for begun in cut.cut_titles:
            if found := sorted(key for key, rank in whole.titles.items() if rank > BASE and key.startswith(begun)):
                verdict.on.append(f"cut title: {begun}… is {found[0]}")
                return _CUT_TITLE
    return 0.0


def _year(ours: Group, theirs: Group, verdict: Verdict, *, loose: bool) -> float:
    ours_year, theirs_year = ours.year, theirs.year
    if ours_year is None or theirs_year is None:
        verdict.lacking.append("year: not stated on both sides")
        if loose:
            verdict.refused.append("a title without its subtitle needs the year")
        return 0.0
    if ours_year == theirs_year:
        verdict.on.append(f"year: {ours_year}")
        return _SAME_YEAR
    if _years_far(ours, theirs) or loose:
        verdict.refused.append(f"year: {ours_year} and {theirs_year}")
        return 0.0
    verdict.on.append(f"year within one: {ours_year} and {theirs_year}")
    return _NEXT_YEAR


def _years_far(ours: Group, theirs: Group) -> bool:
    return ours.year is not None and theirs.year is not None and abs(ours.year - theirs.year) > 1


def _directing_and_cast(ours: Group, theirs: Group, verdict: Verdict) -> float:
    score = 0.0
    cast = _shared(ours.cast, theirs.cast)
    if cast:
        verdict.on.append(f"cast: {_listed(cast)}")
        score += _CAST_MANY if len(cast) > 1 else _CAST_ONE
    elif _comparable(ours.cast, theirs.cast) and min(len(ours.cast), len(theirs.cast)) >= 5:
        verdict.lacking.append("cast: nobody in common")
        score += _OTHER_CAST
    directors = _shared(ours.directors, theirs.directors)
    surnames = {identity.surname(name) for name in ours.directors} & {identity.surname(name) for name in theirs.directors}
    if directors:
        verdict.on.append(f"director: {_listed(directors)}")
        return score + _DIRECTOR
    if not _comparable(ours.directors, theirs.directors):
        if not cast:
            verdict.lacking.append("people: nobody to compare")
        return score
    if surnames and len(cast) > 1:
        verdict.on.append(f"director's surname: {_listed(surnames)}")
        return score + _DIRECTORS_SURNAME
    verdict.refused.append(f"directors: {_listed(ours.directors.values())} and {_listed(theirs.directors.values())}")
    return score


def _shared(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    return [name for key, name in ours.items() if key in theirs]


def _comparable(ours: dict[str, str], theirs: dict[str, str]) -> bool:
    """Return whether two lists of names have a script in common."""
    return bool({identity.script(name) for name in ours} & {identity.script(name) for name in theirs})


def _listed(values: Iterable[str]) -> str:
    listed = sorted(values) if isinstance(values, set) else list(values)
    return ", ".join(listed[:3]) + (f" and {len(listed) - 3} more" if len(listed) > 3 else "")
