"""Read a zip without its directory, cut or damaged at its end: its members can be found by their local heads."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from zlib_ng import zlib_ng as zlib

from filmdig.scraper.sources.members import MOST_NESTED, Member
from filmdig.scraper.sources.opened import ZIP_ERRORS, Slice

_HEAD = b"PK\3\4"
_DESCRIBED = b"PK\7\x08"
#: What may follow a member's data: its data descriptor, another member, the directory.
_AFTER_DATA = re.compile(rb"PK(?:\x07\x08|\x03\x04|\x01\x02|\x06\x06)")
_AROUND = 24  # the data's length is within so many bytes before or after such a mark
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
_METHODS = {_STORED, _DEFLATED, 9, 12, 14, 93, 95, 98}
_SEARCHED = 16 << 20


class Salvaged(NamedTuple):
    """A member found by its head.

    Attributes:
        name: the name in the head.
        offset: the head's offset in the file.
        stream: the unpacked bytes; None if they cannot be read (encrypted, or an unknown method).
        missing: how many bytes of a stored member are missing at the file's end.
    """

    name: str
    offset: int
    stream: Member | Slice | None
    missing: int = 0


def holds_zip(file: BinaryIO) -> bool:
    """Return whether a file that does not begin like a zip is one: after a program, or with damaged first bytes."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except ZIP_ERRORS:
        pass  # not a zip, or one whose directory is damaged too
    place = 0
    while (found := _find(file, place)) is not None and found < _SEARCHED:
        file.seek(found)
        if _is_head(file.read(30)):
            return True
        place = found + 1
    return False


def _is_head(head: bytes) -> bool:
    """Return whether bytes with a head's magic are plausible as a member's head."""
    if len(head) < 30:
        return False
    needed, flags, method = struct.unpack("<HHH", head[4:10])
    (name_length,) = struct.unpack("<H", head[26:28])
    return needed & 0xFF <= 63 and not flags & 0xD000 and method in _METHODS and 0 < name_length < 1024


def salvaged(file: BinaryIO) -> Iterator[Salvaged]:
    """Yield a zip's members in file order, found by their heads."""
    size = file.seek(0, io.SEEK_END)
    following = reached = nested = 0
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
            end = member.end
            if member.damage:
                # The data may have run on into sound members. Many damaged ones inside each other are an attack.
                nested = nested + 1 if place < reached else 0
                reached = max(reached, member.end)
                end = begin if nested < MOST_NESTED else reached
        elif method == _STORED and not flags & 1 and (packed or not flags & 8):
            end = min(size, begin + packed)
            stream = Slice(file, begin, max(0, end - begin))
            missing = max(0, begin + packed - size)
            stream.damage = f"{missing} bytes of the member are missing" if missing else None
            yield Salvaged(name, place, stream, missing)
        elif method == _STORED and not flags & 1:
            there = _streamed(file, begin)
            end = size if there is None else begin + there
            stream = Slice(file, begin, end - begin)
            stream.damage = "the file ends inside the member" if there is None else None
            yield Salvaged(name, place, stream)
        else:
            yield Salvaged(name, place, None)
        following = max(end, place + 4)


def _streamed(file: BinaryIO, begin: int) -> int | None:
    """Return the length of a stored member whose head does not have it, from the data descriptor after the data.

    Returns:
        The length; None if no matching data descriptor is found up to the file's end.
    """
    base = begin
    piece = b""
    while True:
        file.seek(base + len(piece))
        more = file.read(1 << 20)
        kept = min(len(piece), 2 * _AROUND)
        base, piece = base + len(piece) - kept, piece[len(piece) - kept :] + more
        # A mark near the piece's end is looked at with the next piece.
        for mark in _AFTER_DATA.finditer(piece, 0, len(piece) - _AROUND if more else len(piece)):
            if (length := _described(piece, mark.start(), base + mark.start() - begin)) is not None:
                return length
        if not more:
            return None


def _described(data: bytes, at: int, length: int) -> int | None:
    """Return a member's length if the data descriptor at, or right before, a mark confirms it; None otherwise."""
    if data[at : at + 4] == _DESCRIBED:
        return length if length in {_number(data, at + 8, 4), _number(data, at + 8, 8)} else None
    # Some tools write the descriptor without its mark; then the next head, or the directory, directly follows it.
    lengths = (length - 4 - 2 * width for width in (4, 8) if _number(data, at - 2 * width, width) == length - 4 - 2 * width)
    return next((each for each in lengths if each >= 0), None)


def _number(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : at + width], "little") if at >= 0 and len(data) >= at + width else -1


def _find(file: BinaryIO, place: int) -> int | None:
    size = 4 << 10  # heads may be near each other
    while True:
        file.seek(place)
        piece = file.read(size)
        if len(piece) < len(_HEAD):
            return None
        if (found := piece.find(_HEAD)) >= 0:
            return place + found
        place += len(piece) - len(_HEAD) + 1
        size = min(2 * size, 1 << 20)
