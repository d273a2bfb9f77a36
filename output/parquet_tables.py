"""Flat Parquet tables for data tools: films, people, credits, ratings and reviews, with a dataset card.

Every row has a key that is the same for the same input. The key of a film is its record's id; that of a credit, rating or review
is the film's with its place (``ID#/ratings/3``); that of a person is made of the address that pages link to or, without one, of
the film and the name. Needs the extra `parquet` (pyarrow).
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filmdig.output.dataset_card import Provenance, write_card
from filmdig.output.files import beside_name, check_folder_of, check_output_folder, move_folder
from filmdig.output.parquet import pyarrow_module
from filmdig.output.streams import cannot_write
from filmdig.output.writer import Described
from filmdig.parsers.merging.identity import page_key, person_key
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Page, Record

#: The tables, with the type of each column; `_TYPES` in dataset_card.py and `Writer._type` map the types.
TABLES: dict[str, dict[str, str]] = {
    "films": {
        **dict.fromkeys(("film", "kind", "title", "original_title"), "text"),
        **dict.fromkeys(("year", "end_year", "runtime_minutes"), "integer"),
        **dict.fromkeys(("synopsis", "synopsis_credit", "critics_consensus", "tagline"), "text"),
        **dict.fromkeys(("genres", "keywords", "countries", "languages", "sites"), "texts"),
        **dict.fromkeys(("imdb", "tmdb", "rottentomatoes", "metacritic", "letterboxd", "wikidata", "image_url", "url"), "text"),
        **dict.fromkeys(("captured_from", "captured_to"), "text"),
        **dict.fromkeys(("pages", "audience_reviews", "critics_reviews", "cuts_open"), "integer"),
    },
    "people": dict.fromkeys(("person", "name", "other_name", "url"), "text"),
    "credits": {
        **dict.fromkeys(("credit", "film", "person", "job"), "text"),
        "position": "integer",
        **dict.fromkeys(("name", "role", "printed_job"), "text"),
        "episodes": "integer",
    },
    "ratings": {
        **dict.fromkeys(("rating", "film", "record", "site", "captured_at", "page", "by", "name", "measure"), "text"),
        "value": "number",
        "value_text": "text",
        **dict.fromkeys(("best", "worst"), "number"),
        **dict.fromkeys(("rating_count", "review_count", "positive_count", "negative_count"), "integer"),
        "approximate": "boolean",
        **dict.fromkeys(("verdict", "printed"), "text"),
    },
    "reviews": {
        **dict.fromkeys(("review", "film"), "text"),
        "position": "integer",
        **dict.fromkeys(("by", "author", "author_url", "publication", "date", "title"), "text"),
        "value": "number",
        "value_text": "text",
        **dict.fromkeys(("best", "worst"), "number"),
        **dict.fromkeys(("verdict", "text", "url"), "text"),
        **dict.fromkeys(("spoiler", "cut"), "boolean"),
        **dict.fromkeys(("helpful_yes", "helpful_total"), "integer"),
        "records": "texts",
    },
}
#: The key column of each table.
KEYS = {"films": "film", "people": "person", "credits": "credit", "ratings": "rating", "reviews": "review"}
#: The files in the folder.
_FILES = frozenset((*(f"{name}.parquet" for name in TABLES), "README.md", "croissant.json"))
_OF_FILM = ("title", "original_title", "year", "end_year", "runtime_minutes", "synopsis", "synopsis_credit")
_JOBS = {"directors": "director", "writers": "writer", "producers": "producer", "crew": "crew", "cast": "cast"}
_BATCH_ROWS = 10_000
_INT64_LIMIT = 2**63


class Writer:
    """Writes the tables to a temporary folder, and moves it to the target when all are complete.

    Raises:
        UsageError: no target was named, it is a file or a folder that holds other files, or pyarrow is missing.
        OutputError: the target cannot be written to.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("Parquet tables are several files", todo="name a folder with -o")
        self._pa = pyarrow_module()
        self.of = of
        self.target = Path(target).resolve()
        check_output_folder(target, lambda file: file.name in _FILES)
        check_folder_of(target)
        self._folder = beside_name(self.target.with_name(f"{self.target.name}.parquet-tables"))
        self._clean, self._files = ExitStack(), ExitStack()
        try:
            self._folder.mkdir()
        except OSError as error:
            raise cannot_write(error, target) from error
        self._clean.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._known = sqlite3.connect("", isolation_level=None)  # a temporary file, deleted when it is closed
        self._files.callback(self._known.close)
        self._known.execute("CREATE TABLE known (kind TEXT, key TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID")
        self._known.execute("BEGIN")
        self._schemas = {name: self._pa.schema([(c, self._type(kind)) for c, kind in TABLES[name].items()]) for name in TABLES}
        self._rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self._tables = {
            name: self._files.enter_context(self._pa.parquet.ParquetWriter(self._folder / f"{name}.parquet", schema))
            for name, schema in self._schemas.items()
        }
        self._counts = dict.fromkeys(TABLES, 0)
        self._provenance = Provenance()
        self._duplicates = 0

    def _type(self, kind: str) -> Any:
        pa = self._pa
        plain = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
        return pa.list_(pa.string()) if kind == "texts" else plain[kind]

    def write(self, record: Described) -> None:
        """Add the rows of a record or a film; a duplicate, by its id, is counted and left out."""
        if not self._is_new("film", record.id):
            self._duplicates += 1
            return
        for table, values in rows(record):
            if table == "people" and not self._is_new("person", values[0]):
                continue
            cells = zip(TABLES[table].items(), values, strict=True)
            self._rows[table].append({name: _cell(kind, value) for (name, kind), value in cells})
            if len(self._rows[table]) >= _BATCH_ROWS:
                self._flush(table)
        for page in _pages(record).values():
            self._provenance.add(page)

    def _is_new(self, kind: str, key: str) -> bool:
        return self._known.execute("INSERT OR IGNORE INTO known VALUES (?, ?)", (kind, key)).rowcount > 0

    def summary(self) -> list[str]:
        """Return the number of rows written and of duplicates left out."""
        lines = [", ".join(f"{count:,} {name}" for name, count in self._counts.items())]
        return lines + ([f"{self._duplicates:,} records were given more than once: written once"] if self._duplicates else [])

    def _flush(self, table: str) -> None:
        self._tables[table].write_table(self._pa.Table.from_pylist(self._rows[table], schema=self._schemas[table]))
        self._counts[table] += len(self._rows[table])
        self._rows[table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._clean:
            with self._files:
                if error is None:
                    for table in TABLES:
                        self._flush(table)
            if error is not None:
                return
            write_card(self._folder, TABLES, KEYS, self._counts, self._provenance, of=self.of)
            move_folder(self._folder, self.target)


def rows(record: Described) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield (table, values) of a record or a film, in the order of the table's columns."""
    film, pages = record.film, _pages(record)
    yield "films", _film(record, list(pages.values()))
    for field, job in _JOBS.items():
        for position, person in enumerate(getattr(film, field)):
            key = _person(record.id, person.name, person.url)
            yield "people", (key, person.name, person.other_name, person.url)
            role, printed, episodes = (getattr(person, name, None) for name in ("role", "job", "episodes"))
            place = f"{record.id}#/film/{field}/{position}"
            yield "credits", (place, record.id, key, job, position, person.name, role, printed, episodes)
    for number, rating in enumerate(record.ratings):
        source = getattr(rating, "source", record.id)
        page = pages.get(source)
        where = (page.site, page.captured_at, page.url) if page is not None else (None, None, None)
        counts = (rating.rating_count, rating.review_count, rating.positive_count, rating.negative_count)
        yield (
            "ratings",
            (
                *(f"{record.id}#/ratings/{number}", record.id, source, *where, rating.by, rating.name, rating.measure),
                *(
                    *_number_and_text(rating.value),
                    rating.best,
                    rating.worst,
                    *counts,
                    rating.approximate,
                    rating.verdict,
                    rating.printed,
                ),
            ),
        )
    open_ = {cut.path for cut in record.truncations if cut.state == "open"}
    for number, review in enumerate(record.reviews):
        given, helpful = review.rating, review.helpful
        yield (
            "reviews",
            (
                *(f"{record.id}#/reviews/{number}", record.id, number, review.by, review.author, review.author_url),
                *(review.publication, review.date, review.title, *_number_and_text(given.value if given else None)),
                *((given.best, given.worst) if given else (None, None)),
                *(review.verdict, review.text, review.url, review.spoiler, f"/reviews/{number}/text" in open_),
                *((helpful.yes, helpful.total) if helpful else (None, None)),
                list(getattr(review, "sources", [record.id])),
            ),
        )


def _film(record: Described, pages: list[Page]) -> tuple[Any, ...]:
    film = record.film
    times = sorted(page.captured_at for page in pages if page.captured_at)
    totals = record.review_totals if isinstance(record.review_totals, list) else [record.review_totals]
    reviews = [max((n for one in totals if (n := getattr(one, by)) is not None), default=None) for by in ("audience", "critics")]
    ids = ("imdb", "tmdb", "rottentomatoes", "metacritic", "letterboxd", "wikidata")
    return (
        *(record.id, record.kind if isinstance(record, MergedFilm) else record.page.kind),
        *(getattr(film, name) for name in (*_OF_FILM, "critics_consensus", "tagline")),
        *(list(getattr(film, name)) for name in ("genres", "keywords", "countries", "languages")),
        list(dict.fromkeys(page.site for page in pages if page.site)),
        *(film.external_ids.get(name) for name in ids),
        *(film.image_url, next((page.url for page in pages if page.url), None)),
        *((times[0], times[-1]) if times else (None, None)),
        *(len(pages), *reviews, sum(cut.state == "open" for cut in record.truncations)),
    )


def _pages(record: Described) -> dict[str, Page]:
    if isinstance(record, Record):
        return {record.id: record.page}
    return {source.id: source.page for source in record.sources}


def _person(film: str, name: str, url: str | None) -> str:
    """Return a person's key: of their address on a site or, without one, of the film and the name."""
    named = page_key(url) or f"{film}\0{person_key(name) or name}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:16]


def _number_and_text(value: Any) -> tuple[Any, Any]:
    """Return a score, which may be a number or a grade, as a number and a text; one of them is None."""
    return (None, value) if isinstance(value, str) else (value, None)


def _cell(kind: str, value: Any) -> Any:
    """Return a value as a cell; a number too large for Parquet, as a hostile page may have, is None."""
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    if not -_INT64_LIMIT <= value < _INT64_LIMIT:
        return None
    return float(value) if kind == "number" else value
