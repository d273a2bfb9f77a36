"""Title pages of June 2021 on, read from the JSON that they are built of.

Names in it moved: `principalCast` and `cast` (2021 to March 2022) became `cast` (to 2025), then `castV2` (2026); `directors` and
`writers` became groups of `crewV2`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import ReleaseKind, as_passage, at
from filmdig.parsers.layouts.values import decimal, mpaa, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import (
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    Helpful,
    Kind,
    Person,
    Rating,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
)
from filmdig.parsers.sites.imdb.common import ImdbFilm, board, certificate, metascore, spoken, spoken_ones, users
from filmdig.parsers.sites.imdb.next_dom import HEADING, PLOT, READ_ALL, NextDom, shown_cut
from filmdig.parsers.sites.imdb.next_json import Title, title_of

# Groups of credits keep these ids in every language; their `text` is in the reader's.
_GROUPS = {
    "director": "amzn1.imdb.concept.name_credit_category.ace5cb4c-8708-4238-9542-04641e7c8171",
    "writer": "amzn1.imdb.concept.name_credit_category.c84ecaff-add5-4f2e-81db-102a41881fe3",
}
_SHOWN = 18
"""How many of the cast the page shows; the two lists of 2021 hold up to twenty."""


_SHOWN_PAGE = NextDom()
"""Reads what the page shows, where its JSON is broken (a page cut in its middle)."""


class NextTitle(ImdbFilm):
    """2021 to 2026, of www and m.imdb.com.

    The title shown may be the reader's ("Godfather" for "The Godfather", 2026), and so is the certificate. The plot is whole in
    the JSON, where the page may show it cut; summaries are in it until March 2022. JSON-LD's `description` may be cut, and its
    review another than the one shown.
    """

    name = "next"
    years = "2021-2026"
    marks = (HEADING, "script#__NEXT_DATA__")
    usual = NextDom.usual

    def kind_of(self, page: Page) -> Kind:
        """By the title's own type; its text is in the reader's language."""
        kind = title_of(page).get("titleType") or {}
        if not kind:
            return super().kind_of(page)
        return "series" if _serial(kind) else "film"

    def title(self, page: Page) -> str | None:
        """The title as shown."""
        return title_of(page).get("titleText.text") or _SHOWN_PAGE.title(page)

    def original_title(self, page: Page) -> str | None:
        """The original title, where it is another."""
        found = title_of(page).get("originalTitleText.text")
        return found if found and found != self.title(page) else None

    def year(self, page: Page) -> int | None:
        """The (first) year."""
        found = title_of(page).get("releaseYear.year")
        return found if isinstance(found, int) else _SHOWN_PAGE.year(page)

    def external_ids(self, page: Page) -> dict[str, str]:
        """The title's own id."""
        found = title_of(page).get("id")
        return {"imdb": found} if isinstance(found, str) else super().external_ids(page)

    def directors(self, page: Page) -> list[Person]:
        """Directors of the details, else of the head."""
        return _credited(title_of(page), "directors", "director") or _SHOWN_PAGE.directors(page)

    def writers(self, page: Page) -> list[Person]:
        """Writers, or a series' creators."""
        title = title_of(page)
        return _credited(title, "writers", "writer") or _credited(title, "creators", "creator") or _SHOWN_PAGE.writers(page)

    def cast(self, page: Page) -> list[CastMember]:
        """The top cast, in whichever of its places it stands."""
        title = title_of(page)
        groups = title.main.get("castV2") or []
        listed = at(groups, "0.credits") or [*_credits(title.main.get("principalCast")), *title.nodes("cast")]
        found: dict[str, CastMember] = {}
        for credit in listed:
            name = at(credit, "name.nameText.text")
            if name:
                found.setdefault(
                    at(credit, "name.id") or name, CastMember(name=one_line(name), role=_role(credit), url=_name_url(credit))
                )
        return list(found.values())[:_SHOWN] or _SHOWN_PAGE.cast(page)

    def synopsis(self, page: Page) -> Passage | None:
        """The plot, else (until March 2022) the Storyline."""
        title = title_of(page)
        whole = as_passage(at(title.above, "plot.plotText.plainText"))
        if whole is not None:
            found = shown_cut(page, whole.text)
            if found.state is not None and page.first(f"{PLOT} {READ_ALL}") is not None:
                found.by = "embedded_data"
            return found
        for summary in title.nodes("summaries"):
            told = _html(page, at(summary, "plotText.plaidHtml"))
            if told is not None:
                told.credit = summary.get("author") or None
                return told
        return _SHOWN_PAGE.synopsis(page) if not title.above else None

    def tagline(self, page: Page) -> str | None:
        """The first tagline, until March 2022."""
        return next(
            (one_line(node["text"]) for node in title_of(page).nodes("taglines") if isinstance(node.get("text"), str)), None
        )

    def genres(self, page: Page) -> list[str]:
        """Genres; the page's chips mix them with interests from 2025 on."""
        title = title_of(page)
        return title.texts("genres.genres") or title.texts("titleGenres.genres", "genre.text")

    def countries(self, page: Page) -> list[str]:
        """Countries of origin."""
        title = title_of(page)
        return title.texts("countriesDetails.countries") or title.texts("countriesOfOrigin.countries")

    def languages(self, page: Page) -> list[str]:
        """Languages spoken."""
        return spoken_ones(title_of(page).texts("spokenLanguages.spokenLanguages"))

    def alternate_titles(self, page: Page) -> list[str]:
        """The one of "Also known as"."""
        return [node["text"] for node in title_of(page).nodes("akas") if isinstance(node.get("text"), str)]

    def runtime_minutes(self, page: Page) -> int | None:
        """The runtime, of whole minutes."""
        seconds = title_of(page).get("runtime.seconds")
        return seconds // 60 if isinstance(seconds, int) and seconds >= 60 else None

    def certificates(self, page: Page) -> list[Certificate]:
        """The reader's own country's certificate; its reason until March 2022."""
        title = title_of(page)
        found = title.get("certificate") or {}
        rating, reason = found.get("rating"), found.get("ratingReason")
        if not isinstance(rating, str) or not rating:
            return []
        one = certificate(reason) if reason else None
        if one is not None and one.rating == (mpaa(rating) or rating):
            return [one]
        known = mpaa(rating)
        body = at(found, "ratingsBody.id")
        return [Certificate(system=board(known) if known else body, rating=known or rating, printed=rating)]

    def releases(self, page: Page) -> list[Release]:
        """The release in the reader's country, or the earliest."""
        title = title_of(page)
        found = title.get("releaseDate") or {}
        parts = [found.get(name) for name in ("year", "month", "day")]
        if not isinstance(parts[0], int):
            return []
        known = [f"{part:02}" for part in parts[: parts.index(None) if None in parts else 3]]
        kind: ReleaseKind = "television" if _serial(title.get("titleType") or {}) else "theatrical"
        return [Release(kind=kind, date="-".join(known), region=at(found, "country.text"))]

    def companies(self, page: Page) -> list[Company]:
        """Production companies."""
        names = [at(node, "company.companyText.text") for node in title_of(page).nodes("production")]
        return [Company(name=name, role="production") for name in names if isinstance(name, str)]

    def box_office(self, page: Page) -> list[BoxOffice]:
        """Budget, the American opening and gross, and the world's."""
        title = title_of(page)
        rows: tuple[tuple[str, str, str | None], ...] = (
            ("budget", "productionBudget.budget", None),
            ("gross", "lifetimeGross.total", "US & Canada"),
            ("opening", "openingWeekendGross.gross.total", "US & Canada"),
            ("gross", "worldwideGross.total", "Worldwide"),
        )
        found = []
        for kind, path, region in rows:
            amount = title.get(f"{path}.amount")
            if (sum_ := whole(amount)) is not None:
                currency = title.get(f"{path}.currency")
                found.append(BoxOffice(kind=kind, amount=sum_, currency=currency, region=region))  # type: ignore[arg-type]
        return found

    def image_url(self, page: Page) -> str | None:
        """The poster."""
        found = title_of(page).get("primaryImage.url")
        return found if isinstance(found, str) else None

    def ratings(self, page: Page) -> list[Rating]:
        """Users' mean with the exact number of votes, and the Metascore."""
        title = title_of(page)
        value, votes = title.get("ratingsSummary.aggregateRating"), title.get("ratingsSummary.voteCount")
        score = title.get("metacritic.metascore.score")
        if not title.above:
            return _SHOWN_PAGE.ratings(page)
        return users(value, votes, f"{value:.1f}/10" if isinstance(value, int | float) else None) + metascore(score)

    def review_totals(self, page: Page) -> ReviewTotals:
        """Exact, where the page rounds them."""
        title = title_of(page)
        return ReviewTotals(audience=whole(title.get("reviews.total")), critics=whole(title.get("criticReviewsTotal.total")))

    def reviews(self, page: Page) -> list[Review]:
        """One review, from 2025 five, then without dates."""
        nodes = title_of(page).main.get("featuredReviews")
        edges = at(nodes, "edges") or []
        return [_review(page, node) for node in (at(edge, "node") for edge in edges) if isinstance(node, dict)]

    def related(self, page: Page) -> list[Related]:
        """Recommendations."""
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


