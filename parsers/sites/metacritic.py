"""Metacritic: film pages of December 2010 and of 2011 to 2022, user reviews, and search results."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from filmdig.parsers.layouts.certificates import american_rating
from filmdig.parsers.layouts.cut_lists import cut_at, linked, may_be_cut
from filmdig.parsers.layouts.cuts import hidden_full_text
from filmdig.parsers.layouts.fields import (
    Derived,
    attr,
    cast,
    each,
    inside,
    made,
    one,
    own_text,
    passage,
    people,
    text,
    texts,
    together,
)
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, mpaa, runtime, split_names, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    Certificate,
    Company,
    Helpful,
    Person,
    Rating,
    Related,
    Review,
    ReviewRating,
    ReviewTotals,
)

_SLUG = re.compile(r"/(?:movie|tv)/([^/?#]+)")

# In 2010 the expanded part is the rest, by 2017 it is the whole text; the first part of a spoiler is empty.
_BLURB = hidden_full_text(".blurb_collapsed", ".blurb_expanded", may_be_rest=True)


class Metacritic(Layout):
    """Base of all layouts. Every page also shows other films' scores, and a widget with a "10" of Metacritic's own."""

    site = "metacritic"
    imprint = r"\bAbout Metacritic\b"
    review_pages: ClassVar = {"audience": "{url}/user-reviews", "critics": "{url}/critic-reviews"}
    hosts = ("metacritic.com",)
    addresses = r"[^/]*+(?!/(?:browse/|user/|person/)?(?:games?|music|albums?|podcasts?)(?:[/?#]|\Z))"
    left_out: ClassVar = {
        "div.related.fl": "headlines",
        "div.popup_write": "a dialog of the site",
        "#agegate": "a dialog of the site",
        "div.essential": "headlines",
        "td.col1 > span.bold": "a dialog of the site",
        "div.buttons": "a dialog of the site",
    }

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's name in the site's addresses."""
        found = next((match for match in (_SLUG.search(url or "") for url in (page.url, page.own_url)) if match), None)
        return {"metacritic": found[1]} if found else {}


def _certificate(printed: str) -> list[Certificate]:
    rating = mpaa(printed)
    return [american_rating(rating, printed=printed) if rating else Certificate(rating=printed, printed=printed)]


def _score(best: int) -> Callable[[str], ReviewRating | None]:
    def read(printed: str) -> ReviewRating | None:
        value = decimal(printed)
        return ReviewRating(value=value, best=best, worst=0, printed=printed) if value is not None else None

    return read


_POSITIVE = text(".chart.positive .count", ".count:has(+ .distribution.positive)").to(integer)
_NEGATIVE = text(".chart.negative .count", ".count:has(+ .distribution.negative)").to(integer)


def _rating(page: Page, value: str, count: str, *, critics: bool, verdict: str, bars: str = "div.none") -> list[Rating]:
    """Return the Metascore, out of 100, or the user score, out of 10.

    "tbd" is no score. `bars` selects the box with the score's distribution.
    """
    printed = text(value)(page)
    score = decimal(printed)
    if printed is None:
        return []
    box = page.first(bars)
    return [
        Rating(
            by="critics" if critics else "audience",
            name="Metascore" if critics else "User Score",
            measure="mean",
            value=score,
            best=100 if critics else 10,
            worst=0,
            rating_count=integer(text(count)(page)),
            positive_count=_POSITIVE(box) if box is not None else None,
            negative_count=_NEGATIVE(box) if box is not None else None,
            verdict=text(verdict)(page) if score is not None else None,
            printed=printed,
        )
    ]


