"""Title pages of June 2021 on, as a browser shows them: what remains of one whose scripts were stripped.

Elements are known by `data-testid`; classes are made up by the build and change weekly.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from filmdig.parsers.layouts.cuts import Passage, cut_list, replace, still_open, without_marker
from filmdig.parsers.layouts.fields import Reader, at, attr, each, inside, text, texts
from filmdig.parsers.layouts.layout import Mark
from filmdig.parsers.layouts.values import date, decimal, integer, runtime, tidy, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CrewMember,
    Helpful,
    OtherSynopsis,
    PartOfSeries,
    Rating,
    Related,
    Release,
    Review,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import PERSON, ImdbFilm, head_year
from filmdig.parsers.sites.imdb.credits import crew_of_row, episodes_in, people_with_jobs
from filmdig.parsers.sites.imdb.left_out import NEXT
from filmdig.parsers.sites.imdb.plots import Plots, settled, whole_text
from filmdig.parsers.sites.imdb.printed import (
    box_office,
    certificates,
    companies_in,
    less_none,
    metascore,
    of_ten,
    printed_release,
    review_date,
    users,
)

HEADING = 'h1[data-testid="hero-title-block__title"], h1[data-testid="hero__pageTitle"]'
READ_ALL = 'a[data-testid="plot-read-all-link"]'
_MORE = re.compile(r"[\d,]+ more\b|\+\s*\d+ more")


PLOT = 'span[data-testid="plot-xl"]'


def by_testid(tag: str, name: str) -> str:
    """Return the selector of an element by its tag and its `data-testid`."""
    return f'{tag}[data-testid="{name}"]'


def _items(name: str) -> Reader[list[str]]:
    """Return the texts of the items in a row, which is an item itself."""
    return inside(by_testid("li", name), texts("li"))


_SEASONS = re.compile(r"(\d{1,3}) seasons?\b|Season (\d{1,3})\b", re.IGNORECASE)
_PERSON_ID = attr(by_testid("a", "title-cast-item__actor"), "href").search(r"/name/(nm\d+)")
_META = by_testid("ul", "hero-title-block__metadata")


class NextDom(ImdbFilm):
    """2021 and 2022, `script` elements gone. Counts above a thousand are rounded ("20K"), so approximate."""

    name = "next-noscript"
    years = "2021-2022"
    marks = (HEADING,)
    refuses = ("script#__NEXT_DATA__", PERSON)
    left_out = NEXT
    announced: ClassVar[dict[str, tuple[Mark, ...]]] = {
        "cast": (by_testid("div", "title-cast-item"),),
        "reviews": (by_testid("div", "review-overflow"),),
        "related": (by_testid("section", "MoreLikeThis"),),
        "awards": (by_testid("li", "award_information"),),
    }
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "countries", "languages", "runtime_minutes", "ratings")

    title = text(HEADING)
    original_title = text(by_testid("div", "hero-title-block__original-title")).search(r":\s*(.+)")
    tagline = inside(by_testid("li", "storyline-taglines"), text("li"))
    genres = _items("storyline-genres").or_(inside(by_testid("div", "genres"), texts("a")))
    countries = _items("title-details-origin")
    languages = _items("title-details-languages").to(less_none)
    alternate_titles = _items("title-details-akas")
    runtime_minutes = inside(by_testid("li", "title-techspec_runtime"), text("div")).to(runtime)
    image_url = inside(by_testid("div", "hero-media__poster"), attr('img[src^="http"]', "src"))

    def year(self, page: Page) -> int | None:
        """Return the first year in the line below the title; an episode's is in the page's `title`."""
        return head_year(page) or text(_META).to(year)(page)

    def _credit_row(self, page: Page, role: str) -> tuple[Node, str] | None:
        """Return the first row of the kind, and its label; the same is there twice more, for wide and narrow screens."""
        for row in page.all(by_testid("li", "title-pc-principal-credit")):
            label = row.children
            if label and label[0].text.startswith(role):
                return row, label[0].text
        return None

    def _credited(self, page: Page, role: str) -> Any:
        """Return the people of a row; "2 more" counts those left out."""
        found = self._credit_row(page, role)
        if found is None:
            return []
        people = people_with_jobs(found[0])
        more = next((link for link in found[0].all("a") if _MORE.match(link.text)), None)
        count = integer(more.text) if more is not None else None
        return cut_list(people, more, total=len(people) + count if count else None, url=more.attr("href") if more else None)

    def directors(self, page: Page) -> Any:
        """Return the row of the head."""
        return self._credited(page, "Director")

    def writers(self, page: Page) -> Any:
        """Return the row of the head."""
        return self._credited(page, "Writer")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators."""
        found = self._credit_row(page, "Creator")
        return crew_of_row(*found) if found is not None else []

    def cast(self, page: Page) -> Any:
        """Up to eighteen. A role is there twice, as "Joan" and as a hidden "as Joan"; "…" is for more roles elsewhere."""
        found = []
        for item in page.all(by_testid("div", "title-cast-item")):
            name = item.first(by_testid("a", "title-cast-item__actor"))
            if name is not None and (called := name.text):
                episodes = text(by_testid("*", "title-cast-item__eps-toggle"))(item)
                role, rest = _role(item)
                found.append(
                    CastMember(
                        name=called,
                        role=still_open(role, rest) if role and rest is not None else role,  # type: ignore[arg-type]
                        url=name.attr("href"),
                        episodes=episodes_in(episodes) if episodes else None,
                    )
                )
        link = self.cast_link(page)
        total = text(f"{by_testid('div', 'title-cast-header')} .ipc-title__subtext")(page)
        return cut_list(found, link, total=integer(total), url=link)

    def cast_link(self, page: Page) -> str | None:
        """Where "All cast & crew" links, which follows a cast that is shown cut."""
        block = page.first(by_testid("section", "title-cast"))
        links = block.all('a[href*="/fullcredits"]') if block is not None else []
        return links[-1].attr("href") if links else None

    def roles_cut(self, page: Page) -> dict[str, str | None]:
        """Return the ids of those whose roles end in "…", and where the rest is linked."""
        found: dict[str, str | None] = {}
        for item in page.all(by_testid("div", "title-cast-item")) if "…" in page.html else ():
            name = _PERSON_ID(item)
            _, rest = _role(item)
            if name and rest is not None:
                found[name] = rest
        return found

    def keywords(self, page: Page) -> Any:
        """Return the first five plot keywords (2021); "167 more" counts the others."""
        row = page.first(by_testid("div", "storyline-plot-keywords"))
        links = row.all("a") if row is not None else []
        found = [link.text for link in links if link.text and not _MORE.match(link.text)]
        more = next((link for link in links if _MORE.match(link.text)), None)
        count = integer(more.text) if more is not None else None
        return cut_list(found, more, total=len(found) + count if count else None, url=more.attr("href") if more else None)

    def awards(self, page: Page) -> list[str]:
        """Return the line above the cast: what was won, and how many others."""
        row = page.first(by_testid("*", "award_information"))
        parts = [child.text for child in row.children if child.text and child.text != "Awards"] if row is not None else []
        return [" ".join(parts)] if parts else []

    def filming_locations(self, page: Page) -> list[str]:
        """Return the first of the locations."""
        return _items("title-details-filminglocations")(page) or []

    def official_sites(self, page: Page) -> list[str]:
        """Where the links lead."""
        row = page.first('li[data-testid$="details-officialsites"]')
        links = [link.attr("href") or "" for link in row.all("li a")] if row is not None else []
        return [link for link in links if link.startswith("http")]

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series above its title, and its numbers: ``S2.E4``."""
        parent = page.first(by_testid("a", "hero-title-block__series-link"))
        if parent is None:
            return None
        numbers = re.search(
            r"S(\d+)\s*\.\s*E(\d+)",
            text(
                by_testid("div", "hero-subnav-bar-season-episode-numbers-section"),
                by_testid("div", "hero-subnav-bar-season-episode-numbers-section-xs"),
            )(page)
            or "",
        )
        return PartOfSeries(
            title=parent.text,
            url=parent.attr("href"),
            season=integer(numbers[1]) if numbers else None,
            episode=integer(numbers[2]) if numbers else None,
        )

    def season_count(self, page: Page) -> int | None:
        """ "3 seasons" over the list to choose from, or the one season's link."""
        box = page.first(by_testid("div", "episodes-browse-episodes"))
        labels = [node.text for node in box.all("label, a.ipc-button, a.ipc-btn")] if box is not None else []
        found = next((match for match in map(_SEASONS.match, labels) if match), None)
        return int(found[1] or found[2]) if found else None

    def episode_count(self, page: Page) -> int | None:
        """Return the number beside the heading "Episodes"."""
        return text(by_testid("*", "episodes-header")).search(r"Episodes\s*([\d,]+)").to(integer)(page)

    def _plots(self, page: Page) -> Plots:
        return page.memo(NextDom, lambda: self._settle(page))

    def _settle(self, page: Page) -> Plots:
        """Return the text for the widest screen; the one for the narrowest may be cut ("Read all"). Else the Storyline.

        A text above some 380 letters is cut for every screen; the Storyline (2021) may be the same one, whole, and the page's
        description ends with it ("Title: Directed by ... With ... PLOT").
        """
        shown = page.first(PLOT)
        link = shown.first(READ_ALL) if shown is not None else None
        found = tidy(shown.raw_text(drop=[link] if link is not None else [])[0])[0] if shown is not None else ""
        storyline = page.first(by_testid("div", "storyline-plot-summary"))
        story = storyline.first(".ipc-html-content > div") if storyline is not None else None
        summary = whole_text(story, "span") if story is not None else None
        author = text("span").less("^—")(story) if story is not None else None
        beginning = without_marker(found) if link is not None else found
        both = settled(beginning, link is not None, link.attr("href") if link is not None else None, summary, author)
        if link is None:
            if found and both.synopsis is not None:
                cut = shown_cut(page, both.synopsis.text)
                both.synopsis.state, both.synopsis.by = cut.state, cut.by
            return both
        described = page.meta("description") or ""
        rest = described[described.find(beginning) :] if beginning in described else ""
        is_open = both.synopsis is not None and both.synopsis.state == "open"
        if is_open and len(rest) > len(beginning) and not rest.endswith(("...", "…")):
            both.synopsis = replace(beginning, rest)
        return both

    def synopsis(self, page: Page) -> Passage | None:
        """Return the head's text, or the Storyline that it begins."""
        return self._plots(page).synopsis

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the Storyline (2021), where it is another text."""
        return self._plots(page).others

    def certificates(self, page: Page) -> list[Certificate]:
        """MPAA's with its reason (2021), else the mark in the line below the title."""
        printed = _items("storyline-certificate")(page) or []
        return certificates([*printed, *(inside(_META, texts('a[href*="certificates"]'))(page) or [])])

    def releases(self, page: Page) -> list[Release]:
        """Return the one release of the details."""
        found = inside(by_testid("li", "title-details-releasedate"), text("li"))(page)
        return printed_release(found, "television" if self.kind_of(page) == "episode" else None) if found else []

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
        votes = beside if re.fullmatch(r"[\d,.]+[KM]?", beside) else None
        return users(value, votes, f"{value}/10" if value else None) + metascore(
            text("span.score-meta", "span.metacritic-score-box")(page)
        )

    def review_totals(self, page: Page) -> ReviewTotals:
        """How many; rounded above a thousand ("1.4K"), and then not read: a total has no mark for what is approximate."""
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
        """Return the one review in the card: whole, though a style sheet may show its beginning alone."""
        card = page.first(by_testid("section", "UserReviews"))
        body = card.first(f"{by_testid('div', 'review-overflow')} .ipc-html-content > div") if card is not None else None
        if card is None or body is None:
            return []
        return [
            Review(
                by="audience",
                author=text(by_testid("a", "author-link"))(card),
                author_url=attr(by_testid("a", "author-link"), "href")(card),
                date=review_date(_stated_date(page, card), shown_date(page)),
                title=text(by_testid("span", "review-summary"))(card),
                rating=text(f"{by_testid('div', 'review-featured-header')} .ipc-rating-star").to(of_ten)(card),
                text=whole_text(body),  # type: ignore[arg-type]
                helpful=_helpful(card),
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


def shown_date(page: Page) -> str | None:
    """Return the date beside the one review of a title page."""
    return date(text(".review-date")(page))


def _stated_date(page: Page, card: Node) -> str | None:
    """Return the date that the page's JSON-LD has of the review in the card, where that is left: it may have another's."""
    review = page.json_ld_of("Movie", "TVSeries", "TVEpisode").get("review")
    stated, author = (review.get("dateCreated"), at(review, "author.name")) if isinstance(review, dict) else (None, None)
    same = isinstance(author, str) and author == text(by_testid("a", "author-link"))(card)
    return stated if same and isinstance(stated, str) and _ISO.fullmatch(stated) else None


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def shown_cut(page: Page, whole: str) -> Passage:
    """Return a plot that is whole for wide screens, and whether narrow ones show it cut."""
    widest = page.first(PLOT)
    beside = widest.parent if widest is not None else None
    cut = (beside or page).first(READ_ALL) is not None
    return Passage(text=whole, state="repaired" if cut else None, by="hidden_full_text" if cut else None)


_NAMED = text("a span:not([data-testid=cast-item-characters-with-as])", "a")


def _role(item: Node) -> tuple[str | None, str | None]:
    """Return the role, and where "…" after it means more, the link to them."""
    roles: list[str] = []
    rest = link = None
    for part in item.all(f"{by_testid('ul', 'cast-item-characters-list')} li"):
        name = _NAMED(part)
        printed = part.text
        if name and name != "…":
            roles.append(name)
            link = attr("a", "href")(part) or link
            rest = (link or "") if printed.endswith("…") and not name.endswith("…") else rest
        elif roles and printed.startswith("("):
            roles[-1] += f" {printed}"
        elif printed == "…":
            rest = link or ""
    return " / ".join(roles) or None, rest


def _helpful(card: Node) -> Helpful | None:
    """Votes for and against, below the review."""
    up, down = (integer(text(f".ipc-voting__label__count--{side}")(card)) for side in ("up", "down"))
    return Helpful(yes=up, total=up + down) if up is not None and down is not None else None
