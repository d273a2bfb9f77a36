"""Read tables with one page per row (JSON Lines, CSV and Parquet), with columns for address, time and page.

A row's number, from 1, is its location's `record_id` (``row 17``); in plain JSON Lines the location has its offset too.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, BinaryIO, Literal, cast

import msgspec

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.given import capture_time
from filmdig.scraper.sources.base import MAX_PAYLOAD, Damage, Find, Item, Skipped, Unread, at
from filmdig.scraper.sources.inflate import Inflated, Readable, packing
from filmdig.scraper.sources.sniff import page
from filmdig.scraper.sources.table_lines import LONGEST_ROW, LongRowError, TableLines

Form = Literal["jsonl", "csv", "parquet"]
Columns = dict[str, str]

#: Common names of each column: in derivatives of Common Crawl, Scrapy's output and data sets.
KNOWN: dict[str, tuple[str, ...]] = {
    "url": ("url", "uri", "page_url", "source_url", "target_uri", "warc_target_uri", "link", "address"),
    "html": ("html", "raw_html", "html_content", "page_html", "body", "content", "raw_content", "page_content"),
    "text": ("text", "plain_text", "page_text", "extracted_text"),
    "time": ("timestamp", "captured_at", "crawl_date", "crawled_at", "fetch_time", "warc_date", "date_download", "date"),
}
_ALLOCATOR = "ARROW_DEFAULT_MEMORY_POOL"
_FIRST_LINE = 4 << 20  # bytes within which a file's first line must end
_LOOKS_LIKE_PAGE = re.compile(r"<(?:!doctype|html|head|body|div|p|table|title)\b", re.IGNORECASE)


def parse_columns(spec: str) -> Columns:
    """Parse ``url=address,html=body,time=crawled``.

    Raises:
        UsageError: the text has another form, or names no column with pages.
    """
    columns: Columns = {}
    for part in filter(None, (part.strip() for part in spec.split(","))):
        what, equals, name = part.partition("=")
        if what not in KNOWN or not equals or not name:
            raise UsageError(
                f"not a column: {part!r}", where="--columns", todo=f"give {', '.join(f'{key}=NAME' for key in KNOWN)}"
            )
        columns[what] = name
    if not columns.keys() & {"html", "text"}:
        raise UsageError("no column has the pages", where="--columns", todo="give html=NAME or text=NAME")
    return columns


def rows_form(head: bytes, stream: BinaryIO, columns: Columns) -> tuple[Form, Columns] | None:
    """Return the form and columns of a table of pages.

    Args:
        head: the file's first bytes.
        stream: the file.
        columns: the columns that the user named; by default common column names are recognised.

    Returns:
        The form, and the names of the columns; None if the file is not a table of pages.
    """
    if head.startswith(b"PAR1"):
        return _of_parquet(stream, columns)
    stream.seek(0)
    kind = packing(head)
    source: Readable = Inflated(cast("Readable", stream), kind) if kind else cast("Readable", stream)
    start = source.read(1 << 16)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        start = _first_line(start, source, columns)
        return _of_json(start.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0], columns)
    return _of_csv(start, columns)


def _first_line(start: bytes, source: Readable, columns: Columns) -> bytes:
    """Return a file's beginning with its whole first line, if that is short or has a column of pages."""
    names = set(columns.values()) or {name for several in KNOWN.values() for name in several}
    pieces, size, most = [start], len(start), _FIRST_LINE
    if size > 2 and any(f'"{name}"'.encode() in start for name in names):
        most = MAX_PAYLOAD
    while b"\n" not in pieces[-1].lstrip() and size < most and (more := source.read(1 << 20)):
        pieces.append(more)
        size += len(more)
    return b"".join(pieces)


def _of_json(line: bytes, columns: Columns) -> tuple[Form, Columns] | None:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    found = columns or _named(list(row))
    # Other JSON (a record, a log, a product) may have a "content" too, without a page in it.
    sure = columns or _is_page(row, found)
    return ("jsonl", found) if found and sure else None


def _is_page(row: dict[str, Any], found: Columns) -> bool:
    html, text = row.get(found.get("html", "")), row.get(found.get("text", ""))
    if isinstance(html, str) and _LOOKS_LIKE_PAGE.search(html[:5000]):
        return True
    return isinstance(text, str) and len(text) > 80 and isinstance(row.get(found.get("url", "")), str)


