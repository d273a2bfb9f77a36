"""Cut texts before and after their repair, as far as the record shows."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from filmdig.output.report.markup import LONGEST_URL, paragraphs, shortened
from filmdig.parsers.record.merged_film import MergedFilm, SourcedTruncation
from filmdig.parsers.record.page_record import Page, Record, Truncation

# Characters shown before and after a seam.
_BEFORE, _AFTER = 320, 320
_SEAMS = 3

_CUT = '<mark class="cut">✂ cut here</mark>'
_SEAM = '<mark class="seam" title="seam">⁞</mark>'

_REPLACED = (
    '<p class="note">The page also had a shorter text, which was replaced by the whole one. The record keeps the whole.</p>'
)


class CutExample(msgspec.Struct, frozen=True):
    """One cut text.

    Attributes:
        before: the text as the page showed it, as HTML.
        after: the text as the record has it around the seams, as HTML.
        url: the page's address.
        replay_url: the address of the capture in the archive.
        place: the file that holds the page, and the offset in it.
    """

    title: str | None
    path: str
    state: str
    by: str | None
    doubt: str | None
    full_text_url: str | None
    before: str
    after: str
    url: str | None
    replay_url: str | None
    captured_at: str | None
    place: str | None


def at(value: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer (RFC 6901) in a record; None if there is none."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)] if name.isascii() and name.isdigit() and len(name) < 9 and int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, msgspec.Struct) and name in value.__struct_fields__:
            value = getattr(value, name)
        else:
            return None
    return value


def example(of: Record | MergedFilm, cut: Truncation | SourcedTruncation) -> CutExample:
    """Return a cut of a record or merged film as an example for the report."""
    before, after = sides(at(of, cut.path), cut)
    if isinstance(of, MergedFilm):
        source = getattr(cut, "source", None)
        page = next((each.page for each in of.sources if each.id == source), None)
    else:
        page = of.page
    return CutExample(
        title=shortened(of.film.title, 200) if of.film.title else None,
        path=shortened(cut.path, 200),
        state=cut.state,
        by=cut.by,
        doubt=shortened(cut.doubt, 300) if cut.doubt else None,
        full_text_url=_bounded(cut.full_text_url),
        before=before,
        after=after,
        url=_bounded(page.url if page else None),
        replay_url=_bounded(page.replay_url if page else None),
        captured_at=_bounded(page.captured_at if page else None),
        place=shortened(place_of(page) or "", 300) if page else None,
    )


def how_closed(cut: Truncation | SourcedTruncation) -> str:
    """Return how a cut was repaired or, if it is open, why it was not."""
    if cut.state == "repaired":
        return (cut.by or "not stated").replace("_", " ")
    if cut.full_text_url:
        return "the rest is on another page"
    return "the page does not state where the rest is"


def place_of(page: Page) -> str | None:
    """Return the file that holds a page, and the offset in it."""
    path, offset = page.location.path, page.location.offset
    return f"{path}, offset {offset:,}" if path and offset is not None else path


def _bounded(text: str | None) -> str | None:
    """Return an address, shortened if it is longer than any that can be linked to."""
    return text[: 2 * LONGEST_URL] if text else None


def sides(text: Any, cut: Truncation | SourcedTruncation) -> tuple[str, str]:
    """Return a cut text before and after its repair, as HTML."""
    if isinstance(text, list):
        shown = f"<p>A list of {len(text):,} members, which the page shows cut.</p>"
        return f"{shown}<p>{_CUT}</p>", shown if cut.state == "repaired" else _still(cut)
    if not isinstance(text, str):
        gone = '<p class="note">The record has no text there.</p>'
        return gone, gone
    if cut.state == "open":
        return f"<p>{_tail(text)} {_CUT}</p>", _still(cut)
    seams = sorted({seam for seam in cut.seams if 0 <= seam <= len(text)})
    if not seams:
        return _REPLACED, f"<p>{_head(text)}</p>"
    return f"<p>{_tail(text[: seams[0]])} {_CUT}</p>", _around(text, seams)


def _still(cut: Truncation | SourcedTruncation) -> str:
    more = "The page linked to the rest." if cut.full_text_url else "The page did not state where the rest is."
    return f'<p class="note">Still cut: the rest is not in the page. {more}</p>'


def _tail(text: str) -> str:
    left_out = max(0, len(text) - _BEFORE)
    return _more(left_out) + paragraphs(text[left_out:])


def _head(text: str) -> str:
    most = _BEFORE + _AFTER
    return paragraphs(text[:most]) + _more(max(0, len(text) - most))


def _more(characters: int) -> str:
    return f' <span class="note">[{characters:,} characters]</span> ' if characters else ""


def _around(text: str, seams: list[int]) -> str:
    """Return the text around the first seams, with the seams marked and the number of characters left out."""
    html, done = "", 0
    for seam in seams[:_SEAMS]:
        begin = max(done, seam - _BEFORE)
        html += _more(begin - done) + paragraphs(text[begin:seam]) + _SEAM
        done = seam
    end = min(len(text), done + _AFTER)
    if len(seams) > _SEAMS:
        end = min(end, seams[_SEAMS])
    html += paragraphs(text[done:end]) + _more(len(text) - end)
    count = f"{len(seams):,} seams" if len(seams) > 1 else "1 seam"
    places = ", ".join(f"{seam:,}" for seam in seams[:_SEAMS]) + (", …" if len(seams) > _SEAMS else "")
    return f'<p>{html}</p><p class="note">{escape(count)}, at character {escape(places)} of {len(text):,}</p>'
