"""The Spark engine against the local one: the same films, byte for byte."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import filmdig
from filmdig.parsers.record.merged_film import to_json as film_json
from filmdig.parsers.record.page_record import Record, Truncation, to_json
from tests.conftest import ROOT
from tests.merging.made_up import record

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs PySpark (the extra spark) and Java 17",
)

WHOLE = "Every night for forty years a keeper has counted the ships that pass, until one night a ship counts him."

OVER_A_FRAME = """
import json, sys
from pyspark.sql import SparkSession
from filmdig.parsers.record.errors import RecordError
from filmdig.scraper.merging.spark import merge_frame

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
frame = spark.createDataFrame([(line or None,) for line in lines], "line string").coalesce(2)
bad = []
with merge_frame(frame, record="line", on_bad=bad.append) as films:
    found = [film for film, in films.collect()]
try:
    with merge_frame(frame, record="line"):
        raised = None
except RecordError as error:
    raised = str(error)
print(json.dumps({"films": found, "bad": [error.where for error in bad], "raised": raised}))
"""


@pytest.fixture(scope="module")
def given() -> list[Record]:
    """Return the fixtures' records, a cut that only a page of no film closes, and two films with one number."""
    cut = [Truncation(path="/film/synopsis", state="open", full_text_url="/plot/9")]
    lantern = record(synopsis=WHOLE[:60], cut=cut, url="http://films.example/9")
    plot = record(None, None, kind="list", url="http://films.example/plot/9", synopsis=WHOLE, directors=(), cast=())
    film, series = (record("Harbour", 1990, kind=kind, ids={"imdb": "tt0000123"}) for kind in ("film", "series"))
    return [lantern, film, *filmdig.extract([ROOT / "fixtures"]), series, plot]


def _merge(folder: Path, *arguments: object) -> tuple[dict[str, bytes], str]:
    """Return what the command writes, and its summary without the seconds."""
    folder.mkdir()
    names = {"-o": "films.jsonl", "--candidates": "candidates.jsonl", "--left-over": "left-over.jsonl"}
    options = [part for option, name in names.items() for part in (option, str(folder / name))]
    done = subprocess.run(
        [sys.executable, "-m", "filmdig", "merge", *map(str, arguments), *options],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    reported = done.stderr.replace(str(folder), "").splitlines()
    # Java and PySpark print their own warnings before filmdig's summary.
    start = next(number for number, line in enumerate(reported) if " records, " in line)
    ours = [line for line in reported[:start] if line.startswith("filmdig:")]
    ours += [reported[start].rpartition(",")[0], *reported[start + 1 :]]
    return {name: (folder / name).read_bytes() for name in names.values()}, "\n".join(ours)


def test_the_cluster_merges_as_one_machine_does(tmp_path: Path, given: list[Record]) -> None:
    """The files are plain and gzipped, with bad lines and a damaged end, and are named by relative paths."""
    lines = [to_json(one) for one in given]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([*lines[:90], b"{}", b"\xff", *lines[90:120]]) + b"\n")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b"\n".join([b"[]", *lines[120:]]) + b"\n") + gzip.compress(b"x")[:9])
    table = "item,P345,P1712\nQ99000001,tt0000123,movie/harbour\nQ99000002,tt0000456,movie/harbour\n"
    (tmp_path / "cross.csv").write_text(table)
    given_too = ("a.jsonl", "b.jsonl.gz", "--crosswalk", "cross.csv")
    local, reported = _merge(tmp_path / "local", *given_too)
    cluster, told_too = _merge(tmp_path / "cluster", *given_too, "--engine", "spark", "--master", "local[2]")
    assert cluster == local
    assert told_too == reported
    assert "filmdig: a.jsonl, line 91: not a record" in reported
    films = [json.loads(line) for line in cluster["films.jsonl"].splitlines()]
    assert (films[0]["film"]["synopsis"], films[0]["truncations"][0]["by"]) == (WHOLE, "linked_page")
    assert len({film["id"] for film in films}) == len(films) > 50
    assert [film["film"]["external_ids"].get("wikidata") for film in films if film["film"]["title"] == "Harbour"] == [
        "Q99000001"
    ] * 2
    assert "2 items; 2 records given identifiers" in reported
    assert "1 identifier of several items: not used" in reported
    assert cluster["candidates.jsonl"]
    assert cluster["left-over.jsonl"]


def test_a_frame_of_records_becomes_a_frame_of_films(tmp_path: Path, given: list[Record]) -> None:
    few = given[:40]
    lines = [to_json(one) for one in few]
    source = tmp_path / "lines.txt"
    source.write_bytes(b"\n".join([*lines[:20], b"", b"no record", *lines[20:]]))
    done = subprocess.run(
        [sys.executable, "-c", OVER_A_FRAME, str(source)],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["films"] == [film_json(film).decode() for film in filmdig.merge(few)]
    (where,) = found["bad"]
    assert where.startswith("partition ")
    assert "not a record" in found["raised"]
