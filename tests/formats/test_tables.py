"""CSV tables and SQLite hold the records' values."""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmdig.output.csv_tables import guard, unguard
from filmdig.output.tables import TABLES, rows
from filmdig.output.writer import Described
from tests.formats import samples
from tests.formats.writing import BOTH, write


def _expected_tables(what: list[Described]) -> dict[str, list[tuple[Any, ...]]]:
    tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for number, record in enumerate(what, 1):
        for table, row in rows(record, number):
            tables[table].append(row)
    return tables


def test_tables_hold_the_records_values() -> None:
    tables = _expected_tables([samples.whole()])
    film = dict(zip(TABLES["films"], tables["films"][0], strict=True))
    assert (film["film"], film["year"], film["genres"], film["certificates"]) == (1, 1987, "Drama; Mystery", "MPAA R")
    assert (film["audience_reviews"], film["critics_reviews"], film["cuts_repaired"], film["cuts_open"]) == (604, 0, 2, 0)
    assert film["external_ids"] == "imdb:tt0000007; a/b~c:7"
    assert [row[1:5] for row in tables["people"]] == [
        ("director", 0, "Ilka Vantongeren", "Илка Вантонгерен"),
        ("writer", 0, "@Ada Poll", None),
        ("producer", 0, "Jo Lund", None),
        ("crew", 0, "Ona Reed", "Она Рид"),
        ("cast", 0, "Bram Oosterlo", "@Брам"),
        ("cast", 1, "Signe Halvard", None),
    ]
    assert [row[5:8] for row in tables["people"]] == [
        (None, None, None),
        (None, "novel", None),
        (None, None, None),
        (None, "+Sound", None),
        ("-The Keeper", None, 12),
        (None, None, None),
    ]
    assert [row[8] for row in tables["ratings"]] == [0, "B+", -0.5]
    rating = dict(zip(TABLES["ratings"], tables["ratings"][0], strict=True))
    assert (rating["approximate"], rating["positive_count"], rating["negative_count"]) == (True, 7, 0)
    assert tables["histograms"] == [(1, 0, 5, None, 41.3), (1, 0, 4.5, 3, None)]
    assert tables["titles"] == [(1, 0, "灯笼", "-China", "working title"), (1, 1, "Фонарь", None, None)]
    assert tables["synopses"] == [(1, 0, "Storyline", "Jo Lund", "=A lamp.")]
    assert (film["end_year"], film["keywords"], film["critics_consensus"]) == (1988, "ships; =lamp", "Bright, @times.")
    assert (film["series"], film["season"], film["episode"], film["season_count"], film["episode_count"]) == (
        "Lights",
        4,
        13,
        0,
        26,
    )
    assert (film["awards"], film["filming_locations"], film["official_sites"]) == (
        "Won 1 lamp",
        "Bergen, Norway",
        "http://lykten.example.com/",
    )
    assert (film["releases"], film["companies"]) == ("1987-03 theatrical NO (limited)", "Lamp & Co ((1987) (NO)); Ships")
    review = dict(zip(TABLES["reviews"], tables["reviews"][0], strict=True))
    assert (review["rating"], review["helpful_yes"], review["helpful_total"], review["text"]) == (4.5, 0, 3, samples.FORMULA)
    assert [row[7:] for row in tables["cuts"]] == [(None, None), (74, "c" * 32)]
    assert [table for table in ("persons", "filmography") if tables[table]] == []
    assert tables["cuts"][0][2:6] == ("/film/synopsis", "repaired", "hidden_remainder", "a space")


def test_tables_hold_a_persons_page() -> None:
    tables = _expected_tables([samples.person()])
    person = dict(zip(TABLES["persons"], tables["persons"][0], strict=True))
    assert person == {
        "film": 1,
        "name": "Ilka Vantongeren",
        "other_name": "Илка Вантонгерен",
        "birth_date": "1950-02",
        "birth_place": "Bergen",
        "death_date": "2001",
        "biography": "=Born by the sea.",
        "jobs": "Director; Actor",
        "external_ids": "imdb:nm0000007",
        "image_url": "http://films.example.com/p/1.jpg",
    }
    assert tables["filmography"] == [
        (1, 0, "Lykten", 1987, "Director", "-Voice", "film", "http://films.example.com/lykten", 7.9),
        (1, 1, "Harbour", None, None, None, None, None, None),
    ]


