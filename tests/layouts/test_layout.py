"""What a layout does with its readers' values: failures, cuts, derived years, URLs."""

import pytest

from filmdig.parsers import choose as choosing
from filmdig.parsers.layouts.addresses import resolve_urls
from filmdig.parsers.layouts.cuts import Passage
from filmdig.parsers.layouts.fields import Derived, text
from filmdig.parsers.layouts.layout import REGISTRY, Layout, has_mark, is_empty, pointer, set_field
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import (
    Film,
    Person,
    Record,
    Related,
    Release,
    Review,
    Truncation,
)


@pytest.fixture(autouse=True)
def _no_layout_stays_registered():
    known = list(REGISTRY)
    yield
    REGISTRY[:] = known


def page_of(html, **known):
    return Page(Capture(body=b""), f"<html><body>{html}", **known)


def read(layout, html):
    record = Record()
    layout().read(page_of(html), record)
    return record


def test_a_failing_reader_loses_only_its_field_and_is_reported():
    class Failing(Layout):
        site, name, marks = "kinograf", "failing", ("h1",)
        title = text("h1")

        def genres(self, page):
            """Fail."""
            raise ValueError("no genre in " + page.first("h1").text)

        usual = ("title", "genres")

    record = read(Failing, "<h1>Moon</h1>")
    assert record.film.title == "Moon"
    assert [(issue.code, issue.path, issue.message) for issue in record.issues] == [
        ("field_failed", "/film/genres", "ValueError: no genre in Moon"),
        ("field_missing", "/film/genres", "pages of kinograf/failing normally have it"),
    ]


@pytest.mark.parametrize(
    ("releases", "year"),
    [
        ([Release(kind="theatrical", date="1976-02"), Release(kind="theatrical", date="1975")], 1975),
        ([Release(kind="festival", date="1974"), Release(kind="theatrical", date="1975-03-01")], 1975),
        ([Release(kind="home_video", date="1999"), Release(kind="television", date="1980")], None),
        ([Release(date="1974"), Release(kind="theatrical", date="1975")], 1974),
        ([Release(kind="theatrical", date="1975", note="re-release")], None),
        ([], None),
    ],
)
def test_a_year_is_derived_only_from_first_releases_in_cinemas(releases, year):
    class Dated(Layout):
        site, name, marks, usual = "kinograf", "dated", ("h1",), ()
        year_from_release = True

        def releases(self, page):
            """As given."""
            return releases

    record = read(Dated, "<h1>")
    assert record.film.year == year
    assert record.derived == (["/film/year"] if year else [])

    class Undated(Dated):
        name, marks, year_from_release = "undated", ("h1",), False

    assert read(Undated, "<h1>").film.year is None


def test_two_matching_layouts_are_reported(monkeypatch):
    class First(Layout):
        site, name, marks, hosts = "kinograf", "1999", ("h1",), ("kinograf.example",)

    class Second(Layout):
        site, name, marks, hosts = "kinograf", "2004", ("h1", "p"), ("kinograf.example",)

    page = page_of("<h1>Moon</h1><p>", url="http://kinograf.example/1")
    monkeypatch.setattr(choosing, "of_host", lambda host: (First, Second) if host == "kinograf.example" else ())
    choice = choosing.choose(page)
    assert choice.layout is Second
    assert page.notes == [
        ("layout_ambiguous", "the page has the marks of kinograf/1999, kinograf/2004; the layout with the most marks was chosen"),
    ]


def test_a_single_matching_layout_adds_no_issue(monkeypatch):
    class Only(Layout):
        site, name, marks, refuses, hosts = "kinograf", "1999", ("h1",), ("p.new",), ("kinograf.example",)

    monkeypatch.setattr(choosing, "of_host", lambda host: (Only,) if host == "kinograf.example" else ())
    page = page_of("<h1>", url="http://kinograf.example/1")
    assert choosing.choose(page).layout is Only
    assert choosing.choose(page).evidence == ["host kinograf.example (url)", "h1"]
    assert page.notes == []
    refused = page_of("<h1><p class=new>", url="http://kinograf.example/1")
    assert choosing.choose(refused).layout is None


