"""The functions that `filmdig` exports. They check their arguments and raise only `FilmdigError`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from filmdig.parsers.record import merged_film, page_record
from filmdig.parsers.record.capture import Capture, Rendition
from filmdig.parsers.record.errors import FilmdigError, PageError, RecordError, UsageError, WrongTypeError
from filmdig.parsers.record.given import capture_time, page_address
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record

if TYPE_CHECKING:
    from filmdig.parsers.choose import Layouts
    from filmdig.parsers.explain import Explanation
    from filmdig.scraper.archives.fetching import Summary

T = TypeVar("T")

_PATH = re.compile(
    r"\s*+(?:https?://\S++|~?[./\\]\S.*+|[A-Za-z]:[\\/].++|[^<>\n]*\.(?:x?html?|gz|txt|warc|arc|mht|mhtml|wacz|zip|har))\s*+"
)


def read(
    html: object,
    url: str | None = None,
    captured_at: str | None = None,
    *,
    rendition: Rendition | None = None,
    generic_only: bool = False,
    layouts: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
) -> Record:
    """Return the record of one page.

    Args:
        html: the page: bytes, text, a BeautifulSoup document, or an lxml tree or element.
        url: the page's original URL, http or https.
        captured_at: the capture time in UTC, as RFC 3339 or an archive's 14 digits; less precision is allowed.
        rendition: "html", or "text" for a crawler's plain text; detected from the page by default.
        generic_only: use no built-in layout: read the page as one of an unknown site.
        layouts: layout files, or folders of them, tried on pages that no built-in layout matches.

    Raises:
        WrongTypeError: `html` is of another type.
        UsageError: `html` is a path, `url` is not a URL, `captured_at` is not a time, `rendition` is unknown, or a layout file
            is invalid.
        PageError: the page cannot be read.
    """
    from filmdig.parsers.read import read_capture

    extra = _layouts_from(layouts) if layouts else ()
    return _apply(partial(read_capture, generic_only=generic_only, layouts=extra), _capture(html, url, captured_at, rendition))


def _layouts_from(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Layouts:
    from filmdig.parsers.learning.data_layout import data_layouts, load

    return data_layouts(load([paths] if isinstance(paths, str | os.PathLike) else paths))


def explain(
    html: object,
    url: str | None = None,
    captured_at: str | None = None,
    *,
    rendition: Rendition | None = None,
    layouts: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
) -> Explanation:
    """Return how the record of one page was made: layouts tried, where each value was found, cuts, text that is in no field.

    The arguments and exceptions are those of `read`, without `generic_only`.
    """
    from filmdig.parsers.explain import explain as explained

    extra = _layouts_from(layouts) if layouts else ()
    return _apply(partial(explained, layouts_of_files=extra), _capture(html, url, captured_at, rendition))


def fetch(source: str, path: str | os.PathLike[str] | None = None, *, contact: str | None = None) -> tuple[Path, Summary]:
    """Fetch all captures of a page from a web archive into a WARC, except those that the WARC already holds.

    Args:
        source: ``wayback:URL``, ``commoncrawl:URL``, ``commoncrawl:CC-MAIN-2014-23|URL`` or ``memento:BASE|URL``.
        path: the WARC (``.warc.gz``); by default one in the user's cache, which later calls resume.
        contact: an e-mail address or URL where the archive can reach you; by default ``$FILMDIG_CONTACT``.

    Returns:
        The path of the WARC, and a summary of the fetch: counts, and the archive's errors, which are not raised.

    Raises:
        UsageError: the source is invalid, or the file cannot be written.
        SourceError: the file is damaged.
    """
    from filmdig.scraper.archives import fetch_to_warc
    from filmdig.scraper.archives.session import PoliteSession

    session = PoliteSession(contact=contact or os.environ.get("FILMDIG_CONTACT"))
    return fetch_to_warc(source, Path(path) if path is not None else None, session=session)


def to_json(record: Record) -> bytes:
    """Return the record as one line of JSON (UTF-8), without the newline.

    Raises:
        RecordError: a field has a value that JSON cannot represent.
    """
    return _encoded(page_record.to_json, record)


def from_json(line: bytes | str) -> Record:
    """Return the record from one line of JSON; a record of an earlier schema version is upgraded.

    Raises:
        RecordError: the line is not JSON or not a record.
    """
    return _decoded(page_record.from_json, line, "a record")


def merged_to_json(film: MergedFilm) -> bytes:
    """Return the merged film as one line of JSON (UTF-8), without the newline.

    Raises:
        RecordError: a field has a value that JSON cannot represent.
    """
    return _encoded(merged_film.to_json, film)


def merged_from_json(line: bytes | str) -> MergedFilm:
    """Return the merged film from one line of JSON; a film of an earlier schema version is upgraded.

    Raises:
        RecordError: the line is not JSON or not a merged film.
    """
    return _decoded(merged_film.from_json, line, "a merged film")


def _encoded(encode: Callable[[T], bytes], item: T) -> bytes:
    try:
        return encode(item)
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError) as error:
        raise RecordError(f"cannot be written as JSON: {error}", todo="check that each field has a value of its type") from error


def _decoded(decode: Callable[[bytes | str], T], line: bytes | str, expected: str) -> T:
    try:
        return decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, TypeError, AttributeError) as error:
        raise RecordError(f"not {expected}: {error}", todo="give one line as written by `filmdig`") from error


def _apply(function: Callable[[Capture], T], capture: Capture) -> T:
    try:
        return function(capture)
    except FilmdigError:
        raise
    except Exception as error:
        raise PageError(f"the page cannot be read: {type(error).__name__}: {error}", where=capture.url) from error


def _capture(html: object, url: str | None, captured_at: str | None, rendition: Rendition | None) -> Capture:
    if rendition not in (None, "html", "text"):
        raise UsageError(f"no such rendition: {rendition!r}", where="rendition", todo="give 'html' or 'text', or leave it out")
    return Capture(
        body=_bytes(html),
        url=page_address(url, "url") if url is not None else None,
        captured_at=capture_time(captured_at, "captured_at") if captured_at is not None else None,
        rendition=rendition,
    )


def _bytes(html: object) -> bytes:
    if isinstance(html, bytes | bytearray | memoryview):
        return bytes(html)
    if isinstance(html, os.PathLike) or (isinstance(html, str) and len(html) < 4096 and _PATH.fullmatch(html)):
        raise UsageError(
            f"a path or URL was given instead of a page: {str(html)[:200]!r}",
            todo="give the page itself, Path(...).read_bytes(), or use filmdig.extract for files",
        )
    if isinstance(html, str):
        return html.encode("utf-8", "replace")
    # If neither library is imported, the argument cannot be one of its trees.
    bs4, etree = sys.modules.get("bs4"), sys.modules.get("lxml.etree")
    if bs4 and isinstance(html, bs4.Tag):
        return str(html).encode("utf-8", "replace")
    if etree and (etree.iselement(html) or hasattr(html, "getroot")):
        page: bytes = etree.tostring(html, encoding="utf-8", method="html", with_tail=False)
        return page
    raise WrongTypeError(f"a page is bytes, text, a BeautifulSoup document or an lxml tree, not {type(html).__name__}")
