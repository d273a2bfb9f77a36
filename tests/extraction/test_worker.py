"""A unit's outcome, computed in this process: records, lines of the quarantine and counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.errors import LimitError, PageError, SourceError
from filmdig.scraper.extraction import worker
from filmdig.scraper.extraction.worker import PARSING, READING, Chunk, FatalItem, Settings, Stated, chunks, failure_of, read_ahead
from filmdig.scraper.sources import Damage, Skipped, Unit, Unread


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send no chunk because of its age, however slow the machine is."""
    monkeypatch.setattr(worker, "CHUNK_SECONDS", 1e9)


MOON = b"<html><head><title>Copper Moon</title></head><body><h1>Copper Moon</h1></body></html>"


def outcome(
    items: list[Any], settings: Settings | None = None, *, form: str = "warc", path: str = "p", **more: Any
) -> list[Chunk]:
    def read(unit: Unit) -> Iterator[Any]:
        for item in items:
            if isinstance(item, Exception):
                raise item
            yield item

    return list(chunks(Unit(path=path, form=form), settings or Settings(), read=read, **more))


def page(name: str = "a", body: bytes = MOON, offset: int | None = None, **more: Any) -> Capture:
    return Capture(body=body, location=Location(path=name, offset=offset), **more)


def failures(found: list[Chunk]) -> list[dict[str, Any]]:
    return [json.loads(line) for chunk in found for line in chunk.failures.splitlines()]


def records(found: list[Chunk]) -> list[dict[str, Any]]:
    return [json.loads(line) for chunk in found for line in chunk.records.splitlines()]


def test_each_kind_of_item_is_counted_where_it_belongs() -> None:
    [found] = outcome(
        [
            page("a"),
            Skipped(Location(path="b"), "an image"),
            Skipped(Location(path="c"), "an image"),
            Damage(Location(path="d", offset=70), "a record that is cut", 30, "at its end"),
            Damage(Location(path="e"), "a record that is cut", 12),
            Damage(Location(path="f"), "cannot be opened", 5, "no right", unreadable=True),
            page("g"),
        ]
    )
    assert (found.done, found.upto, found.tally.pages) == (True, 7, 2)
    assert found.tally.skipped == {"an image": 2}
    assert found.tally.damage == {"a record that is cut": 2}
    assert found.tally.quarantined == {"unreadable": 1}
    assert found.tally.lost == 42
    assert [one["page"]["location"]["path"] for one in records([found])] == ["a", "g"]
    assert found.records.endswith(b"}\n")
    nothing = {"url": None, "error": None, "raised_at": None}
    assert failures([found]) == [
        {
            **nothing,
            "location": {"path": "d", "offset": 70, "record_id": None},
            "reason": "damage",
            "message": "a record that is cut: at its end",
            "lost": 30,
        },
        {
            **nothing,
            "location": {"path": "e", "offset": None, "record_id": None},
            "reason": "damage",
            "message": "a record that is cut",
            "lost": 12,
        },
        {
            **nothing,
            "location": {"path": "f", "offset": None, "record_id": None},
            "reason": "unreadable",
            "error": "OSError",
            "message": "cannot be opened: no right",
            "lost": None,
        },
    ]


def test_a_unit_of_nothing_is_one_empty_chunk() -> None:
    [found] = outcome([])
    assert (found.records, found.failures, found.upto, found.done, found.tally.pages) == (b"", b"", 0, True, 0)


def test_items_before_the_first_are_not_parsed_again() -> None:
    [found] = outcome([page(name) for name in "abcd"], first=2)
    assert [one["page"]["location"]["path"] for one in records([found])] == ["c", "d"]
    assert found.upto == 4


@pytest.mark.parametrize(("first", "said"), [(0, 1), (2, 1), (3, 0)])
def test_what_ends_a_unit_is_reported_once(first: int, said: int) -> None:
    found = outcome([page("a"), page("b"), ValueError("upside down")], first=first)
    assert len(failures(found)) == said
    assert (found[-1].upto, found[-1].done) == (3, True)


