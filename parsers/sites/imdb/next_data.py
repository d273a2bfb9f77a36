"""Title pages of June 2021 on, read from the JSON that they are built from.

Its keys changed: `principalCast` and `cast` (2021 to March 2022) became `cast` (to 2025), then `castV2` (2026); `directors` and
`writers` became groups of `crewV2`.
"""

from __future__ import annotations

from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list
from filmdig.parsers.layouts.fields import as_passage, at
from filmdig.parsers.layouts.values import decimal, mpaa, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    BoxOffice,
    Certificate,
    Company,
    CrewMember,
    Helpful,
    HistogramBar,
    Kind,
    OtherSynopsis,
    PartOfSeries,
    Rating,
    Related,
    Release,
    ReleaseKind,
    Review,
    ReviewRating,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import ImdbFilm
from filmdig.parsers.sites.imdb.next_credits import cast_of, credited, groups_of
from filmdig.parsers.sites.imdb.next_dom import HEADING, PLOT, READ_ALL, NextDom, plot_passage, shown_review_date
from filmdig.parsers.sites.imdb.next_json import title_of
from filmdig.parsers.sites.imdb.plots import STORYLINE, whole_text
from filmdig.parsers.sites.imdb.printed import american_board, certificate, metascore, review_date, users_rating, without_none

#: Reads what the page shows, where its JSON is broken (a page cut in the middle).
_SHOWN_PAGE = NextDom()


