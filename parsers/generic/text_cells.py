"""Split the tables of a text rendition, whose cells are separated by tabs, into labelled lines."""

from __future__ import annotations

import re

from filmdig.parsers.generic.vocabulary import label_of

_MOST_CELLS = 40
_LONGEST_HEAD = 40
_LABEL = re.compile(r"[^\W\d_][^:：]{1,40}[:：]")
_FIGURES = re.compile(r"\(\d[\d.,  ]{0,14}\)")


def split_cells(text: str) -> str:
    r"""Return a text rendition with at most one labelled row per line: "A: x\tB: y" becomes two lines, and so do two columns.

    Repeated cells are merged. Figures in brackets become a separate line: the number in "Female\t(2001)" is not a year.
    """
    if "\t" not in text:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        if "\t" not in line:
            lines.append(line)
            continue
        cells = [cell for cell in (part.strip() for part in line.split("\t")) if cell]
        if not 1 < len(cells) <= _MOST_CELLS:
            lines.append(line)
        elif (heads := _column_heads(lines, len(cells))) is not None:
            lines[-len(cells) :] = [f"{head.rstrip(' :：')}: {cell}" for head, cell in zip(heads, cells, strict=True)]
        else:
            lines += _rows(cells)
    return "\n".join(lines)


def _rows(cells: list[str]) -> list[str]:
    rows = [[cells[0]]]
    for cell in cells[1:]:
        label = _LABEL.match(cell)
        if _FIGURES.fullmatch(cell) or (label is not None and label_of(label[0].rstrip(":：")) is not None):
            rows.append([cell])
        elif cell != rows[-1][-1]:
            rows[-1].append(cell)
    return ["\t".join(row) for row in rows]


def _column_heads(lines: list[str], count: int) -> list[str] | None:
    """Return the lines right above if they are the heads of a table's columns; else None."""
    above = [line.strip() for line in lines[-count:]]
    if len(above) < count or not all(0 < len(head) <= _LONGEST_HEAD and "\t" not in head for head in above):
        return None
    line_above = lines[-count - 1].strip() if len(lines) > count else ""
    known = [label_of(head) is not None for head in above]
    # A single known label, such as "Genre", may be a section heading whose values are the cells.
    return above if sum(known) > 1 and label_of(line_above) is None else None
