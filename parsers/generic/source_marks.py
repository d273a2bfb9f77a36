"""Search a page's source once for all the marks that witnesses look for."""

from __future__ import annotations

import functools

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from filmdig.parsers.merging.identity import FILM_SITES
from filmdig.parsers.page.document import Page

ITEMS = ("itemscope", "itemprop")
TYPES = ("typeof",)
MICROFORMATS = ("hreview", "hReview", "h-review")
_ALL = (*ITEMS, *TYPES, *MICROFORMATS, *FILM_SITES)


@functools.cache
def _finder() -> BytesAhoCorasick:
    # No mark is part of another, so that leftmost matches find them all.
    return BytesAhoCorasick([mark.encode() for mark in _ALL], matchkind=MatchKind.LeftmostFirst)


def has_any(page: Page, marks: tuple[str, ...]) -> bool:
    """Return whether the page's source contains any of the marks."""
    found = page.memo(
        "generic.source_marks", lambda: {_ALL[mark] for mark, _, _ in _finder().find_matches_as_indexes(page.source)}
    )
    return not found.isdisjoint(marks)
