"""Reviews on pages of unknown sites: the audience's, critics' quotations, and articles that are reviews."""

from __future__ import annotations

import json
from typing import Any

import pytest

from filmdig.parsers.generic.review_items import NOT_TEXT
from filmdig.parsers.generic.witnesses.comments import comments
from filmdig.parsers.generic.witnesses.reviews import reviews
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Review
from tests.generic.pages import stated

TITLE = "<h1>Salt Ferry</h1>"
AUTHORS = ("Tove Lind", "Bram Oster", "Odile Quist", "Marek Tarn")
DATES = ("9 March 2004", "21 November 2004", "2 January 2005", "30 July 2006")


def words(number: int) -> str:
    kinds = ("harbour", "lantern", "orchard", "weir")
    return (
        f"In the {kinds[number % 4]} scene nobody waits for the ferry any more, and the camera stays with the keeper for so long "
        f"that the cold comes through; I have not seen anything like it since the last {kinds[(number + 1) % 4]} film."
    )


def listed(item: str, count: int = 4, heading: str = "User reviews") -> str:
    """Return a section with a review for each author; `item` is the markup with placeholders for what differs."""
    grades = (3, 8, 10, 7)
    items = [
        item.format(author=AUTHORS[at], date=DATES[at], grade=grades[at], text=words(at), number=at, yes=at + 2, total=at + 5)
        for at in range(count)
    ]
    return f"{TITLE}<h2>{heading}</h2><div class=reviews>{''.join(items)}</div>"


def read(body: str, kind: str = "film") -> list[Review]:
    return stated(comments, "reviews", body, kind) or []


def text_of(review: Review) -> str:
    return getattr(review.text, "text", review.text) or ""


ITEM = (
    "<div class=review><div class=author>{author}</div><div class=date>{date}</div><div class=score>{grade}/10</div>"
    "<p class=body>{text}</p><p class=votes>{yes} of {total} people found this helpful</p></div>"
)


def test_every_part_of_a_review_by_the_audience() -> None:
    found = read(listed(ITEM))
    assert [(one.by, one.author, one.date) for one in found] == [
        ("audience", author, date)
        for author, date in zip(AUTHORS, ("2004-03-09", "2004-11-21", "2005-01-02", "2006-07-30"), strict=True)
    ]
    assert [(one.rating.value, one.rating.best) for one in found if one.rating] == [(3, 10), (8, 10), (10, 10), (7, 10)]
    assert [(one.helpful.yes, one.helpful.total) for one in found if one.helpful] == [(2, 5), (3, 6), (4, 7), (5, 8)]
    assert [text_of(one) for one in found] == [words(number) for number in range(4)]


def test_votes_for_a_review_are_not_a_grade() -> None:
    found = read(listed(ITEM.replace("{grade}/10", "")))
    assert [one.rating for one in found] == [None] * 4
    assert [(one.helpful.yes, one.helpful.total) for one in found if one.helpful] == [(2, 5), (3, 6), (4, 7), (5, 8)]


def test_a_single_item_is_a_review_only_with_a_date_or_grade() -> None:
    bare = "<div class=review><span class=author>{author}</span><p class=body>{text}</p></div>"
    assert read(listed(bare, 1)) == []
    assert [one.author for one in read(listed(ITEM, 1))] == ["Tove Lind"]


@pytest.mark.parametrize("kind", ["article", "person", "list", "unknown"])
def test_pages_of_other_kinds_have_no_reviews_by_the_audience(kind: str) -> None:
    assert read(listed(ITEM), kind) == []


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("{grade}", [(3, 10), (8, 10), (10, 10), (7, 10)]),
        ("Overall: {grade}", [(3, 10), (8, 10), (10, 10), (7, 10)]),
        ("{grade}0", [(30, 100), (80, 100), (100, 100), (70, 100)]),
    ],
)
def test_scores_without_a_scale_have_that_of_the_highest(printed: str, found: list[tuple[int, int]]) -> None:
    item = ITEM.replace("{grade}/10", printed)
    assert [(one.rating.value, one.rating.best) for one in read(listed(item)) if one.rating] == found


def test_stars_are_out_of_five_if_any_review_has_five() -> None:
    body = listed(ITEM.replace("{grade}/10", "{grade}"))
    for grade, stars in ((3, "★★★"), (8, "★★★★★"), (10, "★★★★½"), (7, "★★")):
        body = body.replace(f"score>{grade}<", f"score>{stars}<")
    assert [(one.rating.value, one.rating.best) for one in read(body) if one.rating] == [(3, 5), (5, 5), (4.5, 5), (2, 5)]


