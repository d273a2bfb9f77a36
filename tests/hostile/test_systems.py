"""What the system refuses or does during a run: a full disk, few open files, signals, a clock set back, changed input."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from filmdig.output import formats
from filmdig.parsers.record.errors import OutputError
from filmdig.scraper.extraction.worker import Settings, chunks
from filmdig.scraper.sources import Unit, finds
from tests.conftest import unmeasured
from tests.misbehaving import make_pages
from tests.test_shards import records


def extract(*arguments: object, limits: dict[int, int] | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        for name, value in (limits or {}).items():
            resource.setrlimit(name, (value, value))

    command = [sys.executable, "-m", "filmdig", "extract", *map(str, arguments)]
    # The file that `make coverage` writes at the end would exceed the limits too.
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, preexec_fn=limit, env=unmeasured() if limits else None
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    make_pages(tmp_path / "pages", ["nothing"] * 70)
    return tmp_path / "pages"


def test_a_full_disk_at_any_write_is_one_line_and_a_later_run_completes_it(pages, tmp_path):
    whole = tmp_path / "whole"
    assert extract(pages, "--out-dir", whole).returncode == 0
    sizes = sorted({path.stat().st_size for path in whole.rglob("*") if path.is_file()})
    out = tmp_path / "out"
    for number, most in enumerate([1, *[size - 1 for size in sizes if size > 1], sizes[-1] // 2]):
        done = extract(pages, "--out-dir", out, limits={resource.RLIMIT_FSIZE: most})
        assert "Traceback" not in done.stderr, (number, most)
        assert done.returncode == 2
        assert "File too large" in done.stderr.splitlines()[-1]
        assert not list(out.rglob("*.part"))
    assert extract(pages, "--out-dir", out).returncode == 0
    assert records(out) == records(whole)


def test_thirty_two_open_files_are_enough_for_many_pages(pages, tmp_path):
    done = extract(pages, "--workers", "2", "-o", tmp_path / "r.jsonl", limits={resource.RLIMIT_NOFILE: 32})
    assert (done.returncode, len((tmp_path / "r.jsonl").read_bytes().splitlines())) == (0, 70), done.stderr


@pytest.mark.parametrize("name", ["t.zip", "t"])
def test_too_few_open_files_for_tables_are_one_line(name, pages, tmp_path):
    done = extract(pages, "--format", "csv", "-o", tmp_path / name, limits={resource.RLIMIT_NOFILE: 16})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("filmdig: ")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("most", [1, 500, 2000])
def test_a_full_disk_under_zipped_tables_is_one_line(most, pages, tmp_path):
    done = extract(pages, "--format", "csv", "-o", tmp_path / "t.zip", limits={resource.RLIMIT_FSIZE: most})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [pages]


def test_zipped_tables_do_not_carry_the_clock(tmp_path, monkeypatch):
    written = []
    for when in (1_000_000_000, 1_700_000_000):
        with formats.open_writer("csv", str(tmp_path / "t.zip")):
            for path in tmp_path.rglob("*.csv"):
                os.utime(path, (when, when))
        written.append((tmp_path / "t.zip").read_bytes())
    assert written[0] == written[1]
    with zipfile.ZipFile(tmp_path / "t.zip") as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_library_raises_its_own_error_where_tables_find_no_room(tmp_path):
    code = f"""
import resource
from filmdig.output import formats
from filmdig.parsers.record.errors import OutputError
resource.setrlimit(resource.RLIMIT_NOFILE, (8, 8))
try:
    with formats.open_writer("csv", {str(tmp_path / "t")!r}):
        pass
except OutputError as error:
    print(error.what)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "cannot write the output: Too many open files\n", done.stderr
    assert issubclass(OutputError, Exception)


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM", "SIGINT"])
def test_a_signal_ends_a_run_that_a_later_one_completes(name, tmp_path):
    make_pages(tmp_path / "pages", ["nothing"] * 400)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "filmdig", "extract", str(tmp_path / "pages"), "--out-dir", str(out), "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not list(out.glob("units/*.json")):
            pass  # until the first shard exists
        process.send_signal(getattr(signal, name))
        assert "Traceback" not in process.communicate(timeout=120)[1]
    assert subprocess.run(command, timeout=300).returncode == 0
    assert records(out) == [f"{number:04}" for number in range(400)]


def test_a_file_that_changes_while_it_is_read_is_reported(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<title>Lantern Bay</title><p>one")

    def read(unit: Unit):
        yield from finds(unit)
        path.write_bytes(b"<title>Lantern Bay</title><p>one more")

    *_, chunk = chunks(Unit(path=str(path), form="pages", members=(str(path),)), Settings(), read=read)
    assert chunk.tally.damage == {"a file that changed while it was read": 1}
    failure = json.loads(chunk.failures)
    assert failure["location"]["path"] == str(path)
    *_, chunk = chunks(Unit(path=str(path), form="pages", members=(str(path),)), Settings())
    assert chunk.tally.damage == {}


def test_a_clock_that_was_set_back_repeats_no_work(pages, tmp_path):
    out = tmp_path / "out"
    assert extract(pages, "--out-dir", out).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*.jsonl")}
    for path in out.rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))  # as if they had been written in the future
    done = extract(pages, "--out-dir", out)
    assert "again" not in done.stderr
    assert {path: path.read_bytes() for path in out.rglob("*.jsonl")} == before
    os.utime(pages / "0000.html", (1, 1))
    assert "input changed" in extract(pages, "--out-dir", out).stderr


@pytest.mark.parametrize("option", ["-o", "--out-dir"])
def test_where_nothing_can_be_written_is_one_line(option, tmp_path):
    make_pages(tmp_path / "pages", ["nothing"])
    done = extract(tmp_path / "pages", option, "/proc/nowhere/it.jsonl")  # not writable even for root
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Traceback" not in done.stderr
    assert "/proc/nowhere" in done.stderr


def test_a_folder_that_only_may_be_read_is_one_line(tmp_path):
    make_pages(tmp_path / "pages", ["nothing"])
    out = tmp_path / "out"
    assert extract(tmp_path / "pages", "--out-dir", out).returncode == 0
    code = f"""
import os, sys
from pathlib import Path
real = os.open
def refuse(path, flags, *rest, **more):
    if str(path).startswith({str(out)!r}) and flags & (os.O_WRONLY | os.O_RDWR):
        raise OSError(30, "Read-only file system", str(path))
    return real(path, flags, *rest, **more)
import io, builtins
opened = io.open
def refuse_open(path, mode="r", *rest, **more):
    if str(path).startswith({str(out)!r}) and set(mode) & set("wxa+"):
        raise OSError(30, "Read-only file system", str(path))
    return opened(path, mode, *rest, **more)
os.open, io.open, builtins.open = refuse, refuse_open, refuse_open
from filmdig.scraper.cli import main
sys.exit(main(["extract", {str(tmp_path / "pages")!r}, "--out-dir", {str(out)!r}, "--workers", "1"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "Read-only file system" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_runs_at_once_into_folders_of_their_own_write_the_same_bytes(tmp_path):
    make_pages(tmp_path / "pages", ["nothing"] * 5)
    command = [sys.executable, "-m", "filmdig", "extract", str(tmp_path / "pages"), "--quiet", "--workers", "1", "--out-dir"]
    running = [subprocess.Popen([*command, str(tmp_path / f"out{number}")]) for number in range(5)]
    assert [process.wait(300) for process in running] == [0] * 5
    made = {b"".join(path.read_bytes() for path in (tmp_path / f"out{number}" / "records").iterdir()) for number in range(5)}
    assert len(made) == 1
