"""The explained page, made safe to show beside its record: no script runs, and the place of each field is marked."""

from __future__ import annotations

import re
from html import escape

from filmdig.parsers.explain import Explanation

#: The number of characters shown of a page; the file states when a page is cut.
MAX_PAGE = 4 << 20

# Put before the page's own markup, so that none of its scripts, pictures and fonts is fetched or run. Attributes that fetch are
# disabled in the markup as well, because a browser may start a request before it refuses it, and no policy keeps it from
# connecting to the hosts named by `<link rel="preconnect">` (Chromium 2026).
_POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
_DISABLED_TAGS = re.compile(r"<(/?)(?=(?:link|meta|base|frame|object|embed)[\s/>])", re.IGNORECASE)
_OPENING = re.compile(r"<(?![aA]\s|area\s)[A-Za-z][^>]*")
_FETCHING_ATTRIBUTES = re.compile(
    r"(?<=[\s\"'/])(?=(?:src|srcset|srcdoc|poster|background|data|action|formaction|lowsrc|dynsrc|href|xlink:href)\s*=)",
    re.IGNORECASE,
)
_FETCHING_STYLES = re.compile(r"@import|\burl\(|\bimage-set\(", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z][^\s/>]*")
# How far before a word its tag is searched for, in characters.
_NEAR = 2000


def mark_name(explanation: Explanation) -> str:
    """Return a name that does not occur in the page, for the attribute that marks where a field was read."""
    name = "data-filmdig"
    while name in explanation.source.lower():
        name += "-x"
    return name


def framed(explanation: Explanation, numbers: dict[str, int]) -> str:
    """Return the page in a frame, or a crawler's text in lines, as HTML.

    Args:
        explanation: the explanation to show.
        numbers: the number of each field in the record's pane, by path.
    """
    source, name = explanation.source[:MAX_PAGE], mark_name(explanation)
    if explanation.rendition == "text":
        return f'<pre id="page" tabindex="0" aria-label="The page">{_lines(explanation, source, name, numbers)}</pre>'
    inside = escape(_POLICY + _marked(explanation, source, name, numbers))
    # Without `allow-scripts`, no script of the page can run. With the same origin, this file's own script can search the page.
    return f'<iframe id="page" sandbox="allow-same-origin" title="The page" srcdoc="{inside}"></iframe>'


def _fields_by_place(explanation: Explanation, numbers: dict[str, int]) -> dict[tuple[int, int], list[int]]:
    """Return the numbers of the fields read at each line and column."""
    found: dict[tuple[int, int], list[int]] = {}
    for field in explanation.fields:
        for position in field.positions:
            if field.path in numbers:
                found.setdefault(position, []).append(numbers[field.path])
    return found


def _marked(explanation: Explanation, source: str, name: str, numbers: dict[str, int]) -> str:
    """Return the source with an attribute in each tag that a field was read from, and with everything that fetches disabled."""
    starts, begin = [0], source.find("\n")
    while begin >= 0:
        starts.append(begin + 1)
        begin = source.find("\n", begin + 1)
    tags: dict[int, set[int]] = {}
    for (line, column), fields in _fields_by_place(explanation, numbers).items():
        if line > len(starts):
            continue
        place = starts[line - 1] + column
        tag = _TAG.match(source, place)
        if tag is None:
            before = source.rfind("<", max(0, place - _NEAR), place)
            tag = _TAG.match(source, before) if before >= 0 else None
        if tag is not None:
            tags.setdefault(tag.end(), set()).update(fields)
    parts, done = [], 0
    for end in sorted(tags):
        parts += [source[done:end], f' {name}="{" ".join(map(str, sorted(tags[end])))}"']
        done = end
    return _harmless("".join([*parts, source[done:]]))


def _harmless(source: str) -> str:
    """Return markup that fetches nothing: the names of tags, attributes and style rules that fetch are made meaningless."""
    tags_disabled = _DISABLED_TAGS.sub(r"<\1x-", source)
    attributes_disabled = _OPENING.sub(lambda tag: _FETCHING_ATTRIBUTES.sub("x-", tag[0]), tags_disabled)
    return _FETCHING_STYLES.sub(lambda found: f"x-{found[0].lstrip('@')}", attributes_disabled)


def _lines(explanation: Explanation, source: str, name: str, numbers: dict[str, int]) -> str:
    of_line: dict[int, set[int]] = {}
    for (number, _), fields in _fields_by_place(explanation, numbers).items():
        of_line.setdefault(number, set()).update(fields)
    html = []
    for number, line in enumerate(source.splitlines(), 1):
        taken = " ".join(map(str, sorted(of_line.get(number, ()))))
        marked = f' {name}="{taken}"' if taken else ""
        html.append(f"<span{marked}>{escape(line)}\n</span>")
    return "".join(html)
