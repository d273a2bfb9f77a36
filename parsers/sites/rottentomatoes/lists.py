"""Rotten Tomatoes' lists: the best of a genre, current releases, the editors' countdowns."""

from __future__ import annotations

from filmdig.parsers.layouts.cut_lists import Sign, may_be_cut
from filmdig.parsers.layouts.fields import attr, data, each, text
from filmdig.parsers.layouts.values import percent, title_only, year, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Related
from filmdig.parsers.sites.rottentomatoes.common import RottenTomatoes


class _List(RottenTomatoes):
    """Base of all lists, which are not about one film."""

    kind = "list"
    usual = ("related",)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return no ids."""
        return {}


class Top2021(_List):
    """A list of the best films of a genre (2021)."""

    name = "top"
    years = "2021"
    marks = ("section#top_movies_main table.table",)

    related = each(
        "#top_movies_main table.table tr:has(td a)",
        Related,
        title=text("td a").to(title_only),
        url=attr("td a", "href"),
        year=text("td a").to(year_only),
        score=text(".tMeterScore").to(percent),
    )


class Browse2016(_List):
    """Films in cinemas, on discs, or certified fresh (2016 to 2018): posters with the Tomatometer first."""

    name = "browse-2016"
    years = "2016-2018"
    marks = ("div.mb-movie h3.movieTitle",)

    related = each(
        "div.mb-movie",
        Related,
        title=text("h3.movieTitle"),
        url=attr(".movie_info a", "href"),
        score=text(".tMeterScore").to(percent),
    )


class Countdown2022(_List):
    """The editors' lists (2022), in reverse order of rank."""

    name = "countdown"
    years = "2022"
    marks = ("div.countdown-item div.article_movie_title h2 a",)

    related = each(
        "div.countdown-item",
        Related,
        title=text(".article_movie_title h2 a"),
        url=attr(".article_movie_title h2 a", "href"),
        year=text(".article_movie_title .start-year").to(year),
        score=text(".article_movie_title .tMeterScore").to(percent),
    )


_more = data("script#pageInfo", "hasNextPage")


class Browse2025(_List):
    """Films in cinemas and on streaming (2025), as tiles. A script loads more; the page's data state whether there are more."""

    name = "browse-2025"
    years = "2025"
    marks = ("[data-qa=discovery-media-list-item]", ".discovery-grids-container, [data-qa=discovery-header-title]")

    related = may_be_cut(
        each(
            "[data-qa=discovery-media-list-item]",
            Related,
            title=text("[data-qa=discovery-media-list-item-title]"),
            url=attr("a[data-qa=discovery-media-list-item-caption]", "href"),
            score=text("[slot=criticsScore]").to(percent),
        ),
        lambda page, _items: Sign(cut=_more(page) is True),
    )
