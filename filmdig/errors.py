"""The exceptions that filmdig raises. Each states what went wrong, where, and what to do."""

from filmdig.parsers.record.errors import (
    ArchiveError,
    FilmdigError,
    LimitError,
    OutputError,
    PageError,
    RecordError,
    SourceError,
    UsageError,
    WrongTypeError,
)

__all__ = [
    "ArchiveError",
    "FilmdigError",
    "LimitError",
    "OutputError",
    "PageError",
    "RecordError",
    "SourceError",
    "UsageError",
    "WrongTypeError",
]
