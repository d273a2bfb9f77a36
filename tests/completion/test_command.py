"""`filmdig complete` against archives on loopback."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from filmdig.parsers.record.page_record import from_json, to_json
from tests.archives import servers
from tests.archives.holdings import Held, write_warc
from tests.archives.reading import payloads
from tests.archives.servers import MementoDialect, serving
from tests.completion.site_answers import (
    CHAIN,
    CREDITS,
    FIVE,
    JSON_HEAD,
    LETTERS_CHAIN,
    NEAR,
    NUMBERED,
    ORCHARD_DATA,
    PLOTS,
    RT_CHAIN,
    SHOWN,
    flixster_json,
    imdb_cast,
    imdb_cast_cut,
    imdb_plot,
    imdb_plots,
    imdb_reviews_cut,
    letterboxd_fragment,
    letterboxd_reviews_cut,
    letterboxd_text,
    rt_cast,
    rt_plot,
    rt_reviews_cut,
    rt_text,
)
from tests.completion.site_answers import REST as REST_OF_SHOWN
from tests.conftest import ROOT

BELL = "https://letterboxd.com/film/the-bell-ferry/"
FRAGMENT = "https://letterboxd.com/s/full-text/viewing:501/"
PEAT = "http://www.imdb.com/title/tt0991003/"
PLOT = f"{PEAT}plotsummary"
REST = " a thing that the river remembers."


def fixture(name: str) -> bytes:
    return (ROOT / "fixtures" / name).read_bytes()


def filmdig(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "filmdig", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def records(tmp_path) -> Path:
    """Return a file with the records of two pages with one cut each."""
    held = [
        Held(BELL, "20250301000000", fixture("letterboxd/film/hidden-cast-and-cut-reviews.html")),
        Held(PEAT, "20150601000000", fixture("imdb/overview-top/2015-obscure-storyline-cut-page-cut.html")),
    ]
    warc = write_warc(tmp_path / "pages.warc.gz", held)
    assert filmdig("extract", warc, "-o", tmp_path / "records.jsonl", "--quiet").returncode == 0
    return tmp_path / "records.jsonl"


def read(path: Path) -> list:
    return [from_json(line) for line in path.read_bytes().splitlines()]


def shown(records: Path) -> tuple[str, str]:
    bell, peat = read(records)
    return bell.reviews[0].text, peat.film.synopsis


def fragment(text: str) -> bytes:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n")).encode()


def plot_page(text: str, film: str = "tt0991003", title: str = "Peat") -> bytes:
    page = fixture("imdb/subpage-plots/2014-several.html").decode()
    start = page.index('<p class="plotSummary">') + len('<p class="plotSummary">')
    end = page.index("</p>", start)
    return (page[:start] + text + page[end:]).replace("tt0994001", film).replace("Paper Weir", title).encode()


def answers(records: Path) -> list[Held]:
    review, plot = shown(records)
    return [Held(FRAGMENT, "20250401000000", fragment(review + REST)), Held(PLOT, "20150701000000", plot_page(plot + REST))]


def complete(records: Path, folder: Path, server, *more: object) -> subprocess.CompletedProcess:
    return filmdig("complete", records, "-o", folder, "--archive", f"memento:{server.base}/films", *more)


def test_all_that_the_archive_can_close_is_closed_in_one_command(records, tmp_path):
    review, plot = shown(records)
    with serving(MementoDialect, answers(records)) as server:
        done = complete(records, tmp_path / "out", server, "--kinds", "text,plot")
    assert done.returncode == 0, done.stderr
    before, after = read(records), read(tmp_path / "out" / "records.jsonl")
    assert [record.id for record in after] == [record.id for record in before]
    assert (after[0].reviews[0].text, after[1].film.synopsis) == (review + REST, plot + REST)
    cuts = {cut.path: cut for record in after for cut in record.truncations}
    cuts = [cuts[path] for path in ("/reviews/0/text", "/film/synopsis")]
    assert [(cut.state, cut.by, cut.seams) for cut in cuts] == [
        ("repaired", "linked_page", [len(review)]),
        ("repaired", "linked_page", [len(plot)]),
    ]
    fetched = {record.id: record for record in read(tmp_path / "out" / "fetched.jsonl")}
    assert {cut.completed_from.id for cut in cuts} == set(fetched)
    assert {cut.completed_from.captured_at for cut in cuts} == {"2025-04-01T00:00:00Z", "2015-07-01T00:00:00Z"}
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["records"], summary["closed"], summary["open"]) == (2, {"text": 1, "plot": 1}, {})
    assert (tmp_path / "out" / "open.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("kept", "reason"),
    [
        ("absent", "absent"),
        ("another film's", "another film's page"),
        ("other text", "no text there continues what was shown"),
    ],
)
def test_what_stays_open_is_named(records, tmp_path, kept, reason):
    _, plot = shown(records)
    held = {
        "absent": [],
        "another film's": [Held(PLOT, "20150701000000", plot_page(plot + REST, "tt0991999", "Turf"))],
        "other text": [Held(PLOT, "20150701000000", plot_page("Something else altogether is told here, at length."))],
    }[kept]
    with serving(MementoDialect, held) as server:
        done = complete(records, tmp_path / "out", server, "--kinds", "plot", "--strict")
    assert done.returncode == 1
    (line,) = [json.loads(line) for line in (tmp_path / "out" / "open.jsonl").read_text().splitlines()]
    assert (line["path"], line["part"], line["url"].split("?")[0], line["reason"]) == ("/film/synopsis", "plot", PLOT, reason)
    assert read(tmp_path / "out" / "records.jsonl") == read(records)


def test_the_nearest_capture_that_closes_the_cut_is_taken(records, tmp_path):
    _, plot = shown(records)
    held = [
        Held(PLOT, "20150615000000", plot_page("Not it.")),
        Held(PLOT, "20160101000000", plot_page(plot + REST)),
        Held(PLOT, "20240101000000", plot_page(plot + " far away.")),
    ]
    with serving(MementoDialect, held) as server:
        complete(records, tmp_path / "out", server, "--kinds", "plot")
        asked = [path for path in server.asked if "id_" in path]
    assert read(tmp_path / "out" / "records.jsonl")[1].film.synopsis == plot + REST
    assert [path.split("/")[2] for path in asked] == ["20150615000000id_", "20160101000000id_"]


def test_no_capture_from_further_away_than_within(records, tmp_path):
    _, plot = shown(records)
    with serving(MementoDialect, [Held(PLOT, "20190101000000", plot_page(plot + REST))]) as server:
        complete(records, tmp_path / "near", server, "--kinds", "plot", "--within", "2y")
        complete(records, tmp_path / "far", server, "--kinds", "plot", "--within", "5y")
    assert read(tmp_path / "near" / "records.jsonl")[1].film.synopsis == plot
    assert read(tmp_path / "far" / "records.jsonl")[1].film.synopsis == plot + REST


def test_a_dry_run_asks_nothing(records, tmp_path):
    with serving(MementoDialect, answers(records)) as server:
        done = complete(records, tmp_path / "out", server, "--dry-run", "--kinds", "text,plot")
        assert server.asked == []
    assert [line.split("\t")[1:] for line in done.stdout.splitlines()] == [["text", FRAGMENT], ["plot", f"{PLOT}?ref_=tt_ov_pl"]]
    assert not (tmp_path / "out").exists()


def test_a_block_ends_the_run_and_keeps_the_results(records, tmp_path):
    with serving(MementoDialect, answers(records)) as server:
        server.faults.append((PLOT, servers.status(503, after="4000")))
        done = complete(records, tmp_path / "out", server, "--kinds", "text,plot")
        assert done.returncode == 1
        assert "asks for a pause of 4000 seconds" in done.stderr
        assert len(read(tmp_path / "out" / "records.jsonl")) == 2
        again = complete(records, tmp_path / "out", server, "--kinds", "text,plot")
    assert again.returncode == 0, again.stderr
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["closed"] == {"text": 1, "plot": 1}


def test_pages_in_the_input_are_not_fetched(records, tmp_path):
    review, _ = shown(records)
    warc = write_warc(tmp_path / "rest.warc.gz", answers(records))
    filmdig("extract", tmp_path / "pages.warc.gz", warc, "-o", tmp_path / "all.jsonl", "--quiet")
    with serving(MementoDialect, []) as server:
        complete(tmp_path / "all.jsonl", tmp_path / "out", server, "--kinds", "text,plot")
        assert [path for path in server.asked if "full-text" in path or "plotsummary" in path] == []
    assert read(tmp_path / "out" / "records.jsonl")[0].reviews[0].text == review + REST


def test_a_run_killed_at_any_moment_loses_and_repeats_nothing(records, tmp_path):
    """It is killed ten times, each at a random request; the pages of reviews link from one to the next."""
    rng = random.Random(20)
    held = [*answers(records), *(Held(url, NEAR, body) for url, body in CHAIN)]
    with records.open("ab") as file:
        file.write(to_json(imdb_reviews_cut()) + b"\n")
    with serving(MementoDialect, held) as server:
        whole = complete(records, tmp_path / "whole", server, "--kinds", "text,plot,reviews")
        assert whole.returncode == 0, whole.stderr
        needed = sorted(path for path in server.asked if "id_" in path)
        server.asked.clear()
        for _ in range(10):
            reached, killed = threading.Event(), threading.Event()

            def hang(answers, reached=reached, killed=killed):
                reached.set()
                killed.wait(30)
                answers.close_connection = True

            where = rng.choice(["timemap", "id_", "full-text", "plotsummary", "tt0994001/reviews", "Key=k1", "Key=k2"])
            server.faults.append((where, hang))
            asked = [
                "complete",
                records,
                "-o",
                tmp_path / "out",
                "--kinds",
                "text,plot,reviews",
                "--archive",
                f"memento:{server.base}/films",
            ]
            process = subprocess.Popen([sys.executable, "-m", "filmdig", *map(str, asked)], stderr=subprocess.DEVNULL)
            while process.poll() is None and not reached.wait(0.05):
                pass
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
            killed.set()
            server.faults.clear()
        done = complete(records, tmp_path / "out", server, "--kinds", "text,plot,reviews")
        asked = [path for path in server.asked if "id_" in path]
    assert done.returncode == 0, done.stderr
    assert sorted(set(asked)) == needed
    assert [one.text for one in read(tmp_path / "out" / "records.jsonl")[2].reviews] == list(FIVE)
    for name in ("records.jsonl", "open.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert payloads(tmp_path / "out" / "captures.warc.gz") == payloads(tmp_path / "whole" / "captures.warc.gz")


@pytest.mark.parametrize("arguments", [["-"], ["--within", "soon"], ["--kinds", "everything"]])
def test_bad_usage(records, tmp_path, arguments):
    done = filmdig("complete", *([] if arguments == ["-"] else [records]), *arguments, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def har(path: Path, *entries: tuple[str, bytes]) -> Path:
    """Write a browser's recording: each address with its answer."""
    kinds = {True: "application/json", False: "text/html"}
    found = [
        {
            "startedDateTime": "2019-02-01T00:00:00Z",
            "request": {"url": url},
            "response": {"status": 200, "content": {"mimeType": kinds[body.startswith(b"{")], "text": body.decode()}},
        }
        for url, body in entries
    ]
    path.write_text(json.dumps({"log": {"entries": found}}))
    return path


