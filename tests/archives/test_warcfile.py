"""The WARC that a fetch writes: valid after every capture and every kind of interruption."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.warcfile import CaptureFile, held, scan
from tests.archives.holdings import HOST, Held, captures, film_page, write_warc
from tests.archives.reading import payloads, records
from tests.archives.servers import MementoDialect, serving, session
from tests.conftest import unmeasured

ROOT = Path(__file__).parent.parent.parent
TIN = f"{HOST}/title/1962"


def run(server, path, url=TIN):
    return fetch(Memento(f"{server.base}/films", session()), [Query(url=url)], path, user_agent="filmdig/test")


@pytest.fixture
def archive():
    with serving(MementoDialect) as server:
        yield server


@pytest.fixture
def finished(archive, tmp_path) -> Path:
    run(archive, tmp_path / "o.warc.gz")
    archive.asked.clear()
    return tmp_path / "o.warc.gz"


def test_warcio_finds_nothing_wrong(archive, finished):
    run(archive, finished, f"{HOST}/title/1987")
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", finished], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    kinds = [record.type for record in records(finished)]
    assert checked.stdout.count("digest pass") == len(kinds) - 1
    assert checked.stdout.count("not checked (revisit)") == kinds.count("revisit") == 1


def test_the_same_command_again_asks_for_no_capture(archive, finished):
    before = finished.read_bytes()
    summary = run(archive, finished)
    assert (summary.held, summary.responses) == (4, 0)
    assert finished.read_bytes() == before
    assert not any("id_" in path for path in archive.asked)


def test_the_same_captures_give_the_same_records_except_for_their_dates(archive, finished, tmp_path):
    run(archive, tmp_path / "other.warc.gz")

    def contents(path: Path) -> list[object]:
        return [
            (r.type, {k: v for k, v in r.headers.items() if k not in ("WARC-Creation-Date", "WARC-Block-Digest")}, r.http, r.body)
            for r in records(path)[1:]
        ]

    assert contents(finished) == contents(tmp_path / "other.warc.gz")


def test_a_file_cut_anywhere_is_resumed_and_ends_the_same(archive, finished):
    """Cut at each record's beginning, one byte to either side of it, and in its middle."""
    whole, wanted = finished.read_bytes(), payloads(finished)
    with finished.open("rb") as file:
        members = list(scan(file))
    assert members[-1].end == len(whole)
    cuts = {0}
    for member in members:
        cuts |= {member.start + 1, (member.start + member.end) // 2, member.end - 1, member.end}
    for cut in sorted(cuts):
        finished.write_bytes(whole[:cut])
        summary = run(archive, finished)
        assert summary.responses + summary.held == 4, cut
        assert payloads(finished) == wanted, cut
        # A group is kept or removed as a whole.
        kinds = [record.type for record in records(finished)]
        assert kinds == ["warcinfo", *["response", "request", "metadata"] * 4], cut
        groups = [member.end for member in members if member.kind in ("warcinfo", "metadata")]
        kept = max((end for end in groups if end <= cut), default=0)
        assert summary.trimmed == cut - kept


def test_zeros_after_the_last_record_are_removed(archive, finished):
    """Zeros, which a file system may leave in a growing file after a power failure."""
    whole = finished.read_bytes()
    finished.write_bytes(whole + b"\0" * 5000)
    assert run(archive, finished).trimmed == 5000
    assert finished.read_bytes() == whole


def test_damage_in_the_middle_is_reported_and_nothing_changed(archive, finished):
    with finished.open("rb") as file:
        second = list(scan(file))[4]
    damaged = bytearray(finished.read_bytes())
    damaged[second.start + 40] ^= 0xFF
    finished.write_bytes(damaged)
    with pytest.raises(SourceError, match="damaged in its middle") as raised:
        run(archive, finished)
    assert raised.value.where == f"{finished}@{second.start}"
    assert finished.read_bytes() == damaged


@pytest.mark.parametrize("kind", ["another WARC", "a text", "a gzipped text", "one byte"])
def test_a_file_of_another_program_is_left_alone(archive, tmp_path, kind):
    import gzip

    path = tmp_path / "mine.warc.gz"
    if kind == "another WARC":
        write_warc(path, captures())
    else:
        path.write_bytes({"a text": b"my notes", "a gzipped text": gzip.compress(b"my notes"), "one byte": b"W"}[kind])
    before = path.read_bytes()
    with pytest.raises(UsageError, match="not written by filmdig fetch"):
        run(archive, path)
    assert path.read_bytes() == before


def test_two_fetches_do_not_write_one_file(archive, finished):
    with CaptureFile(finished, {}), pytest.raises(UsageError, match="another fetch is writing this file"):
        run(archive, finished)


def test_the_file_name_must_have_the_right_ending(archive, tmp_path):
    with pytest.raises(UsageError, match=r"must end in \.warc\.gz"):
        run(archive, tmp_path / "o.warc")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"):
        run(archive, tmp_path / "file" / "o.warc.gz")


def test_what_a_file_holds(finished, tmp_path):
    assert held(finished) == {(one.url, one.timestamp) for one in captures() if one.url == TIN}
    assert held(tmp_path / "none.warc.gz") == set()


def test_hostile_headers_and_addresses_stay_in_their_lines(tmp_path):
    url = f"{HOST}/title/1962"
    odd = [
        Held(
            url, "20080101000000", b"<html>", headers=(("Content-Type", "text/html"), ("X-Odd", "a\x85b\x0bWARC-Type: metadata"))
        )
    ]
    with serving(MementoDialect, odd) as server:
        run(server, tmp_path / "o.warc.gz", url)
    (response,) = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert response.http["x-odd"] == "a b WARC-Type: metadata"


def test_a_full_disk_is_reported_and_what_was_written_is_valid(archive, tmp_path):
    path = tmp_path / "o.warc.gz"
    command = [sys.executable, "-m", "filmdig", "fetch", TIN, "--archive", f"memento:{archive.base}/films", "--quiet", "-o", path]
    environment = {**unmeasured(), "PYTHONPATH": str(ROOT)}
    full = 3000  # bytes: two captures and a part of the third
    limited = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (full, full)),
    )
    assert limited.returncode == 2
    assert limited.stderr.startswith(
        f"filmdig: cannot be written further (File too large) ({path}): make room and rerun the same command"
    )
    assert limited.stderr.count("\n") == 1
    assert path.stat().st_size <= full
    assert subprocess.run(command, env=environment, timeout=120).returncode == 0
    assert payloads(path) == {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}


