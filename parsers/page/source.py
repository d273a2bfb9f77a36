"""Read a page's title, first heading, language and own address from its source, without building a tree.

The results are approximate, since comments and scripts are searched too. They only decide whether a page is read at all.
"""

from __future__ import annotations

import re
from html import unescape

from filmdig.parsers.page.plain_text import one_line, places

#: How many characters at the beginning of the source are searched.
HEAD = 64 << 10
_TITLE = re.compile(r"<title(?:\s[^>]{0,300})?>([^<]{0,600})", re.IGNORECASE)
_HEADING_START = re.compile("<[hH]1")
_HEADING = re.compile(r"<h1(?:\s[^>]{0,600})?>", re.IGNORECASE)
_HEADING_END = re.compile(r"</h1", re.IGNORECASE)
_LONGEST_HEADING = 1200
_TAGS = re.compile(r"<[^<>]{0,600}>")
_LANGUAGE = re.compile(
    r"<html[^>]{0,600}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3})", re.IGNORECASE
)
_CANONICAL = re.compile(
    r"<link\s[^>]{0,400}?rel=[\"']?canonical[\"']?[^>]{0,1200}?href=[\"']?(https?://[^\"'>\s]{1,1000})|"
    r"<link\s[^>]{0,400}?href=[\"']?(https?://[^\"'>\s]{1,1000})[\"']?\s[^>]{0,400}?rel=[\"']?canonical|"
    r"<meta\s[^>]{0,400}?og:url[\"']?\s[^>]{0,400}?content=[\"']?(https?://[^\"'>\s]{1,1000})",
    re.IGNORECASE,
)


def source_title(html: str) -> str | None:
    """Return the text of the first `title`."""
    at = html.find("<title", 0, HEAD)
    if at < 0:
        at = html.find("<TITLE", 0, HEAD)
    match = _TITLE.match(html, at) if at >= 0 else None
    return (one_line(unescape(match[1])) or None) if match else None


def source_heading(html: str) -> str | None:
    """Return the text of the first `h1`."""
    start = _HEADING_START.search(html, 0, HEAD)
    match = _HEADING.match(html, start.start()) if start else None
    end = _HEADING_END.search(html, match.end(), match.end() + _LONGEST_HEADING + 4) if match else None
    return (one_line(unescape(_TAGS.sub(" ", html[match.end() : end.start()]))) or None) if match and end else None


def source_language(html: str) -> str | None:
    """Return the language of the `html` element."""
    match = _LANGUAGE.search(html, 0, 4096)
    return match[1].replace("_", "-") if match else None


def source_url(html: str) -> str | None:
    """Return the address in the canonical link or `og:url`, whichever comes first."""
    # The pattern is only tried on elements with these words: to try it at every "<" takes longer than all else here.
    for place in sorted([*places(html, "canonical", HEAD), *places(html, "og:url", HEAD)]):
        match = _CANONICAL.match(html, max(0, html.rfind("<", 0, place)), HEAD)
        if match:
            return unescape(next(group for group in match.groups() if group))
    return None
