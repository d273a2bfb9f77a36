"""The record of one archived page. The order of fields here is the order of keys in the JSON.

`None` means that the value is not on the page. An empty list means that the page has no such list, or an empty one. 0 is a value.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import msgspec

from filmdig.parsers.record.capture import Location, Rendition
from filmdig.parsers.record.upgrade import SCHEMA_VERSION, is_current, upgraded

Kind = Literal[
    "film",
    "series",
    "season",
    "episode",
    "reviews",
    "credits",
    "synopsis",
    "details",
    "article",
    "person",
    "list",
    "not_found",
    "redirect",
    "unknown",
]
ReadBy = Literal["layout", "learned", "generic"]
ReleaseKind = Literal["theatrical", "home_video", "streaming", "television", "festival"]
CompanyRole = Literal["production", "distribution"]
By = Literal["audience", "critics", "staff"]
Measure = Literal["percent_positive", "mean", "want_to_see", "grade"]
Verdict = Literal["fresh", "rotten"]
CutState = Literal["repaired", "open"]
RepairedBy = Literal["hidden_remainder", "hidden_full_text", "embedded_data", "linked_page", "other_capture", "url"]


class _Part(msgspec.Struct):
    """Part of a record."""


class Page(_Part, kw_only=True):
    """The capture that the record was read from, and how it was read."""

    url: str | None = None
    replay_url: str | None = None
    captured_at: str | None = None
    archive: str | None = None
    location: Location = Location()
    digest: str | None = None
    rendition: Rendition = "html"
    encoding: str | None = None
    encoding_from: Literal["bom", "utf-8", "header", "meta", "language", "fallback"] | None = None
    language: str | None = None
    kind: Kind = "unknown"
    site: str | None = None
    layout: str | None = None
    read_by: ReadBy | None = None
    layout_evidence: list[str] = []


class AlternateTitle(_Part, kw_only=True):
    """Another title of the film; `region` and `note` as printed."""

    title: str
    region: str | None = None
    note: str | None = None


class Person(_Part, kw_only=True):
    """A director, writer or producer; `job` as printed, if it is more specific than the list's name."""

    name: str
    url: str | None = None
    other_name: str | None = None
    job: str | None = None


class CrewMember(_Part, kw_only=True):
    """Another person credited; `job` as printed in the row, else in the heading."""

    name: str
    job: str | None = None
    url: str | None = None
    other_name: str | None = None


class CastMember(_Part, kw_only=True):
    """A member of the cast and their role as printed; `episodes` is the number of a series' episodes that they are in."""

    name: str
    role: str | None = None
    url: str | None = None
    other_name: str | None = None
    episodes: int | None = None


class OtherSynopsis(_Part, kw_only=True):
    """Another text about the plot; `name` is its heading."""

    text: str
    credit: str | None = None
    name: str | None = None


class Certificate(_Part, kw_only=True):
    """An age rating; `system` is the board that gave it."""

    system: str | None = None
    rating: str
    reason: str | None = None
    printed: str | None = None


class Release(_Part, kw_only=True):
    """A release; `date` in ISO 8601 with the known precision, `note` as printed."""

    kind: ReleaseKind | None = None
    date: str
    region: str | None = None
    note: str | None = None


class Company(_Part, kw_only=True):
    """A company and its part in the film; `note` (region, medium, years) as printed."""

    name: str
    role: CompanyRole | None = None
    note: str | None = None


class BoxOffice(_Part, kw_only=True):
    """A sum of money, in whole units of the currency (ISO 4217)."""

    kind: Literal["opening", "gross", "budget"]
    amount: int
    currency: str | None = None
    region: str | None = None


class PartOfSeries(_Part, kw_only=True):
    """The series that a season or episode belongs to, and its numbers in the series."""

    title: str | None = None
    url: str | None = None
    season: int | None = None
    episode: int | None = None


class Film(_Part, kw_only=True):
    """What the page states about the film, series, season or episode."""

    title: str | None = None
    original_title: str | None = None
    alternate_titles: list[AlternateTitle] = []
    year: int | None = None
    end_year: int | None = None
    directors: list[Person] = []
    writers: list[Person] = []
    producers: list[Person] = []
    crew: list[CrewMember] = []
    cast: list[CastMember] = []
    synopsis: str | None = None
    synopsis_credit: str | None = None
    other_synopses: list[OtherSynopsis] = []
    critics_consensus: str | None = None
    tagline: str | None = None
    genres: list[str] = []
    keywords: list[str] = []
    countries: list[str] = []
    languages: list[str] = []
    runtime_minutes: int | None = None
    certificates: list[Certificate] = []
    releases: list[Release] = []
    companies: list[Company] = []
    box_office: list[BoxOffice] = []
    awards: list[str] = []
    filming_locations: list[str] = []
    official_sites: list[str] = []
    series: PartOfSeries | None = None
    season_count: int | None = None
    episode_count: int | None = None
    external_ids: dict[str, str] = {}
    image_url: str | None = None


