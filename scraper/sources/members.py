"""The members of a compressed WARC or ARC: gzip members or zstd frames that each begin with a record.

A file is cut into byte ranges without being read: whoever reads a range looks for the first member that begins in it. A
member is one only if what it unpacks to begins with a record's head: compressed bytes may look like a member's start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, BinaryIO

import zstandard
from zlib_ng import zlib_ng as zlib

from filmdig.scraper.sources.inflate import DICTIONARY, DeflateError, is_skippable

_MAGIC = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
# Packed bytes handed over at once, and the most that one step may unpack to. zstd's engine cannot be told that: what 512 bytes
# can unpack to stays small (as in inflate).
_PIECE = {"gzip": 64 << 10, "deflate": 64 << 10, "zstd": 512}
_STEP = 1 << 20
_WHOLE = 4 << 20
_SALVAGED = 16 << 10
_ERRORS = (DeflateError, zstandard.ZstdError, ValueError)
_WINDOW = 128 << 20
# Damaged members that may begin within one another: a fault runs on into one or two.
MOST_NESTED = 4
# Beginnings of members that may turn out to be none: in random data there is one in 16 MB.
_MOST_TRIED = 100_000
# To tell whether a member begins with a record: packed bytes read at once, unpacked ones looked at.
_PEEK = 512
_HEAD = 1024


class Gap:
    """Bytes between members that are no member."""

    def __init__(self, offset: int, lost: int) -> None:
        self.offset, self.lost = offset, lost


class Member:
    """One member's unpacked bytes, as a stream that ends without raising where the data is damaged.

    Args:
        file: seekable.
        offset: where it begins.
        packing: ``gzip``, ``deflate`` or ``zstd``.
        engine: makes what unpacks it.
        packed: what was read of it already.
        sparing: whether only its beginning is wanted.

    Attributes:
        offset: bytes from the file's start to the member's.
        end: bytes from the file's start to what follows the member; set once it is read to its end.
        damage: what was wrong with it, if anything, in one sentence without a full stop.
    """

    def __init__(
        self, file: BinaryIO, offset: int, packing: str, engine: Callable[[], Any], *, packed: bytes = b"", sparing: bool = False
    ) -> None:
        self.offset = self.end = offset
        self.damage: str | None = None
        self._file, self._packing, self._new_engine = file, packing, engine
        self._engine = engine()
        self._piece, self._limit = (_PEEK, _HEAD) if sparing else (_PIECE[packing], _STEP)
        self._packed = packed  # read from the file, not unpacked yet
        self._out: list[bytes] = []
        self._there = self._unpacked = 0  # bytes that wait to be read, and all there were
        self._full = self._done = False
        #: The last of the members that continue this one's record, where there are such.
        self.last: Member | None = None

    @property
    def sound(self) -> bool:
        """Whether the member is unpacked to its end and its checksum holds; zstd's frames need not have one."""
        return self._done and self.damage is None and self._packing == "gzip"

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all with -1; none at the end."""
        out = self._filled(size)
        if size < 0 or len(out) <= size:
            given, self._out = out, []
        else:
            given, self._out = out[:size], [out[size:]]
        self._there -= len(given)
        return given

    def whole(self) -> bytes | None:
        """Return all that it unpacks to, where that is sound and no more than a page, and leave it there; None elsewhere."""
        data = self._filled(_WHOLE)
        return data if self.sound and len(data) == self._unpacked else None

    def begins(self, head: re.Pattern[bytes]) -> bool:
        """Tell whether the member begins with what a record begins with; blank lines before it do not count."""
        return head.match(self._filled(_HEAD).lstrip(b"\r\n")) is not None

    def drain(self) -> int:
        """Read to the member's end; return how many unpacked bytes nobody had read."""
        unread = 0
        while piece := self.read(_STEP):
            unread += len(piece)
        return unread

    def _filled(self, size: int) -> bytes:
        """Unpack until ``size`` bytes wait to be read; return all that wait."""
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
                # At a member's end the engine still has there what it had before, which is not to be read.
                rest = b"" if self._engine.eof else self._engine.unconsumed_tail
        except _ERRORS as error:
            self._done = True
            self._salvage()
            self.damage = f"the compressed data is damaged at byte {self.end} ({error})"
            return
        self._keep(out)
        self.end += len(self._packed) - len(rest)
        self._packed = rest
        self._full = len(out) >= self._limit  # the engine may hold back more, though it has taken all that it was given
        if self._engine.eof:
            self._done = True
            self.end -= len(self._engine.unused_data)

    def _keep(self, out: bytes) -> None:
        self._out.append(out)
        self._there += len(out)
        self._unpacked += len(out)

    def _salvage(self) -> None:
        """Unpack once more and byte by byte up to the fault: of the piece that it failed at, the engine gave nothing."""
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
            return  # the fault that the caller reports


