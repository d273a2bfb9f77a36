"""A page's title, heading, language and address, read from its source."""

import pytest

from filmdig.parsers.page.bounds import MOST_TOPS, bounded
from filmdig.parsers.page.source import HEAD, source_heading, source_language, source_title, source_url


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Karst &amp; tin</title>", "Karst & tin"),
        ("<TITLE lang=en> Karst \n tin </TITLE>", "Karst tin"),
        ("x" * (HEAD - 6) + "<title>Karst</title>", "Karst"),
        ("x" * (HEAD - 5) + "<title>Karst</title>", None),
        ("<title> </title>", None),
        ("<titles>Karst</titles>", None),
        ("<p>Karst", None),
        ("<TITLE>Karst</TITLE><title>Tarn</title>", "Tarn"),
    ],
)
def test_title(html, title):
    assert source_title(html) == title


@pytest.mark.parametrize(
    ("html", "heading"),
    [
        ("<h1>Karst</h1><h1>Tarn</h1>", "Karst"),
        ("<p>x<H1 class=a><b>Karst</b><i>tin</i> &amp; co</H1>", "Karst tin & co"),
        ("<h1></h1>", None),
        ("<h1>Karst", None),
        ("<h1>" + "x" * 1200 + "</h1>", "x" * 1200),
        ("<h1>" + "x" * 1201 + "</h1>", None),
        ("<h2>Karst</h2>", None),
    ],
)
def test_heading(html, heading):
    assert source_heading(html) == heading


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<html lang=de>", "de"),
        ("<html class=a xml:lang='pt_BR'>", "pt-BR"),
        ("<html data-lang=de>", None),
        ("<p lang=de>", None),
        (" " * 4090 + "<html lang=de>", None),
    ],
)
def test_language(html, language):
    assert source_language(html) == language


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<link rel=canonical href=http://films.example/karst>", "http://films.example/karst"),
        ('<link href="http://films.example/karst?a&amp;b" rel="canonical">', "http://films.example/karst?a&b"),
        ('<meta property="og:url" content="https://films.example/karst">', "https://films.example/karst"),
        (
            '<meta property="og:url" content="https://b.example/"><link rel="canonical" href="https://a.example/">',
            "https://b.example/",
        ),
        ('<p>canonical</p><link rel="canonical" href="/karst"><meta property="og:url" content="/karst">', None),
        ("<p>Karst", None),
    ],
)
def test_address(html, url):
    assert source_url(html) == url


def test_removed_root_tags_leave_the_positions_of_what_follows():
    html = "<p>Karst" + "<body class=a>" * MOST_TOPS + "<HTML lang=en><p>Tarn" + "<Body " + "x" * 20 + "><p>end"
    made, said = bounded(html, html.encode())
    assert len(made) == len(html)
    assert [made.find(word) for word in ("Karst", "Tarn", "end")] == [html.find(word) for word in ("Karst", "Tarn", "end")]
    assert made.count("<body") == MOST_TOPS
    assert "lang=en" not in made
    assert said == f"2 of {MOST_TOPS + 2} tags of html and body were left out"


def test_a_page_with_few_root_tags_is_unchanged():
    html = "<html><body>" + "<body>" * (MOST_TOPS - 2) + "<bodyguard>" * 5
    assert bounded(html, html.encode()) == (html, None)
