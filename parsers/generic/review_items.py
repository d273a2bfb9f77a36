"""Find the reviews that a page lists: sections under headings for reviews, and the repeating items in each."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import msgspec

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.passages import weight
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import By

_HEADING = re.compile(
    r"^(?:(?:user|viewer|audience|member|reader|customer|critic|critics'?|top critic|latest|recent|popular|top|featured)\s)*"
    r"(?:reviews?|comments|opinions)\b.{0,40}$|"
    r".{0,60}\b(?:reviews?|user comments)(?: for .{1,60})?(?:\s?\([\d.,]+\))?$|"
    r"^(?:отзывы|рецензии|відгуки|рецензії|комментарии зрителей|мнения)\b.{0,60}$|"
    r"^(?:kritiken|nutzerkritiken|zuschauer\w*|bewertungen|pressestimmen)\b.{0,40}$|^(?:critiques|avis)\b.{0,40}$|"
    r"^(?:críticas|opiniones|reseñas|comentarios|resenhas|opiniões|avaliações)\b.{0,40}$|^(?:recensioni|commenti|"
    r"opinioni)\b.{0,40}$|"
    r"^(?:recensies|recensioner|anmeldelser|arvostelut|recenzje|opinie|recenze|komentáře|recenzie|vélemények|kritikák|"
    r"recenzii|κριτικές|"
    r"yorumlar|eleştiriler)\b.{0,40}$|"
    r"^.{0,14}(?:短评|影评|评论|レビュー|感想|리뷰|관람평|평점|مراجعات|آراء|ביקורות|نظرات)[\s\W\d]{0,20}(?:全部.{0,12})?$",
    re.IGNORECASE,
)
_CRITICS = re.compile(
    r"\b(?:critics?|press[e]?|top critics|kritiker|pressestimmen|crítica especializada|critici)\b|критик", re.IGNORECASE
)
_AUDIENCE = re.compile(
    r"\b(?:users?|audience|viewers?|members?|fans?|readers?|nutzer\w*|zuschauer\w*|spectateurs|espectadores|spettatori)\b|"
    r"зрител|短评",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|komentarze|komentáře|комментарии|yorumlar)\b"
    r"(?! (?:by|von|de) )",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NO_TEXT_CLASS = re.compile(r"author|user(?!-?(?:review|text))|date|time|rating|score|vote|help|share|report|actions?|meta|name")
NOT_TEXT = re.compile(
    r"^\W?(?:was this|other reviews|report|reply|ответить|antworten|thanks for|login|log in|register|write|sign|full review|"
    r"view all|see all|share|"
    r"block this|this member is|translated from|watched|rewatched|super reviewer|review this|comment on|to leave|"
    r"add (?:a|your|my)|rate this|post (?:a|your)|leave a|be the first|"
    r"kommentera|kommentieren|répondre|responder|rispondi|přidat|dodaj|добавить|оставить)\b|"
    r"^\d{1,3} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b.{0,20} ago\b|"
    r"^.{0,24}(?:vor|il y a|hace|fa) \d{1,3} \w{3,8}$|"
    r"^(?:热门|最新|最热|好友|liked|replies|жирный|курсив|bold|italic|fett|kursiv|gras|italique|negrita|cursiva|grassetto|corsivo)$",
    re.IGNORECASE,
)
_FEWEST = 2
_LARGEST = 4000


class Section(msgspec.Struct):
    """The blocks under one heading for reviews, who wrote them if it states so, and whether it calls them comments."""

    blocks: list[Block]
    by: By | None
    comments: bool = False


class Group(msgspec.Struct):
    """One review: all blocks of its item, and those of its text."""

    window: list[Block]
    body: list[Block]


def sections_of(evidence: Evidence) -> list[Section]:
    """Return the sections of reviews in order, else the page's comments; computed once per page."""
    return evidence.page.memo("review sections", lambda: _sections(evidence))


def _sections(evidence: Evidence) -> list[Section]:
    blocks = evidence.model.blocks
    found: list[Section] = []
    past = 0
    for block in blocks:
        if block.index < past or not _heads_reviews(block):
            continue
        inside: list[Block] = []
        for other in blocks[block.index + 1 : block.index + _LARGEST]:
            if other.level and (not block.level or other.level <= block.level):
                break
            if not block.level and key_of(other) == key_of(block):
                break
            if len(inside) > 1 and _heads_reviews(other) and (other.level or not block.level):
                break
            if other.furniture not in ("nav", "footer", "aside"):
                inside.append(other)
        if sum(weight(one.text) for one in inside) >= 30 and len(inside) >= _FEWEST:
            found.append(Section(inside, _rater_in(block), bool(_COMMENTS.match(block.text))))
            past = inside[-1].index + 1
    if not found:
        inside = [block for block in blocks if block.furniture == "comments"][:_LARGEST]
        if len(inside) >= _FEWEST:
            found.append(Section(inside, None))
    return found


