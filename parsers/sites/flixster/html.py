"""Flixster's film pages in HTML, 2008 to 2017."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cut_lists import counted, linked, may_be_cut
from filmdig.parsers.layouts.cuts import clipped, hidden_full_text, hidden_remainder
from filmdig.parsers.layouts.fields import (
    attr,
    cast,
    each,
    meta,
    once,
    one,
    own_text,
    passage,
    people,
    text,
    texts,
    this_text,
    together,
    when,
)
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, percent, runtime, split_names, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Rating, Related, Review, ReviewRating, ReviewTotals
from filmdig.parsers.sites.flixster.base import IN_CINEMAS, Flixster, external_ids, half_stars


class Detail2008(Flixster):
    """Film pages of 2008 (`movie.detail.jsp`), declared as ISO-8859-1. Members' reviews are whole."""

    name = "2008"
    years = "2008"
    marks = ("h1 a.headerLink", "div#ratingAverages", "#plot")
    usual = ("title", "directors", "cast", "synopsis", "ratings", "genres", "certificates")
    year_from_release = True

    _details = Rows("#details li", label="strong")

    title = text("h1 a.headerLink")
    external_ids = external_ids(attr("h1 a.headerLink", "href"))
    synopsis = passage("#plot", cut=hidden_remainder("#readMoreLink", drop="strong"), drop="strong", credit=True)
    directors = _details.read("Directed by", people("a"))
    cast = each("#cast li .name a", CastMember, name=this_text(), url=attr(None, "href"))
    genres = _details["Genres"].less(r"^:\s*").to(split_names)
    certificates = _details["Rated"].less(r"[:()]").to(american_certificate)
    releases = together(_details["Released"].to(IN_CINEMAS), _details["DVD Released"].to(release("home_video")))
    related = may_be_cut(
        each(
            "#suggestions tr:has(th a)", Related, title=text("th a"), url=attr("th a", "href"), score=text("th span").to(percent)
        ),
        linked('#suggestions a[href*="displaySuggest"]', words=r"\bMore\b"),
    )
    reviews = each(
        "ul.reviews > li",
        Review,
        by="audience",
        author=text(".author a:not(:has(img))"),
        author_url=attr(".author a", "href"),
        date=text(".date").to(date),
        rating=attr("img.ratingImg", "alt").to(half_stars),
        text=passage("blockquote"),
    )

    def ratings(self, page: Page) -> list[Rating]:
        """Return all members' average, then women's and men's; "Not rated." means no score."""
        found = []
        for row in page.all("#ratingAverages tr"):
            image, label = row.first("td img[alt$=Stars]"), row.first("th")
            if image is not None and label is not None:
                printed = image.attr("alt") or ""
                count = integer(image.parent.text) if image.parent else None
                found.append(
                    Rating(
                        by="audience", name=label.text, measure="mean", value=decimal(printed), best=5, worst=0.5,
                        rating_count=count, printed=printed,
                    )
                )  # fmt: skip
        return found


def _verdict(node: Node) -> str | None:
    """Return a critic's verdict of 2009 to 2014: a tomato is fresh, a splat rotten; some reviews have neither."""
    marks = node.first("p.splat, p.tomato")
    return None if marks is None else "rotten" if "splat" in marks.classes else "fresh"


