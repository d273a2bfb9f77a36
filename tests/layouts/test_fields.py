"""The readers: what each takes, skips and leaves out."""

import pytest

from filmdig.parsers.layouts.certificates import american_certificate, mpaa_certificate
from filmdig.parsers.layouts.cuts import Passage, server_cut
from filmdig.parsers.layouts.fields import (
    Derived,
    Reader,
    as_passage,
    at,
    attr,
    attrs,
    cast,
    data,
    each,
    ids,
    inside,
    json_ld,
    meta,
    named,
    once,
    one,
    own_text,
    passage,
    people,
    persons,
    present,
    stars,
    text,
    texts,
    this_text,
    together,
    when,
)
from filmdig.parsers.layouts.layout import set_field
from filmdig.parsers.layouts.releases import release
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, Certificate, Person, Record, Release, Review, ReviewRating


def page_of(html):
    return Page(Capture(body=b""), f"<html><body>{html}")


def test_text_skips_an_empty_first_match():
    page = page_of("<p class=a></p><p class=a> </p><p class=a>Copper  Moon</p><p class=b>other</p>")
    assert text("p.a")(page) == "Copper Moon"
    assert text("p.none", "p.a", "p.b")(page) == "Copper Moon"
    assert text("p.none")(page) is None


def test_text_drops_selected_elements():
    page = page_of("<p><b>Title:</b></p><p><b>Title:</b> Moon</p>")
    assert text("p", drop="b")(page) == "Moon"


def test_own_text_skips_an_empty_first_match():
    page = page_of("<p><b>x</b></p><p>Moon <b>x</b> Rise</p>")
    assert own_text("p")(page) == "Moon Rise"
    assert own_text()(page.all("p")[1]) == "Moon Rise"
    assert own_text()(page) is None


def test_passage_skips_an_empty_first_match_but_not_an_open_cut():
    page = page_of("<div></div><div>One.<br>Two.</div>")
    assert passage("div")(page) == Passage(text="One.\nTwo.")
    cut = page_of("<div><a class=more href=/rest>More</a></div><div>Other</div>")
    assert passage("div", cut=server_cut("a.more"))(cut) == Passage(text="", state="open", full_text_url="/rest")


def test_passage_takes_the_first_matching_cut_and_the_credit():
    page = page_of("<div>It rains. ~ Ann Lee, Rovi</div>")
    assert passage("div", credit=True)(page) == Passage(text="It rains.", credit="Ann Lee, Rovi")
    assert passage("div")(page).text == "It rains. ~ Ann Lee, Rovi"


def test_texts_and_attributes():
    page = page_of("<a href=' /x ' title=''>X</a><a>  </a><a href=/y>Y<i>!</i></a>")
    assert texts("a")(page) == ["X", "Y!"]
    assert texts("a", drop="i")(page) == ["X", "Y"]
    assert attrs("a", "href")(page) == ["/x", "/y"]
    assert attr("a", "title", "href")(page) == "/x"
    assert attr(None, "href")(page.all("a")[2]) == "/y"
    assert attr("b", "href")(page) is None
    assert this_text()(page.all("a")[1]) is None
    assert this_text(drop="i")(page.all("a")[2]) == "Y"


def test_meta_takes_the_first_name_that_has_a_value():
    page = Page(Capture(body=b""), '<head><meta name=a content=""><meta property=b content="B  b"></head>')
    assert meta("none", "a", "b")(page) == "B b"


def test_presence_is_true_or_unknown():
    page = page_of("<p class=fresh>")
    assert (present("p")(page), present("b")(page)) == (True, None)
    assert (when("p.fresh", "fresh")(page), when("b", "fresh")(page)) == ("fresh", None)


def test_readers_are_combined():
    page = page_of("<p>Director: Ann Lee; Bo Ek;</p>")
    found = text("p")
    assert found.search(r"Director: (\w+)")(page) == "Ann"
    assert found.search(r"Lee")(page) == "Lee"
    assert found.search(r"Cast")(page) is None
    assert found.less("Director: ").split(";")(page) == ["Ann Lee", "Bo Ek"]
    assert found.less(".*")(page) is None
    assert text("b").to(str.upper)(page) is None
    assert found.derived()(page).value == "Director: Ann Lee; Bo Ek;"
    assert isinstance(found.derived()(page), Derived)


@pytest.mark.parametrize(
    ("first", "second", "value"), [(None, 2, 2), ([], [1], [1]), ("", "x", "x"), (0, 5, 0), (None, None, None)]
)
def test_or_takes_the_first_value(first, second, value):
    assert Reader(lambda scope: first).or_(lambda scope: second)(page_of("")) == value


def test_or_calls_no_reader_after_the_first_value():
    assert Reader(lambda scope: 1).or_(lambda scope: 1 / 0)(page_of("")) == 1