def _heads_reviews(block: Block) -> bool:
    if len(block.text) > 90 or block.furniture in ("nav", "footer", "aside", "hidden"):
        return False
    label = label_of(block.text)
    if label is not None and label.field == "review":
        return bool(block.level) or _is_head(block)
    return (bool(block.level) or "title" in block.cls or "heading" in block.cls) and bool(_HEADING.match(block.text))


def _is_head(block: Block) -> bool:
    return (bool(block.pieces) and all(piece.mark for piece in block.pieces)) or "title" in block.cls or "head" in block.cls


def _rater_in(heading: Block) -> By | None:
    critics, audience = _CRITICS.search(heading.text), _AUDIENCE.search(heading.text)
    return None if bool(critics) == bool(audience) else "critics" if critics else "audience"


def key_of(block: Block) -> tuple[str, str]:
    """Return a block's tag and its class without digits, which are equal for blocks of the same kind."""
    return block.tag, _DIGITS.sub("", block.cls)


def groups_of(evidence: Evidence, section: Section) -> list[Group]:
    """Return the reviews of a section."""
    amounts: Counter[tuple[str, str]] = Counter()
    for block in section.blocks:
        if not block.level and not NOT_TEXT.match(block.text):
            amounts[key_of(block)] += weight(block.text)
    key = next((one for one, _ in amounts.most_common(3) if not _NO_TEXT_CLASS.search(one[1])), None)
    if key is None or amounts[key] < 30:
        return []
    texts = [
        block
        for block in section.blocks
        if key_of(block) == key and not NOT_TEXT.match(block.text) and block.text.count(" | ") < 2
    ]
    if not texts:
        return []
    return _wrapped(evidence, section, texts) or _consecutive(evidence, section, texts)


def _wrapped(evidence: Evidence, section: Section, texts: list[Block]) -> list[Group]:
    """Return the reviews if each has an element around it: the largest that does not contain another review's text."""
    model = evidence.model
    first, last = section.blocks[0].index, section.blocks[-1].index + 1
    wrapped: list[Group] = []
    for depth in range(1, 12):
        around: dict[int, list[Block]] = {}
        for block in texts:
            at = block.container
            for _ in range(depth):
                at = max(0, model.containers[at].parent)
            around.setdefault(at, []).append(block)
        holders = [model.containers[at] for at in around]
        if len(holders) < _FEWEST or (wrapped and len(holders) < len(wrapped)):
            break
        if any(holder.start < first or holder.end > last for holder in holders):
            break
        spans = sorted((holder.start, holder.end) for holder in holders)
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            break  # an element is inside another
        items = [Group(model.blocks[model.containers[at].start : model.containers[at].end], body) for at, body in around.items()]
        if sum(len(item.window) > len(item.body) for item in items) * 4 >= len(items) * 3:
            wrapped = items
    return wrapped


def _consecutive(evidence: Evidence, section: Section, texts: list[Block]) -> list[Group]:
    """Return the reviews without elements around them: each text with the blocks before it, or after it if texts come first."""
    blocks = evidence.model.blocks
    first, last = section.blocks[0].index, section.blocks[-1].index + 1
    wanted = {block.index for block in texts}
    runs: list[tuple[int, int]] = []
    for index in sorted(wanted):
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    groups = []
    leading = runs[0][0] > first
    for number, (start, end) in enumerate(runs):
        if leading:
            window = blocks[runs[number - 1][1] if number else first : end]
        else:
            window = blocks[start : runs[number + 1][0] if number + 1 < len(runs) else last]
        groups.append(Group(window, blocks[start:end]))
    return groups


_SIGNS = "[title],[aria-label],[class~=fresh],[class~=rotten],[class*=star],[class*=rating]"


def symbols_of(evidence: Evidence, group: Group) -> list[Node]:
    """Return the elements of a review that have a meaning without text, such as stars drawn by a style sheet.

    Empty if no element is around this review alone.
    """
    first, last = group.window[0], group.window[-1]
    around = next((one for one in evidence.model.around(first) if one.end > last.index), None)
    if around is None or around.node is None or around.end - around.start > len(group.window) + 1:
        return []
    return Node(around.node).all(_SIGNS)
