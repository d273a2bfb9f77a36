"""The elements of a JSON array of any size and layout, one after another, in memory for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.scraper.sources.inflate import Readable

_PIECE = 1 << 20
# Bytes that end a string or escape a character; that matter between an array's elements; that matter within one.
_IN_STRING = re.compile(rb'["\\]')
_BETWEEN = re.compile(rb'["{}\[\],]')
_INSIDE = re.compile(rb'["{}\[\]]')
_BLANK = b" \t\r\n"


class ArrayError(ValueError):
    """The bytes are not a whole array."""


class _Scan:
    """A buffer of the array's bytes, and the position in it up to which they are scanned."""

    def __init__(self, stream: Readable, longest: int) -> None:
        self._stream, self._longest = stream, longest
        self.buffer = bytearray()
        self.at = 0
        self.begin = 0

    def more(self) -> bool:
        """Read more bytes, and drop those before the current element; return whether there were any."""
        del self.buffer[: self.begin]
        self.at, self.begin = self.at - self.begin, 0
        if len(self.buffer) > self._longest:
            raise ArrayError(f"an element is longer than {self._longest >> 20} MB")
        piece = self._stream.read(_PIECE)
        self.buffer += piece
        return bool(piece)

    def find(self, pattern: re.Pattern[bytes]) -> int | None:
        """Return the next byte that matches, and move past it; None at the end."""
        while (found := pattern.search(self.buffer, self.at)) is None:
            self.at = len(self.buffer)
            if not self.more():
                return None
        self.at = found.end()
        return self.buffer[found.start()]


def elements(stream: Readable, longest: int) -> Iterator[bytes]:
    """Yield the JSON of each element of the array that a stream holds.

    Args:
        stream: starts with the array, after blanks or a byte order mark if any.
        longest: the most bytes that one element may have.

    Raises:
        ArrayError: there is no array, it is not closed, or something follows it.
    """
    scan = _Scan(stream, longest)
    start = b""
    while not start and scan.more():
        start = bytes(scan.buffer).lstrip(b"\xef\xbb\xbf" + _BLANK)
        scan.at = scan.begin = len(scan.buffer) - len(start)
    if not start.startswith(b"["):
        raise ArrayError("no array")
    scan.at = scan.begin = scan.begin + 1
    depth = 1
    while depth:
        byte = scan.find(_BETWEEN if depth == 1 else _INSIDE)
        if byte is None:
            raise ArrayError("it ends within the array")
        if byte == ord('"'):
            _skip_string(scan)
        elif byte in b"{[":
            depth += 1
        elif byte in b"}]":
            depth -= 1
        if depth == 0 or (depth == 1 and byte == ord(",")):
            element = bytes(scan.buffer[scan.begin : scan.at - 1]).strip(_BLANK)
            scan.begin = scan.at
            if element:
                yield element
    while not bytes(scan.buffer[scan.at :]).strip(_BLANK):
        scan.at = scan.begin = len(scan.buffer)
        if not scan.more():
            return
    raise ArrayError("something follows the array")


def _skip_string(scan: _Scan) -> None:
    while (byte := scan.find(_IN_STRING)) != ord('"'):
        if byte is None:
            raise ArrayError("it ends within a text")
        while scan.at >= len(scan.buffer):
            if not scan.more():
                raise ArrayError("it ends within a text")
        scan.at += 1  # the escaped character
