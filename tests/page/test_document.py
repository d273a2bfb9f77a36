"""What a page states about itself, its selectors and its embedded data."""

import pytest

from filmdig.parsers.page import document
from filmdig.parsers.page.document import Page, host_of
from filmdig.parsers.record.capture import Capture


def page(html, rendition="html"):
    return Page(Capture(body=b"", rendition=rendition), html)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="http://films.example/karst">', "http://films.example/karst"),
        ('<link rel="canonical" href="//films.example/karst">', "http://films.example/karst"),
        (
            '<link rel="canonical" href="/karst"><meta property="og:url" content="https://films.example/karst">',
            "https://films.example/karst",
        ),
        ('<link rel="canonical" href="/karst"><meta property="og:url" content="/karst">', None),
        ('<meta property="og:url" content="/karst"><base href="http://films.example/">', "http://films.example/"),
        ('<base href="/karst">', None),
        ("", None),
    ],
)
def test_own_url(head, url):
    assert page(f"<html><head>{head}</head><body>").own_url == url


@pytest.mark.parametrize(
    ("named", "url", "trusted"),
    [
        ((), "http://films.example/karst", "http://films.example/karst"),
        (("url",), "http://films.example/karst", None),
        (("url",), "http://films.example/a", "http://films.example/a"),
        (("url",), "http://films.example/z", "http://films.example/z"),
        (("captured_at",), "http://films.example/karst", "http://films.example/karst"),
    ],
)
def test_an_address_known_from_names_of_folders_alone_is_not_trusted(named, url, trusted):
    capture = Capture(body=b"", url="http://films.example/karst", named=frozenset(named))
    assert Page(capture, "", url=url).trusted_url == trusted


def test_a_text_rendition_states_its_address_in_its_first_line():
    assert page("URL: http://films.example/karst\nKarst", "text").own_url == "http://films.example/karst"
    assert page("Karst\nURL: http://films.example/karst", "text").own_url is None


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=de_AT>", "de-AT"),
        ("<html xml:lang=fr>", "fr"),
        ("<html lang=' '><head><meta http-equiv=Content-Language content=cs>", "cs"),
        ("<html>", None),
    ],
)
def test_language(html, language):
    assert page(html).language == language


def test_title_is_one_line_and_none_if_empty():
    assert page("<title> Karst \n (1962)</title>").title == "Karst (1962)"
    assert page("<title> </title>").title is None
    assert page("<p>Karst").title is None


def test_the_first_of_several_meta_elements_counts():
    made = page("<head><meta name=author content='Ada  Quill'><meta name=author content=Tove><meta itemprop=name content=Karst>")
    assert (made.meta("author"), made.meta("name"), made.meta("date")) == ("Ada Quill", "Karst", None)


def test_memo_calls_make_once_even_for_none():
    made, asked = page(""), []
    assert made.memo("x", lambda: asked.append(1)) is None
    assert made.memo("x", lambda: asked.append(2)) is None
    assert asked == [1]


def test_the_same_note_is_kept_once():
    made = page("")
    made.note("json_broken", "here")
    made.note("json_broken", "here")
    made.note("json_broken", "there")
    assert made.notes == [("json_broken", "here"), ("json_broken", "there")]


@pytest.mark.parametrize(
    ("css", "top"),
    [
        ("#credits .role", "credits"),
        ("div#credits .role", "credits"),
        ("#credits.wide[data-a] > .role b.x", None),  # a selector that ends in a tag is searched for in the whole page
        ("#credits.wide .role .name", "credits"),
        ("#credits[data-a] .role", "credits"),
        ("#credits", "credits"),
        ("#credits .role, #credits .name", "credits"),
        ("#credits .role, #facts .name", None),
        ("#credits .role, .name", None),
        ("#credits + .role", None),
        ("#credits ~ .role", None),
        ("div#credits a", None),
        ("div#credits a.role", None),
        (".role", None),
        ("h1", None),
    ],
)
def test_ancestor_id(css, top):
    assert document._ancestor_id(css) == top


def test_selectors_that_start_from_an_id():
    made = page(
        "<div id=credits class=wide><p class=role>Ada</p><p class=role>Bo</p></div><p class=role>Tove</p>"
        "<div id=twice><i class=role>1</i></div><div id=twice><i class=role>2</i></div>"
    )
    assert [node.text for node in made.all("#credits .role")] == ["Ada", "Bo"]
    assert made.first("#credits .role").text == "Ada"
    assert (made.first("#credits").tag, [node.tag for node in made.all("#credits")]) == ("div", ["div"])
    # An id that is used twice
    assert [node.text for node in made.all("#twice .role")] == ["1", "2"]
    assert made.first("#twice .role").text == "1"
    assert [node.text for node in made.all("#twice")] == ["1", "2"]
    assert made.first("#none .role") is None
    assert made.all("#none .role") == []
    assert made.first("#credits .none") is None
    assert [node.text for node in made.all("#credits .role, #credits.wide .none")] == ["Ada", "Bo"]


def test_found_and_missing_elements_are_searched_for_once(monkeypatch):
    made, asked = page("<p>Karst"), []
    look = made._first
    monkeypatch.setattr(made, "_first", lambda css: asked.append(css) or look(css))
    assert [made.first(css) is None for css in ("p", "i", "p", "i")] == [False, True, False, True]
    assert asked == ["p", "i"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://films.example/karst", "films.example"),
        ("https://www.films.example", "films.example"),
        ("http://www.films.example?x", "films.example"),
        ("http://films.example#x", "films.example"),
        ("HTTP://WWW.Films.example:8080/karst", "films.example"),
        ("http://ada:word@films.example/", "films.example"),
        ("//films.example/karst", "films.example"),
        ("films.example/karst", "films.example"),
        ("http://[films/", None),
        ("/karst", None),
        ("", None),
        (None, None),
    ],
)
def test_hosts(url, host):
    assert host_of(url) == host
    assert Page(Capture(body=b"", url=url), "<p>").host == host


