"""Film sites' ids on pages without a layout: in the page's address, or in the only link to a film site's title."""

import pytest

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.witnesses.beneath import beneath
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture

TMDB = '<a href="https://www.themoviedb.org/movie/4711-karst">TMDB</a>'
IMDB = '<a href="//www.imdb.com/title/tt00990011/">IMDb</a>'


def ids(body: str, url: str | None = None) -> dict:
    page = Page(Capture(body=b"", url=url, rendition="html"), f"<!doctype html><title>Karst</title><body><h1>Karst</h1>{body}")
    return next((one.value for one in beneath(Evidence(page, "film")) if one.field == "external_ids"), {})


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        (TMDB + IMDB, None, {"tmdb": "4711", "imdb": "tt0990011"}),
        (TMDB + IMDB + '<a href="https://www.themoviedb.org/movie/4712">Weir</a>', None, {"imdb": "tt0990011"}),
        (TMDB, "https://www.csfd.cz/film/9499-karst/prehled/", {"csfd": "9499", "tmdb": "4711"}),
        (TMDB, "https://www.themoviedb.org/movie/99-weir", {"tmdb": "99"}),
        (r'<script>{"url":"https:\/\/www.imdb.com/title/tt0990011"}</script>', None, {"imdb": "tt0990011"}),
        ('<a href="https://www.themoviedb.org/person/4711">Ona Reed</a>', None, {}),
        ("", None, {}),
    ],
)
def test_ids_of_film_sites(body, url, expected):
    assert ids(body, url) == expected
