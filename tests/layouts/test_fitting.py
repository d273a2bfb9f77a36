"""Values that do not fit their fields are dropped, and items without a required value: never a whole list or page."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

import filmdig
from filmdig.parsers.layouts import layout as layouts
from filmdig.parsers.layouts.cuts import CutList, Passage
from filmdig.parsers.layouts.dates import date
from filmdig.parsers.layouts.fields import Derived, cast, each, text
from filmdig.parsers.layouts.layout import Layout, set_field
from filmdig.parsers.layouts.values import decimal, objects
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, HistogramBar, Person, Rating, Record, Related, Review
from tests.conftest import ROOT


def page(html: str) -> Page:
    return Page(Capture(body=b""), html, url=None, captured_at=None)


def placed(field: str, value: object) -> tuple[Record, list[str]]:
    record = Record()
    set_field(record, field, value)
    return record, [f"{issue.code} {issue.path} {issue.message}" for issue in record.issues]


@pytest.mark.parametrize("value", [7, 1.5, True, ["a"], {"a": "b"}, Derived(7)])
def test_a_title_that_is_not_text_is_left_out(value):
    record, issues = placed("title", value)
    assert record.film.title is None
    assert record.derived == []
    assert issues[0].startswith("field_failed /film/title title cannot be a")


@pytest.mark.parametrize("value", ["1990", True, 7.5, [1990], {}])
def test_a_year_that_is_not_a_whole_number_is_left_out(value):
    record, issues = placed("year", value)
    assert record.film.year is None
    assert len(issues) == 1


def test_items_lose_invalid_values_and_the_list_keeps_its_other_items():
    given = [
        Person(name="Ada Marsh", url={"a": 1}),
        Person(name=None),
        Person(name=["B"]),
        "C",
        Person(name="Dan Fox", url="/d"),
    ]
    record, issues = placed("directors", given)
    assert record.film.directors == [Person(name="Ada Marsh"), Person(name="Dan Fox", url="/d")]
    assert issues == [
        "field_failed /film/directors url cannot be an object",
        "field_failed /film/directors an item has no name",
        "field_failed /film/directors name cannot be a list",
        "field_failed /film/directors an item cannot be text",
    ]


def test_paths_count_only_the_items_that_are_kept():
    cut = Passage(text="And then", state="open")
    record, _ = placed("reviews", [Review(by=None), Review(by="audience", text=cut)])
    assert [(cut.path, review.text) for cut, review in zip(record.truncations, record.reviews, strict=True)] == [
        ("/reviews/0/text", "And then")
    ]


def test_values_inside_wrappers_are_checked():
    record, issues = placed(
        "genres", CutList(items=["Drama", 7, None, Passage(text="War")], by=None, full_text_url=None, total=4)
    )
    assert record.film.genres == ["Drama", "War"]
    assert len(issues) == 1
    record, _ = placed("external_ids", {"imdb": "tt1", "other": 7})
    assert record.film.external_ids == {"imdb": "tt1"}


def test_a_list_inside_an_item_is_checked():
    def bars(*values):
        return [HistogramBar(value=5, count=count) for count in values]

    right = Rating(by="audience", measure="stars", value=4, histogram=bars(3))
    record, issues = placed(
        "ratings", [right, Rating(by="audience", measure="points", value=2, histogram=[*bars("many", 7), "x"])]
    )
    assert [rating.histogram for rating in record.ratings] == [bars(3), bars(None, 7)]
    assert [issue.partition(" /ratings ")[2] for issue in issues] == [
        "count cannot be text",
        "an item cannot be text",
    ]


def test_text_does_not_fit_a_list_nor_a_list_a_text():
    record, issues = placed("genres", Passage(text="Drama", state="open"))
    assert (record.film.genres, record.truncations, len(issues)) == ([], [], 1)
    record, issues = placed("directors", [Passage(text="Ada Marsh"), Person(name="Dan Fox"), Derived(Person(name=7))])
    assert (record.film.directors, len(issues)) == ([Person(name="Dan Fox")], 2)
    record, issues = placed("tagline", CutList(items=["Drama"], total=3))
    assert (record.film.tagline, record.truncations, len(issues)) == (None, [], 1)


def test_a_reader_that_raises_for_one_item_loses_only_that_value(monkeypatch):
    monkeypatch.setattr(layouts, "REGISTRY", [])

    class Shown(Layout):
        site, name, years, hosts = "made", "one", "2001", ("made.example",)
        marks = ("h1",)
        related = each("li", Related, title=text("a"), score=text("i").to(float))
        cast = cast("p", name=text("b"), role=text("i").to(lambda role: role.encode("ascii").decode()))

    html = "<h1>A</h1><li><a>B</a><i>0/0</i><li><a>C</a><i>7.5</i><p><b>Ada</b><i>né</i><p><b>Bo</b><i>Jo</i>"
    record = Record()
    Shown().read(page(html), record)
    assert record.related == [Related(title="B"), Related(title="C", score=7.5)]
    assert record.film.cast == [CastMember(name="Ada"), CastMember(name="Bo", role="Jo")]
    failed = [(issue.code, issue.path) for issue in record.issues if issue.code == "field_failed"]
    assert failed == [
        ("field_failed", "/film/cast"),
        ("field_failed", "/related"),
    ]
    with pytest.raises(ValueError, match="0/0"):
        Shown.related(page(html))


def test_converters_accept_any_input():
    assert date("3 мая 2001", "dmy", ("</span", "")) is None
    assert date("3 Mai 2001", "dmy", ("de-DE", "en")) == "2001-05-03"
    assert objects([{"a": 1}, None, [], "b"]) == [{"a": 1}]
    assert objects({"a": 1}) == []
    assert decimal("9" * 5000) is None


@pytest.mark.parametrize("odd", ["null", "7", "[null]", "{}", '[{"name":{}}]', '"x"', "true", "1e400", "9" * 5000])
@pytest.mark.parametrize("name", ["kinopoisk/next", "moviepilot/2023", "imdb/next", "letterboxd/film", "allocine/film"])
def test_odd_values_in_a_page_s_data_do_not_lose_the_page(name, odd):
    source = next(path for path in sorted((ROOT / "fixtures" / name).glob("*.html")) if b'":' in path.read_bytes()).read_text(
        "utf-8"
    )
    schema = json.loads((ROOT / "output/schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    values = list(re.finditer(r'":\s*("(?:[^"\\]|\\.)*"|\d+|null|true|false)', source))
    for number in range(0, len(values), max(1, len(values) // 12)):
        begin, end = values[number].span(1)
        record = filmdig.read((source[:begin] + odd + source[end:]).encode())
        validator.validate(json.loads(filmdig.to_json(record)))
