"""Code shared by the measurements of accuracy: the scorer, the ground truth of SWDE, and floors."""

from __future__ import annotations

import functools
import gzip
import hashlib
import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FLOORS = Path(__file__).parent / "floors.json"
SLACK = 0.0005
"""Shares are kept to three places."""


@functools.cache
def scoring() -> ModuleType:
    """Return the scorer that came with the real pages."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def swde_values(film: dict[str, Any]) -> dict[str, list[str]]:
    """Return a record's values of the four fields that SWDE labels."""
    certificate = [text for c in film["certificates"] for text in (c["rating"], c["printed"], c["reason"]) if text]
    return {
        "title": [film["title"] or "", f"{film['title']} ({film['year']})"],
        "director": [p["name"] for p in film["directors"]],
        "genre": film["genres"],
        "mpaa_rating": certificate,
    }


@functools.cache
def swde_truth(site: str, field: str) -> dict[str, list[str]]:
    """Return the ground truth of a site and field: the values by page number."""
    path = SHARED / "corpus" / "swde-groundtruth" / f"movie-{site}-{field}.txt.gz"
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in gzip.decompress(path.read_bytes()).decode("utf-8-sig").splitlines()[2:]]
    return {row[0]: [value for value in row[2:] if value != "<NULL>"] for row in rows if len(row) > 2}


def swde_agrees(field: str, want: list[str], got: list[str]) -> bool:
    """Return whether a record's values agree with the ground truth: in all genres, or in one of the other values."""
    theirs, ours = {*map(plain, want)}, {*map(plain, got)}
    return theirs <= ours if field == "genre" else bool(theirs & ours)


def plain(text: str) -> str:
    """Return a text's letters and digits, in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())


def hash_of(paths: Iterable[Path]) -> str:
    """Return a hash of the names and bytes of files."""
    digest = hashlib.sha256()
    # Hash only the file names, because the project's path may differ.
    named = {path.relative_to(ROOT if path.is_relative_to(ROOT) else SHARED).as_posix(): path for path in paths}
    for name, path in sorted(named.items()):
        digest.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def hold(figures: dict[str, float], measured_on: str, part: str, *, raise_floors: bool) -> int:
    """Check figures against the floors in a part of the file; with `raise_floors`, raise the floors that are lower.

    Args:
        figures: the measured figures, by name.
        measured_on: the hash of the pages that were measured; floors measured on other pages are not checked.
        part: "floors", of `make accuracy`, or "learning", of `make accuracy-learning`.
        raise_floors: whether to write higher figures as floors.

    Returns:
        The exit status: 1 if a figure is below its floor.
    """
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    on = "measured_on" if part == "floors" else f"{part}_measured_on"
    floors: dict[str, float] = kept.get(part, {})
    if raise_floors:
        same = kept.get(on) == measured_on
        raised = {key: round(max(value, floors.get(key, 0.0)) if same else value, 4) for key, value in figures.items()}
        kept |= {on: measured_on, part: dict(sorted(raised.items()))}
        FLOORS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"\naccuracy: floors written to {FLOORS.relative_to(ROOT)}")
        return 0
    if kept.get(on) != measured_on:
        print("\naccuracy: the floors were measured on other pages or labels; nothing was held against them")
        return 0
    low = [(key, value, floors[key]) for key, value in sorted(figures.items()) if value < floors.get(key, 0.0) - SLACK]
    low += [(key, 0.0, floor) for key, floor in sorted(floors.items()) if key not in figures]
    for key, value, floor in low:
        print(f"accuracy: {key} fell to {value:.4f}, its floor is {floor:.4f}")
    print(f"\naccuracy: {len(figures)} figures, {len(low)} below their floor")
    return 1 if low else 0
