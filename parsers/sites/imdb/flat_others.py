"""Text renditions of September 2016 of pages of people and charts."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cuts import Passage, still_open, without_marker
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, Credit, Related
from filmdig.parsers.sites.imdb.common import HOSTS, KIND_OF_FILM, PRODUCTION_STATUS, part_in_brackets
from filmdig.parsers.sites.imdb.flat_credits import line_of
from filmdig.parsers.sites.imdb.flat_text import AD_SLOT, RATE_THIS

_FILMOGRAPHY = r"\bEdit Filmography Jump to:"
_JOBS = (
    "Director|Writer|Actor|Actress|Producer|Composer|Cinematographer|Editor|Soundtrack|Self|Stunts|Music Department|"
    "Art Director|Production Designer|Costume Designer|Visual Effects|Animation Department|Casting Director|Miscellaneous Crew|"
    "Camera and Electrical Department|Art Department|Sound Department|Make-Up Department|Special Effects|"
    "Second Unit Director or Assistant Director"
)
_HEAD = re.compile(rf"IMDbPro » (\S.{{1,80}}?) ((?:{_JOBS})(?: \| (?:{_JOBS})){{0,3}}) ")
_BORN = re.compile(r" Born: (?:\S.{0,80}? )??(\w+ \d{1,2}, \d{4})(?: in (.{2,100}?))?(?= Died:| More at IMDbPro)")
_DIED = re.compile(r" Died: (\w+ \d{1,2}, \d{4})")


# A section: "Director (3 credits) 2016/II Tin Moon 2011-2013 Weir Folk (TV Series) 2009 Salt (Short)".
_SECTION = re.compile(r" (?:Hide Show|Show Hide|Hide|Show) ([A-Z][A-Za-z ]{2,40}?) \((\d{1,4}) credits?\) ")
_ROW_YEAR = re.compile(r"(?:^|(?<= ))((?:18|19|20)\d\d)(?:/[IVX]{1,6}|-(?:19|20)\d\d)? (?=\S)")
# In acting credits a year may also belong to an episode's date: "Episode dated 12 November 2015 (2015)".
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_EPISODE_DATE = re.compile(rf"(?<= )(\d{{1,2}} (?:{_MONTHS})) (?=(?:19|20)\d\d )")
_ACTING_JOBS = ("Actor", "Actress", "Self", "Archive footage")
# Acting credits in a series list each of its episodes: " - Episode dated 12 November 2015 (2015) ... Himself".
_EPISODE = re.compile(r" - [^()]{1,200} \((?:19|20)\d\d\)(?: \.\.\. [^()]{1,80}?(?: \([a-z][^()]{0,60}\))*(?= - |$))?")
_SELF = re.compile(r"(?:Himself|Herself|Themselves|Self)\b.*$")


def _acting_credit(row: str) -> tuple[str, str | None] | None:
    """Return the title and role of an acting credit; None where they cannot be separated.

    Brackets with the kind of film or its production status may be between the two: "Weir Folk (TV Series) Odo Pell".
    Without them, "Himself" and the like begin a role.
    """
    row = _EPISODE.sub("", row.strip()).strip()
    marks = [mark for pattern in (KIND_OF_FILM, PRODUCTION_STATUS) if (mark := pattern.search(row))]
    if marks:
        title = row[: min(mark.start() for mark in marks)].strip()
        return title, row[max(mark.end() for mark in marks) :].strip() or None
    own = _SELF.search(row)
    return (row[: own.start()].strip(), own[0]) if own and own.start() else None


def _other_credit(row: str) -> tuple[str, str | None]:
    """Return the title and part of a credit in another job; the part is in brackets: "Weir Folk (TV Series) (story)"."""
    title, _, rest = row.partition(" (")
    return title.strip(), part_in_brackets(f"({rest}")


def _filmography(page: Page) -> list[Credit]:
    """Return the films of each job.

    A section whose years are not as many as its credits is left out, and so is an acting credit whose title and role cannot be
    separated. An issue reports both.
    """
    _, found, listed = line_of(page).partition(" Edit Filmography Jump to:")
    parts = _SECTION.split(listed[:60_000].partition(" Edit Personal Details ")[0]) if found else []
    films: list[Credit] = []
    left_out: list[str] = []
    for job, count, run in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        read = _acting_credit if job in _ACTING_JOBS else _other_credit
        rows = _ROW_YEAR.split(_EPISODE_DATE.sub("\\1\N{NO-BREAK SPACE}", run.partition(" Related Videos")[0]))[1:]
        if len(rows) // 2 != int(count):
            left_out.append(f"all {count} as {job}")
            continue
        unclear = 0
        for year, row in zip(rows[::2], rows[1::2], strict=True):
            kind = KIND_OF_FILM.search(row)
            title_and_role = read(row)
            if title_and_role is None:
                unclear += 1
                continue
            title, role = title_and_role
            films.append(Credit(title=title, year=int(year), job=job, role=role, kind=kind[1] if kind else None))
        if unclear:
            left_out.append(f"{unclear} of {count} as {job}")
    if left_out:
        what = ", ".join(left_out)
        page.note("field_run_together", f"/person/filmography: credits that cannot be separated were left out: {what}")
    return films


class FlatTextPerson(Layout):
    """A person's page: its header, and the films of each job. In acting credits nothing marks where a title ends."""

    site = "imdb"
    hosts = HOSTS
    name = "text-person"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (AD_SLOT, _FILMOGRAPHY)
    usual: ClassVar[tuple[str, ...]] = ()

    def person(self, page: Page) -> Biography | None:
        """Return name, jobs, the beginning of the biography, birth, death and films."""
        line = line_of(page)
        head = _HEAD.search(line)
        if head is None:
            return None
        about = line[head.end() : head.end() + 3000].partition(" More at IMDbPro")
        end = about[0] + about[1]
        beginning, cut, _ = end.partition(" See full bio »")
        born, died = _BORN.search(" " + end), _DIED.search(end)
        key = re.search(r"/name/(nm\d{5,10})\b", page.own_url or page.url or "")
        biography: Passage | None = None
        if cut and (text := beginning.strip()):
            biography = still_open(without_marker(text)) if text.endswith("...") else Passage(text=text)
        return Biography(
            name=head[1],
            birth_date=date(born[1]) if born else None,
            birth_place=born[2] if born else None,
            death_date=date(died[1]) if died else None,
            biography=biography,  # type: ignore[arg-type]
            jobs=head[2].split(" | "),
            external_ids={"imdb": key[1]} if key else {},
            filmography=_filmography(page),
        )


