"""The members of a compressed WARC or ARC: gzip members or zstd frames that each begin with a record.

A file is cut into byte ranges without being read: whoever reads a range looks for the first member that begins in it. A
member is one only if what it unpacks to begins with a record's head: compressed bytes may look like a member's start.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO

import zstandard
from zlib_ng import zlib_ng as zlib

from scraper.sources.inflate import DICTIONARY, DeflateError

_MAGIC = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
_PIECE = {"gzip": 16 << 10, "zstd": 512}  # as in inflate: what one step can unpack to stays small
_WINDOW = 128 << 20
_PEEK = 4 << 10  # packed bytes looked at to tell whether a member begins with a record


class Gap:
    """Bytes between members that are no member."""

    def __init__(self, offset: int, lost: int) -> None:
        self.offset, self.lost = offset, lost


class Member:
    """One member's unpacked bytes, as a stream that ends without raising where the data is damaged.

    Attributes:
        offset: bytes from the file's start to the member's.
        end: bytes from the file's start to what follows the member; set once it is read to its end.
        damage: what was wrong with it, if anything, in one sentence without a full stop.
    """

    def __init__(self, file: BinaryIO, offset: int, engine: Any, piece: int) -> None:
        self.offset, self.end = offset, offset
        self.damage: str | None = None
        self._file, self._engine, self._piece = file, engine, piece
        self._out = bytearray()
        self._done = False

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all with -1; none at the end."""
        while not self._done and (size < 0 or len(self._out) < size):
            self._step()
        given = bytes(self._out if size < 0 else self._out[:size])
        del self._out[: len(given)]
        return given

    def drain(self) -> int:
        """Read to the member's end; return how many unpacked bytes nobody had read."""
        unread = 0
        while piece := self.read(1 << 20):
            unread += len(piece)
        return unread

    def _step(self) -> None:
        self._file.seek(self.end)
        piece = self._file.read(self._piece)
        if not piece:
            self._done = True
            self.damage = f"the file ends inside the member, at byte {self.end}"
            return
        before = self._engine.copy() if hasattr(self._engine, "copy") else None
        try:
            self._out += self._engine.decompress(piece)
        except (DeflateError, zstandard.ZstdError, ValueError) as error:
            good = 0
            if before is not None:
                good = self._salvage(before, piece)
            self._done = True
            self.end += good
            self.damage = f"the compressed data is damaged at byte {self.end} ({error})"
            return
        self.end += len(piece)
        if self._engine.eof:
            self._done = True
            self.end -= len(self._engine.unused_data)

    def _salvage(self, engine: Any, piece: bytes) -> int:
        """Unpack a failed piece byte by byte up to its fault; return how many bytes were good."""
        for n in range(len(piece)):
            try:
                self._out += engine.decompress(piece[n : n + 1])
            except DeflateError:
                return n
        return len(piece)


class Members:
    """The members that begin in a range of a file, and the gaps after them.

    Args:
        file: seekable.
        packed: ``gzip`` or ``zstd``.
        head: what the unpacked data must begin with.
    """

    def __init__(self, file: BinaryIO, packed: str, head: re.Pattern[bytes]) -> None:
        self._file, self._packed, self._head = file, packed, head
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._first = 0
        if packed == "zstd":
            self._read_dictionary()

    def within(self, start: int, stop: int | None) -> Iterator[Member | Gap]:
        """Yield the members that begin at ``start`` or after and before ``stop``.

        A gap belongs to the range in which the member before it begins, however far it reaches.
        """
        position: int | None = start
        if start <= self._first:
            position = self._first
            if self._at_end(position):
                return
            if not self._begins(position):
                position = yield from self._gap(position)
        else:
            position = self._next(start, stop)
        while position is not None and (stop is None or position < stop):
            member = Member(self._file, position, self._engine(), _PIECE[self._packed])
            yield member
            member.drain()
            position = member.end
            if member.damage:
                # The damaged data may have run on into the next members: search right behind this one's start.
                position = self._next(member.offset + 1)
            elif self._at_end(position):
                return
            elif not self._begins(position):
                position = yield from self._gap(position)

    def _gap(self, position: int) -> Generator[Gap, None, int | None]:
        """Yield the gap at ``position``; return where the next member begins."""
        following = self._next(position + 1)
        end = self._file.seek(0, 2) if following is None else following
        yield Gap(position, end - position)
        return following

    def _engine(self) -> Any:
        if self._packed == "gzip":
            return zlib.decompressobj(31)
        return zstandard.ZstdDecompressor(dict_data=self._dictionary, max_window_size=_WINDOW).decompressobj()

    def _at_end(self, position: int) -> bool:
        """Whether only zeros, as tapes and block devices pad with, are left."""
        self._file.seek(position)
        size = 16
        while piece := self._file.read(size):
            if piece.strip(b"\0"):
                return False
            size = 1 << 20
        return True

    def _begins(self, position: int) -> bool:
        self._file.seek(position)
        packed = self._file.read(_PEEK)
        if not packed.startswith(_MAGIC[self._packed]):
            return False
        engine, out = self._engine(), b""
        try:
            for n in range(0, len(packed), 64):
                out += engine.decompress(packed[n : n + 64])
                if engine.eof or len(out) > 1024:
                    break
        except (DeflateError, zstandard.ZstdError, ValueError):
            pass  # what came before the fault decides; the fault itself is told when the member is read
        return self._head.match(out.lstrip(b"\r\n")) is not None

    def _next(self, position: int, until: int | None = None) -> int | None:
        """Return where the first member at ``position`` or after begins; None if there is none, or none before ``until``."""
        magic = _MAGIC[self._packed]
        while until is None or position < until:
            self._file.seek(position)
            piece = self._file.read(1 << 20 if until is None else min(1 << 20, until - position + len(magic) - 1))
            if len(piece) < len(magic):
                return None
            found = piece.find(magic)
            while found >= 0:
                if self._begins(position + found):
                    return position + found
                found = piece.find(magic, found + 1)
            position += len(piece) - len(magic) + 1
        return None

    def _read_dictionary(self) -> None:
        self._file.seek(0)
        head = self._file.read(8)
        if not head.startswith(DICTIONARY):
            return
        (length,) = struct.unpack("<I", head[4:])
        if length > 16 << 20:  # the format's own bound is far below
            return
        frame = self._file.read(length)
        if frame.startswith(_MAGIC["zstd"]):
            frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(frame).read(16 << 20)
        self._dictionary = zstandard.ZstdCompressionDict(frame)
        self._first = 8 + length


def holds_member(file: BinaryIO, packed: str, head: re.Pattern[bytes], *, until: int) -> bool:
    """Tell whether a member begins before ``until``, whatever the file begins with."""
    return next(iter(Members(file, packed, head).within(1, until)), None) is not None
