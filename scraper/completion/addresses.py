"""Addresses where sites have more of a film than one of their pages shows."""

from __future__ import annotations

from functools import cache

from filmdig.parsers.choose import layouts
from filmdig.parsers.record.page_record import By, Record


def review_page(record: Record, by: By) -> str | None:
    """Return the address of the first page of a film's reviews; None for other records, and for sites without such pages."""
    patterns = _review_pages().get((record.page.site or "", by), ())
    taken = (record.page.captured_at or "")[:4]
    pattern = next((pattern for since, pattern in patterns if since <= taken), None)
    return _filled(record, pattern) if pattern else None


def data_page(record: Record) -> str | None:
    """Return the address of the site's data on a film; None if the record does not state what the address is made of."""
    pattern = _data_pages().get(record.page.site or "")
    return _filled(record, pattern) if pattern else None


def _filled(record: Record, pattern: str) -> str | None:
    if record.page.kind not in ("film", "series"):
        return None
    url = (record.page.url or "").split("?")[0].split("#")[0].rstrip("/")
    try:
        return pattern.format(url=url, **record.film.external_ids) if url or "{url}" not in pattern else None
    except KeyError:  # the page does not state the identifier in the address
        return None


@cache
def _review_pages() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return (first year, address) pairs, the latest first, by site and by whose reviews they are."""
    found = {}
    for layout in layouts():
        since, later = layout.later_review_pages or ("", {})
        for by, pattern in layout.review_pages.items():
            found[layout.site, by] = [*([(since, later[by])] if by in later else []), ("", pattern)]
    return found


@cache
def _data_pages() -> dict[str, str]:
    return {layout.site: layout.data_page for layout in layouts() if layout.data_page}
