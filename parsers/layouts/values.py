"""Dates, runtimes, scores, counts, certificates, names: from the page's words to plain values.

Each function takes printed text and gives a value, or None where the text does not plainly state one.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeVar

from filmdig.parsers.page.plain_text import composed, one_line

T = TypeVar("T")

# Known forum tags only: "[sic]" and the like are the author's words. Seen on Flixster, 2011 to 2014.
_BBCODE = re.compile(
    r"\[/?(?:font|b|i|u|s|url|size|color|quote|img|center|list|spoiler|email|left|right|indent|strike|\*)(?:=[^\]\[\n]{0,200})?\]",
    re.IGNORECASE,
)
_COMMON_BLANKS = "\t\r\f\v\x1c\x1d\x1e\x1f\xa0"
_NUMBER = re.compile(r"\d[\d.,'\u00a0\u202f\u2009 ]*\d|\d")
_ROUNDED = re.compile(r"[KkMm](?![\w])|тыс|млн")
_LONGEST_NUMBER = 40  # Python itself refuses above 4300 figures
_GROUPING = re.compile(r"[.,'\u00a0\u202f\u2009 ]")
_SPACING = re.compile(r"['\u00a0\u202f\u2009 ]")
_FRACTION = re.compile(r"[.,](\d+)$")
_POINTS = re.compile(r"[.,]")
_TITLE_AND_YEAR = re.compile(r"(.*?)\s*\((?:[^()]*?\b)?(1[89]\d\d|20\d\d)\b[^()]*\)")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")


def tidy(raw: str, offsets: list[int] | tuple[int, ...] = ()) -> tuple[str, list[int]]:
    r"""A text as the record keeps it: NFC, spaces folded, ``\n`` and ``\n\n`` its only breaks, BBCode gone and its words kept.

    Args:
        raw: the text with its breaks.
        offsets: places in it that must be found again.

    Returns:
        the tidy text, and the offsets in it.
    """
    if "[" in raw:
        offsets = [_shift(raw, offset) for offset in offsets]
        raw = _BBCODE.sub("", raw)
    text = _fold(raw)
    places = []
    for offset in offsets:
        stripped = _fold(raw[:offset])
        before = stripped + _blanks_at_end(raw[:offset]) if stripped else ""
        # A blank or a break at the seam belongs to the text only where something follows it.
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
    """White space folded, none left at the ends. Line by line: over the whole of a long text it takes several times as long."""
    for blank in _COMMON_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    if text.isascii():
        lines = text.split("\n")
    else:  # of all white space only the blank is printable
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
    """What the white space at a text's end is folded to, where something follows it."""
    blanks = text[len(text.rstrip()) :].rpartition("\x85")[2]  # in cp1252 an ellipsis
    return "\n" * min(blanks.count("\n"), 2) or " " * bool(blanks)


_ELSEWHERE = re.compile(r"\s*[\[(]\s*full review in [^\])]{3,60}[\])]\s*\.?$", re.IGNORECASE)


def less_elsewhere(quote: str) -> str:
    """A critic's words less Rotten Tomatoes' own "[Full review in Spanish]" behind them (2009 on, on Flixster too)."""
    return _ELSEWHERE.sub("", quote)


def _remembered(read: Callable[[str | None], T]) -> Callable[[str | None], T]:
    """Printed years and scores are a few thousand that come again and again; long texts are not kept."""
    known = functools.lru_cache(maxsize=4096)(read)

    @functools.wraps(read)
    def reader(text: str | None) -> T:
        return known(text) if text is None or len(text) <= 40 else read(text)

    return reader


@_remembered
def year(text: str | None) -> int | None:
    """The first year (1800 to 2099) in the text."""
    match = _YEAR.search(text or "")
    return int(match[1]) if match else None


def title_and_year(text: str | None) -> tuple[str | None, int | None]:
    """ "Title (1994)" taken apart; the year is the last parenthesis (Flixster 2011 has an alias in one before it)."""
    text = one_line(text or "")
    match = _TITLE_AND_YEAR.fullmatch(text) if "(" in text else None
    if match and match[1]:
        return match[1], int(match[2])
    return text or None, None


