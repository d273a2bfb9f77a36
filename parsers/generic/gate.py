"""What kind of page this is, before anything is read from it."""

from __future__ import annotations

import msgspec

from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Kind


class Verdict(msgspec.Struct, frozen=True):
    """What a page is taken for, and what speaks for it.

    Attributes:
        kind: ``unknown`` where it is about no film, series or person.
    """

    kind: Kind
    evidence: list[str]


def gate(page: Page) -> Verdict:
    """What a page of no known layout is about."""
    return Verdict("film", [])
