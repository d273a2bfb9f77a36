"""Whether a page's source may be about a film at all: one pass over it, before anything is parsed.

Most pages of a crawl are about something else, and must cost no more than looking at them.
"""

from __future__ import annotations

import functools
from collections import Counter

from ahocorasick_rs import BytesAhoCorasick, Implementation

from filmdig.parsers.generic.vocabulary import words
from filmdig.parsers.page.document import Page

_KINDS = ("data", "director", "cast", "film")
_MOST = 4 << 20
"""A source is looked at up to so many bytes."""


@functools.cache
def _automaton() -> tuple[BytesAhoCorasick, list[tuple[str, str]]]:
    """Return the matcher, and each pattern's kind and word."""
    patterns: dict[bytes, tuple[str, str]] = {}
    for kind in _KINDS:
        for word in sorted(words("sign", kind)):
            forms = (word,) if kind == "data" else (word, word.lower(), word[:1].upper() + word[1:], word.title(), word.upper())
            for form in forms:
                patterns.setdefault(form.encode(), (kind, word))
    return BytesAhoCorasick(list(patterns), implementation=Implementation.DFA), list(patterns.values())


def signs_of(source: bytes) -> dict[str, Counter[str]]:
    """How often each sign is in a source, by kind."""
    automaton, meanings = _automaton()
    found: dict[str, Counter[str]] = {kind: Counter() for kind in _KINDS}
    for pattern, _, _ in automaton.find_matches_as_indexes(source[:_MOST]):
        kind, word = meanings[pattern]
        found[kind][word] += 1
    return found


_SMALL = 12_000


def may_be_film(page: Page) -> bool:
    """Whether it is worth building the page's tree to see what it is about."""
    return page.memo("generic.may_be_film", lambda: weigh(_signs(page), len(page.source)))


def has_no_sign(page: Page) -> bool:
    """Whether no word for a film or its makers, in any language, is in the page's source."""
    return not any(_signs(page).values())


def _signs(page: Page) -> dict[str, Counter[str]]:
    return page.memo("generic.signs", lambda: signs_of(page.source))


def weigh(signs: dict[str, Counter[str]], size: int) -> bool:
    """Whether a source has signs enough: data of films, labels and verbs of their makers, or their words again and again."""
    # A word of Chinese or Thai is said as much in a third of the bytes that a page of English takes.
    films = sum(times if word.isascii() else 2 * times for word, times in signs["film"].items())
    casts = len(signs["cast"])
    if signs["data"] or (size < _SMALL and (signs["director"] or casts or films > 1)):
        return True
    if signs["director"] and (casts or films > 2):
        return True
    return casts > 1 or (casts > 0 and films > 3) or films > 7
