"""Scores over time as a picture: SVG, which the page's style gives its colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from filmdig.output.report.films import Line
from filmdig.output.report.markup import clean, shortened

WIDTH, HEIGHT = 360, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 10, 10, 26

# Told apart by shape as well as by colour.
LINES = 6
_POINTS = 120


def chart(title: str, lines: Sequence[Line]) -> str:
    """Return a figure of a film's scores, as HTML.

    Args:
        title: the film's, as text.
        lines: its scores; those with the most points are drawn, `LINES` at most.
    """
    drawn = sorted(lines, key=lambda line: -len(line.points))[:LINES]
    years = [point.year for line in drawn for point in line.points]
    first, last = math.floor(min(years)), math.ceil(max(years))
    last = max(last, first + 1)
    inside = "".join(_line(number, line, first, last) for number, line in enumerate(drawn))
    told = "; ".join(f"{line.name}: {_summed(line)}" for line in drawn)
    keys = "".join(
        f"<li>{_key(number)} <bdi>{escape(clean(line.name))}</bdi>: {_summed(line)}</li>" for number, line in enumerate(drawn)
    )
    more = f"<li>{len(lines) - LINES} more in the film’s own list</li>" if len(lines) > LINES else ""
    label = escape(clean(f"Scores of {shortened(title, 80)} over time. {told}"))
    picture = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{_grid(first, last)}{inside}</svg>'
    return f'{picture}<ul class="keys">{keys}{more}</ul>'


def _summed(line: Line) -> str:
    """First and last value in words."""
    first, last = line.points[0], line.points[-1]
    if first == last or len(line.points) == 1:
        return escape(clean(last.shown))
    return escape(clean(f"{first.shown} → {last.shown}"))


def _x(year: float, first: int, last: int) -> float:
    return round(_LEFT + (year - first) / (last - first) * (WIDTH - _LEFT - _RIGHT), 1)


def _y(percent: float) -> float:
    return round(HEIGHT - _BOTTOM - percent / 100 * (HEIGHT - _TOP - _BOTTOM), 1)


def _grid(first: int, last: int) -> str:
    lines = ""
    for percent in (0, 50, 100):
        y = _y(percent)
        lines += f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        lines += f'<text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{percent}</text>'
    step = max(1, math.ceil((last - first) / 6))
    for year in range(first, last + 1, step):
        x = _x(year, first, last)
        lines += f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>'
        anchor = "end" if year == last else "middle"
        lines += f'<text x="{x}" y="{HEIGHT - 9}" text-anchor="{anchor}">{year}</text>'
    return lines


def _line(number: int, line: Line, first: int, last: int) -> str:
    # Of more points than can be seen apart, evenly spread ones and the last.
    step = math.ceil(len(line.points) / _POINTS)
    points = line.points[::step] + (line.points[-1:] if step > 1 else [])
    places = [(_x(point.year, first, last), _y(point.percent)) for point in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    marks = "".join(
        f"<g><title>{escape(clean(f'{line.name}, {point.shown}'))}</title>{_mark(number, x, y)}</g>"
        for point, (x, y) in zip(points, places, strict=True)
    )
    return f'<g class="s{number}"><polyline points="{path}"/>{marks}</g>'


def _mark(number: int, x: float, y: float) -> str:
    shapes = (
        f'<circle cx="{x}" cy="{y}" r="3.5"/>',
        f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6"/>',
        f'<path d="M{x},{y - 4.5:.1f} l4,7 h-8 z"/>',
        f'<path d="M{x},{y - 4.5:.1f} l4.5,4.5 l-4.5,4.5 l-4.5,-4.5 z"/>',
        f'<path d="M{x},{y + 4.5:.1f} l4,-7 h-8 z"/>',
        f'<rect x="{x - 4:.1f}" y="{y - 2:.1f}" width="8" height="4"/>',
    )
    return shapes[number % LINES]


def _key(number: int) -> str:
    line = '<line x1="0" x2="24" y1="6" y2="6"/>'
    return f'<svg class="key" viewBox="0 0 24 12" aria-hidden="true"><g class="s{number}">{line}{_mark(number, 12, 6)}</g></svg>'
