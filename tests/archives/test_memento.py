"""Memento archives: pywb itself, and a loopback server that misbehaves."""

from __future__ import annotations

import threading

import pytest

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.linkformat import links
from filmdig.scraper.archives.memento import Memento, raw_address
from filmdig.scraper.archives.selection import Query
from tests.archives import servers
from tests.archives.holdings import HOST, captures
from tests.archives.reading import payloads, records
from tests.archives.servers import FakeClock, MementoDialect, serving, session

TIN = f"{HOST}/title/1962"


def run(base, path, *queries: Query, **kwargs):
    return fetch(Memento(base, session(**kwargs)), queries, path, user_agent="filmdig/test")


@pytest.fixture
def archive():
    with serving(MementoDialect) as server:
        yield server


def test_pywb_gives_every_capture_of_an_address(pywb, tmp_path):
    summary = run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=TIN), Query(url=f"{HOST}/title/1987"))
    assert (summary.responses, summary.revisits, summary.failures, summary.stopped) == (5, 1, [], None)
    wanted = {(one.url, one.timestamp): one.body for one in captures() if "/title/" in one.url}
    assert payloads(tmp_path / "o.warc.gz") == wanted


def test_pywbs_headers_are_the_originals(pywb, tmp_path):
    run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    (response,) = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert response.http["content-type"] == "text/html"
    assert response.http["x-made-by"] == "tests"
    assert not {"memento-datetime", "link", "date"} & set(response.http)


def test_pywbs_archived_redirect_and_error_are_captures(pywb, tmp_path):
    summary = run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=f"{HOST}/old"), Query(url=f"{HOST}/gone"))
    redirect, error = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert summary.failures == []
    assert (redirect.status, redirect.http["location"], redirect.body) == ("301", TIN, b"")
    assert (error.status, error.body) == ("404", b"<html><title>Not found</title></html>")


@pytest.mark.parametrize(("match", "url"), [("prefix", f"{HOST}/title/"), ("host", HOST)])
def test_pywbs_index_answers_for_many_addresses(pywb, tmp_path, match, url):
    summary = run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=url, match=match))
    assert (summary.responses, summary.revisits, summary.failures) == (5, 1, [])
    # The archive itself leaves out redirects, errors and images, because the query excludes them.
    assert summary.left_out == {}


def test_what_is_not_archived_is_not_a_failure(pywb, tmp_path):
    summary = run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=f"{HOST}/never"))
    assert (summary.responses, summary.failures, summary.stopped) == (0, [], None)


def test_pywb_reads_what_fetch_wrote(pywb, tmp_path):
    run(f"{pywb.base}/web", tmp_path / "o.warc.gz", Query(url=HOST, match="host", all_kinds=True))
    pywb.add("copy", tmp_path / "o.warc.gz")
    for one in captures():
        answer = pywb.get(f"/copy/{one.timestamp}id_/{one.url}")
        assert (answer.status_code, answer.content) == (one.status, one.body)
        assert answer.headers["Memento-Datetime"] == one.http_date


def test_dates_bound_what_is_taken(archive, tmp_path):
    query = Query(url=TIN, since="20080320000000", until="20091231235959")
    run(f"{archive.base}/films", tmp_path / "o.warc.gz", query)
    assert [timestamp for _, timestamp in payloads(tmp_path / "o.warc.gz")] == ["20080329000000", "20090401120000"]


def test_half_a_body_and_a_reset_are_requested_again(archive, tmp_path):
    archive.faults += [("20080312101500id_", servers.half), ("20080329000000id_", servers.reset)]
    clock = FakeClock()
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN), clock=clock)
    assert (summary.responses, summary.failures) == (4, [])
    assert payloads(tmp_path / "o.warc.gz") == {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}
    assert clock.slept == [2.0, 2.0]


def test_half_a_body_each_time_is_a_failure(archive, tmp_path):
    archive.faults += [("20080312101500id_", servers.half)] * 5
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert summary.responses == 3
    (failure,) = summary.failures
    assert failure.timestamp == "20080312101500"
    assert "no usable answer in 5 tries" in failure.reason
    assert "IncompleteRead" in failure.reason


