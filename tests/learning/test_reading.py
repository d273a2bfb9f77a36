"""Layout files written by hand: what each converter returns, and how the values are checked by the generic reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import filmdig
from filmdig.parsers.learning.data_layout import data_layouts, load
from filmdig.parsers.learning.places import Place, ReviewRows, Score
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import CastMember, Certificate, Person, Release


def page(html: str) -> Page:
    return Page(Capture(body=b""), f"<html><body>{html}</body></html>")


def at(html: str, to: str, **where: Any) -> Any:
    return Place(css=where.pop("css", "#v"), to=to, **where).read(page(html))


@pytest.mark.parametrize(
    ("html", "to", "value"),
    [
        ("<h1 id=v>Salt Ferry (1962)</h1>", "title", "Salt Ferry"),
        (f"<h1 id=v>{'Salt ' * 50}</h1>", "title", None),
        ('<h1 id=v>Salt Ferry (1962) "Saltferjen" (original title)</h1>', "title", "Salt Ferry"),
        ("<h1 id=v>Salt Ferry (II) (1962)</h1>", "title", "Salt Ferry"),
        ("<i id=v>Nobody waits.</i>", "text", "Nobody waits."),
        (f"<i id=v>{'a' * 301}</i>", "text", None),
        ("<i id=v>made in 1962 and 1963</i>", "year", 1962),
        ("<i id=v>19620</i>", "year", None),
        ("<i id=v>2010 (1984)</i>", "year", 1984),
        ("<i id=v>Winter of 1974 (TV film 2009)</i>", "year", 2009),
        ("<i id=v>112 minutes</i>", "minutes", 112),
        ("<i id=v>1 h 52 min</i>", "minutes", 112),
        ("<i id=v>1200 minutes</i>", "minutes", None),
        (f"<i id=v>112 minutes {'and more ' * 12}</i>", "minutes", None),
        ("<p id=v>The ferry <b>sails</b>.</p>", "passage", "The ferry sails."),
        ("<i id=v>Drama, War | Western</i>", "words", ["Drama", "War", "Western"]),
        ("<i id=v>Drama, 12, 13, 14</i>", "words", []),
        ("<ul id=v><li>Drama</li><li>War</li></ul>", "words", ["Drama", "War"]),
        ("<p id=v><a href=/1>Drama</a>, <a href=/2>Sea story</a></p>", "words", ["Drama", "Sea story"]),
        ("<i id=v>Norway / France</i>", "countries", ["Norway", "France"]),
        ("<i id=v>Colour, Mono</i>", "countries", []),
        ("<p id=v><a href=/p/1>Ines Lind</a></p>", "people", [Person(name="Ines Lind", url="/p/1")]),
        ("<a id=v href=/p/1>Ines Lind</a>", "people", [Person(name="Ines Lind", url="/p/1")]),
        (
            "<p id=v><a href=/p/1>Ines Lind</a> (the stories of the ferry) &amp; <a href=/p/2>Bram Oster</a> (first draft)</p>",
            "people",
            [Person(name="Ines Lind", url="/p/1"), Person(name="Bram Oster", url="/p/2")],
        ),
        ("<p id=v>Ines Lind, Bram Oster</p>", "people", [Person(name="Ines Lind"), Person(name="Bram Oster")]),
        ("<p id=v><a href=/p/1>Ines Lind</a></p>", "members", [CastMember(name="Ines Lind", url="/p/1")]),
        (
            "<p id=v>Ines Lind as Mother, Bram Oster</p>",
            "members",
            [CastMember(name="Ines Lind", role="Mother"), CastMember(name="Bram Oster")],
        ),
        ("<i id=v>9 March 1962</i>", "releases", [Release(kind=None, date="1962-03-09")]),
        ("<i id=v>soon</i>", "releases", None),
        ("<i id=v>MPAA: PG-13</i>", "certificates", [Certificate(system="MPAA", rating="PG-13", printed="MPAA: PG-13")]),
        (f"<i id=v>{'PG ' * 60}</i>", "certificates", None),
        ("<i id=v>1,204 votes</i>", "count", 1204),
    ],
)
def test_converters_of_a_text(html: str, to: str, value: Any) -> None:
    found = at(html, to)
    assert (found.text if to == "passage" else found) == value


def test_the_first_element_with_a_value_is_read_and_all_of_a_list() -> None:
    html = "<i class=v></i><i class=v>soon</i><i class=v>1962</i><i class=v>1963</i>"
    assert at(html, "year", css=".v") == 1962
    html = "<b class=v>Drama</b><b class=v>War, Drama</b><b class=v>War</b>"
    assert at(html, "words", css=".v") == ["Drama", "War"]
    html = "<a class=v href=/1>Ines Lind</a><a class=v href=/2>Bram Oster</a><a class=v href=/9>Ines Lind</a>"
    assert at(html, "people", css=".v") == [Person(name="Ines Lind", url="/1"), Person(name="Bram Oster", url="/2")]
    assert at("<p>", "people", css=".v") == []
    assert at("<p>", "year", css=".v") is None


@pytest.mark.parametrize(
    ("html", "mode", "value"),
    [
        ("<dt>Made:</dt><dd>1962</dd><dt>Made:</dt><dd>1963</dd>", "beside", 1962),
        ("<dt>Made</dt><dd></dd>", "beside", None),
        ("<dt>Made of</dt><dd>1962</dd>", "beside", None),
        ("<p><dt>MADE :</dt> 1962<br>1963</p>", "after", 1962),
        ("<div><dt>Made</dt></div>", "after", None),
        ("<div><dt>Made:</dt> in <b>1962</b></div>", "around", 1962),
        ("<div>Not <dt>Made:</dt> in 1962</div>", "around", None),
        ("<div><dt>Made</dt></div>", "around", None),
        (f"<dt>Made{' ' * 3}</dt><dd>1962</dd>", "beside", 1962),
    ],
)
def test_the_value_of_a_label(html: str, mode: Any, value: int | None) -> None:
    assert at(html, "year", css="dt", label="Made", mode=mode) == value


def test_of_several_equal_labels_the_first_counts() -> None:
    html = "<dt>Genre</dt><dd>Drama, War</dd><dt>Genre</dt><dd>Western</dd>"
    assert at(html, "words", css="dt", label="genre") == ["Drama", "War"]


def test_an_attribute_may_have_the_value() -> None:
    html = "<i class=v></i><i class=v data-made=' 1962 '>1970</i>"
    assert at(html, "year", css=".v", attribute="data-made") == 1962
    assert at(html, "passage", css=".v", attribute="data-made").text == "1962"


# Rows and scores


def test_every_part_of_a_review_is_read() -> None:
    rows = ReviewRows(css="li", by="critics", text=".t", author=".a", date=".d", rating=".r", publication=".p")
    html = (
        "<li><b class=a>Tove Lind</b><i class=d>9 March 2004</i><i class=r>3/5</i>"
        "<i class=p>The Quay</i><p class=t>It sails.</p></li>"
        "<li><b class=a></b><i class=d>soon</i><i class=r>good</i><p class=t>It sinks.</p></li><li><p class=t></p></li>"
    )
    one, two = rows.read(page(html))
    assert (one.by, one.author, one.date, one.publication, one.text.text) == (
        "critics",
        "Tove Lind",
        "2004-03-09",
        "The Quay",
        "It sails.",
    )  # type: ignore[union-attr]
    assert one.rating is not None
    assert (one.rating.value, one.rating.best) == (3, 5)
    assert (two.author, two.date, two.publication, two.text.text) == (None, None, None, "It sinks.")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("where", "value", "best", "worst"),
    [
        ({}, 7.5, 10, None),
        ({"best": 10.0, "worst": 1.0}, 7.5, 10, 1),
        ({"best": 7.5}, 7.5, 7.5, None),
        ({"worst": 8.0}, None, None, None),
        ({"best": 7.0}, None, None, None),
    ],
)
def test_a_score_is_within_its_scale(where: Any, value: float | None, best: float | None, worst: float | None) -> None:
    html = "<b>7.5/10</b><i>1,301 votes</i>"
    read = Score(css="b", by="audience", count="i", name="Kinograf", measure="mean", **where).read(page(html))
    assert (read is None) is (value is None)
    if read is not None:
        assert (read.value, read.best, read.worst, read.rating_count) == (value, best, worst, 1301)
        assert (read.name, read.by, read.measure, read.printed) == ("Kinograf", "audience", "mean", "7.5/10")


def test_a_letter_grade_is_not_a_score() -> None:
    assert Score(css="b", by="critics").read(page("<b>B+</b>")) is None


# A whole layout


LAYOUT = """
filmdig_layout = 1
site = "kinograf"
hosts = ["kinograf.example.net"]

