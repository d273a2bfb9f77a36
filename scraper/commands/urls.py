"""The table of `--urls`, which gives the addresses and capture times of pages."""

from __future__ import annotations

from pathlib import Path

from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.given import capture_time, page_address
from filmdig.scraper.extraction.worker import Stated


def read_map(path: Path) -> dict[str, Stated]:
    """Read MAP.tsv: lines of file, URL and capture time. A header line is skipped.

    Returns:
        The page's URL and time by the file as written, and by its absolute path relative to the map's folder.

    Raises:
        UsageError: the map cannot be read, a line does not have these fields, or an address or time is invalid.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read the map: {error}", where=str(path), todo="give a UTF-8 file of tab-separated lines"
        ) from error
    folder = path.absolute().parent
    stated: dict[str, Stated] = {}
    for number, line in enumerate(lines, 1):
        fields = [field.strip() for field in line.split("\t")]
        if not line.strip() or (number == 1 and fields[0] == "file"):
            continue
        where = f"{path}, line {number}"
        if len(fields) not in {2, 3} or not fields[0]:
            raise UsageError("not a line of file, url, capture time", where=where, todo="separate the fields by tabs")
        page = Stated(
            page_address(fields[1], where) if fields[1] else None,
            capture_time(fields[2], where) if fields[2:] and fields[2] else None,
            fields[0],
        )
        stated[fields[0]] = page
        stated[str(folder / fields[0])] = page
    return stated
