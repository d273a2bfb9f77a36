"""Labelled rows in any markup: a label of the vocabulary, and what follows it up to the next label."""

from __future__ import annotations

import re

import msgspec

from filmdig.parsers.generic.vocabulary import MAX_LABEL, Label, label_of, words
from filmdig.parsers.page.blocks import Block, Model, Piece
from filmdig.parsers.page.plain_text import one_line


class Row(msgspec.Struct):
    """A label and its value.

    Attributes:
        field: the label's field.
        label: the label as printed.
        languages: the languages that have this label.
        form: the markup: "cell" (td, th, dt and dd), "heading", "block" (the label is a whole block and the value follows),
            "mark" (an emphasised label with its value after it), "colon" ("Label: value" in one text).
        pieces: the value's pieces; empty if only `lines` is known.
        lines: the value's text, one entry for each line or block.
        block: the index of the label's block.
        blocks: the range of the value's blocks, `blocks[0]:blocks[1]`; (block, block) if the value is in the label's block.
        furniture: that of the label's block.
    """

    field: str
    label: str
    languages: frozenset[str]
    form: str
    pieces: list[Piece]
    lines: list[str]
    block: int
    blocks: tuple[int, int]
    furniture: str

    @property
    def text(self) -> str:
        """The value on one line."""
        return " ".join(self.lines)

    @property
    def place(self) -> str:
        """The row's place in words, for statements."""
        return f"{self.form} {self.label!r}"


_CELLS = frozenset(("td", "th", "dt", "dd"))
_MOST_BLOCKS = 400
_CONTROLS = frozenset(
    ("edit", "add", "more", "see all", "view all", "show all", "all", "bearbeiten", "modifier", "редактировать")
)
_LONGEST_LINE = 1500
_UNKNOWN_LABEL = re.compile(r"[^\W\d_][^:：.!?]{1,30}[:：]$")
_LINE_LABEL = re.compile(r"[^\W\d_][^:：.!?,]{1,30}[:：](?=\s|$)")
# A label inside a text: at its start, after a separator, or after the end of another value.
_INSIDE = re.compile(r"(?:^|[|•·;,/(–—]|\s-|\.\s|\s{2})\s*+([^\W\d_](?:[^:：|•·;,/()–—\n.]|\.(?!\s)){1,40}?)\.?\s?[:：](?!//)")
_NEXT_ON_LINE = re.compile(r"[|•·](?=\s*+[^\W\d_][^|•·:：]{1,40}[:：])")


def rows_of(model: Model, language: str | None = None) -> list[Row]:
    """Return the labelled rows of a page in order; `language` is the page's language, if known."""
    found: list[Row] = []
    starts = {block.index: label for block in model.blocks if (label := _leading_label(block, language)) is not None}
    _drop_job_labels(model, starts)
    for block in model.blocks:
        label = starts.get(block.index)
        if label is not None and (whole := _whole_label(block, language)) is not None:
            if (row := _row_below(model, block, whole, starts)) is not None:
                found.append(row)
        else:
            found += _rows_inside(block, language)
    return found


def _drop_job_labels(model: Model, starts: dict[int, Label]) -> None:
    """Remove labels such as "Actor" and "Main Role" that are printed under each name of a cast."""
    jobs = words("name", "job") - {"cast"}
    repeated = [index for index, label in starts.items() if label.field == "cast" and model.blocks[index].text.casefold() in jobs]
    for index in repeated if len(repeated) > 2 else ():
        del starts[index]


_COUNTED = re.compile(r"(?<!\s)\s*+(?:\([^()]{1,40}\)|\d{1,4}\b).{0,3}$")


def _whole_label(block: Block, language: str | None) -> Label | None:
    """Return the label that is the whole block, or a heading with a link after it ("Cast", "add")."""
    if len(block.text) > MAX_LABEL:
        return None
    if (label := label_of(block.text, language)) is not None or not block.level:
        return label
    if (label := label_of(_COUNTED.sub("", block.text), language)) is not None or not 1 < len(block.pieces) <= 4:
        return label
    own = [piece.text for piece in block.pieces if piece.href is None and not piece.text.isspace()]
    return label_of(own[0].strip(), language) if len(own) == 1 else None


def _leading_label(block: Block, language: str | None) -> Label | None:
    """Return the label at the beginning of a block: the whole block, or the text up to a colon."""
    if (label := _whole_label(block, language)) is not None:
        return label
    start = block.text[: MAX_LABEL + 2]
    colon = _first_colon(start)
    return label_of(start[:colon], language) if colon >= 0 else None


