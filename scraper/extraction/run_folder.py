"""A run's folder of shards: which are done and which are missing. Only one run at a time may write to it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from filmdig.output.files import is_part, replacing
from filmdig.output.streams import cannot_write
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.extraction.shard import (
    QUARANTINE,
    RECORDS,
    UNITS,
    Done,
    ShardWriter,
    input_of,
    is_shard,
    name_of,
    read_done,
    reason_to_redo,
    stated_digest,
)
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Chunk, Settings
from filmdig.scraper.sources import Unit
from filmdig.scraper.sources.base import shown
from filmdig.scraper.version import VERSION

MANIFEST = "manifest.json"


class Listed(msgspec.Struct, kw_only=True):
    """A shard in the manifest."""

    name: str
    path: str
    start: int
    stop: int | None
    files: int
    pages: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """``manifest.json``: the run that the folder belongs to and, once it is complete, its shards in input order."""

    filmdig: str = VERSION
    sources: list[str]
    complete: bool = False
    pages: int = 0
    shards: list[Listed] = []


class Shards:
    """The folder of a run that can be interrupted and resumed.

    Args:
        folder: the folder; created if it does not exist.
        sources: the sources as given.
        settings: the settings for every page.

    Attributes:
        again: the number of existing shards that are made again, by reason.
        removed: the number of shards removed because their input no longer exists.
    """

    def __init__(self, folder: Path, sources: Sequence[str], settings: Settings) -> None:
        self._folder = folder
        self._sources = [shown(source) for source in sources]
        self._settings = settings
        self._lock: BinaryIO | None = None
        self._done: dict[str, Done] = {}
        self._inputs: dict[str, str] = {}
        self._writers: dict[int, ShardWriter] = {}
        self.again: Counter[str] = Counter()
        self.removed = 0

    def __enter__(self) -> Self:
        try:
            for name in (RECORDS, QUARANTINE, UNITS):
                (self._folder / name).mkdir(parents=True, exist_ok=True)
            # Never through a link, which may lead to another user's file.
            flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            self._lock = os.fdopen(os.open(self._folder / ".lock", flags, 0o666), "wb")
        except OSError as error:
            raise cannot_write(error, self._folder) from error
        _lock(self._lock, self._folder)
        self._check_manifest()
        for kind in (RECORDS, QUARANTINE, UNITS, "."):
            for part in (self._folder / kind).glob(".*.part"):
                if is_part(part.name):
                    part.unlink()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for writer in self._writers.values():
            writer.drop(error or KeyboardInterrupt())
        if self._lock:
            self._lock.close()

    def missing(self, units: Iterable[Unit]) -> list[Unit]:
        """Return the units whose shards are missing or must be made again; remove shards that belong to no unit."""
        stated = stated_digest(self._settings)
        missing: list[Unit] = []
        names: set[str] = set()
        files: dict[str, str] = {}
        for unit in units:
            name = name_of(unit)
            if name in names:  # the same file, given twice
                continue
            names.add(name)
            self._inputs[name] = input_of(unit, files)
            done = read_done(self._folder, name)
            reason = reason_to_redo(done, self._inputs[name], stated, self._settings) if done else None
            if reason:
                self.again[reason] += 1
            if done and not reason:
                self._done[name] = done
            else:
                missing.append(unit)
        self._remove_others(names)
        self._write_manifest(Manifest(sources=self._sources))
        return missing

    def tally(self) -> Tally:
        """Return the counts of all shards that are done."""
        total = Tally()
        for done in self._done.values():
            total.add(done.tally)
        return total

    def add(self, index: int, unit: Unit, chunk: Chunk) -> None:
        """Add a unit's next chunk; the last one completes the shard."""
        writer = self._writers.get(index)
        if writer is None:
            writer = ShardWriter(self._folder, unit, self._settings, self.made_from(unit))
            self._writers[index] = writer
        writer.add(chunk)
        if chunk.done:
            self._done[name_of(unit)] = writer.finish()
            del self._writers[index]

    def made_from(self, unit: Unit) -> str:
        """Return `input_of` the unit as it was when the run began."""
        return self._inputs[name_of(unit)]

    def appeared(self, name: str) -> bool:
        """Return whether a shard that was missing now exists."""
        return (self._folder / UNITS / f"{name}.json").exists()

    def take(self, unit: Unit) -> Done:
        """Register a shard that an executor has written.

        Raises:
            UsageError: the shard is missing.
        """
        done = read_done(self._folder, name_of(unit))
        if done is None:
            raise UsageError(
                "a shard that an executor reported as written is missing",
                where=str(self._folder),
                todo="give a folder that all executors and this machine share",
            )
        self._done[name_of(unit)] = done
        return done

    def complete(self, units: Iterable[Unit]) -> None:
        """Write the manifest of a complete run, with its shards in input order."""
        listed = [_listed(name, self._done[name]) for name in dict.fromkeys(map(name_of, units))]
        pages = sum(shard.pages for shard in listed)
        self._write_manifest(Manifest(sources=self._sources, complete=True, pages=pages, shards=listed))

    def _check_manifest(self) -> None:
        path = self._folder / MANIFEST
        if not path.exists():
            others = [path.name for path in self._folder.iterdir() if path.name not in {RECORDS, QUARANTINE, UNITS, ".lock"}]
            others += [path.name for kind in (RECORDS, QUARANTINE, UNITS) for path in (self._folder / kind).iterdir()]
            if others:
                raise UsageError(
                    f"the folder holds other files ({min(others)})", where=str(self._folder), todo="name a new or empty folder"
                )
            return
        try:
            manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
        except msgspec.DecodeError as error:
            raise UsageError(f"not a manifest of filmdig: {error}", where=str(path), todo="name another folder") from error
        gone = [source for source in manifest.sources if source not in self._sources]
        if gone:
            raise UsageError(
                f"the folder holds the shards of {gone[0]}, which this command does not name",
                where=str(self._folder),
                todo="give the same sources, or another folder",
            )

    def _remove_others(self, names: set[str]) -> None:
        # Other files in the folders belong to the user.
        for mark in sorted((self._folder / UNITS).glob("*.json")):
            if mark.stem not in names and is_shard(mark.stem):
                self.removed += 1
                mark.unlink()
        for kind in (RECORDS, QUARANTINE):
            for path in (self._folder / kind).glob("*.jsonl"):
                if path.stem not in names and is_shard(path.stem):
                    path.unlink()

    def _write_manifest(self, manifest: Manifest) -> None:
        with replacing(self._folder / MANIFEST) as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def _listed(name: str, done: Done) -> Listed:
    return Listed(
        name=name,
        path=done.path,
        start=done.start,
        stop=done.stop,
        files=done.files,
        pages=done.tally.pages,
        bytes=done.records.bytes,
        sha256=done.records.sha256,
    )


def _lock(file: BinaryIO, folder: Path) -> None:
    """Lock the folder for one run. The lock is released when this process ends, in any way; workers do not inherit it."""
    try:
        import fcntl  # POSIX only
    except ImportError:
        return
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UsageError("another run is writing here", where=str(folder), todo="wait for it, or name another folder") from error
