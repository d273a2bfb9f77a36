"""Every format holds the records' values, as the tool that it is for reads them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from filmdig.output import formats
from filmdig.output.tables import TABLES, rows
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import OutputError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record
from tests.formats import samples
from tests.formats.writing import BOTH, plain, write

ROOT = Path(__file__).parents[2]


@BOTH
def test_jsonl_and_json_are_the_records(tmp_path: Path, what: list[Described]) -> None:
    expected = [plain(record) for record in what]
    lines = write("jsonl", tmp_path / "r.jsonl", what).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == expected
    assert json.loads(write("json", tmp_path / "r.json", what).read_bytes()) == expected
    assert duckdb.sql(f"SELECT film.title FROM read_json('{tmp_path}/r.json')").fetchall() == [
        (one["film"]["title"],) for one in expected
    ]


def test_an_empty_array_is_json(tmp_path: Path) -> None:
    with formats.open_writer("json", str(tmp_path / "r.json")):
        pass
    assert json.loads((tmp_path / "r.json").read_bytes()) == []


def _parquet_shape(value: Any) -> Any:
    """A record as its Parquet columns have it: grades in columns of their own, any value as JSON."""
    if isinstance(value, list):
        return [_parquet_shape(item) for item in value]
    if not isinstance(value, dict):
        return value
    shaped: dict[str, Any] = {}
    value = {name: stated for name, stated in value.items() if name != "json"}
    conflict = set(value) == {"value", "sources"}
    rated = "best" in value or "percent" in value
    for name, stated in value.items():
        if conflict and name == "value":
            shaped[name] = json.loads(json.dumps(stated))
        elif rated and name == "value":
            shaped[name] = None if isinstance(stated, str) else stated
            shaped["value_text"] = stated if isinstance(stated, str) else None
        elif name in ("external_ids", "provenance"):
            shaped[name] = stated
        else:
            shaped[name] = _parquet_shape(stated)
    return shaped


def _read_shape(value: Any) -> Any:
    """What a reader of Parquet gives, as JSON would have it: arrays are lists, maps are objects."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        shaped = {name: _read_shape(below) for name, below in value.items()}
        if set(shaped) == {"value", "sources"}:
            shaped["value"] = json.loads(shaped["value"])
        return {
            **shaped,
            **{
                name: {one["key"]: one["value"] for one in shaped[name]}
                for name in ("external_ids", "provenance")
                if isinstance(shaped.get(name), list)
            },
        }
    if isinstance(value, list | tuple):
        return [_read_shape(item) for item in value]
    return None if isinstance(value, float) and value != value else value


@BOTH
def test_parquet_as_duckdb_reads_it(tmp_path: Path, what: list[Described]) -> None:
    path = write("parquet", tmp_path / "r.parquet", what)
    found = duckdb.sql(f"SELECT * FROM '{path}'")
    read = [_read_shape(dict(zip(found.columns, row, strict=True))) for row in found.fetchall()]
    assert [json.loads(row.pop("json")) for row in read] == [plain(record) for record in what]
    assert read == [_parquet_shape(plain(record)) for record in what]
    imdb = "list_filter(film.external_ids, lambda one: one.key = 'imdb')[1].value"
    assert duckdb.sql(f"SELECT {imdb}, film.cast[1].role FROM '{path}' LIMIT 1").fetchall() == [("tt0000007", "-The Keeper")]


@BOTH
def test_parquet_as_pandas_reads_it(tmp_path: Path, what: list[Described]) -> None:
    frame = pd.read_parquet(write("parquet", tmp_path / "r.parquet", what))
    expected = [_parquet_shape(plain(record)) for record in what]
    assert [json.loads(line) for line in frame.pop("json")] == [plain(record) for record in what]
    for column in frame.columns:
        read = [_read_shape({column: value})[column] for value in frame[column]]
        assert read == [record[column] for record in expected], column


@BOTH
def test_parquet_as_polars_reads_it(tmp_path: Path, what: list[Described]) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    read = polars.read_parquet(write("parquet", tmp_path / "r.parquet", what)).to_dicts()
    assert [json.loads(row.pop("json")) for row in read] == [plain(record) for record in what]
    assert [_read_shape(row) for row in read] == [_parquet_shape(plain(record)) for record in what]


