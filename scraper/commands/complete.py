"""The command `filmdig complete`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import msgspec

from filmdig.output.files import replacing
from filmdig.parsers.merging.completing import Part
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.parsers.record.page_record import Record
from filmdig.scraper.archives import archive_named
from filmdig.scraper.archives.session import PoliteSession
from filmdig.scraper.commands.places import check_apart
from filmdig.scraper.completion.run import Completion, Totals
from filmdig.scraper.merging import record_files, stored_records

NAME = "complete"
HELP = """\
Complete the cut texts and lists of records from an archive.

Where a record in RECORDS says that a text or list is cut and the rest is at a URL, an archive is asked for that page. The
capture nearest in time to the record's is fetched, and the record is completed from it: texts, plots, cut lists of people, and
reviews where the page links to more. The text of another film, or a shorter text, is never used.

DIR gets records.jsonl (the same records, completed, with the same ids), fetched.jsonl (records of the fetched pages),
open.jsonl (cuts still open, and why), captures.warc.gz and summary.json. Run the same command again to resume.

example:
  filmdig complete records.jsonl -o completed --within 2y"""

FAILED = 1
_UNITS = {"d": 1, "m": 31, "y": 366}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("records", nargs="+", metavar="RECORDS", help="a file of records, or a folder of them")
    add("-o", "--output", metavar="DIR", type=Path, required=True, help="the output folder")
    add("--archive", default="wayback", metavar="NAME", help="the archive, as for `filmdig fetch` (default: wayback)")
    add("--within", type=_period, metavar="TIME", help="use captures at most this far away: 30d, 6m, 2y (default: no limit)")
    add(
        "--kinds",
        type=_parts,
        metavar="KIND,...",
        default=frozenset(get_args(Part)),
        help=f"close only these kinds of cuts: {', '.join(get_args(Part))}",
    )
    add("--dry-run", action="store_true", help="send no request: print the pages to ask for, one per line")
    add(
        "--contact",
        metavar="WHERE",
        default=os.environ.get("FILMDIG_CONTACT"),
        help="an e-mail address or URL where archives can reach you before they block you (default: $FILMDIG_CONTACT)",
    )
    add("--strict", action="store_true", help="exit with 1 if any cut is still open")
    add("--quiet", action="store_true", help="print no summary")


def run(options: argparse.Namespace) -> int:
    """Complete the records.

    Returns:
        0 when done; 1 if the archive stopped the run, a page could not be asked for, a line held no record, or `--strict` is
        set and a cut is open.
    """
    if "-" in options.records:
        raise UsageError("standard input can be read only once, the records are needed again", todo="write them to a file first")
    record_files.check(options.records)
    paths = record_files.once(options.records)
    written = ("records.jsonl", "fetched.jsonl", "open.jsonl", "captures.warc.gz", "summary.json")
    check_apart({f"-o ({name})": options.output / name for name in written}, paths)
    session = PoliteSession(contact=options.contact)
    bad = 0

    def on_bad(error: RecordError) -> None:
        nonlocal bad
        bad += 1

    def read() -> Iterable[Record]:
        for path in paths:
            yield from stored_records.records(path, on_bad=on_bad)

    completion = Completion(
        read,
        options.output,
        archive_named(options.archive, session),
        parts=options.kinds,
        within=options.within,
        user_agent=session.user_agent,
    )
    if options.dry_run:
        return _print_targets(completion)
    totals = completion.run()
    with replacing(options.output / "summary.json") as file:
        file.write(msgspec.json.format(msgspec.json.encode(totals), indent=1) + b"\n")
    if not options.quiet:
        sys.stderr.write(as_text(totals, options.output))
    for url, reason in totals.failures[:20]:
        print(f"filmdig: {url}: {reason}", file=sys.stderr)
    if totals.stopped:
        print(f"filmdig: {totals.stopped}", file=sys.stderr)
    if bad:
        print(f"filmdig: lines left out because they hold no record: {bad:,}", file=sys.stderr)
    incomplete = bool(totals.stopped or totals.failures or bad)
    return FAILED if incomplete or (options.strict and totals.open) else 0


def as_text(totals: Totals, folder: Path) -> str:
    """Return the totals as text for the terminal."""
    lines = [
        ("records", f"{totals.records:,}"),
        ("open cuts", f"{totals.cuts:,}"),
        ("closed", _counts(totals.closed)),
        ("still open", _counts(totals.open)),
        ("because", _counts(totals.reasons)),
        ("pages asked for", f"{totals.targets:,}"),
        ("captures fetched", f"{totals.captures:,}"),
        ("written to", str(folder)),
    ]
    return "".join(f"{name + ':':18}{value}\n" for name, value in lines if value)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _print_targets(completion: Completion) -> int:
    targets = completion.targets()
    for target, part in targets.items():
        print(target.near or "-", part, target.url, sep="\t")
    sites = Counter(urlsplit(target.url).hostname for target in targets)
    hosts = ", ".join(f"{host} {count:,}" for host, count in sites.most_common(10))
    print(f"filmdig: {len(targets):,} pages would be asked for, each with one index query ({hosts or 'none'})", file=sys.stderr)
    return 0


def _period(text: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,4})([dmy])", text.strip().lower())
    if found is None:
        raise argparse.ArgumentTypeError("not a time such as 30d, 6m or 2y")
    return timedelta(days=int(found[1]) * _UNITS[found[2]])


def _parts(text: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in text.split(","))
    if unknown := parts - set(get_args(Part)):
        raise argparse.ArgumentTypeError(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(get_args(Part))}")
    return parts
