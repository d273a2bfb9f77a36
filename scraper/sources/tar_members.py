"""Read the members of a tar, even a damaged one: after a damaged header, reading resumes at the next sound one."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from typing import NamedTuple

from filmdig.scraper.sources.inflate import Readable
from filmdig.scraper.sources.window import Window

BLOCK = 512
_MAGIC, _MAGIC_AT = b"ustar", 257
# A header's checksum is octal digits; writers differ in their padding.
_CHECKSUM = re.compile(rb"[ 0]{0,7}[0-7]{1,7}[ \0]{0,7}")
_FILES = {b"0", b"\0", b"7"}
_LINKS = {b"1", b"2"}
_FOLDER, _SPARSE = b"5", b"S"
_WITHOUT_DATA = {b"1", b"2", b"3", b"4", _FOLDER, b"6"}
_LONG_NAME, _LONG_LINK = b"L", b"K"
_PAX, _PAX_OF_ALL = b"x", b"g"
_RECORD = re.compile(rb"(\d{1,7}) ([^=\n]{1,200})=")
#: The largest size of a header's extension (names, times, owners), in bytes.
_LARGEST_EXTENSION = 1 << 20
_PIECE = 64 << 10


class Fault(NamedTuple):
    """Bytes of a tar that are not a member.

    Attributes:
        offset: the offset in the tar.
        lost: how many bytes.
        what: the kind of damage, for the summary.
    """

    offset: int
    lost: int
    what: str


class TarMember:
    """A member: the facts in its header, and its bytes as a stream.

    Attributes:
        name: the path in the tar.
        offset: the header's offset in the tar.
        kind: ``file``, ``link``, ``folder``, ``sparse`` or ``other``.
        size: the size that the header declares, in bytes.
        damage: what is missing, if anything; set once the member is read to its end.
        missing: how many bytes are missing.
    """

    def __init__(self, window: Window, name: str, offset: int, kind: str, size: int) -> None:
        self.name, self.offset, self.kind, self.size = name, offset, kind, size
        self.damage: str | None = None
        self.missing = 0
        self._window, self._left, self._padding = window, size, -size % BLOCK

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted:
            piece = bytes(self._window.take(min(wanted, _PIECE)))
            if not piece:
                self.missing, self._left = self._left, 0
                self.damage = f"{self.missing} of its {self.size} bytes are missing"
                break
            pieces.append(piece)
            wanted -= len(piece)
            self._left -= len(piece)
        return b"".join(pieces)

    def drain(self) -> None:
        """Skip the rest of the member and its padding."""
        while self.read(_PIECE):
            pass
        self._window.skip(self._padding)
        self._padding = 0


def tar_members(stream: Readable) -> Iterator[TarMember | Fault]:
    """Yield the members of a tar, and the faults between them. Read each member before asking for the next one."""
    window = Window(stream)
    names: dict[str, str] = {}
    ended = False
    while block := window.peek(BLOCK):
        if not block.strip(b"\0"):
            window.skip(len(block))
            ended = ended or not window.peek(BLOCK).strip(b"\0")
            continue
        offset = window.offset
        header = _header(block)
        if header is None:
            yield Fault(offset, _pass_damage(window), "bytes after a tar's end" if ended else "a damaged part of a tar")
            names.clear()
            ended = not window.peek(1)  # then the end mark, if there is one, is in the lost bytes
            continue
        ended = False
        window.skip(BLOCK)
        size = 0 if header.type in _WITHOUT_DATA else header.size
        if header.type in {_LONG_NAME, _LONG_LINK, _PAX, _PAX_OF_ALL}:
            if size > _LARGEST_EXTENSION:
                yield Fault(offset, BLOCK + window.skip(size + -size % BLOCK), "a tar header's extension that is too large")
                continue
            data = bytes(window.take(size))
            window.skip(-size % BLOCK)
            names.update(_extension(header.type, data))
            continue
        name = names.get("path") or header.name
        size = int(names["size"]) if size and names.get("size", "").isdigit() and len(names["size"]) < 16 else size
        kind = "sparse" if any(key.startswith("GNU.sparse") for key in names) else _kind(header.type)
        names.clear()
        member = TarMember(window, name, offset, kind, size)
        yield member
        member.drain()
    if not ended:
        yield Fault(window.offset, 0, "a tar without its end mark")


class _Header(NamedTuple):
    name: str
    type: bytes
    size: int


def is_header(block: bytes) -> bool:
    """Return whether a block is a member's header, by its checksum; headers of the 1980s have no magic."""
    return _header(block) is not None


def _header(block: bytes) -> _Header | None:
    if len(block) < BLOCK or not _CHECKSUM.fullmatch(block, 148, 156):
        return None
    try:
        info = tarfile.TarInfo.frombuf(block[:BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None
    return _Header(info.name, info.type, info.size) if info.size >= 0 else None


def _kind(flag: bytes) -> str:
    if flag in _FILES:
        return "file"
    if flag in _LINKS:
        return "link"
    return {_FOLDER: "folder", _SPARSE: "sparse"}.get(flag, "other")


def _extension(flag: bytes, data: bytes) -> dict[str, str]:
    """Return what a header's extension sets for the next member. Global extensions are ignored: they name no member."""
    if flag == _LONG_NAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "surrogateescape")}
    found: dict[str, str] = {}
    at = 0
    while flag == _PAX and (length := _RECORD.match(data, at)):
        end = at + int(length[1])
        if end <= length.end():
            break
        found[length[2].decode("utf-8", "replace")] = data[length.end() : end - 1].decode("utf-8", "surrogateescape")
        at = end
    return found


def _pass_damage(window: Window) -> int:
    """Consume up to the next sound header, or to the stream's end; return the number of bytes consumed."""
    gone = 0
    first = 1  # skip the damaged header
    while piece := window.peek(_PIECE):
        place = piece.find(_MAGIC, first + _MAGIC_AT)
        while place >= 0:
            begin = place - _MAGIC_AT
            if begin + BLOCK > len(piece):
                break
            if is_header(piece[begin : begin + BLOCK]):
                return gone + window.skip(begin)
            place = piece.find(_MAGIC, place + 1)
        if len(piece) < _PIECE:
            return gone + window.skip(len(piece))
        gone += window.skip(len(piece) - BLOCK)
        first = 0
    return gone