def test_a_chunk_is_sent_when_it_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(outcome([page()] * 3)) == 1
    size = len(outcome([page()])[0].records) - 1
    monkeypatch.setattr(worker, "CHUNK_BYTES", 2 * size)
    found = outcome([page()] * 5)
    assert [(chunk.upto, chunk.done, chunk.tally.pages) for chunk in found] == [(2, False, 2), (4, False, 2), (5, True, 1)]
    again = outcome([page()] * 5, first=4)
    assert [(chunk.upto, chunk.tally.pages) for chunk in again] == [(5, 1)]


def test_a_chunk_is_sent_when_it_is_old_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [50.0]

    def tick() -> float:
        now[0] += 0.2
        return now[0]

    monkeypatch.setattr(worker, "CHUNK_SECONDS", 0.5)
    monkeypatch.setattr(worker.time, "monotonic", tick)
    assert [(chunk.upto, chunk.done) for chunk in outcome([page()] * 7)] == [(3, False), (6, False), (7, True)]


def test_an_item_that_ended_a_worker_is_not_tried_again() -> None:
    fatal = FatalItem("crash", "SIGSEGV", "ended its worker 2 times", while_reading=False)
    asked = []

    def read() -> list[Capture]:
        asked.append(1)
        return [page("c")]

    items = [page("a", url="http://films.example/a"), page("b"), Unread(Location(path="c"), read, 500)]
    reading = FatalItem("timeout", "SIGPROF", "takes longer", while_reading=True)
    found = outcome(items, fatal_items={0: fatal, 2: reading})
    assert [one["page"]["location"]["path"] for one in records(found)] == ["b"]
    assert [(one["location"]["path"], one["url"], one["reason"], one["error"], one["lost"]) for one in failures(found)] == [
        ("a", "http://films.example/a", "crash", "SIGSEGV", None),
        ("c", None, "timeout", "SIGPROF", 500),
    ]
    assert found[0].tally.quarantined == {"crash": 1, "timeout": 1}
    assert (found[0].tally.lost, asked) == (500, [])


def test_the_shared_position_while_a_unit_is_read() -> None:
    seen: list[tuple[int, ...]] = []

    class Watched(list[int]):
        def __setitem__(self, place: Any, value: Any) -> None:
            super().__setitem__(place, value)
            if place == 1:
                seen.append(tuple(self))

    position = Watched([-1, -1])
    outcome([page("a"), page("b")], Settings(page_timeout=0), position=position)
    assert seen == [(0, READING), (1, READING), (2, READING), (0, PARSING), (1, PARSING)]


def test_only_so_much_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    watched: list[tuple[int, int]] = []
    stream = iter([page(str(number)) for number in range(40)])
    items, end = read_ahead(stream, 7, {}, lambda item, doing: watched.append((item, doing)))
    assert ([item.location.path for item in items], end) == ([str(number) for number in range(16)], None)  # type: ignore[union-attr]
    assert watched == [(number, READING) for number in range(7, 23)]
    large = iter([page(body=b" " * (3 << 19)) for _ in range(9)])
    assert len(read_ahead(large, 0, {}, lambda item, doing: None)[0]) == 3
    assert read_ahead(iter([]), 0, {}, lambda item, doing: None) == ([], "end")


def test_reading_ends_at_an_item_that_ends_its_unit() -> None:
    fatal = FatalItem("timeout", "SIGPROF", "takes longer", while_reading=True, ends_unit=True)
    items, end = read_ahead(iter([page("a"), page("b")]), 3, {4: fatal}, lambda item, doing: None)
    assert ([item.location.path for item in items], end) == (["a"], fatal)  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["warc", "arc", "zip"])
