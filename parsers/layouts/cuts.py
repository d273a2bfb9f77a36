"""Cut texts: every known way in which a page shows a text cut, and its repair.

A text is cut in one of five forms. A site uses different forms in different years, so a layout states which:

1. the rest is hidden after the marker (`hidden_remainder`): it is appended, without a separator unless the layout gives one;
2. the whole text is hidden next to its teaser (`hidden_full_text`): it replaces the teaser;
3. the text is clamped by CSS or a script: the text in the page is whole, and there is nothing to do;
4. the text is cut by the server (`server_cut`): it stays `open`, with the link to the rest;
5. the whole text is in a script's JSON (`embedded_data`): it replaces the teaser.

A cut is recognized by its marker's markup, never by an ellipsis: authors write those too. Letters are never made up.
Cut lists, and names and roles cut in lists, are in `cut_lists`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CutState, RepairedBy


class Passage(msgspec.Struct, kw_only=True):
    """A text, and what is known about its cut.

    Attributes:
        text: the tidy text, without the marker.
        state: `repaired` or `open`; None for a text that the page does not show cut.
        by: how it was repaired.
        seams: offsets in `text` where two parts meet.
        doubt: why a repair is uncertain, in words; for example, a seam may have lost or gained a character.
        full_text_url: the page's link to the whole text.
        credit: the author of the text ("~ NAME, AGENCY"), removed from `text`.
    """

    text: str
    state: CutState | None = None
    by: RepairedBy | None = None
    seams: list[int] = []
    doubt: str | None = None
    full_text_url: str | None = None
    credit: str | None = None


class Cut(Protocol):
    """One form of cut, configured for a layout."""

    def __call__(self, node: Node) -> Passage | None:
        """Return the node's text, repaired or open; None if the node does not have this form of cut."""


_CREDIT = re.compile(r"(?<!\s)\s*+~\s*+([^~\n]{2,80}?)(?<!\s)\s*+$")


def join(visible: str, hidden: str, separator: str = "") -> Passage:
    """Join a shown part and the hidden rest (form 1), both raw: their white space shows whether a word continues."""
    text, seams = tidy(visible + separator + hidden, [len(visible)])
    return Passage(text=text, state="repaired", by="hidden_remainder", seams=[s for s in seams if 0 < s < len(text)])


def replace(teaser: str, whole: str, by: RepairedBy = "hidden_full_text", *, may_be_rest: bool = False) -> Passage:
    """Replace a teaser by the whole text (forms 2 and 5).

    Args:
        teaser: the text that the page shows.
        whole: the whole text.
        by: where the whole text was found.
        may_be_rest: whether the same markup held only the rest in another year (Metacritic's `blurb_expanded`: the rest in
            2010, the whole text by 2017). If so, a text that does not begin with the teaser is appended to it.
    """
    start = _without_dots(teaser)
    shown, _ = tidy(start)
    text, _ = tidy(whole)
    if not text:
        return still_open(shown)
    if text == (shown if start is teaser else tidy(teaser)[0]):  # a short text may be there twice, uncut
        return Passage(text=text)
    # A page re-saved as ISO-8859-1 prints its ellipsis as "?" (Flixster, 2017-05).
    if is_prefix(shown, text) or is_prefix(shown.rstrip("?"), text):
        return Passage(text=text, state="repaired", by=by)
    if may_be_rest:
        return join(start, whole)
    return Passage(text=text, state="repaired", by=by, doubt="the whole text does not begin as its teaser does")


def still_open(visible: str, full_text_url: str | None = None) -> Passage:
    """Return a text whose rest is not in the page (form 4)."""
    text, _ = tidy(visible)
    return Passage(text=text, state="open", full_text_url=full_text_url)


def is_prefix(start: str, whole: str) -> bool:
    """Return whether `whole` begins with `start`, ignoring white space and the style of quotes and dashes."""
    if whole.startswith(start) and not start.endswith((".", "…")):  # a final dot may be the first of three
        return True
    # In a tidy text white space is single, and "..." shrinks to a third: no more of a long text can matter.
    return _plain(whole[: 4 * len(start) + 64]).startswith(_plain(start))


_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": ".", "...": "."}


def _plain(text: str) -> str:
    for printed, simple in _PLAIN.items():  # faster than `str.translate`, which looks up each character of a non-ASCII text
        text = text.replace(printed, simple)
    return "".join(text.split())


def without_marker(visible: str) -> str:
    """Return a shown part without the dots and bracket before its marker: "Wor... ( read more )", "Text … More" (Flixster)."""
    shown = visible.rstrip()
    if shown.endswith("»"):
        return shown[:-1].rstrip()
    return _without_dots(shown[:-1].rstrip() if shown.endswith("(") else visible)


