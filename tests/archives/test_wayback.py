"""The Wayback Machine's dialect, on loopback."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.selection import NOT_PAGE_TYPES, Query
from filmdig.scraper.archives.wayback import Wayback
from tests.archives import servers
from tests.archives.holdings import HOST, Held, captures
from tests.archives.reading import payloads, records
from tests.archives.servers import FakeClock, WaybackDialect, serving, session

TIN = f"{HOST}/title/1962"


@pytest.fixture
def archive():
    with serving(WaybackDialect) as server:
        yield server


def client(server, **kwargs) -> Wayback:
    return Wayback(session("web.archive.org", base=server.base, **kwargs))


def run(server, path, *queries: Query, **kwargs):
    return fetch(client(server, **kwargs), queries, path, user_agent="filmdig/test")


def test_every_capture_of_an_address_with_the_bytes_that_were_captured(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.revisits, summary.failures, summary.stopped) == (4, 0, [], None)
    wanted = {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}
    assert payloads(tmp_path / "o.warc.gz") == wanted


def test_an_index_of_many_pages_is_read_to_its_end(archive, tmp_path):
    archive.page_size = 2
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=HOST, match="host"))
    assert (summary.responses, summary.revisits) == (5, 1)
    # Redirects, errors and images are left out by the index.
    assert summary.left_out == {}
    assert sum("cdx" in path for path in archive.asked) == 3


def test_requests_are_spaced_as_the_archive_wishes(archive, tmp_path):
    clock = FakeClock()
    archive.page_size = 2
    one_by_one = client(archive, clock=clock)
    one_by_one.at_once = 1
    fetch(one_by_one, [Query(url=TIN)], tmp_path / "o.warc.gz", user_agent="filmdig/test")
    # Two pages of the index 2.5 s apart; four captures an eighth of a second apart, of which the two before the second page
    # of the index pass within its wait.
    assert clock.slept == [0.125, 2.375, 0.125]


def test_equal_payloads_become_revisits_of_the_first(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=f"{HOST}/title/1987"))
    first, second = [r for r in records(tmp_path / "o.warc.gz") if r.type in ("response", "revisit")]
    assert (first.type, second.type) == ("response", "revisit")
    assert second.headers["WARC-Refers-To-Target-URI"] == f"{HOST}/title/1987"
    assert second.headers["WARC-Refers-To-Date"] == first.headers["WARC-Date"] == "2008-05-01T00:00:00Z"
    assert second.headers["WARC-Payload-Digest"] == first.headers["WARC-Payload-Digest"]


def test_an_archived_redirect_is_written_as_one(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=f"{HOST}/old", all_kinds=True))
    (response,) = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert summary.responses == 1
    assert response.status == "301"
    assert response.http["location"] == TIN


def test_the_origin_of_a_capture_is_recorded(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    info, response, request, metadata = records(tmp_path / "o.warc.gz")
    source = f"https://web.archive.org/web/20080312101500id_/{TIN}"
    assert info.type == "warcinfo"
    assert response.headers["WARC-Source-URI"] == source
    assert response.headers["WARC-Date"] == "2008-03-12T10:15:00Z"
    assert "server" not in response.http
    assert request.type == "request"
    assert request.http_line == f"GET {source} HTTP/1.1"
    assert request.headers["WARC-Concurrent-To"] == metadata.headers["WARC-Concurrent-To"] == response.headers["WARC-Record-ID"]
    assert metadata.fields["asked-timestamp"] == metadata.fields["got-timestamp"] == "20080312101500"
    assert metadata.fields["fetched-from"] == source
    assert metadata.fields["raw"] == "yes"


def test_a_jump_to_the_nearest_capture_keeps_both_times(archive, tmp_path):
    def elsewhere(answers):
        answers.send(302, Location=f"/web/20080329000000id_/{TIN}", X_Archive_Redirect_Reason="found capture at 20080329000000")

    archive.faults.append(("/web/20080312101500id_", elsewhere))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN, until="20081231235959"))
    # The index's second capture was delivered in place of the first; it is in the file once.
    assert (summary.responses, summary.same) == (1, 1)
    first, second = [r.fields for r in records(tmp_path / "o.warc.gz") if r.type == "metadata"]
    assert (first["asked-timestamp"], first["got-timestamp"]) == ("20080312101500", "20080329000000")
    assert (second["asked-timestamp"], second["got-timestamp"]) == ("20080329000000", "20080329000000")
    assert list(payloads(tmp_path / "o.warc.gz")) == [(TIN, "20080329000000")]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (f"/web/20080329000000id_/{HOST}/title/1987", "could not be played"),
        ("http://169.254.169.254/latest/meta-data", "could not be played"),
        ("https://elsewhere.example.net/web/20080329000000id_/http://films.example.com/", "could not be played"),
    ],
)
def test_a_redirect_to_another_page_or_host_is_not_followed(archive, tmp_path, target, reason):
    archive.faults.append(("/web/20080312101500id_", lambda answers: answers.send(302, Location=target)))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN, limit=1))
    assert summary.responses == 0
    (failure,) = summary.failures
    assert (failure.url, failure.timestamp) == (TIN, "20080312101500")
    assert reason in failure.reason
    assert sum("/web/" in path for path in archive.asked) == 1


@pytest.mark.parametrize(
    "target", ["/web/2008id_/http://films.example.com/title/1962", "/web/20081399999999id_/x", "http://[no/"]
)
def test_a_redirect_that_the_client_cannot_read_costs_that_capture_alone(archive, tmp_path, target):
    archive.faults.append(("/web/20080312101500id_", lambda answers: answers.send(302, Location=target)))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, len(summary.failures), summary.stopped) == (3, 1, None)


def test_a_capture_of_a_time_that_was_not_asked_for_is_not_kept(archive, tmp_path):
    archive.faults.append(("/web/2008", lambda answers: answers.send(302, Location=f"/web/20110615083000id_/{TIN}")))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN, until="20080320000000"))
    assert [failure.reason.split(" (")[0] for failure in summary.failures] == ["the archive gave a capture of another time"]
    assert payloads(tmp_path / "o.warc.gz") == {}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (servers.status(403, body=b"URL has been excluded from the Wayback Machine."), "the site's owner requested it"),
        (servers.status(403, body=b"Page cannot be displayed due to robots.txt."), "robots.txt forbids it"),
        (servers.status(404), "no mementos"),
        (lambda answers: answers.send_all(200, [("Memento-Datetime", "Wed, 12 Mar 2008 10:15:00 GMT")], b""), "an empty body"),
    ],
)
def test_the_archives_own_errors_are_failures_and_not_captures(archive, tmp_path, fault, reason):
    archive.faults.append(("/web/20080312101500id_", fault))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert summary.responses == 3
    (failure,) = summary.failures
    assert reason in failure.reason
    assert (TIN, "20080312101500") not in payloads(tmp_path / "o.warc.gz")
    # The next run fetches only that one.
    archive.asked.clear()
    again = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (again.responses, again.held, again.failures) == (1, 3, [])
    assert [path for path in archive.asked if "/web/" in path] == [f"/web/20080312101500id_/{TIN}"]


def test_an_archived_error_is_a_capture(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=f"{HOST}/gone", all_kinds=True))
    (response,) = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert (summary.responses, response.status) == (1, "404")


def test_html_in_place_of_the_index_is_reported(archive, tmp_path):
    archive.faults.append(("/cdx/", servers.html))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN), Query(url=f"{HOST}/title/1987"))
    # The other address is still requested.
    assert (summary.responses, summary.revisits) == (1, 1)
    (failure,) = summary.failures
    assert (failure.url, failure.timestamp) == (TIN, None)
    assert failure.reason.startswith("the archive's index returned something that is not an index")
    assert not summary.complete


def test_a_month_and_a_year_take_their_first_capture(archive):
    from filmdig.scraper.archives.fetching import Summary, plan

    for every, wanted in {
        "month": ["20080312101500", "20090401120000", "20110615083000"],
        "year": ["20080312101500", "20090401120000", "20110615083000"],
        None: ["20080312101500", "20080329000000", "20090401120000", "20110615083000"],
    }.items():
        summary = Summary()
        assert [e.timestamp for e in plan(client(archive), [Query(url=TIN, every=every)], summary)] == wanted
        # The index itself gives one row per month or year.
        assert summary.left_out == {}


def test_a_packed_body_that_the_archive_replays_unasked_is_marked_as_packed(tmp_path):
    import gzip

    from tests.archives.holdings import Held

    page = b"<html><title>Nine Quiet Rooms</title></html>"
    with serving(WaybackDialect, [Held(TIN, "20080312101500", gzip.compress(page, mtime=0))]) as server:
        run(server, tmp_path / "o.warc.gz", Query(url=TIN))
    assert payloads(tmp_path / "o.warc.gz") == {(TIN, "20080312101500"): page}
    (response,) = [r for r in records(tmp_path / "o.warc.gz") if r.type == "response"]
    assert response.http["content-encoding"] == "gzip"


def test_the_index_is_asked_in_the_dialect_of_2026(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", Query(url=HOST, match="domain", since="20080101000000"))
    asked = parse_qs(urlsplit(archive.asked[0]).query)
    assert asked == {
        "url": [HOST],
        "matchType": ["domain"],
        "limit": ["25000"],
        "showResumeKey": ["true"],
        "from": ["20080101000000"],
        "filter": ["!statuscode:[345]..", f"!mimetype:({NOT_PAGE_TYPES}).*"],
    }


def test_every_kind_is_not_filtered(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=HOST, match="host", all_kinds=True))
    assert (summary.responses, summary.revisits) == (8, 1)
    assert "filter" not in archive.asked[0]


def test_hosts_under_a_domain(tmp_path):
    held = [
        Held(f"http://{host}/a", "20080101000000", host.encode()) for host in ("example.com", "films.example.com", "xample.com")
    ]
    with serving(WaybackDialect, [*held, Held("http://myexample.com/a", "20080101000000", b"x")]) as server:
        run(server, tmp_path / "o.warc.gz", Query(url="http://example.com/", match="domain"))
    assert {url for url, _ in payloads(tmp_path / "o.warc.gz")} == {"http://example.com/a", "http://films.example.com/a"}


def test_one_payload_once(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=f"{HOST}/title/1987", unique=True))
    assert (summary.responses, summary.revisits) == (1, 0)
    assert sum("/web/" in path for path in archive.asked) == 1


@pytest.mark.parametrize(
    "dirt",
    [
        "com,example,films)/title/1962 20080312101500 http://films.example.com/a b text/html 200 ABC 100",
        "com,example,films)/title/1962 2008",
        "com,example,films)/title/1962 20080312101500 http://films.example.com/title/1962 text/html 20O ABC 1",
    ],
)
def test_a_malformed_row_is_skipped_alone(archive, tmp_path, dirt):
    def with_dirt(answers):
        good = captures()[0]
        answers.send(200, f"{dirt}\nkey {good.timestamp} {good.url} text/html 200 {good.digest} 10\n".encode())

    archive.faults.append(("/cdx/", with_dirt))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert (summary.responses, summary.left_out, summary.failures) == (1, {"malformed rows of the index": 1}, [])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("AdministrativeAccessControlException: Blocked Site Error", "its owner requested it"),
        ("RobotAccessControlException: x", "robots.txt"),
    ],
)
@pytest.mark.parametrize("where", ["header", "body"])
def test_a_withheld_site_is_reported_with_the_reason(archive, tmp_path, said, reason, where):
    """The index of 2026 gives the reason in a header without a body; the older one gave it in the body."""

    def withheld(answers):
        if where == "header":
            answers.send(403, X_Archive_Wayback_Runtime_Error=said)
        else:
            answers.send(403, f"org.archive.wayback.exception.{said}".encode())

    archive.faults.append(("/cdx/", withheld))
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=TIN))
    assert reason in summary.failures[0].reason


def test_what_is_not_held_is_reported(archive, tmp_path):
    summary = run(archive, tmp_path / "o.warc.gz", Query(url=f"{HOST}/never"), Query(url=TIN), Query(url=f"{HOST}/gone"))
    assert (summary.not_held, summary.left_out) == ([f"{HOST}/never"], {"errors": 1})
