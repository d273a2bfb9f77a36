"""Measure the cost of learning a layout and reading with it, on generated pages: `python -m benchmarks.learning_cost`.

Times are processor time. The floor of a page is the time to gunzip, decode and parse it.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil
import turbohtml
from selectolax.lexbor import LexborHTMLParser

from benchmarks.inputs import ROOT
from filmdig.parsers.learning.data_layout import data_layouts, load
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from tests.learning import made_up

COUNTS = (100, 1000)
#: The bounds: the seconds for 1,000 pages, the ratio of their memory to that for 100, and the floors per page read.
MOST_SECONDS, MOST_MEMORY, MOST_FLOORS = 240.0, 1.25, 3.0
_POLL_SECONDS = 0.05
_ROUNDS = 7


def main() -> int:
    """Measure and print; return 1 if a bound is exceeded."""
    seconds: dict[int, float] = {}
    memory: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            pages = Path(folder) / str(count)
            made_up.write(pages, range(1, count + 1), extra=40)
            seconds[count], wall, memory[count] = learn(pages, Path(folder) / f"{count}.toml")
            took = f"{seconds[count]:7.1f} s of processor, {wall:7.1f} s in all, {memory[count]:6.0f} MB at its peak"
            print(f"learned from {count:5} pages: {took}")
        floors = cost_of_reading(Path(folder) / f"{COUNTS[-1]}.toml")
    low = [
        seconds[1000] > MOST_SECONDS and f"1,000 pages take more than {MOST_SECONDS:.0f} s of two processors",
        memory[1000] > MOST_MEMORY * memory[100] and f"1,000 pages take more than {MOST_MEMORY} times the memory of 100",
        floors > MOST_FLOORS and f"a page takes more than {MOST_FLOORS:.0f} floors",
    ]
    print("\n".join(filter(None, low)) or "within all bounds")
    return int(any(low))


def learn(pages: Path, layout: Path) -> tuple[float, float, float]:
    """Return (processor seconds, wall-clock seconds, peak MB) of `filmdig learn`."""
    command = [sys.executable, "-m", "filmdig", "learn", str(pages), "-o", str(layout), "--quiet"]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
    watched = psutil.Process(process.pid)
    peak = spent = 0.0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss / 1e6)
            times = watched.cpu_times()
            spent = times.user + times.system
        except psutil.Error:
            break
        time.sleep(_POLL_SECONDS)
    if process.wait():
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return spent, time.perf_counter() - began, peak


def cost_of_reading(layout: Path) -> float:
    """Print the time of reading a page with a learned layout and with the generic reader, in floors; return the former."""
    layouts = data_layouts(load([layout]))
    numbers = range(5000, 5040)
    captures = [
        Capture(body=made_up.page(made_up.Film(number), extra=40).encode(), url=f"http://kinograf.example.net/movie/{number}")
        for number in numbers
    ]
    packed = {capture.url: gzip.compress(capture.body) for capture in captures}
    ways: dict[str, Callable[[Capture], object]] = {
        "the floor": lambda capture: LexborHTMLParser(gzip.decompress(packed[capture.url]).decode()),
        "its parse alone, by turbohtml": lambda capture: turbohtml.parse(capture.body.decode()),
        "learned layout": lambda capture: to_json(read_capture(capture, layouts=layouts)),
        "generic reader": lambda capture: to_json(read_capture(capture, generic_only=True)),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            began = time.process_time()
            for capture in captures:
                way(capture)
            times[name].append((time.process_time() - began) / len(captures))
    size = sum(len(capture.body) for capture in captures) / len(captures)
    floor = median(times["the floor"])
    print(f"pages of {size / 1000:.0f} KB:")
    for name, rounds in times.items():
        print(f"  {name:32}{median(rounds) * 1000:8.2f} ms{median(rounds) / floor:8.1f} floors")
    return median(times["learned layout"]) / floor


if __name__ == "__main__":
    raise SystemExit(main())
