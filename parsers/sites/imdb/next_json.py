"""The JSON that IMDb's title pages are built from (June 2021 on): a title's two objects, in all the places where they occur.

`__NEXT_DATA__` has what the page shows before scrolling ("above the fold") and the rest. Until August 2021 the two were
strings in `props.urqlState`, since then they are in `props.pageProps`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from filmdig.parsers.layouts.fields import at
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line


class Title(msgspec.Struct):
    """A title's two objects: what is above the fold, and the rest."""

    above: dict[str, Any]
    main: dict[str, Any]

    def get(self, path: str) -> Any:
        """Return the value at a dotted path in either object, the more detailed one first."""
        found = at(self.main, path)
        return found if found not in (None, [], {}) else at(self.above, path)

    def nodes(self, path: str) -> list[dict[str, Any]]:
        """Return the nodes of a GraphQL connection."""
        return [
            edge["node"]
            for edge in self.get(f"{path}.edges") or ()
            if isinstance(edge, dict) and isinstance(edge.get("node"), dict)
        ]

    def total(self, path: str) -> int | None:
        """Return the number of nodes that a GraphQL connection reports."""
        found = self.get(f"{path}.total")
        return found if isinstance(found, int) else None

    def texts(self, path: str, name: str = "text") -> list[str]:
        """Return one string of each object in a list."""
        return [
            one_line(value) for value in (at(item, name) for item in self.get(path) or ()) if isinstance(value, str) and value
        ]


# The keys of a title's objects that are decoded; the rest (videos, photographs, trivia: nine tenths of a megabyte) is skipped.
_WANTED = (
    *("id", "titleText", "originalTitleText", "titleType", "releaseYear", "releaseDate", "runtime", "certificate", "plot"),
    *("summaries", "taglines", "genres", "titleGenres", "countriesOfOrigin", "countriesDetails", "spokenLanguages", "akas"),
    *("ratingsSummary", "metacritic", "reviews", "criticReviewsTotal", "featuredReviews", "moreLikeThisTitles", "primaryImage"),
    *("principalCredits", "principalCreditsV2", "principalCast", "cast", "castV2", "crewV2", "directors", "writers", "creators"),
    *("production", "productionBudget", "openingWeekendGross", "lifetimeGross", "worldwideGross", "filmingLocations"),
    *("detailsExternalLinks", "storylineKeywords", "keywords", "interests", "outlines", "synopses", "episodes", "series"),
    *("aggregateRatingsBreakdown",),
)
_Part = msgspec.defstruct("_Part", [(name, Any, None) for name in _WANTED])


class _PageProps(msgspec.Struct, rename="camel"):
    tconst: Any = None
    above_the_fold_data: _Part | None = None  # type: ignore[valid-type]
    main_column_data: _Part | None = None  # type: ignore[valid-type]


class _Props(msgspec.Struct, rename="camel"):
    page_props: _PageProps | None = None
    urql_state: dict[str, Any] | None = None


class _Next(msgspec.Struct):
    props: _Props | None = None


class _Answer(msgspec.Struct):
    title: _Part | None = None  # type: ignore[valid-type]


def title_of(page: Page) -> Title:
    """Return the title's objects in the page; empty ones where its JSON is missing or broken."""
    return page.memo(Title, lambda: _find(page))


def _find(page: Page) -> Title:
    props = _props(page)
    known = props.page_props or _PageProps()
    if known.above_the_fold_data is not None and known.main_column_data is not None:
        return Title(_without_missing(known.above_the_fold_data), _without_missing(known.main_column_data))
    found = []
    for answer in (props.urql_state or {}).values():
        data = answer.get("data") if isinstance(answer, dict) else None
        try:
            title = msgspec.json.decode(data, type=_Answer) if isinstance(data, str) else msgspec.convert(data or {}, _Answer)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
            page.note("json_broken", f"urqlState: {error}")
            continue
        # There are answers about other films, too (an advertised one, 2021-06).
        part: dict[str, Any] = _without_missing(title.title) if title.title is not None else {}
        if part and part.get("id") == known.tconst:
            found.append(part)
    return Title(
        next((part for part in found if "criticReviewsTotal" in part or "principalCredits" in part), {}),
        next((part for part in found if "moreLikeThisTitles" in part), {}),
    )


def _without_missing(part: Any) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(part).items() if value is not None}


def _props(page: Page) -> _Props:
    node = page.first("script#__NEXT_DATA__")
    if node is None:
        return _Props()
    short = _decoded(_without_contexts(page.html))
    if short is not None and (short.urql_state or (short.page_props and short.page_props.main_column_data)):
        return short
    whole = _decoded(node.script)
    if whole is not None:
        return whole
    # Broken, or of another shape: take what `page.json` can read; it notes what is wrong.
    loose = page.json("script#__NEXT_DATA__")
    try:
        return msgspec.convert(loose or {}, _Next).props or _Props()
    except (msgspec.ValidationError, RecursionError) as error:
        page.note("json_unexpected", f"__NEXT_DATA__: {error}")
        return _Props()


def _decoded(script: str) -> _Props | None:
    try:
        return msgspec.json.decode(script, type=_Next).props or _Props()
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, UnicodeError):
        return None


def _without_contexts(html: str) -> str:
    """Return a page's JSON from `pageProps` on, without the site's settings and phrases: a fifth of it, in a fifth of the time.

    The settings are before `pageProps` until August 2021, since then after the title's data. Bare quotation marks can only be
    those of a key, as inside a string they are escaped. The text is cut from the source, because copying all of the JSON out
    of the tree takes as long.
    """
    begin = html.rfind('id="__NEXT_DATA__"')
    start = html.find('"pageProps":{', begin)
    if begin < 0 or start < 0 or html.rfind("</script>") < start:  # a page may be cut inside its JSON
        return ""
    contexts = html.find(',"requestContext":{', start)
    return '{"props":{' + (html[start:contexts] + "}}}" if contexts > 0 else html[start : html.find("</script>", start)])
