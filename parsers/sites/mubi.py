"""MUBI, film pages as a crawler's plain text of September 2016, flattened to one line."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.fields import Reader, ids
from filmdig.parsers.layouts.known_names import actors
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.marked_casts import NameFinder
from filmdig.parsers.layouts.producers import is_producer, producers_among
from filmdig.parsers.layouts.textual import named_by_slug
from filmdig.parsers.layouts.values import date, decimal, integer
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Biography, CastMember, CrewMember, Helpful, Person, Rating, Related, Review

ROLES = (
    "Executive Producer|Production Design|Costume Design|Co-Director|Cinematography|Screenplay|Animation|Producer|Director"
    "|Editing|Editor|Narrator|Music|Sound|Voice|Self|Cast"
)
# Names are at most this long: without the limit, a text without roles would take quadratic time.
CREW = re.compile(rf"(?<!\S)(\S.{{0,120}}?) ((?:{ROLES})(?:, (?:{ROLES})){{0,12}})(?: |$)")
_ACTING = frozenset(("Cast", "Voice", "Narrator", "Self"))
REVIEW = re.compile(r"(?P<head>.+?)(?P<date>[A-Z][a-z]+ \d\d, \d{4} \d\d:\d\d) (?P<likes>\d+) \d+(?: |$)")


_RELATED = re.compile(r", (\d{4})(?= |$)")


def _between(page: Page, start: str, end: str) -> str:
    # One search for each: if no end follows the first start, none follows a later one.
    begin = re.search(start, page.html)
    until = re.compile(end).search(page.html, begin.end()) if begin else None
    return " ".join(page.html[begin.end() : until.start()].split()) if begin and until else ""


def _head(page: Page) -> str:
    """Return the head: "Stalker Сталкер Trailer Directed by ... 163"."""
    return _between(page, r"(?<![\d,])[\d,]{1,13} Ratings ", r" Synopsis | This film is ")


def _crew(page: Page) -> list[tuple[str, list[str]]]:
    """Return names and their jobs: jobs are from a known set, and the text between them is a name."""
    listed = _between(page, r"Cast & Crew ", r" Articles from the Notebook | Show all | What are people saying|$")
    found, place = [], 0
    while match := CREW.match(listed, place):
        found.append((match[1].strip(), match[2].split(", ")))
        place = match.end()
    return found


def _people(job: str) -> Reader[list[Person]]:
    """Return a reader of everyone with a job."""
    return Reader(lambda page: [Person(name=name) for name, jobs in _crew(page) if job in jobs])


_directors = _people("Director")


def _facts(page: Page) -> re.Match[str] | None:
    """Match "Soviet Union, 1979 Sci-Fi, Thriller 163", which follows the directors' names."""
    rest = _head(page).partition(" Directed by ")[2]
    for person in _directors(page) or []:
        rest = rest.removeprefix(person.name).strip(" ,")
    return re.match(r"(?P<countries>.+?), (?P<year>\d{4})\b ?(?P<genres>[^\d]*?) ?(?P<minutes>\d+)?$", rest)


def _fact(name: str) -> Reader[str]:
    return Reader(_facts).to(lambda found: found[name])


