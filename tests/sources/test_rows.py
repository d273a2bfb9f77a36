"""Tables with one page per row: JSON Lines, CSV, Parquet."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import from_json
from filmdig.scraper.sources import Damage, Skipped, captures, plan
from filmdig.scraper.sources.rows import parse_columns
from tests.archives.holdings import FILMS, Held, film_page, write_warc

_RANDOM = random.Random(7)
PAGES = [
    Held(
        f"http://films.example.com/{number}",
        f"2014030{number + 1}120000",
        film_page(f"{title}, «{number}»", 1960 + number, _RANDOM.randbytes(900).hex()),
    )
    for number, title in enumerate(FILMS)
]
ROWS = [{"url": one.url, "crawled": f"2014-03-0{n + 1}T12:00:00Z", "page": one.body.decode()} for n, one in enumerate(PAGES)]
COLUMNS = "url=url,html=page,time=crawled"


def as_jsonl(rows=ROWS) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def as_csv(rows=ROWS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows=ROWS) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out, row_group_size=2)
    return out.getvalue()


FORMS = {
    "jsonl": as_jsonl,
    "jsonl.gz": lambda: gzip.compress(as_jsonl(), mtime=0),
    "jsonl.zst": lambda: zstandard.compress(as_jsonl()),
    "jsonl.bz2": lambda: bz2.compress(as_jsonl()),
    "jsonl.xz": lambda: lzma.compress(as_jsonl()),
    "csv": as_csv,
    "csv.gz": lambda: gzip.compress(as_csv(), mtime=0),
    "parquet": as_parquet,
}


def items(path: Path, columns: str | None = COLUMNS, **kwargs):
    units = plan([str(path)], columns=parse_columns(columns) if columns else None, **kwargs)
    return [item for unit in units for item in captures(unit)]


@pytest.mark.parametrize("form", FORMS)
def test_rows_are_the_same_pages_as_records_of_a_warc(tmp_path, form):
    path = tmp_path / f"corpus.{form}"
    path.write_bytes(FORMS[form]())
    found = items(path)
    warc = items(write_warc(tmp_path / "same.warc.gz", PAGES), None)
    wanted = [(one.url, one.captured_at, one.body) for one in warc if isinstance(one, Capture)]
    assert [(one.url, one.captured_at, one.body) for one in found] == wanted
    assert [one.location.record_id for one in found] == [f"row {number}" for number in range(1, 6)]
    assert {one.location.path for one in found} == {str(path)}


def test_a_row_of_plain_json_lines_has_its_offset(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(as_jsonl())
    for one in items(path):
        line = path.read_bytes()[one.location.offset :].split(b"\n")[0]
        assert json.loads(line)["url"] == one.url


@pytest.mark.parametrize("unit_bytes", [1, 100, 1000, 1733, 5000])
def test_ranges_of_a_large_file_have_each_row_once(tmp_path, unit_bytes):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(as_jsonl())
    assert [one.url for one in items(path, unit_bytes=unit_bytes)] == [one.url for one in PAGES]


@pytest.mark.parametrize(("unit_bytes", "groups"), [(1, [0, 1, 2]), (1_000_000, [0])])
def test_a_large_parquet_file_is_cut_between_its_row_groups(tmp_path, unit_bytes, groups):
    path = tmp_path / "corpus.parquet"
    path.write_bytes(as_parquet())
    units = list(plan([str(path)], columns=parse_columns(COLUMNS), unit_bytes=unit_bytes))
    assert [unit.start for unit in units] == groups
    assert [unit.stop for unit in units] == [*groups[1:], None]
    found = [item for unit in units for item in captures(unit)]
    assert [(one.url, one.location.record_id) for one in found] == [
        (one.url, f"row {number}") for number, one in enumerate(PAGES, 1)
    ]


def test_row_groups_are_put_together_up_to_a_unit(tmp_path):
    path = tmp_path / "corpus.parquet"
    rows = [{"url": f"http://x.example/{n}", "page": _RANDOM.randbytes(500).hex(), "crawled": ""} for n in range(40)]
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=1)
    units = list(plan([str(path)], columns=parse_columns(COLUMNS), unit_bytes=20_000))
    assert 1 < len(units) < 40
    assert [len([*captures(unit)]) for unit in units] == [unit.stop - unit.start for unit in units[:-1]] + [40 - units[-1].start]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_run_that_was_killed_resumes_within_a_table(tmp_path, form):
    path, out = tmp_path / f"corpus.{form}", tmp_path / "out"
    rows = [
        {
            "url": f"http://films.example.com/{n}",
            "crawled": "2014-03-01T12:00:00Z",
            "page": film_page(f"Salt {n}", 1960, "").decode(),
        }
        for n in range(30)
    ]
    for row in rows:
        row["page"] += f"<!-- {_RANDOM.randbytes(150_000).hex()} -->"
    data = as_jsonl(rows) if form == "jsonl" else as_parquet(rows)
    path.write_bytes(data)
    assert len(data) > 4 << 20
    command = [
        sys.executable,
        "-m",
        "filmdig",
        "extract",
        path,
        "--out-dir",
        out,
        "--quiet",
        "--columns",
        COLUMNS,
        "--workers",
        "1",
    ]
    subprocess.run(command, check=True)
    shards = {shard.name: shard.read_bytes() for shard in (out / "records").iterdir()}
    assert len(shards) > 1
    lost = max(shards)
    kept = {shard: shard.stat().st_mtime_ns for shard in (out / "records").iterdir() if shard.name != lost}
    (out / "records" / lost).unlink()
    subprocess.run(command, check=True)
    assert {shard.name: shard.read_bytes() for shard in (out / "records").iterdir()} == shards
    assert {shard: shard.stat().st_mtime_ns for shard in kept} == kept
    records = [from_json(line) for name in sorted(shards) for line in shards[name].splitlines()]
    assert sorted(one.page.url for one in records) == sorted(row["url"] for row in rows)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("url", "html", "timestamp"), "html"),
        (("warc_target_uri", "raw_html", "crawl_date"), "html"),
        (("link", "body", "date"), "html"),
        (("url", "text", "timestamp"), "text"),
    ],
)
def test_common_column_names_are_recognised(tmp_path, names, what):
    url, body, time = names
    bodies = [one.body.decode() if what == "html" else "A text. " * 30 for one in PAGES]
    rows = [{url: one.url, body: text, time: "20140301120000"} for one, text in zip(PAGES, bodies, strict=True)]
    (tmp_path / "c.jsonl").write_bytes(as_jsonl(rows))
    found = items(tmp_path / "c.jsonl", None)
    assert [one.url for one in found] == [one.url for one in PAGES]
    assert {(one.captured_at, one.rendition) for one in found} == {("2014-03-01T12:00:00Z", what)}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2014-03-01T12:00:00+02:00", "2014-03-01T12:00:00+02:00"),
        ("2014-03-01 12:00:00", "2014-03-01T12:00:00Z"),
        (1393675200, "2014-03-01T12:00:00Z"),
        (1393675200000, "2014-03-01T12:00:00Z"),
        ("2014-02-31", None),
        ("soon", None),
        (None, None),
    ],
)
def test_times(tmp_path, value, wanted):
    (tmp_path / "c.jsonl").write_bytes(as_jsonl([{**ROWS[0], "crawled": value}]))
    assert [one.captured_at for one in items(tmp_path / "c.jsonl")] == [wanted]


def test_other_json_is_not_a_table_of_pages(tmp_path):
    (tmp_path / "log.jsonl").write_bytes(as_jsonl([{"url": "http://x.example/", "content": "a log line", "level": "info"}]))
    (item,) = items(tmp_path / "log.jsonl", None)
    assert isinstance(item, Skipped)
    assert item.reason == "not a page: JSON"


def test_a_bad_row_is_lost_alone(tmp_path):
    good = as_jsonl().splitlines(keepends=True)
    path = tmp_path / "c.jsonl"
    path.write_bytes(good[0] + b'{"url": "half\n' + b"[1]\n" + b'{"url": "http://x.example/"}\n' + b"\n" + good[1])
    found = items(path)
    assert [one.url for one in found if isinstance(one, Capture)] == [PAGES[0].url, PAGES[1].url]
    damage, *skipped = [one for one in found if not isinstance(one, Capture)]
    assert isinstance(damage, Damage)
    assert (damage.location.record_id, damage.what, damage.lost) == ("row 2", "a row that cannot be read", 14)
    assert [one.reason for one in skipped] == ["a row without a page"] * 2


@pytest.mark.parametrize("form", ["jsonl.gz", "csv.gz", "parquet"])
def test_a_cut_table_is_read_up_to_the_cut_and_reported(tmp_path, form):
    path = tmp_path / f"c.{form}"
    whole = FORMS[form]()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    found = items(path)
    pages = [one.url for one in found if isinstance(one, Capture)]
    assert pages == [one.url for one in PAGES][: len(pages)]
    assert any(isinstance(one, Damage) for one in found) or form == "parquet"


@pytest.mark.parametrize("spec", ["", "url=u", "page=p", "html", "html="])
def test_malformed_columns_are_refused(spec):
    with pytest.raises(UsageError):
        parse_columns(spec)


def test_a_run_over_a_table_gives_the_records_of_a_warc(tmp_path):
    (tmp_path / "c.jsonl").write_bytes(as_jsonl())
    write_warc(tmp_path / "c.warc.gz", PAGES)
    films = []
    for name, more in (("c.jsonl", ["--columns", COLUMNS]), ("c.warc.gz", [])):
        done = subprocess.run(
            [sys.executable, "-m", "filmdig", "extract", tmp_path / name, "-o", tmp_path / "r.jsonl", "--quiet", *more],
            capture_output=True,
            check=True,
        )
        assert done.stderr == b""
        films.append([from_json(line).film for line in (tmp_path / "r.jsonl").read_bytes().splitlines()])
    assert films[0] == films[1]
    assert len(films[0]) == 5
