"""The fixtures: pages of invented films with the structure of real layouts, each with its expected record beside it.

`python -m tests.cases PAGE...` writes the expected record of each page; compare it with the page before you commit it.
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
    """Return a fixture as a capture of an unknown address."""
    return Capture(body=path.read_bytes(), rendition=RENDITIONS[path.suffix])


def pages() -> list[Path]:
    """Return the paths of all fixtures' pages, sorted."""
    return sorted(path for path in FIXTURES.rglob("*") if path.suffix in RENDITIONS)


def name_of(path: Path) -> str:
    """Return a fixture's name for test ids: site/layout/case."""
    return path.relative_to(FIXTURES).as_posix()


@functools.cache
def record_of(path: Path) -> dict[str, Any]:
    """Return the record of a fixture's page, without the path of its file."""
    found: dict[str, Any] = json.loads(to_json(read_capture(capture_of(path))))
    return found


@functools.cache
def expected_of(path: Path) -> dict[str, Any]:
    """Return the expected record of a fixture's page."""
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


@functools.cache
def page_of(path: Path) -> Page:
    """Return a fixture as a page, as used to choose a layout."""
    return open_page(capture_of(path), Page).page


def layout_named(site: str, name: str) -> type[Layout]:
    """Return the layout of a site by its name."""
    return next(layout for layout in layouts() if (layout.site, layout.name) == (site, name))


def main() -> None:
    """Write the expected records of the named pages."""
    for argument in sys.argv[1:]:
        path = Path(argument).resolve()
        text = json.dumps(record_of(path), ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        print(path.with_suffix(".json"))


if __name__ == "__main__":
    main()