CRITIC = (
    "<div class=critic-review><span class='{mark}'></span><p class=quote>{{text}}</p><span class=critic>{name}</span>"
    "<span class=publication>{paper}</span><a href='http://paper.example/{{number}}'>Full Review</a><i>{{date}}</i></div>"
)


@pytest.mark.parametrize(
    ("name", "paper", "author", "publication"),
    [
        ("Ada Morn", "Quay Herald", "Ada Morn", "Quay Herald"),
        ("Quay Herald", "Ada Morn", "Ada Morn", "Quay Herald"),
        ("Ada Morn, Quay Herald", "", "Ada Morn", "Quay Herald"),
        ("", "Quay Herald", None, "Quay Herald"),
    ],
)
def test_critics_have_a_name_and_a_publication_in_either_order(
    name: str, paper: str, author: str | None, publication: str | None
) -> None:
    found = read(listed(CRITIC.format(mark="fresh", name=name, paper=paper), heading="Critic reviews"))
    assert [(one.by, one.author, one.publication) for one in found] == [("critics", author, publication)] * 4
    assert [one.url for one in found] == [f"http://paper.example/{number}" for number in range(4)]
    assert [one.date for one in found] == ["2004-03-09", "2004-11-21", "2005-01-02", "2006-07-30"]


@pytest.mark.parametrize("mark", ["fresh", "rotten"])
def test_a_verdict_is_in_a_class(mark: str) -> None:
    found = read(listed(CRITIC.format(mark=f"icon {mark}", name="Ada Morn", paper="Quay Herald"), heading="Critic reviews"))
    assert [one.verdict for one in found] == [mark] * 4


# Reviews in data


def data(*items: Any, kind: str = "Movie", **more: Any) -> str:
    film = {"@context": "https://schema.org", "@type": kind, "name": "Salt Ferry", "review": list(items), **more}
    return f'<script type="application/ld+json">{json.dumps(film)}</script>'


def test_reviews_of_data() -> None:
    whole = {
        "@type": "Review",
        "author": {"@type": "Person", "name": "Tove Lind"},
        "publisher": {"@type": "Organization", "name": "Quay Herald"},
        "datePublished": "2004-03-09",
        "name": "Cold and slow",
        "reviewBody": words(0),
        "reviewRating": {"@type": "Rating", "ratingValue": "8", "bestRating": "10"},
    }
    graded = {"@type": "Review", "reviewRating": {"@type": "Rating", "ratingValue": "4"}}
    empty = {"@type": "Review", "author": "Bram Oster"}
    one, two = read(TITLE + data(whole, graded, empty, "no review"))
    assert one.rating is not None
    assert two.rating is not None
    assert (one.by, one.author, one.publication, one.date, one.title) == (
        "audience",
        "Tove Lind",
        "Quay Herald",
        "2004-03-09",
        "Cold and slow",
    )
    assert (text_of(one), one.rating.value, one.rating.best, one.rating.printed) == (words(0), 8, 10, "8")
    assert (two.author, two.text, two.rating.value, two.rating.best) == (None, None, 4, None)


# An article


PARAGRAPHS = "".join(f"<p>{words(number)} {words(number + 1)}</p>" for number in range(4))


def article(before: str = "", after: str = "", head: str = "", body: str = PARAGRAPHS) -> Review | None:
    found = stated(reviews, "reviews", f"<h1>Salt Ferry</h1>{before}<div class=text>{body}</div>{after}", "article", head)
    return found[0] if found else None


def ld(**more: Any) -> str:
    item = {"@context": "https://schema.org", "@type": "Article", **more}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


@pytest.mark.parametrize(
    ("before", "head", "author"),
    [
        ("<p class=byline>by Ada Morn</p>", "", "Ada Morn"),
        ("<p><a rel=author href=/ada>Ada Morn</a></p>", "", "Ada Morn"),
        ("<p>Reviewed by Ada Morn</p>", "", "Ada Morn"),
        ("", ld(author={"@type": "Person", "name": "Ada Morn"}), "Ada Morn"),
        ("<p>Words: Ada Morn</p>", "<meta name=author content='Ada Morn'>", "Ada Morn"),
        ("", "<meta name=author content='Ada Morn'>", None),
        ("<p>A cold evening</p>", "", None),
    ],
)
def test_the_author_of_an_article(before: str, head: str, author: str | None) -> None:
    found = article(before, "<p>Rating: 3/5</p>", head)
    assert found is not None
    assert found.author == author
    assert words(0) in text_of(found)


