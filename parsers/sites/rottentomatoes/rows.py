"""Rotten Tomatoes from 2014 to 2021: details in `.meta-row`, cast in `.cast-item`, quotes in `.quote_bubble`."""

from __future__ import annotations

from typing import Any, ClassVar

from filmdig.parsers.layouts.fields import Reader, at, attr, each, meta, own_text, passage, text, together
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, integer, percent, runtime, split_names, title_only, whole, year, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.embedded import parse_json
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Company,
    CrewMember,
    Rating,
    Related,
    Review,
    ReviewRating,
    ReviewTotals,
    Verdict,
)
from filmdig.parsers.sites.rottentomatoes.common import (
    RottenTomatoes,
    average_in,
    banded,
    block_scores,
    certificate_in,
    consensus,
    count_in,
    fresh_and_rotten,
    gross,
    no_score,
    original_score,
    scores,
    totals,
    user_stars,
    verdict_of,
    whole_quote,
)
from filmdig.parsers.sites.rottentomatoes.people import (
    credited,
    further_producers,
    is_crew,
    listed_crew,
    other_crew,
    roles_in,
    with_job,
)


def _icon(review: Node) -> Verdict | None:
    icon = review.first(".icon.fresh, .icon.rotten")
    return None if icon is None else "fresh" if "fresh" in icon.classes else "rotten"


def not_placeholder(url: str) -> str | None:
    """Return a poster's address; None for the site's placeholder."""
    return None if "poster_default" in url else url


def _companies(role: Any) -> Any:
    def make(names: str) -> list[Company]:
        return [Company(name=name, role=role) for name in split_names(names, r",(?!\s*(?:Inc|LLC|Ltd|L\.P)\b)")]

    return make


critic_reviews = each(
    "#reviews div.quote_bubble, #reviews li.quote_bubble",
    Review,
    by="critics",
    author=text(
        '.review_source a[href*="/critic"]', ".quote_bubble__cite-author", ".review_source .media-body > div:first-child"
    ),
    author_url=attr('.review_source a[href*="/critic"]', "href"),
    publication=text(".review_source a.subtle", ".review_source em.subtle"),
    date=own_text(".review_quote .smaller").to(date),
    rating=attr(".icon[title]", "title").or_(own_text(".review_quote .smaller").search(r"Rating: ([^|]+)")).to(original_score),
    verdict=_icon,
    text=passage(".review_quote p").to(whole_quote),
    url=attr(".review_quote .smaller a", "href"),
)


_link = attr(".media-body a", "href")


_NAME = ".media-body [title]:not(.characters)"


def _crew_2021(page: Page) -> list[CrewMember]:
    return page.memo("rottentomatoes.crew", lambda: listed_crew(page, "div.cast-item", _NAME, ".characters"))


