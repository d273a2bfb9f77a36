"""The words that label a film's facts, by field and language: `labels.toml`, read once into one table."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib.resources import files

import msgspec

#: No label has more characters; what is longer is not looked up.
MAX_LABEL = 48
_EDGES = " \t\n\xa0:：;·•.،*–—-|»›>[]()"
_COUNT = re.compile(r"\s?[(（]\d{1,4}[)）]")  # "Cast (56)"
_SPACES = re.compile(r"\s+")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0640]")


class Label(msgspec.Struct, frozen=True):
    """What a label's words mean.

    Attributes:
        field: the record's field, or one of `labels.toml`'s own ("credits", "reviews").
        languages: whose word it is.
    """

    field: str
    languages: frozenset[str]


@functools.lru_cache(maxsize=1 << 12)
def normalized(text: str) -> str:
    """Return a label as the table has it: case and accents folded, no punctuation at its ends, one blank between words."""
    text = text.strip(_EDGES).casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    if "  " in text or not text.isprintable():  # of white space only the blank is printable
        text = _SPACES.sub(" ", text)
    return text.replace("’", "'")


@functools.cache
def labels() -> dict[str, tuple[Label, ...]]:
    """Every label there is, by its normalized words; several where they mean one thing in one language, another in another."""
    stated = tomllib.loads(files("filmdig.parsers.generic").joinpath("labels.toml").read_text(encoding="utf-8"))
    table: dict[str, dict[str, frozenset[str]]] = {}
    for field, languages in stated.items():
        for language, words in languages.items():
            for word in words:
                meanings = table.setdefault(normalized(word), {})
                meanings[field] = meanings.get(field, frozenset()) | {language}
    return {words: tuple(Label(field, of) for field, of in meanings.items()) for words, meanings in table.items()}


def label_of(text: str, language: str | None = None) -> Label | None:
    """Return the label that a whole text is; None where it is none.

    Args:
        text: the printed text.
        language: the page's, as far as it is known: it decides where the words are labels of two fields.
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
    """Return the words of a group of `words.toml`: of one kind, or of all of them."""
    stated = _words()[group]
    return frozenset(stated[kind] if kind else (word for of in stated.values() for word in of))


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    stated: dict[str, dict[str, list[str]]] = tomllib.loads(
        files("filmdig.parsers.generic").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return stated


def alternatives(group: str, kind: str) -> str:
    """Return the words of a kind as the alternatives of a regular expression, longest first."""
    return "|".join(re.escape(word) for word in sorted(words(group, kind), key=lambda word: (-len(word), word)))