@_remembered
def integer(text: str | None) -> int | None:
    """The first whole number, its thousands grouped as any language does: ``8,363``, ``2 181 187``, ``1.090.012``, ``1'000``.

    A banded or rounded count ("100,000+", "20K") is not a number that the page states: "K" and "M" forms give None.
    """
    match = _NUMBER.search(text or "")
    if not match or not text or len(match[0]) > _LONGEST_NUMBER:
        return None
    rest = text[match.end() :].lstrip()
    if _ROUNDED.match(rest):
        return None
    groups = _GROUPING.split(match[0])
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3:
        return int("".join(groups))
    return int(groups[0])


@_remembered
def number(text: str | None) -> float | int | None:
    """The first number with its fraction, after a point or a comma: ``8.7``, ``9,3``, ``67``. Grouped thousands are one."""
    match = _NUMBER.search(text or "")
    if not match or len(match[0]) > _LONGEST_NUMBER:
        return None
    printed = _SPACING.sub("", match[0])
    fraction = _FRACTION.search(printed)
    if fraction and (len(fraction[1]) != 3 or printed.startswith("0")):
        whole = _POINTS.sub("", printed[: fraction.start()])
        value = float(f"{whole}.{fraction[1]}")
        return int(value) if value.is_integer() else value
    return int(_POINTS.sub("", printed))


def percent(text: str | None) -> int | None:
    """A percentage as a whole number: ``92% liked it`` is 92."""
    match = re.search(r"(\d{1,3})\s*%", text or "")
    return int(match[1]) if match else None


_HOURS = re.compile(r"(\d{1,2})\s*(?:hours?|hrs?|h|heures?|std|ore|horas?|ч(?:ас\w*)?|óra)\b\.?", re.IGNORECASE)
_MINUTES = re.compile(
    r"(\d{1,4})\s*(?:minutes?|mins?|mn|m|minuti?|minuten|minutos|perc|мин\w*|分钟|분|分)(?![a-z])\.?|^\s*(\d{1,3})\s*['′]",
    re.IGNORECASE,
)
_DURATION = re.compile(r"^P(?:T)?(?:0*(\d+)H)?(?:0*(\d+)M)?(?:\d+S)?$")
_CLOCK = re.compile(r"^\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*$")


def runtime(text: str | None) -> int | None:
    """Minutes: ``1 hr. 30 min.``, ``2h 29m``, ``90 min``, ``P139M`` (Flixster 2017), ``PT2H19M``, ``1:39``."""
    text = one_line(text or "")
    match = _DURATION.match(text)
    if match and (match[1] or match[2]):
        return int(match[1] or 0) * 60 + int(match[2] or 0) or None
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


@functools.cache
def _months(language: str) -> dict[str, int]:
    """Month names and their short forms in a language, from Unicode's CLDR, folded."""
    from babel.dates import get_month_names  # the tables load slowly: only for pages that print dates in words

    names: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for month, name in get_month_names(width, context, locale=language).items():
                names.setdefault(name.lower().rstrip("."), month)
    if language == "en":
        names["sept"] = 9
    return names


DateOrder = Literal["mdy", "dmy", "ymd"]
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{2,4})(?!\d)")
_WORD = r"([^\W\d_]{3,}|[^\W\d_]+\.?)"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?\s+(?:de\s+|of\s+)?{_WORD}\.?,?\s*(?:de\s+|del\s+)?(\d{{4}})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"(?<!\w){_WORD}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})\.?\s+{_WORD}\.?\s+(\d{{1,2}})(?!\d)")
_MONTH_YEAR = re.compile(rf"(?<!\w){_WORD}\.?,?\s+(?:de\s+)?(\d{{4}})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(?:(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?)?")


@functools.lru_cache(maxsize=4096)
def date(text: str | None, order: DateOrder = "mdy", languages: tuple[str, ...] = ("en",)) -> str | None:
    """An ISO 8601 date with the precision that is printed.

    Args:
        text: "July 1, 2014", "25 июля 2008", "08/02/08", "2014-07", "1975".
        order: how the site orders a date in figures.
        languages: whose month names the site prints.
    """
    text = one_line(text or "")
    if not text:
        return None
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
        one, two, three = match[1], match[2], match[3]
        if len(one) == 4:
            return _iso(one, two, three)
        if order == "ymd":
            return _iso(_century(one), two, three)
        return _iso(_century(three), one if order == "mdy" else two, two if order == "mdy" else one)
    if match := _YEAR.fullmatch(text):
        return match[1]
    return None


