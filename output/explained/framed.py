"""The page that is explained, as it is put beside its record: nothing of it runs, and where each field stood is marked."""

from __future__ import annotations

import re
from html import escape

from filmdig.parsers.explain import Explanation

MAX_PAGE = 4 << 20
"""A page above this many characters is shown cut, and said to be."""

# Put before the page's own markup: no script, no picture, no font of it is ever fetched or run. What would be asked for is
# taken out of the markup as well, since a browser begins to ask before it refuses, and no policy keeps it from connecting to
# the hosts that `<link rel="preconnect">` names (Chromium 2026).
_INSIDE = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
_WITHOUT_MEANING = re.compile(r"<(/?)(?=(?:link|meta|base|frame|object|embed)[\s/>])", re.IGNORECASE)
_OPENING = re.compile(r"<(?![aA]\s|area\s)[A-Za-z][^>]*")
_ASKING = re.compile(
    r"(?<=[\s\"'/])(?=(?:src|srcset|srcdoc|poster|background|data|action|formaction|lowsrc|dynsrc|href|xlink:href)\s*=)",
    re.IGNORECASE,
)
_OF_STYLES = re.compile(r"@import|\burl\(|\bimage-set\(", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z][^\s/>]*")
# How far before a word its tag is looked for.
_NEAR = 2000


def mark_name(explanation: Explanation) -> str:
    """Return the name of the attribute that marks where a field stood: one that is nowhere in the page."""
    name = "data-filmdig"
    while name in explanation.source.lower():
        name += "-x"
    return name


def framed(explanation: Explanation, numbers: dict[str, int]) -> str:
    """Return the page in a frame, or a crawler's text in lines, as HTML.

    Args:
        explanation: what is to be shown.
        numbers: each field's path, and its number in the record beside the page.
    """
    source, name = explanation.source[:MAX_PAGE], mark_name(explanation)
    if explanation.rendition == "text":
        return f'<pre id="page" tabindex="0" aria-label="The page">{_lines(explanation, source, name, numbers)}</pre>'
    inside = escape(_INSIDE + _marked(explanation, source, name, numbers))
    # Without `allow-scripts` nothing of it runs, whatever it is; with its origin, the script beside it can find a place in it.
    return f'<iframe id="page" sandbox="allow-same-origin" title="The page" srcdoc="{inside}"></iframe>'


def _at(explanation: Explanation, numbers: dict[str, int]) -> dict[tuple[int, int], list[int]]:
    """Return the fields that stood at each line and column."""
    found: dict[tuple[int, int], list[int]] = {}
    for field in explanation.fields:
        for position in field.positions:
            if field.path in numbers:
                found.setdefault(position, []).append(numbers[field.path])
    return found


def _marked(explanation: Explanation, source: str, name: str, numbers: dict[str, int]) -> str:
    """Return the source with an attribute in each tag that a field was read from, and without links to other files."""
    starts, begin = [0], source.find("\n")
    while begin >= 0:
        starts.append(begin + 1)
        begin = source.find("\n", begin + 1)
    tags: dict[int, set[int]] = {}
    for (line, column), fields in _at(explanation, numbers).items():
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
    """Return markup without what would fetch anything: names that mean nothing take the place of those that do."""
    without = _WITHOUT_MEANING.sub(r"<\1x-", source)
    quiet = _OPENING.sub(lambda tag: _ASKING.sub("x-", tag[0]), without)
    return _OF_STYLES.sub(lambda found: f"x-{found[0].lstrip('@')}", quiet)


def _lines(explanation: Explanation, source: str, name: str, numbers: dict[str, int]) -> str:
    of_line: dict[int, set[int]] = {}
    for (number, _), fields in _at(explanation, numbers).items():
        of_line.setdefault(number, set()).update(fields)
    html = []
    for number, line in enumerate(source.splitlines(), 1):
        taken = " ".join(map(str, sorted(of_line.get(number, ()))))
        marked = f' {name}="{taken}"' if taken else ""
        html.append(f"<span{marked}>{escape(line)}\n</span>")
    return "".join(html)
