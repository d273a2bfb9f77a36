"""Remove what an archive's replay added to a page, and keep what the additions state about the capture.

Four kinds of additions are known, each seen on saved pages of its time:

* Wayback Machine, 2001 to 2011: one script after the page's end (``sWayBackCGI``) that rewrote links in the browser; the links
  in the source are the page's own.
* Wayback Machine, 2011 to 2017: a toolbar after ``<body>`` between two comments, links rewritten to ``/web/<time>/<url>``, a
  comment after the page's end. Since 2013 an analytics script after ``<head>``.
* Wayback Machine, since 2018: a dozen scripts and style sheets after ``<head>`` (``wombat.js``, since 2022 ``ruffle.js``, since
  2023 from ``web-static.archive.org``), the toolbar, two comments after the end, and inline scripts wrapped in a block.
* pywb since 2014: ``<!-- WB Insert -->`` after ``<head>``, links rewritten to the collection's path, wrapped inline scripts.

A browser's "save as" moves the added files to ``./<title>_files/``, may drop the comments, and saves the toolbar as the scripts
built it. Additions are therefore recognized by id, file name and content as well as by comment. Pages from archive.today and
pages saved from a browser's view of their source are handled in separate modules.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from filmdig.parsers.page.markup import OPENING, TAG, attribute, balanced_end, raw_text_end, sub_attributes
from filmdig.parsers.replay.archive_today import HOST as ARCHIVE_TODAY_HOST
from filmdig.parsers.replay.archive_today import is_archive_today, unwrap_archive_today
from filmdig.parsers.replay.rewriting import Rewriting
from filmdig.parsers.replay.view_source import is_view_source, unwrap_view_source


class Replayed(msgspec.Struct, frozen=True):
    """A page's text without its replay's additions, and what they state.

    Attributes:
        text: the page's text; the same object as the input if no replay was found.
        url: the page's address on the live web.
        captured_at: when it was captured: UTC, RFC 3339.
        replay_url: the address it was replayed at.
        archive: the replaying host, with the port unless it is the default.
        marks: the names of the additions found.
    """

    text: str
    url: str | None = None
    captured_at: str | None = None
    replay_url: str | None = None
    archive: str | None = None
    marks: tuple[str, ...] = ()


def undo_replay(text: str) -> Replayed:
    """Return the page as its site sent it, as far as a replay can be undone.

    Relative links that the replay made absolute stay absolute. Addresses of archived pages in running text, titles and comments
    are the page's own words and are kept. If the page itself linked to an archived page, that link's own address is kept.
    """
    if is_view_source(text):
        shown = undo_replay(unwrap_view_source(text))
        return msgspec.structs.replace(shown, marks=("view_source", *shown.marks))
    if not _may_be_replayed(text):
        return Replayed(text)
    if is_archive_today(text):
        kept = unwrap_archive_today(text)
        inside = _Undo(_ARCHIVE_TODAY).clean(kept.text)
        return Replayed(inside, kept.url, rfc3339(kept.timestamp), kept.replay_url, kept.archive, kept.marks)
    marks = tuple(name for name, present in _MARKS if present(text))
    if not marks:
        return Replayed(text)
    stated = _pywb(text) if "pywb_head" in marks else _wayback(text)
    if marks == ("wayback_appended_script",):
        stated.rewriting = _UNTOUCHED
    return Replayed(
        _Undo(stated.rewriting).clean(text), stated.url, rfc3339(stated.timestamp), stated.replay_url, stated.archive, marks
    )


# Every page is checked for replay, so the check has to be cheap: additions come after <head> or at the end, and replayed pages
# link to their own style sheets early. The toolbar comes after <body>, which was before _TOOLBAR on all pages of its first years;
# later pages have the scripts after <head> too.
_HEAD: Final = 8 << 10
_TAIL: Final = 4 << 10
_TOOLBAR: Final = 128 << 10
_AFTER_BODY: Final = 4 << 10
_NEAR_THE_ENDS: Final = ("archive.org/", "/web/", "<!-- WB Insert -->", "_____WB$wombat$", 'id="HEADER"', "FILE ARCHIVED ON")


@functools.cache
def _near_the_ends() -> BytesAhoCorasick:
    return BytesAhoCorasick([needle.encode() for needle in _NEAR_THE_ENDS], matchkind=MatchKind.LeftmostFirst)


def _may_be_replayed(text: str) -> bool:
    ends = text if len(text) <= _HEAD + _TAIL else text[:_HEAD] + text[-_TAIL:]
    if _near_the_ends().find_matches_as_indexes(ends.encode("utf-8", "replace")):
        return True
    body = text.find("<body", 0, _TOOLBAR)
    start, end = (body, body + _AFTER_BODY) if body >= 0 else (0, _TOOLBAR)
    return text.find("WAYBACK TOOLBAR INSERT", start, end) >= 0


def _contains(*needles: str) -> Callable[[str], bool]:
    return lambda text: any(needle in text for needle in needles)


def _found(needle: str, pattern: str) -> Callable[[str], bool]:
    search = re.compile(pattern).search
    return lambda text: needle in text and search(text) is not None


def _links_are_rewritten(text: str) -> bool:
    """Return whether most links point to the Wayback Machine, as on a page saved without any other addition."""
    if len(_REWRITTEN.findall(text)) < 3:  # to search for the links themselves takes a hundred times as long
        return False
    rewritten = len(_REWRITTEN_LINK.findall(text))
    return rewritten >= 3 and rewritten * 2 >= len(_LINK.findall(text))


_REWRITTEN = re.compile(r"/web/\d{1,14}(?:[a-z]{1,4}_)?/")
_LINK = re.compile(r"""\s(?:href|src|action)=["']?+(?!#|javascript:|mailto:|data:)""", re.IGNORECASE)
_REWRITTEN_LINK = re.compile(
    r"""\s(?:href|src|action)=["']?(?:(?:https?:)?//web\.archive\.org)?/web/(\d{1,14})(?:[a-z]{1,4}_)?/""", re.IGNORECASE
)

