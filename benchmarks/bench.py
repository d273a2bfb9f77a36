"""Measure how fast filmdig is: `make bench`.

Compares the medians of alternating rounds on the same pages: the floor (read, gunzip, decode, parse), all of filmdig's work
on a page, a hand-written scraper, and other tools; one worker and two; the local engine and Spark; memory for growing
numbers of pages. Prints tables and writes `benchmarks/results.json`.

    python -m benchmarks.bench [--rounds 5] [--only floor,crawl,hand,workers,memory,peers] [--peers PYTHON]
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import as_written_by_hand, floor, inputs, runs
from filmdig.parsers.choose import layouts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.sources import Unit, captures
from filmdig.scraper.version import VERSION

RESULTS = Path(__file__).parent / "results.json"
SECTIONS = ("floor", "crawl", "hand", "workers", "memory", "peers")
PAGES_OF_RUNS = 3000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, comma-separated")
    parser.add_argument("--peers", default=sys.executable, help="the Python of the environment that the other tools are in")
    options = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results["about"] = {
        "filmdig": VERSION,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "rounds": results.get("about", {}).get("rounds", {}),
        "load": results.get("about", {}).get("load", {}),
        "pages": "real pages" if inputs.CORPUS.is_dir() else "fixtures grown to the size of real pages",
    }
    layouts()
    gc.freeze()  # as workers do
    with tempfile.TemporaryDirectory() as folder:
        for section in options.only.split(","):
            results["about"]["rounds"][section] = options.rounds
            results["about"]["load"][section] = round(os.getloadavg()[0], 1)  # what else the machine did
            results[section] = globals()[f"bench_{section}"](Path(folder), options)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    return 0


def bench_floor(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Compare the floor with all of filmdig's work, by site, and print where the time goes."""
    warc = folder / "pages.warc.gz"
    places = inputs.write_warc(warc, inputs.pages())
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for site, *seconds in floor.compare(warc, places, options.rounds):
        for name in ("all", "all known sites", site) if site else ("all", "(no known site)"):
            for place, value in enumerate((1, *seconds)):
                totals[name][place] += value
    table = {
        name: {
            "pages": int(count),
            "floor_ms": round(1000 * lexbor / count, 2),
            "engine_floor_ms": round(1000 * engine / count, 2),
            "filmdig_ms": round(1000 * whole / count, 2),
            "ratio": round(whole / lexbor, 2),
        }
        for name, (count, lexbor, engine, whole) in sorted(totals.items())
    }
    shares = floor.stages(warc)
    heads = ["pages", "floor ms", "with its engine", "filmdig ms", "ratio"]
    _print("The whole way against the floor", heads, {name: list(row.values()) for name, row in table.items()})
    stages = list(shares["all"])
    rows = {name: [f"{share.get(stage, 0):.0%}" for stage in stages] for name, share in shares.items()}
    _print("Where the time goes", stages, rows)
    return {"sites": table, "stages": shares}


