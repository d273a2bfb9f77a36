"""The command `filmdig fetch`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TextIO, get_args

from filmdig.output.streams import is_stream
from filmdig.parsers.record.capture import Location
from filmdig.parsers.record.errors import ArchiveError, SourceError, UsageError
from filmdig.scraper.archives import archive_named, fetch_to_warc, parse_source
from filmdig.scraper.archives.fetching import Summary, fetch, plan
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.planfile import make_plan, read_plan
from filmdig.scraper.archives.ranges import read_ranges
from filmdig.scraper.archives.selection import Archive, Every, Match, Query, moment, one_line, web_url
from filmdig.scraper.archives.session import PoliteSession
from filmdig.scraper.archives.warcfile import held
from filmdig.scraper.commands.places import check_apart
from filmdig.scraper.extraction.worker import Failure

NAME = "fetch"
HELP = """\
Fetch captures of web pages from an archive into a WARC file.

The archive's index is asked for the captures of each URL. Those selected are fetched as they were captured, byte for byte,
and written with their origin and capture time. The file is a standard WARC, for `filmdig extract FILE.warc.gz` or any other
tool.

Run the same command again to resume: captures that the file already holds are not fetched again.

Archives are asked slowly, at the rate they ask for, and no option changes that. The second "too many requests" from an archive
ends the fetch.