def _without_dots(text: str) -> str:
    """Return a text without an ellipsis at its end and the blanks around it; the same object if it has none."""
    shown = text.rstrip()
    if shown.endswith("…"):
        return shown[:-1].rstrip()
    return shown[:-3].rstrip() if shown.endswith("...") else text


def split_credit(passage: Passage) -> Passage:
    """Move "~ NAME, AGENCY" from the end of a text to its credit (Rovi's and All Movie Guide's texts, 1998 to 2016)."""
    match = _CREDIT.search(passage.text) if "~" in passage.text else None
    if match:
        passage.credit = match[1]
        passage.text = passage.text[: match.start()].rstrip()
        passage.seams = [seam for seam in passage.seams if seam < len(passage.text)]
    return passage


def plain(node: Node, drop: str | None = None) -> Passage:
    """Return a text that is not cut, without the elements that `drop` selects."""
    raw, _ = node.raw_text(drop=node.all(drop) if drop else ())
    return Passage(text=tidy(raw)[0])


def hidden_remainder(
    marker: str,
    hidden: str = '[style*="display:none"], [style*="display: none"]',
    *,
    separator: str = "",
    drop: str | None = None,
) -> Cut:
    """Return form 1: a hidden element with the rest follows the marker. If none follows, the cut is `open`.

    Args:
        marker: selects the marker, or an element in it.
        hidden: a selector that the marker's next sibling must match.
        separator: the text to put between the two parts, if the site omitted it; nearly always empty.
        drop: selects elements that are not part of the text.
    """

    def cut(node: Node) -> Passage | None:
        mark = node.first(marker)
        if mark is None:
            return None
        link, outer = mark, mark
        while not (outer.next is not None and outer.next.matches(hidden)):
            parent = outer.parent
            if parent is None or parent == node:
                return _open_at(node, mark, link, drop)
            outer = parent
        dropped = [outer, *(node.all(drop) if drop else ())]
        raw, offsets = node.raw_text(drop=dropped)
        at = offsets.get(outer, len(raw))
        # If the marker has no dots of its own, those before it are the server's.
        visible = without_marker(raw[:at]) if not _has_dots(outer) else raw[:at]
        return join(visible, raw[at:], separator)

    return cut


def _has_dots(marker: Node) -> bool:
    return marker.text.startswith(("...", "…"))


def _open_at(node: Node, mark: Node, link: Node, drop: str | None) -> Passage:
    raw, offsets = node.raw_text(drop=[mark, *(node.all(drop) if drop else ())])
    at = offsets.get(mark, len(raw))
    anchor = link if link.tag == "a" else link.first("a[href]")
    url = anchor.attr("href") if anchor is not None else None
    tail = re.sub(r"^[\s).»\]]+", "", raw[at:])
    return still_open(
        without_marker(raw[:at]) + (" " + tail if tail.strip() else ""),
        url if url and not url.startswith("javascript:") else None,
    )


def server_cut(marker: str, *, drop: str | None = None, url: Callable[[Node], str | None] | None = None) -> Cut:
    """Return form 4: the page has only a link to the rest.

    Args:
        marker: selects the link or button at the end of the text.
        drop: selects elements that are not part of the text.
        url: reads the URL of the whole text from the node, if it is not the marker's `href`.
    """

    def cut(node: Node) -> Passage | None:
        mark = node.first(marker)
        if mark is None:
            return None
        passage = _open_at(node, mark, mark, drop)
        if url is not None:
            passage.full_text_url = url(node)
        return passage

    return cut


def shown_part(selector: str, *, drop: str | None = None, url: Callable[[Node], str | None] | None = None) -> Cut:
    """Return form 4 for pages that mark a cut by an element around the shown part (Letterboxd's `collapsed-text`, 2025).

    Args:
        selector: selects the shown part; it matches only if the text is cut.
        drop: selects the marker's words in it.
        url: reads the URL of the whole text from the text's node.
    """

    def cut(node: Node) -> Passage | None:
        shown = node.first(selector)
        if shown is None:
            return None
        raw, _ = shown.raw_text(drop=shown.all(drop) if drop else ())
        return still_open(without_marker(raw), url(node) if url else None)

    return cut


def clipped(length: int, *, drop: str | None = None) -> Cut:
    """Return form 4 for pages without a link: the server kept exactly `length` characters and added dots.

    The exact length distinguishes such a cut from an author's own dots; a text of any other length is whole.
    """

    def cut(node: Node) -> Passage | None:
        text, _ = tidy(node.raw_text(drop=node.all(drop) if drop else ())[0])
        shown = _without_dots(text)
        is_cut = shown is not text and len(text.removesuffix("...").removesuffix("…")) == length
        return still_open(shown) if is_cut else Passage(text=text)

    return cut


