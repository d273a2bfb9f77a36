"""`filmdig explain`: it shows the place of each value and the layouts tried, and runs nothing of the page."""

import subprocess
import sys

import pytest

from filmdig.output.explained import as_html
from filmdig.parsers.explain import explain
from filmdig.parsers.record.capture import Capture
from tests.cases import FIXTURES, ROOT
from tests.sources.makers import DATE, http, page, record, record_id, url

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
def reported():
    return explain(Capture(body=PAGE.read_bytes()))


def field(reported, path):
    return next(one for one in reported.fields if one.path == path)


def test_field_names_its_selector_and_line(reported):
    runtime = field(reported, "/film/runtime_minutes")
    (place,) = runtime.places
    source = PAGE.read_text(encoding="utf-8").splitlines()
    assert runtime.value == 108
    assert (place.selector, place.text) == ("p.ratingAndRunningTime", "Unrated, 1 hr. 48 min.")
    assert place.line is not None
    assert 'class="ratingAndRunningTime"' in source[place.line - 1]


def test_rows_are_named_with_what_was_found_in_them(reported):
    selectors = [place.selector for place in field(reported, "/reviews").places]
    assert any(selector.endswith(" >> blockquote") and "#topReviews li.comment" in selector for selector in selectors)


def test_absent_field_is_said_to_be(reported):
    absent = explain(Capture(body=(FIXTURES / "flixster/2011/unscored.html").read_bytes()))
    assert field(absent, "/film/directors").said == "not on this page"


def test_layouts_tried_say_what_was_missing(reported):
    chosen, *others = reported.candidates
    assert (chosen.site, chosen.layout, chosen.chosen) == ("flixster", "2011", True)
    assert all(has for _, has in chosen.marks)
    sibling = next(one for one in others if (one.site, one.layout) == ("flixster", "2009"))
    assert ("#details h1.title a", False) in sibling.marks
    assert sibling.refused == ["div#movieTitle"]


def test_cuts_show_their_seams(reported):
    assert [(cut.path, cut.around[0].split("|")[0][-6:], cut.around[0].split("|")[1][:4]) for cut in reported.cuts] == [
        ("/film/synopsis", "ver ni", "ne s"),
        ("/reviews/0/text", "are li", "t on"),
    ]


def test_what_no_field_took(reported):
    pieces = [piece.text for piece in reported.untaken]
    assert "Get movie widget" in pieces
    assert not any("Lanterns Over Mirov" in piece for piece in pieces)


def test_text_rendition_names_its_lines():
    reported = explain(Capture(body=(FIXTURES / "flixster/community/rendered.txt").read_bytes()))
    assert [place.line for place in field(reported, "/film/title").places] == [3]


def test_page_of_no_known_site():
    reported = explain(Capture(body=(FIXTURES / "generic/opengraph/film.html").read_bytes()))
    assert reported.record.page.site is None
    assert field(reported, "/film/title").value == "Kupfermond"


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "filmdig", "explain", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
    )


def test_command_prints_it():
    done = run(PAGE)
    assert done.returncode == 0
    assert "flixster/2011: chosen" in done.stdout
    assert "was shot over ni|ne summers." in done.stdout
    assert "\x1b" not in done.stdout


def test_every_piece_that_no_field_took_is_shown(tmp_path):
    rows = "".join(f"<div>row {number} of a long table</div><i>odd{number}</i>" for number in range(200))
    reported = explain(
        Capture(body=f"<html><body><script>var hidden = 1</script>{rows}<p>{'word ' * 100}end</p></body></html>".encode())
    )
    pieces = [piece.text for piece in reported.untaken]
    assert pieces == [text for n in range(200) for text in (f"row {n} of a long table", f"odd{n}")] + ["word " * 100 + "end"]


def test_what_the_record_holds_is_not_shown_as_left_out(reported):
    record = reported.record
    held = [record.film.title, *record.film.genres, *(person.name for person in record.film.cast)]
    pieces = {piece.text for piece in reported.untaken}
    assert pieces & set(held) == set()


