"""How well layouts learned from a few pages read a site's others: part of `make accuracy`.

Pages of one site are drawn by fixed seeds; a layout is learned from them with the built-in layouts off, and reads the rest. Those
are scored against labels read by eye, or against the records of the built-in layout.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from filmdig.parsers.learning.data_layout import layouts_of  # noqa: E402
from filmdig.parsers.learning.learn import learn  # noqa: E402
from filmdig.parsers.learning.words import FIELDS, say_the_same  # noqa: E402
from filmdig.parsers.page.decode import decode  # noqa: E402
from filmdig.parsers.page.document import Page  # noqa: E402
from filmdig.parsers.read import read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import Record, to_json  # noqa: E402
from filmdig.parsers.replay.undo import undo_replay  # noqa: E402

SHARED = ROOT.parent / "shared"
DRAWS = 10
#: Sites of unknown layout with nine pages or more of one template, but for those that are kept unread.
UNKNOWN = ("bfi", "bnz", "hdrezka", "livechart", "misspenthours", "tvguide", "whatscares")
FACTS = ("title", "year", "runtime_minutes", "genres", "countries", "directors")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--only", help="this site alone")
    options = parser.parse_args()
    if not (SHARED / "generic").is_dir():
        print("learning: the real pages are not here; nothing was measured")
        return 0
    jobs = [("unknown", site, 5) for site in UNKNOWN]
    jobs += [("known", name, n) for name, count in known_layouts().items() for n in (10, 30) if count >= n + 5]
    jobs = [(kind, name, n, options.draws) for kind, name, n in jobs if options.only in (None, name)]
    with get_context("spawn").Pool(2) as pool:
        results = pool.map(one_site, jobs, chunksize=1)
    report(results, options.misses)
    return 0


def known_layouts() -> Counter[str]:
    """How many film pages in HTML each built-in layout of the corpus has."""
    return Counter(f"{record.page.site}/{record.page.layout}" for _, record in corpus() if record.page.kind == "film")


def corpus() -> Iterator[tuple[Path, Record]]:
    """Pages of known layouts with their records."""
    for path in sorted((SHARED / "corpus").rglob("*.html*")):
        record = read_capture(Capture(body=body_of(path), location=Location(path=str(path))))
        if record.page.layout is not None and record.page.rendition == "html":
            yield path, record


def body_of(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def page_of(path: Path) -> Page:
    capture = Capture(body=body_of(path), location=Location(path=str(path)))
    replayed = undo_replay(decode(capture.body).text)
    return Page(capture, replayed.text, url=replayed.url)


Result = tuple[str, str, int, dict[str, Counter[str]], dict[str, Counter[str]], list[str]]


def one_site(job: tuple[str, str, int, int]) -> Result:
    """The counts of one site: learned and generic, each by field."""
    kind, name, n, draws = job
    if kind == "unknown":
        paths = sorted((SHARED / "generic" / "pages" / name).glob("*.html*"))
        paths = [path for path in paths if not path.name.startswith("n_")]
        truths: dict[Path, Any] = {path: label(name, path) for path in paths}
    else:
        truths = {path: record for path, record in corpus() if f"{record.page.site}/{record.page.layout}" == name}
        paths = list(truths)
    learned: dict[str, Counter[str]] = defaultdict(Counter)
    generic: dict[str, Counter[str]] = defaultdict(Counter)
    misses: list[str] = []
    plain = {path: read(path, ()) for path in paths}
    for seed in range(draws):
        chosen = random.Random(f"{name} {seed}").sample(paths, n)
        layout, _ = learn([page_of(path) for path in chosen], "learned", [])
        layouts = layouts_of([layout])
        for path in paths:
            if path not in chosen and truths[path] is not None:
                count(truths[path], read(path, layouts), learned, misses, path.name)
                count(truths[path], plain[path], generic, [], path.name)
    return kind, name, n, learned, generic, misses


def read(path: Path, layouts: Sequence[Any]) -> Record:
    return read_capture(Capture(body=body_of(path), location=Location(path=str(path))), generic_only=True, layouts=tuple(layouts))


def label(site: str, path: Path) -> Any:
    name = path.name.removesuffix(".gz").removesuffix(".html")
    file = SHARED / "generic" / "truth" / site / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def count(truth: Any, record: Record, counts: dict[str, Counter[str]], misses: list[str], name: str) -> None:
    """Add a page's labels: right, given (a value where a label has one or none), wanted."""
    for field, right, given, wanted, said in compared(truth, record):
        counts[field].update(right=right, given=given, wanted=wanted)
        if wanted and not right:
            misses.append(f"{name} {field}: {said}")


def compared(truth: Any, record: Record) -> Iterator[tuple[str, bool, bool, bool, str]]:
    if isinstance(truth, Record):
        for field in FIELDS:
            want, got = getattr(truth.film, field), getattr(record.film, field)
            if want or got:
                same = bool(want and got) and say_the_same(field, got, want)
                # What the layout does not read is no error of whoever does.
                yield field, same, bool(got) and bool(want), bool(want), f"want {str(want)[:80]}, got {str(got)[:80]}"
        want_scores = {rating.value for rating in truth.ratings if rating.value is not None}
        got_scores = {rating.value for rating in record.ratings}
        if want_scores:
            yield "ratings", want_scores <= got_scores, bool(got_scores), True, f"want {want_scores}, got {got_scores}"
        return
    for field, ok, want, got in scorer().checks(truth, json.loads(to_json(record))):
        there = want not in (None, [], {}, "", 0)
        given = got not in (None, [], {}, "", 0)
        if field != "page.kind" and (there or given):
            yield field.removeprefix("film."), bool(ok) and there, given, there, f"want {str(want)[:80]}, got {str(got)[:80]}"


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rates(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision = counts["right"] / counts["given"] if counts["given"] else 1.0
    recall = counts["right"] / counts["wanted"] if counts["wanted"] else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def report(results: Sequence[Result], most: int) -> None:
    """Print a table by site, then by field."""
    fields: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    print(f"{'site':32}{'N':>4}{'labels':>8}{'precision':>11}{'recall':>8}{'F1':>7}   generic: precision, recall")
    for _, name, n, learned, generic, misses in results:
        whole = sum(learned.values(), Counter())
        plain = sum(generic.values(), Counter())
        precision, recall, f1 = rates(whole)
        other = rates(plain)
        print(f"{name:32}{n:>4}{whole['wanted']:>8}{precision:>11.3f}{recall:>8.3f}{f1:>7.3f}   {other[0]:.3f} {other[1]:.3f}")
        for field, counts in learned.items():
            fields[n, field].update(counts)
        for miss, times in Counter(misses).most_common(most):
            print(f"    {times} times: {miss}")
    for n in sorted({n for n, _ in fields}):
        print(f"\nN = {n}")
        for (m, field), counts in sorted(fields.items()):
            if m == n:
                precision, recall, f1 = rates(counts)
                print(f"  {field:30}{counts['wanted']:>7}{precision:>9.3f}{recall:>8.3f}{f1:>7.3f}")
        facts = sum((counts for (m, field), counts in fields.items() if m == n and field in FACTS), Counter())
        whole = sum((counts for (m, _), counts in fields.items() if m == n), Counter())
        print(f"  facts {rates(facts)[2]:.3f}; all {rates(whole)[2]:.3f}, precision {rates(whole)[0]:.3f}")


if __name__ == "__main__":
    raise SystemExit(main())
