"""Turn blocks of a page into a text: with whole paragraphs, the hidden rest joined, and without furniture."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from filmdig.parsers.generic.cut_texts import is_marker, passage_of, passage_of_text
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.generic.vocabulary import label_of
from filmdig.parsers.layouts.cuts import Passage, split_credit
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.blocks import Block, Container
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.page.runs import Run, place_of, runs_in, runs_of

_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;][\"”“»’')\]）」』*]*$")
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:captions?|wp-caption-text|figcaption|credits?|byline|meta|tags?|share|social|author|date|rating|photo|image|img|footnotes?)"
    r"(?=$|[\s_-])"
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SHORTEST = 40
#: An element with this many blocks more than the text's own is large: only the part near the text is walked at first.
_MUCH = 12
#: Runs, the index of each block's first run, and the index of the first block.
Part = tuple[list[Run], list[int | None], int]


def weight(text: str) -> int:
    """Return the length of a text in characters of an alphabet; a Chinese, Japanese or Korean character counts as three."""
    return len(text) + (2 * _chinese(text) if not text.isascii() else 0)


@functools.lru_cache(maxsize=256)
def _chinese(text: str) -> int:
    return len(_CJK.findall(text))


def is_prose(block: Block, shortest: int = SHORTEST) -> bool:
    """Return whether a block is running text: sentences, few links, not a heading."""
    text = block.text
    if (
        block.level
        or (len(text) < shortest and weight(text) < shortest)
        or block.tag in ("figcaption", "caption", "th", "dt", "nav")
    ):
        return False
    if block.linked * 2 > len(text) or sum(map(str.isalpha, text[:400])) * 2 < len(text[:400]):
        return False
    return bool(_SENTENCE_END.search(text)) or len(text) >= 120 or weight(text) >= 120


def strip_controls(block: Block) -> str:
    """Return a block's text without the controls at its end."""
    pieces = list(block.pieces)
    while len(pieces) > 1 and (not pieces[-1].text.strip() or is_marker(one_line(pieces[-1].text), "more", "less")):
        pieces.pop()
    return one_line("".join(piece.text for piece in pieces))


def is_caption(block: Block) -> bool:
    """Return whether a block's tag or class marks it as not part of the text: a caption, a byline, tags."""
    return block.tag in ("figcaption", "caption") or bool(block.cls and _CAPTION.search(block.cls))


