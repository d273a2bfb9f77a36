"""Common Crawl's dialect, on loopback: each year of the holdings is a crawl."""

from __future__ import annotations

import json
import re

import pytest

import filmdig
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.commoncrawl import CommonCrawl
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.selection import Query
from tests.archives import servers
from tests.archives.holdings import HOST, captures, film_page, record_bytes
from tests.archives.reading import payloads, records
from tests.archives.servers import CommonCrawlDialect, FakeClock, Held, serving, session

TIN = f"{HOST}/title/1962"


@pytest.fixture
def archive():
    with serving(CommonCrawlDialect) as server:
        yield server


def run(server, path, *queries: Query, crawl=None, **kwargs):
    asking = session("index.commoncrawl.org", "data.commoncrawl.org", base=server.base, **kwargs)
    return fetch(CommonCrawl(asking, crawl), queries, path, user_agent="filmdig/test")


def test_every_crawl_is_asked_the_oldest_first(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.failures, summary.stopped) == (4, [], None)
    assert payloads(tmp_path / "o.warc.gz") == {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}
    assert [path.split("?")[0] for path in archive.asked if "index" in path] == [
        f"/CC-MAIN-{year}-23-index" for year in (2008, 2009, 2010, 2011)
    ]


def test_requests_are_a_second_apart(archive, tmp_path):
    clock = FakeClock()
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN), clock=clock)
    # Five of the index, four of the data, in the order 5 and 1 2 1 0 1 among them: each host's own second.
    assert all(0 < slept <= 1 for slept in clock.slept)
    assert clock.now() - 1000 >= 4


def test_a_crawl_outside_the_time_is_not_asked(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN, since="20090301000000", until="20101231235959"))
    assert [path[9:13] for path in archive.asked if "index" in path] == ["2009", "2010"]
    assert [timestamp for _, timestamp in payloads(tmp_path / "o.warc.gz")] == ["20090401120000"]


def test_a_limit_ends_the_requests(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN, limit=2))
    assert [path[9:13] for path in archive.asked if "index" in path] == ["2008"]
    assert len(payloads(tmp_path / "o.warc.gz")) == 2


def test_one_crawl_by_its_name(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN), crawl="CC-MAIN-2009-23")
    assert [timestamp for _, timestamp in payloads(tmp_path / "o.warc.gz")] == ["20090401120000"]
    assert not any("collinfo" in path for path in archive.asked)
    with pytest.raises(UsageError, match="not a crawl"):
        CommonCrawl(session(), "../2009")


def test_an_index_in_pages_is_read_to_its_end(archive, tmp_path):
    archive.page_size = 2
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=HOST, match="host"), crawl="CC-MAIN-2008-23")
    assert (summary.responses, summary.left_out) == (3, {})


def test_the_origin_of_a_record_is_recorded(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    _, response, request, metadata = records(tmp_path / "o.warc.gz")
    length = len(record_bytes(captures()[0]))
    assert response.headers["WARC-Source-URI"] == "https://data.commoncrawl.org/crawl-data/2008.warc.gz"
    assert response.headers["WARC-Date"] == "2008-03-12T10:15:00Z"
    assert response.http["x-made-by"] == "tests"
    assert request.http_line == "GET https://data.commoncrawl.org/crawl-data/2008.warc.gz HTTP/1.1"
    first, last = metadata.fields["via"].split(";")[0].removeprefix("bytes ").split("-")
    assert int(last) - int(first) + 1 == length


def whole(answers):
    answers.send(200, b"the whole file of 1 GB", "application/octet-stream")


def short(answers):
    answers.send(206, b"\x1f\x8b\x08 too short", "application/octet-stream")


def garbage(answers):
    first, last = (int(n) for n in answers.headers["Range"].removeprefix("bytes=").split("-"))
    answers.send(206, b"?" * (last - first + 1), "application/octet-stream")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (whole, "answered 200 to a request for a range"),
        (short, "the archive gave 13 bytes of"),
        (garbage, "the record cannot be read"),
        (servers.status(404), "answered 404 to a request for a range"),
    ],
)
def test_a_range_that_is_not_a_record_is_a_failure(archive, tmp_path, fault, reason):
    archive.faults.append(("/crawl-data/", fault))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert summary.responses == 3
    assert reason in summary.failures[0].reason


def test_a_whole_file_in_place_of_a_range_costs_that_capture_alone(archive, tmp_path):
    archive.faults.append(("/crawl-data/", lambda answers: answers.send(200, b"x" * 100_000)))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN), max_body=50_000)
    assert (summary.responses, summary.stopped) == (3, None)
    assert "longer than 50000 bytes" in summary.failures[0].reason


