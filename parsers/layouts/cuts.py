"""Cut texts: every known way in which a page shows a text cut, and its repair.

A text is cut in one of five forms. The same site uses different ones in different years, so a layout says which:

1. the rest is hidden beside the marker (`hidden_remainder`): glued on, with no separator unless the layout says so;
2. the whole text is hidden beside its teaser (`hidden_full_text`): replaces the teaser;
3. clamped by CSS or a script: the text in the page is whole and there is nothing to do;
4. cut by the server (`server_cut`): stays `open`, with the link to the rest;
5. the whole text is in a script's JSON (`embedded_data`): replaces the teaser.

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
    """A text, and what is known of its cut.

    Attributes:
        text: the text, tidy, no marker in it.
        state: `repaired` or `open`; None for a text that the page does not show cut.
        by: how it was made whole.
        seams: offsets in `text` where two parts meet.
        doubt: in words, when a seam may have lost or gained a character.
        full_text_url: where the page links the rest.
        credit: the author of the text ("~ NAME, AGENCY"), apart from it.
    """

    text: str
    state: CutState | None = None
    by: RepairedBy | None = None
    seams: list[int] = []
    doubt: str | None = None
    full_text_url: str | None = None
    credit: str | None = None


class Cut(Protocol):
    """One form of cut, as a layout has it."""

    def __call__(self, node: Node) -> Passage | None:
        """Return the node's text made whole or reported open; None where this form of cut is not there."""


_CREDIT = re.compile(r"(?<!\s)\s*+~\s*+([^~\n]{2,80}?)(?<!\s)\s*+$")


def join(visible: str, hidden: str, separator: str = "") -> Passage:
    """Form 1: a shown part and the hidden rest, both raw (their white space says whether a word continues)."""
    text, seams = tidy(visible + separator + hidden, [len(visible)])
    return Passage(text=text, state="repaired", by="hidden_remainder", seams=[s for s in seams if 0 < s < len(text)])


def replace(teaser: str, whole: str, by: RepairedBy = "hidden_full_text", *, may_be_rest: bool = False) -> Passage:
    """Forms 2 and 5: a teaser and the whole text, which replaces it.

    Args:
        teaser: what the page shows.
        whole: the whole text.
        by: where it was found.
        may_be_rest: whether the same markup held only the rest in another year (Metacritic's `blurb_expanded`: the rest in
            2010, the whole text by 2017). Then a text that does not begin with the teaser is glued on.
    """
    start = _without_dots(teaser)
    shown, _ = tidy(start)
    text, _ = tidy(whole)
    if not text:
        return still_open(shown)
    if text == (shown if start is teaser else tidy(teaser)[0]):  # a short text may stand there twice though nothing was cut
        return Passage(text=text)
    # A page re-saved as ISO-8859-1 prints its ellipsis as "?" (Flixster, 2017-05).
    if is_prefix(shown, text) or is_prefix(shown.rstrip("?"), text):
        return Passage(text=text, state="repaired", by=by)
    if may_be_rest:
        return join(start, whole)
    return Passage(text=text, state="repaired", by=by, doubt="the whole text does not begin as its teaser does")


def still_open(visible: str, full_text_url: str | None = None) -> Passage:
    """Form 4: the rest is not in the page."""
    text, _ = tidy(visible)
    return Passage(text=text, state="open", full_text_url=full_text_url)


def is_prefix(start: str, whole: str) -> bool:
    """Whether a text begins with another, white space and the way of printing quotes and dashes left out."""
    if whole.startswith(start) and not start.endswith((".", "…")):  # dots that end it may be the first of three
        return True
    # White space is single in a tidy text and "..." shrinks to a third: the rest of a long text is of no account.
    return _plain(whole[: 4 * len(start) + 64]).startswith(_plain(start))


_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": ".", "...": "."}


def _plain(text: str) -> str:
    for printed, same in _PLAIN.items():  # `str.translate` looks up every character of a text that is not ASCII
        text = text.replace(printed, same)
    return "".join(text.split())


def without_marker(visible: str) -> str:
    """Return a shown part less the dots and brackets before the marker: "Wor... ( read more )", "Text … More" (Flixster)."""
    shown = visible.rstrip()
    if shown.endswith("»"):
        return shown[:-1].rstrip()
    return _without_dots(shown[:-1].rstrip() if shown.endswith("(") else visible)


def _without_dots(text: str) -> str:
    """Return a text less an ellipsis at its end and the blanks around it; the text itself where it has none."""
    shown = text.rstrip()
    if shown.endswith("…"):
        return shown[:-1].rstrip()
    return shown[:-3].rstrip() if shown.endswith("...") else text


