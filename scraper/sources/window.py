"""A buffered window on a stream, for looking ahead, searching and consuming, that keeps track of its offset."""

from __future__ import annotations

import re

from filmdig.scraper.sources.inflate import Readable

_PIECE = 64 << 10
_READ = 1 << 20
_BLANKS = 64


class Window:
    """A buffered window on a stream.

    Attributes:
        offset: the window's offset in the stream, plus ``base``.
    """

    def __init__(self, stream: Readable, base: int = 0) -> None:
        self.offset = base
        self._stream = stream
        self._buffer = b""
        self._at = 0  # the window's position in the buffer
        self._ended = False

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """Return the next ``size`` bytes, after skipping ``ahead``, without consuming them; fewer only at the stream's end."""
        self._fill(ahead + size)
        begin = self._at + ahead
        return self._buffer[begin : begin + size]

    def take(self, size: int) -> memoryview:
        """Consume and return the next ``size`` bytes without copying them; fewer only at the stream's end."""
        self._fill(size)
        given = memoryview(self._buffer)[self._at : self._at + size]
        self._drop(len(given))
        return given

    def skip(self, size: int) -> int:
        """Consume up to ``size`` bytes without keeping them; return their number."""
        gone = 0
        while gone < size and (there := self._fill(1)):
            step = min(size - gone, there)
            self._drop(step)
            gone += step
        return gone

    def skip_blank(self) -> None:
        """Consume line ends."""
        while there := self._fill(_BLANKS):
            if self._buffer[self._at] not in b"\r\n":
                return
            blanks = self.peek(_BLANKS)
            step = len(blanks) - len(blanks.lstrip(b"\r\n"))
            self._drop(step)
            if step < min(there, _BLANKS):
                return

    @property
    def at_end(self) -> bool:
        """Whether the stream's end is reached."""
        return not self._fill(1)

    def holds(self, size: int) -> int:
        """Return how many of the next ``size`` bytes exist: fewer than ``size`` only at the stream's end."""
        return min(size, self._fill(size))

    def find(self, pattern: re.Pattern[bytes], start: int, limit: int, reach: int = 512) -> int | None:
        """Return the first match of ``pattern`` at or after ``start`` and within ``limit`` bytes, relative to the window.

        Args:
            pattern: what to search for.
            start: the position to search from.
            limit: how many bytes to search; they are buffered.
            reach: the longest possible match in bytes.
        """
        step = _PIECE
        while True:
            filled = min(self._there, limit)
            if found := pattern.search(self._buffer, self._at + start):
                place = found.start() - self._at
                return place if place < limit else None
            if self._ended or filled >= limit:
                return None
            start = max(start, filled - reach)
            self._fill(min(max(filled, start) + step, limit))
            step = 2 * step  # each step copies what is buffered

    def skip_to(self, pattern: re.Pattern[bytes], reach: int = 512, *, until: int | None = None) -> int:
        """Consume up to the next match after the current byte; return the number of bytes consumed.

        Without a match, consume to the stream's end, or to somewhere after the offset ``until``.
        """
        gone = self.skip(1)
        while (until is None or self.offset < until) and (there := self._fill(_PIECE)):
            found = pattern.search(self._buffer, self._at)
            step = found.start() - self._at if found else there if self._ended else max(1, there - reach)
            self._drop(step)
            gone += step
            if found:
                break
        return gone

    @property
    def _there(self) -> int:
        return len(self._buffer) - self._at

    def _drop(self, size: int) -> None:
        self._at += size
        self.offset += size

    def _fill(self, size: int) -> int:
        """Buffer ``size`` bytes, if the stream has them; return how many are buffered."""
        there = len(self._buffer) - self._at
        if there >= size or self._ended:
            return there
        pieces = []
        while there < size and not self._ended:
            piece = self._stream.read(max(_READ, size - there))
            self._ended = not piece
            pieces.append(piece)
            there += len(piece)
        if there > len(self._buffer) - self._at:
            kept = min(self._at, 1)  # keep the byte before the window, for patterns with a lookbehind
            self._buffer, self._at = b"".join(filter(None, [self._buffer[self._at - kept :], *pieces])), kept
        return there
