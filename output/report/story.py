"""A film's story as data: facts, scores, texts with their seams, reviews, captures and conflicts, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from filmdig.output.report.cuts import at, place_of
from filmdig.output.report.markup import safe_url, shortened
from filmdig.output.report.scores import score
from filmdig.parsers.record.merged_film import Conflict, MergedFilm, SourcedIssue, SourcedReview, SourcedTruncation
from filmdig.parsers.record.page_record import Issue, Page, Record, Truncation

# The maximum numbers of one film's parts, and of characters of a text; the rest is only counted.
SCORES, REVIEWS, CAPTURES, CONFLICTS, NAMES, TEXT = 400, 300, 200, 200, 60, 4000

_STEP = re.compile(r"/(?:film/)?")


def film_story(film: MergedFilm) -> dict[str, Any]:
    """Return all that the report shows of a film, from which the report's script builds the film's page."""
    number = {source.id: n for n, source in enumerate(film.sources)}
    captures = [capture_story(source.page) for source in film.sources[:CAPTURES]]
    cuts = {cut.path: cut for cut in film.truncations}
    ranked = sorted(film.conflicts, key=_rank)
    return {
        "facts": [[name, values] for name, values in _facts(film) if values],
        "poster": [film.film.image_url[:2000], safe_url(film.film.image_url) or ""] if film.film.image_url else None,
        "scores": [score(rating, number.get(rating.source)) for rating in film.ratings[:SCORES]],
        "texts": [_text(name, text, credit, cuts.get(path), number) for name, path, text, credit in _texts(film)],
        "reviews": [_review(n, review, cuts, number) for n, review in enumerate(film.reviews[:REVIEWS])],
        "captures": captures,
        "conflicts": [_conflict(one, number) for one in ranked[:CONFLICTS]],
        "cuts": [cut_story(film, cut, number.get(cut.source)) for cut in film.truncations[:CONFLICTS]],
        "issues": [issue_story(issue, number.get(issue.source)) for issue in film.issues[:CONFLICTS]],
        "totals": {
            "scores": len(film.ratings),
            "reviews": len(film.reviews),
            "captures": len(film.sources),
            "conflicts": len(film.conflicts),
            "cuts": len(film.truncations),
            "issues": len(film.issues),
        },
    }


def capture_story(page: Page) -> dict[str, Any]:
    """Return a capture's time, site, address, place on disk, and the addresses that may be linked to."""
    return {
        "when": (page.captured_at or "")[:20],
        "site": shortened(page.site or "", 80),
        "layout": shortened(page.layout or "", 80),
        "kind": page.kind,
        "url": shortened(page.url, 300) if page.url else "",
        "link": safe_url(page.url) or "",
        "replay": safe_url(page.replay_url) or "",
        "place": shortened(place_of(page) or "", 300),
    }


def label(path: str) -> str:
    """Return a JSON Pointer in words: ``/film/cast/3/role`` is "cast 4, role"."""
    words = ""
    for step in _STEP.sub("", shortened(path, 200), count=1).split("/"):
        if step.isascii() and step.isdigit() and len(step) < 9:
            words += f" {int(step) + 1}"
        else:
            words += f"{', ' if words else ''}{step.replace('_', ' ')}"
    return words


def parts(text: str, cut: Truncation | SourcedTruncation | None) -> list[str]:
    """Return a text in parts that meet at its seams; a text that is too long ends with a note of how much is left out."""
    if cut is None or cut.state == "open":
        return [shortened(text, TEXT)]
    seams = sorted({seam for seam in cut.seams if 0 < seam < min(len(text), TEXT)})
    return [
        shortened(text[begin:], TEXT - begin) if end is None else shortened(text[begin:end], TEXT)
        for begin, end in zip([0, *seams], [*seams, None], strict=True)
    ]


def cut_story(of: Record | MergedFilm, cut: Truncation | SourcedTruncation, source: int | None) -> dict[str, Any]:
    """Return the data of a cut: the field, and how it was repaired or where the rest was."""
    value = at(of, cut.path)
    return _known(
        {
            "what": label(cut.path),
            "state": cut.state,
            "by": (cut.by or "").replace("_", " "),
            "doubt": shortened(cut.doubt, 300) if cut.doubt else None,
            "rest": shortened(cut.full_text_url, 300) if cut.full_text_url else None,
            "link": safe_url(cut.full_text_url),
            "total": cut.total,
            "has": len(value) if isinstance(value, list) else None,
            "source": source,
        }
    )


