"""Common Crawl: one index per crawl, and records by range requests into its WARCs."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from filmdig.parsers.record.errors import ArchiveError, LimitError, UsageError
from filmdig.scraper.archives import cdxserver
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import CaptureFailedError, Entry, Fault, Fetched, Mark, Query, phrase, same_page
from filmdig.scraper.archives.session import MAX_BODY, PoliteSession, TurnedAwayError

INDEX = "https://index.commoncrawl.org"
DATA = "https://data.commoncrawl.org"

_HEADS = 1 << 20  # bytes of a record before its body
_CRAWL = re.compile(r"CC-MAIN-[0-9-]+")


class CommonCrawl:
    """Common Crawl, all crawls or one.

    Args:
        session: the session for all requests.
        crawl: a crawl's id (``CC-MAIN-2014-23``); by default all crawls in the query's time, the oldest first.
    """

    name = "commoncrawl.org"
    at_once = 1

    def __init__(self, session: PoliteSession, crawl: str | None = None) -> None:
        if crawl is not None and not _CRAWL.fullmatch(crawl):
            raise UsageError("not a crawl of Common Crawl", where=crawl, todo="give it as CC-MAIN-2014-23")
        self._session = session
        self._crawl = crawl
        self._known: list[str] | None = None

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield the indexes' entries for a query, crawl by crawl.

        A crawl whose index cannot be read is yielded as a `Fault`, and the next crawls are still queried.

        Raises:
            ArchiveError: the list of crawls cannot be read.
        """
        done, _, page = (resume or "").partition(" ")
        for crawl in [self._crawl] if self._crawl else self._crawls():
            # Crawls' ids sort by year.
            if not _within(crawl, query) or crawl < done:
                continue
            try:
                yield from self._of_crawl(crawl, query, int(page) if crawl == done else 0)
            except StoppedError:
                raise
            except (ArchiveError, LimitError) as error:
                yield Fault(url=query.url, reason=f"{crawl}: {error}")

    def _of_crawl(self, crawl: str, query: Query, start: int) -> Iterator[Entry | Fault | Mark]:
        for row in cdxserver.rows(self._session, f"{INDEX}/{crawl}-index", query, start):
            if isinstance(row, Fault):
                yield row
            elif isinstance(row, Mark):
                yield Mark(f"{crawl} {row.token}")
            elif row.filename is None or row.offset is None or row.length is None:
                yield Fault(url=query.url, reason=f"{crawl}: a row without the place of its record: {row.url}", row=True)
            else:
                yield Entry(
                    url=row.url,
                    timestamp=row.timestamp,
                    address=f"{DATA}/{row.filename}",
                    status=row.status,
                    mime=row.mime,
                    digest=row.digest,
                    offset=row.offset,
                    length=row.length,
                    truncated=row.truncated,
                )

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this capture is not available.
            ArchiveError: the archive cannot be reached, or blocks this network address.
        """
        if entry.offset is None or not entry.length or entry.length > MAX_BODY:
            raise CaptureFailedError(f"the index names no record that can be fetched ({entry.length} bytes)", where=entry.address)
        wanted = f"bytes={entry.offset}-{entry.offset + entry.length - 1}"
        # The stored bytes are already packed; a content encoding would change the range.
        where = f"{entry.address} {wanted}"
        try:
            response = self._session.get(
                entry.address, headers={"Range": wanted, "Accept-Encoding": "identity"}, allow_redirects=False
            )
        except TurnedAwayError as error:
            # Its staff ask to stop after the first refusal: "you should have slowed down" (cc-index-server, thread 15).
            raise StoppedError(
                f"Common Crawl turned a request away: it blocks this network address, or the file is gone ({error})",
                where=where,
                todo="wait an hour, then run the same command again: it resumes",
            ) from error
        if response.status_code != 206:
            raise CaptureFailedError(f"the archive answered {response.status_code} to a request for a range", where=where)
        if len(response.content) != entry.length:
            raise CaptureFailedError(f"the archive gave {len(response.content)} bytes of {entry.length}", where=where)
        return _capture(response.content, entry, where)

    def _crawls(self) -> list[str]:
        if self._known is None:
            response = self._session.get(f"{INDEX}/collinfo.json", allow_redirects=False)
            try:
                answer = json.loads(response.content) if response.status_code == 200 else None
                crawls = {str(row["id"]) for row in answer or ()}
            except (ValueError, TypeError, KeyError):
                crawls = set()
            self._known = sorted(crawl for crawl in crawls if _CRAWL.fullmatch(crawl))
            if not self._known:
                raise ArchiveError(f"the list of crawls cannot be read (status {response.status_code})", where=str(response.url))
        return self._known


def _within(crawl: str, query: Query) -> bool:
    """Return whether a crawl may have captures in a query's time: its id has its years, and it may end in the next January."""
    years = [int(year) for year in re.findall(r"\d{4}", crawl)]
    return not ((query.until and query.until < f"{years[0]}") or (query.since and query.since > f"{years[-1] + 1}02"))


def _capture(member: bytes, entry: Entry, where: str) -> Fetched:
    """Return the capture in a single packed record.

    The crawls of 2008 to 2012 are ARC files (seen in the crawls' own index pages, "Index of 2009 - 2010 ARC files").
    """
    try:
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        plain = engine.decompress(member, MAX_BODY + _HEADS)
        if engine.unconsumed_tail:
            raise CaptureFailedError(f"the record is longer than {MAX_BODY} bytes", where=where)
        is_warc = plain.startswith(b"WARC/")
        for record in ArchiveIterator(io.BytesIO(plain), arc2warc=True):
            head, http = record.rec_headers, record.http_headers
            if record.rec_type != "response" or http is None:
                raise CaptureFailedError(f"the record is not a response ({record.rec_type})", where=where)
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
                via=_place(entry, head.get_header("WARC-Record-ID") if is_warc else None),
                # Common Crawl cut payloads at 1 MB until March 2025, and at 5 MB since then.
                truncated=head.get_header("WARC-Truncated") or entry.truncated,
            )
    except (ArchiveLoadFailed, zlib.error, ValueError, EOFError, OSError) as error:
        raise CaptureFailedError(f"the record cannot be read ({error!r})"[:300], where=where) from error
    raise CaptureFailedError("the range holds no record", where=where)


def _place(entry: Entry, record_id: str | None) -> str:
    """Return a record's place in its file as text. An ARC record has no id."""
    place = f"bytes {entry.offset}-{(entry.offset or 0) + (entry.length or 0) - 1}"
    return f"{place}; {record_id}" if record_id else place