@pytest.mark.parametrize(
    ("mark", "has"),
    [
        ("h1", True),
        ("h2, h1", True),
        ("h2, h3", False),
        ("div.a p", True),
        ("div.b p", False),
        ("x-board p", False),
        ("div:has(p, b)", True),
        (lambda page: "Moon" in page.html, True),
        (lambda page: False, False),
    ],
)
def test_marks(mark, has):
    assert has_mark(page_of("<h1>Moon</h1><div class=a><p></p></div>"), mark) is has


def test_marks_of_a_text_are_regular_expressions_at_line_starts():
    page = Page(Capture(body=b"", rendition="text"), "Moon\nDirected by: Ann")
    assert has_mark(page, r"^Directed by")
    assert not has_mark(page, r"^by")


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("javascript:void(0)", "http://films.example/a/b", None),
        ("JavaScript:alert(1)", "http://films.example/a/b", None),
        (" javascript:void(0) ", None, None),
        ("data:image/png;base64,AA", None, None),
        ("mailto:ann@films.example", "http://films.example/", None),
        ("about:blank", None, None),
        ("vbscript:x", None, None),
        ("#top", "http://films.example/", None),
        ("", "http://films.example/", None),
        ("HTTP://films.example/x", "http://other.example/", "http://films.example/x"),
        ("https://films.example/x", None, "https://films.example/x"),
        ("/x", "http://films.example/a/b?c", "http://films.example/x"),
        ("//cdn.example/x", "https://films.example/a", "https://cdn.example/x"),
        ("x?y=a:b", "http://films.example/a/b", "http://films.example/a/x?y=a:b"),
        ("../x", "http://films.example/a/b/c", "http://films.example/a/x"),
        ("/../x", "http://films.example/a/b", "http://films.example/x"),
        ("/name/nm1/?ref_=a/b", "HTTP://Films.example:80/a/b", "http://Films.example:80/name/nm1/?ref_=a/b"),
        ("/a/./b", "http://films.example/", "http://films.example/a/b"),
        ("/a//b;c?", "http://films.example/", "http://films.example/a//b;c"),
        (" /a#b ", "http://films.example/", "http://films.example/a#b"),
        ("/a\nb", "http://films.example/", "http://films.example/ab"),
        ("/x", "ftp://films.example/a", "ftp://films.example/x"),
        ("/x", "//films.example/a", "//films.example/x"),
        ("/x", "http:a", "http:///x"),
        ("/x", "http://[films/", "/x"),
        ("x", None, "x"),
        ("?p=2", "http://films.example/a", "http://films.example/a?p=2"),
        ("x", "http://films.example", "http://films.example/x"),
        ("//[bad", "http://films.example/", "//[bad"),
    ],
)
def test_urls_are_made_absolute_and_scripts_dropped(url, base, whole):
    record = Record(
        film=Film(directors=[Person(name="Ann", url=url)], image_url=url),
        reviews=[Review(by="critics", url=url, author_url=url)],
        related=[Related(title="Rise", url=url)],
        truncations=[Truncation(path="/film/synopsis", state="open", full_text_url=url)],
    )
    resolve_urls(record, base)
    found = [record.film.directors[0].url, record.film.image_url, record.reviews[0].url, record.reviews[0].author_url]
    assert [*found, record.related[0].url, record.truncations[0].full_text_url] == [whole] * 6


def test_cuts_and_derived_values_are_listed_by_their_paths():
    record = Record()
    set_field(record, "synopsis", Passage(text="It ra", state="open", full_text_url="/rest", credit="Ann Lee"))
    set_field(record, "year", Derived(1975))
    set_field(record, "runtime_minutes", Derived(None))
    set_field(record, "reviews", [None, Review(by="critics", text=Passage(text="Fine", state="repaired", by="url", seams=[2]))])
    set_field(record, "page_language", "en")
    assert (record.film.synopsis, record.film.synopsis_credit, record.film.year) == ("It ra", "Ann Lee", 1975)
    assert (record.reviews[0].text, record.page.language) == ("Fine", "en")
    assert record.derived == ["/film/year"]
    assert record.truncations == [
        Truncation(path="/film/synopsis", state="open", full_text_url="/rest"),
        Truncation(path="/reviews/0/text", state="repaired", by="url", seams=[2]),
    ]


def test_what_is_empty():
    assert [is_empty(value) for value in (None, "", [], {}, 0, 0.0, "x", [0])] == [
        True,
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


def test_pointers():
    assert [pointer(name) for name in ("title", "ratings", "page_url")] == ["/film/title", "/ratings", "/page/url"]
