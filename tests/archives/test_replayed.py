"""Every fixture through pywb: replayed raw or rewritten, a page gives the record that its own bytes give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import filmdig
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.archives.fetching import fetch
from filmdig.scraper.archives.memento import Memento
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.warcfile import iso
from tests.archives.conftest import Pywb
from tests.archives.holdings import Held, write_warc
from tests.archives.servers import session
from tests.cases import name_of, pages

PAGES = [path for path in pages() if path.suffix == ".html"]
#: Fields that differ for a replay: its bytes have another digest, and the record's id is derived from it.
REPLAYS_OWN = {"digest", "replay_url", "archive", "location"}


def held(path: Path) -> Held:
    url = json.loads(path.with_suffix(".json").read_bytes())["page"]["url"]
    seconds = PAGES.index(path)
    return Held(
        url or f"http://pages.example.com/{name_of(path)}",
        f"20120101{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}",
        path.read_bytes(),
    )


def record(body: bytes, of: Held, *, keep_digest: bool = False, **more: str) -> dict[str, Any]:
    own = REPLAYS_OWN - {"digest"} if keep_digest else REPLAYS_OWN
    capture = Capture(body=body, url=of.url, captured_at=iso(of.timestamp), **more)
    reported: dict[str, Any] = json.loads(to_json(read_capture(capture)))
    del reported["id"]
    reported["page"] = {name: value for name, value in reported["page"].items() if name not in own}
    return reported


@pytest.fixture(scope="session")
def replay(pywb: Pywb, tmp_path_factory: pytest.TempPathFactory) -> str:
    warc = write_warc(tmp_path_factory.mktemp("pages") / "pages.warc.gz", [held(path) for path in PAGES])
    return pywb.add("pages", warc).removeprefix(pywb.base)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_replayed_page_gives_the_same_record(pywb, replay, path):
    one = held(path)
    wanted = record(one.body, one)
    raw = pywb.get(f"{replay}/{one.timestamp}id_/{one.url}")
    assert raw.content == one.body
    rewritten = pywb.get(f"{replay}/{one.timestamp}mp_/{one.url}")
    assert rewritten.headers["Memento-Datetime"] == one.http_date
    assert b"wombat" in rewritten.content
    got = record(rewritten.content, one, replay_url=rewritten.url)
    # pywb 2.10 drops the text of a script that a cut page does not close: the record cannot say that its JSON is broken.
    if b"<script" in one.body.lower().rpartition(b"</script>")[2]:
        assert one.body[-30:] not in rewritten.content
        wanted["issues"] = [issue for issue in wanted["issues"] if issue["code"] != "json_broken"]
    assert got == wanted


def test_a_rewritten_page_names_its_own_capture(pywb: Pywb, replay: str) -> None:
    one = held(PAGES[0])
    reported = read_capture(Capture(body=pywb.get(f"{replay}/{one.timestamp}mp_/{one.url}").content)).page
    assert (reported.url, reported.captured_at) == (one.url, iso(one.timestamp))
    assert reported.replay_url == f"{pywb.base}{replay}/{one.timestamp}/{one.url}"
    assert reported.archive == pywb.base.removeprefix("http://")


def test_pages_fetched_from_an_archive_give_the_records_of_their_files(pywb, replay, tmp_path):
    """Thirty pages: pywb, `memento:`, a WARC, `extract`; nothing between may change a record."""
    chosen = [held(path) for path in PAGES[:: max(len(PAGES) // 30, 1)]][:30]
    assert len(chosen) == 30
    warc = tmp_path / "fetched.warc.gz"
    queries = [Query(url=one.url, since=one.timestamp, until=one.timestamp) for one in chosen]
    summary = fetch(Memento(f"{pywb.base}{replay}", session()), queries, warc, user_agent="filmdig/test")
    assert (summary.responses, summary.failures) == (30, [])
    got = {reported["page"]["captured_at"]: reported for reported in map(json.loads, map(to_json, filmdig.extract(warc)))}
    assert len(got) == 30
    for one in chosen:
        reported = got[iso(one.timestamp)]
        del reported["id"]
        reported["page"] = {name: value for name, value in reported["page"].items() if name not in REPLAYS_OWN - {"digest"}}
        wanted = record(one.body, one, keep_digest=True)
        assert reported == wanted, one.url
