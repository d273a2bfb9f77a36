"""Letterboxd, parts of pages that its own scripts fetch."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from filmdig.parsers.layouts.fields import passage
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.letterboxd.base import Letterboxd


def is_full_text(page: Page) -> bool:
    """Tell whether the page's address is that of a review's whole text: the fragment itself has no sign of its own."""
    try:
        address = urlsplit(page.url or page.own_url or "")
    except ValueError:  # "http://[": every page's address comes by here
        return False
    return address.hostname == "letterboxd.com" and address.path.startswith("/s/full-text/")


class FullText(Letterboxd):
    """The whole text of a review, as pages fetch it: paragraphs with nothing around them.

    Its address is that of `data-full-text-url`. The shape is as public scrapers describe it (2025); no capture of one is at hand.
    """

    name = "full-text"
    years = "2025"
    kind = "reviews"
    marks = (is_full_text,)
    usual = ("reviews",)

    _text = passage("body")

    def reviews(self, page: Page) -> list[Review]:
        """Return the one review, without an author: the page that it belongs to has them."""
        values: dict[str, Any] = {"text": self._text(page)}
        return [Review(by="audience", **values)] if values["text"] else []
