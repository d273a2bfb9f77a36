"""The files of records that a command is given: files, folders of files, and the folders of `extract --out-dir`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from filmdig.output.tables import TABLES
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.merging import stored_records

_LINES = tuple(f".{name}{packing}" for name in ("jsonl", "ndjson") for packing in ("", ".gz", ".zst", ".bz2", ".xz"))
#: Endings of files of records. Of a folder, only the first kind present is read.
_ENDINGS = (_LINES, (".parquet",), (".sqlite", ".sqlite3", ".db"))


def check(paths: Iterable[str]) -> None:
    """Check that there are files of records to read, in forms that hold whole records.

    Raises:
        UsageError: a path that does not exist, a folder without records, or a file in another form.
    """
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise UsageError("no such file or folder", where=path, todo="give a file of records")
        if Path(path).is_dir() and not _in_folder(Path(path)):
            if any((Path(path) / f"{table}.csv").exists() for table in TABLES):
                raise stored_records.csv_refused(path)
            raise UsageError("no records in the folder", where=path, todo="give one with files that end in .jsonl")
    for path in named(paths):
        # A pipe's first bytes can be looked at only once.
        if path != "-" and Path(path).is_file():
            stored_records.check(path)


def check_folder(path: Path | None) -> None:
    """Check that the folder for work exists, if one was named.

    Raises:
        UsageError: it does not.
    """
    if path is not None and not path.is_dir():
        raise UsageError("no such folder", where=str(path), todo="make it, or leave --work-dir out")


def named(paths: Iterable[str]) -> Iterator[str]:
    """Yield the named files of records, and those in named folders or in the shards of `extract --out-dir`."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from map(str, _in_folder(path))
        else:
            yield str(path)


def once(paths: Iterable[str]) -> list[str]:
    """Return the named files of records, each once, and report on standard error those that were named twice."""
    found: dict[str, str] = {}
    for path in named(paths):
        first = found.setdefault(os.path.realpath(path), path)
        if first is not path:
            sys.stderr.write(f"filmdig: given twice, read once: {path}\n")
    return list(found.values())


def _in_folder(path: Path) -> list[Path]:
    # Imported here because it imports everything that a run needs.
    from filmdig.scraper.extraction.shard import RECORDS

    folder = path / RECORDS if (path / RECORDS).is_dir() else path
    files = sorted(file for file in folder.iterdir() if ".quarantine." not in file.name and not file.name.startswith("."))
    kinds = ([file for file in files if file.name.lower().endswith(endings)] for endings in _ENDINGS)
    return next(filter(None, kinds), [])


def quarantines(paths: Iterable[str]) -> Iterator[str]:
    """Yield the named quarantine files, and the quarantine's shards in named folders of `extract --out-dir`."""
    from filmdig.scraper.extraction.shard import QUARANTINE

    for path in map(Path, paths):
        if not path.is_dir():
            yield str(path)
        yield from map(str, sorted((path / QUARANTINE).glob("*.jsonl")))
