"""Plan files, and lists of ranges."""

from __future__ import annotations

import csv
import gzip
import signal
import subprocess
import sys
import threading

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.scraper.archives.commoncrawl import CommonCrawl
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.planfile import make_plan, read_plan
from filmdig.scraper.archives.ranges import read_ranges
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.wayback import Wayback
from tests.archives import servers
from tests.archives.holdings import HOST, Held, captures, record_bytes
from tests.archives.reading import payloads
from tests.archives.servers import CommonCrawlDialect, MementoDialect, WaybackDialect, serving, session

TIN = f"{HOST}/title/1962"
ALL = [Query(url=HOST, match="host")]
WANTED = {(one.url, one.timestamp) for one in captures() if one.status == 200 and one.mime == "text/html"}


@pytest.fixture
def archive():
    with serving(WaybackDialect) as server:
        yield server


def wayback(server) -> Wayback:
    return Wayback(session("web.archive.org", base=server.base))


def keys(path) -> list[tuple[str, str]]:
    return [entry.key for entry in read_plan(path)[1]()]


def test_a_plan_is_fetched_without_asking_the_index(archive, tmp_path):
    made, summary = make_plan(wayback(archive), "wayback", ALL, tmp_path / "p.jsonl")
    assert (made.captures, made.complete, summary.failures) == (6, True, [])
    archive.asked.clear()
    plan, entries = read_plan(tmp_path / "p.jsonl")
    assert (plan.archive, plan.queries, plan.captures, plan.complete) == ("wayback", ALL, 6, True)
    done = fetch(wayback(archive), plan.queries, tmp_path / "o.warc.gz", user_agent="x", entries=entries())
    assert (done.responses, done.revisits, done.failures) == (5, 1, [])
    assert set(payloads(tmp_path / "o.warc.gz")) == WANTED
    assert not any("cdx" in path for path in archive.asked)


@pytest.mark.parametrize("cut", [0, 1, 20, 300, 500, 900, 1300])
def test_a_plan_cut_anywhere_becomes_the_whole_plan(archive, tmp_path, cut):
    archive.page_size = 2
    path = tmp_path / "p.jsonl"
    make_plan(wayback(archive), "wayback", ALL, path)
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    made, summary = make_plan(wayback(archive), "wayback", ALL, path)
    assert path.read_bytes() == whole
    assert (made.captures, made.complete, summary.left_out) == (6, True, {})


def test_a_plan_resumes_after_the_last_page_that_was_read(archive, tmp_path):
    archive.page_size = 2
    archive.faults += [("resumeKey=4", servers.status(500))] * 5
    path = tmp_path / "p.jsonl"
    made, summary = make_plan(wayback(archive), "wayback", ALL, path)
    assert (made.complete, len(summary.failures)) == (False, 1)
    archive.asked.clear()
    made, summary = make_plan(wayback(archive), "wayback", ALL, path)
    assert (made.captures, made.complete, summary.failures) == (6, True, [])
    assert sorted(keys(path)) == sorted(WANTED)


def test_a_failed_query_is_repeated_and_the_others_are_not(archive, tmp_path):
    queries = [Query(url=f"{HOST}/title/1987"), Query(url=TIN)]
    archive.faults.append(("/cdx/", servers.html))
    path = tmp_path / "p.jsonl"
    made, summary = make_plan(wayback(archive), "wayback", queries, path)
    assert (made.captures, made.complete, len(summary.failures)) == (4, False, 1)
    archive.asked.clear()
    made, summary = make_plan(wayback(archive), "wayback", queries, path)
    assert (made.captures, made.complete) == (6, True)
    assert [("1987" in path, "1962" in path) for path in archive.asked] == [(True, False)]
    assert sorted(keys(path)) == sorted(WANTED)


def test_a_dead_crawls_captures_are_added_when_it_answers_again(tmp_path):
    path = tmp_path / "p.jsonl"
    with serving(CommonCrawlDialect) as server:

        def ask():
            made = CommonCrawl(session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base))
            return make_plan(made, "commoncrawl", [Query(url=TIN)], path)[0]

        server.faults += [("/CC-MAIN-2009-23-index", servers.status(504))] * 5
        made = ask()
        assert (made.captures, made.complete) == (3, False)
        made = ask()
    assert (made.captures, made.complete) == (4, True)
    assert sorted(timestamp for _, timestamp in keys(path)) == [
        "20080312101500",
        "20080329000000",
        "20090401120000",
        "20110615083000",
    ]


def test_a_plan_for_something_else_is_left_alone(archive, tmp_path):
    path = tmp_path / "p.jsonl"
    make_plan(wayback(archive), "wayback", ALL, path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="for another archive or other URLs"):
        make_plan(wayback(archive), "wayback", [Query(url=TIN)], path)
    (tmp_path / "notes.jsonl").write_text('{"url": "x"}\n')
    with pytest.raises(SourceError, match="not a plan"):
        make_plan(wayback(archive), "wayback", ALL, tmp_path / "notes.jsonl")
    assert path.read_bytes() == before
    assert (tmp_path / "notes.jsonl").read_text() == '{"url": "x"}\n'


