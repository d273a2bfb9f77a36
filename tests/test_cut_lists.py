"""Cut lists, and cut names in lists, by every sign on a page."""

from typing import ClassVar

import pytest

from filmdig.parsers.layouts.cut_lists import counted, cut_name, ends_open, linked, may_be_cut, said, total_in, whole_name
from filmdig.parsers.layouts.cuts import CutList, Passage
from filmdig.parsers.layouts.fields import constant, people, text, texts
from filmdig.parsers.layouts.layout import Layout, set_field
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, Person, Record, Review, Truncation

NAMES = "<ul><li>Ona Reed</li><li>Jo Lund</li></ul>"


def page(html, url="http://films.example/lykten"):
    return Page(Capture(body=b"", url=url, rendition="html"), f"<html><body>{html}", url=url)


def read(html, *signs, items=None):
    """Return the record's keywords and their truncation."""
    record = Record()
    set_field(record, "keywords", may_be_cut(items or texts("li"), *signs)(page(html)))
    return record.film.keywords, record.truncations


def cut(total=None, url=None, path="/film/keywords"):
    return [Truncation(path=path, state="open", total=total, full_text_url=url)]


WHOLE = (["Ona Reed", "Jo Lund"], [])


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("See All (204)", 204),
        ("7 of 48", 48),
        ("Showing 1-10 of 1,204 keywords", 1204),
        ("1–3 von 12", 12),
        ("3 из 17", 17),
        ("See all 204 »", 204),
        ("74 cast", 74),
        ("2 304 people", 2304),
        ("See full cast & crew", None),
        ("Cast of 1984", None),
        ("", None),
    ],
)
def test_total_in_a_link_or_heading(words, total):
    assert total_in(words) == total


@pytest.mark.parametrize(
    ("html", "signs", "expected"),
    [
        (f"{NAMES}<a class=all href='/full'>See full cast</a>", [linked("a.all")], (WHOLE[0], cut(None, "/full"))),
        (f"{NAMES}<p class=all><a href='/full'>See All (204)</a>", [linked("p.all")], (WHOLE[0], cut(204, "/full"))),
        (f"{NAMES}<a class=all href='/full'>See All (2)</a>", [linked("a.all")], WHOLE),
        (f"{NAMES}<a class=all href='/aka'>AKA (32)</a>", [linked("a.all", counts=False)], (WHOLE[0], cut(None, "/aka"))),
        (
            f"{NAMES}<a href='/x'>Trailers</a><a href='/full'>Full cast</a>",
            [linked("a", words="full")],
            (WHOLE[0], cut(None, "/full")),
        ),
        (f"{NAMES}<a href='/x'>Trailers</a>", [linked("a", words="full")], WHOLE),
        (f"<h2>Cast <span>2 of 48</span></h2>{NAMES}", [said("h2 span")], (WHOLE[0], cut(48))),
        (f"<h2>Cast <span>2 of 2</span></h2>{NAMES}", [said("h2 span")], WHOLE),
        (f"<table><td>Credited cast</td></table>{NAMES}", [said("td", "first billed only")], WHOLE),
        (
            f"<table><td>Cast overview, first billed only:</td></table>{NAMES}",
            [said("td", "first billed only")],
            (WHOLE[0], cut()),
        ),
        (NAMES, [counted(constant(74))], (WHOLE[0], cut(74))),
        (NAMES, [counted(constant(2))], WHOLE),
        (NAMES, [counted(constant(None))], WHOLE),
        (f"<h3>74 cast</h3>{NAMES}", [counted(text("h3")), linked("a")], (WHOLE[0], cut(74))),
        (f"<h3>1 cast</h3>{NAMES}<a href='/full'>all</a>", [counted(text("h3")), linked("a")], WHOLE),
        ("<ul><li>Ona Reed<li>Jo Lund<li>...</ul>", [ends_open], (WHOLE[0], cut())),
        ("<ul><li>Ona Reed<li>Jo Lund<li>et al.</ul>", [ends_open], (WHOLE[0], cut())),
        ("<ul><li>Ona Reed<li>Jo Lund, …</ul>", [ends_open], (WHOLE[0], cut())),
        ("<ul><li>Ona Reed<li>Jo Lund u. a.</ul>", [ends_open], (WHOLE[0], cut())),
        ("<ul><li>Ona Reed<li>Jo Lund и др.</ul>", [ends_open], (WHOLE[0], cut())),
        ("<ul><li>Ona Reed<li>Jo Lund</ul>", [ends_open], WHOLE),
        ("<ul></ul>", [ends_open, linked("a")], ([], [])),
    ],
)
def test_each_sign_of_a_cut_list(html, signs, expected):
    assert read(html, *signs) == expected


