"""Read, parse and encode the captures of one unit of work, in chunks that are cheap to send."""

from __future__ import annotations

import signal
import stat
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableSequence
from pathlib import Path
from typing import Literal

import msgspec

from filmdig.parsers.learning.data_layout import data_layouts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import FilmdigError, LimitError
from filmdig.parsers.record.page_record import Record, to_json
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.sources import Damage, Skipped, Unit, Unread, finds
from filmdig.scraper.sources.base import Find, at

CHUNK_BYTES = 1_000_000
CHUNK_SECONDS = 0.5
CLOCK_TIMES = 10
# Items and bytes read before they are parsed: alternating would push reading and parsing out of the processor's cache.
READ_AHEAD, READ_AHEAD_BYTES = 16, 4 << 20

# What a worker is doing with the current item, written to shared memory that outlives it.
READING, PARSING = 0, 1

Reason = Literal["exception", "limit", "timeout", "memory", "crash", "unreadable", "damage"]


class Stated(msgspec.Struct, frozen=True):
    """The address and time that the user states for a page whose file lacks them.

    Attributes:
        file: the page's file as named in the ``--urls`` file.
    """

    url: str | None = None
    captured_at: str | None = None
    file: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings for every page of a run.

    Attributes:
        stated: the user's statements by path, as given or absolute.
        stated_for_all: the user's statement for a run over a single page.
        page_timeout: seconds of processor time to read a page, and again to parse it; in wall time the limit is ten times as
            long. 0 for no limit.
        page_memory: bytes by which a page may make its worker grow; 0 for no limit.
        generic_only: whether pages of known sites are read as if their sites were unknown.
        sites: the sites whose records are wanted; empty for all, and for pages of unknown sites.
        kinds: the kinds of page whose records are wanted; empty for all.
        layouts: layout files, as JSON, tried if no built-in layout reads a page.
        standard_input: the file that standard input was copied to; its locations have the path ``-``.
    """

    stated: dict[str, Stated] = {}
    stated_for_all: Stated = Stated()
    page_timeout: float = 30.0
    page_memory: int = 1 << 30
    generic_only: bool = False
    sites: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()
    standard_input: str | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the quarantine: a page without a record, or a part of a source that is lost.

    Attributes:
        location: where the bytes are.
        error: the exception's name, or the signal that ended the worker.
        raised_at: file, line and function of the parser that raised.
        lost: bytes that are lost in a damaged source; 0 or None if unknown.
    """

    location: Location
    url: str | None = None
    reason: Reason
    error: str | None = None
    message: str
    raised_at: str | None = None
    lost: int | None = None


class FatalItem(msgspec.Struct, frozen=True):
    """An item that must not be tried again because it ended its worker.

    Attributes:
        while_reading: whether the worker died before it parsed the item.
        ends_unit: whether a worker died again although the item was left unread: the source cannot be read past it.
    """

    reason: Reason
    error: str
    message: str
    while_reading: bool
    ends_unit: bool = False


class Chunk(msgspec.Struct):
    """The outcome of consecutive items of a unit.

    Attributes:
        records: JSON lines.
        failures: JSON lines of the quarantine.
        upto: the index of the first item that is in neither this chunk nor an earlier one.
        done: whether this is the unit's last chunk.
    """

    records: bytes = b""
    failures: bytes = b""
    tally: Tally = msgspec.field(default_factory=Tally)
    upto: int = 0
    done: bool = False


Reader = Callable[[Unit], Iterator[Find]]

End = FatalItem | Exception | Literal["end"] | None
"""Why reading ended: an item that must not be tried again, an exception, or the unit's end; None if there is more to read."""

_failure_line = msgspec.json.Encoder()


