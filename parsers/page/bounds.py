"""Remove markup that takes the HTML engine more than linear time, before the engine reads the page."""

from __future__ import annotations

import functools
import itertools
import re

from ahocorasick_rs import BytesAhoCorasick, MatchKind

# Both cases are spelled out: a pattern that ignores case cannot search for its first letter.
_TOP = re.compile(r"<(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])(?=[\s/>])[^>]*+>?")
#: A page put together from several pages has a few of each. The engine compares the attributes of each with all earlier ones.
MOST_TOPS = 100


@functools.cache
def _openings() -> BytesAhoCorasick:
    """Return an automaton that finds the openings of the tags in a fifth of the pattern's time; every page is searched."""
    written = (zip(f"<{tag}", f"<{tag.upper()}", strict=True) for tag in ("html", "body"))
    patterns = {"".join(letters).encode() for tag in written for letters in itertools.product(*tag)}
    return BytesAhoCorasick(sorted(patterns), matchkind=MatchKind.LeftmostFirst)


def bounded(html: str, source: bytes) -> tuple[str, str | None]:
    """Remove a page's ``html`` and ``body`` tags after the first `MOST_TOPS`.

    Args:
        html: the source.
        source: the same in UTF-8.

    Returns:
        the source with blanks in place of the removed tags, and a message on what was removed; None if nothing was.
    """
    if len(_openings().find_matches_as_indexes(source)) <= MOST_TOPS:
        return html, None
    tops = list(_TOP.finditer(html))
    if len(tops) <= MOST_TOPS:
        return html, None
    parts, place = [], 0
    for top in tops[MOST_TOPS:]:
        parts += [html[place : top.start()], " " * len(top[0])]  # keeps the positions of what follows
        place = top.end()
    parts.append(html[place:])
    return "".join(parts), f"{len(tops) - MOST_TOPS} of {len(tops)} tags of html and body were left out"
