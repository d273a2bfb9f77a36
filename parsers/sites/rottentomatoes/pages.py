"""Rotten Tomatoes' other pages: people, and critics' and users' reviews of a film."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.cuts import CutList, cut_list
from filmdig.parsers.layouts.fields import at, attr, each, passage, text
from filmdig.parsers.layouts.values import date, decimal, integer, percent, title_only, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import Biography, Credit, Review, ReviewRating, Verdict
from filmdig.parsers.sites.rottentomatoes.common import (
    RottenTomatoes,
    original_score,
    user_stars,
    whole_quote,
)
from filmdig.parsers.sites.rottentomatoes.review_answers import first_answer, page_data, shown_kind, with_ems_id
from filmdig.parsers.sites.rottentomatoes.rows import filled_stars

_born = text("[data-qa=celebrity-bio-bday]").less(r"^Birthday:\s*")
_birthplace = text("[data-qa=celebrity-bio-birthplace]").less(r"^Birthplace:\s*").search(r"^(?!Not Available).+")
# "(Character)" marks a role; "(Voice)" is part of it.
_CHARACTER = re.compile(r"(.+) \((?:Character|(?:Guest )?Star)\)|(.+ \((?:Guest )?Voice\))")


def _credits(row: Node) -> list[Credit]:
    """Return a row's jobs and roles, one a line: "Tony Stark (Character)", "Producer"."""
    title, cell = row.first(".celebrity-filmography__title"), row.first(".celebrity-filmography__credits")
    if title is None or not title.text:
        return []
    lines = [one_line(line).strip(" ,") for line in cell.raw_text()[0].split("\n")] if cell is not None else []
    played = {line: found[1] or found[2] for line in lines if (found := _CHARACTER.fullmatch(line))}
    link = title.first("a")
    url = link.attr("href") if link is not None else None
    return [
        Credit(
            title=title.text,
            year=year(text(".celebrity-filmography__year")(row)),
            job=", ".join(line for line in lines if line and line not in played) or None,
            role=", ".join(role for role in played.values() if role != "Unknown") or None,
            kind="TV" if "tv" in (row.attr("data-qa") or "") else "Movies",
            url=url,
            score=text("[data-tomatometer] .icon__tomatometer-score").to(percent)(row),
        )
    ]


class Celebrity2021(RottenTomatoes):
    """A person's page (2021): facts, a text, and a table each of films and series. "No Score Yet" is no score."""

    name = "celebrity"
    years = "2021"
    kind = "person"
    marks = ("h1.celebrity-bio__h1", "section.celebrity-filmography")
    usual = ("person",)

    def person(self, page: Page) -> Biography:
        """Return the person; a film's score is the Tomatometer, not the audience's."""
        words: Any = passage("[data-qa=celebrity-bio-summary]")(page)
        own = re.search(r"/celebrity/([^/?#]+)", page.url or page.own_url or "")
        return Biography(
            name=text("h1.celebrity-bio__h1")(page),
            birth_date=_born.to(date)(page),
            birth_place=_birthplace(page),
            biography=words,
            image_url=attr("img.celebrity-bio__hero-img", "data-src", "src")(page),
            external_ids={"rottentomatoes": own[1]} if own else {},
            filmography=[credit for row in page.all(".celebrity-filmography tbody tr") for credit in _credits(row)],
        )

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return no ids: the page is not about a film."""
        return {}


def _table_stars(review: Node) -> ReviewRating | None:
    """Return the stars drawn one by one, with "½" after them, or stated by a class (score35 is 3.5)."""
    stars = review.first(".rating.stars")
    score = next((name[5:] for name in stars.classes if name.startswith("score")), "") if stars else ""
    if (tenths := integer(score)) is not None:
        return user_stars(tenths / 10)
    drawn = review.first(".scoreWrapper") or review.first(".user_review")
    return user_stars(len(drawn.all(".glyphicon-star")) + ("½" in drawn.text) / 2) if drawn else None


def _table_verdict(review: Node) -> Verdict | None:
    icon = review.first(".review_icon")
    return None if icon is None else "fresh" if "fresh" in icon.classes else "rotten" if "rotten" in icon.classes else None


class ReviewsTable(RottenTomatoes):
    """Reviews pages of 2013 to about 2020 (`.review_table_row`), by critics or users, known from programs that read them."""

    name = "reviews-2014"
    years = "2013-2020"
    kind = "reviews"
    marks = ("div.review_table_row",)
    usual = ("reviews",)

    def title(self, page: Page) -> str | None:
        """Return the film in the `title` element: "Name - Movie Reviews - Rotten Tomatoes"."""
        return _title(page)

    _critics = each(
        "div.review_table_row:has(.the_review)",
        Review,
        by="critics",
        author=text(".critic_name a"),
        author_url=attr(".critic_name a", "href"),
        publication=text(".critic_name em"),
        date=text(".review_date").to(date),
        rating=text(".review_desc .subtle").search(r"Original Score:\s*(.+)$").to(original_score),
        verdict=_table_verdict,
        text=passage(".the_review").to(whole_quote),
        url=attr(".review_desc .subtle a", "href"),
    )
    _users = each(
        "div.review_table_row:has(.user_review)",
        Review,
        by="audience",
        author=text("a.bold.articleLink", "a.bold"),
        author_url=attr("a.bold", "href"),
        date=text(".fr.subtle").to(date),
        rating=_table_stars,
        text=passage(".user_review", drop=".scoreWrapper, .fr"),
    )

    _pages = text("span.pageInfo").search(r"^Page \d+ of (\d+)$").to(int)

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return the critics' or the users' reviews, twenty a page: "Page 1 of 13" means that there are more."""
        return cut_list((self._critics(page) or []) + (self._users(page) or []), (self._pages(page) or 1) > 1)


