"""The dialects from cassettes: the archives' own names, and no server at all."""

from __future__ import annotations

import pytest
import yaml
from vcr.errors import CannotOverwriteExistingCassetteException

from filmdig.scraper.archives.selection import MALFORMED
from tests.archives.cassette import DIALECTS, FOLDER, QUERIES, player, record
from tests.archives.holdings import captures
from tests.archives.reading import payloads, records
from tests.archives.servers import session

PAGES = {query.url for query in QUERIES}


@pytest.mark.parametrize("name", ["wayback", "wayback-former", "commoncrawl", "commoncrawl-arc"])
def test_a_fetch_from_the_cassette(name, tmp_path):
    run = DIALECTS[name].run
    with player().use_cassette(str(FOLDER / f"{name}.yaml"), record_mode="none") as cassette:
        summary = run(session(), tmp_path / "o.warc.gz")
    assert cassette.all_played
    assert (summary.responses, summary.revisits, summary.failures, summary.stopped) == (6, 1, [], None)
    assert summary.left_out.get(MALFORMED, 0) == (name == "wayback-former")
    assert payloads(tmp_path / "o.warc.gz") == {(one.url, one.timestamp): one.body for one in captures() if one.url in PAGES}
    hosts = {
        record.headers["WARC-Source-URI"].split("/")[2] for record in records(tmp_path / "o.warc.gz") if record.type == "response"
    }
    assert hosts == {DIALECTS[name].hosts[-1]}


@pytest.mark.parametrize("name", DIALECTS)
def test_what_is_not_on_the_cassette_is_not_asked_of_the_web(name, tmp_path):
    with (
        player().use_cassette(str(FOLDER / f"{name}.yaml"), record_mode="none"),
        pytest.raises(CannotOverwriteExistingCassetteException),
    ):
        session().get(f"https://{DIALECTS[name].hosts[0]}/elsewhere")


@pytest.mark.parametrize("name", DIALECTS)
def test_the_cassette_is_what_the_servers_of_these_tests_answer(name, tmp_path):
    record(name, tmp_path / "new.yaml")

    def asked(path):
        return [
            (one["request"]["uri"], one["response"]["status"]["code"]) for one in yaml.safe_load(path.read_text())["interactions"]
        ]

    assert asked(tmp_path / "new.yaml") == asked(FOLDER / f"{name}.yaml")


def test_refusals_from_the_cassette(tmp_path):
    with player().use_cassette(str(FOLDER / "wayback-blocked.yaml"), record_mode="none") as cassette:
        summary = DIALECTS["wayback-blocked"].run(session(), tmp_path / "o.warc.gz")
    assert cassette.all_played
    assert (summary.responses, summary.stopped) == (3, None)
    reasons = [(failure.url.rpartition("/")[2], failure.timestamp, failure.reason.split(": ")[0]) for failure in summary.failures]
    assert reasons[-1] == ("1987", None, "the archive withholds this site")
    assert [reason[1] for reason in reasons[:2]] == ["20090401120000", "20110615083000"]
    assert all("turned the request away (status 403)" in failure.reason for failure in summary.failures[:2])


@pytest.mark.parametrize(
    ("name", "kept", "requests", "says"),
    [
        ("wayback-turned-away", 1, 7, "5 requests in a row failed, the last with: a challenge page, status 403"),
        ("wayback-unwell", 1, 27, "5 requests in a row failed, the last with: the archive answered 504"),
        ("wayback-too-many", 2, 5, "the archive answered 429 (too many requests) a second time"),
    ],
)
def test_blocks_from_the_cassette_end_the_fetch(name, kept, requests, says, tmp_path):
    with player().use_cassette(str(FOLDER / f"{name}.yaml"), record_mode="none") as cassette:
        summary = DIALECTS[name].run(session(), tmp_path / "o.warc.gz")
    assert cassette.all_played
    assert says in summary.stopped
    assert (summary.responses, len(cassette.requests)) == (kept, requests)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_cassette_says_what_it_imitates(name):
    head = (FOLDER / f"{name}.yaml").read_text().split("\ninteractions:")[0]
    assert head.startswith("# ")
    assert " ".join(line.removeprefix("# ") for line in head.splitlines()) == DIALECTS[name].head
