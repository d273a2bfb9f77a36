"""`filmdig explain`: where each value stood, which layouts were tried, and nothing of the page is run."""

import subprocess
import sys

import pytest

from filmdig.output.explained import as_html
from filmdig.parsers.explain import explain
from filmdig.parsers.record.capture import Capture
from tests.cases import FIXTURES, ROOT

PAGE = FIXTURES / "flixster" / "2011" / "hidden-remainder.html"
HOSTILE = """<!DOCTYPE html><html><head><title>Night "Ferry" (2006)</title>
<LINK/rel=preconnect href="http://127.0.0.1:9"><link rel=preconnect href="http://127.0.0.1:9">
<script>top.document.title = 'ran'; window.ran = 1</script>
<script type="application/ld+json">
{"@type": "Movie", "name": "Night <img src=x onerror=top.ran=1> Ferry",
"description": "A \\u202eferry <i onclick=parent.ran=1>sails</i>", "genre": "4 < 5 & 'six'"}
</script></head>
<body onload="top.ran=1"><h1 onclick="top.ran=1">Night Ferry</h1>
<iframe srcdoc="<script>top.ran=1</script>"></iframe>
<a href="javascript:top.ran=1" id="bait">leave this place now</a><img src="http://127.0.0.1:9/x.png" onerror="top.ran=1">
<form action="http://127.0.0.1:9/"><button id="send">Send</button></form><svg onload="top.ran=1"></svg></body></html>"""


@pytest.fixture(scope="module")
def told():
    return explain(Capture(body=PAGE.read_bytes()))


def field(told, path):
    return next(one for one in told.fields if one.path == path)


def test_field_names_its_selector_and_line(told):
    runtime = field(told, "/film/runtime_minutes")
    (place,) = runtime.places
    source = PAGE.read_text(encoding="utf-8").splitlines()
    assert runtime.value == 108
    assert (place.selector, place.text) == ("p.ratingAndRunningTime", "Unrated, 1 hr. 48 min.")
    assert place.line is not None
    assert 'class="ratingAndRunningTime"' in source[place.line - 1]


def test_rows_are_named_with_what_was_found_in_them(told):
    selectors = [place.selector for place in field(told, "/reviews").places]
    assert any(selector.endswith(" >> blockquote") and "#topReviews li.comment" in selector for selector in selectors)


def test_absent_field_is_said_to_be(told):
    absent = explain(Capture(body=(FIXTURES / "flixster/2011/unscored.html").read_bytes()))
    assert field(absent, "/film/directors").said == "not on this page"


def test_layouts_tried_say_what_was_missing(told):
    chosen, *others = told.candidates
    assert (chosen.site, chosen.layout, chosen.chosen) == ("flixster", "2011", True)
    assert all(has for _, has in chosen.marks)
    sibling = next(one for one in others if (one.site, one.layout) == ("flixster", "2009"))
    assert ("#details h1.title a", False) in sibling.marks
    assert sibling.refused == ["div#movieTitle"]


def test_cuts_show_their_seams(told):
    assert [(cut.path, cut.around[0].split("|")[0][-6:], cut.around[0].split("|")[1][:4]) for cut in told.cuts] == [
        ("/film/synopsis", "ver ni", "ne s"),
        ("/reviews/0/text", "are li", "t on"),
    ]


def test_what_no_field_took(told):
    pieces = [piece.text for piece in told.untaken]
    assert "Get movie widget" in pieces
    assert not any("Lanterns Over Mirov" in piece for piece in pieces)


def test_text_rendition_names_its_lines():
    told = explain(Capture(body=(FIXTURES / "flixster/community/rendered.txt").read_bytes()))
    assert [place.line for place in field(told, "/film/title").places] == [3]


def test_page_of_no_known_site():
    told = explain(Capture(body=(FIXTURES / "generic/opengraph/film.html").read_bytes()))
    assert told.record.page.site is None
    assert field(told, "/film/title").value == "Kupfermond"


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "filmdig", "explain", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
    )


def test_command_prints_it():
    done = run(PAGE)
    assert done.returncode == 0
    assert "flixster/2011: took it" in done.stdout
    assert "was shot over ni|ne summers." in done.stdout
    assert "\x1b" not in done.stdout


def test_command_lets_no_page_steer_the_terminal(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>three words \x1b[31mred \x07 here</p></body></html>", encoding="utf-8")
    assert "\x1b" not in run(page).stdout


@pytest.mark.parametrize(
    ("argument", "said"), [("nowhere.html", "no such file (nowhere.html): check its name"), ("README.md", None)]
)
def test_command_says_what_it_cannot_explain(argument, said):
    done = run(argument)
    assert (done.returncode == 2) == (said is not None)
    if said:
        assert done.stderr == f"filmdig: {said}\n"


def test_html_escapes_all_that_is_of_the_page():
    page = as_html(explain(Capture(body=HOSTILE.encode())))
    told, _, framed = page.partition('<iframe sandbox=""')
    assert framed
    assert "<script" not in page
    assert "&lt;link" not in framed.lower()
    assert "<img" not in told
    assert "\u202e" not in told
    assert "onerror" not in told
    assert "4 &lt; 5 &amp; " in told


def test_what_each_witness_said():
    html = "<head><title>Karst Owl</title></head><body><h1>Karst Owl</h1><dl><dt>Director</dt><dd>Ilse Brandt</dd>"
    html += "<dt>Running time</dt><dd>94 min</dd></dl></body>"
    said = {(one.path, one.witness): one for one in explain(Capture(body=html.encode())).statements}
    director = said["/film/directors", "rows"]
    assert (director.value, director.place, director.taken) == ([{"name": "Ilse Brandt"}], "cell 'Director'", True)
    assert said["/film/title", "headings"].taken


def test_no_script_of_the_page_runs(tmp_path, browser):
    page = tmp_path / "explained.html"
    page.write_text(as_html(explain(Capture(body=HOSTILE.encode()))), encoding="utf-8")
    browser.open(page)
    title = browser.driver.title
    assert "explained" in title
    browser.driver.switch_to.frame(browser.find("iframe"))
    assert browser.find("h1").text == "Night Ferry"
    assert browser.all("link") == []  # no policy keeps a browser from connecting where one says to
    browser.find("#bait").click()
    browser.find("h1").click()
    browser.driver.switch_to.default_content()
    assert browser.run("return window.ran") is None
    assert browser.driver.title == title


def test_fits_a_phone(tmp_path, browser):
    page = tmp_path / "explained.html"
    page.write_text(as_html(explain(Capture(body=PAGE.read_bytes()))), encoding="utf-8")
    browser.open(page, width=375, height=800)
    assert browser.too_wide() == 0
