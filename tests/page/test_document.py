"""What a page states of itself."""

import pytest

from filmdig.parsers.page.document import Page
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
def test_own_address(head, url):
    assert page(f"<html><head>{head}</head><body>").own_url == url


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


def test_title_is_one_line_and_none_where_it_is_empty():
    assert page("<title> Karst \n (1962)</title>").title == "Karst (1962)"
    assert page("<title> </title>").title is None
    assert page("<p>Karst").title is None


def test_the_first_of_several_meta_elements_counts():
    made = page("<head><meta name=author content='Ada  Quill'><meta name=author content=Tove><meta itemprop=name content=Karst>")
    assert (made.meta("author"), made.meta("name"), made.meta("date")) == ("Ada Quill", "Karst", None)


def test_what_is_worked_out_is_worked_out_once_and_none_too():
    made, asked = page(""), []
    assert made.memo("x", lambda: asked.append(1)) is None
    assert made.memo("x", lambda: asked.append(2)) is None
    assert asked == [1]


def test_a_note_is_kept_once():
    made = page("")
    made.note("json_broken", "here")
    made.note("json_broken", "here")
    made.note("json_broken", "there")
    assert made.notes == [("json_broken", "here"), ("json_broken", "there")]
