"""What IMDb's fixtures do not show: texts that quote tags, printed forms, and the addresses of further reviews."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.sites.imdb.credits import episodes_in, job_of, job_or_heading, role_in
from filmdig.parsers.sites.imdb.printed import (
    alternate_title,
    certificate,
    helpful,
    printed_release,
    rating_out_of_ten,
    region_and_note,
)
from filmdig.scraper.sources.sniff import page
from tests.cases import FIXTURES

TEXT = (FIXTURES / "imdb" / "text" / "film-head-cut-localised.txt").read_bytes()


def test_a_crawlers_text_that_quotes_tags_is_a_text():
    assert b"<br>" in TEXT
    assert page(TEXT) == ("text", "")
    assert Page(Capture(body=TEXT), TEXT.decode()).rendition == "text"


def test_its_record_needs_no_declared_rendition():
    record = read_capture(Capture(body=TEXT))
    assert (record.page.rendition, record.page.layout, record.film.title) == ("text", "text", "O Açude")


def test_a_page_about_addresses_is_html():
    html = b"<p>URL: http://www.example.org/</p>\n<p>That is an address.</p>"
    assert page(html) == ("html", "")
    assert Page(Capture(body=html), html.decode()).rendition == "html"


RUNS = ["1," * 20_000, "1" * 40_000, "& " * 20_000 + "x", "()" * 20_000, '"' * 40_000, "/ ..." * 8_000]
READERS = [
    job_of,
    role_in,
    episodes_in,
    alternate_title,
    region_and_note,
    printed_release,
    certificate,
    helpful,
    rating_out_of_ten,
]


@pytest.mark.parametrize("text", RUNS, ids=lambda text: text[:3])
@pytest.mark.parametrize("read", READERS)
def test_long_runs_of_a_printed_forms_own_characters_are_read_in_time(read, text):
    # A pattern that tries every position of such a run would take minutes.
    read(text)


@pytest.mark.parametrize(
    ("printed", "job"),
    [
        ("(novel)", "novel"),
        ("(story) &", "story"),
        ("(written by) (as The Lamp Brothers) and", "written by (as The Lamp Brothers)"),
        ("(as A. Quill)", "(as A. Quill)"),
        ("(12 episodes, 2011-2012)", None),
        ("makeup artist (uncredited)", "makeup artist (uncredited)"),
        ("(adaptation) (dialogue) ...", "adaptation, dialogue"),
    ],
)
def test_jobs(printed, job):
    assert job_of(printed) == job


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (None, "Set Decoration by"),
        ("(as A. Quill)", "Set Decoration by (as A. Quill)"),
        ("set dresser (as A. Quill)", "set dresser (as A. Quill)"),
    ],
)
def test_a_row_without_a_job_has_its_headings(job, expected):
    assert job_or_heading("Set Decoration by", job) == expected


@pytest.mark.parametrize(
    ("printed", "title", "region", "note"),
    [
        ("Kaltes Signal", "Kaltes Signal", None, None),
        ("Untitled Weir Project (USA) (working title)", "Untitled Weir Project", "USA", "working title"),
        ('"Semaforo" - Chile, Peru (informal title)', "Semaforo", "Chile, Peru", "informal title"),
        ("La barque (French title)", "La barque", None, "French title"),
    ],
)
def test_alternate_titles(printed, title, region, note):
    found = alternate_title(printed)
    assert (found.title, found.region, found.note) == (title, region, note)


@pytest.mark.parametrize(
    ("printed", "role", "episodes"),
    [
        ("Penny / ... (205 episodes, 2007-2016)", Passage(text="Penny", state="open"), 205),
        ("Contestant / ... 7 episodes, 2016", Passage(text="Contestant", state="open"), 7),
        ("Keeper (voice)", "Keeper (voice)", None),
        ("...", None, None),
    ],
)
def test_roles(printed, role, episodes):
    assert role_in(printed.removesuffix("7 episodes, 2016").strip()) == role
    assert episodes_in(printed) == episodes


def test_reviews_that_a_title_page_announces_and_that_are_not_read_are_an_issue():
    body = (FIXTURES / "imdb" / "overview-top" / "2010-head-whole.html").read_bytes()
    moved = body.replace(b"comment-meta", b"review-meta")
    assert moved != body
    assert not [issue for issue in read_capture(Capture(body=body)).issues if issue.path == "/reviews"]
    record = read_capture(Capture(body=moved))
    assert [(issue.code, issue.path) for issue in record.issues if issue.path == "/reviews"] == [("field_missing", "/reviews")]


def data_address(**variables) -> str:
    query = {"operationName": "TitleReviewsRefine", "variables": json.dumps(variables)}
    return f"https://caching.graphql.imdb.com/?{urlencode(query)}"


@pytest.mark.parametrize(
    ("url", "ids", "after"),
    [
        (data_address(const="tt0996001", first=25), {"imdb": "tt0996001"}, {"after": "c2", "const": "tt0996001", "first": 25}),
        ("https://caching.graphql.imdb.com/", {}, None),
        ("https://caching.graphql.imdb.com/?variables=%5B1%5D", {}, None),
        ("https://caching.graphql.imdb.com/?variables=%7Bcut", {}, None),
        (data_address(const=["tt0996001"]), {}, {"after": "c2", "const": ["tt0996001"]}),
    ],
)
def test_the_address_of_the_next_part_of_a_titles_reviews(url, ids, after):
    """The answer names the title only where the query asked for it."""
    node = {"author": {"nickName": "lee_shore"}, "text": {"originalText": {"plaidHtml": "Dim."}}}
    info = {"hasNextPage": True, "endCursor": "c2"}
    body = json.dumps({"data": {"title": {"reviews": {"edges": [{"node": node}], "pageInfo": info}}}}).encode()
    record = read_capture(Capture(body=body, url=url, rendition="json"))
    assert (record.film.external_ids, [one.text for one in record.reviews]) == (ids, ["Dim."])
    (cut,) = record.truncations
    asked = parse_qs(urlsplit(cut.full_text_url or "").query)
    assert (json.loads(asked["variables"][0]) if asked else None) == after


def test_a_date_that_differs_between_the_page_and_its_data_is_an_issue():
    def read(source: str):
        record = read_capture(Capture(body=source.encode(), url="https://www.imdb.com/title/tt0993001/"))
        disagreements = [(one.path, one.message) for one in record.issues if one.code == "witnesses_disagree"]
        return record.page.layout, record.reviews[0].date, disagreements

    shown = (FIXTURES / "imdb" / "next-noscript" / "2021-plot-cut-own-vote.html").read_text(encoding="utf-8")
    assert read(shown) == ("next-noscript", "2017-11-26", [])
    stated = '{"@type": "Movie", "review": {"dateCreated": "2017-11-27", "author": {"name": "%s"}}}'
    data = '<script type="application/ld+json">' + stated + "</script></head>"
    message = ("/reviews/0/date", "taken from the page's data; the page shows 2017-11-26")
    assert read(shown.replace("</head>", data % "dialtone")) == ("next-noscript", "2017-11-27", [message])
    assert read(shown.replace("</head>", data % "another")) == ("next-noscript", "2017-11-26", [])

    whole = (FIXTURES / "imdb" / "next" / "2023-plot-cut-zero-metascore.html").read_text(encoding="utf-8")
    shown_date = '<span class="review-date">Jan %d, 2021</span></body>'
    assert read(whole.replace("</body>", shown_date % 4)) == ("next", "2021-01-04", [])
    message = ("/reviews/0/date", "taken from the page's data; the page shows 2021-01-03")
    assert read(whole.replace("</body>", shown_date % 3)) == ("next", "2021-01-04", [message])
