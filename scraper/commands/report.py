"""The command `filmdig report`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from filmdig.output import report
from filmdig.output.report.findings import Findings, Incident
from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record
from filmdig.scraper.commands.browser import check_open, open_page
from filmdig.scraper.commands.places import check_apart, holds_something
from filmdig.scraper.merging import record_files, stored_records
from filmdig.scraper.merging.grouping import Grouping

NAME = "report"
HELP = """\
Write a report of a run as one HTML page that needs no network: what needs attention, captures by site and year, coverage by
layout and field, cut texts before and after, issues and quarantine, and a page for each film with its scores over time, texts,
reviews, differences and captures.

RECORDS is a file of page records or merged films, compressed or not, or the --out-dir of `filmdig extract`, whose quarantine is
then included; - is standard input. Page records are merged into films; merged films are shown as they are.

example:
  filmdig report records.jsonl -o report.html --open"""

#: The maximum number of bad lines that are printed; the others are only counted.
_MAX_REPORTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("records", nargs="+", metavar="RECORDS", help="a file of records or merged films, or a folder of them")
    add("-o", "--output", metavar="FILE", default="report.html", help="the HTML file to write (default: report.html)")
    add("--quarantine", metavar="FILE", action="append", default=[], help="the quarantine of the run; may be repeated")
    add("--work-dir", metavar="DIR", type=Path, help="temporary directory (default: the system's)")
    add("--open", action="store_true", help="open the report in the browser")
    add("--strict", action="store_true", help="exit with 1 if a line holds no record, or one that cannot be merged")
    add("--quiet", action="store_true", help="print no summary")


class _Line(msgspec.Struct):
    """A line of the quarantine, with the fields that the report shows."""

    reason: str
    message: str
    location: Location = Location()
    url: str | None = None
    error: str | None = None
    raised_at: str | None = None


def run(options: argparse.Namespace) -> int:
    """Write the report; return 0 when done, 1 if `--strict` is set and a line held no record, or one that cannot be merged."""
    record_files.check(options.records)
    record_files.check_folder(options.work_dir)
    paths = record_files.once(options.records)
    run_folders = [path for path in options.records if path != "-" and Path(path).is_dir()]
    quarantines = list(record_files.quarantines([*options.quarantine, *run_folders]))
    check_open(options.open, "-o", options.output)
    check_apart({"-o": options.output}, [*paths, *quarantines])
    began = time.monotonic()
    findings = Findings()

    def bad_line(error: RecordError) -> None:
        findings.bad_lines += 1
        if findings.bad_lines <= _MAX_REPORTED:
            sys.stderr.write(f"filmdig: {error.where}: {error.what}\n")

    found = 0
    with Grouping(options.work_dir) as grouping:
        for path in paths:
            for line in stored_records.records_and_films(path, on_bad=bad_line):
                found += 1
                try:
                    (findings.add_merged if isinstance(line, MergedFilm) else findings.add_record)(line)  # type: ignore[arg-type]
                except Exception as error:  # noqa: BLE001 - any error that a strange record causes is counted as a bad line
                    bad_line(RecordError(f"cannot be shown: {type(error).__name__}: {error}", where=f"record {line.id}"))
                if isinstance(line, Record):
                    grouping.add(line)
        if not found and (findings.bad_lines or holds_something(options.output)):
            what = "no record in the input, so nothing is written"
            raise UsageError(what, where=", ".join(options.records), todo="check the file")
        for film in grouping.films():
            findings.add_film(film)
        for failed in grouping.failed:
            bad_line(RecordError(f"cannot be merged: {failed.why}", where=f"record {failed.record}"))
    for path in quarantines:
        for failure in stored_records.lines_as(path, msgspec.json.Decoder(_Line).decode, on_bad=bad_line):
            findings.add_quarantined(failure.reason, failure.error, _incident(failure))
    report.write(findings, options.output, inputs=options.records)
    if not options.quiet:
        seconds = time.monotonic() - began
        sys.stderr.write(
            f"{findings.records:,} records, {findings.films.seen:,} films, {findings.cuts.seen:,} cuts,"
            f" {findings.quarantine.seen:,} quarantined, {seconds:.1f} s: {options.output}\n"
        )
    if options.open:
        open_page(options.output)
    return 1 if options.strict and findings.bad_lines else 0


def _incident(failure: _Line) -> Incident:
    place, offset = failure.location.path, failure.location.offset
    return Incident(
        message=failure.message,
        url=failure.url,
        place=f"{place}, offset {offset:,}" if place and offset is not None else place,
        raised_at=failure.raised_at,
    )
