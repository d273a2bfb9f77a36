"""The benchmarks: the records that they compare are equal, and the figures in the docs are theirs."""

from __future__ import annotations

import json
import subprocess
import sys

import filmdig
from benchmarks import as_written_by_hand, by_eye, inputs
from tests.conftest import ROOT

PAGE = ROOT / "fixtures" / "rottentomatoes" / "2011-2013" / "film-raw.html"


def test_scraper_as_people_write_it_reads_the_same_values():
    for page in (PAGE.read_bytes(), inputs.grown(PAGE.read_bytes()), inputs.page_of_2011()):
        record = json.loads(filmdig.to_json(filmdig.read(page)))
        assert as_written_by_hand.scrape(page) == as_written_by_hand.same_fields(record)


def test_pages_grown_from_fixtures_read_as_the_fixtures_do():
    page = PAGE.read_bytes()
    grown = inputs.grown(page)
    assert len(grown) > 100_000
    was, is_now = filmdig.read(page), filmdig.read(grown)
    assert (is_now.film, is_now.ratings, is_now.reviews) == (was.film, was.ratings, was.reviews)


def test_figures_in_the_docs_are_the_measured_ones():
    done = subprocess.run([sys.executable, "-m", "benchmarks.scale", "--check"], cwd=ROOT)
    assert done.returncode == 0, "python -m benchmarks.scale"


def test_figures_of_pages_read_by_eye_add_up():
    fault = {"field": "film.cast", "what": "roles", "mended": True}
    page = {
        "class": "title",
        "values": {"film.title": 1, "film.cast": 9},
        "faults": [fault | {"verdict": "wrong", "count": 2}, fault | {"verdict": "missing", "count": 2, "mended": False}],
        "judged": {"film.title": "1 0a0a0a0a", "film.cast": "11 0b0b0b0b"},
    }
    assert by_eye.shares(by_eye.figures([page], mended=False)) == (8 / 10, 8 / 10)
    assert by_eye.shares(by_eye.figures([page], mended=True)) == (1, 12 / 14)
    assert by_eye.table([page])[2] == "| title, at first | 1 | 10 | 2 | 2 | 0.8000 | 0.8000 |"


def test_a_value_read_otherwise_than_judged_is_named(tmp_path):
    page = ROOT / "fixtures" / "rottentomatoes" / "2011-2013" / "film-raw.html"
    judged = by_eye.digests(by_eye.values_of(by_eye.record_of(page)))
    line = {"page": 1, "file": str(page), "judged": judged}
    assert list(by_eye.changed([line])) == []
    line["judged"] = judged | {"film.title": "1 00000000"}
    assert [reported.split(":")[0] for reported in by_eye.changed([line])] == [f"01 {page} film.title"]


def test_kept_verdicts_give_the_figures_in_the_docs():
    docs = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for path in sorted(by_eye.KEPT.glob("*.jsonl")):
        assert "\n".join(by_eye.table(by_eye.kept(path))) in docs, f"python benchmarks/by_eye.py {path.stem}"
