"""What `--urls` and `--captured-at` say of pages."""

from __future__ import annotations

import re
from pathlib import Path

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.extraction.worker import Told

_DIGITS = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?")
_RFC_3339 = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")


def timestamp(text: str, where: str) -> str:
    """A capture time as records have it, from RFC 3339 or an archive's 14 digits, both with less precision too.

    Raises:
        UsageError: it is neither.
    """
    digits = _DIGITS.fullmatch(text)
    if digits:
        parts = [part for part in digits.groups() if part]
        date, clock = "-".join(parts[:3]), parts[3:]
        text = date + ("T" + ":".join([*clock, "00", "00"][:3]) + "Z" if clock else "")
    if not _RFC_3339.fullmatch(text):
        raise UsageError(f"not a capture time: {text!r}", where=where, todo="write 2014-07-01T12:00:00Z or 20140701120000")
    return text


def read_map(path: Path) -> dict[str, Told]:
    """The lines of MAP.tsv: file, url, capture time; a first line of these names is passed over.

    Returns:
        By file as written, and by its absolute path, taken as relative to the map's folder.

    Raises:
        UsageError: it cannot be read, or a line has not these fields.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read the map: {error}", where=str(path), todo="give a UTF-8 file of tab-separated lines"
        ) from error
    folder = path.absolute().parent
    told: dict[str, Told] = {}
    for number, line in enumerate(lines, 1):
        fields = [field.strip() for field in line.split("\t")]
        if not line.strip() or (number == 1 and fields[0] == "file"):
            continue
        where = f"{path}, line {number}"
        if len(fields) not in {2, 3} or not fields[0]:
            raise UsageError("not a line of file, url, capture time", where=where, todo="separate the fields by tabs")
        page = Told(fields[1] or None, timestamp(fields[2], where) if fields[2:] and fields[2] else None)
        told[fields[0]] = page
        told[str(folder / fields[0])] = page
    return told