def test_linked_dots_give_the_address_of_the_rest():
    record = Record()
    html = '<p><a href="/p/1">Ona Reed</a>, <a href="/p/2">Jo Lund</a>, <a href="/cast">...</a></p>'
    set_field(record, "producers", may_be_cut(people("p a"), ends_open)(page(html)))
    assert record.film.producers == [Person(name="Ona Reed", url="/p/1"), Person(name="Jo Lund", url="/p/2")]
    assert record.truncations == cut(None, "/cast", "/film/producers")


def test_alternate_titles_given_as_texts_may_be_cut():
    record = Record()
    set_field(record, "alternate_titles", may_be_cut(texts("li"), counted(constant(9)))(page("<li>One<li>Two")))
    assert [title.title for title in record.film.alternate_titles] == ["One", "Two"]
    assert record.truncations == cut(9, None, "/film/alternate_titles")


def test_a_list_completed_from_data_is_repaired():
    record = Record()
    set_field(record, "keywords", CutList(items=["a", "b"], total=2, by="embedded_data"))
    assert record.truncations == [Truncation(path="/film/keywords", state="repaired", by="embedded_data", total=2)]


def test_a_counted_list_that_was_not_read_is_an_issue():
    record = Record()
    set_field(record, "cast", CutList(items=[], total=74))
    assert [(issue.code, issue.path) for issue in record.issues] == [("field_missing", "/film/cast")]
    assert record.truncations == cut(74, None, "/film/cast")


class Announcing(Layout):
    site, name = "films", "1999"
    title = text("h1")
    announced: ClassVar = {"reviews": ("h2.reviews",)}

    def reviews(self, page):
        return [Review(by="audience", text=one.text) for one in page.all("li.review")]


@pytest.mark.parametrize(
    ("html", "issues"),
    [
        ("<h1>Lykten</h1><h2 class=reviews>Reviews</h2>", [("field_missing", "/reviews")]),
        ("<h1>Lykten</h1><h2 class=reviews>Reviews</h2><li class=review>Dim.", []),
        ("<h1>Lykten</h1>", []),
    ],
)
def test_announced_content_that_was_not_read_is_an_issue(html, issues):
    record = Record()
    Announcing().read(page(html), record)
    assert [(issue.code, issue.path) for issue in record.issues] == issues


def test_the_first_mark_on_the_page_that_announces_content_is_named(monkeypatch):
    monkeypatch.setattr(Announcing, "announced", {"reviews": ("h2.reviews", "a.all-reviews", "p.review-count")})
    record = Record()
    Announcing().read(page("<h1>Lykten</h1><a class=all-reviews>All</a><p class=review-count>2"), record)
    assert [issue.message for issue in record.issues] == ["the page announces it (a.all-reviews), and none was read"]


@pytest.mark.parametrize(
    ("printed", "others", "text_", "state"),
    [
        ("Philip J. Fr…", (), "Philip J. Fr", "open"),
        ("Philip J. Fr…", ("Philip J. Frisk",), "Philip J. Frisk", "repaired"),
        ('DeWayne "Syco Smo...', (None, "DeWayne “Syco Smoov” Turr"), "DeWayne “Syco Smoov” Turr", "repaired"),
        ("Philip J. Fr ...", ("Philip J. Fr...", "Turanga"), "Philip J. Fr", "open"),
    ],
)
def test_a_name_printed_cut(printed, others, text_, state):
    found = whole_name(printed, *others)
    assert isinstance(found, Passage)
    assert (found.text, found.state) == (text_, state)


@pytest.mark.parametrize("printed", [None, "", "Ona Reed", "…", "..."])
def test_a_name_that_is_not_cut_is_as_printed(printed):
    assert whole_name(printed, "Ona Reed the Elder") == printed == cut_name(printed)


def test_a_cut_role_has_the_path_of_its_member():
    record = Record()
    cast = [CastMember(name="Ona Reed"), CastMember(name="Jo Lund", role=whole_name("The Kee…", "The Keeper"))]
    set_field(record, "cast", CutList(items=cast, total=9))
    assert record.film.cast[1].role == "The Keeper"
    assert {(one.path, one.state) for one in record.truncations} == {("/film/cast", "open"), ("/film/cast/1/role", "repaired")}
