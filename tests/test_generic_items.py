"""Structured data in every syntax and shape."""

import pytest

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.items import items_of
from filmdig.parsers.generic.witnesses.structured import structured
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

MICRODATA = '<div itemscope itemtype="http://schema.org/Movie"><h1 itemprop="name">Karst</h1>{}</div>'
PERSON = '<span itemprop="director" itemscope itemtype="http://schema.org/Person">{}</span>'


def page(body: str) -> Page:
    return Page(Capture(body=b"", rendition="html"), f"<!doctype html><title>Karst</title><body>{body}")


def stated(body: str, kind: str = "film") -> dict:
    return {statement.field: statement.value for statement in structured(Evidence(page(body), kind))}


def names(people) -> list:
    return [(person.name, person.url) for person in people]


@pytest.mark.parametrize(
    ("markup", "directors"),
    [
        ('<a itemprop="director" href="/p/1">Ilya Tarn</a>', [("Ilya Tarn", "/p/1")]),
        (PERSON.format('<a href="/p/1" itemprop="url"><span itemprop="name">Ilya Tarn</span></a>'), [("Ilya Tarn", "/p/1")]),
        (PERSON.format('<a href="/p/1" itemprop="name">Ilya Tarn</a>'), [("Ilya Tarn", "/p/1")]),
        (PERSON.format('<a href="/p/1" itemprop="url name">Ilya Tarn</a>'), [("Ilya Tarn", "/p/1")]),
        (
            '<span itemprop="director"><a href="/p/1">Ilya Tarn</a>, <a href="/p/2">Ana Bell</a></span>',
            [("Ilya Tarn", "/p/1"), ("Ana Bell", "/p/2")],
        ),
        ('<span itemprop="director">Ilya Tarn, Ana Bell</span>', [("Ilya Tarn", None), ("Ana Bell", None)]),
        ('<meta itemprop="director" content="Ilya Tarn">', [("Ilya Tarn", None)]),
        (
            '<li itemprop="director"><a href="/p">Ilya Tarn</a></li><li itemprop="director"><a href="/c">...</a></li>',
            [("Ilya Tarn", "/p")],
        ),
    ],
)
def test_names_in_microdata(markup, directors):
    assert names(stated(MICRODATA.format(markup))["directors"]) == directors


def test_itemref_adds_properties_to_an_item():
    body = '<div itemscope itemtype="https://schema.org/Movie" itemref="more"><b itemprop="name">Karst</b></div>'
    assert stated(body + '<p id="more" itemprop="duration">PT1H31M</p>')["runtime_minutes"] == 91


def test_properties_outside_any_scope():
    body = PERSON.format('<b itemprop="name">Ilya Tarn</b>') + '<p itemprop="duration">91 min</p>'
    found = stated(body)
    assert (names(found["directors"]), found["runtime_minutes"]) == ([("Ilya Tarn", None)], 91)


def test_rdfa_of_data_vocabulary():
    body = (
        '<div xmlns:v="http://rdf.data-vocabulary.org/#" typeof="v:Review-aggregate"><span property="v:itemreviewed">Karst</span>'
        '<span rel="v:rating"><span typeof="v:Rating"><b property="v:average">7.5</b>/'
        '<b property="v:best">10</b></span></span></div>'
    )
    (found,) = items_of(page(body))
    assert found.types == ["Review-aggregate"]
    assert found.item["rating"] == {"@type": ["Rating"], "average": "7.5", "best": "10"}


@pytest.mark.parametrize(
    ("data", "people"),
    [
        ('"@type":"Movie","director":"Ilya Tarn, Ana Bell"', ["Ilya Tarn", "Ana Bell"]),
        ('"@type":["Movie","Product"],"director":[{"name":"Ilya Tarn"},"Ana Bell"]', ["Ilya Tarn", "Ana Bell"]),
        ('"@type":"Movie","director":{"@type":"Role","actor":{"name":"Ilya Tarn"}}', ["Ilya Tarn"]),
        ('"@type":"WebPage","mainEntity":{"@type":"Movie","name":"Karst","director":{"name":"Ilya Tarn"}}', ["Ilya Tarn"]),
        ('"@type":"Review","itemReviewed":{"@type":"http://schema.org/Movie","name":"K","director":"Ilya Tarn"}', ["Ilya Tarn"]),
        ('"@type":"Movie","director":{"@type":"Organization","name":"Tarn Pictures"}', None),
        ('"@type":"Movie","director":[[{"name":"Ilya Tarn"}],7,null]', None),
    ],
)
def test_people_in_json_ld(data, people):
    found = stated(f'<script type="application/ld+json">{{"name":"Karst",{data}}}</script>').get("directors")
    assert (None if found is None else [person.name for person in found]) == people


def test_markup_in_data_is_rendered():
    data = '{"name":"A","description":"<p>One &lt;b&gt;two&lt;/b&gt;.</p><p>Three."}'
    (found,) = items_of(page(f'<script type="application/ld+json">{data}</script>'))
    assert found.item["description"] == "One two.\n\nThree."


def test_the_page_s_own_film_is_taken_of_several():
    films = "".join(
        f'{{"@type":"Movie","name":"{name}","duration":"PT{n}M"}},' for n, name in enumerate(["Ash", "Karst", "Loam"], 90)
    )
    found = stated(f'<script type="application/ld+json">[{films}]</script>')
    assert (found["title"], found["runtime_minutes"]) == ("Karst", 91)
    assert stated(f'<script type="application/ld+json">[{films}]</script>', "list") == {}


def test_a_heading_that_data_completes_is_the_title():
    record = read_capture(
        Capture(
            body=b"<title>Lanterns &amp; Lamps - Some Site</title><script type='application/ld+json'>"
            b'{"@type":"Movie","name":"Lanterns &amp; Lamps: Bueller&apos;s Day"}</script>'
            b"<h1>Lanterns &amp; Lamps: Bueller's Day</h1>"
        )
    )
    assert record.film.title == "Lanterns & Lamps: Bueller's Day"


def test_open_graph_names_the_film_if_the_page_s_title_does_not():
    record = read_capture(
        Capture(
            body=b'<title>x</title><meta property="og:type" content="video.movie"><meta property="og:site_name" content="Kino">'
            b'<meta property="og:title" content="Karst (1971) | Kino"><body></body>'
        )
    )
    assert (record.film.title, record.film.year) == ("Karst", 1971)


def test_numbers_are_not_a_plot():
    page = f'<div itemscope itemtype="http://schema.org/Movie"><h1 itemprop="name">F</h1><p>{"1" * 900}</p></div>'
    assert read_capture(Capture(body=page.encode())).film.synopsis is None
