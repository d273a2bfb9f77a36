"""The interface of all formats: records are added one by one, and the output appears at the end or not at all."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from filmdig.output.files import replacing
from filmdig.output.packing import packed
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record

#: The types that can be written: page records or merged films, one of them per file.
Described = Record | MergedFilm


class Writer(Protocol):
    """Writes records in one format. It is a context manager; if the block raises, no output is written."""

    def write(self, record: Described) -> None:
        """Add a record."""

    def __enter__(self) -> Self:
        """Return the writer."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Put the output in its place or, after an error, remove it."""


class StreamWriter:
    """The base class of formats that are one stream of bytes.

    Args:
        target: the file to write, compressed if it ends in ``.gz`` or ``.zst``; None is standard output.
        of: the type that is written.
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
        """Close anything else that is open, after an error."""

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