class NextTitle(ImdbFilm):
    """Pages of 2021 to 2026, of www and m.imdb.com.

    The title shown may be in the reader's language ("Godfather" for "The Godfather", 2026); the certificate is that of the
    reader's country. The JSON has the whole plot, which the page may show cut, and until March 2022 summaries. JSON-LD's
    `description` may be cut, and its review may not be the one shown.
    """

    name = "next"
    years = "2021-2026"
    marks = (HEADING, "script#__NEXT_DATA__")
    left_out = NextDom.left_out
    announced = NextDom.announced
    usual = NextDom.usual

    def kind_of(self, page: Page) -> Kind:
        """Return the kind, from the title's type, whose text is in the reader's language."""
        kind = title_of(page).get("titleType") or {}
        return kind_of_type(kind) if kind else super().kind_of(page)

    def end_year(self, page: Page) -> int | None:
        """Return a series' last year."""
        found = title_of(page).get("releaseYear.endYear")
        return found if isinstance(found, int) and self.kind_of(page) == "series" else None

    def series(self, page: Page) -> PartOfSeries | None:
        """Return an episode's series, and its numbers there."""
        return series_of(title_of(page).above.get("series")) or series_of(title_of(page).main.get("series"))

    def season_count(self, page: Page) -> int | None:
        """Return the highest season number that the box of episodes lists."""
        numbers = [season.get("number") for season in title_of(page).get("episodes.seasons") or () if isinstance(season, dict)]
        return max((number for number in numbers if isinstance(number, int)), default=None)

    def episode_count(self, page: Page) -> int | None:
        """Return the number of episodes."""
        title = title_of(page)
        return title.total("episodes.totalEpisodes") or title.total("episodes.episodes")

    def title(self, page: Page) -> str | None:
        """Return the title as shown."""
        return title_of(page).get("titleText.text") or _SHOWN_PAGE.title(page)

    def original_title(self, page: Page) -> str | None:
        """Return the original title, where it differs."""
        found = title_of(page).get("originalTitleText.text")
        return found if found and found != self.title(page) else None

    def year(self, page: Page) -> int | None:
        """Return the (first) year."""
        found = title_of(page).get("releaseYear.year")
        return found if isinstance(found, int) else _SHOWN_PAGE.year(page)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the title's own id."""
        found = title_of(page).get("id")
        return {"imdb": found} if isinstance(found, str) else super().external_ids(page)

    def directors(self, page: Page) -> Any:
        """Return the directors of the details, else of the header."""
        return credited(title_of(page), "directors", "director") or _SHOWN_PAGE.directors(page)

    def writers(self, page: Page) -> Any:
        """Return the writers, with the part that each wrote."""
        return credited(title_of(page), "writers", "writer") or _SHOWN_PAGE.writers(page)

    def crew(self, page: Page) -> list[CrewMember]:
        """Return a series' creators."""
        found = [
            CrewMember(name=person.name, job=person.job or heading, url=person.url)
            for heading, people in groups_of(title_of(page), "creators", "creator")
            for person in people
        ]
        return found or _SHOWN_PAGE.crew(page)

    def cast(self, page: Page) -> Any:
        """Return the top cast, from whichever key has it; the page shows at most eighteen."""
        found = cast_of(title_of(page), _SHOWN_PAGE.cut_roles(page))
        if not found:
            return _SHOWN_PAGE.cast(page)
        total = title_of(page).total("cast") or title_of(page).get("castV2.0.totalCredits")
        return cut_list(found, _SHOWN_PAGE.cast_link(page), total=total, url=_SHOWN_PAGE.cast_link(page))

    def synopsis(self, page: Page) -> Passage | None:
        """Return the plot, else (until March 2022) the Storyline."""
        title = title_of(page)
        whole = as_passage(at(title.above, "plot.plotText.plainText"))
        if whole is not None:
            found = plot_passage(page, whole.text)
            if found.state is not None and page.first(f"{PLOT} {READ_ALL}") is not None:
                found.by = "embedded_data"
            return found
        for summary in title.nodes("summaries"):
            passage = _html(page, at(summary, "plotText.plaidHtml"))
            if passage is not None:
                passage.credit = summary.get("author") or None
                return passage
        return _SHOWN_PAGE.synopsis(page) if not title.above else None

    def other_synopses(self, page: Page) -> list[OtherSynopsis]:
        """Return the Storyline and the whole synopsis (until March 2022), where they differ from the plot."""
        title = title_of(page)
        shown = self.synopsis(page)
        seen = {shown.text if shown is not None else ""}
        found = []
        for place, name in (("summaries", STORYLINE), ("outlines", None), ("synopses", "Synopsis")):
            for node in title.nodes(place):
                passage = _html(page, at(node, "plotText.plaidHtml"))
                if passage is not None and passage.text not in seen:
                    seen.add(passage.text)
                    found.append(OtherSynopsis(text=passage.text, credit=node.get("author") or None, name=name))
        return found or _SHOWN_PAGE.other_synopses(page)

    def keywords(self, page: Page) -> Any:
        """Return the chips that are not genres (2025 on), and the first five plot keywords."""
        title = title_of(page)
        genres = set(self.genres(page))
        chips = [one_line(at(node, "primaryText.text")) for node in title.nodes("interests") if at(node, "primaryText.text")]
        place = "storylineKeywords" if title.get("storylineKeywords.edges") else "keywords"
        named = [one_line(node["text"]) for node in title.nodes(place) if isinstance(node.get("text"), str)]
        found = list(dict.fromkeys([*(chip for chip in chips if chip not in genres), *named]))
        total = title.total(place)
        return cut_list(found, total is not None and total > len(named), total=total if named else None)

    def awards(self, page: Page) -> list[str]:
        """Return the line below the cast."""
        return _SHOWN_PAGE.awards(page)

    def filming_locations(self, page: Page) -> Any:
        """Return the first of the locations, with what is set there."""
        nodes = title_of(page).nodes("filmingLocations")
        found = [
            " ".join([one_line(node["text"]), *(f"({note})" for note in _texts(node.get("attributes")))])
            for node in nodes
            if isinstance(node.get("text"), str)
        ]
        return cut_list(found, None, total=title_of(page).total("filmingLocations"))

    def official_sites(self, page: Page) -> Any:
        """Return the addresses of the links."""
        title = title_of(page)
        found = [node["url"] for node in title.nodes("detailsExternalLinks") if isinstance(node.get("url"), str)]
        return cut_list(found, None, total=title.total("detailsExternalLinks"))

    def tagline(self, page: Page) -> str | None:
        """Return the first tagline, until March 2022."""
        return next(
            (one_line(node["text"]) for node in title_of(page).nodes("taglines") if isinstance(node.get("text"), str)), None
        )

    def genres(self, page: Page) -> list[str]:
        """Return the genres; from 2025 on the page's chips mix them with what IMDb calls interests."""
        title = title_of(page)
        return title.texts("genres.genres") or title.texts("titleGenres.genres", "genre.text")

    def countries(self, page: Page) -> list[str]:
        """Return the countries of origin."""
        title = title_of(page)
        return title.texts("countriesDetails.countries") or title.texts("countriesOfOrigin.countries")

    def languages(self, page: Page) -> list[str]:
        """Return the spoken languages."""
        return without_none(title_of(page).texts("spokenLanguages.spokenLanguages"))

    def alternate_titles(self, page: Page) -> list[str]:
        """Return the title of "Also known as"."""
        return [node["text"] for node in title_of(page).nodes("akas") if isinstance(node.get("text"), str)]

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the runtime in whole minutes."""
        seconds = title_of(page).get("runtime.seconds")
        return seconds // 60 if isinstance(seconds, int) and seconds >= 60 else None

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the certificate of the reader's own country, until March 2022 with its reason."""
        title = title_of(page)
        found = title.get("certificate") or {}
        rating, reason = found.get("rating"), found.get("ratingReason")
        if not isinstance(rating, str) or not rating:
            return []
        one = certificate(reason) if reason else None
        if one is not None and one.rating == (mpaa(rating) or rating):
            return [one]
        known, body = mpaa(rating), at(found, "ratingsBody.id")
        system = body if isinstance(body, str) else None
        return [Certificate(system=american_board(known) if known and system else system, rating=known or rating, printed=rating)]

    def releases(self, page: Page) -> list[Release]:
        """Return the release in the reader's country, or the earliest."""
        title = title_of(page)
        found = title.get("releaseDate") or {}
        parts = [found.get(name) for name in ("year", "month", "day")]
        if not isinstance(parts[0], int):
            return []
        known = [f"{part:02}" for part in parts[: parts.index(None) if None in parts else 3]]
        aired: ReleaseKind | None = "television" if self.kind_of(page) == "episode" else None
        return [Release(kind=aired, date="-".join(known), region=at(found, "country.text"))]

    def companies(self, page: Page) -> list[Company]:
        """Return the production companies."""
        names = [at(node, "company.companyText.text") for node in title_of(page).nodes("production")]
        return [Company(name=name, role="production") for name in names if isinstance(name, str)]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Return the budget, the American opening and gross, and the worldwide gross."""
        title = title_of(page)
        rows: tuple[tuple[str, str, str | None], ...] = (
            ("budget", "productionBudget.budget", None),
            ("gross", "lifetimeGross.total", "US & Canada"),
            ("opening", "openingWeekendGross.gross.total", "US & Canada"),
            ("gross", "worldwideGross.total", None),
        )
        found = []
        for kind, path, region in rows:
            amount = title.get(f"{path}.amount")
            if (sum_ := whole(amount)) is not None:
                currency = title.get(f"{path}.currency")
                found.append(BoxOffice(kind=kind, amount=sum_, currency=currency, region=region))  # type: ignore[arg-type]
        return found

    def image_url(self, page: Page) -> str | None:
        """Return the poster."""
        found = title_of(page).get("primaryImage.url")
        return found if isinstance(found, str) else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the users' mean with the exact number of votes, and the Metascore."""
        title = title_of(page)
        value, votes = title.get("ratingsSummary.aggregateRating"), title.get("ratingsSummary.voteCount")
        score = title.get("metacritic.metascore.score")
        if not title.above:
            return _SHOWN_PAGE.ratings(page)
        found = users_rating(value, votes, f"{value:.1f}/10" if isinstance(value, int | float) else None)
        for rating in found:
            rating.histogram = _histogram(title.get("aggregateRatingsBreakdown.histogram.histogramValues"))
        return found + metascore(score)

    def review_totals(self, page: Page) -> ReviewTotals:
        """Return the exact totals, which the page rounds."""
        title = title_of(page)
        return ReviewTotals(audience=whole(title.get("reviews.total")), critics=whole(title.get("criticReviewsTotal.total")))

    def reviews(self, page: Page) -> list[Review]:
        """Return the one review; from 2025 on there are five, without dates."""
        nodes = title_of(page).main.get("featuredReviews")
        edges = at(nodes, "edges") or []
        found = [user_review(page, node) for node in (at(edge, "node") for edge in edges) if isinstance(node, dict)]
        for review in found if len(found) == 1 else ():
            review.date = review_date(review.date, shown_review_date(page))
        return found

    def related(self, page: Page) -> list[Related]:
        """Return the recommended films."""
        return [
            Related(
                title=one_line(at(node, "titleText.text")),
                url=f"/title/{node['id']}/" if isinstance(node.get("id"), str) else None,
                year=at(node, "releaseYear.year"),
                score=decimal(at(node, "ratingsSummary.aggregateRating")),
            )
            for node in title_of(page).nodes("moreLikeThisTitles")
            if isinstance(at(node, "titleText.text"), str)
        ]


