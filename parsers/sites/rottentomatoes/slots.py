"""Rotten Tomatoes since 2023: web components, their content in slots."""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.cut_lists import cut_at
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import (
    Reader,
    as_passage,
    at,
    attr,
    data,
    each,
    json_ld,
    meta,
    once,
    passage,
    people,
    text,
    texts,
    together,
)
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.layouts.values import date, decimal, integer, percent, runtime, split_names, year
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.page_record import (
    BoxOffice,
    By,
    CastMember,
    Company,
    CrewMember,
    Kind,
    Rating,
    Related,
    Review,
    ReviewTotals,
    Verdict,
)
from filmdig.parsers.sites.rottentomatoes.common import (
    RottenTomatoes,
    banded,
    block_scores,
    certificate_in,
    consensus,
    gross,
    original_score,
    scores,
    totals,
    user_stars,
    whole_quote,
)
from filmdig.parsers.sites.rottentomatoes.people import (
    address,
    credited,
    executive,
    further_producers,
    is_crew,
    listed_crew,
    other_crew,
    roles_in,
)
from filmdig.parsers.sites.rottentomatoes.rows import board_info, board_ratings, board_totals, board_year, filled_stars


def _cast(page: Page, item: str, name: str, role: str) -> list[CastMember]:
    found = []
    for node in page.all(item):
        called, roles = node.first(name), node.first(role)
        if called is None or not called.text or (roles is not None and is_crew(roles)):
            continue
        link = node if node.tag == "a" else node.first("a")
        url = address(link) if link is not None else None
        found.append(CastMember(name=called.text, role=roles_in(roles) if roles else None, url=url))
    return found


def _crew_2023(page: Page) -> list[CrewMember]:
    return page.memo("rottentomatoes.crew", lambda: listed_crew(page, "div.cast-and-crew-item", ".metadata a p", ".p--small"))


def _crew_2024(page: Page) -> list[CrewMember]:
    item, name, role = "a[data-qa=person-item]", "[data-qa=person-name]", "[data-qa=person-role]"
    return page.memo("rottentomatoes.crew", lambda: listed_crew(page, item, name, role))


def _verdict(state: str) -> Verdict | None:
    return "fresh" if "fresh" in state else "rotten" if "rotten" in state else None


def _sentiment(review: Node) -> Verdict | None:
    sentiment = (attr("score-icon-critics", "sentiment")(review) or "").upper()
    return "fresh" if sentiment == "POSITIVE" else "rotten" if sentiment == "NEGATIVE" else None


def _values(names: Any) -> Any:
    return texts("[data-qa=item-value]")(names)


class Board2023(RottenTomatoes):
    """Film pages of 2023 to mid-2024 (`score-board-deprecated`): details in `#info`, quotes as attributes of balloons."""

    name = "2023-2024"
    years = "2023-2024"
    shows_counted_reviews = True
    marks = (
        "score-board h1[slot=title], score-board-deprecated h1[slot=title]",
        "#info .info-item, score-board-deprecated",
    )
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings", "runtime_minutes")

    _details = Rows("#info li.info-item", label=".info-item-label", value="[data-qa=movie-info-item-value]")
    _data = "script#scoreDetails, script#score-details-json"

    title = text("h1[slot=title]")
    year = Reader(board_year)
    synopsis = passage("p[data-qa=movie-info-synopsis]", credit=True)
    directors = _details.read("Director", credited)
    writers = _details.read(("Writer", "Screenwriter"), credited)
    producers = together(_details.read("Producer", credited), lambda page: further_producers(_crew_2023(page)))
    critics_consensus = consensus("[data-qa=critics-consensus]")
    genres = _details["Genre"].to(split_names)
    languages = _details["Original Language"].to(lambda language: [language])
    runtime_minutes = _details["Runtime"].to(runtime).or_(Reader(board_info).to(runtime))
    certificates = _details["Rating"].to(certificate_in)
    releases = together(
        _details["Release Date (Theaters)"].to(release("theatrical")),
        _details["Rerelease Date (Theaters)"].to(release("theatrical")),
        _details["Release Date (Streaming)"].to(release("streaming")),
    )
    companies = together(
        _details["Distributor"].to(lambda names: [Company(name=name, role="distribution") for name in split_names(names)]),
        _details["Production Co"].to(lambda names: [Company(name=name, role="production") for name in split_names(names)]),
    )
    image_url = data(_data, "primaryImageUrl").or_(meta("og:image"))
    related = each(
        "#recommendations a:has(tile-dynamic), #you-might-like a:has(tile-dynamic)",
        Related,
        title=text("span.p--small"),
        url=attr(None, "href"),
        score=attr("[slot=critic-score]", "percentage").to(integer),
    )
    _critics = each(
        "review-speech-balloon-deprecated, review-speech-balloon",
        Review,
        by="critics",
        author=text("[slot=critic-link]"),
        author_url=attr("[slot=critic-link]", "href"),
        publication=text("[slot=publication-link]"),
        date=attr(None, "createdate").to(date),
        rating=attr(None, "originalscore").to(original_score),
        verdict=attr(None, "scorestate").to(_verdict),
        text=attr(None, "reviewquote").to(as_passage).to(whole_quote),
        url=attr("[slot=review-url]", "href"),
    )
    _audience = each(
        "#audience-reviews li.review-bubble",
        Review,
        by="audience",
        author=text(".name"),
        author_url=attr(".name-wrap a", "href"),
        date=text(".duration").to(date),
        rating=filled_stars,
        text=passage("[slot=content]"),
    )
    reviews = together(_critics, _audience)

    def cast(self, page: Page) -> list[CastMember]:
        """Return the cast; the crew is in the same list."""
        return _cast(page, "div.cast-and-crew-item", ".metadata a p", ".p--small")

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the crew in the list of the cast, without directors, writers and producers."""
        return other_crew(_crew_2023(page))

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross in the United States."""
        return gross(self._details["Box Office (Gross USA)"](page))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the scores of critics, top critics, the audience and the verified audience."""
        return board_ratings(page, self._data)

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the critics' count as printed and the users' from the page's data."""
        return board_totals(page, self._data)