class Film2010(Metacritic):
    """Film pages of December 2010: a cut text is split in two, and the second part is the rest.

    The only year is in the release date.
    """

    name = "2010"
    years = "2010"
    shows_counted_reviews = True
    marks = (".movie_content_head div.product_title", "div.product_data_summary", "div.metascore_summary")
    usual = ("title", "directors", "cast", "synopsis", "genres", "ratings")

    _details = Rows("li.summary_detail", label=".label", value=".data")

    title = text(".movie_content_head .product_title a", ".movie_content_head div.product_title")
    synopsis = passage("li.product_summary span.data", cut=_BLURB)
    directors = _details["Director"].to(split_names).to(lambda names: [Person(name=name) for name in names])
    cast = cast("li.product_credits .data a", name=own_text(), url=attr(None, "href"))
    genres = _details["Genre(s)"].to(split_names)
    certificates = _details["Rating"].to(_certificate)
    runtime_minutes = _details["Runtime"].to(runtime)
    releases = together(_details["Release Date"].to(release("theatrical", stated=False)))
    companies = _details["Studio"].to(lambda name: [Company(name=name)])
    image_url = attr("img.product_image.large_image", "src")
    reviews = together(
        each(
            "li.critic_review",
            Review,
            by="critics",
            author=text(".author", drop=".label"),
            author_url=attr(".author a", "href"),
            publication=text(".source"),
            rating=text(".review_grade").to(_score(100)),
            text=passage(".review_body", cut=_BLURB),
            url=attr("li.full_review a", "href"),
        ),
        each(
            "li.user_review",
            Review,
            by="audience",
            author=text(".review_critic .name"),
            author_url=attr(".review_critic .name a", "href"),
            date=text(".review_critic .date").to(date),
            rating=text(".review_grade").to(_score(10)),
            text=passage(".review_body", cut=_BLURB),
            helpful=one(Helpful, needs="total", yes=text(".total_ups").to(integer), total=text(".total_thumbs").to(integer)),
        ),
    )

    def year(self, page: Page) -> Derived[int] | None:
        """Return the year of the release date, unless the title marks a re-release."""
        printed = self._details["Release Date"](page)
        found = year(printed)
        return None if found is None or "re-release" in (self.title(page) or "").lower() else Derived(found)

    def ratings(self, page: Page) -> list[Rating]:
        """Return the Metascore and the user score."""
        return [
            *_rating(
                page, ".metascore_wrap .metascore span.score_value", ".metascore_wrap .count a", critics=True,
                verdict=".metascore_wrap span.desc", bars=".critic_reviews_module",
            ),
            *_rating(
                page, ".userscore_wrap .avguserscore span.score_value", ".userscore_wrap .count a", critics=False,
                verdict=".userscore_wrap span.desc", bars=".user_reviews_module",
            ),
        ]  # fmt: skip

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the counts in "See all 7 Critic Reviews", or in the scores' distribution ("out of 24")."""

        def total(module: str) -> int | None:
            return integer(text(f"{module} .see_all a").search(r"See all (.*?) ")(page)) or integer(
                text(f"{module} .distribution").search(r"out of (.*)")(page)
            )

        return ReviewTotals(critics=total(".critic_reviews_module"), audience=total(".user_reviews_module"))


def _spoiler(review: Node) -> bool | None:
    notice = review.first(".review_body > strong")
    return True if notice is not None and "spoiler" in notice.text.lower() else None


_user_reviews = each(
    ".user_reviews div.review:not(.ad_unit)",
    Review,
    by="audience",
    author=text(".title .author"),
    author_url=attr(".title .author a", "href"),
    date=text(".title .date").to(date),
    rating=text(".metascore_w.indiv").to(_score(10)),
    text=passage(".review_body > .inline_expand_collapse, .review_body > span", cut=_BLURB),
    spoiler=_spoiler,
    helpful=one(Helpful, needs="total", yes=text(".yes_count").to(integer), total=text(".total_count").to(integer)),
)