_MARKS: Final = (
    ("wayback_appended_script", _found("sWayBackCGI", r"\bsWayBackCGI\s?=\s?\"")),
    ("wayback_toolbar", _contains("<!-- BEGIN WAYBACK TOOLBAR INSERT", 'id="wm-ipp', "The Wayback Machine - http")),
    ("wayback_head", _contains("archive_analytics.", '__wm.wombat("', "Wayback Rewrite JS Include -->", "archive.org/_static/")),
    ("wayback_footer", _found("FILE ARCHIVED ON", r"<!--\s{0,20}FILE ARCHIVED ON [\d:]{7,14}")),
    ("pywb_head", _contains("<!-- WB Insert -->", "wbinfo.timestamp =")),
    ("wrapped_scripts", _contains("_____WB$wombat$assign$function_____")),
    ("rewritten_links", _links_are_rewritten),
)


class _Stated(msgspec.Struct):
    """What the additions state about a capture, and the form of the replay's addresses."""

    rewriting: Rewriting
    url: str | None = None
    timestamp: str | None = None
    replay_url: str | None = None
    archive: str | None = None


_WAYBACK: Final = Rewriting(r"(?:web|wayback|www|liveweb)\.archive\.org(?::\d{1,5})?", "/web/")
_UNTOUCHED: Final = Rewriting("(?!)", "/", "(?!)")
_ARCHIVE_TODAY: Final = Rewriting(ARCHIVE_TODAY_HOST, "/", r"o/\w{1,12}|\d{4}\.\d\d\.\d\d-\d{6}|\d{14}")


# --- What the additions state ------------------------------------------------------------------------------------------------

