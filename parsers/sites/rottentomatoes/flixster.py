"""Rotten Tomatoes under Flixster, December 2010 to about 2014."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cut_lists import linked, may_be_cut
from filmdig.parsers.layouts.cuts import Cut, Passage, hidden_full_text, join
from filmdig.parsers.layouts.fields import attr, attrs, cast, each, inside, meta, passage, people, text, texts, together
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, runtime, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    Certificate,
    Company,
    Rating,
    Related,
    Review,
    ReviewTotals,
    Verdict,
)
from filmdig.parsers.sites.rottentomatoes.common import (
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
    role,
    scores,
    totals,
    user_stars,
    verdict_of,
)

_ABROAD = re.compile(r"(.+?)(?: \(([A-Z]{2})\))?$")


def _remaining(hidden: str) -> Cut:
    """Return a cut whose rest is a hidden element inside the text.

    The link after it is empty until a script writes "... More". Between the two parts the source has a line break and
    indentation; the hidden part begins with a blank of its own.
    """

    def cut(node: Node) -> Passage | None:
        rest = node.first(hidden)
        if rest is None:
            return None
        shown, offsets = node.raw_text(drop=[rest, *node.all("a[id^=showMore]")])
        return join(shown[: offsets[rest]].rstrip(), rest.raw_text()[0].rstrip())

    return cut


def _stars(review: Node) -> float:
    """Return a user's stars, by a class: score45 is 4.5."""
    stars = review.first(".rating.stars")
    score = next((name for name in stars.classes if re.fullmatch("score[0-9]{1,3}", name)), "score0") if stars else "score0"
    return int(score[5:]) / 10


def _smd(review: Node) -> Verdict | None:
    icon = review.first(".rating .iconset")
    if icon is None:
        return None
    return "fresh" if "fresh_smd" in icon.classes else "rotten" if "splat_smd" in icon.classes else None


def _icon(review: Node) -> Verdict | None:
    icon = review.first(".icon.fresh, .icon.rotten")
    if icon is None:
        return None
    return "fresh" if "fresh" in icon.classes else "rotten"


def _critics(box: Node, name: str) -> list[Rating]:
    """Return one of the two Tomatometers. Their ids occur twice (`all-critics-meter`); "No Score Yet..." is no score."""
    meter, printed = box.first(".meter.numeric"), box.text
    return scores(
        by="critics",
        name=name,
        percent=integer(meter.text) if meter else None,
        count=count_in(printed),
        mean=average_in(printed),
        verdict=verdict_of(meter.classes) if meter else None,
        unscored=no_score(printed),
        sides=fresh_and_rotten(printed),
    )


