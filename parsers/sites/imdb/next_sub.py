"""Sub-pages of 2022 on, read from the JSON that they are built from: a title's lists, and a season's episodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.layouts.fields import at
from filmdig.parsers.layouts.layout import Mark
from filmdig.parsers.layouts.values import whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Kind, PartOfSeries, Related, Review, ReviewTotals
from filmdig.parsers.sites.imdb.common import PERSON, Imdb
from filmdig.parsers.sites.imdb.left_out import NOTHING_THERE, SEASON
from filmdig.parsers.sites.imdb.next_data import kind_of_type, series_of, user_review

_KINDS: dict[str, Kind] = {
    "fullcredits": "credits",
    "plotsummary": "synopsis",
    "synopsis": "synopsis",
    "reviews": "reviews",
    "criticreviews": "reviews",
    "externalreviews": "reviews",
}


def sub_page(page: Page) -> str | None:
    """Return which of a title's sub-pages it is: ``locations``, ``episodes``; None for its main page."""
    kind = page.meta("imdb:subPageType")
    return kind if kind and kind != "main" and page.meta("imdb:pageType") == "title" else None


def is_details(page: Page) -> bool:
    """Return whether the page is a sub-page other than a list of episodes."""
    return sub_page(page) not in (None, "episodes")


is_details.__name__ = "a sub-page other than episodes"


def is_sub_page(kind: str) -> Callable[[Page], bool]:
    """Return a mark: whether the page is that sub-page."""

    def mark(page: Page) -> bool:
        return sub_page(page) == kind

    mark.__name__ = f"sub-page {kind}"
    return mark


class NextSub(Imdb):
    """The base class: pages have `contentData`, with the title's own data in `entityMetadata`."""

    refuses: ClassVar[tuple[Mark, ...]] = (PERSON,)

    def content(self, page: Page) -> dict[str, Any]:
        """Return the page's `contentData`; empty where the JSON is missing or broken."""
        found = at(page.json("script#__NEXT_DATA__"), "props.pageProps.contentData")
        return found if isinstance(found, dict) else {}

    def entity(self, page: Page, path: str) -> Any:
        """Return the value at a path in the title's own data, which on reviews pages is in the same object as the reviews."""
        content = self.content(page)
        found = at(content, f"entityMetadata.{path}")
        return found if found is not None else at(content, f"data.title.{path}")

    def title(self, page: Page) -> str | None:
        """Return the title, printed small above the sub-page's name."""
        found = self.entity(page, "titleText.text")
        return one_line(found) if isinstance(found, str) else None


class NextDetails(NextSub):
    """`/locations` and others, 2022 on. Lists are in `categories`, cut after the first few; most have only their title read."""

    left_out = NOTHING_THERE
    name = "next-details"
    years = "2022-2026"
    kind = "details"
    marks = ("script#__NEXT_DATA__", is_details)
    usual = ("title", "year")
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {
        "releases": (is_sub_page("releaseinfo"),),
        "cast": (is_sub_page("fullcredits"),),
        "synopsis": (is_sub_page("plotsummary"), is_sub_page("synopsis")),
        "reviews": (is_sub_page("reviews"), is_sub_page("criticreviews")),
        "awards": (is_sub_page("awards"),),
        "keywords": (is_sub_page("keywords"),),
        "companies": (is_sub_page("companycredits"),),
        "filming_locations": (is_sub_page("locations"),),
    }

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, from the sub-page's type."""
        return _KINDS.get(sub_page(page) or "", self.kind)

    def original_title(self, page: Page) -> str | None:
        """Return the original title, where it differs."""
        found = self.entity(page, "originalTitleText.text")
        return found if isinstance(found, str) and found != self.title(page) else None

    def year(self, page: Page) -> int | None:
        """Return the (first) year."""
        found = self.entity(page, "releaseYear.year")
        return found if isinstance(found, int) else None

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year."""
        found = self.entity(page, "releaseYear.endYear")
        serial = kind_of_type(self.entity(page, "titleType") or {}) == "series"
        return found if serial and isinstance(found, int) else None

    def image_url(self, page: Page) -> str | None:
        """Return the poster."""
        found = self.entity(page, "primaryImage.url")
        return found if isinstance(found, str) else None

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series."""
        return series_of(self.entity(page, "series"))

    def filming_locations(self, page: Page) -> Any:
        """Return the places with what was shot there; the page has the first five."""
        for category in self.content(page).get("categories") or ():
            if at(category, "id") == "flmg_locations":
                found = [_place(item) for item in at(category, "section.items") or ()]
                total = at(category, "section.total")
                return cut_list([one for one in found if one], None, total=total if isinstance(total, int) else None)
        return []

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return the first 25 users' reviews of `/reviews` (2024 on); the rest is fetched (`review_answers.ReviewsData`)."""
        connection = reviews_data(at(self.content(page), "data"))
        if connection is None:
            return []
        return cut_list(reviews_in_data(page, connection), has_next_part(connection), total=whole(connection.get("total")))

    def review_totals(self, page: Page) -> ReviewTotals | None:
        """Return the number of users' reviews."""
        connection = reviews_data(at(self.content(page), "data"))
        return ReviewTotals(audience=whole(connection.get("total"))) if connection is not None else None


