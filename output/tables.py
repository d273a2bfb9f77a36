"""Records as tables, for spreadsheets and databases: films, people, ratings, reviews, pages, cuts and more.

Each film has a number, which is the first column of every table. A list of plain words is one cell, separated by ``; ``; any
other list has its own table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filmdig.output.writer import Described
from filmdig.parsers.record.merged_film import MergedFilm, SourcedRating, SourcedReview, SourcedTruncation
from filmdig.parsers.record.page_record import Biography, Page, Record

TABLES: dict[str, tuple[str, ...]] = {
    "films": (
        *("film", "id", "kind", "title", "original_title", "alternate_titles", "year", "end_year"),
        *("directors", "writers", "producers", "genres", "keywords", "countries", "languages", "runtime_minutes"),
        *("certificates", "releases", "companies", "box_office", "synopsis", "synopsis_credit", "critics_consensus", "tagline"),
        *("awards", "filming_locations", "official_sites", "series", "season", "episode", "season_count", "episode_count"),
        *("external_ids", "image_url", "audience_reviews", "critics_reviews"),
        *("pages", "sites", "url", "captured_from", "captured_to", "cuts_repaired", "cuts_open", "issues", "conflicts"),
    ),
    "titles": ("film", "position", "title", "region", "note"),
    "synopses": ("film", "position", "name", "credit", "text"),
    "people": ("film", "job", "position", "name", "other_name", "role", "printed_job", "episodes", "url"),
    "ratings": (
        *("film", "position", "record", "site", "captured_at", "by", "name", "measure", "value", "best", "worst"),
        *("rating_count", "review_count", "approximate", "positive_count", "negative_count", "verdict", "printed"),
    ),
    "histograms": ("film", "rating", "value", "count", "percent"),
    "reviews": (
        *("film", "position", "by", "author", "author_url", "publication", "date", "title"),
        *("rating", "rating_best", "rating_worst", "rating_printed", "verdict", "text", "url", "spoiler"),
        *("helpful_yes", "helpful_total", "records"),
    ),
    "pages": (
        "film",
        "record",
        "url",
        "replay_url",
        "captured_at",
        "archive",
        "site",
        "layout",
        "read_by",
        "kind",
        "language",
        "digest",
        "path",
        "offset",
    ),
    "cuts": ("film", "record", "path", "state", "by", "doubt", "full_text_url", "total", "completed_from"),
    "persons": (
        *("film", "name", "other_name", "birth_date", "birth_place", "death_date", "biography", "jobs", "external_ids"),
        "image_url",
    ),
    "filmography": ("film", "position", "title", "year", "job", "role", "kind", "url", "score"),
}

Row = tuple[Any, ...]


def rows(record: Described, number: int) -> Iterator[tuple[str, Row]]:
    """Yield (table, row) for everything in a record; `number` is the film's number."""
    yield "films", (number, *_film(record))
    for position, other in enumerate(record.film.alternate_titles):
        yield "titles", (number, position, other.title, other.region, other.note)
    for position, text in enumerate(record.film.other_synopses):
        yield "synopses", (number, position, text.name, text.credit, text.text)
    for field, job in _JOBS.items():
        for position, person in enumerate(getattr(record.film, field)):
            role, printed, episodes = (getattr(person, name, None) for name in ("role", "job", "episodes"))
            yield "people", (number, job, position, person.name, person.other_name, role, printed, episodes, person.url)
    for position, rating in enumerate(record.ratings):
        origin: Row = (record.id, record.page.site, record.page.captured_at) if isinstance(record, Record) else ()
        if isinstance(rating, SourcedRating):
            origin = (rating.source, rating.site, rating.captured_at)
        yield "ratings", (number, position, *origin, *(getattr(rating, name) for name in TABLES["ratings"][5:]))
        for bar in rating.histogram:
            yield "histograms", (number, position, bar.value, bar.count, bar.percent)
    for position, review in enumerate(record.reviews):
        given, helpful = review.rating, review.helpful
        yield (
            "reviews",
            (
                *(number, position, review.by, review.author, review.author_url, review.publication, review.date, review.title),
                *((given.value, given.best, given.worst, given.printed) if given else (None,) * 4),
                *(review.verdict, review.text, review.url, review.spoiler),
                *((helpful.yes, helpful.total) if helpful else (None, None)),
                _listed(review.sources) if isinstance(review, SourcedReview) else record.id,
            ),
        )
    for id_, page in _pages(record):
        location = page.location
        yield (
            "pages",
            (
                *(number, id_, page.url, page.replay_url, page.captured_at, page.archive, page.site, page.layout),
                *(page.read_by, page.kind, page.language, page.digest, location.path, location.offset),
            ),
        )
    for cut in record.truncations:
        source, completed = cut.source if isinstance(cut, SourcedTruncation) else record.id, cut.completed_from
        row = (cut.path, cut.state, cut.by, cut.doubt, cut.full_text_url, cut.total, completed.id if completed else None)
        yield "cuts", (number, source, *row)
    if isinstance(record, Record) and record.person is not None:
        yield from _person(record.person, number)


