"""What a page's source tells without a tree: its title, first heading, language and own address.

Nearly right: comments and scripts are not told from the page. Only for pages that are passed over unless one of these speaks.
"""

from __future__ import annotations

import re
from html import unescape

from filmdig.parsers.page.plain_text import one_line

HEAD = 64 << 10
"""So many characters at the beginning are looked at."""
_TITLE = re.compile(r"<title(?:\s[^>]{0,300})?>([^<]{0,600})", re.IGNORECASE)
_HEADING = re.compile(r"<h1(?:\s[^>]{0,600})?>(.{0,1200}?)</h1", re.IGNORECASE | re.DOTALL)
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
    at = html.find("<h1", 0, HEAD)
    if at < 0:
        at = html.find("<H1", 0, HEAD)
    match = _HEADING.match(html, at) if at >= 0 else None
    return (one_line(unescape(_TAGS.sub(" ", match[1]))) or None) if match else None


def source_language(html: str) -> str | None:
    """Return the language of the `html` element."""
    match = _LANGUAGE.search(html, 0, 4096)
    return match[1].replace("_", "-") if match else None


def source_url(html: str) -> str | None:
    """Return the address of the canonical link, or `og:url`."""
    if "canonical" not in html[:HEAD] and "og:url" not in html[:HEAD]:
        return None
    match = _CANONICAL.search(html, 0, HEAD)
    return unescape(next(group for group in match.groups() if group)) if match else None
