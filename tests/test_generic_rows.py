"""Labelled rows in every markup."""

from __future__ import annotations

import pytest

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Film


def rows(html: str) -> list[tuple[str, list[str]]]:
    page = Page(Capture(body=b"", rendition="html"), html)
    return [(row.field, row.lines) for row in Evidence(page, "film").rows]


@pytest.mark.parametrize(
    "html",
    [
        "<dl><dt>Director</dt><dd>Ilse Brandt</dd><dt>Studio mascot</dt><dd>Owl</dd></dl>",
        "<table><tr><th>Director</th><td>Ilse Brandt</td></tr><tr><th>Mascot</th><td>Owl</td></tr></table>",
        "<table><tr><td>Director:</td><td>Ilse Brandt</td></tr><tr><td>Mascot</td><td>Owl</td></tr></table>",
        "<p><b>Director:</b> Ilse Brandt<br><b>Mascot:</b> Owl</p>",
        "<p>Director: Ilse Brandt<br>Mascot: Owl</p>",
        "<p><strong>Director</strong>: Ilse Brandt</p>",
        "<ul><li>Director: Ilse Brandt</li><li>Mascot: Owl</li></ul>",
        "<ul><li><span>Director</span><span>Ilse Brandt</span></li></ul>",
        "<div><div class=k>Director</div><div class=v>Ilse Brandt</div><div class=k>Mascot</div><div>Owl</div></div>",
        "<h3>Director</h3><p>Ilse Brandt</p><h3>Mascot</h3><p>Owl</p>",
        "<p>Mascot: Owl | Director: Ilse Brandt | Chairs: 4</p>",
        "<div><span class=label>Regie</span> <a href=/p/1>Ilse Brandt</a></div>",
    ],
)
def test_a_label_and_its_value(html: str) -> None:
    assert rows(html) == [("directors", ["Ilse Brandt"])]


def test_a_value_of_several_lines_ends_at_the_next_label() -> None:
    html = "<p><b>Cast</b><br>Ona Pell<br>Jan Roth<br><b>Running time</b> 94 min</p>"
    assert rows(html) == [("cast", ["Ona Pell", "Jan Roth"]), ("runtime_minutes", ["94 min"])]


def test_prose_with_a_colon_is_not_a_row() -> None:
    assert rows("<p>He wrote a note to the director: nobody is to leave.</p>") == []


def film(html: str) -> Film:
    page = f"<!doctype html><title>Karst (2004)</title><h1>Karst (2004)</h1><p>Director: Ilse Brandt</p>{html}"
    return read_capture(Capture(body=page.encode(), rendition="html")).film


def test_rows_with_parts_of_a_list_are_joined() -> None:
    found = film(
        "<p><b>Genres</b> - Drama, War</p><p><b>Sub-Genres</b> - Anti-War Film</p><h4>Moods</h4><p>Bleak Hours, Slow Burners</p>"
        "<h4>Themes</h4><p>Lost Ferries</p><h4>Keywords</h4><p>harbour, ice</p>"
    )
    assert found.genres == ["Drama", "War", "Anti-War Film"]
    assert found.keywords == ["Bleak Hours", "Slow Burners", "Lost Ferries", "harbour", "ice"]


def test_a_second_row_with_the_same_label_is_another_film_s() -> None:
    assert film("<p><b>Genre:</b> Drama</p><p><b>Genre:</b> Comedy</p><p><b>Category:</b> Western</p>").genres == ["Drama"]
