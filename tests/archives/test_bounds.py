"""Archives that send wrong or endless data: requests, bytes and time are bounded, and failures reported."""

from __future__ import annotations

import gzip
import json
import threading

import pytest

from filmdig.parsers.record.errors import ArchiveError
from filmdig.scraper.archives import commoncrawl
from filmdig.scraper.archives.commoncrawl import CommonCrawl
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.session import EMPTY_PAGES
from filmdig.scraper.archives.wayback import Wayback
from tests.archives import servers
from tests.archives.holdings import HOST
from tests.archives.servers import Answers, CommonCrawlDialect, FakeClock, MementoDialect, WaybackDialect, serving, session

TIN = f"{HOST}/title/1962"
ROW = f"com,example,films)/title/1962 20080101000000 {TIN} text/html 200 ABC 12\n"


class Lying(WaybackDialect):
    """An index that always has one more page; the server's `arc_years` holds its kind."""

    def index(self) -> None:
        kind = next(iter(self.server.arc_years))
        key = "again" if kind == "the same key" else f"key{len(self.server.asked)}"
        rows = "\n" if kind == "no rows" else ROW
        self.send(200, f"{rows}\n{key}\n".encode())


@pytest.mark.parametrize(("kind", "asked"), [("the same key", 2), ("no rows", EMPTY_PAGES + 1)])
def test_an_endless_index_is_given_up(kind, asked, tmp_path):
    with serving(Lying) as server:
        server.arc_years = {kind}
        made = Wayback(session("web.archive.org", base=server.base, clock=FakeClock()))
        summary = fetch(made, [Query(url=HOST, match="host")], tmp_path / "o.warc.gz", user_agent="x")
        assert sum("/cdx/" in path for path in server.asked) == asked
    assert ["does not end" in failure.reason for failure in summary.failures] == [True]


class ManyPages(MementoDialect):
    def index(self) -> None:
        counted = "showNumPages" in self.path
        self.send(200, json.dumps({"pages": 10**12}).encode() if counted else b"", "application/json")


def test_an_index_of_a_million_million_empty_pages_is_given_up(tmp_path):
    with serving(ManyPages) as server:
        made = Memento(f"{server.base}/films", session(clock=FakeClock()))
        summary = fetch(made, [Query(url=HOST, match="host")], tmp_path / "o.warc.gz", user_agent="x")
        assert len(server.asked) == 1 + EMPTY_PAGES + 1
    assert ["but almost no rows" in failure.reason for failure in summary.failures] == [True]


class ManyCrawls(CommonCrawlDialect):
    def answer(self) -> None:
        if self.path == "/collinfo.json":
            self.send(200, json.dumps([{"id": "CC-MAIN-2008-23"}] * 100_000).encode(), "application/json")
        else:
            super().answer()


def test_a_crawl_that_is_listed_again_and_again_is_asked_once(tmp_path):
    with serving(ManyCrawls) as server:
        made = CommonCrawl(session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base, clock=FakeClock()))
        summary = fetch(made, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="x")
        assert sum("index?" in path for path in server.asked) == 1
    assert summary.responses == 2


def test_a_record_with_an_endless_head_is_a_failure_and_takes_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(commoncrawl, "MAX_BODY", 200_000)
    monkeypatch.setattr(commoncrawl, "_HEADS", 1000)
    head = b"WARC/1.0\r\nWARC-Type: response\r\n" + b"X-Pad: 0\r\n" * 1_000_000
    monkeypatch.setattr(servers, "record_bytes", lambda _: gzip.compress(head))
    with serving(CommonCrawlDialect) as server:
        made = CommonCrawl(session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base, clock=FakeClock()))
        summary = fetch(made, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="x")
    assert summary.responses == 0
    assert {failure.reason.split(" (")[0] for failure in summary.failures} == {"the record is longer than 200000 bytes"}


def drawn_out(piece: bytes, done: threading.Event):
    """A head that never ends: as many pieces as are read."""

    def answer(answers: Answers) -> None:
        answers.close_connection = True
        answers.wfile.write(b"HTTP/1.1 200 OK\r\n" if piece.startswith(b"X") else b"")
        while not done.wait(0.001):
            answers.wfile.write(piece)

    return answer


@pytest.mark.parametrize("piece", [b"HTTP/1.1 100 Continue\r\n\r\n", b"X"], ids=["100 Continue", "a letter at a time"])
def test_an_endless_head_is_given_up(piece):
    done = threading.Event()
    with serving(WaybackDialect) as server:
        server.faults += [("/here", drawn_out(piece, done))] * 5
        try:
            with pytest.raises(ArchiveError, match=r"no usable answer in 5 tries; the last: .*(head took longer|line too long)"):
                session(clock=FakeClock(), max_seconds=0.1).get(f"{server.base}/here")
        finally:
            done.set()


@pytest.mark.parametrize("header", [b"X-A: b\r\n" * 101, b"X: " + b"a" * 70_000 + b"\r\n"], ids=["a hundred lines", "one line"])
def test_a_long_head_is_not_an_answer(header):
    def long(answers: Answers) -> None:
        answers.close_connection = True
        answers.wfile.write(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n")

    with serving(WaybackDialect) as server:
        server.faults += [("/here", long)] * 5
        with pytest.raises(ArchiveError, match="got more than"):
            session(clock=FakeClock()).get(f"{server.base}/here")


def test_redirects_in_a_circle_on_the_archive_s_own_host_end(tmp_path):
    with serving(MementoDialect) as server:
        server.faults += [("timemap", lambda answers: answers.send(302, Location=answers.path))] * 100
        made = Memento(f"{server.base}/films", session(clock=FakeClock()))
        summary = fetch(made, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="x")
        assert len(server.asked) <= 32
    assert ["redirects" in failure.reason for failure in summary.failures] == [True]


def test_an_index_names_no_host(tmp_path):
    """A file's name in an index is a path below the archive's host, so no request goes to a private address."""

    class Elsewhere(CommonCrawlDialect):
        @staticmethod
        def row(one, year, offset, length):
            reported = json.loads(CommonCrawlDialect.row(one, year, offset, length))
            return json.dumps(reported | {"filename": "//169.254.169.254/@127.0.0.1:9/x"}) + "\n"

    with serving(Elsewhere) as server:
        made = CommonCrawl(session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base, clock=FakeClock()))
        summary = fetch(made, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="x")
        assert any("169.254" in path for path in server.asked)
    assert summary.responses == 0


def test_a_malformed_address_in_a_timemap_is_skipped_alone(tmp_path):
    with serving(MementoDialect) as server:
        listed = f'<http://[no/20080101000000/{TIN}>; rel="memento"; datetime="Tue, 01 Jan 2008 00:00:00 GMT",\n'
        listed += f'<{server.base}/films/20080312101500/{TIN}>; rel="memento"; datetime="Wed, 12 Mar 2008 10:15:00 GMT"'
        server.faults.append(("/timemap/", lambda answers: answers.send(200, listed.encode(), "application/link-format")))
        made = Memento(f"{server.base}/films", session(clock=FakeClock()))
        summary = fetch(made, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="x")
    assert (summary.responses, summary.failures) == (1, [])
