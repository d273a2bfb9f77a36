"""Reviews, casts and scores in rows: the places learned from known values, and what they read."""

from __future__ import annotations

import pytest

from filmdig.parsers.learning.candidates import Sample
from filmdig.parsers.learning.places import CastRows, ReviewRows, Score
from filmdig.parsers.learning.rows import cast_rows, review_rows, scores
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, Rating, Review, ReviewRating

AUTHORS = ("Tove Lind", "Bram Oster", "Ines Harrow", "Odile Quist", "Marek Tarn")
DATES = ("2004-03-09", "2004-11-21", "2005-01-02", "2006-07-30", "2007-12-05")


def page(html: str) -> Page:
    return Page(Capture(body=b""), f"<html><body>{html}</body></html>")


def opinion(number: int) -> str:
    return f"In number {number} the harbour freezes over and nobody waits for the ferry any more, which is a pity."


def reviewed(numbers: range) -> Sample:
    """Return a page with a review for each number and an advertisement, and what is known about it."""
    rows, known = [], []
    for number in numbers:
        author, date, grade = AUTHORS[number % 5], DATES[number % 5], 1 + number % 9
        rows.append(
            f'<li class="opinion"><div class="head"><a class="who" href="/u/{number}">{author}</a> <i class="when">{date}</i>'
            f' <b class="mark">{grade}/10</b></div><p class="words">{opinion(number)}</p></li>'
        )
        rating = ReviewRating(value=grade, best=10)
        known.append(Review(by="audience", author=author, date=date, rating=rating, text=opinion(number)))
    html = f'<h1>Karst</h1><ul class="opinions">{"".join(rows)}</ul><div class="other"><p class="words">Buy now</p></div>'
    return Sample(page(html), {"reviews": known})


def test_rows_of_reviews_are_learned_and_read_on_another_page():
    rows = review_rows([reviewed(range(3)), reviewed(range(3, 7)), reviewed(range(7, 9))])
    assert rows is not None
    other = reviewed(range(20, 23))
    assert [
        (one.by, one.author, one.date, one.rating and (one.rating.value, one.rating.best), one.text.text)
        for one in rows.read(other.page)
    ] == [(one.by, one.author, one.date, (one.rating.value, one.rating.best), one.text) for one in other.known["reviews"]]


def single(number: int) -> Sample:
    author, date, grade = AUTHORS[number % 5], DATES[number % 5], 1 + number % 5
    html = (
        f'<h1>Karst {number}</h1><div class="article"><p class="credit">by <span class="pen">{author}</span></p>'
        f'<time>{date}</time><span class="stars">{grade}/5</span><div class="column">{opinion(number)}</div></div>'
    )
    review = Review(by="critics", author=author, date=date, rating=ReviewRating(value=grade, best=5), text=opinion(number))
    return Sample(page(html), {"reviews": [review]})


def test_a_page_that_is_one_review_has_one_row():
    rows = review_rows([single(number) for number in range(4)])
    assert rows is not None
    assert rows.css == "body"
    (read,) = rows.read(single(9).page)
    assert (read.author, read.date, read.rating.value, read.text.text) == (AUTHORS[4], DATES[4], 5, opinion(9))


def test_nothing_is_learned_from_texts_that_the_pages_do_not_have():
    strange = [Sample(one.page, {"reviews": [Review(by="audience", text="Another text " * 5)]}) for one in map(single, range(3))]
    assert review_rows(strange) is None
    assert review_rows([Sample(page("<p>x"), {})]) is None


CASTS = (
    [("Ada Vance", "The Keeper"), ("Nils Bright", "Old Tom"), ("Vera Kovar", "Lena")],
    [("Joss Marlin", "A Sailor"), ("Rana Sato", "Judge Holt"), ("Piet Prinz", "Mother"), ("Lio Moreau", "The Clerk")],
    [("Emil Calloway", "Doctor Reyes"), ("Sunna Tarn", "Captain Holt")],
)


@pytest.mark.parametrize(
    ("row", "holder"),
    [
        ('<tr class="p"><td class="n">{name}</td><td class="r">{role}</td></tr>', "table"),
        ("<tr><td>{name}</td><td>...</td><td>{role}</td></tr>", "table"),
        ('<li class="p"><a href="/n">{name}</a> <em>{role}</em></li>', "ul"),
        ('<div class="p"><span class="n">{name}</span><span class="r">as {role}</span></div>', "div"),
    ],
)
def test_rows_of_a_cast_are_learned_with_their_roles(row, holder):
    def sample(cast):
        rows = "".join(row.format(name=name, role=role) for name, role in cast)
        known = [CastMember(name=name, role=role) for name, role in cast]
        crew = "<table class=crew><tr><td>Ada Quill</td><td>Director</td></tr></table>"
        return Sample(page(f"<h1>Karst</h1>{crew}<{holder} class=cast>{rows}</{holder}>"), {"cast": known})

    rows = cast_rows([sample(cast) for cast in CASTS[1:]])
    assert rows is not None
    assert [(one.name, one.role) for one in rows.read(sample(CASTS[0]).page)] == CASTS[0]


def scored(value: float, count: int) -> Sample:
    html = f'<h1>Karst</h1><p>1962</p><span class="mark">{value}/10</span> of <span class="votes">{count} votes</span>'
    return Sample(page(html), {"ratings": [Rating(by="audience", measure="mean", value=value, best=10, rating_count=count)]})


def test_the_place_of_a_score_is_learned_with_its_count():
    (place,) = scores([scored(7.5, 120), scored(6.1, 45), scored(8.2, 9)])
    read = place.read(scored(5.5, 1301).page)
    assert (read.by, read.measure, read.value, read.best, read.rating_count) == ("audience", "mean", 5.5, 10, 1301)


def test_a_number_outside_its_scale_is_not_a_score():
    assert Score(css="b", by="audience", best=5).read(page("<b>7.5</b>")) is None
    assert Score(css="b", by="audience").read(page("<b>none</b>")) is None
    assert Score(css="b", by="audience").read(page("<i>7</i>")) is None


def test_rows_without_a_name_or_a_text_are_left_out():
    made = page("<p class=p><b></b></p><p class=p><b><a href='/p/1'>Ada Quill</a></b><i></i></p>")
    (member,) = CastRows(css=".p", name="b", role="i").read(made)
    assert (member.name, member.role, member.url) == ("Ada Quill", None, "/p/1")
    assert ReviewRows(css=".p", by="audience", text="u").read(made) == []


def test_an_author_that_is_not_a_name_is_kept_if_it_is_short():
    row = f"<p class=p><b>{{}}</b><u>{opinion(1)}</u></p>"
    rows = ReviewRows(css=".p", by="audience", text="u", author="b")
    assert [one.author for one in rows.read(page(row.format("moonfan_62")))] == ["moonfan_62"]
    assert [one.author for one in rows.read(page(row.format("moon " * 20)))] == [None]
