"""The benchmarks' own promises: what they compare is equal, and the docs' figures are theirs."""

from __future__ import annotations

import json
import subprocess
import sys

import filmdig
from benchmarks import as_written_by_hand, inputs
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
