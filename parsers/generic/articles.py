"""The body of an article: its paragraphs in order, without captions, forms and other furniture."""

from __future__ import annotations

import re
from collections import Counter

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.passages import is_caption, is_prose, weight
from filmdig.parsers.page.blocks import Block, Container

_REGION_SHARE = 0.75
_SHORTEST_BODY = 300
_SENTENCE = re.compile(r"[.!?…。！？”\"»）)]$")
_CLAUSES = re.compile(r"[，。！？].{4}")  # a text with clauses may end in an emoticon, or without a full stop
_LABELLED_LINE = re.compile(r"(?:^|\s)[^\W\d_][^:：.!?]{1,28}[:：]\s")
_FOOTNOTES = re.compile(
    r"^(?:©|copyright|all rights reserved|related(?: video| posts| articles)?:|see also|read more|more:|posted (?:in|by)|"
    r"tags?:|filed under|share (?:this|on)|"
    r"follow us|subscribe|sign up|originally published|this (?:article|review) (?:was|originally)|the following correction|"
    r"photos?:|image:|"
    r"\[?last modified|home\s)",
    re.IGNORECASE,
)


class Body:
    """The body of an article.

    Attributes:
        blocks: its paragraphs and the headings between them, in order.
        region: the element that contains it.
    """

    def __init__(self, blocks: list[Block], region: Container) -> None:
        self.blocks, self.region = blocks, region

    @property
    def weight(self) -> int:
        """The amount of text, as `passages.weight` measures it."""
        return sum(weight(block.text) for block in self.blocks)


def body_of(evidence: Evidence) -> Body | None:
    """Return the body of the page's article; None if the page has too little prose."""
    model = evidence.model
    labelled = Counter(row.block for row in evidence.rows if row.blocks[0] == row.blocks[1])
    values = {index for row in evidence.rows if row.field not in _TEXT_ROWS for index in range(*row.blocks)}
    prose = [
        block
        for block in model.blocks
        if not block.furniture
        and is_prose(block, 60)
        and not is_caption(block)
        and labelled[block.index] < 2
        and block.index not in values
        and not _FOOTNOTES.match(block.text)
        and not _is_credits(block)
    ]
    total = sum(weight(block.text) for block in prose)
    if total < _SHORTEST_BODY:
        return None
    region = _region_of(evidence, prose, total)
    inside = [block for block in prose if region.start <= block.index < region.end]
    kind = _main_kind(inside)
    kept = {block.index for block in inside if _is_of_kind(evidence, block, kind, region)}
    if not kept:
        return None
    above, end = region.start, max(kept) + 1
    while above and _introduces(model.blocks[above - 1], kind, values):
        above -= 1
        kept.add(above)
    start = min(kept)
    while end < len(model.blocks) and _concludes(evidence, model.blocks[end - 1], model.blocks[end], kind, labelled):
        end += 1
    parents = {_parent(evidence, model.blocks[index]) for index in kept}
    blocks: list[Block] = []
    headings: list[Block] = []
    for block in model.blocks[start:end]:
        if block.furniture or is_caption(block) or _in_form(evidence, block, region):
            continue
        if block.index in kept:
            blocks += headings
            headings = []
            blocks.append(block)
        elif block.level:
            headings = [block]
        elif _is_short_paragraph(block, kind, labelled) or _is_item(evidence, block, parents, labelled):
            blocks += headings
            headings = []
            blocks.append(block)
    return Body(blocks, region)


_LONG = 200


def _introduces(block: Block, kind: tuple[str, str], values: set[int]) -> bool:
    """Return whether the block right before the body's element is its introduction, which is often in another element."""
    return (
        block.tag == kind[0] == "p"
        and not block.furniture
        and weight(block.text) >= _LONG
        and is_prose(block)
        and not is_caption(block)
        and block.index not in values
        and not _FOOTNOTES.match(block.text)
    )


def _concludes(evidence: Evidence, last: Block, block: Block, kind: tuple[str, str], labelled: Counter[int]) -> bool:
    """Return whether a short paragraph after the last one, in the same element, still belongs to the body."""
    return (
        _parent(evidence, block) == _parent(evidence, last)
        and block.tag == last.tag == "p"
        and not block.furniture
        and not is_caption(block)
        and _is_short_paragraph(block, kind, labelled)
    )


def _is_item(evidence: Evidence, block: Block, parents: set[int], labelled: Counter[int]) -> bool:
    """Return whether a short block is an item of a list among the body's paragraphs, without a link or labelled fact."""
    return (
        block.tag == "li"
        and not block.linked
        and labelled[block.index] == 0
        and evidence.model.containers[_parent(evidence, block)].parent in parents
    )


def _parent(evidence: Evidence, block: Block) -> int:
    """Return the index of the container around a block's own container."""
    return evidence.model.containers[block.container].parent


def _in_form(evidence: Evidence, block: Block, region: Container) -> bool:
    """Return whether a block is in a form inside the body's element, such as a petition or newsletter."""
    containers = evidence.model.containers
    at = block.container
    while at >= 0 and containers[at] is not region:
        if containers[at].tag == "form":
            return True
        at = containers[at].parent
    return False


_TEXT_ROWS = frozenset(("synopsis", "review", "other", "credits", "cast_with", "biography"))


def _is_credits(block: Block) -> bool:
    """Return whether a block is a run of credits: "Rating: … Rated: … Starring: …"."""
    text = block.text
    return len(text) < 900 and text.count(":") + text.count("：") >= 3 and len(_LABELLED_LINE.findall(text)) >= 3


def _region_of(evidence: Evidence, prose: list[Block], total: int) -> Container:
    """Return the smallest element that contains most of the prose."""
    model = evidence.model
    sums: Counter[int] = Counter()
    for block in prose:
        at = block.container
        while at >= 0:
            sums[at] += weight(block.text)
            at = model.containers[at].parent
    best = max(
        (at for at, amount in sums.items() if amount >= total * _REGION_SHARE),
        key=lambda at: (-(model.containers[at].end - model.containers[at].start), at),
    )
    # One paragraph may be most of a page's prose; its siblings belong to the body too.
    while best > 0 and model.containers[best].end - model.containers[best].start == 1:
        best = model.containers[best].parent
    return model.containers[best]


def _main_kind(blocks: list[Block]) -> tuple[str, str]:
    """Return the tag and class of most of the text; the class is empty for `p`."""
    amounts: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        amounts[block.tag, "" if block.tag == "p" else block.cls] += weight(block.text)
    return amounts.most_common(1)[0][0] if amounts else ("p", "")


def _is_of_kind(evidence: Evidence, block: Block, kind: tuple[str, str], region: Container) -> bool:
    """Return whether a block is a paragraph of the body, not of a box inside it."""
    if block.tag == kind[0] and (block.tag == "p" or block.cls == kind[1]):
        return True
    return block.tag in ("p", "blockquote", "li") or evidence.model.containers[block.container] is region


def _is_short_paragraph(block: Block, kind: tuple[str, str], labelled: Counter[int]) -> bool:
    """Return whether a short block between paragraphs is a paragraph too."""
    return (
        block.tag in ("p", kind[0])
        and (block.tag == "p" or block.cls == kind[1])
        and block.linked * 2 <= len(block.text)
        and bool(_SENTENCE.search(block.text) or _CLAUSES.search(block.text))
        and labelled[block.index] == 0
        and not _FOOTNOTES.match(block.text)
    )