_URL_AND_TIME: Final = (
    re.compile(r'__wm\.wombat\("(?P<url>[^"]{1,4000})",\s?"(?P<time>\d{14})"'),
    re.compile(r'__wm\.bt\([^"]{1,60}"web",\s?"(?P<url>[^"]{1,4000})",\s?"(?P<time>\d{14})"'),
    re.compile(
        r"The Wayback Machine - https?://web\.archive\.org/web/(?P<time>\d{14})(?:[a-z]{1,4}_)?/(?P<url>[^\s<\"]{1,4000})"
    ),
    re.compile(
        r"(?:saved from url=\(\d{4}\)|\burl: )https?://web\.archive\.org/web/(?P<time>\d{14})(?:[a-z]{1,4}_)?/(?P<url>[^\s<]{1,4000})"
    ),
)
_URL_ALONE: Final = re.compile(r'(?:wbCurrentUrl = |id="wmtbURL" value=)"([^"]{1,4000})"')
_TIME_ALONE: Final = (
    re.compile(r'sWayBackCGI\s?=\s?"(?:https?://[^"/]{1,100})?/web/(\d{14})'),
    re.compile(r"FILE ARCHIVED ON\s{1,5}(\d{14})"),
    re.compile(r'<input type="hidden" name="date" value="(\d{14})"'),
)
_FOOTER_TIME: Final = re.compile(r"FILE ARCHIVED ON\s{1,5}(\d{1,2}:\d\d:\d\d [A-Z][a-z]{2} \d{1,2}, \d{4})")


def _wayback(text: str) -> _Stated:
    stated = _Stated(_WAYBACK, archive="web.archive.org")
    for pattern in _URL_AND_TIME:
        if (match := pattern.search(text)) and (url := _web_address(match["url"])):
            stated.url, stated.timestamp = url, match["time"]
            break
    if stated.url is None and (match := _URL_ALONE.search(text)):
        stated.url = _web_address(match[1])
    stated.timestamp = stated.timestamp or _wayback_time(text)
    if stated.url and stated.timestamp:
        stated.replay_url = f"https://web.archive.org/web/{stated.timestamp}/{stated.url}"
    return stated


def _wayback_time(text: str) -> str | None:
    for pattern in _TIME_ALONE:
        if match := pattern.search(text):
            return match[1]
    if match := _FOOTER_TIME.search(text):
        try:
            return f"{datetime.strptime(match[1], '%H:%M:%S %b %d, %Y'):%Y%m%d%H%M%S}"  # noqa: DTZ007  (the comment gives GMT)
        except ValueError:
            return None
    # Most links of a replayed page have its own time; the toolbar has fewer links, to other captures.
    times = Counter(time for time in _REWRITTEN_LINK.findall(text) if len(time) == 14)
    return times.most_common(1)[0][0] if times else None


_WBINFO = re.compile(r'wbinfo\.(url|timestamp|prefix) = (?:decodeURI\()?("(?:[^"\\]|\\.){0,4000}")')
_PYWB_LINK = re.compile(
    r"""["'](?:https?://(?P<origin>[^/"'\s<>]{1,200}))?(?P<path>/(?:[\w.-]{1,60}/){0,2})\d{14}(?:[a-z]{1,4}_)?/https?:"""
)


def _pywb(text: str) -> _Stated:
    info = {match[1]: _string(match[2]) for match in _WBINFO.finditer(text)}
    prefix = info.get("prefix", "")
    if not prefix and (link := _PYWB_LINK.search(text)):
        prefix = f"http://{link['origin'] or ''}{link['path']}"
    parts = urlsplit(prefix) if prefix.startswith(("http://", "https://")) else urlsplit("")
    stated = _Stated(
        Rewriting(re.escape(parts.netloc) if parts.netloc else r"[^/\s\"']{1,200}", parts.path or "/"),
        url=_web_address(info.get("url", "")),
        timestamp=info.get("timestamp"),
        archive=parts.netloc or None,
    )
    if stated.url and stated.timestamp and parts.netloc:
        stated.replay_url = f"{prefix}{stated.timestamp}/{stated.url}"
    return stated


