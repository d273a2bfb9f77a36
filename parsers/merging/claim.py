"""What of a record decides which film it is of: small, where the record is not."""

from __future__ import annotations

import msgspec

from filmdig.parsers.merging import evidence, identity
from filmdig.parsers.merging.evidence import Group
from filmdig.parsers.record.page_record import Kind, Record


class Statement(msgspec.Struct, array_like=True):
    """What of a record decides which film it is of.

    Attributes:
        founds_film: whether it is of a film even if it is the only one.
        address: its page's, as a `page_key`.
        group: the group that it is alone; None if it names no film.
        wanted: the addresses that its open cuts link to.
    """

    id: str
    captured_at: str
    kind: Kind
    founds_film: bool
    address: str | None
    group: Group | None
    wanted: list[str]


def statement_of(record: Record) -> Statement:
    """Return what a record states; its group's number is the linking's to give."""
    page = record.page
    founds = evidence.founds_film(record)
    cuts = (cut for cut in record.truncations if cut.state == "open")
    wanted = [identity.linked_page_key(cut.full_text_url, page.url) for cut in cuts]
    return Statement(
        id=record.id,
        captured_at=page.captured_at or "",
        kind=page.kind,
        founds_film=founds,
        address=identity.page_key(page.url),
        group=evidence.group_of(record, 0) if founds else None,
        wanted=[address for address in dict.fromkeys(wanted) if address is not None and not identity.is_front_page(address)],
    )


def bare_statement(record: Record) -> Statement:
    """Return the statement of a record that cannot be asked which film it is of."""
    return Statement(record.id, "", record.page.kind, founds_film=False, address=None, group=None, wanted=[])
