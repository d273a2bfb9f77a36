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
from filmdig.parsers.record.page_record import Film, Page, Record
from tests.formats import samples

# A type and what it is a kind of.
TYPES = {
    "Movie": "CreativeWork",
    "TVSeries": "CreativeWork",
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
    "director": ({"Movie", "TVSeries"}, {"Person"}),
    "actor": ({"Movie", "TVSeries", "PerformanceRole"}, {"Person"}),
    "duration": ({"Movie"}, {"Duration"}),
    "productionCompany": ({"Movie", "TVSeries"}, {"Organization"}),
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
                if not set(_kinds(value["@type"])) & range_ and not (value["@type"] == "PerformanceRole" and name in value):
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
    assert bodies == {review.text for review in samples.whole().reviews}
    assert (None, SDO.ratingExplanation, Literal("fresh")) in graph


def test_each_score_of_a_merged_film_names_its_page(tmp_path: Path) -> None:
    (node,) = _written(tmp_path, samples.films())["@graph"]
    scores = [(score["ratingValue"], score["subjectOf"]["temporalCoverage"]) for score in node["aggregateRating"]]
    assert (7.9, "2008") in scores
    assert (0, "2014-07-01T12:00:00Z") in scores
