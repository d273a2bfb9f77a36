"""Sub-pages of 2013 to 2022: their header, full credits, plot summaries, critics' and users' reviews."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urlencode

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list, still_open, without_marker
from filmdig.parsers.layouts.fields import attr, each, text
from filmdig.parsers.layouts.values import date, decimal, integer, title_and_year, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    CastMember,
    CrewMember,
    OtherSynopsis,
    PartOfSeries,
    Person,
    Rating,
    Related,
    Review,
    ReviewRating,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import Imdb, poster, title_id
from filmdig.parsers.sites.imdb.credits import CrewTable, cast_rows, crew_of, people_in_section, section_of
from filmdig.parsers.sites.imdb.left_out import EPISODE_LISTS, SUB_PAGES
from filmdig.parsers.sites.imdb.plots import author_of, is_invitation, whole_text
from filmdig.parsers.sites.imdb.printed import bare_title, helpful, metascore, rating_out_of_ten

HEAD = "h3[itemprop=name] a[itemprop=url]"
CREDITS = "div#fullcredits_content"
PLOTS = "p.plotSummary, ul#plot-summaries-content"
RELEASES = "table#release_dates, table.release-dates-table-test-only"
USERS = "div.lister-item.imdb-user-review"
CRITICS = "table.crits_results, .metascore_wrap"


class SubPage(Imdb):
    """The base class, with the header: the title links the film; an episode's series is above it in an `h4`.

    Until the middle of 2013 the year is in the link.
    """

    left_out = SUB_PAGES
    usual: ClassVar[tuple[str, ...]] = ("title", "year")

    def title(self, page: Page) -> str | None:
        """Return the film's title, in the reader's language."""
        return text(HEAD).to(lambda found: title_and_year(found)[0]).to(bare_title)(page)

    def year(self, page: Page) -> int | None:
        """Return the (first) year, in brackets after the title."""
        return text("h3[itemprop=name] span.nobr").to(year)(page) or text(HEAD).to(lambda found: title_and_year(found)[1])(page)

    def image_url(self, page: Page) -> str | None:
        """Return the small poster."""
        return poster(page, ".subpage_title_block img.poster")

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series; sub-pages do not print the episode's numbers."""
        parent = page.first("h4[itemprop=name] a[itemprop=url]")
        return PartOfSeries(title=bare_title(parent.text), url=parent.attr("href")) if parent is not None else None


class SubPageCredits(SubPage):
    """`/fullcredits`, 2013 to 2022. Crew tables follow their headings; cast rows are like those of title pages."""

    name = "subpage-credits"
    years = "2013-2022"
    kind = "credits"
    marks = (HEAD, CREDITS)
    usual = ("title", "year", "directors", "cast")

    def _tables(self, page: Page) -> list[CrewTable]:
        return page.memo(
            SubPageCredits,
            lambda: [
                _table(heading, heading.next)
                for heading in page.all(f"{CREDITS} h4.dataHeaderWithBorder")
                if heading.next is not None and heading.next.tag == "table"
            ],
        )

    def directors(self, page: Page) -> list[Person]:
        """Return the people below "Directed by", on a series' page "Series Directed by"."""
        return people_in_section(self._tables(page), "directors")

    def writers(self, page: Page) -> list[Person]:
        """Return the writers, once for each part that they wrote."""
        return people_in_section(self._tables(page), "writers")

    def producers(self, page: Page) -> list[Person]:
        """Return the producers of all kinds (executive, associate ...)."""
        return people_in_section(self._tables(page), "producers")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return everybody in the other tables."""
        return crew_of(self._tables(page))

    def cast(self, page: Page) -> list[CastMember]:
        """Return the whole cast."""
        return cast_rows(page.all("table.cast_list tr"), 'td:not(.primary_photo) a[href*="/name/"]', "td.character")


def _table(heading: Node, table: Node) -> CrewTable:
    rows = []
    for row in table.all("tr"):
        link = row.first('td.name a[href*="/name/"]')
        if link is not None:
            rows.append((link, text("td.credit")(row) or ""))
    return CrewTable(section_of(heading.own_text), heading.own_text, rows)


class SubPagePlots(SubPage):
    """`/plotsummary`, 2013 to 2022: summaries with their authors; the synopsis, until 2016 only its beginning."""

    name = "subpage-plots"
    years = "2013-2022"
    kind = "synopsis"
    marks = (HEAD, PLOTS)
    usual = ("title", "year", "synopsis")

    def _texts(self, page: Page) -> list[OtherSynopsis]:
        """Return all texts; where there is none, an item with another id invites the reader to write one."""
        found = []
        name = text("h4#summaries", "h1.header")(page)
        for item in page.all("ul.zebraList > li, ul#plot-summaries-content > li:not(#no-summary-content)"):
            body = item.first("p")
            summary = whole_text(body) if body is not None else None
            if summary is not None and not is_invitation(summary.text):
                found.append(OtherSynopsis(text=summary, credit=author_of(item), name=name))  # type: ignore[arg-type]
        for body in page.all("div#plotSynopsis > p, ul#plot-synopsis-content > li:not(#no-synopsis-content)"):
            summary = _synopsis(body)
            if summary is not None:
                found.append(OtherSynopsis(text=summary, name="Synopsis"))  # type: ignore[arg-type]
        return found

    def synopsis(self, page: Page) -> Passage | None:
        """Return the first text."""
        first = next(iter(self._texts(page)), None)
        if first is None:
            return None
        summary: Passage = first.text  # type: ignore[assignment]
        summary.credit = first.credit
        return summary

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the other summaries, and the synopsis."""
        return self._texts(page)[1:]


