"""The plan of a run: sources cut into units of work, cheaply, in a fixed order."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from filmdig.parsers.record.errors import LimitError, UsageError
from filmdig.scraper.sources.base import Run, Unit
from filmdig.scraper.sources.broken_zip import holds_zip
from filmdig.scraper.sources.har import attached_names
from filmdig.scraper.sources.inflate import packing
from filmdig.scraper.sources.members import holds_member
from filmdig.scraper.sources.opened import ZIP_ERRORS, opened
from filmdig.scraper.sources.records import ARC, WARC
from filmdig.scraper.sources.remote import is_remote, remote_files
from filmdig.scraper.sources.rows import Columns, row_groups, rows_form
from filmdig.scraper.sources.saved import owner
from filmdig.scraper.sources.saved_folders import LONGEST, STATEMENTS, saved_folder
from filmdig.scraper.sources.sniff import form, head_of, page
from filmdig.scraper.sources.warc import SEARCHED, is_solid

UNIT_BYTES = 4 << 20
_FILES_A_CHUNK = 64


def plan(sources: Sequence[str], *, unit_bytes: int = UNIT_BYTES, columns: Columns | None = None) -> Iterator[Unit]:
    """Cut sources into units of work, in input order, folders sorted by name.

    Only names, sizes and the first bytes of files are read. With `sharing`, units can find each other's payloads.

    Args:
        sources: files, folders and URLs.
        unit_bytes: the approximate size of a unit.
        columns: what the columns of tables of pages hold; by default common column names are recognised.

    Raises:
        UsageError: a source does not exist.
    """
    for source in sources:
        if not is_remote(source) and not os.path.lexists(source):
            raise UsageError("no such file or folder", where=source, todo="check the path")
    return units(sources, unit_bytes, columns or {})


_MAY_REVISIT = frozenset(("warc", "zip", "tar", "packed"))


@contextmanager
def sharing(units: Iterable[Unit], sources: Sequence[str]) -> Iterator[list[Unit]]:
    """Give units that may hold revisits a shared index of payloads; its folder is removed at the end.

    Args:
        units: the plan.
        sources: the sources that the plan was made from.
    """
    units = list(units)
    if not any(unit.form in _MAY_REVISIT for unit in units):
        yield units
        return
    folder = tempfile.mkdtemp(prefix="filmdig-")
    process = os.getpid()
    try:
        run = Run(tuple(sources), folder)
        yield [msgspec.structs.replace(unit, run=run) if unit.form in _MAY_REVISIT else unit for unit in units]
    finally:
        if os.getpid() == process:  # a forked worker that unwinds must not remove it
            shutil.rmtree(folder, ignore_errors=True)


def units(sources: Sequence[str], unit_bytes: int, columns: Columns | None = None) -> Iterator[Unit]:
    """Cut sources into units as `plan` does, without checking first that they exist."""
    chunk: list[str] = []
    size = 0
    for path, length in _files(sources):
        how = path if isinstance(path, Unit) else _sniffed(path, columns or {})
        if chunk and (isinstance(how, Unit) or len(chunk) >= _FILES_A_CHUNK or size + length > unit_bytes):
            yield Unit(path=chunk[0], form="pages", members=tuple(chunk))
            chunk, size = [], 0
        if isinstance(how, Unit):
            yield from _zip_units(how.path, unit_bytes) if how.form == "zip" else _ranges(how, length, unit_bytes)
        else:
            chunk.append(how)
            size += length
    if chunk:
        yield Unit(path=chunk[0], form="pages", members=tuple(chunk))


def _ranges(unit: Unit, length: int, unit_bytes: int) -> Iterator[Unit]:
    """Cut a file into byte ranges without reading it; a Parquet file into ranges of row groups."""
    if unit.form == "parquet" and length > unit_bytes:
        with opened(unit.path) as stream:
            bounds = [0, *row_groups(stream, unit_bytes), None]
        yield from (msgspec.structs.replace(unit, start=start or 0, stop=stop) for start, stop in pairwise(bounds))
        return
    in_one = {"jsonl": _is_packed, "warc": _is_solid, "arc": _is_solid}.get(unit.form)
    if in_one is None or length <= unit_bytes or in_one(unit):
        yield unit
        return
    for start in range(0, length, unit_bytes):
        stop = start + unit_bytes
        yield msgspec.structs.replace(unit, start=start, stop=stop if stop < length else None)


def _is_packed(unit: Unit) -> bool:
    with opened(unit.path) as stream:
        return packing(stream.read(16)) is not None


def _is_solid(unit: Unit) -> bool:
    """Return whether a file of records can only be read from its start, because of its compression."""
    try:
        with opened(unit.path) as stream:
            return is_solid(stream, unit.form)
    except (LimitError, *ZIP_ERRORS):
        return False  # reported when the file is read


def _files(sources: Sequence[str]) -> Iterator[tuple[str | Unit, int]]:
    """Yield every file once, with its size. Unreadable files are included: they are reported when they are read."""
    given: set[str] = set()
    for source in sources:
        root = source if is_remote(source) else os.path.realpath(source)
        for file, size in _files_of(source):
            # With one source no file can occur twice, so a run over millions of files does not keep their names.
            if len(sources) > 1 and isinstance(file, str):
                below = file.removeprefix(source).lstrip("/")
                names = {f"{root}/{below}"} if below else {root, _unlinked(source)}
                if not names.isdisjoint(given):
                    yield Unit(path=file, form="again"), 0
                    continue
                given |= names
            yield file, size


def _unlinked(path: str) -> str:
    """Return the absolute path of a file as the walk of its folder names it: a link keeps its own name."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - as the walk joins them


