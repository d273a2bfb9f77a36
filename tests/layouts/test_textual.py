"""Readers for crawlers' plain text."""

import re

import pytest

from filmdig.parsers.layouts.textual import SEAM, between, found_between, items, line, paragraphs, run, section
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture

TEXT = """URL: http://films.example/moon
   Directed by:  Ann Lee
Directed by: Bo Ek
Rated:
Synopsis
It rains.

It stops.
Cast
  * Ann Lee
    as Queen

    in white
  * Bo Ek
end
  * after
"""


@pytest.fixture
def page():
    return Page(Capture(body=b""), TEXT)


def test_the_first_line_that_matches_as_a_whole_is_read(page):
    assert line(r"Directed by:(.*)")(page) == "Ann Lee"
    assert line(r"Directed")(page) is None
    assert line(r"Rated:(.*)")(page) is None


def test_a_section_excludes_its_end(page):
    assert section(page, "Synopsis", "Cast|Crew") == ["It rains.", "", "It stops."]
    assert section(page, "Synopsis", "Crew", "Cast") == ["It rains.", "", "It stops."]
    assert section(page, "Trivia", "Cast") == []
    assert section(page, "end") == ["  * after"]


def test_paragraphs_are_runs_of_lines(page):
    assert list(paragraphs([" a ", "b", "", "", "c"])) == [["a", "b"], ["c"]]


def test_items_end_with_the_indentation(page):
    assert items(section(page, "Cast")) == [["Ann Lee", "as Queen", "", "in white"], ["Bo Ek"]]


def test_a_run_without_the_url_line(page):
    assert run(page).startswith("Directed by: Ann Lee Directed by: Bo Ek Rated: Synopsis It rains.")
    assert between(" Synopsis", "Cast ")(page) == "It rains. It stops."
    assert between(" Trivia", "Cast ")(page) is None


def test_after_a_span_that_is_too_long_a_later_start_is_tried():
    begins, ends = re.compile("Plot: "), re.compile(" Cast")
    assert found_between("Plot: menu " + "x" * 90 + " Plot: It rains. Cast", begins, ends, longest=40) == "It rains."
    assert found_between("Plot: " + "x" * 90 + " Cast", begins, ends, longest=40) is None
    assert found_between("Plot: " + "x" * 40 + " Cast", begins, ends, longest=40) == "x" * 40
    assert found_between("Plot: " + "x" * 41 + " Cast", begins, ends, longest=40) is None


def test_a_run_of_a_text_without_a_url():
    assert run(Page(Capture(body=b""), "a\nb")) == "a b"


@pytest.mark.parametrize(
    ("words", "seams"), [("Pat McCallKim Lee", 1), ("Adam DeVine", 0), ("Vera LaRue", 0), ("Drama1975", 1), ("Ann Lee", 0)]
)
def test_seams(words, seams):
    assert len(SEAM.findall(words)) == seams
