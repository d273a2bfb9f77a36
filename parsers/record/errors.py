"""filmdig's exceptions: each states what went wrong, where, and what to do."""

from __future__ import annotations


class FilmdigError(Exception):
    """The base class of all exceptions that filmdig raises deliberately.

    Args:
        what: what went wrong, in one sentence without a full stop.
        where: the file, offset, URL or field that it concerns.
        todo: what the user can do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, todo: str | None = None) -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        todo = f": {self.todo}" if self.todo else ""
        return f"{self.what}{where}{todo}"

    def __reduce__(self) -> tuple[object, ...]:
        # Workers pickle their errors, and pickle would call the class with .args only.
        return (_rebuild, (type(self), self.what, self.where, self.todo))


def _rebuild(kind: type[FilmdigError], what: str, where: str | None, todo: str | None) -> FilmdigError:
    return kind(what, where=where, todo=todo)


class UsageError(FilmdigError):
    """An option, argument or input of a command or call is not valid."""


class SourceError(FilmdigError):
    """A file, archive or part of one cannot be read."""


class PageError(FilmdigError):
    """A capture's bytes cannot be parsed as a page."""


class LimitError(FilmdigError):
    """A limit that protects the run was exceeded: size, depth, time or memory."""


class ArchiveError(FilmdigError):
    """An archive on the web did not return what was requested."""


class RecordError(FilmdigError):
    """A line that should be a record is not one."""


class OutputError(FilmdigError):
    """A run's output cannot be written: no space, no permission, no such folder."""


class WrongTypeError(UsageError, TypeError):
    """An argument of a call has the wrong type."""
