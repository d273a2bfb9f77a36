"""The command `filmdig extract`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, Self, get_args

import msgspec

from filmdig.output import formats
from filmdig.output.files import replacing
from filmdig.output.streams import STANDARD_OUTPUT, descriptor_of, is_stream
from filmdig.parsers.choose import layouts
from filmdig.parsers.learning.data_layout import load
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.given import capture_time, page_address
from filmdig.parsers.record.page_record import Kind
from filmdig.scraper.archives import parse_source
from filmdig.scraper.commands import engine
from filmdig.scraper.commands.inputs import all_open, check_sources, copied_input, is_remote, with_listed
from filmdig.scraper.commands.places import check_apart
from filmdig.scraper.commands.urls import read_map
from filmdig.scraper.extraction.alarm import Alarm, alarm, unknown_name
from filmdig.scraper.extraction.progress import Progress, Style
from filmdig.scraper.extraction.run import cores, to_files, to_shards
from filmdig.scraper.extraction.run_folder import Shards
from filmdig.scraper.extraction.shard import QUARANTINE, RECORDS
from filmdig.scraper.extraction.summary import Summary
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Failure, Settings, Stated
from filmdig.scraper.sources import Unit, plan, sharing
from filmdig.scraper.sources.rows import parse_columns

NAME = "extract"
HELP = """\
Read archived film pages and write one JSON record per page, in input order.

SOURCE is a file or a folder: saved HTML or plain text, gzipped or not, or archives such as WARC, ARC, WACZ, MHTML and HAR.
wayback:URL, commoncrawl:URL and memento:BASE|URL mean all captures of a page in a web archive: those not yet in the user's
cache are fetched first, as by `filmdig fetch`.
A page that cannot be read is listed in FILE.quarantine.jsonl with the reason and the location of its bytes; the run continues.

