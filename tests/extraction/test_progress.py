"""A run's progress."""

import io
import json

import pytest

from filmdig.scraper.extraction import progress
from filmdig.scraper.extraction.progress import Progress
from filmdig.scraper.extraction.tally import LayoutTally, Tally


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def shown(clock, style, done, units, seconds, pages=0):
    stream = io.StringIO()
    running = Progress(style, units, stream)
    for _ in range(done):
        running.unit_done()
    clock[0] += seconds
    running.show(Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"film": pages})}}), last=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("done", "units", "seconds", "left"),
    [(1, 4, 10.0, 30.0), (3, 4, 30.0, 10.0), (4, 4, 8.0, 0.0), (0, 4, 9.0, None), (2, 3, 5.0, 2.5)],
)
def test_the_time_left_is_that_of_the_units_left(clock, done, units, seconds, left):
    reported = json.loads(shown(clock, "json", done, units, seconds, pages=20))
    assert (reported["seconds_left"], reported["units_done"], reported["units"], reported["seconds"]) == (
        left,
        done,
        units,
        seconds,
    )
    assert reported["pages_per_second"] == round(20 / seconds, 1)


@pytest.mark.parametrize(("seconds", "words"), [(30.0, "1 min 30 s left"), (10.0, "30 s left"), (1500.0, "1 h 15 min left")])
def test_a_line_shows_the_time_left_in_words(clock, seconds, words):
    assert shown(clock, "line", 1, 4, seconds, pages=1).endswith(words)


def test_a_line_shows_how_many_pages_were_read_and_how_fast(clock):
    assert shown(clock, "line", 1, 4, 20.0, pages=25_000).startswith("\r25,000 pages  1,250/s  cuts 0 repaired, 0 open")


def test_progress_is_reported_only_so_often(clock):
    stream = io.StringIO()
    running = Progress("json", 2, stream)
    for _ in range(5):
        running.show(Tally())
    assert stream.getvalue().count("\n") == 1
    clock[0] += progress.JSON_SECONDS
    running.show(Tally())
    assert stream.getvalue().count("\n") == 2
    assert shown(clock, "none", 1, 2, 3.0) == ""
