"""Reviews and scores on pages of unknown sites: their texts, authors and grades, and nothing else."""

import pytest

from filmdig.parsers.generic.bylines import author_in
from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.grades import BRACKETED, COUNT, grade_of, votes_in
from filmdig.parsers.generic.witnesses.comments import comments
from filmdig.parsers.generic.witnesses.ratings import ratings
from filmdig.parsers.generic.witnesses.reviews import reviews
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture

PARAGRAPHS = [
    (
        "The keeper of the light at Skerrow has not spoken to anyone for a year when the boat comes in, and for the first half "
        "hour the film has the patience to leave him to it, alone with his lamp."
    ),
    "Then the boat brings a boy. What follows is told in glances, in the turning of the lamp and in the way that bread is cut.",
    "It is not much, and it is enough; few films of this winter will be remembered for a loaf.",
]


def evidence(body: str, kind: str, head: str = "") -> Evidence:
    return Evidence(Page(Capture(body=b"", rendition="html"), f"<!doctype html><html><head>{head}</head><body>{body}"), kind)


def review_of(body: str, head: str = ""):
    (statement,) = reviews(evidence(body, "article", head))
    (review,) = statement.value
    return review


@pytest.mark.parametrize(
    ("text", "value", "best"),
    [
        ("Rating: 3 1/2 out of 4 stars. Rated: PG-13 for nothing", 3.5, 4),
        ("The Lamp (2019) *½", 1.5, None),
        ("** out of ****", 2, 4),
        ("★★★★☆", 4, 5),
        ("★★★½", 3.5, None),
        ("Four stars out of five", 4, 5),
        ("4 von 5 Sternen", 4, 5),
        ("3 sur 5", 3, 5),
        ("7,5 из 10", 7.5, 10),
        ("(9.2/10.0)", 9.2, 10),
        ("9.8 Out of ten", 9.8, 10),
        ("3.876 out of 5 from 3,262 votes", 3.876, 5),
        ("1½/5", 1.5, 5),
        ("2 stars", 2, None),
        ("Grade: C+.", "C+", None),
        ("Note : 4/5", 4, 5),
    ],
)
def test_grades(text, value, best):
    found = grade_of(text)
    assert found is not None
    assert (found.value, found.best) == (value, best)


@pytest.mark.parametrize(
    "text",
    [
        "Rated: R",
        "Rating: TV-MA",
        "on 1/17/2008",
        "24/7 service",
        "1/2 price",
        "a 3 of a kind",
        "-/10",
        "8★ beside",
        "11/10",
        "2 de 3",
    ],
)
def test_texts_that_are_not_grades(text):
    assert grade_of(text) is None


@pytest.mark.parametrize(
    ("text", "count", "approximate"),
    [
        ("(scored by 107,326 users)", 107326, False),
        (" (2675)", 2675, False),
        ("9.05/10 6.7K ratings", 6700, True),
        (" (748 425)", 748425, False),
        ("94 голоса", 94, False),
        ("12.3万人评分", 123000, True),
    ],
)
def test_votes(text, count, approximate):
    match = BRACKETED.match(text) or COUNT.search(text)
    assert match is not None
    found = votes_in(match)
    assert (found.count, found.approximate) == (count, approximate)


@pytest.mark.parametrize(
    ("line", "sure", "author"),
    [
        ("By ADA MORN, Herald Film Critic Published October 7, 2004", False, "ADA MORN"),
        ("Review by Ada Morn | posted January 30, 2005 | E-mail the Author", False, "Ada Morn"),
        ("Ada Morn — 1/17/2008 10:58 am", True, "Ada Morn"),
        ('Artículo realizado por Ada Luz Morn "Faro"', False, 'Ada Luz Morn "Faro"'),
        ("Von Ada Morn am 3.4.2020", False, "Ada Morn"),
        ("Автор: Ада Морн", False, "Ада Морн"),
        ("作者：张灯", False, "张灯"),
        ("-Ada Morn", False, "Ada Morn"),
        ("Crítica de Cine", False, None),
        ("Director: Ada Morn", False, None),
        ("By the time he arrives", False, None),
        ("Posted by admin", False, None),
    ],
)
def test_bylines(line, sure, author):
    assert author_in(line, sure=sure) == author


