"""JSON in scripts: what is only dirty is read whole, what is broken is named, and nothing takes longer than its length."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmdig.parsers.page.document import Page
from filmdig.parsers.page.embedded import parse_json, unescaped, unescaped_values
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

FILM = {"@type": "Movie", "name": "Karst", "director": [{"name": "Ilya Tarn"}]}
PLAIN = json.dumps(FILM)


def parsed(text: str):
    notes: list[tuple[str, str]] = []
    return parse_json(text, "here", lambda code, message: notes.append((code, message))), notes


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + ";",
        PLAIN + " ,",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"// <![CDATA[\n{PLAIN};\n// ]]>",
        f"/* <![CDATA[ */{PLAIN}/* ]]> */",
        f"<![CDATA[{PLAIN}]]>",
        f"<!--\n{PLAIN}\n-->",
        f"<!--//--><![CDATA[//><!--\n{PLAIN}\n//--><!]]>",
        f"\ufeff{PLAIN}",
        f"window.__STATE__ = {PLAIN};",
        PLAIN.replace("}]}", "},],}"),
        PLAIN.replace('"@type"', '/* kind */ "@type"').replace('"director"', '// by\n"director"'),
        PLAIN.replace('"', "&quot;"),
        PLAIN.replace('"', "&amp;quot;"),
    ],
)
def test_dirt_around_and_between_is_no_loss(text):
    assert parsed(text) == (FILM, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":"one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        (r'{"a":"it\'s \x41 \ud83d\ude00 \ud83d"}', {"a": "it's A 😀 "}),
        ('{"a":"he said "no" twice","b":1}', {"a": 'he said "no" twice', "b": 1}),
        ("{a:1,b:undefined,c:NaN}", {"a": 1, "b": None, "c": None}),
        ('{"a":1}\n{"b":2}', [{"a": 1}, {"b": 2}]),
        ('{"u":"//films.example/1"}', {"u": "//films.example/1"}),
        ("", None),
    ],
)
def test_dirt_inside(text, value):
    assert parsed(text) == (value, [])


def test_a_number_too_long_costs_itself_alone():
    value, notes = parsed('{"a":%s,"b":2}' % ("1" * 5000))
    assert (value, [code for code, _ in notes]) == ({"a": None, "b": 2}, ["value_implausible"])


@pytest.mark.parametrize("text", ['{"@type":"Movie",', '{"a":"cut of', "{]", "<p>no</p>"])
def test_what_is_broken_is_named(text):
    value, notes = parsed(text)
    assert (value, [code for code, _ in notes]) == (None, ["json_broken"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_read_as_it_is(value):
    for indent in (None, 1):
        text = json.dumps(value, indent=indent, ensure_ascii=False)
        assert parsed(text + ";\n") == (value, [])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mater&apos;s &quot;tale&quot;", 'Mater\'s "tale"'),
        ("&amp;#039;twice&amp;#039; &amp;amp; more", "'twice' & more"),
        ("J&oacute;n", "Jón"),
        ("?a=1&copy=2&b", "?a=1&copy=2&b"),
    ],
)
def test_entities(text, plain):
    assert unescaped(text) == plain


def test_json_ld_is_laid_open_and_decoded():
    page = Page(
        Capture(body=b"", rendition="html"),
        '<script type="application/LD+JSON">[{"@graph":[{"name":"A &amp;amp; B"},[{"name":"C"}]]},{"name":"D"}]</script>',
    )
    assert [item["name"] for item in page.json_ld] == ["A & B", "C", "D"]


@pytest.mark.parametrize("name", ["Ferry&apos;s Day", "Ferry&amp;apos;s Day", "Ferry&#39;s Day", "Ferry&amp;#x27;s Day"])
def test_entities_in_an_applications_data_are_decoded_in_the_record(name: str) -> None:
    fields = {"title": name, "originalTitle": name, "permalink": "ferrys-day", "teaser": "<p>Tom &amp; Ann</p>"}
    data = json.dumps({"props": {"initialProps": {"pageProps": fields}}})
    page = (
        '<html lang="de" prefix="og: http://ogp.me/ns# moviepilotde: http://ogp.me/ns/fb/moviepilotde#"><body><h1>Ferry</h1>'
        f'<script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'
    )
    record = read_capture(Capture(body=page.encode(), url="http://www.moviepilot.de/movies/ferrys-day"))
    assert (record.film.title, record.film.original_title, record.film.synopsis) == ("Ferry's Day", "Ferry's Day", "Tom & Ann")


def test_microdata_names_that_are_links_are_their_texts() -> None:
    page = (
        '<div itemscope itemtype="http://schema.org/Movie"><h1 itemprop="name">Ferry Day</h1>'
        '<link itemprop="genre" href="/g/drama">'
        '<a itemprop="director" href="/p/1">Ann Quay</a>, <a itemprop="director" href="/p/2"><span>Bo Lock</span></a>'
        '<a itemprop="actor" href="/p/3">Cy Weir</a><a itemprop="author" href="/p/9">Dot Sluice</a></div>'
    )
    film = read_capture(Capture(body=page.encode(), url="http://films.example/1")).film
    assert [(one.name, one.url) for one in film.directors] == [
        ("Ann Quay", "http://films.example/p/1"),
        ("Bo Lock", "http://films.example/p/2"),
    ]
    assert ([one.name for one in film.cast], [one.name for one in film.writers]) == (["Cy Weir"], ["Dot Sluice"])
    assert film.genres == []


@pytest.mark.parametrize(("depth", "text"), [(60, "a & b"), (61, "a & b"), (62, "a &amp; b"), (80, "a &amp; b")])
def test_entities_are_decoded_down_to_a_depth(depth, text):
    value = "a &amp; b"
    for _ in range(depth):
        value = [value]
    found = unescaped_values(value)
    for _ in range(depth):
        (found,) = found
    assert found == text


def test_entities_in_objects_but_not_in_their_keys():
    value = {"a&amp;b": ["x &lt; y", 7, None, {"c": "&amp;quot;"}]}
    assert unescaped_values(value) == {"a&amp;b": ["x < y", 7, None, {"c": '"'}]}
