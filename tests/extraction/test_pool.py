"""Workers: what is recorded of a death, and which chunks are returned."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.extraction import pool
from filmdig.scraper.extraction.pool import NOT_STARTED, Pool, _cause, _Job, _record_death
from filmdig.scraper.extraction.worker import PARSING, READING, Chunk, FatalItem, Settings
from filmdig.scraper.sources import Unit

UNIT = Unit(path="films.warc", form="warc")


def three_pages(unit: Unit) -> Iterator[Capture]:
    for number in range(3):
        yield Capture(body=b"<title>Moon</title>", location=Location(path=f"{unit.path}{number}"))


def paths(chunks: list[Chunk]) -> list[str]:
    return [json.loads(line)["page"]["location"]["path"] for chunk in chunks for line in chunk.records.splitlines()]


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_all_units_are_returned_completely_and_in_order(workers: int) -> None:
    with Pool(workers, Settings(), read=three_pages) as workers_:
        found = list(workers_.run(Unit(path=name, form="warc") for name in "abcdefghijklmnopqrst"))
    for index, name in enumerate("abcdefghijklmnopqrst"):
        chunks = [chunk for place, chunk in found if place == index]
        assert paths(chunks) == [f"{name}0", f"{name}1", f"{name}2"]
        assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]


@pytest.mark.parametrize("workers", [0, 1])
def test_no_unit_is_no_chunk(workers: int) -> None:
    with Pool(workers, Settings(), read=three_pages) as workers_:
        assert list(workers_.run([])) == []


def test_units_are_taken_only_so_far_ahead() -> None:
    asked: list[str] = []

    def units() -> Iterator[Unit]:
        for number in range(40):
            asked.append(str(number))
            yield Unit(path=str(number), form="warc")

    with Pool(2, Settings(), read=three_pages) as workers:
        running = workers.run(units())
        next(running)
        assert 2 <= len(asked) <= 2 * pool.AHEAD
        list(running)
    assert len(asked) == 40


def test_workers_are_as_many_as_wanted_and_end_with_the_pool_or_the_process() -> None:
    with Pool(2, Settings(), read=three_pages) as workers:
        list(workers.run([UNIT] * 9))
        born = multiprocessing.active_children()
        assert len(born) == 2
        assert all(process.daemon for process in born)
    assert multiprocessing.active_children() == []
    assert all(process.exitcode is not None for process in born)


def test_a_worker_s_growth_is_limited() -> None:
    def limits(unit: Unit) -> Iterator[Capture]:
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        yield Capture(body=b"", location=Location(path=f"{soft} {hard}"))

    def limit(memory: int) -> tuple[int, ...]:
        with Pool(1, Settings(page_memory=memory), read=limits) as workers:
            [path] = paths([chunk for _, chunk in workers.run([UNIT])])
        return tuple(map(int, path.split()))

    soft, hard = limit(300 << 20)
    more, _ = limit(900 << 20)
    assert soft == hard > 300 << 20
    # Preceded by the worker's own size, which is about the same each time.
    assert abs(more - soft - (600 << 20)) < 50 << 20
    assert limit(0) == resource.getrlimit(resource.RLIMIT_DATA)


def test_a_worker_that_dies_twice_at_a_page_costs_that_page() -> None:
    def read(unit: Unit) -> Iterator[Capture]:
        for number in range(4):
            yield Capture(body=b"<title>Moon</title>", location=Location(path=f"p{number}"))

    parse = pool.chunks

    def dying(unit: Unit, settings: Settings, *, position: Any, fatal_items: Any, **more: Any) -> Iterator[Chunk]:
        if 2 not in fatal_items:
            position[0], position[1] = 2, PARSING
            os.kill(os.getpid(), signal.SIGKILL)
        yield from parse(unit, settings, position=position, fatal_items=fatal_items, **more)

    with pytest.MonkeyPatch.context() as patched, Pool(1, Settings(), read=read) as workers:
        patched.setattr(pool, "chunks", dying)
        found = [chunk for _, chunk in workers.run([UNIT])]
    assert paths(found) == ["p0", "p1", "p3"]
    [failure] = [json.loads(line) for chunk in found for line in chunk.failures.splitlines()]
    assert (failure["location"]["path"], failure["reason"], failure["error"]) == ("p2", "crash", "SIGKILL")
    assert failure["message"] == "ended its worker 2 times"


def slow_second_page(unit: Unit) -> Iterator[Capture]:
    pages = three_pages(unit)
    yield next(pages)
    while time.process_time() < 20:  # far beyond the limit, but no hang if the limit fails
        pass
    yield from pages


def test_a_page_that_takes_too_long_ends_a_worker_whose_parent_ignores_the_signals() -> None:
    handlers = {name: signal.signal(name, signal.SIG_IGN) for name in (signal.SIGPROF, signal.SIGALRM)}
    try:
        with Pool(1, Settings(page_timeout=0.2), read=slow_second_page) as workers:
            chunks = [chunk for _, chunk in workers.run([UNIT])]
    finally:
        for name, handler in handlers.items():
            signal.signal(name, handler)
    assert paths(chunks) == ["films.warc0"]
    assert [failure["reason"] for chunk in chunks for failure in map(json.loads, chunk.failures.splitlines())] == ["timeout"]


def test_workers_that_end_before_any_page_end_the_run() -> None:
    def dying(*given: Any, **more: Any) -> Iterator[Chunk]:
        os._exit(7)
        yield Chunk()

    with pytest.MonkeyPatch.context() as patched, Pool(1, Settings(), read=three_pages) as workers:
        patched.setattr(pool, "chunks", dying)
        with pytest.raises(LimitError) as raised:
            list(workers.run([UNIT]))
    assert str(raised.value) == (
        "workers die before they read a page (exit status 7) (films.warc): try --workers 1, or a higher --page-memory"
    )


# What is recorded of a death


def learned(
    exitcode: int, item: int, doing: int, *, times: int = 1, fatal_items: dict[int, FatalItem] | None = None
) -> dict[int, FatalItem]:
    job = _Job(0, UNIT, fatal_items=dict(fatal_items or {}))
    for _ in range(times):
        _record_death(job, exitcode, item, doing, Settings(page_timeout=2.5))
    assert job.deaths == {item: times}
    return job.fatal_items


SLOW = "took longer than the 2.5 s of --page-timeout"


@pytest.mark.parametrize("name", ["SIGPROF", "SIGALRM"])
@pytest.mark.parametrize(("doing", "reading"), [(READING, True), (PARSING, False)])
def test_an_item_that_took_too_long_is_left_out_at_once(name: str, doing: int, reading: bool) -> None:
    assert learned(-signal.Signals[name], 3, doing) == {3: FatalItem("timeout", name, SLOW, reading)}


def test_any_other_death_is_the_items_at_the_second_time() -> None:
    assert learned(-signal.SIGSEGV, 3, PARSING) == {}
    assert learned(-signal.SIGSEGV, 3, PARSING, times=2) == {3: FatalItem("crash", "SIGSEGV", "ended its worker 2 times", False)}
    assert learned(9, 0, READING, times=2) == {0: FatalItem("crash", "exit status 9", "ended its worker 2 times", True)}


def test_an_item_that_ends_a_worker_although_it_is_left_unread_ends_its_unit() -> None:
    before = FatalItem("timeout", "SIGPROF", SLOW, while_reading=True)
    ended = FatalItem("timeout", "SIGPROF", SLOW, while_reading=True, ends_unit=True)
    assert learned(-signal.SIGSEGV, 3, READING, fatal_items={3: before}) == {3: ended}
    assert learned(-signal.SIGSEGV, 3, PARSING, fatal_items={3: before}) == {3: before}
    assert learned(-signal.SIGSEGV, 4, READING, fatal_items={3: before}) == {3: before}


def test_deaths_before_any_item_are_tolerated_four_times() -> None:
    assert learned(1, NOT_STARTED, READING, times=4) == {}
    with pytest.raises(LimitError, match=r"exit status 1\)"):
        learned(1, NOT_STARTED, READING, times=5)


@pytest.mark.parametrize(
    ("exitcode", "cause"), [(-11, "SIGSEGV"), (-9, "SIGKILL"), (1, "exit status 1"), (-63, "exit status -63")]
)
def test_causes_have_names(exitcode: int, cause: str) -> None:
    assert _cause(exitcode) == cause


def test_a_unit_whose_name_is_not_text_is_sent() -> None:
    with Pool(1, Settings(), read=lambda unit: iter([Capture(body=b"", location=Location(path=repr(unit.path)))])) as workers:
        assert paths([chunk for _, chunk in workers.run([Unit(path="b\udcff.warc", form="warc")])]) == ["'b\\udcff.warc'"]
