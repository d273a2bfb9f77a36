"""Text renditions of 2016 of casts, full credits and users' reviews: all words on one line, no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import cut_list
from filmdig.parsers.layouts.marked_casts import read_marked
from filmdig.parsers.layouts.values import date, integer, tidy, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, CrewMember, Person, Review, ReviewTotals
from filmdig.parsers.sites.imdb.common import Imdb
from filmdig.parsers.sites.imdb.credits import distinct_people, episodes_in, job_of, job_or_heading, role_in, section_of
from filmdig.parsers.sites.imdb.printed import bare_title, helpful

#: The dots between a name and a role; those in "Fry / ... 124 episodes" stand for more roles.
_DOTS = r" (?<!/ )\.\.\. "
_EPISODES = re.compile(r"(?<![(\d,])(\d[\d,]{0,5} episodes?, \d{4}(?:-\d{4})?)(?![\d)])")
_REST_OF_CAST = " Rest of cast listed alphabetically: "
#: Words that only IMDb's menu of 2015 and 2016 has.
MENU = r" All Titles TV Episodes Names Companies Keywords "


def line_of(page: Page) -> str:
    """Return the page's text on one line."""
    return page.memo("imdb.flat.line", lambda: tidy(page.html)[0].replace("\n", " "))


def members(page: Page, run: str, known: Iterable[str], prose: str = "") -> list[CastMember]:
    """Return the members of a cast that is printed in one run.

    Args:
        page: takes a note where names and roles cannot be separated.
        run: the cast: "Ada Marr ... Nurse (voice) Pat Orr ... Dr. Kim / ... 12 episodes, 2008-2013".
        known: names of people known from elsewhere on the page.
        prose: the page's other text.
    """
    # Like a bracket, a number of episodes ends a role.
    found: list[CastMember] = []
    for part in _EPISODES.sub(r"(\1)", f" {run} ").split(_REST_OF_CAST):
        for member in read_marked(page, part.strip(), _DOTS, known, prose=prose, listed=_roles(prose)).cast:
            printed = member.role or ""
            found.append(CastMember(name=member.name, role=role_in(printed), episodes=episodes_in(printed)))
    return found


_ROLES_WITHOUT_PAGES = re.compile(r" Create a character page for: (.{1,300}?) -{6,} ")


def _roles(prose: str) -> str:
    """Return the roles without a page of their own, in one run: the reader is invited to create the pages."""
    found = _ROLES_WITHOUT_PAGES.search(prose)
    return found[1] if found else ""


_JOINT = re.compile(r"(?<=\)) (?:&|and) (?=[A-ZÀ-Þ])")
_HEADINGS = (
    "Directed by|Writing Credits|Cast|Produced by|Music by|Cinematography by|Film Editing by|Editing by|Casting [Bb]y|"
    "Production Design by|Art Direction by|Set Decoration by|Costume Design by|Makeup Department|"
    "Production Management|Second Unit Director or Assistant Director|Art Department|Sound Department|"
    "Special Effects by|Visual Effects by|Stunts|Camera and Electrical Department|Animation Department|"
    "Casting Department|Costume and Wardrobe Department|Editorial Department|Location Management|Music Department|"
    "Script and Continuity Department|Transportation Department|Additional [Cc]rew|Other [Cc]rew|Thanks"
)
_HEADING = re.compile(
    rf" (?:Series )?((?:{_HEADINGS})(?![^ ]))"
    r"(?: ?\([^()]{1,60}\))*+(?: (?:verified as complete|awaiting verification)(?![^ ]))? "
)
_END = re.compile(r" (?:(?:Crew|Cast) verified as complete|See also Release Dates|Getting Started \| Contributor Zone) ")


