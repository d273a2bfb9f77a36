"""Converters from printed text and from machine data to scores, counts, percentages and sums of money.

Printed text groups its thousands ("8,363", "1.090.012"); machine data (JSON, microdata, attributes: "3.875") do not. So there
are two families: `integer`, `number`, `percent`, `counted`, `money` read print, `decimal`, `whole` read machine data. A number of
more than 15 digits is not read: no film page prints one, and floats, SQLite and Python's own `int()` each fail at some length.
"""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple

from filmdig.parsers.page.plain_text import one_line

#: The most digits before the fraction of a number that is read.
MAX_DIGITS = 15

_BLANKS = "\u00a0\u202f\u2009 "
_NUMBER = re.compile(
    r"(?:(?P<indian>\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d))"
    rf"|(?P<grouped>\d{{1,3}}(?P<mark>[.,'’{_BLANKS}])\d{{3}}(?:(?P=mark)\d{{3}}){{0,6}}+(?!\d))"
    r"|(?P<plain>\d++))"
    r"(?:(?P<point>[.,])(?P<fraction>\d++))?"
)
_JSON_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d+)?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_GROUPING = re.compile(rf"[.,'’{_BLANKS}]")
_FACTORS = {
    "k": 10**3, "thousand": 10**3, "тыс": 10**3, "tsd": 10**3, "mil": 10**3, "mila": 10**3, "mille": 10**3,
    "万": 10**4, "萬": 10**4, "만": 10**4, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5,
    "m": 10**6, "million": 10**6, "millions": 10**6, "mio": 10**6, "mln": 10**6, "млн": 10**6,
    "crore": 10**7, "crores": 10**7, "亿": 10**8, "億": 10**8, "억": 10**8,
    "billion": 10**9, "billions": 10**9, "bn": 10**9, "mrd": 10**9, "млрд": 10**9,
}  # fmt: skip
_WORDS = "|".join(sorted((word for word in _FACTORS if word[0] < "\u3000"), key=len, reverse=True))
# In Chinese, Japanese and Korean other words follow without a blank: "3.4万人".
_FACTOR = re.compile(rf"[{_BLANKS}]?([万萬만亿億억]|(?:{_WORDS})(?![^\W\d_]))", re.IGNORECASE)
# Printed where the count is a lower bound or rounded: "50,000+", "over 2,000 ratings", "~300".
_ABOUT = re.compile(r"(?:~|≈|>|\b(?:about|approx\.?|approximately|around|over|more than|almost|nearly))\s*$", re.IGNORECASE)


def _whole_part(match: re.Match[str]) -> int | None:
    digits = _GROUPING.sub("", match["indian"] or match["grouped"] or match["plain"])
    return int(digits) if len(digits) <= MAX_DIGITS else None


def _value(whole: str, fraction: str) -> float | int | None:
    if len(whole) > MAX_DIGITS:
        return None
    value = float(f"{whole}.{fraction[:MAX_DIGITS]}")
    return int(value) if value.is_integer() else value


def integer(text: str | None) -> int | None:
    """Return the first whole number in printed text; its thousands may be grouped as in any language.

    ``8,363``, ``2 181 187``, ``1.090.012``, ``1'000``, ``1,23,456`` (India). Return None for an abbreviated count ("20K",
    "1.2 million"): the page does not state the whole number. `counted` reads those.
    """
    match = _NUMBER.search(text or "")
    if not match or not text or _FACTOR.match(text, match.end()):
        return None
    return _whole_part(match)


def number(text: str | None, fraction: Literal[".", ","] | None = None) -> float | int | None:
    """Return the first number in printed text, with its fraction: ``8.7``, ``9,3``, ``67``, ``1,234.5``.

    Args:
        text: the printed text.
        fraction: the page's decimal mark. If it is not given, exactly three digits after a single mark are a group of
            thousands ("1.234" is 1234), unless the number starts with 0. Use `decimal` for scores, which have no thousands.
    """
    match = _NUMBER.search(text or "")
    if not match:
        return None
    if match["fraction"] and match["point"] != match["mark"]:
        return _value(_GROUPING.sub("", match["indian"] or match["grouped"] or match["plain"]), match["fraction"])
    grouped, mark = match["grouped"] or "", match["mark"]
    if mark and mark in ".," and grouped.count(mark) == 1 and (mark == fraction or grouped.startswith("0")):
        return _value(*grouped.split(mark))
    return _whole_part(match)


