"""The command `filmdig learn`."""

from __future__ import annotations

import argparse
import hashlib
import heapq
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from filmdig.output.files import replacing
from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.layouts.layout import is_empty, value_of
from filmdig.parsers.learning.converters import FIELDS, same_value
from filmdig.parsers.learning.data_layout import DataLayout, layouts_of
from filmdig.parsers.learning.layout_file import LayoutFile, read_layout_file, write_layout_file
from filmdig.parsers.learning.learn import Known, Learned, comments_of, learn
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import how_many
from filmdig.parsers.read import open_page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record
from filmdig.scraper.commands.places import check_apart
from filmdig.scraper.merging import stored_records
from filmdig.scraper.sources import captures, plan

NAME = "learn"
HELP = """\
Learn a site's layouts from its own pages, or check how well a layout file reads other pages.

PAGES are files, folders and WARCs, as for `filmdig extract`. Pages are grouped by template. For each template of film pages,
filmdig finds the elements that hold the values known from the generic reader and from other records of the films. The result
is a layout as data: a TOML file to read, to correct by hand, to share, and to extract with.

example:
  filmdig learn saved/kinograf -o kinograf.toml
  filmdig extract saved/kinograf --layouts kinograf.toml -o records.jsonl
  filmdig learn --check kinograf.toml saved/more"""

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("pages", nargs="+", metavar="PAGES", help="pages of one site, as for `filmdig extract`")
    add("-o", "--output", metavar="SITE.toml", help="write the layout file here (default: standard output)")
    add("--site", metavar="NAME", help="the site's name in records (default: from its host)")
    add("--known", nargs="+", metavar="RECORDS", default=[], help="records of films that the pages may describe")
    add("--sample", type=int, metavar="N", default=400, help="learn from N pages, the same in every run (default: 400)")
    add(
        "--check",
        metavar="SITE.toml",
        type=Path,
        help="read PAGES with this layout file, and print how often each field is found",
    )
    add(
        "--floor",
        type=float,
        metavar="SHARE",
        default=0.0,
        help="with --check: exit with 1 if a field is found on a smaller share of pages",
    )
    add("--quiet", action="store_true", help="print no table")


def run(options: argparse.Namespace) -> int:
    """Learn or check.

    Returns:
        0 when done; 1 if no template was learned, or if --check finds a field below --floor or no page of the layout.
    """
    if options.check is not None:
        return _check(options)
    check_apart({"-o": options.output}, [*options.pages, *options.known])
    pages, total = _sample(options.pages, options.sample)
    if not pages:
        raise UsageError("no page to learn from", where=", ".join(options.pages), todo="give HTML pages of one site")
    hosts = _hosts(pages)
    site = options.site or _site_name(hosts)
    known = Known([record.film for path in options.known for record in stored_records.records(path) if record.film.title])
    layout, learned = learn(pages, site, hosts, known)
    counts = _count(options.pages, layout) if total > len(pages) else {}
    text = write_layout_file(layout, comments_of(learned, len(pages), counts))
    if options.output in (None, "-"):
        sys.stdout.write(text)
    else:
        with replacing(options.output) as file:
            file.write(text.encode())
    if not options.quiet:
        sys.stderr.write(table(learned, counts, total))
    return 0 if layout.templates else FAILED


def _pages(sources: Sequence[str]) -> Iterator[Page]:
    for unit in plan(list(sources)):
        for item in captures(unit):
            if isinstance(item, Capture):
                page = open_page(item, Page).page
                if page.rendition != "html":
                    continue
                # A single file has no known address, only the one that the page itself states.
                yield (
                    page
                    if page.url or not page.own_url
                    else Page(item, page.html, url=page.own_url, captured_at=page.captured_at)
                )


class _Packed(Sequence[Page]):
    """Pages kept compressed in memory; each is decompressed when it is accessed.

    Args:
        packed: the compressed HTML, URL and capture time of each page.
    """

    def __init__(self, packed: Sequence[tuple[bytes, str | None, str | None]]) -> None:
        self._packed = packed

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._packed)

    def __getitem__(self, number: Any) -> Any:
        """Return a page."""
        source, url, captured_at = self._packed[number]
        html = zlib.decompress(source).decode("utf-8", "surrogatepass")
        return Page(Capture(body=b"", rendition="html"), html, url=url, captured_at=captured_at)


def _packed(page: Page) -> tuple[bytes, str | None, str | None]:
    return zlib.compress(page.html.encode("utf-8", "surrogatepass"), 1), page.url, page.captured_at


def _sample(sources: Sequence[str], most: int) -> tuple[Sequence[Page], int]:
    """Return a sample of at most `most` pages, and the number of all pages.

    The sample is the pages with the smallest digests: the same ones, in whatever order the pages are read.
    """
    heap: list[tuple[int, int, tuple[bytes, str | None, str | None]]] = []
    total = 0
    for page in _pages(sources):
        total += 1
        digest = -int.from_bytes(hashlib.sha256(page.html.encode("utf-8", "surrogatepass")).digest()[:8], "big")
        if len(heap) < most:
            heapq.heappush(heap, (digest, total, _packed(page)))
        elif digest > heap[0][0]:
            heapq.heapreplace(heap, (digest, total, _packed(page)))
    return _Packed([packed for _, _, packed in sorted(heap, key=lambda entry: entry[:2], reverse=True)]), total


