"""Sub-pages of 2013 to 2022: full credits, plot summaries, releases, critics' reviews and others, told by what they hold."""

from __future__ import annotations

import re
from typing import ClassVar

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import attr, text
from filmdig.parsers.layouts.values import date, integer, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import CastMember, Person, Rating, Release, Review, ReviewRating, ReviewTotals
from filmdig.parsers.sites.imdb.common import (
    Imdb,
    bare_title,
    cast_rows,
    helpful,
    is_serial,
    metascore,
    of_ten,
    people_in,
    poster,
    release_of,
    spoken,
)

_HEAD = "h3[itemprop=name] a[itemprop=url]"
_CREDITS = "div#fullcredits_content"
_PLOTS = "p.plotSummary, ul#plot-summaries-content"
_RELEASES = "table#release_dates, table.release-dates-table-test-only"
_USERS = "div.lister-item.imdb-user-review"
_CRITICS = "table.crits_results, .metascore_wrap"


class SubPage(Imdb):
    """Their head: the title links the film; an episode's series stands above it in an `h4`.

    Until the middle of 2013 the year is in the link.
    """

    usual: ClassVar[tuple[str, ...]] = ("title", "year")

    def title(self, page: Page) -> str | None:
        """The film's title, in the reader's language."""
        return text(_HEAD).to(lambda found: title_and_year(found)[0]).to(bare_title)(page)

    def year(self, page: Page) -> int | None:
        """The (first) year, in brackets behind the title."""
        return text("h3[itemprop=name] span.nobr").to(year)(page) or text(_HEAD).to(lambda found: title_and_year(found)[1])(page)

    def image_url(self, page: Page) -> str | None:
        """The small poster."""
        return poster(page, ".subpage_title_block img.poster")


class SubPageCredits(SubPage):
    """`/fullcredits`, 2013 to 2022. Crew tables stand behind their headings; cast rows are those of the title page."""

    name = "subpage-credits"
    years = "2013-2022"
    kind = "credits"
    marks = (_HEAD, _CREDITS)
    usual = ("title", "year", "directors", "cast")

    def _crew(self, page: Page, heading: str) -> list[Person]:
        for node in page.all(f"{_CREDITS} h4.dataHeaderWithBorder"):
            if heading in node.text and node.next is not None and node.next.tag == "table":
                return people_in(node.next)
        return []

    def directors(self, page: Page) -> list[Person]:
        """ "Directed by", a series' "Series Directed by"."""
        return self._crew(page, "Directed by")

    def writers(self, page: Page) -> list[Person]:
        """Each once, however many parts they wrote."""
        return self._crew(page, "Writing Credits")

    def producers(self, page: Page) -> list[Person]:
        """Producers of every title."""
        return self._crew(page, "Produced by")

    def cast(self, page: Page) -> list[CastMember]:
        """The whole cast."""
        return cast_rows(page.all("table.cast_list tr"), 'td:not(.primary_photo) a[href*="/name/"]', "td.character")


class SubPagePlots(SubPage):
    """`/plotsummary`, 2013 to 2022: the first of several summaries, and its author, who until 2016 "wrote" it."""

    name = "subpage-plots"
    years = "2013-2022"
    kind = "synopsis"
    marks = (_HEAD, _PLOTS)
    usual = ("title", "year", "synopsis")

    synopsis_credit = text(".zebraList li em", "#plot-summaries-content div.author-container").search(
        r"(?:Written by|—|-)\s*(.+)"
    )

    def synopsis(self, page: Page) -> Passage | None:
        """The first summary; where there is none an item of another id invites to write one."""
        node = page.first("p.plotSummary, #plot-summaries-content > li:not(#no-summary-content) p")
        return spoken(node) if node is not None else None


