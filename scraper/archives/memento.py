"""Any archive that supports Memento (RFC 7089): pywb, OpenWayback, and those of national libraries.

No maintained client library does this: memento_client (2017) asks the live site first, and the ``wayback`` package supports
one archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests

from filmdig.parsers.record.errors import ArchiveError, LimitError, UsageError
from filmdig.scraper.archives import cdxserver
from filmdig.scraper.archives.linkformat import Link, links
from filmdig.scraper.archives.selection import CaptureFailedError, Entry, Fault, Fetched, Mark, Query, phrase, same_page
from filmdig.scraper.archives.session import PoliteSession

#: The most redirects followed to a memento, and the most TimeMaps read for one address.
HOPS = 5
TIMEMAPS = 1000

_REPLAY = re.compile(r"/(\d{4,14})([a-z]{2}_)?/(?=[a-z][a-z0-9+.-]*:|[^/]+\.)", re.IGNORECASE)

#: Headers of a replay that belong to the archive, if it does not prefix the original ones.
_ARCHIVES_OWN = frozenset(
    {
        "memento-datetime", "link", "vary", "date", "server", "content-location", "preference-applied", "content-encoding",
        "transfer-encoding", "content-length", "connection", "keep-alive", "content-security-policy", "strict-transport-security",
        "alt-svc", "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers",
    }
)  # fmt: skip
_PREFIX = "x-archive-orig-"


class Memento:
    """A Memento archive.

    Args:
        base: the address before a TimeGate's ``URL`` or a replay's ``TIMESTAMP/URL``.
        session: the session for all requests.

    Raises:
        UsageError: the base is not an address.
    """

    at_once = 1

    def __init__(self, base: str, session: PoliteSession) -> None:
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                "not an archive's address", where=f"memento:{base}", todo="give it as memento:http://localhost:8080/collection"
            )
        self.base = base.rstrip("/") + "/"
        self.name = parts.netloc
        self._session = session

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield the index's entries for a query, each address's captures by time.

        Raises:
            ArchiveError: the index cannot be read, or the archive has no index for more than one address.
        """
        if query.match != "exact":
            yield from self._find_many(query, int(resume or 0))
            return
        try:
            entries = list(self._mementos(query))
        except NoTimeMapError:
            entries = self._by_timegate(query)
        yield from sorted(entries, key=lambda entry: entry.timestamp)

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this capture is not available.
            ArchiveError: the archive cannot be reached.
        """
        raw = raw_address(entry.address)
        try:
            response, via = self._follow(raw or entry.address, entry)
            if raw and raw != entry.address and response.status_code == 404 and "Memento-Datetime" not in response.headers:
                raw = None
                response, via = self._follow(entry.address, entry)
        except LimitError as error:
            raise CaptureFailedError(str(error), where=entry.address) from error
        got = memento_time(response)
        if got is None:
            raise CaptureFailedError(_archive_error(response), where=entry.address)
        url = _original(response) or entry.url
        if same_page(url) != same_page(entry.url):
            raise CaptureFailedError(f"the archive gave another page's capture ({url})", where=entry.address)
        return Fetched(
            url=url,
            timestamp=got,
            status=response.status_code,
            reason=phrase(response.status_code),
            headers=self._original_headers(response),
            body=response.content,
            source=str(response.url),
            raw=raw is not None,
            via=" ".join(via) or None,
        )

    def _mementos(self, query: Query) -> Iterator[Entry]:
        """Yield the captures in the address's TimeMaps, following links to further TimeMaps."""
        todo = [f"{self.base}timemap/link/{query.url}"]
        seen = set(todo)
        while todo:
            address = todo.pop(0)
            response = self._session.get(address)
            if response.status_code == 404 and len(seen) == 1 and not _is_link_format(response):
                raise NoTimeMapError(address)
            if response.status_code == 404:
                continue
            if response.status_code != 200 or not (_is_link_format(response) or response.content.lstrip().startswith(b"<http")):
                received = f"status {response.status_code}, {response.headers.get('Content-Type')}"
                moved = response.headers.get("Location")
                hint = f"it points to {moved}: give that host's address if you trust it" if moved else None
                raise ArchiveError(f"the archive's TimeMap cannot be read ({received})", where=address, todo=hint)
            for link in links(response.content.decode("utf-8", "replace")):
                try:
                    there = urljoin(address, link.href)
                except ValueError:  # brackets without an IPv6 address
                    continue
                if "memento" in link.rel and link.datetime:
                    yield from self._entry(query.url, there, link.datetime)
                elif self._is_continued(link) and there not in seen and self._same_host(there) and len(seen) < TIMEMAPS:
                    seen.add(there)
                    todo.append(there)

    @staticmethod
    def _is_continued(link: Link) -> bool:
        """Return whether a link leads to another part of this TimeMap: not to itself, and not to another format of it."""
        return "timemap" in link.rel and "self" not in link.rel and link.kind in (None, "application/link-format")

    def _entry(self, url: str, address: str, when: str) -> Iterator[Entry]:
        try:
            timestamp = f"{parsedate_to_datetime(when).astimezone(UTC):%Y%m%d%H%M%S}"
        except (ValueError, TypeError):
            return
        replay = _split(address)
        captured = replay.url if replay else url
        # A TimeMap of several archives lists other hosts, which the user has not named.
        elsewhere = None if self._same_host(address) else urlsplit(address).netloc
        yield Entry(url=captured, timestamp=timestamp, address=address, elsewhere=elsewhere)

    def _by_timegate(self, query: Query) -> list[Entry]:
        """Return the one capture nearest to the query's end, or to now, from an archive without a TimeMap at the usual place."""
        until = datetime.strptime(query.until, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if query.until else datetime.now(UTC)
        address = self.base + query.url
        response = self._session.get(address, headers={"Accept-Datetime": format_datetime(until, usegmt=True)})
        got = memento_time(response)
        if got is None:
            if response.status_code == 404:
                return []
            raise ArchiveError(
                f"no Memento archive answers here (status {response.status_code}, no Memento-Datetime)",
                where=address,
                todo="the address must be the one before a replay's timestamp",
            )
        return [Entry(url=_original(response) or query.url, timestamp=got, address=str(response.url))]

    def _find_many(self, query: Query, start: int) -> Iterator[Entry | Fault | Mark]:
        """Yield the entries of pywb's index for many addresses, since a TimeMap has only one."""
        for row in cdxserver.rows(self._session, f"{self.base}cdx", query, start):
            if isinstance(row, Fault | Mark):
                yield row
                continue
            address = f"{self.base}{row.timestamp}/{row.url}"
            yield Entry(
                url=row.url, timestamp=row.timestamp, address=address, status=row.status, mime=row.mime, digest=row.digest
            )

    def _follow(self, address: str, entry: Entry) -> tuple[requests.Response, list[str]]:
        """Follow redirects within the archive's host; return the last response, and the addresses of the redirects."""
        via: list[str] = []
        response = self._session.get(address, allow_redirects=False)
        while "Memento-Datetime" not in response.headers and response.next is not None:
            target = str(response.next.url)
            replay = _split(target)
            if replay and same_page(replay.url) != same_page(entry.url):
                raise CaptureFailedError(f"the archive redirected to another page ({target})", where=address)
            via.append(str(response.url))
            if len(via) > HOPS:
                raise CaptureFailedError("the archive redirects too often", where=address)
            response = self._session.get(target, allow_redirects=False)
        if "Memento-Datetime" not in response.headers and response.is_redirect:
            raise CaptureFailedError(f"the archive redirects to another host ({response.headers.get('Location')})", where=address)
        return response, via

    def _same_host(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self.base).netloc

    def _original_headers(self, response: requests.Response) -> tuple[tuple[str, str], ...]:
        headers = []
        for name, value in response.headers.items():
            low = name.lower()
            if low.startswith(_PREFIX):
                headers.append((name[len(_PREFIX) :], value))
            elif low == "location":
                headers.append((name, self._unrewritten(value)))
            elif low not in _ARCHIVES_OWN and not low.startswith("x-archive-"):
                headers.append((name, value))
        return tuple(headers)

    def _unrewritten(self, location: str) -> str:
        """Return the original target of an archived redirect: pywb keeps it, other archives rewrite it."""
        there = (
            urljoin(self.base, location)
            if location.startswith("/") and location.startswith(urlsplit(self.base).path)
            else location
        )
        replay = _split(there) if self._same_host(there) else None
        return replay.url if replay else location


class NoTimeMapError(Exception):
    """The archive has no TimeMap at the address that pywb and OpenWayback use."""


class _Replay(NamedTuple):
    """A replay's address: ``BASE/TIMESTAMP/URL``."""

    base: str
    timestamp: str
    url: str


def _split(address: str) -> _Replay | None:
    """Split a replay's address; None if it has no timestamp."""
    found = _REPLAY.search(urlsplit(address).path)
    if found is None:
        return None
    start = address.index(found[0])
    return _Replay(address[:start], found[1], address[start + len(found[0]) :])


def raw_address(address: str) -> str | None:
    """Return a replay's address with ``id_``, which requests the bytes as captured; None if it has no timestamp."""
    replay = _split(address)
    return f"{replay.base}/{replay.timestamp}id_/{replay.url}" if replay else None


def replay_base(address: str) -> str:
    """Return the part of a replay's address before the timestamp; without a timestamp, its scheme and host."""
    replay = _split(address)
    parts = urlsplit(address)
    return replay.base if replay else f"{parts.scheme}://{parts.netloc}"


def memento_time(response: requests.Response) -> str | None:
    """Return the capture's time in a response, 14 digits; None if the response is not a memento."""
    try:
        return f"{parsedate_to_datetime(response.headers['Memento-Datetime']).astimezone(UTC):%Y%m%d%H%M%S}"
    except (KeyError, ValueError, TypeError):
        return None


def _original(response: requests.Response) -> str | None:
    return next((link.href for link in links(response.headers.get("Link", "")) if "original" in link.rel), None)


def _is_link_format(response: requests.Response) -> bool:
    return "link-format" in response.headers.get("Content-Type", "")


def _archive_error(response: requests.Response) -> str:
    """Return why there is no capture, from a page of the archive itself."""
    own = response.headers.get("X-Archive-Wayback-Runtime-Error", "")
    return f"the archive answered {response.status_code} with its own page instead of a capture" + (
        f" ({own[:200]})" if own else ""
    )
