"""Letterboxd's other pages of 2025: a review, a member's reviews, diary, films and lists, a person's films."""

from __future__ import annotations

from filmdig.parsers.layouts.cut_lists import counted, linked, may_be_cut
from filmdig.parsers.layouts.fields import (
    attr,
    each,
    ids,
    json_ld,
    made,
    meta,
    passage,
    persons,
    present,
    text,
    texts,
)
from filmdig.parsers.layouts.values import integer, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    Biography,
    Credit,
    Related,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.letterboxd.base import (
    Letterboxd,
    displayed_name,
    half_stars,
    posters,
    review_text,
    reviews_of,
    slug,
)

_PUBLISHED = json_ld("datePublished", "Review")
#: A list that fills more than one page links the next one.
_NEXT = linked(".pagination a.next", counts=False)

_TOOLTIP = attr("h1.section-heading span.tooltip", "data-original-title", "title")
_REVIEWS = _TOOLTIP.search(r"(?<![\d,])([\d,]++)\s++reviews?").to(integer)
_MEMBER = attr(".profile-navigation a.avatar", "href")
_WATCHED = attr(".film-viewing-info-wrapper meta[content]", "content")


class MemberReview(Letterboxd):
    """One member's review of a film. The text's `lang` may be wrong: the site guesses it."""

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
        """Return the page's one review.

        The page prints the day on which the film was watched. It is used as the review's date where the data have none, but not
        where the page has lost its data.
        """
        review = made(
            Review,
            by="audience",
            author=text('span[itemprop="name"]')(page),
            author_url=attr("a.name[itemprop]", "href")(page),
            date=(_PUBLISHED if page.is_stripped and not page.json_ld else _PUBLISHED.or_(_WATCHED))(page),
            rating=half_stars(page),
            text=review_text(page),
            url=page.meta("og:url"),
            spoiler=present("p.js-spoiler-container")(page),
        )
        return [review] if review.text or review.rating else []


class MemberReviews(Letterboxd):
    """A member's reviews of different films, ten per page: the films are `related`, in the order of the reviews."""

    name = "reviews"
    years = "2025"
    kind = "reviews"
    marks = ("body.films-reviewed[data-owner]", "div.viewing-list article.production-viewing")
    usual = ("reviews", "related")

    related = may_be_cut(
        each(
            "div.viewing-list article.production-viewing",
            Related,
            title=text("h2.name"),
            url=attr('.film-poster a.frame, h2.name a[href*="/film/"]', "href"),
            year=text(".releasedate").to(year),
        ),
        _NEXT,
    )
    review_totals = _REVIEWS.to(lambda count: ReviewTotals(audience=count))

    reviews = may_be_cut(
        lambda page: reviews_of(page, "div.viewing-list article.production-viewing", author_url=_MEMBER(page)),
        counted(_REVIEWS),
        _NEXT,
    )


class Diary(Letterboxd):
    """A member's diary: films watched. The member's stars are not a score of the film and are not read."""

    name = "diary"
    years = "2025"
    kind = "list"
    marks = ("body.films-diary[data-owner]", "table#diary-table")
    usual = ("related",)

    related = may_be_cut(
        each(
            "#diary-table tr.diary-entry-row",
            Related,
            title=text("h2.name"),
            url=attr('.film-poster a.frame, h2.name a[href*="/film/"]', "href"),
            year=text(".releasedate", ".col-releaseyear").to(year),
        ),
        _NEXT,
    )


class MemberFilms(Letterboxd):
    """All films that a member has watched, as posters."""

    name = "films"
    years = "2025"
    kind = "list"
    marks = ("body.films-watched[data-owner]", ".griditem [data-item-name]")
    usual = ("related",)

    related = may_be_cut(posters("li.griditem"), _NEXT)


class MemberList(Letterboxd):
    """A member's list, a hundred posters per page; the page's description has the number of films."""

    name = "list"
    years = "2025"
    kind = "list"
    marks = ("body.list-page[data-owner]", "ul.js-list-entries li.posteritem [data-item-name]")
    usual = ("related",)

    related = may_be_cut(
        posters("ul.js-list-entries li.posteritem"),
        counted(meta("description").search(r"^A list of ([\d,]+) films?\b").to(integer)),
        _NEXT,
    )


def _credit(node: Node) -> Credit | None:
    """Return the credit in a poster's tooltip: "Inglourious Basterds (2009) as LT. Archie Hicox"."""
    film, printed = displayed_name(node), node.attr("title") or node.attr("data-original-title") or ""
    title, made = title_and_year(film)
    if title is None:
        return None
    _, found, role = printed.partition(" as ") if printed.startswith(film or "") else ("", "", "")
    kind = attr("[data-item-name]", "data-postered-identifier").search(r'"typeName":"(\w+)"')(node)
    return Credit(
        title=title,
        year=made,
        role=role or None if found else None,
        kind=kind,
        url=attr("[data-item-link]", "data-item-link")(node),
    )


# "Actor 68" and links to the person's other jobs: the number is that of the films.
_jobs = texts(".smenu-wrapper-left .smenu-menu > li > :is(.selected, a.item)", drop="small")


class Filmography(Letterboxd):
    """A person's films in one job; the text about the person is TMDb's."""

    name = "person"
    years = "2025"
    kind = "person"
    marks = ("body.filmography-page[data-type]", "h1.title-1 .context")
    usual = ("person",)

    def person(self, page: Page) -> Biography:
        """Return the person, named in a heading that begins with the job: "Films starring NAME"."""
        heading = page.first("h1.title-1")
        job = attr("body", "data-type")(page)
        films = [credit for node in page.all("li.griditem") if (credit := _credit(node))]
        for film in films:
            film.job = job
        tmdb = attr("body[data-tmdb-type=person]", "data-tmdb-id")(page)
        name = meta("og:url").search(r"/\w[\w-]*/([^/]+)/")(page)
        return made(
            Biography,
            name=heading.text_without(".context") or None if heading is not None else None,
            biography=passage(".bio .js-tmdb-bio")(page),
            jobs=_jobs(page) or ([job] if job else []),
            image_url=attr("img.js-tmdb-person", "data-image")(page),
            external_ids={key: value for key, value in (("tmdb", tmdb), ("letterboxd", name)) if value},
            filmography=films,
        )
