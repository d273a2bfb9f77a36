"""Further reviews, as fetched by the buttons of a page of users' reviews.

Until 2024 "Load More" fetched a fragment of HTML; since then "25 more" and "All" fetch JSON from a GraphQL service.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.layouts.fields import at
from filmdig.parsers.page.document import Page, path_of
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.imdb.common import Imdb
from filmdig.parsers.sites.imdb.next_sub import has_next_part, reviews_data, reviews_in_data
from filmdig.parsers.sites.imdb.subpage import HEAD, USERS, more_reviews, reviews_of

_PATH = re.compile(r"/title/tt\d{5,10}/reviews/_ajax\Z")


def is_answer(page: Page) -> bool:
    """Return whether the page's address is one that the button requests."""
    return _PATH.match(path_of(page.url or page.own_url)) is not None


class ReviewsAnswer(Imdb):
    """25 more reviews, with nothing around them but `.lister-list`; only the address names the film.

    Known from public programs that read it, 2017 to 2024 (`.review-container` in the list, the next key in
    `div.load-more-data`).
    """

    name = "reviews-answer"
    years = "2017-2024"
    kind = "reviews"
    marks = (is_answer, USERS)
    refuses = (HEAD,)
    usual = ("reviews",)

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return a review for each item; cut where the answer has a key to more."""
        found = reviews_of(page)
        url = more_reviews(page)
        return cut_list(found, url, url=url)


def is_data(page: Page) -> bool:
    """Return whether JSON is an answer with a title's reviews."""
    return reviews_data(at(page.answer, "data")) is not None


_TITLE = re.compile(r"tt\d{5,10}\Z")


class ReviewsData(Imdb):
    """The answer of `caching.graphql.imdb.com` to the operation `TitleReviewsRefine`: up to 50 reviews of one title.

    Known from public programs that request and read it, 2024 on: the title is `const` in the address's `variables`; the next
    part is requested with the `endCursor` as `after`. The query is named by a hash that changes and that no page states, so
    the address of the first part cannot be constructed, only those of the parts after one that was captured.
    """

    name = "reviews-data"
    years = "2024-2026"
    kind = "reviews"
    rendition = "json"
    addresses = r"(?:caching|api)\.graphql\.imdb\.com/"
    marks = (is_data,)
    usual = ("reviews",)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the title that the answer names, else the one that its address names."""
        for found in (at(page.answer, "data.title.id"), _variables(page.url).get("const")):
            if isinstance(found, str) and _TITLE.match(found):
                return {"imdb": found}
        return {}

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return a review for each node; cut where there is a next part."""
        connection = reviews_data(at(page.answer, "data"))
        if connection is None:
            return []
        found = reviews_in_data(page, connection, "https://www.imdb.com")
        return cut_list(found, has_next_part(connection), url=_next_address(page.url, connection))


def _variables(url: str | None) -> dict[str, Any]:
    """Return the operation's variables in an address; empty where there are none or they cannot be read."""
    try:
        found = msgspec.json.decode(parse_qs(urlsplit(url or "").query)["variables"][0])
    except (KeyError, ValueError, RecursionError):  # a POST request; "http://["; not JSON
        return {}
    return found if isinstance(found, dict) else {}


def _next_address(url: str | None, connection: dict[str, Any]) -> str | None:
    cursor, asked = at(connection, "pageInfo.endCursor"), _variables(url)
    if url is None or not asked or not isinstance(cursor, str) or not has_next_part(connection):
        return None
    parts = urlsplit(url)
    # The order that browsers send: by name.
    variables = msgspec.json.encode(dict(sorted((asked | {"after": cursor}).items()))).decode()
    query = [
        (name, variables if name == "variables" else value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