def test_people_are_listed_once_with_their_url():
    page = page_of("<a href=/1>Ann Lee,</a><a href=/2>Ann Lee</a><a> , </a><a>Bo Ek<i>*</i></a>")
    assert people("a", drop="i")(page) == [Person(name="Ann Lee", url="/1"), Person(name="Bo Ek")]
    assert named(["Ann Lee"]) == [Person(name="Ann Lee")]
    assert named(None) == []


def test_cast_leaves_out_rows_without_a_name():
    page = page_of("<li><a href=/1>Ann</a><i>Queen</i></li><li><i>King</i></li>")
    read = cast("li", name=text("a"), role=text("i"), url=attr("a", "href"))
    assert read(page) == [CastMember(name="Ann", role="Queen", url="/1")]
    assert cast("li", name=text("a"))(page) == [CastMember(name="Ann")]


def test_once_keeps_the_first():
    assert once(["b", "a", "B"], str.lower) == ["b", "a"]


def test_each_makes_one_part_per_element():
    page = page_of("<li><b>Ann</b>: fine</li><li><b>Bo</b></li>")
    read = each("li", Review, by="critics", author=text("b"), text=own_text())
    assert read(page) == [Review(by="critics", author="Ann", text=": fine"), Review(by="critics", author="Bo")]


def test_one_is_none_without_its_needed_value():
    page = page_of("<b>4</b>")
    assert one(ReviewRating, needs="value", value=text("b"), best=5)(page) == ReviewRating(value="4", best=5)
    assert one(ReviewRating, needs="value", value=text("i"), best=5)(page) is None


def test_inside_ids_and_together():
    page = page_of("<p>out</p><div><p>in</p></div>")
    assert inside("div", text("p"))(page) == "in"
    assert inside("table", text("p"))(page) is None
    assert ids(a=text("p"), b=text("i"))(page) == {"a": "out"}
    assert together(texts("p"), text("p"), text("i"))(page) == ["out", "in", "out"]


@pytest.mark.parametrize(
    ("path", "value"), [("a.1.b", 3), ("a.5.b", None), ("a.x", None), ("a.0.b", None), ("c", 0), ("c.d", None), ("a.²", None)]
)
def test_at_follows_a_path(path, value):
    assert at({"a": [1, {"b": 3}], "c": 0}, path) == value


def test_data_in_scripts():
    page = page_of(
        '<script id=d>{"film": {"title": "Moon"}}</script>'
        '<script type="application/ld+json">{"@graph": [{"@type": "Person"}, {"@type": ["Movie"], "name": "Moon"}]}</script>'
    )
    assert data("script#d", "film.title")(page) == "Moon"
    assert data("script#none", "film.title")(page) is None
    assert json_ld("name")(page) == "Moon"
    assert json_ld("name", "Person")(page) is None


def test_persons_of_json_ld():
    stated = [{"name": " Ann  Lee ", "sameAs": "/1"}, "Bo Ek", {"name": ""}, {"name": 3}, 7, None]
    assert persons(stated) == [Person(name="Ann Lee", url="/1"), Person(name="Bo Ek")]
    assert persons({"name": "Ann", "url": "/u", "sameAs": "/s"}) == [Person(name="Ann", url="/u")]
    assert persons(None) == []


def test_a_release_needs_a_date():
    make = release("theatrical", "dmy", region="Sverige")
    assert make("3/2/2010") == Release(kind="theatrical", date="2010-02-03", region="Sverige")
    assert make("soon") is None


@pytest.mark.parametrize(
    ("printed", "rating", "reason"),
    [
        ("Rated R", "R", None),
        ("MPAA: PG-13 for some peril", "PG-13", "for some peril"),
        ("(pg13)", "PG-13", None),
        ("TV-MA", "TV-MA", None),
    ],
)
def test_american_certificates(printed, rating, reason):
    board = None if rating.startswith("TV-") else "MPAA"  # television ratings are not the MPAA's
    assert mpaa_certificate(printed) == [Certificate(system=board, rating=rating, reason=reason, printed=printed)]


def test_texts_that_are_not_american_certificates():
    assert mpaa_certificate("FSK 12") == []


def test_stars():
    assert stars(5)("3.875 stars") == ReviewRating(value=3.875, best=5, printed="3.875 stars")
    assert stars(5)("0") is None
    assert stars(5, 0, zero=True)("0") == ReviewRating(value=0, best=5, worst=0, printed="0")
    assert stars(5)("none") is None


def test_a_text_from_data():
    assert as_passage("One\n\n\nTwo ") == Passage(text="One\n\nTwo")
    assert as_passage(" \n") is None
    assert as_passage(None) is None


@pytest.mark.parametrize(("printed", "system"), [("PG", "MPAA"), ("TV-14", None)])
def test_a_board_guessed_from_the_letters_is_derived(printed, system):
    record = Record()
    set_field(record, "certificates", american_certificate(printed))
    assert record.film.certificates[0].system == system
    assert record.derived == (["/film/certificates/0/system"] if system else [])
