"""Common Crawl: an index for each crawl, and the records themselves by range requests into its WARCs."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from filmdig.parsers.record.errors import ArchiveError, UsageError
from filmdig.scraper.archives import cdxserver
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import CaptureFailedError, Entry, Fetched, Query, phrase, same_page
from filmdig.scraper.archives.session import MAX_BODY, PoliteSession

INDEX = "https://index.commoncrawl.org"
DATA = "https://data.commoncrawl.org"

_CRAWL = re.compile(r"CC-MAIN-[0-9-]+")


class CommonCrawl:
    """All crawls of Common Crawl, or one.

    Args:
        session: limits, retries and bounds.
        crawl: a crawl's id (``CC-MAIN-2014-23``); without it all are asked that the query's time allows, the oldest first.
    """

    name = "commoncrawl.org"
    at_once = 1

    def __init__(self, session: PoliteSession, crawl: str | None = None) -> None:
        if crawl is not None and not _CRAWL.fullmatch(crawl):
            raise UsageError("not a crawl of Common Crawl", where=crawl, todo="give it as CC-MAIN-2014-23")
        self._session = session
        self._crawl = crawl
        self._known: list[str] | None = None

    def find(self, query: Query) -> Iterator[Entry]:
        """Yield what the indexes hold of the query's address and time, crawl after crawl.

        Raises:
            ArchiveError: an index cannot be read.
        """
        for crawl in [self._crawl] if self._crawl else self._crawls():
            if not _within(crawl, query):
                continue
            for row in cdxserver.rows(self._session, f"{INDEX}/{crawl}-index", query):
                if row.filename is None or row.offset is None or row.length is None:
                    raise ArchiveError("the archive's index does not tell where a record lies", where=f"{crawl}: {row.url}")
                yield Entry(
                    url=row.url,
                    timestamp=row.timestamp,
                    address=f"{DATA}/{row.filename}",
                    status=row.status,
                    mime=row.mime,
                    digest=row.digest,
                    offset=row.offset,
                    length=row.length,
                )

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this one cannot be had.
            ArchiveError: the archive cannot be reached, or blocks this address.
        """
        if entry.offset is None or not entry.length or entry.length > MAX_BODY:
            raise CaptureFailedError(
                f"the index tells of no record that can be fetched ({entry.length} bytes)", where=entry.address
            )
        wanted = f"bytes={entry.offset}-{entry.offset + entry.length - 1}"
        # The stored bytes are packed already; more packing on the way would change the range.
        response = self._session.get(
            entry.address, headers={"Range": wanted, "Accept-Encoding": "identity"}, allow_redirects=False
        )
        where = f"{entry.address} {wanted}"
        if response.status_code == 403:
            raise StoppedError(
                "Common Crawl answers 403: it blocks this network address, or the file is gone",
                where=where,
                todo="wait an hour, then go on",
            )
        if response.status_code != 206:
            raise CaptureFailedError(f"the archive answered {response.status_code} to a request for a range", where=where)
        if len(response.content) != entry.length:
            raise CaptureFailedError(f"the archive gave {len(response.content)} bytes of {entry.length}", where=where)
        return _capture(response.content, entry, where)

    def _crawls(self) -> list[str]:
        if self._known is None:
            response = self._session.get(f"{INDEX}/collinfo.json", allow_redirects=False)
            try:
                told = json.loads(response.content) if response.status_code == 200 else None
                crawls = [str(row["id"]) for row in told or ()]
            except (ValueError, TypeError, KeyError):
                crawls = []
            self._known = sorted(crawl for crawl in crawls if _CRAWL.fullmatch(crawl))
            if not self._known:
                raise ArchiveError(f"the list of crawls cannot be read (status {response.status_code})", where=str(response.url))
        return self._known


def _within(crawl: str, query: Query) -> bool:
    """Tell whether a crawl may hold captures of a query's time: its id names its years, and it may run into the next January."""
    years = [int(year) for year in re.findall(r"\d{4}", crawl)]
    return not ((query.until and query.until < f"{years[0]}") or (query.since and query.since > f"{years[-1] + 1}02"))


def _capture(member: bytes, entry: Entry, where: str) -> Fetched:
    """Return the capture that a single packed record holds."""
    try:
        for record in ArchiveIterator(io.BytesIO(member)):
            head, http = record.rec_headers, record.http_headers
            if record.rec_type != "response" or http is None:
                raise CaptureFailedError(f"the record is no response ({record.rec_type})", where=where)
            url, date = head.get_header("WARC-Target-URI"), head.get_header("WARC-Date")
            if same_page(url or "") != same_page(entry.url):
                raise CaptureFailedError(f"the record is another page's ({url})", where=where)
            body = record.content_stream().read(MAX_BODY + 1)
            if len(body) > MAX_BODY:
                raise CaptureFailedError(f"the body is longer than {MAX_BODY} bytes", where=where)
            status = int(http.get_statuscode())
            return Fetched(
                url=url,
                timestamp=re.sub(r"\D", "", date)[:14],
                status=status,
                reason=phrase(status),
                headers=tuple(http.headers),
                body=body,
                source=entry.address,
                via=f"bytes {entry.offset}-{(entry.offset or 0) + (entry.length or 0) - 1}; {head.get_header('WARC-Record-ID')}",
            )
    except (ArchiveLoadFailed, ValueError, EOFError, OSError) as error:
        raise CaptureFailedError(f"the record cannot be read ({error!r})"[:300], where=where) from error
    raise CaptureFailedError("the range holds no record", where=where)
