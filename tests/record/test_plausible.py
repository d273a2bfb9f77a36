"""Impossible values are moved into issues."""

import pytest

from filmdig import from_json, read, to_json
from filmdig.parsers.record.page_record import (
    BoxOffice,
    Film,
    Helpful,
    HistogramBar,
    Page,
    Rating,
    Record,
    Related,
    Release,
    Review,
    ReviewRating,
    ReviewTotals,
    Truncation,
)
from filmdig.parsers.record.plausible import check_values


def issues_of(record):
    check_values(record)
    assert {issue.code for issue in record.issues} <= {"value_implausible"}
    return [(issue.path, issue.message) for issue in record.issues]


def rated(**values):
    return Record(ratings=[Rating(by="audience", measure="mean", **values)])


@pytest.mark.parametrize(
    ("score", "left_out"),
    [
        ({"value": 3875, "best": 5}, "3875 on a scale to 5"),
        ({"value": 5.01, "best": 5}, "5.01 on a scale to 5"),
        ({"value": 0, "best": 5, "worst": 1}, "0 on a scale to 5"),
        ({"value": -1}, "-1"),
        ({"value": float("nan"), "best": 5}, "nan on a scale to 5"),
        ({"value": float("inf")}, "inf"),
        ({"value": 10**5000, "best": 10}, "a number of more than 15 digits on a scale to 10"),
    ],
)
def test_a_score_outside_its_scale(score, left_out):
    record = rated(**score)
    assert issues_of(record) == [("/ratings/0/value", f"{left_out} was left out")]
    assert record.ratings[0].value is None
    assert left_out.startswith(record.ratings[0].printed)
    assert from_json(to_json(record)) == record


@pytest.mark.parametrize(
    "score", [{"value": 5, "best": 5}, {"value": 0, "best": 5}, {"value": "B+"}, {"value": None, "best": 5}, {"value": 87}]
)
def test_a_score_on_its_scale_stays(score):
    record = rated(**score)
    assert issues_of(record) == []
    assert record.ratings[0].value == score["value"]


@pytest.mark.parametrize(("best", "worst"), [(0, None), (1, 5), (5, 5), (-5, None), (5, -1), (10**20, None)])
def test_an_impossible_scale(best, worst):
    record = rated(value=4, best=best, worst=worst)
    assert [path for path, _ in issues_of(record)] == ["/ratings/0/best"]
    assert (record.ratings[0].value, record.ratings[0].best, record.ratings[0].worst) == (4, None, None)


def test_a_printed_score_is_kept():
    record = rated(value=87, best=10, printed="8.7")
    assert issues_of(record) == [("/ratings/0/value", "8.7 on a scale to 10 was left out")]
    assert record.ratings[0].printed == "8.7"


def test_counts_are_whole_and_not_negative():
    record = rated(value=4, best=5, rating_count=-3, review_count=10**13)
    record.review_totals = ReviewTotals(audience=-1, critics=4)
    assert [path for path, _ in issues_of(record)] == [
        "/ratings/0/rating_count",
        "/ratings/0/review_count",
        "/review_totals/audience",
    ]
    assert (record.ratings[0].rating_count, record.ratings[0].review_count) == (None, None)
    assert record.review_totals == ReviewTotals(critics=4)
    record = Record(film=Film(season_count=0, episode_count=0), review_totals=ReviewTotals(critics=0))
    assert issues_of(record) == []
    assert (record.film.season_count, record.film.episode_count, record.review_totals.critics) == (0, 0, 0)


@pytest.mark.parametrize(
    ("year", "captured_at", "kept"),
    [
        (1869, None, False),
        (1870, None, True),
        (2100, None, True),
        (2101, None, False),
        (2024, "2014-07", True),
        (2025, "2014-07", False),
        (True, None, False),
        ("1975", None, False),
    ],
)
def test_years(year, captured_at, kept):
    record = Record(page=Page(captured_at=captured_at), film=Film(year=year), derived=["/film/year", "/page/url"])
    found = issues_of(record)
    assert (record.film.year == year, found == []) == (kept, kept)
    assert record.derived == (["/film/year", "/page/url"] if kept else ["/page/url"])


@pytest.mark.parametrize(("minutes", "kept"), [(1, True), (51420, True), (60000, True), (60001, False), (0, False), (-90, False)])
def test_running_times(minutes, kept):
    record = Record(film=Film(runtime_minutes=minutes))
    assert (issues_of(record) == [], record.film.runtime_minutes) == (kept, minutes if kept else None)


def test_implausible_items_are_removed_and_later_paths_adjusted():
    releases = [Release(date="1066-10-14", region="Sussex"), Release(date="1975"), Release(date="9999"), Release(date="1976-02")]
    record = Record(
        film=Film(releases=releases, box_office=[BoxOffice(kind="gross", amount=-5), BoxOffice(kind="budget", amount=7)]),
        weak=["/film/releases/3/date", "/film/releases/2/date"],
        derived=["/film/releases/0/kind", "/film/releases/1/kind", "/film/releases/3/kind", "/film/box_office/1"],
        truncations=[Truncation(path="/film/releases/3/region", state="open"), Truncation(path="/film/releases", state="open")],
    )
    assert issues_of(record) == [
        ("/film/releases/2", "9999 was left out"),
        ("/film/releases/0", "1066-10-14, Sussex was left out"),
        ("/film/box_office/0", "gross, -5 was left out"),
    ]
    assert [release.date for release in record.film.releases] == ["1975", "1976-02"]
    assert [sum_.amount for sum_ in record.film.box_office] == [7]
    assert record.derived == ["/film/releases/0/kind", "/film/releases/1/kind", "/film/box_office/0"]
    assert record.weak == ["/film/releases/1/date"]
    assert [cut.path for cut in record.truncations] == ["/film/releases/1/region", "/film/releases"]