class _ChunkBuilder:
    """Collects the items of the next chunk."""

    def __init__(self, standard_input: str | None) -> None:
        self._standard_input = standard_input
        self.records: list[bytes] = []
        self.failures: list[bytes] = []
        self.tally = Tally()
        self.size = 0
        self.due = time.monotonic() + CHUNK_SECONDS

    def fail(self, failure: Failure, damage: str | None = None) -> None:
        counts = self.tally.quarantined if damage is None else self.tally.damage
        key = damage or failure.reason
        counts[key] = counts.get(key, 0) + 1
        self.tally.lost += failure.lost or 0
        failure = msgspec.structs.replace(failure, location=self._shown(failure.location))
        self.failures.append(_failure_line.encode(failure))

    def _shown(self, location: Location) -> Location:
        """Return a location for records: in the copy of standard input, with the path ``-``."""
        copy, path = self._standard_input, location.path
        if copy is None or path is None or not path.startswith(copy):
            return location
        return msgspec.structs.replace(location, path="-" + path.removeprefix(copy))

    def take(self, item: Find, settings: Settings, fatal: FatalItem | None) -> None:
        if isinstance(item, Unread):
            if fatal:
                self.give_up(item, fatal)
        elif isinstance(item, Skipped):
            self.tally.skipped[item.reason] = self.tally.skipped.get(item.reason, 0) + 1
        elif isinstance(item, Damage):
            message = f"{item.what}: {item.detail}" if item.detail else item.what
            if item.unreadable:
                self.fail(Failure(location=item.location, reason="unreadable", error="OSError", message=message))
                return
            self.fail(Failure(location=item.location, reason="damage", message=message, lost=item.lost), item.what)
        elif fatal:
            self.give_up(item, fatal)
        else:
            self.parse(self.with_stated(item, settings), settings)

    def with_stated(self, capture: Capture, settings: Settings) -> Capture:
        """Return the capture with the address and time that the user states."""
        stated = settings.stated_for_all
        if settings.stated and capture.location.path is not None:
            path = capture.location.path
            stated = settings.stated.get(path) or settings.stated.get(str(Path(path).absolute())) or stated
        if stated.file is not None:
            self.tally.stated[stated.file] = self.tally.stated.get(stated.file, 0) + 1
        # The user's statement takes precedence over names of folders.
        new: dict[str, str] = {}
        if stated.url and (not capture.url or "url" in capture.named):
            new["url"] = stated.url
        if stated.captured_at and (not capture.captured_at or "captured_at" in capture.named):
            new["captured_at"] = stated.captured_at
        return msgspec.structs.replace(capture, **new, named=capture.named - new.keys()) if new else capture

    def give_up(self, item: Capture | Unread, fatal: FatalItem) -> None:
        url, size = (item.url, None) if isinstance(item, Capture) else (None, item.size)
        self.fail(
            Failure(location=item.location, url=url, reason=fatal.reason, error=fatal.error, message=fatal.message, lost=size)
        )

    def parse(self, capture: Capture, settings: Settings) -> None:
        if self._standard_input:
            capture = msgspec.structs.replace(capture, location=self._shown(capture.location))
        try:
            record = read_capture(capture, generic_only=settings.generic_only, layouts=data_layouts(settings.layouts))
            line = to_json(record)
        except Exception as error:  # noqa: BLE001 - any error in parsing a page becomes a line of the quarantine
            self.fail(failure_of(error, capture.location, capture.url, settings))
            return
        if reason := _unwanted(record, settings):
            self.tally.skipped[reason] = self.tally.skipped.get(reason, 0) + 1
            return
        self.records.append(line)
        self.size += len(line)
        self.tally.count(record, damaged=capture.damaged)

    def chunk(self, upto: int, *, done: bool) -> Chunk:
        return Chunk(_lines(self.records), _lines(self.failures), self.tally, upto, done)


def chunks(
    unit: Unit,
    settings: Settings,
    *,
    first: int = 0,
    fatal_items: Mapping[int, FatalItem] | None = None,
    position: MutableSequence[int] | None = None,
    read: Reader = finds,
) -> Iterator[Chunk]:
    """Yield a unit's outcome in chunks; the last one has `done` set.

    Args:
        unit: the unit to read.
        settings: the settings for every page.
        first: the first item to parse; earlier items are read but not parsed, since an earlier try returned their outcome.
        fatal_items: items that ended the worker of an earlier try.
        position: two shared numbers, updated with the current item and what is being done with it. Set in a worker process, which
            a page that takes too long ends.
        read: returns the items of a unit.
    """
    fatal_items = fatal_items or {}
    limit = settings.page_timeout
    alarm = _alarm if limit and position is not None and hasattr(signal, "setitimer") else _no_alarm
    position = [0, READING] if position is None else position
    builder = _ChunkBuilder(settings.standard_input)
    number = 0

    def watch(item: int, doing: int) -> None:
        position[0], position[1] = item, doing
        alarm(limit)

    before = _states(unit)
    stream = read(unit)
    reached: int | None = None
    end: End = None
    while end is None:
        items, end = read_ahead(stream, number, fatal_items, watch)
        for item in items:
            reached = item.location.offset or reached
            if number >= first:
                watch(number, PARSING)
                builder.take(item, settings, fatal_items.get(number))
            number += 1
            if builder.size >= CHUNK_BYTES or time.monotonic() >= builder.due:
                alarm(0)
                if number > first:
                    yield builder.chunk(number, done=False)
                builder = _ChunkBuilder(settings.standard_input)
    if end != "end":
        if number >= first:
            builder.fail(_end_of_unit(end, unit, reached, settings))
        number += 1
    alarm(0)
    for path, state in _states(unit).items():
        if state != before[path]:
            builder.take(Damage(at(path), "a file that changed while it was read"), settings, None)
    yield builder.chunk(number, done=True)


