"""schema.org JSON-LD: one document with a node per record.

A film is a `Movie`, `TVSeries`, `TVSeason` or `TVEpisode`; a person's page is a `Person`; any other page is a `WebPage`.
schema.org has no properties for some fields, which are left out: cuts, issues, conflicts, sums of money, want-to-see scores,
histograms, and votes on reviews. The `temporalCoverage` of a page is its capture time, to which its statements refer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.record.page_record import (
    Biography,
    CastMember,
    Certificate,
    Credit,
    CrewMember,
    Film,
    Page,
    PartOfSeries,
    Person,
    Rating,
    Record,
    Related,
    Release,
    Review,
)

Node = dict[str, Any]

_FILM_KINDS = ("film", "series", "season", "episode", "reviews", "credits", "synopsis", "details", "article")
_TYPES = {"series": "TVSeries", "season": "TVSeason", "episode": "TVEpisode"}


class Writer(StreamWriter):
    """Writes a graph, one node per line."""

    def begin(self) -> None:
        """Open the graph."""
        self._between = b"\n"
        self.file.write(b'{"@context": "https://schema.org", "@graph": [')

    def write(self, record: Described) -> None:
        """Add a node."""
        self.file.write(self._between + msgspec.json.encode(node(record)))
        self._between = b",\n"

    def end(self) -> None:
        """Close the graph."""
        self.file.write(b"\n]}\n")


def node(record: Described) -> Node:
    """Return a record as a schema.org node."""
    if isinstance(record, Record):
        page = _page(record.page, record.related)
        if record.person is not None:
            return {**_biography(record.person), "@id": f"urn:filmdig:{record.id}", "subjectOf": page}
        if record.page.kind not in _FILM_KINDS and not record.film.title:
            return {**page, "@id": f"urn:filmdig:{record.id}"}
        ratings: list[tuple[Rating, Node | None]] = [(rating, None) for rating in record.ratings]
        return _movie(record, ratings, [page] if len(page) > 1 else [], record.page.kind)
    pages = {source.id: _page(source.page, []) for source in record.sources}
    if record.related:
        pages = {**pages, "": _page(Page(), record.related)}
    ratings = [(rating, pages.get(rating.source)) for rating in record.ratings]
    return _movie(record, ratings, [page for page in pages.values() if len(page) > 1], record.kind)


def _movie(record: Described, ratings: list[tuple[Rating, Node | None]], pages: list[Node], kind: str) -> Node:
    film = record.film
    scores = [_score(rating, page) for rating, page in ratings if rating.measure != "want_to_see" and rating.value is not None]
    return _without_none(
        {
            "@type": _TYPES.get(kind, "Movie"),
            "@id": f"urn:filmdig:{record.id}",
            "name": film.title,
            "alternateName": [name for name in (film.original_title, *(other.title for other in film.alternate_titles)) if name],
            "alternativeHeadline": film.tagline,
            "description": film.synopsis,
            "abstract": [other.text for other in film.other_synopses],
            "dateCreated": str(film.year) if film.year is not None else None,
            "releasedEvent": [_release(release) for release in film.releases],
            "director": [_person(person) for person in film.directors],
            "author": [_person(person) for person in film.writers],
            "producer": [_person(person) for person in film.producers],
            "actor": [_actor(member) for member in film.cast],
            "contributor": [_crew(member) for member in film.crew],
            "genre": film.genres,
            "keywords": film.keywords,
            "countryOfOrigin": [{"@type": "Country", "name": name} for name in film.countries],
            "inLanguage": film.languages,
            "timeRequired" if kind in ("series", "season") else "duration": f"PT{film.runtime_minutes}M"
            if film.runtime_minutes
            else None,
            "contentRating": [_certificate(certificate) for certificate in film.certificates],
            "productionCompany": [
                {"@type": "Organization", "name": company.name} for company in film.companies if company.role == "production"
            ],
            "award": film.awards,
            "locationCreated": [{"@type": "Place", "name": name} for name in film.filming_locations],
            "sameAs": film.official_sites,
            **_of_series(film, kind),
            "identifier": _identifiers(film.external_ids),
            "image": film.image_url,
            "aggregateRating": scores,
            "review": [*_consensus(film.critics_consensus), *(_review(review) for review in record.reviews)],
            "subjectOf": pages,
        }
    )


def _without_none(node: Node) -> Node:
    return {name: value for name, value in node.items() if value is not None and value != []}


def _identifiers(ids: dict[str, str]) -> list[Node]:
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in ids.items()]


def _of_series(film: Film, kind: str) -> Node:
    """Return the properties that schema.org has only for a series, a season or an episode."""
    whole = film.series or PartOfSeries()
    series = _without_none({"@type": "TVSeries", "name": whole.title, "url": whole.url}) if film.series is not None else None
    ended = str(film.end_year) if film.end_year is not None else None
    if kind == "series":
        return {"endDate": ended, "numberOfSeasons": film.season_count, "numberOfEpisodes": film.episode_count}
    if kind == "season":
        counted = {"endDate": ended, "numberOfEpisodes": film.episode_count}
        return {"partOfSeries": series, "seasonNumber": whole.season, **counted}
    if kind == "episode":
        season = {"@type": "TVSeason", "seasonNumber": whole.season} if whole.season is not None else None
        return {"partOfSeries": series, "partOfSeason": season, "episodeNumber": whole.episode}
    return {}


def _person(person: Person | CrewMember | CastMember) -> Node:
    return _without_none({"@type": "Person", "name": person.name, "alternateName": person.other_name, "url": person.url})


def _crew(member: CrewMember) -> Node:
    person = _person(member)
    return {"@type": "Role", "contributor": person, "roleName": member.job} if member.job else person


def _biography(person: Biography) -> Node:
    """Return the node of a person's page, with the films that it lists."""
    return _without_none(
        {
            "@type": "Person",
            "name": person.name,
            "alternateName": person.other_name,
            "birthDate": person.birth_date,
            "birthPlace": {"@type": "Place", "name": person.birth_place} if person.birth_place else None,
            "deathDate": person.death_date,
            "description": person.biography,
            "jobTitle": person.jobs,
            "image": person.image_url,
            "identifier": _identifiers(person.external_ids),
            "@reverse": {"contributor": [_credit(credit) for credit in person.filmography]} if person.filmography else None,
        }
    )


