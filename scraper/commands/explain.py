"""The command `filmdig explain`."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from filmdig.output.explained import as_html
from filmdig.output.files import replacing
from filmdig.output.streams import STANDARD_OUTPUT, is_stream
from filmdig.parsers.explain import Explanation, explain
from filmdig.parsers.learning.data_layout import data_layouts, load
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import SourceError, UsageError
from filmdig.parsers.record.given import capture_time, page_address
from filmdig.scraper.commands.browser import check_open, open_page
from filmdig.scraper.commands.inputs import copied_input
from filmdig.scraper.commands.places import check_apart
from filmdig.scraper.sources import Damage, Skipped, contents

NAME = "explain"
HELP = """\
Show how a page's record was made: which layout read it, and why not the others; for each field its value, the selector
and the place in the page; each cut with its seam marked; all text of the page that is in no field.

example:
  filmdig explain page.html --html explained.html --open
  filmdig explain crawl.warc.gz --url http://www.flixster.com/movie/some-film/"""

LAYOUTS_HELP = "layout files, or folders of them, tried if no built-in layout matches the page: see `filmdig learn`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add(
        "page",
        metavar="PAGE",
        help="a saved page, or - for standard input; or an archive, of which the first page is explained, or the one selected by "
        "the options",
    )
    add("--url", help="the page's original URL; for an archive, the page to explain")
    add("--captured-at", metavar="TIME", help="the capture time; for an archive, take the capture nearest to it")
    add("--offset", metavar="N", type=int, help="for an archive, the offset of the capture's record")
    add("--record-id", metavar="ID", help="for an archive, the id of the capture's record")
    add("--layouts", nargs="+", action="extend", default=[], metavar="FILE", help=LAYOUTS_HELP)
    add("--html", metavar="FILE", help="write the explanation beside the page, as one HTML file")
    add("--open", action="store_true", help="open the HTML file in the browser")


