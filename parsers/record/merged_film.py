"""The merged film: what many page records of one film become. Field order here is key order in the JSON.

A record is named by its `id` wherever a value says who stated it (`source`, `sources`).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from filmdig.parsers.record.page_record import (
    CompletedFrom,
    CutState,
    Film,
    Issue,
    Page,
    Rating,
    Related,
    RepairedBy,
    Review,
)
from filmdig.parsers.record.upgrade import SCHEMA_VERSION, is_current, upgraded

FilmKind = Literal["film", "series", "season", "episode"]
ClosedBy = RepairedBy | Literal["other_page"]


class SourcedRating(Rating, kw_only=True):
    """One score as one capture showed it: a point of the film's score history.

    Attributes:
        source: the record that held it.
        site: the record's site.
        captured_at: when the page was captured; None if unknown.
    """

    source: str
    site: str | None = None
    captured_at: str | None = None


class SourcedReviewTotals(msgspec.Struct, kw_only=True):
    """How many reviews one capture said exist."""

    audience: int | None = None
    critics: int | None = None
    source: str
    site: str | None = None
    captured_at: str | None = None


class SourcedReview(Review, kw_only=True):
    """A review, with every record that shows it."""

    sources: list[str]


class SourcedRelated(Related, kw_only=True):
    """Another film that pages of this one point to, with every record that does."""

    sources: list[str]


class SourcedTruncation(msgspec.Struct, kw_only=True):
    """A text or list that one capture showed cut.

    Attributes:
        path: where it is now: in the film, in a review, or among a conflict's values.
        by: how it was made whole. `other_capture`: another capture of the same page has the whole text; `linked_page`: the page
            that the cut text linked to; `other_page`: the same text on another page of this film.
        seams: character offsets in the text at `path` where what was shown ends.
        source: the record whose page showed it cut.
        completed_from: the capture that the rest came from; None where the page itself had it.
    """

    path: str
    state: CutState
    by: ClosedBy | None = None
    seams: list[int] = []
    doubt: str | None = None
    full_text_url: str | None = None
    total: int | None = None
    completed_from: CompletedFrom | None = None
    source: str


class SourcedPath(msgspec.Struct, kw_only=True):
    """A value that one record worked out rather than read, or that rests on one weak witness of it."""

    path: str
    source: str


class SourcedIssue(Issue, kw_only=True):
    """What one record says went wrong or looks wrong; `path` is the record's own."""

    source: str


class ConflictValue(msgspec.Struct, kw_only=True):
    """One of several values, and the records that state it."""

    value: Any
    sources: list[str]


class Conflict(msgspec.Struct, kw_only=True):
    """A place where records differ: every value stated, the one that was taken first.

    Where the value at `path` is null, none was taken (a synopsis' credit whose synopsis was not).
    """

    path: str
    values: list[ConflictValue]


class Link(msgspec.Struct, kw_only=True):
    """Why two records are held to be of one film.

    Attributes:
        sources: the two records.
        on: what it rests on, each as `what: value`.
        score: 1 for an identifier in common; for a likeness of title, year and people, from `filmdig.parsers.merging.evidence`.
    """

    sources: tuple[str, str]
    on: list[str]
    score: float


class Candidate(msgspec.Struct, kw_only=True):
    """Two groups of records that may be of one film and were kept apart, each named by its first record.

    Attributes:
        on: what speaks for one film.
        against: what speaks against it, or what was lacking.
    """

    sources: tuple[str, str]
    titles: tuple[str | None, str | None]
    years: tuple[int | None, int | None]
    score: float
    on: list[str]
    against: list[str]


class Source(msgspec.Struct, kw_only=True):
    """A record that went into the film."""

    id: str
    page: Page


class MergedFilm(msgspec.Struct, kw_only=True):
    """One film, from all records of its pages.

    Attributes:
        id: the same for the same film as long as its strongest identifier is among the records.
        provenance: JSON Pointer to the records that state the value there. A list's item stands for its members, and a review or
            related film has `sources` of its own, so that a member is named only where fewer records state it.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    kind: FilmKind = "film"
    film: Film = msgspec.field(default_factory=Film)
    ratings: list[SourcedRating] = []
    reviews: list[SourcedReview] = []
    review_totals: list[SourcedReviewTotals] = []
    related: list[SourcedRelated] = []
    truncations: list[SourcedTruncation] = []
    derived: list[SourcedPath] = []
    weak: list[SourcedPath] = []
    issues: list[SourcedIssue] = []
    conflicts: list[Conflict] = []
    provenance: dict[str, list[str]] = {}
    links: list[Link] = []
    sources: list[Source] = []


_decoder = msgspec.json.Decoder(MergedFilm)
_encoder = msgspec.json.Encoder()


def to_json(film: MergedFilm) -> bytes:
    """Return the film as one line of JSON, without the line end."""
    return _encoder.encode(film)


def from_json(line: bytes | str) -> MergedFilm:
    """Return the merged film in one line of JSON; one of an earlier schema version is upgraded.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: the line is not JSON or not a merged film.
    """
    if is_current(line):
        return _decoder.decode(line)
    return msgspec.convert(upgraded(msgspec.json.decode(line)), MergedFilm)


def json_schema() -> dict[str, Any]:
    """Return the merged film's JSON Schema (draft 2020-12), generated from the types here."""
    (schema,), definitions = msgspec.json.schema_components([MergedFilm], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"filmdig merged film {SCHEMA_VERSION}",
        **schema,
        "$defs": definitions,
    }


__all__ = [
    "Candidate",
    "ClosedBy",
    "Conflict",
    "ConflictValue",
    "FilmKind",
    "Link",
    "MergedFilm",
    "Source",
    "SourcedIssue",
    "SourcedPath",
    "SourcedRating",
    "SourcedRelated",
    "SourcedReview",
    "SourcedReviewTotals",
    "SourcedTruncation",
    "from_json",
    "json_schema",
    "to_json",
]
