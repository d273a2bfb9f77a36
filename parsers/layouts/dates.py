"""Converters from printed text to years, dates and running times.

Each function returns a value, or None if the text does not clearly state one.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import Literal

from filmdig.parsers.page.plain_text import one_line

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


def year(text: str | None) -> int | None:
    """Return the first year (1800 to 2099) in the text."""
    match = _YEAR.search(text or "")
    return int(match[1]) if match else None


_HOURS = re.compile(r"(?<!\d)(\d{1,2})\s*(?:hours?|hrs?|h|heures?|std|ore|horas?|ч(?:ас\w*)?|óra)(?![^\W\d_])\.?", re.IGNORECASE)
_MINUTES = re.compile(
    r"(?<!\d)(\d{1,4})\s*(?:minutes?|mins?|mn|m|minuti?|minuten|minutos|perc|мин\w*|分钟|분|分)(?![a-z])\.?|^\s*(\d{1,3})\s*['′]",
    re.IGNORECASE,
)
# Some generators write zero years, months and days: "P0Y0M0DT2H19M0S".
_DURATION = re.compile(r"^P(?:0{1,4}Y)?(?:0{1,4}M)?(?:0{1,4}D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d{1,9})?S)?$")
_CLOCK = re.compile(r"^\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*$")


def runtime(text: str | None) -> int | None:
    """Return the minutes of ``1 hr. 30 min.``, ``2h 29m``, ``90 min``, ``P139M`` (Flixster 2017), ``PT2H19M``, ``1:39``."""
    text = one_line(text or "")
    match = _DURATION.match(text)
    if match:
        return int(match[1] or 0) * 60 + int(match[2] or 0) + int(match[3] or 0) // 60 or None
    match = _CLOCK.match(text)
    if match:
        return int(match[1]) * 60 + int(match[2]) or None
    hours, minutes = _HOURS.search(text), _MINUTES.search(text)
    if minutes and hours and minutes.start() < hours.start():
        hours = None
    if hours and not minutes:
        bare = re.match(r"\s*(\d{1,2})\b(?!\s*[./])", text[hours.end() :])
        return int(hours[1]) * 60 + (int(bare[1]) if bare else 0) or None
    if minutes:
        return (int(hours[1]) * 60 if hours else 0) + int(minutes[1] or minutes[2]) or None
    return None


@functools.lru_cache(maxsize=64)  # bounded, as pages may declare anything as their language
def _months(language: str) -> dict[str, int]:
    """Return month names and abbreviations in a language, in lower case, from Unicode's CLDR; none for an unknown language."""
    from babel.core import Locale, UnknownLocaleError
    from babel.dates import get_month_names  # imported here because its tables load slowly and few pages need them

    names: dict[str, int] = {}
    try:
        locale = Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError, TypeError):
        return names
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for month, name in get_month_names(width, context, locale=locale).items():
                names.setdefault(name.lower().rstrip("."), month)
    if language == "en":
        names["sept"] = 9
    return names


DateOrder = Literal["mdy", "dmy", "ymd"]
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})(?!\d)")
_WORD = r"([^\W\d_]{3,}|[^\W\d_]+\.?)"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?\s+(?:de\s+|of\s+)?{_WORD}\.?,?\s*(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"(?<!\w){_WORD}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})\.?\s+{_WORD}\.?\s+(\d{{1,2}})(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<!\w){_WORD}\.?,?\s+(?:de\s+)?(\d{{4}})(?!\d)")
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?")


def date(text: str | None, order: DateOrder = "mdy", languages: tuple[str, ...] = ("en",)) -> str | None:
    """Return an ISO 8601 date with the printed precision; None for an impossible one ("2011-02-31").

    Args:
        text: "July 1, 2014", "25 июля 2008", "08/02/08", "2014-07", "1975".
        order: the order in which the site prints a numeric date.
        languages: the languages in which the site prints the names of months.
    """
    text = one_line(text or "")
    if not text:
        return None
    # The same dates are printed again and again, so they are cached; long texts are not.
    return _date(text, order, languages) if len(text) <= 60 else _date.__wrapped__(text, order, languages)


@functools.lru_cache(maxsize=4096)
def _date(text: str, order: DateOrder, languages: tuple[str, ...]) -> str | None:
    if match := _ISO.search(text):
        return _iso(match[1], match[2], match[3])
    if match := _EAST_ASIAN.search(text):
        return _iso(match[1], match[2], match[3])
    for pattern, (y, m, d) in (
        (_DAY_MONTH_YEAR, (3, 2, 1)),
        (_MONTH_DAY_YEAR, (3, 1, 2)),
        (_YEAR_MONTH_DAY, (1, 2, 3)),
        (_MONTH_YEAR, (2, 1, 0)),
    ):
        for match in pattern.finditer(text):
            month = _month(match[m], languages)
            if month:
                return _iso(match[y], month, match[d] if d else None)
    if match := _NUMERIC.search(text):
        first, second, third = match[1], match[2], match[3]
        if len(first) == 4:
            return _iso(first, second, third)
        if order == "ymd":
            return _iso(_four_digits(first), second, third)
        return _iso(_four_digits(third), first if order == "mdy" else second, second if order == "mdy" else first)
    if match := _YEAR.fullmatch(text):
        return match[1]
    return None


def _month(word: str, languages: tuple[str, ...]) -> int | None:
    word = word.lower().rstrip(".")
    for language in languages:
        if month := _months(language).get(word):
            return month
    return None


def _four_digits(digits: str) -> str:
    if len(digits) != 2:
        return digits if len(digits) == 4 else ""
    # Only sites of 1995 and later printed two digits; none of them dated a film of 1930 "30".
    return f"20{digits}" if int(digits) < 70 else f"19{digits}"


def _iso(y: int | str, m: int | str | None = None, d: int | str | None = None) -> str | None:
    try:
        when = datetime.date(int(y), int(m or 1), int(d or 1))
    except ValueError:
        return None
    if not m:
        return f"{when.year:04}"
    return when.isoformat() if d else f"{when.year:04}-{when.month:02}"
