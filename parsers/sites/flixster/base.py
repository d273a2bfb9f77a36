"""What Flixster's layouts share: the base class, ratings, releases, the film's slug."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.fields import Reader, stars
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.page.document import Page

#: A member's rating, from half a star to five; "0.0 Stars" means no rating.
half_stars = stars(best=5, worst=0.5)

#: A film's "Release Date", whose kind the page does not state; there may also be a "DVD Release Date".
IN_CINEMAS = release("theatrical", stated=False)

_SLUG = re.compile(r"flixster\.com/movie/([^/?#\s]+)")


class Flixster(Layout):
    """The base class of Flixster's layouts."""

    site = "flixster"
    imprint = r"Copyright ©? ?\d{4} Flixster|© \d{4} Flixster|About Flixster|Flixster Video iPhone"
    review_pages: ClassVar = {"audience": "{url}/reviews"}
    hosts = ("flixster.com",)
    left_out: ClassVar = {
        "#moreLikeThis p": "an invitation to vote",
        "li[id^=comment]": "comments on the page",
        "li.comment:not(#topReviews li):not(#recentReviews li)": "comments on the page",
        "#suggestions": "an invitation to rate films",
        "div.boxlinks": "links to other pages",
        "div.rottenTomatoesInfo": "what fresh and rotten mean",
        "#photos": "pictures",
        "#trailer": "names of videos",
        "ul.imageTextLinks": "names of videos and headlines",
        "li.clearfix > h4": "headlines",
        "li.clearfix > h3 > a": "names of videos",
        "#overlay_body_content": "a dialog of the site",
    }


def slug(page: Page) -> str | None:
    """Return the film's slug in the page's address: "the-glass-orchard"."""
    match = _SLUG.search(page.url or "")
    return match[1] if match else None


def external_ids(*links: Reader[str]) -> Reader[dict[str, str]]:
    """Return a reader of the film's id: the slug in the page's address, or in the first of the links that has one."""

    def read(page: Page) -> dict[str, str] | None:
        for found in (page.url, *(link(page) for link in links)):
            match = re.search(r"/movie/([^/?#\s]+)", found or "")
            if match:
                return {"flixster": match[1]}
        return None

    return Reader(read)
