"""Remove impossible values from a record: a score outside its scale, a year before film, a count of a thousand billion.

Such a value is removed from its field and kept in the message of an issue `value_implausible` (a score in `printed` too).
"""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.record.page_record import Issue, Rating, Record

#: The time of the first motion pictures' forerunners; an earlier date of a film, release or review is a misreading.
FIRST_YEAR = 1870

#: The earliest year of birth or death: authors of filmed works lived long ago, but "January 1, 0001" is a database's empty date.
FIRST_LIFE = 1000

#: The latest year on a page whose capture time is unknown.
LAST_YEAR = 2100

#: How many years before its release a film may be announced.
YEARS_AHEAD = 10

#: The longest film known, "Logistics" (2012), runs 51,420 minutes.
MAX_MINUTES = 60_000

MAX_COUNT = 10**12
MAX_SUM = 10**15


def check_values(record: Record) -> None:
    """Move implausible values from the record's fields into its issues."""
    check = _Check(record)
    film = record.film
    check.bounded(film, "year", "/film", FIRST_YEAR, check.last_year)
    check.bounded(film, "end_year", "/film", FIRST_YEAR, check.last_year)
    check.bounded(film, "runtime_minutes", "/film", 1, MAX_MINUTES)
    check.bounded(film, "season_count", "/film", 0, MAX_COUNT)
    check.bounded(film, "episode_count", "/film", 0, MAX_COUNT)
    check.listed("/film/releases", film.releases, lambda release: check.dated(release.date))
    check.listed("/film/box_office", film.box_office, lambda sum_: _within(sum_.amount, 0, MAX_SUM))
    if record.person is not None:
        for name in ("birth_date", "death_date"):
            when = getattr(record.person, name)
            if when is not None and not FIRST_LIFE <= int(when[:4]) <= check.last_year:
                check.out(record.person, name, "/person", when)
    for index, rating in enumerate(record.ratings):
        check.rating(rating, f"/ratings/{index}")
    for index, review in enumerate(record.reviews):
        path = f"/reviews/{index}"
        if review.rating is not None and not _on_scale(review.rating):
            check.out(review, "rating", path, _described(review.rating))
        if review.date is not None and not check.dated(review.date):
            check.out(review, "date", path, review.date)
        if review.helpful is not None and not _are_votes(review.helpful.yes, review.helpful.total):
            check.out(review, "helpful", path, f"{_cited(review.helpful.yes)} of {_cited(review.helpful.total)}")
    for name in ("audience", "critics"):
        check.bounded(record.review_totals, name, "/review_totals", 0, MAX_COUNT)
    for index, related in enumerate(record.related):
        if related.year is None and related.score is None:
            continue
        check.bounded(related, "year", f"/related/{index}", FIRST_YEAR, check.last_year)
        check.bounded(related, "score", f"/related/{index}", 0, MAX_COUNT)


class _Check:
    """Checks one record and removes its implausible values."""

    def __init__(self, record: Record) -> None:
        self.record = record
        captured = re.match(r"\d{4}", record.page.captured_at or "")
        self.last_year = int(captured[0]) + YEARS_AHEAD if captured else LAST_YEAR

    def issue(self, path: str, value: str) -> None:
        self.record.issues.append(Issue(code="value_implausible", path=path, message=f"{value} was left out"))

    def out(self, holder: Any, name: str, path: str, value: str) -> None:
        """Empty a field, remove its path from `derived` and `weak`, and add an issue."""
        setattr(holder, name, None)
        _forget(self.record, f"{path}/{name}")
        self.issue(f"{path}/{name}", value)

    def bounded(self, holder: Any, name: str, path: str, low: int, high: int) -> None:
        """Empty a number's field unless the number is between the bounds, inclusive."""
        value = getattr(holder, name)
        if value is not None and not _within(value, low, high):
            self.out(holder, name, path, _cited(value))

    def dated(self, date: str) -> bool:
        """Return whether a date's year is plausible."""
        return date[:4].isdecimal() and FIRST_YEAR <= int(date[:4]) <= self.last_year

    def listed(self, path: str, items: list[Any], plausible: Any) -> None:
        """Remove the implausible items of a list, and adjust the paths of later items."""
        for index in range(len(items) - 1, -1, -1):
            if not plausible(items[index]):
                self.issue(f"{path}/{index}", _described(items[index]))
                del items[index]
                _forget(self.record, f"{path}/{index}")
                _move_up(self.record, path, index)

    def rating(self, rating: Rating, path: str) -> None:
        """Check a score against its scale, and its counts."""
        if not _is_scale(rating.best, rating.worst):
            self.issue(f"{path}/best", f"a scale of {_cited(rating.worst)} to {_cited(rating.best)}")
            rating.best = rating.worst = None
        if not _on_scale(rating):
            rating.printed = rating.printed or _cited(rating.value)
            self.out(rating, "value", path, _described(rating))
        for name in ("rating_count", "review_count", "positive_count", "negative_count"):
            self.bounded(rating, name, path, 0, MAX_COUNT)
        for index, bar in enumerate(rating.histogram):
            self.bounded(bar, "count", f"{path}/histogram/{index}", 0, MAX_COUNT)
            self.bounded(bar, "percent", f"{path}/histogram/{index}", 0, 100)


def _within(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high  # never true for NaN


def _is_scale(best: Any, worst: Any) -> bool:
    ends = [end for end in (worst, best) if end is not None]
    return all(_within(end, 0, MAX_COUNT) for end in ends) and (len(ends) < 2 or ends[0] < ends[1]) and best != 0


def _on_scale(score: Any) -> bool:
    """Return whether a score is within the known ends of its scale; True for a grade or word, which has no scale of numbers."""
    if score.value is None or isinstance(score.value, str):
        return True
    return _within(score.value, score.worst or 0, MAX_COUNT if score.best is None else score.best)


def _are_votes(yes: Any, total: Any) -> bool:
    counts = [count for count in (yes, total) if count is not None]
    return all(_within(count, 0, MAX_COUNT) for count in counts) and counts == sorted(counts)


def _cited(value: Any) -> str:
    if isinstance(value, int) and abs(value) > MAX_SUM:
        return "a number of more than 15 digits"  # `str` raises an error for more than 4,300
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _described(part: Any) -> str:
    """Describe a part of the record for the issue's message."""
    if hasattr(part, "best"):
        scale = f" on a scale to {_cited(part.best)}" if part.best is not None else ""
        return f"{_cited(part.printed if part.printed is not None else part.value)}{scale}"
    return ", ".join(
        _cited(value) for name in part.__struct_fields__ if isinstance(value := getattr(part, name), str | int | float)
    )


def _forget(record: Record, path: str) -> None:
    for name in ("derived", "weak"):
        pointers = getattr(record, name)
        setattr(record, name, [one for one in pointers if one != path and not one.startswith(f"{path}/")])


def _move_up(record: Record, path: str, gone: int) -> None:
    """Adjust the paths of a list's items after a removed one."""
    pattern = re.compile(rf"{re.escape(path)}/(\d+)(.*)", re.DOTALL)

    def moved(pointer: str) -> str:
        match = pattern.fullmatch(pointer)
        return f"{path}/{int(match[1]) - 1}{match[2]}" if match and int(match[1]) > gone else pointer

    for name in ("derived", "weak"):
        setattr(record, name, [moved(pointer) for pointer in getattr(record, name)])
    for cut in record.truncations:
        cut.path = moved(cut.path)
