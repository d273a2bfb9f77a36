"""Fetch captures from an archive into a WARC: query the index, choose, fetch the missing ones, write."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import msgspec

from filmdig.parsers.record.errors import ArchiveError, FilmdigError, LimitError
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import Archive, CaptureFailedError, Entry, Fault, Fetched, Mark, Query, choose
from filmdig.scraper.archives.warcfile import CaptureFile, payload_digest

EMPTY = payload_digest(b"")


class Failure(msgspec.Struct, frozen=True):
    """A capture that could not be fetched, or an address whose index could not be read (without a timestamp), and why."""

    url: str
    timestamp: str | None
    reason: str


class Summary(msgspec.Struct):
    """The result of a fetch.

    Attributes:
        responses: captures written with their payload.
        revisits: captures written as a revisit of an equal payload.
        same: captures already in the file that the archive delivered in place of other ones.
        held: captures already in the file, which were not requested.
        trimmed: bytes of a cut record that were removed from the file's end at the start.
        left_out: captures in the index that were not wanted, by reason.
        not_held: addresses without captures in the requested time.
        stopped: why the fetch ended early.
    """

    responses: int = 0
    revisits: int = 0
    same: int = 0
    held: int = 0
    trimmed: int = 0
    left_out: dict[str, int] = {}
    failures: list[Failure] = []
    not_held: list[str] = []
    stopped: str | None = None

    def count(self, kind: str) -> None:
        """Count a capture that was written, by the kind that `CaptureFile.add` returned."""
        self.responses += kind == "response"
        self.revisits += kind == "revisit"
        self.same += kind == "same"

    @property
    def complete(self) -> bool:
        """Whether every capture of the plan is in the file."""
        return not self.failures and self.stopped is None


Progress = Callable[[Summary], None]


def plan(archive: Archive, queries: Sequence[Query], summary: Summary) -> Iterator[Entry]:
    """Yield the captures that the queries select, each once.

    Args:
        archive: the archive to query.
        queries: the queries.
        summary: updated with what was left out and what failed.

    Raises:
        StoppedError: no more requests may be sent to the archive.
        UsageError: the archive does not support such a query.
    """
    seen: set[tuple[str, str]] = set()
    for query in queries:
        found, kept_out = 0, sum(summary.left_out.values())
        try:
            for entry in choose(archive.find(query), query, summary.left_out):
                if isinstance(entry, Mark):
                    continue
                if isinstance(entry, Fault):
                    summary.failures.append(Failure(entry.url, None, entry.reason))
                    continue
                found += 1
                if entry.key not in seen:
                    seen.add(entry.key)
                    yield entry
        except StoppedError:
            raise
        except (ArchiveError, LimitError) as error:
            summary.failures.append(Failure(query.url, None, str(error)))
        else:
            if not found and sum(summary.left_out.values()) == kept_out:
                summary.not_held.append(query.url)


def fetch(
    archive: Archive,
    queries: Sequence[Query],
    path: Path,
    *,
    user_agent: str,
    progress: Progress = lambda _: None,
    entries: Iterable[Entry] | None = None,
    summary: Summary | None = None,
) -> Summary:
    """Write the captures that the queries select to a WARC, except those that it already holds.

    Args:
        archive: the archive to fetch from.
        queries: the queries.
        path: the WARC; resumed if it exists.
        entries: the captures, if they are known; the index is then not queried.
        summary: the summary to update.
        user_agent: the session's user agent.
        progress: called after each capture with the summary so far.

    Returns:
        The summary. An archive's failures are in it and are not raised; captures written before stay in the file.

    Raises:
        UsageError: the file cannot be written, or the archive does not support such a query.
        SourceError: the file is damaged.
    """
    summary = Summary() if summary is None else summary
    what = f"Captures of {' '.join(query.url for query in queries)[:2000] or 'a list of records'} from {archive.name}"
    with CaptureFile(path, {"http-header-user-agent": user_agent, "description": what}) as file:
        summary.trimmed = file.trimmed
        try:
            wanted = plan(archive, queries, summary) if entries is None else entries
            _fetch(archive, queries, wanted, file, user_agent, summary, progress)
        except StoppedError as error:
            summary.stopped = str(error)
    return summary


def _fetch(
    archive: Archive,
    queries: Sequence[Query],
    wanted: Iterable[Entry],
    file: CaptureFile,
    user_agent: str,
    summary: Summary,
    progress: Progress,
) -> None:
    for entry, coming in _ahead(archive, _missing(wanted, file, summary)):
        try:
            got = checked(coming.result(), entry, queries)
        except StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 -- listed among the failures
            known = isinstance(error, FilmdigError)
            reason = str(error) if known else f"the answer cannot be read ({type(error).__name__}: {error})"
            summary.failures.append(Failure(entry.url, entry.timestamp, reason))
        else:
            summary.count(file.add(entry, got, archive.name, user_agent))
        progress(summary)


def _missing(wanted: Iterable[Entry], file: CaptureFile, summary: Summary) -> Iterator[Entry]:
    for entry in wanted:
        if file.holds(entry):
            summary.held += 1
        else:
            yield entry


def _ahead(archive: Archive, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Future[Fetched]]]:
    """Yield entries in order, each with its pending capture; up to `at_once` captures are fetched at a time."""
    under_way: deque[tuple[Entry, Future[Fetched]]] = deque()
    for entry in entries:
        under_way.append((entry, _started(archive, entry)))
        if len(under_way) >= archive.at_once:
            yield under_way.popleft()
    yield from under_way


def _started(archive: Archive, entry: Entry) -> Future[Fetched]:
    coming: Future[Fetched] = Future()

    def get() -> None:
        try:
            coming.set_result(archive.get(entry))
        except BaseException as error:  # noqa: BLE001 -- raised by the future's result()
            coming.set_exception(error)

    # Not an executor's thread: at exit Python would wait for it, and it may be in a pause of minutes.
    threading.Thread(target=get, daemon=True).start()
    return coming


def checked(got: Fetched, entry: Entry, queries: Sequence[Query]) -> Fetched:
    """Return a capture if it is what was requested.

    Raises:
        CaptureFailedError: the capture is empty although it was not captured empty, or is outside the requested time.
    """
    # Seen at web.archive.org: status 200 without a body for a capture that has one.
    if got.status == 200 and not got.body and entry.digest != EMPTY:
        raise CaptureFailedError("the archive gave an empty body", where=got.source)
    in_time = any((not q.since or q.since <= got.timestamp) and (not q.until or got.timestamp <= q.until) for q in queries)
    if queries and not in_time:
        raise CaptureFailedError(f"the archive gave a capture of another time ({got.timestamp})", where=got.source)
    return got
