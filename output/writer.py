"""What every format offers: records go in one by one, and the whole appears at the end or not at all."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from filmdig.output.files import replacing
from filmdig.output.packing import packed
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record

Described = Record | MergedFilm
"""What can be written: a page's record or a merged film; one kind in a file."""


class Writer(Protocol):
    """Writes records in one format, as a context manager: left with an error, nothing is written."""

    def write(self, record: Described) -> None:
        """Add a record."""

    def __enter__(self) -> Self:
        """Return the writer."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Put the whole in its place, or away."""


class StreamWriter:
    """The part that formats of one stream of bytes share.

    Args:
        target: the file to write, compressed if its name ends so (``.gz``, ``.zst``); None is standard output.
        of: what is written.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        self.of = of
        self._files = ExitStack()
        try:
            file = self._files.enter_context(replacing("-" if target is None else target))
            self.file: BinaryIO = self._files.enter_context(packed(file, target))
            self.begin()
        except BaseException:
            self._files.__exit__(*sys.exc_info())
            raise

    def begin(self) -> None:
        """Write what comes before the first record."""

    def end(self) -> None:
        """Write what comes after the last record."""

    def abandon(self) -> None:
        """Lets go of what else is open, after an error."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self.abandon()
            self._files.__exit__(kind, error, trace)
            return
        with self._files:
            self.end()
            self.file.flush()