def _title(page: Page) -> str | None:
    words, mark, _ = (page.title or "").partition(" - Movie Reviews")
    return title_only(words) if mark else None


def _row_verdict(review: Node) -> Verdict | None:
    state = attr("score-icon-critic, score-icon-critic-deprecated", "state")(review) or ""
    sentiment = (attr("score-icon-critics", "sentiment")(review) or "").lower()
    if "fresh" in state or sentiment == "positive":
        return "fresh"
    return "rotten" if "rotten" in state or sentiment == "negative" else None


def _row_stars(review: Node) -> ReviewRating | None:
    group = review.first("rating-stars-group")
    return user_stars(decimal(group.attr("score")) or 0) if group else filled_stars(review)


class ReviewsRows(RottenTomatoes):
    """Reviews pages of 2020 to 2025 (`.review-row`, `.audience-review-row`), known from programs that read them.

    A user's text may occur twice, the second time for small screens (`--mobile`).
    """

    name = "reviews-2020"
    years = "2020-2025"
    kind = "reviews"
    marks = (".review-row p.review-text, div.audience-review-row",)
    usual = ("reviews",)

    def title(self, page: Page) -> str | None:
        """Return the film in the `title` element: "Name - Movie Reviews | Rotten Tomatoes"."""
        return _title(page)

    _critics = each(
        "div.review-row:has(.review-text)",
        Review,
        by="critics",
        author=text(".reviewer-name-and-publication a"),
        author_url=attr(".reviewer-name-and-publication a", "href"),
        publication=text(".reviewer-name-and-publication a + a", ".reviewer-name-and-publication a:last-child"),
        date=text(".original-score-and-url").to(date),
        rating=text(".original-score-and-url").search(r"Original Score:\s*([^|]+)").to(original_score),
        verdict=_row_verdict,
        text=passage(".review-text").to(whole_quote),
        url=attr(".original-score-and-url a", "href"),
    )
    _users = each(
        "div.audience-review-row",
        Review,
        by="audience",
        author=text(".audience-reviews__name"),
        author_url=attr("a.audience-reviews__name", "href"),
        date=text(".audience-reviews__duration").to(date),
        rating=_row_stars,
        text=passage(".audience-reviews__review"),
    )

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's name in the site's addresses, and its number in the addresses of further reviews."""
        return with_ems_id(super().external_ids(page), page)

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return the critics' or the users' reviews; they are cut where the page's script names a further answer."""
        critics, users = self._critics(page) or [], self._users(page) or []
        url = first_answer(page, "audience" if users else "critics")
        return cut_list(critics + users, url, url=url)


class ReviewsManager(RottenTomatoes):
    """Reviews pages of 2025 on, whose reviews are all loaded by a script; known from programs that read its `props`."""

    name = "reviews-2025"
    years = "2025-2026"
    kind = "reviews"
    marks = ('page-media-reviews-manager script[data-json="props"]',)
    refuses = (".review-row p.review-text, div.audience-review-row",)
    usual = ("title",)

    def title(self, page: Page) -> str | None:
        """Return the film in the data or in the `title` element."""
        named = at(page_data(page), "media.title")
        return one_line(named) if isinstance(named, str) and named.strip() else _title(page)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's name in the site's addresses, and its number in the addresses of the answers."""
        return with_ems_id(super().external_ids(page), page)

    def reviews(self, page: Page) -> CutList | None:
        """Return an empty cut list with the address of the first reviews."""
        url = first_answer(page, shown_kind(page))
        return CutList([], full_text_url=url) if url else None