def _hosts(pages: Sequence[Page]) -> list[str]:
    counts = Counter(page.host for page in pages if page.host)
    return [host.removeprefix("www.") for host, count in counts.items() if count * 10 >= len(pages)]


def _site_name(hosts: Sequence[str]) -> str:
    """Return a site's name from its host: the longest label without the top-level domain."""
    parts = [part for part in hosts[0].split(".") if part not in ("www", "m", "co", "com", "org", "net")] if hosts else []
    return max(parts[:-1] or parts, key=len, default="learned")


def _count(sources: Sequence[str], layout: LayoutFile) -> dict[str, int]:
    """Return the number of pages that each template matches."""
    known = layouts_of([layout])
    counts: Counter[str] = Counter()
    for page in _pages(sources):
        counts.update(one.name for one in known if one.evidence(page) is not None)
    return dict(counts)


def table(learned: Sequence[Learned], counts: dict[str, int], total: int) -> str:
    """Return what was learned, as text for the terminal."""
    lines = [f"{how_many(total, 'pages')}, {how_many(len(learned), 'templates')}"]
    for one in learned:
        if one.template is None:
            why = "no film could be read" if one.kind == "unknown" else f"kind {one.kind}"
            why = "only one page" if one.pages == 1 else why
            lines.append(f"\nnot learned: {how_many(one.pages, 'pages')} such as {one.address or '(no address)'}: {why}")
            continue
        name = one.template.name
        pages = how_many(counts.get(name, one.pages), "pages")
        lines.append(f"\n{name} ({one.kind}): {pages} such as {one.address or '(no address)'}")
        if one.fields:
            lines.append(f"  {'field':18}{'pages':>6}{'agree':>8}  {'where':46}examples")
        for field, verdict in one.fields.items():
            agree = f"{verdict.agreed}/{verdict.agreed + verdict.differed}"
            where = f"{verdict.place.label!r} in {verdict.place.css}" if verdict.place.label else verdict.place.css
            shown = where if len(where) <= 44 else f"…{where[-43:]}"
            lines.append(f"  {field:18}{verdict.present:>6}{agree:>8}  {shown:46}{' | '.join(verdict.examples)[:70]}")
        if one.unplaced:
            lines.append(f"  left out for lack of evidence: {', '.join(one.unplaced)}")
    return "\n".join(lines) + "\n"


class _Tally:
    """Counts of what one layout reads on the pages that it matches.

    Args:
        layout: the layout.
    """

    def __init__(self, layout: type[DataLayout]) -> None:
        self.layout = layout
        self.pages = 0
        self.present: Counter[str] = Counter()
        self.agreed: Counter[str] = Counter()
        self.compared: Counter[str] = Counter()

    def add(self, page: Page) -> None:
        """Read a page with the layout's selectors only, and count fields that agree with the generic reader."""
        self.pages += 1
        record, generic = Record(), Record()
        self.layout().read_places(page, record)
        read_generic(page, generic)
        for field in self.layout.fields():
            value, others = value_of(record, field), value_of(generic, field)
            if is_empty(value):
                continue
            self.present[field] += 1
            if field in FIELDS and not is_empty(others):
                self.compared[field] += 1
                self.agreed[field] += same_value(field, value, others)


def _check(options: argparse.Namespace) -> int:
    tallies = [_Tally(layout) for layout in layouts_of([read_layout_file(options.check)])]
    other: list[str] = []
    for page in _pages(options.pages):
        tally = next((one for one in tallies if one.layout.evidence(page) is not None), None)
        if tally is None:
            other.append(page.url or str(page.capture.location.path))
        else:
            tally.add(page)
    low = [
        f"{tally.layout.name}: {field} on {tally.present[field]} of {how_many(tally.pages, 'pages')}"
        for tally in tallies
        if tally.pages
        for field in tally.layout.fields()
        if tally.present[field] < options.floor * tally.pages
    ]
    if not options.quiet:
        sys.stdout.write("".join(f"{line}\n" for line in _check_lines(tallies, other)))
    for line in low:
        print(f"filmdig: below the floor of {options.floor:g}: {line}", file=sys.stderr)
    if not any(tally.pages for tally in tallies):
        print("filmdig: no page has the marks of the layout", file=sys.stderr)
    return FAILED if low or not any(tally.pages for tally in tallies) else 0


def _check_lines(tallies: Sequence[_Tally], other: Sequence[str]) -> Iterator[str]:
    for tally in tallies:
        yield f"{tally.layout.site}/{tally.layout.name}: {how_many(tally.pages, 'pages')}"
        for field in tally.layout.fields() if tally.pages else ():
            share = tally.present[field] / tally.pages
            agreed = f"{tally.agreed[field]} of {tally.compared[field]}"
            agreed = f"agrees with the generic reader on {agreed}" if tally.compared[field] else ""
            yield f"  {field:18}{tally.present[field]:>6}{share:>7.0%}  {agreed}".rstrip()
    if other:
        more = f" and {len(other) - 3} more" if len(other) > 3 else ""
        yield f"matched by no template of the file: {how_many(len(other), 'pages')} ({', '.join(other[:3])}{more})"