class _Profile(Flixster):
    """The base class of the layouts of 2009 and of 2011 to 2014."""

    year_from_release = True
    usual = ("title", "directors", "cast", "synopsis", "ratings", "certificates", "runtime_minutes", "releases")

    related = may_be_cut(
        each(
            "li:has(> .matchPercent)",
            Related,
            title=text("a:not(:has(img))"),
            url=attr("a", "href"),
            score=text(".matchPercent").to(percent),
        ),
        linked('a.forwardLink[href*="/suggestions"]'),
    )
    certificates = own_text("p.ratingAndRunningTime").search(r"^(.*?)(?:,\s*\d|$)").to(american_certificate)
    runtime_minutes = own_text("p.ratingAndRunningTime").to(runtime)
    directors = people("p.director a")
    image_url = attr("#movieProfile .poster img, #details .poster img, .leftSide .poster img", "src")
    releases = together(
        text("p.releaseDate").to(IN_CINEMAS),
        text("p.dvdReleaseDate").to(release("home_video")),
    )
    ratings = together(
        one(
            Rating,
            needs="value",
            by="audience",
            name=text(".minibox:has(.flixuser) h4"),
            measure="percent_positive",
            value=text(".minibox .flixuser span.percentage").to(percent),
            best=100,
            worst=0,
            rating_count=text(".minibox:has(.flixuser) div.ratingCount").to(integer),
            printed=text(".minibox p.flixuser"),
        ),
        one(
            Rating,
            needs="value",
            by="critics",
            name=text(".minibox:has(.critic) h4"),
            measure="percent_positive",
            value=text(".minibox .critic span.percentage").to(percent),
            best=100,
            worst=0,
            rating_count=text(".minibox:has(.critic) div.ratingCount").to(integer),
            verdict=when(".minibox p.critic.tomato", "fresh").or_(when(".minibox p.critic.splat", "rotten")),
            printed=text(".minibox p.critic"),
        ),
    )
    reviews = together(
        each(
            "#topReviews li.comment, #recentReviews li.comment",
            Review,
            by="audience",
            author=text(".username a"),
            author_url=attr(".username a", "href"),
            date=text(".date").to(date),
            rating=attr(".ratingStars", "class").search(r"score(\d{1,3})\b").to(lambda score: half_stars(str(int(score) / 10))),
            # 2011: the marker's wrapper has no id; 2009: the rest is on another page, and only a link marks the cut.
            text=passage("blockquote", cut=hidden_remainder('[component="ReadMoreLink"], a[href*="-MORE"]', drop=".share")),
        ),
        each(
            "#criticReviews div.comment",
            Review,
            by="critics",
            author=own_text(".username").less(r",\s*$"),
            publication=text(".publicationName").less(r"^,\s*"),
            date=text(".date").to(date),
            verdict=_verdict,
            # 2009: the server cut quotes at 200 characters, in mid-word; only dots show it.
            text=passage("blockquote", cut=clipped(200, drop="a.spawnNewWindowLink"), drop="a.spawnNewWindowLink"),
            url=attr("blockquote a.spawnNewWindowLink", "href"),
        ),
    )


class Profile2009(_Profile):
    """Film pages of spring 2009. Members' reviews are cut at about 280 characters, the rest on another page."""

    name = "2009"
    years = "2009"
    marks = ("#details h1.title a", "p.topCast", "div.ratingSummaries")
    refuses = ("div#movieTitle",)

    title = text("#details h1.title a")
    external_ids = external_ids(attr("#details h1.title a", "href"))
    synopsis = passage("p.synopsis", cut=hidden_remainder("#readMoreLink"), credit=True)
    cast = cast(
        "#cast ul.imageTextLinks li", name=text("a span"), url=attr("a", "href")
    )  # the same people as p.topCast, and more


class Profile2011(_Profile):
    """Film pages of 2011; the Community site kept the layout until it closed in September 2014.

    `id="readMoreLink"` occurs twice, after the first five cast members and in the synopsis; both texts are cut in mid-word.
    """

    name = "2011"
    years = "2011-2014"
    shows_counted_reviews = True
    marks = ("#movieTitle h1.title", "p.topCast", "div.ratingSummaries")

    title = text("#movieTitle h1.title span.fn", "#movieTitle h1.title").to(lambda printed: title_and_year(printed)[0])
    year = text("#movieTitle h1.title span.fn", "#movieTitle h1.title").to(lambda printed: title_and_year(printed)[1])
    external_ids = external_ids(attr("#movieTitle h1.title a", "href"))
    synopsis = passage("p.synopsis", cut=hidden_remainder('[component="ReadMoreLink"]'), credit=True)
    review_totals = one(
        ReviewTotals,
        needs="audience",
        audience=text("p.flixuser:has(.count) span.count").or_(text("#topReviews h3").search(r"\(([\d,]+)\)")).to(integer),
    )
    keywords = texts('div.leftColumn a[href*="/best/"]')

    def cast(self, page: Page) -> list[CastMember]:
        """Return the header's whole list; its first members are listed again below, with roles ("NAME as ROLE")."""
        roles = dict(printed.split(" as ", 1) for printed in texts("#cast ul.actors li a span")(page) or () if " as " in printed)
        return [
            CastMember(name=name, role=roles.get(name), url=node.attr("href"))
            for node in page.all("p.topCast a:not([component])")
            if (name := node.text)
        ]


def critic_score(printed: str) -> ReviewRating | None:
    """Return a critic's own score: "2/4", "6/10", or a letter."""
    match = re.fullmatch(r"([\d.]+)\s*/\s*([\d.]+)", printed.strip())
    if match:
        value, best = decimal(match[1]), decimal(match[2])
        return ReviewRating(value=value, best=best, printed=printed) if value is not None else None
    return ReviewRating(value=printed.strip(), printed=printed) if re.fullmatch(r"[A-F][+-]?", printed.strip()) else None


