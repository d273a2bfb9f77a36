"""Lists of records in Common Crawl's files, from queries of its columnar index: CSV or Parquet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.scraper.archives.selection import Entry

DATA = "https://data.commoncrawl.org"

#: The columns that are read, and their possible names: the columnar index's name first.
_COLUMNS = {
    "url": ("url",),
    "filename": ("warc_filename", "filename"),
    "offset": ("warc_record_offset", "offset"),
    "length": ("warc_record_length", "length"),
    "timestamp": ("fetch_time", "timestamp"),
    "status": ("fetch_status", "status"),
    "mime": ("content_mime_type", "mime"),
    "digest": ("content_digest", "digest"),
    "truncated": ("content_truncated", "truncated"),
}
_NEEDED = ("url", "filename", "offset", "length")

#: Paths of Common Crawl's files; a list must not lead anywhere else.
_FILENAME = re.compile(r"(?:crawl-data|crawl-001|crawl-002|contrib)/[A-Za-z0-9._/=-]+")


def read_ranges(path: Path, malformed: dict[str, int]) -> Iterator[Entry]:
    """Yield the records in a list.

    Args:
        path: CSV with a header line, or Parquet (needs the extra ``parquet``).
        malformed: the number of rows without a record's place, by reason; updated.

    Raises:
        SourceError: the file cannot be read.
        UsageError: a column is missing, or pyarrow is not installed.
    """
    try:
        with path.open("rb") as file:
            rows = _parquet(path) if file.read(4) == b"PAR1" else _csv(path)
        for row in rows:
            entry = _entry(row)
            if entry is None:
                malformed["malformed rows"] = malformed.get("malformed rows", 0) + 1
            else:
                yield entry
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror or error})", where=str(path)) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise SourceError(f"not a table ({error})", where=str(path), todo="give CSV in UTF-8, or Parquet") from error


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        names = _named(next(reader, []), path)
        for cells in reader:
            yield {name: cells[number] for name, number in names.items() if number < len(cells)}


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    try:
        import pyarrow.parquet as parquet  # an extra
        from pyarrow import ArrowException
    except ImportError as error:
        raise UsageError("pyarrow is not installed", where=str(path), todo="pip install 'filmdig[parquet]'") from error
    try:
        with parquet.ParquetFile(path) as file:
            columns = file.schema_arrow.names
            names = _named(columns, path)
            for batch in file.iter_batches(columns=[columns[number] for number in names.values()]):
                for row in batch.to_pylist():
                    yield {name: row[columns[number]] for name, number in names.items()}
    except ArrowException as error:
        raise SourceError(f"not a Parquet file that can be read ({error})", where=str(path)) from error


def _named(columns: list[str], path: Path) -> dict[str, int]:
    """Return the index of each column."""
    low = [column.strip().lower() for column in columns]
    found = {name: next((low.index(known) for known in names if known in low), None) for name, names in _COLUMNS.items()}
    if lacking := [_COLUMNS[name][0] for name in _NEEDED if found[name] is None]:
        raise UsageError(
            f"the list has no column {', '.join(lacking)}", where=str(path), todo=f"it has: {', '.join(columns)[:300]}"
        )
    return {name: number for name, number in found.items() if number is not None}


def _entry(row: dict[str, Any]) -> Entry | None:
    url, filename = str(row.get("url") or ""), str(row.get("filename") or "")
    offset, length = _number(row.get("offset")), _number(row.get("length"))
    if not url or not _FILENAME.fullmatch(filename) or ".." in filename or offset is None or not length:
        return None
    return Entry(
        url=url,
        timestamp=_timestamp(row.get("timestamp")),
        address=f"{DATA}/{filename}",
        status=_number(row.get("status")),
        mime=row.get("mime") or None,
        digest=row.get("digest") or None,
        offset=offset,
        length=length,
        truncated=row.get("truncated") or None,
    )


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, int | str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _timestamp(value: object) -> str:
    """Return 14 digits; empty if the list has no such time, which the record itself has."""
    if isinstance(value, datetime | date):
        return f"{value:%Y%m%d%H%M%S}"
    digits = re.sub(r"[^0-9]", "", str(value or "")[:19])
    return digits if len(digits) == 14 else ""