class Credit(_Part, kw_only=True):
    """One line of a person's filmography; `year` is the first year, `score` the number that the page shows."""

    title: str
    year: int | None = None
    job: str | None = None
    role: str | None = None
    kind: str | None = None
    url: str | None = None
    score: float | int | None = None


class Biography(_Part, kw_only=True):
    """What a page of kind `person` states about the person."""

    name: str | None = None
    other_name: str | None = None
    birth_date: str | None = None
    birth_place: str | None = None
    death_date: str | None = None
    biography: str | None = None
    jobs: list[str] = []
    image_url: str | None = None
    external_ids: dict[str, str] = {}
    filmography: list[Credit] = []


class HistogramBar(_Part, kw_only=True):
    """The number of people who gave one score, as a count or in percent."""

    value: float | int | str
    count: int | None = None
    percent: float | int | None = None


class Rating(_Part, kw_only=True):
    """One score that the page shows for the film.

    Attributes:
        approximate: whether the count was abbreviated or rounded ("222K", "50,000+").
        positive_count, negative_count: the numbers of positive and negative reviews (fresh and rotten).
    """

    by: By
    name: str | None = None
    measure: Measure
    value: float | int | str | None = None
    best: float | int | None = None
    worst: float | int | None = None
    rating_count: int | None = None
    review_count: int | None = None
    approximate: bool = False
    positive_count: int | None = None
    negative_count: int | None = None
    histogram: list[HistogramBar] = []
    verdict: str | None = None
    printed: str | None = None


class ReviewRating(_Part, kw_only=True):
    """The rating that a reviewer gave."""

    value: float | int | str
    best: float | int | None = None
    worst: float | int | None = None
    printed: str | None = None


class Helpful(_Part, kw_only=True):
    """Readers' votes on whether a review is helpful: `yes` out of `total`."""

    yes: int | None = None
    total: int | None = None


class Review(_Part, kw_only=True):
    """One review that the page shows."""

    by: By
    author: str | None = None
    author_url: str | None = None
    publication: str | None = None
    date: str | None = None
    title: str | None = None
    rating: ReviewRating | None = None
    verdict: Verdict | None = None
    text: str | None = None
    url: str | None = None
    spoiler: bool | None = None
    helpful: Helpful | None = None


class ReviewTotals(_Part, kw_only=True):
    """The numbers of reviews that exist according to the page, not of those that it shows."""

    audience: int | None = None
    critics: int | None = None


class Related(_Part, kw_only=True):
    """Another film that the page refers to."""

    title: str
    url: str | None = None
    year: int | None = None
    score: float | int | None = None


class CompletedFrom(_Part, kw_only=True):
    """The capture that the rest of a cut text or list was taken from."""

    id: str
    url: str | None = None
    captured_at: str | None = None
    digest: str | None = None


class Truncation(_Part, kw_only=True):
    """A text or list that the page shows cut: now complete (`repaired`) or still cut (`open`).

    `total` is the length of a whole list as the page states it.
    """

    path: str
    state: CutState
    by: RepairedBy | None = None
    seams: list[int] = []
    doubt: str | None = None
    full_text_url: str | None = None
    total: int | None = None
    completed_from: CompletedFrom | None = None


class Issue(_Part, kw_only=True):
    """Something that went wrong or looks wrong."""

    code: str
    path: str | None = None
    message: str


class Record(_Part, kw_only=True):
    """One archived page."""

    schema_version: str = SCHEMA_VERSION
    id: str = ""
    page: Page = msgspec.field(default_factory=Page)
    film: Film = msgspec.field(default_factory=Film)
    person: Biography | None = None
    ratings: list[Rating] = []
    reviews: list[Review] = []
    review_totals: ReviewTotals = msgspec.field(default_factory=ReviewTotals)
    related: list[Related] = []
    truncations: list[Truncation] = []
    derived: list[str] = []
    weak: list[str] = []
    issues: list[Issue] = []


def record_id(page: Page) -> str:
    """Return the record's id, which is the same for the same capture (URL, time, payload) on every run and machine."""
    named = "\n".join((page.url or "", page.captured_at or "", page.digest or ""))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Record)


def to_json(record: Record) -> bytes:
    """Return the record as one line of JSON, without the line end."""
    return _encoder.encode(record)


def from_json(line: bytes | str) -> Record:
    """Return the record in a line of JSON; a record of an earlier schema version is upgraded.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: the line is not JSON or not a record.
    """
    if is_current(line):
        return _decoder.decode(line)
    return msgspec.convert(upgraded(msgspec.json.decode(line)), Record)


def json_schema() -> dict[str, Any]:
    """Return the record's JSON Schema (draft 2020-12), generated from the types in this module."""
    (schema,), definitions = msgspec.json.schema_components([Record], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"filmdig record {SCHEMA_VERSION}",
        **schema,
        "$defs": definitions,
    }
