"""Crawlers' plain text of unknown sites: a line a block, or all in one line; what it does not say stays null."""

from filmdig.parsers.generic.flat_text import apart
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

PLOT = (
    "A salt carrier finds a child asleep between two sacks and cannot bring himself to wake it before the pass. When the snow "
    "comes he has to choose what he can carry down, and The Salt Road is long."
)
LINES = f"""Home
Films
Contact
The Salt Road (1987)
Genre: Drama, Adventure
Director: Ilya Tarn
Cast: Jo Lund, Vera Solin, Ida Voss
Running time: 97 min.
Synopsis: {PLOT}
Imprint
"""


def read(text: str):
    return read_capture(Capture(body=text.encode(), rendition="text"))


def test_a_line_a_block():
    film = read(LINES).film
    assert (film.title, film.year, [one.name for one in film.directors]) == ("The Salt Road", 1987, ["Ilya Tarn"])
    assert ([one.name for one in film.cast], film.runtime_minutes, film.synopsis) == (
        ["Jo Lund", "Vera Solin", "Ida Voss"],
        97,
        PLOT,
    )


def test_all_in_one_line():
    flat = " ".join(LINES.removeprefix("Home\nFilms\nContact\n").removesuffix("Imprint\n").split())
    film = read(flat).film
    assert (film.title, film.year, [one.name for one in film.directors]) == ("The Salt Road", 1987, ["Ilya Tarn"])
    assert ([one.name for one in film.cast], film.runtime_minutes) == (["Jo Lund", "Vera Solin", "Ida Voss"], 97)
    assert film.genres == ["Drama", "Adventure"]


def test_a_menu_is_no_title():
    text = LINES.replace("The Salt Road (1987)\n", "Video Clips\nSupport us\n").replace("The Salt Road", "it")
    assert read(text).film.title is None


def test_a_text_without_labels_is_left_as_it_is():
    assert apart("word " * 200) is None
    assert apart("Note: this\nis: a\ntext: of\nlines: " + "word " * 100) is None


def test_words_of_a_control_end_no_value():
    shown = "A salt carrier finds a child asleep between two sacks and cannot bring himself"
    text = LINES.replace(PLOT, f"{shown}... more (view trailer)").replace("Adventure", "Adventure more")
    record = read(text)
    assert (record.film.genres, record.film.synopsis) == (["Drama", "Adventure"], shown)
    assert [(cut.path, cut.state) for cut in record.truncations] == [("/film/synopsis", "open")]
    whole = read(LINES.replace(PLOT, f"{PLOT} full summary | add synopsis"))
    assert (whole.film.synopsis, whole.truncations) == (PLOT, [])


def test_a_point_inside_a_name_separates_nobody():
    film = read(LINES.replace("Ilya Tarn", "伊利亚·塔恩 / 安雅·沃尔")).film
    assert [one.name for one in film.directors] == ["伊利亚·塔恩", "安雅·沃尔"]


def test_of_several_lines_with_years_none_is_the_title():
    others = "Lamp Street (1970)\nOwl Ferry (1980)\nThe Cold Quay (1961)\nTickets\nPrices\nParking\nThe house"
    assert read(LINES.replace("The Salt Road (1987)", others).replace("The Salt Road", "It")).film.title is None


def test_names_that_are_run_together_are_apart():
    text = LINES.replace("Director: Ilya Tarn", "Director: Ilya TarnJo McLund").replace(
        "Jo Lund, Vera Solin", "Peter Lund Vera Solin"
    )
    film = read(text).film
    assert [one.name for one in film.directors] == ["Ilya Tarn", "Jo McLund"]
    assert [one.name for one in film.cast] == ["Peter Lund", "Vera Solin", "Ida Voss"]