[[templates]]
name = "film"
marks = ["#movie"]
refuses = ["#person"]

[templates.fields.title]
css = "h1"
to = "title"

[templates.fields.year]
css = ".when"
to = "year"

[templates.fields.runtime_minutes]
css = ".long"
to = "minutes"

[templates.fields.genres]
css = ".kinds"
to = "words"

[templates.fields.directors]
css = ".by"
to = "people"

[templates.fields.releases]
css = ".out"
to = "releases"

[templates.cast]
css = ".player"
name = ".who"
role = ".as"

[templates.reviews]
css = ".opinion"
by = "audience"
text = "p"

[[templates.scores]]
css = ".points"
by = "audience"
best = 10.0
count = ".votes"
"""
URL = "http://kinograf.example.net/movie/7"


@pytest.fixture
def layout(tmp_path: Path) -> Path:
    path = tmp_path / "kinograf.toml"
    path.write_text(LAYOUT)
    return path


def film(body: str, head: str = "") -> str:
    return f"<html><head><title>Salt Ferry - Kinograf</title>{head}</head><body><div id=movie>{body}</div></body></html>"


def test_a_page_is_read_from_its_places(layout: Path) -> None:
    html = film(
        "<h1>Salt Ferry</h1><i class=when>(1962)</i><i class=long>112 min</i><i class=by>Ines Lind</i>"
        "<i class=out>9 March 1962</i>"
        "<p class=kinds>Drama, War</p><p class=player><b class=who>Bram Oster</b> <i class=as>as The Keeper</i></p>"
        "<div class=opinion><p>It sails and sails and nobody waits for it.</p></div>"
        "<b class=points>7.5</b> <i class=votes>1,301 votes</i>"
    )
    record = filmdig.read(html, url=URL, layouts=layout)
    assert (record.page.site, record.page.layout, record.page.read_by, record.page.kind) == (
        "kinograf",
        "film",
        "learned",
        "film",
    )
    found = record.film
    assert (found.title, found.year, found.runtime_minutes, found.genres) == ("Salt Ferry", 1962, 112, ["Drama", "War"])
    assert (found.directors, found.releases) == ([Person(name="Ines Lind")], [Release(kind=None, date="1962-03-09")])
    assert [(one.name, one.role) for one in found.cast] == [("Bram Oster", "The Keeper")]
    assert [one.text for one in record.reviews] == ["It sails and sails and nobody waits for it."]
    assert [(one.value, one.best, one.rating_count) for one in record.ratings] == [(7.5, 10, 1301)]


def test_a_page_with_a_refused_mark_is_not_read_with_the_template(layout: Path) -> None:
    record = filmdig.read(film("<h1>Salt Ferry</h1><p id=person>Ines Lind"), url=URL, layouts=layout)
    assert record.page.layout is None


DATA = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Movie", "name": "Salt Ferry",
"description": "The ferry sails, and nobody on the quay of the harbour town waits for it any more.", "duration": "PT%dM",
"genre": ["Drama", "War", "Western"], "director": {"@type": "Person", "name": "Ines Lind"}}</script>"""


