"""Text as a record holds it: composed, on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# What a browser makes of "&#150;"; the same figures also stand bare, in UTF-8 (Filmtipset, Rotten Tomatoes' texts of 2016).
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")


def composed(text: str) -> str:
    """Return the text in Unicode NFC, its C1 control characters as the characters that they are in cp1252."""
    if text.isascii():
        return text
    if not text.replace("\n", "").isprintable():
        text = _C1.sub(lambda match: _CP1252[ord(match[0])], text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return the text on one line: composed, every run of white space one space."""
    if not text.isprintable():
        if not text.isascii():
            text = composed(text.replace("\xa0", " "))
        return " ".join(text.split())
    # Of all white space only the blank is printable: most texts need no taking apart.
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) if "  " in text else text.strip(" ")


_NO_LETTERS_OR_FIGURES = {code: None for code in range(128) if not chr(code).isalnum()}


def alphanumeric(text: str) -> str:
    """Return the text less all that is neither letter nor figure."""
    if text.isascii():
        return text.translate(_NO_LETTERS_OR_FIGURES)
    return "".join(filter(str.isalnum, text))


_DIGIT = re.compile("[0-9]")


def has_digit(text: str) -> bool:
    """Whether any character of the text is a digit, of any script."""
    return _DIGIT.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


_BREAKS = "\n\r\t\f\v\u2028\u2029"


def blanks_for_breaks(text: str) -> str:
    """Return the text with a blank for every line break in it."""
    if text.isprintable():
        return text
    for blank in _BREAKS:  # `str.translate` looks up every character of a text that is not ASCII
        if blank in text:
            text = text.replace(blank, " ")
    return text


def how_many(number: int, things: str) -> str:
    """Return a number and what it counts, given in the plural: "1 page", "12,000 pages"."""
    return f"{number:,} {things.removesuffix('s') if number == 1 else things}"


def places(text: str, words: str, end: int | None = None) -> Iterator[int]:
    """Yield where words are in a text, up to ``end``: many times as fast as a pattern that begins with any of several letters."""
    at = text.find(words, 0, end)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words), end)
