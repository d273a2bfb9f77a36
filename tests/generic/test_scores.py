"""Scores and counts of reviews on pages of unknown sites: in data, on tiles, next to labels."""

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
    ("buttons", "count"),
    [
        ("<button>Отзывы (<em>35</em>)</button>", 35),
        ("<button>Play</button><button>Reviews (12)</button>", 12),
        ("<details><summary>Kritiken (4)</summary></details>", 4),
        ("<button>Reviews</button>", None),
        ("<button>Comments (12)</button>", None),
        ("<button>Reviews (12)</button><button>Reviews (3)</button>", None),
    ],
)
def test_a_button_counts_the_reviews_that_it_shows(buttons: str, count: int | None) -> None:
    found = stated(ratings, "review_totals", f"{TITLE}<p>A keeper finds a boat.</p>{buttons}")

    assert found == (None if count is None else ReviewTotals(audience=count))


@pytest.mark.parametrize(
    ("score", "count"),
    [
        ({"ratingValue": 4.1, "bestRating": 5, "ratingCount": 900, "reviewCount": 41}, 41),
        ({"ratingValue": 4.1, "bestRating": 5, "ratingCount": 41, "reviewCount": 41}, None),
        ({"ratingValue": 4.1, "bestRating": 5, "reviewCount": 41}, None),
        ({"ratingValue": 41, "bestRating": 100, "ratingCount": 90, "reviewCount": 9, "name": "Tomatometer"}, None),
    ],
)
def test_data_with_votes_counts_the_reviews(score: dict[str, Any], count: int | None) -> None:
    found = stated(ratings, "review_totals", TITLE, "film", data(**score))

    assert found == (None if count is None else ReviewTotals(audience=count))


def test_data_that_may_count_critics_reviews_is_left_out() -> None:
    score = data(ratingValue=4.1, bestRating=5, ratingCount=900, reviewCount=41)
    found = stated(ratings, "review_totals", f"{TITLE}<p>41 critic reviews</p>", "film", score)

    assert found == ReviewTotals(critics=41)


def test_a_printed_count_of_reviews_comes_before_a_button_s() -> None:
    found = stated(ratings, "review_totals", f"{TITLE}<p>1,541 user reviews</p><button>Reviews (12)</button>")

    assert found == ReviewTotals(audience=1541)


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
def test_a_number_next_to_its_label(one: str, other: str, found: tuple[Any, ...] | None) -> None:
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
    ("score", "message"),
    [
        ({"ratingValue": 75, "bestRating": 10}, "a rating of 75 where the best is 10"),
        ({"ratingValue": 7, "bestRating": "0"}, "a rating of 7 where the best is 0"),
        (
            {"ratingValue": "7 of 10 sailors say so", "bestRating": 10},
            "a rating's value of 22 characters: '7 of 10 sailors say so'",
        ),
    ],
)
def test_impossible_scores_are_reported(score: dict[str, Any], message: str) -> None:
    seen = evidence(TITLE + data(**score))
    assert list(ratings(seen)) == []
    assert seen.page.notes == [("value_implausible", message)]


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


def counted(body: str, head: str = "") -> list[tuple[Any, ...]]:
    found = stated(ratings, "ratings", TITLE + body, "film", head) or []
    return [(one.by, one.measure, one.value, one.best, one.rating_count) for one in found]


def test_scores_of_critics_and_audience_by_the_words_near_them() -> None:
    body = (
        "<h3>TOMATOMETER</h3><p>74%</p><p>Average Rating: 6.8/10</p><p>Reviews Counted: 41</p><p>Fresh: 30</p><p>Rotten: 11</p>"
        "<h3>AUDIENCE SCORE</h3><p>63%</p><p>liked it</p><p>Average Rating: 3.4/5</p><p>User Ratings: 1,208</p>"
    )
    assert sorted(counted(body), key=str) == [
        ("audience", "mean", 3.4, 5, 1208),
        ("audience", "percent_positive", 63, 100, 1208),
        ("critics", "mean", 6.8, 10, 41),
        ("critics", "percent_positive", 74, 100, 41),
    ]


def test_labels_after_their_scores() -> None:
    body = "<h2>74%</h2><h3>Tomatometer</h3><p>Total Count: 41</p><h2>63%</h2><h3>Audience Score</h3><p>User Ratings: 1,208</p>"
    assert counted(body) == [
        ("critics", "percent_positive", 74, 100, 41),
        ("audience", "percent_positive", 63, 100, 1208),
    ]


def test_a_share_whose_percent_sign_is_drawn() -> None:
    body = "<p>audience</p><div>63</div><p>liked it Average Rating: 3.4/5 User Ratings: 1,208</p>"
    assert ("audience", "percent_positive", 63, 100, 1208) in counted(body)


def test_a_mean_without_a_scale_has_that_of_the_score_next_to_it() -> None:
    body = "<p>Presse</p><div>2,7 31 critiques</div><p>Spectateurs</p><div>4,1 902 notes</div>"
    scored = data(ratingValue=4.1, bestRating=5, ratingCount=902)
    assert counted(body, scored) == [("audience", "mean", 4.1, 5, 902), ("critics", "mean", 2.7, 5, 31)]
    assert counted(body) == [("critics", "mean", 2.7, None, 31), ("audience", "mean", 4.1, None, 902)]


def test_the_printed_value_is_taken_of_one_with_many_decimals() -> None:
    scored = data(ratingValue=72.15462610899873, bestRating=100, ratingCount=789)
    assert counted("<div>72%</div>", scored) == [("audience", "mean", 72, 100, 789)]
    assert counted("<div>71%</div>", scored) == [("audience", "mean", 72.15462610899873, 100, 789)]