def _serial(kind: dict[str, Any]) -> bool:
    return bool(kind.get("isSeries") or kind.get("isEpisode") or str(kind.get("id")).endswith(("Series", "Episode")))


def _credits(groups: Any) -> list[dict[str, Any]]:
    return [credit for group in groups or () for credit in at(group, "credits") or () if isinstance(credit, dict)]


def _credited(title: Title, name: str, category: str) -> list[Person]:
    """People of one kind: of the details, of the groups of 2026, else of the head."""
    listed = _credits(title.main.get(name))
    for place in (title.main.get("crewV2"), title.above.get("principalCreditsV2"), title.above.get("principalCredits")):
        if listed:
            break
        listed = _credits(
            group
            for group in place or ()
            if at(group, "category.id") == category
            or (category in _GROUPS and at(group, "grouping.groupingId") == _GROUPS[category])
        )
    people: dict[str, Person] = {}
    for credit in listed:
        called = at(credit, "name.nameText.text")
        if isinstance(called, str) and called:
            people.setdefault(at(credit, "name.id") or called, Person(name=one_line(called), url=_name_url(credit)))
    return list(people.values())


def _name_url(credit: dict[str, Any]) -> str | None:
    found = at(credit, "name.id")
    return f"/name/{found}/" if isinstance(found, str) else None


