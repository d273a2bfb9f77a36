"""The same merge on a Spark cluster: the same films, in the same order, byte for byte.

Executors read the records and, of each, what decides which film it is of; from that alone, which is small, this machine
decides what is one film, as `grouping` does and with the same code; executors then put the films together. In this
machine's memory is what `filmdig.scraper.merging.linking` holds. Needs the extra ``spark`` (PySpark, Java 17).
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

from filmdig.parsers.merging.claim import Statement, bare_statement, statement_of
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

# A record on its way to a film: whether it is lent to it, its number, and itself, packed.
_Part = tuple[bool, int, bytes]

# A film's JSON, if it could be put together; and the records that could not, by number.
_Made = tuple[bytes | None, list[tuple[int, Failed]]]

_PLAN = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE part (n INTEGER, film INTEGER, position INTEGER, lent INTEGER, PRIMARY KEY (n, film, lent)) WITHOUT ROWID;
CREATE TABLE film (number INTEGER PRIMARY KEY, id TEXT, links BLOB);
BEGIN;
"""

# A record's statement and the record, packed, why it cannot be merged if it cannot, and what the crosswalk did with it; or why
# there is no record.
_Packed = tuple[bytes, bytes, Failed | None, Done | None]
_Read = _Packed | FilmdigError


class SparkGrouping:
    """What `filmdig.scraper.merging.grouping.Grouping` is, over records that a cluster's executors read.

    A context manager: its files, and what the cluster keeps for it, are gone when it ends.

    Args:
        spark: where to run.
        rows: what `of_files` and `of_frame` make.
        crosswalk: the one that the rows were read with; it counts what was done.
        on_bad: is called with each line that holds no record, which is then left out; without it the first is raised.
        directory: where this machine's files may lie; the system's place for such files if None.

    Attributes:
        failed: records that cannot be merged, and why: they are left over. All are known once the films are read.

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
        # Kept: they are read three times, and must be the same records in the same order each time.
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
        """Of files of records, which all executors see under the same path. A file is read by one task.

        A crosswalk's table goes to every executor, where it fills the records.
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
        """Of a column of records as JSON, string or binary; nulls are left out. Their order is the frame's."""
        rows = frame.select(record).rdd.mapPartitionsWithIndex(_read_rows)
        return cls(frame.sparkSession, rows, on_bad=on_bad, directory=directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files and what the cluster keeps."""
        for kept in filter(None, (self._made, self._rows)):
            kept.unpersist()
        self._linking.close()
        self._place.cleanup()

    @property
    def counts(self) -> Counts:
        """What was done."""
        return self._linking.counts

    def films(self) -> Iterator[MergedFilm]:
        """Yield the films, in the order in which the first record of each came."""
        yield from map(merged.from_json, self.film_lines().toLocalIterator())

    def film_lines(self) -> RDD[bytes]:
        """Return the films as JSON, in the same order from the first partition to the last."""
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
        """Yield the records of no film: lists, people, missing pages, and pages of no known kind that joined none."""
        kept = self._numbered().mapPartitions(partial(_left_over, self._plan.name, frozenset(self._failed)))
        yield from map(from_json, kept.toLocalIterator())

    def candidates(self) -> Iterator[Candidate]:
        """Pairs that may be one film and were kept apart, the likeliest first; each pair of groups once."""
        return self._linking.candidates()

    def _numbered(self) -> RDD[tuple[bytes, int]]:
        return self._rows.filter(_is_record).map(_data).zipWithIndex()

    def _gather(self, on_bad: Callable[[RecordError], object] | None, crosswalk: Crosswalk | None) -> None:
        # All tasks at once: an iterator over the rows would run one after another.
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
        """Write which record goes into which film, for the executors; returns how many films there are."""
        count = 0
        with closing(sqlite3.connect(self._plan, isolation_level=None)) as plan:
            plan.executescript(_PLAN)
            for count, linked in enumerate(self._linking.films(), 1):
                parts = [(n, False) for n in linked.members] + [(n, True) for n in linked.lent]
                rows = ((n, count - 1, position, lent) for position, (n, lent) in enumerate(parts))
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
    """Return the films of a frame's records, for as long as the block lasts.

    Args:
        frame: a row a record, such as `filmdig.scraper.extraction.spark.read_places` makes.
        record: the column with the record's JSON; rows where it is null are left out.
        on_bad: is called with each row that holds no record, which is then left out; without it the first is raised.
        directory: where this machine's files may lie; the system's place for such files if None.

    Yields:
        A column ``film``, each film's JSON. Write or collect it within the block.

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
                todo = "put it where all machines have it under the same path"
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
    except Exception as error:  # noqa: BLE001 - whatever a record does to its reader is a failure that is counted
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
    """Each record to the films that it goes into, under the film's number and its place there."""
    with closing(_shipped(plan_name)) as plan:
        for data, number in numbered:
            rows = plan.execute("SELECT film, position, lent FROM part WHERE n = ?", (number,))
            for film, position, lent in rows.fetchall():
                yield (film, position), (lent, number, data)


def _task_of(films: int, tasks: int, key: tuple[int, int]) -> int:
    """Neighbours go to one task: the films are in order from task to task."""
    return key[0] * tasks // films


def _combine(plan_name: str, dealt: Iterable[tuple[tuple[int, int], _Part]]) -> Iterator[_Made]:
    with closing(_shipped(plan_name)) as plan:
        for number, parts in groupby(dealt, key=lambda part: part[0][0]):
            given = [part for _, part in parts]
            records = {n: data for _, n, data in given}
            members, lent = ([n for of_other, n, _ in given if bool(of_other) is other] for other in (False, True))
            film_id, links = plan.execute("SELECT id, links FROM film WHERE number = ?", (number,)).fetchone()
            read = partial(_unpacked, records)
            film, failed = film_of(film_id, members, lent, msgspec.msgpack.decode(links, type=list[Link]), read)
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
            if number in failed or plan.execute("SELECT 1 FROM part WHERE n = ? AND NOT lent", (number,)).fetchone() is None:
                yield zstandard.decompress(data)
