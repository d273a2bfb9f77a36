"""JSON Lines: one record a line, UTF-8, ``\\n`` after each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from output.files import replacing
from parsers.errors import RecordError
from parsers.record import Record, from_json, to_json


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


def read(path: str | Path) -> Iterator[Record]:
    """The records of a file, one after another.

    Raises:
        RecordError: a line that holds no record; says which.
        OSError: the file cannot be opened.
    """
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield from_json(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise RecordError(
                    f"not a record: {error}", where=f"{path}, line {number}", todo="give a file that filmdig wrote"
                ) from error
