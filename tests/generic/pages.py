"""Small pages for tests of the generic reader's witnesses."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture


def evidence(body: str, kind: str = "film", head: str = "") -> Evidence:
    """Return the evidence of a page of a kind."""
    page = Page(Capture(body=b"", rendition="html"), f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")
    return Evidence(page, kind)  # type: ignore[arg-type]


def stated(witness: Any, field: str, *page: str) -> Any:
    """Return the value that a witness states for a field; None if it states none."""
    found = [statement.value for statement in witness(evidence(*page)) if statement.field == field]
    assert len(found) <= 1
    return found[0] if found else None
