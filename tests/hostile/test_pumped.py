"""No page with one of its texts made long takes more than two seconds: a sample, of which ``make hostile`` tries many more."""

from __future__ import annotations

import random

import pytest

import filmdig
from tests.conftest import ROOT
from tests.hostile.bounded import bounded
from tests.hostile.pumped import SLOW, pages, pumped

# Those that were once too slow, and a sample of all.
FOUND = [
    ("mubi/film-text/glued-directors.txt", 2197),
    ("mubi/film-text/glued-directors.txt", 2765),
    ("csfd/2020/unrated.html", 1158),
    ("imdb/text-credits/series.txt", 11886),
]
SAMPLE = [(path.relative_to(ROOT / "fixtures").as_posix(), number) for number, path in enumerate(pages()[::40])]


@pytest.mark.parametrize(("name", "seed"), [*FOUND, *SAMPLE])
def test_a_page_with_a_long_text_is_read_in_time(name, seed):
    page = pumped((ROOT / "fixtures" / name).read_text("utf-8", "replace"), random.Random(seed)).encode()
    filmdig.read(b"<h1>Lantern Bay</h1>")  # loading modules must not count as the first page's time
    with bounded(SLOW):
        filmdig.read(page)
