"""What a parser is given: one capture's bytes, and what is known of where and when they come from."""

from __future__ import annotations

from typing import Literal

import msgspec

Rendition = Literal["html", "text", "json"]
Named = Literal["url", "captured_at"]


class Location(msgspec.Struct, kw_only=True, frozen=True):
    """Where a capture's bytes are, enough to read them again.

    Attributes:
        path: the file as it was given; inside a zip, WACZ, MHTML or HAR the member follows after ``!/``.
        offset: bytes from the file's start to the record's; None for a loose file.
        record_id: the WARC record's own id.
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
        replay_url: the address that it was replayed at, where the bytes come from a replay.
        captured_at: UTC, RFC 3339, or with less precision (``"2014-07"``).
        archive: who holds it: a host (``web.archive.org``), a WARC's name.
        rendition: ``text`` is a crawler's plain text, ``json`` what a site's page asked for; None lets the bytes decide.
        charset: what the HTTP head declared.
        status: the HTTP status the page was captured with.
        named: ``url`` and ``captured_at`` where they are worked out from the names of files and folders: what the page says
            itself of them comes before.
        notes: (code, message) of what was wrong with the bytes before they got here; they become issues of the record.
        damaged: whether the file that it is in shows that bytes of it are missing or changed. What the crawler already got
            that way is not damage of the file.
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
