"""JSON Lines: one record a line, UTF-8, ``\\n`` after each."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from filmdig.output.files import replacing
from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record, from_json, to_json

Line = TypeVar("Line")

# No record comes near; a file of one endless line must not fill the memory.
LONGEST_LINE = 256 << 20


class Writer(StreamWriter):
    """Writes one JSON object a line."""

    def write(self, record: Described) -> None:
        """Adds a line."""
        self.file.write(msgspec.json.encode(record) + b"\n")


def write(records: Iterable[Record], path: str | Path) -> int:
    """Write records to a file that appears whole or not at all.

    Returns:
        How many records were written.
    """
    with replacing(path) as file:
        return write_to(records, file)


def write_to(records: Iterable[Record], file: BinaryIO) -> int:
    """Write records to an open file; return how many."""
    count = 0
    for record in records:
        file.write(to_json(record) + b"\n")
        count += 1
    return count


def read(path: str | Path, on_bad: Callable[[RecordError], object] | None = None) -> Iterator[Record]:
    """The records of a file, one after another.

    Args:
        path: a file of records, gzipped or not; ``-`` is standard input.
        on_bad: is told of each line that holds no record, which is then left out; without it the first is raised.

    Raises:
        UsageError: the file cannot be opened.
        RecordError: a line that holds no record; says which.
    """
    return read_as(path, parse, on_bad)


def read_any(path: str | Path, on_bad: Callable[[RecordError], object] | None = None) -> Iterator[Record | MergedFilm]:
    """The page records and merged films of a file, one after another; else as `read`."""
    return read_as(path, _record_or_film, on_bad)


def read_as(
    path: str | Path, decode: Callable[[bytes], Line], on_bad: Callable[[RecordError], object] | None = None
) -> Iterator[Line]:
    """What the lines of a file hold; else as `read`.

    Args:
        path: the file, as for `read`.
        decode: what a line holds; raises ValueError where it does not hold that.
        on_bad: as for `read`.
    """
    name = "standard input" if str(path) == "-" else str(path)
    with _open(path) as file:
        for number, line in _lines(file, name, on_bad):
            try:
                yield decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
                _tell(f"not a record: {error}", f"{name}, line {number}", on_bad)


def parse(line: bytes) -> Record:
    """A record from its line.

    Raises:
        msgspec.DecodeError, ValueError: the line holds no record.
    """
    if _is_merged(line):
        raise ValueError("a merged film, not a page's record")
    record = from_json(line)
    if not record.id:
        raise ValueError("no id")
    return record


def _record_or_film(line: bytes) -> Record | MergedFilm:
    return merged.from_json(line) if _is_merged(line) else parse(line)


def _is_merged(line: bytes) -> bool:
    return b'"conflicts":' in line and msgspec.json.decode(line, type=_Merged).conflicts is not msgspec.UNSET


class _Merged(msgspec.Struct):
    conflicts: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


@contextmanager
def _open(path: str | Path) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as files:
        try:
            file = files.enter_context(Path(path).open("rb"))
            gzipped = file.peek(2)[:2] == b"\x1f\x8b"
        except OSError as error:
            raise UsageError(f"cannot read the records: {error.strerror}", where=str(path), todo="check its name") from error
        yield files.enter_context(gzip.open(file)) if gzipped else file  # type: ignore[misc]


def _lines(file: BinaryIO, name: str, on_bad: Callable[[RecordError], object] | None) -> Iterator[tuple[int, bytes]]:
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(LONGEST_LINE)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            _tell(f"the file ends early or is damaged: {error}", f"{name}, from line {number} on", on_bad)
            return
        if not line:
            return
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            _tell(f"longer than {LONGEST_LINE >> 20} MB", f"{name}, line {number}", on_bad)
        elif line.strip():
            yield number, line


def _tell(what: str, where: str, on_bad: Callable[[RecordError], object] | None) -> None:
    error = RecordError(what, where=where, todo="give a file that filmdig wrote")
    if on_bad is None:
        raise error
    on_bad(error)
