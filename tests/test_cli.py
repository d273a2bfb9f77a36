"""The command as users run it: in its own process, with its exit status and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = """<!DOCTYPE html><html lang="en"><head><title>The Tin Harbour (1962)</title>
<meta property="og:title" content="The Tin Harbour"></head><body><h1>The Tin Harbour</h1><p>A film.</p></body></html>"""


def filmdig(*arguments: object, cwd: Path | None = None, **more: object) -> subprocess.CompletedProcess[str]:
    """Run the command in its own process."""
    return subprocess.run(
        [sys.executable, "-m", "filmdig", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **more,
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(5):
        (folder / f"page{number}.html").write_text(PAGE.replace("Harbour", f"Harbour {number}"))
    return folder


def records(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_records_go_to_standard_output_in_input_order(pages):
    done = filmdig("extract", pages)
    assert done.returncode == 0
    assert [Path(r["page"]["location"]["path"]).name for r in records(done.stdout)] == [f"page{n}.html" for n in range(5)]


def test_same_input_gives_same_bytes_for_any_number_of_workers(pages):
    assert filmdig("extract", pages, "--workers", 1).stdout == filmdig("extract", pages, "--workers", 3).stdout != ""


def test_output_file_and_summary(pages, tmp_path):
    out, summary = tmp_path / "records.jsonl", tmp_path / "summary.json"
    done = filmdig("extract", pages, "-o", out, "--summary", summary)
    assert done.returncode == 0
    assert done.stdout == ""
    assert len(records(out.read_text())) == 5
    assert "5 pages in " in done.stderr
    assert str(out) in done.stderr
    assert json.loads(summary.read_text())["pages"] == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "records.jsonl", "summary.json"]


def test_quiet_says_nothing(pages, tmp_path):
    done = filmdig("extract", pages, "-o", tmp_path / "records.jsonl", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_progress_as_json(pages, tmp_path):
    done = filmdig("extract", pages, "-o", tmp_path / "records.jsonl", "--progress", "json")
    reported = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert reported[-1]["pages"] == 5
    assert reported[-1]["units_done"] == reported[-1]["units"] == 1


def test_url_and_time_of_a_single_page(pages):
    done = filmdig("extract", pages / "page0.html", "--url", "http://films.example/tin", "--captured-at", "20140701")
    page = records(done.stdout)[0]["page"]
    assert (page["url"], page["captured_at"]) == ("http://films.example/tin", "2014-07-01")


def test_map_of_urls_names_files_as_given_or_beside_it(pages):
    (pages / "map.tsv").write_text(
        "file\turl\tcaptured_at\n"
        "page0.html\thttp://films.example/0\t20140701123000\n"
        f"{pages}/page1.html\thttp://films.example/1\t2011\n"
        "page2.html\thttp://films.example/2\n"
    )
    found = {
        r["page"]["location"]["path"]: r["page"] for r in records(filmdig("extract", pages, "--urls", pages / "map.tsv").stdout)
    }
    reported = [(page["url"], page["captured_at"]) for path, page in sorted(found.items()) if path.endswith(".html")]
    assert reported == [
        ("http://films.example/0", "2014-07-01T12:30:00Z"),
        ("http://films.example/1", "2011"),
        ("http://films.example/2", None),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["extract", "nowhere"], "no such file or folder (nowhere)"),
        (["extract", "{pages}", "-o", "{pages}/out.jsonl"], "the output is inside the source"),
        (["extract", "{pages}/page0.html", "-o", "{pages}/page0.html"], "the output is inside the source"),
        (["extract", "{pages}", "-o", "{pages}/no/such/folder.jsonl"], "the output is inside the source"),
        (["extract", "{pages}/page0.html", "-o", "{pages}/no/such/out.jsonl"], "there is no folder {pages}/no/such"),
        (["extract", "{pages}/page0.html", "-o", "{pages}"], "the output is a folder"),
        (["extract", "{pages}", "--url", "http://films.example/"], "are for a single page"),
        (["extract", "{pages}/page0.html", "--url", "films.example"], "not the address of a page"),
        (["extract", "{pages}/page0.html", "--captured-at", "last week"], "not a capture time"),
        (["extract"], "no source"),
        (["extract", "{pages}", "--site", "flixtser"], "no such site: flixtser (--site): did you mean flixster?"),
        (["extract", "{pages}", "--fail-if", "layout_unknown"], "not a condition (--fail-if layout_unknown)"),
        (["extract", "{pages}", "--limit", "1", "--out-dir", "{pages}/../out"], "a folder of shards holds all records"),
        (["extract", "--files-from", "nowhere.txt"], "cannot read the list"),
        (["extract", "{pages}/page0.html", "-o", "x.xlsx"], "no format has the ending .xlsx"),
        (["extract", "{pages}", "--urls", "nowhere.tsv"], "cannot read the map"),
        (["extract", "{pages}", "--urls", "{pages}/page0.html"], "page0.html, line 1"),
    ],
)
def test_bad_usage_is_one_clear_line_and_2(arguments, says, pages):
    done = filmdig(*(argument.format(pages=pages) for argument in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("filmdig: ")
    assert done.stderr.count("\n") == 1
    assert says.format(pages=pages) in done.stderr


@pytest.mark.parametrize("arguments", [[], ["dig"], ["extract", "x", "--workers", "0"], ["extract", "x", "--page-timeout", "-1"]])
def test_wrong_arguments_are_2_without_a_traceback(arguments):
    done = filmdig(*arguments)
    assert done.returncode == 2
    assert "usage: filmdig" in done.stderr
    assert "Traceback" not in done.stderr


def test_reader_that_stops_early_ends_the_run_quietly(pages):
    for number in range(400):
        (pages / f"more{number}.html").write_text(PAGE)
    done = subprocess.run(
        ["bash", "-c", 'set -o pipefail; "$0" -m filmdig extract "$1" --quiet | head -n 1', sys.executable, pages],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )
    assert done.returncode == 141
    assert len(records(done.stdout)) == 1
    assert done.stderr == ""


def test_output_goes_to_a_device_as_it_is(pages):
    done = filmdig("extract", pages, "-o", "/dev/null")
    assert done.returncode == 0
    assert Path("/dev/null").is_char_device()


def test_version_and_help():
    assert filmdig("--version").stdout.startswith("filmdig ")
    assert "extract" in filmdig("--help").stdout
    assert "--page-timeout" in filmdig("extract", "--help").stdout


@pytest.mark.parametrize(
    ("options", "kept"), [((), "schema.json"), (("--merged",), "schema-merged.json"), (("--summary",), "schema-summary.json")]
)
def test_schema_is_printed_and_is_the_one_kept(options, kept):
    done = filmdig("schema", *options)
    assert done.returncode == 0
    assert done.stdout == (ROOT / "output" / kept).read_text(encoding="utf-8"), "make schema"