VERDICTS = {"certified": "certified_fresh", "fresh": "fresh", "rotten": "rotten"}
_abridged = hidden_full_text(r'[bax\:sub="summary"]', r'[bax\:sub="details"]', drop=r'[bax\:sub="more"]')


class Widgets2016(Flixster):
    """Film pages of 2016 and 2017 ("bax" widgets, powered by Fandango).

    A long text occurs twice: as `summary`, cut after a word, and as hidden `details`, whole. `og:description` is the critics'
    consensus, not the synopsis. An unreleased film shows "Want to See It" in place of the members' score.
    """

    name = "2016"
    years = "2016-2017"
    shows_counted_reviews = True
    marks = ("body#page-movie", ".attributes span.key", "span.year[itemprop=copyrightYear]")
    usual = ("title", "year", "directors", "cast", "synopsis", "ratings", "genres", "certificates", "runtime_minutes", "releases")

    _details = Rows(".attributes > div", label="span.key", value="span.value")

    title = text("span.title").or_(meta("og:title"))
    year = text("span.year[itemprop=copyrightYear]").to(integer)
    external_ids = external_ids(meta("og:url"))
    image_url = meta("og:image")
    synopsis = passage("p.synopsis", cut=_abridged, credit=True)
    critics_consensus = text("#critic-reviews p.consensus").less(r"^Consensus:\s*")
    directors = _details.read("Directed By", people("a"))
    certificates = _details["Rated"].to(american_certificate)
    runtime_minutes = _details["Running Time"].to(runtime)
    genres = _details.read("Genre", texts("[itemprop=genre]"))
    releases = together(
        _details["Release Date"].to(IN_CINEMAS),
        _details["DVD Release Date"].to(release("home_video")),
    )
    cast = cast(
        "#cast-photos div.carousel-item", name=text("a.actor-name"), role=text("div.character"), url=attr("a.actor-name", "href")
    )
    related = each("div.similar-movie", Related, title=text(".title a"), url=attr(".title a", "href"))
    review_totals = one(
        ReviewTotals,
        needs="critics",
        critics=attr(r'div.rating[data-tip*="Critic Review"]', "data-tip").to(integer),
        audience=attr(r'div.rating[data-tip$="reviews"]', "data-tip").to(integer),
    )

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' score and the members', or instead of it the percentage who want to see the film."""
        found = []
        for node in page.all("div.rating[data-tip]"):
            score = node.first(".score")
            value = percent(score.text if score else None)
            if value is None:
                continue
            tip, label = node.attr("data-tip") or "", node.text
            critics = "Critic" in tip or "Critic" in label
            icon = node.first("i.icon")
            verdict = next((word for mark, word in VERDICTS.items() if icon and mark in icon.classes), None)
            found.append(
                Rating(
                    by="critics" if critics else "audience",
                    name=label.removesuffix(f"{value}%").strip() or None,
                    measure="want_to_see" if "want to see" in label.lower() else "percent_positive",
                    value=value,
                    best=100,
                    worst=0,
                    review_count=integer(tip) if "review" in tip.lower() else None,
                    verdict=verdict if critics else None,
                    printed=f"{value}%",
                )
            )
        return found

    reviews = together(
        each(
            "#critic-reviews div.review",
            Review,
            by="critics",
            author=text(".person-name"),
            publication=text(".publication-name"),
            rating=attr(".tomato-rating i", "data-tip").search(r"score:\s*(.+)$").to(critic_score),
            verdict=when(".tomato-rating i.fresh, .tomato-rating i.certified", "fresh").or_(
                when(".tomato-rating i.rotten", "rotten")
            ),
            text=passage("p.comment"),
            url=attr("a.full-review-link", "href"),
        ),
        each(
            "#user-reviews div.review",
            Review,
            by="audience",
            author=text(".person-name"),
            rating=attr("i.star-rating", "class").search(r"stars(\d{1,3})\b").to(lambda score: half_stars(str(int(score) / 10))),
            text=passage(".comment", cut=_abridged),
        ),
    )


class Search2017(Flixster):
    """Search results of 2017: lists of films and people; the page is not about one film."""

    name = "search"
    years = "2017"
    kind = "list"
    marks = ("ul#movie_results_ul.results_ul", "ul#actor_results_ul.results_ul")
    usual = ()

    # The tab of all results has the first films, too.
    related = may_be_cut(
        each(
            "#movie_results_ul > li .bd .heading a",
            Related,
            title=this_text().to(lambda printed: title_and_year(printed)[0]),
            year=this_text().to(lambda printed: title_and_year(printed)[1]),
            url=attr(None, "href"),
        ).to(lambda found: once(found, lambda film: film.url)),
        counted(attr("#movie_results_ul[resultsize]", "resultsize").to(integer)),
    )
