"""The WARC that a fetch writes: valid after every capture, and able to report what it already holds.

Each capture is a group of records: ``response`` (or ``revisit``, if the payload was written before), ``request``, and last
``metadata``, with what was requested of the archive and what it delivered. A group is written at once; a group without its
metadata record was cut by a crash, and is removed when the file is opened again.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import re
import uuid
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.scraper.archives.selection import Entry, Fetched, one_line

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

SOFTWARE = "filmdig fetch"

#: Headers that describe one transfer, and are not true of the stored payload.
_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})

_HEAD = 1 << 20  # bytes of a record to keep while scanning: all of a metadata record, the heads of others


class Member(msgspec.Struct, frozen=True):
    """A record of a WARC: its place, its headers and the beginning of its block."""

    start: int
    end: int
    headers: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """The record's type."""
        return self.headers.get("warc-type", "")


def iso(timestamp: str) -> str:
    """Return a timestamp of 14 digits as a WARC date."""
    t = timestamp
    return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:14]}Z"


def payload_digest(body: bytes) -> str:
    """Return a payload's digest, base32 SHA-1, as in WARCs and archives' indexes."""
    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class CaptureFile:
    """A WARC to which captures are added, each once.

    Args:
        path: the file; created if it is missing, otherwise repaired and added to.
        info: fields for the file's warcinfo record.
        now: returns the time, for the date on which a capture was fetched.

    Attributes:
        trimmed: bytes of a cut group that were removed from the end when the file was opened.

    Raises:
        UsageError: the file was not written by a fetch, or another fetch is writing it.
        SourceError: the file is damaged before its end.
    """

    def __init__(self, path: Path, info: dict[str, str], *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._now = now
        self.trimmed = 0
        self._asked: set[tuple[str, str]] = set()
        self._got: dict[tuple[str, str], str] = {}
        self._payloads: dict[str, tuple[str, str]] = {}
        if not path.name.endswith(".warc.gz"):
            raise UsageError("the file's name must end in .warc.gz", where=str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        except OSError as error:
            raise UsageError(f"cannot be written ({error.strerror})", where=str(path)) from error
        try:
            self._lock()
            self._resume()
            if self._file.seek(0, os.SEEK_END) == 0:
                self._begin(info)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        # After a failed write, closing tries it again and fails again.
        with contextlib.suppress(OSError):
            self._file.close()

    def __len__(self) -> int:
        """Return the number of captures in the file."""
        return len(self._got)

    def holds(self, entry: Entry) -> bool:
        """Return whether an index entry's capture was fetched before."""
        return entry.key in self._asked

    def add(self, entry: Entry, got: Fetched, archive: str, user_agent: str) -> str:
        """Write a capture and sync it to disk.

        Args:
            entry: the capture that was requested.
            got: the capture that was delivered.
            archive: the archive's name.
            user_agent: the user agent of the request.

        Returns:
            ``response``, ``revisit``, or ``same`` if the archive delivered a capture that the file already holds.
        """
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        key = (got.url, got.timestamp)
        kind = "same"
        record_id = self._got.get(key)
        if record_id is None:
            record_id = _record_id("capture", archive, *key)
            kind = self._write_capture(writer, got, record_id, user_agent)
        self._write_metadata(writer, entry, got, archive, record_id)
        self._append(out.getvalue())
        if kind == "response" and got.body:
            self._payloads.setdefault(payload_digest(got.body), key)
        self._asked.add(entry.key)
        self._got[key] = record_id
        return kind

    def _write_capture(self, writer: WARCWriter, got: Fetched, record_id: str, user_agent: str) -> str:
        status = StatusAndHeaders(f"{got.status} {one_line(got.reason)}".strip(), _stored_headers(got), protocol="HTTP/1.1")
        where_from = {
            "WARC-Record-ID": record_id,
            "WARC-Date": iso(got.timestamp),
            # As pywb writes them when it copies from another archive.
            "WARC-Source-URI": one_line(got.source),
            "WARC-Creation-Date": f"{self._now():%Y-%m-%dT%H:%M:%SZ}",
        }
        if got.truncated:
            where_from["WARC-Truncated"] = one_line(got.truncated)
        digest = payload_digest(got.body)
        before = self._payloads.get(digest)
        if before is None:
            kind = "response"
            response = writer.create_warc_record(
                got.url,
                kind,
                payload=io.BytesIO(got.body),
                length=len(got.body),
                http_headers=status,
                warc_headers_dict=where_from,
            )
        else:
            kind = "revisit"
            response = writer.create_revisit_record(
                got.url, f"sha1:{digest}", before[0], iso(before[1]), http_headers=status, warc_headers_dict=where_from
            )
        # The request that was sent, with the full URL: it went to the archive, not to the page's site.
        asked = StatusAndHeaders(f"GET {one_line(got.source)} HTTP/1.1", [("User-Agent", user_agent)], is_http_request=True)
        request = writer.create_warc_record(
            got.url, "request", http_headers=asked, warc_headers_dict={"WARC-Record-ID": _record_id("request", record_id)}
        )
        writer.write_request_response_pair(request, response)
        return kind

    def _write_metadata(self, writer: WARCWriter, entry: Entry, got: Fetched, archive: str, record_id: str) -> None:
        fields = {
            "archive": archive,
            "asked-url": entry.url,
            "asked-timestamp": entry.key[1],
            "got-url": got.url,
            "got-timestamp": got.timestamp,
            "fetched-from": got.source,
            "raw": "yes" if got.raw else "no",
            "via": got.via,
            "index-digest": entry.digest,
            "index-status": entry.status,
            "index-mime": entry.mime,
            "index-truncated": entry.truncated,
        }
        block = "".join(f"{name}: {one_line(str(value))}\r\n" for name, value in fields.items() if value is not None).encode()
        headers = {
            "WARC-Record-ID": _record_id("metadata", record_id, *entry.key),
            "WARC-Concurrent-To": record_id,
            "WARC-Date": iso(got.timestamp),
        }
        record = writer.create_warc_record(
            got.url,
            "metadata",
            payload=io.BytesIO(block),
            length=len(block),
            warc_headers_dict=headers,
            warc_content_type="application/warc-fields",
        )
        writer.write_record(record)

    def _append(self, group: bytes) -> None:
        try:
            self._file.seek(0, os.SEEK_END)
            self._file.write(group)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            todo = "make room and rerun the same command: it resumes where it ended"
            raise SourceError(f"cannot be written further ({error.strerror})", where=str(self.path), todo=todo) from error

    def _begin(self, info: dict[str, str]) -> None:
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        fields = {"software": SOFTWARE, "format": "WARC File Format 1.1", **{k: one_line(v) for k, v in info.items()}}
        writer.write_record(writer.create_warcinfo_record(self.path.name, fields))
        self._append(out.getvalue())

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                "another fetch is writing this file", where=str(self.path), todo="wait for it, or give another -o"
            ) from error

    def _resume(self) -> None:
        """Read what the file holds; remove what a crash left after the last complete group."""
        size = self._file.seek(0, os.SEEK_END)
        if size == 0:
            return
        good = 0
        responses: dict[str, Member] = {}
        for member in scan(self._file):
            if member.start == 0 and not (member.kind == "warcinfo" and SOFTWARE.encode() in member.block):
                break
            if member.kind == "warcinfo":
                good = member.end
            elif member.kind in ("response", "revisit"):
                responses[member.headers["warc-record-id"]] = member
            elif member.kind == "metadata":
                self._register(member, responses.pop(member.headers["warc-concurrent-to"], None))
                good = member.end
        if good == 0:
            self._refuse_foreign(size)
        if good < size and self._complete_groups_follow(good):
            raise SourceError(
                "the file is damaged in its middle",
                where=f"{self.path}@{good}",
                todo="give another -o; filmdig extract reads its intact records",
            )
        self.trimmed = size - good
        self._file.truncate(good)

    def _refuse_foreign(self, size: int) -> None:
        """Raise unless the file is only the beginning of a first record that a crash cut."""
        self._file.seek(0)
        head = self._file.read(1024)
        try:
            begun = b"\x1f\x8b".startswith(head[:2]) and b"WARC/1.1".startswith(
                zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head)[:8]
            )
        except zlib.error:
            begun = False
        if size >= 1024 or not begun:
            raise UsageError(
                "the file exists and was not written by filmdig fetch",
                where=str(self.path),
                todo="give another -o; the file was not changed",
            )

    def _register(self, metadata: Member, capture: Member | None) -> None:
        fields = _fields(metadata)
        key = (fields["got-url"], fields["got-timestamp"])
        self._asked.add((fields["asked-url"], fields["asked-timestamp"]))
        self._got[key] = metadata.headers["warc-concurrent-to"]
        if capture is not None and capture.kind == "response":
            self._payloads.setdefault(capture.headers["warc-payload-digest"].removeprefix("sha1:"), key)

    def _complete_groups_follow(self, offset: int) -> bool:
        """Return whether complete groups follow the offset at which reading ended."""
        self._file.seek(offset)
        rest = self._file.read()
        starts = (m.start() for m in re.finditer(b"\x1f\x8b\x08", rest))
        return any(m.kind == "metadata" for start in starts for m in scan(io.BytesIO(rest[start:])))