class WithRows(RottenTomatoes):
    """Base of the layouts of 2014 to 2021."""

    shows_counted_reviews = True
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings", "releases")

    crew_follows: ClassVar[bool] = False

    details = Rows("li.meta-row", label=".meta-label", value=".meta-value")

    synopsis = passage("div#movieSynopsis", "p#movieSynopsis", credit=True)
    critics_consensus = consensus(
        "#all-critics-numbers p.critic_consensus", ".mop-ratings-wrap__text--concensus", "[data-qa=critics-consensus]"
    )
    directors = details.read(("Directed By", "Director"), credited)
    writers = details.read(("Written By", "Writer", "Screenwriter"), credited)
    producers = details.read(("Producer", "Produced By"), credited)
    genres = details["Genre"].to(split_names)
    runtime_minutes = details["Runtime"].to(runtime)
    certificates = details["Rating"].to(certificate_in)
    languages = details["Original Language"].to(lambda language: [language])
    releases = together(
        details["In Theaters"].to(release("theatrical")),
        details["Release Date (Theaters)"].to(release("theatrical")),
        details["On DVD"].to(release("home_video")),
        details["On Disc/Streaming"].to(release("home_video")),
        details["Release Date (Streaming)"].to(release("streaming")),
    )
    companies = together(
        details["Studio"].to(_companies(None)),
        details["Distributor"].to(_companies("distribution")),
        details["Production Co"].to(_companies("production")),
    )
    image_url = attr("img.posterImage", "data-src").or_(meta("og:image")).to(not_placeholder)

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the people who follow the cast since 2021, without directors, writers and producers."""
        return other_crew(_crew_2021(page)) if self.crew_follows else []

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast; since 2021 the crew follows in the same list and is recognized by its jobs."""
        found = []
        for item in page.all("div.cast-item"):
            name, roles = item.first(_NAME), item.first(".characters")
            if roles is not None and self.crew_follows and is_crew(roles):
                break
            called = name.text if name is not None else None
            if not called:
                continue
            link = _link(item)
            found.append(CastMember(name=called, role=roles_in(roles) if roles else None, url=link))
        return found

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross, which since 2021 is labelled as American."""
        return gross(self.details["Box Office (Gross USA)"](page)) or gross(self.details["Box Office"](page), None)


def _glyphs(review: Node) -> ReviewRating | None:
    header = review.first(".starHeader")
    return user_stars(len(header.all(".glyphicon-star")) + ("½" in header.text) / 2) if header else None


class Panel2014(WithRows):
    """Film pages of 2014 to spring 2019 (`#scorePanel`). Both critics' boxes have the same ids inside.

    Before a film was out, the audience's figure was the share that wanted to see it.
    """

    name = "2014-2019"
    years = "2014-2019"
    marks = ("div#scorePanel", "div#all-critics-numbers", "div.audience-panel")

    title = text("h1#movie-title", "h1.title").to(title_only)
    year = text("h1#movie-title", "h1.title").to(year_only)
    reviews = together(
        critic_reviews,
        each(
            "#audience_reviews div.quote_bubble",
            Review,
            by="audience",
            author=text(".audience-critic-name", ".review_source .media-body > div:first-child"),
            author_url=attr('.review_source a[href*="/user/"]', "href"),
            rating=_glyphs,
            text=passage("p.comment", ".review_quote p"),
        ),
    )
    related = each("#moviesLikeThis .movieItem, .rec-carousel li", Related, title=text("a[title]", "a"), url=attr("a", "href"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of all critics, top critics and the audience."""
        found: list[Rating] = []
        for css, name in (("div#all-critics-numbers", "Tomatometer"), ("div#top-critics-numbers", "Top Critics")):
            box = page.first(css)
            value = box.first(".meter-value") if box else None
            if box is not None and value is not None:
                icon, printed = box.first(".meter-tomato"), box.text
                found += scores(
                    by="critics",
                    name=name,
                    percent=integer(value.text),
                    count=count_in(printed),
                    mean=average_in(printed),
                    verdict=verdict_of(icon.classes) if icon else None,
                    sides=fresh_and_rotten(printed),
                )
            elif box is not None:
                found += scores(by="critics", name=name, percent=None, unscored=no_score(box.text))
        panel = page.first("div.audience-panel")
        value = panel.first(".audience-score .meter-value") if panel else None
        if panel is not None and value is not None:
            printed = panel.text
            found += scores(
                by="audience",
                name="Audience Score",
                percent=percent(value.text),
                count=count_in(printed),
                mean=average_in(printed),
                measure="want_to_see" if "want to see" in printed.lower() else "percent_positive",
            )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the number of reviews that the Tomatometer counts."""
        return totals(critics=count_in(text("div#all-critics-numbers")(page) or ""))


def filled_stars(review: Node) -> ReviewRating | None:
    """Return a user's stars, counted (2019 to 2024)."""
    stars = review.first(".star-display")
    if stars is None:
        return None
    return user_stars(len(stars.all(".star-display__filled")) + len(stars.all(".star-display__half")) / 2)


mop_reviews = each(
    "li.mop-audience-reviews__review-item",
    Review,
    by="audience",
    author=text(".mop-audience-reviews__review--name"),
    author_url=attr(".mop-audience-reviews__review--name-wrap a", "href"),
    date=text(".mop-audience-reviews__review--duration").to(date),
    rating=filled_stars,
    text=passage(".mop-audience-reviews__review--comment"),
)


def _score_info(page: Page) -> dict[str, Any]:
    """Return the data of the scores' overlay, with averages and exact counts.

    It is the script's statement `root.RottenTomatoes.context.scoreInfo = {...};`.
    """

    def find() -> dict[str, Any]:
        _, _, rest = page.html.partition("context.scoreInfo = ")
        line = rest.partition("</script")[0].partition("\n")[0]
        data = parse_json(line.strip().rstrip(";"), "scoreInfo", page.note) if line else None
        return data if isinstance(data, dict) else {}

    return page.memo("scoreInfo", find)