def test_fields_without_a_place_come_from_the_generic_reader(layout: Path) -> None:
    html = film("<h1>Salt Ferry</h1><p class=kinds>Drama</p><i class=long>112 min</i>", DATA % 112)
    record = filmdig.read(html, url=URL, layouts=layout)
    assert record.film.synopsis == "The ferry sails, and nobody on the quay of the harbour town waits for it any more."
    assert [one.name for one in record.film.directors] == ["Ines Lind"]
    assert record.film.genres == ["Drama", "War", "Western"], "the place has only some of the list"
    assert record.film.runtime_minutes == 112
    assert record.issues == []


def test_two_strong_witnesses_against_a_place_leave_its_field_empty(layout: Path) -> None:
    html = film(
        "<h1>Salt Ferry</h1><p class=by>Bram Oster</p>"
        "<table><tr><th>Director:</th><td><a href=/p/1>Ines Lind</a></td></tr></table>",
        DATA % 90,
    )
    record = filmdig.read(html, url=URL, layouts=layout)
    assert record.film.directors == []
    [issue] = [issue for issue in record.issues if issue.code == "witnesses_disagree"]
    assert issue.path == "/film/directors"
    assert issue.message.startswith("the layout has Bram Oster, but ")
    assert issue.message.endswith(" has Ines Lind; neither was taken")
    one = filmdig.read(film("<h1>Salt Ferry</h1><p class=by>Bram Oster</p>", DATA % 90), url=URL, layouts=layout)
    assert [person.name for person in one.film.directors] == ["Bram Oster"], "a single witness does not count"


