"""`filmdig extract`: what is read, what is left out, and what the exit status and the summary say of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.test_cli import PAGE, filmdig, records

FLIXSTER = ROOT / "fixtures" / "flixster" / "2011"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(5):
        (folder / f"page{number}.html").write_text(PAGE.replace("Harbour", f"Harbour {number}"))
    return folder


def names(text: str) -> list[str]:
    return [Path(one["page"]["location"]["path"]).name for one in records(text)]


def unreadable(folder: Path) -> Path:
    """A named file that nobody can open, root included."""
    path = folder / "socket"
    address = os.path.relpath(path)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(address if len(address) < len(str(path)) else str(path))
    return path


def dangling(folder: Path) -> Path:
    path = folder / "gone.html"
    path.symlink_to("nowhere.html")
    return path


# What cannot be read


def test_a_named_file_that_cannot_be_opened_is_unreadable_and_1(pages: Path, tmp_path: Path) -> None:
    out, summary = tmp_path / "r.jsonl", tmp_path / "s.json"
    done = filmdig("extract", dangling(tmp_path), pages, "-o", out, "--summary", summary)
    assert done.returncode == 1
    assert len(records(out.read_text())) == 5
    assert json.loads(summary.read_text())["quarantined"] == {"unreadable": 1}
    (line,) = records(Path(f"{out}.quarantine.jsonl").read_text())
    assert (line["reason"], Path(line["location"]["path"]).name) == ("unreadable", "gone.html")
    assert "quarantined:  unreadable 1" in done.stderr


def test_a_run_whose_every_source_failed_is_2_and_replaces_nothing(tmp_path: Path) -> None:
    out, summary = tmp_path / "r.jsonl", tmp_path / "s.json"
    out.write_text("earlier\n")
    done = filmdig("extract", dangling(tmp_path), "-o", out, "--summary", summary)
    assert done.returncode == 2
    assert "filmdig: no source could be read\n" in done.stderr
    assert out.read_text() == "earlier\n"
    assert json.loads(summary.read_text())["quarantined"] == {"unreadable": 1}
    assert Path(f"{out}.quarantine.jsonl").exists()


def test_a_damaged_archive_alone_is_2_and_beside_pages_0(pages: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.warc"
    broken.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 500\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert filmdig("extract", broken, "--quiet").returncode == 2
    assert filmdig("extract", broken, pages, "--quiet").returncode == 0
    assert filmdig("extract", broken, pages, "--quiet", "--strict").returncode == 1


def test_a_failed_fetch_is_unreadable_and_costs_no_other_source(pages: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}/films"
    source, out, summary = f"memento:{base}|http://films.example.com/1", tmp_path / "r.jsonl", tmp_path / "s.json"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "filmdig", "extract"]
    done = subprocess.run(
        [*command, source, str(pages), "-o", str(out), "--summary", str(summary)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert len(records(out.read_text())) == 5
    assert json.loads(summary.read_text())["quarantined"] == {"unreadable": 1}
    (line,) = records(Path(f"{out}.quarantine.jsonl").read_text())
    assert (line["reason"], line["url"]) == ("unreadable", source)
    alone = subprocess.run([*command, source, "--quiet"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert (alone.returncode, alone.stdout) == (2, "")
    assert "no source could be read" in alone.stderr


# No output is an input or another output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["page0.html", "-o", "link.html"], "the output is inside the source"),
        (["page0.html", "-o", "hard.html"], "the output is also an input"),
        (["page0.html", "--urls", "map.tsv", "-o", "map.tsv", "--format", "jsonl"], "the output is also an input"),
        (["page0.html", "--urls", "map.tsv", "-o", "r.jsonl", "--summary", "map.tsv"], "the output is also an input"),
        (["page0.html", "-o", "r.jsonl", "--summary", "r.jsonl"], "the output is also the output of -o r.jsonl"),
        (["page0.html", "-o", "r.jsonl", "--summary", "./r.jsonl"], "the output is also the output of -o r.jsonl"),
        (["page0.html", "-o", "r.jsonl", "--summary", "r.jsonl.quarantine.jsonl"], "the output is also the output of"),
        (["page0.html", "--summary", "page0.html"], "the output is inside the source"),
        (["--files-from", "list", "-o", "list", "--format", "jsonl"], "the output is also an input"),
    ],
)
def test_no_output_is_an_input_or_another_output(arguments: list[str], says: str, pages: Path) -> None:
    (pages / "link.html").symlink_to("page0.html")
    os.link(pages / "page0.html", pages / "hard.html")
    (pages / "map.tsv").write_text("page0.html\thttp://films.example/0\n")
    (pages / "list").write_text("page0.html\n")
    before = {path: path.read_bytes() for path in pages.iterdir()}
    done = filmdig("extract", *arguments, cwd=pages)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert says in done.stderr
    assert {path: path.read_bytes() for path in pages.iterdir()} == before


def test_standard_output_is_not_an_input_either(pages: Path) -> None:
    page = pages / "page0.html"
    before = page.read_bytes()
    with page.open("ab") as appended:
        done = subprocess.run(
            [sys.executable, "-m", "filmdig", "extract", str(page)], cwd=ROOT, stdout=appended, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 2
    assert b"the output is also an input" in done.stderr
    assert page.read_bytes() == before


def test_devices_may_be_named_as_often_as_one_likes(pages: Path) -> None:
    assert filmdig("extract", pages, "-o", "/dev/null", "--summary", "/dev/null", "--quiet").returncode == 0


def test_a_failed_page_goes_to_standard_error_where_records_go_to_a_stream(tmp_path: Path) -> None:
    done = filmdig("extract", dangling(tmp_path), "-o", "-", "--quiet", cwd=tmp_path)
    assert '"reason":"unreadable"' in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"gone.html"}


# Which sources and which records


@pytest.mark.parametrize(
    "sources", [["page1.html", "."], [".", "page1.html"], ["page1.html", "./page1.html", "."], [".", "."], ["./", "../pages"]]
)
def test_a_file_given_twice_is_read_once_and_counted(sources: list[str], pages: Path) -> None:
    done = filmdig("extract", *sources, cwd=pages)
    assert sorted(names(done.stdout)) == [f"page{number}.html" for number in range(5)]
    assert "a file given more than once" in done.stderr


def test_sources_come_from_a_list_too(pages: Path) -> None:
    (pages / "list").write_bytes(b"page3.html\r\n\npage1.html\n")
    assert names(filmdig("extract", "--files-from", "list", cwd=pages).stdout) == ["page3.html", "page1.html"]
    both = filmdig("extract", "page0.html", "--files-from", "-", cwd=pages, input="page2.html\0page4.html\0")
    assert names(both.stdout) == ["page0.html", "page2.html", "page4.html"]


@pytest.mark.parametrize("workers", [1, 3])
def test_a_limit_gives_the_first_records_and_counts_only_them(workers: int, pages: Path, tmp_path: Path) -> None:
    for number in range(300):
        (pages / f"z{number:03}.html").write_text(PAGE)
    for limit in (1, 3, 100, 400):
        done = filmdig("extract", pages, "--limit", limit, "--workers", workers, "--summary", tmp_path / "s.json")
        assert done.returncode == 0
        expected = sorted(path.name for path in pages.iterdir())[:limit]
        assert names(done.stdout) == expected
        assert json.loads((tmp_path / "s.json").read_text())["pages"] == len(expected)


def test_only_records_of_the_sites_and_kinds_asked_for_are_written(pages: Path, tmp_path: Path) -> None:
    whole = records(filmdig("extract", FLIXSTER, pages).stdout)
    done = filmdig("extract", FLIXSTER, pages, "--site", "flixster", "--kind", "film", "--summary", tmp_path / "s.json")
    wanted = [one for one in whole if (one["page"]["site"], one["page"]["kind"]) == ("flixster", "film")]
    assert records(done.stdout) == wanted
    assert 0 < len(wanted) < len(whole)
    skipped = json.loads((tmp_path / "s.json").read_text())["skipped"]
    assert skipped["a page of a site not given to --site"] == 5


@pytest.mark.parametrize("name", ["page.html", "crawl.zip", "broken.warc"])
def test_standard_input_is_a_source(name: str, pages: Path, tmp_path: Path) -> None:
    import zipfile

    source = tmp_path / name
    if name == "crawl.zip":
        with zipfile.ZipFile(source, "w") as archive:
            for page in sorted(pages.iterdir()):
                archive.write(page, page.name)
    elif name == "broken.warc":
        source.write_bytes(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 500\r\n\r\nHTTP/1.1 200 OK\r\n")
    else:
        source.write_text(PAGE)
    expected = filmdig("extract", source, "--quiet")
    with source.open("rb") as file:
        done = filmdig("extract", "-", "--quiet", stdin=file)
    assert done.returncode == expected.returncode
    assert done.stdout.replace('"path":"-', f'"path":"{source}') == expected.stdout
    assert done.stderr.replace('"path":"-', f'"path":"{source}') == expected.stderr
    assert (done.stdout + done.stderr).count('"path":"-') > 0
    with source.open("rb") as file:
        assert filmdig("extract", "/dev/stdin", "--quiet", stdin=file).stdout == done.stdout


# What --urls says


def test_lines_of_urls_that_matched_nothing_are_listed(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "map.tsv").write_text("pages/page0.html\thttp://films.example/0\npages/page9.html\thttp://films.example/9\n")
    done = filmdig("extract", pages, "--urls", tmp_path / "map.tsv", "--summary", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text())["urls_unmatched"] == ["pages/page9.html"]
    assert "not in input: pages/page9.html (of --urls)" in done.stderr
    assert done.returncode == 0


def test_urls_are_found_by_absolute_path_and_beside_the_map(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "map.tsv").write_text(f"{pages}/page0.html\thttp://films.example/0\npages/page1.html\thttp://films.example/1\n")
    done = filmdig("extract", ".", "--urls", tmp_path / "map.tsv", cwd=pages)
    found = {Path(one["page"]["location"]["path"]).name: one["page"]["url"] for one in records(done.stdout)}
    assert (found["page0.html"], found["page1.html"]) == ("http://films.example/0", "http://films.example/1")


@pytest.mark.parametrize("address", ["films.example/0", "ftp://films.example/0", "http:///0"])
def test_an_address_that_is_none_is_refused_in_a_map_as_on_the_command_line(address: str, pages: Path) -> None:
    (pages / "map.tsv").write_text(f"page1.html\thttp://films.example/1\npage0.html\t{address}\n")
    in_map = filmdig("extract", pages, "--urls", pages / "map.tsv")
    given = filmdig("extract", pages / "page0.html", "--url", address)
    for done, where in ((in_map, f"{pages}/map.tsv, line 2"), (given, "--url")):
        assert done.returncode == 2
        assert done.stderr == f"filmdig: not the address of a page: {address!r} ({where}): begin it with http:// or https://\n"


# Alarms and the summary's schema


def test_an_alarm_has_a_status_of_its_own_and_says_why(pages: Path, tmp_path: Path) -> None:
    out, summary = tmp_path / "r.jsonl", tmp_path / "s.json"
    quiet = ("extract", pages, "-o", out, "--summary", summary, "--quiet")
    done = filmdig(*quiet, "--fail-if", "pages<10", "--fail-if", "quarantined>0", "--fail-if", "generic >= 50%")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "filmdig: alarm: pages<10: pages is 5",
        "filmdig: alarm: generic >= 50%: generic is 5 of 5 pages (100 %)",
    ]
    assert len(json.loads(summary.read_text())["alarms"]) == 2
    assert len(records(out.read_text())) == 5
    assert filmdig(*quiet, "--fail-if", "pages<5").returncode == 0


def test_the_summary_keeps_to_its_published_schema(pages: Path, tmp_path: Path) -> None:
    schema = json.loads((ROOT / "output" / "schema-summary.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for arguments in (["-o", tmp_path / "r.jsonl", "--summary", tmp_path / "summary.json"], ["--out-dir", tmp_path / "out"]):
        assert filmdig("extract", FLIXSTER, pages, dangling(tmp_path), *arguments, "--quiet").returncode == 1
        (tmp_path / "gone.html").unlink()
        written = json.loads((tmp_path / ("summary.json" if "-o" in arguments else "out/summary.json")).read_text())
        jsonschema.validate(written, schema)
        assert set(written) == set(schema["$defs"]["SummaryFile"]["properties"])
        assert written["quarantined"] == {"unreadable": 1}
