"""The command `filmdig merge`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from filmdig.output import formats
from filmdig.output.files import replacing
from filmdig.output.packing import packed
from filmdig.output.streams import STANDARD_OUTPUT
from filmdig.parsers.page.plain_text import how_many
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.scraper.commands import engine
from filmdig.scraper.commands.places import check_apart, holds_something
from filmdig.scraper.merging import record_files, stored_records
from filmdig.scraper.merging.crosswalk import Crosswalk
from filmdig.scraper.merging.grouping import Grouping

if TYPE_CHECKING:
    from filmdig.scraper.merging.spark import SparkGrouping

NAME = "merge"
HELP = """\
Merge the page records of each film into one; write one film per line.

RECORDS is a file of records written by `filmdig extract`, compressed or not, or its --out-dir; - is standard input. Records are
linked by identifiers first, then by title, year and people; doubtful pairs are kept apart. A text that one page shows cut is
completed from another page that has all of it. A line that holds no record is reported on standard error, and the run continues.

example:
  filmdig merge records.jsonl -o films.jsonl --candidates doubtful.jsonl"""

#: The maximum number of bad lines that are printed; the others are only counted.
_MAX_REPORTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("records", nargs="+", metavar="RECORDS", help="a file of records, or a folder of them")
    add("-o", "--output", metavar="FILE", help="the output file, created only when complete (default: standard output)")
    formats.add_argument(parser)
    add("--crosswalk", metavar="FILE", type=Path, help="a table of Wikidata items and sites' identifiers: CSV, TSV or JSON")
    add("--candidates", metavar="FILE", help="write pairs that may be one film but were kept apart, with scores and reasons")
    add("--left-over", metavar="FILE", help="write the records that are not of a film: lists, people, missing and unknown pages")
    add("--work-dir", metavar="DIR", type=Path, help="temporary directory (default: the system's)")
    engine.add_arguments(parser, "whose machines can all read RECORDS")
    add("--strict", action="store_true", help="exit with 1 if a line holds no record, or one that cannot be merged")
    add("--quiet", action="store_true", help="print no summary")


def run(options: argparse.Namespace) -> int:
    """Merge; return 0 when done, 1 if `--strict` is set and a line held no record, or one that cannot be merged."""
    _check(options)
    paths = record_files.once(options.records)
    crosswalk: Crosswalk | None = None
    outputs = {"-o": options.output, "--left-over": options.left_over, "--candidates": options.candidates}
    read = [*paths, *([str(options.crosswalk)] if options.crosswalk is not None else [])]
    check_apart(outputs if options.output else {STANDARD_OUTPUT: "-", **outputs}, read)
    began = time.monotonic()
    tally = _Tally()
    format_ = formats.chosen(options.format, options.output)
    with ExitStack() as held:
        # Opened first, so that an output that cannot be written fails now and not after an hour of merging.
        with formats.open_writer(format_, options.output, MergedFilm) as writer:
            if options.crosswalk is not None:
                crosswalk = held.enter_context(Crosswalk(options.crosswalk, options.work_dir))
            grouping = held.enter_context(_grouped(options, paths, tally, crosswalk))
            if not grouping.counts.records and (tally.bad or holds_something(options.output)):
                what = "no page's record in the input, so nothing is written"
                raise UsageError(what, where=", ".join(options.records), todo="check the file")
            for film in grouping.films():
                tally.film(film)
                writer.write(film)
        failed = tuple(grouping.failed)
        for one in failed[:_MAX_REPORTED]:
            sys.stderr.write(f"filmdig: record {one.record} cannot be merged: {one.why}\n")
        if options.left_over:
            _write(grouping.left_over(), options.left_over)
        if options.candidates:
            _write(grouping.candidates(), options.candidates)
        if not options.quiet:
            lines = [*_summary(options, grouping, tally, time.monotonic() - began), *_of_crosswalk(crosswalk)]
            lines += [f"  {'' if number else 'written':12} {line}" for number, line in enumerate(formats.summary_of(writer))]
            sys.stderr.write("".join(f"{line}\n" for line in lines))
    return 1 if options.strict and (tally.bad or failed) else 0


@contextmanager
def _grouped(
    options: argparse.Namespace, paths: list[str], tally: _Tally, crosswalk: Crosswalk | None
) -> Iterator[Grouping | SparkGrouping]:
    """Yield all records, grouped by the chosen engine."""
    if options.engine == "spark":
        from filmdig.scraper.extraction import spark  # needs an extra
        from filmdig.scraper.merging import spark as merging_spark

        settings: dict[str, Any] = {"crosswalk": crosswalk, "on_bad": tally.bad_line, "directory": options.work_dir}
        with (
            spark.session(options.master) as session,
            merging_spark.SparkGrouping.of_files(session, paths, **settings) as grouping,
        ):
            yield grouping
        return
    with Grouping(options.work_dir) as local:
        for path in paths:
            for record in stored_records.records(path, on_bad=tally.bad_line):
                local.add(crosswalk.fill(record) if crosswalk is not None else record)
        yield local


class _Tally:
    """Counts for the summary, in addition to those of the grouping."""

    def __init__(self) -> None:
        self.bad: dict[str, list[int]] = {}
        self.films = self.closed = self.open = self.conflicts = self.differing = 0

    def bad_line(self, error: RecordError) -> None:
        """Count a line that holds no record, and print the first few with the reason."""
        file, _, line = (error.where or "").rpartition(", ")
        numbers = self.bad.setdefault(file, [])
        numbers.append(int("".join(filter(str.isdigit, line)) or 0))
        if sum(map(len, self.bad.values())) <= _MAX_REPORTED:
            sys.stderr.write(f"filmdig: {error.where}: {error.what}\n")

    def film(self, film: MergedFilm) -> None:
        """Count a film."""
        self.films += 1
        self.conflicts += len(film.conflicts)
        self.differing += bool(film.conflicts)
        for cut in film.truncations:
            self.closed += cut.completed_from is not None
            self.open += cut.state == "open"


def _check(options: argparse.Namespace) -> None:
    engine.check(options)
    if options.engine == "spark" and "-" in options.records:
        raise UsageError("a cluster cannot read standard input", todo="give files that all its machines can read")
    record_files.check(options.records)
    record_files.check_folder(options.work_dir)


def _of_crosswalk(crosswalk: Crosswalk | None) -> Iterator[str]:
    if crosswalk is None:
        return
    counts = crosswalk.counts
    yield f"  crosswalk    {how_many(counts.items, 'items')}; {how_many(counts.filled, 'records')} given identifiers"
    for number, what, why in (
        (counts.contradicted, "records", "with identifiers of several items: left as they were"),
        (counts.ambiguous, "identifiers", "of several items: not used"),
        (counts.rows_left_out, "rows", "without an item or a known identifier: left out"),
    ):
        if number:
            yield f"               {how_many(number, what)} {why}"
    if counts.unknown:
        yield f"               unknown columns: {', '.join(counts.unknown)}"


def _write(structs: Iterable[msgspec.Struct], path: str) -> None:
    with replacing(path) as target, packed(target, path) as file:
        for struct in structs:
            file.write(msgspec.json.encode(struct) + b"\n")


def _summary(options: argparse.Namespace, grouping: Grouping | SparkGrouping, tally: _Tally, seconds: float) -> Iterator[str]:
    counts = grouping.counts
    yield f"{counts.records:,} records, {tally.films:,} films, {seconds:.1f} s"
    yield f"  links        {counts.links_by_id:,} by identifier or address, {counts.links_by_likeness:,} by title and people"
    yield f"  cuts         {tally.closed:,} closed from another page, {tally.open:,} still open"
    yield f"  conflicts    {tally.conflicts:,} places where records differ, in {tally.differing:,} films"
    seen = f"in {options.candidates}" if options.candidates else "see them with --candidates FILE"
    yield f"  candidates   {counts.candidates:,} pairs kept apart in doubt" + (f", {seen}" if counts.candidates else "")
    if counts.left_over:
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in counts.left_over.most_common())
        seen = f"in {options.left_over}" if options.left_over else "keep them with --left-over FILE"
        yield f"  left over    {sum(counts.left_over.values()):,} records not of a film ({kinds}), {seen}"
    if grouping.failed:
        yield f"  failed       {len(grouping.failed):,} records cannot be merged and are left over"
    if counts.crowded:
        yield f"  crowded      {counts.crowded:,} groups share a title with over 200 others: compared with the nearest by year"
    for file, numbers in tally.bad.items():
        yield f"  bad lines    {len(numbers):,} in {file}: {_ranges(numbers)}"
    if options.output:
        yield f"  films        {options.output}"


def _ranges(numbers: list[int]) -> str:
    """Return line numbers as ranges: ``3, 5-7``."""
    parts = []
    for _, run_ in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run_]
        parts.append(str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}")
    return ", ".join(parts)
