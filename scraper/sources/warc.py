"""Find the records of WARC and ARC files in place, even in damaged files, and read their heads."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from filmdig.scraper.sources import stored_response as http
from filmdig.scraper.sources.base import Damage, at
from filmdig.scraper.sources.inflate import DICTIONARY, SOLID, Inflated, packing
from filmdig.scraper.sources.members import Chain, Gap, Member, Members, holds_member
from filmdig.scraper.sources.records import ARC, WARC, Dialect, Record, is_marked, only_record, records
from filmdig.scraper.sources.sniff import form, head_of
from filmdig.scraper.sources.window import Window

#: How far into a file with damaged first bytes its first sound member is searched for.
SEARCHED = 16 << 20
# The largest block that a tool compresses separately (pzstd: 8 MB at its default level, bgzip: 64 KB), with a margin.
_LARGEST_PIECE = 16 << 20
# How much of a file is read to see whether line breaks separate its records.
_FIRST_RECORDS = 16 << 20

# An ARC record's line: URL, IP, time, type, (version 2: status, checksum, location, offset, file,) length. Old crawlers wrote
# URLs with spaces and omitted the type.
_ARC_LINE = re.compile(r"\A(.{1,4500}) ([0-9a-fA-F.:]{3,45}) (\d{14})((?: [^ \r\n]{0,200}){0,9}) -?\d{1,18}\r?\n")


class Found(NamedTuple):
    """A record with its head read.

    Attributes:
        offset: the record's offset in the file.
        headers: the WARC head, names in lower case.
        record: the block, and what is wrong with its length.
        sound: whether the record was packed and the packing's checksum is right.
    """

    offset: int
    headers: dict[str, str]
    record: Record
    sound: bool = False


def found_records(path: str, file: BinaryIO, form: str, start: int = 0, stop: int | None = None) -> Iterator[Found | Damage]:
    """Yield the records of every type that begin in a byte range, and other bytes between them as damage."""
    dialect = WARC if form == "warc" else ARC
    packed = _packing(file, dialect)
    if packed in SOLID or (packed and _in_blocks(file, packed, dialect)):
        yield from _solid(path, file, packed, dialect, start, stop)
        return
    if packed is None:
        yield from _plain(path, file, dialect, start, stop)
        return
    members = Members(file, packed, dialect.head)
    for member in members.within(start, stop):
        if isinstance(member, Gap):
            yield Damage(at(path, member.offset), "bytes that are not a record", member.lost)
        else:
            yield from _in_member(path, member, dialect, members)


def _packing(file: BinaryIO, dialect: Dialect) -> str | None:
    """Return how the file is packed, even if its first bytes are damaged and look like another packing."""
    file.seek(0)
    head = head_of(file)
    packed = "zstd" if head.startswith(DICTIONARY) and _fits(file, head) else packing(head)
    if packed in SOLID and form(head) == "pages":
        packed = None
    if packed is None and b"\0" in head:
        return next((name for name in ("gzip", "zstd") if holds_member(file, name, dialect.head, until=SEARCHED)), None)
    return packed


def _fits(file: BinaryIO, head: bytes) -> bool:
    """Return whether the dictionary at the file's start ends inside the file; otherwise it is not a dictionary."""
    return 8 + int.from_bytes(head[4:8], "little") < file.seek(0, io.SEEK_END)


def is_solid(file: BinaryIO, form: str) -> bool:
    """Return whether the records of a WARC or ARC can only be found by reading it from its start."""
    dialect = WARC if form == "warc" else ARC
    packed = _packing(file, dialect)
    return packed in SOLID or (_unseparated(file, dialect) if packed is None else _in_blocks(file, packed, dialect))


def _unseparated(file: BinaryIO, dialect: Dialect) -> bool:
    """Return whether a record directly follows one that does not end in a line break, as some tools write all of theirs."""
    file.seek(0)
    head = file.read(_FIRST_RECORDS)
    ends = 0
    for record in records(Window(io.BytesIO(head)), dialect, whole=lambda: False):
        if isinstance(record, Record) and ends == record.offset and head[ends - 1 : ends] not in {b"", b"\n"}:
            return True
        ends = record.offset + (len(record.head) + record.length if isinstance(record, Record) else record.lost)
    return False


def _in_blocks(file: BinaryIO, packed: str, dialect: Dialect) -> bool:
    """Return whether gzip members or zstd frames are blocks of one stream (bgzip, pzstd) rather than records.

    They are if the first one is sound and ends inside a record, and the next one does not begin with a record.
    """
    members = Members(file, packed, dialect.head)
    first = next(members.within(0, None), None)
    if not isinstance(first, Member):
        return False
    data = first.read(_LARGEST_PIECE)
    if only_record(data, dialect) or first.read(1) or first.damage:
        return False
    for record in records(Window(io.BytesIO(data)), dialect, whole=lambda: False):
        if isinstance(record, Record) and record.fault == "cut":
            return members.continues(first.end)
    return False


