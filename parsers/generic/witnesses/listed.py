"""The films of a list page: programmes, rankings, search results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import folded
from filmdig.parsers.generic.statement import STRONG, Statement
from filmdig.parsers.generic.titles import cleaned, is_generic
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.generic.witnesses.structured import films_of, text_of
from filmdig.parsers.layouts.values import title_and_year
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.record.page_record import Related

_RANK = re.compile(r"^(?:#|№|no\.?\s?)?\d{1,3}[.):]?\s+(?=\S)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:18[89]|19\d|20\d)\d)(?!\d)")
#: The fewest films of a list.
_FEWEST = 3


def listed(evidence: Evidence) -> Iterator[Statement]:
    """Yield the films of a list that its data, or else its headings, name."""
    found = _of_data(evidence) or _of_headings(evidence)
    if len(found) >= _FEWEST:
        yield Statement("related", found, "listed", "the page's list", STRONG)


def _of_data(evidence: Evidence) -> list[Related]:
    if evidence.page.rendition != "html":
        return []
    found: dict[str, Related] = {}
    for one in films_of(evidence.page):
        title, year = title_and_year(text_of(one.item.get("name")))
        url = one.item.get("url")
        if title and folded(title) not in found:
            found[folded(title)] = Related(title=title, year=year, url=url if isinstance(url, str) else None)
    return list(found.values())


def _of_headings(evidence: Evidence) -> list[Related]:
    """Return the films of the largest group of headings with one level and class that have a year, or one in the next block."""
    groups: dict[tuple[int, str], list[Related]] = {}
    blocks = evidence.model.blocks
    for block in blocks:
        if block.furniture or not 2 <= block.level <= 5 or label_of(block.text) is not None or len(block.text) > 120:
            continue
        one = cleaned(_RANK.sub("", block.text), "list")
        year = one.year if one else None
        if one is None or is_generic(one.text):
            continue
        if year is None and block.index + 1 < len(blocks) and len(blocks[block.index + 1].text) <= 80:
            match = _YEAR.search(blocks[block.index + 1].text)
            year = int(match[1]) if match else None
        if year is not None:
            groups.setdefault((block.level, block.cls), []).append(Related(title=one.text, year=year, url=_link(block)))
    largest = max(groups.values(), key=len, default=[])
    return list({folded(one.title): one for one in largest}.values())


def _link(block: Block) -> str | None:
    return next((piece.href for piece in block.pieces if piece.href and not piece.href.startswith("#")), None)
