"""Queries to an archive, the entries of its index, and the choice of captures among them."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Literal, Protocol
from urllib.parse import urlsplit

import msgspec

from filmdig.parsers.record.errors import ArchiveError, UsageError

Match = Literal["exact", "prefix", "host", "domain"]
Every = Literal["month", "year"]


class Query(msgspec.Struct, kw_only=True, frozen=True):
    """A query to an archive for the captures of one or more addresses.

    Attributes:
        url: the address on the live web, with its scheme.
        match: only this address, all that begin with it, all of its host, or all of its host and subdomains.
        since: the earliest capture, 14 digits, UTC.
        until: the latest capture, 14 digits, UTC.
        limit: the most captures to take, the earliest first.
        every: take only the first capture of each address in each month or year.
        all_kinds: also take redirects, errors and captures that are not pages.
        unique: of an address's captures with the same payload, take only the first.
    """

    url: str
    match: Match = "exact"
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    every: Every | None = None
    all_kinds: bool = False
    unique: bool = False


class Entry(msgspec.Struct, kw_only=True, frozen=True):
    """A capture in an archive's index.

    Attributes:
        url: the address that was captured.
        timestamp: 14 digits, UTC.
        address: where to fetch the capture.
        offset: for a record in a WARC, its offset in the file.
        length: the length in the index, in bytes; for a record in a WARC its packed length.
        digest: the base32 SHA-1 of the payload as stored.
        truncated: why the crawler cut the payload, as in ``WARC-Truncated`` (``length``, ``time`` …).
        elsewhere: the host of another archive that holds the capture and that the user did not name; it is not fetched from.
    """

    url: str
    timestamp: str
    address: str
    status: int | None = None
    mime: str | None = None
    digest: str | None = None
    offset: int | None = None
    length: int | None = None
    truncated: str | None = None
    elsewhere: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """A unique key: the address and time, or the place in a file if a list of ranges has no times."""
        return self.url, self.timestamp or f"{self.address}@{self.offset}"


class Fault(msgspec.Struct, kw_only=True, frozen=True):
    """A part of an index that cannot be read.

    Attributes:
        url: the address that was queried.
        reason: what is wrong, and where.
        row: whether it is one malformed row, which is counted but not listed.
    """

    url: str
    reason: str
    row: bool = False


class Fetched(msgspec.Struct, kw_only=True, frozen=True):
    """A capture as an archive delivered it.

    Attributes:
        url: the captured address, according to the response.
        timestamp: the capture's time according to the response: 14 digits, UTC.
        headers: the original response's headers, as far as the archive has them.
        body: the payload, with the transfer encoding undone.
        source: the address that it finally came from.
        raw: whether the bytes were requested as captured.
        via: the redirects on the way, or other notes on where the capture came from.
        truncated: why the crawler cut the payload, as in ``WARC-Truncated``.
    """

    url: str
    timestamp: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source: str
    raw: bool = True
    via: str | None = None
    truncated: str | None = None


class Mark(msgspec.Struct, frozen=True):
    """A position in an index, after one of its pages, at which a query can be resumed.

    Attributes:
        token: the value for the ``resume`` argument of the archive's `find`.
    """

    token: str


class CaptureFailedError(ArchiveError):
    """One capture is not available; others may be."""


class Archive(Protocol):
    """An archive on the web.

    Attributes:
        name: its host, as in records.
        at_once: how many captures may be fetched at the same time.
    """

    name: str
    at_once: int

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield the index's entries for a query, each address's captures by time.

        A part of the index that cannot be read is yielded as a `Fault`; each page of it except the last is followed by a `Mark`.

        Args:
            query: the query.
            resume: the token of an earlier call's mark, to begin after it.

        Raises:
            ArchiveError: the index cannot be read.
            UsageError: the archive does not support such a query.
        """

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this capture is not available.
            ArchiveError: the archive cannot be reached.
        """


def web_url(url: str) -> str:
    """Return an address with its scheme, by default http.

    Raises:
        UsageError: it is not an address on the web.
    """
    url = url.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*://", url, re.IGNORECASE):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        good = False
    if not good:
        raise UsageError("not an address on the web", where=repr(url), todo="give one such as http://www.example.org/film/1")
    if url.endswith("*"):
        raise UsageError("an address must not end in *", where=url, todo="remove the * and add --match prefix")
    return url


def moment(text: str, *, last: bool = False) -> str:
    """Return a date as 14 digits.

    Args:
        text: ``2010``, ``2010-05``, ``2010-05-31``, ``20100531`` or up to 14 digits.
        last: return the last second of the year, month or day rather than its first.

    Raises:
        UsageError: it is not a date.
    """
    digits = re.sub(r"[-:TZ ]", "", text.strip())
    if not re.fullmatch(r"[0-9]{4}([0-9]{2}){0,5}", digits):
        raise UsageError("not a date", where=repr(text), todo="give it as 2010, 2010-05 or 2010-05-31")
    ends = "99991231235959" if last else "00000101000000"
    full = digits + ends[len(digits) :]
    year, month, day = int(full[:4]), int(full[4:6]), int(full[6:8])
    if not (year >= 1990 and 1 <= month <= 12 and int(full[8:10]) < 24 and int(full[10:12]) < 60 and int(full[12:]) < 60):
        raise UsageError("not a possible date of a capture", where=repr(text), todo="give it as 2010, 2010-05 or 2010-05-31")
    days = calendar.monthrange(year, month)[1]
    if len(digits) == 6 and last:
        day = days
    if not 1 <= day <= days:
        raise UsageError("not a date: the month has no such day", where=repr(text))
    return f"{full[:6]}{day:02d}{full[8:]}"


#: Prefixes of media types that cannot be pages. Any other may be one: archives of the 1990s and 2000s have inexact types.
NOT_PAGE_TYPES = (
    "image/|video/|audio/|font/|text/css|text/javascript|application/javascript|application/x-javascript|application/ecmascript|"
    "application/json|application/pdf|application/zip|application/octet-stream|application/x-shockwave-flash|application/font"
)
_NOT_PAGE = re.compile(NOT_PAGE_TYPES)


def left_out(entry: Entry) -> str | None:
    """Return why a capture is not worth fetching as a page; None if it may be."""
    if entry.status is not None and entry.status >= 400:
        return "errors"
    if entry.status is not None and entry.status >= 300:
        return "redirects"
    if entry.mime and _NOT_PAGE.match(entry.mime.lower()):
        return "not pages"
    return None


#: The reason under which an index's malformed rows are counted; each is skipped alone.
MALFORMED = "malformed rows of the index"


class Chooser:
    """Selects the captures of an index that a query takes, each once.

    Args:
        query: the query.
        counts: the number of captures left out by reason; updated.
    """

    def __init__(self, query: Query, counts: dict[str, int]) -> None:
        self._query = query
        self._counts = counts
        self._digits = {"month": 6, "year": 4, None: 14}[query.every]
        self._seen: set[bytes] = set()
        self._payloads: set[bytes] = set()
        self._taken = 0

    @property
    def full(self) -> bool:
        """Whether the query's limit is reached."""
        return self._taken == self._query.limit

    def takes(self, entry: Entry) -> bool:
        """Return whether the query takes a capture; if not, count it by reason."""
        query = self._query
        if (query.since and entry.timestamp < query.since) or (query.until and entry.timestamp > query.until):
            return False
        reason = f"held by {entry.elsewhere}" if entry.elsewhere else None if query.all_kinds else left_out(entry)
        if reason is None and self._moment(entry) in self._seen:
            reason = f"more than one a {query.every}" if query.every else "listed twice"
        if reason is None and query.unique and entry.digest and self._payload(entry) in self._payloads:
            reason = "same payload"
        if reason:
            self._counts[reason] = self._counts.get(reason, 0) + 1
            return False
        self.remember(entry)
        return True

    def remember(self, entry: Entry) -> None:
        """Record that a capture was taken."""
        self._seen.add(self._moment(entry))
        if self._query.unique and entry.digest:
            self._payloads.add(self._payload(entry))
        self._taken += 1

    # A plan may have millions of rows, so only 16 bytes of each are kept.
    def _moment(self, entry: Entry) -> bytes:
        page = same_page(entry.url) if self._query.every else entry.url
        return _short(page, entry.timestamp[: self._digits])

    def _payload(self, entry: Entry) -> bytes:
        return _short(same_page(entry.url), entry.digest or "")


