"""Compare corpora of rows with a WARC of the same pages: processor time per page, and memory for growing numbers of pages.

    python -m benchmarks.corpus_rows [--rows 100000] [--forms warc.gz,jsonl,jsonl.gz,csv,parquet]

Processor time is measured, because other load on the machine affects it little. The pages are those of the fixtures, made
unique by a comment with a number. Exits with 1 if a format takes over a fifth more than the WARC.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.inputs import ROOT
from benchmarks.runs import used

TIME = "2014-07-01T08:09:10Z"
ALLOWED = 1.2


def main() -> int:
    """Print a table; return 1 if a format is too slow."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--forms", default=",".join(FORMS), help="the first is what the others are measured against")
    options = parser.parse_args()
    sizes = [options.rows // 10, options.rows]
    print("| form |", *(f"{size:,} pages, ms a page | peak MB |" for size in sizes), "against the first |")
    print("| --- |", *("---: | ---: |" for _ in sizes), "---: |")
    first = None
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        for form in options.forms.split(","):
            cells = []
            for size in sizes:
                path = Path(folder) / f"corpus.{form}"
                FORMS[form](path, size)
                seconds, peak = run(path, size)
                cells.append(f"{1000 * seconds / size:.2f} | {peak:.0f} |")
                path.unlink()
            first = first or seconds
            slow = slow or seconds > ALLOWED * first
            print(f"| {form} |", *cells, f"{100 * seconds / first:.0f} % |", flush=True)
    return int(slow)


def run(path: Path, pages: int) -> tuple[float, float]:
    """Return (processor seconds of a run with one worker, peak MB of its largest process)."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, peak = used("extract", path, "-o", f"{folder}/out.jsonl", "--quiet", "--workers", "1")
        with Path(folder, "out.jsonl").open("rb") as records:
            found = sum(1 for _ in records)
        if found != pages:
            raise RuntimeError(f"{path.name}: {found} of {pages} records")
    return seconds, peak


def pages(count: int) -> Iterator[tuple[str, str]]:
    """Yield (address, page) of unique invented pages."""
    known = [text for path in sorted((ROOT / "fixtures").rglob("*.html")) if (text := _utf8(path)) is not None]
    for number in range(count):
        yield f"http://films.example.com/{number}", f"{known[number % len(known)]}<!-- {number} -->\n"


def _utf8(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def warc(path: Path, count: int) -> None:
    """Write a WARC, compressed record by record."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, text in pages(count):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            body = BytesIO(text.encode())
            made = writer.create_warc_record(
                url, "response", payload=body, http_headers=head, warc_headers_dict={"WARC-Date": TIME}
            )
            writer.write_record(made)


def jsonl(path: Path, count: int) -> None:
    """Write JSON Lines, compressed if the name ends so."""
    with gzip.open(path, "wb", 6) if path.suffix == ".gz" else path.open("wb") as file:
        for url, text in pages(count):
            file.write(json.dumps({"url": url, "timestamp": TIME, "html": text}, ensure_ascii=False).encode() + b"\n")


def table(path: Path, count: int) -> None:
    """Write CSV."""
    with path.open("wb") as raw, TextIOWrapper(raw, encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["url", "timestamp", "html"])
        writer.writerows([url, TIME, text] for url, text in pages(count))


def parquet_file(path: Path, count: int) -> None:
    """Write Parquet, in row groups of 1,000."""
    columns = pa.schema([("url", pa.string()), ("timestamp", pa.string()), ("html", pa.string())])
    with parquet.ParquetWriter(path, columns) as writer:
        group: list[dict[str, str]] = []
        for url, text in pages(count):
            group.append({"url": url, "timestamp": TIME, "html": text})
            if len(group) == 1000:
                writer.write_table(pa.Table.from_pylist(group, schema=columns))
                group = []
        writer.write_table(pa.Table.from_pylist(group, schema=columns))


FORMS: dict[str, Callable[[Path, int], None]] = {
    "warc.gz": warc,
    "jsonl": jsonl,
    "jsonl.gz": jsonl,
    "csv": table,
    "parquet": parquet_file,
}


if __name__ == "__main__":
    raise SystemExit(main())
