"""IMDb's further reviews: what the button "Load More" of a page of users' reviews fetched, 2017 to 2024."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.imdb.common import Imdb
from filmdig.parsers.sites.imdb.subpage import HEAD, USERS, more_reviews, reviews_of

_PATH = re.compile(r"/title/tt\d{5,10}/reviews/_ajax\Z")


def is_answer(page: Page) -> bool:
    """Tell whether the page's address is one that the button asks."""
    try:
        address = urlsplit(page.url or page.own_url or "")
    except ValueError:  # "http://[": every page's address comes by here
        return False
    return _PATH.match(address.path) is not None


class ReviewsAnswer(Imdb):
    """25 more reviews, with nothing around them but `.lister-list`; the film is in the address alone.

    As public programs read it, 2017 to 2024 (`.review-container` in the list, the next key in `div.load-more-data`).
    """

    name = "reviews-answer"
    years = "2017-2024"
    kind = "reviews"
    marks = (is_answer, USERS)
    refuses = (HEAD,)
    usual = ("reviews",)

    def reviews(self, page: Page) -> list[Review] | CutList:
        """One an item; cut where the answer has a key to more."""
        found = reviews_of(page)
        url = more_reviews(page)
        return cut_list(found, url, url=url)
