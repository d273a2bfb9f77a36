"""One page under the additions of every age of replay."""

from __future__ import annotations

import json
import re

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
