"""The input of a parser: one capture's bytes, and where and when they were captured, as far as that is known."""

from __future__ import annotations

from typing import Literal

import msgspec

Rendition = Literal["html", "text", "json"]
Named = Literal["url", "captured_at"]


class Location(msgspec.Struct, kw_only=True, frozen=True):
    """The place of a capture's bytes, from which they can be read again.

    Attributes:
        path: the file as it was given; for a member of a zip, WACZ, MHTML or HAR, followed by ``!/`` and the member's name.
        offset: the record's offset in the file, in bytes; None for a loose file.
        record_id: the id of the WARC record.
    """

    path: str | None = None
    offset: int | None = None
    record_id: str | None = None

    def __str__(self) -> str:
        return f"{self.path}@{self.offset}" if self.offset is not None else str(self.path)


class Capture(msgspec.Struct, kw_only=True, frozen=True):
    """One capture of one page: its payload with transfer and content encodings undone.

    Attributes:
        body: the payload's bytes.
        url: the page's address on the live web.
        replay_url: the address that it was replayed at, if the bytes come from a replay.
        captured_at: when it was captured: UTC, RFC 3339, or with less precision (``"2014-07"``).
        archive: the archive that holds it: a host (``web.archive.org``) or the name of a WARC.
        rendition: ``text`` for a crawler's plain text, ``json`` for data that a site's page requested; None to detect it.
        charset: the charset that the HTTP header declared.
        status: the HTTP status that the page was captured with.
        named: ``url`` and ``captured_at`` if they were derived from the names of files and folders; values that the page itself
            states take precedence.
        notes: (code, message) of faults found before parsing; they become issues of the record.
        damaged: whether the file shows that bytes of the capture are missing or changed. Damage that the crawler received and
            stored does not count.
    """

    body: bytes
    url: str | None = None
    replay_url: str | None = None
    captured_at: str | None = None
    archive: str | None = None
    location: Location = Location()
    rendition: Rendition | None = None
    charset: str | None = None
    status: int | None = None
    named: frozenset[Named] = frozenset()
    notes: tuple[tuple[str, str], ...] = ()
    damaged: bool = False
