"""The state of a completion: a line of JSON for each step, so that a killed run can resume."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.selection import Entry


class Target(msgspec.Struct, frozen=True, order=True):
    """A page to ask an archive for, and the time (14 digits) that its capture should be near; empty for the latest."""

    url: str
    near: str


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One step of a completion.

    Attributes:
        held: the index's captures of the target, nearest in time first; None if the step is not an index answer.
        done: whether no more captures of the target will be tried.
        got: the timestamp of a capture that was tried.
        reason: why no capture can be tried, or why this one could not be fetched.
    """

    target: Target
    held: list[Entry] | None = None
    done: bool = False
    got: str | None = None
    reason: str | None = None


class State:
    """The steps of a completion, in a file.

    Args:
        path: the file; made if it does not exist.

    Attributes:
        held: the index's captures of each target.
        done: targets of which no more captures will be tried, with the reason.
        got: timestamps of the captures of each target that were tried.

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
        """Write a step, and flush it to the disk."""
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
