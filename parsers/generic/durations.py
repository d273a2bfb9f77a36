"""Running times in the languages of the vocabulary."""

from __future__ import annotations

import re
import unicodedata

from filmdig.parsers.layouts.values import runtime
from filmdig.parsers.page.plain_text import has_digit, one_line

_HOURS = (
    r"hours?|hrs?|heures?|h|std|stunden?|stunde|ore|ora|horas?|hora|uur|uren|timmar|timme|tim|timer|time|t|tuntia?|tunti|godz|godziny?|"
    r"hod|hodin[ay]?|óra|ó|ч|час(?:а|ов)?|г|год(?:ин[аи]?)?|ώρ(?:α|ες)|ω|saat|sa|ساعات?|ساعة|ساعت|שעות|שעה|घंटे|घंटा|घण्टे|"
    r"ชั่วโมง|ชม|giờ|jam|小时|小時|時間|시간"
)
_MINUTES = (
    r"minutes?|minuten|minutos?|minuti|minuter|minutter|minuuttia|minut[ay]?|minút|mins?|mn|m|min|minuty|perc|p|мин(?:ут[аы]?)?|м|"
    r"хв(?:илин[аи]?)?|λεπτ(?:ά|α|ό)|λ|dakika|dk|dak|دقائق|دقيقة|دقیقه|דקות|דק|मिनट|นาที|phút|menit|分钟|分鐘|分|분"
)
_BOTH = re.compile(
    rf"(?<![\d.,])(\d{{1,2}})\s?(?:{_HOURS})(?![^\W\d_])\.?[\s,:]{{0,3}}(?:(?:and|e|et|y|und|en|og|och|и|و|ו)\s?)?"
    rf"(\d{{1,2}})(?:\s?(?:{_MINUTES})(?![^\W\d_])|(?!\d))",
    re.IGNORECASE,
)
_MINUTES_ALONE = re.compile(
    rf"(?<![\d.,:])(\d{{1,3}})\s?(?:{_MINUTES})(?![^\W\d_])|(?<![\d.,:/])(\d{{2,3}})\s?['′’](?!\d)", re.IGNORECASE
)
_HOURS_ALONE = re.compile(rf"(?<![\d.,])(\d)\s?(?:{_HOURS})(?![^\W\d_])(?!\s?\d)", re.IGNORECASE)
_CJK_BOTH = re.compile(r"(\d{1,2})\s?(?:小时|小時|時間|시간)\s?(\d{1,2})\s?(?:分钟|分鐘|分|분)")
_CJK_MINUTES = re.compile(r"(\d{1,3})\s?(?:分钟|分鐘|分|분)")
_CLOCK = re.compile(r"(?<![\d:.])([0-5]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_BARE = re.compile(r"~?\s?(\d{1,3})")


def digits(text: str) -> str:
    """Return the text with the decimal digits of all scripts replaced by ASCII digits."""
    if text.isascii() or _OTHER_DIGIT.search(text) is None:
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char for char in text)


def minutes(text: str, *, labelled: bool = False) -> int | None:
    """Return the minutes of a printed running time; None if there is none.

    Args:
        text: "1 ч. 29 мин.", "147分钟", "1h 15min", "1 ep x 120 min".
        labelled: whether a label marks the text as a running time. Then a bare number, "1:50" and "2h" are accepted too.
    """
    text = digits(one_line(text))[:200]
    if not has_digit(text):
        return None
    if match := _CJK_BOTH.search(text) or _BOTH.search(text):
        return int(match[1]) * 60 + int(match[2]) or None
    if match := _CJK_MINUTES.search(text) or _MINUTES_ALONE.search(text):
        return int(match[1] or match[2]) or None
    if text.startswith("P") and (found := runtime(text)):
        return found
    if labelled:
        if match := _CLOCK.search(text):
            return int(match[1]) * 60 + int(match[2]) or None
        if match := _HOURS_ALONE.search(text):
            return int(match[1]) * 60
        if match := _BARE.fullmatch(text):
            return int(match[1]) or None
    return None