def test_a_heading_and_the_data_can_contradict_a_place(tmp_path: Path) -> None:
    path = tmp_path / "kinograf.toml"
    path.write_text(LAYOUT.replace('css = "h1"', 'css = "a.card"'))
    html = film("<h1>Salt Ferry</h1><a class=card href=/v/3>Anniversary Trailer</a>", DATA % 90)
    record = filmdig.read(html, url=URL, layouts=path)
    assert (record.page.layout, record.film.title) == ("film", None)
    [issue] = [issue for issue in record.issues if issue.code == "witnesses_disagree"]
    assert issue.message.startswith("the layout has 'Anniversary Trailer', but headings ")
    assert issue.message.endswith(" has 'Salt Ferry'; neither was taken")


# Files and folders


def test_a_folder_of_layout_files_is_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for site in ("b", "a"):
        (tmp_path / f"{site}.toml").write_text(LAYOUT.replace("kinograf", site))
    (tmp_path / "notes.txt").write_text("not a layout")
    files = load([tmp_path, tmp_path / "a.toml"])
    assert [(one.site, one.name, one.hosts) for one in data_layouts(files)] == [
        ("a", "film", ("a.example.net",)),
        ("b", "film", ("b.example.net",)),
    ]


def test_a_folder_without_layout_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no layout file in the folder"):
        load([tmp_path])
    with pytest.raises(UsageError, match="the layout file cannot be read"):
        load([tmp_path / "nowhere.toml"])


def test_two_layouts_of_the_same_name_are_refused(layout: Path, tmp_path: Path) -> None:
    (tmp_path / "again.toml").write_text(LAYOUT)
    with pytest.raises(UsageError) as refused:
        load([layout, tmp_path / "again.toml"])
    assert str(refused.value) == "two layouts have the same name (kinograf/film): rename one, or give only one of the files"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "film"', 'name = "../x"', r"invalid template name '../x': use .* \(.*templates\[0\]\)"),
        (
            "[[templates]]",
            "".join(f'[[templates]]\nname = "t{n}"\nmarks = ["p"]\n' for n in range(50)) + "[[templates]]",
            "more than 50",
        ),
        ('to = "title"', 'to = "year"', r"title cannot be 'year'; use 'title' or 'text' \(.*templates\[0\]\.fields\.title\.to\)"),
        ('marks = ["#movie"]', 'marks = ["p"' + ', "p"' * 19 + "]", "at most 20"),
    ],
)
def test_an_invalid_or_excessive_file_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(LAYOUT.replace(old, new, 1))
    with pytest.raises(UsageError, match=says):
        load([tmp_path / "bad.toml"])
