"""Identifiers of films in addresses, and keys of titles and people."""

from __future__ import annotations

import pytest

from filmdig.parsers.merging import identity
from filmdig.parsers.merging.identity import BASE, EXACT, VARIANT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.imdb.com/title/tt0072443/plotsummary?ref_=tt_stry_pl", ("imdb", "tt0072443")),
        ("http://us.imdb.com/Title?72443", ("imdb", "tt0072443")),
        ("https://m.imdb.com/title/tt15398776/", ("imdb", "tt15398776")),
        ("https://www.boxofficemojo.com/title/tt0072443/", ("imdb", "tt0072443")),
        ("http://www.boxofficemojo.com/movies/?page=main&id=lantern.htm", ("boxofficemojo", "lantern")),
        ("http://www.rottentomatoes.com/m/1017293-lantern_keeper/reviews/", ("rottentomatoes", "1017293-lantern-keeper")),
        ("https://www.rottentomatoes.com/tv/lantern/s02", ("rottentomatoes_tv", "lantern/s02")),
        ("http://community.flixster.com/movie/lykten-the-lantern", ("flixster", "lykten-the-lantern")),
        ("http://www.allmovie.com/movie/lantern-keeper-v39745/review", ("allmovie", "39745")),
        ("http://www.allmovie.com/work/lantern-keeper-39745", ("allmovie", "39745")),
        ("https://letterboxd.com/somebody/film/lantern-keeper/1/", ("letterboxd", "lantern-keeper")),
        ("https://www.kinopoisk.ru/film/342/", ("kinopoisk", "342")),
        ("https://www.themoviedb.org/tv/1396-lantern", ("tmdb_tv", "1396")),
        ("https://www.csfd.cz/film/9499-lykta/prehled/", ("csfd", "9499")),
        ("http://www.allocine.fr/film/fichefilm_gen_cfilm=21189.html", ("allocine", "21189")),
        ("https://www.filmaffinity.com/us/film536945.html", ("filmaffinity", "536945")),
        ("https://movie.douban.com/subject/1292052/", ("douban", "1292052")),
    ],
)
def test_addresses_identify_films(url: str, expected: tuple[str, str]) -> None:
    assert identity.film_ids(url) == [expected]


@pytest.mark.parametrize(
    "url", [None, "", "http://[half", "http://www.imdb.com/find?q=lantern", "http://notimdb.com/title/tt0072443/", "mailto:a@b"]
)
def test_other_addresses_identify_none(url: str | None) -> None:
    assert identity.film_ids(url) == []


def test_one_page_has_one_key() -> None:
    spellings = [
        "http://www.example.com/a/",
        "https://example.com/a#top",
        "http://m.example.com/a?utm_source=x&ref_=y",
        "http://EXAMPLE.com:80/a",
    ]
    assert {identity.page_key(url) for url in spellings} == {"example.com/a"}
    assert identity.page_key("http://example.com/a?id=2") != identity.page_key("http://example.com/a?id=3")
    assert identity.page_key("http://[half") is None
    assert identity.is_front_page("example.com")


@pytest.mark.parametrize(
    "spellings",
    [
        ("The Lantern Keeper", "Lantern Keeper, The", "LANTERN  KEEPER", "Lantern-Keeper"),
        ("Låmp & Möth", "Lamp and Moth", "Lamp Moth"),
        ("Lantern: Vol. 2", "Lantern Volume II", "Lantern - Vol 2"),
        ("Keeper's Song", "Keeper’s Song", "Keepers Song"),
    ],
)
def test_spellings_of_a_title_are_one_key(spellings: tuple[str, ...]) -> None:
    assert len({identity.title_key(title) for title in spellings}) == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("Lantern 2", "Lantern 3"), ("Lantern", "Lantern II"), ("Lantern Vol. 1", "Lantern Vol. 2"), ("Lantern", "Lanterns")],
)
def test_numbers_and_words_distinguish_titles(ours: str, theirs: str) -> None:
    assert identity.title_key(ours) != identity.title_key(theirs)


def test_a_title_is_found_under_its_parts() -> None:
    assert identity.title_keys(["Lykten (The Lantern)"]) == {"lykten the lantern": EXACT, "lykten": VARIANT, "lantern": VARIANT}
    assert identity.title_keys(["Lantern (1975)"]) == {"lantern": EXACT}
    assert identity.title_keys(["Lantern (TV Series)"]) == {"lantern": EXACT}
    assert identity.title_keys(["Lantern (Season 2)"]) == {"lantern season 2": EXACT}
    assert identity.title_keys(["Lantern: The Return"], ["Lykten"]) == {
        "lantern the return": EXACT,
        "lantern": BASE,
        "lykten": VARIANT,
    }


def test_titles_of_other_alphabets_have_keys() -> None:
    assert identity.title_keys(["Фонарь"]) == {"фонарь": EXACT}
    assert identity.title_keys(["灯笼"]) == {"灯笼": EXACT}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Andrei Lantkovsky", "Andrey Lantkovskiy"),
        ("Samuel L. Poll", "Samuel Poll"),
        ("José Muñoz", "Jose Munoz"),
        ("Sven O'Dell", "Sven O’Dell"),
    ],
)
def test_spellings_of_a_name_are_one_key(ours: str, theirs: str) -> None:
    assert identity.person_key(ours) == identity.person_key(theirs)


def test_other_names_are_other_keys() -> None:
    assert identity.person_key("Bram Oosterlo") != identity.person_key("Bram Oosterling")


def test_different_identifiers() -> None:
    assert identity.ids_differ({"tt0000007"}, {"tt0000009"})
    assert not identity.ids_differ({"tt0000007", "tt0000009"}, {"tt0000009"})
    assert not identity.ids_differ({"1017293-lantern-keeper"}, {"lantern-keeper"})
    assert not identity.ids_differ({"12345"}, {"lantern-keeper"})
    assert identity.ids_differ({"true-lamp"}, {"true-lamp-2010"})