def _of_csv(start: bytes, columns: Columns) -> tuple[Form, Columns] | None:
    line = start.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").strip("\r")
    if len(line) > 4000 or "<" in line or ("," not in line and not columns):
        return None
    try:
        names = next(csv.reader([line]), [])
    except csv.Error:  # not a table
        return None
    found = columns or _named(names)
    if not found or any(name not in names for name in found.values()):
        return None
    return ("csv", found) if columns or {"url"} <= found.keys() else None


def _arrow() -> tuple[Any, type[Exception]]:
    """Return the module that reads Parquet, which is an extra, and the base class of its errors.

    It is set to the system's allocator: its default one reserves a gigabyte of addresses for the first large buffer, which is
    all that a worker may have.

    Raises:
        ImportError: pyarrow is not installed.
    """
    os.environ.setdefault(_ALLOCATOR, "system")
    import pyarrow
    import pyarrow.parquet as parquet

    pyarrow.default_memory_pool()  # the first call chooses the allocator permanently
    return parquet, pyarrow.ArrowException


def _of_parquet(stream: BinaryIO, columns: Columns) -> tuple[Form, Columns] | None:
    try:
        parquet, arrow_error = _arrow()
    except ImportError:
        return ("parquet", columns) if columns else None
    stream.seek(0)
    try:
        names = parquet.read_schema(stream).names
    except (arrow_error, OSError):
        return None
    found = columns or _named(names)
    return ("parquet", found) if found and all(name in names for name in found.values()) else None


def _named(names: Sequence[str]) -> Columns:
    """Return the columns that have common names; empty if none of them holds pages."""
    low = {name.strip().lower().replace("-", "_"): name for name in names}
    found = {what: low[known] for what, several in KNOWN.items() for known in reversed(several) if known in low}
    return found if found.keys() & {"html", "text"} else {}


def row_items(path: str, file: BinaryIO, form: str, columns: Columns, start: int = 0, stop: int | None = None) -> Iterator[Find]:
    """Yield the rows of a table of pages, each unread.

    Args:
        path: the path for the rows' locations.
        file: the file, packed or not.
        form: "jsonl", "csv" or "parquet".
        columns: the names of its columns.
        start, stop: for plain JSON Lines, the byte range in which the lines begin; for Parquet, the range of row groups.
    """
    if form == "parquet":
        yield from _parquet_rows(path, file, columns, start, stop)
        return
    file.seek(0)
    kind = packing(file.read(16))
    file.seek(0)
    if form == "csv":
        yield from _csv_rows(path, Inflated(cast("Readable", file), kind) if kind else file, columns)
    elif kind:
        yield from _lines(path, Inflated(cast("Readable", file), kind), columns, 0, None, packed=True)
    else:
        file.seek(max(0, start - 1))
        yield from _lines(path, file, columns, start, stop, packed=False)


def _lines(path: str, source: Any, columns: Columns, start: int, stop: int | None, *, packed: bool) -> Iterator[Find]:
    buffered = io.BufferedReader(_Raw(source), 1 << 20)
    offset = start
    if start:
        # The line at the range's start belongs to the range before, unless it begins exactly there.
        offset = start - 1 + len(buffered.readline(MAX_PAYLOAD))
    number = 0
    while stop is None or offset < stop:
        line = buffered.readline(MAX_PAYLOAD)
        if not line:
            break
        number += 1
        where = at(path, None if packed else offset, f"row {number}" if not start else None)
        if line.strip():
            yield Unread(where, partial(_json_row, line, columns, where), len(line))
        offset += len(line)
    if damage := getattr(source, "damage", None):
        yield Damage(at(path), "a packed file that ends early or is damaged", 0, str(damage))


