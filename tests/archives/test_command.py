"""`filmdig fetch` and `filmdig extract` from archives, as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import filmdig as filmdig_library
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives import WebSource, cached, fetch_to_warc, parse_source
from filmdig.scraper.archives.selection import moment, one_line, same_page, web_url
from filmdig.scraper.archives.warcfile import iso
from tests.archives import servers
from tests.archives.holdings import HOST, captures
from tests.archives.reading import payloads
from tests.archives.servers import MementoDialect, serving, session

ROOT = Path(__file__).parent.parent.parent
TIN = f"{HOST}/title/1962"


def filmdig(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    if "FILMDIG_CONTACT" not in environment:
        env.pop("FILMDIG_CONTACT", None)
    return subprocess.run(
        [sys.executable, "-m", "filmdig", *map(str, arguments)], capture_output=True, text=True, timeout=120, env=env
    )


@pytest.fixture
def archive():
    with serving(MementoDialect) as server:
        yield server


def of(server) -> str:
    return f"memento:{server.base}/films"


def test_a_fetch_from_first_to_last(archive, tmp_path):
    path = tmp_path / "o.warc.gz"
    done = filmdig("fetch", TIN, f"{HOST}/title/1987", "--archive", of(archive), "-o", path, FILMDIG_CONTACT="me@example.org")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        f"captures in:       {path}",
        "written:           6, of which 1 as revisits of an equal payload",
    ]
    assert len(payloads(path)) == 6
    assert all(agent.endswith("(+me@example.org)") for agent in archive.agents)
    again = filmdig("fetch", TIN, "--archive", of(archive), "-o", path, "--contact", "x")
    assert again.stderr.splitlines()[1:] == ["already there:     4", "written:           0"]


def test_without_a_contact_it_says_what_archives_see(archive, tmp_path):
    done = filmdig("fetch", TIN, "--archive", of(archive), "-o", tmp_path / "o.warc.gz", "--limit", 1)
    assert "(+no contact given)'; with --contact they can reach you" in done.stderr.splitlines()[0]


def test_a_failure_is_reported_and_makes_the_exit_status_1(archive, tmp_path):
    archive.faults.append(("20080329000000id_", servers.status(404)))
    archive.faults.append((f"20080329000000/{HOST}", servers.status(404)))
    path = tmp_path / "o.warc.gz"
    done = filmdig("fetch", TIN, "--archive", of(archive), "-o", path)
    assert done.returncode == 1
    assert f"filmdig: not fetched: {TIN} of 20080329000000: the archive answered 404 with its own page" in done.stderr
    assert done.stderr.splitlines()[-2:] == [
        "failed:            1",
        "not complete:      run the same command again to resume",
    ]
    assert filmdig("fetch", TIN, "--archive", of(archive), "-o", path).returncode == 0
    assert len(payloads(path)) == 4


def test_an_archive_that_ends_the_fetch_is_reported_on_the_last_line(tmp_path):
    with serving(MementoDialect) as server:
        server.faults.append(("20080329000000id_", servers.status(503, after="4000")))
        done = filmdig("fetch", TIN, "--archive", of(server), "-o", tmp_path / "o.warc.gz")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("filmdig: the archive asks for a pause of 4000 seconds (127.0.0.1): ")


def test_a_pause_is_reported(archive, tmp_path):
    archive.faults.append(("20080329000000id_", servers.status(503, after="1")))
    done = filmdig("fetch", TIN, "--archive", of(archive), "-o", tmp_path / "o.warc.gz", "--quiet")
    assert done.stderr == "filmdig: 127.0.0.1 answered 503 and asked for a pause of 1 seconds\n"
    assert done.returncode == 0


def test_the_plan_is_a_table_and_fetches_nothing(archive, tmp_path):
    path = tmp_path / "o.warc.gz"
    filmdig("fetch", TIN, "--archive", of(archive), "-o", path, "--limit", 1)
    archive.asked.clear()
    done = filmdig("fetch", TIN, "--archive", of(archive), "-o", path, "--plan", "--from", "2008", "--to", "2009")
    assert done.returncode == 0
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows[0] == ["timestamp", "status", "mime", "digest", "in_file", "url", "address"]
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        ("20080312101500", "yes", TIN),
        ("20080329000000", "no", TIN),
        ("20090401120000", "no", TIN),
    ]
    assert done.stderr == "filmdig: 3 captures, 2 of them to fetch\n"
    assert archive.asked == [f"/films/timemap/link/{TIN}"]


def test_a_plan_that_cannot_be_made_exits_with_1(archive):
    archive.faults.append(("/timemap/", servers.html))
    done = filmdig("fetch", TIN, "--archive", of(archive), "--plan")
    assert done.returncode == 1
    assert "filmdig: the archive's TimeMap cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([TIN], "no file to write to"),
        ([TIN, "-o", "o.warc"], "the file's name must end in .warc.gz"),
        ([TIN, "--archive", "nowhere", "-o", "o.warc.gz"], "no such archive (nowhere)"),
        ([TIN, "--archive", "memento:", "-o", "o.warc.gz"], "no such archive (memento:)"),
        (["ftp://x.example/", "-o", "o.warc.gz"], "not an address on the web"),
        (["http://x.example/*", "-o", "o.warc.gz"], "add --match prefix"),
        ([TIN, "--from", "soon", "-o", "o.warc.gz"], "not a date ('soon')"),
        ([TIN, "--from", "2012", "--to", "2010", "-o", "o.warc.gz"], "--from is after --to"),
        ([TIN, "--limit", "0", "-o", "o.warc.gz"], "must be 1 or more"),
        ([TIN, "--contact", "a\nb", "-o", "o.warc.gz"], "the contact holds characters"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_status_2(tmp_path, arguments, said):
    done = filmdig("fetch", *arguments)
    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("wayback:http://x.example/a", WebSource("wayback", "http://x.example/a")),
        ("wayback:x.example/a?b=c|d", WebSource("wayback", "http://x.example/a?b=c|d")),
        ("commoncrawl:https://x.example/", WebSource("commoncrawl", "https://x.example/")),
        ("commoncrawl:CC-MAIN-2014-23|x.example/", WebSource("commoncrawl:CC-MAIN-2014-23", "http://x.example/")),
        (
            "memento:http://localhost:8080/films|http://x.example/",
            WebSource("memento:http://localhost:8080/films", "http://x.example/"),
        ),
        ("memento:http://localhost:8080/films", None),
        ("wayback:", None),
        ("wayback:ftp://x.example/", None),
    ],
)
def test_sources_on_the_web(source, read):
    if read is None:
        with pytest.raises(UsageError):
            parse_source(source)
    else:
        assert parse_source(source) == read


@pytest.mark.parametrize("source", ["pages/film.html", "s3://bucket/film.html", "https://x.example/film.warc.gz", "waybackish:x"])
def test_other_sources_are_not_pages_of_archives(source):
    assert parse_source(source) is None


def test_a_file_of_such_a_name_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("wayback:films").write_text("x")
    assert parse_source("wayback:films") is None


def test_extract_takes_a_page_of_an_archive_as_a_source(archive, tmp_path):
    archive.faults.append((f"20110615083000id_/{TIN}", servers.status(404)))
    archive.faults.append((f"20110615083000/{TIN}", servers.status(404)))
    source = f"{of(archive)}|{TIN}"
    done = filmdig("extract", source, "--strict", XDG_CACHE_HOME=str(tmp_path), FILMDIG_CONTACT="x@example.org")
    assert done.returncode == 1
    assert "not fetched" in done.stderr
    again = filmdig("extract", source, "--strict", XDG_CACHE_HOME=str(tmp_path))
    assert again.returncode == 0
    read = [json.loads(line) for line in again.stdout.splitlines()]
    assert [(r["page"]["url"], r["page"]["captured_at"], r["film"]["title"]) for r in read] == [
        (
            TIN,
            iso(one.timestamp),
            "The Tin Harbour",
        )
        for one in captures()
        if one.url == TIN
    ]
    assert {Path(r["page"]["location"]["path"]) for r in read} == {next((tmp_path / "filmdig").glob("*.warc.gz"))}


def test_the_library_takes_such_sources_too_and_reports_what_failed(archive, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    archive.faults.append(("/timemap/", servers.html))
    failures = []
    source = f"{of(archive)}|{TIN}"
    assert list(filmdig_library.extract(source, on_failure=failures.append)) == []
    assert [(failure.url, failure.reason) for failure in failures] == [(TIN, "unreadable")]
    assert len(list(filmdig_library.extract(source, on_failure=failures.append))) == 4
    assert len(failures) == 1


def test_the_cache_is_the_users_and_is_resumed(archive, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    source = f"{of(archive)}|{TIN}"
    path, summary = fetch_to_warc(source, session=session())
    assert path == cached(parse_source(source))
    assert path.parent == tmp_path / "filmdig"
    assert path.name.startswith("films-example-com-title-1962-")
    assert (summary.responses, summary.held) == (4, 0)
    assert payloads(path) == {(one.url, one.timestamp): one.body for one in captures() if one.url == TIN}
    assert fetch_to_warc(source, session=session())[1].held == 4
    assert cached(WebSource("wayback", TIN)) != path


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", "20100101000000", "20101231235959"),
        ("2012-02", "20120201000000", "20120229235959"),
        ("201002", "20100201000000", "20100228235959"),
        ("2010-05-31", "20100531000000", "20100531235959"),
        ("20100531123456", "20100531123456", "20100531123456"),
        ("2010-05-31T12:34:56Z", "20100531123456", "20100531123456"),
        ("2010053112", "20100531120000", "20100531125959"),
    ],
)
def test_dates(text, first, last):
    assert (moment(text), moment(text, last=True)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "10", "2010-13", "2010-02-30", "20100531126000", "2010-5", "1066", "٢٠١٠", "20100531245959"]
)
def test_malformed_dates_are_refused(text):
    with pytest.raises(UsageError):
        moment(text)


def test_addresses():
    assert web_url(" films.example.com/a ") == "http://films.example.com/a"
    assert same_page("https://www.Films.example.com:443/A/") == same_page("http://films.example.com/a#top")
    assert same_page("http://films.example.com/a?b=1") != same_page("http://films.example.com/a")
    assert one_line("a\r\nb\u2028c\x85d") == "a b c d"
