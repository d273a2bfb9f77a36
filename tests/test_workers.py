"""A page that ends its worker, or takes all of its time or memory, costs only itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psutil
import pytest

from filmdig.parsers.record.capture import Capture, Location
from filmdig.scraper.extraction.pool import Pool
from filmdig.scraper.extraction.worker import READ_AHEAD, Settings
from filmdig.scraper.sources import Unit, Unread
from tests.misbehaving import make_pages


class Run:
    """The command over a folder of such pages."""

    def __init__(self, environment: dict[str, str], folder: Path, *arguments: object) -> None:
        out = folder.parent / "records.jsonl"
        self.done = subprocess.run(
            [sys.executable, "-m", "filmdig", "extract", str(folder), "-o", str(out), *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=120,
            env=environment,
        )
        assert self.done.returncode == 0, self.done.stderr
        self.records = [json.loads(line) for line in out.read_text().splitlines()]
        quarantine = Path(f"{out}.quarantine.jsonl")
        self.quarantine = [json.loads(line) for line in quarantine.read_text().splitlines()] if quarantine.exists() else []

    def names(self) -> list[str]:
        return [Path(record["page"]["location"]["path"]).stem for record in self.records]


@pytest.mark.parametrize(
    ("how", "reason", "error", "says"),
    [
        ("raises", "exception", "ValueError", "the page is upside down"),
        ("crashes", "crash", "SIGSEGV", "ended its worker 2 times"),
        ("exits", "crash", "exit status 3", "ended its worker 2 times"),
        ("hangs", "timeout", "SIGPROF", "took longer than the 1 s of --page-timeout"),
        ("hangs_in_c", "timeout", "SIGPROF", "took longer than the 1 s of --page-timeout"),
        ("eats_memory", "memory", "MemoryError", "needed more than the 200 MB of --page-memory"),
    ],
)
def test_bad_page_is_quarantined_and_all_others_done(how, reason, error, says, tmp_path, plugged_in):
    folder = make_pages(tmp_path / "pages", ["nothing"] * 70 + [how] + ["nothing"] * 9 + [how] + ["nothing"] * 70)
    run = Run(plugged_in, folder, "--page-timeout", 1, "--page-memory", 200)
    assert run.names() == [f"{number:04}" for number in range(151) if number not in {70, 80}]
    assert [(line["location"]["path"], line["reason"], line["error"], line["message"]) for line in run.quarantine] == [
        (str(folder / f"{number:04}.html"), reason, error, says) for number in (70, 80)
    ]


def test_page_that_waits_for_ever(tmp_path, plugged_in):
    run = Run(plugged_in, make_pages(tmp_path / "pages", ["nothing", "waits", "nothing"]), "--page-timeout", 0.3)
    assert run.names() == ["0000", "0002"]
    assert [(line["reason"], line["error"]) for line in run.quarantine] == [("timeout", "SIGALRM")]


def test_quarantine_says_where_the_parser_raised(tmp_path, plugged_in):
    (line,) = Run(plugged_in, make_pages(tmp_path / "pages", ["raises"])).quarantine
    assert line["raised_at"].startswith("tests/misbehaving_site.py:")
    assert line["raised_at"].endswith(" in raises")


def test_every_page_bad(tmp_path, plugged_in):
    run = Run(plugged_in, make_pages(tmp_path / "pages", ["crashes", "raises"] * 4), "--workers", 1)
    assert run.records == []
    assert [line["reason"] for line in run.quarantine] == ["crash", "exception"] * 4


def test_worker_killed_from_outside_loses_nothing(tmp_path, plugged_in):
    """Somebody's `kill -9` is not the page's fault: the page is read by the next worker."""
    folder = make_pages(tmp_path / "pages", ["nothing"] * 3000)
    out = tmp_path / "records.jsonl"
    command = [sys.executable, "-m", "filmdig", "extract", str(folder), "-o", str(out), "--progress", "json", "--workers", "2"]
    with subprocess.Popen(command, env=plugged_in, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        process.stderr.readline()  # the run is under way
        for worker in psutil.Process(process.pid).children():
            worker.send_signal(signal.SIGKILL)
        process.stderr.read()
    assert process.returncode == 0
    records = [json.loads(line)["page"]["location"]["path"] for line in out.read_text().splitlines()]
    assert records == [str(folder / f"{number:04}.html") for number in range(3000)]
    assert not Path(f"{out}.quarantine.jsonl").exists()


def test_interrupted_run_leaves_no_output_and_no_worker(tmp_path, plugged_in):
    folder = make_pages(tmp_path / "pages", ["nothing"] * 200 + ["hangs"])
    out = tmp_path / "records.jsonl"
    command = [sys.executable, "-m", "filmdig", "extract", str(folder), "-o", str(out), "--progress", "json"]
    with subprocess.Popen(
        command,
        env=plugged_in,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background of a shell has them ignore Ctrl-C, and all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread is running
    ) as process:
        assert process.stderr
        process.stderr.readline()
        workers = psutil.Process(process.pid).children()
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal: the workers get it too
        said = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "interrupted" in said.splitlines()[-1]
    assert list(tmp_path.glob("*records*")) == []
    assert not any(worker.is_running() for worker in workers)


def test_workers_end_with_a_parent_that_is_killed(tmp_path, plugged_in):
    folder = make_pages(tmp_path / "pages", ["nothing"] * 3000)
    command = [sys.executable, "-m", "filmdig", "extract", str(folder), "-o", "/dev/null", "--progress", "json"]
    with subprocess.Popen(command, env=plugged_in, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        process.stderr.readline()
        workers = psutil.Process(process.pid).children()
        process.kill()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []


def _reading(count: int, at: int, fault: object):
    """A source of so many pages, at one of which something happens to its reader."""

    def read(unit):
        for number in range(count):
            if number == at:
                fault()
            yield Capture(body=b"<title>%d</title>" % number, location=Location(path=f"{unit.path}{number}"))

    return read


def _crash():
    os.kill(os.getpid(), signal.SIGSEGV)


def _hang():
    while True:
        pass


def _fail():
    raise ValueError("the source is upside down")


@pytest.mark.parametrize(
    ("fault", "workers", "reason", "error"),
    [
        (_crash, 1, "crash", "SIGSEGV"),
        (_hang, 1, "timeout", "SIGPROF"),
        (_fail, 1, "exception", "ValueError"),
        (_fail, 0, "exception", "ValueError"),
    ],
)
@pytest.mark.parametrize("at", [0, 5, READ_AHEAD, 2 * READ_AHEAD + 3])
def test_what_was_read_before_a_fault_in_reading_is_not_lost(fault, workers, reason, error, at):
    with Pool(workers, Settings(page_timeout=1), read=_reading(3 * READ_AHEAD, at, fault)) as pool:
        chunks = [chunk for _, chunk in pool.run([Unit(path="p", form="warc")])]
    records = [json.loads(line) for chunk in chunks for line in chunk.records.splitlines()]
    failures = [json.loads(line) for chunk in chunks for line in chunk.failures.splitlines()]
    assert [record["page"]["location"]["path"] for record in records] == [f"p{number}" for number in range(at)]
    assert [(line["location"]["path"], line["reason"], line["error"]) for line in failures] == [("p", reason, error)]
    assert chunks[-1].upto == at + 1


def _reading_unread(count, at, fault):
    """Reads so many captures, each found before it is read; at one of them reading does something else."""

    def read(unit):
        for number in range(count):
            location = Location(path=unit.path, offset=1000 * (number + 1))
            yield Unread(location, partial(_capture_or, fault if number == at else None, number, location), 1000)

    return read


def _capture_or(fault, number, location):
    if fault:
        fault()
    return [Capture(body=b"<title>%d</title>" % number, location=location)]


@pytest.mark.parametrize(
    ("fault", "workers", "reason", "error"),
    [(_crash, 1, "crash", "SIGSEGV"), (_hang, 1, "timeout", "SIGPROF"), (_fail, 1, "damage", None), (_fail, 0, "damage", None)],
)
@pytest.mark.parametrize("at", [0, READ_AHEAD, 2 * READ_AHEAD + 3])
def test_an_item_that_cannot_be_read_costs_itself_and_is_named_with_its_bytes(fault, workers, reason, error, at):
    count = 3 * READ_AHEAD
    with Pool(workers, Settings(page_timeout=1), read=_reading_unread(count, at, fault)) as pool:
        chunks = [chunk for _, chunk in pool.run([Unit(path="p", form="warc")])]
    offsets = [json.loads(line)["page"]["location"]["offset"] for chunk in chunks for line in chunk.records.splitlines()]
    failures = [json.loads(line) for chunk in chunks for line in chunk.failures.splitlines()]
    assert offsets == [1000 * (number + 1) for number in range(count) if number != at]
    assert [(line["location"]["offset"], line["reason"], line["error"], line["lost"]) for line in failures] == [
        (1000 * (at + 1), reason, error, 1000)
    ]
    assert sum(chunk.tally.lost for chunk in chunks) == 1000


def test_what_cannot_be_passed_is_counted_to_the_end_of_the_unit(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(b" " * 5000)

    def read(unit):
        yield Capture(body=b"<title>0</title>", location=Location(path=unit.path, offset=1000))
        _hang()

    with Pool(1, Settings(page_timeout=1), read=read) as pool:
        chunks = [chunk for _, chunk in pool.run([Unit(path=str(path), form="warc")])]
    (failure,) = [json.loads(line) for chunk in chunks for line in chunk.failures.splitlines()]
    assert (failure["location"]["offset"], failure["reason"], failure["lost"]) == (1000, "timeout", 4000)
