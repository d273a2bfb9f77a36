"""IMDb: film pages, series, episodes and their sub-pages, 2005 to 2026, one file per era.

Sub-pages changed later than film pages: `/combined`, `/synopsis` and `/reviews` kept the markup of 2007 until 2017, and
`/releaseinfo`, `/plotsummary` and others that of 2013 until 2022, so a page's date does not determine its layout.
"""

from filmdig.parsers.sites.imdb import (
    details,
    flat_credits,
    flat_others,
    flat_text,
    legacy,
    lists,
    next_data,
    next_dom,
    next_sub,
    persons,
    review_answers,
    subpage,
    title_heads,
    tn15,
    tn15_sub,
)

__all__ = [
    "details",
    "flat_credits",
    "flat_others",
    "flat_text",
    "legacy",
    "lists",
    "next_data",
    "next_dom",
    "next_sub",
    "persons",
    "review_answers",
    "subpage",
    "title_heads",
    "tn15",
    "tn15_sub",
]
