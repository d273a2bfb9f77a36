"""Letterboxd, pages of 2025: a film's, one member's review of it, a member's reviews, a member's diary."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.cuts import shown_part
from filmdig.parsers.layouts.fields import (
    attr,
    each,
    ids,
    json_ld,
    meta,
    once,
    passage,
    people,
    persons,
    present,
    text,
    texts,
    this_text,
    together,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, split_names, whole, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    Company,
    Kind,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)


class Letterboxd(Layout):
    """What all of Letterboxd's layouts share."""

    site = "letterboxd"
    hosts = ("letterboxd.com", "boxd.it")


def half_stars(node: Page | Node) -> ReviewRating | None:
    """A member's stars: the class counts half ones (`rated-9`; `rated-large-10` on a review's own page)."""
    shown = node.first('span.rating[class*="rated-"]')
    points = decimal((shown.attr("class") or "").rpartition("rated-")[2]) if shown is not None else None
    if shown is None or not points:
        return None
    return ReviewRating(value=points / 2, best=5, worst=0.5, printed=shown.text or None)


def full_text_url(node: Node) -> str | None:
    """Where the rest of a cut review is fetched from; uncut reviews name an address too."""
    return node.attr("data-full-text-url")


REVIEW_TEXT = "div.js-review-body"
review_text = passage(REVIEW_TEXT, cut=shown_part(".collapsed-text", drop="a.reveal", url=full_text_url))
slug = meta("og:url").search(r"/film/([^/]+)/")


def reviews_of(page: Page, selector: str) -> list[Review]:
    """Reviews in a list; one that stands among the popular and the recent ones is one review."""
    nodes = once(page.all(selector), lambda node: node.attr("data-viewing-id") or node.attr("data-object-id") or node)
    return [review for node in nodes for review in [one_review(node)] if review.text]


_avatar, _timestamp = attr("a.avatar", "href"), attr("time.timestamp", "datetime")
_spoiler = present(".js-spoiler-container, [data-js-reveal-on-trigger='spoiler.reveal']")


def one_review(node: Node) -> Review:
    """One review of a list; the notice in front of one with spoilers is no part of it."""
    owner = node.first(".displayname")
    link = node.first("a.context[href]")
    values: dict[str, Any] = {"text": review_text(node)}
    return Review(
        by="audience",
        author=owner.text if owner else node.attr("data-owner"),
        author_url=_avatar(node),
        date=date(_timestamp(node)),
        rating=half_stars(node),
        url=link.attr("href") if link else None,
        spoiler=_spoiler(node),
        **values,
    )


_date, _country, _badge = text(".date"), text(".details .name"), text(".release-certification-badge")


class Film(Letterboxd):
    """Film pages. The tabs (cast, crew, details, genres, releases) are all in the page.

    A role stands in `title`, or in `data-original-title` where a browser saved the page after its scripts had run. The
    score is in the data alone: its histogram is loaded later. Themes stand under the Genres tab and are none.
    """

    name = "film"
    years = "2025"
    marks = ("body.film div#film-page-wrapper", "section.production-masthead h1.primaryname")
    usual = ("title", "year", "directors", "genres", "ratings", "runtime_minutes")

    _crew = Rows("#tab-crew > h3", label=".crewrole.-full", beside=True)
    _details = Rows("#tab-details > h3, #tab-genres > h3", beside=True)
    _links = texts("a")

    title = text("h1.primaryname span.name", "h1.primaryname")
    original_title = text("h2.originalname em", "h2.originalname")
    year = text(".productioninfo .releasedate a").to(year)
    directors = people(".creatorlist a.contributor")
    writers = _crew.read(("Writer", "Writers"), people("a"))
    producers = _crew.read(("Producer", "Producers"), people("a"))
    cast = each(
        "#tab-cast .cast-list a.text-slug[href]",
        CastMember,
        name=this_text(),
        role=attr(None, "title", "data-original-title"),
        url=attr(None, "href"),
    )
    synopsis = passage(".production-synopsis div.truncate", ".production-synopsis .review > p")
    tagline = text(".production-synopsis h4.tagline")
    genres = _details.read(("Genre", "Genres"), _links)
    countries = _details.read(("Country", "Countries"), _links)
    languages = together(
        _details.read(("Language", "Languages", "Primary Language", "Primary Languages"), _links),
        _details.read(("Spoken Language", "Spoken Languages"), _links),
    ).to(lambda found: once(found, str))
    alternate_titles = _details["Alternative Title", "Alternative Titles"].to(split_names)
    companies = _details.read(("Studio", "Studios"), each("a", Company, name=this_text(), role="production"))
    runtime_minutes = text("p.text-footer").search(r"(\d+)\s*mins?\b").to(int)
    external_ids = ids(
        imdb=attr('p.text-footer a[href*="imdb.com/title/"]', "href").search(r"tt\d+"),
        tmdb=attr("body[data-tmdb-id]", "data-tmdb-id"),
        letterboxd=slug,
    )
    image_url = json_ld("image")
    review_totals = json_ld("aggregateRating.reviewCount").to(whole).to(lambda count: ReviewTotals(audience=count))

    def kind_of(self, page: Page) -> Kind:
        """TMDb's kind, which the page carries."""
        return "series" if page.first('body[data-tmdb-type="tv"]') is not None else "film"

    def ratings(self, page: Page) -> list[Rating]:
        """The members' weighted average; a page whose data are gone still has it in a card for Twitter."""
        found = page.json_ld_of("Movie").get("aggregateRating")
        score = found if isinstance(found, dict) else {}
        printed = meta("twitter:data2").search(r"^[\d.]+ out of 5")(page)
        value = decimal(score.get("ratingValue")) or decimal(printed)
        if value is None:
            return []
        return [
            Rating(
                by="audience",
                name="Letterboxd",
                measure="mean",
                value=value,
                best=5,
                worst=0,
                rating_count=whole(score.get("ratingCount")),
                review_count=whole(score.get("reviewCount")),
                printed=printed,
            )
        ]

    def _dated(self, page: Page) -> list[tuple[str, str | None, str | None, str | None]]:
        """(heading, date, country, badge) of the releases by date; the tab of releases by country holds the same ones."""

        def make() -> list[tuple[str, str | None, str | None, str | None]]:
            found: list[tuple[str, str | None, str | None, str | None]] = []
            heading = ""
            for node in page.all("#tab-releases h3.release-table-title, #tab-releases .release-table.-bydate > div.listitem"):
                if node.tag == "h3":
                    heading = node.text
                    continue
                when = date(_date(node))
                found += [(heading, when, _country(country), _badge(country)) for country in node.all(".release-country")]
            return found

        return page.memo(("letterboxd", "dated"), make)

    def releases(self, page: Page) -> list[Release]:
        """A premiere may be a festival's or not, so it is of no kind."""
        return [
            Release(kind=RELEASE_KINDS.get(heading), date=when, region=region)
            for heading, when, region, _ in self._dated(page)
            if when
        ]

    def certificates(self, page: Page) -> list[Certificate]:
        """The badges beside the releases: the American one is the MPAA's, of the others only the country is told."""
        found = []
        for _, _, region, badge in self._dated(page):
            if badge:
                american = mpaa(badge) if region == "USA" else None
                found.append(Certificate(system="MPAA" if american else region, rating=american or badge, printed=badge))
        found.sort(key=lambda certificate: certificate.system != "MPAA")
        return once(found, lambda certificate: (certificate.system, certificate.rating))

    def reviews(self, page: Page) -> list[Review]:
        """Popular and recent ones. They carry no date."""
        return reviews_of(page, ".film-reviews article.production-viewing")


