"""Tables of pages, and folders, of sizes and values that no program intends."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, contents, table_lines
from tests.hostile.sound import strict
from tests.sources.all_forms import table
from tests.sources.makers import page

PAGES = [page(number, 40) for number in range(3)]
URLS = [f"http://films.example.com/movie/{number}" for number in range(3)]


def read(path):
    return list(contents([str(path)]))


def bodies(items):
    return [item.body for item in items if isinstance(item, Capture)]


def lost(items):
    return [item.what for item in items if isinstance(item, Damage)]


def test_workers_read_parquet(tmp_path):
    """Arrow's default allocator would at once take all the memory by which a worker may grow."""
    parquet.write_table(pa.table({"url": URLS, "html": PAGES}), tmp_path / "it.parquet")
    status, summary = strict([tmp_path / "it.parquet"], tmp_path)
    assert (status, summary["pages"], summary["quarantined"]) == (0, 3, {})


@pytest.mark.parametrize(
    "times",
    [
        pa.array([10**15, 0, None], pa.timestamp("s")),
        pa.array([-(10**15), 0, None], pa.timestamp("s")),
        pa.array([2**61 + 1, 0, None], pa.timestamp("ns")),
        pa.array([2**62, 0, None], pa.int64()),
        pa.array([[1], None, None]),
    ],
    ids=["after 9999", "before the year 1", "nanoseconds", "a large number", "a list"],
)
def test_an_invalid_time_is_lost_alone(tmp_path, times):
    parquet.write_table(pa.table({"url": URLS, "html": PAGES, "timestamp": times}), tmp_path / "it.parquet")
    items = read(tmp_path)
    assert (bodies(items), lost(items)) == (PAGES, [])
    assert items[2].captured_at is None


def test_lines_of_json_may_be_long_from_the_first_on(tmp_path):
    long = PAGES[0] + b" " * 5_000_000
    rows = [{"url": URLS[0], "html": long.decode()}, {"url": URLS[1], "html": PAGES[1].decode()}]
    (tmp_path / "it.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert bodies(read(tmp_path)) == [long, PAGES[1]]


def test_a_long_line_of_other_json_is_not_a_table(tmp_path):
    (tmp_path / "it.json").write_text(json.dumps({"products": ["x" * 100] * 60_000}))
    assert [item.reason for item in read(tmp_path)] == ["not a page: JSON"]


@pytest.mark.parametrize("cut", [30, 100, 300])
def test_a_table_cut_within_a_cell_is_reported(tmp_path, cut):
    (tmp_path / "it.csv").write_bytes(table(PAGES)[:-cut])
    items = read(tmp_path)
    assert bodies(items)[:2] == PAGES[:2]
    assert lost(items) == ["a table that ends within a quoted cell"]
    assert "end of the table" not in items[2].body.decode()


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\r\n\r\n\n"])
def test_a_whole_table_does_not(tmp_path, end):
    (tmp_path / "it.csv").write_bytes(table(PAGES).rstrip() + end)
    items = read(tmp_path)
    assert (bodies(items), lost(items)) == (PAGES, [])


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("piece", [7, 50, 1000])
def test_rows_that_are_too_large_are_lost_alone_whatever_is_in_them(tmp_path, monkeypatch, end, piece):
    monkeypatch.setattr(table_lines, "LONGEST_ROW", 80)
    monkeypatch.setattr(table_lines, "_PIECE", piece)
    # If lines end with "\n" alone, the csv module does not quote cells with "\r".
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    drawn = random.Random(piece)
    rows = [["".join(drawn.choices('",\r\n ax', k=drawn.randrange(60))) + "<p>" for _ in range(2)] for _ in range(300)]
    lines = []
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator=end, quoting=quoting).writerow(["http://a/", *row])
        lines.append(out.getvalue())
    (tmp_path / "it.csv").write_bytes(("url,more,html" + end + "".join(lines)).encode())
    items = read(tmp_path)
    # The second character of a line end is left over if a row is cut between the two.
    assert bodies(items) == [row[1].encode() for row, line in zip(rows, lines, strict=True) if len(line) <= 80]
    found = [(item.what, item.lost) for item in items if isinstance(item, Damage)]
    wanted = [("a row that is too large", len(line)) for line in lines if len(line) > 80]
    assert 50 < len(wanted) < 250
    assert [what for what, _ in found] == [what for what, _ in wanted]
    assert all(size - 1 <= lost <= size for (_, lost), (_, size) in zip(found, wanted, strict=True))


def test_a_cell_of_160_mb_costs_its_row(tmp_path):
    with (tmp_path / "it.csv").open("wb") as file:
        file.write(table(PAGES[:1]))
        file.write(b'http://films.example.com/large,,"<html>')
        for _ in range(160):
            file.write(b'a ""quoted"" word, ' * 60_000)
        file.write(b'"\r\n' + table(PAGES[1:]).partition(b"\r\n")[2])
    status, summary = strict([tmp_path / "it.csv"], tmp_path)
    assert (status, summary["pages"], summary["damage"]) == (1, 3, {"a row that is too large": 1})


def test_folders_deeper_than_a_path_is_long_are_counted(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_bytes(PAGES[0])
    folder = os.open(tmp_path / "in", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deep", dir_fd=folder)
        below = os.open("deep", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(folder)
    try:
        status, summary = strict([tmp_path / "in"], tmp_path)
    finally:
        subprocess.run(["rm", "-r", tmp_path / "in"], check=True)  # shutil.rmtree is recursive
    assert (status, summary["pages"], summary["quarantined"]) == (1, 1, {"unreadable": 1})