def issue_story(issue: Issue | SourcedIssue, source: int | None = None) -> dict[str, Any]:
    """Return the data of an issue: its code, field and message."""
    where = label(issue.path) if issue.path else None
    return _known({"code": shortened(issue.code, 80), "what": where, "message": shortened(issue.message, 600), "source": source})


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _facts(film: MergedFilm) -> Iterator[tuple[str, list[str]]]:
    facts = film.film
    for name in ("directors", "writers", "producers"):
        yield name, _some(_joined((person.name, person.other_name, person.job) for person in getattr(facts, name)))
    yield "cast", _some([f"{person.name} as {person.role}" if person.role else person.name for person in facts.cast])
    yield "genres", _some(facts.genres)
    yield "runtime", [f"{facts.runtime_minutes} minutes"] if facts.runtime_minutes else []
    yield "countries", _some(facts.countries)
    yield "languages", _some(facts.languages)
    if facts.series:
        numbers = [
            f"{name} {n}" for name, n in (("season", facts.series.season), ("episode", facts.series.episode)) if n is not None
        ]
        yield "series", _some(_joined([(facts.series.title or "", *numbers)]))
    yield "seasons", [str(facts.season_count)] if facts.season_count else []
    yield "episodes", [str(facts.episode_count)] if facts.episode_count else []
    yield "original title", _some([facts.original_title] if facts.original_title else [])
    yield "also called", _some(_joined((other.title, other.region, other.note) for other in facts.alternate_titles))
    yield "certificates", _some(_joined((one.printed or one.rating, one.system, one.reason) for one in facts.certificates))
    yield (
        "releases",
        _some(_joined((one.date, (one.kind or "").replace("_", " "), one.region, one.note) for one in facts.releases)),
    )
    yield "companies", _some(_joined((one.name, one.role, one.note) for one in facts.companies))
    yield "box office", _some([f"{one.kind}: {one.amount:,} {one.currency or ''}".strip() for one in facts.box_office])
    yield "awards", _some(facts.awards)
    yield "identifiers", _some([f"{space} {name}" for space, name in facts.external_ids.items()])

    yield "official sites", _some(facts.official_sites)
    yield "locations", _some(facts.filming_locations)
    yield "keywords", _some(facts.keywords)
    yield "crew", _some(_joined((person.name, person.job) for person in facts.crew))


def _joined(rows: Iterable[Sequence[str | None]]) -> list[str]:
    return [f"{first} ({', '.join(rest)})" if (rest := [one for one in others if one]) else f"{first}" for first, *others in rows]


def _some(texts: Sequence[str]) -> list[str]:
    more = len(texts) - NAMES
    return [shortened(text, 200) for text in texts[:NAMES]] + ([f"and {more:,} more"] if more > 0 else [])


def _texts(film: MergedFilm) -> Iterator[tuple[str, str, str, str | None]]:
    facts = film.film
    if facts.tagline:
        yield "Tagline", "/film/tagline", facts.tagline, None
    if facts.synopsis:
        yield "Synopsis", "/film/synopsis", facts.synopsis, facts.synopsis_credit
    if facts.critics_consensus:
        yield "Critics’ consensus", "/film/critics_consensus", facts.critics_consensus, None
    for n, other in enumerate(facts.other_synopses[:20]):
        yield other.name or "Another synopsis", f"/film/other_synopses/{n}/text", other.text, other.credit


def _text(name: str, text: str, credit: str | None, cut: SourcedTruncation | None, number: dict[str, int]) -> dict[str, Any]:
    return _known(
        {
            "name": shortened(name, 80),
            "parts": parts(text, cut),
            "credit": shortened(credit, 120) if credit else None,
            **_cut_of(cut),
            "source": number.get(cut.source) if cut else None,
        }
    )


def _cut_of(cut: SourcedTruncation | None) -> dict[str, Any]:
    if cut is None:
        return {}
    return {"state": cut.state, "by": (cut.by or "").replace("_", " "), "doubt": shortened(cut.doubt, 200) if cut.doubt else None}


def _review(n: int, review: SourcedReview, cuts: dict[str, SourcedTruncation], number: dict[str, int]) -> dict[str, Any]:
    cut, given = cuts.get(f"/reviews/{n}/text"), review.rating
    scale = f" of {shortened(str(given.best), 20)}" if given and given.best is not None else ""
    return _known(
        {
            "by": review.by,
            "author": shortened(review.author, 120) if review.author else None,
            "publication": shortened(review.publication, 120) if review.publication else None,
            "date": (review.date or "")[:10],
            "title": shortened(review.title, 200) if review.title else None,
            "rating": shortened(given.printed or f"{given.value}{scale}", 60) if given else None,
            "verdict": review.verdict,
            "parts": parts(review.text, cut) if review.text else None,
            "link": safe_url(review.url),
            "spoiler": review.spoiler or None,
            **_cut_of(cut),
            "sources": [number[one] for one in review.sources if one in number][:40],
        }
    )


_FIRST = ("title", "year", "kind", "runtime_minutes", "directors", "writers", "cast", "synopsis", "tagline", "genres")


def _rank(conflict: Conflict) -> tuple[int, int]:
    """Return the sort key of a conflict: facts come before addresses."""
    steps = conflict.path.split("/")
    field = steps[2] if len(steps) > 2 and steps[1] == "film" else steps[-1]
    place = _FIRST.index(field) if field in _FIRST else len(_FIRST)
    return int(steps[-1] in ("url", "image_url", "author_url")), place


def _conflict(conflict: Conflict, number: dict[str, int]) -> list[Any]:
    values = [[_shown(one.value), [number[name] for name in one.sources if name in number][:20]] for one in conflict.values[:12]]
    return [label(conflict.path), values]


def _shown(value: Any) -> str:
    """Return a conflict's value as text."""
    if value is None:
        return "(none)"
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_shown(one)}" for name, one in value.items() if one not in (None, [], {}))
    if isinstance(value, list):
        return shortened(", ".join(_shown(one) for one in value[:20]), 600)
    return shortened(str(value), 600)
