"""Flixster's film pages of September 2016 as a crawler's text: everything on one line, hidden details included."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cuts import split_credit
from filmdig.parsers.layouts.fields import Derived, Reader, made, named, together
from filmdig.parsers.layouts.marked_casts import read_marked
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.review_runs import papers_of
from filmdig.parsers.layouts.run_together import read_run, run_between
from filmdig.parsers.layouts.values import percent, runtime, split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Biography, CastMember, Kind, Person, Rating, Related, Review
from filmdig.parsers.sites.flixster.base import IN_CINEMAS, Flixster, external_ids
from filmdig.parsers.sites.flixster.celebrity import person_in
from filmdig.parsers.sites.flixster.flat_reviews import consensus, critics_reviews, members_reviews, whole_text

_HEAD = re.compile(r"Log In \| Sign Up (.{1,200}?) \((\d{4})\) ")
_LABELS = ("Directed By", "Rated", "Running Time", "Genre", "Release Date", "DVD Release Date")
_LABEL = re.compile(rf"(?:^| )({'|'.join(sorted(_LABELS, key=len, reverse=True))}): ")
_END = " Add Your Rating"
_CAST = re.compile(r" Cast (?=[A-Z])")
_AFTER_CAST = re.compile(r" (?:Critic Score:|Flixster Audience Score:|Are you sure\?)")
_MORE = "… More "


def _body(page: Page) -> str:
    return page.memo("flat.body", lambda: one_line(page.html))


def _details(page: Page) -> dict[str, str]:
    """Return the labelled details; under "" the synopsis, which comes before the first of them."""

    def find() -> dict[str, str]:
        match = _HEAD.search(_body(page))
        if match is None:
            return {}
        head, found, _ = _body(page)[match.end() : match.end() + 30_000].partition(_END)
        parts = _LABEL.split(head if found else "")
        return {"": parts[0].strip(), **dict(zip(parts[1::2], (value.strip() for value in parts[2::2]), strict=True))}

    return page.memo("flat.details", find)


def _detail(label: str) -> Reader[str]:
    return Reader(lambda page: _details(page).get(label) or None)


def _heading(group: int) -> Reader[str]:
    return Reader(lambda page: match[group] if (match := _HEAD.search(_body(page))) else None)


_LONGEST_HEADER = 30_000


def has_film_header(page: Page) -> bool:
    """Return whether the header's links and a film's title and year come before "Add Your Rating", on one line."""
    for head in _HEAD.finditer(page.html):
        at = page.html.find(" Add Your Rating ", head.end(), head.end() + _LONGEST_HEADER)
        if at >= 0 and "\n" not in page.html[head.end() : at]:
            return True
    return False


class Flat2016(Flixster):
    """The layout of 2016 without tags.

    The reviews are one run of authors, papers and texts: see `filmdig.parsers.sites.flixster.flat_reviews`. The cast is one run
    of names and roles: see `filmdig.parsers.layouts.run_together`.
    """

    name = "text-2016"
    years = "2016"
    rendition = "text"
    marks = (r"Krux Control Tag for \"Flixster Site\"", has_film_header)
    usual = ("title", "year", "directors", "synopsis", "genres", "ratings")

    title = _heading(1)
    year = _heading(2).to(int)
    external_ids = external_ids(Reader(lambda page: page.own_url))
    certificates = _detail("Rated").to(american_certificate)
    runtime_minutes = _detail("Running Time").to(runtime)
    genres = _detail("Genre").to(split_names)
    releases = together(_detail("Release Date").to(IN_CINEMAS), _detail("DVD Release Date").to(release("home_video")))
    synopsis = _detail("").to(lambda text: split_credit(whole_text(text)))

    def directors(self, page: Page) -> list[Person]:
        """Return the directors; nothing separates the names of several."""
        return named(self._directors(page))

    def _directors(self, page: Page) -> list[str]:
        def make() -> list[str]:
            run, body = _details(page).get("Directed By", ""), _body(page)
            listed = read_marked(page, run, r"(?!)", field="directors", bare=True, prose=body.replace(run, " | "))
            return [one.name for one in listed.cast]

        return page.memo((Flat2016, "directors"), make)

    def _members(self, page: Page) -> list[CastMember]:
        def make() -> list[CastMember]:
            run = run_between(_body(page).partition(_END)[2], _CAST, _AFTER_CAST) or ""
            prose = _body(page).replace(run, " | ") if run else ""
            return read_run(page, run, self._directors(page), prose)

        return page.memo((Flat2016, "cast"), make)

    def cast(self, page: Page) -> Derived[list[CastMember]] | None:
        """Return the cast, as far as known names separate it; directors may be among its members."""
        found = self._members(page)
        return Derived(found) if found else None

    def critics_consensus(self, page: Page) -> str | None:
        """Return the consensus, which ends before the first critic's name."""
        return consensus(_body(page), papers_of(_heading(1)(page), ()))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' score and the members', or instead of it the percentage who want to see the film."""
        found = []
        head, _, _ = _body(page).partition(" Play Trailer ")
        head = re.sub(r"(?<=Tomatoes)[^\w\s]+", "", head[:40_000])
        for name, by in (
            ("Rotten Tomatoes Critic Score", "critics"),
            ("Flixster User Score", "audience"),
            ("Want to See It", "audience"),
        ):
            match = re.search(rf" {name} (\d{{1,3}}%)", head)
            if match:
                measure = "want_to_see" if name.startswith("Want") else "percent_positive"
                found.append(
                    made(Rating, by=by, name=name, measure=measure, value=percent(match[1]), best=100, worst=0, printed=match[1])
                )
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Return the critics' quotes, then the members' reviews."""
        people = [*self._directors(page), *(one.name for one in self._members(page))]
        critics = critics_reviews(page, _body(page), papers_of(_heading(1)(page), people))
        return [*critics, *members_reviews(page, _body(page))]


class FlatOther2016(Flixster):
    """Flixster's other pages of 2016 as text: people, genres' lists, help."""

    name = "text-2016-other"
    years = "2016"
    rendition = "text"
    kind = "list"
    marks = (r"Krux Control Tag for \"Flixster Site\"",)
    refuses = (has_film_header,)
    usual = ()

    def kind_of(self, page: Page) -> Kind:
        """Return the kind: a person's page has a birthday, a genre's a list of genres; other pages are unknown."""
        if re.search(r"Sign Up (?:Begin DART Tag End DART Tag )?.{1,80}? Birthday ", _body(page)) or "/celebrity/" in (
            page.own_url or ""
        ):
            return "person"
        return "list" if " Browse By Genre " in _body(page) else "unknown"

    def related(self, page: Page) -> list[Related]:
        """Return nothing: a genre's films are filled in by a script; "Load More…" then follows the genre's name."""
        if self.kind_of(page) == "list" and " Load More… " in _body(page):
            page.note("field_missing", "/related: the list's films were loaded by a script and are not in the page")
        return []

    def person(self, page: Page) -> Biography | None:
        """Return a person's life and films."""
        return person_in(page, _body(page)) if self.kind_of(page) == "person" else None