def test_an_article_is_one_review_with_all_its_paragraphs_and_nothing_else():
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2]) + f"<h2>Bread</h2><p>{PARAGRAPHS[2]}</p>"
    page = (
        '<div class="menu"><a href="/">Home</a> <a href="/film">Film</a></div><h1>The Lamp of Skerrow</h1>'
        '<p class="byline">Ada Morn</p><p class="dateline">Thursday 24 April 2014</p>'
        "<div><p>THE LAMP Rating: 3 1/2 out of 4 stars. Rated: PG for storms. Starring: Jo Lund, Vera Solin.</p>"
        f"<figure><figcaption>Jo Lund at the lamp, in a picture that says nothing of the film at all."
        f"</figcaption></figure>{body}</div>"
        '<ul><li><a href="/1">Another film of the week that is no part of this page at all</a></li></ul>'
        '<div class="comments"><p>I have seen it twice and twice I have fallen asleep before the boat came.</p></div>'
    )
    review = review_of(page, '<meta property="og:site_name" content="The Skerrow Herald">')
    assert review.text.text == "\n\n".join([*PARAGRAPHS[:2], "Bread", PARAGRAPHS[2]])
    assert (review.author, review.date, review.publication) == ("Ada Morn", "2014-04-24", "The Skerrow Herald")
    assert (review.rating.value, review.rating.best) == (3.5, 4)


def test_stars_as_pictures():
    stars = '<img src="/i/star_full.gif"><img src="/i/star_full.gif"><img src="/i/star_half.gif"><img src="/i/star_empty.gif">'
    review = review_of(f"<h1>The Lamp</h1><p>{stars}</p>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS))
    assert (review.rating.value, review.rating.best) == (2.5, 4)


def test_a_page_without_an_article_has_no_review():
    assert list(reviews(evidence("<h1>The Lamp</h1><p>By Ada Morn</p><p>Soon.</p>", "article"))) == []


ITEMS = [
    ("Mira", "A quiet film about bread and light; I was glad to be there."),
    ("olek77", "Too slow for me, but the boy is good."),
]


@pytest.mark.parametrize(
    "markup",
    [
        (
            '<h3>Отзывы о фильме</h3><div class="who">{0}</div><div class="what">{1}</div>'
            '<div class="who">{2}</div><div class="what">{3}</div><h3>Ещё</h3>'
            "<p>Другие фильмы этого года смотрите в каталоге.</p>"
        ),
        (
            '<section id="comments"><ul><li><b class="user">{0}</b><p class="text">{1}</p></li><li><b class="user">{2}</b>'
            '<p class="text">{3}</p></li></ul></section>'
        ),
        (
            '<h2>User reviews</h2><div class="r"><div class="head">Completed</div><div class="name">{0}</div><div>report</div>'
            '<div class="body">{1}</div></div><div class="r"><div class="head">Completed</div><div class="name">{2}</div>'
            '<div>report</div><div class="body">{3}</div></div><h2>News</h2>'
        ),
    ],
)
def test_reviews_by_the_audience(markup):
    (statement,) = comments(evidence("<h1>The Lamp</h1>" + markup.format(*ITEMS[0], *ITEMS[1]), "film"))
    assert [(review.by, review.author, review.text.text) for review in statement.value] == [("audience", *item) for item in ITEMS]


def test_date_and_grade_of_an_audience_s_review():
    item = '<div class="r"><div class="user">{}</div><div>May {}, 2016</div><div>{}/10</div><div class="t">{}</div></div>'
    page = "<h2>Reviews</h2>" + item.format("Mira", 19, 9, ITEMS[0][1]) + item.format("Olek", 3, 4, ITEMS[1][1])
    (statement,) = comments(evidence(page, "film"))
    assert [(one.author, one.date, one.rating.value, one.rating.best) for one in statement.value] == [
        ("Mira", "2016-05-19", 9, 10),
        ("Olek", "2016-05-03", 4, 10),
    ]


def scores(body: str, kind: str = "film") -> list:
    found = [statement.value for statement in ratings(evidence(body, kind)) if statement.field == "ratings"]
    return [(one.by, one.measure, one.value, one.best, one.rating_count) for value in found for one in value]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Karst</h1><div>IMDb: 7.8 (748 425)</div>", [("audience", "mean", 7.8, 10, 748425)]),
        (
            (
                "<h1>Karst</h1><div><b>IMDb</b><i>8.5</i><span>789k votes</span></div>"
                "<div><b>RT</b><i>97%</i><span>critics</span></div><div><b>RT</b><i>95%</i><span>audience</span></div>"
            ),
            [
                ("audience", "mean", 8.5, 10, 789000),
                ("critics", "percent_positive", 97, 100, None),
                ("audience", "percent_positive", 95, 100, None),
            ],
        ),
        ("<h1>Karst</h1><ul><li>57 METASCORE</li></ul>", [("critics", "mean", 57, 100, None)]),
        ("<h1>Karst</h1><div><b>Рейтинг:</b> 7.4 / 10</div>", [("audience", "mean", 7.4, 10, None)]),
        (
            "<h1>Karst</h1><ul><li><b>Score:</b> 8.9 (scored by 107,326 users)</li></ul>",
            [("audience", "mean", 8.9, None, 107326)],
        ),
        ("<h1>Karst</h1><div><b>Your rating:</b> 5/10</div><div><b>Rating:</b> PG-13</div>", []),
        ("<h1>Karst</h1><p>IMDb gives it 12.5</p><div>IMDb 11</div>", []),
    ],
)
def test_scores(body, expected):
    assert scores(body) == expected


