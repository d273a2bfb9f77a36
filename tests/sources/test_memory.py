"""Reading a file takes as much memory for 5,000 pages as for 500."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.makers import http, page, record

SCRIPT = """
import resource, sys
from filmdig.scraper.sources import captures, plan

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

count, early = 0, 0
for unit in plan([sys.argv[1]], unit_bytes=int(sys.argv[2])):
    for item in captures(unit):
        count += len(item.body) > 20_000
        if count == 500:
            early = peak()
print(count, peak() - early)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """5,000 pages of 30 KB, as gzip by record, plain, and one gzip stream."""
    folder = tmp_path_factory.mktemp("large")
    body = page(0, 2000)
    paths = {form: folder / form for form in ("records", "plain", "stream")}
    with (
        paths["records"].open("wb") as records,
        paths["plain"].open("wb") as plain,
        gzip.open(paths["stream"], "wb", 1) as stream,
    ):
        packed = gzip.compress(record(http(body), 0), 1)
        for number in range(5000):
            one = record(http(body.replace(b"Bay 0", b"Bay %d" % number)), number)
            plain.write(one)
            stream.write(one)
            records.write(packed if number % 100 else gzip.compress(one, 1))
    return paths


@pytest.mark.parametrize(("form", "unit_bytes"), [("records", 1 << 20), ("plain", 1 << 40), ("stream", 1 << 20)])
def test_memory_stays_flat_over_5000_pages(large, form, unit_bytes):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, large[form], str(unit_bytes)], capture_output=True, text=True, check=True
    )
    count, grown_kb = map(int, done.stdout.split())
    assert count == 5000
    assert grown_kb < 24 << 10