@pytest.mark.parametrize(
    ("before", "head", "date"),
    [
        ("<p class=date>9 March 2004</p>", "", "2004-03-09"),
        ("<p>9 March 2004</p>", "", "2004-03-09"),
        ("", ld(datePublished="2004-03-09T10:00:00Z"), "2004-03-09"),
        ("", ld(dateCreated="2004-03-09"), "2004-03-09"),
        ("", "<meta property='article:published_time' content='2004-03-09T23:30:00Z'>", "2004-03-09"),
        ("<p>Posted: 10 March 2004</p>", ld(datePublished="2004-03-09T23:30:00Z"), "2004-03-10"),
        ("<p>In cinemas 9 March 2004</p>", "", None),
    ],
)
def test_the_date_of_an_article(before: str, head: str, date: str | None) -> None:
    found = article(before, "<p>Rating: 3/5</p>", head)
    assert found is not None
    assert found.date == date


@pytest.mark.parametrize(
    ("before", "after", "head", "value", "best"),
    [
        ("", "<p>Rating: 3/5</p>", "", 3, 5),
        ("<p>4 out of 5 stars</p>", "", "", 4, 5),
        ("<p>9.5</p><p>Out of ten</p>", "", "", 9.5, 10),
        ("", "", ld(reviewRating={"@type": "Rating", "ratingValue": 7, "bestRating": 10}), 7, 10),
        ("", "", "<title>Salt Ferry: 4/5</title>", 4, 5),
    ],
)
def test_the_grade_of_an_article(before: str, after: str, head: str, value: float, best: int) -> None:
    found = article(before, after, head)
    assert found is not None
    assert found.rating is not None
    assert (found.rating.value, found.rating.best) == (value, best)


def test_the_publication_of_an_article() -> None:
    byline = "<p class=byline>by Ada Morn</p>"
    named = article(byline, head=ld(publisher={"@type": "Organization", "name": "Quay Herald"}))
    other = article(byline, head="<meta property='og:site_name' content='Quay Online'>")
    assert named is not None
    assert other is not None
    assert (named.publication, other.publication) == ("Quay Herald", "Quay Online")


def test_a_short_unsigned_text_is_not_a_review() -> None:
    assert article(body=f"<p>{words(0)}</p><p>{words(1)}</p>") is None


def test_the_last_line_may_name_the_author() -> None:
    found = article(body=f"{PARAGRAPHS}<p>- Ada Morn</p>", after="<p>Rating: 3/5</p>")
    assert found is not None
    assert "Ada Morn" in (found.author or text_of(found))


@pytest.mark.parametrize(
    ("stars", "value"),
    [
        ('<span class="small rating stars score45"></span>', 4.5),
        ('<span class="star-rating"><i class="stars stars-4"></i></span>', 4),
        ('<i class="allstar90 rating"></i>', 4.5),
        ('<span class="stars"><span class="rating" style="width: 70%"></span></span>', 3.5),
        ('<i class="star filled"></i><i class="star filled"></i><i class="star half"></i><i class="star empty"></i>', 2.5),
        ('<span class="star-display__filled"></span>' * 3, 3),
        ('<i class="rating-73"></i>', None),
        ('<i class="starting stars-text"></i>', None),
        ('<img src="/i/show/90.gif" alt="9/10">', 9),
    ],
)
def test_stars_that_a_style_sheet_draws(stars: str, value: float | None) -> None:
    item = f"<div>{{author}}</div><div>{stars}</div><div class=date>{{date}}</div><p>{{text}}</p>"
    found = read(listed(f"<div class=review>{item}</div>"))
    assert len(found) == 4
    assert [one.rating.value if one.rating else None for one in found] == [value] * 4
    assert {one.rating.best for one in found if one.rating} <= {10 if value == 9 else 5}


def test_a_warning_before_a_review_is_left_out() -> None:
    warned = "This review contains spoilers., click expand to view{text}"
    found = read(listed(ITEM.replace("{text}", warned)))
    assert [(text_of(one), one.spoiler) for one in found] == [(words(number), True) for number in range(4)]
    assert {one.spoiler for one in read(listed(ITEM))} == {None}