def test_a_score_in_data_and_on_a_tile_is_taken_once():
    data = '{"@type":"Movie","name":"Karst","aggregateRating":{"ratingValue":"8.5","bestRating":10,"ratingCount":789114}}'
    body = f'<script type="application/ld+json">{data}</script><h1>Karst</h1><div>IMDb 8.5 789k votes</div>'
    assert scores(body) == [("audience", "mean", 8.5, 10, 789114)]


def test_an_implausible_score_is_reported_and_left_out():
    page = evidence(
        '<div itemscope itemtype="http://schema.org/Movie"><b itemprop="name">F</b><div itemprop="aggregateRating" itemscope '
        f'itemtype="http://schema.org/AggregateRating"><i itemprop="ratingValue">{"1" * 5000}</i></div></div>',
        "film",
    )
    assert list(ratings(page)) == []
    assert [code for code, _ in page.page.notes] == ["value_implausible"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            (
                "<h4>Users</h4><p>34% liked it</p><div>247,327 ratings</div>"
                "<h4>Critics</h4><p>31% liked it</p><div>157 critics</div>"
            ),
            [("audience", "percent_positive", 34, 100, 247327), ("critics", "percent_positive", 31, 100, 157)],
        ),
        ("<div>9.0/10 478,754 votes</div>", [("audience", "mean", 9, 10, 478754)]),
        ("<p>Average Rating: 8.5/10<br>Reviews Counted: 16</p>", [("critics", "mean", 8.5, 10, 16)]),
        ("<p>96% want to see it</p>", [("audience", "want_to_see", 96, 100, None)]),
        ("<p>Up 22% in popularity this week</p><p>20% off at the till</p><p>My rating 7/10</p>", []),
    ],
)
def test_scores_without_a_label(body, expected):
    assert scores(f"<h1>Karst</h1>{body}") == expected