def _string(literal: str) -> str:
    try:
        value = json.loads(literal)
    except ValueError:
        return literal.strip('"')
    return value if isinstance(value, str) else ""


def _web_address(url: str) -> str | None:
    """Return an address from the additions with escapes undone; None if it is not an HTTP address."""
    url = html.unescape(_string(f'"{url}"') if "\\" in url else url)
    if "://" not in url[:8] and re.match(r"[\w-]{1,63}\.[\w-]", url):
        url = f"http://{url}"
    return url if url.lower().startswith(("http://", "https://")) else None


def rfc3339(timestamp: str | None) -> str | None:
    """Return an archive's timestamp of 14 digits as RFC 3339; None if it is not a valid time."""
    if timestamp is None or len(timestamp) != 14 or not timestamp.isascii() or not timestamp.isdigit():
        return None
    try:
        return f"{datetime.strptime(timestamp, '%Y%m%d%H%M%S'):%Y-%m-%dT%H:%M:%SZ}"  # noqa: DTZ007  (archives' stamps are UTC)
    except ValueError:
        return None


# --- The additions themselves ------------------------------------------------------------------------------------------------

_BLOCKS: Final = {
    "<!-- BEGIN WAYBACK TOOLBAR INSERT -->": "<!-- END WAYBACK TOOLBAR INSERT -->",
    "<!-- WB Insert -->": "<!-- End WB Insert -->",
}
_ADDED_COMMENT = re.compile(
    r"<!--\s*+(?:FILE ARCHIVED ON|playback timings|(?:Start|End) Wayback Rewrite JS Include"
    r"|(?:BEGIN|END) WAYBACK TOOLBAR INSERT|End WB Insert)"
)
_ADDED_FILE = re.compile(
    r"(?:https?:)?//(?:[\w-]{1,40}\.)?archive\.org/(?:_?static|includes)/"
    r"|/_static/"
    r"|/static/(?:js/(?:analytics|disclaim-element|graph-calc|client-rewrite|jwplayer)|css/(?:banner-styles|iconochive))"
    r"|(?:[^?#]{0,400}/)?(?:wombat(?:ProxyMode)?|bundle-playback|playback\.bundle|bundle-video|video-embed-rewriter|athena|ruffle|vueui"
    r"|banner-styles|iconochive|vue_banner)\.(?:js|css)(?:\.download)?(?:\?[^/]{0,100})?\Z"
)
_ADDED_CODE = re.compile(
    r"\s*+(?://\s*<!\[CDATA\[\s*+|<!--\s*+)?"
    r"(?:__wm\.|var __wm\b|_wmVideos_|window\.RufflePlayer\s?=|archive_analytics\.|wbinfo(?:\.\w+)?\s?=|window\.banner_info\s?="
    r"|window\.addEventListener\('DOMContentLoaded',\s?function\(\)\s?\{\s?var v\s?=\s?archive_analytics"
    r"|// FILE ARCHIVED ON|var sWayBackCGI\b)"
)
_ADDED_ID: Final = frozenset(("wm-ipp", "wm-ipp-base", "wm-ipp-print", "wm-ipp-inside", "donato", "wm-capinfo"))

_WRAPPED = re.compile(r"\s*+(?:/\*[^*]{0,80}\*/\s*+)?var _____WB\$wombat\$assign\$function_____\s?=")
_WRAPPER_LINE = re.compile(r'let \w{1,20}\s?=\s?_____WB\$wombat\$assign\$function_____\("\w{1,20}"\);(?:\s*+let arguments;)?')
_CHECKED_LOCATION = re.compile(
    r"\({1,2}self\.__WB_check_loc && self\.__WB_check_loc\(location(?:, \w{1,10})?\){1,2} \|\| \{\}\)\.href = "
)
_CHECKED_THIS: Final = "_____WB$wombat$check$this$function_____(this)"
_PRINTED_LINE = re.compile(r"(?m)^The Wayback Machine - https?://web\.archive\.org/web/\S{1,4000}\n?")