def kind_of_type(kind: dict[str, Any]) -> Kind:
    """Return whether a title's type is that of a film, a series or an episode."""
    name = str(kind.get("id"))
    if kind.get("isEpisode") or name.endswith("Episode"):
        return "episode"
    return "series" if kind.get("isSeries") or name.endswith("Series") else "film"


def series_of(found: Any) -> PartOfSeries | None:
    """Return the series in an episode's data."""
    parent = at(found, "series")
    if not isinstance(parent, dict) or not at(parent, "titleText.text"):
        return None
    url = f"/title/{parent['id']}/" if isinstance(parent.get("id"), str) else None
    numbers = [at(found, f"episodeNumber.{name}") for name in ("seasonNumber", "episodeNumber")]
    season, episode = (number if isinstance(number, int) else None for number in numbers)
    return PartOfSeries(title=at(parent, "titleText.text"), url=url, season=season, episode=episode)


def _histogram(values: Any) -> list[HistogramBar]:
    """Return the number of votes for each of ten scores (2025 on), the highest score first."""
    bars = [
        HistogramBar(value=bar["rating"], count=bar["voteCount"])
        for bar in values or ()
        if isinstance(bar, dict) and isinstance(bar.get("rating"), int) and isinstance(bar.get("voteCount"), int)
    ]
    return sorted(bars, key=lambda bar: -int(bar.value))