def _first_colon(text: str) -> int:
    colon = text.find(":")
    wide = -1 if text.isascii() else text.find("：", 0, colon if colon >= 0 else len(text))
    return wide if wide >= 0 else colon


def _row_below(model: Model, label: Block, meaning: Label, starts: dict[int, Label]) -> Row | None:
    """Return the row of a label that is a whole block, whose value is the blocks after it."""
    form = "cell" if label.tag in _CELLS else "heading" if label.level else "block"
    if form == "block" and label.pieces[0].href is not None:
        return None  # a menu entry
    first = label.index + 1
    while first < len(model.blocks) and not any(char.isalnum() for char in model.blocks[first].text[:20]):
        first += 1  # a colon in a separate block
    scope = next((container for container in model.around(label) if container.end > first), None)
    if scope is None and label.container and model.containers[label.container].node is None and label.text[-1:] in ":：":
        scope = model.containers[0]  # a text rendition: an empty line after "Directors:"
    if scope is None or first >= len(model.blocks):
        return None
    limit = min(scope.end, first + _MOST_BLOCKS)
    if scope.tag == "tr":
        form = "cell"
    elif form == "block":
        limit = min(limit, _sibling_end(model, scope, model.blocks[first]))
    following = model.blocks[first:limit]
    if (
        form == "heading"
        and len(following) < 3
        and all(one.text[:1] in "([" or one.text.casefold() in _CONTROLS for one in following)
    ):
        wider = next((container for container in model.around(label) if container.end > limit), scope)
        first, limit = limit, min(wider.end, limit + _MOST_BLOCKS)  # "Cast" (in credits order), with its table after both
    last = first
    looks: set[tuple[str, str]] = set()
    for block in model.blocks[first:limit]:
        look = (block.tag, block.cls)
        # A block that looks like the value's other blocks is not a label: a role may be "Narrator".
        alike = form == "heading" and look in looks and not block.level and not block.text.endswith((":", "："))
        looks.add(look)
        if (
            (block.index in starts and not alike)
            or block.furniture != label.furniture
            or (block.level and (not label.level or block.level <= label.level))
            or (block.tag == label.tag and (label.tag in ("dt", "th") or (label.cls and block.cls == label.cls)))
            or (block.index > first and _UNKNOWN_LABEL.fullmatch(block.text))
            or (meaning.field in _COMPANIES and _is_row_like(label, block))
        ):
            break
        last = block.index + 1
    if last <= first:
        return None
    blocks = model.blocks[first:last]
    pieces = [piece for block in blocks for piece in block.pieces]
    lines = [line for block in blocks for line in block.lines]
    return Row(meaning.field, label.text, meaning.languages, form, pieces, lines, label.index, (first, last), label.furniture)


_COMPANIES = frozenset(("production", "distribution", "network"))


def _is_row_like(label: Block, block: Block) -> bool:
    """Return whether a block is the next row, after a label whose value is a picture.

    Such a block has a label with the same emphasis, and a value after it.
    """
    own = label.pieces[0].mark
    return bool(
        own
        and block.tag == label.tag
        and block.pieces[0].mark == own
        and any(piece.text.strip() and piece.mark != own for piece in block.pieces)
    )


def _sibling_end(model: Model, scope: object, block: Block) -> int:
    """Return the end of the container's child that contains a block."""
    end = block.index + 1
    for container in model.around(block):
        if container is scope:
            break
        end = container.end
    return end


