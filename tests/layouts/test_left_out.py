"""Blocks that layouts leave out have valid selectors, reasons, and no text that a field has."""

import re

import pytest

from filmdig.parsers.choose import layouts
from filmdig.parsers.page.node import Node
from tests.cases import expected_of, layout_named, name_of, page_of, pages

LONG = 30
KNOWN = {(layout.site, layout.name) for layout in layouts()}
HTML = [path for path in pages() if path.suffix == ".html" and (path.parts[-3], path.parts[-2]) in KNOWN]


def words(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def texts_of(record):
    """Return the long texts of a record, each of which occurs once on its page."""
    film, person = record["film"], record["person"] or {}
    found = [film["synopsis"], film["critics_consensus"], film["tagline"], person.get("biography")]
    found += [other["text"] for other in film["other_synopses"]]
    found += [review["text"] for review in record["reviews"]]
    return [words(text) for text in found if text and len(text) > LONG]


@pytest.mark.parametrize("path", HTML, ids=name_of)
def test_no_block_left_out_has_a_fields_value(path):
    page = page_of(path)
    wanted = texts_of(expected_of(path))
    for selector in layout_named(path.parts[-3], path.parts[-2]).blocks_left_out():
        for node in page.all(selector):
            assert isinstance(node, Node)
            assert node.tag not in ("html", "body", "main"), selector
            held = words(node.text)
            assert [text for text in wanted if text in held] == [], selector
    for text in layout_named(path.parts[-3], path.parts[-2])().texts_left_out(page):
        assert [one for one in wanted if one in words(text)] == [], text


@pytest.mark.parametrize("layout", layouts(), ids=lambda x: f"{x.site}/{x.name}")
def test_every_block_left_out_has_a_reason(layout):
    for selector, why in layout.blocks_left_out().items():
        assert len(why) > 5, selector