def hidden_full_text(teaser: str, full: str, *, drop: str | None = None, may_be_rest: bool = False) -> Cut:
    """Return form 2: `teaser` selects the shown part, `full` the hidden whole text, `drop` elements that belong to neither."""

    def cut(node: Node) -> Passage | None:
        whole = node.first(full)
        shown = node.first(teaser)
        if whole is None or shown is None:
            return None
        raw, _ = whole.raw_text(drop=whole.all(drop) if drop else ())
        start, _ = shown.raw_text(drop=shown.all(drop) if drop else ())
        return replace(start, raw, may_be_rest=may_be_rest)

    return cut


def embedded_data(teaser: Callable[[Node], str | None], whole: Callable[[Node], str | None]) -> Cut:
    """Return form 5: the page's data has the whole of a text that the page shows cut."""

    def cut(node: Node) -> Passage | None:
        text, shown = whole(node), teaser(node)
        if not text or shown is None or one_line(shown) == one_line(text):
            return None
        return replace(shown, text, by="embedded_data")

    return cut


def rendered(text: str, marker: re.Pattern[str]) -> Passage:
    """Return a text from a crawler's plain text, in which shown part, marker and hidden rest follow one another.

    Args:
        text: the raw text.
        marker: matches the dots, the link's words and its image's alternative text, but not the blanks around them.
    """
    match = marker.search(text)
    if match is None:
        return Passage(text=tidy(text)[0])
    visible, hidden = text[: match.start()], text[match.end() :]
    if not hidden.strip():
        return still_open(visible)
    doubt = seam_doubt(visible, hidden)
    passage = join(visible, hidden.lstrip() if doubt == _SPLIT_NUMBER else hidden)
    passage.doubt = doubt
    return passage


#: A renderer may put a blank between inline elements, and the cut may be inside a number: "in 20" and "02. Creator".
_SPLIT_NUMBER = "a number may be two numbers at the seam"


def seam_doubt(visible: str, hidden: str) -> str | None:
    """Return how a renderer may have lost or added a character where two parts meet, in words; None if the parts fit."""
    before, after = visible[-1:], hidden[:1]
    if before.isspace() and after.isspace():
        return None
    if before.isdigit() and after.isspace() and hidden.lstrip()[:1].isdigit():
        return _SPLIT_NUMBER
    if before in ",.;:!?)" and after.isalnum():
        return "a space or line break may be missing at the seam"
    last = re.search(r"(?<![^\W_])([^\W\d_]{1,2})$", visible)
    if last and after.isspace() and last[1].lower() not in _SHORT_WORDS:
        return f"the word {last[1]!r} may have lost letters at the seam"
    return None


_SHORT_WORDS = frozenset(
    "a i o an as at be by do go he if in is it me my no of on or so to up us we am ok oh mr ms dr st vs tv".split()  # noqa: SIM905
)

_CUT_NAME = re.compile(r"^(.*?)(?<!\s)\s*+(?:\.{3}|…)$")


def complete_from_slug(shown: str, slug: str) -> Passage:
    """Return a title that the page shows cut, completed from the page's own URL.

    The slug's letters must begin with the shown ones. The added part has the slug's case, and a closing bracket if one is open.

    Args:
        shown: "Zerkalo (The Mirr...".
        slug: "zerkalo-the-mirror", the last part of the page's path.
    """
    match = _CUT_NAME.match(shown)
    start = match[1] if match else shown
    words = re.sub(r"[\W_]+", " ", slug).strip()
    letters = [i for i, character in enumerate(words) if character != " "]
    have = re.sub(r"[\W_]+", "", start).lower()
    flat = words.replace(" ", "").lower()
    if not have or not flat.startswith(have) or len(flat) == len(have):
        return still_open(start)
    at = letters[len(have)]
    rest = words[at:] if words[at - 1] != " " or not start[-1:].isalnum() else " " + words[at:]
    text = start + rest
    doubt = "completed from the page's address, which has neither capitals nor punctuation"
    if start.count("(") > start.count(")"):
        text += ")"
        doubt += "; the closing bracket was added as well"
    return Passage(text=text, state="repaired", by="url", seams=[len(start)], doubt=doubt)


class CutList(msgspec.Struct):
    """A list that the page shows cut.

    Attributes:
        items: the members that the page prints.
        total: how many members there are according to the page.
        full_text_url: the page's link to the whole list.
        by: how the list was completed (the page's data had the rest); None while it is cut.
    """

    items: list[Any]
    total: int | None = None
    full_text_url: str | None = None
    by: RepairedBy | None = None


def cut_list(items: list[Any], cut: object, *, total: int | None = None, url: str | None = None) -> list[Any] | CutList:
    """Return a list, as a `CutList` if `total` exceeds its length or, without a total, if `cut` is true.

    If the total is reached the list is whole, whatever is linked. An empty list without a total is not cut.
    """
    if total > len(items) if total is not None else items and cut:
        return CutList(items, total, url)
    return items
