"""Parts of Letterboxd's pages that its scripts fetch."""

from __future__ import annotations

from urllib.parse import urlsplit

from filmdig.parsers.layouts.fields import made, passage
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Review
from filmdig.parsers.sites.letterboxd.base import Letterboxd


def is_full_text(page: Page) -> bool:
    """Return whether the page's address is that of a review's whole text: the fragment itself has no distinctive markup."""
    try:
        address = urlsplit(page.url or page.own_url or "")
    except ValueError:  # "http://[": this mark is tried on every page
        return False
    return address.hostname == "letterboxd.com" and address.path.startswith("/s/full-text/")


class FullText(Letterboxd):
    """The whole text of a review, as pages fetch it: paragraphs with nothing around them.

    Pages have its address in `data-full-text-url`. No capture of one was available; the markup is as public scrapers describe it
    (2025).
    """

    name = "full-text"
    years = "2025"
    kind = "reviews"
    marks = (is_full_text,)
    usual = ("reviews",)

    _text = passage("body")

    def reviews(self, page: Page) -> list[Review]:
        """Return the one review, without an author, whom only the page names that fetches it."""
        text = self._text(page)
        return [made(Review, by="audience", text=text)] if text else []
