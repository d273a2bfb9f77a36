"""The content of a report, collected record by record in bounded memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec

from filmdig.output.report.cuts import CutExample, example, how_closed
from filmdig.output.report.films import NO_SITE, Entry, capture_year, film_entry, page_entry, source_entry
from filmdig.output.report.markup import shortened
from filmdig.output.report.sample import OTHERS, Sample, Samples, bounded
from filmdig.parsers.page.document import host_of
from filmdig.parsers.record.merged_film import MergedFilm, SourcedTruncation
from filmdig.parsers.record.page_record import Film, Page, Record, Truncation

# The maximum number of films and pages in the lists; of more, a reproducible sample is kept.
FILMS = PAGES = 20_000
# The maximum numbers of cuts kept of each kind, of kinds of cuts, of examples of each code, of codes, and of years per layout.
CUTS_PER_KIND = 12
CUT_KINDS = 60
EXAMPLES_PER_CODE = 8
CODES = 200
_YEARS = 60

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
NAMES = (*FIELDS, *LISTS)
# The record's names of fields that have a shorter name here.
COLUMN_OF = {"runtime_minutes": "runtime", "box_office": "box office", "external_ids": "identifiers", "image_url": "picture"}
# Issues of readers that did not find a field that the layout's pages have.
_READER_ISSUES = {"field_failed", "field_missing"}


class Row(NamedTuple):
    """A group of pages: those of one kind that were read by one layout of one site."""

    site: str
    layout: str
    kind: str


class Filled(msgspec.Struct):
    """Counts of pages (or films) and of their fields.

    Attributes:
        number: the number of pages.
        fields: the number of pages that have each field.
        failed: the number of pages without each field, where the reader reported that it failed.
        troubled: the number of pages that have any issue.
        codes: the number of pages that have each issue.
    """

    number: int = 0
    fields: Counter[str] = msgspec.field(default_factory=Counter)
    failed: Counter[str] = msgspec.field(default_factory=Counter)
    troubled: int = 0
    codes: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, of: Record | MergedFilm) -> tuple[int, int]:
        """Count a page or film; return bit masks of the fields that it has, and of those that failed."""
        self.number += 1
        has = {name for name, value in FIELDS.items() if value(of.film) not in (None, [], {}, "")}
        has |= {name for name in LISTS if getattr(of, name)}
        failed = {_column(issue.path) for issue in of.issues if issue.code in _READER_ISSUES and issue.path} - has
        self.fields.update(has)
        self.failed.update(failed)
        self.troubled += bool(of.issues)
        self.codes.update({_name(issue.code) for issue in of.issues})
        return _bits(has), _bits(failed)


def _column(path: str) -> str:
    name = path.removeprefix("/film").strip("/").split("/")[0]
    return COLUMN_OF.get(name, name)


def _bits(names: set[str]) -> int:
    return sum(1 << n for n, name in enumerate(NAMES) if name in names)


class Incident(msgspec.Struct, frozen=True):
    """An example of an issue, or a line of the quarantine."""

    message: str
    path: str | None = None
    url: str | None = None
    captured_at: str | None = None
    place: str | None = None
    raised_at: str | None = None


class Findings:
    """The counts and examples of a run.

    Add records, merged films, quarantined pages, and the films for the list of films, in any order.
    """

    def __init__(self) -> None:
        self.rows: dict[Row, Filled] = {}
        self.years: dict[Row, dict[int, Filled]] = {}
        self.timeline: Counter[tuple[str, int | None]] = Counter()
        self.merged = Filled()
        self.merged_from: Counter[str] = Counter()
        self.records = 0
        self.cut_counts: Counter[tuple[str, str, str]] = Counter()
        self.cuts: Samples[CutExample] = Samples(CUTS_PER_KIND, CUT_KINDS)
        self.doubts = 0
        self.issue_sites: dict[str, Counter[str]] = {}
        self.issue_pages: Counter[str] = Counter()
        self.issues: Samples[Incident] = Samples(EXAMPLES_PER_CODE, CODES)
        self.quarantine: Samples[Incident] = Samples(EXAMPLES_PER_CODE, CODES)
        self.films: Sample[Entry] = Sample(FILMS)
        self.pages: Sample[Entry] = Sample(PAGES)
        self.reviews = self.scores = 0
        self.bad_lines = 0

    def add_record(self, record: Record) -> None:
        """Add a page's record to the coverage, cuts and issues."""
        self.records += 1
        page = record.page
        row = Row(_name(page.site or NO_SITE), _name(page.layout or "–"), page.kind)
        if row not in self.rows and len(self.rows) >= 1000:
            row = Row(OTHERS, "–", "–")
        has, failed = self.rows.setdefault(row, Filled()).add(record)
        if (year := capture_year(page)) is not None:
            years = self.years.setdefault(row, {})
            if year in years or len(years) < _YEARS:
                years.setdefault(year, Filled()).add(record)
        self._dated(row.site, year)
        self.pages.add(record.id, lambda: page_entry(record, has, failed))
        self._details(record, row.site, lambda _: page)

    def add_merged(self, film: MergedFilm) -> None:
        """Add a merged film that was given as input: its source pages, its cuts and issues, and the film itself."""
        self.merged.add(film)
        pages = {source.id: source.page for source in film.sources}
        for name, page in pages.items():
            site = _name(page.site or NO_SITE)
            self.merged_from[bounded(self.merged_from, site)] += 1
            self._dated(site, capture_year(page))
            self.pages.add(name, partial(source_entry, name, page, film.film.title))
        self._details(film, None, lambda part: pages.get(part.source))
        self.add_film(film)

    def add_film(self, film: MergedFilm) -> None:
        """Add a film to the list of films."""
        self.reviews += len(film.reviews)
        self.scores += len(film.ratings)
        self.films.add(film.id, lambda: film_entry(film))

    def add_quarantined(self, reason: str, error: str | None, incident: Incident) -> None:
        """Add a line of the quarantine."""
        key = f"{incident.place} {incident.message[:200]}"
        self.quarantine.add((_name(reason), _name(error or "–")), key, lambda: _short(incident))

    def _dated(self, site: str, year: int | None) -> None:
        known = (site, year) in self.timeline or len(self.timeline) < 5000
        self.timeline[(site if known else OTHERS, year)] += 1

    def _details(self, of: Record | MergedFilm, site: str | None, page_of: Callable[[Any], Page | None]) -> None:
        cuts: Sequence[Truncation | SourcedTruncation] = of.truncations
        for number, cut in enumerate(cuts):
            page = page_of(cut)
            of_site = site or _name((page.site if page else None) or NO_SITE)
            kind = (cut.state, how_closed(cut), of_site)
            if kind not in self.cut_counts and len(self.cut_counts) >= 1000:
                kind = (*kind[:2], OTHERS)
            self.cut_counts[kind] += 1
            self.doubts += cut.doubt is not None
            self.cuts.add(kind, f"{of.id} {number}", partial(example, of, cut))
        codes = set()
        for number, issue in enumerate(of.issues):
            page, code = page_of(issue), _name(issue.code)
            sites = self.issue_sites.setdefault(bounded(self.issue_sites, code), Counter())
            sites[bounded(sites, _name(_site_or_host(page)))] += 1
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


def _site_or_host(page: Page | None) -> str:
    """Return a page's site or, if it is unknown, the host of its address."""
    if page is None:
        return NO_SITE
    return page.site or (host_of(page.url) if page.url else None) or NO_SITE


def _name(text: str) -> str:
    """Return the name of a site, layout or code as a key; a long one, which a record may hold, is replaced by a hash."""
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