def reviews_data(data: Any) -> dict[str, Any] | None:
    """Return the connection of a title's reviews in the site's data: `edges` with a `node` each, `pageInfo`, `total`."""
    found = at(data, "title.reviews")
    return found if isinstance(found, dict) and isinstance(found.get("edges"), list) else None


def reviews_in_data(page: Page, connection: dict[str, Any], root: str = "") -> list[Review]:
    """Return the reviews in what `reviews_data` found.

    Args:
        page: the page that has the data.
        connection: a part of a title's reviews.
        root: the start of their addresses, where they are not on the page's own site.
    """
    nodes = (at(edge, "node") for edge in connection["edges"])
    return [user_review(page, node, root) for node in nodes if isinstance(node, dict)]


def has_next_part(connection: dict[str, Any]) -> bool:
    """Return whether a part of a title's reviews reports a next part."""
    return at(connection, "pageInfo.hasNextPage") is True


def _place(item: Any) -> str | None:
    place, note = at(item, "cardText"), at(item, "attributes")
    if not isinstance(place, str) or not place.strip():
        return None
    return f"{one_line(place)} ({one_line(note)})" if isinstance(note, str) and note.strip() else one_line(place)


class NextSeason(NextSub):
    """`/episodes?season=4`, 2022 on: up to fifty episodes of one season. The id and years in the JSON are the series'."""

    name = "next-season"
    years = "2022-2026"
    kind = "season"
    left_out = SEASON
    marks = ("script#__NEXT_DATA__", is_sub_page("episodes"))
    usual = ("title", "series", "related")

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return nothing: the page's id is that of the series."""
        return {}

    def series(self, page: Page) -> PartOfSeries | None:
        """Return the series, and which of its seasons is open."""
        name, key = self.title(page), self.entity(page, "id")
        number = at(self.content(page), "section.currentSeason")
        if name is None:
            return None
        season = int(number) if isinstance(number, str) and number.isdecimal() else None
        return PartOfSeries(title=name, url=f"/title/{key}/" if isinstance(key, str) else None, season=season)

    def episode_count(self, page: Page) -> int | None:
        """Return the number of episodes in the season."""
        found = at(self.content(page), "section.episodes.total")
        return found if isinstance(found, int) else None

    def related(self, page: Page) -> Any:
        """Return the season's episodes."""
        return cut_list(list(self._episodes(page)), None, total=self.episode_count(page))

    def _episodes(self, page: Page) -> Iterator[Related]:
        for item in at(self.content(page), "section.episodes.items") or ():
            name, when, score = at(item, "titleText"), at(item, "releaseYear"), at(item, "aggregateRating")
            if isinstance(name, str) and name.strip():
                yield Related(
                    title=one_line(name),
                    url=f"/title/{item['id']}/" if isinstance(item.get("id"), str) else None,
                    year=when if isinstance(when, int) else None,
                    score=score if isinstance(score, int | float) else None,
                )