def _rows_inside(block: Block, language: str | None) -> list[Row]:
    """Return the rows inside one block, where labels and values alternate."""
    found: list[tuple[int, str, Label, str, str]] = []  # piece, label as printed, meaning, form, rest of the piece's text
    pieces = block.pieces
    ends: list[int] = []  # pieces at which a value ends
    for index, piece in enumerate(pieces):
        text = piece.text.strip()
        if not text:
            continue
        following = pieces[index + 1].text.lstrip()[:1] if index + 1 < len(pieces) else ""
        marked = bool(piece.mark or (piece.tag == "span" and piece.href is None))
        alone = len(pieces) > 1 and (marked or text[-1] in ":：" or following in (":", "："))
        if alone and (meaning := label_of(text, language)) is not None:
            found.append((index, text, meaning, "mark" if marked else "colon", ""))
            ends.append(index)
            continue
        if len(text) <= _LONGEST_LINE and (":" in text or "：" in text):
            start = len(found)
            found += [
                (index, match[1].strip(), meaning, "colon", piece.text[match.end() :])
                for match in _INSIDE.finditer(piece.text)
                if (meaning := label_of(match[1], language)) is not None
            ]
            if len(found) > start:
                ends.append(index)
                _end_at_next_label(found, start)
                continue
            if piece.new_line and _LINE_LABEL.match(text):
                ends.append(index)
                continue
        if found and piece.mark and piece.mark == pieces[found[-1][0]].mark and (piece.new_line or text[-1] in ":："):
            ends.append(index)
    if not found and (row := _rows_by_preposition(block, language)) is not None:
        return row
    rows = []
    for number, (index, label, meaning, form, rest) in enumerate(found):
        same_piece = number + 1 < len(found) and found[number + 1][0] == index
        until = next((end for end in ends if end > index), len(pieces))
        value = [] if same_piece else pieces[index + 1 : until]
        lines = _value_lines(rest, value, one_line_only=form == "colon")
        if lines:
            rows.append(
                Row(
                    meaning.field,
                    label,
                    meaning.languages,
                    form,
                    value,
                    lines,
                    block.index,
                    (block.index, block.index),
                    block.furniture,
                )
            )
    return rows


_PREPOSITIONS = frozenset(("by", "von", "par", "de", "di", "por", "av", "af", "door", "przez", "od", "ved", "dal", "da"))
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})\.\s++(?=[^\W\d_])")
_OF_PEOPLE = frozenset(("directors", "writers", "producers", "composers", "photography", "editors"))
_LONGEST_LED = 240
_WITH = re.compile(r",? (?:with|starring|mit|avec|con|com|met|med|z)\s|\s?[(（]")


def _rows_by_preposition(block: Block, language: str | None) -> list[Row] | None:
    """Return the rows of a short block of credits without colons: "Directed by N. Written by M", "2009 <a>Directed by</a> N"."""
    if len(block.text) > _LONGEST_LED or _PREPOSITIONS.isdisjoint(block.text.casefold().split()):
        return None
    rows = []
    sentences = [part for line in block.lines for part in (_SENTENCE_END.split(line) if ". " in line else (line,))]
    for sentence in sentences:
        words = sentence.split(" ")
        skipped = 1 if words[0].strip("()").isdigit() else 0
        for number in range(min(4, len(words) - 1) + skipped, 1 + skipped, -1):
            if words[number - 1].casefold() not in _PREPOSITIONS or not words[number : number + 1]:
                continue
            label = " ".join(words[skipped:number])
            meaning = label_of(label, language)
            if meaning is not None and meaning.field in _OF_PEOPLE and words[number][:1].isupper():
                value = _WITH.split(" ".join(words[number:]), maxsplit=1)[0]
                place = (block.index, block.index)
                rows.append(
                    Row(meaning.field, label, meaning.languages, "colon", [], [value], block.index, place, block.furniture)
                )
                break
    if len(rows) == 1 and rows[0].field == "writers" and _is_text_credit(sentences, rows[0].text):
        return None
    return rows or None


_DASH = re.compile(r"[-–—~]\s")
_SHORTEST_SIGNED = 30


def _is_text_credit(sentences: list[str], name: str) -> bool:
    """Return whether "Written by N" credits the text above it, not the film: it follows other sentences, or a dash."""
    if not sentences[-1].rstrip(".").endswith(name.rstrip(".")):
        return False
    return _DASH.match(sentences[-1]) is not None or any(len(one) >= _SHORTEST_SIGNED for one in sentences[:-1])


def _end_at_next_label(found: list[tuple[int, str, Label, str, str]], start: int) -> None:
    """Shorten the rest of each label in one text so that it ends where the next label begins."""
    for number in range(start, len(found) - 1):
        index, label, meaning, form, rest = found[number]
        following = found[number + 1]
        cut = len(rest) - len(following[4])
        head = rest[:cut]
        at = head.rfind(following[1])
        found[number] = (index, label, meaning, form, head[: at if at >= 0 else cut].rstrip(" |•·;,/(–—-"))


def _value_lines(rest: str, pieces: list[Piece], *, one_line_only: bool) -> list[str]:
    """Return the lines of a value: the rest of the label's piece, and the pieces after it."""
    lines = [_NEXT_ON_LINE.split(rest, maxsplit=1)[0]]
    for piece in pieces:
        if piece.new_line:
            if one_line_only and any(line.strip(" :：") for line in lines):
                break
            lines.append("")
        lines[-1] += piece.text
    found = [one_line(line).strip(" :：|") if number == 0 else one_line(line) for number, line in enumerate(lines)]
    return [line for line in found if line]
