"""Captures from an archive into a WARC: ask, choose, fetch what is not there yet, write."""

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
    """A capture that could not be had, or an address whose index could not be read (no timestamp then), and why."""

    url: str
    timestamp: str | None
    reason: str


class Summary(msgspec.Struct):
    """What came of a fetch.

    Attributes:
        responses: captures written with their payload.
        revisits: captures written as a revisit of an equal payload.
        same: captures that the archive gave in place of others and that the file held already.
        held: captures that the file held before, and that were not asked for.
        trimmed: bytes of a cut record taken off the file's end before.
        left_out: captures in the index that were not wanted, by reason.
        not_held: addresses of which the archive holds nothing in the time asked for.
        stopped: why the fetch ended before its plan did.
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
        """Count a capture that was written, by what `CaptureFile.add` said of it."""
        self.responses += kind == "response"
        self.revisits += kind == "revisit"
        self.same += kind == "same"

    @property
    def complete(self) -> bool:
        """Whether every capture of the plan is in the file."""
        return not self.failures and self.stopped is None


Progress = Callable[[Summary], None]


def plan(archive: Archive, queries: Sequence[Query], summary: Summary) -> Iterator[Entry]:
    """Yield the captures that queries take, none twice.

    Args:
        archive: whom to ask.
        queries: for what.
        summary: what was left out and could not be asked is added to it.

    Raises:
        StoppedError: the archive must not be asked again.
        UsageError: this archive cannot be asked so.
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
    """Write the captures that queries take to a WARC, but for those that it holds already.

    Args:
        archive: whom to ask.
        queries: for what.
        path: the WARC; resumed where it is there.
        entries: the captures, where they are known: then no index is asked.
        summary: what to add to.
        user_agent: what the session calls itself.
        progress: called after each capture, with the summary so far.

    Returns:
        What came of it. An archive's fault is reported there and not raised: what was written stays.

    Raises:
        UsageError: the file cannot be written, or the archive not be asked so.
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
        except Exception as error:  # noqa: BLE001 -- it is listed among the failures
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
    """Yield entries in their order, each with its capture under way, and as many after it as the archive allows."""
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
        except BaseException as error:  # noqa: BLE001 -- it is raised where the result is asked for
            coming.set_exception(error)

    # Not an executor's thread: Python waits for those when it ends, and this one may be in a pause of minutes.
    threading.Thread(target=get, daemon=True).start()
    return coming


def checked(got: Fetched, entry: Entry, queries: Sequence[Query]) -> Fetched:
    """Return a capture that is what was asked for.

    Raises:
        CaptureFailedError: it is empty where it was not captured so, or of another time than was asked for.
    """
    # Seen at web.archive.org: an answer 200 with no body for a capture that has one.
    if got.status == 200 and not got.body and entry.digest != EMPTY:
        raise CaptureFailedError("the archive gave an empty body", where=got.source)
    in_time = any((not q.since or q.since <= got.timestamp) and (not q.until or got.timestamp <= q.until) for q in queries)
    if queries and not in_time:
        raise CaptureFailedError(f"the archive gave a capture of another time ({got.timestamp})", where=got.source)
    return got
