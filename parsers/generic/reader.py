"""Pages of no known site: what schema.org data, OpenGraph and prose plainly state."""

from __future__ import annotations

from filmdig.parsers.generic.prose import stated
from filmdig.parsers.generic.schemaorg import fill, film_objects, kind_of
from filmdig.parsers.layouts.values import tidy, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Kind, Person, Record

_OG_FILMS: dict[str, Kind] = {"video.movie": "film", "video.tv_show": "series", "video.episode": "series"}
MAX_PROSE = 1 << 20
"""A page above this many characters is not read as prose."""


def read_generic(page: Page, record: Record) -> None:
    """Fill the record with what any page may state of a film; its kind stays `unknown` where it states none."""
    record.page.kind = "unknown"
    if page.rendition == "html":
        _structured(page, record)
        if record.page.kind == "unknown":
            _opengraph(page, record)
    if record.film.title is None and len(page.html) <= MAX_PROSE:
        _prose(page, record)


def _structured(page: Page, record: Record) -> None:
    """The first film that the page's data name, and what its other objects of the same name add."""
    objects = film_objects(page)
    if len({item.get("name") for item in objects if isinstance(item.get("name"), str)}) > 3:
        # A page with many films is a list: none of them is the page's own.
        record.page.kind = "list"
        return
    for item in objects:
        if record.film.title in (None, item.get("name")) and item.get("name"):
            record.page.kind = kind_of(item) or "unknown"
            record.page.layout_evidence.append(f"schema.org {item.get('@type')}")
            fill(record, item)


def _opengraph(page: Page, record: Record) -> None:
    """OpenGraph names a film only where its type says so; a site's pages of any kind carry its other properties."""
    kind = _OG_FILMS.get(page.meta("og:type") or "")
    title = page.meta("og:title")
    if kind is None or not title:
        return
    record.page.kind = kind
    record.page.layout_evidence.append(f"og:type {page.meta('og:type')}")
    record.film.title, record.film.year = title_and_year(title)
    record.film.image_url = page.meta("og:image")
    description = page.meta("og:description")
    record.film.synopsis = (tidy(description)[0] or None) if description else None


def _prose(page: Page, record: Record) -> None:
    found = stated(_article(page), page.title if page.rendition == "html" else None)
    if found.title is None:
        return
    film = record.film
    record.page.kind = "article"
    record.page.layout_evidence.append("the headline names a film")
    film.title, film.year, film.synopsis = found.title, film.year or found.year, film.synopsis or found.synopsis
    if found.year_of_release:
        record.derived.append("/film/year")
    film.directors = film.directors or [Person(name=name) for name in found.directors]
    film.cast = film.cast or [CastMember(name=name) for name in found.cast]


def _article(page: Page) -> list[str]:
    """The article's lines, an empty one between blocks, without the page's menus."""
    if page.rendition == "text":
        return page.lines
    import trafilatura  # loads slowly: only for pages of no known site

    try:
        text = trafilatura.extract(page.html, output_format="markdown", include_comments=False, include_links=False)
    except Exception as error:  # noqa: BLE001 - hostile markup breaks the library in many ways; kept as an issue
        page.note("prose_broken", f"{type(error).__name__}: {error}")
        return []
    return text.replace("\n", "\n\n").splitlines() if text else []