def _texts(values: Any) -> list[str]:
    return [one_line(value["text"]) for value in values or () if isinstance(value, dict) and isinstance(value.get("text"), str)]


def _html(page: Page, html: Any) -> Passage | None:
    return whole_text(page.fragment(html)) if isinstance(html, str) and html else None


def user_review(page: Page, node: dict[str, Any], root: str = "") -> Review:
    """Return a user's review from the site's data, which is alike on title pages, on reviews pages and in what these fetch.

    Args:
        page: the page that has the data.
        node: the review.
        root: the start of its addresses, where they are not on the page's own site.
    """
    rating = node.get("authorRating")
    up, down = at(node, "helpfulness.upVotes"), at(node, "helpfulness.downVotes")
    author, called = at(node, "author.userId"), at(node, "author.nickName") or at(node, "author.username.text")
    title = at(node, "summary.originalText")
    return Review(
        by="audience",
        author=called if isinstance(called, str) else None,
        author_url=f"{root}/user/{author}/" if isinstance(author, str) else None,
        date=node.get("submissionDate") or None,
        title=one_line(title) or None if isinstance(title, str) else None,
        rating=ReviewRating(value=rating, best=10, worst=1, printed=f"{rating}/10") if isinstance(rating, int) else None,
        text=_html(page, at(node, "text.originalText.plaidHtml")) or as_passage(at(node, "text.originalText.plainText")),  # type: ignore[arg-type]
        url=f"{root}/review/{node['id']}/" if isinstance(node.get("id"), str) else None,
        spoiler=node.get("spoiler") if isinstance(node.get("spoiler"), bool) else None,
        helpful=Helpful(yes=up, total=up + down) if isinstance(up, int) and isinstance(down, int) else None,
    )
