"""A film's scores, as the report shows them: by whom they are, on which scale, and when they were captured."""

from __future__ import annotations

import math
import re
from typing import Any

from filmdig.output.report.markup import shortened
from filmdig.parsers.record.merged_film import MergedFilm, SourcedRating

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_LETTERS = {letter + sign: step for step, (letter, sign) in enumerate((a, b) for a in "FDCBA" for b in ("-", "", "+"))}
_BEST_GRADE = _LETTERS["A+"]

_MEASURES = {
    "percent_positive": "share that is positive",
    "mean": "mean",
    "want_to_see": "want to see",
    "grade": "grade",
}


def year_of(captured_at: str | None) -> float | None:
    """Return a capture's date, of any precision, as a number of years; None if it is unknown."""
    found = _DATE.match(captured_at or "")
    if not found:
        return None
    month, day = int(found[2] or 7), int(found[3] or 1)
    return int(found[1]) + (min(max(month, 1), 12) - 1) / 12 + (min(max(day, 1), 31) - 1) / 372


def drawn_value(rating: SourcedRating) -> float | None:
    """Return the value at which a score is drawn on its scale; None if it is not a number or grade, or its scale is unknown."""
    value = rating.value
    if isinstance(value, str):
        step = _LETTERS.get(value.strip().upper().replace("\N{MINUS SIGN}", "-"))
        return None if step is None else 100 * step / _BEST_GRADE
    drawn, best, worst = _number(value), _number(rating.best), _number(rating.worst or 0)
    return None if drawn is None or best is None or worst is None or not worst <= drawn <= best else drawn


def _number(value: float | None) -> float | None:
    """Return a number as a finite float; None if it is not one."""
    try:
        number = math.nan if value is None else float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def scale_of(rating: SourcedRating) -> tuple[str, float, float]:
    """Return the name of a score's scale, and its lowest and highest value. Scores of one scale share a chart."""
    if isinstance(rating.value, str) or rating.best is None:
        return "grade, F to A+", 0, 100
    best = _number(rating.best) or 0
    measure = _MEASURES.get(rating.measure, rating.measure)
    named = f"{measure}, in percent" if rating.measure != "mean" and best == 100 else f"{measure}, of {best:g}"
    return named, 0, best


def score_name(rating: SourcedRating) -> str:
    """Return a name for a score: its site, by whom it is, and the site's name for it."""
    name = f"{rating.site or 'unknown site'}, {rating.by}"
    return f"{name} ({shortened(rating.name, 60)})" if rating.name else name


def score_text(rating: SourcedRating) -> str:
    """Return the score as printed, or as read."""
    if rating.printed:
        return shortened(rating.printed, 80)
    if rating.value is None:
        return "no score yet"
    best = _number(rating.best)
    return shortened(str(rating.value), 80) + (f" of {best:g}" if best is not None else "")


def score_dates(film: MergedFilm) -> list[str]:
    """Return, in order, the days on which a capture shows a score that can be drawn."""
    days = {
        (rating.captured_at or "")[:10]
        for rating in film.ratings
        if year_of(rating.captured_at) is not None and drawn_value(rating) is not None
    }
    return sorted(days)


def score(rating: SourcedRating, source: int | None) -> dict[str, Any]:
    """Return the data of a score for the report's script.

    Args:
        rating: the score.
        source: the index of the film's capture that shows it.
    """
    counts = [(rating.rating_count, "ratings"), (rating.review_count, "reviews")]
    counted = ", ".join(f"{count:,}{'+' if rating.approximate else ''} {what}" for count, what in counts if count is not None)
    year, value = year_of(rating.captured_at), drawn_value(rating)
    scale, low, high = scale_of(rating)
    known: dict[str, Any] = {
        "when": (rating.captured_at or "")[:10],
        "name": score_name(rating),
        "shown": score_text(rating),
        "counts": counted,
        "verdict": shortened(rating.verdict, 40) if rating.verdict else None,
        "source": source,
        "scale": scale,
    }
    if year is not None and value is not None:
        known |= {"x": round(year, 3), "y": value, "low": low, "high": high}
    return known
