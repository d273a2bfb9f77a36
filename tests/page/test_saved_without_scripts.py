"""Pages of known sites saved without their scripts: the visible text is read, and the loss is an issue."""

from __future__ import annotations

import re

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record
from tests.cases import FIXTURES

SCRIPT = re.compile(r"<script\b([^>]*)>.*?</script\s*>", re.DOTALL)


def stripped(case: str) -> Record:
    text = (FIXTURES / case).read_text(encoding="utf-8")
    url = read_capture(Capture(body=text.encode())).page.url
    kept = SCRIPT.sub(lambda script: script[0] if "ld+json" in script[1] else "", text)
    return read_capture(Capture(body=kept.encode(), url=url))


def test_rotten_tomatoes_scores_and_synopsis_are_read_from_the_page() -> None:
    record = stripped("rottentomatoes/2024-2026/film.html")
    assert record.page.layout == "2024-2026"
    assert record.film.synopsis == "A bell-ringer's daughter climbs the tower. 'Sexton' waits below with scissors."
    assert [(one.by, one.name, one.value, one.rating_count) for one in record.ratings] == [("critics", "Tomatometer", 0, 15)]
    assert "scripts_lost" in [issue.code for issue in record.issues]


@pytest.mark.parametrize("case", ["imdb/next-list/chart.html", "imdb/next-season/unknown-season-cut.html"])
def test_lists_whose_data_is_lost_are_not_films(case: str) -> None:
    record = stripped(case)
    assert (record.page.kind, record.film.title, record.related, record.ratings) == ("unknown", None, [], [])
    assert [issue.code for issue in record.issues] == ["scripts_lost", "text_unread"]


def test_kinopoisks_lost_scores_are_an_issue() -> None:
    record = stripped("kinopoisk/next/zero-percent-critics-and-a-sequel.html")
    assert (record.film.title, record.film.year, record.ratings) == ("Письма с мели", 2017, [])
    assert ("field_missing", "/ratings") in [(issue.code, issue.path) for issue in record.issues]
    assert "scripts_lost" in [issue.code for issue in record.issues]


def test_a_page_with_its_scripts_has_no_such_issue() -> None:
    record = read_capture(Capture(body=(FIXTURES / "rottentomatoes/2024-2026/film.html").read_bytes()))
    assert "scripts_lost" not in [issue.code for issue in record.issues]
