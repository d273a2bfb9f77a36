"""Files for media libraries, read back field by field by a reader of the form that Kodi documents."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import (
    CastMember,
    Certificate,
    Film,
    Page,
    Person,
    Rating,
    Record,
    Release,
)
from tests.conftest import ROOT
from tests.formats import samples
from tests.formats.test_small_formats import TWO, capture, written
from tests.merging.whole import combine

# Kodi's "NFO files/Movies" (kodi.wiki): the elements that it reads, with what they may have as attributes.
_KODI = {
    "title": set(),
    "originaltitle": set(),
    "year": set(),
    "ratings": set(),
    "ratings/rating": {"name", "max", "default"},
    "ratings/rating/value": set(),
    "ratings/rating/votes": set(),
    "plot": set(),
    "tagline": set(),
    "runtime": set(),
    "mpaa": set(),
    "thumb": {"aspect"},
    "uniqueid": {"type", "default"},
    "genre": set(),
    "tag": set(),
    "country": set(),
    "credits": set(),
    "director": set(),
    "studio": set(),
    "premiered": set(),
    "actor": set(),
    "actor/name": set(),
    "actor/role": set(),
    "actor/order": set(),
}


def elements(parent: ET.Element, path: str = "") -> list[tuple[str, ET.Element]]:
    found = []
    for one in parent:
        here = f"{path}/{one.tag}".lstrip("/")
        found += [(here, one), *elements(one, here)]
    return found


#: Of these there may be several.
_MANY = frozenset(("uniqueid", "genre", "tag", "country", "credits", "director", "studio", "actor", "thumb"))


def read_nfo(path: Path) -> dict:
    """A file as what Kodi reads of it; anything else in it is an error."""
    root = ET.parse(path).getroot()
    assert root.tag in ("movie", "tvshow")
    read: dict = {"root": root.tag}
    for one in root:
        assert set(one.attrib) <= _KODI[one.tag], one.tag
        if one.tag in _MANY:
            read.setdefault(one.tag, []).append(_within(one, one.tag) if one.tag in ("uniqueid", "actor", "thumb") else one.text)
        else:
            assert one.tag not in read, f"two of {one.tag}"
            read[one.tag] = [_within(rating, "ratings/rating") for rating in one] if one.tag == "ratings" else one.text
    return read


def _within(one: ET.Element, place: str) -> dict:
    assert set(one.attrib) <= _KODI[place]
    inside = {}
    for part in one:
        assert not part.attrib
        assert f"{place}/{part.tag}" in _KODI
        assert part.tag not in inside
        inside[part.tag] = part.text
    return {**one.attrib, **inside, **({} if len(one) else {"text": one.text})}


def test_every_field_is_read_back(tmp_path):
    (path,) = written("nfo", tmp_path, [samples.whole()], Record).iterdir()
    assert read_nfo(path) == {
        "root": "movie",
        "title": 'Lykten, "The\nLantern"',
        "originaltitle": "'Lykten",
        "year": "1987",
        "ratings": [
            {"name": "examplepercentpositive", "max": "100", "default": "true", "value": "0", "votes": "8363"},
            {"name": "example", "max": "10", "value": "-0.5"},
        ],
        "plot": "A keeper counts ships.\n\nOne night a ship counts him: Höhe, naïveté, 你好.",
        "tagline": "+1 to the light",
        "runtime": "97",
        "mpaa": "Rated R",
        "thumb": [{"aspect": "poster", "text": "http://films.example.com/lykten.jpg"}],
        "uniqueid": [{"type": "imdb", "default": "true", "text": "tt0000007"}, {"type": "a/b~c", "text": "7"}],
        "genre": ["Drama", "Mystery"],
        "tag": ["ships", "=lamp"],
        "country": ["Norway"],
        "credits": ["@Ada Poll"],
        "director": ["Ilka Vantongeren"],
        "studio": ["Lamp & Co"],
        "actor": [{"name": "Bram Oosterlo", "role": "-The Keeper", "order": "0"}, {"name": "Signe Halvard", "order": "1"}],
    }


def test_the_form_is_the_one_that_the_docs_quote():
    """`docs/formats.md` names each element with its attributes, and the page of Kodi's that says so."""
    text = (ROOT / "docs/formats.md").read_text(encoding="utf-8").split("## Kodi and Jellyfin")[1].split("\n## ")[0]
    assert "https://kodi.wiki/view/NFO_files/Movies" in text
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    quoted = {name for row in rows for name in re.findall(r"`([a-z/]+)`", row)} - {"movie", "tvshow"}
    known = {step for place, attributes in _KODI.items() for step in (place.split("/")[-1], *attributes)}
    assert {name.split("/")[-1] for name in quoted} | {"ratings"} == known


def score(by: str, name: str | None, measure: str, value: float, best: float | None = 100) -> Rating:
    return Rating(by=by, name=name, measure=measure, value=value, best=best)


TOMATOES = [
    score("critics", "Tomatometer", "percent_positive", 87),
    score("critics", "Tomatometer", "mean", 7.5, 10),
    score("critics", "Top Critics", "percent_positive", 70),
    score("critics", "Top Critics", "mean", 6.9, 10),
    score("audience", "Audience Score", "percent_positive", 81),
    score("audience", "Audience Score", "mean", 3.9, 5),
]


