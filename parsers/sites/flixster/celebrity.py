"""People on Flixster's pages of September 2016 as a crawler's text: everything on one line, films and roles in one run."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list, replace, still_open
from filmdig.parsers.layouts.fields import made
from filmdig.parsers.layouts.textual import found_between
from filmdig.parsers.layouts.values import date, integer
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, Credit

_HEAD = re.compile(
    r" Sign Up (?:Begin DART Tag End DART Tag )?(.{1,80}?) (?=Birthday |Birthplace |Bio: |Most Popular |Filmography )"
)
_BORN = re.compile(r" Birthday ([A-Z][a-z]{2,8} \d{1,2}, \d{4}|[A-Z][a-z]{2,8} \d{4}|\d{4}) ")
_PLACE = re.compile(r" Birthplace (.{1,120}?) (?=Bio: |Most Popular |Filmography )")
_BIO, _AFTER_BIO, _LONGEST_BIO = re.compile(r" Bio: "), re.compile(r" (?:Most Popular |Filmography )"), 20_000
_SLUG = re.compile(r"/celebrity/([^/?#]+)")
_AFTER_TEASER = "… More Bio: "
_FILMS = re.compile(r" Filmography (.{1,60000}?)(?: See all (\d+) films | Begin DART Tag | Are you sure\? |\Z)")

_JOB = (
    r"(?:Executive |Associate |Co-)?(?:Actor|Actress|Director|Producer|Screenwriter|Writer|Himself|Herself|Host|Narrator|Voice)"
)
_JOBS = re.compile(rf"{_JOB}(?:, {_JOB})*+(?= [A-Z0-9\"'(]|\Z)")
_SCORE = re.compile(r" (\d{1,3})% ?")
_YEAR = re.compile(r" \((\d{4})\) ")


def person_in(page: Page, body: str) -> Biography | None:
    """Return the person; None for a page without a name.

    Args:
        page: takes a note where films and roles cannot be separated.
        body: the page's text on one line.
    """
    head = _HEAD.search(body)
    if head is None:
        return None
    born, place, films = _BORN.search(body), _PLACE.search(body), _FILMS.search(body)
    filmography: Any = []
    if films is not None:
        listed = _credits(page, films[1])
        filmography = cut_list(listed, films[2] is not None, total=integer(films[2]))
    return made(
        Biography,
        name=head[1],
        birth_date=date(born[1]) if born else None,
        birth_place=place[1] if place else None,
        biography=_biography(body),
        external_ids={"flixster": slug[1]} if (slug := _SLUG.search(page.own_url or page.url or "")) else {},
        filmography=filmography,
    )


def _biography(body: str) -> Passage | None:
    """Return the whole text that follows the teaser; after some 3,000 characters the server cut that, too, without a mark."""
    found = found_between(body, _BIO, _AFTER_BIO, _LONGEST_BIO)
    if found is None:
        return None
    shown, cut, whole = found.partition(_AFTER_TEASER)
    if not cut:
        return Passage(text=shown)
    return replace(shown, whole) if whole[-1:] in ".!?\"')”" else still_open(whole)


def _credits(page: Page, run: str) -> list[Credit]:
    """Return the films, newest first: ``Sully (2016) Director, Producer 82% Tab Hunter Confidential (2015) Actor 88%``.

    Between two years are roles, a score if there is one, and the next title. Without a score, only known jobs show where the
    title begins; where there are none, the film before and the one after are left out.
    """
    years = list(_YEAR.finditer(run))
    found: list[Credit] = []
    title: str | None = run[: years[0].start()] if years else ""
    left_out = 0
    for number, year in enumerate(years):
        after = run[year.end() : years[number + 1].start() if number + 1 < len(years) else len(run)]
        roles, score, following = _split_roles(after)
        if roles is None or title is None:
            left_out += 1
            title = following if roles is not None else None
            continue
        jobs = [part for part in roles.split(", ") if re.fullmatch(_JOB, part) and part not in ("Himself", "Herself")]
        parts = [part for part in roles.split(", ") if part not in jobs]
        job, role = ", ".join(jobs) or None, ", ".join(parts) or None
        found.append(Credit(title=title, year=int(year[1]), job=job, role=role, score=score))
        title = following
    if left_out:
        films = "1 film was" if left_out == 1 else f"{left_out} films were"
        page.note("field_run_together", f"/person/filmography: {films} left out: title and role cannot be separated")
    return found


def _split_roles(after: str) -> tuple[str | None, int | None, str]:
    """Return roles, score and the title after them; None for the roles where nothing separates them from the title."""
    if score := _SCORE.search(f" {after}"):
        return f" {after}"[: score.start()].strip(), int(score[1]), f" {after}"[score.end() :].strip()
    if jobs := _JOBS.match(after):
        return jobs[0], None, after[jobs.end() :].strip()
    return None, None, ""
