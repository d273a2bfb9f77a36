"""Rotten Tomatoes' people of September 2016 as a crawler's text: menus before, films and roles in one run."""

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
_JOBS = "Executive Producer|Co-Producer|Producer|Director|Screenwriter|Writer|Actor|Actress|Himself|Herself|Narrator"
_CREDIT = re.compile(rf"(.+?)((?: (?:{_JOBS})){{1,8}})")


_born = between(r" Birthday: ", r" Birthplace: ").to(date)


class CelebrityText2016(RottenTomatoes):
    """A person's page. A title and a role cannot be told apart; a title and a job that is known can."""

    name = "text-celebrity"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (r" Highest Rated: ", r" Filmography MOVIES RATING TITLE CREDIT BOX OFFICE YEAR ")
    usual = ("person",)

    def person(self, page: Page) -> Biography | None:
        """Read the name by the page's address; of the films those whose credit is a job."""
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
            biography=_life(page, name),
            external_ids={"rottentomatoes": slug[1]},
            filmography=_films(page, text),
        )


def _life(page: Page, name: str) -> Passage | None:
    shown = between(r" Bio: ", rf" (?:Full {re.escape(name)} Bio|{re.escape(name)} Photos|Highest Rated Movies) ")(page)
    if shown is None:
        return None
    return still_open(shown.removesuffix("…").rstrip()) if shown.endswith("…") else Passage(text=shown)


def _films(page: Page, text: str) -> list[Credit]:
    rows = text.partition(" Filmography MOVIES RATING TITLE CREDIT BOX OFFICE YEAR ")[2].partition(" TV RATING ")[0][:40_000]
    found, left = [], 0
    for row in _ROW.finditer(rows):
        credit = _CREDIT.fullmatch(row[2])
        if credit is None:
            left += 1
            continue
        jobs = re.findall(_JOBS, credit[2])
        score = int(row[1]) if row[1] else None
        found.append(Credit(title=credit[1], year=int(row[3]), job=", ".join(jobs), score=score))
    if left:
        page.note("field_run_together", f"{left} films of the filmography were left out: nothing tells a title from its role")
    return found
