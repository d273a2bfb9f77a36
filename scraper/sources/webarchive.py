"""Read Safari's web archives: a page and its parts as a property list, binary or XML."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Item, Skipped, at
from filmdig.scraper.sources.dates import written_time
from filmdig.scraper.sources.inflate import Readable, read_bounded
from filmdig.scraper.sources.sniff import page

# What plistlib raises for bytes that are not a property list, or for a damaged or hostile one.
_FAULTS = (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, KeyError, IndexError, AttributeError)
_FAULTS_OF_SIZE = (OverflowError, RecursionError, MemoryError)


def webarchive_items(path: str, stream: Readable) -> Iterator[Item]:
    """Read a web archive: its main resource is the capture, the others are counted as parts."""
    try:
        raw = read_bounded(stream)
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    try:
        archive = plistlib.loads(raw)
    except (*_FAULTS, *_FAULTS_OF_SIZE) as error:
        if b"WebMainResource" in raw:
            yield Damage(at(path), "a web archive that is cut or damaged", len(raw), str(error))
        else:
            yield Skipped(at(path), "not a page: a property list")
        return
    main = _inside(archive, "WebMainResource")
    body = main.get("WebResourceData")
    if not isinstance(body, bytes):
        yield Skipped(at(path), "not a page: a property list")
        return
    rendition, what = page(body, str(main.get("WebResourceMIMEType", "")).lower())
    if rendition is None:
        yield Skipped(at(path), f"not a page: {what}")
    else:
        url, charset = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
        yield Capture(
            body=body,
            url=url if isinstance(url, str) and re.match(r"https?://\S+\Z", url) else None,
            captured_at=_when(main.get("WebResourceResponse")),
            location=at(path),
            rendition=rendition,
            charset=charset if isinstance(charset, str) else None,
            notes=() if body else (("empty", "the page's resource is empty"),),
        )
    for name in ("WebSubresources", "WebSubframeArchives"):
        others = archive.get(name) if isinstance(archive, dict) else None
        for number, _ in enumerate(others if isinstance(others, list) else []):
            yield Skipped(at(f"{path}!/{name}/{number}"), "a part of a saved page")


def _when(response: Any) -> str | None:
    """Return when the server sent the page: the Date in its HTTP head, which Safari stores as another property list."""
    if not isinstance(response, bytes):
        return None
    try:
        objects = _inside(plistlib.loads(response)).get("$objects")
    except (*_FAULTS, *_FAULTS_OF_SIZE):
        return None
    if not isinstance(objects, list):
        return None
    for each in objects:  # the head is a dictionary whose keys and values are indexes of other objects
        keys, values = _inside(each).get("NS.keys"), _inside(each).get("NS.objects")
        if not isinstance(keys, list) or not isinstance(values, list):
            continue
        for key, value in zip(keys, values, strict=False):
            if _object(objects, key) == "Date" and isinstance(date := _object(objects, value), str):
                return written_time(date)
    return None


def _object(objects: list[Any], number: Any) -> Any:
    index = number.data if isinstance(number, plistlib.UID) else -1
    return objects[index] if 0 <= index < len(objects) else None


def _inside(value: object, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