def test_a_letter_grade_between_its_raters_and_their_number() -> None:
    cells = "<table><tr><td>Users:</td><td>C+</td><td>319 ratings</td></tr></table>"
    assert counted(cells) == [("audience", "grade", "C+", None, 319)]
    assert counted("<table><tr><td>Users:</td><td>C+</td></tr></table>") == []


def test_another_site_s_score_in_a_line_is_left_out() -> None:
    body = "<div>Ratings: 7.4/10 from 1,208 users Metascore: 61/100</div>"
    assert ("audience", "mean", 61, 100, None) not in counted(body)
    assert ("critics", "mean", 61, 100, None) in counted(body)


def state(**objects: Any) -> str:
    return f'<script type="application/json">{json.dumps(objects)}</script>'


def test_scores_only_in_a_script() -> None:
    audience = {"averageRating": "3.9", "likedCount": 870, "notLikedCount": 130, "ratingCount": 1000, "score": "87"}
    critics = {"averageRating": "8.10", "likedCount": 38, "notLikedCount": 2, "ratingCount": 40, "value": 95}
    top = {"averageRating": "7.10", "likedCount": 3, "notLikedCount": 1, "ratingCount": 4, "value": 75}
    body = state(modal={"audienceScoreAll": audience, "tomatometerScoreAll": critics, "tomatometerScoreTop": top})
    assert counted(body) == [
        ("audience", "percent_positive", 87, 100, 1000),
        ("audience", "mean", 3.9, 5, 1000),
        ("critics", "percent_positive", 95, 100, 40),
        ("critics", "mean", 8.1, 10, 40),
    ]


@pytest.mark.parametrize(
    "objects",
    [
        {"page": [{"audienceScore": {"averageRating": 3.9, "ratingCount": 12}}]},
        {"page": {"title": "Cedar Lane", "audienceScore": {"averageRating": 3.9, "ratingCount": 12}}},
        {"related": {"audienceScore": {"averageRating": 3.9, "ratingCount": 12}}},
        {"shop": {"averageRating": 3.9, "ratingCount": 12}},
    ],
)
def test_scores_in_a_script_that_are_not_the_film_s(objects: dict[str, Any]) -> None:
    assert counted(state(**objects)) == []


def test_a_score_that_a_chart_is_drawn_from() -> None:
    chart = '<div class="user_score_chart" data-percent="76.0"></div>'
    assert counted(chart) == [("audience", "mean", 76, 100, None)]
    assert counted(chart + chart.replace("76", "58")) == []
    assert counted(chart.replace("score", "size")) == []


@pytest.mark.parametrize(
    ("body", "audience", "critics"),
    [
        ("<p>Presse</p><div>2,7 31 critiques</div><p>Spectateurs</p><div>4,1 902 notes dont 85 critiques</div>", 85, 31),
        ("<div><span>Ratings</span> <span>12 356</span> <span>Reviews</span> <span>2 291</span></div>", 2291, None),
        ("<div>Ratings: 7.4/10 from 1,208 users Metascore: 61/100 Reviews: 147 user | 46 critic | 10 from others</div>", 147, 46),
        ("<div>Users: 8.9/10 940 reviews | Critics: 104 reviews</div>", 940, 104),
        ("<p>Average Rating: 6.8/10 Reviews Counted: 41</p>", None, 41),
    ],
)
def test_counts_of_reviews_by_the_words_near_them(body: str, audience: int | None, critics: int | None) -> None:
    found = stated(ratings, "review_totals", TITLE + body) or ReviewTotals()
    assert found == ReviewTotals(audience=audience, critics=critics)


@pytest.mark.parametrize(
    ("name", "votes", "by"),
    [
        ("Filmdock Rating", None, "staff"),
        ("Our rating", None, "staff"),
        ("Filmdock Rating", 31, "audience"),
        ("Sailors", None, "audience"),
    ],
)
def test_a_site_s_score_without_votes_is_its_editors(name: str, votes: int | None, by: str) -> None:
    score = {"ratingValue": 7, "bestRating": 10, "name": name} | ({"ratingCount": votes} if votes else {})
    assert scores(data(**score), head='<meta property="og:site_name" content="Filmdock">') == [(by, name, "mean", 7, 10)]


def test_the_count_on_another_site_s_tile_belongs_to_that_score_only() -> None:
    tiles = "<div>Film score 7.3 / 10 over all</div><div>IMDb 6.7 49k votes</div><div>RT 88% critics</div>"
    assert [(one.name, one.by, one.value, one.rating_count) for one in stated(ratings, "ratings", TITLE + tiles)] == [
        ("IMDb", "audience", 6.7, 49_000),
        ("Rotten Tomatoes", "critics", 88, None),
        (None, "audience", 7.3, None),
    ]


def test_scores_of_many_episodes_are_not_their_season_s() -> None:
    episodes = "".join(f"<div><p>Episode {at}</p><p>7.{at}/10 (1,30{at} votes)</p></div>" for at in range(1, 7))
    assert scores(episodes, "season") == []


@pytest.mark.parametrize(
    ("printed", "value", "count"),
    [
        ("3.849 out of 5 from 1,020 votes", 3.849, 1020),
        ("1.2 out of 5 from 1,020 votes", 3.824, 19),  # another score
        ("3.849 out of 10 from 1,020 votes", 3.824, 19),
    ],
)
def test_a_printed_score_outranks_older_data(printed: str, value: float, count: int) -> None:
    head = data(ratingValue=3.824, bestRating=5, ratingCount=19)
    found = stated(ratings, "ratings", f"{TITLE}<div>{printed}</div>", "film", head)
    assert (found[0].value, found[0].rating_count) == (value, count)
