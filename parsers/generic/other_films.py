"""Parts of a page about other films: the sections under "Similar titles", "More like this", "Now playing"."""

from __future__ import annotations

import functools
import re

from filmdig.parsers.generic.vocabulary import label_of, normalized, words
from filmdig.parsers.page.blocks import Block, Model

_LONGEST = 60
_REVIEWS = re.compile(
    r"review|comment|opinion|kriti[ck]|critique|crític|avis\b|reseñ|resenh|recens|anmeldels|arvostel|recenz|yorum|eleştiri|"
    r"отзыв|рецензи|комментари|відгук|κριτικ|评|評|レビュー|感想|리뷰|مراجع|ביקור|نقد|cast|actor|trailer|photo|video",
    re.IGNORECASE,
)


@functools.cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted(normalized(word) for word in words("heading", "others")))


def mark_other_films(model: Model) -> Model:
    """Mark the blocks under headings for other films as furniture ("aside"), and return the model."""
    past = 0
    for block in model.blocks:
        if block.index >= past and block.level > 1 and not block.furniture and _of_others(block):
            past = _end(model, block)
            for other in model.blocks[block.index : past]:
                other.furniture = other.furniture or "aside"
    return model


def _of_others(heading: Block) -> bool:
    text = heading.text
    if len(text) > _LONGEST or not normalized(text).startswith(_beginnings()):
        return False
    label = label_of(text)
    return (label is None or label.field == "other") and not _REVIEWS.search(text)


def _end(model: Model, heading: Block) -> int:
    """Return where a heading's section ends: at the next heading of its level or above, or at the end of their common element."""
    scope = next((container for container in model.around(heading) if container.end > heading.index + 1), None)
    end = scope.end if scope is not None else len(model.blocks)
    following = model.blocks[heading.index + 1 : end]
    return next((block.index for block in following if 0 < block.level <= heading.level), end)
