"""The choice among several places with the known value, and what it reads on another page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from filmdig.parsers.learning.candidates import PageIndex, Sample, candidates
from filmdig.parsers.learning.data_layout import layouts_of
from filmdig.parsers.learning.learn import learn
from filmdig.parsers.learning.rows import cast_rows
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import CastMember, Film

NAMES = ("Karst", "Salt Road", "Ferry Bell", "Weir", "Thistle", "Orchard")
GENRES = (["Drama"], ["Comedy"], ["Drama", "Thriller"], ["Western", "War"], ["Romance", "Comedy"], ["War"])
PLOT = "The keeper of the {} waits for a boat that does not come, and counts the lanterns on the other shore of the lake."
MADE = "<p>Director: Ilya Tarn</p><p>Running time: 94 minutes</p>"


def read_another(made: Callable[[int], str]) -> Film:
    """Learn from five pages and read the sixth."""

    def page(number: int) -> Capture:
        html = f'<!doctype html><html lang="en"><title>{NAMES[number]}</title><body>{made(number)}</body></html>'
        return Capture(body=html.encode(), url=f"http://kinograf.example.net/movie/{number}")

    layout, _ = learn([Page(page(number), page(number).body.decode(), url=page(number).url) for number in range(5)], "k", [])
    record = read_capture(page(5), layouts=layouts_of([layout]))
    assert record.page.read_by == "learned"
    return record.film


def test_a_year_in_the_heading_is_not_part_of_the_title() -> None:
    def made(number: int) -> str:
        head = f'<div id="movie"><h1>{NAMES[number]}<br><small class="muted">{2001 + number}</small></h1>'
        return f"{head}<p class=when>Year: {2001 + number}</p>{MADE}<p class=story>{PLOT.format(number)}</p></div>"

    assert (read_another(made).title, read_another(made).year) == ("Orchard", 2006)


def test_a_genre_next_to_another_is_not_its_label() -> None:
    html = "<html><body><i class=card>Comedy</i><i class=card>Drama</i><b>Genre</b><i>Drama</i></body></html>"
    page = Page(Capture(body=b""), html)
    places = candidates([Sample(page, {"genres": ["Drama"]})], "genres", [PageIndex(page)])
    assert {place.label for place in places} == {None, "genre"}


@pytest.mark.parametrize("portrait", ['<a href="/p/1"><img></a>', ""])
def test_a_roles_selector_matches_the_role_first_in_its_row(portrait: str) -> None:
    casts = [
        [(f"{first} {last}", f"The {role} of {number}") for first, last, role in zip(*people, strict=True)]
        for number, people in enumerate(
            [(("Ada", "Bram", "Ines"), ("Oster", "Vance", "Lind"), ("Clerk", "Judge", "Cook"))] * 2
            + [(("Tove", "Karol", "Rana"), ("Marlin", "Sato", "Quist"), ("Maid", "King", "Smith"))]
        )
    ]

    def sample(cast: list[tuple[str, str]]) -> Sample:
        rows = "".join(
            f'<tr><td class="face">{portrait}</td><td><a href="/p">{name}</a></td>'
            f'<td class="as"><div><a href="/r">{role}</a></div></td></tr>'
            for name, role in cast
        )
        html = f'<html><body><table class="players"><tbody>{rows}</tbody></table></body></html>'
        return Sample(Page(Capture(body=b""), html), {"cast": [CastMember(name=name, role=role) for name, role in cast]})

    samples = [sample(cast) for cast in casts]
    rows = cast_rows(samples[:2])
    assert rows is not None
    assert rows.role == "td.as"
    assert [(member.name, member.role) for member in rows.read(samples[2].page)] == casts[2]


def test_a_place_may_have_more_genres_than_are_known() -> None:
    """The generic reader may know only some of a site's genres."""

    def made(number: int) -> str:
        own = ["Drama", "Westerns of the North"] if number in (1, 5) else GENRES[number]
        links = ", ".join(f'<a href="/g/{word[:4]}">{word}</a>' for word in own)
        line = f"<p class=line>{94 + number} min · <span>{links}</span></p>"
        return f"<div id=movie><h1>{NAMES[number]} ({2001 + number})</h1>{line}{MADE}</div>"

    assert read_another(made).genres == ["Drama", "Westerns of the North"]
