"""HAR: what a browser's network panel or a crawler recorded, as JSON; each entry a request and its response."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Item, Skipped, at
from filmdig.scraper.sources.inflate import Readable, read_bounded
from filmdig.scraper.sources.sniff import page
from filmdig.scraper.sources.stored_response import Response, reason_to_skip

_ENTRIES = re.compile(r'"entries"\s*+:\s*+\[')
_BETWEEN = re.compile(r"[\s,]*+")


def har_items(path: str, stream: Readable) -> Iterator[Item]:
    """Read a HAR entry by entry, so that a file cut in its middle gives all entries before the cut.

    The text of a response is unpacked already, whatever its Content-Encoding says. A location's member is the entry's
    number, counted from 0.
    """
    try:
        text = read_bounded(stream).decode("utf-8-sig", "replace")
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    found = _ENTRIES.search(text)
    if not found:
        if page(text.encode("utf-8", "replace"))[1] == "JSON":  # whole, and an application's log of its own
            yield Skipped(at(path), "not a page: JSON")
        else:
            yield Damage(at(path), "a HAR without entries", len(text))
        return
    decoder = json.JSONDecoder()
    place, number = found.end(), 0
    while between := _BETWEEN.match(text, place):  # always: it matches the empty string, too
        place = between.end()
        if text.startswith("]", place):
            return
        try:
            entry, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            lost = len(text[place:].encode("utf-8", "replace"))
            yield Damage(at(path, len(text[:place].encode("utf-8", "replace"))), "a HAR that is cut or damaged", lost, str(error))
            return
        yield _entry(f"{path}!/{number}", entry)
        number += 1


def _entry(path: str, entry: object) -> Item:
    response, content = _inside(entry, "response"), _inside(entry, "response", "content")
    url = _inside(entry, "request").get("url")
    # JSON can hold half a character (a lone surrogate), which no UTF-8 can.
    url = url.encode("utf-8", "replace").decode() if isinstance(url, str) else None
    status = response.get("status")
    head = Response(status if isinstance(status, int) else None, {"content-type": str(content.get("mimeType", ""))}, b"")
    if not head.status:  # the request was blocked or never answered
        return Skipped(at(path), "no response was recorded")
    if reason := reason_to_skip(head, url):
        return Skipped(at(path), reason)
    text = content.get("text")
    if not isinstance(text, str):
        return Skipped(at(path), "its body was not recorded")
    charset = head.charset
    if content.get("encoding") == "base64":
        try:
            body = base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError) as error:
            return Damage(at(path), "a payload that cannot be decoded", len(text), str(error))
    else:
        body, charset = text.encode("utf-8", "replace"), "utf-8"
    rendition, what = page(body, head.media_type)
    if rendition is None:
        return Skipped(at(path), f"not a page: {what}")
    return Capture(
        body=body,
        url=url,
        captured_at=_when(entry),
        location=at(path),
        rendition=rendition,
        charset=charset,
        status=head.status,
        notes=() if body else (("empty", "the payload is empty"),),
    )


def _inside(value: object, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _when(entry: object) -> str | None:
    try:
        when = datetime.fromisoformat(str(_inside(entry).get("startedDateTime")))
    except ValueError:
        return None
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when.tzinfo else None
