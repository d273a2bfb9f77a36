"""Plan files: the captures to fetch, one JSON object per line, with marks at which a query resumes after a crash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from filmdig.parsers.record.errors import ArchiveError, LimitError, SourceError, UsageError
from filmdig.scraper.archives.fetching import Failure, Summary
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import Archive, Chooser, Entry, Fault, Query, choose

VERSION = 1


class _Head(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The first line: the archive and the queries."""

    filmdig_plan: int
    archive: str
    queries: list[Query]


class _Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Any other line: a capture or a mark.

    Attributes:
        entry: a capture to fetch.
        query: in a capture, the number of its query; in a mark, how many queries are done.
        resume: in a mark, where in the index the next query resumes.
        failed: in a mark, the queries whose index could not be read completely.
        complete: in the last mark, that all queries are done.
    """

    entry: Entry | None = None
    query: int = 0
    resume: str | None = None
    failed: list[int] = []
    left_out: dict[str, int] = {}
    not_held: list[str] = []
    complete: bool = False


class Plan(msgspec.Struct, kw_only=True):
    """A summary of a plan file.

    Attributes:
        archive: the archive, as given to ``--archive``.
        queries: the queries.
        captures: the number of captures to fetch.
        complete: whether the archive's index was read to its end.
    """

    archive: str
    queries: list[Query]
    captures: int
    complete: bool


def make_plan(
    archive: Archive, name: str, queries: Sequence[Query], path: Path, progress: Callable[[int, Summary], None] = lambda *_: None
) -> tuple[Plan, Summary]:
    """Write the captures that the queries select to a file, resuming where an earlier call ended.

    Args:
        archive: the archive to query.
        name: the archive, as given to ``--archive``.
        queries: the queries.
        path: the plan file; created if missing, resumed if it has the same queries and is not complete.
        progress: called after each page of the index with the number of captures so far and the summary.

    Returns:
        The plan, and a summary of what was left out and what failed.

    Raises:
        UsageError: the file cannot be written, or is a plan of another archive or other queries.
        SourceError: the file is not a plan.
    """
    head = _Head(filmdig_plan=VERSION, archive=name, queries=list(queries))
    with _opened(path) as file:
        at, captures = _resume(file, head, path)
        summary = Summary(left_out=dict(at.left_out), not_held=list(at.not_held))
        if at.complete:
            return Plan(archive=name, queries=head.queries, captures=captures, complete=True), summary
        try:
            # First the queries that failed before, then those that an earlier call did not reach.
            for number in [*at.failed, *range(at.query, len(queries))]:
                for entry in _ask(archive, queries[number], number, at, file, summary):
                    captures += entry is not None
                    if entry is None:
                        progress(captures, summary)
        except StoppedError as error:
            summary.stopped = str(error)
        else:
            at.complete = not at.failed
            _append(file, at)
    return Plan(archive=name, queries=head.queries, captures=captures, complete=at.complete), summary


def read_plan(path: Path) -> tuple[Plan, Callable[[], Iterator[Entry]]]:
    """Return a plan, and a function that yields its captures.

    Raises:
        SourceError: the file is not a plan, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = _read_head(file.readline(), path)
            captures, complete = 0, False
            for line in _lines(file):
                captures += line.entry is not None
                complete = line.complete
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", where=str(path)) from error

    def entries() -> Iterator[Entry]:
        with path.open("rb") as file:
            file.readline()
            for line in _lines(file):
                if line.entry is not None:
                    yield line.entry

    return Plan(archive=head.archive, queries=head.queries, captures=captures, complete=complete), entries


def _ask(archive: Archive, query: Query, number: int, at: _Line, file: BinaryIO, summary: Summary) -> Iterator[Entry | None]:
    """Write the captures that one query selects; yield each capture, and None after each mark."""
    again = number < at.query
    resume = None if again else at.resume
    # The captures that an earlier call left out of a failed query are already counted.
    counts = {} if again else summary.left_out
    chooser = Chooser(query, counts)
    found = False
    if again or resume:
        for entry in _entries_of(file, number):
            chooser.remember(entry)
            found = True
    before = sum(counts.values())
    faults = 0
    try:
        for item in choose(archive.find(query, resume), query, counts, chooser):
            if isinstance(item, Entry):
                found = True
                _append(file, _Line(entry=item, query=number))
                yield item
            elif isinstance(item, Fault):
                faults += 1
                summary.failures.append(Failure(item.url, None, item.reason))
            elif not again and not faults:
                at.resume, at.left_out = item.token, summary.left_out
                _append(file, at)
                yield None
    except StoppedError:
        raise
    except (ArchiveError, LimitError) as error:
        faults += 1
        summary.failures.append(Failure(query.url, None, str(error)))
    if not faults and not found and sum(counts.values()) == before:
        summary.not_held.append(query.url)
    at.failed = [n for n in at.failed if n != number] + ([number] if faults else [])
    if not again:
        at.query, at.resume = number + 1, None
    at.left_out, at.not_held = summary.left_out, summary.not_held
    _append(file, at)
    yield None


def _opened(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    except OSError as error:
        raise UsageError(f"the plan cannot be written ({error.strerror})", where=str(path)) from error


def _resume(file: BinaryIO, head: _Head, path: Path) -> tuple[_Line, int]:
    """Return the last mark of a plan and the number of captures before it; remove what follows, which is queried again."""
    first = file.readline()
    if not first.endswith(b"\n"):  # new, or a crash cut its first line
        if not b'{"filmdig_plan":'.startswith(first[:16]):
            raise SourceError("not a plan", where=str(path), todo="give another file; this one was not changed")
        file.seek(0)
        file.truncate()
        _append(file, head)
        return _Line(), 0
    if _read_head(first, path) != head:
        raise UsageError("the plan is for another archive or other URLs", where=str(path), todo="give another file, or remove it")
    last, end, captures, since = _Line(), file.tell(), 0, 0
    for line in _lines(file):
        since += line.entry is not None
        if line.entry is None:
            last, end, captures, since = line, file.tell(), captures + since, 0
    file.seek(end)
    file.truncate()
    return last, captures


def _entries_of(file: BinaryIO, query: int) -> Iterator[Entry]:
    file.seek(0)
    file.readline()
    for line in _lines(file):
        if line.entry is not None and line.query == query:
            yield line.entry
    file.seek(0, os.SEEK_END)


def _lines(file: BinaryIO) -> Iterator[_Line]:
    # Not `for line in file`: tell() would not work.
    while (raw := file.readline()).endswith(b"\n"):
        try:
            yield msgspec.json.decode(raw, type=_Line)
        except msgspec.DecodeError:  # cut by a crash; the next call removes it
            return


def _read_head(raw: bytes, path: Path) -> _Head:
    try:
        head = msgspec.json.decode(raw, type=_Head)
    except msgspec.DecodeError as error:
        raise SourceError("not a plan", where=str(path), todo="filmdig fetch --plan FILE writes one") from error
    if head.filmdig_plan != VERSION:
        raise SourceError(f"a plan of another version ({head.filmdig_plan})", where=str(path), todo="make it again")
    return head


def _append(file: BinaryIO, line: _Head | _Line) -> None:
    """Write a line; a mark is synced to disk."""
    file.write(msgspec.json.encode(line) + b"\n")
    if isinstance(line, _Head) or line.entry is None:
        file.flush()
        os.fsync(file.fileno())
