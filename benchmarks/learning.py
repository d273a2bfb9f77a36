"""Measure how well layouts learned from a few pages read other pages: `make accuracy-learning`, one draw in `make accuracy`.

Pages of one template are drawn with fixed seeds. A layout is learned from them with the built-in layouts off, and reads the
other pages. These are scored against labels made by eye or the records of the built-in layout, and those of SWDE also
against its four fields. The generic reader reads the same pages for comparison.
"""

from __future__ import annotations

import argparse
import copy
import functools
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import figures as kept  # noqa: E402
from benchmarks.figures import SHARED  # noqa: E402
from filmdig.parsers.generic.reader import read_generic  # noqa: E402
from filmdig.parsers.learning import data_layout  # noqa: E402
from filmdig.parsers.learning import learn as learning  # noqa: E402
from filmdig.parsers.learning.converters import FIELDS, same_value  # noqa: E402
from filmdig.parsers.learning.data_layout import layouts_of  # noqa: E402
from filmdig.parsers.learning.learn import learn  # noqa: E402
from filmdig.parsers.page.document import Page  # noqa: E402
from filmdig.parsers.read import open_page, read_capture  # noqa: E402
from filmdig.parsers.record.capture import Capture, Location  # noqa: E402
from filmdig.parsers.record.page_record import Record, from_json, to_json  # noqa: E402

DRAWS = 10
#: The number of a site's pages that are scored in a draw, chosen at random among those not learned from.
MOST_SCORED = 20
FEW_DRAWS = 1
FEWER_PAGES = 6
#: Unknown sites with nine pages or more of one template, without the held-out ones.
UNKNOWN = ("bfi", "bnz", "hdrezka", "livechart", "misspenthours", "tvguide", "whatscares")
#: Layouts that are also learned from thirty pages.
MANY = ("allmovie/2019", "imdb/title-wrapper", "imdb/overview-top", "imdb/next")
#: The minimum number of a template's pages, by the number of pages to learn from.
LEAST = {5: 9, 10: 15, 30: 40}
FACTS = ("title", "year", "runtime_minutes", "genres", "countries", "directors")
TEXTS = ("cast", "roles", "synopsis", "ratings", "certificates", "releases")
#: The required F1 of facts, and of texts and lists, for layouts learned from ten and thirty pages.
BARS = {10: (0.95, 0.85), 30: (0.97, 0.90)}
SWDE_FIELDS = ("title", "director", "genre", "mpaa_rating")


class Job(msgspec.Struct):
    """A template, and the number of its pages to learn from.

    Attributes:
        name: the site and, if it is known, the layout.
        n: the number of pages to learn from.
        draws: the number of draws.
        paths: the template's pages.
        records: the record of each page by the built-in layout, as JSON; empty if there are labels.
        most: the maximum number of pages scored in a draw; 0 for all.
    """

    name: str
    n: int
    draws: int
    paths: list[str]
    records: list[bytes] = []
    most: int = 0


class Result(msgspec.Struct):
    """The counts by field of one job: of the learned layout, of the generic reader, and of missed labels."""

    job: Job
    learned: dict[str, Counter[str]]
    generic: dict[str, Counter[str]]
    misses: Counter[str]


def main() -> int:
    """Measure, print, and check the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print so many missed labels of each site")
    parser.add_argument("--only", help="sites whose names begin so; no floors are held then")
    parser.add_argument("--from", dest="learned_from", type=int, choices=tuple(LEAST), help="so many pages alone")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="write higher figures into floors.json")
    options = parser.parse_args()
    if not (SHARED / "generic").is_dir():
        print("learning: the real pages are not here; nothing was measured")
        return 0
    asked = jobs(options.draws, most=MOST_SCORED)
    chosen = [job for job in asked if job.name.startswith(options.only or "") and options.learned_from in (None, job.n)]
    found = report(run(chosen), options.misses)
    if len(chosen) < len(asked) or options.draws != DRAWS:
        return 0
    return kept.hold(
        found,
        kept.hash_of(map(Path, sorted({path for job in asked for path in job.paths}))),
        "learning",
        raise_floors=options.raise_floors,
    )


def measure(records: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Print the table of one draw, for `make accuracy`, and return its figures: ten pages of known sites, five of others.

    Args:
        records: the records of the corpora by the built-in layouts.
    """
    lines = [(str(record["page"]["location"]["path"]), json.dumps(record).encode()) for record in records]
    few = [job for job in jobs(FEW_DRAWS, lines, most=FEWER_PAGES) if job.n == 10 or not job.records]
    found = report(run(few), 0)
    return {f"learned, one draw/{name}": value for name, value in found.items()}


