"""The same thirty pages, most of them large, give the same records in every form."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from filmdig.parsers.page.decode import decode
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.sources import Damage, Skipped, contents
from filmdig.scraper.sources.saved import Origin, origin
from tests.cases import CORPUS, FIXTURES
from tests.sources.all_forms import FORMS
from tests.sources.makers import DATE, page, url

LARGE = 60 << 10


def is_alike_everywhere(body: bytes) -> bool:
    """Return whether a page contains no saving tool's origin, and is read as UTF-8 with or without a declared charset."""
    encodings = {decode(body, charset).encoding.lower() for charset in (None, "utf-8")}
    return origin(body) == Origin() and encodings == {"utf-8"} and b"\r\n" not in body


def filled(body: bytes, size: int, seed: int) -> bytes:
    """A page with a comment of made-up words, to be as large as real ones."""
    drawn = random.Random(seed)
    words = " ".join(f"quay{drawn.randrange(10**9)}" for _ in range(max(0, size - len(body)) // 14 + 1))
    return body.replace(b"</body>", f"<!-- {words} --></body>".encode(), 1) if b"</body>" in body else body


def made_up() -> list[bytes]:
    known = [path.read_bytes() for path in sorted(FIXTURES.rglob("*.html"))]
    step = max(1, len(known) // 60)
    chosen = [body for body in known[::step] if is_alike_everywhere(body) and b"</body>" in body][:26]
    sizes = [1_100_000] + [LARGE + 1000 * number for number in range(21)] + [0] * 30
    filled_up = [filled(body, size, number) for number, (body, size) in enumerate(zip(chosen, sizes, strict=False))]
    return filled_up + [page(number) for number in range(30 - len(filled_up))]


def real() -> list[bytes]:
    """Pages of the corpus kept next to the project: at most one of each kind of page, and the largest ones."""
    files = sorted(CORPUS.glob("*/*.html.gz"))
    largest = max(files, key=lambda file: file.stat().st_size)
    found: list[bytes] = []
    for file in [largest, *files[:: max(1, len(files) // 60)]]:
        body = gzip.decompress(file.read_bytes())
        if (len(body) >= LARGE or len(found) > 20) and is_alike_everywhere(body.replace(b"\r\n", b"\n")):
            found.append(body.replace(b"\r\n", b"\n"))
    return found[:30]


PAGES = {"made up": made_up}
if CORPUS.is_dir():
    PAGES["real"] = real


@pytest.fixture(scope="module", params=["made up", "real"])
def pages(request: pytest.FixtureRequest) -> list[bytes]:
    if request.param not in PAGES:
        pytest.skip("no ../shared/corpus beside the project")
    return PAGES[request.param]()


READ: dict[bytes, bytes] = {}


def record(item: Capture, number: int) -> dict[str, Any]:
    """The record of a page without what differs by form; facts that a form lacks are stated as by `--urls`."""
    reported = msgspec.structs.replace(
        item, url=item.url or url(number), captured_at=item.captured_at or DATE, archive=None, named=frozenset(), charset="utf-8"
    )
    bare = msgspec.structs.replace(reported, location=Capture(body=b"").location, status=None)
    key = msgspec.msgpack.encode(bare)
    if key not in READ:  # the same capture gives the same record
        READ[key] = to_json(read_capture(bare))
    found: dict[str, Any] = json.loads(READ[key])
    return found


@pytest.mark.parametrize("form", FORMS)
def test_thirty_pages_give_the_same_records_in_every_form(form, tmp_path: Path, pages):
    assert (len(pages), sum(len(body) >= LARGE for body in pages) >= 20, max(map(len, pages)) > 1_000_000) == (30, True, True)
    items: list[Capture | Skipped | Damage] = list(contents([str(path) for path in FORMS[form](tmp_path, pages)]))
    captured = [item for item in items if isinstance(item, Capture)]
    assert len(captured) == 30
    for number, (item, body) in enumerate(zip(captured, pages, strict=True)):
        assert record(item, number) == record(Capture(body=body, rendition="html"), number), number
    assert not [item for item in items if isinstance(item, Damage)]
