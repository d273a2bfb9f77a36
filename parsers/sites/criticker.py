"""Criticker, film page of 2018 as a member saw it."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.fields import attr, each, ids, own_text, passage, people, text, texts
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import decimal, integer
from filmdig.parsers.layouts.values import year as year_in
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Rating, Review, ReviewRating


class Film2018(Layout):
    """Film pages. The large score is the viewer's own; the film's is the "average tier" of ten at the foot.

    The page marks up the count beside it as reviews but prints it as ratings.
    """

    site = "criticker"
    imprint = r"Criticker\.com © \d{4}"
    hosts = ("criticker.com",)
    addresses = r"(?!games\.)[^/]*+(?!/games?(?:[/?#]|\Z))"
    left_out: ClassVar = {
        "#fi_collsection_list": "users' collections with the film in them",
        "#i_forumlink": "a link to the forum",
        "#fi_moreratings_div": "a filter of the ratings",
    }
    name = "film"
    years = "2018"
    marks = ("#fi_container, #left_container", "div#fi_moreinfo", "p#fi_info_genres")
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings")

    title = text("h1 span[itemprop=name]")
    year = text("h1 span[itemprop=datePublished]").to(year_in)
    synopsis = passage("#summary span[itemprop=description]", "#summary")
    directors = people("#fi_info_directors a")
    writers = people("#fi_info_writers a")
    cast = each("#fi_info_actors span[itemprop=actor]", CastMember, name=text("[itemprop=name]"), url=attr("a", "href"))
    genres = texts("#fi_info_genres span[itemprop=genre]")
    countries = texts("#fi_info_countries span[itemprop=countryOfOrigin]")
    external_ids = ids(
        imdb=attr('#fi_info_ext a[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
        criticker=attr('meta[property="og:url"]', "content").search(r"/film/([^/?#]+)"),
    )
    image_url = attr("#poster meta[itemprop=image]", "content").or_(attr("#poster img", "src"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the members' average tier."""
        value = text("#fi_title_avgpercentile span[itemprop=ratingValue]").to(decimal)(page)
        if value is None:
            return []
        count = text("#fi_title_avgpercentile span[itemprop=reviewCount]").to(integer)(page)
        return [Rating(by="audience", name="Average Tier", measure="mean", value=value, best=10, worst=1, rating_count=count)]

    def reviews(self, page: Page) -> list[Review]:
        """Return members' "mini-reviews": each has its own row, after a row with the member and the score (of 100)."""
        found = []
        for cell in page.all("td.fi_miniquote"):
            member = cell.parent.previous if cell.parent is not None else None
            quote = text(".fi_miniquote_text")(cell)
            if member is None or quote is None:
                continue
            score = own_text(".fi_rating").to(integer)(member)
            found.append(
                Review(
                    by="audience",
                    author=text(".fi_targettable_name a")(member),
                    author_url=attr(".fi_targettable_name a", "href")(member),
                    rating=ReviewRating(value=score, best=100, worst=0, printed=str(score)) if score is not None else None,
                    text=quote,
                )
            )
        return found
