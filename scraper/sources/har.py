"""HAR: what a browser's network panel or a crawler recorded, as JSON; each entry a request and its response."""

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
# How often the text of a damaged HAR may be gone over in search of whole entries.
_MOST_WORK = 50
_BETWEEN = re.compile(r"[\s,]*+")


def har_items(path: str, stream: Readable) -> Iterator[Find]:
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
    """Return the names of the files in which a HAR has bodies, as Playwright writes it with ``content: attach``.

    Raises:
        LimitError: the HAR is too large to be read.
    """
    text = read_bounded(stream).decode("utf-8", "replace")
    return set(_ATTACHED.findall(text)) if '"_file"' in text else set()


def _attached(path: str, content: dict[str, Any]) -> bytes | Damage | None:
    """Return a body that is in a file beside the HAR; None where no file is named. A name that is a path is none.

    Within a tar files cannot be opened by name: there the body stays a page of its own, and None is returned.
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
        what = "a HAR's body that is not there" if isinstance(error, FileNotFoundError) else "a HAR's body that cannot be read"
        return Damage(at(path), what, 0, f"{name}: {error}")


def _is_zip(path: str) -> bool:
    try:
        with opened(path) as file:
            return zipfile.is_zipfile(file)
    except (LimitError, *ZIP_ERRORS):
        return False


def _changed(content: dict[str, Any], body: bytes) -> tuple[tuple[str, str], ...]:
    """Return the issue of a body whose SHA-1 is not the one that its file is named by."""
    wanted, _, _ = content["_file"].partition(".")
    if not _SHA1.fullmatch(wanted) or hashlib.sha1(body, usedforsecurity=False).hexdigest() == wanted.lower():
        return ()
    return (("digest_mismatch", f"the body's SHA-1 is not {wanted}, by which its file is named"),)


class _Lost(NamedTuple):
    """Bytes of a HAR that are no entry."""

    offset: int
    size: int
    why: str


class _Entries:
    """The entries of a HAR one after another, and what is between them that is none."""

    def __init__(self, text: str, start: int) -> None:
        self.faults = 0
        self._text, self._place = text, start
        self._counted = (0, 0)  # characters, and the bytes that they are
        self._decoder = json.JSONDecoder(parse_int=_integer)
        self._work = _MOST_WORK * len(text) + 100_000

    def __iter__(self) -> Iterator[object]:
        while between := _BETWEEN.match(self._text, self._place):  # always: it matches the empty string, too
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
        """Return where the next whole entry begins at ``start`` or after; the end of the text where none is found."""
        while self._work > 0 and (found := _OBJECT.search(self._text, start)):
            start = found.end()
            try:
                entry, end = self._decoder.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                self._work -= len(self._text) - start  # it may have looked at all of it
                start += 1
                continue
            if _inside(entry, "response") and _inside(entry, "request"):
                return start
            self._work -= end - start
            start = end
        return len(self._text)

    def _bytes(self, place: int) -> int:
        """Return how many bytes the characters before ``place`` are."""
        counted, size = self._counted
        self._counted = (place, size + len(self._text[counted:place].encode("utf-8", "replace")))
        return self._counted[1]


def _integer(digits: str) -> int | None:
    """Return a JSON integer; None for one of so many digits that it is an attack on whoever reads it."""
    return int(digits) if len(digits) < 100 else None


def _entry(path: str, entry: object) -> list[Item]:
    return [_item(path, entry)]


def _item(path: str, entry: object) -> Item:
    response, content = _inside(entry, "response"), _inside(entry, "response", "content")
    url = _inside(entry, "request").get("url")
    # JSON can hold half a character (a lone surrogate), which no UTF-8 can.
    url = url.encode("utf-8", "replace").decode() if isinstance(url, str) else None
    status = response.get("status")
    head = Response(status if isinstance(status, int) else None, {"content-type": str(content.get("mimeType", ""))}, b"")
    # A number that is no status, or has more digits than any, costs itself and not its page.
    odd = "status" in response and not isinstance(status, int) and isinstance(content.get("text"), str)
    if not head.status and not odd:  # the request was blocked or never answered
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
    except (ValueError, OverflowError):  # no date, or one that is before the year 1 in UTC
        return None
