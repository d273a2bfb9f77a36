"""Rotten Tomatoes' people of September 2016 as a crawler's text: menus first, films and roles run together."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage, still_open
from filmdig.parsers.layouts.fields import made
from filmdig.parsers.layouts.textual import between, named_by_slug, run
from filmdig.parsers.layouts.values import date
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, Credit
from filmdig.parsers.sites.rottentomatoes.common import RottenTomatoes

_ROW = re.compile(r" ?(?:(\d{1,3})% )?(\S.{0,200}?) (?:--|\$[\d.]{1,9}[kM]?) (\d{4})(?= |\Z)")
_JOBS = "Executive Producer|Co-Producer|Producer|Director|Screenwriter|Writer|Actor|Actress|Himself|Herself|Narrator|Guest|Host"
# A series' years are between its title and the role: "Tin Moon 1994-1995 Odo 1995 - Salt 2014 Guest 2016,2014".
_SERIES = re.compile(r" ?(?:(\d{1,3})% |- )?(\S.{0,120}?) \d{4}(?:-\d{4}|-)? (\D{1,100}?) (\d{4})(?:,\d{4})*+(?= |\Z)")
_CREDIT = re.compile(rf"(.+?)((?: (?:{_JOBS})){{1,8}})")


_born = between(r" Birthday: ", r" Birthplace: ").to(date)


class CelebrityText2016(RottenTomatoes):
    """A person's page.

    Nothing separates a film's title from a role, except a known job, a series' years, or a title that also occurs elsewhere on
    the page: among the highest-rated films or below a quotation.
    """

    name = "text-celebrity"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (r" Highest Rated: ", r" Filmography MOVIES RATING TITLE CREDIT BOX OFFICE YEAR ")
    usual = ("person",)

    def person(self, page: Page) -> Biography | None:
        """Return the person, whose name is found by the page's address, with the films whose credit can be read."""
        text = run(page)
        slug = re.search(r"/celebrity/([\w-]+)", page.own_url or page.url or "")
        head = re.search(r"(.{1,100}) Highest Rated: ", text)
        name = named_by_slug(head[1] if head else "", slug[1] if slug else None)
        if slug is None or name is None:
            return None
        place = between(r" Birthplace: ", r" Bio: | Full | Highest Rated Movies ")(page)
        return made(
            Biography,
            name=name,
            birth_date=_born(page),
            birth_place=None if place in (None, "Not Available") else place,
            biography=_biography(page, name),
            external_ids={"rottentomatoes": slug[1]},
            filmography=_films(page, text, name),
        )


def _biography(page: Page, name: str) -> Passage | None:
    shown = between(r" Bio: ", rf" (?:Full {re.escape(name)} Bio|{re.escape(name)} Photos|Highest Rated Movies) ")(page)
    if shown is None:
        return None
    return still_open(shown.removesuffix("…").rstrip()) if shown.endswith("…") else Passage(text=shown)


def _split_self(jobs: list[str]) -> tuple[str | None, str | None]:
    """Return the jobs, and "Himself" or "Herself", which is a role."""
    own = [job for job in jobs if job in ("Himself", "Herself")]
    return ", ".join(job for job in jobs if job not in own) or None, ", ".join(own) or None


_SCORED = re.compile(r" ?(\S.{0,120}?) \d{1,3}%(?= |\Z)")
_EXTREMES = re.compile(r" (?:High|Low)est Rated: \d{1,3}% (\S.{0,120}?) ?\(\d{4}\)")
_QUOTED = re.compile(r" From (\S.{0,120}?)\. Submitted by ")
_WITH_JOBS = re.compile(rf"((?:(?:{_JOBS})(?: |\Z))*)(.*)")


def _titles(text: str) -> list[str]:
    """Return the titles that occur alone on the page, longest first."""
    highest = text.partition(" Highest Rated Movies ")[2].partition(" Filmography MOVIES ")[0][:2_000]
    places = ((_SCORED, highest), (_QUOTED, text[-20_000:]), (_EXTREMES, text.partition(" Highest Rated Movies ")[0]))
    found = {match[1] for pattern, place in places for match in pattern.finditer(place)}
    return sorted(found, key=lambda title: (-len(title), title))


def _credit(printed: str, titles: list[str]) -> tuple[str, str | None, str | None] | None:
    """Return a film's title, the person's jobs and role; None where they cannot be separated."""
    if (found := _CREDIT.fullmatch(printed)) is not None:
        return found[1], *_split_self(re.findall(_JOBS, found[2].strip()))
    title = next((one for one in titles if printed.startswith(f"{one} ")), None)
    if title is None or (parts := _WITH_JOBS.fullmatch(printed[len(title) + 1 :])) is None:
        return None
    job, own = _split_self(re.findall(_JOBS, parts[1]))
    return title, job, parts[2] or own


def _films(page: Page, text: str, name: str) -> list[Credit]:
    rows = text.partition(" Filmography MOVIES RATING TITLE CREDIT BOX OFFICE YEAR ")[2].partition(" TV RATING ")[0][:40_000]
    found, left, titles = [], 0, _titles(text)
    for row in _ROW.finditer(rows):
        credit = _credit(row[2], titles)
        if credit is None:
            left += 1
            continue
        title, job, role = credit
        found.append(Credit(title=title, year=int(row[3]), job=job, role=role, score=int(row[1]) if row[1] else None))
    if left:
        what = f"title and role run together in {left} of {left + len(found)} films, which are left out"
        page.note("field_run_together", f"/person/filmography: {what}")
    series = text.partition(" TV RATING TITLE CREDIT YEAR ")[2].partition(f" {name} Trivia ")[0][:20_000]
    for row in _SERIES.finditer(series):
        jobs = re.findall(_JOBS, row[3])
        job, role = _split_self(jobs) if " ".join(jobs) == row[3] else (None, row[3])
        found.append(Credit(title=row[2], year=int(row[4]), job=job, role=role, score=int(row[1]) if row[1] else None))
    return found
