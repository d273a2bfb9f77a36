"""Group pages by template, from their ids, classes and tags, and find marks that distinguish the templates."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from filmdig.parsers.learning.chains import elements, step
from filmdig.parsers.page.document import Page

#: The weighted share of common tokens from which a page belongs to a template; rarer tokens weigh more.
ALIKE = 0.42
_COMMON = 0.6  # the share of a template's pages that must have a token for it to be typical
_MARKS = 4
_REFUSED = 3


def tokens(page: Page) -> frozenset[str]:
    """Return the tokens of a page: its elements' ids and classes, its chains of three tags, and the first folder of its URL."""
    found: set[str] = set()
    for node in elements(page):
        own = step(node)
        if own != node.tag:
            found.add(own)
        around = node.parent
        if around is not None and around.parent is not None:
            found.add(f"{around.parent.tag}>{around.tag}>{node.tag}")
    try:
        parts = [part for part in urlsplit(page.url or "").path.split("/") if part]
    except ValueError:  # "[" in a host that is not an IPv6 address
        parts = []
    if len(parts) > 1:
        found.add(f"path:{re.sub(r'[0-9]+', 'N', parts[0])[:40]}")
    return frozenset(map(sys.intern, found))


def group(pages: Sequence[frozenset[str]]) -> list[list[int]]:
    """Return the indexes of pages, grouped by template, largest group first.

    Args:
        pages: the tokens of each page.
    """
    frequency = Counter(token for page in pages for token in page)
    weights = {token: _weight(token, count, len(pages)) for token, count in frequency.items()}
    groups: list[list[int]] = []
    counts: list[Counter[str]] = []
    for number, page in enumerate(pages):
        best, at = 0.0, -1
        for index, count in enumerate(counts):
            core = {token for token, times in count.items() if times >= _COMMON * len(groups[index])}
            alike = _alike(page, core, weights)
            if alike > best:
                best, at = alike, index
        if best >= ALIKE:
            groups[at].append(number)
            counts[at].update(page)
        else:
            groups.append([number])
            counts.append(Counter(page))
    return sorted(groups, key=lambda numbers: (-len(numbers), numbers[0]))


def _weight(token: str, count: int, pages: int) -> float:
    # A token on all pages is the site's frame; a token on a single page belongs to that film.
    weight = math.log(pages / count) + 0.15 if count > 1 or pages < 4 else 0.1
    return weight * (6 if token.startswith("path:") else 0.4 if ">" in token else 1)


def _alike(page: frozenset[str], core: set[str], weights: dict[str, float]) -> float:
    shared = sum(weights[token] for token in page & core)
    # A page may lack parts that others have, and have parts of its own: the share is relative to the mean of the two weights.
    ours, theirs = sum(weights[token] for token in page), sum(weights[token] for token in core)
    whole = 0.5 * (ours + theirs)
    return shared / whole if whole else 1.0


def marks_of(own: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> tuple[list[str], list[str]]:
    """Return a template's marks and refuses: selectors on all of its pages, and selectors on none of them but on others.

    Args:
        own: the tokens of each of its pages.
        others: the tokens of each of the site's other pages.
    """
    usable = [{token for token in page if _is_mark(token)} for page in own]
    shared = set.intersection(*usable) if usable else set()
    elsewhere = Counter(token for page in others for token in page)
    ranked = sorted(shared, key=lambda token: (elsewhere[token], "#" not in token, -len(token), token))
    marks = ranked[:_MARKS]
    mixed = [page for page in others if all(mark in page for mark in marks)]
    here = set().union(*usable) if usable else set()
    refused: list[str] = []
    while mixed and len(refused) < _REFUSED:
        counts = Counter(token for page in mixed for token in page if _is_mark(token) and token not in here)
        if not counts:
            break
        token = min(counts, key=lambda token: (-counts[token], token))
        refused.append(token)
        mixed = [page for page in mixed if token not in page]
    return marks, refused


def _is_mark(token: str) -> bool:
    return not token.startswith("path:") and ">" not in token
