"""What is asked of an archive, what its index tells, and which captures are chosen of it."""

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
    """One address asked of an archive.

    Attributes:
        url: on the live web, with its scheme.
        match: that address alone, all that begin with it, all of its host, or all of its host and the hosts under it.
        since: the earliest capture, 14 digits, UTC.
        until: the latest capture, 14 digits, UTC.
        limit: the most captures to take, the earliest first.
        every: of each address the first capture of each month or year only.
        all_kinds: take redirects, errors and what is no page, too.
        unique: of each address's captures with one payload, take the first only.
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
    """One capture as an archive's index tells of it.

    Attributes:
        url: the address that was captured.
        timestamp: 14 digits, UTC.
        address: where the archive gives it out.
        offset: for a record in a WARC: bytes from the file's start.
        length: bytes that the index tells; for a record in a WARC its packed length.
        digest: of the payload as it was stored, base32 SHA-1.
        truncated: why the crawler cut the payload, in the words of ``WARC-Truncated`` (``length``, ``time`` …).
        elsewhere: the host of another archive that holds it, which was not named and is not asked.
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
        """What tells this capture from all others: its address and time, or its place where a list of ranges has no times."""
        return self.url, self.timestamp or f"{self.address}@{self.offset}"


class Fault(msgspec.Struct, kw_only=True, frozen=True):
    """A part of an index that cannot be read, while other parts can.

    Attributes:
        url: the address that was asked for.
        reason: what is wrong, and where.
        row: it is one malformed row: counted, not listed.
    """

    url: str
    reason: str
    row: bool = False


class Fetched(msgspec.Struct, kw_only=True, frozen=True):
    """One capture as an archive gave it out.

    Attributes:
        url: the address that was captured, by what came with the body.
        timestamp: the capture's, by what came with the body: 14 digits, UTC.
        headers: of the original answer, as far as the archive tells them.
        body: the payload, transfer encoding undone.
        source: the address that it came from in the end.
        raw: the archive was asked for the bytes as they were captured.
        via: why the archive led elsewhere than it was asked for.
        truncated: why the crawler cut the payload, in the words of ``WARC-Truncated``.
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
    """A place in an index that asking can resume at, after a page of it.

    Attributes:
        token: what the archive's `find` takes as ``resume``.
    """

    token: str


class CaptureFailedError(ArchiveError):
    """One capture cannot be had; the others may."""


class Archive(Protocol):
    """An archive on the web.

    Attributes:
        name: its host, as records name it.
        at_once: captures that may be under way at a time.
    """

    name: str
    at_once: int

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield what the index holds of the query's address and time, each address's captures by time.

        A part of the index that cannot be read is a `Fault` among them; after each page of it but the last is a `Mark`.

        Args:
            query: what is asked.
            resume: the token of an earlier call's mark: begin after it.

        Raises:
            ArchiveError: the index cannot be read.
            UsageError: this archive cannot be asked so.
        """

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this one cannot be had.
            ArchiveError: the archive cannot be reached.
        """


def web_url(url: str) -> str:
    """Return an address with its scheme; http where it has none.

    Raises:
        UsageError: it is no address on the web.
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
        raise UsageError("an address is taken literally, without *", where=url, todo="leave the * out and add --match prefix")
    return url


def moment(text: str, *, last: bool = False) -> str:
    """Return a date as 14 digits.

    Args:
        text: ``2010``, ``2010-05``, ``2010-05-31``, ``20100531`` or up to 14 digits.
        last: the last second of a year, month or day rather than its first.

    Raises:
        UsageError: it is no date.
    """
    digits = re.sub(r"[-:TZ ]", "", text.strip())
    if not re.fullmatch(r"[0-9]{4}([0-9]{2}){0,5}", digits):
        raise UsageError("not a date", where=repr(text), todo="give it as 2010, 2010-05 or 2010-05-31")
    ends = "99991231235959" if last else "00000101000000"
    full = digits + ends[len(digits) :]
    year, month, day = int(full[:4]), int(full[4:6]), int(full[6:8])
    if not (year >= 1990 and 1 <= month <= 12 and int(full[8:10]) < 24 and int(full[10:12]) < 60 and int(full[12:]) < 60):
        raise UsageError("not a date of the web's time", where=repr(text), todo="give it as 2010, 2010-05 or 2010-05-31")
    days = calendar.monthrange(year, month)[1]
    if len(digits) == 6 and last:
        day = days
    if not 1 <= day <= days:
        raise UsageError("not a date: the month has no such day", where=repr(text))
    return f"{full[:6]}{day:02d}{full[8:]}"


#: Beginnings of media types that hold no page. Anything else may: archives of the 1990s and 2000s name types loosely.
NO_PAGE_TYPES = (
    "image/|video/|audio/|font/|text/css|text/javascript|application/javascript|application/x-javascript|application/ecmascript|"
    "application/json|application/pdf|application/zip|application/octet-stream|application/x-shockwave-flash|application/font"
)
_NO_PAGE = re.compile(NO_PAGE_TYPES)


def left_out(entry: Entry) -> str | None:
    """Return why a capture is not worth fetching for what it says of films, None where it may be."""
    if entry.status is not None and entry.status >= 400:
        return "errors"
    if entry.status is not None and entry.status >= 300:
        return "redirects"
    if entry.mime and _NO_PAGE.match(entry.mime.lower()):
        return "not pages"
    return None


#: Rows of an index that cannot be read: each costs itself.
MALFORMED = "malformed rows of the index"


class Chooser:
    """Which of an index's captures a query takes, none twice.

    Args:
        query: what was asked.
        counts: of what was left out, by reason; added to.
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
        """Tell whether the query takes a capture; count it by reason if not."""
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
        """Take note of a capture that was taken."""
        self._seen.add(self._moment(entry))
        if self._query.unique and entry.digest:
            self._payloads.add(self._payload(entry))
        self._taken += 1

    # A plan may have millions of rows: 16 bytes each are kept.
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
    """Yield the captures that a query takes, none twice, and the index's faults and marks.

    Args:
        entries: what the index holds.
        query: what was asked.
        counts: of what was left out, by reason; added to.
        chooser: what was taken before, where asking resumes.
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
    """Return an address without what archives' indexes look past: scheme, www, port, case and the last slash."""
    bare = re.sub(r"^https?://(www\d?\.)?", "", url, flags=re.IGNORECASE).split("#")[0]
    host, slash, path = bare.partition("/")
    host = re.sub(r":(80|443)$", "", host.lower())
    return f"{host}{slash}{path}".rstrip("/").casefold()


def phrase(status: int) -> str:
    """Return the usual words of an HTTP status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def one_line(text: str) -> str:
    """Return text that can end neither a header's line nor a table's, whoever wrote it."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
