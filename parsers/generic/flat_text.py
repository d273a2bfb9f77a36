"""Split a crawler's one-line texts before each known label, so that a row ends where the next begins."""

from __future__ import annotations

import re
from itertools import islice

from filmdig.parsers.generic.vocabulary import label_of

_MOST_LINES = 3
_LONG = 200
_COLON = re.compile(r"\s?[:：](?=[\sA-Z0-9$€£])")
_WORDS_MOST = 3
_MOST_COLONS = 1000


def split_rows(text: str) -> str | None:
    """Return the text with a line for each "Label: value" in it; None if it already has lines, or has fewer than two labels.

    A label is the longest run of up to three words before a colon that the vocabulary knows.
    """
    lines = text.strip().split("\n")
    if len(lines) > _MOST_LINES or len(text) < _LONG:
        return None
    starts = [
        start for colon in islice(_COLON.finditer(text), _MOST_COLONS) if (start := _label_start(text, colon.start())) is not None
    ]
    if len(starts) < 2:
        return None
    pieces = [text[: starts[0]], *(text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))]
    return "\n".join(piece.strip() for piece in pieces if piece.strip())


def _label_start(text: str, end: int) -> int | None:
    """Return where the known label before a colon begins; None if there is none."""
    words = list(re.finditer(r"\S+", text[max(0, end - 60) : end]))[-_WORDS_MOST:]
    offset = max(0, end - 60)
    for word in words:
        for start in (word.start(), *(word.start() + joint.start() for joint in _JOINT.finditer(word[0]))):
            printed = text[offset + start : end]
            if printed[:1].isalpha() and not printed[:1].islower() and label_of(printed) is not None:
                return offset + start
    return None


# Where a label directly follows the previous value: "R-RatedRuntime:", "2016Genre:".
_JOINT = re.compile(r"(?<=[^\W_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
