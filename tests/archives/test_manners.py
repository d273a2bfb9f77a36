"""How archives are treated: rate limits, pauses, bans, user agents."""

from __future__ import annotations

import socket
import threading

import pytest

from filmdig.parsers.record.errors import ArchiveError, UsageError
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.limiter import Limiter, StoppedError, limits
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.session import PoliteSession, user_agent
from filmdig.scraper.archives.turns import SharedTurns
from filmdig.scraper.archives.wayback import Wayback
from tests.archives import servers
from tests.archives.holdings import HOST, Held
from tests.archives.reading import payloads
from tests.archives.servers import FakeClock, MementoDialect, WaybackDialect, serving, session

TIN = f"{HOST}/title/1962"
PLAYBACK = "https://web.archive.org/web/2010id_/http://x.example/"
INDEX = "https://web.archive.org/cdx/search/cdx?url=x"


@pytest.mark.parametrize(
    ("host", "path", "seconds"),
    [
        ("web.archive.org", "/cdx", 2.5),
        ("web.archive.org", "/web/timemap", 2.5),
        ("web.archive.org", "/", 0.125),
        ("index.commoncrawl.org", "/", 1.0),
        ("data.commoncrawl.org", "/", 1.0),
        ("arquivo.pt", "/", 1.0),
        ("192.168.1.7", "/", 1.0),
        ("127.0.0.1", "/", 0.0),
        ("::1", "/", 0.0),
        ("localhost", "/", 0.0),
        ("localhost.example.net", "/", 1.0),
    ],
)
def test_limits(host, path, seconds):
    assert limits(host)[path].seconds == seconds


def test_index_and_playback_have_limits_of_their_own():
    clock = FakeClock()
    limiter = Limiter(clock)
    begun = [limiter.wait(url) - 1000 for url in (INDEX, PLAYBACK, PLAYBACK, INDEX, PLAYBACK)]
    assert begun == [0, 0, 0.125, 2.5, 2.5]


