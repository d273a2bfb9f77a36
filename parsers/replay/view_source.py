"""Unwrap pages saved from a browser's view of their source: the page's HTML as text, in a table of numbered lines."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

# Seen since 2018 (Chrome and browsers based on it): `<td class="line-number" value="1"></td><td class="line-content">`; until
# 2012 both classes began with "webkit-". Firefox has one `pre`, with line breaks: `<body id="viewsource" class="highlight">`.
_LINE: Final = re.compile(r'<td class="(?:webkit-)?line-content">')
_NUMBER: Final = re.compile(r'<td class="(?:webkit-)?line-number"')
_FIREFOX: Final = '<body id="viewsource"'
_HEAD: Final = 4 << 10
_TAGS: Final = re.compile(r"<[^<>]*>")


def is_view_source(text: str) -> bool:
    """Return whether a page is a browser's view of another's source."""
    if text.find(_FIREFOX, 0, _HEAD) >= 0:
        return True
    return "line-content" in text[:_HEAD] and bool(_NUMBER.search(text, 0, _HEAD) and _LINE.search(text, 0, _HEAD))


def unwrap_view_source(text: str) -> str:
    """Return the page whose source is shown: the text of the lines, without the markup of syntax highlighting."""
    _, firefox, source = text.partition(_FIREFOX)
    if firefox:
        return unescape(_TAGS.sub("", source.partition(">")[2])).lstrip()
    lines = (_TAGS.sub("", line.partition("</td>")[0]) for line in _LINE.split(text)[1:])
    return "\n".join(unescape(line) for line in lines).lstrip()
