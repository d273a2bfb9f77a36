"""Signs that a page is about a film, counted in its source in one pass before anything is parsed.

Most pages of a crawl are about something else and must cost no more than this pass.
"""

from __future__ import annotations

import functools
from collections import Counter

import msgspec
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from filmdig.parsers.generic.vocabulary import words
from filmdig.parsers.page.document import Page

_KINDS = ("data", "director", "cast", "film")
#: Bytes of a source that are searched.
_MOST = 4 << 20
#: The most words for which the matcher uses vector instructions.
_VECTORED = 64
_SMALL = 12_000
#: Up to this many words for film are no evidence on a page that is not small and has no other sign.
_NEGLIGIBLE = 6
#: Bytes of source that contain a few paragraphs of an article, or a short page.
_NEAR = 10_000


class Signs(msgspec.Struct):
    """The words in a source that are signs of a film.

    Attributes:
        data: how often each word of film data occurs, such as an attribute or address.
        director, cast, film: the same for words about film makers, about casts and other facts, and for film itself.
        densest: the most words for film within `_NEAR` bytes.
    """

    data: Counter[str] = msgspec.field(default_factory=Counter)
    director: Counter[str] = msgspec.field(default_factory=Counter)
    cast: Counter[str] = msgspec.field(default_factory=Counter)
    film: Counter[str] = msgspec.field(default_factory=Counter)
    densest: int = 0

    def __bool__(self) -> bool:
        return bool(self.data or self.director or self.cast or self.film)


@functools.cache
def _patterns() -> dict[bytes, tuple[str, str]]:
    """Return each printed form of each word, with the word's kind and the word."""
    patterns: dict[bytes, tuple[str, str]] = {}
    for kind in _KINDS:
        for word in sorted(words("sign", kind)):
            forms = (word,) if kind == "data" else (word, word.lower(), word[:1].upper() + word[1:], word.title(), word.upper())
            for form in forms:
                patterns.setdefault(form.encode(), (kind, word))
    return patterns


@functools.cache
def _all_finder() -> tuple[BytesAhoCorasick, list[tuple[str, str]]]:
    """Return the matcher of all words, and for each pattern its kind and word."""
    patterns = _patterns()
    return BytesAhoCorasick(list(patterns), implementation=Implementation.DFA), list(patterns.values())


@functools.cache
def _any_finders() -> tuple[list[_Vectored], list[_Vectored]]:
    """Return the matchers that only check whether any word except those of data occurs: the ASCII ones, and the others.

    Together they take a third of the time of one matcher of all words, and most pages have none of these words.
    """
    patterns = [one for one, (kind, _) in _patterns().items() if kind != "data"]
    shortest = [one for one in patterns if not any(other in one for other in patterns if other is not one)]
    shortest.sort(key=lambda pattern: (pattern[:3].lower(), pattern))  # patterns with the same beginning are fastest together
    in_ascii, others = ([one for one in shortest if one.isascii() is ascii_only] for ascii_only in (True, False))
    return _vectored(in_ascii), _vectored(others)


@functools.cache
def _data_finder() -> _Vectored:
    (matcher,) = _vectored([one for one, (kind, _) in _patterns().items() if kind == "data"])
    return matcher


_Vectored = tuple[BytesAhoCorasick, list[tuple[str, str]]]


def _vectored(patterns: list[bytes]) -> list[_Vectored]:
    parts = [patterns[start : start + _VECTORED] for start in range(0, len(patterns), _VECTORED)]
    return [
        (BytesAhoCorasick(part, matchkind=MatchKind.LeftmostFirst), [_patterns()[pattern] for pattern in part]) for part in parts
    ]


def _count_few(source: bytes) -> Signs | None:
    """Return the signs of a source that has very few; None if it has more, which must all be counted."""
    found = Signs()
    in_ascii, others = _any_finders()
    for matcher, meanings in in_ascii if source.isascii() else [*in_ascii, *others]:
        for pattern, _, _ in matcher.find_matches_as_indexes(source):
            kind, word = meanings[pattern]
            if kind != "film" or len(source) < _SMALL or found.densest + _weight(word) > _NEGLIGIBLE:
                return None
            found.film[word] += 1
            found.densest += _weight(word)
    return found


def has_data(source: bytes) -> bool:
    """Return whether a source has a word of film data, which alone satisfies `are_enough`."""
    return bool(_data_finder()[0].find_matches_as_indexes(source[:_MOST]))


#: Film data that pages about anything may have: links to films, and videos.
_WEAK_DATA = frozenset(("imdb.com/title/tt", "themoviedb.org/movie/", "rottentomatoes.com/m/", 'content="video.other"'))


def has_strong_sign(page: Page) -> bool:
    """Return whether the source has its own film data or words about film makers, not only words for film and links."""
    matcher, meanings = _data_finder()
    data = {meanings[pattern][1] for pattern, _, _ in matcher.find_matches_as_indexes(page.source[:_MOST])}
    return bool(data - _WEAK_DATA or _signs(page).director)


def signs_of(source: bytes) -> Signs:
    """Return the signs of a source without film data; call `has_data` first, since data alone decides."""
    source = source[:_MOST]
    if (few := _count_few(source)) is not None:
        return few
    found = Signs()
    matcher, meanings = _all_finder()
    near: list[tuple[int, int]] = []
    first = weight = 0
    for pattern, start, _ in matcher.find_matches_as_indexes(source):
        kind, word = meanings[pattern]
        getattr(found, kind)[word] += 1
        if kind == "film":
            near.append((start, _weight(word)))
            weight += near[-1][1]
            while start - near[first][0] > _NEAR:
                weight -= near[first][1]
                first += 1
            found.densest = max(found.densest, weight)
    return found


def _weight(word: str) -> int:
    """Return a word's weight: Chinese and Thai need a third of the bytes of English for the same text."""
    return 1 if word.isascii() else 2


def may_be_film(page: Page) -> bool:
    """Return whether the page may be about a film, so that building its tree is worthwhile."""
    return page.memo("generic.may_be_film", lambda: has_data(page.source) or are_enough(_signs(page), len(page.source)))


def has_no_sign(page: Page) -> bool:
    """Return whether the page's source has no word for a film or its makers in any language."""
    return not has_data(page.source) and not _signs(page)


def _signs(page: Page) -> Signs:
    return page.memo("generic.signs", lambda: signs_of(page.source))


def are_enough(signs: Signs, size: int) -> bool:
    """Return whether a source has enough signs: film data, labels and verbs about makers, or many words for film.

    Words spread thinly over a large page come from its menus and links.
    """
    films = sum(times * _weight(word) for word, times in signs.film.items())
    casts = len(signs.cast)
    if signs.data or (size < _SMALL and (signs.director or casts or films > 1)):
        return True
    if signs.director and (casts or films > 2):
        return True
    return casts > 1 or (casts > 0 and films > 3 and signs.densest > 3) or (films > 7 and signs.densest > 4)
