"""Explain a record: the layouts tried, where each value was found, the seams of each cut, and the text in no field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from filmdig.parsers.choose import Layouts, layouts, of_host, on_host
from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.layout import Layout, has_mark, mark_name, pointer
from filmdig.parsers.page.document import host_of
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.page.traced import Found, TracedPage
from filmdig.parsers.read import open_page, read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record, to_json


class Candidate(msgspec.Struct, frozen=True):
    """A layout that was tried.

    Attributes:
        site, layout: its site and name.
        chosen: whether it read the page.
        host: whether the page's host belongs to the layout's site.
        marks: each mark, and whether the page has it.
        refused: the marks that the layout refuses and the page has.
    """

    site: str
    layout: str
    chosen: bool
    host: bool
    marks: list[tuple[str, bool]]
    refused: list[str]


class Field(msgspec.Struct, frozen=True):
    """A field of the record: its value, and where in the page it was found.

    Attributes:
        path: its JSON Pointer.
        value: the value as in the record.
        places: the elements that it was read from, the first of each selector; in a text rendition, lines.
        said: why there are no places (embedded data, an attribute, not on the page); None if there are some.
        searched: whether the places were found by searching the source for the value's text, not reported by its reader.
        positions: line and column of all elements, in every row, that hold part of the value.
    """

    path: str
    value: Any
    places: list[Found]
    said: str | None = None
    searched: bool = False
    positions: list[tuple[int, int]] = []


class ShownCut(msgspec.Struct, frozen=True):
    """A cut text: its state, and the text around each seam, which is marked by ``|``."""

    path: str
    state: str
    by: str | None
    doubt: str | None
    around: list[str]
    full_text_url: str | None


class WitnessStatement(msgspec.Struct, frozen=True):
    """A field's value according to one witness of the generic reader.

    Attributes:
        path: the field's JSON Pointer.
        strength: 1 (weak) to 4.
        taken: whether this value is in the record.
    """

    path: str
    value: Any
    witness: str
    place: str
    strength: int
    taken: bool


class UntakenText(msgspec.Struct, frozen=True):
    """A piece of visible text that is in no field."""

    line: int | None
    text: str


class Explanation(msgspec.Struct, frozen=True):
    """Everything that `explain` reports about one capture."""

    record: Record
    source: str
    rendition: str
    replay_marks: list[str]
    candidates: list[Candidate]
    fields: list[Field]
    cuts: list[ShownCut]
    untaken: list[UntakenText]
    statements: list[WitnessStatement] = []


def explain(capture: Capture, layouts_of_files: Layouts = ()) -> Explanation:
    """Read a capture and explain how each part of its record came about.

    Args:
        capture: the page.
        layouts_of_files: layouts from files, tried if no built-in layout reads the page.
    """
    record = read_capture(capture, layouts=layouts_of_files)
    tried = (*layouts(), *layouts_of_files)
    opened = open_page(capture, TracedPage)
    page = opened.page
    built = json.loads(to_json(record))
    chosen = next((layout for layout in tried if (layout.site, layout.name) == (record.page.site, record.page.layout)), None)
    return Explanation(
        record=record,
        source=page.html,
        rendition=page.rendition,
        replay_marks=list(opened.replayed.marks),
        candidates=_candidates(page, chosen, tried),
        fields=_fields(page, chosen, built),
        cuts=_cuts(built),
        untaken=_untaken(page, built),
        statements=_statements(page) if record.page.read_by in ("generic", "learned") else [],
    )


def _statements(page: TracedPage) -> list[WitnessStatement]:
    """Return all statements of the generic reader's witnesses, by field."""
    return [
        WitnessStatement(pointer(field), _plain(one.value), one.witness, one.place, one.strength, one is settled.taken)
        for field, settled in read_generic(page, Record()).items()
        for one in settled.statements
    ]


def _plain(value: Any) -> Any:
    """Return a statement's value as plain JSON data; a passage becomes its text."""
    if isinstance(value, Passage):
        return value.text
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, msgspec.Struct):
        return {
            name: _plain(getattr(value, name)) for name in value.__struct_fields__ if getattr(value, name) not in (None, [], {})
        }
    return value


def _candidates(page: TracedPage, chosen: type[Layout] | None, tried: Layouts) -> list[Candidate]:
    """Return the chosen layout, those of the same site, and those of which the page has a mark, most marks first."""
    hosts = (page.host, host_of(page.own_url))
    hosted = {layout for host in hosts for layout in of_host(host)}
    hosted |= {layout for layout in tried if any(on_host(host, layout.hosts) for host in hosts)}
    found = []
    for layout in tried:
        if layout.rendition != page.rendition:
            continue
        marks = [(mark_name(mark), has_mark(page, mark)) for mark in layout.marks]
        near = layout is chosen or layout in hosted or (chosen is not None and layout.site == chosen.site)
        if near or any(has for _, has in marks):
            refused = [mark_name(mark) for mark in layout.refuses if has_mark(page, mark)]
            found.append(Candidate(layout.site, layout.name, layout is chosen, layout in hosted, marks, refused))
    found.sort(key=lambda one: (not one.chosen, -sum(has for _, has in one.marks), one.site, one.layout))
    return found[:_CANDIDATES]


_CANDIDATES = 12


