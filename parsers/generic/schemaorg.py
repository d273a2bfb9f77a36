"""What a page's schema.org data state of a film: JSON-LD, microdata and RDFa, brought to one form."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.values import date, decimal, mpaa, runtime, tidy, whole, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    CastMember,
    Certificate,
    Company,
    Film,
    Kind,
    Person,
    Rating,
    Record,
    Review,
    ReviewRating,
)

FILMS = {"Movie": "film", "TVSeries": "series", "TVEpisode": "series", "TVMiniSeries": "series"}
_VOCABULARY = re.compile(r"^https?://(?:www\.)?(?:schema\.org|rdf\.data-vocabulary\.org)/#?|^(?:schema|v):")
_IMDB = re.compile(r"imdb\.com/title/(tt\d+)")
MAX_EXTRUCT = 2 << 20
"""A page above this many characters is not searched for microdata and RDFa: rdflib's graph costs many times its size."""


def film_objects(page: Page) -> list[dict[str, Any]]:
    """Every object of a film type that the page states, JSON-LD first, then microdata, then RDFa."""
    found = [item for item in map(_plain_keys, page.json_ld) if kind_of(item)]
    if ("itemtype" in page.html or "typeof" in page.html) and len(page.html) <= MAX_EXTRUCT:
        found += _embedded(page)
    return found


def kind_of(item: dict[str, Any]) -> Kind | None:
    """The kind of page that an object of this type stands for; None where it is no film."""
    types = item.get("@type")
    for name in types if isinstance(types, list) else [types]:
        kind = FILMS.get(str(name))
        if kind:
            return kind  # type: ignore[return-value]
    return None


def _embedded(page: Page) -> list[dict[str, Any]]:
    import extruct  # loads rdflib and lxml: only for pages of no known site

    found: list[dict[str, Any]] = []
    for syntax in ("microdata", "rdfa"):
        try:
            data = extruct.extract(page.html, syntaxes=[syntax], uniform=True)[syntax]
        except Exception as error:  # noqa: BLE001 - hostile markup breaks these libraries in many ways; kept as an issue
            page.note(f"{syntax}_broken", f"{type(error).__name__}: {error}")
            continue
        graph = {item.get("@id"): item for item in data if item.get("@id")} if syntax == "rdfa" else {}
        found += [item for item in (_plain_keys(_nested(item, graph)) for item in data) if kind_of(item)]
    return found