def _synopsis(body: Node) -> Passage | None:
    summary = whole_text(body)
    if summary is None or is_invitation(summary.text):
        return None
    rest = body.next.first('a[href*="synopsis"]') if body.next is not None else None
    return still_open(without_marker(summary.text), rest.attr("href")) if rest is not None else summary


class SubPageCritics(SubPage):
    """`/criticreviews`, 2013 to 2022: Metacritic's excerpts, with scores, without dates; the author may be blank."""

    name = "subpage-critics"
    years = "2013-2022"
    kind = "reviews"
    marks = (HEAD, CRITICS)
    usual = ("title", "year", "ratings", "reviews")

    def ratings(self, page: Page) -> list[Rating]:
        """Return the Metascore and its number of reviews."""
        value = text(".metascore_wrap span[itemprop=ratingValue]")(page)
        return metascore(value, integer(text("span[itemprop=ratingCount]")(page)))

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of critics' reviews, of which the page has some ("Based on 35 critic reviews")."""
        return ReviewTotals(critics=integer(text("span[itemprop=ratingCount]")(page)))

    def reviews(self, page: Page) -> list[Review]:
        """Return a review for each row."""
        return [_excerpt(row) for row in page.all("tr[itemprop=reviews]")]


def _excerpt(row: Node) -> Review:
    value = integer(text("[itemprop=ratingValue]")(row))
    body = row.first("[itemprop=reviewbody]")
    return Review(
        by="critics",
        author=text("[itemprop=author]")(row),
        publication=text("[itemprop=publisher]")(row),
        rating=ReviewRating(value=value, best=100, worst=0, printed=str(value)) if value is not None else None,
        text=whole_text(body) if body is not None else None,  # type: ignore[arg-type]
        url=attr("td.review > a", "href")(row),
    )


class SubPageReviews(SubPage):
    """`/reviews`, 2017 to 2024: 25 users' reviews; the button below them fetched more (`reviews-answer`).

    Known from the markup of a review, not from a whole page; the button is as public programs read it.
    """

    name = "subpage-reviews"
    years = "2017-2024"
    kind = "reviews"
    marks = (HEAD, USERS)
    usual = ("title", "year", "reviews", "review_totals")

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the total above the list: "5,123 Reviews"."""
        found = re.search(r"(?<![\d,.])([\d,.]++) (?:user )?reviews?\b", text(".lister div.header")(page) or "", re.IGNORECASE)
        return ReviewTotals(audience=integer(found[1]) if found else None)

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return a review for each item; its text is whole, though a style sheet may fold it or hide a spoiler."""
        url = more_reviews(page)
        total = self.review_totals(page).audience if url else None
        return cut_list(reviews_of(page), url, total=total, url=url)


def more_reviews(page: Page) -> str | None:
    """Return the address that the button "Load More" requests; None where there are no more reviews.

    A browser sends `ref_=undefined` with the key; other programs do not.
    """
    button = page.first("div.load-more-data[data-key]")
    key = button.attr("data-key") if button is not None else None
    film = title_id(page)
    if not key or film is None:
        return None
    return f"https://www.imdb.com/title/{film}/reviews/_ajax?{urlencode({'ref_': 'undefined', 'paginationKey': key})}"


def reviews_of(page: Page) -> list[Review]:
    """Return the users' reviews on a page, or in what its button fetched."""
    return [_users_review(item) for item in page.all(USERS)]


def _users_review(item: Node) -> Review:
    body = item.first(".content .text")
    return Review(
        by="audience",
        author=text(".display-name-link")(item),
        author_url=attr(".display-name-link a", "href")(item),
        date=text(".review-date").to(lambda printed: date(printed, "dmy"))(item),
        title=text("a.title")(item),
        rating=text(".rating-other-user-rating").to(rating_out_of_ten)(item),
        text=whole_text(body) if body is not None else None,  # type: ignore[arg-type]
        url=attr("a.title", "href")(item),
        spoiler=True if item.first(".spoiler-warning") is not None else None,
        helpful=helpful(text(".actions")(item)),
    )


EPISODES = "div.eplist"


class SubPageSeason(SubPage):
    """`/episodes?season=4`, 2012 to 2023: the episodes of one season. The id in the header is the series'."""

    name = "subpage-season"
    years = "2012-2023"
    kind = "season"
    left_out = EPISODE_LISTS
    marks = (HEAD, EPISODES)
    usual = ("title", "series", "related")

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return nothing: the page's id is that of the series."""
        return {}

    def series(self, page: Page) -> PartOfSeries | None:
        """Return the series, and the season in the heading above its episodes."""
        link = page.first(HEAD)
        if link is None:
            return None
        season = text("h3#episode_top").search(r"(\d+)").to(int)(page)
        return PartOfSeries(title=self.title(page), url=link.attr("href"), season=season)

    related = each(
        "div.eplist > div.list_item",
        Related,
        title=text("strong > a", "a[itemprop=name]"),
        url=attr("strong > a", "href"),
        year=text(".airdate").to(year),
        score=text(".ipl-rating-star__rating").to(decimal),
    ).to(lambda found: [one for one in found if one.title])

    def episode_count(self, page: Page) -> int | None:
        """Return the number of episodes on the page, which has the whole season."""
        return len(self.related(page) or []) or None

    year = None  # type: ignore[assignment]
    image_url = None  # type: ignore[assignment]