_JOBS = {"directors": "director", "writers": "writer", "producers": "producer", "crew": "crew", "cast": "cast"}


def _person(person: Biography, number: int) -> Iterator[tuple[str, Row]]:
    yield (
        "persons",
        (
            *(number, person.name, person.other_name, person.birth_date, person.birth_place, person.death_date),
            *(person.biography, _listed(person.jobs), _ids(person.external_ids), person.image_url),
        ),
    )
    for position, credit in enumerate(person.filmography):
        row = (credit.title, credit.year, credit.job, credit.role, credit.kind, credit.url, credit.score)
        yield "filmography", (number, position, *row)


def _pages(record: Described) -> list[tuple[str, Page]]:
    if isinstance(record, Record):
        return [(record.id, record.page)]
    return [(source.id, source.page) for source in record.sources]


def _film(record: Described) -> Row:
    film, pages = record.film, [page for _, page in _pages(record)]
    times = sorted(page.captured_at for page in pages if page.captured_at)
    states = [cut.state for cut in record.truncations]
    audience, critics = _totals(record)
    return (
        record.id,
        record.kind if isinstance(record, MergedFilm) else record.page.kind,
        *(film.title, film.original_title, _listed(other.title for other in film.alternate_titles)),
        *(film.year, film.end_year),
        *(_listed(person.name for person in people) for people in (film.directors, film.writers, film.producers)),
        *(_listed(film.genres), _listed(film.keywords), _listed(film.countries), _listed(film.languages), film.runtime_minutes),
        _listed(" ".join(filter(None, (certificate.system, certificate.rating))) for certificate in film.certificates),
        _listed(
            " ".join(filter(None, (release.date, release.kind, release.region, _noted(release.note))))
            for release in film.releases
        ),
        _listed(" ".join(filter(None, (company.name, _noted(company.note)))) for company in film.companies),
        _listed(
            " ".join(map(str, filter(None, (sum_.kind, sum_.amount, sum_.currency, sum_.region)))) for sum_ in film.box_office
        ),
        *(film.synopsis, film.synopsis_credit, film.critics_consensus, film.tagline),
        *(_listed(film.awards), _listed(film.filming_locations), _listed(film.official_sites)),
        *((series.title, series.season, series.episode) if (series := film.series) is not None else (None,) * 3),
        *(film.season_count, film.episode_count, _ids(film.external_ids), film.image_url, audience, critics),
        *(len(pages), _listed(dict.fromkeys(page.site for page in pages if page.site))),
        next((page.url for page in pages if page.url), None),
        *((times[0], times[-1]) if times else (None, None)),
        *(states.count("repaired"), states.count("open"), len(record.issues)),
        len(record.conflicts) if isinstance(record, MergedFilm) else 0,
    )


def _totals(record: Described) -> tuple[int | None, int | None]:
    """Return the stated numbers of audience and critics' reviews; of several captures, those of the latest."""
    if isinstance(record, Record):
        return record.review_totals.audience, record.review_totals.critics
    dated = sorted(record.review_totals, key=lambda totals: totals.captured_at or "", reverse=True)
    audience = next((totals.audience for totals in dated if totals.audience is not None), None)
    return audience, next((totals.critics for totals in dated if totals.critics is not None), None)


def _ids(ids: dict[str, str]) -> str | None:
    return _listed(f"{name}:{value}" for name, value in ids.items())


def _noted(note: str | None) -> str | None:
    return f"({note})" if note else None


def _listed(words: Any) -> str | None:
    return "; ".join(words) or None
