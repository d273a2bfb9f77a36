"""Text pages of known sites without a layout: the site is recognized by its imprint, and the generic reader is not used."""

import re

import pytest

from filmdig.parsers.choose import layouts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

FILM = """Salt Weir (2009)

Directed by: Una Moss

Running time: 95 min

Country: Ireland

Cast: Ada Marr, Simon Pell

Synopsis

A weir is salted by night, and in the morning a whole town has to ask whose salt it was and where it went.
"""


def read(text, **options):
    return read_capture(Capture(body=text.encode(), url=options.pop("url", None)), **options)


def test_without_an_imprint_the_generic_reader_reads_a_text():
    record = read(FILM)
    assert (record.page.read_by, record.film.title, record.film.runtime_minutes) == ("generic", "Salt Weir", 95)


@pytest.mark.parametrize(
    ("imprint", "site"),
    [
        ("Copyright © 1990-2014 IMDb.com, Inc.", "imdb"),
        ("© 1990-2022 by IMDb.com, Inc.", "imdb"),
        ("What's the Tomatometer®?", "rottentomatoes"),
        ("Copyright © 2010 Flixster, All Rights Reserved", "flixster"),
        ("© 2003 — 2021,КиноПоиск18+", "kinopoisk"),
        ("关于豆瓣 · 豆瓣广告", "douban"),
        ("Mapa ČSFD.cz", "csfd"),
        ("© 2002-2021 Filmaffinity - Movieaffinity", "filmaffinity"),
        ("© 2019 Flixable", "flixable"),
        ("Zu Moviepilot", "moviepilot"),
    ],
)
def test_a_text_with_a_known_sites_imprint_is_not_read_by_the_generic_reader(imprint, site):
    record = read(f"{FILM}\n{imprint}\n")
    assert (record.page.kind, record.page.read_by, record.film.title) == ("unknown", None, None)
    assert [issue.code for issue in record.issues] == ["text_unread", "layout_unknown"]
    assert f"no layout of {site} reads the page" in record.issues[0].message
    assert read(f"{FILM}\n{imprint}\n", generic_only=True).film.title == "Salt Weir"


def test_nor_is_a_text_with_a_known_sites_url():
    record = read(FILM, url="http://www.imdb.com/title/tt0994001/")
    assert (record.page.kind, record.film.title) == ("unknown", None)
    assert [issue.code for issue in record.issues] == ["text_unread", "layout_unknown"]


def test_no_two_sites_share_an_imprint():
    imprints = {layout.site: layout.imprint for layout in layouts() if layout.imprint}
    assert len(imprints) == len(set(imprints.values()))
    assert not any(
        re.search(imprint, "A film page that names IMDb, Rotten Tomatoes and Flixster.") for imprint in imprints.values()
    )