@BOTH
def test_parquet_as_hugging_face_reads_it(tmp_path: Path, what: list[Described], monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("datasets", reason="Hugging Face's datasets is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    path = write("parquet", tmp_path / "r.parquet", what)
    read = datasets.load_dataset("parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")).to_list()
    assert [json.loads(row.pop("json")) for row in read] == [plain(record) for record in what]
    assert [_read_shape(row) for row in read] == [_parquet_shape(plain(record)) for record in what]


def test_parquet_as_spark_reads_it(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    path = write("parquet", tmp_path / "r.parquet", samples.films())
    try:
        spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    except PySparkRuntimeError as error:
        pytest.skip(f"no Java for Spark: {error}")
    try:
        (row,) = spark.read.parquet(str(path)).collect()
        film = samples.films()[0]
        read = row.asDict(recursive=True)
        assert read["film"]["title"] == film.film.title
        assert {one["key"]: one["value"] for one in read["film"]["external_ids"]} == film.film.external_ids
        assert [rating["value"] for rating in read["ratings"]] == [
            r.value if not isinstance(r.value, str) else None for r in film.ratings
        ]
        assert [review["text"] for review in read["reviews"]] == [review.text for review in film.reviews]
    finally:
        spark.stop()


def test_parquet_without_records_has_the_columns(tmp_path: Path) -> None:
    with formats.open_writer("parquet", str(tmp_path / "r.parquet"), MergedFilm):
        pass
    assert list(pd.read_parquet(tmp_path / "r.parquet").columns) == [*MergedFilm.__struct_fields__, "json"]


@pytest.mark.parametrize("name", ["parquet", "sqlite", "csv"])
def test_numbers_beyond_64_bits_do_not_stop_a_run(tmp_path: Path, name: str) -> None:
    hostile = samples.whole()
    hostile.film.year = 10**30
    hostile.film.box_office[0].amount = 10**30
    target = write(name, tmp_path / "t.out", [hostile, samples.cut()])
    assert target.exists()


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_an_error_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"
    write(name, target, samples.records())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fails() -> None:
        with formats.open_writer(name, str(target)) as writer:
            writer.write(samples.cut())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    write(name, target, [samples.cut()])
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    # No film of these has an item of Wikidata, so that there is no command before or after.
    assert (after == before) is (name == "quickstatements")
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_a_folder_of_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(UsageError, match="holds other files"):
        formats.open_writer("csv", str(tmp_path))


@pytest.mark.parametrize("name", formats.WHOLE_FILES)
def test_a_format_that_needs_a_file_says_so(name: str) -> None:
    with pytest.raises(UsageError, match="standard output"):
        formats.open_writer(name, None)


@pytest.mark.parametrize("name", list(formats.FORMATS))
def test_a_place_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="cannot write"):
        formats.open_writer(name, str(tmp_path / "no" / "such" / "place"))


def test_the_ending_names_the_format() -> None:
    assert [formats.chosen(None, name) for name in ("a.parquet", "a.DB", "a.zip", "a.json.gz", "a", None, "-", "/dev/null")] == [
        "parquet",
        "sqlite",
        "csv",
        "json",
        *["jsonl"] * 4,
    ]
    assert formats.chosen("json", "a.parquet") == "json"


@pytest.mark.parametrize("name", ["a.txt", "a.xlsx", "a.jsonl.bz2", "a.txt.gz", "a.gz"])
def test_an_ending_that_names_no_format_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(UsageError, match=r"\.jsonl, \.ndjson, \.json, .*--format"):
        formats.chosen(None, name)
    assert formats.chosen("jsonl", name) == "jsonl"


def test_formats_with_their_own_compression_are_not_packed_again() -> None:
    with pytest.raises(UsageError, match=r"cannot be compressed as \.gz"):
        formats.chosen(None, "a.parquet.gz")


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_output_is_the_same_bytes_each_time(tmp_path: Path, ending: str) -> None:
    once = write("jsonl", tmp_path / f"a.jsonl.{ending}", samples.records()).read_bytes()
    assert write("jsonl", tmp_path / f"b.jsonl.{ending}", samples.records()).read_bytes() == once


@pytest.mark.parametrize("name", [name for name in formats.FORMATS if name not in ("scores", "text", "quickstatements", "nfo")])
def test_extract_writes_every_format(tmp_path: Path, name: str) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(3):
        (pages / f"{number}.html").write_text(f"<title>Lantern {number}</title><p>A page of no film.")
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "filmdig", "extract", str(pages), "-o", str(out), "--format", name, "--workers", "1", "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert _count(name, out) == 3


def _count(name: str, out: Path) -> int:
    if name == "csv":
        return len(pd.read_csv(out / "films.csv"))
    if name == "sqlite":
        with sqlite3.connect(out) as db:
            return int(db.execute("SELECT count(*) FROM films").fetchone()[0])
    if name.startswith("parquet"):
        return len(pd.read_parquet(out / "films.parquet" if name == "parquet-tables" else out))
    if name == "jsonl":
        return len(out.read_text().splitlines())
    read = json.loads(out.read_bytes())
    return len(read["@graph"] if name == "jsonld" else read)


_MEASURED = """
import resource, sys
from benchmarks.merge import records
from filmdig.output import formats
made = list(records(50))
with formats.open_writer(sys.argv[1], sys.argv[2]) as writer:
    for number in range(int(sys.argv[3])):
        writer.write(made[number % 50])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("name", [name for name in formats.FORMATS if name != "jsonl"])
def test_memory_does_not_grow_with_the_records(tmp_path: Path, name: str) -> None:
    def peak(count: int) -> int:
        arguments = [name, str(tmp_path / f"{count}"), str(count)]
        done = subprocess.run([sys.executable, "-c", _MEASURED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
        return int(done.stdout)

    # Both above two row groups of Parquet; 4,000 records of 4 KB more would be 16 MB as JSON, more as rows.
    assert peak(8_100) - peak(4_100) < 14 << 10


def test_the_tables_are_of_records_and_films_alike() -> None:
    assert isinstance(samples.records()[0], Record)
    for what in (samples.records(), samples.films()):
        for record in what:
            for table, row in rows(record, 1):
                assert len(row) == len(TABLES[table])


def test_parquet_has_no_map_which_data_set_libraries_cannot_hold() -> None:
    import pyarrow as pa

    from filmdig.output.parquet import schema

    def kinds(type_: Any) -> set[str]:
        below = [type_.field(number).type for number in range(type_.num_fields)]
        return {str(type_.id)} | {kind for one in below for kind in kinds(one)}

    for of in (Record, MergedFilm):
        assert str(pa.map_(pa.string(), pa.string()).id) not in {kind for field in schema(of) for kind in kinds(field.type)}