def _short(*parts: str) -> bytes:
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def choose(
    entries: Iterable[Entry | Fault | Mark], query: Query, counts: dict[str, int], chooser: Chooser | None = None
) -> Iterator[Entry | Fault | Mark]:
    """Yield the captures that a query takes, each once, and the index's faults and marks.

    Args:
        entries: the index's entries, faults and marks.
        query: the query.
        counts: the number of captures left out by reason; updated.
        chooser: the chooser of an earlier call, if the query is resumed.
    """
    chooser = chooser or Chooser(query, counts)
    for entry in entries:
        if isinstance(entry, Fault) and entry.row:
            counts[MALFORMED] = counts.get(MALFORMED, 0) + 1
        elif isinstance(entry, Fault | Mark) or chooser.takes(entry):
            yield entry
        if chooser.full:
            return


def same_page(url: str) -> str:
    """Return an address without the parts that archives' indexes ignore: scheme, www, port, case and the last slash."""
    bare = re.sub(r"^https?://(www\d?\.)?", "", url, flags=re.IGNORECASE).split("#")[0]
    host, slash, path = bare.partition("/")
    host = re.sub(r":(80|443)$", "", host.lower())
    return f"{host}{slash}{path}".rstrip("/").casefold()


def phrase(status: int) -> str:
    """Return the standard reason phrase of an HTTP status; empty if it has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def one_line(text: str) -> str:
    """Return untrusted text with control characters and line breaks as spaces, for a header or a table's row."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
