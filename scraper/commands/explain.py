"""`filmdig explain`."""

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
Say why a page's record is as it is: which layout read it and why not the others; for each field the value, the selector
and where in the page it stood; each cut with its seam marked; all text of the page that no field took.

example:
  filmdig explain page.html --html explained.html --open
  filmdig explain crawl.warc.gz --url http://www.flixster.com/movie/some-film/"""

LAYOUTS_HELP = "layout files, or folders of them, tried where no built-in layout knows the page: see `filmdig learn`"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's own arguments."""
    add = parser.add_argument
    add(
        "page",
        metavar="PAGE",
        help="a saved page, or - for standard input; or an archive: then its first page, or the one that the options name",
    )
    add("--url", help="the page's address on the live web; in an archive, which page")
    add("--captured-at", metavar="TIME", help="when it was captured; in an archive, the capture of --url that is nearest")
    add("--offset", metavar="N", type=int, help="in an archive, the capture whose record has this offset")
    add("--record-id", metavar="ID", help="in an archive, the capture whose record has this id")
    add("--layouts", nargs="+", action="extend", default=[], metavar="FILE", help=LAYOUTS_HELP)
    add("--html", metavar="FILE", help="write it side by side with the page, as one HTML file")
    add("--open", action="store_true", help="open that file in the browser")


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
    """Return the capture that the options name, and which of how many it is.

    Raises:
        UsageError: an address or a time that is none.
        SourceError: there is none.
    """
    url = page_address(options.url, "--url") if options.url else None
    when = capture_time(options.captured_at, "--captured-at") if options.captured_at else None
    seen, number, best = 0, 0, None
    with closing(contents([page_file])) as found_there:
        for found in found_there:
            if isinstance(found, Damage | Skipped):
                continue
            seen += 1
            if _is_named(found, options, url) and (best is None or _nearer(found, best, when)):
                best, number = found, seen
    if best is None:
        asked = {"--url": url, "--offset": options.offset, "--record-id": options.record_id}
        named = " and ".join(f"{option} {value}" for option, value in asked.items() if value is not None)
        what = f"none of its {seen:,} captures has {named}" if seen else "there is no page in it"
        raise SourceError(what, where=options.page, todo="name another")
    page = msgspec.structs.replace(best, url=best.url or url, captured_at=best.captured_at or when)
    return page, f"capture {number:,} of {seen:,}" + (f", {', '.join(_place(best))}" if seen > 1 else "")


def _place(capture: Capture) -> Iterator[str]:
    """Yield where a capture is, in the words of the options that name it."""
    location = capture.location
    named = {"offset": location.offset, "record": location.record_id}
    parts = [location.path, *(f"{name} {value}" for name, value in named.items() if value is not None)]
    return (_printable(str(part)) for part in (*parts, capture.url, capture.captured_at) if part is not None)


def _is_named(capture: Capture, options: argparse.Namespace, url: str | None) -> bool:
    location = capture.location
    if options.offset is not None and location.offset != options.offset:
        return False
    if options.record_id is not None and _bare(location.record_id or "") != _bare(options.record_id):
        return False
    return url is None or capture.url in (None, url)


def _bare(record_id: str) -> str:
    return record_id.strip("<>").removeprefix("urn:uuid:").lower()


def _nearer(capture: Capture, other: Capture, when: str | None) -> bool:
    """Whether a capture is nearer to a time than another that came before it."""
    return when is not None and _seconds_between(capture.captured_at, when) < _seconds_between(other.captured_at, when)


def _seconds_between(captured_at: str | None, when: str) -> float:
    if captured_at is None:
        return math.inf
    first, second = (_moment(text) for text in (captured_at, when))
    return abs((first - second).total_seconds())


def _moment(text: str) -> datetime:
    """Return the moment that a time of any precision begins with."""
    found = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class _Paint:
    """Colours, on a terminal alone."""

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
        state = paint(_GOOD, "took it") if candidate.chosen else paint(_DIM, "not it")
        host = ", the host is this site's" if candidate.host else ""
        yield f"  {candidate.site}/{candidate.layout}: {state}{host}"
        for mark, has in candidate.marks:
            yield f"    {paint(_GOOD, '+') if has else paint(_BAD, '-')} {_printable(mark)}"
        for mark in candidate.refused:
            yield f"    {paint(_BAD, '!')} it refuses pages with {_printable(mark)}"
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
    for said in explanation.statements:
        mark = paint(_GOOD, "+") if said.taken else " "
        yield f"  {mark} {said.path}  {_short(said.value)}"
        yield paint(_DIM, f"      {said.witness}, strength {said.strength}: {_printable(said.place)}")
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
    yield paint(_HEAD, f"In no field ({len(explanation.untaken)} pieces of text)")
    for piece in explanation.untaken:
        yield paint(_DIM, f"  line {piece.line}: ") + _printable(piece.text)


def _printable(text: str) -> str:
    """Text of a page without what would steer the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\n", " "))


def _short(value: Any) -> str:
    if isinstance(value, list):
        shown = "; ".join(_short(one) for one in value[:3])
        return f"[{len(value)}] {shown}{'; …' if len(value) > 3 else ''}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(inside)}" for key, inside in value.items() if inside not in (None, [], {}))
    text = _printable(str(value))
    return text if len(text) <= 100 else f"{text[:60]}… {text[-30:]} ({len(text)} characters)"
