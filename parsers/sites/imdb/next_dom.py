"""Title pages of June 2021 on, as a browser shows them: what remains of one whose scripts were stripped.

Elements are told by `data-testid`; classes are made up by the build and change weekly.
"""

from __future__ import annotations

import re

from filmdig.parsers.layouts.cuts import Passage, is_prefix, replace, still_open, without_marker
from filmdig.parsers.layouts.fields import Reader, attr, each, inside, text, texts
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, tidy, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import (
    PERSON,
    ImdbFilm,
    box_office,
    certificates,
    companies_in,
    head_year,
    is_serial,
    metascore,
    of_ten,
    people_in,
    printed_release,
    spoken,
    spoken_ones,
    users,
)

HEADING = 'h1[data-testid="hero-title-block__title"], h1[data-testid="hero__pageTitle"]'
READ_ALL = 'a[data-testid="plot-read-all-link"]'


PLOT = 'span[data-testid="plot-xl"]'


def by_testid(tag: str, name: str) -> str:
    """The selector of an element by its tag and its `data-testid`."""
    return f'{tag}[data-testid="{name}"]'


def _items(name: str) -> Reader[list[str]]:
    """The texts of the items in a row, which is an item itself."""
    return inside(by_testid("li", name), texts("li"))


_META = by_testid("ul", "hero-title-block__metadata")


