"""The records' types, the id of a record, and lines of every version."""

from __future__ import annotations

import msgspec
import pytest

import filmdig
from filmdig.parsers.record import capture, merged_film, page_record
from filmdig.parsers.record.capture import Capture, Location
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Page, Record, record_id

TYPES = [
    kind
    for module in (capture, page_record, merged_film)
    for kind in vars(module).values()
    if isinstance(kind, type)
    and issubclass(kind, msgspec.Struct)
    and kind.__module__ == module.__name__
    and kind.__name__[0] != "_"
]


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_fields_are_keyword_only(kind: type[msgspec.Struct]) -> None:
    """A later version may insert a field between two others."""
    assert kind.__match_args__ == ()
    with pytest.raises(TypeError, match="Extra positional arguments"):
        kind("x")


def test_a_capture_and_its_location_are_immutable() -> None:
    found = Capture(body=b"", location=Location(path="a"))
    with pytest.raises(AttributeError, match="immutable"):
        found.url = "http://a.example/"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="immutable"):
        found.location.path = "b"  # type: ignore[misc]
    assert len({found.location, Location(path="a"), Location(path="b")}) == 2


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location(path="a.warc", offset=70), "a.warc@70"),
        (Location(path="a.warc", offset=0), "a.warc@0"),
        (Location(path="a.html"), "a.html"),
        (Location(), "None"),
    ],
)
def test_a_location_as_text(location: Location, text: str) -> None:
    assert str(location) == text


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (Page(), "75a11da44c802486bc6f65640aa48a73"),
        (Page(url="http://films.example/moon", captured_at="2014-07", digest="sha1:ABC"), "056dfab710e8e13c9a5e9697e3c0ef5c"),
    ],
)
def test_a_records_id_is_a_digest_of_its_capture(page: Page, found: str) -> None:
    assert record_id(page) == found


def test_different_captures_have_different_ids() -> None:
    values = {"url": "http://films.example/\udcff", "captured_at": "2014-07", "digest": "sha1:ABC"}
    others = [Page(**{**values, name: None}) for name in values]  # type: ignore[arg-type]
    ids = {record_id(page) for page in (Page(**values), *others)}  # type: ignore[arg-type]
    assert len(ids) == 4
    assert {len(one) for one in ids} == {32}


def test_a_scores_defaults_are_empty() -> None:
    found = msgspec.to_builtins(page_record.Rating(by="audience", measure="mean", value=4))
    given = {"by": "audience", "measure": "mean", "value": 4}
    assert {name: value for name, value in found.items() if value not in (None, [])} == {**given, "approximate": False}


# Versions


def test_a_current_line_is_read_from_bytes_and_text() -> None:
    record = Record(id="1", page=Page(url="http://a.example/"))
    line = page_record.to_json(record)
    assert page_record.from_json(line) == page_record.from_json(line.decode()) == record
    spaced = line.replace(b'{"schema_version":', b'{ "schema_version" : ', 1)
    assert page_record.from_json(spaced) == record
    film = MergedFilm(id="1")
    assert merged_film.from_json(merged_film.to_json(film)) == merged_film.from_json(merged_film.to_json(film).decode()) == film


@pytest.mark.parametrize("version", ['"1.1"', '"9.0"', '""'])
def test_an_unknown_version_is_an_error_that_names_it(version: str) -> None:
    with pytest.raises(
        filmdig.RecordError,
        match=rf"schema version {version.replace(chr(34), chr(39))} is unknown: this filmdig reads 1.0 and 2.0",
    ):
        filmdig.from_json(f'{{"schema_version":{version},"id":"1"}}')


def test_the_schemas_have_a_title_and_definitions() -> None:
    schema = merged_film.json_schema()
    assert list(schema)[:2] == ["$schema", "title"]
    assert (schema["$schema"], schema["title"]) == ("https://json-schema.org/draft/2020-12/schema", "filmdig merged film 2.0")
    assert schema["$ref"] == "#/$defs/MergedFilm"
    assert {"MergedFilm", "Film", "SourcedRating", "Conflict"} <= schema["$defs"].keys()
    assert page_record.json_schema()["title"] == "filmdig record 2.0"
