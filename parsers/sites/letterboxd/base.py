"""What Letterboxd's layouts share: the base class, stars, reviews, posters."""

from __future__ import annotations

from typing import ClassVar

from filmdig.parsers.layouts.cuts import shown_part
from filmdig.parsers.layouts.fields import (
    Reader,
    attr,
    each,
    made,
    meta,
    once,
    passage,
    present,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.values import date, decimal, integer, title_and_year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    Helpful,
    Related,
    Review,
    ReviewRating,
)


class Letterboxd(Layout):
    """The base class of Letterboxd's layouts."""

    site = "letterboxd"
    imprint = r"Letterboxd — Your life in film|Letterboxd is an independent service|© Letterboxd Limited"
    review_pages: ClassVar = {"audience": "{url}/reviews/by/activity/"}
    hosts = ("letterboxd.com", "boxd.it")
    left_out: ClassVar = {
        "div.modal-body": "a dialog of the site",
        "#services-menu": "a menu of services to watch on",
        "section.promopanel": "an advert",
    }


def half_stars(node: Page | Node) -> ReviewRating | None:
    """Return a member's stars: the class has the number of half stars (`rated-9`; `rated-large-10` on a review's own page)."""
    shown = node.first('span.rating[class*="rated-"]')
    points = decimal((shown.attr("class") or "").rpartition("rated-")[2]) if shown is not None else None
    if shown is None or not points:
        return None
    return ReviewRating(value=points / 2, best=5, worst=0.5, printed=shown.text or None)


def full_text_url(node: Node) -> str | None:
    """Return the address from which the rest of a cut review is fetched; uncut reviews have one, too."""
    return node.attr("data-full-text-url")


REVIEW_TEXT = "div.js-review-body"
review_text = passage(REVIEW_TEXT, cut=shown_part(".collapsed-text", drop="a.reveal", url=full_text_url))
slug = meta("og:url").search(r"/film/([^/]+)/")


def reviews_of(page: Page, selector: str, *, author_url: str | None = None) -> list[Review]:
    """Return the reviews in a list, each once, even if it is both among the popular and the recent ones.

    Args:
        page: the page.
        selector: selects the reviews.
        author_url: the link to the author of all of them; None where each review links its own.
    """
    nodes = once(page.all(selector), lambda node: node.attr("data-viewing-id") or node.attr("data-object-id") or node)
    return [review for node in nodes if (review := review_of(node, author_url)).text]


_avatar, _timestamp = attr("a.avatar", "href"), attr("time.timestamp", "datetime")
_likes = attr("[data-likes-page][data-count]", "data-count").to(integer).to(lambda count: Helpful(yes=count))
_spoiler = present(".js-spoiler-container, [data-js-reveal-on-trigger='spoiler.reveal']")


def review_of(node: Node, author_url: str | None = None) -> Review:
    """Return a review in a list, without the notice before one with spoilers."""
    owner = node.first(".displayname")
    link = node.first("a.context[href]")
    return made(
        Review,
        by="audience",
        author=owner.text if owner else node.attr("data-owner"),
        author_url=_avatar(node) or author_url,
        date=date(_timestamp(node)),
        rating=half_stars(node),
        text=review_text(node),
        url=link.attr("href") if link else None,
        spoiler=_spoiler(node),
        helpful=_likes(node),
    )


displayed_name = attr("[data-item-name]", "data-item-full-display-name", "data-item-name")


def posters(selector: str) -> Reader[list[Related]]:
    """Return a reader of films shown as posters, which a script fills in: an attribute has "Barbarian (2022)"."""
    return each(
        selector,
        Related,
        title=displayed_name.to(lambda printed: title_and_year(printed)[0]),
        url=attr("[data-item-link]", "data-item-link"),
        year=displayed_name.to(lambda printed: title_and_year(printed)[1]),
    )
