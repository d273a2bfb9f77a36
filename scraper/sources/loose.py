"""Read loose files, compressed or not, as one page each."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from pathlib import Path

from filmdig.parsers.record.capture import Capture, Named
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Item, Skipped, at
from filmdig.scraper.sources.inflate import Inflated, Readable, Rejoined, packing, read_bounded, unread_packing
from filmdig.scraper.sources.mirrors import mirrored
from filmdig.scraper.sources.opened import opened
from filmdig.scraper.sources.remote import is_remote
from filmdig.scraper.sources.saved import origin
from filmdig.scraper.sources.sniff import HEAD, PACKED_AGAIN, page
from filmdig.scraper.sources.stored_response import undeclared_chunks

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


Stated = tuple[str | None, str | None, bool]


def loose_items(path: str, stated: Stated | None = None) -> Iterator[Item]:
    """Read one file of a chunk.

    Args:
        path: the file.
        stated: the address and time stated by another file of its folder, and whether the time is only a folder's name.
    """
    try:
        if is_remote(path):
            with opened(path) as stream:
                yield from page_items(path, stream, stated)
            return
        kind = Path(path).stat().st_mode
        if stat.S_ISDIR(kind):
            yield _folder(path)
        elif not stat.S_ISREG(kind):
            yield Skipped(at(path), "not a page: not a regular file")
        else:
            with opened(path) as stream:
                yield from page_items(path, stream, stated)
    except OSError as error:
        yield Damage(at(path), f"cannot be opened: {error.strerror or error}", unreadable=True)


def _folder(path: str) -> Item:
    """Report why the walk left this folder out."""
    if Path(path).name.startswith("."):
        return Skipped(at(path), "a hidden folder")
    next(Path(path).iterdir(), None)  # raises OSError where it cannot be listed
    return Skipped(at(path), "a link to a folder that contains it")


CUT_OR_DAMAGED = "a packed file that is cut or damaged"


def page_items(path: str, stream: Readable, stated: Stated | None = None) -> Iterator[Item]:
    """Read the stream of a file or member at ``path`` as one page; ``stated`` as for `loose_items`."""
    try:
        body, notes = unpacked(stream)
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    if how := unread_packing(body):
        yield Damage(at(path), f"packed with {how}, which is not read", len(body))
        return
    if not body and not stated and _is_archives_name(path):
        yield Damage(at(path), "an empty archive")
        return
    if not body:
        empty = notes or (("empty", "the file is empty"),)
        yield Capture(body=b"", location=at(path), notes=empty, damaged=bool(notes))
        return
    rendition, what = page(body)
    if rendition is None and notes and what == "binary data":  # it may have been a page
        yield Damage(at(path), CUT_OR_DAMAGED, len(body), notes[0][1])
        return
    if rendition is None:
        yield Skipped(at(path), f"not a page: {what}")
        return
    url, saved, named = _origin(path, body, stated)
    replayed = url is not None and url.partition("://")[2].startswith(_ARCHIVES)
    yield Capture(
        body=body,
        url=None if replayed else url,
        replay_url=url if replayed else None,
        captured_at=saved,
        location=at(path),
        rendition=rendition,
        named=named,
        notes=notes,
        damaged=bool(notes),
    )


def _is_archives_name(path: str) -> bool:
    """Return whether a file is an archive by its name, since an empty file has nothing else to recognise it by."""
    return path.lower().removesuffix(".gz").removesuffix(".zst").endswith((".warc", ".wet", ".arc", ".har", ".wacz", ".zip"))


def _origin(path: str, body: bytes, stated: Stated | None) -> tuple[str | None, str | None, frozenset[Named]]:
    """Return a page's address and time, and which of them come from file names. What the page itself states comes first."""
    own, mirror = origin(body), mirrored(path)
    url, time, loose_time = stated or (None, None, False)
    named: set[Named] = set()
    if not (own.url or url) and mirror.url:
        named.add("url")
    captured_at = own.captured_at or time or mirror.captured_at
    if captured_at and not own.captured_at and (loose_time or not time):
        named.add("captured_at")
    return own.url or url or mirror.url, captured_at, frozenset(named)


def unpacked(stream: Readable) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    """Return a file's content, unpacked if it is packed, and notes on what was wrong with the packing.

    Raises:
        LimitError: the file unpacks to more than a page can have.
    """
    head = stream.read(HEAD)
    kind = packing(head)
    whole = Rejoined(head, stream)
    inflated = Inflated(whole, kind) if kind else whole
    body = read_bounded(inflated)
    damage = inflated.damage or whole.damage
    for _ in range(PACKED_AGAIN):
        if not (kind := packing(body[:8])):
            break
        again = Inflated(io.BytesIO(body), kind)
        body = read_bounded(again)
        damage = damage or again.damage
    body, chunks = undeclared_chunks(body)
    return body, ((("payload_truncated", damage),) if damage else ()) + tuple(chunks)
