"""Scores over time, texts for corpora, files for media libraries."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from filmdig.output import formats
from filmdig.output.csv_tables import unguard
from filmdig.output.score_history import COLUMNS
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import (
    Film,
    Page,
    Rating,
    Record,
    Review,
    ReviewRating,
    Truncation,
)
from tests.merging.whole import combine

ADDRESS = "http://www.rottentomatoes.com/m/salt_road/"


def capture(time: str, score: float, count: int) -> Record:
    page = Page(
        url="http://www.rottentomatoes.com/m/salt_road/", captured_at=time, kind="film", site="rottentomatoes", digest=time
    )
    return Record(
        id=f"r{time[:4]}",
        page=page,
        film=Film(title="The Salt Road", year=1962, external_ids={"imdb": "tt0099001"}, synopsis="A carter hauls salt & sand."),
        ratings=[
            Rating(by="critics", measure="percent_positive", value=score, best=100, review_count=count),
            Rating(by="audience", measure="mean", value=None, best=5),
        ],
    )


def written(name: str, tmp_path: Path, records: list, of: type) -> Path:
    target = tmp_path / name
    with formats.open_writer(name, str(target), of) as writer:
        for record in records:
            writer.write(record)
    return target


TWO = [capture("2010-05-01T00:00:00Z", 87, 30), capture("2014-05-01T00:00:00Z", 91, 44)]


def test_scores_are_a_row_a_capture(tmp_path):
    for records, of in ((TWO, Record), ([combine(TWO)], MergedFilm)):
        text = written("scores", tmp_path, records, of).read_bytes().decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert tuple(rows[0]) == COLUMNS
        found = [(row["title"], row["imdb"], row["site"], row["value"], row["review_count"], row["captured_at"]) for row in rows]
        assert found == [
            ("The Salt Road", "tt0099001", "rottentomatoes", "87", "30", "2010-05-01T00:00:00Z"),
            ("The Salt Road", "tt0099001", "rottentomatoes", "91", "44", "2014-05-01T00:00:00Z"),
        ]
        assert {row["page"] for row in rows} == {"http://www.rottentomatoes.com/m/salt_road/"}


def test_a_formula_in_a_title_is_not_run(tmp_path):
    record = capture("2010-05-01T00:00:00Z", 1, 1)
    record.film.title = "=1+1"
    (row,) = csv.DictReader(io.StringIO(written("scores", tmp_path, [record], Record).read_text(encoding="utf-8")))
    assert row["title"] == "'=1+1"
    assert unguard(row["title"]) == "=1+1"


def test_texts_have_their_source(tmp_path):
    record = capture("2010-05-01T00:00:00Z", 87, 30)
    record.reviews = [
        Review(by="critics", author="Odile Quist", publication="The Weir", date="1962-03-01", text="Dry, in the best way",
               rating=ReviewRating(value=3, best=4)),
        Review(by="audience", author="piet"),
    ]  # fmt: skip
    record.truncations = [Truncation(path="/reviews/0/text", state="open")]
    lines = [json.loads(line) for line in written("text", tmp_path, [record], Record).read_text().splitlines()]
    assert [(line["id"], line["text"], line["metadata"]["kind"], line["metadata"]["cut"]) for line in lines] == [
        ("r2010#/film/synopsis", "A carter hauls salt & sand.", "synopsis", False),
        ("r2010#/reviews/0/text", "Dry, in the best way", "review", True),
    ]
    about = lines[1]["metadata"]
    assert (about["author"], about["publication"], about["date"], about["rating"], about["best"]) == (
        "Odile Quist",
        "The Weir",
        "1962-03-01",
        3,
        4,
    )
    assert {line["source"] for line in lines} == {"http://www.rottentomatoes.com/m/salt_road/"}
