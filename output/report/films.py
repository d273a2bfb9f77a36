"""What the report's search and charts know of a film."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

from filmdig.output.report.markup import safe_url, shortened
from filmdig.parsers.record.merged_film import MergedFilm, SourcedRating

_NAMES = 12
_SOURCES = 40
_SCORES = 200
_DRAWN = 5000
_SYNOPSIS = 700

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Point(NamedTuple):
    """A score at a time.

    Attributes:
        year: of the capture, with the part of the year that had passed.
        percent: of the scale on which the site prints it.
        shown: date and score as text.
    """

    year: float
    percent: float
    shown: str


class FilmEntry(NamedTuple):
    """What the report keeps of a film.

    Attributes:
        known: what the page's script is given; only what is known, and long texts shortened aloud.
        lines: scores that can be drawn.
    """

    title: str
    year: int | None
    known: dict[str, Any]
    lines: list[Line]

    @property
    def dates(self) -> int:
        """At how many times there is a score."""
        return len({point.year for line in self.lines for point in line.points})


class Line(NamedTuple):
    """The scores of one kind that one site showed, in the order of time."""

    name: str
    points: list[Point]


def year_of(captured_at: str | None) -> float | None:
    """Return a capture's date, of whatever precision, as a number of years."""
    found = _DATE.match(captured_at or "")
    if not found:
        return None
    month, day = int(found[2] or 7), int(found[3] or 1)
    return int(found[1]) + (min(max(month, 1), 12) - 1) / 12 + (min(max(day, 1), 31) - 1) / 372


def percent_of(rating: SourcedRating) -> float | None:
    """Where a score lies on its scale; None where it is no number or its scale is not known."""
    value, best, worst = rating.value, rating.best, rating.worst or 0
    if isinstance(value, str) or value is None or best is None:
        return None
    try:
        percent = 100 * (value - worst) / (best - worst)
    except (ZeroDivisionError, OverflowError):
        return None
    return percent if math.isfinite(percent) and 0 <= percent <= 100 else None


def score_name(rating: SourcedRating) -> str:
    """Whose score it is: site, who gives it, and the site's name for it."""
    told = f"{rating.site or 'unknown site'}, {rating.by}, {rating.measure.replace('_', ' ')}"
    return f"{told} ({shortened(rating.name, 60)})" if rating.name else told


def score_text(rating: SourcedRating) -> str:
    """Return the score as printed, or as read."""
    if rating.printed:
        return shortened(rating.printed, 80)
    scale = f" of {rating.best}" if rating.best is not None else ""
    return "no score yet" if rating.value is None else f"{shortened(str(rating.value), 80)}{scale}"


def score_lines(film: MergedFilm) -> list[Line]:
    """Return the film's scores that can be drawn: those on a scale, of captures whose date is known."""
    lines: dict[str, list[Point]] = {}
    for rating in film.ratings[:_DRAWN]:
        year, percent = year_of(rating.captured_at), percent_of(rating)
        if year is not None and percent is not None:
            shown = f"{(rating.captured_at or '')[:10]}: {score_text(rating)}"
            lines.setdefault(score_name(rating), []).append(Point(year, percent, shown))
    return [Line(name, sorted(points)) for name, points in lines.items()]


def film_entry(film: MergedFilm) -> FilmEntry:
    """Return what the report keeps of a film."""
    return FilmEntry(shortened(film.film.title or "(no title)"), film.film.year, _known(film), score_lines(film))


def _known(film: MergedFilm) -> dict[str, Any]:
    facts = film.film
    known: dict[str, Any] = {
        "title": shortened(facts.title or "(no title)"),
        "others": _some([title for title in (facts.original_title, *(other.title for other in facts.alternate_titles)) if title]),
        "year": facts.year,
        "kind": None if film.kind == "film" else film.kind,
        "directors": _some([person.name for person in facts.directors]),
        "writers": _some([person.name for person in facts.writers]),
        "cast": _some([f"{person.name} ({person.role})" if person.role else person.name for person in facts.cast]),
        "genres": _some(facts.genres),
        "runtime": f"{facts.runtime_minutes} minutes" if facts.runtime_minutes else None,
        "synopsis": shortened(facts.synopsis, _SYNOPSIS) if facts.synopsis else None,
        "ids": _some([f"{space} {name}" for space, name in facts.external_ids.items()]),
        "reviews": len(film.reviews),
        "repaired": sum(cut.state == "repaired" for cut in film.truncations),
        "open": sum(cut.state == "open" for cut in film.truncations),
        "conflicts": len(film.conflicts),
        "issues": _some([f"{issue.code}: {issue.message}" for issue in film.issues]),
        "scores": [_score(rating) for rating in film.ratings[:_SCORES]],
        "more_scores": max(0, len(film.ratings) - _SCORES),
        "pages": [_page(source.page.url, source.page.replay_url, source.page.captured_at) for source in film.sources[:_SOURCES]],
        "more_pages": max(0, len(film.sources) - _SOURCES),
    }
    return {name: value for name, value in known.items() if value not in (None, [], 0)}


def _some(texts: list[str]) -> list[str]:
    more = len(texts) - _NAMES
    return [shortened(text, 160) for text in texts[:_NAMES]] + ([f"and {more:,} more"] if more > 0 else [])


def _score(rating: SourcedRating) -> list[str]:
    counts = [(rating.rating_count, "ratings"), (rating.review_count, "reviews")]
    counted = ", ".join(f"{count:,} {what}" for count, what in counts if count is not None)
    return [(rating.captured_at or "unknown")[:10], score_name(rating), score_text(rating), counted]


def _page(url: str | None, replay_url: str | None, captured_at: str | None) -> list[str]:
    """When, what, and an address that may be linked to or nothing."""
    return [
        (captured_at or "")[:20],
        shortened(url or replay_url or "(address unknown)", 200),
        safe_url(replay_url) or safe_url(url) or "",
    ]