class NextDom(ImdbFilm):
    """2021 and 2022, `script` elements gone. Counts above a thousand are rounded ("20K") and so are not read."""

    name = "next-noscript"
    years = "2021-2022"
    marks = (HEADING,)
    refuses = ("script#__NEXT_DATA__", PERSON)
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "countries", "languages", "runtime_minutes", "ratings")

    title = text(HEADING)
    original_title = text(by_testid("div", "hero-title-block__original-title")).search(r":\s*(.+)")
    tagline = inside(by_testid("li", "storyline-taglines"), text("li"))
    genres = _items("storyline-genres").or_(inside(by_testid("div", "genres"), texts("a")))
    countries = _items("title-details-origin")
    languages = _items("title-details-languages").to(spoken_ones)
    alternate_titles = _items("title-details-akas")
    runtime_minutes = inside(by_testid("li", "title-techspec_runtime"), text("div")).to(runtime)
    image_url = inside(by_testid("div", "hero-media__poster"), attr('img[src^="http"]', "src"))

    def year(self, page: Page) -> int | None:
        """The first year in the line below the title; an episode's is in the page's `title`."""
        return head_year(page) or text(_META).to(year)(page)

    def _credits(self, page: Page, role: str) -> list[Person]:
        for row in page.all(by_testid("li", "title-pc-principal-credit")):
            label = row.children
            if label and label[0].text.startswith(role):
                return people_in(row)
        return []

    def directors(self, page: Page) -> list[Person]:
        """The first credits of the kind; the same stand twice more, for wide and narrow screens."""
        return self._credits(page, "Director")

    def writers(self, page: Page) -> list[Person]:
        """Writers, or a series' creators."""
        return self._credits(page, "Writer") or self._credits(page, "Creator")

    def cast(self, page: Page) -> list[CastMember]:
        """Up to eighteen. A role stands twice, as "Joan" and as a hidden "as Joan"; "…" is for more roles elsewhere."""
        found = []
        for item in page.all(by_testid("div", "title-cast-item")):
            name = item.first(by_testid("a", "title-cast-item__actor"))
            if name is not None and (called := name.text):
                found.append(CastMember(name=called, role=_role(item), url=name.attr("href")))
        return found

    def synopsis(self, page: Page) -> Passage | None:
        """The text for the widest screen; the one for the narrowest may be cut ("Read all"). Else the Storyline.

        A text above some 380 letters is cut for every screen; the Storyline (2021) may be the same one, whole, and the page's
        description ends with it ("Title: Directed by ... With ... PLOT").
        """
        shown = page.first(PLOT)
        link = shown.first(READ_ALL) if shown is not None else None
        found = tidy(shown.raw_text(drop=[link] if link is not None else [])[0])[0] if shown is not None else ""
        storyline = page.first(by_testid("div", "storyline-plot-summary"))
        story = storyline.first(".ipc-html-content > div") if storyline is not None else None
        told = spoken(story, "span") if story is not None else None
        if story is not None and told is not None:
            told.credit = text("span").less("^—")(story)
        if not found:
            return told
        if link is None:
            return shown_cut(page, found)
        beginning = without_marker(found)
        if told is not None and is_prefix(beginning, told.text):
            whole = replace(beginning, told.text)
            whole.credit = told.credit
            return whole
        described = page.meta("description") or ""
        rest = described[described.find(beginning) :] if beginning in described else ""
        if len(rest) > len(beginning) and not rest.endswith(("...", "…")):
            return replace(beginning, rest)
        return still_open(beginning, link.attr("href"))

    def certificates(self, page: Page) -> list[Certificate]:
        """MPAA's with its reason (2021), else the mark in the line below the title."""
        printed = _items("storyline-certificate")(page) or []
        return certificates([*printed, *(inside(_META, texts('a[href*="certificates"]'))(page) or [])])

    def releases(self, page: Page) -> list[Release]:
        """The one release of the details."""
        found = inside(by_testid("li", "title-details-releasedate"), text("li"))(page)
        return printed_release(found, "television" if is_serial(page) else "theatrical") if found else []

    def companies(self, page: Page) -> list[Company]:
        """Production companies."""
        row = page.first(by_testid("li", "title-details-companies"))
        return companies_in(row) if row is not None else []

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Rows of label and sum."""
        found = []
        box = page.first(by_testid("div", "title-boxoffice-section"))
        for row in box.all("li.ipc-metadata-list__item") if box is not None else ():
            label = row.children
            one = box_office(label[0].text, text("li")(row) or "") if label else None
            if one is not None:
                found.append(one)
        return found

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean and the Metascore."""
        score = page.first(by_testid("div", "hero-rating-bar__aggregate-rating__score"))
        value = text("span")(score) if score is not None else None
        beside = score.parent.children[-1].text if score is not None and score.parent is not None else ""
        votes = integer(beside) if re.fullmatch(r"[\d,.]+", beside) else None
        return users(value, votes, f"{value}/10" if value else None) + metascore(
            text("span.score-meta", "span.metacritic-score-box")(page)
        )

    def review_totals(self, page: Page) -> ReviewTotals:
        """How many, where it is not rounded ("1.4K")."""
        found = ReviewTotals()
        bar = page.first(by_testid("ul", "reviewContent-all-reviews"))
        for link in bar.all("a[href]") if bar is not None else ():
            count = text(".score")(link)
            if not count or not re.fullmatch(r"[\d,.]+", count):
                continue
            if "/externalreviews" in (link.attr("href") or ""):
                found.critics = integer(count)
            elif "/reviews" in (link.attr("href") or ""):
                found.audience = integer(count)
        return found

    def reviews(self, page: Page) -> list[Review]:
        """The one review in the card: whole, though a style sheet may show its beginning alone."""
        card = page.first(by_testid("section", "UserReviews"))
        body = card.first(f"{by_testid('div', 'review-overflow')} .ipc-html-content > div") if card is not None else None
        if card is None or body is None:
            return []
        return [
            Review(
                by="audience",
                author=text(by_testid("a", "author-link"))(card),
                author_url=attr(by_testid("a", "author-link"), "href")(card),
                date=date(text(".review-date")(card)),
                title=text(by_testid("span", "review-summary"))(card),
                rating=text(f"{by_testid('div', 'review-featured-header')} .ipc-rating-star").to(of_ten)(card),
                text=spoken(body),  # type: ignore[arg-type]
            )
        ]

    related = inside(
        by_testid("section", "MoreLikeThis"),
        each(
            "div.ipc-poster-card",
            Related,
            title=text(by_testid("span", "title")),
            url=attr("a.ipc-poster-card__title", "href"),
            score=text(".ipc-poster-card__rating-star-group span.ipc-rating-star").to(decimal),
        ),
    ).to(lambda found: [one for one in found if one.title])  # a page may be cut inside one


def shown_cut(page: Page, whole: str) -> Passage:
    """A plot that is whole for wide screens, and whether narrow ones show it cut."""
    widest = page.first(PLOT)
    beside = widest.parent if widest is not None else None
    cut = (beside or page).first(READ_ALL) is not None
    return Passage(text=whole, state="repaired" if cut else None, by="hidden_full_text" if cut else None)


_NAMED = text("a span:not([data-testid=cast-item-characters-with-as])", "a")


def _role(item: Node) -> str | None:
    roles: list[str] = []
    for part in item.all(f"{by_testid('ul', 'cast-item-characters-list')} li"):
        name = _NAMED(part)
        if name:
            roles.append(name)
        elif roles and (note := part.text).startswith("("):
            roles[-1] += f" {note}"
    return " / ".join(roles) or None