example:
  filmdig fetch http://www.flixster.com/movie/some-film/ --every year \\
    -o some-film.warc.gz"""

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("urls", nargs="*", metavar="URL", help="a page's original URL")
    add("--urls-from", metavar="FILE", help="read URLs from a file, one per line; - is standard input; # begins a comment line")
    add("-o", "--output", metavar="FILE.warc.gz", type=Path, help="the WARC to write; required except with --plan")
    add(
        "--archive",
        default="wayback",
        metavar="NAME",
        help="wayback (default), commoncrawl, commoncrawl:CC-MAIN-2014-23 for one crawl, "
        "or memento:BASE for any Memento archive: BASE is the part of a capture's URL before its timestamp, "
        "such as http://localhost:8080/films or https://arquivo.pt/wayback; aggregator:BASE asks a Memento aggregator which "
        "archives hold a page (list them with --plan), and aggregator:BASE,HOST,HOST fetches from those archives",
    )
    which = parser.add_argument_group("which captures")
    which.add_argument("--from", dest="since", metavar="DATE", help="not before: 2010, 2010-05 or 2010-05-31 (UTC)")
    which.add_argument("--to", dest="until", metavar="DATE", help="not after; a year, month or day is included whole")
    which.add_argument(
        "--match",
        choices=get_args(Match),
        default="exact",
        help="the URL only (default), all URLs that begin with it, all of its host, or all of its host and subdomains",
    )
    which.add_argument("--every", choices=get_args(Every), help="only the first capture of each URL in each month or year")
    which.add_argument("--limit", type=_count, metavar="N", help="at most N captures for each URL given, earliest first")
    which.add_argument("--unique", action="store_true", help="each payload of a URL only once: its first capture")
    which.add_argument("--all", dest="all_kinds", action="store_true", help="also redirects, errors, images and the like")
    how = parser.add_argument_group("the fetch")
    how.add_argument(
        "--plan",
        nargs="?",
        const="-",
        metavar="FILE.jsonl",
        help="fetch nothing: print what would be fetched, tab-separated, or write it to a file for --from-plan; the same "
        "command resumes an unfinished file",
    )
    how.add_argument("--from-plan", metavar="FILE.jsonl", type=Path, help="fetch what --plan wrote, without asking the index")
    how.add_argument(
        "--ranges",
        metavar="FILE",
        type=Path,
        help="with --archive commoncrawl: fetch the records listed in a CSV or Parquet file (url, warc_filename, "
        "warc_record_offset, warc_record_length), such as the result of a query over the columnar index",
    )
    how.add_argument("--strict", action="store_true", help="exit with 1 also if the archive has no capture of a URL")
    how.add_argument(
        "--contact",
        metavar="WHERE",
        default=os.environ.get("FILMDIG_CONTACT"),
        help="an e-mail address or URL where archives can reach you before they block you (default: $FILMDIG_CONTACT)",
    )
    how.add_argument("--quiet", action="store_true", help="print no progress and no summary; failures are still reported")


def run(options: argparse.Namespace) -> int:
    """Fetch; return 0 if all that was planned is in the file, else 1."""
    # `fetch --plan URL` prints the plan of the URL: only a name with this ending is a plan file.
    if options.plan not in (None, "-") and not options.plan.endswith(".jsonl"):
        options.urls.insert(0, options.plan)
        options.plan = "-"
    if options.output and is_stream(options.output):
        raise UsageError(
            "captures are written to a file, not a stream or device", where=f"-o {options.output}", todo="name a file"
        )
    given = [path for path in (options.urls_from, options.from_plan, options.ranges) if path]
    check_apart({"-o": options.output, "--plan": None if options.plan == "-" else options.plan}, given)
    session = PoliteSession(contact=options.contact)
    entries = None
    summary = Summary()
    complete = True
    if options.from_plan or options.ranges:
        if options.urls or options.urls_from or options.plan or (options.from_plan and options.ranges):
            raise UsageError("--from-plan and --ranges go neither together nor with URLs or --plan", todo="give only one of them")
        queries = []
    else:
        queries = _queries(options)
    if options.ranges:
        if options.archive.partition(":")[0] != "commoncrawl":
            raise UsageError("--ranges is for Common Crawl only", todo="give --archive commoncrawl")
        entries = read_ranges(options.ranges, summary.left_out)
    elif options.from_plan:
        made, planned = read_plan(options.from_plan)
        options.archive, queries, complete, entries = made.archive, made.queries, made.complete, planned()
    archive = archive_named(options.archive, session)
    if options.plan == "-":
        return _print_plan(archive, queries, options.output, strict=options.strict)
    if options.plan:
        return _write_plan(archive, options, queries)
    if options.output is None:
        raise UsageError("no file to write to", todo="give -o FILE.warc.gz, or --plan to see what would be fetched")
    if not (options.contact or options.quiet):
        print(f"filmdig: archives see you as {session.user_agent!r}; with --contact they can reach you", file=sys.stderr)
    with _Progress(sys.stderr, quiet=options.quiet) as progress:
        user_agent = session.user_agent
        fetch(archive, queries, options.output, user_agent=user_agent, progress=progress, entries=entries, summary=summary)
        progress(summary)
    _print_summary(summary, options.output, quiet=options.quiet)
    if not complete:
        print(f"filmdig: the plan is not complete ({options.from_plan}): run its --plan command again", file=sys.stderr)
    return _status(summary, strict=options.strict) if complete else FAILED


def _status(summary: Summary, *, strict: bool) -> int:
    return 0 if summary.complete and not (strict and summary.not_held) else FAILED


def fetched_sources(sources: Sequence[str], *, quiet: bool) -> tuple[list[str], list[Failure]]:
    """Fetch the sources that are in web archives, for a command that reads sources.

    Args:
        sources: files, folders, and pages in web archives.
        quiet: print only failures.

    Returns:
        The sources, with those in web archives replaced by their WARCs, and the failures. A failed fetch does not affect the
        other sources.
    """
    # Imported here because it imports everything that a run needs.
    from filmdig.scraper.extraction.run import fetch_failures

    failures = []
    local = []
    for source in sources:
        if parse_source(source) is None:
            local.append(source)
            continue
        try:
            with _Progress(sys.stderr, quiet=quiet) as progress:
                path, summary = fetch_to_warc(source, progress=progress)
                progress(summary)
        except (SourceError, ArchiveError) as error:
            print(f"filmdig: not fetched: {source}: {error}", file=sys.stderr)
            why = type(error).__name__
            failures.append(Failure(location=Location(), url=source, reason="unreadable", error=why, message=str(error)))
            continue
        _print_summary(summary, path, quiet=quiet)
        if path.exists():
            local.append(str(path))
        failures += fetch_failures(source, path, summary)
    return local, failures


def _print_summary(summary: Summary, path: Path, *, quiet: bool) -> None:
    if not quiet:
        sys.stderr.write(as_text(summary, path))
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)


def as_text(summary: Summary, path: Path) -> str:
    """Return the summary as text for the terminal."""
    written = f"{summary.responses + summary.revisits:,}"
    if summary.revisits:
        written += f", of which {summary.revisits:,} as revisits of an equal payload"
    rows = [
        ("captures in", str(path)),
        ("trimmed", f"{summary.trimmed:,} bytes" if summary.trimmed else ""),
        ("already there", f"{summary.held:,}" if summary.held else ""),
        ("written", written),
        ("duplicates", f"{summary.same:,}" if summary.same else ""),
        ("left out", _left_out(summary)),
        ("not held", _first_few(summary.not_held)),
        ("failed", f"{len(summary.failures):,}" if summary.failures else ""),
        ("not complete", "" if summary.complete else "run the same command again to resume"),
    ]
    return "".join(f"{name + ':':19}{value}\n" for name, value in rows if value)


def _first_few(urls: Sequence[str]) -> str:
    """Return the first few addresses, and how many more there are."""
    more = f" and {len(urls) - 3:,} more" if len(urls) > 3 else ""
    return f"{', '.join(one_line(url) for url in urls[:3])}{more}" if urls else ""


def _queries(options: argparse.Namespace) -> list[Query]:
    urls = [*options.urls, *(_listed(options.urls_from) if options.urls_from else ())]
    if not urls:
        raise UsageError("no URL to fetch", todo="give a URL, --urls-from, --from-plan or --ranges")
    since = moment(options.since) if options.since else None
    until = moment(options.until, last=True) if options.until else None
    if since and until and since > until:
        raise UsageError("--from is after --to", where=f"{options.since} to {options.until}")
    return [
        Query(
            url=web_url(url),
            match=options.match,
            since=since,
            until=until,
            limit=options.limit,
            every=options.every,
            all_kinds=options.all_kinds,
            unique=options.unique,
        )
        for url in dict.fromkeys(urls)
    ]


def _listed(name: str) -> list[str]:
    """Return the addresses listed in a file, one per line."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error})", where=name) from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _write_plan(archive: Archive, options: argparse.Namespace, queries: list[Query]) -> int:
    with _Progress(sys.stderr, quiet=options.quiet) as progress:
        made, summary = make_plan(archive, options.archive, queries, Path(options.plan), progress.planned)
        progress(summary)
    if not options.quiet:
        lines = [
            ("plan in", options.plan),
            ("captures", f"{made.captures:,}"),
            ("left out", _left_out(summary)),
            ("not held", _first_few(summary.not_held)),
            ("failed", f"{len(summary.failures):,}" if summary.failures else ""),
            ("not complete", "" if made.complete else "run the same command again to resume"),
        ]
        sys.stderr.write("".join(f"{name + ':':19}{value}\n" for name, value in lines if value))
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)
    return _status(summary, strict=options.strict) if made.complete else FAILED


