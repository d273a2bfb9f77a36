"""Sub-pages of 2007 to 2017 in the markup of the film pages of 2007: what they are stands small above the title."""

from __future__ import annotations

import re
from collections.abc import Callable

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import attr, text
from filmdig.parsers.layouts.values import date, integer, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Kind, Person, Review, ReviewTotals
from filmdig.parsers.sites.imdb.common import PERSON, helpful, of_ten, spoiler_warning
from filmdig.parsers.sites.imdb.tn15 import Tn15Head, cast_of_table, crew, paragraphs


def headed(words: str) -> Callable[[Page], bool]:
    """A mark: the words above the title."""
    pattern = re.compile(words, re.IGNORECASE)

    def mark(page: Page) -> bool:
        small = page.first("#tn15title h1 small")
        return small is not None and bool(pattern.match(small.text))

    mark.__name__ = f"#tn15title h1 small: {words}"
    return mark


_CREDITS = r"Full cast and crew"
_PLOTS = r"(?:Synopsis|Plot Summary|Plot summaries)"
_REVIEWS = r"(?:Reviews & Ratings|User (?:comments|reviews)|IMDb user)"


class Tn15Sub(Tn15Head):
    """What they share."""

    def kind_of(self, page: Page) -> Kind:
        """What the layout says, for series too."""
        return self.kind


class Tn15Credits(Tn15Sub):
    """`/fullcredits`, 2007 to 2013: the whole cast and crew."""

    name = "tn15-credits"
    years = "2007-2013"
    kind = "credits"
    marks = ("#tn15title h1", headed(_CREDITS))
    usual = ("title", "year", "directors", "cast")

    def directors(self, page: Page) -> list[Person]:
        """Everybody in the table."""
        return crew(page, "directors")

    def writers(self, page: Page) -> list[Person]:
        """Each once, however many parts they wrote."""
        return crew(page, "writers")

    def producers(self, page: Page) -> list[Person]:
        """Producers of every title."""
        return crew(page, "producers")

    def cast(self, page: Page) -> list[CastMember]:
        """The whole cast."""
        return cast_of_table(page)


class Tn15Synopsis(Tn15Sub):
    """`/synopsis`, 2007 to 2017: the whole story, kept in a wiki. `/plotsummary` until 2013: the first summary."""

    name = "tn15-synopsis"
    years = "2007-2017"
    kind = "synopsis"
    marks = ("#tn15title h1", headed(_PLOTS))

    synopsis_credit = text("#tn15content p.plotpar i").search(r"Written by\s*(.+)")

    def synopsis(self, page: Page) -> Passage | None:
        """The wiki's text; without one there is an invitation to write it, in an element of another id."""
        node = page.first('div[id="swiki.2.1"]')
        if node is not None:
            found = tidy(node.raw_text()[0])[0]
        else:
            node = page.first("#tn15content p.plotpar")
            found = tidy(node.raw_text(drop=node.all("i"))[0])[0] if node is not None else ""
        return Passage(text=found) if found else None


class Tn15Reviews(Tn15Sub):
    """`/reviews` (until 2010 `/usercomments`), 2007 to 2017: ten reviews a page."""

    name = "tn15-reviews"
    years = "2007-2017"
    kind = "reviews"
    marks = ("#tn15title h1", headed(_REVIEWS))
    usual = ("title", "reviews", "review_totals")

    def review_totals(self, page: Page) -> ReviewTotals:
        """ "727 reviews in total", until 2010 "727 comments in total"."""
        # From the words back to the number: a pattern that begins with figures tries each of a page's thousands.
        for words in re.finditer(r" (?:reviews|comments) in total", page.html):
            if found := re.search(r"[\d,]+$", page.html[max(0, words.start() - 20) : words.start()]):
                return ReviewTotals(audience=integer(found[0]))
        return ReviewTotals()

    def reviews(self, page: Page) -> list[Review]:
        """A `div` with title, stars, author, place and date, then the text's paragraphs until the next rule."""
        return [_review(head) for head in page.all("#tn15content > div") if head.first("h2, b") is not None and _text_of(head)]


def _text_of(head: Node) -> list[Node]:
    found, node = [], head.next
    while node is not None and node.tag == "p":
        found.append(node)
        node = node.next
    return found


def _review(head: Node) -> Review:
    smalls = [node.text for node in head.all("small")]
    author = next((link for link in head.all('a[href*="/user/"]') if link.text), None)
    body = _text_of(head)
    return Review(
        by="audience",
        author=author.text if author is not None else None,
        author_url=author.attr("href") if author is not None else None,
        date=next((when for when in (date(small, "dmy") for small in reversed(smalls)) if when), None),
        title=text("h2", "b")(head),
        rating=attr('img[alt$="/10"]', "alt").to(of_ten)(head),
        text=paragraphs(body),  # type: ignore[arg-type]
        spoiler=next((True for node in body if spoiler_warning(node)), None),
        helpful=helpful(next((small for small in smalls if "found" in small), None)),
    )


class Tn15List(Tn15Sub):
    """All other sub-pages, 2007 to 2013: releases, locations, awards, trivia. Whose film they belong to is all that is read."""

    name = "tn15-list"
    years = "2007-2013"
    kind = "list"
    marks = ("#tn15title h1 small", "#tn15title h1 a.main")
    refuses = (headed(_CREDITS), headed(_PLOTS), headed(_REVIEWS), PERSON)