def test_a_place_found_by_searching_is_marked(reported):
    searched = explain(Capture(body=(FIXTURES / "flixster/community/rendered.txt").read_bytes()))
    assert field(searched, "/film/title").searched
    assert not field(reported, "/film/runtime_minutes").searched
    assert "found by searching for its words" in as_html(searched)
    assert "found by searching for its words" not in as_html(reported)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    """Return an uncompressed WARC of two pages, one of them captured three times."""
    dated = [(1, "2009-01-01T00:00:00Z"), (2, "2010-01-01T00:00:00Z"), (1, "2014-06-01T00:00:00Z"), (1, "2019-01-01T00:00:00Z")]
    path = tmp_path_factory.mktemp("crawl") / "crawl.warc"
    blocks = []
    for place, (number, date) in enumerate(dated):
        block = record(http(page(place)), place, target=url(number)).replace(DATE.encode(), date.encode())
        blocks.append(block)
    path.write_bytes(b"".join(blocks))
    return path, [sum(map(len, blocks[:place])) for place in range(4)]


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ([], 0),
        (["--url", url(2)], 1),
        (["--url", url(1)], 0),
        (["--url", url(1), "--captured-at", "2014-07"], 2),
        (["--url", url(1), "--captured-at", "20170101"], 3),
        (["--url", url(1), "--captured-at", "2008"], 0),
        (["--offset", "{2}"], 2),
        (["--record-id", f"<{record_id(3)}>"], 3),
        (["--record-id", record_id(1)], 1),
        (["--record-id", record_id(1).removeprefix("urn:uuid:").upper()], 1),
    ],
)
def test_any_capture_of_an_archive_can_be_named(arguments, place, crawl):
    path, offsets = crawl
    done = run(path, *(argument.format(*offsets) for argument in arguments))
    assert done.returncode == 0, done.stderr
    first, _, rest = done.stdout.partition("\n")
    assert first.startswith(f"capture {place + 1} of 4, {path}")
    assert f"offset {offsets[place]}" in first
    assert page(place).decode().partition("<title>")[2].partition(" (")[0] in rest


@pytest.mark.parametrize("arguments", [["--url", "http://films.example.com/none"], ["--offset", "7"], ["--record-id", "none"]])
def test_a_capture_that_is_not_there_is_said(arguments, crawl):
    done = run(crawl[0], *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"none of its 4 captures has {' '.join(arguments)} ({crawl[0]})" in done.stderr


def test_the_page_is_not_written_over(tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.read_bytes())
    done = run(path, "--html", path)
    assert done.returncode == 2
    assert "the output is also an input" in done.stderr
    assert path.read_bytes() == PAGE.read_bytes()


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
    reported, _, framed = page.partition('<iframe id="page" sandbox="allow-same-origin"')
    assert framed
    assert page.count("<script") == page.count("</script") == 1  # its own
    assert "&lt;link" not in framed.lower()
    assert "<img" not in reported
    assert "onerror" not in reported
    assert "4 &lt; 5 &amp; " in reported


def test_what_each_witness_said():
    html = "<head><title>Karst Owl</title></head><body><h1>Karst Owl</h1><dl><dt>Director</dt><dd>Ilse Brandt</dd>"
    html += "<dt>Running time</dt><dd>94 min</dd></dl></body>"
    said = {(one.path, one.witness): one for one in explain(Capture(body=html.encode())).statements}
    director = said["/film/directors", "rows"]
    assert (director.value, director.place, director.taken) == ([{"name": "Ilse Brandt"}], "cell 'Director'", True)
    assert said["/film/title", "headings"].taken


@pytest.fixture
def shown(tmp_path, browser):
    """Open an explanation of a page in the browser."""

    def show(body, **how):
        page = tmp_path / "explained.html"
        page.write_text(as_html(explain(Capture(body=body))), encoding="utf-8")
        browser.open(page, **how)
        browser.driver.set_script_timeout(30)
        browser.driver.execute_async_script(
            "const done = arguments[0]; const look = () => document.body.dataset.ready ? done() : setTimeout(look, 10); look()"
        )
        return browser

    return show


def test_no_script_of_the_page_runs(shown, browser):
    browser.requests()
    shown(HOSTILE.encode())
    title = browser.driver.title
    assert "explained" in title
    browser.driver.switch_to.frame(browser.find("iframe"))
    assert browser.find("h1").text == "Night Ferry"
    assert (
        browser.all("link, base, meta[http-equiv=refresh]") == []
    )  # no policy keeps a browser from connecting to the hosts of such links
    browser.find("#bait").click()
    browser.find("#send").click()
    browser.find("h1").click()
    browser.driver.switch_to.default_content()
    assert browser.run("return window.ran") is None
    assert browser.driver.title == title
    assert browser.requests() == []


def test_nothing_of_a_page_is_asked_for(shown, browser):
    address = "http://127.0.0.1:9/"
    page = f"""<title>Night Ferry</title><base href="{address}"><meta http-equiv=refresh content="0;url={address}">
    <style>@import "{address}a.css"; p {{ background: url({address}b.png) }}</style><body background="{address}c.png">
    <h1>Night Ferry</h1><p style="background-image:URL('{address}d.png')">x</p><img/src={address}e.png>
    <img srcset="{address}f.png 2x"><video poster={address}g></video><object data="{address}h"></object><embed src="{address}i">
    <iframe src="{address}j"></iframe><input type=image src="{address}k">
    <svg><image href="{address}l" /><use xlink:href="{address}m#a" /></svg><table background="{address}n"><tr><td>y</table>
    <a id=bait href="{address}o" target=_top>out</a><map><area href="{address}p"></map>"""
    browser.requests()
    shown(page.encode())
    browser.driver.switch_to.frame(browser.find("iframe"))
    browser.find("#bait").click()
    browser.driver.switch_to.default_content()
    assert browser.find("h1").is_displayed()
    assert browser.requests() == []


def test_a_field_leads_to_its_place(shown, browser):
    shown(PAGE.read_bytes())
    browser.find("[data-n] .find").send_keys("\n")  # by keyboard
    next(one for one in browser.all(".find") if one.text.startswith("runtime minutes")).click()
    assert browser.find("#said").text == "runtime minutes: place 1 of 1"
    browser.driver.switch_to.frame(browser.find("iframe"))
    hit = browser.find("[data-filmdig-hit]")
    assert (hit.text, hit.get_attribute("class")) == ("Unrated, 1 hr. 48 min.", "ratingAndRunningTime")
    browser.driver.switch_to.default_content()


def test_a_member_leads_to_its_own_place(shown, browser):
    shown(PAGE.read_bytes())
    next(one for one in browser.all(".values li") if one.text.startswith("Anton Belkov")).click()
    browser.driver.switch_to.frame(browser.find("iframe"))
    assert "Anton Belkov" in browser.find("[data-filmdig-hit]").text
    browser.driver.switch_to.default_content()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ilya Tarn", "“ilya tarn” is in directors"),
        ("4,512 ratings", "“4 512 ratings” is in ratings"),
        ("Get movie widget", "“get movie widget” is in no field"),
    ],
)
def test_a_place_leads_to_its_field(words, said, shown, browser):
    shown(PAGE.read_bytes())
    browser.driver.switch_to.frame(browser.find("iframe"))
    [one for one in browser.all("a, p, div, span, li") if one.text == words][-1].click()
    browser.driver.switch_to.default_content()
    assert browser.find("#said").text.startswith(said)
    assert bool(browser.all(".field.lit")) == ("no field" not in said)


