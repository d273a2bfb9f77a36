"""Made-up pages of all kinds of film sites: programmes, listings, databases, blogs, wikis, fan pages, shops, app shells.

Those named ``other_*`` are about something else.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record

PAGES = Path(__file__).parent / "data" / "in_the_wild"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))


def stated(record: Record, field: str):
    if field == "kind":
        return record.page.kind
    if field == "reviews":
        return len(record.reviews)
    if field == "rating":
        return [record.reviews[0].rating.value, record.reviews[0].rating.best]
    if field in ("author", "date"):
        return getattr(record.reviews[0], field)
    value = getattr(record.film, field)
    return [person.name for person in value] if field in ("directors", "cast") else value


@pytest.mark.parametrize("page", EXPECTED)
def test_facts_of_each_kind_of_page(page):
    body = (PAGES / f"{page}.html").read_bytes()
    record = read_capture(Capture(body=body, url=f"http://films.example/x/{page}"))
    assert {field: stated(record, field) for field in EXPECTED[page]} == EXPECTED[page]
