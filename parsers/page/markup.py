"""Find tags, attributes and the ends of elements in a page's source, for changes that must leave all other bytes unchanged.

All patterns take linear time: their repetitions are possessive or bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_ATTRIBUTE = r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+"""

#: A start tag. If it does not match at a ``<`` before a letter, the page ends inside the tag.
TAG = re.compile(rf"<(?P<name>[a-zA-Z][^\s/>]*+)(?:{_ATTRIBUTE}|[\s/=]++)*+>")

#: Where a comment or a start tag begins.
OPENING = re.compile(r"<(?:!--|(?=[a-zA-Z]))")

_TAG_OPENING = re.compile(r"<(?=[a-zA-Z])")

# A name without a value matches too, so that no character is looked at twice.
_NAMED_VALUE = re.compile(
    r"""(?P<name>[^\s/>=]++)(?:(?P<equals>\s*+=\s*+)(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>(?!["'])[^\s>]++)))?+"""
)
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE) for name in ("script", "style", "title", "textarea")
}


def tags(text: str) -> Iterator[re.Match[str]]:
    """Yield the start tags of a text in order, including those inside comments and scripts."""
    position = 0
    while (opening := _TAG_OPENING.search(text, position)) and (tag := TAG.match(text, opening.start())):
        yield tag
        position = tag.end()


def sub_attributes(tag: str, change: Callable[[str, str], str]) -> str:
    """Return a start tag with each attribute's value replaced by ``change(name, value)``; values are as in the source."""

    def changed(match: re.Match[str]) -> str:
        if match["equals"] is None:
            return match[0]
        group = match.lastgroup or "bare"
        old = match[group]
        new = change(match["name"], old)
        if new == old:
            return match[0]
        quote = {"double": '"', "single": "'"}.get(group, "")
        return f"{match['name']}{match['equals']}{quote}{new}{quote}"

    return _NAMED_VALUE.sub(changed, tag)


def attribute(tag: str, name: str) -> str | None:
    """Return an attribute's value in a start tag, as in the source; None if the attribute is absent or has no value."""
    for match in _NAMED_VALUE.finditer(tag):
        if match["name"].lower() == name and match["equals"] is not None:
            return match[match.lastgroup or "bare"].strip()
    return None


def raw_text_end(text: str, position: int, name: str) -> tuple[int, int]:
    """Return where the text of a script, style, title or textarea ends, and where its end tag does; by default the page's end."""
    match = _RAW_TEXT_END[name].search(text, position)
    return match.span() if match else (len(text), len(text))


def balanced_end(text: str, position: int, name: str) -> int:
    """Return where the element that starts at the position ends, after its end tag; -1 if it is never closed."""
    depth = 0
    for match in re.compile(rf"<(/?){name}(?=[\s/>])[^>]*+>?", re.IGNORECASE).finditer(text, position):
        depth += -1 if match[1] else 1
        if depth == 0:
            return match.end()
    return -1
