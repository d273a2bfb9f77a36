"""Progress of a run: a line on a terminal, or lines of JSON for a program."""

from __future__ import annotations

import json
import sys
import time
from typing import Literal, Self, TextIO

from filmdig.scraper.extraction.tally import Tally

Style = Literal["line", "json", "none"]
LINE_SECONDS = 0.2
JSON_SECONDS = 1.0


class Progress:
    """Reports a run's progress.

    Args:
        style: ``line`` is a line rewritten in place, ``json`` one object per line, ``none`` prints nothing.
        units: the number of units in the run.
        stream: where to write; by default standard error.
    """

    def __init__(self, style: Style, units: int, stream: TextIO | None = None) -> None:
        self._style = style
        self._stream = stream or sys.stderr
        self._units = units
        self._done = 0
        self._began = time.monotonic()
        self._next = self._began
        self._wide = 0
        self._tally = Tally()

    def unit_done(self) -> None:
        """Count one more unit as done."""
        self._done += 1

    def show(self, tally: Tally, *, last: bool = False) -> None:
        """Report progress, unless it was reported only a moment ago."""
        self._tally = tally
        now = time.monotonic()
        if self._style == "none" or (now < self._next and not last):
            return
        self._next = now + (JSON_SECONDS if self._style == "json" else LINE_SECONDS)
        seconds = now - self._began
        left = seconds / self._done * (self._units - self._done) if self._done else None
        if self._style == "json":
            self._show_json(tally, seconds, left)
        else:
            self._show_line(tally, seconds, left)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Report the final progress, and clear the terminal's line."""
        if error[0] is None:
            self.show(self._tally, last=True)
        if self._wide:
            self._stream.write("\r" + " " * self._wide + "\r")
            self._stream.flush()

    def _show_json(self, tally: Tally, seconds: float, left: float | None) -> None:
        figures = {
            "event": "progress",
            "pages": tally.pages,
            "pages_per_second": round(tally.pages / seconds, 1) if seconds else None,
            "units_done": self._done,
            "units": self._units,
            "seconds": round(seconds, 1),
            "seconds_left": None if left is None else round(left, 1),
            "cuts_repaired": tally.repaired,
            "cuts_open": tally.open,
            "quarantined": sum(tally.quarantined.values()),
            "damage": sum(tally.damage.values()),
        }
        self._stream.write(json.dumps(figures) + "\n")
        self._stream.flush()

    def _show_line(self, tally: Tally, seconds: float, left: float | None) -> None:
        parts = [
            f"{tally.pages:,} pages",
            f"{tally.pages / seconds:,.0f}/s" if seconds else "",
            f"cuts {tally.repaired:,} repaired, {tally.open:,} open",
            f"{sum(tally.quarantined.values()):,} quarantined" if tally.quarantined else "",
            f"{_time(left)} left" if left is not None else "",
        ]
        line = "  ".join(part for part in parts if part)
        self._stream.write("\r" + line.ljust(self._wide))
        self._stream.flush()
        self._wide = max(self._wide, len(line))


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
