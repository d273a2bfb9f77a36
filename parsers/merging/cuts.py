"""Cuts closed from other pages: a cut text is completed only from a whole text that begins with all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from filmdig.parsers.merging.evidence import cut_part
from filmdig.parsers.record.merged_film import ClosedBy

#: Characters that a cut text must show before another text may complete it: on another capture of its page or the page that it
#: links; on any other page; in the same place, such as one person's role. Two texts rarely share their first 40 characters by
#: chance; many begin with "A young man".
SAME_PAGE, ELSEWHERE = 20, 40
SAME_PLACE = 3
_HEAD = SAME_PAGE

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\xa0": " "}
)


class Found(NamedTuple):
    """A whole text and where it is.

    Attributes:
        sources: the records that state it.
        here: whether it is in the same place as the cut text: the same review, the same person's role.
    """

    text: str
    sources: list[int]
    here: bool = False


class Closed(NamedTuple):
    """A cut text or list that is closed.

    Attributes:
        text: the whole text; empty for a list.
        seam: the position in `text`, in characters, where the shown part ends; None for a list.
        source: the record that the rest came from.
    """

    text: str
    seam: int | None
    by: ClosedBy
    source: int
    doubt: str | None = None


class Pages(NamedTuple):
    """The addresses of the records that were merged, by record."""

    keys: list[str | None]

    def relation(self, cut_source: int, found: Found, linked: str | None) -> tuple[ClosedBy, int]:
        """Return the closest relation of a found text's pages to the cut text's page, and the source that has it."""
        own = self.keys[cut_source]
        others = [source for source in found.sources if source != cut_source]
        for source in others:
            if own is not None and self.keys[source] == own:
                return "other_capture", source
        for source in others:
            if linked is not None and self.keys[source] == linked:
                return "linked_page", source
        return "other_page", (others or found.sources)[0]


def folded(text: str) -> str:
    """Return a text for comparison: single spaces, plain quotes and dashes."""
    return " ".join(text.translate(_TYPOGRAPHY).split())


def head(text: str) -> str | None:
    """Return the key under which a text is looked up; None if the text is too short."""
    return folded(text[: _HEAD * 4])[:_HEAD] if len(text) >= _HEAD else None


def seam(cut: str, whole: str) -> int | None:
    """Return the position in `whole` where `cut` ends; None unless `whole` begins with all of `cut` and continues."""
    begun, text = folded(cut), folded(whole)
    if len(text) <= len(begun) or not text.startswith(begun):
        return None
    left = len(begun.replace(" ", ""))
    for word in re.finditer(r"\S+", whole):
        if left <= len(word[0]):
            return word.start() + left
        left -= len(word[0])
    return None


def close(cut: str, source: int, linked: str | None, whole: Iterable[Found], pages: Pages) -> Closed | str | None:
    """Complete a cut text.

    Args:
        cut: what the page showed, without its marker.
        source: the record that showed it.
        linked: the `page_key` of the page that it links for the rest.
        whole: texts that may be the whole one.
        pages: the film's pages.

    Returns:
        The whole text; None if there is none; or the reason why none was taken: equally near texts continue differently.
    """
    ranked: dict[ClosedBy, dict[str, tuple[int, int]]] = {}
    size = len(folded(cut))
    for found in whole:
        by, origin = pages.relation(source, found, linked)
        least = SAME_PLACE if found.here else ELSEWHERE if by == "other_page" else SAME_PAGE
        if size >= least and (at := seam(cut, found.text)) is not None:
            ranked.setdefault(by, {}).setdefault(found.text, (at, origin))
    order: tuple[ClosedBy, ...] = ("other_capture", "linked_page", "other_page")
    for by in order:
        texts = ranked.get(by)
        if not texts:
            continue
        # The longest, then by letters: the result must not depend on the order of the records.
        longest = min(texts, key=lambda text: (-len(folded(text)), text))
        if all(folded(longest).startswith(folded(text)) for text in texts):
            at, origin = texts[longest]
            return Closed(longest, at, by, origin)
        return f"{len(texts)} texts continue differently"
    return None


def close_title(cut: str, source: int, titles: Iterable[Found], pages: Pages) -> Closed | str | None:
    """Complete a cut title from the film's other titles: all of it, or only the bracket that is cut.

    ``Zerkalo (The Mirr`` is completed by the title ``The Mirror`` of another page; the closing bracket is supplied, which
    `doubt` reports.
    """
    whole = [Found(found.text, found.sources, here=True) for found in titles]
    closed = close(cut, source, None, whole, pages)
    if closed is not None:
        return closed
    part = cut_part(cut)
    if part == cut:
        return None
    inner = close(part, source, None, whole, pages)
    if not isinstance(inner, Closed):
        return inner
    outside = cut.removesuffix(part)
    return Closed(
        f"{outside}{inner.text})", len(outside) + (inner.seam or 0), inner.by, inner.source, "the closing bracket is supplied"
    )
