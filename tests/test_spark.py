"""The Spark engine against the local one: the same shards, and the same records from a DataFrame."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.learning import made_up
from tests.misbehaving import make_pages

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs PySpark (the extra spark) and Java 17",
)

FIXTURES = ROOT / "fixtures" / "flixster"

OVER_FRAMES = """
import gzip, json, sys
from pathlib import Path
from pyspark.sql import SparkSession
from filmdig.scraper.extraction.spark import read_bodies, read_places

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
pages, warc, places = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
rows = [(page.read_bytes(), f"http://films.example/{page.stem}", str(page)) for page in sorted(pages.iterdir())]
bodies = spark.createDataFrame(rows, "body binary, url string, path string")
found = [tuple(row) for row in read_bodies(bodies, url="url", path="path", layouts=sys.argv[4]).collect()]
held = spark.createDataFrame([(warc, place) for place in places], "path string, offset bigint")
print(json.dumps({"bodies": found, "places": [tuple(row) for row in read_places(held, layouts=sys.argv[4]).collect()]}))
"""


def extract(environment: dict[str, str], *arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "filmdig", "extract", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=600,
        env=environment,
        cwd=cwd,
    )
    assert done.returncode == 0, done.stderr
    return done


def shards(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.json*"))
        if path.name != "summary.json" and not path.name.endswith(".crc")
    }


def test_cluster_of_two_processes_writes_the_local_engines_shards(tmp_path, plugged_in):
    """Bad pages included; and sources named relative to where the command was given."""
    hows = [{5: "crashes", 70: "raises"}.get(number, "nothing") for number in range(130)]
    make_pages(tmp_path / "pages", hows)
    (tmp_path / "pages" / "0129.html").write_text(made_up.page(made_up.Film(129)))
    (tmp_path / "site.toml").write_text(made_up.LAYOUT)
    local, cluster = tmp_path / "local", tmp_path / "cluster"
    extract(plugged_in, "pages", FIXTURES, "--out-dir", local, "--layouts", "site.toml", cwd=tmp_path)
    extract(
        plugged_in,
        "pages",
        FIXTURES,
        "--out-dir",
        cluster,
        "--layouts",
        "site.toml",
        "--engine",
        "spark",
        "--master",
        "local-cluster[2,1,1024]",
        cwd=tmp_path,
    )
    assert shards(cluster) == shards(local)
    assert len(list((cluster / "records").iterdir())) == 3
    lines = [line for path in (cluster / "records").iterdir() for line in path.read_bytes().splitlines()]
    (learned,) = [record for record in map(json.loads, lines) if record["page"]["read_by"] == "learned"]
    assert (learned["page"]["site"], learned["film"]["title"]) == ("kinograf", made_up.Film(129).title)
    lost = [json.loads(line) for path in sorted((cluster / "quarantine").iterdir()) for line in path.read_text().splitlines()]
    assert [(line["location"]["path"], line["reason"]) for line in lost] == [
        ("pages/0005.html", "crash"),
        ("pages/0070.html", "exception"),
    ]


def test_data_frames_of_bodies_and_of_places(tmp_path, plugged_in):
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    make_pages(tmp_path / "pages", ["nothing", "crashes", "nothing"])
    shutil.copy(FIXTURES / "2011" / "hidden-remainder.html", tmp_path / "pages" / "1234.html")
    (tmp_path / "pages" / "film.html").write_text(made_up.page(made_up.Film(7)))
    (tmp_path / "site.toml").write_text(made_up.LAYOUT)
    warc = tmp_path / "pages.warc.gz"
    places = []
    with warc.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in sorted((tmp_path / "pages").iterdir()):
            places.append(file.tell())
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            with page.open("rb") as payload:
                writer.write_record(
                    writer.create_warc_record(f"http://films.example/{page.stem}", "response", payload=payload, http_headers=head)
                )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            OVER_FRAMES,
            str(tmp_path / "pages"),
            str(warc),
            json.dumps(places[::-1]),
            str(tmp_path / "site.toml"),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        env={**plugged_in, "PYSPARK_PYTHON": sys.executable},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    for rows in found["bodies"], found["places"]:
        records = {record["page"]["url"]: record for record in (json.loads(record) for record, _ in rows if record)}
        assert sorted(records) == [f"http://films.example/{name}" for name in ("0000", "0002", "1234", "film")]
        assert records["http://films.example/1234"]["film"]["title"] == "Lanterns Over Mirov (Fonari)"
        learned = records["http://films.example/film"]
        assert (learned["page"]["read_by"], learned["film"]["title"]) == ("learned", made_up.Film(7).title)
        (failure,) = [json.loads(failure) for record, failure in rows if failure]
        assert (failure["url"], failure["reason"]) == ("http://films.example/0001", "crash")
