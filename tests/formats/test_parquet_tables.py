"""Flat Parquet tables: the same values whoever reads them, keys that join, and a card that counts what is there."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from filmdig.output import formats
from filmdig.output.parquet_tables import KEYS, TABLES, rows
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from tests.formats import samples
from tests.formats.writing import BOTH, write


def plain(value: Any) -> Any:
    """A cell whoever read it: no NaN, no arrays, whole numbers as such."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return None if value is pd.NaT else value


def once(what: list[Described]) -> list[Described]:
    """Each record the first time that it is given: by its id."""
    found: dict[str, Described] = {}
    for one in what:
        found.setdefault(one.id, one)
    return list(found.values())


def expected(what: list[Described], table: str) -> list[dict[str, Any]]:
    found = {}
    for record in once(what):
        for name, values in rows(record):
            if name == table:
                found.setdefault(values[0], dict(zip(TABLES[name], map(plain, values), strict=True)))
    return list(found.values())


def read_by_pandas(folder: Path, table: str) -> list[dict[str, Any]]:
    return pd.read_parquet(folder / f"{table}.parquet").to_dict("records")


def read_by_duckdb(folder: Path, table: str) -> list[dict[str, Any]]:
    found = duckdb.sql(f"SELECT * FROM '{folder / table}.parquet'")
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def read_by_polars(folder: Path, table: str) -> list[dict[str, Any]]:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    return polars.read_parquet(folder / f"{table}.parquet").to_dicts()


def read_by_datasets(folder: Path, table: str) -> list[dict[str, Any]]:
    """As Hugging Face's `datasets` finds the table: by the card's configurations."""
    datasets = pytest.importorskip("datasets", reason="Hugging Face's datasets is not installed")
    return datasets.load_dataset(str(folder), table, split="train", cache_dir=str(folder.parent / "cache")).to_list()


def read_by_spark(folder: Path, table: str) -> list[dict[str, Any]]:
    pyspark = pytest.importorskip("pyspark.sql", reason="needs PySpark (the extra spark)")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17")
    spark = pyspark.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    return [row.asDict() for row in spark.read.parquet(str(folder / f"{table}.parquet")).collect()]


READERS = [read_by_pandas, read_by_duckdb, read_by_polars, read_by_datasets, read_by_spark]


@BOTH
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_values(tmp_path, what, reader, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = write("parquet-tables", tmp_path / "films", what)
    for table in TABLES:
        read = [{name: plain(value) for name, value in row.items()} for row in reader(folder, table)]
        assert read == expected(what, table), table


@BOTH
def test_keys_tell_rows_apart_and_join(tmp_path, what):
    folder = write("parquet-tables", tmp_path / "films", what)
    frames = {table: pd.read_parquet(folder / f"{table}.parquet") for table in TABLES}
    for table, key in KEYS.items():
        assert frames[table][key].is_unique
        assert len(frames[table]) > 0
    assert set(frames["credits"]["person"]) == set(frames["people"]["person"])
    for table in ("credits", "ratings", "reviews"):
        assert set(frames[table]["film"]) <= set(frames["films"]["film"])


def test_the_same_input_gives_the_same_bytes(tmp_path):
    one, other = (write("parquet-tables", tmp_path / name, samples.films()) for name in ("one", "other"))
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted([*(f"{table}.parquet" for table in TABLES), "README.md", "croissant.json"])
    assert [(one / name).read_bytes() for name in files] == [(other / name).read_bytes() for name in files]


def test_a_name_without_an_address_is_a_person_of_its_film_alone():
    whole, other = samples.whole(), samples.whole()
    other.id = "another"
    whole.film.cast[0].url = other.film.cast[0].url = None
    keys = [{values[2] for name, values in rows(one) if name == "credits" and "/cast/0" in values[0]} for one in (whole, other)]
    assert len(keys[0]) == len(keys[1]) == 1
    assert keys[0] != keys[1]


@BOTH
def test_the_card_counts_what_is_there(tmp_path, what):
    folder = write("parquet-tables", tmp_path / "films", what)
    card = (folder / "README.md").read_text()
    assert re.findall(r"config_name: (\w+)", card) == list(TABLES)
    for table in TABLES:
        assert f"| `{table}` | {len(pd.read_parquet(folder / f'{table}.parquet')):,} | `{KEYS[table]}` |" in card
    pages = sum(len(one.sources) if isinstance(one, MergedFilm) else 1 for one in once(what))
    assert f"read from {pages:,} archived pages" in card


def test_a_hostile_site_name_writes_no_markup(tmp_path):
    one = samples.whole()
    one.page.site = "<script>|x"
    card = (write("parquet-tables", tmp_path / "films", [one]) / "README.md").read_text()
    assert r"site: \<script\>\|x" in card
    assert "<script>" not in card


@BOTH
def test_the_croissant_file_names_every_file_and_column(tmp_path, what):
    folder = write("parquet-tables", tmp_path / "films", what)
    reported = json.loads((folder / "croissant.json").read_text())
    for file in reported["distribution"]:
        data = (folder / file["contentUrl"]).read_bytes()
        assert (file["sha256"], file["contentSize"]) == (hashlib.sha256(data).hexdigest(), f"{len(data)} B")
    assert {one["name"]: [field["name"] for field in one["field"]] for one in reported["recordSet"]} == {
        table: list(columns) for table, columns in TABLES.items()
    }
    ids = {field["@id"] for one in reported["recordSet"] for field in one["field"]}
    assert {
        field["references"]["field"]["@id"] for one in reported["recordSet"] for field in one["field"] if "references" in field
    } <= ids


def test_the_croissant_file_is_read_by_mlcroissant(tmp_path):
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed")
    folder = write("parquet-tables", tmp_path / "films", samples.films())
    reported = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert not reported.metadata.ctx.issues.errors
    for table in TABLES:
        assert sum(1 for _ in reported.records(record_set=table)) == len(expected(samples.films(), table))


def test_tables_of_nothing_have_their_columns(tmp_path):
    with formats.open_writer("parquet-tables", str(tmp_path / "films"), MergedFilm):
        pass
    assert {table: list(pd.read_parquet(tmp_path / "films" / f"{table}.parquet").columns) for table in TABLES} == {
        table: list(columns) for table, columns in TABLES.items()
    }


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "letters.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        formats.open_writer("parquet-tables", str(tmp_path / "films"), MergedFilm)
    with pytest.raises(UsageError, match="standard output"):
        formats.open_writer("parquet-tables", None, MergedFilm)


def test_an_error_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), formats.open_writer("parquet-tables", str(tmp_path / "films"), MergedFilm):
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_a_record_given_twice_is_counted_and_written_once(tmp_path):
    with formats.open_writer("parquet-tables", str(tmp_path / "films"), MergedFilm) as writer:
        for one in (*samples.films(), *samples.films()):
            writer.write(one)
    assert formats.summary_of(writer)[1:] == [f"{len(samples.films())} records were given more than once: written once"]
