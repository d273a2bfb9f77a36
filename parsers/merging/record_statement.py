"""The part of a record that decides which film it is of, small enough to send and keep."""

from __future__ import annotations

import msgspec

from filmdig.parsers.merging import evidence, identity
from filmdig.parsers.merging.evidence import Group
from filmdig.parsers.record.page_record import Kind, Record


class Statement(msgspec.Struct, array_like=True):
    """The part of a record that decides which film it is of.

    Attributes:
        makes_film: whether it can make a film by itself.
        address: the `page_key` of its page.
        group: the group of this record alone; None if it names no film.
        wanted: the `page_key`s that its open cuts link to.
    """

    id: str
    captured_at: str
    kind: Kind
    makes_film: bool
    address: str | None
    group: Group | None
    wanted: list[str]


def statement_of(record: Record) -> Statement:
    """Return a record's statement; the number of its group is set when it is linked."""
    page = record.page
    makes_film = evidence.makes_film(record)
    cuts = (cut for cut in record.truncations if cut.state == "open")
    wanted = [identity.linked_page_key(cut.full_text_url, page.url) for cut in cuts]
    return Statement(
        id=record.id,
        captured_at=page.captured_at or "",
        kind=page.kind,
        makes_film=makes_film,
        address=identity.page_key(page.url),
        group=evidence.group_of(record, 0) if makes_film else None,
        wanted=[address for address in dict.fromkeys(wanted) if address is not None and not identity.is_front_page(address)],
    )


def bare_statement(record: Record) -> Statement:
    """Return the statement of a record whose film cannot be determined."""
    return Statement(record.id, "", record.page.kind, makes_film=False, address=None, group=None, wanted=[])