def held(path: Path) -> set[tuple[str, str]]:
    """Return the requested addresses and timestamps of a file's captures; empty if there is no file."""
    if not path.exists():
        return set()
    with path.open("rb") as file:
        fields = [_fields(member) for member in scan(file) if member.kind == "metadata"]
    return {(f["asked-url"], f["asked-timestamp"]) for f in fields if "asked-url" in f}


def scan(file: BinaryIO) -> Iterator[Member]:
    """Yield the records of a WARC that is packed record by record, up to the first incomplete one."""
    file.seek(0)
    start, buffer = 0, b""
    while True:
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        used, head = 0, bytearray()
        while not engine.eof:
            if not buffer and not (buffer := file.read(1 << 16)):
                return
            try:
                out = engine.decompress(buffer)
            except zlib.error:
                return
            used += len(buffer) - len(engine.unused_data)
            buffer = engine.unused_data
            head += out[: max(0, _HEAD - len(head))]
        top, found, block = bytes(head).partition(b"\r\n\r\n")
        if not (found and top.startswith(b"WARC/1.")):
            return
        lines = [line.partition(":") for line in top.decode("utf-8", "replace").split("\r\n")[1:]]
        yield Member(start, start + used, {name.lower(): value.strip() for name, _, value in lines}, block)
        start += used


def _fields(metadata: Member) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in metadata.block.decode("utf-8", "replace").split("\r\n") if ": " in line)


def _stored_headers(got: Fetched) -> list[tuple[str, str]]:
    """Return the original response's headers, with those of the transfer changed to fit the stored payload."""
    headers = []
    for name, value in got.headers:
        name = f"X-Archive-Orig-{name}" if name.lower() in _WIRE else name  # noqa: PLW2901
        headers.append((one_line(name), one_line(value)))
    kind = next((value for name, value in got.headers if name.lower() == "content-type"), "")
    # web.archive.org sometimes replays the stored packed body as if it were unpacked.
    if got.body.startswith(b"\x1f\x8b\x08") and "zip" not in kind:
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(got.body))))
    return headers


def _record_id(*parts: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}>"