def jobs(draws: int, lines: Sequence[tuple[str, bytes]] | None = None, most: int = 0) -> list[Job]:
    """Return the jobs, the longest first.

    Args:
        draws: the number of draws of each job.
        lines: the corpora's pages with their records by the built-in layouts; without it, the pages are read again.
        most: pages scored in a draw; 0 for all.
    """
    made = []
    for name in UNKNOWN:
        paths = sorted((SHARED / "generic" / "pages" / name).glob("*.html*"))
        made.append(Job(name, 5, draws, [str(path) for path in paths if not path.name.startswith("n_")], most=most))
    by_layout: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for path, line in lines if lines is not None else corpus():
        page = from_json(line).page
        if page.kind == "film" and page.read_by == "layout" and page.rendition == "html" and "/corpus/" in path:
            by_layout[f"{page.site}/{page.layout}"].append((path, line))
    for name, pages in sorted(by_layout.items()):
        for n, least in LEAST.items():
            if len(pages) >= least and (n < 30 or name in MANY):
                made.append(Job(name, n, draws, [path for path, _ in pages], [line for _, line in pages], most))
    return sorted(made, key=lambda job: -len(job.paths) * bool(job.records))


def corpus() -> list[tuple[str, bytes]]:
    """Return pages of known sites with their records by the built-in layouts."""
    paths = [str(path) for path in sorted((SHARED / "corpus").rglob("*.htm*"))]
    with get_context("spawn").Pool(2) as pool:
        return list(zip(paths, pool.map(_built_in, paths, chunksize=16), strict=True))


def _built_in(path: str) -> bytes:
    return to_json(read_capture(capture_of(path)))


def run(asked: Sequence[Job]) -> list[Result]:
    """Return the results of all jobs, by the number of pages learned from and by site."""
    with get_context("spawn").Pool(2) as pool:
        found = list(pool.imap_unordered(one_site, asked))
    return sorted(found, key=lambda result: (result.job.n, result.job.name))


_GENERIC: dict[tuple[str | None, str], tuple[Record, dict[str, Any]]] = {}


def remembered(page: Page, record: Record) -> dict[str, Any]:
    """Run the generic reader only once per page."""
    key = page.url, page.html
    if key not in _GENERIC:
        fresh = Record()
        _GENERIC[key] = fresh, read_generic(page, fresh)
    found, settled = _GENERIC[key]
    for field in record.__struct_fields__:
        setattr(record, field, copy.deepcopy(getattr(found, field)))
    return settled


@functools.cache
def capture_of(path: str) -> Capture:
    body = Path(path).read_bytes()
    return Capture(body=gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, location=Location(path=path))


def one_site(job: Job) -> Result:
    """Return the counts of one site by field, for the learned layout and the generic reader."""
    # Pages are drawn repeatedly, and the generic reader finds the same on them each time.
    learning.read_generic = data_layout.read_generic = remembered
    truths: list[Any] = [from_json(line) for line in job.records] or [label(job.name, Path(path)) for path in job.paths]
    by_path = dict(zip(job.paths, truths, strict=True))
    found = Result(job, defaultdict(Counter), defaultdict(Counter), Counter())
    scored = [path for path, truth in by_path.items() if truth is not None]
    plain = functools.cache(lambda path: read(path, ()))
    for seed in range(job.draws):
        dice = random.Random(f"{job.name} {seed}")
        chosen = set(dice.sample(job.paths, job.n))
        layout, _ = learn([open_page(capture_of(path), Page).page for path in sorted(chosen)], "learned", [])
        layouts = layouts_of([layout])
        others = [path for path in scored if path not in chosen]
        for path in dice.sample(others, job.most) if 0 < job.most < len(others) else others:
            count(path, by_path[path], read(path, layouts), found.learned, found.misses)
            count(path, by_path[path], plain(path), found.generic, Counter())
    return found


def read(path: str, layouts: Sequence[Any]) -> Record:
    """Return a page's record with the given layouts and no built-in ones."""
    return read_capture(capture_of(path), generic_only=True, layouts=tuple(layouts))


def label(site: str, path: Path) -> Any:
    """Return the label of a page of an unknown site; None if it has none."""
    name = path.name.removesuffix(".gz").removesuffix(".html")
    file = SHARED / "generic" / "truth" / site / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def count(path: str, truth: Any, record: Record, counts: dict[str, Counter[str]], misses: Counter[str]) -> None:
    """Add a page's counts by field: right values, given values, and wanted values."""
    rows = [*(against_record if isinstance(truth, Record) else against_label)(truth, record), *against_swde(path, record)]
    for field, right, given, wanted, said in rows:
        counts[field].update(right=right, given=given, wanted=wanted)
        if wanted and not right:
            misses[f"{Path(path).name} {field}: {said}"] += 1


Row = tuple[str, bool, bool, bool, str]


