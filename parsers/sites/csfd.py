"""ČSFD (csfd.cz), title pages of 2025-26, in Czech."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.fields import attr, each, ids, inside, once, passage, people, text, texts, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, number
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    CastMember,
    Company,
    Kind,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)

RELEASE_KINDS: dict[str, Any] = {
    "V kinech od": "theatrical",
    "Na DVD od": "home_video",
    "Na Blu-ray od": "home_video",
    "V TV od": "television",
    "Na VOD od": "streaming",
    "Online od": "streaming",
}


def stars_of(node: Page | Node) -> ReviewRating | None:
    """Stars of five; "odpad!" (rubbish) stands for none of them, which is a rating."""
    shown = node.first(".user-title-info .stars, .star-rating .stars")
    if shown is None:
        return None
    if "trash" in shown.classes:
        return ReviewRating(value=0, best=5, worst=0, printed=shown.text or "odpad!")
    points = next((name[6:] for name in shown.classes if name.startswith("stars-")), "")
    return ReviewRating(value=int(points), best=5, worst=0) if points.isdigit() else None


def _rows(page: Page, holder: str, row: str) -> list[Node]:
    node = page.first(holder)
    return node.all(row) if node is not None else []


_kind, _printed, _region = text("p"), text("p + span"), attr("img.flag", "title")


class Title2025(Layout):
    """`/film/N/prehled/`. Nothing is cut: "více" lifts a clamp, and lists' rests are hidden in the page.

    The plot is in the page twice, word for word; other members' plots stand hidden below it.
    """

    site = "csfd"
    hosts = ("csfd.cz", "csfd.sk")
    name = "2025"
    years = "2025-2026"
    marks = ("header.film-header h1", "div#creators", ".film-info-content div.origin")
    usual = ("title", "year", "countries", "genres", "directors", "cast", "ratings", "external_ids")

    _creators = Rows("#creators > div", label="h4")
    _persons = people('a[href*="/tvurce/"]')
    _info = text(".film-info-content div.origin")

    title = text("header.film-header h1")
    year = _info.to(year_in)
    directors = _creators.read("Režie", _persons)
    writers = _creators.read("Scénář", _persons)
    producers = _creators.read("Produkce", _persons)
    cast = _creators.read("Hrají", each('a[href*="/tvurce/"]', CastMember, name=this_text(), url=attr(None, "href")))
    synopsis = passage(".plot-full > p", ".plot-preview > p", drop="em.span-more-small")
    synopsis_credit = text(".plot-full em.span-more-small", ".plot-preview em.span-more-small").search(r"^\((.+)\)$")
    genres = inside("div.film-info-content", texts(".genres a"))
    external_ids = ids(
        csfd=attr('link[rel="canonical"], .film-posters a', "href").search(r"/film/(\d+)"),
        imdb=attr('a[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
    )
    image_url = attr(".film-posters img", "src").to(lambda url: f"https:{url}" if url.startswith("//") else url)
    reviews = each(
        "article.article-review",
        Review,
        by="audience",
        author=text("a.user-title-name"),
        author_url=attr("a.user-title-name", "href"),
        date=text("time").to(lambda printed: date(printed, "dmy")),
        rating=stars_of,
        text=passage(".comment"),
        url=attr("a.permanent-link", "href"),
    )
    related = each(
        "aside section.updated-box:not([class*=box-]) article",
        Related,
        title=text("a.film-title-name"),
        url=attr("a.film-title-name", "href"),
        year=text(".film-title-info").to(year_in),
    )

    def kind_of(self, page: Page) -> Kind:
        """Named behind the title: "(seriál)", "(epizoda)"; a film has nothing there."""
        named = text(".film-header-name span.type")(page) or ""
        return "series" if any(word in named for word in ("seri", "série", "epizoda")) else "film"

    def _names(self, page: Page) -> list[tuple[str, str]]:
        """(country, title) beside the flags."""

        def make() -> list[tuple[str, str]]:
            found = []
            for row in _rows(page, "ul.film-names", "li"):
                flag = row.first("img.flag")
                name = row.text_without(".more-name-link, .info, a")
                found.append(((flag.attr("title") or "") if flag else "", name))
            return [(country, name) for country, name in found if name]

        return page.memo(("csfd", "names"), make)

    def original_title(self, page: Page) -> str | None:
        """The one beside the flag of the first country of origin."""
        origin = (self.countries(page) or [""])[0]
        return next((name for country, name in self._names(page) if country == origin), None)

    def alternate_titles(self, page: Page) -> list[str]:
        """Those of other countries."""
        known = (self.title(page), self.original_title(page))
        return once([name for _, name in self._names(page) if name not in known], str)

    def countries(self, page: Page) -> list[str]:
        """In Czech, before the year."""
        node = page.first(".film-info-content div.origin")
        printed = node.text_without("span") if node is not None else ""
        head = printed.partition(" min")[0].rstrip(" 0123456789,h")
        return [part for part in (piece.strip(" ,") for piece in head.split("/")) if part]

    def runtime_minutes(self, page: Page) -> int | None:
        """The first one printed; a series' is that of all its episodes."""
        hours = self._info.search(r"(\d+) h\b").to(int)(page) or 0
        minutes = self._info.search(r"(\d+) min\b").to(int)(page)
        return None if minutes is None else hours * 60 + minutes

    def _count(self, page: Page, label: str) -> int | None:
        for row in _rows(page, "div.mobile-film-count", "a"):
            if label in row.text:
                return text("strong").to(integer)(row)
        return None

    def ratings(self, page: Page) -> list[Rating]:
        """A mean of 100, rounded; "? %" where there are too few votes."""
        printed = text("div.film-rating-average")(page)
        value = number(printed)
        if value is None:
            return []
        count = self._count(page, "Hodnocení")
        return [
            Rating(
                by="audience", name="ČSFD", measure="mean", value=value, best=100, worst=0, rating_count=count, printed=printed
            )
        ]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Beside "Recenze"."""
        return ReviewTotals(audience=self._count(page, "Recenze"))

    def _premieres(self, page: Page) -> list[tuple[str, str, str | None]]:
        """(kind in words, "05.08.1999 Warner Bros. CZ", country)."""

        def make() -> list[tuple[str, str, str | None]]:
            rows = _rows(page, "section.box-premieres", "li")
            return [(_kind(row) or "", _printed(row) or "", _region(row)) for row in rows]

        return page.memo(("csfd", "premieres"), make)

    def releases(self, page: Page) -> list[Release]:
        """All editions; some are hidden behind a link."""
        return [
            Release(kind=RELEASE_KINDS.get(kind), date=when, region=region)
            for kind, printed, region in self._premieres(page)
            if (when := date(printed, "dmy"))
        ]

    def companies(self, page: Page) -> list[Company]:
        """The distributors of the editions."""
        printed = [value.partition(" ")[2] for _, value, _ in self._premieres(page)]
        return [Company(name=name, role="distribution") for name in once(printed, str) if name]
