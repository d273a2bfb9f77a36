"""American certificates: the rating in its usual spelling, the reason for it, and the board that gave it."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.fields import Derived
from filmdig.parsers.layouts.values import mpaa
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Certificate

_BOARD = re.compile(r"^(?:Rated|MPAA)\s*:?\s*", re.IGNORECASE)


#: Ratings of American releases that the MPAA has not rated; no board can be guessed from them.
_NOT_BY_THE_MPAA = ("Unrated", "Not Rated", "NR")


def american_rating(rating: str, *, stated: bool = False, reason: str | None = None, printed: str | None = None) -> Certificate:
    """Return the certificate of an American rating.

    Args:
        rating: the rating in its usual spelling ("PG-13").
        stated: whether the page names the MPAA. Otherwise the board is inferred from the rating, and the record lists it in
            `derived`. Television ratings ("TV-14") are not the MPAA's.
        reason, printed: the reason and the printed text, as on the page.
    """
    guessed = not stated and rating not in _NOT_BY_THE_MPAA
    system: Any = None if rating.startswith("TV-") else Derived("MPAA") if guessed else "MPAA"
    return Certificate(system=system, rating=rating, reason=reason, printed=printed)


def _american(printed: str, *, stated: bool) -> list[Certificate]:
    words = _BOARD.sub("", printed.strip(" ()"))
    code, _, rest = words.partition(" for ")
    rating = mpaa(code.strip(" ,()"))
    if rating is None:
        return []
    reason = f"for {rest.strip()}" if rest.strip() else None
    return [american_rating(rating, stated=stated, reason=reason, printed=one_line(printed))]


def mpaa_certificate(printed: str) -> list[Certificate]:
    """Return the rating and reason that a text starts with ("PG-13 for ..."), on a page that names the MPAA; empty if none."""
    return _american(printed, stated=True)


def american_certificate(printed: str) -> list[Certificate]:
    """Return the American rating and reason that a text starts with ("Rated R", "PG-13 for ..."); empty if none."""
    return _american(printed, stated="MPAA" in printed)
