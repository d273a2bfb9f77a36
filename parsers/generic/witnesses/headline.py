"""An article whose headline has one of the exact forms that name a film: "The Film T by N", "T (1974) Review"."""

from __future__ import annotations

from collections.abc import Iterator

from filmdig.parsers.generic.cut_texts import passage_of_text
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.passages import is_prose, strip_furniture
from filmdig.parsers.generic.prose import stated
from filmdig.parsers.generic.statement import STRONG, STRONGEST, WEAK, Statement
from filmdig.parsers.record.page_record import CastMember, Person

#: A page with more characters than this is not read as prose.
MAX_PROSE = 1 << 20


def headline(evidence: Evidence) -> Iterator[Statement]:
    """Yield the title, year, people and synopsis that such an article states."""
    page = evidence.page
    if len(page.html) > MAX_PROSE:
        return
    found = stated(_lines(evidence), page.title if page.rendition == "html" else None)
    if found.title is None or (page.rendition == "text" and not any(map(is_prose, evidence.model.blocks))):
        return  # an article has sentences; a list of titles does not
    if page.rendition == "html":
        heads = [page.title or "", *(block.text for block in evidence.model.body if block.level == 1)]
        if not any(found.title in head for head in heads):
            return
    place = "the headline names a film"
    yield Statement("title", found.title, "headline", place, STRONGEST)
    if found.year:
        strength = STRONG if page.rendition == "text" or not found.year_of_release else WEAK
        yield Statement("year", found.year, "headline", "the text", strength, found.year_of_release)
    if found.directors:
        yield Statement("directors", [Person(name=name) for name in found.directors], "headline", place, STRONG)
    if found.cast:
        yield Statement("cast", [CastMember(name=name) for name in found.cast], "headline", "the text", STRONG)
    if found.synopsis and evidence.page.rendition == "text":  # in markup `texts` reads sections
        yield Statement("synopsis", strip_furniture(passage_of_text(found.synopsis)), "headline", "section of the plot", STRONG)


def _lines(evidence: Evidence) -> list[str]:
    """Return the article's lines without the page's menus, with an empty line between blocks."""
    if evidence.page.rendition == "text":
        return evidence.page.lines
    lines: list[str] = []
    for block in evidence.model.body:
        lines += [f"{'#' * block.level} {block.text}" if block.level else block.text, ""]
    return lines
