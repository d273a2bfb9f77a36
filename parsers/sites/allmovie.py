"""AllMovie: overview pages of December 2010 and of 2019."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import (
    Derived,
    Reader,
    attr,
    each,
    inside,
    once,
    own_text,
    passage,
    people,
    text,
    texts,
    together,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, runtime, split_names
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import Certificate, Company, Kind, Person, Rating, Related, Release

_ID = re.compile(r"/(?:movie|work)/[^/?#]*?-v?(\d+)(?=$|[/?#])")


class AllMovie(Layout):
    """Base of both layouts."""

    site = "allmovie"
    imprint = r"©\s?\d{4} AllMovie\b"
    hosts = ("allmovie.com",)

    def kind_of(self, page: Page) -> Kind:
        """Return the kind by the tab in the address, for all tabs have the same head.

        `/review` is the site's review; `/cast`, `/credits` and `/cast-crew` are the credits.
        """
        tab = (page.url or page.own_url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
        return "reviews" if tab == "review" else "credits" if tab in ("cast", "credits", "cast-crew") else "film"

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the work's number with its letter, as in the addresses since 2011 ("v480818")."""
        found = next((match for match in (_ID.search(url or "") for url in (page.url, page.own_url)) if match), None)
        return {"allmovie": f"v{found[1]}"} if found else {}


_COMMA = r",(?!\s*(?:Inc|LLC|Ltd)\b)"


def _certificate(printed: str) -> list[Certificate]:
    rating = mpaa(printed)
    return [american_rating(rating, stated=True, printed=printed)] if rating else []


def _sidebar(page: Page) -> dict[str, Node]:
    """Return the sidebar's values by label: one or two labels in a row, and as many values in a later row.

    All labels share two ids (`left-sidebar-title`, `left-sidebar-title-small`).
    """

    def find() -> dict[str, Node]:
        found: dict[str, Node] = {}
        for table in page.all("td.left-sidebar td.artist > table"):
            labels = table.all("#left-sidebar-title span, #left-sidebar-title-small span")
            values = table.all("td.formed-sub, td.list-cell, td.rating-stars")
            for label, value in zip(labels, values, strict=False):
                found.setdefault(label.text, value)
        return found

    return page.memo("sidebar", find)


def _cell(label: str) -> Reader[Node]:
    return Reader(lambda page: _sidebar(page).get(label))


def _value(label: str) -> Reader[str]:
    return _cell(label).to(lambda cell: cell.text or None)


def _list(label: str) -> Reader[list[str]]:
    return _cell(label).to(lambda cell: texts("li")(cell) or [cell.text])


def _directors(cell: Node) -> list[Person]:
    """Return the directors, linked or not."""
    return people("a")(cell) or [Person(name=name) for name in map(str.strip, cell.text.split("/")) if name]


class Tables2010(AllMovie):
    """Overview pages of December 2010: tables with values beside or under labels whose ids repeat.

    The cast is on a tab of its own.
    """

    name = "2010"
    years = "2010"
    marks = ("td.titlebar span.title", "td.left-sidebar", "div#videopage")
    usual = ("title", "year", "directors", "synopsis", "genres", "runtime_minutes", "countries")

    title = text("td.titlebar span.title")
    image_url = attr('td.order img[src^="http"]', "src")
    related = each(
        '#results-table td[width="30"] + td:has(a[href*="/work/"])',
        Related,
        title=text("a"),
        url=attr("a", "href"),
        year=own_text().to(year_in),
    )
    year = _value("Year").to(year_in)
    directors = _cell("Director").to(_directors)
    runtime_minutes = _value("Run Time").to(runtime)  # "110 min."
    genres = together(_list("Genres"), _list("Types"))  # "Types" are sub-genres
    countries = _list("Countries")
    companies = _list("Produced by").to(lambda names: [Company(name=name, role="production") for name in names])

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the "MPAA Rating" row, with its reason from the list "MPAA Reasons" further down."""
        found = _certificate(_value("MPAA Rating")(page) or "")
        for certificate in found:
            certificate.reason = "; ".join(_list("MPAA Reasons")(page) or ()) or None
        return found

    def ratings(self, page: Page) -> list[Rating]:
        """Return the site's own rating, a picture of stars."""
        image = page.first("td.rating-stars img[alt$=Stars], td.rating-stars img[alt$=Star]")
        printed = image.attr("alt") if image else None
        value = decimal(printed)
        if value is None:
            return []
        return [Rating(by="staff", name="Work Rating", measure="mean", value=value, best=5, worst=0.5, printed=printed)]

    def synopsis(self, page: Page) -> Passage | None:
        """Return the text under "Plot Synopsis"; the review tab has the same box under another heading."""
        if text("#bio td.title")(page) != "Plot Synopsis":
            return None
        found = passage("#bio td[colspan] p", "#bio td[colspan]")(page)
        if found:
            found.credit = text("#bio td.author").less(r"^by\s+")(page)
        return found