def _solid(path: str, file: BinaryIO, packed: str, dialect: Dialect, start: int, stop: int | None) -> Iterator[Found | Damage]:
    """Read a file that is packed as a whole; offsets are in the unpacked bytes."""
    file.seek(0)
    stream = Inflated(file, packed)
    last = None
    for last in records(Window(stream), dialect, stop=stop, whole=lambda: stream.damage is None):
        if last.offset < start:
            continue
        if isinstance(last, Gap):
            yield Damage(at(path, last.offset), "bytes that are not a record", last.lost, "unpacked")
        else:
            yield Found(last.offset, _headers(last, dialect), last)
    if stream.damage and not (isinstance(last, Record) and last.fault == "cut"):  # then the record reports it
        yield Damage(at(path), "a compressed file that is damaged or cut", 0, stream.damage)


def _in_member(path: str, member: Member, dialect: Dialect, members: Members) -> Iterator[Found | Damage]:
    if (data := member.whole()) is not None and (only := only_record(data, dialect)) is not None:
        yield Found(member.offset, _headers(only, dialect), only, member.sound)
        return
    last = None
    for last in _continued(member, dialect, members):
        if isinstance(last, Gap):
            detail = f"unpacked, {last.offset} bytes into the member"
            yield Damage(at(path, member.offset), "bytes that are not a record", last.lost, detail)
        else:
            yield Found(member.offset, _headers(last, dialect), last, member.sound)
    if member.damage and not (isinstance(last, Record) and last.fault == "cut"):  # then the record reports it
        yield Damage(at(path, member.offset), "a compressed member that is damaged or cut", members.lost(member), member.damage)


def _continued(member: Member, dialect: Dialect, members: Members) -> Iterator[Record | Gap]:
    """Yield a member's records and gaps. The last record may continue in the next members."""
    for found in records(Window(member), dialect, whole=lambda: member.damage is None):
        short = isinstance(found, Gap) or (found.fault == "length" and found.length < (found.declared or 0))
        if short and member.read(1) == b"" and member.damage is None and members.continues(member.end):
            break
        yield found
    else:
        return
    chain = Chain(member, members)
    window = Window(chain)
    window.skip(found.offset)
    yield from records(window, dialect, whole=lambda: chain.damage is None)


def _plain(path: str, file: BinaryIO, dialect: Dialect, start: int, stop: int | None) -> Iterator[Found | Damage]:
    file.seek(max(0, start - 1))
    window = Window(file, max(0, start - 1))
    if start:
        # The byte before the range shows whether a record begins exactly at the range's start.
        if not dialect.start.match(window.peek(8 << 10), 1):
            window.skip_to(dialect.start, 8 << 10, until=stop)
        else:
            window.skip(1)
        if stop is not None and window.offset >= stop:
            return

    def begins_at(offset: int) -> bool:
        place = file.tell()
        try:
            if file.seek(0, io.SEEK_END) <= offset:
                return file.tell() == offset
            file.seek(offset)
            return dialect.head.match(file.read(8 << 10).lstrip(b"\r\n")) is not None
        finally:
            file.seek(place)

    first = window.offset

    def marked_before() -> bool:
        place = file.tell()
        try:
            file.seek(0)
            earlier = Window(file)
            found = records(earlier, dialect, stop=first, whole=lambda: False, begins_at=begins_at) if first else ()
            return any(isinstance(one, Record) and one.fault is None and is_marked(earlier, dialect) for one in found)
        finally:
            file.seek(place)

    reading = records(window, dialect, stop=stop, whole=lambda: False, begins_at=begins_at, marked_before=marked_before)
    for record in reading:
        if isinstance(record, Gap):
            yield Damage(at(path, record.offset), "bytes that are not a record", record.lost)
        else:
            yield Found(record.offset, _headers(record, dialect), record)


def _headers(record: Record, dialect: Dialect) -> dict[str, str]:
    if dialect.line:
        return _arc_headers(record.head.decode("utf-8", "replace"))
    return http.fields(record.head.decode("utf-8", "replace"))


def _arc_headers(line: str) -> dict[str, str]:
    """Return an ARC record's line as the head of an equivalent WARC record."""
    found = _ARC_LINE.match(line)
    if not found:
        return {}
    url, address, time, more = found.groups()
    date = f"{time[:4]}-{time[4:6]}-{time[6:8]}T{time[8:10]}:{time[10:12]}:{time[12:]}Z"
    headers = {"warc-type": "response", "warc-target-uri": url, "warc-ip-address": address, "warc-date": date}
    if url.startswith("filedesc://"):
        return headers | {"warc-type": "warcinfo"}
    return headers | {"content-type": more.split(" ")[1] if more else ""}
