"""What passes between the plan of a run and its workers, and what a source gives: captures, things skipped, damage."""

from __future__ import annotations

import os

import msgspec

from filmdig.parsers.record.capture import Capture, Location

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
        start: first byte of the range (WARC, ARC), or first member (zip).
        stop: byte or member after the last; None is the end.
        members: the files of a chunk of loose files; for ``parts`` the page comes first.
        run: set where records of other files may be needed.
    """

    path: str
    form: str
    start: int = 0
    stop: int | None = None
    members: tuple[str, ...] = ()
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
    """

    location: Location
    what: str
    lost: int = 0
    detail: str = ""


Item = Capture | Skipped | Damage


def shown(path: str) -> str:
    """Return a path as text that can be written as UTF-8: a file's name may hold any bytes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def at(path: str, offset: int | None = None, record_id: str | None = None) -> Location:
    """Return the location of something in a file."""
    return Location(path=shown(path), offset=offset, record_id=record_id)
