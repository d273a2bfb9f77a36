"""Find revisits' payloads in an index of the run's WARCs: a file that workers share, begun at the first revisit."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Run
from filmdig.scraper.sources.digests import parsed
from filmdig.scraper.sources.opened import ZIP_ERRORS, opened
from filmdig.scraper.sources.segments import segment_id
from filmdig.scraper.sources.sniff import form, head_of
from filmdig.scraper.sources.stored_response import response
from filmdig.scraper.sources.units import units
from filmdig.scraper.sources.warc import Found, found_records

_WHOLE = 1 << 62
_LOCK_TIMEOUT = 3600.0  # seconds to wait for another worker that writes to the index
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (number INTEGER PRIMARY KEY, path TEXT UNIQUE, form TEXT, done INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS payloads (file INTEGER, place INTEGER, id TEXT, url TEXT, date TEXT, digest TEXT);
CREATE INDEX IF NOT EXISTS by_id ON payloads (id);
CREATE INDEX IF NOT EXISTS by_url ON payloads (url, date);
CREATE INDEX IF NOT EXISTS by_digest ON payloads (digest);
"""
_FOUND = (
    "SELECT path, form, place, id, url, date FROM payloads JOIN files ON file = number WHERE {} ORDER BY number, place LIMIT 1"
)


class Payloads:
    """The index of payloads. Files are added one at a time, the revisit's own first, until the payload is found.

    Args:
        run: the run's sources, and the folder for the index.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def find(self, headers: Mapping[str, str], path: str) -> Found | None:
        """Return the record that a revisit refers to, by record id, by URL and date, or by the payload's digest.

        Args:
            headers: the revisit's head.
            path: the file that contains the revisit.
        """
        asked = [
            ("id = ?", (headers.get("warc-refers-to", "").strip("<>"),)),
            ("url = ? AND date = ?", (_url(headers, "warc-refers-to-target-uri"), headers.get("warc-refers-to-date", ""))),
            ("digest = ?", (_label(headers.get("warc-payload-digest", "")),)),
        ]
        scratch = Path(self._run.scratch)
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(sqlite3.connect(scratch / "payloads.sqlite", timeout=_LOCK_TIMEOUT, isolation_level=None)) as index:
            index.executescript(_SCHEMA)
            for _ in self._growing(index, path):
                for where, values in asked:
                    if all(values) and (row := index.execute(_FOUND.format(where), values).fetchone()):
                        return _read(*row)
        return None

    def _growing(self, index: sqlite3.Connection, path: str) -> Iterator[None]:
        """Yield whenever it is worth searching: first with the files indexed so far, then after each file that is added."""
        if not _listed(index):
            with _write_lock(index):
                if not _listed(index):
                    index.executemany("INSERT OR IGNORE INTO files (path, form) VALUES (?, ?)", _warcs(self._run.sources))
                    index.execute("PRAGMA user_version = 1")
        waiting = "SELECT number, path, form FROM files WHERE NOT done ORDER BY path != ?, number LIMIT 1"
        # Checked before each search, so that a file that another worker adds in between is searched too.
        while index.execute(waiting, (path,)).fetchone():
            yield
            with _write_lock(index):
                # Another worker may have added it by now.
                if row := index.execute(waiting, (path,)).fetchone():
                    _add(index, *row)
        yield


@contextmanager
def _write_lock(index: sqlite3.Connection) -> Iterator[None]:
    """Hold the index's write lock; roll back if the block fails."""
    index.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        index.execute("ROLLBACK")
        raise
    index.execute("COMMIT")


def _listed(index: sqlite3.Connection) -> bool:
    return bool(index.execute("PRAGMA user_version").fetchone()[0])


def _warcs(sources: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield every WARC and ARC of the sources, including those in zips and WACZs, with its form."""
    for unit in units(sources, _WHOLE):
        if unit.form in {"warc", "arc"}:
            yield unit.path, unit.form
        elif unit.form == "zip":
            try:
                with opened(unit.path) as file, zipfile.ZipFile(file) as archive:
                    for info in archive.infolist():
                        with archive.open(info) as stream:
                            found = form(head_of(stream))
                        if found in {"warc", "arc"}:
                            yield f"{unit.path}!/{info.filename}", found
            except (LimitError, *ZIP_ERRORS):
                continue  # reported when the zip is read for its pages


def _add(index: sqlite3.Connection, number: int, path: str, how: str) -> None:
    index.execute("UPDATE files SET done = 1 WHERE number = ?", (number,))
    try:
        with opened(path) as file:
            rows = ((number, *row) for row in _rows(path, how, file))
            index.executemany("INSERT INTO payloads VALUES (?, ?, ?, ?, ?, ?)", rows)
    except (LimitError, *ZIP_ERRORS):
        return  # reported when the file is read for its pages; the records before the fault are in the index


def _rows(path: str, how: str, file: BinaryIO) -> Iterator[tuple[int, str, str, str, str]]:
    for found in found_records(path, file, how):
        if isinstance(found, Damage):
            continue
        headers = found.headers
        if headers.get("warc-type", "").lower() == "continuation":
            yield found.offset, _id(headers), "", "", ""
            continue
        if headers.get("warc-type", "").lower() not in {"response", "resource"} or found.record.fault == "cut":
            continue
        label = _label(headers.get("warc-payload-digest", ""))
        if not label:
            body = response(found.record.block).body if headers["warc-type"].lower() == "response" else found.record.block
            label = f"sha1:{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"
        yield (
            found.offset,
            _id(headers),
            _url(headers, "warc-target-uri"),
            headers.get("warc-date", ""),
            label,
        )


def _read(path: str, how: str, place: int, record_id: str, url: str, date: str) -> Found | None:
    try:
        with opened(path) as file:
            for found in found_records(path, file, how, place, place + 1):
                if not isinstance(found, Damage) and _is(found, record_id, url, date):
                    return found
    except (LimitError, *ZIP_ERRORS):
        return None  # the file is gone since it was indexed: the revisit is reported as one without its payload
    return None


def _is(found: Found, record_id: str, url: str, date: str) -> bool:
    headers = found.headers
    if record_id:
        return _id(headers) == record_id
    return (_url(headers, "warc-target-uri"), headers.get("warc-date", "")) == (url, date)


def _id(headers: Mapping[str, str]) -> str:
    """Return the key of a record: its id, or for a segment after the first, the first one's id and the segment's number."""
    number, origin = headers.get("warc-segment-number", ""), headers.get("warc-segment-origin-id", "")
    if headers.get("warc-type", "").lower() == "continuation":
        return segment_id(origin, number)
    return headers.get("warc-record-id", "").strip("<>")


def _url(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name, "").strip("<>")


def _label(text: str) -> str:
    """Return a digest's label in one spelling, whatever its base; empty if it is not a digest."""
    found = parsed(text)
    return f"{found[0]}:{found[1].hex()}" if found else ""
