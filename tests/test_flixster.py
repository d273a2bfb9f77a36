"""Flixster: a page gives the same record from its HTML and from its text, and real pages are read in the right layout."""

import gzip

import pytest
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from tests.cases import CORPUS, FIXTURES, SEEDS, record_of

HTML = FIXTURES / "flixster" / "2011" / "hidden-remainder.html"
TEXT = FIXTURES / "flixster" / "community" / "rendered.txt"
# What a rendering to text loses: attributes (links, pictures, stars, marks of fresh and rotten), and roles, which are in
# another list, with the pictures.
MARKUP_ONLY = {"url", "author_url", "full_text_url", "image_url", "external_ids", "role", "rating", "verdict"}


def without_markup(value):
    if isinstance(value, dict):
        return {key: without_markup(inside) for key, inside in value.items() if key not in MARKUP_ONLY}
    if isinstance(value, list):
        return [without_markup(inside) for inside in value]
    return value


def test_text_fixture_is_the_rendering_of_the_html_one():
    assert TEXT.read_text(encoding="utf-8") == extract_plain_text(HTMLTree.parse(HTML.read_text(encoding="utf-8")))


@pytest.mark.parametrize("part", ["film", "ratings", "reviews", "review_totals", "related", "truncations", "derived", "issues"])
def test_text_rendition_gives_the_record_of_its_html(part):
    assert without_markup(record_of(TEXT)[part]) == without_markup(record_of(HTML)[part])


def test_cut_related_films_link_the_rest():
    markup = HTML.read_text(encoding="utf-8")
    link = '<h2><a title="Movies Similar to it" href="/movie/it/suggestions" class="forwardLink">More Movies like It</a></h2>'
    end = markup.index("(100%)</span></li></ul>") + len("(100%)</span></li></ul>")
    cut = markup[:end] + link + markup[end:]
    text = extract_plain_text(HTMLTree.parse(cut))
    for body, rest in ((cut, "/movie/it/suggestions"), (text, None)):
        record = read_capture(Capture(body=body.encode()))
        assert [(one.path, one.state, one.full_text_url) for one in record.truncations if one.path == "/related"] == [
            ("/related", "open", rest)
        ]


def seed(url=None):
    path = SEEDS / "000_8ab340e94cd62505.txt"
    if not path.exists():
        pytest.skip(f"the real pages are not here: {path}")
    return read_capture(Capture(body=path.read_bytes(), url=url))


def test_seed():
    record = seed("http://community.flixster.com/movie/zerkalo-the-mirror")
    film = record.film
    assert (record.page.kind, record.page.site) == ("film", "flixster")
    assert [film.cast[0].name, film.cast[1].name, film.cast[-1].name] == [
        "Margarita Terekhova", "Anatoli Solonitsin", "Innokenty Smoktunovsky",
    ]  # fmt: skip
    assert len(film.cast) == 12
    assert film.synopsis is not None
    assert "Second World War." in film.synopsis
    assert film.synopsis_credit == "Clarke Fountain, Rovi"
    assert [(r.by, r.value, r.rating_count) for r in record.ratings] == [("audience", 92, 8363), ("critics", 100, 8)]
    assert [(r.kind, r.date) for r in film.releases] == [("theatrical", "1975-01-01"), ("home_video", "2000-03-21")]
    assert (film.certificates[0].rating, film.runtime_minutes, film.directors[0].name) == ("Unrated", 90, "Andrei Tarkovsky")
    assert (film.year, record.derived) == (1975, ["/film/releases/0/kind", "/film/year"])
    assert record.review_totals.audience == 604
    assert [r.by for r in record.reviews] == ["audience"] * 10 + ["critics"] * 8
    assert (record.reviews[-1].author, record.reviews[-1].publication, record.reviews[-1].date) == (
        "Jeremy Heilman",
        None,
        "2002-03-05",
    )
    assert len(record.related) == 4
    assert film.title == "Zerkalo (The Mirror)"
    cuts = {cut.path: (cut.state, cut.by, cut.seams) for cut in record.truncations}
    assert cuts == {
        "/film/title": ("repaired", "url", [17]),
        "/film/synopsis": ("repaired", "hidden_remainder", [200]),
        "/reviews/0/text": ("repaired", "hidden_remainder", [280]),
        "/reviews/4/text": ("repaired", "hidden_remainder", [258]),
        "/reviews/5/text": ("repaired", "hidden_remainder", [280]),
        "/reviews/7/text": ("repaired", "hidden_remainder", [280]),
        "/reviews/8/text": ("repaired", "hidden_remainder", [276]),
    }
    assert record.issues == []


def test_seed_without_its_url_leaves_the_title_open():
    record = seed()
    assert record.film.title == "Zerkalo (The Mirr"
    assert (record.truncations[0].path, record.truncations[0].state) == ("/film/title", "open")


@pytest.mark.parametrize(
    ("name", "layout", "kind"),
    [
        ("2008-08_the-x-files-i-want-to-believe_film", "2008", "film"),
        ("2009-04_the-x-files-i-want-to-believe_film", "2009", "film"),
        ("2011-10_the-x-files-i-want-to-believe_film", "2011", "film"),
        ("2017-05_fight-club_film", "2016", "film"),
        ("2017-05_search-results", "search", "list"),
    ],
)
def test_real_pages(name, layout, kind):
    path = CORPUS / "flixster" / f"{name}.html.gz"
    if not path.exists():
        pytest.skip(f"the real pages are not here: {path}")
    record = read_capture(Capture(body=gzip.decompress(path.read_bytes())))
    assert (record.page.layout, record.page.kind) == (layout, kind)
    assert not [issue for issue in record.issues if issue.code == "field_failed"]
