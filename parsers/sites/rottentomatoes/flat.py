"""Rotten Tomatoes' film pages of September 2016 as a crawler's text: everything visible in one line."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage, split_credit
from filmdig.parsers.layouts.fields import Derived, Reader, named, release, together
from filmdig.parsers.layouts.run_together import read_run, run_between
from filmdig.parsers.layouts.textual import SEAM
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, split_names, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import BoxOffice, CastMember, Company, Rating, Review, ReviewTotals
from filmdig.parsers.sites.rottentomatoes.common import (
    RottenTomatoes,
    certificate_in,
    gross,
    name_in,
    scores,
    totals,
    whole_quote,
    year_in,
)

_DETAILS = re.compile(r" (Rating|Genre|Directed By|Written By|In Theaters|On DVD|On Disc/Streaming|Box Office|Runtime|Studio): ")
_DETAILS_END = re.compile(
    r" (?:Official Site|Watch it now|Watch now|People Who Like This movie|Cast|News & Interviews|(?:Critic|Audience) Reviews)\b",
    re.IGNORECASE,
)
_CRITICS = re.compile(r"(?<!\d)(\d++)% Average Rating: (N/A|[\d.]++)(?:/10)? Reviews Counted: (\d+)")
_AUDIENCE = re.compile(
    r"AUDIENCE SCORE (\d+)% (liked it|want to see)"
    r"(?: Average Rating: (N/A|[\d.]+)(?:/5)?)?(?: (?:User Ratings|Want to See): ([\d,]+))?"
)
_CAST = re.compile(r" Cast (?=.{1,80}? as )")
_BEHIND_CAST = re.compile(r" (?:Show More Cast|Critic Reviews for) ")
_TOP = re.compile(
    r"(.+?)(?: (?P<link>Full Review…) \|)? (?P<date>(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) \d{1,2}, \d{4}) (?P<who>.{2,120}?) Top Critic(?= |$)"
)


def _details(page: Page) -> dict[str, str]:
    """Return the labelled details; under "" the synopsis, which is before the first."""

    def find() -> dict[str, str]:
        _, _, rest = page.html.partition(" Movie Info ")
        parts = _DETAILS.split(rest[:20_000])
        found = {"": parts[0]} if len(parts) > 1 else {}
        for label, value in zip(parts[1::2], parts[2::2], strict=True):
            found.setdefault(label, _DETAILS_END.split(f" {value}", maxsplit=1)[0].strip(" ,"))
        return found

    return page.memo("details", find)


def _detail(label: str) -> Reader[str]:
    return Reader(lambda page: _details(page).get(label) or None)


def _heading(page: Page) -> str | None:
    """ "Name (1994)", which ends before "Add Article"; where it begins tells the head of the reviews, or that it is twice."""
    before = page.html.partition(" Add Article All Critics | Top Critics")[0][-900:]
    match = re.search(r" Critic Reviews for (.{1,200}?) All Critics \(", page.html)
    if match:
        printed = re.search(rf"{re.escape(match[1])} \(\d{{4}}\)$", before)
        return printed[0] if printed else match[1]
    return next((before[-n:].strip() for n in range(200, 7, -1) if before[-n:] in before[:-n]), None)


class Flat2016(RottenTomatoes):
    """The layout of 2014 to 2019 without tags, menus before it and the users' reviews after it.

    Cast and roles run into each other ("A as B C as D": see `parsers.layouts.run_together`), as do most critics, their papers and
    the next critic's words: only top critics' reviews have an end.
    """

    name = "text-2016"
    years = "2016"
    rendition = "text"
    marks = (r" All Critics \| Top Critics TOMATOMETER ", r" AUDIENCE SCORE ", r" Movie Info ")
    usual = ("title", "year", "directors", "synopsis", "genres", "ratings")

    title = Reader(_heading).to(name_in)
    year = Reader(_heading).to(year_in)
    directors = _detail("Directed By").to(split_names).to(named)
    writers = _detail("Written By").to(split_names).to(named)
    genres = _detail("Genre").to(split_names)
    certificates = _detail("Rating").to(certificate_in)
    runtime_minutes = _detail("Runtime").to(runtime)
    releases = together(
        _detail("In Theaters").to(release("theatrical")),
        _detail("On DVD").to(release("home_video")),
        _detail("On Disc/Streaming").to(release("home_video")),
    )
    companies = _detail("Studio").to(lambda name: [Company(name=name)])

    def synopsis(self, page: Page) -> Passage | None:
        """Return what is before the first detail, its credit apart."""
        words = tidy(_details(page).get("", ""))[0]
        return split_credit(Passage(text=words)) if words else None

    def cast(self, page: Page) -> Derived[list[CastMember]] | None:
        """As far as known names tell it apart: "NAME as ROLE NAME NAME as ROLE"."""
        run = run_between(page.html.partition(" Movie Info ")[2], _CAST, _BEHIND_CAST)
        people = [name for label in ("Directed By", "Written By") for name in split_names(_details(page).get(label, ""))]
        return read_run(page, run, people, between="as")

    def box_office(self, page: Page) -> list[BoxOffice]:
        """ "$417,212.00", region not said."""
        return gross(_detail("Box Office")(page), None)

    def ratings(self, page: Page) -> list[Rating]:
        """All critics, top critics, audience (or the share that wants to see it)."""
        _, _, critics = page.html.partition(" Top Critics TOMATOMETER ")
        critics, _, _ = critics.partition(" AUDIENCE SCORE ")
        found: list[Rating] = []
        for match, name in zip(_CRITICS.finditer(critics), ("Tomatometer", "Top Critics"), strict=False):
            found += scores(by="critics", name=name, percent=integer(match[1]), count=integer(match[3]), mean=decimal(match[2]))
        audience = _AUDIENCE.search(page.html)
        if audience:
            found += scores(
                by="audience",
                name="Audience Score",
                percent=integer(audience[1]),
                count=integer(audience[4]),
                mean=decimal(audience[3]),
                measure="percent_positive" if audience[2] == "liked it" else "want_to_see",
            )
        return found

    def reviews(self, page: Page) -> list[Review]:
        """Top critics' reviews, which stand first; each ends with "Top Critic"."""
        match = re.search(r"Critic Reviews for .{1,200}? All Critics \(\d+\)(?: \| [\w ]+ \(\d+\))* ", page.html)
        if match is None:
            return []
        block, _, _ = page.html[match.end() : match.end() + 20_000].partition(" View All Critic Reviews (")
        block, _, _ = block.partition(" Audience Reviews for ")
        last = block.rfind(" Top Critic")
        found = []
        block, place = block[: last + len(" Top Critic")] if last >= 0 else "", 0
        while one := _TOP.match(block, place):
            place = one.end()
            author, publication = _apart(one["who"])
            found.append(
                Review(
                    by="critics",
                    author=author,
                    publication=publication,
                    date=date(one["date"]),
                    text=whole_quote(Passage(text=tidy(one[1])[0])),  # type: ignore[arg-type]  # the layout unwraps it
                )
            )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Of "All Critics (71)"."""
        match = re.search(r" All Critics \((\d+)\)", page.html)
        return totals(critics=integer(match[1]) if match else None)


def _apart(who: str) -> tuple[str | None, str]:
    """Return a critic and the paper that are run together.

    "Ernest LegrandeNew York Daily News"; the paper alone where there is no seam.
    """
    for seam in SEAM.finditer(who):
        name = who[: seam.start()]
        if " " in name:
            return name, who[seam.start() :]
    return None, who