def split_credit(passage: Passage) -> Passage:
    """ "~ NAME, AGENCY" at a text's end is its credit, not its text (Rovi's and All Movie Guide's texts, 1998 to 2016)."""
    match = _CREDIT.search(passage.text) if "~" in passage.text else None
    if match:
        passage.credit = match[1]
        passage.text = passage.text[: match.start()].rstrip()
        passage.seams = [seam for seam in passage.seams if seam < len(passage.text)]
    return passage


def plain(node: Node, drop: str | None = None) -> Passage:
    """Return a text that is not cut, less what `drop` selects."""
    raw, _ = node.raw_text(drop=node.all(drop) if drop else ())
    return Passage(text=tidy(raw)[0])


def hidden_remainder(
    marker: str,
    hidden: str = '[style*="display:none"], [style*="display: none"]',
    *,
    separator: str = "",
    drop: str | None = None,
) -> Cut:
    """Form 1: the marker is followed by a hidden element that holds the rest. Where none follows, the cut is `open`.

    Args:
        marker: selects the marker, or something in it.
        hidden: what the marker's next sibling must match.
        separator: what the site left out between the parts; nearly always nothing.
        drop: selects what is no part of the text.
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
        # Dots before the marker are the server's where they stand outside it.
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
    """Form 4: the marker's link is all there is of the rest.

    Args:
        marker: selects the link or button that is where the text ends.
        drop: selects what is no part of the text.
        url: reads the full text's address off the node, where it is not the marker's `href`.
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
    """Form 4 where an element around what is shown is the mark (Letterboxd's `collapsed-text`, 2025).

    Args:
        selector: selects what is shown, if it is cut.
        drop: selects the marker's words in it.
        url: reads the full text's address off the text's node.
    """

    def cut(node: Node) -> Passage | None:
        shown = node.first(selector)
        if shown is None:
            return None
        raw, _ = shown.raw_text(drop=shown.all(drop) if drop else ())
        return still_open(without_marker(raw), url(node) if url else None)

    return cut


def clipped(length: int, *, drop: str | None = None) -> Cut:
    """Form 4 where no link marks it: the server kept exactly `length` characters and put dots after them.

    The exact length is what tells such a cut from an author's own dots; a text of any other length is whole.
    """

    def cut(node: Node) -> Passage | None:
        text, _ = tidy(node.raw_text(drop=node.all(drop) if drop else ())[0])
        shown = _without_dots(text)
        is_cut = shown is not text and len(text.removesuffix("...").removesuffix("…")) == length
        return still_open(shown) if is_cut else Passage(text=text)

    return cut


def hidden_full_text(teaser: str, full: str, *, drop: str | None = None, may_be_rest: bool = False) -> Cut:
    """Form 2: `teaser` selects the shown part, `full` the hidden whole text, `drop` what is part of neither."""

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
    """Form 5: the page's data hold the text that the page shows cut."""

    def cut(node: Node) -> Passage | None:
        text, shown = whole(node), teaser(node)
        if not text or shown is None or one_line(shown) == one_line(text):
            return None
        return replace(shown, text, by="embedded_data")

    return cut


def rendered(text: str, marker: re.Pattern[str]) -> Passage:
    """Return a cut as a crawler's plain text shows it: shown part, marker's words, hidden rest in one run.

    Args:
        text: the raw text.
        marker: matches the dots, the link's words and its image's alternative text, not the blanks around them.
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


#: A renderer puts a blank between inline elements, and the cut may be inside a number: "in 20" and "02. Creator".
_SPLIT_NUMBER = "a number may be two numbers at the seam"


def seam_doubt(visible: str, hidden: str) -> str | None:
    """In words, whether a renderer may have lost a character where two parts meet; None where the parts fit."""
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
    """Return a title that the page shows cut, completed from the page's own address.

    The slug's letters must go on from the shown ones; case follows the slug, and only what closes an open bracket is added.

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
    inside, *outside = rest.split(" ", 1)
    text = start + inside + "".join(f" {word}" for word in outside)
    doubt = "completed from the page's address, which has neither capitals nor punctuation"
    if start.count("(") > start.count(")"):
        text += ")"
        doubt += "; the bracket that closes it is not there either"
    return Passage(text=text, state="repaired", by="url", seams=[len(start)], doubt=doubt)


class CutList(msgspec.Struct):
    """A list that the page shows cut.

    Attributes:
        items: its members that the page prints.
        total: how many there are, as the page says.
        full_text_url: where the page links the rest.
        by: how the list was made whole (its data held the rest); None while it is cut.
    """

    items: list[Any]
    total: int | None = None
    full_text_url: str | None = None
    by: RepairedBy | None = None


def cut_list(items: list[Any], cut: object, *, total: int | None = None, url: str | None = None) -> list[Any] | CutList:
    """Report a list as cut where `total` counts more than it has or, without a total, `cut` says so.

    A total that is reached says that the list is whole, whatever is linked. An empty list without a total has nothing to be cut.
    """
    if total > len(items) if total is not None else items and cut:
        return CutList(items, total, url)
    return items