def _month(word: str, languages: tuple[str, ...]) -> int | None:
    word = word.lower().rstrip(".")
    for language in languages:
        if month := _months(language).get(word):
            return month
    return None


def _century(two: str) -> str:
    if len(two) == 4:
        return two
    # Two figures were printed by sites of 1995 on; a film of 1930 was never dated "30" there.
    return f"20{two}" if int(two) < 70 else f"19{two}"


def _iso(y: int | str, m: int | str | None = None, d: int | str | None = None) -> str | None:
    try:
        when = datetime.date(int(y), int(m or 1), int(d or 1))
    except ValueError:
        return None
    if not m:
        return f"{when.year:04}"
    return when.isoformat() if d else f"{when.year:04}-{when.month:02}"


_MPAA = {
    "g": "G", "pg": "PG", "pg13": "PG-13", "r": "R", "nc17": "NC-17", "x": "X", "m": "M", "gp": "GP",
    "unrated": "Unrated", "notrated": "Not Rated", "nr": "NR", "ur": "Unrated",
    "approved": "Approved", "passed": "Passed",
    "tvma": "TV-MA", "tv14": "TV-14", "tvpg": "TV-PG", "tvg": "TV-G", "tvy": "TV-Y", "tvy7": "TV-Y7",
}  # fmt: skip


_NOT_OF_CODE = re.compile(r"[^a-z0-9]")


def mpaa(text: str | None) -> str | None:
    """An American certificate in its usual spelling: ``PG13`` and ``pg 13`` are ``PG-13``; None where it is none."""
    return _MPAA.get(_NOT_OF_CODE.sub("", (text or "").lower()))


def split_names(text: str | None, separator: str = r",|;") -> list[str]:
    """Names in a row, "and" before the last left out; empty ones dropped."""
    parts = _separating(separator).split(one_line(text)) if text else []
    return [part for part in (_AND.sub("", p).strip() for p in parts) if part]


_AND = re.compile(r"^(?:and|&)\s+")


@functools.cache
def _separating(separator: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{separator})\s*")


_CURRENCIES = {
    "$": "USD", "US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "CN¥": "CNY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₪": "ILS", "₫": "VND",
}  # fmt: skip
# ISO 4217 codes that film sites print before a sum; those that the euro replaced too.
_CODES = (
    "ARS|ATS|AUD|BEF|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DEM|DKK|EGP|ESP|EUR|FIM|FRF|GBP|GRD|HKD|HUF|IDR|IEP|ILS|INR|IRR|ISK|ITL|"
    "JPY|KRW|LTL|LUF|MXN|MYR|NGN|NLG|NOK|NZD|PHP|PKR|PLN|PTE|RON|RUB|SEK|SGD|THB|TRL|TRY|TWD|UAH|USD|VND|YUM|ZAR"
)
_MONEY = re.compile(
    rf"((?:US|CA|A|NZ|HK|NT|MX|R)?\$|(?:CN)?¥|[€£₽₹₩₪₫]|\b(?:{_CODES})(?=\s?\d))\s?"
    r"(\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*"
    r"(?:(?i:(million|mio|m|billion|bn|k))\b)?"
)


def money(text: str | None) -> tuple[int, str] | None:
    """A sum and its currency: ``$23,456,789`` is (23456789, "USD"), ``FRF 70,000,000`` (70000000, "FRF").

    None where neither a currency's sign nor its code stands before the figures.
    """
    text = one_line(text or "")
    match = _MONEY.search(text)
    if not match:
        return None
    currency = _CURRENCIES.get(match[1], match[1])
    factors = {"k": 10**3, "million": 10**6, "mio": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
    factor = factors.get((match[3] or "").lower(), 1)
    amount = number(match[2]) if factor > 1 else integer(re.sub(r"[.,]\d\d$", "", match[2]))
    return (round(amount * factor), currency) if amount is not None else None
