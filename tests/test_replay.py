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

URL = "http://films.example/movie/the-glass-orchard"
TIME = "20140901043152"
CAPTURED = "2014-09-01T04:31:52Z"
IA = "https://web.archive.org"
DATA = {"@context": "http://schema.org", "@type": "Movie", "url": URL, "image": "https://img.films.example/orchard.jpg"}

# {L}: where a replay puts its prefix before an address.
SOURCE = """<!DOCTYPE html>
<html><head>{HEAD}<meta charset="utf-8">
<title>The Glass Orchard (2013) at {TEXT}</title>
<link rel="canonical" href="{L}http://films.example/movie/the-glass-orchard">
<meta property="og:image" content="{I}https://img.films.example/orchard.jpg">
<meta http-equiv="refresh" content="300; url={L}http://films.example/movie/the-glass-orchard">
<script type="application/ld+json">{LD}</script>
<script>{WRAP}var state = {{"page": "{E}http:\\/\\/films.example\\/a", "said": "seen at {TEXT} once"}};{UNWRAP}</script>
<style>body {{ background: url({I}http://films.example/bg.png) }} @import "{L}http://films.example/x.css";</style>
</head><body>{BODY}
<h1 title="{TEXT}">The Glass Orchard</h1>
<p>Kept for years at {TEXT} by a reader.</p>
<a href="{L}http://films.example/celebrity/ada-quill">Ada Quill</a>
<a href='{L}https://critics.example/review?id=7&amp;p=2'>Review</a>
<a href={L}http://films.example/unquoted>u</a>
<a href="{L}http://web.archive.org/web/2005/http://old.example/">an archive that the page linked to</a>
<a href="#reviews">Reviews</a> <a href="mailto:x@films.example">mail</a>
<img src="{I}http://img.films.example/a.jpg" srcset="{I}http://img.films.example/a.jpg 1x, {I}http://img.films.example/b.jpg 2x">
<div style="background-image:url('{I}http://img.films.example/c.jpg')" data-film="{{&quot;u&quot;:&quot;{L}http://films.example/q&quot;}}"></div>
<form action="{L}http://films.example/search"><textarea>{TEXT}</textarea></form>
</body></html>{END}"""
TEXT = "https://web.archive.org/web/2009/http://films.example/"


def build(link: str = "", image: str | None = None, **parts: str) -> str:
    image = link if image is None else image
    fields = dict.fromkeys(("HEAD", "BODY", "END", "WRAP", "UNWRAP"), "") | parts
    data = json.dumps({key: re.sub(r"^(?=http)", link, value) for key, value in DATA.items()})
    return SOURCE.format(L=link, I=image, E=link.replace("/", "\\/"), LD=data, TEXT=TEXT, **fields)


PLAIN = build()

