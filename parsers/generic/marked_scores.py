"""Scores that a page has but does not print: in the state of its scripts, or in an attribute that a chart is drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from filmdig.parsers.generic.app_state import OTHER_FILMS_KEY, is_own, states
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import By, Measure, Rating

_WHOSE = re.compile(r"(?P<critics>critic|tomatometer|press)|(?P<audience>audience|user|member|viewer)", re.IGNORECASE)
_MEANS = ("averageRating", "averageScore", "avgRating", "meanScore")
_SHARES = ("score", "value", "percent")
_COUNTS = ("ratingCount", "voteCount", "votes", "numRatings", "reviewCount")
_MOST_OBJECTS, _DEEPEST = 5_000, 12
_ATTRIBUTE = re.compile(r'data-(?P<name>percent|score|rating)\s?=\s?["\'](?P<value>\d{1,3}(?:\.\d{1,2})?)["\']')
_SCORE_CLASS = re.compile(r'\sclass\s?=\s?["\'][^"\'<>]{0,80}(?:score|rating)', re.IGNORECASE)
_LONGEST_TAG = 600


def marked_scores(page: Page) -> Iterator[Rating]:
    """Yield the film's scores that are not in the page's text.

    Args:
        page: an HTML page.
    """
    whose: set[By] = set()
    for data in states(page):
        for by, item in _scored(page, data):
            if by not in whose:
                whose.add(by)  # the first is that of all, later ones are those of a part: top critics, verified users
                yield from _ratings(by, item)
    if not whose and (rating := _of_attribute(page.html)) is not None:
        yield rating


def _scored(page: Page, data: Any) -> Iterator[tuple[By, dict[str, Any]]]:
    """Yield the objects with a mean and a count under a key that names the raters; lists have other films' scores."""
    waiting: list[tuple[str, Any, int]] = [("", data, 0)] if isinstance(data, dict) else []
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        name, value, depth = waiting.pop()
        title = value.get("title")
        if depth > _DEEPEST or (isinstance(title, str) and title and not is_own(page, title)):
            continue
        match = _WHOSE.match(name)
        if match is not None and any(key in value for key in _MEANS) and any(key in value for key in _COUNTS):
            yield "critics" if match["critics"] else "audience", value
            continue
        inside = [(str(key), one, depth + 1) for key, one in value.items() if isinstance(one, dict)]
        waiting += [one for one in reversed(inside) if not OTHER_FILMS_KEY.search(one[0])]


def _ratings(by: By, item: dict[str, Any]) -> Iterator[Rating]:
    """Yield the share of positive votes, if the counts for and against confirm it, and the mean of the same votes."""
    count = next((int(count) for key in _COUNTS if (count := _number(item.get(key))) is not None), None)
    liked, disliked = _number(item.get("likedCount")), _number(item.get("notLikedCount"))
    share = next((share for key in _SHARES if (share := _number(item.get(key))) is not None), None)
    mean = next((mean for key in _MEANS if (mean := _number(item.get(key))) is not None), None)
    best = _number(item.get("bestRating"))
    if share is not None and liked and disliked is not None and abs(100 * liked / (liked + disliked) - share) <= 1:
        yield _rating(by, "percent_positive", share, 100, count)
        if best is None and mean is not None:
            # The scale on which the mean is nearest to the share of those who liked the film.
            best = min((5, 10), key=lambda scale: abs(100 * mean / scale - share))
    if mean and (best is None or mean <= best):
        yield _rating(by, "mean", mean, best, count)


def _of_attribute(html: str) -> Rating | None:
    """Return the score that the page's only chart is drawn from: ``<div class="user-score" data-percent="76">``."""
    found = []
    for match in _ATTRIBUTE.finditer(html):
        before = match.start() - 1
        if before < 0 or not html[before].isspace():  # checked here, since a pattern that begins with literal characters is fast
            continue
        start = html.rfind("<", max(0, before - _LONGEST_TAG), before)
        end = html.find(">", match.end(), match.end() + _LONGEST_TAG)
        if start >= 0 and end >= 0 and _SCORE_CLASS.search(html, start, end):
            found.append((match["name"], match["value"], html[start:end]))
    if len({one[:2] for one in found}) != 1 or found[0][0] != "percent":
        return None
    value = float(found[0][1])
    whose = _WHOSE.search(found[0][2])
    return (
        _rating("critics" if whose and whose["critics"] else "audience", "mean", value, 100, None) if 0 < value <= 100 else None
    )


def _number(value: Any) -> float | None:
    if isinstance(value, str) and re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", value):
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _rating(by: By, measure: Measure, value: float, best: float | None, count: int | None) -> Rating:
    return Rating(
        by=by,
        measure=measure,
        value=int(value) if value.is_integer() else value,
        best=int(best) if best is not None else None,
        rating_count=count,
    )
