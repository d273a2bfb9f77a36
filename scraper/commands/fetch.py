"""`filmdig fetch`."""

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

The archive's index is asked which captures it holds of each URL; those chosen are fetched as the bytes that were
captured, and written with where they came from and when. The file is a standard WARC: `filmdig extract FILE.warc.gz`
reads it, and so does any other tool.

Interrupted or not, the same command resumes where it ended: what the file holds is not fetched again.

Archives are asked slowly, as they wish it, and no option changes that. An archive that says "too many requests"
a second time ends the fetch.

example:
  filmdig fetch http://www.flixster.com/movie/some-film/ --every year \\
    -o some-film.warc.gz"""

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own arguments."""
    add = parser.add_argument
    add("urls", nargs="*", metavar="URL", help="a page's address on the live web, as it was then")
    add("--urls-from", metavar="FILE", help="addresses, one a line; - is standard input; lines that begin with # are comments")
    add("-o", "--output", metavar="FILE.warc.gz", type=Path, help="write the captures here; needed but for --plan")
    add(
        "--archive",
        default="wayback",
        metavar="NAME",
        help="wayback (default), commoncrawl, commoncrawl:CC-MAIN-2014-23 for one crawl, "
        "or memento:BASE for any Memento archive: BASE is the address before a capture's timestamp, "
        "such as http://localhost:8080/films or https://arquivo.pt/wayback; aggregator:BASE asks a Memento aggregator who holds "
        "a page (--plan lists it), and aggregator:BASE,HOST,HOST fetches from these archives",
    )
    which = parser.add_argument_group("which captures")
    which.add_argument("--from", dest="since", metavar="DATE", help="none before: 2010, 2010-05 or 2010-05-31 (UTC)")
    which.add_argument("--to", dest="until", metavar="DATE", help="none after; a year, month or day counts whole")
    which.add_argument(
        "--match",
        choices=get_args(Match),
        default="exact",
        help="the URL alone, all that begin with it, all of its host, or of its host and those under it",
    )
    which.add_argument("--every", choices=get_args(Every), help="of each address, the first capture of each month or year only")
    which.add_argument("--limit", type=_count, metavar="N", help="at most N captures for each URL given, the earliest first")
    which.add_argument("--unique", action="store_true", help="of each address, one payload once: its first capture")
    which.add_argument("--all", dest="all_kinds", action="store_true", help="redirects, errors, images and the like, too")
    how = parser.add_argument_group("the fetch")
    how.add_argument(
        "--plan",
        nargs="?",
        const="-",
        metavar="FILE.jsonl",
        help="fetch nothing: print what would be fetched, tab-separated, or write it to a file, which the same command resumes "
        "wherever it ended and --from-plan fetches",
    )
    how.add_argument("--from-plan", metavar="FILE.jsonl", type=Path, help="fetch what --plan wrote; no index is asked again")
    how.add_argument(
        "--ranges",
        metavar="FILE",
        type=Path,
        help="with --archive commoncrawl: fetch the records that a CSV or Parquet file lists (url, warc_filename, "
        "warc_record_offset, warc_record_length), as queries over the columnar index give them",
    )
    how.add_argument("--strict", action="store_true", help="status 1 where the archive holds nothing of an address, too")
    how.add_argument(
        "--contact",
        metavar="WHERE",
        default=os.environ.get("FILMDIG_CONTACT"),
        help="an e-mail address or URL that archives can write to before they block you (default: $FILMDIG_CONTACT)",
    )
    how.add_argument("--quiet", action="store_true", help="no progress, no summary; failures are still reported")


def run(options: argparse.Namespace) -> int:
    """Fetch; 0 when all that was planned is in the file, 1 when some of it is not."""
    # `fetch --plan URL` has always printed: only a name that ends so is a file.
    if options.plan not in (None, "-") and not options.plan.endswith(".jsonl"):
        options.urls.insert(0, options.plan)
        options.plan = "-"
    if options.output and is_stream(options.output):
        raise UsageError("a fetch resumes from what its file holds", where=f"-o {options.output}", todo="name a file")
    given = [path for path in (options.urls_from, options.from_plan, options.ranges) if path]
    check_apart({"-o": options.output, "--plan": None if options.plan == "-" else options.plan}, given)
    session = PoliteSession(contact=options.contact)
    entries = None
    summary = Summary()
    complete = True
    if options.from_plan or options.ranges:
        if options.urls or options.urls_from or options.plan or (options.from_plan and options.ranges):
            raise UsageError("--from-plan and --ranges say what to fetch: no URL, no --plan and not both can be given")
        queries = []
    else:
        queries = _queries(options)
    if options.ranges:
        if options.archive.partition(":")[0] != "commoncrawl":
            raise UsageError("--ranges is of Common Crawl's files", todo="give --archive commoncrawl")
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
        print(f"filmdig: archives see you as {session.user_agent!r}; --contact lets them write to you", file=sys.stderr)
    with _Progress(sys.stderr, quiet=options.quiet) as progress:
        user_agent = session.user_agent
        fetch(archive, queries, options.output, user_agent=user_agent, progress=progress, entries=entries, summary=summary)
        progress(summary)
    _tell(summary, options.output, quiet=options.quiet)
    if not complete:
        print(f"filmdig: the plan is not complete ({options.from_plan}): run its --plan command again", file=sys.stderr)
    return _status(summary, strict=options.strict) if complete else FAILED


def _status(summary: Summary, *, strict: bool) -> int:
    return 0 if summary.complete and not (strict and summary.not_held) else FAILED


