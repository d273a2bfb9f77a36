"""Find places on a template's pages that may have a field: those whose values agree with what is known about the films."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from filmdig.parsers.generic.facts import is_country, is_genre, is_language
from filmdig.parsers.generic.settle import key
from filmdig.parsers.generic.vocabulary import labels, normalized
from filmdig.parsers.learning.chains import LONGEST_TEXT, MODES, Chains, elements, is_label, label_of, labelled_value
from filmdig.parsers.learning.converters import CONVERTERS, FIELDS, LISTS, Found, identical, needles, same_value, without_year
from filmdig.parsers.learning.places import Place
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node

#: The most characters of a text that may have a field's value.
_LONGEST = {
    "title": 200,
    "original_title": 200,
    "year": 120,
    "minutes": 90,
    "text": 300,
    "words": 400,
    "certificates": 160,
    "releases": 120,
}
_MOST = 25
_WORDS = frozenset(("words", "countries"))
_KNOWN_WORDS: dict[str, Callable[[str], bool]] = {"genres": is_genre, "countries": is_country, "languages": is_language}
_LABEL_SHARE = 0.3


class Sample(msgspec.Struct):
    """One page of a template, and what is known about its film.

    Attributes:
        page: the page.
        known: the film's values, by field, from known records or from the generic reader.
        read: all fields for which the generic reader found a value.
    """

    page: Page
    known: dict[str, Any]
    read: frozenset[str] = frozenset()


class Verdict(msgspec.Struct):
    """How well a place's values agree with what is known. The numbers count sampled pages, except for `values`.

    Attributes:
        place: the place.
        agreed: pages on which it has the known value.
        exact: those of them on which it has exactly the known value.
        wider: those of them on which its list has more words, as the generic reader may know only some.
        bare: those of them on which the text is only a year; a year in a date may be that of something else.
        differed: pages on which it has another value.
        present: pages on which it has a value.
        values: the number of different values on these pages.
        examples: the first few values, as text.
    """

    place: Place
    agreed: int = 0
    exact: int = 0
    wider: int = 0
    bare: int = 0
    differed: int = 0
    present: int = 0
    values: int = 0
    examples: list[str] = []

    @property
    def precision(self) -> float:
        """The share of pages that agree, among those with a known value."""
        return self.agreed / (self.agreed + self.differed) if self.agreed + self.differed else 0.0


def candidates(samples: Sequence[Sample], field: str, indexes: Sequence[PageIndex]) -> list[Place]:
    """Return the places at which pages have a field's known value, those on the most pages first."""
    counts: Counter[tuple[str, str | None, str]] = Counter()
    # "Drama" next to "Comedy" is not its label.
    listed = FIELDS[field] in _WORDS
    values = {label_of(word) for sample in samples for word in sample.known.get(field, ())} if listed else set()
    for sample, page in zip(samples, indexes, strict=True):
        if (known := sample.known.get(field)) is not None:
            held = set(_places_with(page, field, known, sample.known.get("year")))
            counts.update(place for place in held if not _is_other(field, place[1], values))
    ranked = sorted(counts, key=lambda place: (-counts[place], place[1] is None, len(place[0]), place))
    word = FIELDS[field]
    return [
        msgspec.convert({"css": css, "to": word} | ({"label": label, "mode": mode} if label else {}), Place)
        for css, label, mode in ranked[:_MOST]
    ]


def _is_other(field: str, label: str | None, values: set[str]) -> bool:
    """Return whether a label does not belong to a field: it is one of the field's values, or a known label of another field."""
    if label is None:
        return False
    meanings = {meaning.field for meaning in labels().get(normalized(label), ())} & FIELDS.keys()
    return label in values or (field in _KNOWN_WORDS and _KNOWN_WORDS[field](label)) or bool(meanings and field not in meanings)