def test_half_a_range_is_requested_again(archive, tmp_path):
    def half(answers):
        answers.close_connection = True
        answers.send_all(206, [("Content-Type", "application/octet-stream")], b"\x1f\x8b", claim=500)

    archive.faults.append(("/crawl-data/", half))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.failures) == (4, [])


def test_another_pages_record_is_a_failure(tmp_path):
    held = [Held(TIN, "20080101000000", film_page("One", 1962))]
    with serving(CommonCrawlDialect, held) as server:
        moved = record_bytes(Held(f"{HOST}/other/1962", "20080101000000", film_page("One", 1962)))

        def index(answers):
            row = {
                "timestamp": "20080101000000",
                "url": TIN,
                "filename": "crawl-data/x",
                "offset": "0",
                "length": str(len(moved)),
            }
            answers.send(200, json.dumps(row).encode())

        server.faults += [("-index", index), ("/crawl-data/x", lambda answers: answers.send(206, moved))]
        summary = run(server, tmp_path / "o.warc.gz", Query(url=TIN))
    assert "the record is another page's" in summary.failures[0].reason


def test_a_403_is_a_block(archive, tmp_path):
    archive.faults.append(("/crawl-data/", servers.status(403)))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert "turned a request away" in summary.stopped
    assert len(archive.asked) == 3


@pytest.mark.parametrize(("where", "reason"), [("/collinfo", "list of crawls cannot be read"), ("-index", "is not an index")])
def test_html_in_place_of_json_is_reported(archive, tmp_path, where, reason):
    archive.faults.append((where, servers.html))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert reason in summary.failures[0].reason


def test_a_cut_by_the_crawler_is_kept(tmp_path):
    cut = Held(TIN, "20140101000000", film_page("One", 1962)[:-20], truncated="length")
    with serving(CommonCrawlDialect, [cut]) as server:
        run(server, tmp_path / "o.warc.gz", Query(url=TIN))
    _, response, _, metadata = records(tmp_path / "o.warc.gz")
    assert response.headers["WARC-Truncated"] == "length"
    assert metadata.fields["index-truncated"] == "length"
    (record,) = filmdig.extract([tmp_path / "o.warc.gz"])
    assert [issue.code for issue in record.issues if issue.code == "payload_truncated"] == ["payload_truncated"]


def test_a_cut_that_only_the_index_states_is_kept(tmp_path):
    stored = Held(TIN, "20140101000000", film_page("One", 1962)[:-20])
    with serving(CommonCrawlDialect, [stored]) as server:
        row = {"timestamp": stored.timestamp, "url": TIN, "filename": "crawl-data/2014.warc.gz", "offset": "0"}
        row |= {"length": str(len(record_bytes(stored))), "truncated": "length"}
        server.faults.append(("-index", lambda answers: answers.send(200, json.dumps(row).encode())))
        run(server, tmp_path / "o.warc.gz", Query(url=TIN))
    assert records(tmp_path / "o.warc.gz")[1].headers["WARC-Truncated"] == "length"


def test_crawls_in_arc_files_are_fetched(archive, tmp_path):
    archive.arc_years = {"2008", "2009"}
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.failures, summary.stopped) == (4, [], None)
    assert payloads(tmp_path / "o.warc.gz") == {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}
    response, metadata = records(tmp_path / "o.warc.gz")[1::2][:2]
    assert (response.status, response.http["content-type"], response.http["x-made-by"]) == ("200", "text/html", "tests")
    assert re.fullmatch(r"bytes \d+-\d+", metadata.fields["via"])


@pytest.mark.parametrize("fault", [servers.status(404), servers.status(500), servers.html])
def test_a_dead_crawl_is_skipped_and_listed(archive, tmp_path, fault):
    archive.faults += [("/CC-MAIN-2008-23-index", fault)] * 5
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert [timestamp for _, timestamp in payloads(tmp_path / "o.warc.gz")] == ["20090401120000", "20110615083000"]
    assert [failure.reason.split(":")[0] for failure in summary.failures] == ["CC-MAIN-2008-23"]
    assert (summary.complete, summary.stopped) == (False, None)


def test_a_malformed_row_is_skipped_alone(archive, tmp_path):
    def with_dirt(answers):
        one, offset, packed = next(row for row in answers.stored("2008") if row[0].url == TIN)
        good = answers.row(one, "2008", offset, len(packed))
        odd = json.dumps({"url": TIN, "timestamp": "2008-03"})
        answers.send(200, f'{{"url": "half\n{odd}\n[]\n{good}'.encode())

    archive.faults.append(("/CC-MAIN-2008-23-index", with_dirt))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN), crawl="CC-MAIN-2008-23")
    assert (summary.responses, summary.left_out, summary.failures) == (1, {"malformed rows of the index": 3}, [])