def test_printed_words_name_the_raters_of_a_score_in_data():
    data = '{"@type":"Movie","name":"Karst","aggregateRating":{"ratingValue":91,"bestRating":"100","reviewCount":68}}'
    body = f'<script type="application/ld+json">{data}</script><h1>Karst</h1><h3>Tomatometer</h3><p>91%</p>'
    assert [one[:4] for one in scores(body)] == [("critics", "percent_positive", 91, 100)]


def test_hreview():
    page = (
        '<h1>The Lamp</h1><div class="hreview"><span class="item"><b class="fn">The Lamp</b></span> <span class="reviewer vcard">'
        '<span class="fn">Ada Morn</span></span> <abbr class="dtreviewed" title="2008-01-17">Thursday</abbr> '
        '<span class="rating"><span class="value">3.5</span>/<span class="best">5</span></span>'
        f'<div class="description"><p>{PARAGRAPHS[0]}</p></div></div>'
    )
    (statement,) = comments(evidence(page, "film"))
    (review,) = statement.value
    assert (review.author, review.date, review.text) == ("Ada Morn", "2008-01-17", PARAGRAPHS[0])
    assert (review.rating.value, review.rating.best) == (3.5, 5)


def test_hreview_aggregate():
    page = (
        '<h1>The Lamp</h1><div class="hreview-aggregate"><span class="rating"><span class="average">7.5</span> of '
        '<span class="best">10</span></span> (<span class="votes">2,675</span>)</div>'
    )
    assert ("audience", "mean", 7.5, 10, 2675) in scores(page)


def test_an_introduction_a_list_and_a_short_end_belong_to_the_text_but_a_form_does_not():
    first, second, third = PARAGRAPHS
    petition = f"<div><h3>Sign here</h3><form><input type=text><p>{second.replace('boy', 'petition')}</p></form></div>"
    body = (
        f"<section><p>{first} The harbour is drawn in salt and tar.</p></section><div><p>{first}</p><p>{second}</p>"
        f"<h3>What stays</h3><ul><li>A lamp</li><li>The bread</li></ul><p>{third}</p>{petition}<p>See it soon.</p></div>"
    )
    found = review_of(f"<h1>The Lamp review</h1><p class=meta>By <a rel=author href=/a/7>lampkeeper7</a></p>{body}")
    lines = found.text.text.split("\n\n")
    assert lines == [
        f"{first} The harbour is drawn in salt and tar.",
        *PARAGRAPHS[:2],
        "What stays",
        "A lamp",
        "The bread",
        third,
    ]
    assert found.author == "lampkeeper7"
    paragraphs = "".join(f"<p>{one}</p>" for one in (*PARAGRAPHS, "See it soon."))
    found = review_of(f"<h1>The Lamp review</h1><p>By Ada Morn</p><div>{paragraphs}</div>")
    assert found.text.text.endswith("See it soon.")


def test_short_reviews_end_before_a_hidden_form():
    items = "".join(
        f"<a href=#><div><h5>{name}</h5><small>{days} days ago</small></div><p>{text}</p></a>"
        for name, days, text in (("Ada Morn", 2, "A fine lamp. I would see it again."), ("Nils Oke", 3, "Not for me."))
    )
    form = "<div style='display:none'><h2>Leave a review</h2><p>Share what you think of this one here.</p></div>"
    (statement,) = comments(evidence(f"<h1>The Lamp</h1><h2>Community Reviews</h2><div>{items}</div>{form}", "film"))
    found = [(one.author, one.title, one.text.text) for one in statement.value]
    assert found == [("Ada Morn", None, "A fine lamp. I would see it again."), ("Nils Oke", None, "Not for me.")]


@pytest.mark.parametrize(("grade", "value"), [("Our score 4/5", 4), ("4", None), ("Our score 4/5</p><p>Theirs 3/5", None)])
def test_a_review_page_without_text_has_its_only_grade(grade, value):
    found = list(reviews(evidence(f"<table><tr><td>[Review] The Lamp</td><td><p>{grade}</p></td></tr></table>", "article")))
    assert [one.value[0].rating.value for one in found] == ([value] if value else [])