def test_temporary_failures_of_five_captures_end_the_fetch(archive, tmp_path):
    many = [servers.Held(TIN, f"2008010100000{n}", b"<html>%d" % n) for n in range(9)]
    with serving(MementoDialect, many) as server:
        server.faults += [("id_", servers.status(500))] * 25
        summary = run(f"{server.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, len(summary.failures)) == (0, 4)
    assert "5 requests in a row failed, the last with: the archive answered 500" in summary.stopped


def test_html_in_place_of_a_timemap_is_reported(archive, tmp_path):
    archive.faults.append(("/timemap/", servers.html))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    (failure,) = summary.failures
    assert "TimeMap cannot be read (status 200, text/html)" in failure.reason


def test_an_archive_that_has_moved_is_not_followed_and_its_new_address_is_reported(archive, tmp_path):
    archive.faults.append(("/timemap/", lambda answers: answers.send(301, Location="https://elsewhere.example.net/films/")))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert "it points to https://elsewhere.example.net/films/: give that host's address" in summary.failures[0].reason


def test_a_redirect_to_another_time_keeps_both(archive, tmp_path):
    def moved(answers):
        answers.send(302, Location=f"{archive.base}/films/20080329000000id_/{TIN}")

    archive.faults.append(("20080312101500id_", moved))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN, until="20080320000000"))
    # 29 March is after the requested time.
    assert "a capture of another time (20080329000000)" in summary.failures[0].reason
    archive.faults.append(("20080312101500id_", moved))
    run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    (metadata,) = [r.fields for r in records(tmp_path / "o.warc.gz") if r.type == "metadata"]
    assert (metadata["asked-timestamp"], metadata["got-timestamp"]) == ("20080312101500", "20080329000000")
    assert metadata["via"] == f"{archive.base}/films/20080312101500id_/{TIN}"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://127.0.0.1:9/films/20080312101500id_/http://films.example.com/title/1962", "redirects to another host"),
        ("//localhost/secret", "redirects to another host"),
        ("file:///etc/passwd", "redirects to another host"),
        ("http://[no-address/", "redirects to another host"),
        ("\xff\xfe", "redirects to another host"),
        ("/films/20080329000000id_/http://films.example.com/title/1987", "redirected to another page"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(archive, tmp_path, target, reason):
    archive.faults.append(("20080312101500id_", lambda answers: answers.send(302, Location=target)))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    assert reason in summary.failures[0].reason
    assert len(archive.asked) == 2


def test_a_redirect_circle_is_given_up(archive, tmp_path):
    archive.faults += [("id_", lambda answers: answers.send(302, Location=answers.path))] * 9
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    assert "redirects too often" in summary.failures[0].reason


def test_other_hosts_in_a_timemap_are_not_asked(archive, tmp_path):
    listed = (
        f'<{archive.base}/films/20080312101500/{TIN}>; rel="first memento"; datetime="Wed, 12 Mar 2008 10:15:00 GMT",\n'
        f'<https://elsewhere.example.net/web/20090101000000/{TIN}>; rel="memento"; datetime="Thu, 01 Jan 2009 00:00:00 GMT"'
    )
    archive.faults.append(("/timemap/", lambda answers: answers.send(200, listed.encode(), "application/link-format")))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.failures, summary.stopped) == (1, [], None)
    assert summary.left_out == {"held by elsewhere.example.net": 1}


@pytest.mark.parametrize("fault", [servers.html, servers.status(402), servers.status(410)])
def test_the_archives_own_answers_are_failures_and_not_captures(archive, tmp_path, fault):
    archive.faults.append(("20080312101500id_", fault))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert "with its own page instead of a capture" in summary.failures[0].reason
    assert (summary.responses, len(summary.failures)) == (3, 1)
    assert (TIN, "20080312101500") not in payloads(tmp_path / "o.warc.gz")


def test_another_pages_capture_is_a_failure(archive, tmp_path):
    other = [("Memento-Datetime", "Wed, 12 Mar 2008 10:15:00 GMT"), ("Link", f'<{HOST}/title/1987>; rel="original"')]
    archive.faults.append(("20080312101500id_", lambda answers: answers.send_all(200, other, b"<html>another film")))
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    assert f"the archive gave another page's capture ({HOST}/title/1987)" in summary.failures[0].reason


def test_a_timemap_in_parts_is_read_to_its_end(archive, tmp_path):
    base = f"{archive.base}/films"
    parts = {
        f"/timemap/link/{TIN}": f'<{base}/timemap/link/2/{TIN}>; rel="timemap"; type="application/link-format",'
        f'<{base}/timemap/json/{TIN}>; rel="timemap"; type="application/json"',
        f"/timemap/link/2/{TIN}": f'<{base}/20090401120000/{TIN}>; rel="memento"; datetime="Wed, 01 Apr 2009 12:00:00 GMT"',
    }
    for path, text in parts.items():
        archive.faults.append((path, lambda answers, text=text: answers.send(200, text.encode(), "application/link-format")))
    run(base, tmp_path / "o.warc.gz", Query(url=TIN))
    assert list(payloads(tmp_path / "o.warc.gz")) == [(TIN, "20090401120000")]
    assert not any("json" in path for path in archive.asked)


