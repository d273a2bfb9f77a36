"""What a report tells, gathered record by record in bounded memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from filmdig.output.report.cuts import CutExample, example
from filmdig.output.report.films import FilmEntry, film_entry
from filmdig.output.report.markup import shortened
from filmdig.output.report.sample import OTHERS, Sample, Samples, bounded
from filmdig.parsers.record.merged_film import MergedFilm, SourcedTruncation
from filmdig.parsers.record.page_record import Film, Page, Record, Truncation

FILMS = 5000
CUTS_OF_A_KIND = 12
CUT_KINDS = 60
EXAMPLES_OF_A_CODE = 8
CODES = 200

NO_SITE = "(no known site)"

FIELDS: dict[str, Callable[[Film], object]] = {
    "title": lambda film: film.title,
    "year": lambda film: film.year,
    "directors": lambda film: film.directors,
    "writers": lambda film: film.writers,
    "cast": lambda film: film.cast,
    "synopsis": lambda film: film.synopsis,
    "genres": lambda film: film.genres,
    "runtime": lambda film: film.runtime_minutes,
    "certificates": lambda film: film.certificates,
    "releases": lambda film: film.releases,
    "companies": lambda film: film.companies,
    "countries": lambda film: film.countries,
    "languages": lambda film: film.languages,
    "box office": lambda film: film.box_office,
    "identifiers": lambda film: film.external_ids,
    "picture": lambda film: film.image_url,
}
LISTS = ("ratings", "reviews", "related")


class Row(NamedTuple):
    """What was read alike: by one layout of one site, pages of one kind."""

    site: str
    layout: str
    kind: str


class Filled(msgspec.Struct):
    """How many pages (or films), and how many of them have each field."""

    number: int = 0
    fields: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, of: Record | MergedFilm) -> None:
        """Count one."""
        self.number += 1
        for name, value in FIELDS.items():
            self.fields[name] += value(of.film) not in (None, [], {}, "")
        for name in LISTS:
            self.fields[name] += bool(getattr(of, name))


class Incident(msgspec.Struct, frozen=True):
    """An example of an issue, or a line of the quarantine."""

    message: str
    path: str | None = None
    url: str | None = None
    captured_at: str | None = None
    place: str | None = None
    raised_at: str | None = None


class Findings:
    """A run's figures and examples.

    Feed it records, merged films, lines of the quarantine, and the films that are to be searched, in any order.
    """

    def __init__(self) -> None:
        self.rows: dict[Row, Filled] = {}
        self.merged = Filled()
        self.merged_from: Counter[str] = Counter()
        self.records = 0
        self.cut_counts: Counter[tuple[str, str, str]] = Counter()
        self.cuts: Samples[CutExample] = Samples(CUTS_OF_A_KIND, CUT_KINDS)
        self.doubts = 0
        self.issue_sites: dict[str, Counter[str]] = {}
        self.issue_pages: Counter[str] = Counter()
        self.issues: Samples[Incident] = Samples(EXAMPLES_OF_A_CODE, CODES)
        self.quarantine: Samples[Incident] = Samples(EXAMPLES_OF_A_CODE, CODES)
        self.films: Sample[FilmEntry] = Sample(FILMS)
        self.bad_lines = 0

    def add_record(self, record: Record) -> None:
        """Take a page's record: coverage, cuts and issues."""
        self.records += 1
        page = record.page
        row = Row(_name(page.site or NO_SITE), _name(page.layout or "–"), page.kind)
        if row not in self.rows and len(self.rows) >= 1000:
            row = Row(OTHERS, "–", "–")
        self.rows.setdefault(row, Filled()).add(record)
        self._details(record, row.site, lambda _: page)

    def add_merged(self, film: MergedFilm) -> None:
        """Take a merged film that was given as such: the same, as far as it tells, and the film itself."""
        self.merged.add(film)
        pages = {source.id: source.page for source in film.sources}
        for page in pages.values():
            self.merged_from[bounded(self.merged_from, _name(page.site or NO_SITE))] += 1
        self._details(film, None, lambda part: pages.get(part.source))
        self.add_film(film)

    def add_film(self, film: MergedFilm) -> None:
        """Take a film for the search and the charts."""
        self.films.add(film.id, lambda: film_entry(film))

    def add_quarantined(self, reason: str, error: str | None, incident: Incident) -> None:
        """Take a line of the quarantine."""
        key = f"{incident.place} {incident.message[:200]}"
        self.quarantine.add((_name(reason), _name(error or "–")), key, lambda: _short(incident))

    def _details(self, of: Record | MergedFilm, site: str | None, page_of: Callable[[Any], Page | None]) -> None:
        cuts: Sequence[Truncation | SourcedTruncation] = of.truncations
        for number, cut in enumerate(cuts):
            page = page_of(cut)
            of_site = site or _name((page.site if page else None) or NO_SITE)
            kind = (cut.state, cut.by or "–", of_site)
            if kind not in self.cut_counts and len(self.cut_counts) >= 1000:
                kind = (cut.state, cut.by or "–", OTHERS)
            self.cut_counts[kind] += 1
            self.doubts += cut.doubt is not None
            self.cuts.add(kind, f"{of.id} {number}", partial(example, of, cut))
        codes = set()
        for number, issue in enumerate(of.issues):
            page, code = page_of(issue), _name(issue.code)
            sites = self.issue_sites.setdefault(bounded(self.issue_sites, code), Counter())
            sites[bounded(sites, site or _name((page.site if page else None) or NO_SITE))] += 1
            codes.add(code)
            incident = Incident(
                message=issue.message,
                path=issue.path,
                url=page.url if page else None,
                captured_at=page.captured_at if page else None,
                place=page.location.path if page else None,
            )
            self.issues.add((code,), f"{of.id} {number}", partial(_short, incident))
        self.issue_pages.update(bounded(self.issue_pages, code) for code in codes)

    def total(self, kinds: Iterable[str]) -> Filled:
        """All pages of some kinds together."""
        total = Filled()
        for row, filled in self.rows.items():
            if row.kind in kinds:
                total.number += filled.number
                total.fields.update(filled.fields)
        return total


def _name(text: str) -> str:
    """Return a site, layout or code as a key: records may hold anything there."""
    return text if len(text) <= 80 else f"{text[:60]}… {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _short(incident: Incident) -> Incident:
    return Incident(
        message=shortened(incident.message, 500),
        path=shortened(incident.path, 200) if incident.path else None,
        url=incident.url[:3000] if incident.url else None,
        captured_at=incident.captured_at[:40] if incident.captured_at else None,
        place=shortened(incident.place, 300) if incident.place else None,
        raised_at=shortened(incident.raised_at, 300) if incident.raised_at else None,
    )
