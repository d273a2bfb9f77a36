"""Lists that a page shows cut: "and others" after the last name, "View all (79)" below it, a larger total in the heading."""

from __future__ import annotations

import re

from filmdig.parsers.generic.cut_texts import is_marker, leads_elsewhere
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.people import folded, people_of
from filmdig.parsers.generic.rows import Row
from filmdig.parsers.layouts.cut_lists import total_in
from filmdig.parsers.layouts.numbers import integer
from filmdig.parsers.page.blocks import Block
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.page.runs import Run, place_of, runs_of
from filmdig.parsers.record.page_record import Record, Truncation

_FIELDS = {"cast": "cast", "cast_with": "cast", "credits": "cast", "directors": "directors", "writers": "writers"}
_COUNT = re.compile(r"[(（](\d{1,4})[)）]")
_BLOCKS_AFTER = 3
_MOST_TRIES = 20
_BUTTONS = frozenset(("button", "input", "summary", "label"))


def list_cuts(evidence: Evidence, record: Record) -> list[Truncation]:
    """Return the truncations of the record's lists of people that the page shows cut."""
    found = []
    for field in ("cast", "directors", "writers", "producers"):
        names = [person.name for person in getattr(record.film, field)]
        if names and (cut := _cut(evidence, field, names)) is not None:
            found.append(Truncation(path=f"/film/{field}", state="open", total=cut[0], full_text_url=cut[1]))
    return found


def _cut(evidence: Evidence, field: str, names: list[str]) -> tuple[int | None, str | None] | None:
    """Return the total and the address of the full list, each None if unknown; None if the list is complete."""
    signs: list[tuple[int | None, str | None]] = []
    counted: int | None = None
    have = {folded(name) for name in names}
    for row in evidence.rows:
        if _FIELDS.get(row.field) != field or row.furniture:
            continue
        there = people_of(row, evidence.model)
        printed = [folded(person.name) for person in there.people]
        if not printed or sum(name in have for name in printed) * 2 < len(have):
            continue
        if there.cut or _ends_in_others(row):
            signs.append((there.total, None))
        first, last = (row.block, row.block + 1) if row.blocks[0] == row.blocks[1] else row.blocks
        signs += _controls(evidence, first, last)
        if label := _COUNT.search(row.label):
            counted = counted or integer(label[1])
    if (place := _last_name_block(evidence, names)) is not None:
        signs += _after_last(evidence, place, names[-1])
    total = counted or next((total for total, _ in signs if total is not None), None)
    if total is not None:
        # A total may count a person twice who is in the record once.
        return (total, next((url for _, url in signs if url), None)) if total > len(names) + len(names) // 25 else None
    return (None, next((url for _, url in signs if url), None)) if signs else None


def _last_name_block(evidence: Evidence, names: list[str]) -> int | None:
    """Return the index of the block with the last of the names, if most of the others are shortly before it; else None."""
    blocks = evidence.model.blocks
    tries = 0
    for block in blocks:
        if names[-1] not in block.text or block.furniture in ("nav", "footer", "comments", "aside"):
            continue
        tries += 1
        if tries > _MOST_TRIES:
            return None
        near = " ".join([one.text for one in blocks[max(0, block.index - 4 * len(names)) : block.index + 1]])
        if sum(name in near for name in names) * 2 > len(names) and len(names) > 1:
            return block.index
    return None


def _after_last(evidence: Evidence, index: int, name: str) -> list[tuple[int | None, str | None]]:
    """Return the signs of a cut right after the last name, in its block or in the next ones."""
    block = evidence.model.blocks[index]
    rest = block.text.partition(name)[2].strip(" ,;.·|")
    if rest and len(rest) <= 40 and is_marker(rest, "others", "all"):
        return [(_total(rest), None)]
    return _controls(evidence, index, index + 1)


def _ends_in_others(row: Row) -> bool:
    """Return whether the value ends in dots or in words for "others"."""
    last = row.lines[-1].strip(" .,;") if row.lines else ""
    if last.endswith(("...", "…")) or row.text.rstrip().endswith(("...", "…")):
        return True
    words = last.split()
    ends = [" ".join(words[-number:]) for number in range(1, min(5, len(words)))]
    return any(is_marker(end, "others") for end in ends) or (is_marker(last, "others") and len(row.lines) > 1)


def _controls(evidence: Evidence, first: int, last: int) -> list[tuple[int | None, str | None]]:
    """Return the total and address of each control to the full list, in its blocks ``[first:last]`` or right after them."""
    model = evidence.model
    found: list[tuple[int | None, str | None]] = []
    blocks = model.blocks[first : last + _BLOCKS_AFTER]
    for block in blocks:
        if block.index >= last and (block.level or not (block.furniture or len(block.text) <= 40)):
            break
        for text, url in _controls_in(block):
            if is_marker(text, "all", "more"):
                found.append((_total(text), url if url and leads_elsewhere(url) else None))
    if evidence.page.rendition == "html" and not found:
        found += [(_total(run.text), None) for run in _buttons(evidence, blocks[: last - first + 1])]
    return found


def _controls_in(block: Block) -> list[tuple[str, str | None]]:
    linked = [(one_line(piece.text), piece.href) for piece in block.pieces if piece.href is not None]
    whole = (block.text, next((piece.href for piece in block.pieces if piece.href is not None), None))
    return [*linked, whole]


def _has_buttons(evidence: Evidence) -> bool:
    """Return whether the page has any button to show more. Most pages have none, so that their runs need not be built."""
    texts = [node.attr("value") or node.script for node in evidence.page.all("button, summary, label, input")[:2000]]
    return any(is_marker(one_line(text), "all", "more") for text in texts if len(text) < 400)


def _buttons(evidence: Evidence, blocks: list[Block]) -> list[Run]:
    """Return the buttons to show more between a list's blocks and after them; the model has no blocks for buttons."""
    if not blocks:
        return []
    if not evidence.page.memo("buttons for more", lambda: _has_buttons(evidence)):
        return []
    places = {place_of(node) for block in blocks if (node := evidence.model.node(block)) is not None}
    runs = runs_of(evidence.page)
    indexes = [index for index, run in enumerate(runs) if run.block in places]
    if not indexes:
        return []
    end = indexes[-1] + 1
    while end < len(runs) and (not runs[end].text.strip() or runs[end].tag in _BUTTONS or runs[end].hidden):
        end += 1
    near = runs[indexes[0] : end]
    hidden = any(run.hidden and run.text.strip() for run in near)
    controls = [run for run in near if run.tag in _BUTTONS]
    found = [run for run in controls if is_marker(run.text, "all", "more")]
    return [] if hidden else found  # the page has the rest of the list, hidden


def _total(text: str) -> int | None:
    return total_in(text) or (int(match[1]) if (match := _COUNT.search(text)) else None)
