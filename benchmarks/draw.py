"""Draw random real pages, to compare them with their records by eye: `python benchmarks/draw.py SEED`.

The same seed and corpus give the same pages. Draw before changing the code that reads a class of pages: a page that was looked at
while a reader was written cannot be used to evaluate that reader. Prints one page per line: its class, site and path. With
`--into DIR`, writes each page's text as the reader sees it (NN.txt) and its record (NN.json).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.unknown_sites import UNSEEN  # noqa: E402
from filmdig.parsers.page.decode import decode  # noqa: E402
from filmdig.parsers.page.document import Page  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import to_json  # noqa: E402
from filmdig.parsers.replay.undo import undo_replay  # noqa: E402

SHARED = ROOT.parent / "shared"
CORPORA = ("corpus", "corpus2")

CLASSES = {"title": 30, "sub-page": 20, "person": 1000, "season or episode": 10, "list": 5}
"""How many pages of each class are drawn; of persons all."""

TITLES = frozenset(
    (
        *("title", "film", "movie", "film page", "film text", "combined", "title-mobile", "series", "miniseries", "release"),
        *("film (ru)", "film page (visible text only)", "text rendition", "review", "stage play", "game", "book"),
    )
)
PERSONS = frozenset(("person",))
SEASONS = frozenset(("season", "episode", "episodes"))
LISTS = frozenset(("list", "search", "list (search)", "year-list", "diary", "user-diary", "films", "like", "reviews"))


# The index has a single kind for all plain-text renditions.
_PERSONS_PATH = re.compile(r"celebrity-|/actors-|/cast-|person|/names?-")


def class_of(kind: str, path: str) -> str:
    """Return the class of a page by its kind and path in the corpus's index; a page of no other class is a sub-page."""
    if _PERSONS_PATH.search(path):
        return "person"
    for name, kinds in (("title", TITLES), ("person", PERSONS), ("season or episode", SEASONS), ("list", LISTS)):
        if kind in kinds:
            return name
    return "sub-page"


