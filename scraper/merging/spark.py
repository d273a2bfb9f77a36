"""The merge on a Spark cluster, with the same films in the same order, byte for byte.

Executors read the records and make each one's statement, the small part that decides which film it is of. From the statements
this machine decides which records are one film, with the same code as `grouping`. Executors then put the films together. This
machine's memory holds only the data of `filmdig.scraper.merging.linking`. Needs the extra ``spark`` (PySpark, Java 17).
"""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec
import zstandard

from filmdig.parsers.merging.record_statement import Statement, bare_statement, statement_of
from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record.errors import FilmdigError, RecordError, SourceError, UsageError
from filmdig.parsers.record.merged_film import Candidate, Link, MergedFilm
from filmdig.parsers.record.page_record import Record, from_json, to_json
from filmdig.scraper.extraction.spark import TASKS_A_CORE, as_commanded
from filmdig.scraper.merging import stored_records
from filmdig.scraper.merging.combining import Failed, film_of
from filmdig.scraper.merging.crosswalk import Crosswalk, Done, fill
from filmdig.scraper.merging.linking import Counts, Linking
from filmdig.scraper.version import VERSION

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame, Row, SparkSession

#: A record for a film: whether it is only a donor, its number, and its packed JSON.
_Part = tuple[bool, int, bytes]

#: A film's JSON, None if it could not be put together; and the records that failed, by number.
_Made = tuple[bytes | None, list[tuple[int, Failed]]]