def _states(unit: Unit) -> dict[str, tuple[int, int] | None]:
    """Return the size and modification time of a unit's files, for local regular files."""
    found: dict[str, tuple[int, int] | None] = {}
    for path in unit.members or (unit.path.partition("!/")[0],):
        try:
            status = Path(path).stat()
            found[path] = (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
        except (OSError, ValueError):
            found[path] = None
    return found


def _end_of_unit(end: FatalItem | Exception, unit: Unit, reached: int | None, settings: Settings) -> Failure:
    """Return the quarantine's line for a unit that ended early, with the number of bytes left unread."""
    location = Location(path=unit.path, offset=reached or unit.start or None)
    if isinstance(end, FatalItem):
        failure = Failure(location=location, reason=end.reason, error=end.error, message=end.message)
    else:
        failure = failure_of(end, location, None, settings)
    if unit.form not in {"warc", "arc"}:
        return failure
    stop = unit.stop
    if stop is None and Path(unit.path).is_file():
        stop = Path(unit.path).stat().st_size
    return msgspec.structs.replace(failure, lost=max(0, stop - (location.offset or 0)) if stop is not None else None)


def read_ahead(
    stream: Iterator[Find], number: int, fatal_items: Mapping[int, FatalItem], watch: Callable[[int, int], None]
) -> tuple[list[Find], End]:
    """Read the next items of a unit, and return them and why reading ended.

    Args:
        stream: the items, read or unread.
        number: the index of the first one.
        fatal_items: items that must not be read; they are returned unread.
        watch: called before each item is found and read.
    """
    items: list[Find] = []
    size = 0
    while len(items) < READ_AHEAD and size < READ_AHEAD_BYTES:
        fatal = fatal_items.get(number + len(items))
        if fatal and fatal.ends_unit:
            return items, fatal
        watch(number + len(items), READING)
        try:
            find = next(stream, None)
        except Exception as error:  # noqa: BLE001 - an unreadable source becomes a line of the quarantine
            return items, error
        if find is None:
            return items, "end"
        read = find.items() if isinstance(find, Unread) and not (fatal and fatal.while_reading) else [find]
        items += read
        size += sum(len(item.body) for item in read if isinstance(item, Capture))
    return items, None


def failure_of(error: Exception, location: Location, url: str | None, settings: Settings) -> Failure:
    """Return the quarantine's line for an exception."""
    reason: Reason = "exception"
    message = str(error)
    if isinstance(error, MemoryError):
        reason = "memory"
        message = f"needed more than the {settings.page_memory >> 20} MB of --page-memory"
    elif isinstance(error, LimitError):
        reason = "limit"
    elif isinstance(error, OSError) or (isinstance(error, FilmdigError) and error.where and url is None):
        reason = "unreadable"
    return Failure(
        location=location, url=url, reason=reason, error=type(error).__name__, message=message, raised_at=_raised_at(error)
    )


def _raised_at(error: Exception) -> str | None:
    """Return the innermost frame in this project, independent of where it is installed."""
    here = Path(__file__).parents[3]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(here) and "site-packages" not in path.relative_to(here).parts:
            return f"{path.relative_to(here).as_posix()}:{frame.lineno} in {frame.name}"
    return None


def _unwanted(record: Record, settings: Settings) -> str | None:
    """Return why a record is not one of those that the user asked for; None if it is."""
    if settings.sites and record.page.site not in settings.sites:
        return "a page of a site not given to --site"
    if settings.kinds and record.page.kind not in settings.kinds:
        return "a page of a kind not given to --kind"
    return None


def _no_alarm(seconds: float) -> None:
    """Set no alarm: pages have no time limit."""


def _alarm(seconds: float) -> None:
    """Have the system end this process after some seconds of work, even while it runs C code.

    The limit is in processor time, so that a busy machine gives up the same pages as an idle one. In wall time, for a page that
    waits instead of working, it is `CLOCK_TIMES` as long.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * CLOCK_TIMES)


def _lines(lines: list[bytes]) -> bytes:
    return b"\n".join([*lines, b""]) if lines else b""