def _role(credit: dict[str, Any]) -> str | None:
    """The characters' names, with what stands behind them in brackets: ``Philip J. Fry (voice)``."""
    roles = at(credit, "creditedRoles.edges.0.node")
    characters = [at(edge, "node.name") for edge in at(roles, "characters.edges") or ()] or [
        at(character, "name") for character in credit.get("characters") or ()
    ]
    notes = [at(note, "text") for note in credit.get("attributes") or at(roles, "attributes") or ()]
    named = " / ".join(_strings(characters))
    return named + "".join(f" ({note})" for note in _strings(notes)) if named else None


def _strings(values: Iterable[Any]) -> list[str]:
    return [one_line(value) for value in values if isinstance(value, str) and value.strip()]


def _html(page: Page, html: Any) -> Passage | None:
    return spoken(page.fragment(html)) if isinstance(html, str) and html else None


def _review(page: Page, node: dict[str, Any]) -> Review:
    rating = node.get("authorRating")
    up, down = at(node, "helpfulness.upVotes"), at(node, "helpfulness.downVotes")
    author, called = at(node, "author.userId"), at(node, "author.nickName") or at(node, "author.username.text")
    title = at(node, "summary.originalText")
    return Review(
        by="audience",
        author=called if isinstance(called, str) else None,
        author_url=f"/user/{author}/" if isinstance(author, str) else None,
        date=node.get("submissionDate") or None,
        title=one_line(title) or None if isinstance(title, str) else None,
        rating=ReviewRating(value=rating, best=10, worst=1, printed=f"{rating}/10") if isinstance(rating, int) else None,
        text=_html(page, at(node, "text.originalText.plaidHtml")) or as_passage(at(node, "text.originalText.plainText")),  # type: ignore[arg-type]
        url=f"/review/{node['id']}/" if isinstance(node.get("id"), str) else None,
        spoiler=node.get("spoiler") if isinstance(node.get("spoiler"), bool) else None,
        helpful=Helpful(yes=up, total=up + down) if isinstance(up, int) and isinstance(down, int) else None,
    )