def _slotted_ratings(page: Page) -> list[Rating]:
    """Return the two scores that the scorecard shows, for a page that has lost its data."""
    slot = "media-scorecard [slot={}-{}], media-scorecard [slot={}{}]"
    found: list[Rating] = []
    both: tuple[tuple[By, str | None], ...] = (("critics", "Tomatometer"), ("audience", None))
    for by, whose in both:
        value = text(slot.format(by, "score", by, "Score")).to(percent)(page)
        counted = text(slot.format(by, "reviews", by, "Reviews"))(page) or ""
        count, approximate = (integer(counted), False) if by == "critics" else banded(counted)
        name = text(f"media-scorecard [slot={by}ScoreType]")(page) or whose
        found += scores(by=by, name=name, percent=value, count=count, approximate=approximate)
    return found


KINDS: dict[str, Kind] = {"tvseries": "series", "tvseason": "season", "tvepisode": "episode"}


class Scorecard2024(RottenTomatoes):
    """Film and series pages since mid-2024 (`media-scorecard`). The users' count is a band; their average is in the data.

    The JSON-LD's `description` and `og:description` are marketing; its only duration is the trailer's. Saved without its
    scripts, a page still shows the two scores and their counts in slots (`critics-score` in 2024, `criticsScore` since 2025).
    """

    name = "2024-2026"
    years = "2024-2026"
    shows_counted_reviews = True
    marks = ("script#media-scorecard-json, media-scorecard [slot]",)
    usual = ("title", "year", "directors", "cast", "synopsis", "genres", "ratings")

    _details = Rows('div[data-qa="item"]', label="[data-qa=item-label]", value="[data-qa=item-value-group], dd")
    _data = "script#media-scorecard-json"

    title = text("media-hero rt-text[slot=title]").or_(data("script#media-hero-json", "content.title"), json_ld("name"))
    directors = _details.read("Director", people("[data-qa=item-value]"))
    writers = _details.read(("Screenwriter", "Writer"), people("[data-qa=item-value]"))
    producers = together(
        _details.read("Producer", people("[data-qa=item-value]")),
        _details.read("Executive Producer", people("[data-qa=item-value]")).to(executive),
        lambda page: further_producers(_crew_2024(page)),
    ).to(lambda found: once(found, lambda one: (one.name, one.job)))
    critics_consensus = consensus("#critics-consensus p", "[data-qa=critics-consensus]")
    genres = _details.read("Genre", _values)
    languages = _details.read("Original Language", _values)
    runtime_minutes = _details["Runtime"].to(runtime)
    certificates = _details["Rating"].to(certificate_in)
    releases = together(
        _details["Release Date (Theaters)"].to(release("theatrical")),
        _details["Rerelease Date (Theaters)"].to(release("theatrical")),
        _details["Release Date (Streaming)"].to(release("streaming")),
    )
    companies = together(
        _details.read("Distributor", _values).to(lambda names: [Company(name=name, role="distribution") for name in names]),
        _details.read("Production Co", _values).to(lambda names: [Company(name=name, role="production") for name in names]),
    )
    image_url = data(_data, "primaryImageUrl").or_(meta("og:image"))
    related = each(
        ".more-like-this tile-poster-card:has(rt-link[slot=title])",
        Related,
        title=text("[slot=title]"),
        url=attr("rt-link[slot=title]", "href"),
        score=text("[slot=criticsScore], [slot=critics-score]").to(percent),
    )
    # Since 2026 one element serves both; critics' reviews have a publication.
    _critics = each(
        "review-card-critic, review-card:has([slot=publication])",
        Review,
        by="critics",
        author=text("[slot=name]"),
        author_url=attr("[slot=name]", "href"),
        publication=text("[slot=publication]"),
        date=text("[slot=timestamp]").to(date),
        rating=text("[slot=rating] span").to(original_score),
        verdict=_sentiment,
        text=passage("[slot=review]").to(whole_quote),
        url=attr("[slot=review-link], [slot=reviewLink]", "href"),
    )
    _audience = each(
        "review-card-audience, review-card:not(:has([slot=publication]))",
        Review,
        by="audience",
        author=text("[slot=name]"),
        author_url=attr("[slot=name]", "href"),
        date=text("[slot=timestamp]").to(date),
        rating=attr("rating-stars-group", "score").to(decimal).to(user_stars),
        text=passage("[slot=review] [slot=content]"),
    )
    reviews = together(_critics, _audience)

    def kind_of(self, page: Page) -> Kind:
        """Return the kind by the data: "Movie", "TvSeries", "TvSeason" or "TvEpisode"."""
        kind = at(page.json(self._data), "overlay.mediaType")
        if isinstance(kind, str) and kind:
            return KINDS.get(kind.lower(), "film")
        return super().kind_of(page)

    def year(self, page: Page) -> int | None:
        """Return the year beside the title: "2022", or "Released Jul 15, 2011" (2024)."""
        props = texts("media-hero rt-text[slot=metadata-prop], media-hero [slot=metadataProp]")(page) or []
        props.append(str(at(page.json("script#where-to-watch-json"), "releaseYear") or ""))
        return next((found for found in map(year, props) if found), None)

    def synopsis(self, page: Page) -> Passage | None:
        """Return the synopsis, which is whole in the details, in the scorecard's drawer and in the data."""
        found = passage("rt-text[data-qa=synopsis-value]", "[slot=description] [slot=content]", credit=True)(page)
        return found or as_passage(at(page.json(self._data), "description"))

    cast = cut_at(
        "section:has([data-qa=person-item]) [data-qa=view-all-link]",
        Reader(lambda page: _cast(page, "a[data-qa=person-item]", "[data-qa=person-name]", "[data-qa=person-role]")),
    )

    def crew(self, page: Page) -> list[CrewMember]:
        """Return the few crew members in the list of the cast, without directors, writers and producers."""
        return other_crew(_crew_2024(page))

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the gross in the United States."""
        return gross(self._details["Box Office (Gross USA)"](page))

    def ratings(self, page: Page) -> list[Rating]:
        """Return all scores of the overlay: critics, top critics, the audience and the verified audience."""
        card = page.json(self._data)
        if card is None:
            return _slotted_ratings(page)
        overlay = at(card, "overlay")
        blocks = overlay if isinstance(overlay, dict) else {}
        critics = blocks.get("criticsAll") or at(card, "criticsScore")
        audience = blocks.get("audienceAll") or at(card, "audienceScore")
        title = at(audience, "title")
        return [
            *block_scores(critics, by="critics", name="Tomatometer", shown=True),
            *block_scores(blocks.get("criticsTop"), by="critics", name="Top Critics"),
            *block_scores(audience, by="audience", name=title if isinstance(title, str) else "Audience Score", shown=True),
            *block_scores(blocks.get("audienceVerified"), by="audience", name="Verified Audience Score"),
        ]

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the review counts of the scores' overlay."""
        card = page.json(self._data)
        return totals(
            critics=at(card, "overlay.criticsAll.reviewCount") or at(card, "criticsScore.reviewCount"),
            audience=at(card, "overlay.audienceAll.reviewCount") or at(card, "audienceScore.reviewCount"),
        )
