"""What all of Flixster's layouts share."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.fields import Reader, stars
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.page.document import Page

half_stars = stars(best=5, worst=0.5)
"""A member's rating, half a star to five; "0.0 Stars" means none."""

IN_CINEMAS = release("theatrical", stated=False)
"""A film's "Release Date", beside which "DVD Release Date" may be: nothing more is said."""

_SLUG = re.compile(r"flixster\.com/movie/([^/?#\s]+)")


class Flixster(Layout):
    """What all of Flixster's layouts share: hosts, and the film's slug in its address."""

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
    """Flixster's own id of the film: the slug in the page's address, or in the first of the links that has one."""

    def read(page: Page) -> dict[str, str] | None:
        for found in (page.url, *(link(page) for link in links)):
            match = re.search(r"/movie/([^/?#\s]+)", found or "")
            if match:
                return {"flixster": match[1]}
        return None

    return Reader(read)
