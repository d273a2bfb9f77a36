"""MSN Movies, overview pages of December 2010."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.certificates import mpaa_certificate
from filmdig.parsers.layouts.cuts import server_cut
from filmdig.parsers.layouts.fields import attr, each, ids, passage, people, text, texts, this_text
from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.layouts.values import integer, runtime, split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember, Company, Rating, Review, ReviewRating


def stars_in(source: str | None) -> float | None:
    """Return the stars in an image's name: `r_sr_4_50.gif` is 4.5, `r_sr_0.gif` is no rating."""
    found = re.search(r"r_sr_(\d)(?:_(\d\d))?\.gif", source or "")
    value = int(found[1]) + int(found[2] or 0) / 100 if found else 0
    return value or None


class Overview2010(Layout):
    """Overview pages. Each part's class names its content; the year is in the `title` element only.

    The plot is cut by the server. The stars of the viewer's own vote have another image name.
    """

    site = "msn"
    hosts = ("movies.msn.com",)
    name = "2010"
    years = "2010"
    marks = ("h1.H1Css", "div.MovieOverViewMovieInfo", "div.MovieInfoDetailsRatingDiv, .MovieOverViewRootDiv_FirstLine")
    usual = ("title", "year", "directors", "cast", "genres")
    year_from_release = True

    title = text("h1.H1Css")
    directors = people(".MovieInfoDirectorCharacters a")
    cast = each(".MovieInfoCastDivCharacters span > a", CastMember, name=this_text(), url=attr(None, "href"))
    genres = texts(".MovieInfoGenreSpan a")
    certificates = text("span.MovieInfoMpaaSpan").to(mpaa_certificate)
    runtime_minutes = text("span.MovieInfoTimeSpan").to(runtime)
    releases = text("div.MovieInfoReleaseText").to(release("theatrical", stated=False)).to(lambda one: [one])
    companies = text("div.MovieInfoDistributedByText").to(
        lambda printed: [Company(name=name, role="distribution") for name in split_names(printed)]
    )
    synopsis = passage(
        "div.MovieInfoSynopsisDiv",
        cut=server_cut('a[href*="movie-synopsis"]', drop=".MovieInfoSynopsisLabel"),
        drop=".MovieInfoSynopsisLabel",
    )
    external_ids = ids(msn=attr('meta[name="Search.Id"]', "content"))
    image_url = attr("#MIN .fl > img", "src")
    reviews = each(
        "div.MovieTitleReviewRowDivCss",
        Review,
        by="critics",
        author=text(".MovieTitleReviewListNameDivCss").search(r"^([^,]+)"),
        publication=text(".MovieTitleReviewListNameDivCss").search(r",\s*([^,]+)$"),
        rating=attr(".MovieTitleReviewListStarDivCss img", "src")
        .to(stars_in)
        .to(lambda value: ReviewRating(value=value, best=5)),
        url=attr(".MovieTitleReviewListNameDivCss a", "href"),
    )

    def year(self, page: Page) -> int | None:
        """Return the year in the `title` element: "Tangled (2010) - Overview - MSN Movies"."""
        found = re.search(r"\((\d{4})\) - ", page.title or "")
        return int(found[1]) if found else None

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' stars, the users' stars and Metacritic's score."""
        found = []
        rows: tuple[tuple[str, Any, str], ...] = (
            ("Critics' Rating", "critics", ".MovieInfoCriticsRatingStars img"),
            ("Avg. User Rating", "audience", ".MovieInfoAverageUserRatingStars img"),
        )
        for name, by, selector in rows:
            value = stars_in(attr(selector, "src")(page))
            votes = text("div.MovieInfoAverageUserRatingTotal").to(integer)(page) if by == "audience" else None
            if value is not None:
                found.append(Rating(by=by, name=name, measure="mean", value=value, best=5, rating_count=votes))
        score = text(".ScoreBlock div.ScoreText").to(integer)(page)
        if score is not None:
            count = text("div.ScoreBased").to(integer)(page)
            verdict = text(".ScoreBlock div.ScoreDesc")(page)
            found.append(
                Rating(
                    by="critics",
                    name="Metascore",
                    measure="mean",
                    value=score,
                    best=100,
                    worst=0,
                    review_count=count,
                    verdict=verdict,
                )
            )
        return found
