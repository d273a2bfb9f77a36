"""Labelled rows in every form that `Rows` reads."""

from filmdig.parsers.layouts.fields import text
from filmdig.parsers.layouts.rows import Rows
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture


def page_of(html):
    return Page(Capture(body=b""), f"<html><body>{html}")


def test_rows_with_a_value():
    page = page_of("<li><b>Run Time : </b><i>90 min</i></li><li><b>Run time</b><i>95 min</i></li><li><b>Empty</b><i></i></li>")
    rows = Rows("li", label="b", value="i")
    assert rows["Run time"](page) == "90 min"
    assert rows["Length", "RUN TIME:"](page) == "90 min"
    assert rows["Empty"](page) is None
    assert rows["None"](page) is None
    assert [(label, node.text) for label, node in rows.printed(page)] == [
        ("Run Time :", "90 min"),
        ("Run time", "95 min"),
        ("Empty", ""),
    ]


def test_rows_without_their_label():
    page = page_of("<li><b>Genre:</b> Drama, <a>Crime</a></li><li>no label</li>")
    rows = Rows("li", label="b")
    assert rows["Genre"](page) == "Drama, Crime"
    assert rows.read("Genre", text("a"))(page) == "Crime"
    assert rows.read(("Kind", "Genre"), text("i"))(page) is None
    assert rows.node("Genre")(page) == page.first("li")
    assert len(rows.printed(page)) == 1


def test_labels_before_and_inside_their_values():
    page = page_of("<dl><dt>Year</dt><dd>1975</dd></dl><p><b>By</b> Ann</p>")
    assert Rows("dt", beside=True)["Year:"](page) == "1975"
    assert Rows("p b", around=True)["By"](page) == "By Ann"
    assert Rows("dd", beside=True).printed(page) == []
