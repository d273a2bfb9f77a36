"""Read WARC and ARC records as captures, skipped items or damage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO
from urllib.parse import urlsplit

from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources import stored_response as http
from filmdig.scraper.sources.base import MAX_PAYLOAD, Damage, Find, Item, Skipped, Unread, at
from filmdig.scraper.sources.context import ALONE, Context
from filmdig.scraper.sources.digests import agrees
from filmdig.scraper.sources.records import Record
from filmdig.scraper.sources.segments import is_first_segment, joined
from filmdig.scraper.sources.sniff import page
from filmdig.scraper.sources.warc import Found, found_records

_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d)?)?)?)(?:\.\d+)?Z?$")


def warc_items(
    path: str, file: BinaryIO, form: str, start: int = 0, stop: int | None = None, *, context: Context = ALONE
) -> Iterator[Find]:
    """Read the records of a WARC or ARC that begin in a range of bytes.

    Args:
        path: the path for the records' locations.
        file: a seekable file.
        form: ``warc`` or ``arc``.
        start: the first byte of the range.
        stop: the byte after the range; None is the file's end.
        context: finds revisits' payloads.
    """
    for found in found_records(path, file, form, start, stop):
        if isinstance(found, Damage):
            yield found
        else:
            size = len(found.record.head) + found.record.length
            yield Unread(at(path, found.offset), partial(_items, path, found, context), size)


def _items(path: str, found: Found, context: Context) -> Iterator[Item]:
    record, headers = found.record, found.headers
    where = at(path, found.offset, _record_id(headers))
    kind = headers.get("warc-type", "").lower()
    cut = record.fault == "cut"
    if cut or (record.fault == "oversized" and record.length < (record.declared or 0)):
        missing = _known((record.declared or 0) - record.length)
        detail = f"{record.length} of the {record.declared} bytes of a {kind or 'untyped'} record are present"
        yield Damage(where, "a record that is cut", missing, detail)
    if record.fault == "unmarked":
        yield Damage(where, "a file that ends before its last record's end mark")
    if record.declared is None and not record.block:
        yield Damage(where, "a record whose head is damaged", len(record.head))
        return
    if kind in {"warcinfo", "request", "metadata"}:
        yield from _wrong_length(record, where)
        return
    if kind == "continuation" and headers.get("warc-segment-origin-id"):
        if context.find({"warc-refers-to": headers["warc-segment-origin-id"]}, path):
            yield Skipped(where, "a segment that is read with its first segment")
        else:
            yield Skipped(where, "a segment whose first segment is not in this run's files")
        return
    item = _revisit(path, found, where, context) if kind == "revisit" else _capture(path, found, kind, where, context)
    if not isinstance(item, Capture):  # a capture has it in its notes
        yield from _wrong_length(record, where)
    if not (cut and isinstance(item, Damage)):
        yield item


def _wrong_length(record: Record, where: Location) -> Iterator[Damage]:
    """Report a wrong length: between the declared and the real end there may be another record with a damaged head."""
    if record.fault == "length":
        lost = _known(abs(record.length - (record.declared or 0)))
        yield Damage(where, "a record with a wrong length", lost, f"{record.declared} bytes declared, {record.length} present")


def _known(size: int) -> int:
    """Return a number of lost bytes; 0 (unknown) if it is too large to be real."""
    return size if size <= MAX_PAYLOAD else 0


def _origin(headers: dict[str, str], where: Location) -> tuple[str, str | None]:
    """Return the holder of a capture (the file, or the archive that it was fetched from), and its replay address there."""
    source = headers.get("warc-source-uri", "")
    if source and (host := _host(source)):
        return host, source if "://" in source.partition("://")[2] else None
    return (where.path or "").rpartition("/")[2], None


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # a bracket outside an IPv6 address, for example
        return None


def _revisit(path: str, found: Found, where: Location, context: Context) -> Item:
    """Return a revisit with the payload that it refers to, and its own URL, date and status."""
    original = context.find(found.headers, path)
    if original is None:
        return Skipped(where, "a revisit of a payload that is not in this run's files")
    own = http.response(found.record.block)
    sent = _response(original, original.headers["warc-type"].lower())
    # "304 Not Modified" is not the page's status: the page is still the one that the revisit refers to.
    response = sent._replace(status=own.status if own.status and own.status != 304 else sent.status)
    url = _url(found.headers)
    if reason := http.reason_to_skip(response, url):
        return Skipped(where, reason)
    return _page(found, response, where, url, "revisit", original)


def _capture(path: str, found: Found, kind: str, where: Location, context: Context) -> Item:
    record, url = found.record, _url(found.headers)
    scheme = (url or "").partition(":")[0].lower()
    if kind not in {"response", "resource", "conversion"}:
        return Skipped(where, f"a record of type {kind}" if kind else "a record without a type")
    if scheme in {"dns", "filedesc", "urn", "metadata", "whois"}:
        return Skipped(where, f"not a page: a {scheme} record")
    whole, missing = joined(found, path, context) if is_first_segment(found.headers) else (found, None)
    response = _response(whole, kind)
    if reason := http.reason_to_skip(response, url):
        return Skipped(where, reason)
    if record.fault == "oversized":
        rendition, what = page(response.body)
        too_large = Damage(where, "a record too large for a page", record.length, f"{record.declared} bytes")
        return Skipped(where, f"not a page: {what}") if rendition is None else too_large
    if not response.complete or (record.fault == "cut" and not response.body):
        return Damage(where, "a response with only its HTTP head")
    return _page(found, response, where, url, kind, found, missing)


def _response(found: Found, kind: str) -> http.Response:
    """Return a record's HTTP response; for a record without HTTP, its block and type as if they were one."""
    if kind == "response":
        return http.response(found.record.block)
    return http.Response(None, {"content-type": found.headers.get("content-type", "")}, bytes(found.record.block))