example:
  filmdig extract crawl.warc.gz pages/ -o records.jsonl
  filmdig extract big.wacz --out-dir run --fail-if 'layout_unknown>5%'"""


BAD_INPUT = 2
ALARM = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file, a folder of files, a page in a web archive, or - for standard input",
    )
    add(
        "--files-from",
        metavar="LIST",
        action="append",
        default=[],
        help="read more sources from a file, one per line; - is standard input",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "-o", "--output", metavar="FILE", help="the output file, created only when complete (default: standard output)"
    )
    where.add_argument("--out-dir", metavar="DIR", help="write shards into this folder; run the same command again to resume")
    formats.add_argument(parser)
    about = parser.add_argument_group("pages whose files do not record their origin").add_argument
    about("--url", help="the page's original URL; for a single page")
    about("--captured-at", metavar="TIME", help="the capture time: 2014-07-01T12:00:00Z, 20140701120000, or less precise")
    about(
        "--urls",
        metavar="MAP.tsv",
        help="a table of file, URL and capture time, tab-separated; files as in SOURCE or relative to the table",
    )
    which = parser.add_argument_group("which records").add_argument
    which("--site", metavar="SITE", action="append", default=[], help="only records of this site; may be repeated")
    which(
        "--kind",
        choices=get_args(Kind),
        metavar="KIND",
        action="append",
        default=[],
        help=f"only pages of this kind; may be repeated: {', '.join(get_args(Kind))}",
    )
    which("--limit", type=_count, metavar="N", help="stop after N records")
    run_ = parser.add_argument_group("the run")
    how = run_.add_argument
    how("--workers", type=_count, metavar="N", help="number of processes (default: number of cores)")
    how(
        "--page-timeout",
        type=_seconds,
        default=30.0,
        metavar="S",
        help="CPU seconds that a page may take; 0: no limit (default: 30)",
    )
    how("--page-memory", type=_count, default=1024, metavar="MB", help="memory that a page may take (default: 1024)")
    how(
        "--columns",
        metavar="url=NAME,...",
        help="the columns of JSON Lines, CSV or Parquet that hold url, html, text and time (default: columns of common names)",
    )
    how(
        "--layouts",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="layout files, or folders of them, tried if no built-in layout matches a page: see `filmdig learn`",
    )
    how("--generic-only", action="store_true", help="use no built-in layout: read pages with the generic reader, or --layouts")
    engine.add_arguments(run_, "with --out-dir")
    how("--strict", action="store_true", help="exit with 1 if any page failed or a source is damaged")
    how(
        "--fail-if",
        metavar="CONDITION",
        action="append",
        default=[],
        help="exit with 3 if the summary's counts meet it, such as 'layout_unknown>5%%' (of all pages) or 'quarantined>0'",
    )
    how("--summary", metavar="FILE", help="write the summary as JSON (always written with --out-dir, to DIR/summary.json)")
    how(
        "--progress",
        choices=("auto", "json", "none"),
        default="auto",
        help="show progress on standard error; auto: on a terminal only",
    )
    how("--quiet", action="store_true", help="print no progress and no summary")


def run(options: argparse.Namespace) -> int:
    """Extract.

    Returns:
        0 if the run is complete; 1 if a named source could not be opened or fetched, or `--strict` is set and a page or source
        failed; 2 if no source could be read; 3 if a condition of `--fail-if` is met.
    """
    alarms = [alarm(text) for text in options.fail_if]
    options.sources = with_listed(options.sources, options.files_from)
    _check(options)
    settings = _settings(options)
    with copied_input(options.sources) as copy:
        if copy:
            options.sources = [copy if source == "-" else source for source in options.sources]
            settings = msgspec.structs.replace(settings, standard_input=copy)
        return _run(options, settings, alarms)


def _run(options: argparse.Namespace, settings: Settings, alarms: list[Alarm]) -> int:
    options.sources, unfetched = _fetched(options.sources, quiet=options.quiet)
    opened = all_open(options.sources)
    columns = parse_columns(options.columns) if options.columns else None
    with sharing(plan(options.sources, columns=columns), options.sources) as units:
        workers = min(options.workers or cores(), max(len(units), 1))
        summary = (_to_shards if options.out_dir else _to_file)(options, units, settings, workers, unfetched)
    tally = summary.tally
    summary.unmatched = sorted({one.file for one in settings.stated.values() if one.file and one.file not in tally.stated})
    summary.alarms = [raised for one in alarms if (raised := one.raised_by(tally))]
    if options.out_dir:
        write_summary(summary, Path(options.out_dir) / "summary.json")
    if options.summary:
        write_summary(summary, options.summary)
    if not options.quiet:
        sys.stderr.write(summary.as_text(_places(options, tally)))
    for one in alarms:
        if message := unknown_name(one, tally):
            sys.stderr.write(f"filmdig: {message}\n")
    for raised in summary.alarms:
        sys.stderr.write(f"filmdig: alarm: {raised}\n")
    if tally.nothing_read:
        sys.stderr.write("filmdig: no source could be read\n")
        return BAD_INPUT
    if summary.alarms:
        return ALARM
    return 1 if unfetched or not opened or (options.strict and tally.failed) else 0


def _check(options: argparse.Namespace) -> None:
    """Check that the options are consistent, and that no output overwrites an input."""
    if options.output and descriptor_of(options.output) == 1:
        options.output = None
    target = options.output or options.out_dir
    check_sources(options.sources, [path for path in (target, options.summary) if path and not is_stream(path)])
    outputs = {
        "-o": options.output,
        "the quarantine": None if is_stream(options.output) else f"{options.output}.quarantine.jsonl",
        "--summary": options.summary,
        STANDARD_OUTPUT: None if target else "-",
    }
    local = [source for source in options.sources if not is_remote(source)]
    check_apart(outputs, [*local, *options.files_from, *([options.urls] if options.urls else [])])
    if options.engine == "spark" and not options.out_dir:
        raise UsageError("--engine spark writes shards only", todo="give --out-dir DIR, a folder that all executors share")
    engine.check(options)
    if options.out_dir and options.format not in (None, "jsonl"):
        raise UsageError("shards are always JSON Lines", where=f"--format {options.format}", todo="use -o, or omit --format")
    if options.out_dir and "-" in options.sources:
        raise UsageError("a resumed run cannot read standard input again", where="-", todo="use -o, or name a file")
    if options.out_dir and options.limit:
        raise UsageError("a folder of shards holds all records", where="--limit", todo="use -o, or omit --limit")
    if options.site:
        known = {layout.site for layout in layouts()}
        if unknown := [site for site in options.site if site not in known]:
            near = get_close_matches(unknown[0], known, 1)
            todo = f"did you mean {near[0]}?" if near else "filmdig sites lists them all"
            raise UsageError(f"no such site: {unknown[0]}", where="--site", todo=todo)


def _fetched(sources: Sequence[str], *, quiet: bool) -> tuple[list[str], list[Failure]]:
    """Return the sources, those in web archives replaced by the WARCs fetched from them, and the failures to fetch."""
    if all(parse_source(source) is None for source in sources):
        return list(sources), []
    from filmdig.scraper.commands.fetch import fetched_sources  # imports an HTTP client

    return fetched_sources(sources, quiet=quiet)


def write_summary(summary: Summary, path: str | Path) -> None:
    """Write a run's summary as JSON."""
    with replacing(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(summary.as_file()), indent=2) + b"\n")