_RELEASE = re.compile(r"([A-Z][a-z]{2} \d{1,2}, \d{4}|[A-Z][a-z]{2} \d{4}|\d{4})(?: ?\(([^()]*)\))?")
_IN_CINEMAS = ("3D", "IMAX", "IMAX 3D", "Wide")


def _releases(printed: str) -> list[Release]:
    """Return each date with its country and note: "Nov 5, 2010 (USA - 3D), Nov 12, 2010 (USA)".

    A note such as "Limited" does not state a kind.
    """
    found = []
    for day, where in _RELEASE.findall(printed):
        place, _, note = where.partition(" - ")
        when = date(day)
        if when:
            kind: Any = "theatrical" if note in _IN_CINEMAS else None if note else Derived("theatrical")
            found.append(Release(kind=kind, date=when, region=place or None, note=note or None))
    return found


def _detail(label: str) -> Reader[str]:
    """Return a reader of a detail: "Run Time - 148 min."."""

    def read(page: Page) -> str | None:
        spans = page.memo("allmovie.details", lambda: [(span.own_text, span) for span in page.all("hgroup.details > span")])
        found = next((span for printed, span in spans if printed.startswith(label)), None)
        return next((inner.text for inner in found.children if inner.tag == "span"), None) if found is not None else None

    return Reader(read)


class Overview2019(AllMovie):
    """Film pages of 2019. For a film without an overview text, the same address shows its crew.

    `class="read-more"` is a clamp. The class of the site's rating is one less than its text. Every page has "User Ratings (0)"
    until a script fills it in. A release date may be a re-release's.
    """

    name = "2019"
    years = "2019"
    marks = ("hgroup.movie-info h2.movie-title", "hgroup.details", "li#microdata-rating")
    usual = ("title", "year", "directors", "synopsis", "genres", "runtime_minutes", "countries")

    title = text("h2.movie-title", drop=".release-year")
    year = text("h2.movie-title span.release-year").to(year_in)
    alternate_titles = texts(".altTitle span")
    genres = together(inside("span.header-movie-genres", texts("a")), inside("span.header-movie-subgenres", texts("a")))
    keywords = together(
        texts("section.basic-info .flags > div > span"),
        texts("section.characteristics .moods .charactList a"),
        texts("section.characteristics .themes .charactList a"),
        text("section.characteristics .keywords .charactList").to(split_names),
        text("section.characteristics .attributes .charactList").to(split_names),
    )
    related = cut_at(
        "a.all-related",
        each("div.related-highlight:has(img[alt])", Related, title=attr("img", "alt"), url=attr("a", "href")),
    )
    image_url = attr(".poster img[itemprop=image]", "src")
    runtime_minutes = _detail("Run Time").to(runtime)
    countries = _detail("Countries").to(split_names)  # "New Zealand, USA"
    certificates = _detail("MPAA Rating").to(_certificate)  # "PG13"
    releases = _detail("Release Date").to(_releases)  # "Jul 16, 2010 (USA - IMAX), ...": all of them

    def directors(self, page: Page) -> list[Person]:
        """Return the linked and unlinked names, separated by slashes; a director may occur under two names or twice."""
        linked = people("h3.movie-director a")(page) or []
        rest = page.first("h3.movie-director span[itemprop=name]")
        others = [name.strip() for name in rest.text_without("a").split("/")] if rest else []
        return once([*linked, *(Person(name=name) for name in others if name)], lambda person: person.name)

    def companies(self, page: Page) -> list[Company]:
        """Return the sidebar's "Produced by" and "Released By"."""
        made = split_names(text(".produced-by > div")(page), _COMMA)
        released = split_names(text(".released-by > div")(page), _COMMA)
        return [
            *(Company(name=name, role="production") for name in made),
            *(Company(name=name, role="distribution") for name in released),
        ]

    def synopsis(self, page: Page) -> Passage | None:
        """Return the synopsis with its author as the credit."""
        found = passage("section.synopsis div[itemprop=description]")(page)
        if found:
            found.credit = text("section.synopsis .review-author span[itemprop=name]")(page)
        return found

    def ratings(self, page: Page) -> list[Rating]:
        """Return the site's own rating, out of 10."""
        printed = text("#microdata-rating div[itemprop=ratingValue]")(page)
        value = integer(printed)
        if value is None:
            return []
        return [Rating(by="staff", name="AllMovie Rating", measure="mean", value=value, best=10, worst=1, printed=printed)]
