"""The members of a compressed WARC or ARC: gzip members or zstd frames that each begin with a record.

A file is cut into byte ranges without being read, so the reader of a range searches for the first member that begins in it.
Bytes that look like a member's start are one only if they unpack to a record's head.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, BinaryIO

import zstandard
from zlib_ng import zlib_ng as zlib

from filmdig.scraper.sources.inflate import DICTIONARY, DeflateError, is_skippable

_MAGIC = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
# The packed bytes given to an engine at once, and the most that one step may unpack to. zstd has no such limit, so it gets 512
# bytes, which cannot unpack to much (as in inflate).
_PIECE = {"gzip": 64 << 10, "deflate": 64 << 10, "zstd": 512}
_STEP = 1 << 20
_WHOLE = 4 << 20
_SALVAGED = 16 << 10
_ERRORS = (DeflateError, zstandard.ZstdError, ValueError)
_WINDOW = 128 << 20
# How many damaged members in a row may begin inside the one before: a fault affects one or two.
MOST_NESTED = 4
# How many false beginnings of members are tried: in random data there is one in 16 MB.
_MOST_TRIED = 100_000
# To check whether a member begins with a record: packed bytes read at once, and unpacked bytes examined.
_PEEK = 512
_HEAD = 1024


class Gap:
    """Bytes between members that do not belong to a member."""

    def __init__(self, offset: int, lost: int) -> None:
        self.offset, self.lost = offset, lost


class Member:
    """A member's unpacked bytes as a stream that ends, without raising, where the data is damaged.

    Args:
        file: a seekable file.
        offset: where the member begins.
        packing: ``gzip``, ``deflate`` or ``zstd``.
        engine: returns a new decompressor.
        packed: the member's first bytes, if they were read already.
        sparing: whether only the member's beginning is needed.

    Attributes:
        offset: the member's offset in the file.
        end: the offset after the member; set once it is read to its end.
        damage: what was wrong with the member, if anything: one sentence without a full stop.
    """

    def __init__(
        self, file: BinaryIO, offset: int, packing: str, engine: Callable[[], Any], *, packed: bytes = b"", sparing: bool = False
    ) -> None:
        self.offset = self.end = offset
        self.damage: str | None = None
        self._file, self._packing, self._new_engine = file, packing, engine
        self._engine = engine()
        self._piece, self._limit = (_PEEK, _HEAD) if sparing else (_PIECE[packing], _STEP)
        self._packed = packed  # read from the file but not unpacked yet
        self._out: list[bytes] = []
        self._there = self._unpacked = 0  # unpacked bytes: those not yet read, and all
        self._full = self._done = False
        #: The last of the members that continue this one's record, if any.
        self.last: Member | None = None

    @property
    def sound(self) -> bool:
        """Whether the member is unpacked to its end and its checksum is right; False for zstd, whose frames may have none."""
        return self._done and self.damage is None and self._packing == "gzip"

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        out = self._filled(size)
        if size < 0 or len(out) <= size:
            given, self._out = out, []
        else:
            given, self._out = out[:size], [out[size:]]
        self._there -= len(given)
        return given

    def whole(self) -> bytes | None:
        """Return all unpacked bytes without consuming them; None if the member is not sound or is larger than a page."""
        data = self._filled(_WHOLE)
        return data if self.sound and len(data) == self._unpacked else None

    def begins(self, head: re.Pattern[bytes]) -> bool:
        """Return whether the member begins with a record's head, after any blank lines."""
        return head.match(self._filled(_HEAD).lstrip(b"\r\n")) is not None

    def drain(self) -> int:
        """Read to the member's end; return how many unpacked bytes were left."""
        unread = 0
        while piece := self.read(_STEP):
            unread += len(piece)
        return unread

    def _filled(self, size: int) -> bytes:
        """Unpack until ``size`` bytes can be read, or all if -1; return all bytes that can be read."""
        while not self._done and (size < 0 or self._there < size):
            self._step()
        if len(self._out) > 1:
            self._out = [b"".join(self._out)]
        return self._out[0] if self._out else b""

    def _step(self) -> None:
        if not self._packed and not self._full:
            self._file.seek(self.end)
            self._packed = self._file.read(self._piece)
            if not self._packed:
                self._done = True
                self.damage = f"the file ends inside the member, at byte {self.end}"
                return
        try:
            if self._packing == "zstd":
                out, rest = self._engine.decompress(self._packed), b""
            else:
                out = self._engine.decompress(self._packed, self._limit)
                # At a member's end `unconsumed_tail` still holds what it held before, which must not be used again.
                rest = b"" if self._engine.eof else self._engine.unconsumed_tail
        except _ERRORS as error:
            self._done = True
            self._salvage()
            self.damage = f"the compressed data is damaged at byte {self.end} ({error})"
            return
        self._keep(out)
        self.end += len(self._packed) - len(rest)
        self._packed = rest
        self._full = len(out) >= self._limit  # the engine may have more output, though it has taken all its input
        if self._engine.eof:
            self._done = True
            self.end -= len(self._engine.unused_data)

    def _keep(self, out: bytes) -> None:
        self._out.append(out)
        self._there += len(out)
        self._unpacked += len(out)

    def _salvage(self) -> None:
        """Unpack again, byte by byte near the fault: the engine gave no output for the piece at which it failed."""
        engine, size = self._new_engine(), 0
        self._file.seek(self.offset)
        sure, self.end = self.end, self.offset
        try:
            while packed := self._file.read(max(1, min(_SALVAGED, sure - self.end))):
                out = engine.decompress(packed)
                size += len(out)
                if size > self._unpacked:
                    self._keep(out[self._unpacked - size :])
                self.end += len(packed)
        except _ERRORS:
            return  # the caller reports the fault