class SubPageReleases(SubPage):
    """`/releaseinfo`, 2013 to 2022: releases by country, and alternative titles."""

    name = "subpage-releases"
    years = "2013-2022"
    kind = "list"
    marks = (_HEAD, _RELEASES)
    usual = ("title", "year", "releases")

    def releases(self, page: Page) -> list[Release]:
        """One a row of country, date and note in brackets."""
        usual = "television" if is_serial(page) else "theatrical"
        found = []
        for row in page.all("table#release_dates tr, tr.release-date-item"):
            cells = row.all("td")
            if len(cells) >= 2:
                note = cells[2].text if len(cells) > 2 else ""
                found.append(release_of(cells[1].text, cells[0].text, note, usual))  # type: ignore[arg-type]
        return [release for release in found if release is not None]

    def alternate_titles(self, page: Page) -> list[str]:
        """Each title once; until 2016 it stands before its countries, later behind."""
        shown = self.title(page)
        names = [row.text for row in page.all("table#akas tr > td:first-child, td.aka-item__title")]
        return list(dict.fromkeys(name for name in map(bare_title, names) if name and name != shown))

    def original_title(self, page: Page) -> str | None:
        """The row that says so, where it is another title."""
        for row in page.all("table#akas tr, tr.aka-item"):
            cells = [cell.text for cell in row.all("td")]
            for words, title in (cells[:2], cells[1::-1]) if len(cells) > 1 else ():
                if words == "(original title)":
                    return title if title != self.title(page) else None
        return None


class SubPageCritics(SubPage):
    """`/criticreviews`, 2013 to 2022: Metacritic's excerpts, with scores, without dates; the author may be blank."""

    name = "subpage-critics"
    years = "2013-2022"
    kind = "reviews"
    marks = (_HEAD, _CRITICS)
    usual = ("title", "year", "ratings", "reviews")

    def ratings(self, page: Page) -> list[Rating]:
        """The Metascore, and of how many reviews it is the mean."""
        value = text(".metascore_wrap span[itemprop=ratingValue]")(page)
        return metascore(value, integer(text("span[itemprop=ratingCount]")(page)))

    def reviews(self, page: Page) -> list[Review]:
        """One a row."""
        return [_excerpt(row) for row in page.all("tr[itemprop=reviews]")]


def _excerpt(row: Node) -> Review:
    value = integer(text("[itemprop=ratingValue]")(row))
    body = row.first("[itemprop=reviewbody]")
    return Review(
        by="critics",
        author=text("[itemprop=author]")(row),
        publication=text("[itemprop=publisher]")(row),
        rating=ReviewRating(value=value, best=100, worst=0, printed=str(value)) if value is not None else None,
        text=spoken(body) if body is not None else None,  # type: ignore[arg-type]
        url=attr("td.review > a", "href")(row),
    )


class SubPageReviews(SubPage):
    """`/reviews`, 2017 to 2024: 25 reviews of users; more came by a script. A review's markup was seen, no whole page."""

    name = "subpage-reviews"
    years = "2017-2024"
    kind = "reviews"
    marks = (_HEAD, _USERS)
    usual = ("title", "year", "reviews", "review_totals")

    def review_totals(self, page: Page) -> ReviewTotals:
        """ "5,123 Reviews" above the list."""
        found = re.search(r"([\d,.]+) (?:user )?reviews?\b", text(".lister div.header")(page) or "", re.IGNORECASE)
        return ReviewTotals(audience=integer(found[1]) if found else None)

    def reviews(self, page: Page) -> list[Review]:
        """One an item; its text is whole, though a style sheet may fold it or hide a spoiler."""
        return [_users_review(item) for item in page.all(_USERS)]


def _users_review(item: Node) -> Review:
    body = item.first(".content .text")
    return Review(
        by="audience",
        author=text(".display-name-link")(item),
        author_url=attr(".display-name-link a", "href")(item),
        date=text(".review-date").to(lambda printed: date(printed, "dmy"))(item),
        title=text("a.title")(item),
        rating=text(".rating-other-user-rating").to(of_ten)(item),
        text=spoken(body) if body is not None else None,  # type: ignore[arg-type]
        url=attr("a.title", "href")(item),
        spoiler=True if item.first(".spoiler-warning") is not None else None,
        helpful=helpful(text(".actions")(item)),
    )


class SubPageList(SubPage):
    """The others, 2013 to 2022: awards, locations, technical data, taglines. Whose film they belong to is read, and a tagline."""

    name = "subpage-list"
    years = "2013-2022"
    kind = "list"
    marks = (_HEAD,)
    refuses = (_CREDITS, _PLOTS, _RELEASES, _CRITICS, _USERS)

    tagline = text("#taglines_content div.soda")