def against_record(truth: Record, record: Record) -> Iterator[Row]:
    """Compare with the record of the built-in layout; values that it does not read are not counted as errors."""
    for field in FIELDS:
        want, got = getattr(truth.film, field), getattr(record.film, field)
        # A built-in layout keeps all plot texts, and which of them is the synopsis is only its convention.
        plots = [other.text for other in truth.film.other_synopses if other.text] if field == "synopsis" else []
        if want:
            same = bool(got) and any(same_value(field, got, one) for one in (want, *plots))
            yield field, same, bool(got), True, _said(want, got)
    roles, ours = _roles(truth), _roles(record)
    if roles:
        yield (
            "roles",
            2 * len(roles & ours) >= 0.8 * (len(roles) + len(ours)),
            bool(ours),
            True,
            _said(sorted(roles), sorted(ours)),
        )
    scores = {rating.value for rating in truth.ratings if rating.value is not None}
    if scores:
        given = {rating.value for rating in record.ratings}
        yield "ratings", scores <= given, bool(given), True, _said(scores, given)


def _roles(record: Record) -> set[tuple[str, str]]:
    return {(kept.plain(member.name), kept.plain(member.role)) for member in record.film.cast if member.role}


def _said(want: Any, got: Any) -> str:
    return f"want {str(want)[:90]}, got {str(got)[:90]}"


def against_label(truth: Any, record: Record) -> Iterator[Row]:
    """Compare with labels made by eye."""
    for field, right, want, got in kept.scoring().checks(truth, json.loads(to_json(record))):
        there, given = (value not in (None, [], {}, "", 0) for value in (want, got))
        if field != "page.kind" and (there or given):
            yield field.removeprefix("film."), bool(right) and there, given, there, _said(want, got)


def against_swde(path: str, record: Record) -> Iterator[Row]:
    """Compare with SWDE's four fields, if the page is in that data set."""
    site, name = Path(path).parts[-2:]
    if not name.startswith("swde2010_"):
        return
    number = name.removeprefix("swde2010_").split(".")[0]
    values = kept.swde_values(json.loads(to_json(record))["film"])
    for field in SWDE_FIELDS:
        want = kept.swde_truth(site, field).get(number)
        if want:
            got = [value for value in values[field] if value]
            yield f"SWDE {field}", kept.swde_agrees(field, want, got), bool(got), True, _said(want, got)


def rates(counts: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision = counts["right"] / counts["given"] if counts["given"] else 1.0
    recall = counts["right"] / counts["wanted"] if counts["wanted"] else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def report(results: Sequence[Result], most: int) -> dict[str, float]:
    """Print tables by site and by field; return the figures that have floors."""
    figures: dict[str, float] = {}
    fields: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    by_site: dict[tuple[int, str], list[str]] = defaultdict(list)
    print(f"\nlearned layouts: pages not learned from\n{'':40}{'':6}{'':9}learned{'':18}generic reader")
    print(f"{'site':32}{'pages':>6}{'N':>4}{'labels':>8}  {'precision  recall      F1':27}{'precision  recall':>19}")
    for result in results:
        name, n = result.job.name, result.job.n
        whole, plain = (sum(part.values(), Counter[str]()) for part in (result.learned, result.generic))
        precision, recall, f1 = rates(whole)
        other = rates(plain)
        worse = [field for field in result.learned if rates(result.learned[field])[1] < rates(result.generic[field])[1] - 0.01]
        note = f"  lower recall: {', '.join(worse)}" if worse else ""
        print(
            f"{name:32}{len(result.job.paths):>6}{n:>4}{whole['wanted']:>8}{precision:>11.3f}{recall:>8.3f}{f1:>8.3f}"
            f"{other[0]:>13.3f}{other[1]:>8.3f}{note}"
        )
        figures[f"N={n} {name}"] = f1
        for field, counts in result.learned.items():
            fields[n, field].update(counts)
            if rates(counts)[2] < 0.9:
                by_site[n, field].append(f"{name} {rates(counts)[2]:.2f}")
        for miss, times in result.misses.most_common(most):
            print(f"    {times} times: {miss}")
    for n in sorted({n for n, _ in fields}):
        print(f"\nN = {n}\n  {'field':30}{'labels':>7}{'precision':>11}{'recall':>8}{'F1':>8}  sites below 0.90")
        for (_, field), counts in sorted(item for item in fields.items() if item[0][0] == n):
            precision, recall, f1 = rates(counts)
            below = ", ".join(by_site[n, field])
            print(f"  {field:30}{counts['wanted']:>7}{precision:>11.3f}{recall:>8.3f}{f1:>8.3f}  {below}".rstrip())
            figures[f"N={n} {field}"] = f1
        whole = sum((counts for (m, _), counts in fields.items() if m == n), Counter[str]())
        precision, recall, f1 = rates(whole)
        print(f"  {'all':30}{whole['wanted']:>7}{precision:>11.3f}{recall:>8.3f}{f1:>8.3f}")
        figures |= {f"N={n} all": f1, f"N={n} precision": precision}
        for bar, names in zip(BARS.get(n, ()), (FACTS, TEXTS), strict=False):
            low = [f"{field} {rates(fields[n, field])[2]:.3f}" for field in names if rates(fields[n, field])[2] < bar]
            print(f"  below {bar}: {', '.join(low) or 'none'}")
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
