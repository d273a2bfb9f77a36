"""Regular expressions that are tried only where one of their words occurs.

To try them at every letter of a long text takes ten times as long.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation


class WordPattern:
    """A regular expression whose matches all begin with known words.

    Args:
        pattern: a pattern of `re`, matched from the beginning of one of the words.
        words: the words, in the same case as the text. Every match begins with one of them.
    """

    def __init__(self, pattern: str, words: Iterable[str]) -> None:
        self._pattern = re.compile(pattern)
        self._words = sorted(set(words))

    @functools.cached_property
    def _finder(self) -> AhoCorasick:
        return AhoCorasick(self._words, implementation=Implementation.DFA)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches, in order, as `re.finditer` does."""
        past = 0
        for start in sorted({start for _, start, _ in self._finder.find_matches_as_indexes(text, overlapping=True)}):
            if start >= past and (match := self._pattern.match(text, start)) is not None:
                past = match.end()
                yield match

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return next(self.finditer(text), None)

    def findall(self, text: str) -> list[str]:
        """Return the text of each match."""
        return [match[0] for match in self.finditer(text)]


class WordCounter:
    """Counts words in a text, also inside other words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word.encode() for word in words})

    @functools.cached_property
    def _finder(self) -> BytesAhoCorasick:
        return BytesAhoCorasick(self._words, implementation=Implementation.DFA)

    def times(self, text: str) -> int:
        """Return how often any of the words occurs in a text."""
        return len(self._finder.find_matches_as_indexes(text.encode("utf-8", "surrogatepass"), overlapping=True))

    def any(self, text: str) -> bool:
        """Return whether any of the words occurs in a text."""
        return bool(self._finder.find_matches_as_indexes(text.encode("utf-8", "surrogatepass")))
