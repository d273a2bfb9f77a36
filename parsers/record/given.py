"""Check a page's address and capture time that a caller or a command gives, before they get into a record."""

from __future__ import annotations

import datetime
import re
from urllib.parse import urlsplit

from filmdig.parsers.record.errors import UsageError

_DIGITS = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?", re.ASCII)
_RFC_3339 = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):(\d\d))?)?)?)?", re.ASCII
)


def capture_time(text: str, where: str) -> str:
    """Return a capture time in the form that records have.

    Args:
        text: RFC 3339 or an archive's 14 digits, possibly with less precision: ``2014-07-01T12:00:00Z``, ``2014-07``,
            ``20140701``.
        where: the option, argument or line that it was given in.

    Raises:
        UsageError: it is neither, or no such time exists.
    """
    digits = _DIGITS.fullmatch(text)
    if digits:
        parts = [part for part in digits.groups() if part]
        date, clock = "-".join(parts[:3]), parts[3:]
        text = date + ("T" + ":".join([*clock, "00", "00"][:3]) + "Z" if clock else "")
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise UsageError(f"not a capture time: {text!r}", where=where, todo="write 2014-07-01T12:00:00Z or 20140701120000")
    year, month, day, hour, minute, second, *offset = (int(part or 0) for part in match.groups())
    try:
        datetime.datetime(year, month or 1, day or 1, hour, minute, min(second, 59), tzinfo=datetime.UTC)
        exists = second <= 60 and offset[0] < 24 and offset[1] < 60 and match[2] != "00" and match[3] != "00"
    except ValueError:
        exists = False
    if not exists:
        raise UsageError(f"no such time: {text!r}", where=where, todo="check the day and the hour")
    return text


def page_address(url: str, where: str) -> str:
    """Return a page's address on the live web unchanged if it is valid.

    Args:
        url: the address, with the scheme http or https.
        where: the option, argument or line that it was given in.

    Raises:
        UsageError: it is not a web address.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"not the address of a page: {url!r}", where=where, todo="begin it with http:// or https://")
    return url