class PageIndex:
    """One page's elements by their selectors, and its labelled values, in which candidates are searched."""

    def __init__(self, page: Page) -> None:
        self.firsts: dict[str, tuple[Found, str]] = {}
        self.lists: dict[str, list[Found]] = {}
        self.labels: dict[tuple[str, str, str], tuple[Found, str]] = {}
        self._converted: dict[tuple[str, str, Node | None], Any] = {}
        chains = Chains()
        for node in elements(page):
            text = node.text
            if not text or len(text) > LONGEST_TEXT:
                continue
            found = Found(text, node)
            folded = text.casefold()
            chain = chains.of(node)
            self.firsts.setdefault(chain, (found, folded))
            self.lists.setdefault(chain, []).append(found)
            for numbered in chains.numbered(node):
                self.firsts.setdefault(numbered, (found, folded))
            if is_label(text):
                self._see_label(node, chain, text)

    def converted(self, word: str, convert: Callable[[Found], Any], found: Found) -> Any:
        """Return a converted text, cached because an element has many selectors and may be tried for several fields."""
        key = (word, found.text, found.node)
        if key not in self._converted:
            self._converted[key] = convert(found)
        return self._converted[key]

    def _see_label(self, node: Node, chain: str, text: str) -> None:
        for mode in MODES:
            key = (chain, label_of(text), mode)
            if key not in self.labels and (value := labelled_value(node, mode)) is not None and len(value.text) <= LONGEST_TEXT:
                self.labels[key] = (value, value.text.casefold())


def common_labels(indexes: Sequence[PageIndex]) -> frozenset[tuple[str, str, str]]:
    """Return the labels that occur on at least `_LABEL_SHARE` of the pages, and on two of them if there are more than two."""
    counts = Counter(key for index in indexes for key in index.labels)
    least = max(2, _LABEL_SHARE * len(indexes)) if len(indexes) > 2 else 1
    return frozenset(key for key, count in counts.items() if count >= least)


def _places_with(page: PageIndex, field: str, known: Any, year: int | None) -> Iterator[tuple[str, str | None, str]]:
    word = FIELDS[field]
    convert, longest = CONVERTERS[word], _LONGEST.get(word, LONGEST_TEXT)
    wanted = list(needles(field, known))
    if field in LISTS:
        # A text with four fifths of a list's names is not many times as long as the names.
        longest = min(longest, 200 + 8 * sum(len(item if isinstance(item, str) else item.name) for item in known))

    def has(found: Found) -> bool:
        value = page.converted(word, convert, found)
        return _matches(field, without_year(value, year) if field == "title" else value, known)

    for (css, label, mode), (found, folded) in page.labels.items():
        if len(found.text) <= longest and _may_match(folded, wanted) and has(found):
            yield css, label, mode
    for css, (found, folded) in page.firsts.items():
        if len(found.text) <= longest and _may_match(folded, wanted) and has(found):
            yield css, None, ""
    if field in LISTS and len(known) > 1:
        for css, many in page.lists.items():
            if 1 < len(many) <= 400 and _may_match(" ".join(found.text for found in many[:50]).casefold(), wanted[:1]):
                items = [item for found in many for item in convert(found)]
                if _matches(field, items, known):
                    yield css, None, ""


def _may_match(folded: str, wanted: list[str]) -> bool:
    return not wanted or any(needle in folded for needle in wanted)


def _matches(field: str, value: Any, known: Any) -> bool:
    return value is not None and value != [] and same_value(field, value, known)


def judge(samples: Sequence[Sample], field: str, place: Place) -> Verdict:
    """Return how well a place's values agree with what is known on all sampled pages."""
    verdict = Verdict(place)
    listed = FIELDS[field] in _WORDS
    values: dict[str, None] = {}
    for sample in samples:
        value = place.read(sample.page)
        if value is None or value == []:
            continue
        if field == "title":
            value = without_year(value, sample.known.get("year"))
        verdict.present += 1
        values.setdefault(shown(value))
        known = sample.known.get(field)
        if known is not None:
            wider = listed and {key(item) for item in known} < {key(item) for item in value}
            same = wider or same_value(field, value, known)
            verdict.wider += wider
            verdict.agreed += same
            verdict.differed += not same
            verdict.exact += same and identical(field, value, known)
            verdict.bare += same and field == "year" and _is_bare(place, sample.page)
    verdict.values = len(values)
    verdict.examples = list(values)[:3]
    return verdict


def _is_bare(place: Place, page: Page) -> bool:
    found = place.find(page)
    return bool(found) and len(found[0].text.strip(" ()[]")) == len("1999")


def shown(value: Any) -> str:
    """Return a value as short text on one line, for display."""
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value[:3])[:80]
    for name in ("text", "name", "rating", "date"):
        if isinstance(found := getattr(value, name, None), str):
            return shown(found)
    return " ".join(str(value).split())[:60]
