"""Every fixture gives its expected record, field by field; every layout reads its own pages and refuses all others."""

import jsonschema
import pytest

from filmdig.parsers.choose import choose, layouts
from filmdig.parsers.record.page_record import Film, Record, json_schema
from tests.cases import expected_of, layout_named, name_of, page_of, pages, record_of

TOP = [name for name in Record.__struct_fields__ if name != "film"]
FIELDS = [*TOP, *(f"film.{name}" for name in Film.__struct_fields__)]
PAGES = pages()
# A folder under fixtures/ is a layout's where a layout has its name; others (generic/) hold pages of no known site.
OF_LAYOUT = {
    path: (path.parts[-3], path.parts[-2])
    for path in PAGES
    if (path.parts[-3], path.parts[-2]) in {(x.site, x.name) for x in layouts()}
}


# Compiled once: `jsonschema.validate` checks the schema again, which takes a hundred times what a record does.
SCHEMA = jsonschema.Draft202012Validator(json_schema())


def part(record: dict, field: str):
    for key in field.split("."):
        record = record[key]
    return record


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_field(path):
    """One test a page, not a field: ten thousand tests cost more than the reading."""
    found, expected = record_of(path), expected_of(path)
    wrong = {field: part(found, field) for field in FIELDS if part(found, field) != part(expected, field)}
    assert wrong == {field: part(expected, field) for field in wrong}
    assert found == expected


def test_the_schema_is_one():
    SCHEMA.check_schema(SCHEMA.schema)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_record_fits_the_schema(path):
    SCHEMA.validate(record_of(path))


@pytest.mark.parametrize("layout", layouts(), ids=lambda x: f"{x.site}/{x.name}")
def test_layout_has_two_fixtures(layout):
    assert sum(named == (layout.site, layout.name) for named in OF_LAYOUT.values()) >= 2


@pytest.mark.parametrize("path", OF_LAYOUT, ids=name_of)
def test_only_its_layout_takes_the_page(path):
    page = page_of(path)
    takers = {(x.site, x.name) for x in layouts() if x.rendition == page.rendition and x.evidence(page) is not None}
    assert takers == {OF_LAYOUT[path]}


@pytest.mark.parametrize("path", OF_LAYOUT, ids=name_of)
def test_choice(path):
    assert choose(page_of(path)).layout is layout_named(*OF_LAYOUT[path])