class Chain:
    """A member and those after it that begin with no record, as one stream: a record that was packed in several pieces.

    Args:
        member: the first, none of which needs to be left.
        members: those of its file.

    Attributes:
        damage: what is wrong with the last one read, as for a member.
    """

    def __init__(self, member: Member, members: Members) -> None:
        self._first, self._members = member, members
        self._now = members.at(member.offset)

    @property
    def damage(self) -> str | None:
        """What was wrong with the piece that was read last."""
        return self._now.damage

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all with -1; none at the end."""
        while not (piece := self._now.read(size)):
            if self._now.damage or not self._members.continues(self._now.end):
                break
            self._now = self._members.at(self._now.end)
        self._first.last = self._now
        return piece


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
        self._first = self._tried = 0
        self._reached = self._nested = 0  # where the damaged members so far ended, and how many in a row began before that
        self._following: tuple[int, int | None] | None = None  # a damaged member's start, and where the next one begins
        if packed == "zstd":
            self._read_dictionary()

    def within(self, start: int, stop: int | None) -> Iterator[Member | Gap]:
        """Yield the members that begin at ``start`` or after and before ``stop``.

        A gap belongs to the range in which the member before it begins, however far it reaches.
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
                position = self._behind_blanks(position)
                if not self._begins(position) and not self._at_end(position):
                    yield from self._gap(position)
                return

    def lost(self, member: Member) -> int:
        """Return how many of the file's bytes a damaged member costs: those up to the next member, or to the file's end.

        It is the same in whatever ranges the file is read, and none is counted for two members.
        """
        member.drain()
        following = self._after_damaged(member)
        return (self._file.seek(0, 2) if following is None else following) - member.offset

    def _after_damaged(self, member: Member) -> int | None:
        """Return where the member after a damaged one begins: the data may have run on into it, so search from the start."""
        if self._following is None or self._following[0] != member.offset:
            self._nested = self._nested + 1 if member.offset < self._reached else 0
            self._reached = max(self._reached, member.end)
            # What was made to hold one damaged member within another is passed as a whole.
            start = member.offset + 1 if self._nested < MOST_NESTED else self._reached
            self._following = member.offset, self._next(start)
        return self._following[1]

    def _behind_blanks(self, position: int) -> int:
        """Return where the members of nothing but line ends stop, if any begin at ``position``."""
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
        """Return the member that begins at a place, unread."""
        return Member(self._file, self._after_skippable(position), self._packed, self._engine)

    def continues(self, position: int) -> bool:
        """Whether a member begins here that begins with no record: a piece of a stream that was compressed in pieces."""
        position = self._after_skippable(position)
        if not self._has_magic(position) or self._begins(position):
            return False
        member = Member(self._file, position, self._packed, self._engine, sparing=True)
        return bool(member.read(_HEAD)) and member.damage is None

    def _after_skippable(self, position: int) -> int:
        """Return where the frames that zstd skips end, if any begin at ``position``."""
        while self._packed == "zstd":
            self._file.seek(position)
            head = self._file.read(8)
            if len(head) < 8 or not is_skippable(head):
                break
            following = position + 8 + int.from_bytes(head[4:], "little")
            if following > self._file.seek(0, 2):
                break  # bytes that are no frame
            position = following
        return position

    def _at_end(self, position: int) -> bool:
        """Whether only zeros, as tapes and block devices pad with, are left."""
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
        """Return where the first member at ``position`` or after begins; None if there is none, or none before ``until``."""
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
            return  # then it is bytes that are no record, and so are the members that need it
        self._dictionary = zstandard.ZstdCompressionDict(frame)
        self._first = 8 + length


def _after_blanks(member: Member) -> int | None:
    """Return where a member of nothing but line ends stops, as some tools pack what is between records; None for any other."""
    blank = not member.read(_HEAD).strip(b"\r\n") and not member.read(1)
    return member.end if blank and member.damage is None else None


def holds_member(file: BinaryIO, packed: str, head: re.Pattern[bytes], *, until: int) -> bool:
    """Tell whether a member with such a head begins before ``until``, whatever the file begins with."""
    return next(iter(Members(file, packed, head).within(1, until)), None) is not None
