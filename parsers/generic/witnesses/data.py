"""Titles, pictures and short texts that the page's data state of its own film."""

from __future__ import annotations

from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.schemaorg import fill
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.witnesses.structured import own_films
from filmdig.parsers.record.page_record import Record


def data(evidence: Evidence) -> Iterator[Statement]:
    """What `structured` leaves."""
    if evidence.page.rendition != "html":
        return
    record = Record()
    for found in own_films(evidence):
        fill(record, found.item)
    for field, value in (
        ("alternate_titles", record.film.alternate_titles),
        ("image_url", record.film.image_url),
        ("synopsis", record.film.synopsis),
    ):
        if value:
            yield Statement(field, value, "data", "schema.org", STRONG)
    page = evidence.page
    if (page.meta("og:type") or "").startswith(("video.", "movie", "tv_show")) or own_films(evidence):
        if picture := page.meta("og:image"):
            yield Statement("image_url", picture, "opengraph", "og:image", STRONG)
        if (page.meta("og:type") or "").startswith("video.") and (text := page.meta("og:description")) and len(text) > 20:
            yield Statement("synopsis", text, "opengraph", "og:description", STRONG)