class Chain:
    """A member and those after it that do not begin with a record, as one stream: a record that was packed in pieces.

    Args:
        member: the first member; it may be fully read already.
        members: the members of its file.
    """

    def __init__(self, member: Member, members: Members) -> None:
        self._first, self._members = member, members
        self._now = members.at(member.offset)

    @property
    def damage(self) -> str | None:
        """What was wrong with the member that was read last, if anything."""
        return self._now.damage

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all if -1; empty at the end."""
        while not (piece := self._now.read(size)):
            if self._now.damage or not self._members.continues(self._now.end):
                break
            self._now = self._members.at(self._now.end)
        self._first.last = self._now
        return piece


class Members:
    """The members of a file, and the gaps between them.

    Args:
        file: a seekable file.
        packed: ``gzip`` or ``zstd``.
        head: what a member's unpacked data must begin with.
    """

    def __init__(self, file: BinaryIO, packed: str, head: re.Pattern[bytes]) -> None:
        self._file, self._packed, self._head = file, packed, head
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._first = self._tried = 0
        self._reached = self._nested = 0  # the end of the damaged members so far, and how many in a row began before it
        self._following: tuple[int, int | None] | None = None  # a damaged member's start, and where the next one begins
        if packed == "zstd":
            self._read_dictionary()

    def within(self, start: int, stop: int | None) -> Iterator[Member | Gap]:
        """Yield the members that begin at or after ``start`` and before ``stop``, and the gaps after them.

        A gap belongs to the range in which the member before it begins, however long it is.
        """
        position: int | None = max(start, self._first) if start <= self._first else self._next(start, stop)
        while position is not None and (stop is None or position < stop):
            position = self._after_skippable(position)
            self._file.seek(position)
            piece = self._file.read(_PIECE[self._packed])
            member = Member(self._file, position, self._packed, self._engine, packed=piece)
            if not (piece.startswith(_MAGIC[self._packed]) and member.begins(self._head)):
                if self._at_end(position):
                    return
                if (after := _after_blanks(member)) is not None:
                    position = after
                    continue
                position = yield from self._gap(position)
                continue
            yield member
            member.drain()
            last = member.last or member
            position = last.end
            if last.damage:
                position = self._after_damaged(last)
            elif stop is not None and position >= stop:
                position = self._after_blank_members(position)
                if not self._begins(position) and not self._at_end(position):
                    yield from self._gap(position)
                return

    def lost(self, member: Member) -> int:
        """Return how many bytes of the file a damaged member costs: those up to the next member, or to the file's end.

        The number does not depend on the ranges in which the file is read, and no byte is counted for two members.
        """
        member.drain()
        following = self._after_damaged(member)
        return (self._file.seek(0, 2) if following is None else following) - member.offset

    def _after_damaged(self, member: Member) -> int | None:
        """Return where the member after a damaged one begins. The data may have run on into it, so search from the start."""
        if self._following is None or self._following[0] != member.offset:
            self._nested = self._nested + 1 if member.offset < self._reached else 0
            self._reached = max(self._reached, member.end)
            # Too many nested ones are an attack: skip them all.
            start = member.offset + 1 if self._nested < MOST_NESTED else self._reached
            self._following = member.offset, self._next(start)
        return self._following[1]

    def _after_blank_members(self, position: int) -> int:
        """Return the offset after the members at ``position`` that hold only line ends."""
        while self._has_magic(position) and (after := _after_blanks(self.at(position))) is not None:
            position = after
        return position

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

    def at(self, position: int) -> Member:
        """Return the member that begins at ``position``, unread."""
        return Member(self._file, self._after_skippable(position), self._packed, self._engine)

    def continues(self, position: int) -> bool:
        """Return whether the member at ``position`` does not begin with a record: it continues a stream packed in pieces."""
        position = self._after_skippable(position)
        if not self._has_magic(position) or self._begins(position):
            return False
        member = Member(self._file, position, self._packed, self._engine, sparing=True)
        return bool(member.read(_HEAD)) and member.damage is None

    def _after_skippable(self, position: int) -> int:
        """Return the offset after the skippable zstd frames at ``position``."""
        while self._packed == "zstd":
            self._file.seek(position)
            head = self._file.read(8)
            if len(head) < 8 or not is_skippable(head):
                break
            following = position + 8 + int.from_bytes(head[4:], "little")
            if following > self._file.seek(0, 2):
                break  # not a frame
            position = following
        return position

    def _at_end(self, position: int) -> bool:
        """Return whether only zeros are left, the padding of tapes and block devices."""
        self._file.seek(position)
        size = 16
        while piece := self._file.read(size):
            if piece.strip(b"\0"):
                return False
            size = 1 << 20
        return True

    def _has_magic(self, position: int) -> bool:
        magic = _MAGIC[self._packed]
        self._file.seek(position)
        return self._file.read(len(magic)) == magic

    def _begins(self, position: int) -> bool:
        if not self._has_magic(position):
            return False
        return Member(self._file, position, self._packed, self._engine, sparing=True).begins(self._head)

    def _next(self, position: int, until: int | None = None) -> int | None:
        """Return where the first member at or after ``position`` begins; None if there is none, or none before ``until``."""
        magic = _MAGIC[self._packed]
        while until is None or position < until:
            self._file.seek(position)
            piece = self._file.read(1 << 20 if until is None else min(1 << 20, until - position + len(magic) - 1))
            if len(piece) < len(magic):
                return None
            found = piece.find(magic)
            while found >= 0:
                self._tried += 1
                if self._begins(position + found):
                    return position + found
                if self._tried > _MOST_TRIED:
                    return None
                found = piece.find(magic, found + 1)
            position += len(piece) - len(magic) + 1
        return None

    def _read_dictionary(self) -> None:
        self._file.seek(0)
        head = self._file.read(8)
        length = int.from_bytes(head[4:], "little")
        if len(head) < 8 or not head.startswith(DICTIONARY) or length > 16 << 20:  # the format's own bound is far below
            return
        frame = self._file.read(length)
        try:
            if frame.startswith(_MAGIC["zstd"]):
                frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(frame).read(16 << 20)
        except zstandard.ZstdError:
            return  # the frame, and the members that need the dictionary, are reported as damage
        self._dictionary = zstandard.ZstdCompressionDict(frame)
        self._first = 8 + length


def _after_blanks(member: Member) -> int | None:
    """Return the offset after a member that holds only line ends, as some tools write between records; None for others."""
    blank = not member.read(_HEAD).strip(b"\r\n") and not member.read(1)
    return member.end if blank and member.damage is None else None


def holds_member(file: BinaryIO, packed: str, head: re.Pattern[bytes], *, until: int) -> bool:
    """Return whether a member with such a head begins before ``until``; the file's first byte is not checked."""
    return next(iter(Members(file, packed, head).within(1, until)), None) is not None
