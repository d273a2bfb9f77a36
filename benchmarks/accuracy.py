"""Measure how well filmdig reads real pages: `make accuracy`.

Reads every page of a corpus, scores the records against labels made by eye, and reports by site and layout. Floors in
`benchmarks/floors.json` only rise (`--raise`); they carry a hash of the pages and labels that they were measured on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter, defaultdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import learning, renditions, unknown_sites  # noqa: E402
from benchmarks.figures import SHARED, hash_of, hold, scoring, swde_agrees, swde_truth, swde_values  # noqa: E402
from benchmarks.unexplained import pages_of, shares  # noqa: E402
from filmdig.parsers.generic.witnesses.structured import film_kind, people, text_of  # noqa: E402
from filmdig.parsers.layouts.values import year  # noqa: E402
from filmdig.parsers.page.document import Page  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import Film, to_json  # noqa: E402

CORPORA = ("corpus", "corpus2", "seeds")
FIELDS = (*Film.__struct_fields__, "ratings", "reviews", "related")
OF_SUB_PAGES = {
    "reviews": ("reviews",),
    "credits": ("title", "cast"),
    "synopsis": ("title", "synopsis"),
    "details": ("title",),
    "season": ("title", "series", "related"),
    "episode": ("series",),
    "person": ("person",),
    "list": ("related",),
}
"""What pages of a kind are for."""


def main() -> int:
    """Measure, report, and check the figures against the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="write higher figures into floors.json")
    parser.add_argument("--misses", type=int, default=20, metavar="N", help="print so many labels that are not met (default: 20)")
    options = parser.parse_args()
    if not (SHARED / "corpus").is_dir():
        print(f"accuracy: the real pages are not here ({SHARED / 'corpus'}); nothing was measured")
        return 0
    pages = [path for name in CORPORA for path in sorted((SHARED / name).rglob("*")) if is_page(path)]
    labels = sorted([*(SHARED / "truth").rglob("*.json"), *(ROOT / "tests" / "truth").rglob("*.json")])
    labels = [label for label in labels if "unknown_sites" not in label.parts]
    with get_context("spawn").Pool() as pool:
        found = pool.map(read, [str(path) for path in pages], chunksize=16)
    records = [json.loads(record) for record, _ in found]
    figures = {
        **score(labels, records, options.misses),
        **cuts(labels, records),
        **by_layout(records),
        **agreement(records, [stated for _, stated in found]),
        **swde(records),
        **shares(pages_of()),
    }
    figures |= unknown_sites.measure(SHARED, records, labels, scoring(), partial(swde, show=False))
    figures |= renditions.shares()
    figures |= learning.measure(records)
    generic = [path for path in sorted((SHARED / "generic").rglob("*")) if path.suffix in (".gz", ".json")]
    return hold(figures, hash_of([*pages, *labels, *generic]), "floors", raise_floors=options.raise_floors)


def is_page(path: Path) -> bool:
    """Return whether a file of the corpus is a page."""
    return path.is_file() and path.suffix in (".gz", ".txt", ".html") and "groundtruth" not in str(path)


def read(path: str) -> tuple[bytes, dict[str, Any]]:
    """Return the record of a page, and the film's data from the page's own JSON-LD."""
    body = Path(path).read_bytes()
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    record = read_capture(Capture(body=body, location=Location(path=path)))
    stated: dict[str, Any] = {}
    if record.page.rendition == "html" and b"ld+json" in body:
        page = Page(Capture(body=b"", rendition="html"), body.decode("utf-8", "replace"))
        item = next((item for item in page.json_ld if film_kind(item)), {})
        stated = {
            "title": text_of(item.get("name")),
            "year": year(text_of(item.get("dateCreated") or item.get("datePublished"))),
            "directors": [person.name for person in people(item.get("director"))],
        }
    return to_json(record), stated


