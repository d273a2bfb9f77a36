"""Archived film pages in, normalized JSON out: the names that other people's code uses.

>>> import filmdig
>>> record = filmdig.read(html, url="http://www.flixster.com/movie/some-film/")   # doctest: +SKIP
>>> record.film.title, record.ratings[0].value                                    # doctest: +SKIP
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from filmdig.parsers.record.errors import (
    ArchiveError,
    FilmdigError,
    LimitError,
    OutputError,
    PageError,
    RecordError,
    SourceError,
    UsageError,
)
from filmdig.parsers.record.page_record import Record, from_json, json_schema, to_json
from filmdig.scraper.version import VERSION

__version__ = VERSION

__all__ = [
    "ArchiveError",
    "FilmdigError",
    "LimitError",
    "OutputError",
    "PageError",
    "Record",
    "RecordError",
    "SourceError",
    "UsageError",
    "extract",
    "from_json",
    "json_schema",
    "merge",
    "read",
    "to_json",
]

if TYPE_CHECKING:
    from filmdig.parsers.record.capture import Rendition
    from filmdig.scraper.extraction.run import extract
    from filmdig.scraper.merging.grouping import merge


def __getattr__(name: str) -> Any:
    # What needs the readers of archives is imported when it is used: `import filmdig` stays quick.
    if name == "extract":
        from filmdig.scraper.extraction.run import extract

        return extract
    if name == "merge":
        from filmdig.scraper.merging.grouping import merge

        return merge
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def read(
    html: object,
    url: str | None = None,
    captured_at: str | None = None,
    *,
    rendition: Rendition | None = None,
    generic_only: bool = False,
) -> Record:
    """The record of one page.

    Args:
        html: the page as bytes, as text, as a BeautifulSoup document or as an lxml tree or element.
        url: the page's address on the live web.
        captured_at: when it was captured: UTC, RFC 3339, or with less precision.
        rendition: "text" for a crawler's plain text, "html"; without it the page itself decides.
        generic_only: read a page of a known site as if no layout knew it.

    Raises:
        TypeError: `html` is none of these.
        FilmdigError: the page cannot be read.
    """
    from filmdig.parsers.read import read_capture
    from filmdig.parsers.record.capture import Capture

    capture = Capture(body=_bytes(html), url=url, captured_at=captured_at, rendition=rendition)
    return read_capture(capture, generic_only=generic_only)


def _bytes(html: object) -> bytes:
    if isinstance(html, bytes | bytearray | memoryview):
        return bytes(html)
    if isinstance(html, str):
        return html.encode("utf-8", "replace")
    # Nobody holds a tree of a library that is not imported.
    bs4, etree = sys.modules.get("bs4"), sys.modules.get("lxml.etree")
    if bs4 and isinstance(html, bs4.Tag):
        return str(html).encode("utf-8", "replace")
    if etree and (etree.iselement(html) or hasattr(html, "getroot")):
        page: bytes = etree.tostring(html, encoding="utf-8", method="html", with_tail=False)
        return page
    raise TypeError(f"a page is bytes, text, a BeautifulSoup document or an lxml tree, not {type(html).__name__}")