def test_killed_ten_times_it_holds_each_capture_once(tmp_path):
    """200 captures, `kill -9` after a random number of answers, ten times; then once to the end."""
    chance = random.Random(4)
    many = [
        Held(
            f"{HOST}/title/{n % 20}",
            f"20{8 + n // 20:02}0{1 + n % 9}15101500",
            film_page("The Tin Harbour", 1900 + n % 7, f"Note {n % 150}."),
        )
        for n in range(200)
    ]
    assert len({(one.url, one.timestamp) for one in many}) == 200
    path = tmp_path / "o.warc.gz"
    with serving(MementoDialect, many) as server:
        command = [sys.executable, "-m", "filmdig", "fetch", "--archive", f"memento:{server.base}/films", "--quiet", "-o", path]
        command += [f"{HOST}/title/{n}" for n in range(20)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        sizes = []
        for _ in range(10):
            process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            armed = threading.Event()

            def kill(answers, process=process, armed=armed):
                process.send_signal(signal.SIGKILL)
                armed.set()
                answers.close_connection = True

            server.faults.extend([("id_", lambda answers: answers.answer())] * chance.randrange(19) + [("id_", kill)])
            process.communicate(timeout=120)
            assert process.returncode == -signal.SIGKILL
            assert armed.is_set()
            if chance.random() < 0.5 and path.exists() and path.stat().st_size > 1000:
                # The kernel may have had a part of the last write only.
                os.truncate(path, path.stat().st_size - chance.randrange(1, 900))
            sizes.append(path.stat().st_size)
        last = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert last.returncode == 0, last.stderr
    assert len(set(sizes)) > 5
    assert payloads(path) == {(one.url, one.timestamp): one.body for one in many}
    assert sum(record.type == "metadata" for record in records(path)) == 200