def _nested(value: Any, graph: dict[str, Any], depth: int = 0) -> Any:
    """RDFa comes as a flat graph: references become the objects they name, one-item lists their item."""
    if isinstance(value, list):
        items = [_nested(item, graph, depth) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        if set(value) == {"@value"}:
            return value["@value"]
        if set(value) == {"@id"} and value["@id"] in graph and depth < 4:
            return _nested(graph[value["@id"]], graph, depth + 1)
        return {key: _nested(inside, graph, depth) for key, inside in value.items()}
    return value


def _plain_keys(value: Any) -> Any:
    """Keys and types without their vocabulary."""
    if isinstance(value, dict):
        return {
            _VOCABULARY.sub("", key): (_plain_type(inside) if key == "@type" else _plain_keys(inside))
            for key, inside in value.items()
        }
    return [_plain_keys(item) for item in value] if isinstance(value, list) else value


def _plain_type(value: Any) -> Any:
    return [_plain_type(item) for item in value] if isinstance(value, list) else _VOCABULARY.sub("", str(value))


def words(value: Any) -> str | None:
    """A value's text: of a string, of an object's name, of a list's first."""
    if isinstance(value, list):
        return next((found for found in map(words, value) if found), None)
    if isinstance(value, dict):
        return words(value.get("name") or value.get("@value") or value.get("url"))
    return one_line(value) or None if isinstance(value, str) else str(value) if isinstance(value, int | float) else None


def running_text(value: Any) -> str | None:
    """A value's text with its breaks."""
    return (tidy(value)[0] or None) if isinstance(value, str) else words(value)


def many(value: Any) -> list[str]:
    """All texts of a value that may be one, a list, or a row with commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [found for found in map(words, value if isinstance(value, list) else [value]) if found]


def people(value: Any) -> list[Person]:
    """The people of a value; organisations left out."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            name, url = words(item.get("name")), item.get("url")
            if name and item.get("@type") not in ("Organization", "Corporation"):
                found.append(Person(name=name, url=url if isinstance(url, str) else None))
        elif isinstance(item, str) and one_line(item):
            found.append(Person(name=one_line(item)))
    return found


def fill(record: Record, item: dict[str, Any]) -> None:
    """Put what an object states into the record where nothing is yet."""
    film = record.film
    film.title = film.title or words(item.get("name"))
    if not film.alternate_titles:
        film.alternate_titles = [
            AlternateTitle(title=title) for title in many([item.get("alternateName")]) if title != film.title
        ]
    film.year = film.year or year(words(item.get("dateCreated"))) or year(words(item.get("copyrightYear")))
    if film.year is None and date(words(item.get("datePublished"))):
        film.year = year(words(item.get("datePublished")))
        record.derived.append("/film/year")
    film.directors = film.directors or people(item.get("director") or item.get("directors") or item.get("directedBy"))
    film.writers = film.writers or people(item.get("author") or item.get("creator"))
    film.producers = film.producers or people(item.get("producer"))
    film.cast = film.cast or _cast(item.get("actor") or item.get("actors") or item.get("starring"))
    film.synopsis = film.synopsis or running_text(item.get("description") or item.get("summary"))
    film.genres = film.genres or many(item.get("genre"))
    film.countries = film.countries or many(item.get("countryOfOrigin"))
    film.languages = film.languages or many(item.get("inLanguage"))
    film.runtime_minutes = film.runtime_minutes or runtime(words(item.get("duration") or item.get("runtime")))
    certificate = words(item.get("contentRating") or item.get("movieRating"))
    if certificate and not film.certificates:
        known = mpaa(certificate)
        film.certificates = [Certificate(system="MPAA" if known else None, rating=known or certificate, printed=certificate)]
    companies = [name for value in (item.get("productionCompany"),) if value for name in many(value)]
    film.companies = film.companies or [Company(name=name, role="production") for name in companies]
    image = item.get("image")
    film.image_url = film.image_url or words(image.get("url") if isinstance(image, dict) else image)
    _ids(film, item)
    _ratings(record, item)
    _reviews(record, item)


def _cast(value: Any) -> list[CastMember]:
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "actor" in item:  # schema.org's PerformanceRole wraps the actor
            role = words(item.get("characterName"))
            found += [CastMember(name=person.name, role=role, url=person.url) for person in people(item["actor"])]
        else:
            found += [CastMember(name=person.name, url=person.url) for person in people(item)]
    return found


def _ids(film: Film, item: dict[str, Any]) -> None:
    for value in (item.get("sameAs"), item.get("url"), item.get("@id")):
        for address in value if isinstance(value, list) else [value]:
            match = _IMDB.search(address) if isinstance(address, str) else None
            if match:
                film.external_ids.setdefault("imdb", match[1])


def _ratings(record: Record, item: dict[str, Any]) -> None:
    if record.ratings:
        return
    scores = item.get("aggregateRating")
    for score in scores if isinstance(scores, list) else [scores]:
        if not isinstance(score, dict):
            continue
        value = decimal(words(score.get("ratingValue")))
        if value is None:
            continue
        # schema.org: a scale is 1 to 5 where none is stated; nothing is stated, so nothing is kept.
        record.ratings.append(
            Rating(
                by="audience",
                name=words(score.get("name")),
                measure="mean",
                value=value,
                best=decimal(words(score.get("bestRating"))),
                worst=decimal(words(score.get("worstRating"))),
                rating_count=whole(words(score.get("ratingCount"))),
                review_count=whole(words(score.get("reviewCount"))),
                printed=words(score.get("ratingValue")),
            )
        )


def _reviews(record: Record, item: dict[str, Any]) -> None:
    if record.reviews:
        return
    reviews = item.get("review") or item.get("reviews")
    for review in reviews if isinstance(reviews, list) else [reviews]:
        if not isinstance(review, dict):
            continue
        score = review["reviewRating"] if isinstance(review.get("reviewRating"), dict) else {}
        value = decimal(words(score.get("ratingValue")))
        body = running_text(review.get("reviewBody") or review.get("description"))
        rating = ReviewRating(value=value, best=decimal(words(score.get("bestRating")))) if value is not None else None
        if body is None and rating is None:
            continue
        record.reviews.append(
            Review(
                by="audience",
                author=words(review.get("author")),
                publication=words(review.get("publisher")),
                date=date(words(review.get("datePublished"))),
                title=words(review.get("name") or review.get("headline")),
                rating=rating,
                text=body,
                url=review["url"] if isinstance(review.get("url"), str) else None,
            )
        )