@pytest.mark.parametrize(
    ("site", "ratings", "named"),
    [
        (
            "rottentomatoes",
            TOMATOES,
            {
                "tomatometerallcritics": "87",
                "tomatometeravgcritics": "7.5",
                "rottentomatoestopcriticspercentpositive": "70",
                "rottentomatoestopcritics": "6.9",
                "tomatometerallaudience": "81",
                "tomatometeravgaudience": "3.9",
            },
        ),
        (
            "imdb",
            [score("audience", "IMDb Users", "mean", 8.1, 10), score("critics", "Metascore", "mean", 74)],
            {"imdb": "8.1", "metacritic": "74"},
        ),
        (
            "metacritic",
            [score("critics", "Metascore", "mean", 74), score("audience", "User Score", "mean", 6.6, 10)],
            {"metacritic": "74", "metacriticusers": "6.6"},
        ),
        ("tmdb", [score("audience", "User Score", "mean", 71)], {"themoviedb": "71"}),
        (
            "kinopoisk",
            [
                score("audience", "КиноПоиск", "mean", 7.9, 10),
                score("audience", "IMDb", "mean", 8.1, 10),
                score("critics", "В мире", "percent_positive", 91),
                score("critics", "В России", "percent_positive", 80),
            ],
            {
                "kinopoisk": "7.9",
                "imdb": "8.1",
                "kinopoiskcriticspercentpositive": "91",
                "kinopoiskcriticspercentpositiveвроссии": "80",
            },
        ),
        ("example", [score("staff", None, "mean", 4, None)], {"examplestaff": "4"}),
    ],
)
def test_every_score_of_a_page_has_a_name_of_its_own(tmp_path, site, ratings, named):
    page = Page(url="http://x.example/", site=site, kind="film")
    (path,) = written("nfo", tmp_path, [Record(id="1", page=page, film=Film(title="Salt"), ratings=ratings)], Record).iterdir()
    found = read_nfo(path)["ratings"]
    assert {one["name"]: one["value"] for one in found} == named
    assert [one.get("max") for one in found] == [None if one.best is None else f"{one.best:g}" for one in ratings]
    assert [one.get("default") for one in found] == ["true", *[None] * (len(found) - 1)]


def test_a_series_has_the_form_of_one(tmp_path):
    record = Record(
        id="1",
        page=Page(url="http://x.example/", site="x", kind="series"),
        film=Film(title="Tides", year=1990, certificates=[Certificate(system="MPAA", rating="TV-14")]),
    )
    (path,) = written("nfo", tmp_path, [record], Record).iterdir()
    assert read_nfo(path) == {"root": "tvshow", "title": "Tides", "year": "1990", "mpaa": "TV-14"}


def test_nfo_has_each_field_in_its_place(tmp_path):
    record = capture("2014-05-01T00:00:00Z", 91, 44)
    film = record.film
    film.runtime_minutes, film.genres, film.directors = 101, ["Drama", "Western"], [Person(name="Ines Calloway")]
    film.cast = [CastMember(name="Bram Oster", role="The Toll Keeper"), CastMember(name="Lio Vance")]
    film.releases = [Release(date="1962-05-02")]
    folder = written("nfo", tmp_path, [record, record], Record)
    assert sorted(path.name for path in folder.iterdir()) == ["The Salt Road (1962) 2.nfo", "The Salt Road (1962).nfo"]
    root = ET.parse(folder / "The Salt Road (1962).nfo").getroot()
    assert root.tag == "movie"
    assert [root.findtext(tag) for tag in ("title", "year", "plot", "runtime", "premiered", "director")] == [
        "The Salt Road",
        "1962",
        "A carter hauls salt & sand.",
        "101",
        "1962-05-02",
        "Ines Calloway",
    ]
    assert [genre.text for genre in root.findall("genre")] == ["Drama", "Western"]
    (rating,) = root.findall("ratings/rating")
    assert (rating.attrib, rating.findtext("value"), rating.findtext("votes")) == (
        {"name": "tomatometerallcritics", "max": "100", "default": "true"},
        "91",
        "44",
    )
    assert [(one.attrib, one.text) for one in root.findall("uniqueid")] == [({"type": "imdb", "default": "true"}, "tt0099001")]
    actors = [(one.findtext("name"), one.findtext("role"), one.findtext("order")) for one in root.findall("actor")]
    assert actors == [("Bram Oster", "The Toll Keeper", "0"), ("Lio Vance", None, "1")]


def test_nfo_takes_the_latest_score_of_a_film_and_leaves_other_pages_out(tmp_path):
    other = Record(id="x", page=Page(kind="list"), film=Film(title="A list"))
    assert list(written("nfo", tmp_path, [other], Record).iterdir()) == []
    folder = written("nfo", tmp_path, [combine(TWO)], MergedFilm)
    (path,) = folder.iterdir()
    assert ET.parse(path).getroot().findtext("ratings/rating/value") == "91"


def test_nfo_is_xml_whatever_a_page_says(tmp_path):
    record = capture("2014-05-01T00:00:00Z", 91, 44)
    record.film.title = "../..\x00/<script>&\ud800"
    (path,) = written("nfo", tmp_path, [record], Record).iterdir()
    assert path.parent == tmp_path / "nfo"
    assert ET.parse(path).getroot().findtext("title") == "../../<script>&"
