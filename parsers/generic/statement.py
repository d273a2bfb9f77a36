"""One witness's statement about one field."""

from __future__ import annotations

from typing import Any

import msgspec

#: A value is taken if the strengths of the witnesses that agree on it sum to at least `STRONG`. Of several such values, the one
#: with the greatest sum is taken.
WEAK, STRONG, STRONGER, STRONGEST = 1, 2, 3, 4


class Statement(msgspec.Struct, frozen=True):
    """A value that a witness found.

    Attributes:
        field: the record's field: one of `Film`'s ("title", "cast"), or "ratings", "reviews", "related", "person" and so on.
        value: in the record's types. For a list field, the whole list as this witness sees it. A text may be a `Passage` with
            its cut.
        witness: the witness's name: "rows", "json-ld", "heading".
        place: where on the page the value was found, in words: "row 'Directed by'", "h1", "og:title".
        strength: `WEAK` to `STRONGEST`.
        derived: whether the value was computed rather than printed.
    """

    field: str
    value: Any
    witness: str
    place: str
    strength: int = STRONG
    derived: bool = False
