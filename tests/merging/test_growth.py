"""The cost of merging is linear in the number of records."""

from __future__ import annotations

import sqlite3

from benchmarks.merge import records
from filmdig.scraper.merging import linking
from filmdig.scraper.merging.grouping import Grouping


def steps(count: int, monkeypatch) -> int:
    """Return how many hundreds of steps SQLite takes for `count` records, five for each film."""
    taken = [0]

    def tick() -> int:
        taken[0] += 1
        return 0

    def connect(*arguments, **options):
        database = sqlite3.connect(*arguments, **options)
        database.set_progress_handler(tick, 100)
        return database

    with monkeypatch.context() as patched:
        patched.setattr(linking, "sqlite3", _Module(connect))
        with Grouping() as grouping:
            for record in records(count, small=True):
                grouping.add(record)
            assert sum(1 for _ in grouping.films()) == count // 5
            assert grouping.counts.links_by_likeness == count // 5
    return taken[0]


class _Module:
    """The `sqlite3` module with a replaced `connect`."""

    def __init__(self, connect) -> None:
        self.connect, self.IntegrityError = connect, sqlite3.IntegrityError


def test_sqlite_steps_are_linear_in_the_records(monkeypatch):
    few, many = steps(1000, monkeypatch), steps(2000, monkeypatch)
    assert many < 2.2 * few
