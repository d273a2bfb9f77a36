"""The run: units are read by workers into a file, a folder of shards, or an iterator of records."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from filmdig.output.formats import Lines
from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.given import capture_time, page_address
from filmdig.parsers.record.page_record import Record, from_json
from filmdig.scraper.archives import fetched
from filmdig.scraper.extraction.pool import Pool
from filmdig.scraper.extraction.progress import Progress
from filmdig.scraper.extraction.run_folder import Shards
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Chunk, Failure, Settings, Stated
from filmdig.scraper.sources import Unit, plan, sharing

if TYPE_CHECKING:
    from filmdig.scraper.archives.fetching import Summary as FetchSummary

_failure = msgspec.json.Decoder(Failure).decode


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def failures_of(chunk: Chunk) -> list[Failure]:
    """Return the lines of the quarantine in a chunk, parsed."""
    return [_failure(line) for line in chunk.failures.splitlines()]


def in_order(chunks: Iterable[tuple[int, Chunk]]) -> Iterator[Chunk]:
    """Yield the mixed chunks of many units in the order of the units."""
    front = 0
    held: dict[int, list[Chunk]] = {}
    ended: set[int] = set()
    for index, chunk in chunks:
        if chunk.done:
            ended.add(index)
        if index != front:
            held.setdefault(index, []).append(chunk)
            continue
        yield chunk
        while front in ended:
            ended.remove(front)
            front += 1
            yield from held.pop(front, [])


def to_files(
    units: Sequence[Unit],
    settings: Settings,
    *,
    workers: int,
    records: BinaryIO | Lines,
    on_failures: Callable[[bytes], object],
    progress: Progress,
    limit: int | None = None,
) -> Tally:
    """Run the units; write records to a file in input order, and pass lines of the quarantine to `on_failures`.

    Args:
        units: the units to read.
        settings: the settings for every page.
        workers: the number of worker processes.
        records: where records are written.
        on_failures: called with lines of the quarantine.
        progress: updated as chunks arrive.
        limit: the most records to write, after which the run stops; None for no limit.

    Returns:
        The counts of the records that were written, and of the skipped and lost items up to there.
    """
    seen, tally = Tally(), Tally()
    with Pool(workers, settings) as pool:
        for chunk in in_order(_counted(pool.run(units), seen, progress)):
            counted, lines = chunk.tally, chunk.records
            if limit is not None and counted.pages >= limit - tally.pages:
                first = chunk.records.splitlines(keepends=True)[: limit - tally.pages]
                counted, lines = counted.without_pages(), b"".join(first)
                for line in first:
                    counted.count(from_json(line))
            tally.add(counted)
            records.write(lines)
            if chunk.failures:
                on_failures(chunk.failures)
            if tally.pages == limit:
                break
    return tally


def to_shards(units: Sequence[Unit], settings: Settings, *, workers: int, shards: Shards, progress: Progress) -> Tally:
    """Run the units; the outcome of each becomes a shard as soon as it is complete.

    Returns:
        The counts of these units.
    """
    tally = Tally()
    with Pool(workers, settings) as pool:
        for index, chunk in _counted(pool.run(units), tally, progress):
            shards.add(index, units[index], chunk)
    return tally


def _counted(chunks: Iterable[tuple[int, Chunk]], tally: Tally, progress: Progress) -> Iterator[tuple[int, Chunk]]:
    for index, chunk in chunks:
        tally.add(chunk.tally)
        if chunk.done:
            progress.unit_done()
        progress.show(tally)
        yield index, chunk


def extract(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    url: str | None = None,
    captured_at: str | None = None,
    workers: int = 0,
    on_failure: Callable[[Failure], object] | None = None,
) -> Iterator[Record]:
    """Return the records of all pages in some sources, in input order.

    Args:
        sources: files, or folders of them, in any form that the command takes; pages in archives on the web
            (``wayback:URL``) are fetched into the user's cache first.
        url: the address of the page, if its file does not have it.
        captured_at: when it was captured: UTC, RFC 3339, or with less precision.
        workers: the number of worker processes, which also limit a page's time and memory; 0 does all the work in this process.
        on_failure: called with each page (or lost part of a source) that gives no record; by default they are logged as
            warnings of the logger ``filmdig``.

    Raises:
        UsageError: a source does not exist, `url` is not an address, or `captured_at` is not a time.
        SourceError: a WARC in the user's cache is damaged.
    """
    settings = Settings(
        stated_for_all=Stated(
            page_address(url, "url") if url is not None else None,
            capture_time(captured_at, "captured_at") if captured_at is not None else None,
        )
    )
    if workers < 0:
        raise UsageError(f"no such number of workers: {workers}", where="workers", todo="give 0 or more")
    names = [sources] if isinstance(sources, str | os.PathLike) else sources
    report = on_failure or _warn
    local = fetched([os.fspath(name) for name in names], partial(_report_fetch, report))
    files = list(local)
    units = list(plan(files))
    return _records(units, files, settings, workers, report)


def fetch_failures(source: str, path: Path, summary: FetchSummary) -> list[Failure]:
    """Return a line of the quarantine for each capture that an archive failed to deliver.

    Args:
        source: the source, such as ``wayback:URL``.
        path: the WARC that it was fetched to.
        summary: the result of the fetch.
    """
    failed = [(failure.url, failure.reason) for failure in summary.failures]
    if summary.stopped:
        failed.append((source, summary.stopped))
    where = Location(path=str(path))
    return [Failure(location=where, url=url, reason="unreadable", error="ArchiveError", message=why) for url, why in failed]


def _report_fetch(report: Callable[[Failure], object], source: str, path: Path, summary: FetchSummary) -> None:
    for failure in fetch_failures(source, path, summary):
        report(failure)


def _records(
    units: Sequence[Unit], sources: Sequence[str], settings: Settings, workers: int, report: Callable[[Failure], object]
) -> Iterator[Record]:
    with sharing(units, sources) as shared, Pool(workers, settings) as pool:
        for chunk in in_order(pool.run(shared)):
            for failure in failures_of(chunk):
                report(failure)
            yield from map(from_json, chunk.records.splitlines())


def _warn(failure: Failure) -> None:
    logging.getLogger("filmdig").warning("%s: %s: %s", failure.location, failure.reason, failure.message)
