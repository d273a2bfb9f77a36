"""Scores of pages of no known site: in data, on tiles, beside labels; and counts of reviews."""

from __future__ import annotations

import json
from typing import Any

import pytest

from filmdig.parsers.generic.witnesses.ratings import ratings
from filmdig.parsers.record.page_record import ReviewTotals
from tests.generic.pages import evidence, stated

TITLE = "<h1>Salt Ferry</h1>"


def scores(body: str, kind: str = "film", head: str = "") -> list[tuple[Any, ...]]:
    found = stated(ratings, "ratings", TITLE + body, kind, head) or []
    return [(one.by, one.name, one.measure, one.value, one.best) for one in found]


def data(**score: Any) -> str:
    item = {"@context": "https://schema.org", "@type": "Movie", "name": "Salt Ferry", "aggregateRating": score}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


@pytest.mark.parametrize(
    ("text", "audience", "critics"),
    [
        ("1,541 user reviews", 1541, None),
        ("Critic Reviews (55)", None, 55),
        ("Reviews: 12 users", 12, None),
        ("1,541 user reviews | 20 critic reviews", 1541, 20),
        ("73 external reviews", None, 73),
        ("User reviews", None, None),
    ],
)
def test_counts_of_reviews(text: str, audience: int | None, critics: int | None) -> None:
    found = stated(ratings, "review_totals", f"{TITLE}<p>{text}</p>")
    expected = ReviewTotals(audience=audience, critics=critics)
    assert (found or ReviewTotals()) == expected


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("<p>73</p>", "<p>Metascore</p>", ("critics", "Metascore", "mean", 73, 100)),
        ("<p>Tomatometer</p>", "<p>91%</p>", ("critics", "Tomatometer", "percent_positive", 91, 100)),
        ("<p>Critic Score</p>", "<p>79%</p>", ("critics", "Critic Score", "percent_positive", 79, 100)),
        ("<p>User Score</p>", "<p>7.9</p>", ("audience", "User Score", "mean", 7.9, 10)),
        ("<p>User Score</p>", "<p>79</p>", ("audience", None, "mean", 79, None)),
        ("<p>73</p>", "<p>Sailors</p>", None),
        ("<p>Metascore</p>", "<p>173</p>", None),
    ],
)
def test_a_number_and_its_label_beside_each_other(one: str, other: str, found: tuple[Any, ...] | None) -> None:
    assert scores(f"<div>{one}{other}</div>") == ([found] if found else [])


@pytest.mark.parametrize(
    ("score", "found", "count"),
    [
        ({"ratingValue": 7.5, "bestRating": 10, "ratingCount": 1301}, ("audience", None, "mean", 7.5, 10), 1301),
        ({"ratingValue": "7,5", "bestRating": "10", "ratingCount": "1.301"}, ("audience", None, "mean", 7.5, 10), 1301),
        (
            {"ratingValue": 80, "bestRating": 100, "name": "Tomatometer", "reviewCount": 40},
            ("critics", "Tomatometer", "percent_positive", 80, 100),
            40,
        ),
        ({"ratingValue": "0", "bestRating": 10}, None, None),
        ({"ratingValue": "0", "bestRating": 10, "ratingCount": 3}, ("audience", None, "mean", 0, 10), 3),
        ({"ratingValue": "good", "bestRating": 10}, None, None),
        ({"bestRating": 10}, None, None),
    ],
)
def test_scores_of_data(score: dict[str, Any], found: tuple[Any, ...] | None, count: int | None) -> None:
    body = data(**score)
    assert scores(body) == ([found] if found else [])
    if found:
        assert stated(ratings, "ratings", TITLE + body)[0].rating_count == count


@pytest.mark.parametrize(
    ("score", "says"),
    [
        ({"ratingValue": 75, "bestRating": 10}, "a rating of 75 where the best is 10"),
        ({"ratingValue": 7, "bestRating": "0"}, "a rating of 7 where the best is 0"),
        (
            {"ratingValue": "7 of 10 sailors say so", "bestRating": 10},
            "a rating's value of 22 characters: '7 of 10 sailors say so'",
        ),
    ],
)
def test_scores_that_no_page_can_mean_are_reported(score: dict[str, Any], says: str) -> None:
    seen = evidence(TITLE + data(**score))
    assert list(ratings(seen)) == []
    assert seen.page.notes == [("value_implausible", says)]


@pytest.mark.parametrize(
    ("row", "value", "best", "by", "count"),
    [
        ("<th>Rating</th><td>7.5/10 (1,301 votes)</td>", 7.5, 10, "audience", 1301),
        ("<th>User rating</th><td>4 out of 5</td>", 4, 5, "audience", None),
        ("<th>Rating</th><td>75% of sailors</td>", None, None, None, None),
        ("<th>Rating</th><td>none</td>", None, None, None, None),
        ("<th>Rating</th><td>0/10</td>", None, None, None, None),
    ],
)
def test_a_score_beside_its_label(row: str, value: float | None, best: int | None, by: str | None, count: int | None) -> None:
    found = stated(ratings, "ratings", f"{TITLE}<table><tr>{row}</tr></table>") or []
    assert [(one.value, one.best, one.by, one.rating_count) for one in found] == ([(value, best, by, count)] if value else [])


@pytest.mark.parametrize("kind", ["list", "person", "unknown"])
def test_pages_of_other_kinds_have_no_score(kind: str) -> None:
    assert scores("<p>73</p><p>Metascore</p>", kind) == []


def test_the_same_score_in_two_places_is_one() -> None:
    body = data(ratingValue=73, bestRating=100) + "<div><p>73</p><p>Metascore</p></div>"
    assert scores(body) == [("critics", "Metascore", "mean", 73, 100)]
