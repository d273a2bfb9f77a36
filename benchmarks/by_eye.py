"""Results of checking by eye the pages drawn by `benchmarks/draw.py`: `python benchmarks/by_eye.py [SEED...]`.

The verdicts are stored in `tests/truth/by_eye/SEED.jsonl`, one page per line: how many values of each field were checked
(`values`), which of them were wrong or missing from the record (`faults`), and a digest of each field's values after the
faults were fixed (`judged`). All values not listed as faults were right. Addresses are not counted.

Prints pages, values, wrong, missing, precision and recall by class: at the first check, and after the fixes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import to_json  # noqa: E402

SHARED = ROOT.parent / "shared"
KEPT = ROOT / "tests" / "truth" / "by_eye"
_ADDRESSES = frozenset(("url", "author_url", "image_url", "full_text_url", "replay_url"))
_PARTS = ("ratings", "reviews", "review_totals", "related")


def record_of(path: Path) -> dict[str, Any]:
    """Return the record of a page of the corpus, as read by the current code."""
    body = path.read_bytes()
    body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    found: dict[str, Any] = json.loads(to_json(read_capture(Capture(body=body, location=Location(path=path.name)))))
    return found


def values_of(record: dict[str, Any]) -> dict[str, list[Any]]:
    """Return a record's values by field: each name, role, text, date and number, each cut, and the kind of page."""
    found = {f"film.{field}": list(_leaves(value)) for field, value in record["film"].items() if field not in _ADDRESSES}
    for field, value in (record["person"] or {}).items():
        if field not in _ADDRESSES:
            found[f"person.{field}"] = list(_leaves(value))
    found |= {part: list(_leaves(record[part])) for part in _PARTS}
    found["truncations"] = [f"{cut['path']} {cut['state']}" for cut in record["truncations"]]
    found["page.kind"] = [record["page"]["kind"]]
    return {field: values for field, values in found.items() if values}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _ADDRESSES and not (key == "approximate" and inner is False):
                yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None:
        yield value


def digests(values: dict[str, list[Any]]) -> dict[str, str]:
    """Return a short digest of each field's values, and their number."""
    return {
        field: f"{len(listed)} {hashlib.sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()[:8]}"
        for field, listed in values.items()
    }


def figures(pages: Iterable[dict[str, Any]], *, mended: bool) -> Counter[str]:
    """Return the totals of pages, values, wrong and missing, at the first check or after the fixes."""
    found: Counter[str] = Counter()
    for page in pages:
        found["pages"] += 1
        found["values"] += sum(int(one.split()[0]) for one in page["judged"].values()) if mended else sum(page["values"].values())
        for fault in page["faults"]:
            if not (mended and fault["mended"]):
                found[fault["verdict"]] += fault["count"]
    return found


def shares(found: Counter[str]) -> tuple[float, float]:
    """Return precision and recall: the share of read values that are right, and the share of the pages' values that were read."""
    right = found["values"] - found["wrong"]
    return right / found["values"], right / (right + found["missing"])


def table(pages: list[dict[str, Any]]) -> list[str]:
    """Return the figures by class as rows of a table in Markdown."""
    classes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for page in pages:
        classes[page["class"]].append(page)
    rows = ["| | pages | values | wrong | missing | precision | recall |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for when, mended in (("at first", False), ("after mending", True)):
        for name, listed in (*classes.items(), ("**all**", pages)):
            found = figures(listed, mended=mended)
            precision, recall = shares(found)
            counts = " | ".join(f"{found[key]:,}" for key in ("pages", "values", "wrong", "missing"))
            rows.append(f"| {name}, {when} | {counts} | {precision:.4f} | {recall:.4f} |")
    return rows


def changed(pages: list[dict[str, Any]]) -> Iterator[str]:
    """Return the fields whose values differ from those that were judged."""
    for page in pages:
        now = digests(values_of(record_of(SHARED / page["file"])))
        for field in sorted(now.keys() | page["judged"].keys()):
            if now.get(field) != page["judged"].get(field):
                yield f"{page['page']:02} {page['file']} {field}: judged {page['judged'].get(field)}, now {now.get(field)}"


def kept(path: Path) -> list[dict[str, Any]]:
    """Return the verdicts of one draw."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Print the tables; with `--check`, print the fields that differ from those that were judged."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="*", metavar="SEED", help="draws whose verdicts are kept (default: all)")
    parser.add_argument("--check", action="store_true", help="read the pages again and name what has changed since it was judged")
    options = parser.parse_args()
    for seed in options.seeds or sorted(path.stem for path in KEPT.glob("*.jsonl")):
        pages = kept(KEPT / f"{seed}.jsonl")
        print(f"{seed}\n", *table(pages), "", sep="\n")
        if options.check and SHARED.is_dir():
            print(*(list(changed(pages)) or ["nothing has changed since it was judged"]), "", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
