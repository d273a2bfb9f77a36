"""Pages saved from a browser's view of their source: the page's HTML as text, in a table of numbered lines."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

# Seen since 2018 (Chrome and its kin): `<td class="line-number" value="1"></td><td class="line-content">`.
_LINE: Final = '<td class="line-content">'
_NUMBER: Final = '<td class="line-number"'
_HEAD: Final = 4 << 10
_TAGS: Final = re.compile(r"<[^<>]*>")


def is_view_source(text: str) -> bool:
    """Whether a page is a browser's view of another's source."""
    return text.find(_NUMBER, 0, _HEAD) >= 0 and text.find(_LINE, 0, _HEAD) >= 0


def unwrap_view_source(text: str) -> str:
    """Return the page whose source is shown: the lines' text, with the markup of its colours removed."""
    lines = (_TAGS.sub("", line.partition("</td>")[0]) for line in text.split(_LINE)[1:])
    return "\n".join(unescape(line) for line in lines).lstrip()
