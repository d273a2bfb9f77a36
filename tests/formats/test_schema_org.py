"""The JSON-LD has schema.org's shape, and holds what the records say.

No validator of schema.org's own can be run here: the table below is its vocabulary as far as it is used, and every
name in it is looked up in rdflib's list of schema.org's terms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import SDO, Graph, Literal

from filmdig.output import formats
from filmdig.output.writer import Described
from filmdig.parsers.record.page_record import Film, Page, PartOfSeries, Record
from tests.formats import samples

# A type and what it is a kind of.
TYPES = {
    "Movie": "CreativeWork",
    "TVSeries": "CreativeWork",
    "TVSeason": "CreativeWork",
    "TVEpisode": "CreativeWork",
    "Review": "CreativeWork",
    "WebPage": "CreativeWork",
    "CreativeWork": "Thing",
    "Person": "Thing",
    "Organization": "Thing",
    "Place": "Thing",
    "Country": "Place",
    "PublicationEvent": "Event",
    "Event": "Thing",
    "AggregateRating": "Rating",
    "Rating": "Thing",
    "PropertyValue": "Thing",
    "PerformanceRole": "Role",
    "Role": "Thing",
}
TV = ("TVSeries", "TVSeason", "TVEpisode")
# A property: the types that have it, and what it may be.
PROPERTIES: dict[str, tuple[set[str], set[str]]] = {
    "name": ({"Thing"}, {"Text"}),
    "alternateName": ({"Thing"}, {"Text"}),
    "description": ({"Thing"}, {"Text"}),
    "identifier": ({"Thing"}, {"PropertyValue", "Text", "URL"}),
    "image": ({"Thing"}, {"URL"}),
    "url": ({"Thing"}, {"URL"}),
    "subjectOf": ({"Thing"}, {"CreativeWork", "Event"}),
    "alternativeHeadline": ({"CreativeWork"}, {"Text"}),
    "dateCreated": ({"CreativeWork"}, {"Date"}),
    "datePublished": ({"CreativeWork"}, {"Date"}),
    "releasedEvent": ({"CreativeWork"}, {"PublicationEvent"}),
    "author": ({"CreativeWork", "Rating"}, {"Person", "Organization"}),
    "producer": ({"CreativeWork"}, {"Person", "Organization"}),
    "publisher": ({"CreativeWork"}, {"Person", "Organization"}),
    "genre": ({"CreativeWork"}, {"Text", "URL"}),
    "countryOfOrigin": ({"CreativeWork"}, {"Country"}),
    "inLanguage": ({"CreativeWork"}, {"Text"}),
    "timeRequired": ({"CreativeWork"}, {"Duration"}),
    "contentRating": ({"CreativeWork"}, {"Text", "Rating"}),
    "aggregateRating": ({"CreativeWork"}, {"AggregateRating"}),
    "review": ({"CreativeWork"}, {"Review"}),
    "temporalCoverage": ({"CreativeWork"}, {"DateTime", "Text", "URL"}),
    "archivedAt": ({"CreativeWork"}, {"URL", "WebPage"}),
    "director": ({"Movie", *TV}, {"Person"}),
    "actor": ({"Movie", *TV, "PerformanceRole"}, {"Person"}),
    "duration": ({"Movie", "TVEpisode"}, {"Duration"}),
    "productionCompany": ({"Movie", *TV}, {"Organization"}),
    "contributor": ({"CreativeWork", "Role"}, {"Person"}),
    "roleName": ({"Role"}, {"Text"}),
    "abstract": ({"CreativeWork"}, {"Text"}),
    "keywords": ({"CreativeWork"}, {"Text"}),
    "award": ({"CreativeWork"}, {"Text"}),
    "locationCreated": ({"CreativeWork"}, {"Place"}),
    "sameAs": ({"Thing"}, {"URL"}),
    "partOfSeries": ({"TVSeason", "TVEpisode"}, {"TVSeries"}),
    "partOfSeason": ({"TVEpisode"}, {"TVSeason"}),
    "seasonNumber": ({"TVSeason"}, {"Integer"}),
    "episodeNumber": ({"TVEpisode"}, {"Integer"}),
    "numberOfSeasons": ({"TVSeries"}, {"Integer"}),
    "numberOfEpisodes": ({"TVSeries", "TVSeason"}, {"Integer"}),
    "endDate": ({"Event", "TVSeries", "TVSeason"}, {"Date", "DateTime"}),
    "birthDate": ({"Person"}, {"Date"}),
    "birthPlace": ({"Person"}, {"Place"}),
    "deathDate": ({"Person"}, {"Date"}),
    "jobTitle": ({"Person"}, {"Text"}),
    "characterName": ({"PerformanceRole"}, {"Text"}),
    "startDate": ({"Event"}, {"Date", "DateTime"}),
    "location": ({"Event"}, {"Place", "Text"}),
    "propertyID": ({"PropertyValue"}, {"Text", "URL"}),
    "value": ({"PropertyValue"}, {"Text", "Number"}),
    "ratingValue": ({"Rating"}, {"Number", "Text"}),
    "bestRating": ({"Rating"}, {"Number", "Text"}),
    "worstRating": ({"Rating"}, {"Number", "Text"}),
    "ratingExplanation": ({"Rating"}, {"Text"}),
    "reviewAspect": ({"Rating", "Review"}, {"Text"}),
    "ratingCount": ({"AggregateRating"}, {"Integer"}),
    "reviewCount": ({"AggregateRating"}, {"Integer"}),
    "reviewBody": ({"Review"}, {"Text"}),
    "reviewRating": ({"Review"}, {"Rating"}),
    "relatedLink": ({"WebPage"}, {"URL"}),
}
PLAIN = {"Text", "URL", "Date", "DateTime", "Duration"}


def _written(tmp_path: Path, what: list[Described]) -> dict[str, Any]:
    target = tmp_path / "r.jsonld"
    with formats.open_writer("jsonld", str(target), type(what[0])) as writer:
        for record in what:
            writer.write(record)
    read: dict[str, Any] = json.loads(target.read_bytes())
    return read


def _kinds(name: str) -> Iterator[str]:
    while name in TYPES:
        yield name
        name = TYPES[name]
    yield name


def _faults(node: dict[str, Any]) -> Iterator[str]:
    kinds = set(_kinds(node["@type"]))
    for name, values in node.items():
        if name.startswith("@"):
            continue
        domain, range_ = PROPERTIES[name]
        if not kinds & domain:
            yield f"{node['@type']} has no {name}"
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                yield from _faults(value)
                # A role stands between a property and its value, and repeats the property.
                if not set(_kinds(value["@type"])) & range_ and not ("Role" in _kinds(value["@type"]) and name in value):
                    yield f"{name} is no {value['@type']}"
            elif isinstance(value, bool) or (isinstance(value, int | float) and not range_ & {"Number", "Integer"}):
                yield f"{name} is no number"
            elif isinstance(value, str) and not range_ & PLAIN:
                yield f"{name} is no text"
            elif value in (None, ""):
                yield f"{name} is empty"


@pytest.mark.parametrize("what", [samples.records(), samples.films()], ids=["records", "films"])
def test_it_has_the_vocabularys_shape(tmp_path: Path, what: list[Described]) -> None:
    read = _written(tmp_path, what)
    assert read["@context"] == "https://schema.org"
    assert len(read["@graph"]) == len(what)
    assert [fault for node in read["@graph"] for fault in _faults(node)] == []


def test_the_check_finds_faults() -> None:
    bad = {
        "@type": "TVSeries",
        "duration": "PT1M",
        "review": [{"@type": "Person", "reviewBody": "no"}],
        "genre": 3,
        "director": "Jo",
    }
    assert set(_faults(bad)) == {
        "TVSeries has no duration",
        "Person has no reviewBody",
        "review is no Person",
        "genre is no number",
        "director is no text",
    }


def test_the_table_is_of_schema_orgs_own_terms() -> None:
    for name in (*TYPES, *PROPERTIES):
        assert SDO[name] in SDO, name


def test_a_series_is_a_series(tmp_path: Path) -> None:
    page = Page(kind="series", digest="sha256:9")
    (node,) = _written(tmp_path, [Record(id="9", page=page, film=Film(title="Lantern", runtime_minutes=45))])["@graph"]
    assert (node["@type"], node["timeRequired"]) == ("TVSeries", "PT45M")
    assert list(_faults(node)) == []


def test_seasons_and_episodes_name_their_series(tmp_path: Path) -> None:
    part = PartOfSeries(title="Lights", url="http://films.example.com/lights", season=4, episode=13)
    film = Film(title="The Ship", end_year=1990, season_count=2, episode_count=26, series=part)
    made = [
        Record(id=kind, page=Page(kind=kind, digest="sha256:9"), film=film)  # type: ignore[arg-type]
        for kind in ("series", "season", "episode", "film")
    ]
    series, season, episode, movie = _written(tmp_path, made)["@graph"]
    assert [fault for node in (series, season, episode, movie) for fault in _faults(node)] == []
    whole = {"@type": "TVSeries", "name": "Lights", "url": "http://films.example.com/lights"}
    assert {**series, "@id": 0} == {
        "@type": "TVSeries",
        "@id": 0,
        "name": "The Ship",
        "endDate": "1990",
        "numberOfSeasons": 2,
        "numberOfEpisodes": 26,
    }
    assert (season["@type"], season["partOfSeries"], season["seasonNumber"]) == ("TVSeason", whole, 4)
    assert (episode["@type"], episode["partOfSeries"], episode["episodeNumber"]) == ("TVEpisode", whole, 13)
    assert episode["partOfSeason"] == {"@type": "TVSeason", "seasonNumber": 4}
    assert {**movie, "@id": 0} == {"@type": "Movie", "@id": 0, "name": "The Ship"}


def test_a_persons_page_is_a_person_who_contributed_to_films(tmp_path: Path) -> None:
    read = _written(tmp_path, [samples.person()])
    assert list(_faults(read["@graph"][0])) == []
    graph = Graph().parse(data=json.dumps({**read, "@context": {"@vocab": "https://schema.org/"}}), format="json-ld")
    found = graph.query(
        """PREFIX s: <https://schema.org/>
        SELECT ?name ?born ?where ?film WHERE {
          ?p a s:Person; s:name ?name; s:birthDate ?born; s:birthPlace/s:name ?where. ?w s:contributor ?p; s:name ?film }
        ORDER BY ?film"""
    )
    assert [tuple(map(str, row)) for row in found] == [
        ("Ilka Vantongeren", "1950-02", "Bergen", "Harbour"),
        ("Ilka Vantongeren", "1950-02", "Bergen", "Lykten"),
    ]


def test_a_page_of_no_film_is_a_web_page(tmp_path: Path) -> None:
    graph = _written(tmp_path, [samples.empty()])["@graph"]
    assert graph == [{"@type": "WebPage", "@id": f"urn:filmdig:{samples.empty().id}"}]


def test_a_reader_of_linked_data_finds_the_values(tmp_path: Path) -> None:
    read = _written(tmp_path, samples.records()[:1])
    # The vocabulary's address, in the place of the context that a reader with a network would fetch.
    graph = Graph().parse(data=json.dumps({**read, "@context": {"@vocab": "https://schema.org/"}}), format="json-ld")
    found = graph.query(
        """PREFIX s: <https://schema.org/>
        SELECT ?title ?director ?actor ?role ?minutes WHERE {
          ?film a s:Movie; s:name ?title; s:director/s:name ?director; s:duration ?minutes; s:actor ?part.
          ?part s:characterName ?role; s:actor/s:name ?actor }"""
    )
    whole = samples.whole().film
    assert [tuple(map(str, row)) for row in found] == [(whole.title, "Ilka Vantongeren", "Bram Oosterlo", "-The Keeper", "PT97M")]
    scores = graph.query("PREFIX s: <https://schema.org/> SELECT ?v WHERE { ?r a s:AggregateRating; s:ratingValue ?v }")
    assert {row[0].toPython() for row in scores} == {0, "B+", -0.5}  # type: ignore[index, union-attr]
    bodies = {str(body) for body in graph.objects(None, SDO.reviewBody)}
    assert bodies == {"Bright, @times.", *(review.text for review in samples.whole().reviews)}
    crew = list(graph.objects(None, SDO.contributor / SDO.contributor / SDO.name))
    assert crew == [Literal("Ona Reed")]
    assert set(graph.objects(None, SDO.abstract)) == {Literal("=A lamp.")}
    assert set(graph.objects(None, SDO.keywords)) == {Literal("ships"), Literal("=lamp")}
    assert set(graph.objects(None, SDO.locationCreated / SDO.name)) == {Literal("Bergen, Norway")}
    assert set(graph.objects(None, SDO.award)) == {Literal("Won 1 lamp")}
    assert (None, SDO.ratingExplanation, Literal("fresh")) in graph


def test_each_score_of_a_merged_film_names_its_page(tmp_path: Path) -> None:
    (node,) = _written(tmp_path, samples.films())["@graph"]
    scores = [(score["ratingValue"], score["subjectOf"]["temporalCoverage"]) for score in node["aggregateRating"]]
    assert (7.9, "2008") in scores
    assert (0, "2014-07-01T12:00:00Z") in scores
