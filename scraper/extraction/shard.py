"""One shard: a unit's outcome, in files that are named after the unit and appear complete or not at all.

``records/NAME.jsonl`` and, unless empty, ``quarantine/NAME.jsonl`` are written first, and ``units/NAME.json`` last: it records
the others' contents and what they were made from. A unit without it, or whose files do not match it, is not done.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from filmdig.output.files import replacing
from filmdig.parsers.record.upgrade import SCHEMA_VERSION
from filmdig.scraper.extraction.made_with import difference, made_with
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Chunk, Settings
from filmdig.scraper.sources import Unit
from filmdig.scraper.sources.base import shown
from filmdig.scraper.sources.remote import is_remote, remote_state
from filmdig.scraper.version import VERSION

RECORDS, QUARANTINE, UNITS = "records", "quarantine", "units"

# Pages that were given up because of a limit are tried again when the limits change.
_LIMITED = ("timeout", "memory", "crash")


class Contents(msgspec.Struct, frozen=True):
    """The size and digest of a shard's file, as it was written."""

    bytes: int
    sha256: str


class Done(msgspec.Struct, kw_only=True):
    """``units/NAME.json``: what was read, with which settings, and the outcome.

    Attributes:
        input: a digest of the names, sizes and modification times of the files read.
        stated: `stated_digest` of the settings.
        page_timeout: seconds, as in the settings.
        page_memory: bytes, as in the settings.
        quarantine: None if nothing was quarantined.
        made_with: the versions of everything that affects the shard's bytes.
    """

    filmdig: str = VERSION
    schema_version: str = SCHEMA_VERSION
    path: str
    form: str
    start: int
    stop: int | None
    files: int
    input: str
    stated: str
    page_timeout: float
    page_memory: int
    records: Contents
    quarantine: Contents | None
    tally: Tally
    made_with: dict[str, str] = {}


def name_of(unit: Unit) -> str:
    """Return the shard's name, which depends only on its unit."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "_", Path(shown(unit.path)).name)[:60].strip("._") or "unit"
    place = f"-{unit.start:012}" if unit.start or unit.stop is not None else ""
    named = (unit.path, unit.form, str(unit.start), str(unit.stop), *unit.members, *unit.columns)
    return f"{stem}{place}-{_digest(named)}"


_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}(?:-\d{12,20})?-[0-9a-f]{16}")


def is_shard(name: str) -> bool:
    """Return whether a file's name, without its ending, has the form of `name_of`."""
    return _NAME.fullmatch(name) is not None


def input_of(unit: Unit, known: dict[str, str] | None = None) -> str:
    """Return a digest of the names, sizes and modification times of a unit's files.

    Args:
        unit: the unit.
        known: the states of files that were looked up before; new ones are added to it.
    """
    known = {} if known is None else known
    for path in unit.members or (unit.path,):
        if path not in known:
            known[path] = _state(path)
    return _digest(part for path in unit.members or (unit.path,) for part in (path, known[path]))


def _state(path: str) -> str:
    outer, mark, _ = path.partition("!/")
    file = outer if mark and not os.path.lexists(path) else path
    try:
        if is_remote(file):
            return remote_state(file)
        status = Path(file).stat()
    except OSError as error:
        return str(error.errno)
    return f"{status.st_size} {status.st_mtime_ns}"


def stated_digest(settings: Settings) -> str:
    """Return a digest of the settings that affect records: stated addresses and times, how to read, which records to keep."""
    limits = {"page_timeout", "page_memory"}  # they do not change the record of a page that was read
    stated = {name: getattr(settings, name) for name in settings.__struct_fields__ if name not in limits}
    return _digest([msgspec.json.encode(stated, order="deterministic").decode()])


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256(b"\0".join(os.fsencode(part) for part in parts)).hexdigest()[:16]


