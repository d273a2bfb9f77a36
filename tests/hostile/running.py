"""Run the project over every fixture, so that the patterns that it makes at run time are made."""

from __future__ import annotations

from filmdig.parsers.learning.draft import draft_site
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page, read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.replay.undo import undo_replay
from tests import replayed_pages
from tests.cases import FIXTURES


def read_everything() -> None:
    """Read every fixture as its own site's and as an unknown site's, replayed pages of every age, and draft a site."""
    for path in sorted(FIXTURES.rglob("*")):
        if path.suffix in {".html", ".txt"}:
            body = path.read_bytes()
            read_capture(Capture(body=body))
            read_capture(Capture(body=body), generic_only=True)
    for page, *_ in replayed_pages.AGES.values():
        undo_replay(page)
    drafted = "<title>Lantern Bay (1978)</title><h1>Lantern Bay</h1><p>Year: 1978</p><p>Director: Ilya Tarn</p>"
    draft_site("bay", "2001", ["films.example.com"], [open_page(Capture(body=drafted.encode()), Page).page])