def test_threads_share_one_limit():
    clock = FakeClock()
    limiter = Limiter(clock)
    begun = []
    threads = [threading.Thread(target=lambda: begun.append(limiter.wait("https://arquivo.pt/wayback/x"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Turns are a second apart in whatever order the threads run; a thread may be late, never early.
    assert all(late >= turn for late, turn in zip(sorted(begun), range(1000, 1008), strict=True))


def test_a_pause_applies_to_requests_that_already_wait():
    clock = FakeClock()
    limiter = Limiter(clock)
    limiter.wait(PLAYBACK)

    # While the second waits its turn, a pause comes.
    class Pausing(FakeClock):
        def sleep(self, seconds):
            if not self.slept:
                limiter.pause("web.archive.org", 30)
            super().sleep(seconds)

    limiter._clock = pausing = Pausing()
    assert limiter.wait(PLAYBACK) == 1030
    assert pausing.slept == [0.125, 29.875]


@pytest.fixture
def archive():
    with serving(WaybackDialect) as server:
        yield server


def run(server, path, clock, *, url=TIN):
    archive = Wayback(session("web.archive.org", base=server.base, clock=clock))
    archive.at_once = 1
    return fetch(archive, [Query(url=url)], path, user_agent="filmdig/test")


@pytest.mark.parametrize(
    ("after", "pause"), [(None, 60.0), ("7", 7.0), ("nonsense", 60.0), ("0", 5.0), ("Wed, 12 Mar 2008 10:15:00 GMT", 5.0)]
)
def test_a_429_pauses_all_requests_and_is_reported(archive, tmp_path, caplog, after, pause):
    archive.faults.append(("/web/20080312101500id_", servers.status(429, after=after)))
    clock = FakeClock()
    summary = run(archive, tmp_path / "o.warc.gz", clock)
    assert (summary.responses, summary.stopped) == (4, None)
    assert clock.slept[0] == pause
    said = f"pausing all requests to it for {pause:.0f} seconds"
    assert caplog.messages == [f"web.archive.org answered 429 (too many requests): {said}"]


def test_a_second_429_ends_the_fetch_and_what_was_written_stays(archive, tmp_path):
    archive.faults += [("/web/20080329000000id_", servers.status(429)), ("/web/20110615083000id_", servers.status(429))]
    clock = FakeClock()
    summary = run(archive, tmp_path / "o.warc.gz", clock)
    assert (summary.responses, summary.failures) == (3, [])
    assert "429 (too many requests) a second time" in summary.stopped
    assert "the same command again" in summary.stopped
    assert len(payloads(tmp_path / "o.warc.gz")) == 3
    assert run(archive, tmp_path / "o.warc.gz", FakeClock()).held == 3


def test_for_an_hour_nobody_asks_an_archive_that_ended_a_fetch():
    clock = FakeClock()
    limiter = Limiter(clock)
    asked = limiter.wait(PLAYBACK)
    limiter.too_many("web.archive.org", asked, None)
    later = limiter.wait(PLAYBACK)
    with pytest.raises(StoppedError):
        limiter.too_many("web.archive.org", later, None)
    with pytest.raises(StoppedError):
        limiter.wait(INDEX)
    limiter.wait("https://arquivo.pt/")
    clock.tick(3600)
    limiter.wait(INDEX)


def test_requests_under_way_when_the_first_429_came_are_not_a_second():
    clock = FakeClock()
    limiter = Limiter(clock)
    first, second = limiter.wait(PLAYBACK), limiter.wait(PLAYBACK)
    clock.tick(1)
    limiter.too_many("web.archive.org", first, None)
    limiter.too_many("web.archive.org", second, None)
    assert limiter.wait(PLAYBACK) == clock.now() >= 1061


def test_a_pause_of_more_than_ten_minutes_ends_the_fetch(archive, tmp_path):
    archive.faults.append(("/web/20080312101500id_", servers.status(503, after="3600")))
    summary = run(archive, tmp_path / "o.warc.gz", FakeClock())
    assert "asks for a pause of 3600 seconds" in summary.stopped


def test_a_503_is_waited_out_as_long_as_it_says(archive, tmp_path):
    archive.faults += [("/web/20080312101500id_", servers.status(503, after="25")), ("/cdx/", servers.status(503))]
    clock = FakeClock()
    summary = run(archive, tmp_path / "o.warc.gz", clock)
    assert (summary.responses, summary.failures) == (4, [])
    # The index: its own turn 2.5 s later is past the first pause of 2 s. Then the 25 s of the capture.
    assert clock.slept[:2] == [2.5, 25.0]


def test_an_archived_429_or_503_is_a_capture(tmp_path):
    held = [Held(TIN, "20080101000000", b"slow down", 429), Held(TIN, "20090101000000", b"closed", 503)]
    with serving(MementoDialect, held) as server:
        clock = FakeClock()
        made = Memento(f"{server.base}/films", session(clock=clock))
        summary = fetch(made, [Query(url=TIN, all_kinds=True)], tmp_path / "o.warc.gz", user_agent="x")
    assert list(payloads(tmp_path / "o.warc.gz").values()) == [b"slow down", b"closed"]
    assert (summary.failures, clock.slept) == ([], [])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_refused_connections_in_a_row_are_taken_for_a_ban(tmp_path):
    clock = FakeClock()
    made = Memento(f"http://127.0.0.1:{free_port()}/films", session(clock=clock))
    summary = fetch(made, [Query(url=TIN), Query(url=HOST)], tmp_path / "o.warc.gz", user_agent="x")
    assert "3 connections in a row were refused" in summary.stopped
    assert clock.slept == [2.0, 4.0]


def test_connections_that_end_without_a_response_are_taken_for_a_ban(archive, tmp_path):
    def silent(answers):
        answers.close_connection = True

    archive.faults += [("/web/20080329000000id_", silent)] * 3
    summary = run(archive, tmp_path / "o.warc.gz", FakeClock())
    assert summary.responses == 1
    assert "3 connections in a row were refused" in summary.stopped


def test_two_refusals_and_an_answer_are_not_a_ban(archive, tmp_path):
    def silent(answers):
        answers.close_connection = True

    archive.faults += [("/web/20080312101500id_", silent)] * 2 + [("/web/20080329000000id_", silent)] * 2
    summary = run(archive, tmp_path / "o.warc.gz", FakeClock())
    assert (summary.responses, summary.stopped) == (4, None)


def test_every_request_says_who_asks(archive, tmp_path):
    run(archive, tmp_path / "o.warc.gz", FakeClock())
    assert archive.agents == {user_agent("tests@example.org")}
    assert user_agent("tests@example.org").startswith("filmdig/")
    assert user_agent("tests@example.org").endswith(" (+tests@example.org)")
    assert user_agent(None).endswith(" (+no contact given)")


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "a\x00b", "Zoë@example.org"])
def test_a_contact_must_fit_a_header(contact):
    with pytest.raises(UsageError, match="the contact holds characters"):
        PoliteSession(contact=contact)


def test_a_session_follows_no_redirect_to_another_host(archive):
    archive.faults.append(("/here", lambda answers: answers.send(302, Location="http://localhost:1/there")))
    answer = session().get(f"{archive.base}/here")
    assert answer.status_code == 302
    archive.faults += [
        ("/here", lambda answers: answers.send(302, Location="/there")),
        ("/there", lambda answers: answers.send(200, b"found")),
    ]
    assert session().get(f"{archive.base}/here").content == b"found"


def test_five_errors_are_reported_with_the_last(archive):
    archive.faults += [("/here", servers.status(502))] * 5
    clock = FakeClock()
    with pytest.raises(ArchiveError, match="no usable answer in 5 tries; the last: the archive answered 502"):
        session(clock=clock).get(f"{archive.base}/here")
    assert clock.slept == [2.0, 4.0, 8.0, 16.0]


def test_a_name_that_does_not_resolve_is_not_tried_twice(monkeypatch):
    def no_such_name(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)
    clock = FakeClock()
    with pytest.raises(StoppedError, match="name cannot be resolved"):
        session(clock=clock).get("http://no-such-archive.invalid/")
    assert clock.slept == []


def test_proxies_of_the_environment_are_the_users_own(monkeypatch, archive):
    monkeypatch.setenv("http_proxy", archive.base)
    monkeypatch.delenv("no_proxy", raising=False)
    archive.faults.append(("http://archive.example.net/page", lambda answers: answers.send(200, b"by proxy")))
    assert session().get("http://archive.example.net/page").content == b"by proxy"


def challenge(status):
    page = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
    return lambda answers: answers.send(status, page, "text/html")


BLOCKS = {
    **{f"status {code}": servers.status(code) for code in (401, 403, 444, 451, 498)},
    "challenge 200": challenge(200),
    "challenge 503": challenge(503),
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_a_block_in_any_form_ends_the_fetch(tmp_path, block):
    many = [Held(TIN, f"200801010000{n:02d}", b"<html>%d" % n) for n in range(20)]
    with serving(WaybackDialect, many) as server:
        server.faults += [("/web/20080101000003id_", block)] + [("/web/2008010100001", block)] * 10
        summary = run(server, tmp_path / "o.warc.gz", FakeClock())
        asked = sum("/web/" in path for path in server.asked)
    # One alone is a failed capture; five in a row are a block, and nothing is asked after the fifth.
    assert (summary.responses, len(summary.failures), asked) == (9, 5, 15)
    assert "5 requests in a row failed" in summary.stopped
    assert "wait an hour" in summary.stopped
    assert len(payloads(tmp_path / "o.warc.gz")) == 9


@pytest.mark.parametrize("block", [servers.status(403), servers.status(504), challenge(200)])
def test_a_block_of_the_index_ends_the_requests(archive, tmp_path, block):
    archive.faults += [("/cdx/", block)] * 1000
    made = Wayback(session("web.archive.org", base=archive.base, clock=FakeClock()))
    summary = fetch(made, [Query(url=f"{HOST}/{n}") for n in range(40)], tmp_path / "o.warc.gz", user_agent="x")
    assert len(summary.failures) == 4
    assert "5 requests in a row failed" in summary.stopped


def test_what_an_owner_withholds_is_not_a_block(tmp_path):
    many = [Held(TIN, f"200801010000{n:02d}", b"<html>%d" % n) for n in range(20)]
    with serving(WaybackDialect, many) as server:
        withheld = lambda answers: answers.send(403, X_Archive_Wayback_Runtime_Error="AdministrativeAccessControlException: no")  # noqa: E731
        server.faults += [("/web/2008010100000", withheld)] * 10
        summary = run(server, tmp_path / "o.warc.gz", FakeClock())
    assert (summary.responses, len(summary.failures), summary.stopped) == (10, 10, None)


def test_index_and_timemaps_of_the_wayback_machine_count_together():
    clock = FakeClock()
    limiter = Limiter(clock)
    begun = [limiter.wait(url) - 1000 for url in (INDEX, "https://web.archive.org/web/timemap/link/http://x.example/", INDEX)]
    assert begun == [0, 2.5, 5.0]


def test_processes_of_one_user_share_a_limit(tmp_path):
    """Each `Limiter` stands for one process; they share only the folder."""
    clock = FakeClock()
    first, second = (Limiter(clock, SharedTurns(tmp_path / "limits")) for _ in range(2))
    begun = [one.wait("https://arquivo.pt/wayback/x") - 1000 for one in (first, second, first, second)]
    assert begun == [0, 1, 2, 3]
    first.pause("arquivo.pt", 30)
    assert second.wait("https://arquivo.pt/wayback/x") - 1000 == 33


def test_turns_of_a_restarted_clock_are_ignored(tmp_path):
    SharedTurns(tmp_path).take("arquivo.pt all", 900_000.0, 1.0)
    assert SharedTurns(tmp_path).take("arquivo.pt all", 50.0, 1.0) == 50.0


def test_a_folder_that_cannot_be_used_is_reported_once(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    turns = SharedTurns(tmp_path / "file")
    assert [turns.take("arquivo.pt all", now, 1.0) for now in (5.0, 6.0)] == [5.0, 6.0]
    assert [message for message in caplog.messages if "rate limits are not shared" in message] == caplog.messages
    assert len(caplog.messages) == 1
