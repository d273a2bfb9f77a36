"""A converter from printed dates to releases."""

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
    """Return a converter from a printed date to a release; "wide", "limited" and the like next to the date become its note.

    The converter returns None for a text without a date.

    Args:
        kind: the kind of release.
        order, languages: the form of the printed dates, as in `date`.
        region: the region of the release, if the page states it.
        stated: whether the page states the kind. "Release Date" alone does not: the kind is then inferred from the subject of
            the site's pages, and the record lists it in `derived`.
    """

    def make(printed: str) -> Release | None:
        when = date(printed, order, languages)
        note = _REACH.search(printed)
        certain = stated or (note is not None and note[0].lower() in ("wide", "nationwide"))
        kind_or_derived: Any = kind if certain else Derived(kind)
        return Release(kind=kind_or_derived, date=when, region=region, note=note[0] if note else None) if when else None

    return make