class Mop2019(WithRows):
    """Film pages of spring 2019 to 2020 (`mop-ratings-wrap`). A second `h1` is a template; only `title` has the year."""

    name = "2019-2020"
    years = "2019-2020"
    marks = ("h1.mop-ratings-wrap__title--top", "section.mop-ratings-wrap__row")

    title = text("h1.mop-ratings-wrap__title--top")
    reviews = together(critic_reviews, mop_reviews)

    def year(self, page: Page) -> int | None:
        """Return the year in the `title` element: "Name (1994) - Rotten Tomatoes"."""
        return year_only((page.title or "").removesuffix(" - Rotten Tomatoes"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores in the page's data, which have averages, or the printed ones where it has no data."""
        info = _score_info(page)
        if info:
            return [
                *block_scores(info.get("tomatometerAllCritics"), by="critics", name="Tomatometer", shown=True),
                *block_scores(info.get("tomatometerTopCritics"), by="critics", name="Top Critics"),
                *block_scores(info.get("audienceAll"), by="audience", name="Audience Score", shown=True),
                *block_scores(info.get("audienceVerified"), by="audience", name="Verified Audience Score"),
            ]
        found: list[Rating] = []
        for half in page.all("div.mop-ratings-wrap__half"):
            value, count = half.first(".mop-ratings-wrap__percentage"), half.first("small.mop-ratings-wrap__text--small")
            audience = "audience-score" in half.classes
            found += scores(
                by="audience" if audience else "critics",
                name="Audience Score" if audience else "Tomatometer",
                percent=percent(value.text) if value else None,
                count=count_in(half.text) if audience else integer(count.text) if count else None,
            )
        return found

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the critics' count as printed and the users' from the page's data."""
        counted = text(".mop-ratings-wrap__half:not(.audience-score) small.mop-ratings-wrap__text--small").to(integer)(page)
        return totals(critics=counted, audience=at(_score_info(page), "audienceAll.reviewCount"))


def board_info(page: Page) -> str:
    """Return the line under the title: "2014, Crime/Drama, 2h 29m"."""
    return text("p[slot=info]")(page) or ""


def board_year(page: Page) -> int | None:
    """Return the year at the beginning of the line under the title, if it has one."""
    return year(board_info(page).split(",")[0])


def board_ratings(page: Page, script: str) -> list[Rating]:
    """Return the scores in the overlay's data, with averages and exact counts, or those in the board's attributes."""
    modal = at(page.json(script), "modal")
    if isinstance(modal, dict):
        return [
            *block_scores(modal.get("tomatometerScoreAll"), by="critics", name="Tomatometer", shown=True),
            *block_scores(modal.get("tomatometerScoreTop"), by="critics", name="Top Critics"),
            *block_scores(modal.get("audienceScoreAll"), by="audience", name="Audience Score", shown=True),
            *block_scores(modal.get("audienceScoreVerified"), by="audience", name="Verified Audience Score"),
        ]
    board = page.first("score-board, score-board-deprecated")
    if board is None:
        return []
    count, approximate = banded(text("a[slot=audience-count]")(page))
    return [
        *scores(
            by="critics",
            name="Tomatometer",
            percent=integer(board.attr("tomatometerscore")),
            count=integer(text("a[slot=critics-count]")(page)),
        ),
        *scores(
            by="audience",
            name="Audience Score",
            percent=integer(board.attr("audiencescore")),
            count=count,
            approximate=approximate,
        ),
    ]


def board_totals(page: Page, script: str) -> ReviewTotals:
    """Return the critics' count as printed and the users' from the page's data."""
    return totals(
        critics=integer(text("a[slot=critics-count]")(page)),
        audience=whole(at(page.json(script), "modal.audienceScoreAll.reviewCount")),
    )


class Board2021(WithRows):
    """Film pages of 2021 (`score-board`): the rows of 2019 with other labels, the crew in the cast's list.

    The `title` attribute of `.characters` is the actor, not the role; a date's `datetime` contradicts its text.
    """

    name = "2021"
    years = "2021"
    marks = ("score-board h1[slot=title]",)
    refuses = ("#info li.info-item", "score-board-deprecated")

    crew_follows = True

    directors = WithRows.directors.or_(Reader(lambda page: with_job(_crew_2021(page), "Director")))
    writers = WithRows.writers.or_(Reader(lambda page: with_job(_crew_2021(page), r"(?:Screen)?writer(?: \(.*\))?")))
    producers = together(
        WithRows.producers.or_(Reader(lambda page: with_job(_crew_2021(page), "Producer"))),
        lambda page: further_producers(_crew_2021(page)),
    )

    title = text("score-board h1[slot=title]")
    year = Reader(board_year)
    runtime_minutes = WithRows.details["Runtime"].to(runtime).or_(Reader(board_info).to(runtime))
    reviews = together(critic_reviews, mop_reviews)
    related = each(
        "#you-might-like a.recommendations-panel__poster-link",
        Related,
        title=text("[slot=title]"),
        url=attr(None, "href"),
        score=attr("[slot=critic-score]", "percentage").to(integer),
    )

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of critics, top critics, the audience and the verified audience."""
        return board_ratings(page, "script#score-details-json")

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the critics' count as printed and the users' from the page's data."""
        return board_totals(page, "script#score-details-json")
