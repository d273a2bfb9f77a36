"""Find where the records of a WARC or ARC stream begin and end, even if their heads are wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from filmdig.scraper.sources.base import MAX_PAYLOAD
from filmdig.scraper.sources.members import Gap
from filmdig.scraper.sources.window import Window

_MAX_HEAD = 64 << 10
_KEPT_OF_OVERSIZED = 64 << 10
_SEARCHED_OF_OVERSIZED = 8 << 20
_BLANK = re.compile(rb"\r?\n\r?\n")
_AFTER = b"\r\n\r\n"
# A value may continue in the next line, which begins with a blank.
_LENGTH = re.compile(rb"^content-length[ \t]*+:(?:[ \t]|\r?\n[ \t])*+(\d{1,18})[ \t]*+\r?$", re.IGNORECASE | re.MULTILINE)


class Record(NamedTuple):
    """One record as it was found.

    Attributes:
        offset: the record's offset in the stream.
        head: the head with the blank line that ends it (WARC), or the head's one line (ARC).
        block: the bytes after the head, a view of the window's buffer.
        declared: the block's length according to the head; None if the head gives none (ARC: -1).
        fault: what is wrong with the length: ``cut`` (the stream ends in the block), ``length`` (the head is wrong),
            ``unmarked`` (the stream ends before the end of the record's end mark), ``oversized``, or None.
        length: the block's real length in bytes; for an oversized record more than ``block`` has.
    """

    offset: int
    head: bytes
    block: memoryview
    declared: int | None
    fault: str | None
    length: int


class Dialect(NamedTuple):
    """How a format marks the beginning of a record.

    Attributes:
        head: matches at a record's first byte.
        start: matches where a record begins, after another record or after other bytes.
        line: whether the head is one line that ends with the length (ARC), not several lines and a blank one (WARC).
    """

    head: re.Pattern[bytes]
    start: re.Pattern[bytes]
    line: bool


_WARC = rb"WARC/[01]\.\d{1,2}\r?\n"
# An ARC record's line: URL, IP, 14 digits, type, (version 2: more words,) length.
_ARC = (
    rb"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^ \r\n]{0,4000}(?: [^ \r\n]{1,200}){0,20}"
    rb" [0-9a-fA-F.:]{3,45} \d{14}(?: [^ \r\n]{0,200}){0,9} -?\d{1,18}\r?\n"
)
# In an ARC whose records have no line between them, a known scheme confirms the record's length.
_SCHEME = re.compile(rb"(?:https?|ftp|dns|filedesc|whois|gopher|nntp|news)://?", re.IGNORECASE)
# A record may directly follow one that does not end in a line break; then the next line must look like a header field.
_STARTS = rb"(?:(?=[A-Za-z][A-Za-z0-9-]{0,60}+[ \t]*+:)|(?<=\nWARC/\d\.\d\r\n)|(?<=\nWARC/\d\.\d\n))"
WARC = Dialect(re.compile(rb"\A" + _WARC), re.compile(_WARC + _STARTS), line=False)
ARC = Dialect(re.compile(rb"\A" + _ARC), re.compile(rb"(?<=\n)" + _ARC), line=True)


def records(
    window: Window,
    dialect: Dialect,
    *,
    stop: int | None = None,
    whole: Callable[[], bool],
    begins_at: Callable[[int], bool] | None = None,
    marked_before: Callable[[], bool] = lambda: False,
) -> Iterator[Record | Gap]:
    """Yield the records that begin before ``stop``, and the gaps after them.

    Args:
        window: a window at a record, or at the stream's start.
        dialect: WARC or ARC.
        stop: the offset that ends the range; None reads to the stream's end.
        begins_at: returns whether a record begins, or the stream ends, at an offset; None if the stream cannot seek.
        marked_before: called at the stream's end; returns whether a record before the range has an end mark.
        whole: called at the stream's end; returns whether the stream is complete (a sound gzip member).
    """
    marked = False  # whether an earlier record had its end mark: some writers leave it out
    while True:
        window.skip_blank()
        if window.at_end:
            return
        if not dialect.head.match(window.peek(8 << 10)):
            yield _gap(window, dialect)
            continue
        if stop is not None and window.offset >= stop:
            return
        size = _head_size(window, dialect)
        if size is None:
            offset = window.offset
            # There is no blank line in so many bytes, so no record that begins in them has a head either.
            gone = window.skip(_MAX_HEAD - (8 << 10)) if window.holds(_MAX_HEAD) == _MAX_HEAD else 0
            gap = _gap(window, dialect)
            yield Gap(offset, gone + gap.lost)
            continue
        record = _record(window, dialect, size, whole, begins_at)
        if record.fault is None and is_marked(window, dialect):
            marked = True
        elif record.fault is None and not whole() and _ends_in_mark(window.peek(len(_AFTER)), marked, marked_before):
            record = record._replace(fault="unmarked")
        yield record


def is_marked(window: Window, dialect: Dialect) -> bool:
    """Return whether a record's block is followed by an end mark."""
    return window.peek(4).startswith((b"\n", b"\r\n") if dialect.line else (_AFTER, b"\n\n"))


def _ends_in_mark(left: bytes, marked: bool, marked_before: Callable[[], bool]) -> bool:
    """Return whether the stream ends inside a record's end mark; some writers write one line end, or none.

    Args:
        left: the stream's remaining bytes.
        marked: whether an earlier record had its end mark.
        marked_before: returns whether a record before the range has an end mark.
    """
    return left in {b"\r", b"\r\n\r"} or (left in {b"", b"\n", b"\r\n"} and (marked or marked_before()))


def only_record(data: bytes, dialect: Dialect) -> Record | None:
    """Return the record if the data is exactly one record of the length that its head declares; None otherwise.

    Nearly every member of a packed WARC is like that. `records` gives the same record, but takes ten times as long.
    """
    end = _BLANK.search(data, 0, _MAX_HEAD) if not dialect.line and dialect.head.match(data) else None
    if end is None or not data.endswith(_AFTER):
        return None
    head = data[: end.end()]
    declared = _declared(head, dialect)
    if declared is None or len(head) + declared + len(_AFTER) != len(data):
        return None
    return Record(0, head, memoryview(data)[len(head) : -len(_AFTER)], declared, None, declared)


def _gap(window: Window, dialect: Dialect) -> Gap:
    offset = window.offset
    return Gap(offset, window.skip_to(dialect.start, 8 << 10))


def _head_size(window: Window, dialect: Dialect) -> int | None:
    if dialect.line:
        return window.peek(8 << 10).index(b"\n") + 1
    end = window.find(_BLANK, 0, _MAX_HEAD, 4)
    if end is None:
        return None
    blank = _BLANK.match(window.peek(end + 4), end)
    return blank.end() if blank else None


def _record(
    window: Window, dialect: Dialect, size: int, whole: Callable[[], bool], begins_at: Callable[[int], bool] | None
) -> Record:
    offset, head = window.offset, window.peek(size)
    declared = _declared(head, dialect)
    window.skip(size)
    if declared is not None and declared > MAX_PAYLOAD:
        if begins_at is not None and begins_at(window.offset + declared):
            block = window.take(_KEPT_OF_OVERSIZED)
            return Record(offset, head, block, declared, "oversized", len(block) + window.skip(declared - len(block)))
        if window.find(dialect.start, 0, _SEARCHED_OF_OVERSIZED, 8 << 10) is None and window.holds(_SEARCHED_OF_OVERSIZED + 1) > (
            _SEARCHED_OF_OVERSIZED
        ):
            end = window.offset + declared
            block = window.take(_KEPT_OF_OVERSIZED)
            length = len(block) + window.skip_to(dialect.start, 8 << 10, until=end)
            return Record(offset, head, block, declared, "oversized", length)
        # The record's real end is near, so the length is wrong.
    length, fault = _length(window, dialect, declared, whole)
    block = window.take(length)
    if fault == "length" or (declared is None and dialect.line):
        ends = (b"\n",) if dialect.line else (b"\r\n\r\n", b"\n\n")
        for blank in ends:
            block = block[: -len(blank)] if block[-len(blank) :] == blank else block
    return Record(offset, head, block, declared, fault, len(block))


def _declared(head: bytes, dialect: Dialect) -> int | None:
    if dialect.line:
        length = int(head.rsplit(None, 1)[-1])
        return length if length >= 0 else None  # -1 where the crawler did not know it
    found = _LENGTH.search(head)
    return int(found[1]) if found else None


def _length(window: Window, dialect: Dialect, declared: int | None, whole: Callable[[], bool]) -> tuple[int, str | None]:
    """Return the real length of the block at the window, and what is wrong with the declared one."""
    if declared is None:
        length = 0 if dialect.head.match(window.peek(8 << 10)) else _to_next(window, dialect, 0)
        return length, None if dialect.line else "length"
    there = window.holds(min(declared, MAX_PAYLOAD + 1))
    if there < declared:
        # Either the declared length includes the next record, or the stream ends here.
        found = window.find(dialect.start, 0, declared, 8 << 10)
        if found is not None:
            return found, "length"
        return there, "length" if whole() else "cut"
    after = window.peek(_MAX_HEAD, ahead=declared)
    rest = after.lstrip(b"\r\n")
    blank = len(after) - len(rest)
    ends = not rest and len(after) < _MAX_HEAD
    if ends or (
        dialect.head.match(rest) and (blank or not dialect.line or _ends_with(window, declared, b"\n") or _SCHEME.match(rest))
    ):
        # The length is right, unless it includes the blank lines after the block.
        padded = blank == 0 and not dialect.line and _ends_with(window, declared, b"\r\n\r\n") and (not ends or whole())
        return declared, "length" if padded else None
    if after.startswith((b"\r\n\r\n", b"\n\n")):
        return declared, None
    # A length that is a few bytes too large includes the beginning of the next record.
    found = window.find(dialect.start, 0, declared, 8 << 10)
    if found is not None:
        return found, "length"
    return (declared, None) if dialect.line and after.startswith(b"\n") else (_to_next(window, dialect, declared), "length")


def _ends_with(window: Window, size: int, ending: bytes) -> bool:
    return size >= len(ending) and window.peek(len(ending), ahead=size - len(ending)) == ending


def _to_next(window: Window, dialect: Dialect, start: int) -> int:
    """Return the number of bytes before the next record, or before the stream's end."""
    found = window.find(dialect.start, start, MAX_PAYLOAD, 8 << 10)
    return window.holds(MAX_PAYLOAD) if found is None else found
