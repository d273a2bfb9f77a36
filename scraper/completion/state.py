"""What a completion has asked and got so far: a line of JSON for each step, so that one that was killed resumes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.selection import Entry


class Target(msgspec.Struct, frozen=True, order=True):
    """A page to ask an archive for, and the time that its capture should be near: 14 digits, or empty for the latest."""

    url: str
    near: str


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One step.

    Attributes:
        held: what the index holds of the target near its time, nearest first; None on a step that is no index answer.
        done: the captures of the target that were tried are all that will be.
        reason: why there is none, or why one could not be had.
    """

    target: Target
    held: list[Entry] | None = None
    done: bool = False
    got: str | None = None
    reason: str | None = None


class State:
    """The steps of a completion, in a file.

    Args:
        path: the file; made where it is not there.

    Attributes:
        held: what the index holds of each target that it was asked for.
        done: targets of which every capture that will be tried has been, with why there is none.

    Raises:
        UsageError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.held: dict[Target, list[Entry]] = {}
        self.done: dict[Target, str | None] = {}
        self.got: dict[Target, list[str]] = {}
        try:
            self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        except OSError as error:
            raise UsageError(f"cannot be written ({error.strerror})", where=str(path)) from error
        end = 0
        while (line := self._file.readline()).endswith(b"\n"):
            try:
                self._take(msgspec.json.decode(line, type=Step))
            except msgspec.DecodeError as error:
                raise UsageError(f"not the state of a completion ({error})", where=str(path), todo="give another -o") from error
            end = self._file.tell()
        self._file.seek(end)
        self._file.truncate()

    def add(self, step: Step) -> None:
        """Write a step; it is on the disk when this returns."""
        self._file.write(msgspec.json.encode(step) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._take(step)

    def _take(self, step: Step) -> None:
        if step.held is not None:
            self.held[step.target] = step.held
        if step.got is not None:
            self.got.setdefault(step.target, []).append(step.got)
        if step.done:
            self.done[step.target] = step.reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()
