"""Title pages of October 2010 to June 2021, by their two forms of header; below it they are alike (`overview`)."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.fields import Reader, attr, inside, text
from filmdig.parsers.layouts.values import integer, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import Rating, ReviewTotals
from filmdig.parsers.sites.imdb.common import head_year, poster, server_time
from filmdig.parsers.sites.imdb.overview import TitlePage, review_totals_in
from filmdig.parsers.sites.imdb.printed import bare_title, metascore, unrated_by_users, users_rating


def _own_text(heading: Node | None) -> str | None:
    return heading.own_text.strip() or None if heading is not None else None


class OverviewTop(TitlePage):
    """October 2010 to January 2016. The header is a table cell; its text is whole or the beginning of the Storyline.

    Until 2012 there is no microdata; in October 2010 the heading is before the cell, later in it. `.rating-rating` is the
    reader's own vote, and the scores of recommended films.
    """

    name = "overview-top"
    years = "2010-2016"
    marks = ("td#overview-top", "h1.header")

    page_captured_at = Reader(server_time)
    original_title = text("h1.header span.title-extra").search(r"\A(.*?)(?<!\s)\s*+\(original title\)").to(bare_title)

    def image_url(self, page: Page) -> str | None:
        """Return the poster, where there is one."""
        return poster(page, "#img_primary a > img")

    def title(self, page: Page) -> str | None:
        """Return the heading; from 2012 on the title has its own element, before an "(I)" for films of the same name."""
        return text("h1.header span[itemprop=name]")(page) or _own_text(page.first("h1.header"))

    def year(self, page: Page) -> int | None:
        """Return the year after the heading; an episode's is in its date."""
        heading = page.first("h1.header")
        words = heading.all(":scope > span:not([itemprop])") if heading is not None else ()
        return next((found for found in (year(node.text) for node in words) if found), None) or head_year(page)

    def shown_plot(self, page: Page) -> Node | None:
        """Return the first paragraph of the header that is not empty."""
        return next((p for p in page.all("#overview-top > p") if p.text), None)

    def head_certificate(self, page: Page) -> str | None:
        """Return the certificate: an image (2010 to 2012), then a sprite with a title."""
        return attr(".infobar [itemprop=contentRating]", "content", "title")(page) or attr(".infobar img", "alt")(page)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean, and from 2011 on the Metascore with its number of reviews."""
        box = page.first("div.star-box")
        if box is None:
            return []
        value = text("[itemprop=ratingValue]", "#star-bar-user-rate b")(box)
        votes = text("span[itemprop=ratingCount]", 'a[href*="ratings"]')(box)
        words = (box.first("div.star-box-details") or box).text
        score = re.search(r"Metascore:\s*(\d+)\s*/\s*100", words)
        count = re.search(r"(?<!\d)(\d++)(?: reviews?)? from Metacritic", words)
        found = users_rating(value, votes, f"{value}/10" if value else None) or unrated_by_users(words)
        return found + metascore(
            score[1] if score else None, integer(count[1]) if count else None, f"{score[1]}/100" if score else None
        )

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the totals after the ratings; in 2010 "940 reviews | Critics: 104 reviews"."""
        return review_totals_in(page.first("div.star-box"))


class TitleWrapper(TitlePage):
    """December 2015 to June 2021. Microdata until 2018, then JSON-LD with relative addresses.

    `#titleYear` is missing in December 2015 and for series, whose years are in the line below ("TV Series (2016– )").
    """

    name = "title-wrapper"
    years = "2015-2021"
    marks = (".title_wrapper h1", "div.subtext")

    original_title = (
        inside("div.title_wrapper", text("div.originalTitle")).search(r"\A(.*?)(?<!\s)\s*+\(original title\)").to(bare_title)
    )

    def image_url(self, page: Page) -> str | None:
        """Return the poster, where there is one."""
        return poster(page, "div.poster > a > img")

    def title(self, page: Page) -> str | None:
        """Return the heading without its year."""
        return _own_text(page.first(".title_wrapper h1"))

    def year(self, page: Page) -> int | None:
        """Return the year after the heading, else the one in the page's `title`."""
        return text("span#titleYear").to(year)(page) or head_year(page)

    def shown_plot(self, page: Page) -> Node | None:
        """Return the header's text."""
        return page.first("div.summary_text")

    def head_certificate(self, page: Page) -> str | None:
        """Return the bare text before the first bar: runtime and genres are elements."""
        line = page.first("div.subtext")
        match = re.match(r"([^,|]{1,12})", line.own_text) if line is not None else None
        return match[1].strip() if match else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean in the title bar, and the Metascore in a bar of its own."""
        box = page.first("div.imdbRating")
        value = text(".ratingValue strong span")(box) if box is not None else None
        votes = text("span[itemprop=ratingCount]", "a .small")(box) if box is not None else None
        score = inside("div.titleReviewBar", text(".metacriticScore span"))(page)
        return users_rating(value, votes, f"{value}/10" if value else None) + metascore(score)

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the totals in the bar below the plot: "7 user | 65 critic"."""
        return review_totals_in(page.first("div.titleReviewBar"))
