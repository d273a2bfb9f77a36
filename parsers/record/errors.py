"""The one family of exceptions: each says what went wrong, where, and what to do."""

from __future__ import annotations


class FilmdigError(Exception):
    """Anything that filmdig raises on purpose.

    Args:
        what: what went wrong, in one sentence without a full stop.
        where: the file, offset, URL or field it went wrong at.
        todo: what the reader of the message can do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, todo: str | None = None) -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        todo = f": {self.todo}" if self.todo else ""
        return f"{self.what}{where}{todo}"

    def __reduce__(self) -> tuple[object, ...]:
        # Workers send their errors home by pickle, which calls the class with .args alone.
        return (_rebuild, (type(self), self.what, self.where, self.todo))


def _rebuild(kind: type[FilmdigError], what: str, where: str | None, todo: str | None) -> FilmdigError:
    return kind(what, where=where, todo=todo)


class UsageError(FilmdigError):
    """The command or call was given something that it cannot work with."""


class SourceError(FilmdigError):
    """A file, archive or part of one cannot be read."""


class PageError(FilmdigError):
    """A capture's bytes cannot be parsed as a page."""


class LimitError(FilmdigError):
    """A bound was met that guards the run: size, depth, time or memory."""


class ArchiveError(FilmdigError):
    """An archive on the web did not give what was asked."""


class RecordError(FilmdigError):
    """A line that should hold a record does not."""


class OutputError(FilmdigError):
    """What a run made cannot be written: no room, no right, no such folder."""


class WrongTypeError(UsageError, TypeError):
    """A call was given an object of a type that it cannot work with."""
