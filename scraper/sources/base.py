"""The types that a run's plan and its workers share: units of work, and a source's captures, skipped items and damage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import LimitError

#: The largest unpacked payload, in bytes. The largest known film pages have 3 MB.
MAX_PAYLOAD = 256 << 20


class Run(msgspec.Struct, frozen=True):
    """What all units of a plan share: where to look for revisits' payloads.

    Attributes:
        sources: the files, folders and URLs as given.
        scratch: a folder for the run's index of payloads.
    """

    sources: tuple[str, ...]
    scratch: str


class Unit(msgspec.Struct, frozen=True):
    """One piece of work: a range of one file, or a chunk of loose files.

    Attributes:
        path: the file, as given; for loose files the first of the chunk.
        form: how the file is read (``pages``, ``warc``, ``arc``, ``zip``, ``tar``, ``har``, ``mhtml``, ``packed``, ``parts``).
        start: the first byte (WARC, ARC, JSON Lines), member (zip) or row group (Parquet) of the range.
        stop: the byte, member or row group after the last; None is the end.
        members: the files of a chunk of loose files, or of a unit of ``parts``.
        origin: the page's address and time as its folder states them, and whether the time comes from the folder's name.
        reason: for ``parts``, why they are skipped.
        columns: the columns of a table of pages and what they hold: ``url=address``.
        run: set where records of other files may be needed.
    """

    path: str
    form: str
    start: int = 0
    stop: int | None = None
    members: tuple[str, ...] = ()
    origin: tuple[str | None, str | None, bool] | None = None
    reason: str = "a part of a saved page"
    columns: tuple[str, ...] = ()
    run: Run | None = None


class Skipped(msgspec.Struct, frozen=True):
    """A capture or file that is not a page, and the reason; it is counted, not parsed."""

    location: Location
    reason: str


class Damage(msgspec.Struct, frozen=True):
    """Bytes that could not be read.

    Attributes:
        location: where the loss begins.
        what: the kind of damage, which the summary counts by.
        lost: how many bytes of the file are lost; 0 if unknown.
        detail: more about this case.
        unreadable: whether the file could not be opened or read at all, rather than being damaged.
    """

    location: Location
    what: str
    lost: int = 0
    detail: str = ""
    unreadable: bool = False


Item = Capture | Skipped | Damage


class Unread(NamedTuple):
    """An item found in a file but not read yet: if reading it fails or takes too long, only this item is lost.

    Attributes:
        location: where it is.
        read: returns the items that it holds, if any.
        size: its size in the file in bytes; 0 if unknown.
    """

    location: Location
    read: Callable[[], Iterable[Item]]
    size: int = 0

    def items(self) -> list[Item]:
        """Return the items that it holds; an exception becomes damage."""
        try:
            return list(self.read())
        except Exception as error:  # noqa: BLE001 - any error in reading an item is damage that the summary counts
            return [failed(error, self.location, self.size)]


Find = Item | Unread


def failed(error: Exception, location: Location, size: int = 0) -> Damage:
    """Return an exception as damage."""
    if isinstance(error, LimitError):
        return Damage(location, error.what, size)
    detail = error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
    return Damage(location, "an item that cannot be read", size, detail)


def guarded(location: Location, finds: Iterator[Find]) -> Iterator[Find]:
    """Yield the items of a file within a file; an exception becomes damage, and the outer file is read further."""
    try:
        yield from finds
    except Exception as error:  # noqa: BLE001 - any error in reading an item is damage that the summary counts
        yield failed(error, location)


def shown(path: str) -> str:
    """Return a path as text that can be encoded as UTF-8: a file's name may contain any bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def at(path: str, offset: int | None = None, record_id: str | None = None) -> Location:
    """Return a location in a file."""
    return Location(path=shown(path), offset=offset, record_id=record_id)