RELEASE_KINDS: dict[str, Any] = {
    "Theatrical": "theatrical",
    "Theatrical limited": "theatrical",
    "Digital": "streaming",
    "Physical": "home_video",
    "TV": "television",
}


class MemberReview(Letterboxd):
    """One member's review of a film. `lang` of the text may be wrong: it is guessed by the site."""

    name = "review"
    years = "2025"
    kind = "reviews"
    marks = ("body.view[data-owner]", "header.inline-production-masthead", "section.review.js-review")
    usual = ("title", "year", "reviews")

    title = text("header.inline-production-masthead h2.name")
    year = text("header.inline-production-masthead span.releasedate").to(year)
    directors = json_ld("itemReviewed.director", "Review").to(persons)
    image_url = json_ld("itemReviewed.image", "Review")
    external_ids = ids(letterboxd=slug)

    def reviews(self, page: Page) -> list[Review]:
        """The page's one review; the day that it was watched on is the date that the page prints."""
        values: dict[str, Any] = {"text": review_text(page)}
        review = Review(
            by="audience",
            author=text('span[itemprop="name"]')(page),
            author_url=attr("a.name[itemprop]", "href")(page),
            date=json_ld("datePublished", "Review").or_(attr(".film-viewing-info-wrapper meta[content]", "content"))(page),
            rating=half_stars(page),
            url=page.meta("og:url"),
            spoiler=present("p.js-spoiler-container")(page),
            **values,
        )
        return [review] if review.text or review.rating else []


class MemberReviews(Letterboxd):
    """A member's reviews, ten a page, each of another film: the films are `related`, in the reviews' order."""

    name = "reviews"
    years = "2025"
    kind = "reviews"
    marks = ("body.films-reviewed[data-owner]", "div.viewing-list article.production-viewing")
    usual = ("reviews", "related")

    related = each(
        "div.viewing-list article.production-viewing",
        Related,
        title=text("h2.name"),
        url=attr('.film-poster a.frame, h2.name a[href*="/film/"]', "href"),
        year=text(".releasedate").to(year),
    )
    review_totals = (
        attr("h1.section-heading span.tooltip", "data-original-title", "title")
        .search(r"([\d,]+)\s+reviews?")
        .to(integer)
        .to(lambda count: ReviewTotals(audience=count))
    )

    def reviews(self, page: Page) -> list[Review]:
        """The member's reviews; the page shows some of them cut."""
        return reviews_of(page, "div.viewing-list article.production-viewing")


class Diary(Letterboxd):
    """A member's diary: films watched, with the member's stars, which are no score of the film."""

    name = "diary"
    years = "2025"
    kind = "list"
    marks = ("body.films-diary[data-owner]", "table#diary-table")
    usual = ("related",)

    related = each(
        "#diary-table tr.diary-entry-row",
        Related,
        title=text("h2.name"),
        url=attr('.film-poster a.frame, h2.name a[href*="/film/"]', "href"),
        year=text(".releasedate", ".col-releaseyear").to(year),
    )
