"""Trakt, pages of 2017 as a browser saved them: films, series and search results."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cut_lists import counted, may_be_cut
from filmdig.parsers.layouts.fields import attr, each, ids, own_text, passage, people, text, texts, together
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import decimal, integer, percent, runtime, split_names, whole
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Kind, Rating, Related, ReviewTotals


class Title2017(Layout):
    """Film and series pages. `#overview` occurs twice: as a column, and inside it as the plot.

    The exact number of votes is in a `meta` element ("16.7k" is printed). The viewer's own rating is left out. Comments and
    related titles are loaded later and are not in the page.
    """

    site = "trakt"
    imprint = r"© 2010-\d{4} trakt\b"
    review_pages: ClassVar = {"audience": "{url}/comments"}
    hosts = ("trakt.tv",)
    name = "2017"
    years = "2017"
    marks = ("div#summary-ratings-wrapper", "#summary-wrapper, .mobile-title h1", "ul.additional-stats")
    usual = ("title", "year", "synopsis", "genres", "ratings", "runtime_minutes")

    _stats = Rows("ul.additional-stats > li", label="label")

    title = own_text(".mobile-title h1")
    year = text(".mobile-title h1 span.year").to(year_in)
    certificates = text(".mobile-title div.certification").to(american_certificate)
    tagline = text("div#tagline")
    official_sites = Rows("ul.external li a").node("Official Site").to(lambda link: [link.attr("href")])
    review_totals = text('ul.nav.sections a[href$="#comments"]').to(integer).to(lambda count: ReviewTotals(audience=count))
    synopsis = passage("div[itemprop=description]")
    directors = _stats.read(("Director", "Directors"), people("a"))
    writers = _stats.read(("Writer", "Writers"), people("a"))
    cast = each("#actors li[itemprop=actor]", CastMember, name=text(".name"), role=text(".character"), url=attr("a", "href"))
    genres = texts("ul.additional-stats span[itemprop=genre]")
    languages = _stats["Language", "Languages"].to(split_names)
    countries = _stats["Country"].to(split_names)
    runtime_minutes = _stats["Runtime"].to(runtime)
    releases = together(
        _stats["Released"].to(release("theatrical", stated=False)),
        _stats["DVD"].to(release("home_video")),
        _stats["Premiered"].to(release("television")),
    )
    external_ids = ids(
        imdb=attr('a[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
        tmdb=attr('a[href*="themoviedb.org/"]', "href").search(r"/(?:movie|tv)/(\d+)"),
        trakt=attr('meta[property="og:url"]', "content").search(r"/(?:movies|shows)/([^/?#]+)"),
    )
    image_url = attr('meta[property="og:image"]', "content")

    def kind_of(self, page: Page) -> Kind:
        """Return the page's kind, by the class of its body."""
        return "series" if page.first("body.shows") is not None else "film"

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' mean, out of 100."""
        value = attr("#summary-ratings-wrapper meta[itemprop=ratingValue]", "content").to(decimal)(page)
        if value is None:
            return []
        count = attr("#summary-ratings-wrapper meta[itemprop=ratingCount]", "content").to(whole)(page)
        printed = text("#summary-ratings-wrapper [itemprop=aggregateRating] div.rating")(page)
        return [
            Rating(
                by="audience",
                name="Trakt.tv",
                measure="mean",
                value=value,
                best=100,
                worst=0,
                rating_count=count,
                printed=printed,
            )
        ]


class Search2017(Layout):
    """Search results."""

    site = "trakt"
    hosts = Title2017.hosts
    name = "search"
    years = "2017-2023"
    kind = "list"
    marks = ("body.search.results", ".grid-item[data-url] .titles h3")
    usual = ("related",)

    related = may_be_cut(
        each(
            ".grid-item[data-url]",
            Related,
            title=own_text(".titles h3"),
            url=attr(None, "data-url"),
            year=text(".titles h3 .year").to(year_in),
            score=text(".metadata .percentage").to(percent),
        ),
        counted(text("div.sidenav h2 strong").to(integer)),
    )
