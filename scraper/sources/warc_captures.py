"""What a WARC or ARC record is: a capture, something to skip, or damage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from parsers.capture import Capture, Location
from parsers.errors import LimitError
from scraper.sources import http
from scraper.sources.base import Damage, Item, Skipped, at
from scraper.sources.digests import agrees
from scraper.sources.sniff import page
from scraper.sources.warc import Found, found_records

_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d)?)?)?)(?:\.\d+)?Z?$")


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


def _items(path: str, found: Found) -> Iterator[Item]:
    record, headers = found.record, found.headers
    where = at(path, found.offset, _record_id(headers))
    kind = headers.get("warc-type", "").lower()
    if record.fault == "cut":
        missing = (record.declared or 0) - record.length
        detail = f"{record.length} of the {record.declared} bytes of a {kind or 'nameless'} record are there"
        yield Damage(where, "a record that is cut", missing, detail)
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
    if reason := http.reason_to_skip(response, url):
        return Skipped(where, reason)
    if record.fault == "oversized":
        rendition, what = page(response.body)
        too_large = Damage(where, "a record too large for a page", record.length, f"{record.declared} bytes")
        return Skipped(where, f"not a page: {what}") if rendition is None else too_large
    if not response.complete or (record.fault == "cut" and not response.body):
        return Damage(where, "a response of which only the HTTP head is there")
    return _page(found, response, where, archive, url, kind)


def _page(found: Found, response: http.Response, where: Location, archive: str, url: str | None, kind: str) -> Item:
    headers = found.headers
    try:
        body, notes = http.payload(response)
    except LimitError as error:
        return Damage(where, error.what, len(found.record.block))
    rendition, what = page(body, response.media_type)
    if rendition is None:
        if any(code == "payload_damaged" for code, _ in notes):
            return Damage(where, "a payload that cannot be decoded", len(found.record.block), notes[0][1])
        return Skipped(where, f"not a page: {what}")
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
    if not agrees(headers.get("warc-block-digest", ""), record.block):
        yield "digest_mismatch", f"the block's digest is not {headers['warc-block-digest']}"
    if not agrees(headers.get("warc-payload-digest", ""), response.body, http.dechunk(response.body)[0], body):
        yield "digest_mismatch", f"the payload's digest is not {headers['warc-payload-digest']}"


def timestamp(date: str) -> str | None:
    """Return a WARC-Date to the second, or with as little precision as it has; None for anything else."""
    found = _DATE.match(date.strip())
    if not found:
        return None
    return f"{found[1]}Z" if "T" in found[1] else found[1]


def _record_id(headers: dict[str, str]) -> str | None:
    return headers.get("warc-record-id", "").strip("<>") or None
