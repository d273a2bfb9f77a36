"""Where the records of a WARC or ARC stream begin and end, whatever their heads claim."""

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
# A value may go on in the next line, which begins with a blank.
_LENGTH = re.compile(rb"^content-length[ \t]*+:(?:[ \t]|\r?\n[ \t])*+(\d{1,18})[ \t]*+\r?$", re.IGNORECASE | re.MULTILINE)


class Record(NamedTuple):
    """One record as found.

    Attributes:
        offset: from the stream's start to the record's.
        head: its head, with the blank line that ends it (WARC) or the one line it is (ARC).
        block: what follows the head, seen in the window's own buffer.
        declared: the block's length by the head; None where the head gives none (ARC: -1).
        fault: what is wrong with the length: ``cut`` (the stream ends in the block), ``length`` (the head is wrong),
            ``unmarked`` (the stream ends before the record's end mark does), ``oversized``, or None.
        length: bytes of the block that were there; more than are in ``block`` for an oversized one.
    """

    offset: int
    head: bytes
    block: memoryview
    declared: int | None
    fault: str | None
    length: int


class Dialect(NamedTuple):
    """What tells records of a format apart.

    Attributes:
        head: matches at a record's first byte.
        start: matches where a record begins after another one or after anything else.
        line: whether the head is one line with the length as its last word (ARC), not lines up to a blank one (WARC).
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
# Where an ARC's records have no line between them, a scheme in full shows that the record's length is right.
_SCHEME = re.compile(rb"(?:https?|ftp|dns|filedesc|whois|gopher|nntp|news)://?", re.IGNORECASE)
# A record may follow right after one that ends in no line; then what comes next must look like a head's.
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
        window: is at a record, or at the stream's start.
        dialect: WARC or ARC.
        stop: offset that ends the range; None reads to the stream's end.
        begins_at: whether a record begins, or the stream ends, at an offset, where that can be looked at out of turn.
        marked_before: asked at the stream's end: whether a record before the range has its end mark.
        whole: asked at the stream's end: whether it is whole (a sound gzip member), so that nothing is missing there.
    """
    marked = False  # whether a record before had its end mark: some writers leave it out
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
            # No line in so many bytes ends a head: those that begin among them are none either.
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
    """Whether what follows a record's block is what ends a record."""
    return window.peek(4).startswith((b"\n", b"\r\n") if dialect.line else (_AFTER, b"\n\n"))


def _ends_in_mark(left: bytes, marked: bool, marked_before: Callable[[], bool]) -> bool:
    """Whether a stream of which no more is left ends before a record's end mark does; some writers have one line end, or none."""
    return left in {b"\r", b"\r\n\r"} or (left in {b"", b"\n", b"\r\n"} and (marked or marked_before()))


def only_record(data: bytes, dialect: Dialect) -> Record | None:
    """Return the record that is all there is in the data and as long as its head says; None where anything is otherwise.

    Nearly every member of a packed WARC is one. `records` gives the same for it, in ten times the time.
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
        # Its real end is near: the length is wrong.
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
    """Return how long the block at the window is, and what is wrong with what its head says."""
    if declared is None:
        length = 0 if dialect.head.match(window.peek(8 << 10)) else _to_next(window, dialect, 0)
        return length, None if dialect.line else "length"
    there = window.holds(min(declared, MAX_PAYLOAD + 1))
    if there < declared:
        # It may have swallowed the next record; or the stream ends here.
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
        # Right length, unless the blank lines that belong after the block were counted in.
        padded = blank == 0 and not dialect.line and _ends_with(window, declared, b"\r\n\r\n") and (not ends or whole())
        return declared, "length" if padded else None
    if after.startswith((b"\r\n\r\n", b"\n\n")):
        return declared, None
    # A length too large by some bytes has taken the next record's first ones.
    found = window.find(dialect.start, 0, declared, 8 << 10)
    if found is not None:
        return found, "length"
    return (declared, None) if dialect.line and after.startswith(b"\n") else (_to_next(window, dialect, declared), "length")


def _ends_with(window: Window, size: int, ending: bytes) -> bool:
    return size >= len(ending) and window.peek(len(ending), ahead=size - len(ending)) == ending


def _to_next(window: Window, dialect: Dialect, start: int) -> int:
    """Return how many bytes lie before the next record, or before the stream's end."""
    found = window.find(dialect.start, start, MAX_PAYLOAD, 8 << 10)
    return window.holds(MAX_PAYLOAD) if found is None else found