_PLAN = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE part (n INTEGER, film INTEGER, position INTEGER, donor INTEGER, PRIMARY KEY (n, film, donor)) WITHOUT ROWID;
CREATE TABLE film (number INTEGER PRIMARY KEY, id TEXT, links BLOB);
BEGIN;
"""

#: A record's packed statement, its packed JSON, its failure if it cannot be merged, and what the crosswalk did with it.
_Packed = tuple[bytes, bytes, Failed | None, Done | None]
#: A packed record, or the error of a line without one.
_Read = _Packed | FilmdigError


class SparkGrouping:
    """Like `filmdig.scraper.merging.grouping.Grouping`, for records that a cluster's executors read.

    A context manager, which at the end removes its files and the data that the cluster keeps for it.

    Args:
        spark: the session to run in.
        rows: the records, made by `of_files` or `of_frame`.
        crosswalk: the crosswalk that the rows were read with, for its counts.
        on_bad: called with the error of each line that holds no record and is left out; without it the first is raised.
        directory: where this machine's files go; the system's temporary directory if None.

    Attributes:
        failed: records that cannot be merged, and why; they are left over. Complete once all films have been read.

    Raises:
        RecordError: a line that holds no record, if there is no `on_bad`.
        SourceError: an executor does not see a file.
    """

    def __init__(
        self,
        spark: SparkSession,
        rows: RDD[Any],
        *,
        crosswalk: Crosswalk | None = None,
        on_bad: Callable[[RecordError], object] | None = None,
        directory: Path | None = None,
    ) -> None:
        from pyspark import StorageLevel

        self._spark = spark
        self._on_disk = StorageLevel.DISK_ONLY
        # Kept, because they are read three times and must be the same in the same order each time.
        self._rows = rows.persist(self._on_disk)
        self._made: RDD[_Made] | None = None
        self._failed: set[int] = set()
        self.failed: list[Failed] = []
        self._place = tempfile.TemporaryDirectory(prefix="filmdig-merge-", dir=directory)
        self._plan = Path(self._place.name) / f"filmdig-plan-{uuid.uuid4().hex}.sqlite"
        self._linking = Linking(Path(self._place.name) / "links.sqlite")
        try:
            self._gather(on_bad, crosswalk)
            self._films = self._write_plan()
            spark.sparkContext.addFile(str(self._plan))
        except BaseException:
            self.close()
            raise

    @classmethod
    def of_files(
        cls,
        spark: SparkSession,
        paths: Sequence[str],
        *,
        crosswalk: Crosswalk | None = None,
        on_bad: Callable[[RecordError], object] | None = None,
        directory: Path | None = None,
    ) -> Self:
        """Return the grouping of files of records, which all executors must see under the same path. One task reads a file.

        A crosswalk's table is sent to every executor, which fills the records from it.
        """
        context = spark.sparkContext
        if crosswalk is not None:
            context.addFile(str(crosswalk.file))
        names = crosswalk.file.name if crosswalk is not None else None
        tasks = max(1, min(len(paths), TASKS_A_CORE * context.defaultParallelism))
        rows = context.parallelize(paths, tasks).mapPartitions(partial(_read_files, VERSION, Path.cwd(), names))
        return cls(spark, rows, crosswalk=crosswalk, on_bad=on_bad, directory=directory)

    @classmethod
    def of_frame(
        cls,
        frame: DataFrame,
        *,
        record: str = "record",
        on_bad: Callable[[RecordError], object] | None = None,
        directory: Path | None = None,
    ) -> Self:
        """Return the grouping of a column of records in JSON, string or binary, in the frame's order; nulls are left out."""
        rows = frame.select(record).rdd.mapPartitionsWithIndex(_read_rows)
        return cls(frame.sparkSession, rows, on_bad=on_bad, directory=directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files, and the data that the cluster keeps."""
        for kept in filter(None, (self._made, self._rows)):
            kept.unpersist()
        self._linking.close()
        self._place.cleanup()

    @property
    def counts(self) -> Counts:
        """The counts."""
        return self._linking.counts

    def films(self) -> Iterator[MergedFilm]:
        """Yield the films in the order of their first records."""
        yield from map(merged.from_json, self.film_lines().toLocalIterator())

    def film_lines(self) -> RDD[bytes]:
        """Return the films as JSON, in the same order, from the first partition to the last."""
        if self._made is None:
            tasks = max(1, min(self._films, TASKS_A_CORE * self._spark.sparkContext.defaultParallelism))
            dealt = self._numbered().mapPartitions(partial(_deal, self._plan.name))
            sorted_ = dealt.repartitionAndSortWithinPartitions(tasks, partial(_task_of, self._films, tasks))
            self._made = sorted_.mapPartitions(partial(_combine, self._plan.name)).persist(self._on_disk)
            for number, failed in self._made.flatMap(_failed_of).collect():
                self._failed.add(number)
                self.failed.append(failed)
        return self._made.flatMap(_line_of)

    def left_over(self) -> Iterator[Record]:
        """Yield the records that are in no film: lists, people, missing pages, unknown pages, and records that failed."""
        kept = self._numbered().mapPartitions(partial(_left_over, self._plan.name, frozenset(self._failed)))
        yield from map(from_json, kept.toLocalIterator())

    def candidates(self) -> Iterator[Candidate]:
        """Return the pairs of groups that were kept apart but may be one film, the likeliest first."""
        return self._linking.candidates()

    def _numbered(self) -> RDD[tuple[bytes, int]]:
        return self._rows.filter(_is_record).map(_data).zipWithIndex()

    def _gather(self, on_bad: Callable[[RecordError], object] | None, crosswalk: Crosswalk | None) -> None:
        # Run all tasks at once; the iterator below would run one after another.
        self._rows.count()
        statement = msgspec.msgpack.Decoder(Statement).decode
        for found in self._rows.map(_stated).toLocalIterator():
            if isinstance(found, tuple):
                self._linking.add(statement(found[0]))
                self.failed += [found[1]] if found[1] else []
                if crosswalk is not None:
                    crosswalk.count(found[2])
            elif on_bad is None or not isinstance(found, RecordError):
                raise found
            else:
                on_bad(found)

    def _write_plan(self) -> int:
        """Write the plan of which records go into which film, for the executors; return the number of films."""
        count = 0
        with closing(sqlite3.connect(self._plan, isolation_level=None)) as plan:
            plan.executescript(_PLAN)
            for count, linked in enumerate(self._linking.films(), 1):
                parts = [(n, False) for n in linked.members] + [(n, True) for n in linked.donors]
                rows = ((n, count - 1, position, donor) for position, (n, donor) in enumerate(parts))
                plan.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", rows)
                plan.execute("INSERT INTO film VALUES (?, ?, ?)", (count - 1, linked.id, msgspec.msgpack.encode(linked.links)))
            plan.execute("COMMIT")
        return count


@contextmanager
def merge_frame(
    frame: DataFrame,
    *,
    record: str = "record",
    on_bad: Callable[[RecordError], object] | None = None,
    directory: Path | None = None,
) -> Iterator[DataFrame]:
    """Merge a frame's records into a frame of films, which is valid within the block.

    Args:
        frame: has one record in each row, such as `filmdig.scraper.extraction.spark.read_places` returns.
        record: the column with the record's JSON; rows where it is null are left out.
        on_bad: called with the error of each row that holds no record and is left out; without it the first is raised.
        directory: where this machine's files go; the system's temporary directory if None.

    Yields:
        A frame with a column ``film``, each film's JSON. Write or collect it within the block.

    Raises:
        RecordError: a row that holds no record, if there is no `on_bad`.
    """
    with SparkGrouping.of_frame(frame, record=record, on_bad=on_bad, directory=directory) as grouping:
        yield frame.sparkSession.createDataFrame(grouping.film_lines().map(_film_row), "film string")


# On executors


def _read_files(version: str, here: Path, crosswalk: str | None, paths: Iterable[str]) -> Iterator[_Read]:
    as_commanded(version, here)
    with closing(_shipped(crosswalk)) if crosswalk else nullcontext() as names:
        for path in paths:
            bad: list[RecordError] = []
            try:
                for record in stored_records.records(path, on_bad=bad.append):
                    yield from bad
                    bad.clear()
                    done = fill(names, record) if names is not None else None
                    yield _packed(record, done)
            except UsageError as error:
                todo = "put it under the same path on every machine"
                yield SourceError(f"on an executor: {error.what}", where=path, todo=todo)
            yield from bad


def _read_rows(partition: int, rows: Iterable[Row]) -> Iterator[_Read]:
    for number, (line,) in enumerate(rows, 1):
        if line is None:
            continue
        try:
            yield _packed(stored_records.parse(line.encode() if isinstance(line, str) else bytes(line)))
        except (msgspec.DecodeError, ValueError) as error:
            where = f"partition {partition}, row {number}"
            yield RecordError(f"not a record: {error}", where=where, todo="give records that filmdig wrote")


def _packed(record: Record, done: Done | None = None) -> _Packed:
    failed = None
    try:
        statement = msgspec.msgpack.encode(statement_of(record))
    except Exception as error:  # noqa: BLE001 - a record may raise anything; failures are counted
        statement = msgspec.msgpack.encode(bare_statement(record))
        failed = Failed.of(record, error)
    return statement, zstandard.compress(to_json(record), 1), failed, done


def _is_record(row: _Read) -> bool:
    return isinstance(row, tuple)


def _stated(row: _Read) -> tuple[bytes, Failed | None, Done | None] | FilmdigError:
    return (row[0], *row[2:]) if isinstance(row, tuple) else row


def _data(row: _Packed) -> bytes:
    return row[1]


def _film_row(film: bytes) -> tuple[str]:
    return (film.decode(),)


def _shipped(name: str) -> sqlite3.Connection:
    from pyspark import SparkFiles

    return sqlite3.connect(f"{Path(SparkFiles.get(name)).absolute().as_uri()}?mode=ro", uri=True)


def _deal(plan_name: str, numbered: Iterable[tuple[bytes, int]]) -> Iterator[tuple[tuple[int, int], _Part]]:
    """Yield each record for every film that it goes into, with the film's number and the record's position in it."""
    with closing(_shipped(plan_name)) as plan:
        for data, number in numbered:
            rows = plan.execute("SELECT film, position, donor FROM part WHERE n = ?", (number,))
            for film, position, donor in rows.fetchall():
                yield (film, position), (donor, number, data)


def _task_of(films: int, tasks: int, key: tuple[int, int]) -> int:
    """Return the task of a film: neighbouring films share one, so that the films stay in order from task to task."""
    return key[0] * tasks // films


def _combine(plan_name: str, dealt: Iterable[tuple[tuple[int, int], _Part]]) -> Iterator[_Made]:
    with closing(_shipped(plan_name)) as plan:
        for number, parts in groupby(dealt, key=lambda part: part[0][0]):
            given = [part for _, part in parts]
            records = {n: data for _, n, data in given}
            members, donors = ([n for is_donor, n, _ in given if bool(is_donor) is wanted] for wanted in (False, True))
            film_id, links = plan.execute("SELECT id, links FROM film WHERE number = ?", (number,)).fetchone()
            read = partial(_unpacked, records)
            film, failed = film_of(film_id, members, donors, msgspec.msgpack.decode(links, type=list[Link]), read)
            yield merged.to_json(film) if film is not None else None, failed


def _unpacked(records: Mapping[int, bytes], number: int) -> Record:
    return from_json(zstandard.decompress(records[number]))


def _line_of(made: _Made) -> list[bytes]:
    return [made[0]] if made[0] is not None else []


def _failed_of(made: _Made) -> list[tuple[int, Failed]]:
    return made[1]


def _left_over(plan_name: str, failed: frozenset[int], numbered: Iterable[tuple[bytes, int]]) -> Iterator[bytes]:
    with closing(_shipped(plan_name)) as plan:
        for data, number in numbered:
            if number in failed or plan.execute("SELECT 1 FROM part WHERE n = ? AND NOT donor", (number,)).fetchone() is None:
                yield zstandard.decompress(data)
