"""Records and merged films, read back from every form that holds them whole.

These are JSON Lines (plain or packed), a JSON array, Parquet and SQLite as `filmdig.output` writes them. JSON-LD and CSV leave
out parts of a record, so they are refused, as is everything else.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import quote

import msgspec

from filmdig.output.tables import TABLES
from filmdig.parsers.record import merged_film
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record, from_json
from filmdig.scraper.merging.json_array import ArrayError, elements
from filmdig.scraper.sources.inflate import Inflated, Readable, packing

#: Far longer than any record; a file with one endless line must not fill the memory.
LONGEST_LINE = 256 << 20
#: The most that a packed database or Parquet file may unpack to.
MAX_COPIED = 4 << 30
_HEAD = 1 << 20

_HAS_RECORDS = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'records' AND sql LIKE 'CREATE TABLE%'"

OnBad = Callable[[RecordError], object]
Line = TypeVar("Line")
#: The place of each record, such as ``line 3``, and its JSON.
_Json = Iterator[tuple[str, bytes]]

_WHOLE = "give the JSON Lines, JSON, Parquet or SQLite file that `filmdig` wrote"


def records(path: str | Path, on_bad: OnBad | None = None) -> Iterator[Record]:
    """Yield the page records of a file, one after another.

    Args:
        path: a file in any form that holds whole records; ``-`` is standard input.
        on_bad: called with the error of each line that holds no record and is left out; without it the first is raised.

    Raises:
        UsageError: the file cannot be opened, or is not in a form that holds whole records.
        RecordError: a line holds no record, and there is no `on_bad`.
    """
    return _decoded(path, parse, on_bad)


def records_and_films(path: str | Path, on_bad: OnBad | None = None) -> Iterator[Record | MergedFilm]:
    """Yield the page records and merged films of a file, one after another; otherwise as `records`."""
    return _decoded(path, parse_any, on_bad)


def lines_as(path: str | Path, decode: Callable[[bytes], Line], on_bad: OnBad | None = None) -> Iterator[Line]:
    """Yield the decoded lines of a JSON Lines file; otherwise as `records`.

    Args:
        path: the file, as for `records`.
        decode: decodes a line; raises ValueError if it cannot.
        on_bad: as for `records`.
    """
    with _opened(path) as opened:
        yield from _each(_lines(opened, on_bad), opened.name, decode, on_bad)


def check(path: str | Path) -> None:
    """Check that a file is in a form that holds whole records, without reading all of it.

    Raises:
        UsageError: it is not, or cannot be opened.
    """
    with _opened(path) as opened:
        _form(opened)


def parse(line: bytes) -> Record:
    """Decode a page's record from its JSON.

    Raises:
        msgspec.DecodeError, ValueError: it holds no record.
    """
    if _is_merged(line):
        raise ValueError("a merged film, not a page's record")
    record = from_json(line)
    if not record.id:
        raise ValueError("no id")
    return record


def parse_any(line: bytes) -> Record | MergedFilm:
    """Decode a page's record or a merged film from its JSON; otherwise as `parse`."""
    return merged_film.from_json(line) if _is_merged(line) else parse(line)


def _is_merged(line: bytes) -> bool:
    return b'"conflicts"' in line and msgspec.json.decode(line, type=_Merged).conflicts is not msgspec.UNSET


class _Merged(msgspec.Struct):
    conflicts: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Opened(NamedTuple):
    """A file of records, unpacked.

    Attributes:
        file: its unpacked bytes, the first of which can be peeked at.
        name: its name in messages.
        path: its path, if it can be read in place; None for packed files and streams.
        unpacked: the decompressor, if it is packed.
    """

    file: io.BufferedReader[io.RawIOBase]
    name: str
    path: Path | None
    unpacked: Inflated | None


