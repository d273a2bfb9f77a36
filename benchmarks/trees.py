"""Compare the cost of `page.soup` and `page.lxml` with the page's tree: `python -m benchmarks.trees [FOLDER]` (or fixtures).

For every HTML page, measures the milliseconds of processor time to build each tree and find its first heading, best of
three.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from filmdig.parsers.page.document import Page
from filmdig.parsers.read import open_page
from filmdig.scraper.sources import Damage, Skipped, contents

ROOT = Path(__file__).parent.parent
WAYS: dict[str, Callable[[Page], object]] = {
    "page.first": lambda page: page.first("h1"),
    "page.lxml": lambda page: page.lxml.find(".//h1"),
    "page.soup": lambda page: page.soup.find("h1"),
}


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "fixtures")
    found = [item for item in contents([folder]) if not isinstance(item, Damage | Skipped)]
    captures = [capture for capture in found if open_page(capture, Page).page.rendition == "html"]
    size = statistics.median(len(capture.body) for capture in captures)
    print(f"{len(captures)} pages, median {size / 1024:.0f} KB; milliseconds a page\n")
    print("| way | median | mean |\n| --- | --- | --- |")
    for name, find in WAYS.items():
        taken = []
        for capture in captures:
            best = float("inf")
            for _ in range(3):
                page = open_page(capture, Page).page
                began = time.process_time()
                find(page)
                best = min(best, time.process_time() - began)
            taken.append(best * 1000)
        print(f"| `{name}` | {statistics.median(taken):.2f} | {statistics.mean(taken):.2f} |")


if __name__ == "__main__":
    main()