def test_a_merged_films_tables_name_the_records() -> None:
    whole, cut = samples.whole(), samples.cut()
    tables = _expected_tables(list(samples.films()))
    assert {row[2] for row in tables["ratings"]} == {whole.id, cut.id}
    assert {row[1] for row in tables["pages"]} == {whole.id, cut.id}
    film = dict(zip(TABLES["films"], tables["films"][0], strict=True))
    assert (film["pages"], film["captured_from"], film["captured_to"], film["audience_reviews"]) == (
        2,
        "2008",
        "2014-07-01T12:00:00Z",
        604,
    )
    assert film["conflicts"] > 0


@BOTH
@pytest.mark.parametrize("zipped", [False, True])
def test_csv_holds_the_tables(tmp_path: Path, what: list[Described], zipped: bool) -> None:
    target = write("csv", tmp_path / ("t.zip" if zipped else "t"), what)
    for table, expected in _expected_tables(what).items():
        if zipped:
            with zipfile.ZipFile(target) as archive, archive.open(f"{table}.csv") as file:
                read = list(csv.reader(TextIOWrapper(file, encoding="utf-8-sig", newline="")))
        else:
            with (target / f"{table}.csv").open(encoding="utf-8-sig", newline="") as text:
                read = list(csv.reader(text))
        assert tuple(read[0]) == TABLES[table]
        assert [[unguard(cell) for cell in row] for row in read[1:]] == [
            ["" if v is None else str(v) for v in row] for row in expected
        ]


def test_csv_as_pandas_and_duckdb_read_it(tmp_path: Path) -> None:
    folder = write("csv", tmp_path / "t", samples.records())
    films = pd.read_csv(folder / "films.csv")
    assert list(films["film"]) == [1, 2, 3, 4, 5]
    assert films["synopsis"][0] == samples.whole().film.synopsis
    assert films["runtime_minutes"][0] == 97
    found = duckdb.sql(f"SELECT title, year FROM read_csv('{folder}/films.csv') WHERE film = 1").fetchall()
    assert found == [(samples.whole().film.title, 1987)]


def test_no_cell_of_text_is_a_formula(tmp_path: Path) -> None:
    folder = write("csv", tmp_path / "t", samples.records())
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell or cell[0] not in "=+-@\t\r" or _is_number(cell), cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.text(st.sampled_from("'=+-@\t\r＝ab"), max_size=6))
def test_guarded_text_comes_back_exactly(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r＝")


def test_numbers_are_not_guarded() -> None:
    assert guard(-0.5) == -0.5


@BOTH
def test_sqlite_holds_the_tables(tmp_path: Path, what: list[Described]) -> None:
    with sqlite3.connect(write("sqlite", tmp_path / "r.sqlite", what)) as db:
        for table, expected in _expected_tables(what).items():
            assert db.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() == expected
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_sqlite_finds_words_in_synopses_and_reviews(tmp_path: Path) -> None:
    db = sqlite3.connect(write("sqlite", tmp_path / "r.sqlite", samples.records()))
    found = "SELECT films.film FROM films_text JOIN films ON films.film = films_text.rowid WHERE films_text MATCH ? ORDER BY 1"
    assert db.execute(found, ("naivete",)).fetchall() == [(1,), (4,)]
    assert db.execute(found, ("lighthouse",)).fetchall() == []
    found = (
        "SELECT reviews.film FROM reviews_text JOIN reviews ON reviews.rowid = reviews_text.rowid"
        " WHERE reviews_text MATCH ? ORDER BY 1"
    )
    assert db.execute(found, ("lighthouse",)).fetchall() == [(1,), (4,)]
    db.close()
