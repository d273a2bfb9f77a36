"""WARC and ARC: records in place, one after another, whatever state the file is in."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator
from warcio.recordloader import ArcWarcRecordLoader

from parsers.capture import Capture, Location
from parsers.errors import LimitError
from scraper.sources import http
from scraper.sources.base import Damage, Item, Skipped, at
from scraper.sources.inflate import packing
from scraper.sources.members import DICTIONARY, Gap, Members
from scraper.sources.records import ARC, WARC, Dialect, Record, records
from scraper.sources.sniff import page
from scraper.sources.window import Window

_LENGTH_LINE = re.compile(rb"^content-length[ \t]*:[^\r\n]*", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d)?)?)?)(?:\.\d+)?Z?$")


class Found(NamedTuple):
    """A record with its head read.

    Attributes:
        offset: where in the file it is.
        headers: the WARC head, names in lower case.
        record: its block and what is wrong with its length.
    """

    offset: int
    headers: dict[str, str]
    record: Record


def warc_items(path: str, file: BinaryIO, form: str, start: int = 0, stop: int | None = None) -> Iterator[Item]:
    """Read the records of a WARC or ARC that begin in a range of bytes.

    Args:
        path: what the records' locations say.
        file: seekable.
        form: ``warc`` or ``arc``.
        start: first byte of the range.
        stop: byte after it; None is the file's end.
    """
    for found in found_records(path, file, form, start, stop):
        if isinstance(found, Damage):
            yield found
        else:
            yield from _items(path, found)


def found_records(path: str, file: BinaryIO, form: str, start: int = 0, stop: int | None = None) -> Iterator[Found | Damage]:
    """Yield the records that begin in a range of bytes, of every type, and what is between them that is none."""
    dialect = WARC if form == "warc" else ARC
    file.seek(0)
    magic = file.read(4)
    packed = "zstd" if magic == DICTIONARY else packing(magic)
    if packed is None:
        yield from _plain(path, file, dialect, start, stop)
        return
    for member in Members(file, packed, dialect.head).within(start, stop):
        if isinstance(member, Gap):
            yield Damage(at(path, member.offset), f"{member.lost} bytes that are no record", member.lost)
            continue
        count = 0
        for record in records(Window(member), dialect, whole=lambda member=member: member.damage is None):  # type: ignore[misc]
            if isinstance(record, Gap):
                yield Damage(
                    at(path, member.offset),
                    f"{record.lost} unpacked bytes that are no record, {record.offset} into the member",
                    record.lost,
                )
                continue
            count += 1
            yield Found(member.offset, _headers(record, dialect), record)
        if member.damage:
            yield Damage(at(path, member.offset), member.damage, member.end - member.offset)


def _plain(path: str, file: BinaryIO, dialect: Dialect, start: int, stop: int | None) -> Iterator[Found | Damage]:
    file.seek(max(0, start - 1))
    window = Window(file, max(0, start - 1))
    if start:
        # The byte before the range shows whether a record begins right at its start.
        if not dialect.start.match(window.peek(8 << 10), 1):
            window.skip_to(dialect.start, 8 << 10, until=stop)
        else:
            window.skip(1)
        if stop is not None and window.offset >= stop:
            return
    for record in records(window, dialect, stop=stop, whole=lambda: False):
        if isinstance(record, Gap):
            yield Damage(at(path, record.offset), f"{record.lost} bytes that are no record", record.lost)
        else:
            yield Found(record.offset, _headers(record, dialect), record)


def _headers(record: Record, dialect: Dialect) -> dict[str, str]:
    if dialect.line:
        loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        parsed = loader.parse_record_stream(io.BytesIO(record.head), known_format="arc", no_record_parse=True)
        headers = {name.lower(): value for name, value in parsed.rec_headers.headers}
        del headers["warc-record-id"]  # made up by the reader
        return headers
    # The reader believes the length in the head, so the head is given the true one.
    head = _LENGTH_LINE.sub(b"Content-Length: 0", record.head)
    for parsed in ArchiveIterator(io.BytesIO(head + b"\r\n\r\n"), parse_http=False, quirks_mode=True):
        return {name.lower(): value for name, value in parsed.headers.items()}
    return {}


def _items(path: str, found: Found) -> Iterator[Item]:
    record, headers = found.record, found.headers
    where = at(path, found.offset, _record_id(headers))
    kind = headers.get("warc-type", "").lower()
    if record.fault == "cut":
        missing = (record.declared or 0) - record.length
        yield Damage(
            where,
            f"the data ends inside a {kind or 'nameless'} record: {record.length} of {record.declared} bytes are there",
            missing,
        )
    if kind in {"warcinfo", "request", "metadata"}:
        return
    yield _capture(found, kind, where, path.rpartition("/")[2])


def _capture(found: Found, kind: str, where: Location, archive: str) -> Item:
    headers, record = found.headers, found.record
    url = headers.get("warc-target-uri", "").strip("<>") or None
    scheme = (url or "").partition(":")[0].lower()
    if kind == "revisit":
        return Skipped(where, "revisit: its payload is not in the files of this run")
    if kind not in {"response", "resource", "conversion"}:
        return Skipped(where, f"a record of type {kind or 'nothing'}")
    if scheme in {"dns", "filedesc", "urn", "metadata", "whois"}:
        return Skipped(where, f"not a page: a {scheme} record")
    is_http = kind == "response" and scheme in {"http", "https", ""}
    response = http.response(record.block) if is_http else http.Response(None, {}, record.block)
    if not is_http:
        response.headers["content-type"] = headers.get("content-type", "")
    if reason := _no_page(response, url):
        return Skipped(where, reason)
    if record.fault == "oversized":
        rendition, what = page(response.body)
        too_large = Damage(where, f"a record of {record.declared} bytes: too large for a page", record.length)
        return Skipped(where, f"not a page: {what}") if rendition is None else too_large
    if not response.complete or (record.fault == "cut" and not response.body):
        return Damage(where, "a response without its page: only the HTTP head is there", 0)
    return _page(found, response, where, archive, url, kind)


def _page(found: Found, response: http.Response, where: Location, archive: str, url: str | None, kind: str) -> Item:
    headers = found.headers
    try:
        body, notes = http.payload(response)
    except LimitError as error:
        return Damage(where, error.what, len(found.record.block))
    rendition, what = page(body)
    if rendition is None:
        if any(code == "payload_damaged" for code, _ in notes):
            return Damage(where, f"the payload cannot be decoded: {notes[0][1]}", len(found.record.block))
        return Skipped(where, f"not a page: {what}")
    if rendition == "text" and response.media_type in {"text/html", "application/xhtml+xml"}:
        rendition = "html"
    if kind == "conversion" and response.media_type in {"text/plain", ""}:
        rendition = "text"
    if not body:
        notes = (*notes, ("empty", "the payload is empty"))
    return Capture(
        body=body,
        url=url,
        captured_at=timestamp(headers.get("warc-date", "")),
        archive=archive,
        location=where,
        rendition=rendition,
        charset=response.charset,
        status=response.status,
        notes=(*_record_notes(found, response, body), *notes),
    )


def _no_page(response: http.Response, url: str | None) -> str | None:
    status = response.status or 200
    if status >= 400:
        return f"status {status}"
    if 300 <= status < 400:
        return f"redirect: status {status}"
    if status < 200 or status in {204, 205}:
        return f"not a page: status {status}"
    if urlsplit(url or "").path.lower() == "/robots.txt":
        return "robots.txt"
    media = response.media_type
    if media in {
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/x-javascript",
    } and not response.body.lstrip().startswith(b"<"):
        return "not a page: a style sheet" if media == "text/css" else "not a page: a script"
    return None


def _record_notes(found: Found, response: http.Response, body: bytes) -> Iterator[tuple[str, str]]:
    headers, record = found.headers, found.record
    if record.fault == "cut":
        yield "payload_truncated", f"the file holds {record.length} of the record's {record.declared} bytes"
        return
    if record.fault == "length":
        yield "length_mismatch", f"the record's head declares {record.declared} bytes, {record.length} are there"
    if reason := headers.get("warc-truncated"):
        yield "payload_truncated", f"the crawler cut this capture ({reason})"
        return
    if not _agrees(headers.get("warc-block-digest", ""), record.block):
        yield "digest_mismatch", f"the block's digest is not {headers['warc-block-digest']}"
    if not _agrees(headers.get("warc-payload-digest", ""), response.body, http.dechunk(response.body)[0], body):
        yield "digest_mismatch", f"the payload's digest is not {headers['warc-payload-digest']}"


def _agrees(label: str, *candidates: bytes) -> bool:
    """Whether a digest is that of one of the candidates: crawlers differ in whether they digest a payload as sent or as unpacked.

    A label of an unknown algorithm, or of the wrong length, says nothing.
    """
    name, _, value = label.strip().partition(":")
    name = name.lower().replace("-", "")
    if name not in {"sha1", "md5", "sha256", "sha512"}:
        return True
    size = hashlib.new(name, usedforsecurity=False).digest_size
    for decode in (base64.b32decode, base64.b16decode, base64.b64decode):
        try:
            wanted = decode(value.upper() if decode is not base64.b64decode else value)
        except ValueError:
            continue
        if len(wanted) == size:
            return any(hashlib.new(name, body, usedforsecurity=False).digest() == wanted for body in candidates)
    return True


def timestamp(date: str) -> str | None:
    """Return a WARC-Date to the second, or with as little precision as it has; None for anything else."""
    found = _DATE.match(date.strip())
    if not found:
        return None
    return f"{found[1]}Z" if "T" in found[1] else found[1]


def _record_id(headers: dict[str, str]) -> str | None:
    return headers.get("warc-record-id", "").strip("<>") or None
