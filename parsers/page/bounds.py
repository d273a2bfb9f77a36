"""What is taken out of a page's source before the HTML engine reads it: markup that costs the engine more than its length."""

from __future__ import annotations

import re

# Case by case, since a pattern that ignores it looks for no first letter.
_TOP = re.compile(r"<(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])(?=[\s/>])[^>]*+>?")
#: A page that was put together of many has a few of each; the attributes of every further one are compared with all before.
MOST_TOPS = 100


def bounded(html: str) -> tuple[str, str | None]:
    """Return a page's source with no more than `MOST_TOPS` tags of ``html`` and ``body``, and what was taken out in words."""
    if html.count("<") <= MOST_TOPS:
        return html, None
    tops = list(_TOP.finditer(html))
    if len(tops) <= MOST_TOPS:
        return html, None
    parts, place = [], 0
    for top in tops[MOST_TOPS:]:
        parts += [html[place : top.start()], " " * len(top[0])]  # what follows keeps its place
        place = top.end()
    parts.append(html[place:])
    return "".join(parts), f"{len(tops) - MOST_TOPS} of {len(tops)} tags of html and body were left out"