def warc(path: Path, *entries: tuple[str, bytes]) -> Path:
    return write_warc(path, [Held(url, NEAR, body) for url, body in entries])


@pytest.mark.parametrize("recorded", [har, warc])
@pytest.mark.parametrize("chain", [CHAIN, RT_CHAIN], ids=["imdb", "rottentomatoes"])
def test_answers_to_a_pages_script_are_read_with_it(tmp_path, recorded, chain):
    film = f"https://www.rottentomatoes.com/napi/movie/{'0' * 8}-0000-0000-0000-{'0' * 12}/reviews/user"
    odd = [("https://www.rottentomatoes.com/api/other", b'{"a": 1}'), (film, b'{"error": "gone"}')]
    source = recorded(tmp_path / "recorded", *chain, *odd)
    assert filmdig("extract", source, "-o", tmp_path / "records.jsonl", "--quiet").returncode == 0
    found = read(tmp_path / "records.jsonl")
    assert [len(one.reviews) for one in found] == [2, 2, 1, 0]
    assert [(one.page.kind, one.issues[0].code) for one in found[3:]] == [("unknown", "layout_unknown")]
    with serving(MementoDialect, []) as server:
        complete(tmp_path / "records.jsonl", tmp_path / "out", server)
        assert server.asked == []
    assert [one.text for one in read(tmp_path / "out" / "records.jsonl")[0].reviews] == list(FIVE)
    assert filmdig("merge", tmp_path / "records.jsonl", "-o", tmp_path / "films.jsonl", "--quiet").returncode == 0
    (merged,) = [json.loads(line) for line in (tmp_path / "films.jsonl").read_text().splitlines()]
    assert sorted(one["text"] for one in merged["reviews"]) == sorted(FIVE)
    assert [(cut["path"], cut["state"], cut["by"]) for cut in merged["truncations"]] == [
        ("/reviews", "repaired", "linked_page")
    ] * 2


