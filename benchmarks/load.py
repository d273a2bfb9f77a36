"""Measure the cost of very many inputs: a million merged records, a million tiny WARC records, 100,000 files, ten runs at once.

    python -m benchmarks.load [merge tiny files parallel] [--share 1.0]

Measures processor seconds, which other load on the machine affects little, and the peak memory of the largest process, also
at a tenth of the size, to show that memory is bounded. The results are stored in `benchmarks/load.json` and written into
docs/scale.md; `--check` only checks that the page is current.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from benchmarks.inputs import ROOT
from benchmarks.merge import records
from benchmarks.runs import used
from filmdig.parsers.record.page_record import to_json

RESULTS = Path(__file__).parent / "load.json"
PAGE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- load: python -m benchmarks.load -->\n", "<!-- end of load -->\n"

SIZE = 1_000_000
FILES = 100_000
RUNS = 10
#: One record of a WARC in this many is a page; the others are requests, redirects and pictures.
A_PAGE_IN = 100
GIF = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
DATE = "2014-07-01T08:09:10Z"

Row = dict[str, float | str]


def page(number: int) -> bytes:
    """Return a film page with a title and a sentence."""
    return b"<title>Lantern Bay %d (1978)</title><h1>Lantern Bay %d</h1><p>A keeper counts the ships." % (number, number)


def merge(share: float, folder: Path) -> Iterator[Row]:
    """Merge records, five per film, far apart from each other."""
    for count in (SIZE // 10, SIZE):
        number = int(count * share) // 5 * 5
        made, merged = folder / "records.jsonl", folder / "films.jsonl"
        with made.open("wb") as file:
            file.writelines(to_json(record) + b"\n" for record in records(number, small=True))
        seconds, peak = used("merge", made, "-o", merged, "--work-dir", folder, "--strict", "--quiet")
        with merged.open("rb") as lines:
            sources = [len(msgspec.json.decode(line, type=_Sources).sources) for line in lines]
        _check(len(sources), number // 5)
        _check(sum(sources), number)
        yield _row("records merged, of three people each", number, seconds, peak)


class _Sources(msgspec.Struct):
    sources: list[msgspec.Raw]


def tiny(share: float, folder: Path) -> Iterator[Row]:
    """Extract from WARCs of tiny records, each in its own gzip member."""
    for count in (SIZE // 10, SIZE):
        path = folder / "tiny.warc.gz"
        with path.open("wb") as file:
            for number in range(int(count * share)):
                file.write(_record(number))
        seconds, peak = used("extract", path, "--out-dir", folder / f"tiny-{count}", "--quiet")
        found = json.loads((folder / f"tiny-{count}" / "summary.json").read_text())
        _check(found["pages"], int(count * share) // A_PAGE_IN)
        yield _row("tiny records of a WARC read", int(count * share), seconds, peak)


def _record(number: int) -> bytes:
    url = b"http://films.example.com/%d" % number
    kind, block = b"response", b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\n\r\n" + GIF
    if number % A_PAGE_IN == 0:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(number)
    elif number % 3 == 0:
        kind, block = b"request", b"GET /%d HTTP/1.1\r\nHost: films.example.com\r\n\r\n" % number
    elif number % 3 == 1:
        block = b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"
    head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%032x>\r\nWARC-Date: %s\r\nWARC-Target-URI: %s\r\n"
    head %= (kind, number, DATE.encode(), url)
    return gzip.compress(head + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block), 1, mtime=0)


def files(share: float, folder: Path) -> Iterator[Row]:
    """Extract from single files."""
    for count in (FILES // 10, FILES):
        pages = _loose(folder / f"files-{count}", int(count * share))
        seconds, peak = used("extract", pages, "--out-dir", folder / f"of-{count}", "--quiet")
        _check(json.loads((folder / f"of-{count}" / "summary.json").read_text())["pages"], int(count * share))
        yield _row("loose files read", int(count * share), seconds, peak)


def _loose(folder: Path, count: int) -> Path:
    for number in range(count):
        if number % 1000 == 0:
            (folder / f"{number // 1000}").mkdir(parents=True)
        (folder / f"{number // 1000}" / f"{number}.html").write_bytes(page(number))
    return folder


def parallel(share: float, folder: Path) -> Iterator[Row]:
    """Run ten times in parallel on the same files, each into its own folder, and check that the outputs are equal."""
    pages = _loose(folder / "shared", int(1000 * share))
    commands = [
        [sys.executable, "-m", "filmdig", "extract", str(pages), "--out-dir", str(folder / f"run-{number}"), "--quiet"]
        for number in range(RUNS)
    ]
    for process in [subprocess.Popen(command, cwd=ROOT) for command in commands]:
        _check(process.wait(), 0)
    made = {_records(folder / f"run-{number}") for number in range(RUNS)}
    _check(len(made), 1)
    yield {"what": f"runs at once into folders of their own, {int(1000 * share):,} files each: the same bytes", "count": RUNS}


def _records(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "records").iterdir()))


def _check(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} instead of {wanted}")


def _row(what: str, count: int, seconds: float, peak: float) -> Row:
    return {"what": what, "count": count, "seconds": round(seconds), "peak_mb": round(peak)}


PARTS: dict[str, Callable[[float, Path], Iterator[Row]]] = {"merge": merge, "tiny": tiny, "files": files, "parallel": parallel}


def table(results: dict[str, list[Row]]) -> str:
    """Return the results as the table in the page."""
    rows = [row for part in PARTS for row in results.get(part, [])]
    lines = ["| | | processor seconds | peak MB |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {r['what']} | {r['count']:,} | {_cell(r, 'seconds')} | {_cell(r, 'peak_mb')} |" for r in rows]
    return "\n".join(lines) + "\n"


def _cell(row: Row, name: str) -> str:
    return f"{row[name]:,}" if name in row else ""


def main() -> int:
    """Measure the named parts, or all; with `--check`, return 1 if the page's table is outdated."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--share", type=float, default=1.0, help="of the sizes; below 1 nothing is kept")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    results: dict[str, list[Row]] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in [] if options.check else options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="filmdig-load-") as folder:
            results[name] = list(PARTS[name](options.share, Path(folder)))
        print(table({name: results[name]}), end="", flush=True)
        if options.share == 1:
            RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    current = head + BEGIN + table(results) + END + rest.partition(END)[2]
    if options.check:
        return int(current != text)
    if options.share == 1:
        PAGE.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
