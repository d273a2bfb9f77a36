"""Where and when a browser saved a page, as it wrote that into the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

# <!-- saved from url=(0042)http://example.com/... --> : Internet Explorer 4 on, Chrome and Firefox's "Save page, complete".
# The number is the URL's length.
_SAVED_FROM = re.compile(rb"<!--\s*+saved from url=\((\d{4})\)(\S+)\s*+-->", re.IGNORECASE)
# The first comment of a page saved by SingleFile; "Archive processed by SingleFile" before 2019.
_SINGLEFILE = re.compile(
    rb"<!--\s*+(?:Page saved with|Archive processed by) SingleFile\s++url:\s*+(\S++)(?:\s++saved date:[^\S\n]*+([^\r\n]++))?",
    re.IGNORECASE,
)
_LIVE = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)
_HEAD = 16 << 10

# What browsers in their languages put after a saved page's name for the folder with its images, styles and frames.
_FOLDERS = (
    "_files",
    "-files",
    ".files",
    "_Dateien",
    "-Dateien",
    "_fichiers",
    "_archivos",
    "_arquivos",
    "_file",
    "_bestanden",
    "_soubory",
    "_pliki",
    "-filer",
)
_PAGES = (".html", ".htm", ".xhtml", ".shtml")


def owner(path: str, exists: Callable[[str], bool]) -> str | None:
    """Return the saved page that a file is a part of: ``X.html`` for anything in the folder ``X_files`` beside it.

    Args:
        path: the file, its parts separated by ``/``.
        exists: whether there is a file at such a path.
    """
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders):
        for end in _FOLDERS:
            if folder.endswith(end):
                stem = "/".join([*folders[:depth], folder.removesuffix(end)])
                if page := next((stem + kind for kind in _PAGES if exists(stem + kind)), None):
                    return page
    return None


def origin(body: bytes) -> tuple[str | None, str | None]:
    """Return the URL and the time (UTC, RFC 3339) that a saved page says it comes from; None for what it does not say."""
    head = body[:_HEAD]
    if found := _SINGLEFILE.search(head):
        return _url(found[1]), _javascript_date((found[2] or b"").partition(b"-->")[0].decode("latin-1"))
    if found := _SAVED_FROM.search(head):
        return _url(found[2][: int(found[1])]), None
    return None, None


def _url(raw: bytes) -> str | None:
    url = raw.decode("utf-8", "replace")
    return url if _LIVE.match(url) else None


def _javascript_date(text: str) -> str | None:
    """Read ``Sat Mar 07 2020 21:04:11 GMT+0100 (Central European Standard Time)``; the brackets are in the user's language."""
    try:
        when = datetime.strptime(text.partition("(")[0].strip(), "%a %b %d %Y %H:%M:%S GMT%z")
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):  # no date, or one that is before the year 1 in UTC
        return None