def fetched_sources(sources: Sequence[str], *, quiet: bool) -> tuple[list[str], list[Failure]]:
    """Fetch what is in archives on the web, for a command that reads sources.

    Args:
        sources: files, folders, and pages of archives on the web.
        quiet: say nothing but failures.

    Returns:
        The sources with the WARCs of those on the web in their place, and what could not be fetched. A fetch that failed as a
        whole costs no other source.
    """
    # Needed only here: it brings all that a run needs with it.
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
        _tell(summary, path, quiet=quiet)
        if path.exists():
            local.append(str(path))
        failures += fetch_failures(source, path, summary)
    return local, failures


def _tell(summary: Summary, path: Path, *, quiet: bool) -> None:
    if not quiet:
        sys.stderr.write(as_text(summary, path))
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)


def as_text(summary: Summary, path: Path) -> str:
    """Return the summary as a person reads it."""
    written = f"{summary.responses + summary.revisits:,}"
    if summary.revisits:
        written += f", of which revisits of an equal payload {summary.revisits:,}"
    rows = [
        ("captures in", str(path)),
        ("trimmed", f"{summary.trimmed:,} bytes" if summary.trimmed else ""),
        ("there already", f"{summary.held:,}" if summary.held else ""),
        ("written", written),
        ("duplicates", f"{summary.same:,}" if summary.same else ""),
        ("left out", _left_out(summary)),
        ("not held", _some(summary.not_held)),
        ("failed", f"{len(summary.failures):,}" if summary.failures else ""),
        ("not complete", "" if summary.complete else "the same command resumes where this one ended"),
    ]
    return "".join(f"{name + ':':19}{value}\n" for name, value in rows if value)


def _some(urls: Sequence[str]) -> str:
    """Return a few addresses, and how many more there are."""
    more = f" and {len(urls) - 3:,} more" if len(urls) > 3 else ""
    return f"{', '.join(one_line(url) for url in urls[:3])}{more}" if urls else ""


def _queries(options: argparse.Namespace) -> list[Query]:
    urls = [*options.urls, *(_listed(options.urls_from) if options.urls_from else ())]
    if not urls:
        raise UsageError("no address to ask for", todo="give a URL, --urls-from, --from-plan or --ranges")
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
    """Return the addresses of a file, one a line."""
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
            ("not held", _some(summary.not_held)),
            ("failed", f"{len(summary.failures):,}" if summary.failures else ""),
            ("not complete", "" if made.complete else "run the same command again: it resumes"),
        ]
        sys.stderr.write("".join(f"{name + ':':19}{value}\n" for name, value in lines if value))
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)
    return _status(summary, strict=options.strict) if made.complete else FAILED


def _print_plan(archive: Archive, queries: list[Query], path: Path | None, *, strict: bool) -> int:
    there = held(path) if path else set()
    summary = Summary()
    total = new = 0
    print("timestamp", "status", "mime", "digest", "in_file", "url", "address", sep="\t")
    try:
        for entry in plan(archive, queries, summary):
            known = entry.key in there
            total, new = total + 1, new + (not known)
            cells = (entry.timestamp, entry.status, entry.mime, entry.digest, "yes" if known else "no", entry.url, entry.address)
            print(*("-" if cell is None else one_line(str(cell)) for cell in cells), sep="\t")
    except StoppedError as error:
        summary.stopped = str(error)
    for failure in summary.failures:
        print(f"filmdig: {one_line(failure.reason)}", file=sys.stderr)
    if summary.stopped:
        print(f"filmdig: {summary.stopped}", file=sys.stderr)
    if summary.not_held:
        print(f"filmdig: not held: {_some(summary.not_held)}", file=sys.stderr)
    left_out = f"; left out: {_left_out(summary)}" if summary.left_out else ""
    print(f"filmdig: {total:,} captures, {new:,} of them to fetch{left_out}", file=sys.stderr)
    return _status(summary, strict=strict)


def _left_out(summary: Summary) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in sorted(summary.left_out.items()))


class _Progress(logging.Handler):
    """A line on a terminal that tells how far the fetch is; failures and what archives wish as they come, everywhere."""

    def __init__(self, stream: TextIO, *, quiet: bool) -> None:
        super().__init__()
        self._stream = stream
        self._line = stream.isatty() and not quiet
        self._failed = 0

    def __call__(self, summary: Summary) -> None:
        for failure in summary.failures[self._failed :]:
            what = one_line(failure.url) + (f" of {failure.timestamp}" if failure.timestamp else "")
            self._say(f"not fetched: {what}: {one_line(failure.reason)}")
        self._failed = len(summary.failures)
        if self._line:
            done = summary.responses + summary.revisits
            self._stream.write(f"\r\033[K{done:,} written, {summary.held:,} there already, {self._failed:,} failed")
            self._stream.flush()

    def planned(self, captures: int, summary: Summary) -> None:
        """Show how far a plan is."""
        if self._line:
            self._stream.write(f"\r\033[K{captures:,} captures planned, {len(summary.failures):,} failed")
            self._stream.flush()

    def emit(self, record: logging.LogRecord) -> None:
        """Tell what the package says of its own, such as a pause."""
        self._say(one_line(record.getMessage()))

    def _say(self, line: str) -> None:
        self.clear()
        print(f"filmdig: {line}", file=self._stream)

    def __enter__(self) -> Self:
        logging.getLogger("filmdig").addHandler(self)
        return self

    def __exit__(self, *exc: object) -> None:
        logging.getLogger("filmdig").removeHandler(self)
        self.clear()

    def clear(self) -> None:
        """Take the line away."""
        if self._line:
            self._stream.write("\r\033[K")
            self._stream.flush()


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
