"""Check a page's visible content for signs of a film, since menus, scripts and links in its source have them too."""

from __future__ import annotations

import re

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.signs import are_enough, has_strong_sign, may_be_film, signs_of

_TITLE_YEAR = re.compile(r"\((?:18[89]|19\d|20\d)\d\)")
#: A page with fewer bytes of visible text has its content in scripts.
_SHORTEST_SHOWN = 200


def shows_film(evidence: Evidence) -> bool:
    """Return whether a page whose source may be about a film also has signs of it outside its furniture."""
    page = evidence.page
    # A page without any sign is read for another reason.
    if page.rendition != "html" or not may_be_film(page) or has_strong_sign(page):
        return True
    heads = [page.title, page.meta("og:title"), page.meta("description"), page.meta("og:description")]
    headings = [block.text for block in evidence.model.body if block.level == 1]
    if any(_TITLE_YEAR.search(text) for text in (*heads[:2], *headings) if text):
        return True
    texts = [text for text in heads if text]
    texts += [piece.text.strip() for block in evidence.model.body for piece in block.pieces]
    shown = "".join([f">{text}</" for text in texts]).encode("utf-8", "surrogatepass")  # some signs include the edge of a tag
    return len(shown) < _SHORTEST_SHOWN or are_enough(signs_of(shown), len(shown))
