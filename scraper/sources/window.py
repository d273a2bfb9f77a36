"""A stream read through a window: look ahead, search, take; with the offset of what comes next."""

from __future__ import annotations

import re

from scraper.sources.inflate import Readable

_PIECE = 64 << 10


class Window:
    """A buffered look at a stream.

    Attributes:
        offset: bytes from the stream's start (plus ``base``) to the window's.
    """

    def __init__(self, stream: Readable, base: int = 0) -> None:
        self.offset = base
        self._stream = stream
        self._buffer = bytearray()
        self._ended = False

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the stream's end, and leave them there."""
        self._fill(size)
        return bytes(self._buffer[:size])

    def take(self, size: int) -> bytes:
        """Return and consume the next ``size`` bytes, fewer only at the stream's end."""
        given = self.peek(size)
        self._drop(len(given))
        return given

    def skip(self, size: int) -> int:
        """Consume up to ``size`` bytes without keeping them; return how many there were."""
        gone = 0
        while gone < size and self._fill(1):
            step = min(size - gone, len(self._buffer))
            self._drop(step)
            gone += step
        return gone

    def skip_blank(self) -> None:
        """Consume line ends."""
        while self._fill(1) and self._buffer[0] in b"\r\n":
            self._drop(1)

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return not self._fill(1)

    def find(self, pattern: re.Pattern[bytes], start: int, limit: int, reach: int = 512) -> int | None:
        """Return where, counted from the window, ``pattern`` first matches at ``start`` or after, within ``limit`` bytes.

        Args:
            pattern: it matches ``reach`` bytes at most.
            start: bytes to leave out.
            limit: bytes to look at; they are buffered.
            reach: how long a match can be.
        """
        while True:
            filled = self._fill(min(max(len(self._buffer), start) + _PIECE, limit))
            if found := pattern.search(self._buffer, start):
                return found.start() if found.start() < limit else None
            if self._ended or filled >= limit:
                return None
            start = max(start, filled - reach)

    def skip_to(self, pattern: re.Pattern[bytes], reach: int = 512, *, until: int | None = None) -> int:
        """Consume up to the next match that is not right here; return how many bytes that was.

        Where there is none, consume to the stream's end, or to somewhere behind the offset ``until``.
        """
        gone = self.skip(1)
        while (until is None or self.offset < until) and self._fill(_PIECE):
            found = pattern.search(self._buffer)
            step = found.start() if found else len(self._buffer) if self._ended else max(1, len(self._buffer) - reach)
            self._drop(step)
            gone += step
            if found:
                break
        return gone

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self.offset += size

    def _fill(self, size: int) -> int:
        while len(self._buffer) < size and not self._ended:
            piece = self._stream.read(max(_PIECE, size - len(self._buffer)))
            self._ended = not piece
            self._buffer += piece
        return len(self._buffer)
