"""A film's scores, as the report shows them: whose they are, on which scale, and when they were captured."""

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
    """Return a capture's date, of whatever precision, as a number of years; None where it is not known."""
    found = _DATE.match(captured_at or "")
    if not found:
        return None
    month, day = int(found[2] or 7), int(found[3] or 1)
    return int(found[1]) + (min(max(month, 1), 12) - 1) / 12 + (min(max(day, 1), 31) - 1) / 372


def drawn_value(rating: SourcedRating) -> float | None:
    """Return the number at which a score is drawn on its own scale; None where it is none, or its scale is not known."""
    value = rating.value
    if isinstance(value, str):
        step = _LETTERS.get(value.strip().upper().replace("\N{MINUS SIGN}", "-"))
        return None if step is None else 100 * step / _BEST_GRADE
    drawn, best, worst = _number(value), _number(rating.best), _number(rating.worst or 0)
    return None if drawn is None or best is None or worst is None or not worst <= drawn <= best else drawn


def _number(value: float | None) -> float | None:
    """Return a number that can be drawn; None for one that no float holds."""
    try:
        number = math.nan if value is None else float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def scale_of(rating: SourcedRating) -> tuple[str, float, float]:
    """Return a scale's name, and its lowest and highest value: scores of one scale share a chart."""
    if isinstance(rating.value, str) or rating.best is None:
        return "grade, F to A+", 0, 100
    best = _number(rating.best) or 0
    measure = _MEASURES.get(rating.measure, rating.measure)
    named = f"{measure}, in percent" if rating.measure != "mean" and best == 100 else f"{measure}, of {best:g}"
    return named, 0, best


def score_name(rating: SourcedRating) -> str:
    """Return whose score it is: site, who gives it, and the site's name for it."""
    said = f"{rating.site or 'unknown site'}, {rating.by}"
    return f"{said} ({shortened(rating.name, 60)})" if rating.name else said


def score_text(rating: SourcedRating) -> str:
    """Return the score as printed, or as read."""
    if rating.printed:
        return shortened(rating.printed, 80)
    if rating.value is None:
        return "no score yet"
    best = _number(rating.best)
    return shortened(str(rating.value), 80) + (f" of {best:g}" if best is not None else "")


def score_dates(film: MergedFilm) -> list[str]:
    """Return the days on which a capture shows a score that can be drawn, in order."""
    days = {
        (rating.captured_at or "")[:10]
        for rating in film.ratings
        if year_of(rating.captured_at) is not None and drawn_value(rating) is not None
    }
    return sorted(days)


def score(rating: SourcedRating, source: int | None) -> dict[str, Any]:
    """Return a score for the page's script: what is known of it.

    Args:
        source: which of the film's captures shows it, from 0.
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