@pytest.mark.parametrize(
    ("stated", "html", "rendition"),
    [
        (None, "<p>Karst", "html"),
        (None, "Karst <em>of</em> a film", "text"),
        (None, "Karst", "text"),
        (None, "URL: http://films.example/karst\n<p>Karst</p>", "text"),
        (None, " \n URL: http://films.example/karst \n<p>Karst</p>", "text"),
        (None, "x" * 99_000 + "<p>", "html"),
        (None, "x" * 100_000 + "<p>", "text"),
        ("json", "<p>", "json"),
        ("html", "Karst", "html"),
    ],
)
def test_rendition(stated, html, rendition):
    assert page(html, stated).rendition == rendition


def test_an_address_from_names_of_folders_is_not_trusted():
    capture = Capture(body=b"", url="http://films.example/karst", named=frozenset(["url"]))
    assert Page(capture, "<p>").trusted_url is None
    assert Page(capture, "<p>", url="http://films.example/tarn").trusted_url == "http://films.example/tarn"
    named = Capture(body=b"", url="http://films.example/karst", named=frozenset(["captured_at"]))
    assert Page(named, "<p>").trusted_url == "http://films.example/karst"
    assert Page(Capture(body=b""), "<p>").trusted_url is None


def test_the_replays_address_and_time_precede_the_captures():
    capture = Capture(body=b"", url="http://films.example/karst", captured_at="2003-01-02T00:00:00Z")
    made = Page(capture, "<p>")
    assert (made.url, made.captured_at) == (capture.url, capture.captured_at)
    made = Page(capture, "<p>", url="http://films.example/tarn", captured_at="2004-01-02T00:00:00Z")
    assert (made.url, made.captured_at) == ("http://films.example/tarn", "2004-01-02T00:00:00Z")


def test_lines_of_a_text_keep_their_indentation():
    assert page("Karst \n  1962\t\n\nfilm", "text").lines == ["Karst", "  1962", "", "film"]


def test_data_in_a_script():
    made = page('<script id=a>{&quot;x&quot;: 1}</script><script id=b>{"x": [1, 2]}</script><script id=c>{broken</script>')
    assert made.json("#b") == {"x": [1, 2]}
    assert made.json("#none") is None
    assert made.notes == []
    assert made.json("#c") is None
    assert [code for code, _ in made.notes] == ["json_broken"]


def test_data_of_a_page_saved_without_its_scripts():
    made = page("<p>Karst<script type='application/ld+json'>{}</script>")
    assert made.is_stripped
    assert made.json("#data") is None
    assert [code for code, _ in made.notes] == ["scripts_lost"]
    assert not page("<p>Karst<script>a</script>").is_stripped


def test_an_answer_is_the_data_of_a_page_that_is_json():
    assert page('{"title": "Karst"}', "json").answer == {"title": "Karst"}
    assert page('{"title": "Karst"}', "text").answer is None
    broken = page('{"title": ', "json")
    assert broken.answer is None
    assert [code for code, _ in broken.notes] == ["json_broken"]


def test_json_ld_is_flattened_in_the_pages_order():
    def block(data):
        return f'<script type="application/ld+json">{data}</script>'

    made = page(
        block('{"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "Movie"], "name": "Karst"}]}')
        + block("{broken")
        + block('[{"@type": "Movie", "name": "Tarn &amp; Karst"}, 7, [{"@type": "Person"}]]')
        + '<script type="Application/LD+JSON; charset=utf-8">{"@type": "Event"}</script>'
    )
    kinds = [item["@type"] for item in made.json_ld]
    assert kinds == ["WebPage", ["Thing", "Movie"], "Movie", "Person", "Event"]
    assert made.json_ld_of("Movie")["name"] == "Karst"
    assert made.json_ld[2]["name"] == "Tarn & Karst"
    assert made.json_ld_of("Person", "Event") == {"@type": "Person"}
    assert made.json_ld_of("TVSeries") == {}
    assert [code for code, _ in made.notes] == ["json_broken"]


def test_a_fragment_is_a_separate_element():
    made = page("<p>Karst")
    part = made.fragment("<b>Tarn</b> of <i>tin</i>")
    assert (part.tag, part.text, [node.tag for node in part.children]) == ("body", "Tarn of tin", ["b", "i"])
    assert made.first("b") is None


def test_a_templates_content_is_not_part_of_the_page():
    made = page("<template><p>not</p></template><p>Karst")
    assert [node.text for node in made.all("p")] == ["Karst"]


def test_the_root_is_the_html_element():
    for html in ("", "<html lang=en>", "Karst"):
        assert page(html, "html").root.tag == "html"


@pytest.mark.parametrize(
    ("head", "asked", "content"),
    [
        ("<meta property=og:title content=Karst><meta name=og:title content=Tarn>", "og:title", "Karst"),
        ("<meta name=author content=''><meta name=author content=Tove>", "author", "Tove"),
        ("<meta name=a property=b content=Karst>", "b", "Karst"),
        ("<meta name=a property=b content=Karst>", "a", None),
    ],
)
def test_meta_elements_by_property_or_name(head, asked, content):
    assert page(f"<head>{head}</head>").meta(asked) == content


def test_own_url_is_a_web_address():
    assert page("<base href='ftp://films.example/'>").own_url is None
    assert page(
        "<link rel=canonical href='http://films.example/a'><meta property=og:url content='http://b.example/'>"
    ).own_url == ("http://films.example/a")
    assert page("<meta property=og:url content='//films.example/a'>").own_url == "http://films.example/a"