def command(*arguments: object, **kwargs) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "filmdig", "fetch", *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **kwargs,
    )


def test_a_large_index_is_resumed_after_a_kill(tmp_path):
    held = [Held(f"{HOST}/title/{n}", "20080101000000", b"") for n in range(100_000)]
    path = tmp_path / "p.jsonl"
    with serving(MementoDialect, held) as server:
        server.page_size = 10_000
        reached, killed = threading.Event(), threading.Event()

        def wait(answers):
            reached.set()
            killed.wait(60)
            answers.close_connection = True

        server.faults.append(("page=5", wait))
        asked = ["--archive", f"memento:{server.base}/films", HOST, "--match", "host", "--plan", path]
        first = command(*asked)
        assert reached.wait(60)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        killed.set()
        server.asked.clear()
        again = command(*asked)
        _, said = again.communicate()
    assert again.returncode == 0
    assert "captures:          100,000" in said
    assert [one.split("page=")[1] for one in server.asked if "page=" in one] == ["5", "6", "7", "8", "9"]
    found = keys(path)
    assert len(found) == len(set(found)) == 100_000


def test_the_command_takes_a_plan_and_reports_what_is_not_held(tmp_path):
    with serving(MementoDialect) as server:
        listed = tmp_path / "urls.txt"
        listed.write_text(f"# films\n{TIN}\n\n{HOST}/never\n")
        archive = f"memento:{server.base}/films"
        planned = command("--archive", archive, "--urls-from", listed, "--plan", tmp_path / "p.jsonl")
        _, said = planned.communicate()
        assert planned.returncode == 0
        assert f"not held:          {HOST}/never" in said
        fetched = command("--from-plan", tmp_path / "p.jsonl", "-o", tmp_path / "o.warc.gz")
        fetched.communicate()
        assert fetched.returncode == 0
        strict = command(f"{HOST}/never", "--archive", archive, "-o", tmp_path / "n.warc.gz", "--strict")
        _, said = strict.communicate()
    assert strict.returncode == 1
    assert f"not held:          {HOST}/never" in said
    assert {url for url, _ in payloads(tmp_path / "o.warc.gz")} == {TIN}


def test_addresses_come_from_standard_input(tmp_path):
    with serving(MementoDialect) as server:
        made = command(
            "--archive", f"memento:{server.base}/films", "--urls-from", "-", "-o", tmp_path / "o.warc.gz", stdin=subprocess.PIPE
        )
        made.communicate(f"{TIN}\n")
    assert made.returncode == 0
    assert len(payloads(tmp_path / "o.warc.gz")) == 4


def ranges(server) -> list[dict[str, object]]:
    rows, offset = [], 0
    for one in server.held:
        if one.timestamp.startswith("2008"):
            length = len(record_bytes(one))
            if one.url == TIN:
                rows.append(
                    {
                        "url": one.url,
                        "warc_filename": "crawl-data/2008.warc.gz",
                        "warc_record_offset": offset,
                        "warc_record_length": length,
                        "content_truncated": "length",
                    }
                )
            offset += length
    return rows


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_records_that_a_list_names_are_fetched(tmp_path, form):
    path = tmp_path / f"ranges.{form}"
    with serving(CommonCrawlDialect) as server:
        rows = ranges(server)
        if form == "csv":
            with path.open("w", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(
                    [*rows, {"url": TIN, "warc_filename": "../../etc/passwd", "warc_record_offset": 0, "warc_record_length": 9}]
                )
        else:
            parquet.write_table(pa.Table.from_pylist(rows), path)
        asking = CommonCrawl(session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base))
        malformed: dict[str, int] = {}
        done = fetch(asking, [], tmp_path / "o.warc.gz", user_agent="x", entries=read_ranges(path, malformed))
        again = fetch(asking, [], tmp_path / "o.warc.gz", user_agent="x", entries=read_ranges(path, {}))
    assert (done.responses, done.failures, malformed) == (2, [], {"malformed rows": 1} if form == "csv" else {})
    assert (again.responses, again.held) == (0, 2)
    assert sorted(timestamp for _, timestamp in payloads(tmp_path / "o.warc.gz")) == ["20080312101500", "20080329000000"]


def test_a_list_that_lacks_a_column_is_refused(tmp_path):
    (tmp_path / "r.csv").write_text("url,offset\nhttp://x.example/,1\n")
    with pytest.raises(UsageError, match="no column warc_filename, warc_record_length"):
        list(read_ranges(tmp_path / "r.csv", {}))
    (tmp_path / "r.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(SourceError, match="not a Parquet file"):
        list(read_ranges(tmp_path / "r.parquet", {}))
    (tmp_path / "z.csv").write_bytes(gzip.compress(b"url"))
    with pytest.raises(SourceError, match="not a table"):
        list(read_ranges(tmp_path / "z.csv", {}))
