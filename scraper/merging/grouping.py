"""Merge of any number of records into films in bounded memory: the records are kept in an SQLite file.

Only the data of `filmdig.scraper.merging.linking`, SQLite's page cache and the current film are in memory.
"""

from __future__ import annotations

import heapq
import logging
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import zstandard

from filmdig.parsers.merging.record_statement import bare_statement, statement_of
from filmdig.parsers.record.errors import OutputError, RecordError
from filmdig.parsers.record.merged_film import Candidate, MergedFilm
from filmdig.parsers.record.page_record import Record, from_json, to_json
from filmdig.scraper.merging.combining import Failed, film_of
from filmdig.scraper.merging.linking import Counts, Linking

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE record (n INTEGER PRIMARY KEY, json BLOB);
BEGIN;
"""


class Grouping:
    """Groups records into films.

    Add all records, then read the films. A context manager, which removes its files at the end.

    Args:
        directory: where its files go, about as large as the compressed records; the system's temporary directory if None.

    Attributes:
        failed: records that cannot be merged, and why; they are left over. Complete once all films have been read.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="filmdig-merge-", dir=directory)
        self._db = sqlite3.connect(Path(self._place.name) / "records.sqlite", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._linking = Linking(Path(self._place.name) / "links.sqlite")
        self._compress = zstandard.ZstdCompressor(level=1).compress
        self._decompress = zstandard.ZstdDecompressor().decompress
        self._failed: set[int] = set()
        self.failed: list[Failed] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files."""
        self._linking.close()
        self._db.close()
        self._place.cleanup()

    @property
    def counts(self) -> Counts:
        """The counts so far."""
        return self._linking.counts

    def add(self, record: Record) -> None:
        """Add a record."""
        try:
            number = self._linking.add(statement_of(record))
        except (OSError, sqlite3.OperationalError):
            raise  # the disk failed, not the record
        except Exception as error:  # noqa: BLE001 - a record may raise anything; failures are counted
            number = self._linking.add(bare_statement(record))
            self.failed.append(Failed.of(record, error))
        self._db.execute("INSERT INTO record VALUES (?, ?)", (number, self._compress(to_json(record))))

    def link(self) -> None:
        """Find out which records are of one film; `films` calls it if necessary."""
        self._linking.link()

    def films(self) -> Iterator[MergedFilm]:
        """Yield the films in the order of their first records; the counts grow while they are read."""
        for linked in self._linking.films():
            film, failed = film_of(linked.id, linked.members, linked.donors, linked.links, self._record)
            self._failed.update(number for number, _ in failed)
            self.failed += [why for _, why in failed]
            if film is not None:
                yield film

    def left_over(self) -> Iterator[Record]:
        """Yield the records that are in no film: lists, people, missing pages, unknown pages, and records that failed."""
        yield from map(self._record, heapq.merge(self._linking.left_over(), sorted(self._failed)))

    def candidates(self) -> Iterator[Candidate]:
        """Return the pairs of groups that were kept apart but may be one film, the likeliest first."""
        return self._linking.candidates()

    def _record(self, number: int) -> Record:
        (data,) = self._db.execute("SELECT json FROM record WHERE n = ?", (number,)).fetchone()
        return from_json(self._decompress(data))


def merge(records: Iterable[Record], *, directory: Path | None = None) -> Iterator[MergedFilm]:
    """Merge page records into films, in bounded memory.

    Args:
        records: page records of any films, in any order.
        directory: where the records are kept on disk meanwhile; the system's temporary directory if None.

    Yields:
        Each film, in the order of their first records.

    Raises:
        RecordError: one of `records` is not a record.
        OutputError: they cannot be kept on disk.
    """
    with _on_disk(directory):
        grouping = Grouping(directory)
    with grouping:
        for record in records:
            if not isinstance(record, Record):
                raise RecordError(f"not a record but {type(record).__name__}", todo="decode lines of JSON with filmdig.from_json")
            with _on_disk(directory):
                grouping.add(record)
        films = grouping.films()
        while True:
            with _on_disk(directory):
                film = next(films, None)
            if film is None:
                break
            yield film
        for failed in grouping.failed:
            logging.getLogger("filmdig").warning("record %s cannot be merged, and is left out: %s", failed.record, failed.why)


@contextmanager
def _on_disk(directory: Path | None) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            f"the records cannot be kept on disk: {error}",
            where=str(directory or tempfile.gettempdir()),
            todo="name a `directory` with room",
        ) from error
