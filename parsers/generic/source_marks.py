"""Which of the marks that witnesses look for are anywhere in a page's source: one pass over it, for all of them."""

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
    # A mark that another has in it is found for both: none of them begins within another and ends after it.
    return BytesAhoCorasick([mark.encode() for mark in _ALL], matchkind=MatchKind.LeftmostFirst)


def has_any(page: Page, marks: tuple[str, ...]) -> bool:
    """Return whether any of some marks is in the page's source."""
    found = page.memo(
        "generic.source_marks", lambda: {_ALL[mark] for mark, _, _ in _finder().find_matches_as_indexes(page.source)}
    )
    return not found.isdisjoint(marks)
