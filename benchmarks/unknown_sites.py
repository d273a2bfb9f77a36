"""Measure how well pages are read without a layout: of known sites with layouts switched off, and of unknown sites."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.value_by_value import against_layouts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.page_record import to_json

Records = list[dict[str, Any]]
UNSEEN = frozenset(
    [
        "animeplanet",
        "cavalierkino",
        "fichapelis",
        "finalcut",
        "forumcinemas",
        "garlicba",
        "kansascity",
        "kvifftv",
        "nextkabinett",
        "postlight",
        "psobczyk",
        "rewmovie",
        "rolphrecto",
        "sfreview",
        "tvorange",
        "verge",
    ]
)
"""Folders of sites whose pages nobody looked at while the generic reader was written."""


def measure(
    shared: Path, known: Records, labels: list[Path], scorer: ModuleType, swde: Callable[[Records], dict[str, float]]
) -> dict[str, float]:
    """Print tables of all figures, and return the figures by name.

    Args:
        shared: the folder of the real pages.
        known: the records read by layouts.
        labels: labels of pages of known sites.
        scorer: `score.py`.
        swde: the function that compares records with the ground truth of SWDE.
    """
    layouts = [record for record in known if record["page"]["read_by"] == "layout"]
    without = _read([record["page"]["location"]["path"] for record in layouts], generic_only=True)
    figures = against_layouts(layouts, without)
    print("\nlayouts switched off: labels of known sites")
    figures |= _labels("off", [label for label in labels if "generic" not in label.parts], without, scorer, of_site=False)
    print("\nlayouts switched off: SWDE")
    figures |= {f"off/{name}": value for name, value in swde(without).items()}
    generic = shared / "generic"
    if not generic.is_dir():
        return figures
    pages = sorted((generic / "pages").rglob("*.gz"))
    records = _read([str(path) for path in pages])
    for name, chosen in (("unknown", lambda site: site not in UNSEEN), ("unseen", lambda site: site in UNSEEN)):
        print(f"\n{'unknown sites' if name == 'unknown' else 'sites left unread while the reader was written'}: labels")
        truth = [path for path in sorted((generic / "truth").rglob("*.json")) if chosen(path.parent.name)]
        figures |= _labels(name, truth, records, scorer)
    return figures | _false_films(_read([str(path) for path in sorted((generic / "negatives").rglob("*.gz"))]), records)


def _read(paths: list[str], *, generic_only: bool = False) -> Records:
    with get_context("spawn").Pool() as pool:
        return [json.loads(line) for line in pool.map(_generic if generic_only else _any, paths, chunksize=16)]


def _any(path: str) -> bytes:
    return _record(path, generic_only=False)


def _generic(path: str) -> bytes:
    return _record(path, generic_only=True)


def _record(path: str, *, generic_only: bool) -> bytes:
    body = Path(path).read_bytes()
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    return to_json(read_capture(Capture(body=body, location=Location(path=path)), generic_only=generic_only))


def _labels(name: str, truth: Iterable[Path], records: Records, scorer: ModuleType, *, of_site: bool = True) -> dict[str, float]:
    """Return the share of labelled values that are read, and the share of read labelled fields that are right."""
    by_file = {str(record["page"]["location"]["path"]).removesuffix(".gz"): record for record in records}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    given: Counter[str] = Counter()
    languages: dict[str, list[bool]] = defaultdict(list)
    for path in truth:
        stated = json.loads(path.read_text(encoding="utf-8"))
        record = next((one for file, one in by_file.items() if file.endswith(stated["file"])), None)
        if record is None:
            continue
        for field, ok, want, got in scorer.checks(stated, record):
            if field in ("page.site", "page.layout") or (not of_site and field == "page.kind"):
                continue
            if scorer.there(got) and field != "page.kind":
                given["right"] += ok
                given["all"] += 1
            if scorer.there(want):
                right[field] += ok
                total[field] += 1
                languages[(record["page"]["language"] or "none stated").partition("-")[0].lower()].append(ok)
    for field in sorted(total):
        print(f"  {field:26} {right[field]:5} of {total[field]:5}  {right[field] / total[field]:.3f}")
    for language, met in sorted(languages.items(), key=lambda item: -len(item[1])):
        if len(met) >= 10:
            print(f"  language {language:17} {sum(met):5} of {len(met):5}  {sum(met) / len(met):.3f}")
    share, precision = sum(right.values()) / max(1, sum(total.values())), given["right"] / max(1, given["all"])
    print(f"  all {sum(right.values())} of {sum(total.values())}: {share:.3f}")
    print(f"  precision {given['right']} of {given['all']}: {precision:.3f}")
    return {f"{name}/labels": share, f"{name}/precision": precision}


def _false_films(negatives: Records, pages: Records) -> dict[str, float]:
    """Return pages of ordinary crawls and near misses that were read as film pages, or gave a film's value."""

    def speaks(record: dict[str, Any]) -> bool:
        return any(value not in (None, [], {}) for value in record["film"].values())

    paths = [(Path(record["page"]["location"]["path"]), record) for record in pages]
    near = [record for path, record in paths if path.name.startswith("n_")]
    figures = {}
    for name, chosen in (("pages of ordinary crawls", negatives), ("near misses", near)):
        false = [record for record in chosen if record["page"]["kind"] in ("film", "series", "season", "episode")]
        valued = [record for record in chosen if speaks(record)]
        print(f"\n{len(chosen)} {name}: {len(false)} taken for a film or series, {len(valued)} with any value of a film")
        for record in valued:
            place = "/".join(Path(record["page"]["location"]["path"]).parts[-2:])
            print(f"  {place}: {record['page']['kind']}, {record['film']['title']!r}")
        figures[f"false/{name} none"] = 1 - len(false) / max(1, len(chosen))
        figures[f"false/{name} no value"] = 1 - len(valued) / max(1, len(chosen))
    return figures
