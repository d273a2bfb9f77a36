"""A person's page: name, dates, places, jobs and filmography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.dates import date_in
from filmdig.parsers.generic.durations import digits
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import is_name
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.titles import body_headings, cleaned, head_titles
from filmdig.parsers.generic.words_of_rows import words_in
from filmdig.parsers.record.page_record import Biography, Credit

_PLACE = re.compile(r"^(?:.*\d(?:\s*+г\.?)?+(?:\s*+[,·|]|\s++(?:in|à|en|i)\s)\s*+)(?P<place>[^\d]{3,80})$")
_ENTRY_YEAR = re.compile(r"(?<!\d)((?:18[89]|19\d|20\d)\d)(?!\d)")


def persons(evidence: Evidence) -> Iterator[Statement]:
    """Yield the person that the page is about."""
    name = person_name(evidence)
    if name is None:
        return
    person = Biography(name=name)
    for row in evidence.rows:
        if row.furniture or not row.lines:
            continue
        if row.field in ("born", "died"):
            _life(evidence, row, person)
        elif row.field == "birthplace" and person.birth_place is None and len(row.lines[0]) <= 100:
            person.birth_place = row.lines[0]
        elif row.field == "jobs" and not person.jobs:
            person.jobs = words_in(row)
        elif row.field == "biography" and person.biography is None and len(row.text) > 60:
            person.biography = "\n\n".join(line for line in row.lines if len(line) > 30) or None
        elif row.field == "filmography" and not person.filmography:
            person.filmography = _works(evidence, row)
    yield Statement("person", person, "persons", "labels of a person", STRONG)


def person_name(evidence: Evidence) -> str | None:
    """Return the name of the person that the page's heading or head names."""
    heads = {one.text for one in head_titles(evidence)}
    for one in body_headings(evidence)[:3]:
        if is_name(one.text) and (one.text in heads or one.place == "h1"):
            return one.text
    return next((text for text in heads if is_name(text) and " " in text), None)


def _life(evidence: Evidence, row: Row, person: Biography) -> None:
    line = row.lines[0]
    when = date_in(digits(line), evidence.language) if len(line) <= 160 else None
    if row.field == "died":
        person.death_date = person.death_date or when
        return
    person.birth_date = person.birth_date or when
    if when and person.birth_place is None and (match := _PLACE.match(line)):
        person.birth_place = match["place"].strip(" .,()")


def _works(evidence: Evidence, row: Row) -> list[Credit]:
    found: list[Credit] = []
    for line in row.lines[:300]:
        one = cleaned(line, "work") if len(line) <= 120 else None
        if one is None:
            continue
        if one.year is not None:
            found.append(Credit(title=one.text, year=one.year))
        elif match := _ENTRY_YEAR.match(line):
            rest = line[match.end() :].strip(" :–—-|·,")
            if rest:
                found.append(Credit(title=rest, year=int(match[1])))
    return found
