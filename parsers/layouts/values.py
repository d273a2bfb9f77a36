"""Converters from printed text to plain values: all of `dates` and `numbers`, and those for texts, titles and names.

Each converter takes a value from the page and returns a plain value, or None if the page does not clearly state one.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from filmdig.parsers.layouts.dates import DateOrder, date, runtime, year
from filmdig.parsers.layouts.numbers import Count, counted, decimal, integer, money, number, percent, whole
from filmdig.parsers.page.plain_text import composed, one_line

__all__ = [
    "Count",
    "DateOrder",
    "counted",
    "date",
    "decimal",
    "integer",
    "less_elsewhere",
    "money",
    "mpaa",
    "number",
    "percent",
    "runtime",
    "split_names",
    "tidy",
    "title_and_year",
    "title_only",
    "whole",
    "year",
    "year_only",
]

# Known forum tags only, as "[sic]" and the like are the author's words. Seen on Flixster, 2011 to 2014.
_BBCODE = re.compile(
    r"\[/?(?:font|b|i|u|s|url|size|color|quote|img|center|list|spoiler|email|left|right|indent|strike|\*)(?:=[^\]\[\n]{0,200})?\]",
    re.IGNORECASE,
)
_COMMON_BLANKS = "\t\r\f\v\x1c\x1d\x1e\x1f\xa0"
_TITLE_AND_YEAR = re.compile(r"(.*?)(?<!\s)\s*+\((?:[^()]*?\b)?(1[89]\d\d|20\d\d)\b[^()]*+\)")


def tidy(raw: str, offsets: list[int] | tuple[int, ...] = ()) -> tuple[str, list[int]]:
    r"""Return a text as the record keeps it: NFC, spaces folded, only ``\n`` and ``\n\n`` as breaks, BBCode removed.

    Args:
        raw: the text with its breaks.
        offsets: offsets in `raw` to convert.

    Returns:
        the tidy text, and the offsets converted to it.
    """
    if "[" in raw:
        offsets = [_shift(raw, offset) for offset in offsets]
        raw = _BBCODE.sub("", raw)
    text = _fold(raw)
    places = []
    for offset in offsets:
        stripped = _fold(raw[:offset])
        before = stripped + _blanks_at_end(raw[:offset]) if stripped else ""
        # A blank or a break at the seam is part of the text only if text follows it.
        place = min(len(before) if text.startswith(before) else len(stripped), len(text))
        places.append(place)
    return text, places


def _shift(raw: str, offset: int) -> int:
    lost = 0
    for match in _BBCODE.finditer(raw):
        if match.start() >= offset:
            break
        lost += min(match.end(), offset) - match.start()
    return offset - lost


def _fold(text: str) -> str:
    """Return a text with white space folded and stripped; line by line, which is several times as fast for a long text."""
    if text.isprintable():  # the blank is the only printable white space
        text = text if text.isascii() else unicodedata.normalize("NFC", text)
        return " ".join(text.split()) if "  " in text else text.strip(" ")
    for blank in _COMMON_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    if text.isascii():
        lines = text.split("\n")
    else:
        lines = [
            line if line.isascii() or line.isprintable() else " ".join(composed(line).split())
            for line in unicodedata.normalize("NFC", text).split("\n")
        ]
    folded: list[str] = []
    break_before = ""
    for line in lines:
        words = " ".join(line.split()) if "  " in line else line.strip(" ")
        if words:
            folded.append(break_before)
            folded.append(words)
            break_before = "\n"
        elif folded:
            break_before = "\n\n"
    return "".join(folded)


def _blanks_at_end(text: str) -> str:
    """Return what the white space at a text's end is folded to if text follows it."""
    blanks = text[len(text.rstrip()) :].rpartition("\x85")[2]  # an ellipsis in cp1252
    return "\n" * min(blanks.count("\n"), 2) or " " * bool(blanks)


_ELSEWHERE = re.compile(r"(?<!\s)\s*+[\[(]\s*+full review in [^\])]{3,60}[\])]\s*+\.?$", re.IGNORECASE)


def less_elsewhere(quote: str) -> str:
    """Return a quote without Rotten Tomatoes' own "[Full review in Spanish]" after it (2009 and later, also on Flixster)."""
    return _ELSEWHERE.sub("", quote)


def title_and_year(text: str | None) -> tuple[str | None, int | None]:
    """Split "Title (1994)" into title and year; the year is in the last parentheses (Flixster 2011 has an alias in others)."""
    text = one_line(text or "")
    match = _TITLE_AND_YEAR.fullmatch(text) if "(" in text else None
    if match and match[1]:
        return match[1], int(match[2])
    return text or None, None


def title_only(text: str | None) -> str | None:
    """Return the title in "Title (1994)"."""
    return title_and_year(text)[0]


def year_only(text: str | None) -> int | None:
    """Return the year in "Title (1994)"."""
    return title_and_year(text)[1]


_MPAA = {
    "g": "G", "pg": "PG", "pg13": "PG-13", "r": "R", "nc17": "NC-17", "x": "X", "m": "M", "gp": "GP",
    "unrated": "Unrated", "notrated": "Not Rated", "nr": "NR", "ur": "Unrated",
    "approved": "Approved", "passed": "Passed",
    "tvma": "TV-MA", "tv14": "TV-14", "tvpg": "TV-PG", "tvg": "TV-G", "tvy": "TV-Y", "tvy7": "TV-Y7",
}  # fmt: skip


_NOT_OF_CODE = re.compile(r"[^a-z0-9]")


def mpaa(text: str | None) -> str | None:
    """Return an American certificate in its usual spelling: ``PG13`` and ``pg 13`` are ``PG-13``; None for any other text."""
    return _MPAA.get(_NOT_OF_CODE.sub("", (text or "").lower()))


def split_names(text: str | None, separator: str = r",|;") -> list[str]:
    """Return the names of a printed list, without an "and" before the last and without empty ones."""
    parts = _separating(separator).split(one_line(text)) if text else []
    return [part for part in (_AND.sub("", p).strip() for p in parts) if part]


_AND = re.compile(r"^(?:and|&)\s+")


@functools.cache
def _separating(separator: str) -> re.Pattern[str]:
    return re.compile(rf" ?(?:{separator}) ?")  # single blanks suffice: the text is on one line


def objects(found: object) -> list[dict[str, Any]]:
    """Return the objects in a list of a page's data, without other items; an empty list if it is not a list."""
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
