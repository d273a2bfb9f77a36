"""The fixtures: saved pages of made-up films in the real layouts' shape, each with its expected record beside it.

`python -m tests.cases PAGE...` writes the expected record of each page, to be read against the page before it is kept.
"""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path
from typing import Any

from filmdig.parsers.choose import layouts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page, read_capture
from filmdig.parsers.record.capture import Capture, Rendition
from filmdig.parsers.record.page_record import to_json

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
CORPUS = ROOT.parent / "shared" / "corpus"
SEEDS = ROOT.parent / "shared" / "seeds"


RENDITIONS: dict[str, Rendition | None] = {".html": None, ".txt": "text", ".answer": "json"}
"""By a page's suffix, what it is a rendition of; None lets the bytes decide. Beside each is the record: `.json`."""


def capture_of(path: Path) -> Capture:
    """A fixture as a capture whose address is not known."""
    return Capture(body=path.read_bytes(), rendition=RENDITIONS[path.suffix])


def pages() -> list[Path]:
    """Every fixture's page, sorted."""
    return sorted(path for path in FIXTURES.rglob("*") if path.suffix in RENDITIONS)


def name_of(path: Path) -> str:
    """A fixture's name in a test's id: site/layout/case."""
    return path.relative_to(FIXTURES).as_posix()


@functools.cache
def record_of(path: Path) -> dict[str, Any]:
    """The record that a fixture's page becomes; where its file lies is no part of it."""
    found: dict[str, Any] = json.loads(to_json(read_capture(capture_of(path))))
    return found


@functools.cache
def expected_of(path: Path) -> dict[str, Any]:
    """The record that a fixture's page should become."""
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


@functools.cache
def page_of(path: Path) -> Page:
    """A fixture as the page that layouts are chosen for."""
    return open_page(capture_of(path), Page).page


def layout_named(site: str, name: str) -> type[Layout]:
    """The layout of a site by its name."""
    return next(layout for layout in layouts() if (layout.site, layout.name) == (site, name))


def main() -> None:
    """Write the expected records of the pages named."""
    for argument in sys.argv[1:]:
        path = Path(argument).resolve()
        text = json.dumps(record_of(path), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        print(path.with_suffix(".json"))


if __name__ == "__main__":
    main()