class _Stream(io.RawIOBase):
    """A packed file or a pipe for Python's buffered readers: only the last read may be short."""

    def __init__(self, stream: Readable) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer; return the number of bytes, 0 at the end."""
        size = 0
        while size < len(buffer) and (given := self._stream.read(len(buffer) - size)):
            buffer[size : size + len(given)] = given
            size += len(given)
        return size


@contextmanager
def _opened(path: str | Path) -> Iterator[_Opened]:
    name = "standard input" if str(path) == "-" else str(path)
    if str(path) == "-" and sys.stdin is None:
        raise UsageError("standard input is closed", todo="name a file of records")
    try:
        with io.FileIO(sys.stdin.fileno(), closefd=False) if str(path) == "-" else io.FileIO(path) as raw:
            in_place = Path(path) if str(path) != "-" and raw.seekable() else None
            file: io.BufferedReader[io.RawIOBase] = io.BufferedReader(raw if in_place else _Stream(cast("Readable", raw)), _HEAD)
            if kind := packing(file.peek(8)[:8]):
                inflated = Inflated(file, kind)
                yield _Opened(io.BufferedReader(_Stream(inflated), _HEAD), name, None, inflated)
            else:
                yield _Opened(file, name, in_place, None)
    except OSError as error:
        raise UsageError(f"cannot read the records: {error.strerror or error}", where=name, todo="check the name") from error


def _decoded(path: str | Path, decode: Callable[[bytes], Line], on_bad: OnBad | None) -> Iterator[Line]:
    with _opened(path) as opened:
        form = _form(opened)
        yield from _each(form(opened, on_bad), opened.name, decode, on_bad)


def _each(found: _Json, name: str, decode: Callable[[bytes], Line], on_bad: OnBad | None) -> Iterator[Line]:
    for place, line in found:
        try:
            value = decode(line)
        except Exception as error:  # noqa: BLE001 - a line may raise anything; it is reported
            _report(f"not a record: {error}", f"{name}, {place}", on_bad)
            continue
        yield value


def _form(opened: _Opened) -> Callable[[_Opened, OnBad | None], _Json]:
    """Return the function that reads a file of this form.

    Raises:
        UsageError: the form does not hold whole records.
    """
    head = opened.file.peek(_HEAD)[:_HEAD]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PAR1"):
        return _in_parquet
    if head.startswith(b"SQLite format 3\0"):
        return _in_sqlite
    if re.match(rb"\[\s*(?:\{|\]\s*\Z)", start):
        return _in_array
    if re.match(rb'\{\s*"@(?:context|graph)"', start):
        what = "JSON-LD does not hold whole records: schema.org has no words for cuts and issues"
        raise UsageError(what, where=opened.name, todo=_WHOLE)
    if _is_csv(start) or (head.startswith(b"PK\3\4") and _is_zip_of_tables(opened)):
        raise csv_refused(opened.name)
    if start and (why := _no_record_in(head)):
        raise UsageError(f"not a file of records: {why}", where=opened.name, todo=_WHOLE)
    return _lines


def csv_refused(path: str) -> UsageError:
    """Return the error for CSV tables, which do not hold whole records."""
    what = "CSV tables do not hold whole records: they leave issues, conflicts and more out"
    return UsageError(what, where=path, todo=_WHOLE)


def _is_csv(start: bytes) -> bool:
    line = start.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
    return tuple(line.split(",")) in TABLES.values()


def _is_zip_of_tables(opened: _Opened) -> bool:
    try:
        with zipfile.ZipFile(opened.path or "") as archive:
            return "films.csv" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _no_record_in(head: bytes) -> str | None:
    """Return why none of the first lines is a record or a film; None if one is, or if the last is cut off and may be."""
    *lines, last = head.split(b"\n")
    why = None
    for number, line in enumerate([*lines, last], 1):
        if not line.strip():
            continue
        if number > len(lines) and len(head) >= _HEAD and line.lstrip().startswith(b"{"):
            return None
        try:
            parse_any(line.removeprefix(b"\xef\xbb\xbf"))
        except Exception as error:  # noqa: BLE001 - as in `_each`
            why = why or f"line {number}: {error}"
            continue
        return None
    return why


def _lines(opened: _Opened, on_bad: OnBad | None) -> _Json:
    number = 0
    while line := opened.file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = opened.file.readline(LONGEST_LINE)
            _report(f"longer than {LONGEST_LINE >> 20} MB", f"{opened.name}, line {number}", on_bad)
        elif (line := line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip():
            if opened.unpacked and opened.unpacked.damage and not line.endswith(b"\n"):
                break  # the damage cuts this line; reported below
            yield f"line {number}", line
    else:
        number += 1
    _report_damage(opened, f"from line {number} on", on_bad)


def _in_array(opened: _Opened, on_bad: OnBad | None) -> _Json:
    number = 0
    try:
        for number, element in enumerate(elements(opened.file, LONGEST_LINE), 1):
            yield f"element {number}", element
    except ArrayError as error:
        if not (opened.unpacked and opened.unpacked.damage):
            _report(f"the file ends early or is damaged: {error}", f"{opened.name}, from element {number + 1} on", on_bad)
    _report_damage(opened, f"from element {number + 1} on", on_bad)


def _report_damage(opened: _Opened, where: str, on_bad: OnBad | None) -> None:
    if opened.unpacked and opened.unpacked.damage:
        _report(f"the file ends early or is damaged: {opened.unpacked.damage}", f"{opened.name}, {where}", on_bad)


def _in_parquet(opened: _Opened, on_bad: OnBad | None) -> _Json:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", where=opened.name, todo="pip install 'filmdig[parquet]'") from error
    number = 0
    with _in_place(opened) as path:
        try:
            file = pyarrow.parquet.ParquetFile(path)
            if "json" not in file.schema_arrow.names:
                raise UsageError("a Parquet file without whole records: no column `json`", where=opened.name, todo=_WHOLE)
            for batch in file.iter_batches(columns=["json"], batch_size=256):
                for cell in batch.column(0):
                    number += 1
                    yield f"row {number}", (cell.as_py() or "").encode()
        except (pyarrow.ArrowException, OSError, ValueError, AttributeError) as error:
            why = str(error).strip().split("\n")[0]
            _report(f"the file ends early or is damaged: {why}", f"{opened.name}, from row {number + 1} on", on_bad)
    _report_damage(opened, f"from row {number + 1} on", on_bad)


def _in_sqlite(opened: _Opened, on_bad: OnBad | None) -> _Json:
    number = 0
    with _in_place(opened) as path:
        uri = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            try:
                # The database may be hostile: do not run its views and functions.
                database.execute("PRAGMA trusted_schema = OFF")
                if not database.execute(_HAS_RECORDS).fetchone()[0]:
                    raise UsageError("a database without whole records: no table `records`", where=opened.name, todo=_WHOLE)
                for (line,) in database.execute("SELECT json FROM records ORDER BY rowid"):
                    number += 1
                    yield f"row {number}", line if isinstance(line, bytes) else str(line).encode()
            except sqlite3.Error as error:
                _report(f"the file ends early or is damaged: {error}", f"{opened.name}, from row {number + 1} on", on_bad)
    _report_damage(opened, f"from row {number + 1} on", on_bad)


@contextmanager
def _in_place(opened: _Opened) -> Iterator[Path]:
    """Yield the path of a seekable file: the file itself, or a temporary copy of a stream or packed file."""
    if opened.path:
        yield opened.path
        return
    with tempfile.NamedTemporaryFile(prefix="filmdig-") as copy:
        for piece in iter(lambda: opened.file.read(1 << 20), b""):
            if copy.tell() + len(piece) > MAX_COPIED:
                raise UsageError(f"more than {MAX_COPIED >> 30} GB once unpacked", where=opened.name, todo="unpack it first")
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def _report(what: str, where: str, on_bad: OnBad | None) -> None:
    error = RecordError(what, where=where, todo="give a file that filmdig wrote")
    if on_bad is None:
        raise error
    on_bad(error)
