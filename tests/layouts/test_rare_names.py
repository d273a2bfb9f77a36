"""A page without a layout's rare name in its source does not have the layout's marks."""

from __future__ import annotations

from pathlib import Path

from filmdig.parsers.choose import _possible, _rare_names, _with_marks, layouts
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page
from filmdig.parsers.record.capture import Capture

FIXTURES = Path(__file__).parents[2] / "fixtures"


def test_no_layout_that_reads_a_fixture_is_left_out():
    seen = set()
    for path in sorted(FIXTURES.glob("*/*/*.html")):
        page = open_page(Capture(body=path.read_bytes()), Page).page
        if page.rendition != "html":
            continue
        known = [layout for layout in layouts() if layout.rendition == "html"]
        everywhere = [layout for layout, _ in _with_marks(page, known)]
        assert [layout for layout, _ in _with_marks(page, _possible(page))] == everywhere, path
        seen.update(everywhere)
    assert len(seen) > 90


def test_most_layouts_have_a_rare_name():
    known = tuple(layout for layout in layouts() if layout.rendition == "html")
    _, names, name_of = _rare_names(known)

    assert sum(name is not None for name in name_of.values()) > 80
    assert min(map(len, names)) >= 8


def test_few_layouts_are_tried_on_an_unrelated_page():
    page = Page(Capture(body=b""), "<html><body><h1>Rye bread</h1><p>Mix flour and water.</p></body></html>")

    assert len(_possible(page)) < 25
