"""A zip without its directory, cut or damaged at its end: its members still lie there one after another, each with a head."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from zlib_ng import zlib_ng as zlib

from filmdig.scraper.sources.members import Member
from filmdig.scraper.sources.opened import Slice

_HEAD = b"PK\3\4"
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800


class Salvaged(NamedTuple):
    """A member as found by its head.

    Attributes:
        name: as the head has it.
        offset: bytes from the file's start to the head.
        stream: its unpacked bytes; None if they cannot be had (encrypted, or an unknown method).
        missing: bytes of a stored member that the file does not have any more.
    """

    name: str
    offset: int
    stream: Member | Slice | None
    missing: int = 0


def salvaged(file: BinaryIO) -> Iterator[Salvaged]:
    """Yield the members that a zip's own heads tell of, front to back."""
    size = file.seek(0, io.SEEK_END)
    following = 0
    while (place := _find(file, following)) is not None:
        file.seek(place)
        head = file.read(30)
        if len(head) < 30:
            return
        flags, method = struct.unpack("<HH", head[6:10])
        packed, _, name_length, extra = struct.unpack("<IIHH", head[18:30])
        name = file.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        begin = end = place + 30 + name_length + extra
        if method == _DEFLATED and not flags & 1:
            member = Member(file, begin, "deflate", lambda: zlib.decompressobj(-15))
            yield Salvaged(name, place, member)
            member.drain()
            end = begin if member.damage else member.end
        elif method == _STORED and not flags & 1 and (packed or not flags & 8):
            end = min(size, begin + packed)
            stream = Slice(file, begin, max(0, end - begin))
            missing = max(0, begin + packed - size)
            stream.damage = f"{missing} bytes of the member are missing" if missing else None
            yield Salvaged(name, place, stream, missing)
        else:
            yield Salvaged(name, place, None)
        following = max(end, place + 4)


def _find(file: BinaryIO, place: int) -> int | None:
    while True:
        file.seek(place)
        piece = file.read(1 << 20)
        if len(piece) < len(_HEAD):
            return None
        if (found := piece.find(_HEAD)) >= 0:
            return place + found
        place += len(piece) - len(_HEAD) + 1