def _fields(page: TracedPage, chosen: type[Layout] | None, built: dict[str, Any]) -> list[Field]:
    own = chosen.fields() if chosen else ()
    names = list(own)
    if built["page"]["read_by"] != "layout":  # fields that the generic reader found, alone or in addition to a learned layout
        names += [name for name, value in built["film"].items() if value not in (None, [], {}) and name not in own]
    found = []
    for name in names:
        path = pointer(name)
        value = at_pointer(built, path)
        places: list[Found] = []
        positions: list[tuple[int, int]] = []
        if chosen is not None and name in own and page.rendition == "html":
            with page.trace.running() as seen:
                try:
                    getattr(chosen(), name)(page)
                except Exception as error:  # noqa: BLE001 - the record has it as field_failed: shown, not raised again
                    found.append(Field(path, value, [], f"its reader failed: {type(error).__name__}: {error}"))
                    continue
            # A value that is not on the page in this form (108 for "1 hr. 48 min.") comes from the last element that was read.
            holding = _elements_with(seen, value) or [one for one in seen[-1:] if value not in (None, [], {})]
            positions = [(one.line, one.column) for one in holding if one.line is not None and one.column is not None]
            places = _first_per_selector(holding)
        said, searched = None, False
        if value in (None, [], {}):
            said = "not on this page"
        elif not places:
            places = _lines_with(page, value)
            searched = bool(places)
            positions = [(one.line, one.column) for one in places if one.line is not None and one.column is not None]
            said = None if places else "not in the visible text: from an attribute, an address or the page's data"
        found.append(Field(path, value, places[:_PLACES], said, searched, positions))
    return found


_PLACES = 6
# How many of a value's strings are looked for in the elements.
_MAX_STRINGS = 160


def _strings(value: Any) -> Iterator[str]:
    """Yield every string in a value, and every number as pages print it."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key not in ("url", "author_url", "system", "kind", "by", "measure"):
                yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)
    elif isinstance(value, str) and value:
        yield one_line(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield f"{value:,}" if isinstance(value, int) and value > 9999 else str(value)


def _elements_with(seen: list[Found], value: Any) -> list[Found]:
    """Return the elements that hold part of the value: for each part the one with the shortest text."""
    kept: dict[tuple[str, int | None, int | None], Found] = {}
    for wanted in list(_strings(value))[:_MAX_STRINGS]:
        holding = [one for one in seen if wanted[:60] in one.text]
        if holding:
            best = min(holding, key=lambda one: len(one.text))
            kept.setdefault((best.selector, best.line, best.column), best)
    return list(kept.values())


def _first_per_selector(found: list[Found]) -> list[Found]:
    """Return the first element of each selector: the same selectors read every row of a list."""
    shown: dict[str, Found] = {}
    for one in found:
        shown.setdefault(one.selector, one)
    return list(shown.values())


def _lines_with(page: TracedPage, value: Any) -> list[Found]:
    """Return the lines of the source that hold the value's first words."""
    found: list[Found] = []
    lines = page.html.splitlines()
    for wanted in list(_strings(value))[:_PLACES]:
        at = next((number for number, line in enumerate(lines, 1) if wanted[:40] in line), None)
        if at is not None and all(one.line != at for one in found):
            line = lines[at - 1]
            start = max(0, line.find(wanted[:40]) - 20)
            found.append(Found("line", at, line.find(wanted[:40]), one_line(line[start : start + 120])))
    return found


def at_pointer(built: Any, path: str) -> Any:
    """Return the value at a JSON Pointer (RFC 6901); None if there is none."""
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(built, list):
            built = built[int(key)] if key.isdigit() and int(key) < len(built) else None
        else:
            built = built.get(key) if isinstance(built, dict) else None
    return built


def _cuts(built: dict[str, Any]) -> list[ShownCut]:
    found = []
    for cut in built["truncations"]:
        text = at_pointer(built, cut["path"]) or ""
        around = [f"{text[max(0, seam - 40) : seam]}|{text[seam : seam + 40]}" for seam in cut["seams"]]
        if not around and text:
            around = [f"{text[-60:]}|" if cut["state"] == "open" else f"{text[:40]}… {text[-40:]}"]
        found.append(ShownCut(cut["path"], cut["state"], cut["by"], cut["doubt"], around, cut["full_text_url"]))
    return found


_SHOWN = "*:not(script, style, template, noscript, title)"
# Members of a record that describe its page, not its content.
_ABOUT_THE_PAGE = {"page", "issues", "truncations", "derived", "schema_version", "id"}


def _untaken(page: TracedPage, built: dict[str, Any]) -> list[UntakenText]:
    """Return the visible pieces of text that are in no string of the record, each once, in the page's order."""
    parts = [value for name, value in built.items() if name not in _ABOUT_THE_PAGE]
    taken = f" {' '.join(_words(one) for one in _strings(parts))} "
    if page.rendition == "text":
        pieces = [(number, line) for number, line in enumerate(page.html.splitlines(), 1)]
    else:
        pieces = [(node.position[0] if node.position else 0, node.own_text) for node in page.all(_SHOWN)]
    found: dict[str, UntakenText] = {}
    for line, text in pieces:
        words = _words(text)
        if words and f" {words} " not in taken:
            found.setdefault(words, UntakenText(line or None, one_line(text)))
    return list(found.values())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
