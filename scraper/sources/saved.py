"""Read where and when a page was saved, as a browser, an extension, a mirroring tool or a cache wrote it into the page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from filmdig.scraper.sources.dates import written_time


class Origin(NamedTuple):
    """Where a saved page comes from.

    Attributes:
        url: its address on the live web, or at the archive that it was saved from; None if unknown.
        captured_at: UTC, RFC 3339; None if unknown.
    """

    url: str | None = None
    captured_at: str | None = None


# <!-- saved from url=(0042)http://example.com/... --> : Internet Explorer from 4, Chrome and Firefox's "Save page, complete".
# The number is the URL's length.
_SAVED_FROM = re.compile(rb"<!--\s*+saved from url=\((\d{4})\)(\S+)\s*+-->", re.IGNORECASE)
# The first comment of a page saved by SingleFile; "Archive processed by SingleFile" before 2019.
_SINGLEFILE = re.compile(
    rb"<!--\s*+(?:Page saved with|Archive processed by) SingleFile\s++url:\s*+(\S++)(?:\s++saved date:[^\S\n]*+([^\r\n]++))?",
    re.IGNORECASE,
)
# <!-- Mirrored from example.com/a.html by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 12 Feb 2020 13:06:15 GMT --> : at the
# page's beginning, after the html tag, or at its end; the scheme is written only if it is not http.
_HTTRACK = re.compile(
    rb"<!--\s*+Mirrored from (\S{1,4000}) by HTTrack Website Copier/[^,<>]{0,60}+(?:,\s*+([^<>]{1,60}?))?\s*+-->"
)
# <!-- Saved from https://example.com/ at 2020-03-28T10:31:06Z using monolith v2.2.2 -->
_MONOLITH = re.compile(rb"<!--\s*+Saved from (\S{1,4000}) at (\S{1,40}) using monolith\b")
# <!-- OriginalSrc: https://example.com/ --> : MaoXian Web Clipper.
_MAOXIAN = re.compile(rb"<!--\s*+OriginalSrc: (\S{1,4000})\s*+-->")
# <html data-scrapbook-source="https://example.com/" data-scrapbook-create="20200101030405067"> : WebScrapBook, in UTC.
_SCRAPBOOK_URL = re.compile(rb"\sdata-scrapbook-source=[\"']([^\"'<>]{1,4000})")
_SCRAPBOOK_TIME = re.compile(rb"\sdata-scrapbook-create=[\"'](\d{14})\d{0,3}[\"']")
_ROOT = re.compile(rb"<html\s[^<>]{0,8000}+", re.IGNORECASE)
# <meta name="savepage-url" content="..."> and savepage-date, at the head's end, after all styles: Save Page WE.
_SAVEPAGE_URL = re.compile(rb'name="savepage-url" content="([^"<>]{1,4000})"')
_SAVEPAGE_TIME = re.compile(rb'name="savepage-date" content="([^"<>]{1,200})"')
# The bar above a page in Google's cache, to 2024: "This is Google's cache of <a href="...">. It is a snapshot of the page as it
# appeared on 4 Apr 2023 23:43:48 GMT."; "cache</a> of <A HREF=...> as retrieved on Apr 12, 2006 20:02:06 GMT." before 2008.
_GOOGLE = re.compile(rb"cache(?:</a>)?+\s++of\s++<a\s++href=[\"']([^\"'<>]{1,4000})", re.IGNORECASE)
_GOOGLE_TIME = re.compile(
    rb"\bas (?:it appeared|retrieved) on\s++((?:[A-Z][a-z]{2} \d{1,2},|\d{1,2} [A-Z][a-z]{2}) \d{4} [\d:]{8} GMT)"
)
_LIVE = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)
_HEAD = 16 << 10
_TAIL = 1 << 10

# What browsers, in several languages, append to a saved page's name for the folder with its images, styles and frames.
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
    """Return the saved page that a file is a part of: ``X.html`` for anything in the folder ``X_files`` next to it.

    Args:
        path: the file, its parts separated by ``/``.
        exists: returns whether a path exists.
    """
    folders = path.split("/")[:-1]
    for depth, folder in enumerate(folders):
        for end in _FOLDERS:
            if folder.endswith(end):
                stem = "/".join([*folders[:depth], folder.removesuffix(end)])
                if page := next((stem + kind for kind in _PAGES if exists(stem + kind)), None):
                    return page
    return None


def origin(body: bytes) -> Origin:
    """Return the origin that is written in a saved page itself."""
    head = body[:_HEAD]
    # First: a page saved from Google's cache has both marks, and only this one has the page's own address.
    if b"oogle" in head and (found := _GOOGLE.search(head)) and (time := _GOOGLE_TIME.search(head, found.end())):
        return Origin(_url(found[1]), _time(time[1]))
    if found := _SINGLEFILE.search(head):
        return Origin(_url(found[1]), _time((found[2] or b"").partition(b"-->")[0]))
    if found := _SAVED_FROM.search(head):
        return Origin(_url(found[2][: int(found[1])]))
    if found := _HTTRACK.search(head) or _HTTRACK.search(body[-_TAIL:]):
        return Origin(_url(found[1]) or _url(b"http://" + found[1]), _time(found[2] or b""))
    if found := _MONOLITH.search(head):
        return Origin(_url(found[1]), _time(found[2]))
    if found := _MAOXIAN.search(head):
        return Origin(_url(found[1]))
    if b"data-scrapbook-" in head and (root := _ROOT.search(head)):
        source, create = _SCRAPBOOK_URL.search(root[0]), _SCRAPBOOK_TIME.search(root[0])
        return Origin(_url(source[1]) if source else None, _stamp(create[1]) if create else None)
    if b"savepage-url" in body:
        url, date = _SAVEPAGE_URL.search(body), _SAVEPAGE_TIME.search(body)
        return Origin(_url(url[1]) if url else None, _time(date[1]) if date else None)
    return Origin()


def _url(raw: bytes) -> str | None:
    url = html.unescape(raw.decode("utf-8", "replace"))
    return url if _LIVE.match(url) else None


def _time(raw: bytes) -> str | None:
    return written_time(raw.decode("latin-1"))


def _stamp(raw: bytes) -> str | None:
    """Return WebScrapBook's 14 digits as RFC 3339."""
    try:
        return datetime.strptime(raw.decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None
