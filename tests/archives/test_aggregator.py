"""A Memento aggregator on loopback, over two archives."""

from __future__ import annotations

import subprocess
import sys
from typing import ClassVar

import pytest

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives import archive_named, parse_source
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.selection import Query
from tests.archives.holdings import HOST, captures
from tests.archives.reading import payloads, records
from tests.archives.servers import Answers, Archive, MementoDialect, serving, session, status

TIN = f"{HOST}/title/1962"
HELD = [one for one in captures() if one.url == TIN]


class AggregatorDialect(Answers):
    """MemGator: one TimeMap of several archives' captures, in link format."""

    archives: ClassVar[list[Archive]] = []

    def answer(self) -> None:
        if not self.path.startswith("/timemap/link/"):
            self.send(404)
            return
        url = self.path.removeprefix("/timemap/link/")
        rows = sorted((one.timestamp, server, one) for server in self.archives for one in server.of(url))
        if not rows:
            self.send(404, b"No mementos", "text/plain")
            return
        lines = [f'<{url}>; rel="original"', f'<{self.server.base}{self.path}>; rel="self"; type="application/link-format"']
        for number, (timestamp, server, one) in enumerate(rows):
            first = "first memento" if not number else "last memento" if number == len(rows) - 1 else "memento"
            lines.append(f'<{server.base}/films/{timestamp}/{one.url}>; rel="{first}"; datetime="{one.http_date}"')
        lines.append(f'<{self.server.base}/timegate/{url}>; rel="timegate"')
        self.send(200, ",\n".join(lines).encode(), "application/link-format")


@pytest.fixture
def web():
    """An aggregator, and two archives that hold every other capture."""
    with serving(MementoDialect, HELD[::2]) as one, serving(MementoDialect, HELD[1::2]) as other:
        dialect = type("Dialect", (AggregatorDialect,), {"archives": [one, other]})
        with serving(dialect) as server:
            yield server, one, other


def host(server) -> str:
    return server.base.removeprefix("http://")


def run(name, path, *queries):
    asking = session()
    return fetch(archive_named(name, asking), queries, path, user_agent="filmdig/test")


def test_captures_are_fetched_from_the_named_archives(web, tmp_path):
    server, one, other = web
    name = f"aggregator:{server.base},{host(one)},{host(other)}"
    summary = run(name, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses + summary.revisits, summary.failures, summary.left_out) == (4, [], {})
    assert payloads(tmp_path / "o.warc.gz") == {(held.url, held.timestamp): held.body for held in HELD}
    sources = [
        each.headers["WARC-Source-URI"] for each in records(tmp_path / "o.warc.gz") if each.type in {"response", "revisit"}
    ]
    assert sorted({source.split("/")[2] for source in sources}) == sorted([host(one), host(other)])
    assert server.asked == [f"/timemap/link/{TIN}"]


def test_an_archive_that_was_not_named_gets_no_request_and_is_reported(web, tmp_path):
    server, one, other = web
    summary = run(f"aggregator:{server.base},{host(one)}", tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.left_out) == (2, {f"held by {host(other)}": 2})
    assert other.asked == []


def test_with_no_archive_named_captures_are_listed_and_none_is_fetched(web, tmp_path):
    server, one, other = web
    command = [sys.executable, "-m", "filmdig", "fetch", "--archive", f"aggregator:{server.base}", TIN]
    listed = subprocess.run([*command, "--plan"], capture_output=True, text=True, timeout=60)
    rows = [line.split("\t") for line in listed.stdout.splitlines()[1:]]
    assert listed.returncode == 0
    assert [(row[0], row[-1]) for row in rows] == [
        (held.timestamp, f"{(one if number % 2 == 0 else other).base}/films/{held.timestamp}/{TIN}")
        for number, held in enumerate(HELD)
    ]
    done = subprocess.run([*command, "-o", tmp_path / "o.warc.gz"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"give aggregator:{server.base},{host(one)}" in done.stderr
    assert one.asked == other.asked == []


def test_what_no_archive_holds_is_not_a_failure(web, tmp_path):
    server, *_ = web
    summary = run(f"aggregator:{server.base}", tmp_path / "o.warc.gz", Query(url=f"{HOST}/never"))
    assert (summary.failures, summary.not_held, summary.stopped) == ([], [f"{HOST}/never"], None)


def test_an_archive_s_own_error_costs_its_capture(web, tmp_path):
    server, one, other = web
    one.faults.append((HELD[0].timestamp, status(404, body=b"<html>No such capture</html>")))
    one.faults.append((HELD[0].timestamp, status(404, body=b"<html>No such capture</html>")))
    summary = run(f"aggregator:{server.base},{host(one)},{host(other)}", tmp_path / "o.warc.gz", Query(url=TIN))
    assert [failure.timestamp for failure in summary.failures] == [HELD[0].timestamp]
    assert summary.responses + summary.revisits == 3


def test_an_aggregator_is_asked_for_one_address(web, tmp_path):
    with pytest.raises(UsageError, match="an aggregator can only look up single addresses"):
        run(f"aggregator:{web[0].base}", tmp_path / "o.warc.gz", Query(url=HOST, match="host"))


def test_an_aggregator_is_a_source():
    source = parse_source(f"aggregator:https://memgator.example.org,arquivo.pt|{TIN}")
    assert (source.archive, source.url) == ("aggregator:https://memgator.example.org,arquivo.pt", TIN)
    with pytest.raises(UsageError, match=r"aggregator:BASE,HOST\|URL"):
        parse_source("aggregator:https://memgator.example.org")