def test_the_last_or_only_item_of_a_list_is_removed_too():
    record = Record(
        film=Film(releases=[Release(date="1975"), Release(date="9999")], box_office=[BoxOffice(kind="gross", amount=-5)])
    )
    assert [path for path, _ in issues_of(record)] == ["/film/releases/1", "/film/box_office/0"]
    assert ([one.date for one in record.film.releases], record.film.box_office) == (["1975"], [])


@pytest.mark.parametrize(("amount", "kept"), [(10**15, True), (10**15 + 1, False), (0, True), (-1, False)])
def test_sums_of_money(amount, kept):
    record = Record(film=Film(box_office=[BoxOffice(kind="gross", amount=amount)]))
    assert (issues_of(record) == []) is kept
    assert [one.amount for one in record.film.box_office] == [amount] * kept


@pytest.mark.parametrize(("count", "kept"), [(10**12, True), (10**12 + 1, False)])
def test_counts_have_an_upper_bound(count, kept):
    record = Record(review_totals=ReviewTotals(audience=count))
    assert (issues_of(record) == []) is kept
    assert record.review_totals.audience == (count if kept else None)


def test_histograms():
    bars = [
        HistogramBar(value=5, percent=41.3),
        HistogramBar(value=4, percent=413),
        HistogramBar(value=3, count=-1),
        HistogramBar(value=2, percent=100),
        HistogramBar(value=1, percent=100.5),
    ]
    record = rated(value=4, best=5, histogram=bars)
    left_out = ["1/percent", "2/count", "4/percent"]
    assert [path for path, _ in issues_of(record)] == [f"/ratings/0/histogram/{one}" for one in left_out]
    assert [bar.percent for bar in bars] == [41.3, None, None, 100, None]
    assert [bar.count for bar in bars] == [None] * 5


def test_reviews_and_related_films():
    record = Record(
        reviews=[
            Review(by="critics", text="Fine.", rating=ReviewRating(value=11, best=10, printed="11/10"), date="0975-01-01"),
            Review(by="audience", helpful=Helpful(yes=5, total=3), rating=ReviewRating(value=4, best=5), date="2014"),
            Review(by="audience", helpful=Helpful(yes=3, total=5)),
            Review(by="audience", helpful=Helpful(yes=-1, total=5)),
            Review(by="audience", helpful=Helpful(yes=0, total=0)),
        ],
        related=[Related(title="Moon", year=3000, score=-1), Related(title="Rise", year=1975, score=100)],
    )
    record.related += [Related(title="Dusk", year=3000), Related(title="Dawn", score=-1), Related(title="Noon")]
    assert issues_of(record) == [
        ("/reviews/0/rating", "11/10 on a scale to 10 was left out"),
        ("/reviews/0/date", "0975-01-01 was left out"),
        ("/reviews/1/helpful", "5 of 3 was left out"),
        ("/reviews/3/helpful", "-1 of 5 was left out"),
        ("/related/0/year", "3000 was left out"),
        ("/related/0/score", "-1 was left out"),
        ("/related/2/year", "3000 was left out"),
        ("/related/3/score", "-1 was left out"),
    ]
    assert (record.reviews[0].rating, record.reviews[0].text, record.reviews[0].date) == (None, "Fine.", None)
    assert (record.reviews[1].helpful, record.reviews[1].rating.value, record.reviews[1].date) == (None, 4, "2014")
    assert record.reviews[2].helpful == Helpful(yes=3, total=5)
    assert record.reviews[4].helpful == Helpful(yes=0, total=0)
    assert (record.related[1].year, record.related[1].score) == (1975, 100)


def movie(rating):
    return f"""<html><head><title>Moon</title><script type="application/ld+json">
    {{"@type": "Movie", "name": "Moon", "director": "Ann Lee", "datePublished": "1975-03-01", "aggregateRating": {rating}}}
    </script></head><body><h1>Moon</h1></body></html>"""


@pytest.mark.parametrize(
    ("stated", "value", "best", "count", "issues"),
    [
        ('{"ratingValue": 3.875, "bestRating": 5, "ratingCount": "1,234"}', 3.875, 5, 1234, 0),
        ('{"ratingValue": "8.341", "bestRating": "10", "ratingCount": 1234}', 8.341, 10, 1234, 0),
        ('{"ratingValue": "4,5", "bestRating": "5"}', 4.5, 5, None, 0),
        ('{"ratingValue": 87, "bestRating": 5}', None, 5, None, 1),
        (f'{{"ratingValue": 4, "bestRating": 5, "ratingCount": {"9" * 5000}}}', 4, 5, None, 1),
        (f'{{"ratingValue": 4, "bestRating": 5, "ratingCount": "{"9" * 5000}"}}', 4, 5, None, 0),
    ],
)
def test_scores_of_structured_data(stated, value, best, count, issues):
    record = read(movie(stated), url="http://films.example/moon")
    assert record.film.title == "Moon"
    found = [(rating.value, rating.best, rating.rating_count) for rating in record.ratings]
    assert found == ([(value, best, count)] if value is not None else [])
    assert [issue.code for issue in record.issues] == ["value_implausible"] * issues
    assert from_json(to_json(record)) == record
