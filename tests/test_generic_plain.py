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
