"""Values: what holds for every text of a record."""

import pytest

from filmdig.parsers.layouts.addresses import resolve_urls
from filmdig.parsers.layouts.values import less_elsewhere, tidy, title_and_year, title_only, year_only
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Film, Record

CONTROLS = "\x93Lanterns\x94\x85 for Ilya\x92s boat \x96 at \x80 5\x99"
SHOWN = "“Lanterns”… for Ilya’s boat – at € 5™"


def test_control_characters_are_what_browsers_make_of_their_references():
    assert one_line(CONTROLS) == SHOWN
    assert tidy(CONTROLS) == (SHOWN, [])


def test_they_are_so_in_a_page_too():
    page = Page(Capture(body=b""), f"<body><p title='{CONTROLS}'>{CONTROLS}</p><p>&#147;Lanterns&#148;</p></body>")
    first, second = page.all("p")
    assert (first.text, tidy(first.raw_text()[0])[0], second.text) == (SHOWN, SHOWN, "“Lanterns”")


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("All hammer, no moon. [Full review in Spanish]", "All hammer, no moon."),
        ("All hammer, no moon. (Full Review in Portuguese).", "All hammer, no moon."),
        ("A full review in Spanish would say more.", "A full review in Spanish would say more."),
    ],
)
def test_the_note_of_a_quote_that_was_translated(quote, kept):
    assert less_elsewhere(quote) == kept


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="pt_BR" xml:lang="pt"><meta http-equiv="Content-Language" content="en">', "pt-BR"),
        ('<html lang=" " xml:lang="hu">', "hu"),
        ('<html><meta http-equiv="Content-Language" content="en-us">', "en-us"),
        ("<html><p>lang", None),
    ],
)
def test_the_language_that_a_page_states(html, language):
    assert Page(Capture(body=b""), html).language == language


@pytest.mark.parametrize(
    ("printed", "base", "whole"),
    [
        ("/pics/moon.jpg", "http://films.example/movie/moon", "http://films.example/pics/moon.jpg"),
        ("moon.jpg", "http://films.example/movie/moon", "http://films.example/movie/moon.jpg"),
        ("/pics/moon.jpg", None, "/pics/moon.jpg"),
        ("./Copper Moon (2016)_files/moon.jpg", "http://films.example/movie/moon", None),
        ("Copper Moon_files/moon.jpg", None, None),
        ("http://films.example/my_files/moon.jpg", None, "http://films.example/my_files/moon.jpg"),
    ],
)
def test_addresses(printed, base, whole):
    record = Record(film=Film(image_url=printed))
    resolve_urls(record, base)
    assert record.film.image_url == whole


@pytest.mark.parametrize(
    ("raw", "offset", "text", "place"),
    [
        ("It rains.  \nIt stops.", 9, "It rains.\nIt stops.", 9),
        ("It rains.  \nIt stops.", 12, "It rains.\nIt stops.", 10),
        ("It rains.\n\n\n\nIt stops.", 13, "It rains.\n\nIt stops.", 11),
        ("It rains. \n \n \n It stops.", 16, "It rains.\n\nIt stops.", 11),
        ("It   rains.", 5, "It rains.", 3),
        ("It rains.   ", 12, "It rains.", 9),
        ("   It rains.", 3, "It rains.", 0),
        ("[b]It[/b] rains.", 9, "It rains.", 2),
        ("It [i]rains[/i].", 6, "It rains.", 3),
    ],
)
def test_a_place_in_a_text_is_found_again_in_the_tidy_one(raw, offset, text, place):
    assert tidy(raw, [offset]) == (text, [place])


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Tin Moon (1994)", "Tin Moon", 1994),
        (" Tin\n Moon  (1994) ", "Tin Moon", 1994),
        ("Tin Moon (Blechmond) (1994)", "Tin Moon (Blechmond)", 1994),
        ("Tin Moon", "Tin Moon", None),
        ("Tin Moon (part 2)", "Tin Moon (part 2)", None),
        ("(1994)", "(1994)", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_title_and_the_year_after_it(text, title, year):
    assert title_and_year(text) == (title, year)
    assert (title_only(text), year_only(text)) == (title, year)