def record_of(truth: dict[str, Any], records: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the record of a label's page."""
    return next((r for r in records if r["page"]["location"]["path"].removesuffix(".gz").endswith(truth["file"])), None)


def score(labels: list[Path], records: list[dict[str, Any]], misses: int) -> dict[str, float]:
    """Return the share of labels that are right, by site, by kind of page, by field and in total."""
    scorer = scoring()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    shown = 0
    for label in labels:
        truth = json.loads(label.read_text(encoding="utf-8"))
        record = record_of(truth, records)
        rows = list(scorer.checks(truth, record)) if record else [("record", False, truth["file"], None)]
        kind = truth.get("page", {}).get("kind", "film")
        for field, ok, want, got in rows:
            for key in (f"labels/site {label.parent.name}", f"labels/kind {kind}", f"labels/field {field}", "labels/all"):
                right[key] += ok
                total[key] += 1
            if not ok and shown < misses:
                shown += 1
                print(f"  not met: {truth['file']} {field}: want {str(want)[:120]!r}, got {str(got)[:120]!r}")
    print(f"\nlabels: {right['labels/all']} of {total['labels/all']} right, {len(labels)} pages")
    for key in sorted(total):
        print(f"  {key:44} {right[key]:5} of {total[key]:5}  {right[key] / total[key]:.3f}")
    return {key: right[key] / total[key] for key in total}


def by_layout(records: list[dict[str, Any]]) -> dict[str, float]:
    """Return pages, kinds, failures and the share of pages with each field, by site and layout."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        groups[f"{record['page']['site'] or '(generic)'}/{record['page']['layout'] or ''}"].append(record)
    failed = [i for r in records for i in r["issues"] if i["code"] == "field_failed"]
    print(
        f"\npages: {len(records)}, unknown: {sum(r['page']['kind'] == 'unknown' for r in records)}, fields failed: {len(failed)}"
    )
    for name, group in sorted(groups.items()):
        kinds = Counter(r["page"]["kind"] for r in group)
        print(f"\n  {name}: {len(group)} pages ({', '.join(f'{kind} {n}' for kind, n in kinds.most_common())})")
        shares = {field: sum(has(record, field) for record in group) / len(group) for field in FIELDS}
        print("    " + ", ".join(f"{field} {share:.0%}" for field, share in shares.items() if share))
    figures = {"fields/without failure": 1 - len({i["path"] for i in failed}) / max(1, len(FIELDS)) if failed else 1.0}
    for name, group in groups.items():
        films = [r for r in group if r["page"]["kind"] in ("film", "series", "episode")]
        if name.startswith("(generic)"):
            continue
        for field in ("title", "year", "directors", "synopsis", "cast") if films else ():
            figures[f"fields/{name} {field}"] = sum(has(record, field) for record in films) / len(films)
        for kind, fields in OF_SUB_PAGES.items():
            pages = [r for r in group if r["page"]["kind"] == kind]
            for field in fields if pages else ():
                figures[f"fields/{name} {kind} {field}"] = sum(has(record, field) for record in pages) / len(pages)
    return figures


def cuts(labels: list[Path], records: list[dict[str, Any]]) -> dict[str, float]:
    """Return how many cuts in records are labelled, and how many labelled cuts are in records; separately for lists.

    A label with cuts lists all cut texts of its page; of lists, and of names in lists, only those that are certain.
    """
    scorer = scoring()
    wanted, stated, right = Counter[str](), Counter[str](), Counter[str]()
    for label in labels:
        truth = json.loads(label.read_text(encoding="utf-8"))
        record = record_of(truth, records)
        if "truncations" not in truth or record is None:
            continue
        want = {(cut["path"], cut["state"]) for cut in truth["truncations"]}
        have = {(cut["path"], cut["state"]) for cut in record["truncations"]}
        for what, of_texts in (("texts", True), ("lists", False)):
            ours = {cut for cut in have if scorer.is_text_cut(cut[0]) == of_texts and (of_texts or cut in want)}
            theirs = {cut for cut in want if scorer.is_text_cut(cut[0]) == of_texts}
            wanted[what] += len(theirs)
            stated[what] += len(ours)
            right[what] += len(ours & theirs)
    figures = {}
    print("\ncuts, by path and state")
    for what in ("texts", "lists"):
        figures[f"cuts/{what} precision"] = right[what] / max(1, stated[what])
        figures[f"cuts/{what} recall"] = right[what] / max(1, wanted[what])
        print(f"  {what:6} {right[what]} right of {stated[what]} stated and {wanted[what]} labelled")
    return figures


def has(record: dict[str, Any], field: str) -> bool:
    """Return whether the record has a value at a path."""
    value = record["film"][field] if field in record["film"] else record[field]
    return value not in (None, [], {})


def agreement(records: list[dict[str, Any]], stated: list[dict[str, Any]]) -> dict[str, float]:
    """Return how often the record agrees with the page's own JSON-LD."""
    figures = {}
    print("\nagreement with the page's own JSON-LD")
    for field in ("title", "year", "directors"):
        pairs = []
        for record, own in zip(records, stated, strict=True):
            if own.get(field) and record["page"]["site"]:
                film = record["film"]
                got = [p["name"] for p in film["directors"]] if field == "directors" else film[field]
                same = got == own[field] or (
                    field == "title"
                    and own[field] in (film["original_title"], *(other["title"] for other in film["alternate_titles"]))
                )
                pairs.append(same)
        if pairs:
            figures[f"json-ld/{field}"] = sum(pairs) / len(pairs)
            print(f"  {field:10} {sum(pairs)} of {len(pairs)}  {figures[f'json-ld/{field}']:.3f}")
    return figures


def swde(records: list[dict[str, Any]], *, show: bool = True) -> dict[str, float]:
    """Return how often records agree with the ground truth of SWDE, for the pages of that data set (December 2010)."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for record in records:
        path = Path(record["page"]["location"]["path"])
        if not path.name.startswith("swde2010_"):
            continue
        number = path.name.removeprefix("swde2010_").split(".")[0]
        for field, got in swde_values(record["film"]).items():
            want = swde_truth(path.parent.name, field).get(number)
            if want:
                ok = swde_agrees(field, want, got)
                total[field] += 1
                right[field] += ok
                if not ok and show:
                    print(f"  swde disagrees: {path.parent.name}/{path.name} {field}: {want} against {got}")
    for field in total:
        print(f"  swde {field:12} {right[field]} of {total[field]}")
    return {f"swde/{field}": right[field] / total[field] for field in total}


if __name__ == "__main__":
    sys.exit(main())