def _url(headers: dict[str, str]) -> str | None:
    return headers.get("warc-target-uri", "").strip("<>") or None


def _page(
    found: Found,
    response: http.Response,
    where: Location,
    url: str | None,
    kind: str,
    original: Found,
    missing: str | None = None,
) -> Item:
    try:
        body, notes = http.payload(response)
    except LimitError as error:
        return Damage(where, error.what, len(original.record.block))
    rendition, what = page(body, response.media_type, url)
    if kind == "conversion" and response.media_type in {"text/plain", ""}:
        rendition = "text"  # even if it looks like HTML: a crawler made it from a page
    own, proven = _record_notes(original, response, body, missing)
    if rendition is None:
        if any(code == "payload_damaged" for code, _ in notes):
            if proven:
                return Skipped(where, "a payload that was already damaged when it was crawled")
            return Damage(where, "a payload that cannot be decoded", len(original.record.block), notes[0][1])
        return Skipped(where, f"not a page: {what}")
    if not body:
        notes = (*notes, ("empty", "the payload is empty"))
    archive, replay_url = _origin(found.headers, where)
    return Capture(
        body=body,
        url=url,
        replay_url=replay_url,
        archive=archive,
        captured_at=timestamp(found.headers.get("warc-date", "")),
        location=where,
        rendition=rendition,
        charset=response.charset,
        status=response.status,
        notes=(*own, *notes),
        damaged=proven is False or (proven is None and any(code in _OF_THE_FILE for code, _ in (*own, *notes))),
    )


#: Issues that suggest that the file is damaged. A payload that ends early in a complete record was sent like that by its server.
_OF_THE_FILE = frozenset(("payload_damaged", "length_mismatch"))


def _record_notes(
    found: Found, response: http.Response, body: bytes, missing: str | None
) -> tuple[list[tuple[str, str]], bool | None]:
    """Return what is wrong with a record, and whether its bytes are those that the crawler wrote; None if unknown."""
    headers, record = found.headers, found.record
    if record.fault == "cut":
        return [("payload_truncated", f"the file holds {record.length} of the record's {record.declared} bytes")], False
    notes = []
    if record.fault == "length":
        notes = [("length_mismatch", f"the record's head declares {record.declared} bytes, {record.length} are present")]
    if reason := headers.get("warc-truncated"):
        return [*notes, ("payload_truncated", f"the crawler cut this capture ({reason})")], True
    if missing:
        return [*notes, ("payload_truncated", missing)], False
    block, payload = headers.get("warc-block-digest", ""), headers.get("warc-payload-digest", "")
    payload_agrees = agrees(payload, response.body, http.dechunk(response.body)[0], body)
    # A digest takes a tenth of the time of parsing a page. The payload's digest does not cover the HTTP head; the checksum of
    # a sound member does.
    block_agrees = None if found.sound and payload_agrees else agrees(block, record.block)
    if block_agrees is False:
        notes.append(("digest_mismatch", f"the block's digest is not {block}"))
    if payload_agrees is False:
        notes.append(("digest_mismatch", f"the payload's digest is not {payload}"))
    if False in (block_agrees, payload_agrees):
        return notes, False
    return notes, True if found.sound or block_agrees or payload_agrees else None


def timestamp(date: str) -> str | None:
    """Return a WARC-Date, to the second or with less precision if it has less; None if it is not a date."""
    found = _DATE.match(date.strip())
    if not found:
        return None
    return f"{found[1]}Z" if "T" in found[1] else found[1]


def _record_id(headers: dict[str, str]) -> str | None:
    return headers.get("warc-record-id", "").strip("<>") or None
