"""Parse times as mail, HTTP and browsers write them, into UTC."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime

# JavaScript writes an offset as "GMT+0100"; the brackets after it are in the user's language.
_OFFSET = re.compile(r"(?:GMT|UTC)\s?(?=[+-]\d\d:?\d\d)")
_COLON = re.compile(r"([+-]\d\d):(\d\d)\Z")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_FORMS = (
    "%a %b %d %Y %H:%M:%S %z",  # JavaScript's Date: Sat Mar 07 2020 21:04:11 GMT+0100
    "%b %d, %Y %H:%M:%S %z",  # Google's cache, American: Mar 7, 2020 20:04:11 GMT
    "%d %b %Y %H:%M:%S %z",  # Google's cache elsewhere: 7 Mar 2020 20:04:11 GMT
)


def written_time(text: str) -> str | None:
    """Return a time as RFC 3339 in UTC; None if it has none of the known forms. An ISO time without a zone is taken as UTC.

    Args:
        text: ``Tue, 01 Jul 2014 08:09:10 GMT``, ``Tue Jul 01 2014 10:09:10 GMT+0200 (CEST)`` and the like.
    """
    text = _COLON.sub(r"\1\2", _OFFSET.sub("", text.partition("(")[0].strip()[:100]))
    if _DAY.fullmatch(text):
        return text
    when: datetime | None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = _spelled(text)
    try:
        # Chrome writes UTC as -0000, which Python reads as "no zone".
        return (when.astimezone(UTC) if when.tzinfo else when).strftime("%Y-%m-%dT%H:%M:%SZ") if when else None
    except (ValueError, OverflowError):  # before the year 1 in UTC
        return None


def _spelled(text: str) -> datetime | None:
    zoned = re.sub(r"(?:GMT|UTC|Z)\Z", "+0000", text)
    for form in _FORMS:
        try:
            return datetime.strptime(zoned, form)  # noqa: DTZ007 - each form has the zone
        except ValueError:
            continue
    try:
        return email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