# "The tide stays out. - Arno Neap Tide (2016) 98 min - Drama": nothing marks where the title begins.
_FILM_IN_RUN = re.compile(r" \(\d{4}\)(?: \d{1,4})? \d{1,3} min - ")


class FlatTextList(Layout):
    """Charts, films in theatres and other pages of many films; only a chart's rows can be separated."""

    site = "imdb"
    hosts = HOSTS
    name = "text-list"
    years = "2016"
    kind = "list"
    rendition = "text"
    marks = (AD_SLOT, r"\bIMDb More All Titles TV Episodes Names Companies\b")
    refuses = (RATE_THIS, _FILMOGRAPHY, r"\) Full Cast & Crew ", r" Reviews & Ratings for ")
    usual: ClassVar[tuple[str, ...]] = ()

    def related(self, page: Page) -> list[Related]:
        """Return a chart's rows: ``2. TITLE (1972) 9.2``, each with the next rank."""
        _, found, rows = line_of(page).partition(" Rank & Title IMDb Rating ")
        if not found and (count := len(_FILM_IN_RUN.findall(line_of(page)))):
            films = "1 film was" if count == 1 else f"{count} films were"
            page.note("field_run_together", f"/related: {films} left out: titles cannot be separated from the text before them")
        listed: list[Related] = []
        for match in re.finditer(r"(\d{1,3})\. ([^()]{1,120}|.{1,120}?) \((\d{4})\) (\d\.\d) ", rows if found else ""):
            if int(match[1]) == len(listed) + 1:
                listed.append(Related(title=match[2], year=int(match[3]), score=decimal(match[4])))
        return listed