class Film2017(Metacritic):
    """Film pages of 2011 to 2022: the expanded part of a cut text is the whole text. The JSON-LD repeats the key `actor`."""

    name = "2017"
    years = "2011-2022"
    shows_counted_reviews = True
    marks = (".phead_summary .product_page_title h1", "#main_content div.product.summary", "div.ms_wrapper")
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings")

    title = text(".product_page_title h1")
    year = text(".product_page_title span.release_year").to(year)
    synopsis = passage("div.summary_deck.details_section", cut=_BLURB, drop=".label")
    directors = people(".details_section .director a")
    cast = cut_at(
        '.summary_right .see_all a[href$="/details"]',
        inside("div.summary_cast", cast("a", name=own_text(), url=attr(None, "href"))),
    )
    genres = texts(".details_section .genres > span > span")
    certificates = text(".details_section .rating > span + span").to(_certificate)
    runtime_minutes = text(".details_section .runtime > span + span").to(runtime)
    releases = together(text(".details_section .release_date > span + span").to(release("theatrical", stated=False)))
    companies = together(text(".details_section .distributor a").to(lambda name: [made(Company, name=name, role="distribution")]))
    reviews = together(
        each(
            ".critic_reviews div.review",
            Review,
            by="critics",
            author=text(".title .author"),
            author_url=attr(".title .author a", "href"),
            publication=text(".title .source"),
            date=text(".title .date").to(date),
            rating=text(".metascore_w.indiv").to(_score(100)),
            text=passage(".summary", drop=".read_full"),
            url=attr(".summary a.read_full", "href"),
        ),
        _user_reviews,
    )

    def ratings(self, page: Page) -> list[Rating]:
        """Return the Metascore and the user score."""
        return [
            *_rating(
                page, ".ms_wrapper span.metascore_w.larger", ".ms_wrapper span.based_on", critics=True,
                verdict=".ms_wrapper .score_description a > span", bars=".critics_col",
            ),
            *_rating(
                page, ".us_wrapper span.metascore_w.larger", ".us_wrapper span.based_on", critics=False,
                verdict=".us_wrapper .score_description a > span", bars=".users_col",
            ),
        ]  # fmt: skip

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the critics that the Metascore counts, and the users of "SEE ALL 203 REVIEWS"."""
        return ReviewTotals(
            critics=integer(text(".ms_wrapper span.based_on")(page)),
            audience=integer(text('a.see_all[href$="/user-reviews"]').search(r"SEE ALL (.{1,20}?) REVIEWS")(page)),
        )


class UserReviews2019(Metacritic):
    """Pages of 100 user reviews (2019). The only year is in the release date; the Metascore is in the navigation."""

    name = "user-reviews"
    years = "2019"
    kind = "reviews"
    marks = ("#main_content .product_page_title h1", ".simple_summary table.score_wrapper", "div.user_reviews")
    usual = ("title", "ratings", "reviews")

    title = text(".product_page_title h1")
    companies = together(
        text(".product_info .distributor a", ".product_info .publisher a", ".product_info .distributor").to(
            lambda name: [made(Company, name=name, role="distribution")]
        )
    )
    releases = together(text(".product_info .release_date > span + span").to(release("theatrical", stated=False)))
    year_from_release = True
    reviews = may_be_cut(_user_reviews, linked(".page_nav .flipper.next a", counts=False))

    def ratings(self, page: Page) -> list[Rating]:
        """Return both scores; the Metascore in the navigation has no count."""
        return [
            *_rating(page, "span.metascore_w.header_size", "div.none", critics=True, verdict="div.none"),
            *_rating(
                page, ".score_wrapper span.metascore_w.user", ".score_wrapper span.based_on", critics=False,
                verdict=".score_wrapper .score_description > span", bars="#main_content",
            ),
        ]  # fmt: skip


class Search2017(Metacritic):
    """Search results (2017)."""

    name = "search"
    years = "2017"
    kind = "list"
    marks = ("ul.search_results.module li.result", "#primary_search_results")
    usual = ("related",)

    related = each(
        "ul.search_results li.result",
        Related,
        title=text(".product_title"),
        url=attr(".product_title a", "href"),
        year=text(".release_date .data").to(year),
        score=text(".main_stats .metascore_w").to(integer),
    )

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return no ids: a search page is not about one film."""
        return {}