APPENDED_2003 = """

<SCRIPT language="Javascript">
<!--

// FILE ARCHIVED ON 20140901043152 AND RETRIEVED FROM THE
// INTERNET ARCHIVE ON 20140915011358.
// JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.

   var sWayBackCGI = "http://web.archive.org/web/20140901043152/";

   function xLateUrl(aCollection, sProp) {
      for(var i = 0; i < aCollection.length; i++)
            aCollection[i][sProp] = sWayBackCGI + aCollection[i][sProp];
   }
   if (document.links)  xLateUrl(document.links, "href");

//-->

</SCRIPT>
"""
TOOLBAR_2012 = """

<!-- BEGIN WAYBACK TOOLBAR INSERT -->
<script type="text/javascript" src="/static/js/disclaim-element.js" ></script>
<script type="text/javascript">//<![CDATA[
var __wm = (function(imgWidth,imgHeight){
var wbPrefix = "/web/";
var wbCurrentUrl = "http://films.example/movie/the-glass-orchard";
})(550, 27);//]]>
</script>
<style type="text/css">body { margin-top:0 !important; }</style>
<div id="wm-ipp" lang="en" style="display:none;">
<div id="wm-ipp-inside"><a href="/web/" title="Wayback Machine home page"><img src="/static/images/toolbar/logo.png"></a>
<form action="/web/form-submit.jsp">
<input type="text" name="url" id="wmtbURL" value="http://films.example/movie/the-glass-orchard" />
<input type="hidden" name="type" value="replay" /><input type="hidden" name="date" value="20140901043152" /></form>
<a href="/web/20120624051403/http://films.example/movie/the-glass-orchard">JUN</a></div>
</div>
<script type="text/javascript">__wm.bt();</script>
<!-- END WAYBACK TOOLBAR INSERT -->"""
FOOTER_2012 = """
<!--
     FILE ARCHIVED ON 4:31:52 Sep 1, 2014 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 9:01:18 Oct 2, 2014.
     JAVASCRIPT APPENDED BY WAYBACK MACHINE, COPYRIGHT INTERNET ARCHIVE.
-->
"""
HEAD_2014 = """<script type="text/javascript" src="/static/js/analytics.js" ></script>
<script type="text/javascript">archive_analytics.values.server_ms=5;</script>
<link type="text/css" rel="stylesheet" href="/static/css/banner-styles.css"/>
"""
HEAD_2021 = """<script src="//archive.org/includes/analytics.js?v=cf34f82" type="text/javascript"></script>
<script type="text/javascript">window.addEventListener('DOMContentLoaded',function(){var v=archive_analytics.values;});</script>
<script type="text/javascript" src="/_static/js/bundle-playback.js?v=HxkREWBo" charset="utf-8"></script>
<script type="text/javascript" src="/_static/js/wombat.js?v=txqj7nKC" charset="utf-8"></script>
<script>window.RufflePlayer=window.RufflePlayer||{};window.RufflePlayer.config={"autoplay":"on"};</script>
<script type="text/javascript" src="/_static/js/ruffle.js"></script>
<script type="text/javascript">
  __wm.init("https://web.archive.org/web");
  __wm.wombat("http://films.example/movie/the-glass-orchard","20140901043152","https://web.archive.org/","web","/_static/",
\t      "1409545912");
</script>
<link rel="stylesheet" type="text/css" href="/_static/css/banner-styles.css?v=S1zqJCYt" />
<link rel="stylesheet" type="text/css" href="/_static/css/iconochive.css?v=3PDvdIFv" />
<!-- End Wayback Rewrite JS Include -->
"""
HEAD_2024 = HEAD_2021.replace('"/_static/', '"https://web-static.archive.org/_static/').replace("analytics.js", "athena.js")
TOOLBAR_2021 = """<!-- BEGIN WAYBACK TOOLBAR INSERT -->
<script>__wm.rw(0);</script>
<div id="wm-ipp-base" lang="en" style="display:none;direction:ltr;">
<div id="wm-ipp"><div><a href="/web/" title="Wayback Machine home page">x</a></div></div>
</div><div id="wm-ipp-print">The Wayback Machine - https://web.archive.org/web/20140901043152/http://films.example/movie/the-glass-orchard</div>
<script type="text/javascript">//<![CDATA[
__wm.bt(700,27,25,2,"web","http://films.example/movie/the-glass-orchard","20140901043152",1996,"/_static/",["x"], false);
  __wm.rw(1);
//]]></script>
<!-- END WAYBACK TOOLBAR INSERT -->
 """
FOOTER_2021 = """<!--
     FILE ARCHIVED ON 04:31:52 Sep 01, 2014 AND RETRIEVED FROM THE
     INTERNET ARCHIVE ON 23:59:13 Nov 20, 2021.
-->
<!--
playback timings (ms):
  captures_list: 91.2
  exclusion.robots: 0.1
-->"""
WRAP = """var _____WB$wombat$assign$function_____ = function(name) {return self._wb_wombat || self[name]; };
if (!self.__WB_pmw) { self.__WB_pmw = function(obj) { this.__WB_source = obj; return this; } }
{
  let window = _____WB$wombat$assign$function_____("window");
  let opener = _____WB$wombat$assign$function_____("opener");

"""
UNWRAP = "\n\n}"
WRAP_PYWB_2_10 = WRAP.rstrip() + "\nlet arguments;\n\n{"
UNWRAP_PYWB_2_10 = "\n\n}}"
SAVED_2023 = (
    HEAD_2024.replace("https://web-static.archive.org/_static/js/", "./The Glass Orchard_files/")
    .replace("https://web-static.archive.org/_static/css/", "./The Glass Orchard_files/")
    .replace("//archive.org/includes/", "./The Glass Orchard_files/")
    .replace("<!-- End Wayback Rewrite JS Include -->\n", "")
)
TOOLBAR_SAVED = """<script>__wm.rw(0);</script>
<div id="wm-ipp-base" lang="en" style="display: block; height: 67px;" toolbar-mode="auto"><template shadowroot="closed">
<div id="wm-ipp" style="position:relative"><div id="donato"><div id="donato-base"></div></div><div id="wm-ipp-inside"><ul><li>
<div id="wm-capinfo-timestamps"><div title="Timestamps">TIMESTAMPS</div></div></li></ul></div></div></template>
</div><div id="wm-ipp-print">The Wayback Machine - https://web.archive.org/web/20140901043152/http://films.example/movie/the-glass-orchard</div>
"""
PYWB_PREFIX = "http://localhost:18080/films/"
PYWB_HEAD = """<!-- WB Insert -->
<script>
  wbinfo = {};
  wbinfo.top_url = "http://localhost:18080/films/20140901043152/http://films.example/movie/the-glass-orchard";
  wbinfo.url = "http://films.example/movie/the-glass-orchard";
  wbinfo.timestamp = "20140901043152";
  wbinfo.prefix = decodeURI("http://localhost:18080/films/");
  wbinfo.mod = "mp_";
</script>
<script src='http://localhost:18080/static/wombat.js'> </script>
<!-- End WB Insert -->
"""

