"""Decompression that limits its memory and reports damaged data."""

from __future__ import annotations

import bz2
import lzma
from typing import Any, Protocol, cast

import zstandard
from zlib_ng import zlib_ng as zlib

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import MAX_PAYLOAD

#: What zlib-ng raises for damaged data; its stubs declare it as an instance.
DeflateError = cast("type[Exception]", zlib.error)

MAGIC = {b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}

#: Packings that are recognised but not read.
UNREAD = {
    b"\x04\x22\x4d\x18": "lz4",
    b"\x02\x21\x4c\x18": "lz4",
    b"\x1f\x9d": "compress",
    b"LZIP\1": "lzip",
    b"\x89LZO\0\r\n": "lzop",
}

#: Packings that compress a WARC or ARC as a whole: a record cannot be found without unpacking everything before it.
SOLID = {"bzip2", "xz"}

#: The magic of the skippable zstd frame that begins a .warc.zst with a shared dictionary.
DICTIONARY = b"\x5d\x2a\x4d\x18"

#: Compressed bytes per step. A step then gives at most 16 MB: deflate expands at most 1,032 times, and a zstd block of 4 bytes
#: can unpack to 128 KB.
_STEP = {"gzip": 16 << 10, "zstd": 512, "bzip2": 512, "xz": 512}
_WINDOW = 128 << 20  # memory that an xz or zstd stream may ask for


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; empty at the end."""


def packing(head: bytes) -> str | None:
    """Return how data with these first bytes is compressed: ``gzip``, ``zstd``, ``bzip2``, ``xz`` or None."""
    if is_skippable(head) and not head.startswith(DICTIONARY):
        return "zstd"  # the beginning of pzstd's files
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


def unread_packing(head: bytes) -> str | None:
    """Return how data with these first bytes is compressed, if that packing is not read; None otherwise."""
    return next((name for magic, name in UNREAD.items() if head.startswith(magic)), None)


def is_skippable(head: bytes) -> bool:
    """Return whether the bytes begin a skippable zstd frame: 184D2A5? and a length, for data that is not compressed."""
    return head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5


def _decompressor(kind: str) -> Any:
    if kind == "gzip":
        return zlib.decompressobj(31)
    if kind == "zstd":
        return zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
    return bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=_WINDOW)


class Inflated:
    """The unpacked bytes of a compressed stream, of all its members or frames.

    Reading never raises for bad data: the stream ends after what can be unpacked, and ``damage`` reports the fault.

    Attributes:
        damage: what was wrong with the stream, one sentence without a full stop; None if nothing was.
    """

    def __init__(self, raw: Readable, kind: str) -> None:
        self.damage: str | None = None
        self._raw, self._kind = raw, kind
        self._in, self._out = b"", bytearray()
        self._engine: Any = None
        self._read = 0
        self._ended = False

    @property
    def consumed(self) -> int:
        """How many compressed bytes were unpacked."""
        return self._read - len(self._in)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        while not self._ended and (size < 0 or len(self._out) < size):
            self._step()
        size = len(self._out) if size < 0 else size
        given = bytes(self._out[:size])
        del self._out[:size]
        return given

    def _step(self) -> None:
        if not self._in:
            self._in = self._raw.read(64 << 10)
            self._read += len(self._in)
        if not self._in:
            if self._engine is not None:
                self.damage = f"the {self._kind} data ends in the middle, after {self._read} bytes"
            self._ended = True
            return
        if self._engine is None and not self._next_member():
            return
        piece, self._in = self._in[: _STEP[self._kind]], self._in[_STEP[self._kind] :]
        before = self._engine.copy() if self._kind == "gzip" else None
        try:
            self._out += self._engine.decompress(piece)
        except (DeflateError, zstandard.ZstdError, OSError, EOFError, lzma.LZMAError, ValueError) as error:
            if before is not None:
                self._out += _salvage(before, piece)
            where = self._read - len(self._in) - len(piece)
            self.damage = f"the {self._kind} data is damaged after byte {where} ({error})"
            self._ended = True
            return
        if self._engine.eof:
            self._in = self._engine.unused_data + self._in
            self._engine = None

    def _next_member(self) -> bool:
        """Begin the next member; padding after the last one is allowed, other bytes are reported."""
        while len(self._in) < 8 and (more := self._raw.read(64 << 10)):
            self._in += more
            self._read += len(more)
        first = self._read == len(self._in)
        skippable = self._kind == "zstd" and is_skippable(self._in)
        if first or packing(self._in) == self._kind or skippable:
            self._engine = _decompressor(self._kind)
            return True
        if not self._in.strip(b"\0"):
            self._in = b""
            return False
        where = self._read - len(self._in)
        self.damage = f"after byte {where} the {self._kind} data is followed by something else"
        self._ended = True
        return False


def _salvage(engine: Any, piece: bytes) -> bytes:
    """Return the output before the fault, of a piece that failed as a whole."""
    out = bytearray()
    try:
        for n in range(len(piece)):
            out += engine.decompress(piece[n : n + 1])
    except DeflateError:
        pass  # the caller reports the fault
    return bytes(out)


def read_bounded(stream: Readable, limit: int = MAX_PAYLOAD, *, where: str | None = None) -> bytes:
    """Return all bytes of a stream.

    Raises:
        LimitError: the stream has more than ``limit`` bytes.
    """
    out = bytearray()
    while piece := stream.read(min(1 << 20, limit + 1 - len(out))):
        out += piece
        if len(out) > limit:
            raise LimitError(
                f"more than {limit >> 20} MB once unpacked",
                where=where,
                todo="no page is that large; read the file by other means",
            )
    return bytes(out)


class Rejoined:
    """A stream whose first bytes were already read, with these put back."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    @property
    def damage(self) -> str | None:
        """What was wrong with the stream, if anything."""
        return damage_of(self._rest)

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        if not self._head:
            return self._rest.read(size)
        given = self._head if size < 0 else self._head[:size]
        self._head = self._head[len(given) :]
        return given + self._rest.read() if size < 0 else given


class Tolerant:
    """A stream that ends, instead of raising, where reading it fails.

    Attributes:
        damage: the message of the error, if there was one.
        given: the number of bytes read.
    """

    def __init__(self, stream: Readable, errors: tuple[type[Exception], ...]) -> None:
        self.damage: str | None = None
        self.given = 0
        self._stream, self._errors = stream, errors

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        if self.damage:
            return b""
        try:
            piece = self._stream.read(size)
        except self._errors as error:
            self.damage = str(error)
            return b""
        self.given += len(piece)
        return piece


def damage_of(stream: object) -> str | None:
    """Return what was wrong with a stream that ended early; None if nothing was, or if its type does not record it."""
    found = getattr(stream, "damage", None)
    return found if isinstance(found, str) else None