def test_all_is_closed_over_pywb(records, tmp_path, pywb):
    review, plot = shown(records)
    base = pywb.add("complete", write_warc(tmp_path / "archive.warc.gz", answers(records)))
    done = filmdig("complete", records, "-o", tmp_path / "out", "--archive", f"memento:{base}", "--kinds", "text,plot")
    assert done.returncode == 0, done.stderr
    after = read(tmp_path / "out" / "records.jsonl")
    assert (after[0].reviews[0].text, after[1].film.synopsis) == (review + REST, plot + REST)


def test_every_form_of_cut_is_closed_over_pywb(tmp_path, pywb):
    """Texts, plots, casts and reviews are closed from pages, fragments and JSON in one command."""
    whole = SHOWN + REST_OF_SHOWN
    data = flixster_json(whole, synopsis=whole, actors=[{"name": "Ines Calloway"}, {"name": "Bram Oster"}], **ORCHARD_DATA)
    answers = [
        (FRAGMENT, letterboxd_fragment(whole)),
        (PLOTS, imdb_plots(whole)),
        (CREDITS, imdb_cast()),
        (NUMBERED, data),
        *CHAIN,
        *RT_CHAIN,
        *LETTERS_CHAIN,
    ]
    held = [Held(url, NEAR, body, 200, JSON_HEAD if body.startswith(b"{") else ()) for url, body in answers]
    base = pywb.add("forms", write_warc(tmp_path / "archive.warc.gz", held))
    cuts = [letterboxd_text, imdb_plot, imdb_cast_cut, rt_text, rt_plot, rt_cast]
    cuts += [imdb_reviews_cut, rt_reviews_cut, letterboxd_reviews_cut]
    made = [cut() for cut in cuts]
    for number, record in enumerate(made):
        record.id = f"cut-{number}"
    (tmp_path / "records.jsonl").write_bytes(b"".join(to_json(record) + b"\n" for record in made))
    done = filmdig("complete", tmp_path / "records.jsonl", "-o", tmp_path / "out", "--archive", f"memento:{base}")
    assert done.returncode == 0, done.stderr
    after = read(tmp_path / "out" / "records.jsonl")
    assert [after[0].reviews[0].text, after[1].film.synopsis, after[3].reviews[0].text, after[4].film.synopsis] == [whole] * 4
    assert [one.name for one in after[5].film.cast] == ["Ines Calloway", "Bram Oster"]
    assert len(after[2].film.cast) == made[2].truncations[0].total
    assert [[one.text for one in record.reviews] for record in after[6:]] == [list(FIVE)] * 3
    assert (tmp_path / "out" / "open.jsonl").read_bytes() == b""
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["closed"] == {
        "text": 2,
        "plot": 2,
        "cast": 2,
        "reviews": 3,
    }


def test_a_dry_run_names_the_pages_of_reviews(tmp_path):
    (tmp_path / "records.jsonl").write_bytes(to_json(imdb_reviews_cut()) + b"\n")
    with serving(MementoDialect, []) as server:
        done = complete(tmp_path / "records.jsonl", tmp_path / "out", server, "--dry-run")
        assert server.asked == []
    assert done.stdout == "20190201000000\treviews\thttp://www.imdb.com/title/tt0994001/reviews\n"
    assert "1 pages would be asked for, each with one index query (www.imdb.com 1)" in done.stderr
