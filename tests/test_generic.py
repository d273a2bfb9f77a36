"""The generic reader finds what a page states, leaves the rest null, and survives broken data."""

import pytest

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.prose import stated
from filmdig.parsers.generic.witnesses.sentences import sentences
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Film
from tests.cases import SEEDS


def read(html: str, url: str | None = None):
    return read_capture(Capture(body=html.encode(), url=url))


def test_seed_article():
    path = SEEDS / "002_8d4e11d24799efe3.txt"
    if not path.exists():
        pytest.skip(f"the real pages are not here: {path}")
    record = read_capture(Capture(body=path.read_bytes()))
    assert (record.page.kind, record.page.site, record.film.title, record.film.year) == ("article", None, "The Mirror", 1974)
    assert [person.name for person in record.film.directors] == ["Andrei Tarkovsky"]
    assert [member.name for member in record.film.cast] == ["Margarita Terekhova"]
    assert record.film.synopsis is not None
    assert record.film.synopsis.startswith("It is impossible to retell the plot")
    assert record.film.synopsis.endswith("masterfully implemented it.")
    assert (record.ratings, record.reviews, record.derived) == ([], [], ["/film/year"])


def test_a_page_without_a_film_gives_no_film():
    record = read(
        "<html><head><title>Bread recipes (2014)</title></head><body><p>Flour, water, salt. Baked in 2014.</p></body></html>"
    )
    assert (record.page.kind, record.film) == ("unknown", Film())


def test_a_page_with_many_films_is_a_list():
    films = "".join(f'<script type="application/ld+json">{{"@type":"Movie","name":"Film {n}"}}</script>' for n in range(5))
    record = read(f"<html><head>{films}</head><body></body></html>")
    assert (record.page.kind, record.film.title) == ("list", None)


def test_broken_json_ld_is_reported_and_loses_only_its_block():
    record = read(
        '<script type="application/ld+json">{"@type":"Movie",</script>'
        '<script type="application/ld+json">{"@type":"Movie","name":"Karst"}</script>'
    )
    assert record.film.title == "Karst"
    assert [issue.code for issue in record.issues] == ["json_broken"]


@pytest.mark.parametrize(
    "value",
    [
        '{"@type":"Movie","name":{"a":1}}',
        "[[[]]]",
        '"x"',
        '{"@type":["Movie",3],"name":[],"review":7,"aggregateRating":[null,{}]}',
    ],
)
def test_odd_json_ld_raises_nothing(value):
    record = read(f'<html><body><script type="application/ld+json">{value}</script></body></html>')
    assert record.film.title is None


@pytest.mark.parametrize(
    ("headline", "title", "director"),
    [
        ("The Film Winter Weights by Ilya Tarn", "Winter Weights", "Ilya Tarn"),
        ("Movie “Karst” directed by Leni von Harth", "Karst", "Leni von Harth"),
        ("A walk by Ilya Tarn", None, None),
        ("Ten films for a long winter", None, None),
    ],
)
def test_headline(headline, title, director):
    found = stated([headline, "", "A film of films, by a director of cinema."])
    assert (found.title, (found.directors or [None])[0]) == (title, director)


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("We saw “copper moon” (1994) again.", 1994),
        ("We saw Overcopper Moon (1994) and copper moon [1995] again.", 1995),
        ("We saw Copper Moon, which is late (1994), again.", None),
        ("Released in spring in 1994 it was soon forgotten.", None),
        ("It was released to cinemas in 1994 and soon forgotten.", 1994),
        ("Copper Moon(1994) again.", 1994),
    ],
)
def test_the_year_in_a_sentence(sentence, year):
    html = f"<title>Copper Moon</title><h1>Copper Moon</h1><p>{sentence} It says how the rain fell on the harbour for days."
    found = sentences(Evidence(Page(Capture(body=b""), html), "unknown"))
    assert [one.value for one in found if one.field == "year"] == ([] if year is None else [year])
