"""The run: chunks in order, a limit, a loop over records, and captures that an archive did not deliver."""

from __future__ import annotations

import io
import json
import logging
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.fetching import Failure as FetchFailure
from filmdig.scraper.archives.fetching import Summary as FetchSummary
from filmdig.scraper.extraction import run
from filmdig.scraper.extraction.progress import Progress
from filmdig.scraper.extraction.run import cores, extract, failures_of, fetch_failures, in_order, to_files
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Chunk, Failure, Settings
from filmdig.scraper.sources import plan


def chunk(text: str, *, done: bool = False) -> Chunk:
    return Chunk(records=text.encode(), done=done)


def test_chunks_of_many_units_come_in_the_order_of_the_units() -> None:
    mixed = [
        (2, chunk("c1")),
        (0, chunk("a1")),
        (1, chunk("b1", done=True)),
        (2, chunk("c2", done=True)),
        (0, chunk("a2")),
        (4, chunk("e1", done=True)),
        (0, chunk("a3", done=True)),
        (3, chunk("d1")),
        (3, chunk("d2", done=True)),
    ]
    assert [one.records.decode() for one in in_order(mixed)] == ["a1", "a2", "a3", "b1", "c1", "c2", "d1", "d2", "e1"]


def test_a_chunk_of_the_unit_whose_turn_it_is_is_not_held() -> None:
    mixed = iter([(0, chunk("a1")), (1, chunk("b1")), (0, chunk("a2", done=True)), (1, chunk("b2", done=True))])
    ordered = in_order(mixed)
    assert next(ordered).records == b"a1"
    assert len(list(mixed)) == 3


def page(folder: Path, name: str, title: str) -> Path:
    path = folder / name
    path.write_text(f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>")
    return path


@pytest.fixture
def pages(tmp_path: Path) -> list[str]:
    folder = tmp_path / "pages"
    folder.mkdir()
    return [str(page(folder, f"{number}.html", f"Moon {number}")) for number in range(5)]


def written(pages: list[str], limit: int | None, on_failures: Any = None) -> tuple[list[str], Tally]:
    units = [unit for name in pages for unit in plan([name])]
    records = io.BytesIO()
    progress = Progress("none", len(units), io.StringIO())
    tally = to_files(
        units,
        Settings(),
        workers=0,
        records=records,
        on_failures=on_failures or (lambda lines: None),
        progress=progress,
        limit=limit,
    )
    return [Path(json.loads(line)["page"]["location"]["path"]).name for line in records.getvalue().splitlines()], tally


@pytest.mark.parametrize(("limit", "count"), [(None, 5), (9, 5), (5, 5), (4, 4), (1, 1)])
def test_a_limit_is_how_many_records_are_written(limit: int | None, count: int, pages: list[str]) -> None:
    names, tally = written(pages, limit)
    assert names == [f"{number}.html" for number in range(count)]
    assert tally.pages == count


def test_of_a_chunk_with_more_records_than_the_limit_the_first_are_written(pages: list[str], tmp_path: Path) -> None:
    [unit] = plan([str(tmp_path / "pages")])
    records = io.BytesIO()
    lost: list[bytes] = []
    (tmp_path / "pages" / "0.html").unlink()
    tally = to_files(
        [unit],
        Settings(),
        workers=0,
        records=records,
        on_failures=lost.append,
        progress=Progress("none", 1, io.StringIO()),
        limit=2,
    )
    assert [json.loads(line)["page"]["location"]["path"][-6:] for line in records.getvalue().splitlines()] == ["1.html", "2.html"]
    assert (tally.pages, tally.kinds, tally.quarantined) == (2, {"unknown": 2}, {"unreadable": 1})
    assert json.loads(b"".join(lost))["location"]["path"].endswith("0.html")


def test_progress_counts_every_unit_and_page(pages: list[str]) -> None:
    stream = io.StringIO()
    units = [unit for name in pages for unit in plan([name])]
    with Progress("json", len(units), stream) as progress:
        to_files(units, Settings(), workers=0, records=io.BytesIO(), on_failures=lambda lines: None, progress=progress)
    last = json.loads(stream.getvalue().splitlines()[-1])
    assert (last["units_done"], last["units"], last["pages"], last["seconds_left"]) == (5, 5, 5, 0.0)


def test_failures_are_read_from_their_lines() -> None:
    failure = Failure(location=Location(path="a", offset=3), reason="limit", message="too deep", lost=4)
    line = msgspec.json.encode(failure)
    assert failures_of(Chunk(failures=line + b"\n" + line + b"\n")) == [failure, failure]
    assert failures_of(Chunk()) == []


def test_a_loop_over_one_page_by_name_or_path(pages: list[str]) -> None:
    for source in (pages[1], Path(pages[1]), [pages[1]], iter([Path(pages[1])])):
        [record] = extract(source, url="http://films.example/moon", captured_at="20140701")
        assert record.page.location.path == pages[1]
        assert (record.page.url, record.page.captured_at) == ("http://films.example/moon", "2014-07-01")
    [record] = extract(pages[1])
    assert (record.page.url, record.page.captured_at) == (None, None)
    assert [Path(str(one.page.location.path)).name for one in extract(pages)] == [f"{number}.html" for number in range(5)]


@pytest.mark.parametrize("workers", [-1, -7])
def test_there_are_no_negative_workers(workers: int, pages: list[str]) -> None:
    with pytest.raises(UsageError, match=f"no such number of workers: {workers}"):
        extract(pages, workers=workers)


def test_failures_go_to_the_caller_or_to_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "gone.html").symlink_to("nowhere.html")
    page(tmp_path, "here.html", "Moon")
    lost: list[Failure] = []
    assert len(list(extract(tmp_path, on_failure=lost.append))) == 1
    assert [(one.location.path, one.reason) for one in lost] == [(str(tmp_path / "gone.html"), "unreadable")]
    with caplog.at_level(logging.WARNING, "filmdig"):
        list(extract(tmp_path))
    assert [record.getMessage() for record in caplog.records] == [f"{lost[0].location}: unreadable: {lost[0].message}"]


def test_each_capture_that_an_archive_did_not_deliver_is_a_failure() -> None:
    summary = FetchSummary()
    summary.failures = [
        FetchFailure("http://a.example/1", "20140701000000", "404"),
        FetchFailure("http://a.example/2", None, "no answer"),
    ]
    found = fetch_failures("wayback:http://a.example/", Path("cache/a.warc.gz"), summary)
    assert found == [
        Failure(location=Location(path="cache/a.warc.gz"), url=url, reason="unreadable", error="ArchiveError", message=why)
        for url, why in (("http://a.example/1", "404"), ("http://a.example/2", "no answer"))
    ]
    summary.stopped = "the archive refuses"
    last = fetch_failures("wayback:http://a.example/", Path("cache/a.warc.gz"), summary)[-1]
    assert (last.url, last.message) == ("wayback:http://a.example/", "the archive refuses")
    reported: list[Failure] = []
    run._report_fetch(reported.append, "wayback:http://a.example/", Path("cache/a.warc.gz"), summary)
    assert [one.message for one in reported] == ["404", "no answer", "the archive refuses"]


def test_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cores() == len(os.sched_getaffinity(0))
    monkeypatch.setattr(os, "sched_getaffinity", {0: {1, 3, 5}}.__getitem__)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert cores() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