def _files_of(source: str) -> Iterator[tuple[str | Unit, int]]:
    if is_remote(source):
        try:
            yield from remote_files(source)
        except FileNotFoundError:
            raise UsageError("no such file", where=source, todo="check the URL") from None
        except OSError:
            yield source, 0
    elif Path(source).is_dir():
        yield from _walk(source, set())
    else:
        yield source, _size(source)


class _Below(NamedTuple):
    """A folder to walk next, and the folders that contain it."""

    folder: str
    above: set[tuple[int, int]]


def _walk(folder: str, above: set[tuple[int, int]]) -> Iterator[tuple[str | Unit, int]]:
    """Yield a folder's files in order, with their sizes. Not recursive: paths may be deeper than Python's stack."""
    levels = [_level(folder, above)]
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, _Below):
            levels.append(_level(*found))
        else:
            yield found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return Path(entry).is_dir()  # entry.is_dir() raises for a link to itself
    except OSError:  # the path is too long; reported when it is read
        return False


def _level(folder: str, above: set[tuple[int, int]]) -> Iterator[tuple[str | Unit, int] | _Below]:
    try:
        here = Path(folder).stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder, 0
        return
    key = (here.st_dev, here.st_ino)
    if key in above:  # a symbolic link to a folder that contains this one
        yield folder, 0
        return
    if (saved := _saved_folder(folder, entries)) is not None:
        yield from saved
        return
    attached = _attached(folder, entries)
    for entry in entries:
        if entry.name in attached:
            yield Unit(path=entry.path, form="parts", members=(entry.path,), reason="a body file of a HAR"), 0
        elif entry.name == "hts-cache" and _is_folder(entry):
            files = tuple(path for path, _ in _walk(entry.path, above | {key}) if isinstance(path, str))
            yield Unit(path=entry.path, form="parts", members=files, reason="HTTrack's cache of the mirrored pages"), 0
        elif not _is_folder(entry):
            yield (Unit(path=entry.path, form="hidden") if entry.name.startswith(".") else entry.path), _size(entry.path)
        elif entry.name.startswith("."):
            yield entry.path, 0
        elif page := owner(f"{entry.name}/", {other.name for other in entries}.__contains__):
            parts = tuple(path for path, _ in _walk(entry.path, above | {key}) if isinstance(path, str))
            yield Unit(path=str(Path(folder) / page), form="parts", members=parts), 0
        else:
            yield _Below(entry.path, above | {key})