@pytest.mark.parametrize("text", ["Block this member", "This member is blocked", "Translated from French by", "Super Reviewer"])
def test_furniture_of_an_item_is_not_a_review(text: str) -> None:
    assert NOT_TEXT.match(text)


def test_a_page_that_lists_reviews_of_its_film_is_not_an_article() -> None:
    items = "".join(
        f"<li><div class=date>{DATES[at]}</div><div class=username>{AUTHORS[at]}</div><blockquote>{words(at)}</blockquote></li>"
        for at in range(4)
    )
    page = (
        "<title>Salt Ferry (1998) - Movie Reviews</title><h1>Salt Ferry (1998)</h1><p>Directed by: Ada Morn</p>"
        f"<p>PG-13, 1 hr. 44 min.</p><h3>Cast</h3><ul><li>Lena Okoro</li><li>Tove Lind</li></ul>"
        f"<h3>User Reviews (4)</h3><ul>{items}</ul>"
    )
    record = read_capture(Capture(body=page.encode()))
    assert record.page.kind == "film"
    assert [one.author for one in record.reviews] == list(AUTHORS)


SIGNED = (
    "<div class=user-reviews><strong>Cold but true {number}</strong><div class=meta>{date} | by <a href=/u/{number}>{author}</a>"
    " (Vienna) - <a href=/all>All of them</a></div><p class=body>{text}</p></div>"
)


def test_the_author_of_a_review_is_not_its_headline() -> None:
    assert [one.author for one in read(listed(SIGNED))] == list(AUTHORS)


def test_a_date_in_brackets_ends_a_review() -> None:
    item = "<article><h3 class=user>{author}</h3><p class=body>{text} (09.03.2004)</p></article>"
    found = read(listed(item))
    assert [(text_of(one), one.date) for one in found] == [(words(number), "2004-03-09") for number in range(4)]


def test_a_review_without_a_quotation_has_no_text() -> None:
    item = (
        "<li><div class=critic>{author}</div><div>Quay Herald {number}</div><p class=quote>{text} [Full review in Dutch]</p></li>"
    )
    page = listed(item, heading="Critic reviews").replace(f"{words(2)} [Full review in Dutch]", "Quote not available.")
    assert [text_of(one) for one in read(page)] == [words(0), words(1), "", words(3)]


def test_a_cast_under_a_label_for_comments_is_not_reviews() -> None:
    names = ("Ona Pell", "Jan Roth", "Ada Morn", "Ilse Brandt")
    rows = "".join(f"<tr><td class=nm>{name}</td><td class=char>Ox {at}</td></tr>" for at, name in enumerate(names))
    assert read(f"{TITLE}<h5>User Comments:</h5>Fine and cold<table class=list>{rows}</table>") == []


@pytest.mark.parametrize(
    ("review", "found"),
    [
        ({"author": "Tove Lind: Quay Herald"}, ("critics", "Tove Lind", "Quay Herald")),
        ({"author": "Tove Lind", "publisher": {"name": "Quay Herald"}}, ("critics", "Tove Lind", "Quay Herald")),
        ({"author": "Tove Lind", "publisher": {"name": "Filmdock"}}, ("audience", "Tove Lind", "Filmdock")),
    ],
)
def test_the_reviewer_in_data(review: dict[str, Any], found: tuple[str, ...]) -> None:
    page = TITLE + data({"@type": "Review", "reviewBody": words(0), **review})
    record = read_capture(Capture(body=page.encode(), url="https://www.filmdock.example/salt-ferry"))
    assert [(one.by, one.author, one.publication) for one in record.reviews] == [found]


def test_reviews_that_name_a_person_and_a_paper_are_by_critics() -> None:
    item = "<li><div class=date>{date}</div><div class=username>{author}, Quay Herald {number}</div><p>{text}</p></li>"
    page = listed(item, heading="Reviews").replace("Herald 0", "Herald").replace("Herald 1", "Times")
    found = read(page)
    assert [(one.by, one.author) for one in found] == [("critics", author) for author in AUTHORS]
    assert [one.publication for one in found][:2] == ["Quay Herald", "Quay Times"]


def test_comments_on_a_page_that_lists_reviews_are_not_reviews() -> None:
    reviews = listed(ITEM)
    comments_too = listed(ITEM.replace("{author}", "Guest {number}x"), heading="Comments").removeprefix(TITLE)
    assert [one.author for one in read(reviews + comments_too)] == list(AUTHORS)
    assert len(read(TITLE + comments_too)) == 4