def decimal(value: object) -> float | int | None:
    """Return the number in machine data or a printed score, in which a single point is always the decimal mark.

    ``3.875`` is 3.875 and never 3875. A single comma, which some sites write in their data, is a decimal mark too.

    Args:
        value: a JSON value, or the text of an attribute or a score. Its first number is returned; a minus sign counts only at
            the start of the text.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**MAX_DIGITS else None
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) >= 10**MAX_DIGITS:
            return None
        return int(value) if value.is_integer() else value
    if not isinstance(value, str):
        return None
    if _JSON_NUMBER.fullmatch(plain := value.strip()):  # `strip` removes some characters that `float` rejects
        return decimal(float(plain))
    match = _NUMBER.search(value)
    if not match:
        return None
    mark, grouped = match["mark"], match["grouped"] or ""
    if mark and mark in ".," and grouped.count(mark) == 1 and not match["fraction"]:
        found = _value(*grouped.split(mark))
    else:
        found = number(match[0])
    return -found if found and value[: match.start()].strip() in ("-", "−") else found


def whole(value: object) -> int | None:
    """Return the count in machine data, a JSON number or an attribute's text; None if it is negative or has a fraction."""
    found = number(value) if isinstance(value, str) else decimal(value)
    if isinstance(value, str) and value.lstrip().startswith(("-", "−")):
        return None
    return found if isinstance(found, int) and found >= 0 else None


class Count(NamedTuple):
    """A printed count; `approximate` if the page printed it abbreviated or as a bound ("222K", "50,000+")."""

    value: int
    approximate: bool


def counted(text: str | None) -> Count | None:
    """Return the first count in printed text: ``8,363`` exactly, ``20K``, ``1.2M``, ``50,000+``, ``over 300`` approximately."""
    text = text or ""
    match = _NUMBER.search(text)
    if not match:
        return None
    if factor := _FACTOR.match(text, match.end()):
        value = number(match[0], "." if match["mark"] == "." else None)
        amount = round(value * _FACTORS[factor[1].lower()]) if value is not None else None
        return Count(amount, True) if amount is not None and amount < 10**MAX_DIGITS else None
    amount = _whole_part(match)
    if amount is None:
        return None
    after = text[match.end() : match.end() + 2].lstrip()
    return Count(amount, after.startswith("+") or _ABOUT.search(text[max(0, match.start() - 20) : match.start()]) is not None)


_PERCENT = re.compile(r"(?<!\d)(?<!\d[.,])(\d++(?:[.,]\d++)*+)\s*+[%％]")


def percent(text: str | None) -> float | int | None:
    """Return the first percentage: ``92% liked it`` is 92, ``41.3 %`` is 41.3."""
    match = _PERCENT.search(text or "")
    return decimal(match[1]) if match else None


_CURRENCIES = {
    "$": "USD", "US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL",
    "€": "EUR", "£": "GBP", "¥": "JPY", "CN¥": "CNY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₪": "ILS", "₫": "VND",
}  # fmt: skip
# ISO 4217 codes that film sites print before a sum, including those that the euro replaced.
_CODES = (
    "ARS|ATS|AUD|BEF|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DEM|DKK|EGP|ESP|EUR|FIM|FRF|GBP|GRD|HKD|HUF|IDR|IEP|ILS|INR|IRR|ISK|ITL|"
    "JPY|KRW|LTL|LUF|MXN|MYR|NGN|NLG|NOK|NZD|PHP|PKR|PLN|PTE|RON|RUB|SEK|SGD|THB|TRL|TRY|TWD|UAH|USD|VND|YUM|ZAR"
)
_MONEY = re.compile(rf"((?:US|CA|A|NZ|HK|NT|MX|R)?\$|(?:CN)?¥|[€£₽₹₩₪₫]|\b(?:{_CODES})(?=\s?\d))\s?(?=\d)")


def money(text: str | None) -> tuple[int, str] | None:
    """Return a sum in whole units and its currency: ``$23,456,789`` is (23456789, "USD"), ``FRF 70,000,000`` (70000000, "FRF").

    Return None if neither a currency sign nor a currency code precedes the number.
    """
    text = one_line(text or "")
    sign = _MONEY.search(text)
    match = _NUMBER.match(text, sign.end()) if sign else None
    if not sign or not match:
        return None
    if factor := _FACTOR.match(text, match.end()):
        # "$1.234 million" has a fraction; the comma in "1,234 million" groups thousands, that in the German "1,234 Mio" does not.
        value = number(match[0], "," if factor[1].lower() in ("mio", "mrd", "млн", "млрд") else ".")
        amount = round(value * _FACTORS[factor[1].lower()]) if value is not None else None
    else:
        amount = _whole_part(match)  # without the cents
    return (amount, _CURRENCIES.get(sign[1], sign[1])) if amount is not None and amount < 10**MAX_DIGITS else None
