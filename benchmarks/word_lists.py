"""What the lists of names are worth: `python benchmarks/word_lists.py`.

Reads every labelled text rendition with all of the lists that tell run-together words apart, and again without each and
without all of them. Prints how many labels are right, and how many of the labelled values that a record gives are.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import SHARED, scoring  # noqa: E402
from filmdig.parsers.layouts import known_names  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import to_json  # noqa: E402

LISTS = {
    "actors.txt": known_names.actors,
    "publications.txt": known_names.publications,
    "given_names.txt": known_names.given_names,
}


def labelled() -> list[tuple[dict[str, Any], bytes]]:
    """Return each label of a text rendition of the corpus, and its page."""
    found = []
    for path in sorted([*(SHARED / "truth").rglob("*.json"), *(ROOT / "tests" / "truth").rglob("*.json")]):
        label = json.loads(path.read_text(encoding="utf-8"))
        page = SHARED / "corpus" / f"{label.get('file', '')}.gz"
        if page.name.endswith(".txt.gz") and page.is_file():
            found.append((label, gzip.decompress(page.read_bytes())))
    return found


def measure(pages: list[tuple[dict[str, Any], bytes]]) -> tuple[int, int, int, int]:
    """Return how many labels are right of how many, and how many given values are right of how many."""
    scorer = scoring()
    right = labels = true = given = 0
    for label, body in pages:
        record = json.loads(to_json(read_capture(Capture(body=body, location=Location(path=label["file"])))))
        for _, same, _, got in scorer.checks(label, record):
            labels, right = labels + 1, right + bool(same)
            if scorer.there(got):
                given, true = given + 1, true + bool(same)
    return right, labels, true, given


def main() -> int:
    """Print the table."""
    if not (SHARED / "corpus").is_dir():
        print(f"word_lists: the real pages are not here ({SHARED / 'corpus'}); nothing was measured")
        return 0
    pages, lines = labelled(), known_names._lines
    print(f"{len(pages)} labelled text renditions{'':14} labels right{'':8} given values right")
    for name, without in (
        ("with all lists", ()),
        *((f"without {one}", (one,)) for one in LISTS),
        ("without any of them", tuple(LISTS)),
    ):
        known_names._lines = lambda one, without=without: frozenset() if one in without else lines(one)  # type: ignore[assignment]
        for read in LISTS.values():
            read.cache_clear()
        right, labels, true, given = measure(pages)
        print(f"{name:32} {right:6,} of {labels:,} {right / labels:6.1%}   {true:6,} of {given:,} {true / given:6.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
