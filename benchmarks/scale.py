"""Compute the figures of docs/scale.md from benchmarks/results.json, and write them: `python -m benchmarks.scale`.

Measured figures come from there; assumptions are in ASSUMED and in the page, which also explains how to measure them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "scale.md"
BEGIN, END = "<!-- figures: python -m benchmarks.scale -->\n", "<!-- end of figures -->\n"

ASSUMED = {
    "film pages in one Common Crawl": 3_000_000,
    "Common Crawls so far": 110,
    "film pages' captures in the Wayback Machine": 500_000_000,
    "dollars for an hour of one core": 0.04,
    "dollars for 1,000 range requests": 0.0004,
    "dollars for a month of 1 GB": 0.023,
    "pages a second that the Wayback Machine bears": 1.0,
}
CORES = 64
SPARK = "Spark, local[2]"
WAYBACK = "the Wayback Machine"


def main() -> int:
    """Write the figures; with `--check`, only check that they are current."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    current = head + BEGIN + figures(json.loads(RESULTS.read_text())) + END + tail
    if "--check" in sys.argv[1:]:
        return int(current != text)
    PAGE.write_text(current, encoding="utf-8")
    return 0


def figures(results: dict[str, Any]) -> str:
    """Return the measured figures, the assumptions, and the plan computed from both."""
    run, memory, about = results["workers"], results.get("memory", {}), results["about"]
    rate = run["2 workers"]["pages_per_second"] / 2
    took, gives = run["warc_bytes_a_page"], run["record_bytes_a_page"]
    crawl = ASSUMED["film pages in one Common Crawl"]
    plans = {
        "one Common Crawl": crawl,
        f"all {ASSUMED['Common Crawls so far']:.0f} of them": crawl * ASSUMED["Common Crawls so far"],
        WAYBACK: ASSUMED["film pages' captures in the Wayback Machine"],
    }
    measured = {
        "pages a second and core": f"{rate:,.1f}",
        "the same with one worker": f"{run['1 worker']['pages_per_second']:,.1f}",
        "Spark, local[2], start-up included": f"{run.get(SPARK, {}).get('pages_per_second', 'not measured')}",
        "a worker's memory at its peak, 1,000 and 10,000 pages": _both(memory, "worker_mb"),
        "the parent's": _both(memory, "parent_mb"),
        "a page in its WARC": f"{took / 1000:,.0f} KB",
        "its record": f"{gives / 1000:,.1f} KB",
    }
    rows = []
    for name, pages in plans.items():
        hours = pages / rate / 3600
        written = pages * gives / 1e9
        polite = name == WAYBACK
        wall = pages / ASSUMED["pages a second that the Wayback Machine bears"] / 3600 if polite else hours / CORES
        cells = (
            name,
            f"{pages:,.0f}",
            f"{hours:,.0f}",
            _long(wall),
            f"${hours * ASSUMED['dollars for an hour of one core']:,.0f}",
            "-" if polite else f"${pages / 1000 * ASSUMED['dollars for 1,000 range requests']:,.0f}",
            f"{pages * took / 1e12:,.1f} TB",
            f"{written:,.0f} GB",
            f"${written * ASSUMED['dollars for a month of 1 GB']:,.0f}",
        )
        rows.append(f"| {' | '.join(cells)} |")
    lines = [
        f"Measured ({about['machine']}, Python {about['python']}, {about['pages']}, load {about['load']['workers']} before it):",
        "",
        "| | |",
        "| --- | ---: |",
        *(f"| {name} | {value} |" for name, value in measured.items()),
        "",
        "Assumed, for want of a count (how to get one is below):",
        "",
        "| | |",
        "| --- | ---: |",
        *(f"| {name} | {value:,} |" for name, value in ASSUMED.items()),
        "",
        "Worked out from both:",
        "",
        f"| | pages | core hours | on {CORES} cores | computing | requests | read | written | kept for a month |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def _both(memory: dict[str, Any], of: str) -> str:
    return f"{memory['1000'][of]}, {memory['10000'][of]} MB" if memory else "not measured"


def _long(hours: float) -> str:
    for unit, size in (("years", 24 * 365), ("days", 24)):
        if hours >= 2 * size:
            return f"{hours / size:,.1f} {unit}"
    return f"{hours:,.1f} hours"


if __name__ == "__main__":
    raise SystemExit(main())
