"""Read the lines of a CSV table, skipping rows that are too large, so that the rows after them are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

#: The most characters in a row. Python's CSV reader needs five times as much memory for a cell, and a worker may have 1 GB.
LONGEST_ROW = 64 << 20
_PIECE = 1 << 20

#: The state between two pieces of a row: at a cell's start, in a cell, in a quoted cell, or after a quotation mark in one.
_START, _PLAIN, _QUOTED, _CLOSING = "start", "plain", "quoted", "closing"
_IN_QUOTES = re.compile(r'[^"]*+(?:""[^"]*+)*+')
_IN_PLAIN = re.compile(r'[^,]*+(?:,(?!")[^,]*+)*+')


class LongRowError(Exception):
    """A row has more than `LONGEST_ROW` characters."""


class TableLines:
    """A table's lines for `csv.reader`, which reads another line of the same row only where a quoted cell continues.

    Args:
        text: opened with ``newline=""``.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._row = 0  # characters of the row so far
        self._cut = ""  # the last piece read of a row that is too long
        self._state = _START

    def begin(self) -> None:
        """Begin a row."""
        self._row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next line.

        Raises:
            LongRowError: the row would become too long; call `pass_row` to continue after it.
        """
        line = self._text.readline(LONGEST_ROW + 1 - self._row)
        if not line:
            raise StopIteration
        if self._row + len(line) > LONGEST_ROW:
            self._cut, self._state = line, _QUOTED if self._row else _START
            raise LongRowError(f"more than {LONGEST_ROW:,} characters")
        self._row += len(line)
        return line

    def pass_row(self) -> int:
        """Skip the row that is too long; return its number of characters."""
        size, piece, state = self._row, self._cut, self._state
        while piece:
            size += len(piece)
            state = _after(piece, state)
            if piece[-1] in "\r\n" and state != _QUOTED:
                break
            piece = self._text.readline(_PIECE)
        self._cut = ""
        return size


def _after(piece: str, state: str) -> str:
    """Return the state of a row after a piece of a line."""
    place = 0
    while place < len(piece):
        if state == _QUOTED:
            place = _end(_IN_QUOTES, piece, place)
            if place < len(piece):
                place, state = place + 1, _CLOSING
        elif state == _CLOSING:
            state = _QUOTED if piece[place] == '"' else _PLAIN
            place += state == _QUOTED
        elif state == _START and piece[place] == '"':
            place, state = place + 1, _QUOTED
        else:
            place = _end(_IN_PLAIN, piece, place)
            state = _START if place < len(piece) or piece[-1] == "," else _PLAIN
            place += 1
    return state


def _end(pattern: re.Pattern[str], piece: str, place: int) -> int:
    found = pattern.match(piece, place)
    return found.end() if found else place  # it always matches, if only the empty string