class ShardWriter:
    """Writes a shard.

    Args:
        folder: the run's folder, which has the shards' folders in it.
        unit: the shard's unit.
        settings: the settings for every page.
        made_from: `input_of` the unit, taken before any of it was read.
    """

    def __init__(self, folder: Path, unit: Unit, settings: Settings, made_from: str) -> None:
        self._unit, self._settings, self._input = unit, settings, made_from
        self._mark = folder / UNITS / f"{name_of(unit)}.json"
        self._files = ExitStack()
        self._records = _File(folder / RECORDS / f"{name_of(unit)}.jsonl", self._files)
        self._quarantine_path = folder / QUARANTINE / f"{name_of(unit)}.jsonl"
        self._quarantine: _File | None = None
        self._tally = Tally()

    def add(self, chunk: Chunk) -> None:
        """Add the unit's next chunk."""
        self._records.write(chunk.records)
        if chunk.failures:
            if self._quarantine is None:
                self._quarantine = _File(self._quarantine_path, self._files)
            self._quarantine.write(chunk.failures)
        self._tally.add(chunk.tally)

    def finish(self) -> Done:
        """Complete the shard and make it visible."""
        # A shard of an earlier version or input must not look done while its files are replaced.
        self._mark.unlink(missing_ok=True)
        if self._quarantine is None:
            self._quarantine_path.unlink(missing_ok=True)
        self._files.close()
        done = Done(
            path=shown(self._unit.path),
            form=self._unit.form,
            start=self._unit.start,
            stop=self._unit.stop,
            files=len(self._unit.members) or 1,
            input=self._input,
            stated=stated_digest(self._settings),
            page_timeout=self._settings.page_timeout,
            page_memory=self._settings.page_memory,
            records=self._records.contents(),
            quarantine=self._quarantine.contents() if self._quarantine else None,
            tally=self._tally,
            made_with=made_with(),
        )
        with replacing(self._mark) as file:
            file.write(msgspec.json.format(msgspec.json.encode(done), indent=1) + b"\n")
        return done

    def drop(self, error: BaseException) -> None:
        """Discard the unfinished files."""
        self._files.__exit__(type(error), error, error.__traceback__)


class _File:
    """One file of a shard that is being written."""

    def __init__(self, path: Path, files: ExitStack) -> None:
        self._bytes = 0
        self._digest = hashlib.sha256()
        self._file = files.enter_context(replacing(path))

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._bytes += len(data)

    def contents(self) -> Contents:
        return Contents(self._bytes, self._digest.hexdigest())


def read_done(folder: Path, name: str) -> Done | None:
    """Return a shard's ``units/NAME.json``; None if the shard is missing, incomplete, or of a version with another format."""
    try:
        done = msgspec.json.decode((folder / UNITS / f"{name}.json").read_bytes(), type=Done)
    except (OSError, msgspec.DecodeError):
        return None
    files = ((RECORDS, done.records), (QUARANTINE, done.quarantine))
    return done if all(_is(folder / kind / f"{name}.jsonl", contents) for kind, contents in files) else None


def reason_to_redo(done: Done, made_from: str, stated: str, settings: Settings) -> str | None:
    """Return why an existing shard must be made again; None if it need not be."""
    if done.filmdig != VERSION or done.schema_version != SCHEMA_VERSION:
        return f"made by filmdig {done.filmdig}"
    if other := difference(done.made_with):
        return f"made with {other}"
    if done.input != made_from:
        return "input changed"
    if done.stated != stated:
        return "--url, --captured-at, --urls, --site, --kind or another option changed"
    given_up = any(done.tally.quarantined.get(reason) for reason in _LIMITED)
    if given_up and (done.page_timeout, done.page_memory) != (settings.page_timeout, settings.page_memory):
        return "limits changed for pages given up"
    return None


def _is(path: Path, contents: Contents | None) -> bool:
    """Return whether a file has the given contents; if None, whether it does not exist."""
    try:
        size = path.stat().st_size
        if contents is None or size != contents.bytes:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == contents.sha256
    except FileNotFoundError:
        return contents is None
    except OSError:
        return False