class _Undo:
    """Removes additions and restores addresses in tags, scripts and style sheets, in one pass over a replayed page's source.

    A search that failed to find a closing mark up to the page's end is not repeated, so the time is linear in the page's length.
    """

    def __init__(self, rewriting: Rewriting) -> None:
        self._rewriting = rewriting
        self._needle = rewriting.path.strip("/") or "/http"
        self._unclosed: set[str] = set()

    def clean(self, text: str) -> str:
        out: list[str] = []
        done = position = 0
        while opening := OPENING.search(text, position):
            start = opening.start()
            if opening[0] == "<!--":
                end, replacement = self._comment(text, start)
            elif tag := TAG.match(text, start):
                end, replacement = self._element(text, tag)
            else:
                break  # the tag has no end, so nothing after it is markup
            if end < 0:
                break
            if replacement is not None:
                out += (text[done:start], replacement)
                done = end
            position = end
        out.append(text[done:])
        if len(out) == 1 and "<" not in text:
            return _PRINTED_LINE.sub("", text, count=1)
        return "".join(out)

    def _comment(self, text: str, start: int) -> tuple[int, str | None]:
        end = text.find("-->", start + 4)
        if end < 0:
            return -1, None
        comment = text[start : end + 3]
        closing = _BLOCKS.get(comment)
        if closing and closing not in self._unclosed:
            if (block_end := text.find(closing, end)) >= 0:
                return block_end + len(closing), ""
            self._unclosed.add(closing)
        if closing or _ADDED_COMMENT.match(comment):
            return end + 3, ""
        return end + 3, self._rewriting.undo_comment(comment) if "url" in comment else None

    def _element(self, text: str, tag: re.Match[str]) -> tuple[int, str | None]:
        name, source = tag["name"].lower(), tag[0]
        if name in ("script", "style", "title", "textarea"):
            code_end, end = raw_text_end(text, tag.end(), name)
            code = text[tag.end() : code_end]
            if name == "script":
                return end, self._script(source, code, text[code_end:end])
            if name == "style":
                return end, self._tag(source) + self._rewriting.undo_style(code) + text[code_end:end]
            return end, None
        if name == "link" and _ADDED_FILE.match(attribute(source, "href") or ""):
            return tag.end(), ""
        if name == "div" and "div" not in self._unclosed and attribute(source, "id") in _ADDED_ID:
            if (end := balanced_end(text, tag.start(), "div")) >= 0:
                return end, ""
            self._unclosed.add("div")
        return tag.end(), self._tag(source) if self._needle in source else None

    def _tag(self, source: str) -> str:
        return sub_attributes(source, self._rewriting.undo_attribute)

    def _script(self, tag: str, code: str, closing: str) -> str:
        if _ADDED_FILE.match(attribute(tag, "src") or "") or _ADDED_CODE.match(code):
            return ""
        if _WRAPPED.match(code):
            code = _unwrapped(code)
        return self._tag(tag) + self._rewriting.undo_script(code) + closing


def _unwrapped(code: str) -> str:
    """Return a script without the block in which replay runs it with its own ``window`` (pywb 2, Wayback since 2018)."""
    end = 0
    for line in _WRAPPER_LINE.finditer(code[:4000]):
        end = line.end()
    if not end:
        return code
    inner = code[end:].strip()
    if inner.startswith("{") and inner.endswith("\n\n}}"):  # pywb 2.8 and later have a second block inside
        inner = inner[1:-1].rstrip()
    inner = inner.removesuffix("}").strip("\n")
    return _CHECKED_LOCATION.sub("", inner).replace(_CHECKED_THIS, "this").replace(".__WB_pmw(self)", "")