@pytest.mark.parametrize("stop", [None, 800])
def test_bytes_left_unread_after_a_fault_are_lost(form: str, stop: int | None, tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(b" " * 1000)

    def read(unit: Unit) -> Iterator[Capture]:
        yield page(offset=300)
        yield page()
        raise ValueError("upside down")

    unit = Unit(path=str(path), form=form, start=100, stop=stop)
    [failure] = failures(list(chunks(unit, Settings(), read=read)))
    assert failure["location"] == {"path": str(path), "offset": 300, "record_id": None}
    assert failure["lost"] == (None if form == "zip" else (stop or 1000) - 300)


def test_the_bytes_lost_begin_at_the_units_start_and_are_never_fewer_than_none() -> None:
    assert failures(outcome([ValueError("x")], path="nowhere"))[0]["lost"] is None
    for start, stop, lost in ((100, 800, 700), (900, 800, 0), (0, 800, 800)):
        unit = Unit(path="nowhere", form="warc", start=start, stop=stop)
        [failure] = failures(list(chunks(unit, Settings(), read=lambda unit: iter(partial(_fail), None))))
        assert (failure["lost"], failure["location"]["offset"]) == (lost, start or None)


def _fail() -> None:
    raise ValueError("upside down")


def test_a_file_that_changed_while_it_was_read_is_damaged(tmp_path: Path) -> None:
    members = [tmp_path / "a.html", tmp_path / "b.html"]
    for path in members:
        path.write_bytes(MOON)

    def read(unit: Unit) -> Iterator[Capture]:
        yield page(str(members[0]))
        members[1].write_bytes(MOON + b"more")

    unit = Unit(path=str(members[0]), form="pages", members=tuple(map(str, members)))
    found = list(chunks(unit, Settings(), read=read))
    assert [(one["location"]["path"], one["reason"], one["message"]) for one in failures(found)] == [
        (str(members[1]), "damage", "a file that changed while it was read")
    ]
    assert found[-1].tally.damage == {"a file that changed while it was read": 1}


# What the user states about pages


@pytest.mark.parametrize(
    ("named", "url", "recorded"),
    [
        (frozenset(), None, "http://stated.example/"),
        (frozenset(), "http://own.example/", "http://own.example/"),
        (frozenset({"url"}), "http://own.example/", "http://stated.example/"),
        (frozenset({"captured_at"}), "http://own.example/", "http://own.example/"),
    ],
)
def test_a_stated_address_takes_precedence_over_a_folders_name(named: Any, url: str | None, recorded: str) -> None:
    found = outcome([page(url=url, named=named)], Settings(stated_for_all=Stated(url="http://stated.example/")))
    assert records(found)[0]["page"]["url"] == recorded


@pytest.mark.parametrize(
    ("named", "when", "recorded"),
    [
        (frozenset(), None, "2014-07"),
        (frozenset(), "2011-01-02", "2011-01-02"),
        (frozenset({"captured_at"}), "2011-01-02", "2014-07"),
        (frozenset({"url"}), "2011-01-02", "2011-01-02"),
    ],
)
def test_a_stated_time_takes_precedence_over_a_folders_name(named: Any, when: str | None, recorded: str) -> None:
    found = outcome([page(captured_at=when, named=named)], Settings(stated_for_all=Stated(captured_at="2014-07")))
    assert records(found)[0]["page"]["captured_at"] == recorded


def test_pages_are_stated_by_path_as_given_or_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stated = {
        "a.html": Stated(url="http://stated.example/a", file="a.html"),
        str(tmp_path / "b.html"): Stated(url="http://stated.example/b", file="map/b.html"),
    }
    settings = Settings(stated=stated, stated_for_all=Stated(url="http://stated.example/all"))
    found = outcome([page("a.html"), page("b.html"), page("b.html"), page("c.html")], settings)
    assert [one["page"]["url"].partition("example")[2] for one in records(found)] == ["/a", "/b", "/b", "/all"]
    assert found[0].tally.stated == {"a.html": 1, "map/b.html": 2}
    nowhere = Capture(body=MOON, location=Location())
    assert records(outcome([nowhere], settings))[0]["page"]["url"] == "http://stated.example/all"


def test_locations_in_standard_input_have_the_path_dash() -> None:
    settings = Settings(standard_input="/tmp/copy")
    items = [
        page("/tmp/copy"),
        page("/tmp/copy!/a.html"),
        page("/tmp/other"),
        Damage(Location(path="/tmp/copy", offset=3), "a cut"),
    ]
    found = outcome(items, settings)
    assert [one["page"]["location"]["path"] for one in records(found)] == ["-", "-!/a.html", "/tmp/other"]
    assert failures(found)[0]["location"] == {"path": "-", "offset": 3, "record_id": None}
    assert records(outcome([page("/tmp/copy")]))[0]["page"]["location"]["path"] == "/tmp/copy"


FLIXSTER = Path("fixtures/flixster/2011/hidden-remainder.html")


@pytest.mark.parametrize(
    ("wanted", "titles", "skipped"),
    [
        ({}, [None, "Lanterns Over Mirov (Fonari)"], {}),
        ({"sites": ("flixster",)}, ["Lanterns Over Mirov (Fonari)"], {"a page of a site not given to --site": 1}),
        ({"sites": ("imdb", "tmdb")}, [], {"a page of a site not given to --site": 2}),
        ({"kinds": ("person",)}, [], {"a page of a kind not given to --kind": 2}),
        ({"kinds": ("film",)}, ["Lanterns Over Mirov (Fonari)"], {"a page of a kind not given to --kind": 1}),
    ],
)
def test_only_wanted_records_are_kept(wanted: Any, titles: list[str], skipped: dict[str, int]) -> None:
    url = "http://www.flixster.com/movie/lanterns-over-mirov/"
    found = outcome([page(), page("b", FLIXSTER.read_bytes(), url=url)], Settings(**wanted))
    assert [one["film"]["title"] for one in records(found)] == titles
    assert found[0].tally.skipped == skipped
    assert found[0].tally.pages == len(titles)


# Exceptions


@pytest.mark.parametrize(
    ("error", "url", "reason", "message"),
    [
        (ValueError("odd"), None, "exception", "odd"),
        (MemoryError(), None, "memory", "needed more than the 64 MB of --page-memory"),
        (LimitError("too deep", where="x"), None, "limit", "too deep (x)"),
        (OSError(5, "Input/output error"), None, "unreadable", "[Errno 5] Input/output error"),
        (SourceError("no such member", where="a.zip"), None, "unreadable", "no such member (a.zip)"),
        (SourceError("no such member", where="a.zip"), "http://a.example/", "exception", "no such member (a.zip)"),
        (PageError("ends early"), None, "exception", "ends early"),
    ],
)
def test_the_reason_of_an_exception(error: Exception, url: str | None, reason: str, message: str) -> None:
    found = failure_of(error, Location(path="p"), url, Settings(page_memory=64 << 20))
    assert (found.reason, found.error, found.message, found.url) == (reason, type(error).__name__, message, url)
    assert found.raised_at is None


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - any is wanted
        return error
    raise AssertionError


def test_where_it_was_raised_is_the_innermost_place_in_this_project() -> None:
    here = raised(lambda: json.loads("{"))
    line = test_where_it_was_raised_is_the_innermost_place_in_this_project.__code__.co_firstlineno + 1
    found = failure_of(here, Location(), None, Settings())
    assert found.raised_at == f"tests/extraction/test_worker.py:{line} in <lambda>"
    inside = raised(lambda: worker.data_layouts(("{",)))
    assert (failure_of(inside, Location(), None, Settings()).raised_at or "").startswith(
        "filmdig/parsers/learning/data_layout.py:"
    )


def test_a_page_that_breaks_its_parser_is_quarantined(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*capture: object, **more: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(worker, "read_capture", broken)
    [failure] = failures(outcome([page(url="http://films.example/a", offset=9)]))
    assert (failure["url"], failure["reason"], failure["error"]) == ("http://films.example/a", "exception", "ZeroDivisionError")
    assert (failure["message"], failure["lost"], failure["location"]["offset"]) == ("by nothing", None, 9)


def test_a_page_has_thirty_seconds_and_a_gibibyte() -> None:
    assert (Settings().page_timeout, Settings().page_memory) == (30.0, 1 << 30)
