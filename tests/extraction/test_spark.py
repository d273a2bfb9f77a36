"""The code that runs on executors, without a cluster: a task's units, rows of pages, and places in WARC files."""

from __future__ import annotations

import json
import os
import sys
import threading
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from filmdig.parsers.record.errors import OutputError, SourceError, UsageError
from filmdig.scraper.extraction import spark
from filmdig.scraper.extraction.progress import Progress
from filmdig.scraper.extraction.run_folder import Shards
from filmdig.scraper.extraction.shard import input_of, name_of
from filmdig.scraper.extraction.spark import _capture, _read_bodies, _read_places, _write_shards, as_commanded
from filmdig.scraper.extraction.worker import Settings
from filmdig.scraper.sources import Unit
from filmdig.scraper.version import VERSION

MOON = b"<html><head><title>Moon</title></head><body><h1>Moon</h1></body></html>"


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the working directory that a task changes."""
    monkeypatch.chdir(Path.cwd())


def test_a_task_is_where_the_command_was_given(tmp_path: Path) -> None:
    as_commanded(VERSION, tmp_path)
    assert Path.cwd() == tmp_path
    as_commanded(VERSION, tmp_path / "not here")
    assert Path.cwd() == tmp_path


def test_an_executor_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        as_commanded("0.0.1", tmp_path)
    assert str(refused.value) == f"executors have filmdig {VERSION}, the command has 0.0.1: install the same on both"
    assert Path.cwd() != tmp_path


@pytest.fixture
def units(tmp_path: Path) -> list[Unit]:
    for name in "abc":
        (tmp_path / f"{name}.html").write_bytes(MOON)
    return [Unit(path=f"{name}.html", form="pages", members=(f"{name}.html",)) for name in "abc"]


def test_a_task_writes_its_shards(tmp_path: Path, units: list[Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "out"
    with Shards(folder, ["."], Settings()):
        given = [(unit, input_of(unit)) for unit in units]
        assert list(_write_shards(VERSION, tmp_path, folder, Settings(), given)) == [name_of(unit) for unit in units]
        for unit in units:
            [line] = (folder / "records" / f"{name_of(unit)}.jsonl").read_text().splitlines()
            assert json.loads(line)["page"]["location"]["path"] == unit.path


def test_files_that_an_executor_sees_differently_are_an_error(tmp_path: Path, units: list[Unit]) -> None:
    with Shards(tmp_path / "out", ["."], Settings()), pytest.raises(SourceError) as raised:
        list(_write_shards(VERSION, tmp_path, tmp_path / "out", Settings(), [(units[0], "of other files")]))
    assert str(raised.value) == (
        "an executor does not see the files that the command saw (a.html): "
        "put them where all machines have them under the same path"
    )
    assert list((tmp_path / "out" / "units").iterdir()) == []


def test_a_shard_that_fails_leaves_nothing(tmp_path: Path, units: list[Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def fails(self: object, units: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spark.Pool, "run", fails)
    with Shards(tmp_path / "out", ["."], Settings()), pytest.raises(OutputError, match="No space"):
        list(_write_shards(VERSION, tmp_path, tmp_path / "out", Settings(), [(units[0], input_of(units[0]))]))
    assert [path.name for path in (tmp_path / "out" / "records").iterdir()] == []


@pytest.mark.parametrize(
    ("row", "body", "path"),
    [
        ({"body": "Mond ☾", "path": "a"}, "Mond ☾".encode(), "a"),
        ({"body": "\ud800", "path": None}, b"?", ""),
        ({"body": bytearray(b"\xff\x00")}, b"\xff\x00", ""),
        ({"body": None}, b"", ""),
    ],
)
def test_a_row_is_a_capture(row: dict[str, Any], body: bytes, path: str) -> None:
    found = _capture({**row, "url": "http://a.example/", "captured_at": "2014"})
    assert (found.body, found.url, found.captured_at, found.location.path) == (body, "http://a.example/", "2014", path)
    assert (_capture(row).url, _capture(row).captured_at) == (None, None)


class Row(dict[str, Any]):
    asDict = dict.copy  # noqa: N815 - Spark's own name


def test_rows_of_pages_are_records_or_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "BODIES_A_BATCH", 2)
    rows = [Row(body=MOON, url=f"http://a.example/{number}", path=f"p{number}") for number in range(5)]
    found = list(_read_bodies(Settings(), rows))
    assert [failure for _, failure in found] == [None] * 5
    assert [json.loads(record or "")["page"]["url"][-1] for record, _ in found] == ["0", "1", "2", "3", "4"]
    assert [json.loads(record or "")["page"]["location"]["path"] for record, _ in found] == ["p0", "p1", "p2", "p3", "p4"]


def test_places_in_a_warc_are_records_or_failures(tmp_path: Path) -> None:
    path = tmp_path / "films.warc"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    places = []
    with path.open("wb") as file:
        for number in range(2):
            places.append(file.tell())
            block = head + MOON
            file.write(
                b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/%d\r\nWARC-Date: 2014-07-01T12:00:00Z\r\n"
                b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000%d>\r\n"
                b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
                % (number, number, len(block), block)
            )
    found = list(_read_places(Settings(), [(str(path), places[1]), (str(tmp_path / "nowhere.warc"), 0), (str(path), places[0])]))  # type: ignore[arg-type]
    read = [json.loads(record)["page"] for record, _ in found if record]
    assert [(page["url"], page["location"]["offset"]) for page in read] == [
        ("http://a.example/1", places[1]),
        ("http://a.example/0", 0),
    ]
    [failure] = [json.loads(failure) for _, failure in found if failure]
    assert failure["reason"] == "unreadable"


class Local:
    """The part of Spark's context that a run uses, in this process: the number of tasks, and the units of each."""

    defaultParallelism = 2  # noqa: N815 - Spark's own name

    def __init__(self) -> None:
        self.tasks: list[list[Any]] = []

    def parallelize(self, given: list[Any], tasks: int) -> Local:
        # Spark's partitions: runs of neighbours, as even as possible.
        bounds = [len(given) * number // tasks for number in range(tasks + 1)]
        self.tasks = [given[start:stop] for start, stop in pairwise(bounds)]
        return self

    def mapPartitions(self, act: Any) -> Local:  # noqa: N802 - Spark's own name
        self.act = act
        return self

    def count(self) -> int:
        return sum(1 for task in self.tasks for _ in self.act(task))


def many(tmp_path: Path, count: int) -> list[Unit]:
    for number in range(count):
        (tmp_path / f"{number:02}.html").write_bytes(MOON)
    return [Unit(path=f"{number:02}.html", form="pages", members=(f"{number:02}.html",)) for number in range(count)]


def on_cluster(units: list[Unit], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Local, Any, Progress]:
    monkeypatch.setattr(spark, "POLL_SECONDS", 0)
    context = Local()
    with Shards(folder, ["."], Settings()) as shards:
        progress = Progress("none", len(units))
        missing = shards.missing(units)
        cluster: Any = SimpleNamespace(sparkContext=context)
        tally = spark.to_shards(cluster, missing, Settings(), folder=folder, shards=shards, progress=progress)
        shards.complete(units)
    return context, tally, progress


def test_units_are_dealt_out_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pool = spark.Pool
    # The tasks run in a thread here, which must not fork: their worker is this process.
    monkeypatch.setattr(spark, "Pool", lambda workers, settings: pool(workers - 1, settings))
    units = many(tmp_path, 20)
    context, tally, progress = on_cluster(units, tmp_path / "out", monkeypatch)
    assert [[int(unit.path[:2]) for unit, _ in task] for task in context.tasks] == [
        *([0, 8], [16, 1, 9], [17, 2], [10, 18, 3], [11, 19], [4, 12, 5], [13, 6], [14, 7, 15]),
    ]
    assert tally.pages == progress._done == 20
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["pages"] == 20


class Stepwise(Local):
    """A context that writes the next shard only after the run has counted the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.counted = threading.Event()
        self.waits: list[bool] = []

    def count(self) -> int:
        for task in self.tasks:
            for _ in self.act(task):
                self.waits.append(self.counted.wait(20))
                self.counted.clear()
        return len(self.waits)


def test_shards_are_counted_while_the_job_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pool = spark.Pool
    monkeypatch.setattr(spark, "Pool", lambda workers, settings: pool(workers - 1, settings))
    monkeypatch.setattr(spark, "POLL_SECONDS", 0)
    units = many(tmp_path, 2)
    context = Stepwise()
    with Shards(tmp_path / "out", ["."], Settings()) as shards:
        progress = Progress("none", len(units))
        monkeypatch.setattr(progress, "unit_done", context.counted.set)
        cluster: Any = SimpleNamespace(sparkContext=context)
        missing = shards.missing(units)
        spark.to_shards(cluster, missing, Settings(), folder=tmp_path / "out", shards=shards, progress=progress)
    assert context.waits == [True, True]


def test_shards_that_were_not_seen_to_appear_are_counted_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pool = spark.Pool
    monkeypatch.setattr(spark, "Pool", lambda workers, settings: pool(workers - 1, settings))
    monkeypatch.setattr(Shards, "appeared", lambda self, name: False)
    _, tally, progress = on_cluster(many(tmp_path, 3), tmp_path / "out", monkeypatch)
    assert tally.pages == progress._done == 3


def test_without_units_there_is_no_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, tally, _ = on_cluster([], tmp_path / "out", monkeypatch)
    assert (context.tasks, tally.pages) == ([], 0)


def test_without_pyspark_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(UsageError) as raised, spark.session(None):
        pass
    assert str(raised.value) == "PySpark is not installed: pip install 'filmdig[spark]'"


class Builder:
    """Spark's builder of sessions, which records its settings."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.reported: dict[str, str] = {}
        self.stopped = False
        self.sparkContext = SimpleNamespace(setLogLevel=lambda level: self.reported.update(log=level))

    def appName(self, name: str) -> Builder:  # noqa: N802 - Spark's own name
        self.reported["name"] = name
        return self

    def config(self, name: str, value: str) -> Builder:
        self.reported[name] = value
        return self

    def master(self, master: str) -> Builder:
        self.reported["master"] = master
        return self

    def getOrCreate(self) -> Builder:  # noqa: N802 - Spark's own name
        if self.error:
            raise self.error
        return self

    def stop(self) -> None:
        self.stopped = True


class NotStartedError(Exception):
    pass


def built(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> Builder:
    builder = Builder(error)
    monkeypatch.setitem(sys.modules, "pyspark.sql", SimpleNamespace(SparkSession=SimpleNamespace(builder=builder)))  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, "pyspark.errors", SimpleNamespace(PySparkRuntimeError=NotStartedError))  # type: ignore[arg-type]
    monkeypatch.setenv("PYSPARK_PYTHON", "")
    monkeypatch.delenv("PYSPARK_PYTHON")
    return builder


@pytest.mark.parametrize("master", [None, "local[2]"])
def test_a_session_is_set_up_and_stopped(master: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    builder = built(monkeypatch)
    monkeypatch.setenv("PYTHONPATH", "/plugged")
    with spark.session(master) as found:
        assert found is builder  # type: ignore[comparison-overlap]
        assert not builder.stopped
        assert os.environ["PYSPARK_PYTHON"] == sys.executable
    assert builder.stopped
    root = str(Path(__file__).parents[2])
    assert builder.reported == {
        "name": "filmdig",
        "spark.ui.showConsoleProgress": "false",
        "spark.executorEnv.PYTHONPATH": f"{root}{os.pathsep}/plugged",
        "log": "ERROR",
        **({"master": master} if master else {}),
    }


def test_a_spark_that_does_not_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    built(monkeypatch, NotStartedError("no Java"))
    with pytest.raises(UsageError) as raised, spark.session("local[2]"):
        pass
    assert str(raised.value) == "Spark does not start: no Java (local[2]): install Java 17 or newer"