WAYBACK = (URL, CAPTURED, f"{IA}/web/{TIME}/{URL}", "web.archive.org")
AGES = {
    "2012": (build("/web/20140901043152/", "/web/20140901043152im_/", BODY=TOOLBAR_2012, END=FOOTER_2012), WAYBACK),
    "2014": (
        build("/web/20140901043152/", "/web/20140901043152im_/", HEAD=HEAD_2014, BODY=TOOLBAR_2012, END=FOOTER_2012),
        WAYBACK,
    ),
    "2021": (
        build(
            f"{IA}/web/{TIME}/",
            f"{IA}/web/{TIME}im_/",
            HEAD=HEAD_2021,
            BODY=TOOLBAR_2021,
            END=FOOTER_2021,
            WRAP=WRAP,
            UNWRAP=UNWRAP,
        ),
        WAYBACK,
    ),
    "2024": (
        build(f"//web.archive.org/web/{TIME}/", f"{IA}/web/{TIME}im_/", HEAD=HEAD_2024, BODY=TOOLBAR_2021, END=FOOTER_2021),
        WAYBACK,
    ),
    "saved by a browser": (build(f"{IA}/web/{TIME}/", f"{IA}/web/{TIME}im_/", HEAD=SAVED_2023, BODY=TOOLBAR_SAVED), WAYBACK),
    "links alone": (
        build(f"{IA}/web/{TIME}if_/", f"{IA}/web/{TIME}im_/"),
        (None, CAPTURED, None, "web.archive.org"),
    ),
    "pywb": (
        build(f"{PYWB_PREFIX}{TIME}mp_/", f"{PYWB_PREFIX}{TIME}im_/", HEAD=PYWB_HEAD, WRAP=WRAP, UNWRAP=UNWRAP),
        (URL, CAPTURED, f"{PYWB_PREFIX}{TIME}/{URL}", "localhost:18080"),
    ),
    "pywb 2.10, links from the root": (
        build(f"/films/{TIME}/", f"/films/{TIME}im_/", HEAD=PYWB_HEAD, WRAP=WRAP_PYWB_2_10, UNWRAP=UNWRAP_PYWB_2_10),
        (URL, CAPTURED, f"{PYWB_PREFIX}{TIME}/{URL}", "localhost:18080"),
    ),
}


def told(replayed: Replayed) -> tuple[str | None, ...]:
    return replayed.url, replayed.captured_at, replayed.replay_url, replayed.archive


def squeezed(text: str) -> str:
    """White space at the seams of additions is no matter."""
    return re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", "\n", text)).replace("> <", "><").strip()


@pytest.mark.parametrize("age", AGES)
def test_every_age_gives_the_page_back(age: str) -> None:
    text, facts = AGES[age]
    replayed = undo_replay(text)
    assert squeezed(replayed.text) == squeezed(PLAIN)
    assert told(replayed) == facts
    assert replayed.marks


def test_2003_the_appended_script_goes_and_the_links_are_the_pages_own() -> None:
    replayed = undo_replay(PLAIN + APPENDED_2003)
    assert replayed.text.strip() == PLAIN
    assert told(replayed) == (None, CAPTURED, None, "web.archive.org")
    assert replayed.marks == ("wayback_appended_script",)


def test_a_toolbar_behind_a_long_head_is_seen() -> None:
    css = "<style>" + "p { margin: 0 }\n" * 4000 + "</style>"
    replayed = undo_replay(css + TOOLBAR_2012 + "<p>x" * 4000)
    assert told(replayed) == WAYBACK
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
    assert told(replayed) == (None, CAPTURED, None, "web.archive.org")
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
    assert told(replayed) == (url, CAPTURED, f"https://archive.ph/2014.09.01-043152/{url}", "archive.ph")
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
    assert told(undo_replay(text)) == (URL, None, None, "archive.ph")


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
    half = undo_replay('<td class="line-number"></td><td class="line-content">' * 50_000)
    assert half.text == ""
