"""Pages of no known site: what schema.org data, OpenGraph and prose plainly state."""

from __future__ import annotations

from parsers.page import Page
from parsers.record import Record


def read_generic(page: Page, record: Record) -> None:
    """Fill the record with what any page may state of a film."""
    record.page.kind = "unknown"
