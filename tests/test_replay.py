"""Replay undone: one page under the additions of every age gives back its links, its text and its data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.replay.undo import Replayed, rfc3339, undo_replay
from tests.replayed_pages import (
    AGES,
    APPENDED_2003,
    CAPTURED,
    FOOTER_2012,
    FOOTER_2021,
    HEAD_2021,
    IA,
    PLAIN,
    PYWB_HEAD,
    TIME,
    TOOLBAR_2012,
    UNWRAP,
    URL,
    WAYBACK,
    WRAP,
)


def reported(replayed: Replayed) -> tuple[str | None, ...]:
    return replayed.url, replayed.captured_at, replayed.replay_url, replayed.archive


def squeezed(text: str) -> str:
    """White space at the seams of additions is no matter."""
    return re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", "\n", text)).replace("> <", "><").strip()


@pytest.mark.parametrize("age", AGES)
def test_every_age_gives_the_page_back(age: str) -> None:
    text, facts = AGES[age]
    replayed = undo_replay(text)
    assert squeezed(replayed.text) == squeezed(PLAIN)
    assert reported(replayed) == facts
    assert replayed.marks


def test_2003_the_appended_script_goes_and_the_links_are_the_pages_own() -> None:
    replayed = undo_replay(PLAIN + APPENDED_2003)
    assert replayed.text.strip() == PLAIN
    assert reported(replayed) == (None, CAPTURED, None, "web.archive.org")
    assert replayed.marks == ("wayback_appended_script",)


def test_a_toolbar_behind_a_long_head_is_seen() -> None:
    css = "<style>" + "p { margin: 0 }\n" * 4000 + "</style>"
    replayed = undo_replay(css + TOOLBAR_2012 + "<p>x" * 4000)
    assert reported(replayed) == WAYBACK
    assert squeezed(replayed.text) == squeezed(css + "<p>x" * 4000)


def test_marks_name_what_was_seen() -> None:
    assert undo_replay(AGES["2021"][0]).marks == (
        "wayback_toolbar",
        "wayback_head",
        "wayback_footer",
        "wrapped_scripts",
        "rewritten_links",
    )
    assert undo_replay(AGES["pywb"][0]).marks == ("pywb_head", "wrapped_scripts")


@pytest.mark.parametrize(
    "text",
    [
        "",
        PLAIN,
        "<p>no end <a href='",
        '<a href="http://web.archive.org/web/2005/http://old.example/">archived</a> <a href="/a">a</a> <a href="/b">b</a>',
        "<p>The Wayback Machine keeps it. &lt;!-- BEGIN WAYBACK TOOLBAR INSERT --&gt; archive.org/web/",
        '<a href="/web/design">web</a> https://archive.org/details/film',
    ],
)
def test_a_page_never_replayed_is_the_very_same_text(text: str) -> None:
    assert undo_replay(text).text is text
    assert undo_replay(text) == Replayed(text)


def test_the_time_comes_from_the_footer_alone() -> None:
    replayed = undo_replay("<html><p>x</p></html>" + FOOTER_2012)
    assert reported(replayed) == (None, CAPTURED, None, "web.archive.org")
    assert replayed.text.strip() == "<html><p>x</p></html>"


def test_the_time_comes_from_most_links() -> None:
    links = "".join(
        f'<a href="/web/{time}/http://films.example/{n}">x</a>' for n, time in enumerate([TIME, TIME, "20150101000000"])
    )
    assert undo_replay(links).captured_at == CAPTURED


@pytest.mark.parametrize("stamp", ["20141301000000", "99999999999999", "2014", "", None, "2014090104315²"])
def test_what_is_no_time_is_none(stamp: str | None) -> None:
    assert rfc3339(stamp) is None


def test_a_time_that_does_not_exist_is_none() -> None:
    text = AGES["2021"][0].replace(TIME, "20149901043152")
    assert undo_replay(text).captured_at is None


@pytest.mark.parametrize(
    ("rewritten", "original"),
    [
        (f"/web/{TIME}/http://a.example/", "http://a.example/"),
        (f"/web/{TIME}/https://a.example/", "https://a.example/"),
        (f"/web/{TIME}/http:/a.example/", "http://a.example/"),
        (f"/web/{TIME}im_/a.example/x.jpg", "http://a.example/x.jpg"),
        ("/web/2/http://a.example/x/web/2014/http://b.example", "http://a.example/x/web/2014/http://b.example"),
        (f"//web.archive.org/web/{TIME}cs_/http://a.example/", "http://a.example/"),
        (f"http://web.archive.org:80/web/{TIME}/http://a.example/", "http://a.example/"),
        (f"HTTPS://WEB.ARCHIVE.ORG/web/{TIME}/http://a.example/", "HTTP://a.example/".lower()),
        (f"{IA}/web/{TIME}/mailto:a@b.example", "mailto:a@b.example"),
        (f"{IA}/web/{TIME}///a.example/y", "//a.example/y"),
        (f"{IA}/web/{TIME}*/http://a.example/", f"{IA}/web/{TIME}*/http://a.example/"),
        ("/web/", "/web/"),
    ],
)
def test_one_address(rewritten: str, original: str) -> None:
    assert undo_replay(f'{HEAD_2021}<a href="{rewritten}">x</a>').text.strip().endswith(f'<a href="{original}">x</a>')


def test_escaped_addresses_in_scripts() -> None:
    code = (
        r'{"a":"https:\/\/web.archive.org\/web\/20140901043152id_\/http:\/\/a.example\/x","b":"\/web\/2014\/https:\/\/b.example"}'
    )
    want = r'{"a":"http:\/\/a.example\/x","b":"https:\/\/b.example"}'
    assert f">{want}</script>" in undo_replay(f"{HEAD_2021}<script type='application/json'>{code}</script>").text
    nested, want = json.dumps(code), json.dumps(want)
    assert f">{want}</script>" in undo_replay(f"{HEAD_2021}<script type='application/json'>{nested}</script>").text


@pytest.mark.parametrize(
    "check",
    [
        "((self.__WB_check_loc && self.__WB_check_loc(location, arguments)) || {}).href = ",
        "(self.__WB_check_loc && self.__WB_check_loc(location, argument) || {}).href = ",
        "(self.__WB_check_loc && self.__WB_check_loc(location) || {}).href = ",
    ],
)
def test_what_replay_writes_into_scripts(check: str) -> None:
    code = f'location = {check}"/web/2014/http://a.example";'
    code += "(_____WB$wombat$check$this$function_____(this)).b.__WB_pmw(self).postMessage(1)"
    replayed = undo_replay(f"{HEAD_2021}<script>{WRAP}{code}{UNWRAP}</script>")
    assert replayed.text.strip() == '<script>location = "http://a.example";(this).b.postMessage(1)</script>'


def test_a_browsers_note_of_where_it_saved_from() -> None:
    text = f"<!-- saved from url=(0076){IA}/web/{TIME}/{URL} -->\n<html>{HEAD_2021}"
    assert undo_replay(text).text.startswith(f"<!-- saved from url=(0076){URL} -->")


TODAY = """<!DOCTYPE html><html><head><title>The Glass Orchard (2013)</title>
<meta property="og:site_name" content="archive.today"/><meta property="og:url" content="https://archive.ph/2014.09.01-043152/{url}"/>
<link rel="canonical" href="https://archive.ph/2014.09.01-043152/{url}"/><meta name="description" content="A film"/></head>
<body><div id="HEADER"><form action="https://archive.ph/search/"><input type="text" name="q" value="{url}"/></form>
<div>archive.today webpage capture</div> Saved from 1 Sep 2014</div>
<div id="DIVSHARE"><input id="SHARE_LONGLINK" readonly="" value="https://archive.ph/2014.09.01-043152/{url}"/></div>
<div id="CONTENT" style="x"><div><h1>The Glass Orchard</h1><a href="https://archive.ph/o/aB3dE/https://critics.example/7">R</a>
<div>end</div></div></div><div id="hashtags">0% 10%</div></body></html>"""


def test_archive_today() -> None:
    replayed = undo_replay(TODAY.format(url=URL + "?a=1&amp;b=2"))
    url = URL + "?a=1&b=2"
    assert reported(replayed) == (url, CAPTURED, f"https://archive.ph/2014.09.01-043152/{url}", "archive.ph")
    for gone in ("archive.today", "archive.ph", "HEADER", "DIVSHARE", "Saved from", "hashtags"):
        assert gone not in replayed.text
    page = Page(Capture(body=b""), replayed.text, url=None, captured_at=None)
    assert page.root.first("h1") is not None
    assert "<title>The Glass Orchard (2013)</title>" in replayed.text
    assert '<meta name="description" content="A film"/>' in replayed.text
    assert '<a href="https://critics.example/7">R</a>\n<div>end</div></div></div></body></html>' in replayed.text


def test_archive_today_without_the_long_link_tells_the_address_from_its_search_field() -> None:
    text = (
        TODAY.format(url=URL)
        .replace(f'value="https://archive.ph/2014.09.01-043152/{URL}"', "")
        .replace("2014.09.01-043152", "aB3dE")
    )
    assert reported(undo_replay(text)) == (URL, None, None, "archive.ph")


HOSTILE = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT -->",
    "<!-- WB Insert -->",
    "<!--",
    '<div id="wm-ipp">',
    '<a href="',
    "<a ",
    "<a href=/web/2014/",
    "<script>",
    "<script>var _____WB$wombat$assign$function_____ = ",
    '<div id="CONTENT">',
    "<style>",
    '__wm.wombat("',
    'wbinfo.url = "',
    "wbinfo.timestamp = ",
    '"/a/b/',
    "\\/",
    '"//web.archive.org/web/',
    "FILE ARCHIVED ON ",
    "<!-- FILE ARCHIVED ON 1:11:11",
    " href=/web/1/",
    "<link href=",
    "<meta ",
    "< ",
    "The Wayback Machine - http",
)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("family", [HEAD_2021, PYWB_HEAD, '<div id="HEADER"><input id="SHARE_LONGLINK"></div><div id="CONTENT">'])
def test_half_a_million_characters_of_anything_end(piece: str, family: str) -> None:
    text = family + piece * (500_000 // len(piece))
    assert len(undo_replay(text).text) <= len(text) + 100


@given(
    st.lists(
        st.sampled_from(
            [
                *HOSTILE,
                HEAD_2021,
                PYWB_HEAD,
                TOOLBAR_2012,
                FOOTER_2021,
                TODAY,
                APPENDED_2003,
                ">",
                '"',
                "x",
                "-->",
                "</div>",
                "</script>",
            ]
        )
    )
)
def test_any_mixture_ends_in_a_page_without_additions(pieces: list[str]) -> None:
    text = "".join(pieces)
    replayed = undo_replay(text)
    assert replayed.text is text if not replayed.marks else len(replayed.text) <= len(text) + 100


@pytest.mark.skipif(not Path("../shared/corpus").is_dir(), reason="no ../shared/corpus beside the project")
def test_real_pages_that_were_never_replayed() -> None:
    import gzip

    for file in sorted(Path("../shared/corpus").glob("*/*.html.gz"))[::20]:
        text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        assert undo_replay(text).text is text, file


def test_a_page_saved_from_firefoxs_view_of_its_source() -> None:
    replayed = undo_replay(
        '<html><head><title>http://films.example/1</title></head><body id="viewsource" class="highlight"><pre id="line1">'
        '<span></span><span class="doctype">&lt;!DOCTYPE html&gt;</span>\n<span id="line2"></span>'
        '<span>&lt;<span class="start-tag">p</span>&gt;</span><span>One &amp;lt; two</span></pre></body></html>'
    )
    assert (replayed.text, replayed.marks) == ("<!DOCTYPE html>\n<p>One &lt; two", ("view_source",))


def test_a_page_saved_from_a_browsers_view_of_its_source() -> None:
    lines = ["", "<!DOCTYPE html>", '<p title="a &amp; b">One &lt; two</p>', "\t<!-- x -->"]
    shown = [
        "<br>",
        '<span class="html-doctype">&lt;!DOCTYPE html&gt;</span>',
        '<span class="html-tag">&lt;p title="a &amp;amp; b"&gt;</span>One &amp;lt; two<span class="html-tag">&lt;/p&gt;</span>',
        '\t<span class="html-comment">&lt;!-- x --&gt;</span>',
    ]
    rows = "".join(
        f'<tr><td class="line-number" value="{number}"></td><td class="line-content">{line}</td></tr>'
        for number, line in enumerate(shown, 1)
    )
    replayed = undo_replay(f"<html><body><table><tbody>{rows}</tbody></table></body></html>")
    assert replayed.text == "\n".join(lines).lstrip()
    assert replayed.marks == ("view_source",)
    older = rows.replace('class="line', 'class="webkit-line')
    assert undo_replay(f"<html><body><table><tbody>{older}</tbody></table></body></html>").text == replayed.text
    half = undo_replay('<td class="line-number"></td><td class="line-content">' * 50_000)
    assert half.text == ""