def test_an_archive_without_a_timemap_is_asked_by_its_timegate(archive, tmp_path):
    archive.faults += [
        ("/timemap/", servers.status(404)),
        (
            f"/films/{TIN}",
            lambda answers: answers.send(302, Location=f"{archive.base}/films/20110615083000/{TIN}", Vary="accept-datetime"),
        ),
    ]
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.failures) == (1, [])
    assert list(payloads(tmp_path / "o.warc.gz")) == [(TIN, "20110615083000")]


def test_a_server_that_is_not_a_memento_archive_is_reported(archive, tmp_path):
    archive.faults += [("/timemap/", servers.status(404)), ("/blog/", servers.html)]
    summary = run(f"{archive.base}/blog", tmp_path / "o.warc.gz", Query(url=TIN))
    assert "no Memento archive answers here" in summary.failures[0].reason


def test_a_body_past_the_bound_is_a_failure(tmp_path):
    held = [servers.Held(TIN, "20080101000000", b"x" * 100_000), servers.Held(TIN, "20090101000000", b"small")]
    with serving(MementoDialect, held) as server:
        summary = run(f"{server.base}/films", tmp_path / "o.warc.gz", Query(url=TIN), max_body=50_000)
    assert list(payloads(tmp_path / "o.warc.gz").values()) == [b"small"]
    assert "longer than 50000 bytes" in summary.failures[0].reason


def test_an_endless_answer_is_given_up(archive, tmp_path):
    done = threading.Event()

    def endless(answers):
        answers.close_connection = True
        answers.send_all(200, [("Memento-Datetime", "Wed, 12 Mar 2008 10:15:00 GMT")], b"<html>", claim=500)
        done.wait(100)

    archive.faults += [("20080312101500id_", endless)] * 5
    summary = run(f"{archive.base}/films", tmp_path / "o.warc.gz", Query(url=TIN), max_seconds=0.1)
    done.set()
    assert summary.responses == 3
    assert "the answer took longer than 0 seconds" in summary.failures[0].reason


def test_a_packed_body_is_bounded_by_what_it_unpacks_to(tmp_path):
    import gzip

    bomb = gzip.compress(b"\0" * 5_000_000)
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with serving(MementoDialect, [servers.Held(TIN, "20080101000000", bomb, headers=headers)]) as server:
        summary = run(f"{server.base}/films", tmp_path / "o.warc.gz", Query(url=TIN), max_body=50_000)
    assert "longer than 50000 bytes" in summary.failures[0].reason


def test_a_wrong_encoding_header_leaves_the_bytes_unchanged(tmp_path):
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    with serving(MementoDialect, [servers.Held(TIN, "20080101000000", b"<html>not packed at all", headers=headers)]) as server:
        summary = run(f"{server.base}/films", tmp_path / "o.warc.gz", Query(url=TIN))
    assert summary.failures == []
    assert list(payloads(tmp_path / "o.warc.gz").values()) == [b"<html>not packed at all"]


@pytest.mark.parametrize("base", ["", "ftp://example.org/", "films", "http://"])
def test_an_archives_address_must_be_valid(base):
    with pytest.raises(UsageError, match="not an archive's address"):
        Memento(base, session())


@pytest.mark.parametrize(
    ("address", "raw"),
    [
        ("https://a.example/web/20140701000000/http://x.example/", "https://a.example/web/20140701000000id_/http://x.example/"),
        ("https://a.example/20140701000000mp_/http://x.example/a", "https://a.example/20140701000000id_/http://x.example/a"),
        ("https://a.example/20140701/x.example/a/20150101/b.c", "https://a.example/20140701id_/x.example/a/20150101/b.c"),
        ("https://a.example/Xy2kQ", None),
    ],
)
def test_the_address_of_the_bytes_as_captured(address, raw):
    assert raw_address(address) == raw


def test_links_hold_commas_and_quotes():
    text = '<http://a.example/x,y;z>; rel="first memento"; datetime="Sat, 01 Mar 2008 00:00:00 GMT" ,\n<b>;rel=timemap;type="a/b"'
    first, second = links(text)
    assert (first.href, first.rel, first.datetime) == (
        "http://a.example/x,y;z",
        {"first", "memento"},
        "Sat, 01 Mar 2008 00:00:00 GMT",
    )
    assert (second.href, second.rel, second.kind) == ("b", {"timemap"}, "a/b")
