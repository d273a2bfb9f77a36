"""The files of records that a command was given: files, folders of them, and what `extract --out-dir` made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from filmdig.parsers.record.errors import UsageError


def check(paths: Iterable[str]) -> None:
    """See that there is something to read.

    Raises:
        UsageError: a path that does not exist, or a folder without records.
    """
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise UsageError("no such file or folder", where=path, todo="give a file of records")
        if Path(path).is_dir() and not list(named([path])):
            raise UsageError("no records in the folder", where=path, todo="give one with files that end in .jsonl")


def check_folder(path: Path | None) -> None:
    """See that the folder for work is there, if one was named.

    Raises:
        UsageError: it is not.
    """
    if path is not None and not path.is_dir():
        raise UsageError("no such folder", where=str(path), todo="make it, or leave --work-dir out")


def named(paths: Iterable[str]) -> Iterator[str]:
    """The files of records that were named; of a folder, those in it, or the shards of `extract --out-dir`."""
    # Needed only here: it brings all that a run needs with it.
    from filmdig.scraper.extraction.shard import RECORDS

    for path in map(Path, paths):
        if not path.is_dir():
            yield str(path)
            continue
        folder = path / RECORDS if (path / RECORDS).is_dir() else path
        found = sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")])
        yield from (str(file) for file in found if ".quarantine." not in file.name)


def quarantines(paths: Iterable[str]) -> Iterator[str]:
    """The quarantine's files: those named, and of a folder that `extract --out-dir` made, the quarantine's shards."""
    from filmdig.scraper.extraction.shard import QUARANTINE

    for path in map(Path, paths):
        if not path.is_dir():
            yield str(path)
        yield from map(str, sorted((path / QUARANTINE).glob("*.jsonl")))
