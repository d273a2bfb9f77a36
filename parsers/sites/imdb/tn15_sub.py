"""Sub-pages of 2007 to 2017 in the markup of the film pages of 2007; small words above the title name the sub-page."""

from __future__ import annotations

import re
from collections.abc import Callable

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list
from filmdig.parsers.layouts.fields import attr, text, texts
from filmdig.parsers.layouts.values import date, integer, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    CastMember,
    CrewMember,
    Kind,
    OtherSynopsis,
    Person,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import PERSON
from filmdig.parsers.sites.imdb.credits import cast_rows, crew_of, people_in_section
from filmdig.parsers.sites.imdb.plots import author_of, spoiler_warning
from filmdig.parsers.sites.imdb.printed import bare_title, helpful, other_titles, rating_out_of_ten, region_and_note, release_of
from filmdig.parsers.sites.imdb.tn15_head import CAST, Tn15Head, crew_tables, paragraphs


def headed(words: str) -> Callable[[Page], bool]:
    """Return a mark: whether the words above the title begin like this."""
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
    """The base class."""

    def kind_of(self, page: Page) -> Kind:
        """Return the layout's kind, also for series."""
        return self.kind


class Tn15Credits(Tn15Sub):
    """`/fullcredits`, 2007 to 2013: the whole cast and crew."""

    name = "tn15-credits"
    years = "2007-2013"
    kind = "credits"
    marks = ("#tn15title h1", headed(_CREDITS))
    usual = ("title", "year", "directors", "cast")

    def directors(self, page: Page) -> list[Person]:
        """Return everybody in the table of directors."""
        return people_in_section(crew_tables(page), "directors")

    def writers(self, page: Page) -> list[Person]:
        """Return the writers, once for each part that they wrote."""
        return people_in_section(crew_tables(page), "writers")

    def producers(self, page: Page) -> list[Person]:
        """Return the producers of all kinds (executive, associate ...)."""
        return people_in_section(crew_tables(page), "producers")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return everybody in the other tables."""
        return crew_of(crew_tables(page))

    def cast(self, page: Page) -> list[CastMember]:
        """Return the whole cast."""
        return cast_rows(page.all(CAST[0]), *CAST[1:])


class Tn15Synopsis(Tn15Sub):
    """`/synopsis`, 2007 to 2017: the whole story, kept in a wiki. `/plotsummary` until 2013: all summaries with their authors."""

    name = "tn15-synopsis"
    years = "2007-2017"
    kind = "synopsis"
    marks = ("#tn15title h1", headed(_PLOTS))

    def _texts(self, page: Page) -> list[Passage]:
        """Return the wiki's text, else the summaries. An invitation to write the text is in an element with another id."""
        wiki = page.first('div[id="swiki.2.1"]')
        nodes = [wiki] if wiki is not None else page.all("#tn15content p.plotpar")
        found = [
            Passage(text=tidy(node.raw_text(drop=node.all("i"))[0])[0], credit=author_of(node, "i"))
            if node.tag == "p"
            else Passage(text=tidy(node.raw_text()[0])[0])
            for node in nodes
        ]
        return [passage for passage in found if passage.text]

    def synopsis(self, page: Page) -> Passage | None:
        """Return the story, or the first summary."""
        return next(iter(self._texts(page)), None)

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the other summaries."""
        return [OtherSynopsis(text=summary, name="Plot Summary") for summary in self._texts(page)[1:]]  # type: ignore[arg-type]


class Tn15Reviews(Tn15Sub):
    """`/reviews` (until 2010 `/usercomments`), 2007 to 2017: ten reviews a page."""

    name = "tn15-reviews"
    years = "2007-2017"
    kind = "reviews"
    marks = ("#tn15title h1", headed(_REVIEWS))
    usual = ("title", "reviews", "review_totals")

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the total: "727 reviews in total", until 2010 "727 comments in total"."""
        # Search for the words, then back for the number: a pattern that begins with digits is tried on a page's thousands.
        for words in re.finditer(r" (?:reviews|comments) in total", page.html):
            if found := re.search(r"(?<![\d,])[\d,]++$", page.html[max(0, words.start() - 20) : words.start()]):
                return ReviewTotals(audience=integer(found[0]))
        return ReviewTotals()

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return the reviews: a `div` with title, stars, author, place and date, then paragraphs of text up to the next rule."""
        heads = page.all("#tn15content > div")
        found = [_review(head) for head in heads if head.first("h2, b") is not None and _text_of(head)]
        url = attr('#tn15content a:has(> img[alt="[Next]"])', "href")(page)
        return cut_list(found, url, total=self.review_totals(page).audience, url=url)


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
        rating=attr('img[alt$="/10"]', "alt").to(rating_out_of_ten)(head),
        text=paragraphs(body),  # type: ignore[arg-type]
        spoiler=next((True for node in body if spoiler_warning(node)), None),
        helpful=helpful(next((small for small in smalls if "found" in small), None)),
    )


_RELEASES = r"Release dates"


class Tn15Releases(Tn15Sub):
    """`/releaseinfo`, 2007 to 2013: a table of dates by country, and one of other titles."""

    name = "tn15-releases"
    years = "2007-2013"
    kind = "details"
    marks = ("#tn15title h1", headed(_RELEASES))
    usual = ("title", "year", "releases")

    def releases(self, page: Page) -> list[Release]:
        """Return a release for each row of country, date and note in brackets."""
        rows = [row.all("td") for row in page.all("#tn15content table tr")]
        found = [
            release_of(cells[1].text, cells[0].text, cells[2].text if len(cells) > 2 else "")
            for cells in rows
            if len(cells) > 1 and cells[1].first("a[href*='/year/'], a[href*='/date/']") is not None
        ]
        return [release for release in found if release is not None]

    def alternate_titles(self, page: Page) -> list[AlternateTitle]:
        """Return each title with its countries, from the table below the heading."""
        heading = page.first('#tn15content a[name="akas"]')
        table = heading.parent.next if heading is not None and heading.parent is not None else None
        rows = [row.all("td") for row in table.all("tr")] if table is not None and table.tag == "table" else []
        found = []
        for cells in rows:
            if len(cells) > 1 and cells[0].text:
                region, note = region_and_note(cells[1].text)
                found.append(AlternateTitle(title=bare_title(cells[0].text), region=region, note=note))
        return other_titles(found, self.title(page))


class Tn15List(Tn15Sub):
    """All other sub-pages, 2007 to 2013: locations, keywords, awards, trivia."""

    name = "tn15-list"
    years = "2007-2013"
    kind = "details"
    marks = ("#tn15title h1 small", "#tn15title h1 a.main")
    refuses = (headed(_CREDITS), headed(_PLOTS), headed(_REVIEWS), headed(_RELEASES), PERSON)

    keywords = texts('#tn15content a[href*="/keyword/"]')
    filming_locations = texts('#tn15content dt a[href*="ocations="]')
