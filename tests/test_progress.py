"""The remaining time that `--progress` reports."""

from __future__ import annotations

import io
import json

import pytest

from filmdig.scraper.extraction import progress
from filmdig.scraper.extraction.tally import Tally


@pytest.mark.parametrize(("done", "left"), [(0, None), (1, 90.0), (5, 10.0), (9, 1.1), (10, 0.0)])
def test_the_time_left_is_that_of_the_units_left(done: int, left: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    written = io.StringIO()
    shown = progress.Progress("json", 10, written)
    for _ in range(done):
        shown.unit_done()
    now[0] = 110.0
    shown.show(Tally())
    said = json.loads(written.getvalue())
    assert (said["seconds"], said["seconds_left"], said["units_done"]) == (10.0, left, done)