#: The beginning of a note to visitors.
NOTE = re.compile(
    r"(?:please note|n\.?b\.?|note|content (?:warning|note)|warning|hinweis|attention|nota|obs|внимание|uwaga|"
    r"pozn(?:ámka)?|opmerking|tickets?|"
    r"book (?:now|tickets))\b",
    re.IGNORECASE,
)
# Programme notes of cinemas and festivals (BFI 2025).
_SHOWING = re.compile(
    r"\b(?:screenings?|will be presented|introduc(?:ed|tion) by|subject to availability|followed by (?:a|an)\b|q&a|"
    r"restored (?:by|in)|descriptive subtitles|vorstellung|séance|sesión|seans\w*)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"[(\[—–~-]\s*(?:(?:source|quelle|fuente|fonte|källa|kilde|zdroj|źródło|forrás|sursa|"
    r"источник|джерело|kaynak|written by|text|from|via|"
    r"出典|来源)\s?[:：]?\s*)(.{2,80}?)\s*[)\]]?$",
    re.IGNORECASE,
)


_SOURCE_INLINE = re.compile(
    r"[(\[](?:source|quelle|fuente|fonte|källa|kilde|zdroj|źródło|источник|出典|来源)\s?[:：]\s?([^()\[\]\n]{2,80})[)\]][^\n]{0,40}\Z|"
    r"(?<=[.!?…\"”)])\sWritten by\s([^\n!?]{3,70})\s*\Z",
    re.IGNORECASE,
)


_LONGEST_SOURCE = 400


def source_of(line: str) -> str | None:
    """Return the source of the text above a line: "[Source: NAME]", "(Quelle: NAME)"; None for any other line."""
    found = _SOURCE.fullmatch(line) if len(line) < 120 else None
    return found[1] if found is not None else None


def strip_furniture(passage: Passage) -> Passage:
    """Return a text without what is printed below it: its source (kept as credit), notes to visitors, labelled rows."""
    tail = max(0, len(passage.text) - _LONGEST_SOURCE)  # the pattern is slow: searching all of a long text would dominate
    if (inline := _SOURCE_INLINE.search(passage.text, tail)) is not None and inline.start() > 0:
        passage.credit = passage.credit or (inline[1] or inline[2]).strip()
        passage.text = passage.text[: inline.start()].rstrip()
    rows = ":" in passage.text or "：" in passage.text
    for mark in _INLINE_LABEL.finditer(passage.text) if rows else ():  # "… sky. · Director: N · Stars: M"
        if mark.start() > 40 and (meaning := label_of(mark[1])) is not None and meaning.field in _CREDITS:
            passage.text = passage.text[: mark.start()].rstrip()
            break
    if (owner := _OWNER.search(passage.text)) is not None:
        passage.text = passage.text[: owner.start()].rstrip()
    split_credit(passage)
    lines = passage.text.split("\n")
    keep = len(lines)
    for number in range(1, len(lines)):
        label, colon, value = lines[number].replace("：", ":", 1).partition(":")
        if colon and len(label) <= 40 and len(value) <= 120 and label_of(label) is not None:
            keep = number
            break
    while keep > 1:
        line = lines[keep - 1].strip()
        if line and (source := source_of(line)):
            passage.credit = passage.credit or source
        elif line and not NOTE.match(line) and not (len(line) < 300 and _SHOWING.search(line)):
            break
        keep -= 1
    if keep < len(lines):
        passage.text = "\n".join(lines[:keep]).rstrip()
        passage.seams = [seam for seam in passage.seams if seam < len(passage.text)]
    return passage


_OWNER = re.compile(r"(?<!\s)\s{0,3}[©®]\s?[^\s©®]{1,20}\Z")
_CREDITS = ("directors", "writers", "cast", "genres", "runtime_minutes", "countries", "certificates", "releases")
_INLINE_LABEL = re.compile(r"(?:(?<!\s)\s[·•|]|(?<=[.!?]))\s([^\W\d_][^:：·•|\n]{2,30})[:：]\s")


def _is_hidden_or_control(run: Run) -> bool:
    return bool(run.hidden) or is_marker(run.text.strip(), "more", "less")


class Passages:
    """The texts of one page, by blocks."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self.page = evidence, evidence.page
        self.blocks = evidence.model.blocks
        self._parts: dict[object, Part] = {}
        self._asked_once: set[object] = set()

    def _runs_around(self, first: int, last: int, end_of_hidden: int = 0) -> Part:
        """Return the runs around some blocks, each block's first run, and the index of the first block.

        Only the smallest element around the blocks and the next two is walked. The first time that a large element is asked
        for, only its part near the text is walked.
        """
        model = self.evidence.model
        end = min(last + 2, len(self.blocks))
        around = next((one for one in model.around(self.blocks[first]) if one.start <= first and one.end >= end), None)
        known = self._parts.get(around)
        if known is None:
            if around is None or around.node is None:
                runs, blocks = runs_of(self.page), self.blocks
            elif around.end - around.start > end - first + _MUCH and around not in self._asked_once:
                self._asked_once.add(around)
                return self._runs_near(around, first, max(end, min(end_of_hidden + 2, len(self.blocks))))
            else:
                runs, blocks = runs_in(Node(around.node)), self.blocks[around.start : around.end]
            known = self._parts[around] = (runs, self._starts(runs, blocks), blocks[0].index if blocks else 0)
        return known

    def _runs_near(self, around: Container, first: int, end: int) -> Part:
        """Return the same for an element, without the elements inside it that contain none of the blocks ``[first:end]``."""
        containers = self.evidence.model.containers
        at = self.blocks[first].container
        while containers[at] is not around:
            at = containers[at].parent
        far: set[int] = set()
        elements: set[Any] = set()
        for index in range(at + 1, len(containers)):
            inside = containers[index]
            if inside.start >= around.end:
                break
            if inside.end <= first or inside.start >= end:
                far.add(index)
                elements.add(inside.node)
        runs = runs_in(Node(around.node), elements)
        blocks = self.blocks[around.start : around.end]
        near = [block for block in blocks if block.container not in far]
        starts: list[int | None] = [None] * len(blocks)
        for block, start in zip(near, self._starts(runs, near), strict=True):
            starts[block.index - around.start] = start
        return runs, starts, around.start

    def _starts(self, runs: list[Run], blocks: list[Block]) -> list[int | None]:
        """Return the index of each block's first run; None if it is not among the runs."""
        by_element: dict[object, list[int]] = {}
        for index, run in enumerate(runs):
            if run.text.strip():
                by_element.setdefault(run.block, []).append(index)
        model = self.evidence.model
        starts: list[int | None] = []
        used: dict[object, int] = {}
        for block in blocks:
            node = model.node(block)
            key = place_of(node) if node is not None else None
            indexes = by_element.get(key, [])
            wanted = one_line(block.pieces[0].text)[:24] if block.pieces else ""
            at = used.get(key, 0)
            found = next(
                (
                    number
                    for number in range(at, min(len(indexes), at + 60))
                    if one_line(runs[indexes[number]].text).startswith(wanted)
                ),
                None,
            )
            starts.append(indexes[found] if found is not None else None)
            if found is not None:
                used[key] = found + 1
        return starts

    def between(self, first: int, last: int) -> Passage:
        """Return the text of the blocks ``[first:last]``, with hidden text and controls taken into account."""
        if self.page.rendition != "html" or first >= len(self.blocks):
            text = self.plain(range(first, last))
            return strip_furniture(passage_of_text(text.text) if self.page.rendition != "html" else text)
        all_runs, starts, offset = self._runs_around(first, last)
        if (start := starts[first - offset]) is not None:
            stop = next((at for at in starts[last - offset :] if at is not None and at > start), len(all_runs))
            model = self.evidence.model
            own = {place_of(node) for block in self.blocks[first:last] if (node := model.node(block)) is not None}
            # Of the text between the blocks, only controls and hidden text belong to the passage.
            runs = [run for run in all_runs[start : min(stop, start + 3000)] if run.block in own or _is_hidden_or_control(run)]
            return strip_furniture(passage_of(runs, self.page))
        return strip_furniture(self.plain(range(first, last)))

    def plain(self, indexes: Iterable[int]) -> Passage:
        """Return the text of some blocks unchanged."""
        return Passage(text=tidy("\n\n".join("\n".join(self.blocks[index].lines) for index in indexes))[0])

    def inside(self, row: Row) -> Passage:
        """Return the text of a row whose value is in the block of its label."""
        if self.page.rendition != "html":
            return strip_furniture(passage_of_text("\n".join(row.lines)))
        after = self.hidden_end(row.block + 1)
        all_runs, starts, offset = self._runs_around(row.block, row.block + 1, after)
        if (start := starts[row.block - offset]) is not None:
            stop = next((at for at in starts[after - offset :] if at is not None and at > start), len(all_runs))
            own = place_of(self.evidence.model.node(self.blocks[row.block]))  # type: ignore[arg-type]
            runs = [run for run in all_runs[start : min(stop, start + 3000)] if run.block == own or _is_hidden_or_control(run)]
            label = next((number for number, run in enumerate(runs) if one_line(run.text).startswith(row.label)), None)
            if label is not None and one_line(runs[label].text).strip(" :：") == row.label.strip(" :："):
                found = passage_of(runs[label + 1 :], self.page)
                text = found.text.lstrip(" :：-–—")
                # Another label in the block may end the row before the block ends.
                if one_line(text).startswith(row.text[:40]) and len(text) <= len(row.text) * 1.1 + 400:
                    if len(row.text) < len(one_line(text)) and found.state is None:
                        return Passage(text=tidy("\n".join(row.lines))[0])
                    moved = len(found.text) - len(text)
                    found.text, found.seams = text, [seam - moved for seam in found.seams if seam > moved]
                    return found
        return Passage(text=tidy("\n".join(row.lines))[0])

    def hidden_end(self, index: int) -> int:
        """Return the index after the hidden blocks and controls that follow a text."""
        end = index
        while end < len(self.blocks) and end - index < 30:
            block = self.blocks[end]
            if block.level and end == index:
                break  # a separate hidden section: a form
            if block.furniture == "hidden" or is_marker(block.text, "more", "less"):
                end += 1
            else:
                break
        return end

    def section(self, row: Row) -> Passage | None:
        """Return the running text of a labelled row: the paragraphs of a section, a cell, or the text after a label."""
        first, last = row.blocks
        return self.inside(row) if first == last else self.under(first, last)

    def under(self, first: int, last: int) -> Passage | None:
        """Return the running text at the beginning of the blocks after a heading; None if they begin otherwise."""
        start = next((index for index in range(first, last) if self._opens(self.blocks[index])), None)
        if start is None or start - first > 3:
            return None
        # "Rated 16 and over" and the like may come first.
        if not _SENTENCE_END.search(strip_controls(self.blocks[start])) and weight(self.blocks[start].text) < 60:
            start = next((index for index in range(start, min(last, start + 3)) if is_prose(self.blocks[index], 60)), start)
        end = start + 1
        for index in range(start + 1, last):
            block = self.blocks[index]
            if not is_marker(block.text, "more", "less"):
                if block.level or is_caption(block) or not self._beside(self.blocks[start], block):
                    break
                text = _OWNER.sub("", strip_controls(block))
                if block.linked * 2 > len(block.text) or not _SENTENCE_END.search(text):
                    break
            end = index + 1
        return self.between(start, self.hidden_end(end))

    def _beside(self, first: Block, block: Block) -> bool:
        """Return whether a block is in the same element as the first block of a text, or in one of the same kind."""
        one, other = (self.evidence.model.containers[each.container] for each in (first, block))
        return (
            block.container == first.container
            or one.parent in (other.parent, block.container)
            or (one.tag == other.tag and one.cls == other.cls)
        )

    def _opens(self, block: Block) -> bool:
        """Return whether a section's text can begin with a block, which may be short, since it is under a heading."""
        return (
            not block.level
            and not is_caption(block)
            and weight(block.text) >= 25
            and block.linked * 2 <= len(block.text)
            and " " in block.text + (" " if _CJK.search(block.text) else "")
        )


def passages_of(evidence: Evidence) -> Passages:
    """Return the texts of a page; computed once per page, since they cache runs."""
    return evidence.page.memo("passages", lambda: Passages(evidence))
