"""Rotten Tomatoes' reviews as JSON, which the reviews pages fetch answer by answer, and the facts those pages state about it.

Two generations are known from public programs that request them; the first also from the routes listed in the scripts of film
pages of 2019 to 2021:

- 2019 to 2024: `/napi/movie/:emsId/reviews/:type` (`user`, `verified_audience`), `/napi/movie/:emsId/criticsReviews/:type`
  (`all`, `top`), with the parameters `direction=next`, `endCursor` and `startCursor`;
- 2025 on: `/napi/rtcf/v1/movies/:emsId/reviews`, with `after`, `before`, `pageCount`, `topOnly`, `type` and `verified`.

Both answer with `reviews` and `pageInfo` (`hasNextPage`, `endCursor`). A critic's review has other keys in the second.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from filmdig.parsers.layouts.cuts import CutList, Passage, cut_list
from filmdig.parsers.layouts.fields import at
from filmdig.parsers.layouts.values import date, decimal, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import By, Review, Verdict
from filmdig.parsers.sites.rottentomatoes.common import RottenTomatoes, original_score, user_stars, whole_quote

_ROOT = "https://www.rottentomatoes.com"
_ID = re.compile(r"/napi/(?:movie|rtcf/v1/movies)/([0-9A-Fa-f-]{36})/")
_FORMER = re.compile(r"/napi/movie/[^/]++/(?:reviews|criticsReviews)/\w++\Z")


def is_reviews(page: Page) -> bool:
    """Return whether JSON is an answer with reviews."""
    answer = page.answer
    return isinstance(answer, dict) and isinstance(answer.get("reviews"), list) and isinstance(answer.get("pageInfo"), dict)


class ReviewsAnswer(RottenTomatoes):
    """The JSON of one page of reviews, critics' or users'; only the address identifies the film, by a number of its own."""

    name = "reviews-answer"
    years = "2019-2026"
    kind = "reviews"
    rendition = "json"
    addresses = r"rottentomatoes\.com/napi/(?:movie|rtcf/v1/movies)/"
    marks = (is_reviews,)
    usual = ("reviews",)

    def external_ids(self, page: Page) -> dict[str, str]:
        """Return the number in the address, which reviews pages state as well (`emsId`, `movieId`)."""
        found = _ID.search(page.url or "")
        return {"rottentomatoes_ems": found[1].lower()} if found else {}

    def reviews(self, page: Page) -> list[Review] | CutList:
        """Return one review for each entry; they are cut where there is a further page."""
        found = [_review(page, entry) for entry in page.answer["reviews"] if isinstance(entry, dict)]
        url = _next(page.url, page.answer["pageInfo"])
        return cut_list(found, at(page.answer, "pageInfo.hasNextPage") is True, url=url)


def _next(url: str | None, info: Any) -> str | None:
    """Return the address of the next answer."""
    cursor = _word(at(info, "endCursor"))
    if url is None or at(info, "hasNextPage") is not True or cursor is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if _FORMER.search(parts.path):
        asked |= {"direction": "next", "endCursor": cursor, "startCursor": _word(at(info, "startCursor")) or ""}
    else:
        asked["after"] = cursor
    return urlunsplit(parts._replace(query=urlencode(asked), fragment=""))


def _review(page: Page, entry: dict[str, Any]) -> Review:
    critic = any(name in entry for name in ("criticName", "critic", "quote", "reviewQuote"))
    return _critics(page, entry) if critic else _users(page, entry)


def _critics(page: Page, entry: dict[str, Any]) -> Review:
    words = _html(page, entry.get("quote") or entry.get("reviewQuote"))
    score = _word(entry.get("scoreOri")) or _word(entry.get("originalScore"))
    person, paper = entry.get("critic"), entry.get("publication")
    return Review(
        by="critics",
        author=_word(entry.get("criticName")) or _word(at(person, "displayName")) or _word(at(person, "name")),
        author_url=_word(entry.get("criticPageUrl")),
        publication=_word(entry.get("publicationName")) or _word(at(paper, "name")),
        date=_day(entry.get("creationDate")) or _day(entry.get("createDate")),
        rating=original_score(score) if score else None,
        verdict=_verdict(entry),
        text=whole_quote(words) if words is not None else None,  # type: ignore[arg-type]
        url=_word(entry.get("reviewUrl")) or _word(entry.get("publicationReviewUrl")),
    )


def _users(page: Page, entry: dict[str, Any]) -> Review:
    stars = decimal(entry.get("score")) if not isinstance(entry.get("score"), bool) else None
    if stars is None and (named := re.fullmatch(r"STAR_(\d)(?:_(\d))?", str(entry.get("rating") or ""))):
        stars = float(f"{named[1]}.{named[2] or 0}")
    elif stars is None:
        stars = decimal(entry.get("rating"))
    return Review(
        by="audience",
        author=_word(entry.get("displayName")) or _word(at(entry, "user.displayName")),
        author_url=_word(at(entry, "user.accountLink")),
        date=_day(entry.get("createDate")) or _day(entry.get("creationDate")),
        rating=user_stars(stars) if stars is not None else None,
        text=_html(page, entry.get("review")),  # type: ignore[arg-type]
        spoiler=True if entry.get("hasSpoilers") is True else None,
    )


def _verdict(entry: dict[str, Any]) -> Verdict | None:
    sentiment = (_word(entry.get("scoreSentiment")) or "").upper()
    if entry.get("isFresh") is True or sentiment == "POSITIVE":
        return "fresh"
    return "rotten" if entry.get("isRotten") is True or sentiment == "NEGATIVE" else None


def _day(value: Any) -> str | None:
    """Return the date in "2019-08-07T23:28:30.179Z" or "Aug 2, 2025"."""
    printed = _word(value)
    stamp = re.match(r"\d{4}-\d\d-\d\d", printed or "")
    return date(stamp[0] if stamp else printed)


def _word(value: Any) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _html(page: Page, value: Any) -> Passage | None:
    """Return a text in the data, whose entities are escaped ("&#40;1957&#41;")."""
    text = tidy(page.fragment(value).raw_text()[0])[0] if isinstance(value, str) else ""
    return Passage(text=text) if text else None


# What a reviews page states about the answers


def page_data(page: Page) -> dict[str, Any]:
    """Return the data about reviews in the page's scripts: `props`, `reviewsData` (2024 on), `movieReview`."""

    def find() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in ("props", "reviewsData"):
            data = page.json(f'script[data-json="{name}"]')
            found |= data if isinstance(data, dict) else {}
        mark = "movieReview = "
        start = page.html.find(mark)
        if start >= 0:
            try:
                data = json.JSONDecoder().raw_decode(page.html, start + len(mark))[0]
            except (ValueError, RecursionError) as error:
                page.note("json_broken", f"movieReview: {error}")
                data = None
            found |= data if isinstance(data, dict) else {}
        return found

    return page.memo(page_data, find)


