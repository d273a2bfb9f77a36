"""The words that label a film's facts, by field and language, from `labels.toml`; and the word lists of `words.toml`."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib.resources import files

import msgspec

#: A text with more characters is not looked up: no label is longer.
MAX_LABEL = 48
_EDGES = " \t\n\xa0:：;·•.،*–—-|»›>[]()"
_COUNT = re.compile(r"\s?[(（]\d{1,4}[)）]")  # "Cast (56)"
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0640]")


class Label(msgspec.Struct, frozen=True):
    """The meaning of a label.

    Attributes:
        field: a field of the record, or a name used only in `labels.toml` ("credits", "reviews").
        languages: the languages that have the label.
    """

    field: str
    languages: frozenset[str]


@functools.lru_cache(maxsize=1 << 12)
def normalized(text: str) -> str:
    """Return a label in the form of the table: without case, accents and punctuation at its ends, with single spaces."""
    text = text.strip(_EDGES).casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    if "  " in text or not text.isprintable():  # the space is the only printable white space
        text = _SPACES.sub(" ", text)
    return text.replace("’", "'")


@functools.cache
def labels() -> dict[str, tuple[Label, ...]]:
    """Return all labels by their normalized text; several if it means different fields in different languages."""
    stated = tomllib.loads(files("filmdig.parsers.generic").joinpath("labels.toml").read_text(encoding="utf-8"))
    table: dict[str, dict[str, frozenset[str]]] = {}
    for field, languages in stated.items():
        for language, words in languages.items():
            for word in words:
                meanings = table.setdefault(normalized(word), {})
                meanings[field] = meanings.get(field, frozenset()) | {language}
    return {words: tuple(Label(field, of) for field, of in meanings.items()) for words, meanings in table.items()}


def label_of(text: str, language: str | None = None) -> Label | None:
    """Return the label that is the whole text; None if it is not a label.

    Args:
        text: the printed text.
        language: the page's language, if known. It decides if the text is a label of several fields.
    """
    if len(text) > MAX_LABEL:
        return None
    return _known(text, language)


@functools.lru_cache(maxsize=1 << 14)
def _known(text: str, language: str | None) -> Label | None:
    meanings = labels().get(normalized(text)) or labels().get(normalized(_COUNT.sub("", text)))
    if meanings is None:
        return None
    if len(meanings) > 1 and language:
        return next((label for label in meanings if language in label.languages), meanings[0])
    return meanings[0]


@functools.cache
def words(group: str, kind: str | None = None) -> frozenset[str]:
    """Return the words of a group of `words.toml`, of one kind or of all kinds."""
    stated = _words()[group]
    return frozenset(stated[kind] if kind else (word for of in stated.values() for word in of))


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    stated: dict[str, dict[str, list[str]]] = tomllib.loads(
        files("filmdig.parsers.generic").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return stated


def alternatives(group: str, kind: str) -> str:
    """Return the words of a kind as alternatives of a regular expression, longest first."""
    return "|".join(re.escape(word) for word in sorted(words(group, kind), key=lambda word: (-len(word), word)))