class FilmText2016(Layout):
    """Film pages: the head has "4.3 32,765 Ratings", then the title twice, the second time without the original title.

    Directors' names run together in the head ("Joel CoenEthan Coen"), so they are read from the crew. Members' stars are images
    and are lost. A related film's title runs into its director's name: see `filmdig.parsers.layouts.marked_casts`.
    """

    site = "mubi"
    hosts = ("mubi.com",)
    name = "film-text"
    years = "2016"
    rendition = "text"
    marks = (r"Now showing Browse Notebook", r"(?<![\d,])\d[\d,]{0,12} Ratings .{1,4000} Directed by ", r"\bCast & Crew\b")
    usual = ("title", "year", "directors", "cast", "synopsis", "ratings")

    directors = _directors
    writers = _people("Screenplay")
    year = _fact("year").to(int)
    countries = _fact("countries").split(", ")
    genres = _fact("genres").split(", ")
    runtime_minutes = _fact("minutes").to(integer)
    synopsis = Reader(
        lambda page: (
            _between(page, r" Synopsis ", r" This film is not currently playing | See what's now showing | Watch now ") or None
        )
    )
    external_ids = ids(mubi=Reader(lambda page: page.url or page.own_url).search(r"/films/([^/?#\s]+)"))

    def title(self, page: Page) -> str | None:
        """Return the title's second occurrence, without the original title."""
        found = re.search(
            r"See what's (?:now showing|playing) ((?:(?!See what's ).)+?) Directed by ",
            page.html.rpartition("Awards & Festivals")[0],
        )
        tail = page.html.partition(" Synopsis ")[2]
        again = re.search(r"(?:See what's now showing|Watch now) ((?:(?!See what's now|Watch now ).)+?) Directed by ", tail)
        if again:
            return again[1]
        return found[1] if found and len(found[1]) < 120 else None

    def original_title(self, page: Page) -> str | None:
        """Return the text after the title's first occurrence."""
        names = re.sub(r" Trailer$", "", _head(page).partition(" Directed by ")[0])
        title = self.title(page) or ""
        rest = names.removeprefix(title).strip()
        return rest if names.startswith(title) and rest else None

    def producers(self, page: Page) -> list[Person]:
        """Return "Producer", and "Executive Producer" with that job."""
        return producers_among(CrewMember(name=name, job=job) for name, jobs in _crew(page) for job in jobs)

    def crew(self, page: Page) -> list[CrewMember]:
        """Return all other jobs: "Cinematography", "Music"."""
        listed = {"Director", "Screenplay", *_ACTING}
        others = [CrewMember(name=name, job=job) for name, jobs in _crew(page) for job in jobs if job not in listed]
        return [one for one in others if not is_producer(one.job)]

    def cast(self, page: Page) -> list[CastMember]:
        """Return everyone with the job "Cast" or the like; there are no roles."""
        return [CastMember(name=name) for name, jobs in _crew(page) if _ACTING & set(jobs)]

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean: "4.5 10,172 Ratings"."""
        found = re.search(r"(?<![\d.])([\d.]++) ([\d,]++) Ratings ", page.html)
        value = decimal(found[1]) if found else None
        if found is None or value is None:
            return []
        return [Rating(by="audience", name="MUBI", measure="mean", value=value, best=5, rating_count=integer(found[2]))]

    def related(self, page: Page) -> list[Related]:
        """Return the related films, listed as "TITLE DIRECTOR, DIRECTOR, YEAR TITLE DIRECTOR, YEAR"."""
        listed = page.html.rpartition(" Related films ")[2] if " Related films " in page.html else ""
        finder = NameFinder(actors() | {person.name for person in _directors(page) or []})
        found, left, place = [], 0, 0
        for match in _RELATED.finditer(listed):
            first = listed[place : match.start()].partition(", ")[0].split()
            place = match.end()
            begin = finder.name_start(first)
            if begin:
                found.append(Related(title=" ".join(first[:begin]), year=int(match[1])))
            else:
                left += 1
        if left:
            what = f"title and director run together in {left} of {left + len(found)} related films, which are left out"
            page.note("field_run_together", f"/related: {what}")
        return found

    def awards(self, page: Page) -> list[str]:
        """Return nothing, but note an issue: festivals and prizes run together."""
        if shown := _between(page, r" Awards & Festivals ", r" (?:Show all )?Cast & Crew "):
            page.note("field_run_together", f"/film/awards: festivals and prizes run together: {shown[:60]!r}")
        return []

    def reviews(self, page: Page) -> list[Review]:
        """Return the reviews, listed as "NAME's rating of the film TITLE NAME text date likes replies"."""
        listed = _between(page, r"What are people saying\? ", r" In these lists | Related films |$")
        found = []
        place = 0
        while match := REVIEW.match(listed, place):
            place = match.end()
            author, marker, rest = match["head"].partition(f"'s rating of the film {self.title(page) or ''} ")
            if not marker:
                author, rest = "", match["head"]
            text = rest.removeprefix(author).strip()
            likes = Helpful(yes=integer(match["likes"]))
            found.append(
                Review(by="audience", author=author.strip() or None, date=date(match["date"]), text=text or None, helpful=likes)
            )
        return found


_JOB = re.compile(r" ([A-Z][A-Za-z -]{1,40}?) \d{1,4}(?= )")


class CastText2016(Layout):
    """People's pages: a name, the person's jobs with their counts, and a quotation; no films."""

    site = "mubi"
    hosts = ("mubi.com",)
    name = "cast-text"
    years = "2016"
    kind = "person"
    rendition = "text"
    marks = (r"Now showing Browse Notebook", r" \d{1,4} Lists [\d,]{1,9}\s*\Z", r"URL: \S{1,40}mubi\.com/cast/[\w-]")
    usual = ("person",)

    def person(self, page: Page) -> Biography | None:
        """Return the name, found by the address, and the jobs counted at the end."""
        slug = re.search(r"/cast/([\w-]+)", page.own_url or page.url or "")
        name = named_by_slug(page.html.partition("Terms & Privacy")[2], slug[1] if slug else None)
        if name is None or slug is None:
            return None
        counted = page.html.rpartition(name)[2].partition(" Lists ")[0] + " "
        return Biography(name=name, jobs=_JOB.findall(counted), external_ids={"mubi": slug[1]})
