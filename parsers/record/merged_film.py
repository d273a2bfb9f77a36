"""The merged film, made from the records of one film's pages. The order of fields here is the order of keys in the JSON.

`source` and `sources` name the records that state a value by their `id`.
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
    """One score as one capture showed it: a point in the film's score history.

    Attributes:
        source: the record that states it.
        site: the record's site.
        captured_at: when the page was captured; None if unknown.
    """

    source: str
    site: str | None = None
    captured_at: str | None = None


class SourcedReviewTotals(msgspec.Struct, kw_only=True):
    """The numbers of reviews that exist according to one capture."""

    audience: int | None = None
    critics: int | None = None
    source: str
    site: str | None = None
    captured_at: str | None = None


class SourcedReview(Review, kw_only=True):
    """A review, with all records that have it."""

    sources: list[str]


class SourcedRelated(Related, kw_only=True):
    """Another film that this film's pages refer to, with all records that have it."""

    sources: list[str]


class SourcedTruncation(msgspec.Struct, kw_only=True):
    """A text or list that one capture showed cut.

    Attributes:
        path: its place in the merged film: in `film`, in a review, or among a conflict's values.
        by: how it was completed. `other_capture`: from another capture of the same page; `linked_page`: from the page that the
            cut text links to; `other_page`: from the same text on another page of this film.
        seams: character offsets in the text at `path` at which the shown text ends.
        source: the record whose page showed it cut.
        completed_from: the capture that the rest came from; None if the page itself had it.
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
    """The path of a value that one record derived instead of reading it, or that rests on a single weak witness in it."""

    path: str
    source: str


class SourcedIssue(Issue, kw_only=True):
    """An issue of one record; `path` is the path in that record."""

    source: str


class ConflictValue(msgspec.Struct, kw_only=True):
    """One of several values, and the records that state it."""

    value: Any
    sources: list[str]


class Conflict(msgspec.Struct, kw_only=True):
    """A field in which records differ: all values stated, the chosen one first.

    If the value at `path` is null, none was chosen (such as a synopsis' credit if its synopsis was not chosen).
    """

    path: str
    values: list[ConflictValue]


class Link(msgspec.Struct, kw_only=True):
    """The reason why two records are taken to be of the same film.

    Attributes:
        sources: the two records.
        on: the evidence, each item as `what: value`.
        score: 1 for a shared identifier; for similar titles, years and people, the score of `filmdig.parsers.merging.evidence`.
    """

    sources: tuple[str, str]
    on: list[str]
    score: float


class Candidate(msgspec.Struct, kw_only=True):
    """Two groups of records that may be of the same film but were kept apart, each named by its first record.

    Attributes:
        on: the evidence for a single film.
        against: the evidence against it, or the evidence that was missing.
    """

    sources: tuple[str, str]
    titles: tuple[str | None, str | None]
    years: tuple[int | None, int | None]
    score: float
    on: list[str]
    against: list[str]


class Source(msgspec.Struct, kw_only=True):
    """A record that was merged into the film."""

    id: str
    page: Page


class MergedFilm(msgspec.Struct, kw_only=True):
    """One film, merged from all records of its pages.

    Attributes:
        id: the film's id, which stays the same as long as its strongest identifier is in one of the records.
        provenance: the records that state a value, by its JSON Pointer. An entry for a list's item covers the item's members too,
            and a review or related film has its own `sources`; a member has an entry only if fewer records state it.
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
    """Return the merged film in a line of JSON; a film of an earlier schema version is upgraded.

    Raises:
        msgspec.DecodeError, msgspec.ValidationError: the line is not JSON or not a merged film.
    """
    if is_current(line):
        return _decoder.decode(line)
    return msgspec.convert(upgraded(msgspec.json.decode(line)), MergedFilm)


def json_schema() -> dict[str, Any]:
    """Return the merged film's JSON Schema (draft 2020-12), generated from the types in this module."""
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