def _credit(credit: Credit) -> Node:
    return _without_none(
        {
            "@type": "CreativeWork",
            "name": credit.title,
            "url": credit.url,
            "dateCreated": str(credit.year) if credit.year is not None else None,
        }
    )


def _consensus(text: str | None) -> list[Node]:
    return [{"@type": "Review", "reviewAspect": "critics: consensus", "reviewBody": text}] if text else []


def _actor(member: CastMember) -> Node:
    person = _person(member)
    return {"@type": "PerformanceRole", "actor": person, "characterName": member.role} if member.role else person


def _release(release: Release) -> Node:
    return _without_none(
        {
            "@type": "PublicationEvent",
            "name": release.kind,
            "startDate": release.date,
            "location": {"@type": "Place", "name": release.region} if release.region else None,
        }
    )


def _certificate(certificate: Certificate) -> str:
    return " ".join(filter(None, (certificate.system, certificate.rating)))


def _score(rating: Rating, page: Node | None) -> Node:
    return _without_none(
        {
            "@type": "AggregateRating",
            "name": rating.name,
            "reviewAspect": f"{rating.by}: {rating.measure}",
            "ratingValue": rating.value,
            "bestRating": rating.best,
            "worstRating": rating.worst,
            "ratingCount": rating.rating_count,
            "reviewCount": rating.review_count,
            "ratingExplanation": rating.printed,
            "subjectOf": page if page is not None and len(page) > 1 else None,
        }
    )


def _review(review: Review) -> Node:
    given = review.rating
    score: Node | None = None
    if given is not None or review.verdict is not None:
        score = _without_none(
            {
                "@type": "Rating",
                "ratingValue": given.value if given else review.verdict,
                "bestRating": given.best if given else None,
                "worstRating": given.worst if given else None,
                "ratingExplanation": review.verdict if given else None,
            }
        )
    return _without_none(
        {
            "@type": "Review",
            "name": review.title,
            "author": _without_none({"@type": "Person", "name": review.author, "url": review.author_url})
            if review.author
            else None,
            "publisher": {"@type": "Organization", "name": review.publication} if review.publication else None,
            "datePublished": review.date,
            "reviewAspect": review.by,
            "reviewRating": score,
            "reviewBody": review.text,
            "url": review.url,
        }
    )


def _page(page: Page, related: Iterable[Related]) -> Node:
    return _without_none(
        {
            "@type": "WebPage",
            "url": page.url,
            "archivedAt": page.replay_url,
            "temporalCoverage": page.captured_at,
            "inLanguage": page.language,
            "relatedLink": [film.url for film in related if film.url],
        }
    )