class FlatTextCredits(Imdb):
    """`/fullcredits`: headings, names, three dots and roles or jobs in one run."""

    name = "text-credits"
    years = "2015-2016"
    kind = "credits"
    rendition = "text"
    marks = (r"\) Full Cast & Crew ", MENU, r" Full Cast & Crew .{0,300}?(?:Directed by|Writing Credits|Cast) ")
    usual = ("title", "year", "directors", "cast")

    def _head(self, page: Page) -> tuple[str | None, int | None]:
        before = line_of(page).partition(" Full Cast & Crew Directed by ")[0].rpartition(") Full Cast & Crew")[0]
        before = before or line_of(page).partition(") Full Cast & Crew ")[0]
        _, found, title = before[-250:].rpartition(" Edit ")
        return title_and_year(title + ")") if found else (None, None)

    def title(self, page: Page) -> str | None:
        """Return the text between the button "Edit" and the year."""
        found = self._head(page)[0]
        return bare_title(found) if found else None

    def year(self, page: Page) -> int | None:
        """Return the (first) year, in brackets after the title."""
        return self._head(page)[1]

    def _sections(self, page: Page) -> dict[str, str]:
        """Return the run below each heading; the first of two with the same heading."""

        def make() -> dict[str, str]:
            part = _END.split(f" {line_of(page).partition(') Full Cast & Crew')[2]} ", maxsplit=1)[0]
            listed, _, invitation = f"{part} ".partition(" Create a character page for: ")
            pieces = _HEADING.split(f"{listed} {invitation.partition(' Create » ?')[2]}")
            found: dict[str, str] = {}
            for heading, run in zip(pieces[1::2], pieces[2::2], strict=True):
                found.setdefault(heading, _JOINT.sub(" ", run.strip()))
            return found

        return page.memo(FlatTextCredits, make)

    def _people(self, page: Page, section: str) -> list[Person]:
        runs = [run for heading, run in self._sections(page).items() if section_of(heading) == section]
        found = [one for run in runs for one in read_marked(page, run, _DOTS, field=section, bare=True).cast]
        usual = {"director", "producer", "writer"}
        jobs = [(one.name, job_of(one.role) if one.role else None) for one in found]
        return distinct_people(Person(name=name, job=None if job in usual else job) for name, job in jobs)

    def directors(self, page: Page) -> list[Person]:
        """Return the people below "Directed by"."""
        return self._people(page, "directors")

    def writers(self, page: Page) -> list[Person]:
        """Return the writers, each with the part in brackets."""
        return self._people(page, "writers")

    def producers(self, page: Page) -> list[Person]:
        """Return the producers of all kinds (executive, associate ...)."""
        return self._people(page, "producers")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return everybody below the other headings, each with the printed job, else with the heading."""
        found = []
        for heading, run in self._sections(page).items():
            if section_of(heading) == heading:
                listed = read_marked(page, run, _DOTS, field="crew", bare=True)
                people = [one for one in listed.cast if one not in listed.without_role]
                found += [CrewMember(name=one.name, job=job_or_heading(heading, job_of(one.role or ""))) for one in people]
        return list({(one.name, one.job): one for one in found}.values())

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast, as far as names and roles can be separated."""
        people = [person.name for person in (*self.directors(page), *self.writers(page))]
        return members(page, next((run for key, run in self._sections(page).items() if section_of(key) == "cast"), ""), people)


_USEFUL = " Was the above review useful to you?"
_REVIEW = re.compile(
    r" ?(?:Yes No )?(?:(?P<votes>[\d,]{1,9} out of [\d,]{1,9} people found the following review useful): )?"
    r"(?P<title>\S.{0,250}?)? ?"
    r"Author: (?P<author>\S.{0,80}?)(?: from (?P<place>\S.{0,80}?))? (?P<date>\d{1,2} [A-Z][a-z]{2,8} \d{4}) (?P<text>.+)",
    re.DOTALL,
)
_SPOILER = "*** This review may contain spoilers ***"


class FlatTextReviews(Imdb):
    """`/reviews`: ten users' reviews. Stars are images, which the text lacks."""

    name = "text-reviews"
    years = "2015-2017"
    kind = "reviews"
    rendition = "text"
    marks = (r" Reviews & Ratings for ", r" Author: ", MENU)
    usual: ClassVar[tuple[str, ...]] = ("title", "year", "reviews")

    def _head(self, page: Page) -> tuple[str | None, int | None]:
        line = line_of(page)
        path = re.search(r"\bIMDb > (.{1,200}?\([^()]{0,20}\d{4}[^()]{0,12}\)) > Reviews & Ratings\b", line)
        found = path or re.search(r" Reviews & Ratings for (.{1,200}?) More at IMDbPro ", line)
        return title_and_year(found[1]) if found else (None, None)

    def title(self, page: Page) -> str | None:
        """Return the title in the breadcrumbs ("IMDb > TITLE"), else in the heading."""
        found = self._head(page)[0]
        return bare_title(found) if found else None

    def year(self, page: Page) -> int | None:
        """Return the year after the title."""
        return self._head(page)[1]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the total: "727 reviews in total"."""
        found = re.search(r"(?<![\d,])([\d,]{1,9}) reviews? in total ", line_of(page))
        return ReviewTotals(audience=integer(found[1]) if found else None)

    def reviews(self, page: Page) -> Any:
        """Return the reviews, each of which ends with the question whether it was useful."""
        _, _, block = line_of(page).partition(" Reviews & Ratings for ")
        for before in (" More at IMDbPro » ", "Write review ", "Hide Spoilers: ", " in total "):
            block = block[:2000].partition(before)[2] + block[2000:] if before in block[:2000] else block
        pieces = block.split(_USEFUL)[:-1]
        reviews = []
        for piece in pieces:
            printed = _REVIEW.match(piece)
            if printed is None:
                page.note(
                    "field_run_together",
                    f"/reviews: a review whose author and date cannot be separated was left out: {piece[:60]!r}",
                )
                continue
            body = printed["text"].replace(_SPOILER, "").strip()
            reviews.append(
                Review(
                    by="audience",
                    author=printed["author"],
                    date=date(printed["date"], "dmy"),
                    title=printed["title"],
                    text=body or None,
                    spoiler=True if body != printed["text"].strip() else None,
                    helpful=helpful(printed["votes"]),
                )
            )
        return cut_list(reviews, None, total=self.review_totals(page).audience)
