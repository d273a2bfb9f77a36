"""Puts a million records together into films in bounded memory: records lie in a SQLite file on disk.

In memory are what `filmdig.scraper.merging.linking` holds, SQLite's page cache, and the one film that is being put together.
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

from filmdig.parsers.merging.claim import bare_statement, statement_of
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

    Add all records, then ask for the films. A context manager: its files are gone when it ends.

    Args:
        directory: where its files may lie, of about the records' compressed size; the system's place for such files if None.

    Attributes:
        failed: records that cannot be merged, and why: they are left over. All are known once the films are read.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="filmdig-merge-", dir=directory)
        self._db = sqlite3.connect(Path(self._place.name) / "records.sqlite", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._linking = Linking(Path(self._place.name) / "links.sqlite")
        self._squeeze = zstandard.ZstdCompressor(level=1).compress
        self._expand = zstandard.ZstdDecompressor().decompress
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
        """What was done so far."""
        return self._linking.counts

    def add(self, record: Record) -> None:
        """Take a record."""
        try:
            number = self._linking.add(statement_of(record))
        except (OSError, sqlite3.OperationalError):
            raise  # the disk's fault
        except Exception as error:  # noqa: BLE001 - whatever a record does to its reader is a failure that is counted
            number = self._linking.add(bare_statement(record))
            self.failed.append(Failed.of(record, error))
        self._db.execute("INSERT INTO record VALUES (?, ?)", (number, self._squeeze(to_json(record))))

    def link(self) -> None:
        """Find which records are of one film; `films` does it when it was not done."""
        self._linking.link()

    def films(self) -> Iterator[MergedFilm]:
        """Yield the films, in the order in which the first record of each came; counts grow while they are read."""
        for linked in self._linking.films():
            film, failed = film_of(linked.id, linked.members, linked.lent, linked.links, self._record)
            self._failed.update(number for number, _ in failed)
            self.failed += [why for _, why in failed]
            if film is not None:
                yield film

    def left_over(self) -> Iterator[Record]:
        """Yield the records of no film: lists, people, missing pages, unknown pages that joined none, and what failed."""
        yield from map(self._record, heapq.merge(self._linking.left_over(), sorted(self._failed)))

    def candidates(self) -> Iterator[Candidate]:
        """Pairs that may be one film and were kept apart, the likeliest first; each pair of groups once."""
        return self._linking.candidates()

    def _record(self, number: int) -> Record:
        (data,) = self._db.execute("SELECT json FROM record WHERE n = ?", (number,)).fetchone()
        return from_json(self._expand(data))


def merge(records: Iterable[Record], *, directory: Path | None = None) -> Iterator[MergedFilm]:
    """Films from page records: the records of one film put together, in bounded memory.

    Args:
        records: page records of any films, in any order.
        directory: where the records may lie on disk meanwhile; the system's place for such files if None.

    Yields:
        Each film, in the order in which its first record came.

    Raises:
        RecordError: one of `records` is none.
        OutputError: they cannot be kept on disk.
    """
    with _on_disk(directory):
        grouping = Grouping(directory)
    with grouping:
        for record in records:
            if not isinstance(record, Record):
                raise RecordError(f"not a record but {type(record).__name__}", todo="read lines of JSON by filmdig.from_json")
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