def _saved_folder(folder: str, entries: Sequence[os.DirEntry[str]]) -> list[tuple[str | Unit, int]] | None:
    """Return the contents of a folder that holds a single saved page; None for other folders."""
    files: dict[str, tuple[str, int]] = {}
    saved = None
    for statement in (entry for entry in entries if entry.name in STATEMENTS and entry.is_file()):
        try:
            with opened(statement.path) as stream:
                content = stream.read() if _size(statement.path) <= LONGEST else b""
        except OSError:
            continue  # reported when the file is read
        files = files or {os.path.relpath(path, folder): (path, size) for path, size in _below(folder)}
        saved = saved or saved_folder(statement.name, content, files)
    if saved is None:
        return None
    found: list[tuple[str | Unit, int]] = []
    page = files.pop(saved.page)[0] if saved.page else None
    if page:
        found.append((Unit(path=page, form="pages", members=(page,), origin=(*saved.origin, saved.named)), 0))
    else:
        found += [files.pop(name) for name in list(files) if name.endswith((".warc", ".warc.gz"))]
    parts = tuple(path for path, _ in files.values())
    return [*found, (Unit(path=folder, form="parts", members=parts, reason=saved.others), 0)]


def _below(folder: str) -> Iterator[tuple[str, int]]:
    """Yield all files below a folder with their sizes."""
    for path, _, names in os.walk(folder):
        for name in sorted(names):
            yield (file := str(Path(path) / name)), _size(file)


def _attached(folder: str, entries: Sequence[os.DirEntry[str]]) -> frozenset[str]:
    """Return the names of the files in which a folder's HARs keep response bodies."""
    hars = [entry for entry in entries if entry.name.endswith(".har") and entry.is_file()]
    names: set[str] = set()
    for har in hars if len(hars) < len(entries) else []:
        try:
            with opened(har.path) as stream:
                names |= attached_names(stream)
        except (OSError, LimitError):
            continue  # reported when the file is read
    return frozenset(names)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _sniffed(path: str, columns: Columns) -> str | Unit:
    """Return the path of a loose file, or a unit for a container."""
    try:
        if not is_remote(path) and not stat.S_ISREG(Path(path).stat().st_mode):
            return path
        with opened(path) as stream:
            head = head_of(stream)
            found = form(head)
            odd = b"\0" in head[:32] or packing(head) in {"gzip", "zstd"} or page(head)[1] in {"binary data", "a program"}
            if found == "pages" and odd:
                found = _damaged_container(stream)
            if found == "pages" and (rows := rows_form(head, stream, columns)) is not None:
                return Unit(path=path, form=rows[0], columns=tuple(f"{what}={name}" for what, name in rows[1].items()))
    except OSError:
        return path
    if found == "zip" and packing(head):
        found = "packed"
    return path if found == "pages" else Unit(path=path, form=found)


def _damaged_container(stream: BinaryIO) -> str:
    """Return the form of a file whose first bytes are damaged, foreign or missing (the tail of a split file)."""
    for form_, dialect in (("warc", WARC), ("arc", ARC)):
        if any(holds_member(stream, packed, dialect.head, until=SEARCHED) for packed in ("gzip", "zstd")):
            return form_
    return "zip" if holds_zip(stream) else "pages"


def _zip_units(path: str, unit_bytes: int) -> Iterator[Unit]:
    """Cut a zip into ranges of members, and a large WARC stored in it uncompressed into byte ranges."""
    first, size, number = 0, 0, -1
    try:
        with opened(path) as file, zipfile.ZipFile(file) as archive:
            for number, info in enumerate(archive.infolist()):
                inner = _stored_records(f"{path}!/{info.filename}", info, archive) if info.file_size > unit_bytes else None
                if size and (inner or size + info.file_size > unit_bytes):
                    yield Unit(path=path, form="zip", start=first, stop=number)
                    first, size = number, 0
                if inner:
                    yield from _ranges(inner, info.file_size, unit_bytes)
                    first = number + 1
                else:
                    size += max(1, info.file_size)
    except ZIP_ERRORS:
        pass  # reported when the zip is read
    if first <= number or number < 0:
        yield Unit(path=path, form="zip", start=first)


def _stored_records(path: str, info: zipfile.ZipInfo, archive: zipfile.ZipFile) -> Unit | None:
    if info.compress_type != zipfile.ZIP_STORED:
        return None
    try:
        with archive.open(info) as stream:
            found = form(head_of(stream))
    except ZIP_ERRORS:
        return None  # reported when the zip is read
    return Unit(path=path, form=found) if found in {"warc", "arc"} else None
