"""A layout's releases: what a printed date says of when, where and how a film came out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from filmdig.parsers.layouts.fields import Derived
from filmdig.parsers.layouts.values import DateOrder, date
from filmdig.parsers.record.page_record import Release, ReleaseKind

_REACH = re.compile(r"\b(?:wide|limited|nationwide|re-?release|imax)\b", re.IGNORECASE)


def release(
    kind: ReleaseKind | None,
    order: DateOrder = "mdy",
    languages: tuple[str, ...] = ("en",),
    region: str | None = None,
    *,
    stated: bool = True,
) -> Callable[[str], Release | None]:
    """Make a release of a printed date, "wide" or "limited" beside it as its note; none where no date is stated.

    Args:
        kind: of what kind it is.
        order, languages: how dates are printed.
        region: where it was, if the page says so.
        stated: whether the page says of what kind it is. "Release Date" alone does not: the kind then follows from what the
            site's pages are about, and the record lists it in `derived`.
    """

    def make(printed: str) -> Release | None:
        when = date(printed, order, languages)
        note = _REACH.search(printed)
        said = stated or (note is not None and note[0].lower() in ("wide", "nationwide"))
        shown: Any = kind if said else Derived(kind)
        return Release(kind=shown, date=when, region=region, note=note[0] if note else None) if when else None

    return make
