"""Read HAR: requests and responses recorded by a browser's network panel or a crawler, as JSON."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Find, Item, Skipped, Unread, at
from filmdig.scraper.sources.inflate import Readable, read_bounded
from filmdig.scraper.sources.opened import ZIP_ERRORS, opened
from filmdig.scraper.sources.sniff import page
from filmdig.scraper.sources.stored_response import Response, reason_to_skip

_ENTRIES = re.compile(r'"entries"\s*+:\s*+\[')
_OBJECT = re.compile(r"[\[,]\s*+(?=\{)")
# How many times the text of a damaged HAR may be scanned for whole entries.
_MOST_WORK = 50
_BETWEEN = re.compile(r"[\s,]*+")


def har_items(path: str, stream: Readable) -> Iterator[Find]:
    """Read a HAR entry by entry, so that a cut file gives all entries before the cut.

    A response's text is already unpacked, whatever its Content-Encoding. A location's member is the entry's number, from 0.
    """
    try:
        text = read_bounded(stream).decode("utf-8-sig", "replace")
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    found = _ENTRIES.search(text)
    if not found:
        if page(text.encode("utf-8", "replace"))[1] == "JSON":  # intact: some application's own log
            yield Skipped(at(path), "not a page: JSON")
        else:
            yield Damage(at(path), "a HAR without entries", len(text))
        return
    entries = _Entries(text, found.end())
    for number, entry in enumerate(entries):
        if isinstance(entry, _Lost):
            yield Damage(at(path, entry.offset), "a HAR that is cut or damaged", entry.size, entry.why)
        else:
            where = f"{path}!/{number - entries.faults}"
            yield Unread(at(where), partial(_entry, where, entry))


_SHA1 = re.compile("[0-9a-fA-F]{40}")
_ATTACHED = re.compile(r'"_file"\s*+:\s*+"([\w-][\w.-]{0,200})"')


def attached_names(stream: Readable) -> set[str]:
    """Return the names of a HAR's body files, as Playwright writes them with ``content: attach``.

    Raises:
        LimitError: the HAR is too large.
    """
    text = read_bounded(stream).decode("utf-8", "replace")
    return set(_ATTACHED.findall(text)) if '"_file"' in text else set()


def _attached(path: str, content: dict[str, Any]) -> bytes | Damage | None:
    """Return the body from a file in the HAR's folder; None if no file is named, or if the name is a path.

    In a tar, files cannot be opened by name: the body file stays a separate page, and None is returned.
    """
    name = content.get("_file")
    if not isinstance(name, str) or not re.fullmatch(r"[\w-][\w.-]{0,200}", name):
        return None
    har = path.rpartition("!/")[0]  # without the entry's number
    folder, slash, _ = har.rpartition("/")
    try:
        with opened(f"{folder}{slash}{name}") as file:
            return read_bounded(file)
    except (LimitError, *ZIP_ERRORS) as error:
        if "!/" in har and not _is_zip(har.rpartition("!/")[0]):
            return None
        what = (
            "a HAR's body file that is missing"
            if isinstance(error, FileNotFoundError)
            else "a HAR's body file that cannot be read"
        )
        return Damage(at(path), what, 0, f"{name}: {error}")


def _is_zip(path: str) -> bool:
    try:
        with opened(path) as file:
            return zipfile.is_zipfile(file)
    except (LimitError, *ZIP_ERRORS):
        return False


def _changed(content: dict[str, Any], body: bytes) -> tuple[tuple[str, str], ...]:
    """Return an issue if a body file's name is a SHA-1 that its content does not have."""
    wanted, _, _ = content["_file"].partition(".")
    if not _SHA1.fullmatch(wanted) or hashlib.sha1(body, usedforsecurity=False).hexdigest() == wanted.lower():
        return ()
    return (("digest_mismatch", f"the body's SHA-1 is not {wanted}, as its file name states"),)


