"""Rotten Tomatoes' film pages of September 2016 as a crawler's text: everything visible in one line."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage, split_credit
from filmdig.parsers.layouts.fields import Reader, named, together
from filmdig.parsers.layouts.marked_casts import read_marked
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.review_runs import papers_of
from filmdig.parsers.layouts.run_together import run_between
from filmdig.parsers.layouts.values import decimal, integer, runtime, split_names, tidy, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import BoxOffice, CastMember, Company, CrewMember, Rating, Review, ReviewTotals
from filmdig.parsers.sites.rottentomatoes.common import (
    RottenTomatoes,
    certificate_in,
    gross,
    scores,
    totals,
)
from filmdig.parsers.sites.rottentomatoes.flat_reviews import critics_reviews, members_reviews
from filmdig.parsers.sites.rottentomatoes.people import executive

_INFO = re.compile(r" (?:Movie|(?:T[Vv] )?(?:Series|Season|Show|Episode)) (?:Info|INFO) ")
# Only pages of one film or series have one of these.
_OF_ONE_FILM = (
    r" (?:Add Article|All Critics \| Top Critics|Show More Cast|Critic Reviews for|Audience Reviews for|View All Photos) "
)
_DETAILS = re.compile(
    r" (Rating|Genre|Directed By|Written By|Created By|Creator|Creators|Network|Premiere Date|Air Date|In Theaters|On DVD"
    r"|On Disc/Streaming|Box Office|Runtime|Studio|Executive Producers?|Producers?|Starring): "
)
_DETAILS_END = re.compile(
    r" (?:Official Site|Watch it now|Watch now|People Who Like This movie|Cast|News & Interviews|(?:Critic|Audience) Reviews)\b",
    re.IGNORECASE,
)
_CRITICS = re.compile(r"(?<!\d)(\d++)% Average Rating: (N/A|[\d.]++)(?:/10)? Reviews Counted: (\d+)")
_SIDES = re.compile(r" Fresh: ([\d,]{1,9}) Rotten: ([\d,]{1,9})")
_CONSENSUS_END = re.compile(r" (?:\d{1,3} ?% (?:Average|liked|want)|AUDIENCE|Tomatometer|Critic Consensus:)")
_AUDIENCE = re.compile(
    r"AUDIENCE(?: SCORE)? (\d+)% (liked it|want to see)"
    r"(?: Average Rating: (N/A|[\d.]+)(?:/5)?)?(?: (?:User Ratings|Want to See): ([\d,]+))?"
)
_CAST = re.compile(r" Cast (?=.{1,80}? as )")
_AFTER_CAST = re.compile(r" (?:Show More Cast|Critic Reviews for) ")
# The number after a name that distinguishes namesakes ("Gary Weeks (II)").
_NUMBER = re.compile(r" \([IVX]{1,4}\)(?= |$)")


def _details(page: Page) -> dict[str, str]:
    """Return the labelled details by label; the synopsis, which precedes them, is under ""."""

    def find() -> dict[str, str]:
        parts = _DETAILS.split(_after_info(page)[:20_000])
        found = {"": parts[0]} if len(parts) > 1 else {}
        for label, value in zip(parts[1::2], parts[2::2], strict=True):
            found.setdefault(label, _DETAILS_END.split(f" {value}", maxsplit=1)[0].strip(" ,"))
        return found

    return page.memo("details", find)


def _after_info(page: Page) -> str:
    found = _INFO.search(page.html)
    return page.html[found.end() - 1 :] if found else ""


def _detail(label: str) -> Reader[str]:
    return Reader(lambda page: _details(page).get(label) or None)


def _heading(page: Page) -> str | None:
    """Return the heading "Name (1994)", which ends before "Add Article".

    Its beginning is found by the heading of the reviews, or by its second occurrence.
    """
    before = re.split(r" Add Article | All Critics \| Top Critics", page.html, maxsplit=1)[0][-900:]
    match = re.search(r" Critic Reviews for (.{1,200}?) All Critics \(", page.html)
    if match:
        printed = re.search(rf"{re.escape(match[1])} \(\d{{4}}\)$", before)
        return printed[0] if printed else match[1]
    twice = next((before[-n:].strip() for n in range(200, 7, -1) if before[-n:] in before[:-n]), None)
    once = re.search(r"(?: View All| PLAY TRAILER) ((?:(?! View All | PLAY TRAILER ).){1,150} \(\d{4}\))\Z", before)
    return twice or (once[1] if once else None)


class Flat2016(RottenTomatoes):
    """The layout of 2014 to 2019 without tags, with menus before it and the users' reviews after it.

    Cast and roles run together ("A as B C as D": see `filmdig.parsers.layouts.marked_casts`), and so do most critics, their
    papers and the next critic's text: see `filmdig.parsers.layouts.review_runs`.
    """

    name = "text-2016"
    years = "2016"
    rendition = "text"
    marks = (_INFO.pattern, r" (?:TOMATOMETER|AUDIENCE SCORE|AUDIENCE|WANT TO SEE) |Tomatometer Not Available", _OF_ONE_FILM)
    # Since 2019 a review's date is before its link; since 2021 there are other labels.
    refuses = (
        r", \d{4} \| (?:Rating: [^|]{1,20} \| )?Full Review",
        r" (?:Original Language|Release Date \((?:Theaters|Streaming)\)|Production Co|Sound Mix): ",
    )
    usual = ("title", "year", "directors", "synopsis", "genres", "ratings")

    title = Reader(_heading).to(title_only)
    year = Reader(_heading).to(year_only)
    directors = _detail("Directed By").to(split_names).to(named)
    writers = _detail("Written By").to(split_names).to(named)
    producers = together(
        _detail("Producers").to(split_names).to(named),
        _detail("Producer").to(split_names).to(named),
        _detail("Executive Producers").to(split_names).to(named).to(executive),
        _detail("Executive Producer").to(split_names).to(named).to(executive),
    )
    genres = _detail("Genre").to(split_names)
    certificates = _detail("Rating").to(certificate_in)
    runtime_minutes = _detail("Runtime").to(runtime)
    releases = together(
        _detail("In Theaters").to(release("theatrical")),
        _detail("Premiere Date").to(release("television")),
        _detail("Air Date").to(release("television")),
        _detail("On DVD").to(release("home_video")),
        _detail("On Disc/Streaming").to(release("home_video")),
    )
    companies = _detail("Studio").to(
        lambda names: [Company(name=name) for name in split_names(names, r",(?!\s*(?:Inc|LLC|Ltd|L\.P)\b)")]
    )

    def critics_consensus(self, page: Page) -> str | None:
        """Return the first consensus printed; each panel repeats it."""
        _, _, after = page.html.partition(" Critics Consensus: ")
        found = _CONSENSUS_END.split(after[:2000], maxsplit=1)
        return found[0].strip() if len(found) > 1 and not found[0].startswith("No consensus yet") else None

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators."""
        return [
            CrewMember(name=name, job="Creator")
            for label in ("Created By", "Creator", "Creators")
            for name in split_names(_details(page).get(label, ""))
        ]

    def synopsis(self, page: Page) -> Passage | None:
        """Return the text before the first detail, with its credit separate."""
        words = tidy(_details(page).get("", ""))[0]
        return split_credit(Passage(text=words)) if words else None

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast in "NAME as ROLE NAME NAME as ROLE", as far as it can be separated."""

        def make() -> list[CastMember]:
            run = run_between(_after_info(page), _CAST, _AFTER_CAST)
            people = [name for label in ("Directed By", "Written By") for name in split_names(_details(page).get(label, ""))]
            prose = _after_info(page).replace(run or "", " | ")
            return read_marked(page, run and _NUMBER.sub("", run), " as ", people, bare=True, prose=prose).cast

        return page.memo((Flat2016, "cast"), make)

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross ("$417,212.00"), whose region is not stated."""
        return gross(_detail("Box Office")(page), None)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of all critics, top critics and the audience (or the share that wants to see the film)."""
        _, _, critics = page.html.partition(" TOMATOMETER ")
        critics = re.split(r" AUDIENCE(?: SCORE)? ", critics, maxsplit=1)[0]
        found: list[Rating] = []
        for match, name in zip(_CRITICS.finditer(critics), ("Tomatometer", "Top Critics"), strict=False):
            sides = _SIDES.match(critics, match.end())
            found += scores(
                by="critics",
                name=name,
                percent=integer(match[1]),
                count=integer(match[3]),
                mean=decimal(match[2]),
                sides=(integer(sides[1]), integer(sides[2])) if sides else (None, None),
            )
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
        """Return critics' reviews, top critics' first, then members' reviews."""
        people = [name for label in ("Directed By", "Written By") for name in split_names(_details(page).get(label, ""))]
        people += [member.name for member in self.cast(page)]
        return [*critics_reviews(page, papers_of(self.title(page), people)), *members_reviews(page, self.title(page))]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the count in "All Critics (71)"."""
        match = re.search(r" All Critics \((\d+)\)", page.html)
        return totals(critics=integer(match[1]) if match else None)
