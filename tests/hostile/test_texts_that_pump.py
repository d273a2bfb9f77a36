"""Texts that make a pattern try everything: a file's form must be detected quickly, in the parent and in a worker."""

from __future__ import annotations

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Skipped, contents
from tests.hostile.bounded import bounded
from tests.sources.makers import http, record

STYLE = "".join(f"/* part {n}: of the sheet */\n\n.bay{n} > a:hover {{\n\tcolor: #a0b1c2;\n}}\n" for n in range(60))
COMMENTS = "/* a sheet */ " * 400 + "\n// no end\n" * 400
LINES = "".join(f"Title {n}: the harbour of {n}\r\n" for n in range(40)).replace("Title 0", "Content")
HEADS = "".join(f"{word}: Lantern Bay\r\n" for word in ("Title", "Director", "Cast", "Year", "Synopsis") * 40)
FOLDED = "Title: Lantern Bay\r\n" + " and on\r\n" * 400
TEXTS = {
    "a style sheet": (STYLE, "not a page: a style sheet"),
    "comments without end": (COMMENTS, None),
    "lines of a text": (LINES, None),
    "what looks like a head": (HEADS, None),
    "folded lines": (FOLDED, None),
    "blanks": (" \n" * 20_000, None),
    "records named in a text": ("what a crawl writes:\nWARC/1.0\r\n" + "A-b: c\r\n" * 2000, None),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("inside", ["a folder", "a WARC"])
def test_a_text_that_pumps_is_recognised_at_once(name, inside, tmp_path):
    text, reason = TEXTS[name]
    path = tmp_path / "it"
    path.write_bytes(text.encode() if inside == "a folder" else record(http(text.encode(), kind="text/plain")))
    with bounded(5):
        (item,) = contents([str(tmp_path)])
    if reason:
        assert isinstance(item, Skipped)
        assert item.reason == reason
    else:
        assert isinstance(item, Capture)
        assert item.body == text.encode()