class _Lost(NamedTuple):
    """Bytes of a HAR that are not an entry."""

    offset: int
    size: int
    why: str


class _Entries:
    """The entries of a HAR in order, and the lost bytes between them."""

    def __init__(self, text: str, start: int) -> None:
        self.faults = 0
        self._text, self._place = text, start
        self._counted = (0, 0)  # a number of characters, and their bytes
        self._decoder = json.JSONDecoder(parse_int=_integer)
        self._work = _MOST_WORK * len(text) + 100_000

    def __iter__(self) -> Iterator[object]:
        while between := _BETWEEN.match(self._text, self._place):  # it always matches, if only the empty string
            self._place = between.end()
            if self._text.startswith("]", self._place):
                return
            try:
                entry, self._place = self._decoder.raw_decode(self._text, self._place)
            except (ValueError, RecursionError) as error:
                self.faults += 1
                begin = self._place
                self._place = self._next(begin + 1)
                yield _Lost(self._bytes(begin), -self._bytes(begin) + self._bytes(self._place), str(error))
                if self._place == len(self._text):
                    return
            else:
                yield entry

    def _next(self, start: int) -> int:
        """Return where the first whole entry at or after ``start`` begins; the end of the text if none is found."""
        while self._work > 0 and (found := _OBJECT.search(self._text, start)):
            start = found.end()
            try:
                entry, end = self._decoder.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                self._work -= len(self._text) - start  # the decoder may have scanned the rest
                start += 1
                continue
            if _inside(entry, "response") and _inside(entry, "request"):
                return start
            self._work -= end - start
            start = end
        return len(self._text)

    def _bytes(self, place: int) -> int:
        """Return the number of bytes before the character at ``place``."""
        counted, size = self._counted
        self._counted = (place, size + len(self._text[counted:place].encode("utf-8", "replace")))
        return self._counted[1]


def _integer(digits: str) -> int | None:
    """Return a JSON integer; None for one with so many digits that parsing it is an attack."""
    return int(digits) if len(digits) < 100 else None


def _entry(path: str, entry: object) -> list[Item]:
    return [_item(path, entry)]


def _item(path: str, entry: object) -> Item:
    response, content = _inside(entry, "response"), _inside(entry, "response", "content")
    url = _inside(entry, "request").get("url")
    # JSON can contain a lone surrogate, which UTF-8 cannot.
    url = url.encode("utf-8", "replace").decode() if isinstance(url, str) else None
    status = response.get("status")
    head = Response(status if isinstance(status, int) else None, {"content-type": str(content.get("mimeType", ""))}, b"")
    # An invalid status is ignored, and the page is kept.
    odd = "status" in response and not isinstance(status, int) and isinstance(content.get("text"), str)
    if not head.status and not odd:  # the request was blocked or not answered
        return Skipped(at(path), "no response was recorded")
    if reason := reason_to_skip(head, url):
        return Skipped(at(path), reason)
    text = content.get("text")
    attached = _attached(path, content) if text is None else None
    charset = head.charset
    changed: tuple[tuple[str, str], ...] = ()
    if isinstance(attached, Damage):
        return attached
    if attached is not None:
        body, changed = attached, _changed(content, attached)
    elif not isinstance(text, str):
        return Skipped(at(path), "its body was not recorded")
    elif content.get("encoding") == "base64":
        try:
            body = base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError) as error:
            return Damage(at(path), "a payload that cannot be decoded", len(text), str(error))
    else:
        body, charset = text.encode("utf-8", "replace"), "utf-8"
    rendition, what = page(body, head.media_type, url)
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
        notes=changed if body else (*changed, ("empty", "the payload is empty")),
        damaged=bool(changed),
    )


def _inside(value: object, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _when(entry: object) -> str | None:
    try:
        when = datetime.fromisoformat(str(_inside(entry).get("startedDateTime")))
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when.tzinfo else None
    except (ValueError, OverflowError):  # not a date, or before the year 1 in UTC
        return None
