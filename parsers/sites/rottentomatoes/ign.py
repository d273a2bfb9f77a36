"""Rotten Tomatoes under IGN, 2008 to April 2010."""

from __future__ import annotations

from typing import Any

import msgspec

from filmdig.parsers.layouts.cuts import hidden_full_text, plain
from filmdig.parsers.layouts.fields import attr, cast, each, inside, passage, text, this_text, together
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import date, integer, percent, runtime, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    OtherSynopsis,
    Person,
    Rating,
    Review,
    ReviewTotals,
    Verdict,
)
from filmdig.parsers.sites.rottentomatoes.common import (
    Labels,
    RottenTomatoes,
    average_in,
    certificates_of,
    consensus,
    count_in,
    fresh_and_rotten,
    gross,
    no_score,
    original_score,
    quote,
    scores,
    totals,
)

details = Labels("span.label")


def _verdict(review: Node) -> Verdict | None:
    """Return the verdict, by the picture's name in 2008 (fresh.gif, rotten.gif), by a class in 2010 (fresh_smd, splat_smd)."""
    icon = review.first(".rating img, .rating .iconset")
    name = f"{icon.attr('src') or ''} {icon.attr('class') or ''}".lower() if icon else ""
    if "fresh" in name:
        return "fresh"
    return "rotten" if "rotten" in name or "splat" in name else None


def _of_story(people: list[Person]) -> list[Person]:
    return [msgspec.structs.replace(one, job="Story") for one in people]


class Ign(RottenTomatoes):
    """Base of both layouts: labels, the synopsis in two spans, quotes in bubbles."""

    shows_counted_reviews = True
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings", "reviews")

    title = text("h1.movie_title").to(title_only)
    year = text("h1.movie_title").to(year_only)
    synopsis = passage(
        "#movie_synopsis p, .movie_synopsis p",
        cut=hidden_full_text("#movie_synopsis_blurb", "#movie_synopsis_all"),
        drop=".label, #movie_synopsis_link, #link",
    )
    directors = details.people("Director")
    writers = together(details.people("Screenwriter"), details.people("Story").to(_of_story))
    producers = details.people("Producer")
    genres = details["Genre"].split()
    runtime_minutes = details["Runtime"].to(runtime)
    image_url = attr('.movie_tools_area img[src^="http"]', "src")
    releases = together(
        details["Theatrical Release"].to(release("theatrical")),
        text("#main_dvdinfo1 h5 + p, #sell_thru_main_controls h5 + p").to(release("home_video")),
    )
    companies = details["Studio"].to(lambda name: [Company(name=name)])
    reviews = each(
        "div.quoteBubble",
        Review,
        by="critics",
        author=text(".criticContent .author"),
        author_url=attr(".criticContent .author a", "href"),
        publication=text(".criticContent .source"),
        date=text(".date").to(date),
        rating=text(".rating .percentBubble").or_(attr(".rating a[title]", "title")).to(original_score),
        verdict=_verdict,
        text=passage(".content p").to(quote),
        url=attr('.tools a[rel~="nofollow"]', "href"),
    )

    critics_consensus = consensus("#consensus")

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the disc's text, hidden under "DVD Info": its title, the text, its source."""
        block = page.first("#DVDInfoBlock")
        lines = block.all("li") if block is not None else []
        credit = next((line.text.removeprefix("Source:").strip() for line in lines if line.text.startswith("Source:")), None)
        # Without a source the lines are not a text but the disc's features ("Region 1", "Widescreen").
        words: Any = plain(lines[1]) if credit is not None and len(lines) > 2 else None
        return [OtherSynopsis(text=words, credit=credit, name="DVD Info")] if words is not None and words.text else []

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the rating with its reason, which is hidden under "[See Full Rating]"."""
        content = next(iter(details.nodes("Rated")(page) or []), None)
        if content is None:
            return []
        reason = content.first("span.movie_rating_reason")
        return certificates_of(content.text_without(".movie_rating_reason"), reason.text if reason else None)

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross to date, whose region is not stated."""
        return gross(details["Box Office"](page), None)


class Tabs2008(Ign):
    """Film pages of July 2008: scores in tabs with bubbles, five cast members, the crew beside them.

    The first `h1` is the site's logo. In saved pages the link around "Click to read the article" is broken into pieces.
    """

    name = "2008"
    years = "2008"
    marks = ("div#tmeter_tabs", "div#movie_info_box", "h1.movie_title")

    cast = details.people("Starring").to(lambda people: [CastMember(name=one.name, url=one.url) for one in people])

    def ratings(self, page: Page) -> list[Rating]:
        """Return the Tomatometer with its average, and the top critics' and the users' scores, which only the tabs state."""
        numbers = page.first("div#critics_tomatometer_numbers_txt")
        stats = numbers.text if numbers else ""
        score = page.first("#critics_tomatometer_score span.percent")
        return [
            *scores(
                by="critics",
                name="Tomatometer",
                percent=integer(score.text) if score else None,
                count=count_in(stats),
                mean=average_in(stats),
                verdict="certified_fresh" if page.first(".certified_fresh img") else None,
                unscored=no_score(stats),
                sides=fresh_and_rotten(stats),
            ),
            *scores(by="critics", name="Top Critics", percent=percent(_text(page, "div#bubble_topCritics"))),
            *scores(by="audience", name="RT Users", percent=percent(_text(page, "div#bubble_rtUsers"))),
        ]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of reviews that the Tomatometer counts."""
        return totals(critics=count_in(_text(page, "div#critics_tomatometer_numbers_txt")))


class Dialog2008(Ign):
    """Film pages of September 2008 to April 2010: the Tomatometer in a dialog box, cast and crew both shortened and whole.

    In 2010 with RDFa (`property="v:..."`), the other scores in the tabs' titles, and the critics' own in their icons' titles.
    """

    name = "2008-2010"
    years = "2008-2010"
    marks = ("ul#tomatometer_nav", "div#movie_info_box", "h1.movie_title")

    _links = cast("a", name=this_text(), url=attr(None, "href"))
    cast = inside("p.movie_cast_all", _links).or_(inside(".movie_cast_shortened", _links))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the Tomatometer with its average; in 2010 also the top critics' and the users' scores in the tabs' titles."""
        stats = _text(page, "div#tomatometer_data")
        score = page.first("#tomatometer_score span.percent")
        return [
            *scores(
                by="critics",
                name="Tomatometer",
                percent=integer(score.text) if score else None,
                count=count_in(stats),
                mean=average_in(stats),
                verdict="certified_fresh" if page.first("#tomatometer_certified_fresh .certifiedfresh_lg") else None,
                unscored=no_score(stats),
                sides=fresh_and_rotten(stats),
            ),
            *scores(by="critics", name="Top Critics", percent=percent(_tab(page, "critic=creamcrop"))),
            *scores(by="audience", name="RT Community", percent=percent(_tab(page, "reviews_users"))),
        ]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of reviews that the Tomatometer counts."""
        return totals(critics=count_in(_text(page, "div#tomatometer_data")))


def _text(page: Page, css: str) -> str:
    return text(css)(page) or ""


def _tab(page: Page, link: str) -> str | None:
    return attr(f'#tomatometer_nav a[href*="{link}"]', "title")(page)
