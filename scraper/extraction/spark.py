"""Run on a Spark cluster, with the same units, workers (on executors) and shards as on one machine.

Each task starts a worker process, so that a page that crashes, hangs or uses too much memory is lost alone, as on one machine,
and does not fail the task. Needs the extra ``spark`` (PySpark, Java 17).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from filmdig.parsers.learning.data_layout import load
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.scraper.extraction.pool import Pool
from filmdig.scraper.extraction.progress import Progress
from filmdig.scraper.extraction.run_folder import Shards
from filmdig.scraper.extraction.shard import ShardWriter, input_of, name_of
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Settings
from filmdig.scraper.sources import Unit
from filmdig.scraper.sources.base import at, shown
from filmdig.scraper.version import VERSION

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

# Tasks per core: a task has a fixed cost (0.12 s measured), and with fewer tasks cores are idle at the end.
TASKS_A_CORE = 4
BODIES_A_BATCH = 256
POLL_SECONDS = 1.0
LayoutFiles = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
OUTCOME = "record string, failure string"


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """Yield a Spark session for the command, and stop it at the end.

    Args:
        master: the cluster's address; None uses the configuration of ``spark-submit`` or Spark, or all cores of this machine.

    Raises:
        UsageError: PySpark or Java is not installed.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("PySpark is not installed", todo="pip install 'filmdig[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("filmdig").config("spark.ui.showConsoleProgress", "false")
    # If filmdig or a plug-in is on the path but not installed, executors on this machine find it there too.
    found = [str(Path(__file__).parents[3]), *filter(None, [os.environ.get("PYTHONPATH")])]
    builder = builder.config("spark.executorEnv.PYTHONPATH", os.pathsep.join(found))
    if master:
        builder = builder.master(master)
    try:
        made: SparkSession = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise UsageError(f"Spark does not start: {error}", where=master, todo="install Java 17 or newer") from error
    made.sparkContext.setLogLevel("ERROR")
    try:
        yield made
    finally:
        made.stop()


def to_shards(
    spark: SparkSession, units: Sequence[Unit], settings: Settings, *, folder: Path, shards: Shards, progress: Progress
) -> Tally:
    """Run the units on the cluster; each executor writes the shards of its units.

    Args:
        spark: the session.
        units: the units to run.
        settings: the settings for every page.
        folder: the shards' folder, which this machine and all executors share under the same path.
        shards: the shards in the folder.
        progress: updated as shards appear.

    Returns:
        The counts of these units.
    """
    tally = Tally()
    if not units:
        return tally
    context = spark.sparkContext
    tasks = min(len(units), TASKS_A_CORE * context.defaultParallelism)
    # Dealt out in turn: neighbouring units are alike, so that one task might otherwise get all the slow ones.
    dealt = [units[place] for start in range(tasks) for place in range(start, len(units), tasks)]
    given = [(unit, shards.made_from(unit)) for unit in dealt]
    job = context.parallelize(given, tasks).mapPartitions(partial(_write_shards, VERSION, Path.cwd(), folder, settings))
    pending = {name_of(unit): unit for unit in units}
    with ThreadPoolExecutor(1) as thread:
        written = thread.submit(job.count)
        while pending:
            over = written.done()
            for name in [name for name in pending if shards.appeared(name)]:
                tally.add(shards.take(pending.pop(name)).tally)
                progress.unit_done()
            progress.show(tally)
            if over:
                written.result()
                break
            time.sleep(POLL_SECONDS)
        for unit in pending.values():
            tally.add(shards.take(unit).tally)
            progress.unit_done()
    return tally


def as_commanded(version: str, here: Path) -> None:
    """Check an executor's version, and change to the command's working directory.

    Args:
        version: the command's version of filmdig.
        here: the command's working directory, for relative paths.

    Raises:
        UsageError: the executor has another version.
    """
    if version != VERSION:
        raise UsageError(f"executors have filmdig {VERSION}, the command has {version}", todo="install the same on both")
    if here.is_dir():
        os.chdir(here)


def _write_shards(version: str, here: Path, folder: Path, settings: Settings, units: Iterable[tuple[Unit, str]]) -> Iterator[str]:
    """Run the units of one task; yield the names of the shards that were written.

    Args:
        version: the command's version of filmdig.
        here: the command's working directory, for relative paths.
        folder: the shards' folder.
        settings: the settings for every page.
        units: the units, each with its `input_of` as the command saw it.
    """
    as_commanded(version, here)
    with Pool(1, settings) as pool:
        for unit, made_from in units:
            if input_of(unit) != made_from:
                raise SourceError(
                    "an executor does not see the files that the command saw",
                    where=shown(unit.path),
                    todo="put them where all machines have them under the same path",
                )
            writer = ShardWriter(folder, unit, settings, made_from)
            try:
                for _, chunk in pool.run([unit]):
                    writer.add(chunk)
                writer.finish()
            except BaseException as error:
                writer.drop(error)
                raise
            yield name_of(unit)


def read_places(
    frame: DataFrame, *, path: str = "path", offset: str = "offset", settings: Settings | None = None, layouts: LayoutFiles = ()
) -> DataFrame:
    """Return the records of pages at given offsets of WARC files that all executors can read.

    Args:
        frame: one row per page.
        path: the column with the file's path.
        offset: the column with the record's offset.
        settings: limits for each page.
        layouts: layout files, or folders of them, read on this machine; executors need not have them.

    Returns:
        Columns ``record`` (JSON) and ``failure`` (the quarantine's line, as JSON), one of them set in each row; there is no row
        for an offset without a page.
    """
    return _outcome(frame, frame.select(path, offset), partial(_read_places, _with(settings, layouts)))


def read_bodies(
    frame: DataFrame,
    *,
    body: str = "body",
    url: str | None = None,
    captured_at: str | None = None,
    path: str | None = None,
    settings: Settings | None = None,
    layouts: LayoutFiles = (),
) -> DataFrame:
    """Return the records of pages whose bytes or text are in a column.

    Args:
        frame: one row per page.
        body: the column with the page, binary or string.
        url: the column with its address, if there is one.
        captured_at: the column with the capture time, as a string, if there is one.
        path: the column with the value of `page.location.path`, if there is one.
        settings: limits for each page.
        layouts: as for `read_places`.

    Returns:
        As `read_places` does.
    """
    columns = {"body": body, "url": url, "captured_at": captured_at, "path": path}
    picked = frame.select(*(frame[column].alias(name) for name, column in columns.items() if column))
    return _outcome(frame, picked, partial(_read_bodies, _with(settings, layouts)))


def _with(settings: Settings | None, layouts: LayoutFiles) -> Settings:
    chosen = settings or Settings()
    paths = [layouts] if isinstance(layouts, str | os.PathLike) else layouts
    return msgspec.structs.replace(chosen, layouts=(*chosen.layouts, *load(paths)))


def _outcome(frame: DataFrame, picked: DataFrame, read: Callable[[Iterable[Row]], Iterator[Any]]) -> DataFrame:
    outcome: DataFrame = frame.sparkSession.createDataFrame(picked.rdd.mapPartitions(read), OUTCOME)
    return outcome


def _read_places(settings: Settings, rows: Iterable[Row]) -> Iterator[tuple[str | None, str | None]]:
    units = (Unit(path=path, form="warc", start=offset, stop=offset + 1) for path, offset in rows)
    with Pool(1, settings) as pool:
        yield from _rows(pool, units)


def _read_bodies(settings: Settings, rows: Iterable[Row]) -> Iterator[tuple[str | None, str | None]]:
    waiting = iter(rows)
    while held := [_capture(row.asDict()) for row in islice(waiting, BODIES_A_BATCH)]:
        # The worker is forked with the batch in its memory, so no page goes through a pipe.
        with Pool(1, settings, read=lambda unit, held=held: iter(held[unit.start : unit.stop])) as pool:  # type: ignore[misc]
            yield from _rows(pool, [Unit(path="", form="held", start=0, stop=len(held))])


def _capture(row: dict[str, Any]) -> Capture:
    body = row["body"]
    data = body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body or b"")
    return Capture(body=data, url=row.get("url"), captured_at=row.get("captured_at"), location=at(row.get("path") or ""))


def _rows(pool: Pool, units: Iterable[Unit]) -> Iterator[tuple[str | None, str | None]]:
    for _, chunk in pool.run(units):
        yield from chain(
            ((line.decode(), None) for line in chunk.records.splitlines()),
            ((None, line.decode()) for line in chunk.failures.splitlines()),
        )