def _print_plan(archive: Archive, queries: list[Query], path: Path | None, *, strict: bool) -> int:
    held_keys = held(path) if path else set()
    summary = Summary()
    total = new = 0
    print("timestamp", "status", "mime", "digest", "in_file", "url", "address", sep="\t")
    try:
        for entry in plan(archive, queries, summary):
            in_file = entry.key in held_keys
            total, new = total + 1, new + (not in_file)
            cells = (
                entry.timestamp,
                entry.status,
                entry.mime,
                entry.digest,
                "yes" if in_file else "no",
                entry.url,
                entry.address,
            )
            print(*("-" if cell is None else one_line(str(cell)) for cell in cells), sep="\t")
    except StoppedError as error:
        summary.stopped = str(error)
    for failure in summary.failures:
        print(f"filmdig: {one_line(failure.reason)}", file=sys.stderr)
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)
    if summary.not_held:
        print(f"filmdig: not held: {_first_few(summary.not_held)}", file=sys.stderr)
    left_out = f"; left out: {_left_out(summary)}" if summary.left_out else ""
    print(f"filmdig: {total:,} captures, {new:,} of them to fetch{left_out}", file=sys.stderr)
    return _status(summary, strict=strict)


def _left_out(summary: Summary) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in sorted(summary.left_out.items()))


class _Progress(logging.Handler):
    """Shows the progress in one line if on a terminal; prints failures and log messages, such as pauses, as they come."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        super().__init__()
        self._stream = stream
        self._line = stream.isatty() and not quiet
        self._failed = 0

    def __call__(self, summary: Summary) -> None:
        for failure in summary.failures[self._failed :]:
            what = one_line(failure.url) + (f" of {failure.timestamp}" if failure.timestamp else "")
            self._print(f"not fetched: {what}: {one_line(failure.reason)}")
        self._failed = len(summary.failures)
        if self._line:
            done = summary.responses + summary.revisits
            self._stream.write(f"\r\033[K{done:,} written, {summary.held:,} already there, {self._failed:,} failed")
            self._stream.flush()

    def planned(self, captures: int, summary: Summary) -> None:
        """Show the progress of a plan."""
        if self._line:
            self._stream.write(f"\r\033[K{captures:,} captures planned, {len(summary.failures):,} failed")
            self._stream.flush()

    def emit(self, record: logging.LogRecord) -> None:
        """Print a log message of the package, such as the notice of a pause."""
        self._print(one_line(record.getMessage()))

    def _print(self, line: str) -> None:
        self.clear()
        print(f"filmdig: {line}", file=self._stream)

    def __enter__(self) -> Self:
        logging.getLogger("filmdig").addHandler(self)
        return self

    def __exit__(self, *exc: object) -> None:
        logging.getLogger("filmdig").removeHandler(self)
        self.clear()

    def clear(self) -> None:
        """Erase the line."""
        if self._line:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