def _to_file(
    options: argparse.Namespace, units: list[Unit], settings: Settings, workers: int, unfetched: list[Failure]
) -> Summary:
    began = time.monotonic()
    format_ = formats.chosen(options.format, options.output)
    with ExitStack() as files:
        quarantine = files.enter_context(_Quarantine(options.output))
        with suppress(_NothingReadError), formats.lines_to(format_, options.output) as records:
            if unfetched:
                quarantine.write(b"".join(msgspec.json.encode(failure) + b"\n" for failure in unfetched))
            with Progress(_style(options), len(units)) as progress:
                tally = to_files(
                    *(units, settings),
                    workers=workers,
                    records=records,
                    on_failures=quarantine.write,
                    progress=progress,
                    limit=options.limit,
                )
            tally.add_unreadable(len(unfetched))
            if tally.nothing_read:
                raise _NothingReadError  # an empty result must not replace an earlier one
    return Summary(tally=tally, seconds=time.monotonic() - began, workers=workers, pages_now=tally.pages)


class _NothingReadError(Exception):
    """No source could be read."""


def _to_shards(
    options: argparse.Namespace, units: list[Unit], settings: Settings, workers: int, unfetched: list[Failure]
) -> Summary:
    began = time.monotonic()
    folder = Path(options.out_dir)
    with Shards(folder, options.sources, settings) as shards:
        missing = shards.missing(units)
        if not options.quiet:
            sys.stderr.write(_resumed(shards, len(units), len(missing)))
        with Progress(_style(options), len(missing)) as progress:
            if options.engine == "spark":
                from filmdig.scraper.extraction import spark  # needs an extra

                with spark.session(options.master) as session:
                    now = spark.to_shards(session, missing, settings, folder=folder, shards=shards, progress=progress)
            else:
                now = to_shards(missing, settings, workers=min(workers, len(missing) or 1), shards=shards, progress=progress)
        shards.complete(units)
        tally = shards.tally()
        tally.add_unreadable(len(unfetched))
    return Summary(tally=tally, seconds=time.monotonic() - began, workers=workers, pages_now=now.pages)


def _places(options: argparse.Namespace, tally: Tally) -> dict[str, str]:
    """Return the paths of the run's outputs, for the summary."""
    if options.out_dir:
        folder = Path(options.out_dir)
        return {"quarantine": str(folder / QUARANTINE) if tally.failed else "", "records": str(folder / RECORDS)}
    if is_stream(options.output):
        return {}
    quarantine = Path(f"{options.output}.quarantine.jsonl")
    written = not tally.nothing_read
    return {"quarantine": str(quarantine) if quarantine.exists() else "", "records": options.output if written else ""}


def _resumed(shards: Shards, units: int, missing: int) -> str:
    again = [f"{count} done again: {reason}" for reason, count in sorted(shards.again.items())]
    removed = [f"{shards.removed} removed: their input is no longer there"] if shards.removed else []
    kept = [f"{units - missing} of {units} shards are there"] if units > missing else []
    return "".join(f"filmdig: {line}\n" for line in kept + again + removed)


class _Quarantine:
    """FILE.quarantine.jsonl, created only if there is something to write; without FILE, lines on standard error."""

    def __init__(self, output: str | None) -> None:
        self.path = None if is_stream(output) else Path(f"{output}.quarantine.jsonl")
        self.used = False
        self._files = ExitStack()
        self._file: BinaryIO | None = None

    def write(self, lines: bytes) -> None:
        self.used = True
        if self.path is None:
            sys.stderr.write(lines.decode())
            return
        if self._file is None:
            self._file = self._files.enter_context(replacing(self.path))
        self._file.write(lines)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._files.__exit__(*error)  # type: ignore[arg-type]
        if error[0] is None and not self.used and self.path and self.path.is_file():
            # Left by an earlier run with the same output, and outdated.
            self.path.unlink()


def _settings(options: argparse.Namespace) -> Settings:
    single = options.url or options.captured_at
    if single and (len(options.sources) != 1 or Path(options.sources[0]).is_dir()):
        raise UsageError("--url and --captured-at are for a single page", todo="give one file, or use --urls for many")
    stated = Stated(
        page_address(options.url, "--url") if options.url else None,
        capture_time(options.captured_at, "--captured-at") if options.captured_at else None,
    )
    return Settings(
        stated=read_map(Path(options.urls)) if options.urls else {},
        stated_for_all=stated,
        page_timeout=options.page_timeout,
        page_memory=options.page_memory << 20,
        generic_only=options.generic_only,
        sites=tuple(options.site),
        kinds=tuple(options.kind),
        layouts=load(options.layouts),
    )


def _style(options: argparse.Namespace) -> Style:
    if options.quiet or options.progress == "none":
        return "none"
    if options.progress == "json":
        return "json"
    return "line" if sys.stderr.isatty() else "none"


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError("must be 0 (no limit) or more")
    return number
