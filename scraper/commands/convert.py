"""The command `filmdig convert`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from filmdig.output import formats
from filmdig.output.streams import STANDARD_OUTPUT
from filmdig.parsers.record.downgrade import OLDER_VERSIONS, downgraded
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record
from filmdig.parsers.record.upgrade import SCHEMA_VERSION
from filmdig.scraper.commands.places import check_apart, holds_something
from filmdig.scraper.merging import record_files, stored_records

NAME = "convert"
HELP = """\
Convert records or merged films to another format.

RECORDS is a file in a format that keeps whole records: JSON Lines (plain or
compressed with gzip, zstd, bzip2 or xz), a JSON array, Parquet or SQLite; or a
folder of such files, such as the --out-dir of `filmdig extract`; - is standard
input. JSON-LD and CSV can be written but not read: they do not keep every field.
Records of schema 1.0 are read by every command; --schema 1.0 writes them (as
JSON or JSON Lines) and counts the values that have no field in 1.0.

example:
  filmdig convert records.jsonl.gz -o records.parquet"""

#: The maximum number of bad lines that are printed; the others are only counted.
_MAX_REPORTED = 20
_VERSIONED = ("jsonl", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("records", nargs="+", metavar="RECORDS", help="a file of records or merged films, or a folder of them")
    add("-o", "--output", metavar="FILE", help="the file to write (default: standard output)")
    formats.add_argument(parser)
    versions = (*OLDER_VERSIONS, SCHEMA_VERSION)
    add("--schema", choices=versions, default=SCHEMA_VERSION, help="the schema version to write (default: %(default)s)")
    add("--quiet", action="store_true", help="print no summary; lines that hold no record are still reported")


def run(options: argparse.Namespace) -> int:
    """Convert; return 0 if every record was written, 1 if a line held none."""
    record_files.check(options.records)
    paths = record_files.once(options.records)
    check_apart({"-o" if options.output else STANDARD_OUTPUT: options.output or "-"}, paths)
    format_ = formats.chosen(options.format, options.output)
    if options.schema != SCHEMA_VERSION and format_ not in _VERSIONED:
        raise UsageError(
            f"the format {format_} can only hold records of schema {SCHEMA_VERSION}", todo=f"use {' or '.join(_VERSIONED)}"
        )
    dropped: Counter[str] = Counter()
    bad = _BadLines()
    found = (one for path in paths for one in stored_records.records_and_films(path, on_bad=bad))
    first = next(found, None)
    if first is None and (bad.count or holds_something(options.output)):
        raise UsageError("no record in the input, so nothing is written", where=", ".join(options.records), todo="check the file")
    kind = type(first) if first is not None else Record
    counts = {"records": 0, "films": 0}
    with formats.open_writer(format_, options.output, kind) as writer:
        for one in chain([first] if first is not None else [], found):
            if format_ in ("parquet", "parquet-tables") and type(one) is not kind:
                raise UsageError("page records and merged films do not fit in one Parquet file", todo="convert them separately")
            counts["films" if isinstance(one, MergedFilm) else "records"] += 1
            writer.write(one if options.schema == SCHEMA_VERSION else downgraded(one, dropped))  # type: ignore[arg-type]
    if not options.quiet:
        lines = [*_summary(options.output, counts, bad, dropped), *formats.summary_of(writer)]
        sys.stderr.write("".join(f"{line}\n" for line in lines))
    return 1 if bad.count else 0


class _BadLines:
    """Counts the lines that hold no record, and prints the first of them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: RecordError) -> None:
        self.count += 1
        if self.count <= _MAX_REPORTED:
            sys.stderr.write(f"filmdig: {error.where}: {error.what}\n")


def _summary(output: str | None, counts: dict[str, int], bad: _BadLines, dropped: Counter[str]) -> Iterator[str]:
    written = [f"{count:,} {what}" for what, count in counts.items() if count] or ["0 records"]
    yield ", ".join(written) + (f": {output}" if output else "")
    if bad.count:
        yield f"  {bad.count:,} lines left out: they hold no record"
    if dropped:
        yield f"  {dropped.total():,} values left out, which have no field in the schema:"
        yield from (f"    {count:,}  {what}" for what, count in sorted(dropped.items()))
