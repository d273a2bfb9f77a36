"""Words for film only in menus, scripts and addresses do not make a page a film page."""

from __future__ import annotations

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.generic.shown import shows_film
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record

MENU = (
    "<nav>"
    + "".join(f"<a href='/movies/{n}'>Movies of {n}</a> <a href='/cinema/{n}'>Cinema</a>" for n in range(1990, 2000))
    + "</nav>"
)
TALK = "<p>The harbour board met on Monday and spoke about cranes, ropes and the price of salt for two hours.</p>" * 30
PADDING = f"<script>var filler = '{'x' * 12_000}';</script>"


def shown(html: str) -> bool:
    return shows_film(Evidence(Page(Capture(body=b""), html), "unknown"))


def test_words_of_a_menu_are_not_a_sign():
    page = f"<html><head><title>Cranes</title>{PADDING}</head><body>{MENU}<h1>Cranes</h1>{TALK}</body></html>"

    assert not shown(page)
    assert read_capture(Capture(body=page.encode())).page.kind == "unknown"


def test_a_page_of_a_known_site_is_always_read():
    rows = {"Original title": "Saltmyr", "Genre": "Drama", "Country": "Norway", "Certificate": "PG-13"}
    film = "<h1>Saltmarsh</h1><dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows.items()) + "</dl>"
    page = Page(Capture(body=b""), f"<html><head>{PADDING}</head><body>{MENU}{film}{TALK}</body></html>")
    record, other = Record(), Record()

    read_generic(page, record)
    read_generic(page, other, of_any_site=True)

    assert (record.film.title, record.film.original_title) == ("Saltmarsh", "Saltmyr")
    assert other.page.kind == "unknown"


def test_a_link_to_a_film_in_a_text_about_something_else_is_not_a_sign():
    link = "<a href='https://www.imdb.com/title/tt0000000/'>here</a>"

    assert not shown(f"<html><body><h1>Cranes</h1>{TALK}<p>See {link}.</p></body></html>")


def test_words_of_the_text_are_a_sign():
    page = f"<html><body>{MENU}{PADDING}<h1>Saltmarsh</h1>{TALK}<p>The film is the third movie of its maker.</p></body></html>"

    assert shown(page)


def test_a_title_with_a_year_is_a_sign():
    page = f"<html><body>{MENU}{PADDING}<h1>Saltmarsh (1962)</h1>{TALK}</body></html>"

    assert shown(page)
    assert not shown(page.replace(" (1962)", ""))


def test_a_label_that_is_a_whole_element_is_a_sign():
    page = f"<html><body>{MENU}{PADDING}<h1>Saltmarsh</h1>{TALK}<dl><dt>Cast </dt><dd>Ada Moss, Ben Lark</dd></dl></body></html>"

    assert shown(page) is shown(page.replace("Cast ", "Cast")) is True


def test_a_page_with_its_content_in_scripts_is_read():
    script = f"<script>var movies = {['film', 'movie', 'cinema'] * 4}</script>"

    assert shown(f"<html><head>{PADDING}{script}</head><body></body></html>")
