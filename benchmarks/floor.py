"""Measure the floor and all of filmdig's work on the same records in one process, and where the time goes.

All times are processor time, which other load on the machine does not affect.
"""

from __future__ import annotations

import functools
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import turbohtml
from selectolax.lexbor import LexborHTMLParser

import filmdig.parsers.read
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.extraction.worker import End, read_ahead
from filmdig.scraper.sources import Unit, captures

Times = list[list[float]]


def floor(warc: Path, places: list[int], parse: Callable[[str], object]) -> Iterator[float]:
    """Yield the seconds for each record to read, gunzip, decode and parse it, and nothing else."""
    ends = [*places[1:], warc.stat().st_size]
    with warc.open("rb") as file:
        for place, end in zip(places, ends, strict=True):
            began = time.process_time()
            file.seek(place)
            record = zlib.decompress(file.read(end - place), zlib.MAX_WBITS | 16)
            page = record.split(b"\r\n\r\n", 2)[2].removesuffix(b"\r\n\r\n")
            try:
                text = page.decode()
            except UnicodeDecodeError:
                text = page.decode("cp1252", "replace")
            tree = parse(text)
            del tree
            yield time.process_time() - began


def read(warc: Path) -> Iterator[tuple[float, Capture]]:
    """Yield (seconds to read it, capture) for each record, read ahead as in batch runs."""
    found = captures(Unit(path=str(warc), form="warc"))
    end: End = None
    while end is None:
        times: list[float] = []
        items, end = read_ahead(found, 0, {}, lambda _item, _doing, times=times: times.append(time.process_time()))
        times.append(time.process_time())
        for item, began, ended in zip(items, times, times[1:], strict=False):
            if isinstance(item, Capture):
                yield ended - began, item
    if isinstance(end, Exception):
        raise end


def whole(warc: Path) -> Iterator[tuple[float, str | None]]:
    """Yield (seconds, site) for each record, from the WARC's bytes to the JSON line."""
    for reading, capture in read(warc):
        began = time.process_time()
        record = filmdig.parsers.read.read_capture(capture)
        to_json(record)
        yield reading + time.process_time() - began, record.page.site


def compare(warc: Path, places: list[int], rounds: int) -> Iterator[tuple[str | None, float, float, float]]:
    """Yield (site, floor with Lexbor, floor with filmdig's engine, all of filmdig's work) for each record.

    Seconds are medians of alternating rounds.
    """
    lexbor: Times = []
    engine: Times = []
    wholes: Times = []
    sites: list[str | None] = []
    for _ in range(rounds):
        lexbor.append(list(floor(warc, places, LexborHTMLParser)))
        timed = list(whole(warc))
        engine.append(list(floor(warc, places, turbohtml.parse)))
        wholes.append([seconds for seconds, _ in timed])
        sites = [site for _, site in timed]
    medians = ([median(times) for times in zip(*rounds_of, strict=True)] for rounds_of in (lexbor, engine, wholes))
    return zip(sites, *medians, strict=True)


class Stages:
    """Times of the stages of reading: each function's own time, without that of the other timed functions that it calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[tuple[str, float]] = []

    def enter(self, stage: str) -> None:
        now = time.process_time()
        if self._running:
            name, since = self._running[-1]
            self.seconds[name] += now - since
        self._running.append((stage, now))

    def leave(self) -> None:
        now = time.process_time()
        name, since = self._running.pop()
        self.seconds[name] += now - since
        if self._running:
            self._running[-1] = (self._running[-1][0], now)

    def watch(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(function, updated=())
        def watched(*given: Any, **named: Any) -> Any:
            self.enter(stage)
            try:
                return function(*given, **named)
            finally:
                self.leave()

        return watched


def stages(warc: Path) -> dict[str, dict[str, float]]:
    """Return the share of time by site and stage. Timing itself takes time, so that these are shares and not seconds."""
    watched = {
        (filmdig.parsers.read, "decode"): "decode",
        (filmdig.parsers.read, "undo_replay"): "undo replay",
        (filmdig.parsers.read, "choose"): "choose",
        (filmdig.parsers.read, "finish"): "finish",
        (turbohtml, "parse"): "parse",
        (filmdig.parsers.read, "may_be_film"): "signs in the source",
        (filmdig.parsers.read, "read_generic"): "generic reader",
    }
    kept = {(module, name): getattr(module, name) for module, name in watched}
    by_site: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    try:
        for reading, capture in read(warc):
            clock = Stages()
            clock.seconds["read and gunzip"] = reading
            for (module, name), function in kept.items():
                setattr(module, name, clock.watch(function, watched[module, name]))
            clock.enter("fields")
            record = filmdig.parsers.read.read_capture(capture)
            clock.leave()
            clock.enter("encode")
            to_json(record)
            clock.leave()
            for site in {record.page.site or "(no known site)", "all"}:
                for stage, seconds in clock.seconds.items():
                    by_site[site][stage] += seconds
    finally:
        for (module, name), function in kept.items():
            setattr(module, name, function)
    return {
        site: {stage: round(seconds / sum(spent.values()), 3) for stage, seconds in sorted(spent.items(), key=lambda s: -s[1])}
        for site, spent in sorted(by_site.items())
    }