def bench_crawl(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Measure a mixed crawl, most of whose pages are not about films: pages per second, and the ratio to its floor."""
    crawl = inputs.mixed_crawl()
    warc = folder / "crawl.warc.gz"
    places = inputs.write_warc(warc, [(site, page) for _, site, page in crawl])
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (sort, _, _), (_, _, engine, whole) in zip(crawl, floor.compare(warc, places, options.rounds), strict=True):
        for name in ("all", sort):
            for place, value in enumerate((1, engine, whole)):
                totals[name][place] += value
    table = {
        name: {
            "pages": int(count),
            "floor_ms": round(1000 * engine / count, 2),
            "filmdig_ms": round(1000 * whole / count, 2),
            "ratio": round(whole / engine, 2),
            "pages_per_second": round(count / whole, 1),
        }
        for name, (count, engine, whole) in totals.items()
    }
    rows = {name: list(row.values()) for name, row in table.items()}
    _print("A mixed crawl", ["pages", "floor ms", "filmdig ms", "ratio", "pages/s"], rows)
    return table


def bench_hand(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Compare with a hand-written scraper, on a Rotten Tomatoes page of 2011."""
    warc = folder / "page-of-2011.warc.gz"
    inputs.write_warc(warc, [("rottentomatoes", inputs.page_of_2011())] * 10)
    by_hand = [json.loads(line) for line in as_written_by_hand.scrape_warc(str(warc))]
    ours = [as_written_by_hand.same_fields(json.loads(line)) for line in _lines(warc)]
    if by_hand != ours:
        raise AssertionError("the two scrapers read different values: their times cannot be compared")
    hand, filmdig = _alternate(
        options.rounds,
        lambda: _seconds(lambda: list(as_written_by_hand.scrape_warc(str(warc)))),
        lambda: _seconds(lambda: _lines(warc)),
    )
    found = {"by_hand_ms": round(100 * hand, 2), "filmdig_ms": round(100 * filmdig, 2), "ratio": round(hand / filmdig, 1)}
    _print("A scraper as people write it (RT 2011)", list(found), {"": list(found.values())})
    return found


def bench_peers(folder: Path, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Compare with other tools on the same pages."""
    kinds: dict[str, list[bytes]] = {"imdb-legacy": [], "imdb-next": [], "any": [], "crawl": []}
    kinds["crawl"] = [page for _, _, page in inputs.mixed_crawl()]
    for number, (site, page) in enumerate(inputs.pages()):
        if site == "imdb":
            layout = read_capture(Capture(body=page)).page.layout or ""
            if b"__NEXT_DATA__" in page:
                kinds["imdb-next"].append(page)
            elif layout.startswith("tn15") or layout == "legacy":
                kinds["imdb-legacy"].append(page)
        if number % 17 == 0:
            kinds["any"].append(page)
    for kind, pages in kinds.items():
        (folder / kind).mkdir()
        for number, page in enumerate(pages if kind == "crawl" else pages[:40]):
            (folder / kind / f"{number:03}.html").write_bytes(page)
    done = subprocess.run(
        [options.peers, str(Path(__file__).with_name("peers.py")), str(folder), str(options.rounds)],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    ours = {}
    for kind, pages in kinds.items():
        held = [Capture(body=page) for page in (pages if kind == "crawl" else pages[:40])]
        rounds = [[_seconds(lambda one=one: to_json(read_capture(one))) for one in held] for _ in range(options.rounds)]
        ours[kind] = round(1000 * sum(median(times) for times in zip(*rounds, strict=True)) / max(len(held), 1), 2)
    for peer in found:
        peer["filmdig_ms"] = ours[peer["pages"]]
        if "milliseconds_a_page" in peer:
            peer["ratio"] = round(peer["milliseconds_a_page"] / ours[peer["pages"]], 1)
    heads = ["version", "pages", "count", "failed", "milliseconds_a_page", "filmdig_ms", "ratio", "error"]
    _print("Other tools", heads, {peer["peer"]: [str(peer.get(head, ""))[:60] for head in heads] for peer in found})
    return found


def bench_workers(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Compare one worker with two, and the local engine with Spark."""
    warc = _warc_of_known_pages(folder, PAGES_OF_RUNS)
    ways: dict[str, tuple[object, ...]] = {"1 worker": ("--workers", 1), "2 workers": ("--workers", 2)}
    if importlib.util.find_spec("pyspark") and shutil.which("java"):
        ways["Spark, local[2]"] = ("--engine", "spark", "--master", "local[2]")
    times = _alternate(
        options.rounds, *(lambda arguments=arguments: runs.run(warc, *arguments)[0] for arguments in ways.values())
    )
    found: dict[str, Any] = {
        name: {"seconds": round(seconds, 2), "pages_per_second": round(PAGES_OF_RUNS / seconds, 1)}
        for name, seconds in zip(ways, times, strict=True)
    }
    _print(f"Whole runs over {PAGES_OF_RUNS} pages", ["s", "pages/s"], {name: list(row.values()) for name, row in found.items()})
    found["warc_bytes_a_page"] = round(warc.stat().st_size / PAGES_OF_RUNS)
    found["record_bytes_a_page"] = round(sum(map(len, _lines(warc))) / PAGES_OF_RUNS)
    found["ratio_of_2_workers"] = round(times[0] / times[1], 2)
    print(f"\n2 workers are {found['ratio_of_2_workers']} times as fast as 1")
    return found


def bench_memory(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Measure the peak memory for growing numbers of pages."""
    found: dict[str, Any] = {}
    for pages in (1000, 10_000):
        seconds, worker, parent = runs.run(_warc_of_known_pages(folder, pages), "--workers", 2)
        found[str(pages)] = {
            "worker_mb": round(worker),
            "parent_mb": round(parent),
            "pages_per_second": round(pages / seconds, 1),
        }
    _print("Peak memory", ["worker MB", "parent MB", "pages/s"], {pages: list(row.values()) for pages, row in found.items()})
    found["ratio"] = round(found["10000"]["worker_mb"] / found["1000"]["worker_mb"], 3)
    return found


def _warc_of_known_pages(folder: Path, count: int) -> Path:
    """Write a WARC of a number of pages of known sites, in which the same pages are repeated."""
    once, warc = folder / "known.warc.gz", folder / f"known-{count}.warc.gz"
    if not once.exists():
        known = [(site, page) for site, page in inputs.pages() if read_capture(Capture(body=page)).page.site]
        inputs.write_warc(once, known)
    if not warc.exists():
        inputs.repeat_records(once, warc, count)
    return warc


def _lines(warc: Path) -> list[bytes]:
    return [to_json(read_capture(item)) for item in captures(Unit(path=str(warc), form="warc")) if isinstance(item, Capture)]


def _alternate(rounds: int, *ways: Callable[[], float]) -> list[float]:
    """Return the median of the seconds that each function returns; every round calls all of them."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for place, way in enumerate(ways):
            times[place].append(way())
    return [median(each) for each in times]


def _seconds(way: Callable[[], object]) -> float:
    """Return the processor time used so far."""
    began = time.process_time()
    way()
    return time.process_time() - began


def _print(title: str, heads: list[str], rows: dict[str, list[Any]]) -> None:
    cells = [["", *heads], *([name, *map(str, row)] for name, row in rows.items())]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    print(f"\n{title}\n")
    for row in cells:
        print(
            "  "
            + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])
        )


if __name__ == "__main__":
    raise SystemExit(main())
