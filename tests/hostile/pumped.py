"""Pages of every fixture with one text node made long: none may take more than two seconds of processor time.

Run as a program (a part of ``make hostile``) it pumps nodes of every fixture for a given time and prints what took longest.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from pathlib import Path

import filmdig
from tests.conftest import ROOT
from tests.hostile.bounded import TookTooLongError, bounded

SLOW = 2.0
LENGTHS = (20_000, 40_000)
UNITS = (" ", "a", "9", "(", ",", ".", "Ab Cd, ", "12 ", "Ab (1990) ", "a\n", "| ", "- ", "Ab: ", '"', "...")
_NODE = re.compile(r">([^<>]*\S[^<>]*)<")


def pages() -> list[Path]:
    """Return the fixtures that are pages."""
    return [path for path in sorted((ROOT / "fixtures").rglob("*")) if path.suffix in {".html", ".txt"}]


def pumped(text: str, chance: random.Random) -> str:
    """Return a page with one of its texts made long: repeated, or followed by a repeated unit."""
    nodes = list(_NODE.finditer(text))
    begin, end = chance.choice(nodes).span(1) if nodes else (0, len(text))
    node = text[begin:end]
    unit = chance.choice((*UNITS, node))
    long = unit * (chance.choice(LENGTHS) // len(unit))
    return (
        text[:begin]
        + chance.choice((node + long, long + node, node[: len(node) // 2] + long + node[len(node) // 2 :]))
        + text[end:]
    )


def seconds(path: Path, chance: random.Random) -> float:
    """Return the processor time that a pumped page takes; twice the limit if it is given up."""
    page = pumped(path.read_text("utf-8", "replace"), chance).encode()
    begin = time.process_time()
    try:
        with bounded(2 * SLOW):
            filmdig.read(page)
    except TookTooLongError:
        return 2 * SLOW
    return time.process_time() - begin


def main() -> int:
    """Pump for some time; return 1 if any page took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    known, end, tried, slow = pages(), time.monotonic() + 60 * options.minutes, 0, 0
    longest = (0.0, Path(), 0)
    filmdig.read(known[0].read_bytes())  # loading modules must not count as the first page's time
    while time.monotonic() < end:
        seed = options.seed + tried
        path = known[tried % len(known)]
        took = seconds(path, random.Random(seed))
        longest = max(longest, (took, path, seed))
        if took > SLOW:
            slow += 1
            print(f"{took:.1f} s: {path.relative_to(ROOT)}, seed {seed}", flush=True)
        tried += 1
    print(f"texts pumped: {tried:,}; over {SLOW:g} s: {slow}; longest {longest[0]:.2f} s ({longest[1].name}, seed {longest[2]})")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