class Flixster(RottenTomatoes):
    """Base of both layouts: the meters, the labelled rows, the cast with roles."""

    shows_counted_reviews = True
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "certificates", "ratings", "runtime_minutes")

    critics_consensus = consensus("#all-critics-numbers p.critic_consensus", "p.critic_consensus")
    title = text("h1.movie_title").to(title_only)
    year = text("h1.movie_title").to(year_only)
    image_url = attr('img[rel="v:image"][src^="http"]', "src").or_(meta("og:image"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of all critics, top critics and the audience.

        Until a film is out, the audience's figure is the share that wants to see it.
        """
        found = []
        for css, name in (("div#all-critics-numbers", "Tomatometer"), ("div#top-critics-numbers", "Top Critics")):
            box = page.first(css)
            found += _critics(box, name) if box else []
        fans = page.first(".fan_side")
        meter = fans.first(".meter.numeric") if fans else None
        if fans is not None and meter is not None:
            printed = fans.text
            found += scores(
                by="audience",
                name="Audience",
                percent=integer(meter.text),
                count=count_in(printed),
                mean=average_in(printed),
                measure="want_to_see" if "want to see" in printed.lower() else "percent_positive",
            )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of reviews that the Tomatometer counts; the audience's figure counts ratings."""
        return totals(critics=count_in(text("#all-critics-numbers p.critic_stats")(page) or ""))


class Rdfa2010(Flixster):
    """Film pages of December 2010 (`body#movieDetail`, RDFa), the first under Flixster, with IGN's synopsis and quotes.

    The running time is read from the text, which its `content` contradicts (162, "2 hr. 5 min.").
    """

    name = "2010"
    years = "2010-2011"
    marks = ('h1.movie_title span[property="v:name"]', "div.meter_critics", ".movie_info span.label")

    _details = Rows(".movie_info p", label=".label")

    synopsis = passage(
        ".movie_info p:has(#movie_synopsis_all)",
        cut=hidden_full_text("#movie_synopsis_blurb", "#movie_synopsis_all"),
    ).or_(passage(".movie_info p:has(#movie_synopsis_blurb)", drop=".label, #movie_synopsis_link"))
    genres = texts('.movie_info span[property="v:genre"]')
    directors = people('.movie_info a[rel="v:directedBy"]')
    writers = _details.read("Written By", people("a"))
    runtime_minutes = _details["Running Time"].to(runtime)
    releases = together(_details["In Theaters"].to(release("theatrical")), _details["On DVD"].to(release("home_video")))
    companies = _details["Distributor"].to(lambda name: [Company(name=name, role="distribution")])
    cast = cast("#cast-info li", name=text('a[rel="v:starring"]'), role=text(".characters").to(role), url=attr("a", "href"))
    reviews = each(
        "div.quoteBubble",
        Review,
        by="critics",
        author=text(".criticContent .author"),
        author_url=attr(".criticContent .author a", "href"),
        publication=text(".criticContent .source"),
        date=text(".date").to(date),
        rating=attr(".rating a[title]", "title").to(original_score),
        verdict=_smd,
        text=passage(".content p").to(quote),
        url=attr('.tools a[rel~="nofollow"]', "href"),
    )

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the rating with its reason, which is hidden under "[See Full Rating]"."""
        rating = text('[rel="v:movieRating"] span[property="v:value"]')(page)
        return certificates_of(rating, text('[rel="v:movieRating"] span.movie_rating_reason')(page)) if rating else []


class Microdata2011(Flixster):
    """Film pages of 2011 to about 2014 (schema.org microdata): the rest of a synopsis or a user's text is hidden inside it.

    `og:description` is the critics' consensus. Roles of more than 26 characters are cut by the server. In a raw page the links
    after a hidden rest are empty; a browser has written "... More" into them (2013).
    """

    name = "2011-2013"
    years = "2011-2013"
    marks = ("h1.movie_title span[itemprop=name]", "div.meter_critics", "div.movie_info")

    _details = Rows(".movie_info p", label="label.subtle")

    synopsis = passage("#movieSynopsis", cut=_remaining("#movieSynopsisRemaining"), drop="#showMoreSynopsis", credit=True)
    genres = inside("div.movie_info", texts("span[itemprop=genre]"))
    directors = inside("div.movie_info", people("[itemprop=director] a"))
    writers = _details.read("Written By", people("a"))
    runtime_minutes = text(".movie_info time[itemprop=duration]", ".movie_info .left_col p:first-child span[content]").to(runtime)
    releases = together(_details["In Theaters"].to(release("theatrical")), _details["On DVD"].to(release("home_video")))
    official_sites = attrs("div.movie_info [itemprop=productionCompany] ~ a", "href")
    companies = inside("div.movie_info", texts("[itemprop=productionCompany]")).to(
        lambda names: [Company(name=name, role="production") for name in names]
    )
    cast = cast(
        "#cast-info li[itemprop=actors]",
        name=text("[itemprop=name]"),
        role=text(".characters").to(role),
        url=attr("a[itemprop=url]", "href"),
    )
    related = may_be_cut(
        each(
            "#like_this div.movieItem, .content_body > div.col_33:has(> a)",
            Related,
            title=text("div:last-child > a").or_(text("div + a")),
            url=attr("a", "href"),
        ),
        linked('a[href*="/movies_like_"]', words=r"\bAll\b"),
    )

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return the "Foreign Titles" at the side, each followed by a country code: "Tiempos violentos (ES)"."""
        box = next((one for one in page.all(".content_box") if text("h3")(one) == "Foreign Titles"), None)
        listed = texts("li")(box) if box is not None else None
        parts = [_ABROAD.match(printed) for printed in listed or ()]
        return [AlternateTitle(title=part[1], region=part[2]) for part in parts if part]

    _critics = each(
        "#reviews .quote_bubble",
        Review,
        by="critics",
        author=text(".review_source .bold"),
        author_url=attr(".review_source .bold a", "href"),
        publication=text(".review_source .italic"),
        date=text(".review_quote .subtle").to(date),
        rating=attr(".icon[tip]", "tip").to(original_score),
        verdict=_icon,
        text=passage(".media_block_content > p", ".review_quote p").to(quote),
        url=attr('.review_quote .small a[rel~="nofollow"]', "href"),
    )
    _audience = each(
        "#audience_reviews div.quote_bubble",
        Review,
        by="audience",
        author=text(".review_source .bold"),
        author_url=attr(".review_source .bold a", "href"),
        date=text(".date").to(date),
        rating=lambda review: user_stars(_stars(review)),
        text=passage(
            ".audience_contents .comment",
            ".audience_contents > p",
            cut=_remaining("[id^=remainingText]"),
            drop="a[id^=showMoreTextLink]",
        ),
    )
    reviews = together(_critics, _audience)

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the rating with its reason, a tooltip."""
        rating = text(".movie_info span[itemprop=contentRating]")(page)
        return certificates_of(rating, attr(".movie_info a[tip]:has([itemprop=contentRating])", "tip")(page)) if rating else []

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross, which the site rounds: "US Box Office: $70.0M"."""
        return gross(self._details["US Box Office"](page))