def test_lines_of_a_crawlers_text_are_linked_too(shown, browser):
    shown((FIXTURES / "flixster/community/rendered.txt").read_bytes())
    browser.find(".find").click()
    assert browser.find("[data-filmdig-hit]").get_attribute("data-filmdig").split()[0] == "0"
    browser.find("[data-filmdig-hit]").click()
    assert "is in title" in browser.find("#said").text


def test_values_read_as_people_say_them(shown, browser):
    shown(PAGE.read_bytes())
    said = browser.find(".record").text
    assert "108 minutes" in said
    assert "Vera Solin as The Aunt" in said
    assert "{" not in said.split("Layouts tried")[0]


def test_neighbours_say_what_they_lack():
    page = as_html(explain(Capture(body=PAGE.read_bytes())))
    neighbour = page.split("flixster/2009")[1].split("</details>")[0]
    assert '<span class="bad">lacks</span> <code><bdi>#details h1.title a</bdi></code>' in neighbour
    assert '<span class="bad">refuses</span> <code><bdi>div#movieTitle</bdi></code>' in neighbour


def test_a_page_cannot_pass_for_a_mark():
    page = as_html(explain(Capture(body=PAGE.read_bytes().replace(b"<h1", b"<h1 data-filmdig='7' DATA-filmdig-x=1"))))
    assert 'data-mark="data-filmdig-x-x"' in page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize(
    "page", ["flixster/2011/hidden-remainder.html", "flixster/community/rendered.txt", "generic/opengraph/film.html"]
)
def test_no_rule_of_accessibility_is_broken(page, width, dark, shown, browser):
    shown((FIXTURES / page).read_bytes(), width=width, dark=dark)
    for pane in ("record", "page"):
        browser.run("document.querySelector(`.panes [data-show=${arguments[0]}]`).click()", pane)
        assert browser.broken_rules() == []
        assert browser.too_wide() == 0


def test_a_phone_shows_one_pane_at_a_time(shown, browser):
    shown(PAGE.read_bytes(), width=390, height=800)
    assert (browser.find(".record").is_displayed(), browser.find("iframe").is_displayed()) == (True, False)
    browser.all(".panes button")[1].click()
    assert (browser.find(".record").is_displayed(), browser.find("iframe").is_displayed()) == (False, True)


def test_fits_a_phone(tmp_path, browser):
    page = tmp_path / "explained.html"
    page.write_text(as_html(explain(Capture(body=PAGE.read_bytes()))), encoding="utf-8")
    browser.open(page, width=375, height=800)
    assert browser.too_wide() == 0


def test_paper_has_the_record_and_all_that_is_folded(shown, browser):
    """Print from a phone that shows the page's pane in dark mode."""
    shown(PAGE.read_bytes(), width=500, dark=True)
    browser.run("document.body.dataset.pane = 'page'")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        seen = "return [...document.querySelectorAll(arguments[0])].some((each) => each.checkVisibility())"
        assert browser.run(seen, ".record .field")
        assert not browser.run(seen, ".page, .panes, .hint")
        assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        folded = browser.run(
            "dispatchEvent(new Event('beforeprint')); return document.querySelectorAll('details:not([open])').length"
        )
        assert folded == 0
        assert browser.run(seen, ".where li")
        browser.run("dispatchEvent(new Event('afterprint'))")
        assert browser.all("details.where[open]") == []
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