def run(options: argparse.Namespace) -> int:
    """Explain one page."""
    if options.page != "-" and not Path(options.page).exists():
        raise UsageError("no such file", where=options.page, todo="check its name")
    check_open(options.open, "--html", options.html)
    check_apart({"--html": options.html, STANDARD_OUTPUT: None if options.html else "-"}, [options.page])
    with copied_input([options.page]) as copy:
        capture, which = _capture(options, copy or options.page)
    explanation = explain(capture, data_layouts(load(options.layouts)))
    if options.html:
        with replacing(options.html) as file:
            file.write(as_html(explanation).encode("utf-8", "replace"))
        if not is_stream(options.html):
            sys.stdout.write(f"{options.html}: {which}\n")
        if options.open:
            open_page(options.html)
        return 0
    paint = _Paint(sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    sys.stdout.write("\n".join([paint(_DIM, which), *_lines(explanation, paint)]) + "\n")
    return 0


def _capture(options: argparse.Namespace, page_file: str) -> tuple[Capture, str]:
    """Return the capture that the options select, and a description: its number, the count of captures, its place.

    Raises:
        UsageError: `--url` is not a URL, or `--captured-at` is not a time.
        SourceError: no capture matches the options.
    """
    url = page_address(options.url, "--url") if options.url else None
    when = capture_time(options.captured_at, "--captured-at") if options.captured_at else None
    seen, number, best = 0, 0, None
    with closing(contents([page_file])) as found_there:
        for found in found_there:
            if isinstance(found, Damage | Skipped):
                continue
            seen += 1
            if _is_selected(found, options, url) and (best is None or _nearer(found, best, when)):
                best, number = found, seen
    if best is None:
        asked = {"--url": url, "--offset": options.offset, "--record-id": options.record_id}
        named = " and ".join(f"{option} {value}" for option, value in asked.items() if value is not None)
        what = f"none of its {seen:,} captures has {named}" if seen else "there is no page in it"
        raise SourceError(what, where=options.page, todo="give another file or other options")
    page = msgspec.structs.replace(best, url=best.url or url, captured_at=best.captured_at or when)
    return page, f"capture {number:,} of {seen:,}" + (f", {', '.join(_place(best))}" if seen > 1 else "")


def _place(capture: Capture) -> Iterator[str]:
    """Return where a capture is, in terms of the options that select it."""
    location = capture.location
    named = {"offset": location.offset, "record": location.record_id}
    parts = [location.path, *(f"{name} {value}" for name, value in named.items() if value is not None)]
    return (_printable(str(part)) for part in (*parts, capture.url, capture.captured_at) if part is not None)


def _is_selected(capture: Capture, options: argparse.Namespace, url: str | None) -> bool:
    location = capture.location
    if options.offset is not None and location.offset != options.offset:
        return False
    if options.record_id is not None and _bare(location.record_id or "") != _bare(options.record_id):
        return False
    return url is None or capture.url in (None, url)


def _bare(record_id: str) -> str:
    return record_id.strip("<>").removeprefix("urn:uuid:").lower()


def _nearer(capture: Capture, other: Capture, when: str | None) -> bool:
    """Return whether a capture is nearer to a time than another capture."""
    return when is not None and _seconds_between(capture.captured_at, when) < _seconds_between(other.captured_at, when)


def _seconds_between(captured_at: str | None, when: str) -> float:
    if captured_at is None:
        return math.inf
    first, second = (_moment(text) for text in (captured_at, when))
    return abs((first - second).total_seconds())


def _moment(text: str) -> datetime:
    """Return the start of a time of any precision."""
    found = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class _Paint:
    """Colours text, if switched on."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on else text


_HEAD, _GOOD, _BAD, _DIM = "1", "32", "31", "2"


def _lines(explanation: Explanation, paint: _Paint) -> Iterator[str]:
    page = explanation.record.page
    yield paint(_HEAD, f"{page.kind}  {page.site or '(no known site)'}/{page.layout or '-'}")
    yield f"  {page.location}  {page.rendition}, {page.encoding} (from {page.encoding_from})"
    for one in page.layout_evidence:
        yield paint(_DIM, f"  because: {one}")
    if explanation.replay_marks:
        yield f"  replay undone: {', '.join(explanation.replay_marks)}; lines are those of the page without it"
    yield ""
    yield paint(_HEAD, "Layouts tried")
    for candidate in explanation.candidates:
        state = paint(_GOOD, "chosen") if candidate.chosen else paint(_DIM, "not chosen")
        host = ", the page's host is this site's" if candidate.host else ""
        yield f"  {candidate.site}/{candidate.layout}: {state}{host}"
        for mark, has in candidate.marks:
            yield f"    {paint(_GOOD, '+') if has else paint(_BAD, '-')} {_printable(mark)}"
        for mark in candidate.refused:
            yield f"    {paint(_BAD, '!')} refuses pages with {_printable(mark)}"
    yield ""
    yield paint(_HEAD, "Fields")
    for field in explanation.fields:
        yield f"  {field.path}  {_short(field.value) if field.said != 'not on this page' else paint(_DIM, field.said)}"
        for place in field.places:
            line = f"line {place.line}" if place.line else "in the page's data"
            how = "searched" if field.searched else _printable(place.selector)
            yield paint(_DIM, f"      {line}  {how}  “{_printable(place.text[:80])}”")
        if field.said and field.said != "not on this page":
            yield paint(_DIM, f"      {field.said}")
    if explanation.statements:
        yield ""
        yield paint(_HEAD, "Witnesses")
    for statement in explanation.statements:
        mark = paint(_GOOD, "+") if statement.taken else " "
        yield f"  {mark} {statement.path}  {_short(statement.value)}"
        yield paint(_DIM, f"      {statement.witness}, strength {statement.strength}: {_printable(statement.place)}")
    yield ""
    yield paint(_HEAD, f"Cuts ({len(explanation.cuts)})")
    for cut in explanation.cuts:
        how = paint(_GOOD, f"repaired by {cut.by}") if cut.state == "repaired" else paint(_BAD, "open")
        yield f"  {cut.path}: {how}{f'; {cut.doubt}' if cut.doubt else ''}"
        for around in cut.around:
            yield f"      …{_printable(around)}…"
        if cut.full_text_url:
            yield f"      the rest was at {_printable(cut.full_text_url)}"
    if explanation.record.issues:
        yield ""
        yield paint(_HEAD, f"Issues ({len(explanation.record.issues)})")
        for issue in explanation.record.issues:
            yield f"  {issue.code} {issue.path or ''}: {_printable(issue.message)}"
    yield ""
    yield paint(_HEAD, f"Text in no field ({len(explanation.untaken)} pieces)")
    for piece in explanation.untaken:
        yield paint(_DIM, f"  line {piece.line}: ") + _printable(piece.text)


def _printable(text: str) -> str:
    """Return a page's text without control characters, which a terminal could obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\n", " "))


def _short(value: Any) -> str:
    if isinstance(value, list):
        shown = "; ".join(_short(one) for one in value[:3])
        return f"[{len(value)}] {shown}{'; …' if len(value) > 3 else ''}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(inside)}" for key, inside in value.items() if inside not in (None, [], {}))
    text = _printable(str(value))
    return text if len(text) <= 100 else f"{text[:60]}… {text[-30:]} ({len(text)} characters)"