def drawn(seed: str) -> list[tuple[str, str, Path]]:
    """Return the class, site and path of the drawn pages. Sites take turns, so that the largest does not fill a class."""
    pages: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for corpus in CORPORA:
        with (SHARED / corpus / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                path = SHARED / corpus / row["file"]
                if path.is_file():
                    pages[class_of(row["kind"], row["file"])][row["site"]].append(path)
    found = []
    for name, count in CLASSES.items():
        dice = random.Random(f"{seed} {name}")
        sites = {site: dice.sample(sorted(paths), len(paths)) for site, paths in sorted(pages[name].items())}
        order = dice.sample(list(sites), len(sites))
        rounds = range(max(map(len, sites.values()), default=0))
        of_class = [(name, site, sites[site][turn]) for turn in rounds for site in order if turn < len(sites[site])]
        found += of_class[:count]
    return found


def drawn_unlike(seed: str, others: list[str]) -> list[tuple[str, str, Path]]:
    """Return the class, site and path of pages that are not in other draws, first those of layouts that are not in them.

    If the verdicts of a draw are stored, its pages are those of the verdicts.

    Layouts take turns, not sites. A page's class is its record's kind if that is a person, a season or an episode.
    """
    seen: set[Path] = set()
    for other in others:
        verdicts = ROOT / "tests" / "truth" / "by_eye" / f"{other}.jsonl"
        kept = verdicts.read_text(encoding="utf-8").splitlines() if verdicts.is_file() else None
        seen |= {path for _, _, path in drawn(other)} if kept is None else {SHARED / json.loads(line)["file"] for line in kept}
    pages: dict[str, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    known, sites = set(), {}
    for corpus in CORPORA:
        with (SHARED / corpus / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                path = SHARED / corpus / row["file"]
                if not path.is_file():
                    continue
                page = read_capture(_capture(path)).page
                layout = f"{page.site or row['site']}/{page.layout or 'none'} {page.kind}"
                if path in seen:
                    known.add(layout)
                    continue
                name = {"person": "person", "season": "season or episode", "episode": "season or episode"}.get(page.kind)
                pages[name or class_of(row["kind"], row["file"])][layout].append(path)
                sites[path] = row["site"]
    found = []
    for name, count in CLASSES.items():
        dice = random.Random(f"{seed} {name}")
        layouts = {layout: dice.sample(sorted(paths), len(paths)) for layout, paths in sorted(pages[name].items())}
        order = sorted(dice.sample(list(layouts), len(layouts)), key=known.__contains__)
        rounds = range(max(map(len, layouts.values()), default=0))
        of_class = [layouts[layout][turn] for turn in rounds for layout in order if turn < len(layouts[layout])]
        found += [(name, sites[path], path) for path in of_class[:count]]
    return found


def _capture(path: Path) -> Capture:
    body = path.read_bytes()
    return Capture(body=gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, location=Location(path=path.name))


def drawn_texts(seed: str, count: int) -> list[tuple[str, str, Path]]:
    """Return the class, site and path of text renditions of film and person pages of known sites. Sites take turns."""
    pages: dict[str, list[tuple[str, str, Path]]] = defaultdict(list)
    with (SHARED / CORPORA[0] / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = SHARED / CORPORA[0] / row["file"]
            if not row["file"].endswith(".txt.gz") or not path.is_file():
                continue
            record = read_capture(_capture(path))
            if record.page.layout is not None and record.page.kind in ("film", "series", "episode", "reviews", "person"):
                pages[row["site"]].append((record.page.kind, row["site"], path))
    dice = random.Random(f"{seed} texts")
    shuffled = {site: dice.sample(found, len(found)) for site, found in sorted(pages.items())}
    order = dice.sample(list(shuffled), len(shuffled))
    rounds = range(max(map(len, shuffled.values()), default=0))
    return [shuffled[site][turn] for turn in rounds for site in order if turn < len(shuffled[site])][:count]


def drawn_unknown(seed: str) -> list[tuple[str, str, Path]]:
    """Return the class, site and path of 40 film pages of unknown sites: 20 of those held out, then 20 of the others."""
    pages = sorted(path for path in (SHARED / "generic/pages").rglob("*.gz") if not path.name.startswith("n_"))
    unread = [path for path in pages if path.parent.name in UNSEEN]
    others = [path for path in pages if path.parent.name not in UNSEEN]
    dice = random.Random(seed)
    found = dice.sample(unread, min(20, len(unread))) + dice.sample(others, min(20, len(others)))
    return [("film", path.parent.name, path) for path in found]


def sheet(path: Path) -> tuple[str, str]:
    """Return a page's visible text, and its record as indented JSON."""
    capture = _capture(path)
    record = read_capture(capture)
    page = Page(capture, undo_replay(decode(capture.body).text).text)
    text = (
        page.html
        if page.rendition == "text"
        else "\n".join(line for node in page.all("body") for line in _lines(node.raw_text()[0]))
    )
    return text, json.dumps(json.loads(to_json(record)), ensure_ascii=False, indent=1)


def _lines(raw: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in raw.splitlines()) if line]


def main() -> int:
    """Draw and print pages, and write them with `--into`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seed", metavar="SEED", help="any text; the same one draws the same pages")
    parser.add_argument("--into", type=Path, metavar="DIR", help="write each page's text and record there")
    parser.add_argument(
        "--unlike", metavar="SEED", nargs="+", help="draw pages that these draws have not, layouts they have not first"
    )
    parser.add_argument("--unknown", action="store_true", help="draw 40 pages of sites that no layout knows, and nothing else")
    parser.add_argument("--texts", type=int, metavar="N", help="draw N text renditions, and nothing else")
    options = parser.parse_args()
    if not (SHARED / CORPORA[0]).is_dir():
        print(f"draw: the real pages are not here ({SHARED / CORPORA[0]})")
        return 1
    if options.into is not None:
        options.into.mkdir(parents=True, exist_ok=True)
    found = drawn(options.seed) if options.texts is None else drawn_texts(options.seed, options.texts)
    found = drawn_unlike(options.seed, options.unlike) if options.unlike is not None else found
    found = drawn_unknown(options.seed) if options.unknown else found
    for number, (name, site, path) in enumerate(found, 1):
        print(f"{number:02}\t{name}\t{site}\t{path.relative_to(SHARED)}")
        if options.into is not None:
            text, record = sheet(path)
            (options.into / f"{number:02}.txt").write_text(text, encoding="utf-8")
            (options.into / f"{number:02}.json").write_text(record, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
