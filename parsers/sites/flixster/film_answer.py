"""A film as JSON from `api.flixster.com`, which Flixster's apps and its pages of 2016 on requested."""

from __future__ import annotations

import re
from typing import Any

from filmdig.parsers.layouts.certificates import american_certificate
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import at
from filmdig.parsers.layouts.values import decimal, objects, runtime, tidy, whole
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, Certificate, Rating, Release, Review, ReviewTotals
from filmdig.parsers.sites.flixster.base import Flixster, half_stars

_NUMBER = re.compile(r"/movies/(\d+)\.json")


def is_film(page: Page) -> bool:
    """Return whether JSON is a Flixster film."""
    return isinstance(at(page.answer, "reviews.flixster"), dict) and isinstance(at(page.answer, "title"), str)


class FilmAnswer(Flixster):
    """`/android/api/v2/movies/NUMBER.json` and the like: the film's facts, its scores, and some reviews of each kind.

    Known from programs that read it, 2014 to 2020: Kodi's module metadatautils, clients of the theatres' listings.
    """

    name = "film-answer"
    years = "2014-2020"
    rendition = "json"
    addresses = r"(?:www\.)?api\.flixster\.com/(?:android|iphone)/api/v\d{1,2}/movies/\d+\.json"
    marks = (is_film,)
    usual = ("title", "ratings")

    def title(self, page: Page) -> str | None:
        """Return the title."""
        return _word(page.answer["title"])

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the film's slug, and its number, which Rotten Tomatoes' pages state, too."""
        slug = _word(page.answer.get("vanityUrl")) or _word(page.answer.get("vanity"))
        number = whole(page.answer.get("id")) or whole(next(iter(_NUMBER.findall(page.url or "")), None))
        found = {"flixster": slug or str(number)} if slug or number else {}
        if number:
            found["rottentomatoes_number"] = str(number)
        for link in objects(page.answer.get("urls")):
            match = re.search(r"rottentomatoes\.com/m/([^/?#\s]+)", str(link.get("url") or ""))
            if link.get("type") == "rottentomatoes" and match:
                found["rottentomatoes"] = match[1]
        return found

    def year(self, page: Page) -> int | None:
        """Return the year in answers that list films; the answer about one film has none."""
        return whole(page.answer.get("year"))

    def synopsis(self, page: Page) -> Passage | None:
        """Return the synopsis."""
        return _text(page, page.answer.get("synopsis"))

    def critics_consensus(self, page: Page) -> str | None:
        """Return Rotten Tomatoes' consensus."""
        found = _text(page, at(page.answer, "reviews.rottenTomatoes.consensus"))
        return found.text if found is not None else None

    def runtime_minutes(self, page: Page) -> int | None:
        """Return the running time: "1 hr. 53 min."."""
        return runtime(_word(page.answer.get("runningTime")) or "")

    def certificates(self, page: Page) -> list[Certificate]:
        """Return the MPAA's certificate."""
        printed = _word(page.answer.get("mpaa"))
        return american_certificate(printed) or [] if printed else []

    def releases(self, page: Page) -> list[Release]:
        """Return the release dates in cinemas and on disc, without the parts that are not known."""
        days = (("theatrical", "theaterReleaseDate"), ("home_video", "dvdReleaseDate"))
        return [Release(kind=kind, date=day) for kind, name in days if (day := _day(page.answer.get(name)))]  # type: ignore[arg-type]

    def cast(self, page: Page) -> list[CastMember]:
        """Return the actors."""
        actors = ((_word(one.get("name")), one) for one in objects(page.answer.get("actors")))
        return [CastMember(name=name, url=_word(one.get("url"))) for name, one in actors if name]

    def image_url(self, page: Page) -> str | None:
        """Return the largest poster."""
        poster = page.answer.get("poster")
        return _word(at(poster, "original")) or _word(at(poster, "detailed")) or _word(at(poster, "profile"))

    def ratings(self, page: Page) -> list[Rating]:
        """Return the critics' percentage, and the members' percentage and mean."""
        members, critics = at(page.answer, "reviews.flixster"), at(page.answer, "reviews.rottenTomatoes")
        count, share = whole(at(members, "numScores")), whole(at(members, "popcornScore"))
        mean, meter = decimal(at(members, "average")), whole(at(critics, "rating"))
        found = []
        if meter is not None:
            certified = at(critics, "certifiedFresh") is True
            found.append(
                Rating(
                    by="critics",
                    name="Tomatometer",
                    measure="percent_positive",
                    value=meter,
                    best=100,
                    worst=0,
                    review_count=whole(at(page.answer, "reviews.criticsNumReviews")),
                    verdict="certified_fresh" if certified else None,
                )
            )
        if share is not None:
            found.append(Rating(by="audience", measure="percent_positive", value=share, best=100, worst=0, rating_count=count))
        if mean:
            found.append(Rating(by="audience", measure="mean", value=mean, best=5, worst=0.5, rating_count=count))
        return found

    def review_totals(self, page: Page) -> ReviewTotals | None:
        """Return the number of critics' reviews."""
        critics = whole(at(page.answer, "reviews.criticsNumReviews"))
        return ReviewTotals(critics=critics) if critics is not None else None

    def reviews(self, page: Page) -> list[Review]:
        """Return some of the critics' reviews (`critics`) and the latest of the members' (`recent`)."""
        return [
            *(_critics(page, one) for one in objects(at(page.answer, "reviews.critics"))),
            *(_members(page, one) for one in objects(at(page.answer, "reviews.recent"))),
        ]


def _critics(page: Page, entry: dict[str, Any]) -> Review:
    rating = _word(entry.get("rating"))
    verdict = {"fresh": "fresh", "rotten": "rotten"}.get((rating or "").lower())
    return Review(by="critics", author=_word(entry.get("name")), verdict=verdict, text=_text(page, entry.get("review")))  # type: ignore[arg-type]


def _members(page: Page, entry: dict[str, Any]) -> Review:
    user = entry.get("user")
    names = [name for part in ("firstName", "lastName") if (name := _word(at(user, part)))]
    score = decimal(entry.get("score"))
    return Review(
        by="audience",
        author=" ".join(names) or _word(at(user, "userName")),
        rating=half_stars(str(score)) if score is not None else None,
        text=_text(page, entry.get("review")),  # type: ignore[arg-type]
    )


def _word(value: Any) -> str | None:
    return (one_line(value) or None) if isinstance(value, str) else None


def _text(page: Page, value: Any) -> Passage | None:
    text = tidy(page.fragment(value).raw_text()[0])[0] if isinstance(value, str) else ""
    return Passage(text=text) if text else None


def _day(value: Any) -> str | None:
    """Return the date of its parts (`{"year": 2001, "month": 1, "day": 19}`), as far as they are known."""
    found = ""
    for name, form, least, most in (("year", "{:04}", 1870, 2200), ("month", "-{:02}", 1, 12), ("day", "-{:02}", 1, 31)):
        number = whole(at(value, name))
        if number is None or not least <= number <= most:
            break
        found += form.format(number)
    return found or None
