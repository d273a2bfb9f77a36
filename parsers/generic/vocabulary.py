"""The words that label a film's facts, by field and language: `labels.toml`, read once into one table."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib.resources import files

import msgspec

MAX_LABEL = 48
"""No label has more characters; what is longer is not looked up."""
_EDGES = " \t\n\xa0:：;·•.،*–—-|»›>[]()"
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


def normalized(text: str) -> str:
    """A label as the table has it: case and accents folded, no punctuation at its ends, one blank between words."""
    text = text.strip(_EDGES).casefold()
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", text).replace("’", "'")


@functools.cache
def labels() -> dict[str, Label]:
    """Every label there is, by its normalized words."""
    stated = tomllib.loads(files("filmdig.parsers.generic").joinpath("labels.toml").read_text(encoding="utf-8"))
    table: dict[str, Label] = {}
    for field, languages in stated.items():
        for language, words in languages.items():
            for word in words:
                key = normalized(word)
                known = table.get(key)
                if known is not None and known.field != field:
                    raise ValueError(f"labels.toml: {word!r} is a label of {known.field} and of {field}")
                table[key] = Label(field, (known.languages if known else frozenset()) | {language})
    return table


def label_of(text: str) -> Label | None:
    """The label that a whole text is; None where it is none."""
    return labels().get(normalized(text)) if len(text) <= MAX_LABEL else None
