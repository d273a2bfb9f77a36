"""What passes between the plan of a run and its workers, and what a source gives: captures, things skipped, damage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import LimitError

#: The most bytes that one payload may have once unpacked. The largest film pages known have 3 MB.
MAX_PAYLOAD = 256 << 20


class Run(msgspec.Struct, frozen=True):
    """What all units of one plan share: where a revisit's payload may lie.

    Attributes:
        sources: the files, folders and URLs as they were given.
        scratch: a folder for the run's index of payloads.
    """

    sources: tuple[str, ...]
    scratch: str


class Unit(msgspec.Struct, frozen=True):
    """One piece of work: a range of one file, or a chunk of loose files.

    Attributes:
        path: the file, as it was given; the first of the chunk for loose files.
        form: how the file is read (``pages``, ``warc``, ``arc``, ``zip``, ``tar``, ``har``, ``mhtml``, ``packed``, ``parts``).
        start: first byte of the range (WARC, ARC, JSON Lines), first member (zip), or first row group (Parquet).
        stop: byte, member or row group after the last; None is the end.
        members: the files of a chunk of loose files; for ``parts`` those files.
        origin: the address and time of the one page, where its folder says them; whether the time is the folder's name.
        reason: for ``parts``, what they are.
        columns: of a corpus of rows, what its columns hold: ``url=address``.
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
    """A capture or file that is no page, and why: counted, not parsed."""

    location: Location
    reason: str


class Damage(msgspec.Struct, frozen=True):
    """Bytes that could not be read.

    Attributes:
        location: where the loss begins.
        what: what kind of loss it is; a summary counts by it.
        lost: how many bytes of the file, as far as that is known; 0 where it is not.
        detail: what is particular to this loss.
        unreadable: whether the file as a whole could not be opened or read, rather than being damaged.
    """

    location: Location
    what: str
    lost: int = 0
    detail: str = ""
    unreadable: bool = False


Item = Capture | Skipped | Damage


class Unread(NamedTuple):
    """Something that was found in a file and is not read yet: reading it may fail or take too long, which costs it alone.

    Attributes:
        location: where it is.
        read: gives what it holds: nothing, or one or more items.
        size: how many bytes of the file it is, as far as that is known.
    """

    location: Location
    read: Callable[[], Iterable[Item]]
    size: int = 0

    def items(self) -> list[Item]:
        """Return what it holds; where reading it raises, that is damage."""
        try:
            return list(self.read())
        except Exception as error:  # noqa: BLE001 - whatever an item does to its reader is damage that the summary counts
            return [failed(error, self.location, self.size)]


Find = Item | Unread


def failed(error: Exception, location: Location, size: int = 0) -> Damage:
    """Return the damage that an exception is."""
    if isinstance(error, LimitError):
        return Damage(location, error.what, size)
    detail = error.strerror if isinstance(error, OSError) and error.strerror else f"{type(error).__name__}: {error}"
    return Damage(location, "an item that cannot be read", size, detail)


def guarded(location: Location, finds: Iterator[Find]) -> Iterator[Find]:
    """Yield what is in a file within a file; where finding more raises, that is damage, and the outer file continues."""
    try:
        yield from finds
    except Exception as error:  # noqa: BLE001 - as above
        yield failed(error, location)


def shown(path: str) -> str:
    """Return a path as text that can be written as UTF-8: a file's name may hold any bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def at(path: str, offset: int | None = None, record_id: str | None = None) -> Location:
    """Return the location of something in a file."""
    return Location(path=shown(path), offset=offset, record_id=record_id)
