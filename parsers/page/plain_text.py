"""Put text into the form that records have: Unicode NFC, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Browsers read "&#150;" as cp1252. The same code points occur unescaped in UTF-8 (Filmtipset, Rotten Tomatoes' texts of 2016).
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")


def composed(text: str) -> str:
    """Return the text in Unicode NFC, with C1 control characters read as cp1252."""
    if text.isascii():
        return text
    if not text.replace("\n", "").isprintable():
        text = _C1.sub(lambda match: _CP1252[ord(match[0])], text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return the text on one line, composed, with every run of white space as one space."""
    if not text.isprintable():
        if not text.isascii():
            text = composed(text.replace("\xa0", " "))
        return " ".join(text.split())
    # The only printable white space is the blank, so most texts need not be split.
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) if "  " in text else text.strip(" ")


_DROP_OTHERS = {code: None for code in range(128) if not chr(code).isalnum()}


def alphanumeric(text: str) -> str:
    """Return only the letters and digits of the text."""
    if text.isascii():
        return text.translate(_DROP_OTHERS)
    return "".join(filter(str.isalnum, text))


_DIGIT = re.compile("[0-9]")


def has_digit(text: str) -> bool:
    """Return whether the text has a digit, in any script."""
    return _DIGIT.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


_BREAKS = "\n\r\t\f\v\u2028\u2029"


def blanks_for_breaks(text: str) -> str:
    """Return the text with every line break and tab replaced by a blank."""
    if text.isprintable():
        return text
    for mark in _BREAKS:  # `str.translate` is slower: it looks up every character of a text that is not ASCII
        if mark in text:
            text = text.replace(mark, " ")
    return text


def how_many(number: int, plural: str) -> str:
    """Return a number with its noun, which is given in the plural: "1 page", "12,000 pages"."""
    return f"{number:,} {plural.removesuffix('s') if number == 1 else plural}"


def places(text: str, words: str, end: int | None = None) -> Iterator[int]:
    """Yield the positions of some words in a text, up to ``end``.

    This is many times as fast as a pattern that may begin with any of several letters.
    """
    at = text.find(words, 0, end)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words), end)
