"""A stream read through a window: look ahead, search, take; with the offset of what comes next."""

from __future__ import annotations

import re

from filmdig.scraper.sources.inflate import Readable

_PIECE = 64 << 10
_READ = 1 << 20
_BLANKS = 64


class Window:
    """A buffered look at a stream.

    Attributes:
        offset: bytes from the stream's start (plus ``base``) to the window's.
    """

    def __init__(self, stream: Readable, base: int = 0) -> None:
        self.offset = base
        self._stream = stream
        self._buffer = b""
        self._at = 0  # where in the buffer the window is
        self._ended = False

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """Return ``size`` bytes, the next or those ``ahead``, fewer only at the stream's end, and leave them there."""
        self._fill(ahead + size)
        begin = self._at + ahead
        return self._buffer[begin : begin + size]

    def take(self, size: int) -> memoryview:
        """Return and consume the next ``size`` bytes, fewer only at the stream's end, without copying them."""
        self._fill(size)
        given = memoryview(self._buffer)[self._at : self._at + size]
        self._drop(len(given))
        return given

    def skip(self, size: int) -> int:
        """Consume up to ``size`` bytes without keeping them; return how many there were."""
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
        """Whether nothing is left."""
        return not self._fill(1)

    def holds(self, size: int) -> int:
        """Return how many of the next ``size`` bytes there are; fewer only at the stream's end."""
        return min(size, self._fill(size))

    def find(self, pattern: re.Pattern[bytes], start: int, limit: int, reach: int = 512) -> int | None:
        """Return where, counted from the window, ``pattern`` first matches at ``start`` or after, within ``limit`` bytes.

        Args:
            pattern: it matches ``reach`` bytes at most.
            start: bytes to leave out.
            limit: bytes to look at; they are buffered.
            reach: how long a match can be.
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
        """Consume up to the next match that is not right here; return how many bytes that was.

        Where there is none, consume to the stream's end, or to somewhere after the offset ``until``.
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
        """Buffer ``size`` bytes if there are as many; return how many are buffered."""
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
            kept = min(self._at, 1)  # the byte before the window stays, for patterns that look behind
            self._buffer, self._at = b"".join(filter(None, [self._buffer[self._at - kept :], *pieces])), kept
        return there