def ems_id(page: Page) -> str | None:
    """Return the film's number in the addresses of the answers."""
    data = page_data(page)
    found = next((one for path in ("vanity.emsId", "media.emsId", "movieId") if (one := _word(at(data, path)))), None)
    return found.lower() if found and re.fullmatch(r"[0-9A-Fa-f-]{36}", found) else None


def with_ems_id(ids: dict[str, str], page: Page) -> dict[str, str]:
    """Return a film's identifiers with that number, where the page states it."""
    number = ems_id(page)
    return ids | {"rottentomatoes_ems": number} if number else ids


def first_answer(page: Page, by: By) -> str | None:
    """Return the address of the first answer with reviews that the page does not show; None where there is none.

    Args:
        page: a reviews page.
        by: whose reviews it shows.
    """
    film, info = ems_id(page), at(page_data(page), "pageInfo")
    if film is None or (isinstance(info, dict) and at(info, "hasNextPage") is not True):
        return None
    if isinstance(info, dict):
        what = "reviews/user" if by == "audience" else "criticsReviews/all"
        return _next(f"{_ROOT}/napi/movie/{film}/{what}", info)
    if page.first('script[data-json="props"]') is None:
        return None
    kind = "audience" if by == "audience" else "critic"
    verified = "true" if "verified" in (page.url or page.own_url or "") else "false"
    asked = {"after": "", "before": "", "pageCount": "20", "topOnly": "false", "type": kind, "verified": verified}
    return f"{_ROOT}/napi/rtcf/v1/movies/{film}/reviews?{urlencode(asked)}"


def shown_kind(page: Page) -> By:
    """Return whose reviews a reviews page shows, by its address: `?type=user`, `/reviews/verified-audience`."""
    address = page.url or page.own_url or ""
    return "audience" if re.search(r"[?&]type=(?:user|verified_audience)|/(?:all|verified)-audience", address) else "critics"
