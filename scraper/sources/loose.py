"""Loose files: one page each, as they lie in a folder, compressed or not."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Item, Skipped, at
from filmdig.scraper.sources.inflate import Inflated, Readable, Rejoined, packing, read_bounded, unread_packing
from filmdig.scraper.sources.opened import opened
from filmdig.scraper.sources.remote import is_remote
from filmdig.scraper.sources.saved import origin
from filmdig.scraper.sources.sniff import HEAD, page

_ARCHIVES = (
    "web.archive.org/web/",
    "archive.today/",
    "archive.is/",
    "archive.ph/",
    "archive.li/",
    "archive.fo/",
    "archive.vn/",
    "archive.md/",
)


def loose_items(path: str) -> Iterator[Item]:
    """Read one file of a chunk."""
    try:
        if is_remote(path):
            with opened(path) as stream:
                yield from page_items(path, stream)
            return
        kind = Path(path).stat().st_mode
        if stat.S_ISDIR(kind):
            yield _folder(path)
        elif not stat.S_ISREG(kind):
            yield Skipped(at(path), "not a page: not a regular file")
        else:
            with Path(path).open("rb") as stream:
                yield from page_items(path, stream)
    except OSError as error:
        yield Damage(at(path), f"cannot be opened: {error.strerror or error}", unreadable=True)


def _folder(path: str) -> Item:
    """Say why the walk left this folder out."""
    if Path(path).name.startswith("."):
        return Skipped(at(path), "a hidden folder")
    next(Path(path).iterdir(), None)  # raises OSError where it cannot be listed
    return Skipped(at(path), "a link to a folder that is read already")


def page_items(path: str, stream: Readable) -> Iterator[Item]:
    """Read the file or member at ``path``, given as a stream, as one page."""
    try:
        body, notes = unpacked(stream)
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    if how := unread_packing(body):
        yield Damage(at(path), f"packed with {how}, which is not read", len(body))
        return
    if not body:
        yield Capture(body=b"", location=at(path), notes=notes or (("empty", "the file is empty"),))
        return
    rendition, what = page(body)
    if rendition is None:
        yield Skipped(at(path), f"not a page: {what}")
        return
    url, saved = origin(body)
    replayed = url is not None and url.partition("://")[2].startswith(_ARCHIVES)
    yield Capture(
        body=body,
        url=None if replayed else url,
        replay_url=url if replayed else None,
        captured_at=saved,
        location=at(path),
        rendition=rendition,
        notes=notes,
    )


def unpacked(stream: Readable) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return what a file holds, unpacked where it is packed, and notes on what was wrong with the packing.

    Raises:
        LimitError: it unpacks to more than a page can have.
    """
    head = stream.read(HEAD)
    kind = packing(head)
    whole = Rejoined(head, stream)
    inflated = Inflated(whole, kind) if kind else whole
    body = read_bounded(inflated)
    damage = inflated.damage or whole.damage
    return body, (("payload_truncated", damage),) if damage else ()