class _Raw(io.RawIOBase):
    """Adapt a readable stream for Python's buffered readers."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _json_row(line: bytes, columns: Columns, where: Any) -> Iterable[Item]:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return [Damage(where, "a row that cannot be read", len(line), str(error))]
    return [_capture(row, columns, where)] if isinstance(row, dict) else [Skipped(where, "a row without a page")]


#: A line appended to the table: if it is not read as a separate row, the file ends within a quoted cell.
_END = "\x1a\x1aend of the table\x1a\x1a"


def _csv_rows(path: str, source: Any, columns: Columns) -> Iterator[Find]:
    csv.field_size_limit(LONGEST_ROW)
    text = io.TextIOWrapper(io.BufferedReader(_Raw(source), 1 << 20), encoding="utf-8-sig", errors="replace", newline="")
    lines = TableLines(text)
    reader = csv.reader(itertools.chain(lines, [_END]))
    names: list[str] | None = None
    number = 0
    while True:
        where = at(path, None, f"row {number + 1}" if names is not None else None)
        lines.begin()
        try:
            cells = next(reader, None)
        except (LongRowError, csv.Error) as error:
            if isinstance(error, LongRowError):
                yield Damage(where, "a row that is too large", lines.pass_row(), str(error))
            else:
                yield Damage(where, "a row that cannot be read", 0, str(error))
            if names is None:
                break
            number += 1
            continue
        if cells is None or cells == [_END]:
            break
        if names is None:
            names = cells
            continue
        number += 1
        if cut := bool(cells) and cells[-1].endswith(_END):
            cells[-1] = cells[-1].removesuffix(_END)
        row = dict(zip(names, cells, strict=False))
        yield Unread(where, partial(_capture_of, row, columns, where), sum(map(len, cells)))
        if cut:
            yield Damage(where, "a table that ends within a quoted cell", 0)
    if damage := getattr(source, "damage", None):
        yield Damage(at(path), "a packed file that ends early or is damaged", 0, str(damage))


def row_groups(stream: BinaryIO, size: int) -> list[int]:
    """Return the row groups, except the first, at which to cut a Parquet file into parts of about ``size`` bytes."""
    try:
        parquet, arrow_error = _arrow()
    except ImportError:
        return []
    try:
        groups = parquet.read_metadata(stream)
        lengths = [_packed_size(groups.row_group(number)) for number in range(groups.num_row_groups)]
    except (arrow_error, OSError):
        return []  # reported when the file is read
    starts, held = [], 0
    for number, length in enumerate(lengths):
        if held and held + length > size:
            starts.append(number)
            held = 0
        held += max(1, length)
    return starts


def _packed_size(group: Any) -> int:
    return sum(int(group.column(number).total_compressed_size) for number in range(group.num_columns))


def _parquet_rows(path: str, file: BinaryIO, columns: Columns, start: int, stop: int | None) -> Iterator[Find]:
    try:
        parquet, arrow_error = _arrow()
    except ImportError:
        yield Damage(at(path), "a Parquet file, which needs pyarrow: pip install 'filmdig[parquet]'")
        return
    number = 0
    try:
        # Without threads: a worker has one core, and may not be allowed to start any.
        with parquet.ParquetFile(file, pre_buffer=False) as opened:
            wanted = list(dict.fromkeys(columns.values()))
            groups = range(start, opened.num_row_groups if stop is None else stop)
            number = sum(opened.metadata.row_group(group).num_rows for group in range(start))
            for batch in opened.iter_batches(batch_size=64, row_groups=groups, columns=wanted, use_threads=False):
                for place in range(batch.num_rows):
                    number += 1
                    where = at(path, None, f"row {number}")
                    yield Unread(where, partial(_arrow_row, batch.slice(place, 1), columns, where))
    except (arrow_error, OSError) as error:
        yield Damage(at(path, None, f"row {number + 1}"), "a Parquet file that cannot be read further", 0, str(error))


def _arrow_row(batch: Any, columns: Columns, where: Any) -> list[Item]:
    """Return the capture in an Arrow row, ignoring values that Python cannot represent."""
    row: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        with contextlib.suppress(ValueError, OverflowError):  # a time before the year 1, or after 9999
            row[name] = column[0].as_py()
    return [_capture(row, columns, where)]


def _capture_of(row: dict[str, Any], columns: Columns, where: Any) -> list[Item]:
    return [_capture(row, columns, where)]


def _capture(row: dict[str, Any], columns: Columns, where: Any) -> Item:
    """Return a row as a capture; the page is the row's HTML, or its text if it has no HTML."""
    for what in ("html", "text"):
        found = row.get(columns.get(what, ""))
        body = found.encode("utf-8", "replace") if isinstance(found, str) else found
        if not isinstance(body, bytes) or not body.strip():
            continue
        url = row.get(columns.get("url", ""))
        url = url if isinstance(url, str) and url.startswith(("http://", "https://")) else None
        rendition, other = page(body, url=url)
        if what == "text":
            rendition = "text"
        if rendition is None:
            return Skipped(where, f"not a page: {other}")
        return Capture(
            body=body,
            url=url,
            captured_at=_moment(row.get(columns.get("time", ""))),
            location=where,
            rendition=rendition,
            charset="utf-8" if isinstance(found, str) else None,
        )
    return Skipped(where, "a row without a page")


def _moment(value: Any) -> str | None:
    """Return a row's time in RFC 3339; None if it has none that can be read."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 4e12:
        seconds = value / 1000 if value > 4e10 else value
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds < 4e9 else None
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    try:
        return capture_time(text, "a row")
    except UsageError:
        pass
    try:
        return _moment(datetime.fromisoformat(text))
    except ValueError:
        return None
