"""Dates as film sites print them, in the languages of the vocabulary."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.values import DateOrder, date

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "ru", "uk", "el", "tr"),
    *("ar", "he", "hi", "fa"),
)
_LETTER = re.compile(r"[^\W\d_]")
_DOTTED = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def date_in(text: str, language: str | None) -> str | None:
    """Return the ISO 8601 date in a short text; None if there is none.

    Args:
        text: "Thu, Jan. 17, 2008", "30 мая 2019", "2024年8月19日", "12.03.1999".
        language: the page's language. Its month names and English ones are tried first, then those of all others.
    """
    if not _YEAR.search(text) and not re.search(r"\d[./-]\d", text):
        return None
    if text.isupper():
        text = text.lower()
    # Without a known language, dots mean that the day is first: "09.03.2004".
    order: DateOrder = "mdy" if language == "en" or (language is None and not _DOTTED.search(text)) else "dmy"
    first = tuple(dict.fromkeys([*([language] if language in _LANGUAGES else []), "en"]))
    found = date(text, order, first)
    if (found is None or len(found) == 4) and _LETTER.search(text):
        found = date(text, order, _LANGUAGES) or found
    if found is None and (match := _YEAR.search(text)) and len(text) <= 12:
        return match[0]
    return found
