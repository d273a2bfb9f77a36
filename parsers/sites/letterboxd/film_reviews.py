"""Letterboxd's lists of one film's reviews, twelve per page: `/film/NAME/reviews/`, `.../by/activity/page/2/`.

No capture of one was available; the markup is known from public programs that read it. From 2025 on it is the same
`article.production-viewing` as on film pages, before that `li.film-detail` in `section.viewings-list`. A page after the last
has no reviews.
"""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import CutList, cut_list, shown_part
from filmdig.parsers.layouts.fields import attr, made, passage, text
from filmdig.parsers.layouts.values import date, title_and_year
from filmdig.parsers.page.document import Page, path_of
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.letterboxd.base import Letterboxd, full_text_url, half_stars, reviews_of

_PATH = re.compile(r"/film/([^/]+)/reviews(?:/|\Z)")
_NAMED = re.compile(r"\u200e?Reviews of (.{1,300}) • Letterboxd")

CARDS = "article.production-viewing"
ITEMS = "section.viewings-list li.film-detail"


def film_slug(page: Page) -> str | None:
    """Return the slug of the reviewed film, from the page's address."""
    matches = (_PATH.match(path_of(url)) for url in (page.own_url, page.url))
    return next((match[1] for match in matches if match), None)


def is_list(page: Page) -> bool:
    """Return whether the page's address is that of a film's reviews."""
    return film_slug(page) is not None


class FilmReviews(Letterboxd):
    """One page of a film's reviews. The title is in the page's `title` element: "Reviews of Salt Ledger (1974)"."""

    name = "film-reviews"
    years = "2019-2026"
    kind = "reviews"
    marks = (is_list, f"{CARDS}, {ITEMS}")
    usual = ("title", "reviews")

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's slug."""
        found = film_slug(page)
        return {"letterboxd": found} if found else {}

    def title(self, page: Page) -> str | None:
        """Return the title."""
        return _title_and_year(page)[0]

    def year(self, page: Page) -> int | None:
        """Return the year."""
        return _title_and_year(page)[1]

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return one review per member; cut where the page links a next page."""
        items = [_old_review(item) for item in page.all(ITEMS)]
        found = reviews_of(page, CARDS) or [review for review in items if review.text]
        after = page.first(".pagination a.next[href]")
        url = after.attr("href") if after is not None else None
        return cut_list(found, url, url=url)


def _title_and_year(page: Page) -> tuple[str | None, int | None]:
    named = _NAMED.match(one_line(page.title or ""))
    return title_and_year(named[1]) if named else (None, None)


_text = passage("div.body-text", cut=shown_part(".collapsed-text", drop="a.reveal", url=full_text_url))
_author, _author_url, _url = text("strong.name"), attr("a.avatar", "href"), attr("a.context", "href")
_day = text("span._nobr").to(lambda printed: date(printed, "dmy"))


def _old_review(item: Node) -> Review:
    """Return a review in a list of before 2025."""
    return made(
        Review,
        by="audience",
        author=_author(item),
        author_url=_author_url(item),
        date=_day(item),
        rating=half_stars(item),
        text=_text(item),
        url=_url(item),
    )
