"""Sub-pages join their film, seasons and episodes stay apart, and a page's reader decides which values are taken."""

from __future__ import annotations

import pytest

from filmdig.parsers.merging.page_titles import film_title
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import AlternateTitle, CrewMember, OtherSynopsis, PartOfSeries, Record, Release
from filmdig.scraper.merging.grouping import Grouping
from tests.merging.made_up import record
from tests.merging.whole import combine

SERIES = "https://www.imdb.com/title/tt0436992/"


def _films(*given: Record) -> list[MergedFilm]:
    with Grouping() as grouping:
        for one in given:
            grouping.add(one)
        return list(grouping.films())


def _kinds(*given: Record) -> list[tuple[str, int]]:
    return sorted((film.kind, len(film.sources)) for film in _films(*given))


def _season(url: str, number: int | None, title: str = "Lantern Watch", **more: object) -> Record:
    part = PartOfSeries(title=title, url=SERIES, season=number)
    return record(f"{title}: Season {number}", kind="season", url=url, series=part, **more)  # type: ignore[arg-type]


def test_details_join_their_film_and_fill_its_fields() -> None:
    url = "http://www.imdb.com/title/tt0000007"
    film = record(url=f"{url}/")
    places = record("The Lantern Keeper", None, directors=(), cast=(), kind="details", url=f"{url}/locations")
    places.film.filming_locations = ["Bergen, Norway"]
    dates = record("The Lantern Keeper", None, directors=(), cast=(), kind="details", url=f"{url}/releaseinfo")
    dates.film.releases = [Release(date="1987-03-01", region="Norway", note="premiere")]
    dates.film.alternate_titles = [AlternateTitle(title="Lykten", region="Norway", note="original title")]
    (merged,) = _films(film, places, dates)
    assert (merged.kind, merged.film.filming_locations) == ("film", ["Bergen, Norway"])
    assert merged.film.releases == dates.film.releases
    assert merged.film.alternate_titles == dates.film.alternate_titles
    assert len(merged.sources) == 3


def test_seasons_and_episodes_stay_apart_from_their_series() -> None:
    series = record("Lantern Watch", kind="series", url=SERIES)
    seasons = [_season(f"{SERIES}episodes?season={number}", number) for number in (1, 4)]
    part = PartOfSeries(title="Lantern Watch", url=SERIES, season=4, episode=13)
    episode = record(
        "The Ship", kind="episode", url="https://www.imdb.com/title/tt1111111/", series=part, ids={"imdb": "tt1111111"}
    )
    assert _kinds(series, *seasons, episode) == [("episode", 1), ("season", 1), ("season", 1), ("series", 1)]


def test_an_identifier_of_the_series_on_an_episodes_page_does_not_join_them() -> None:
    series = record("Lantern Watch", kind="series", url="https://www.csfd.cz/film/69516-lantern-watch/", ids={"csfd": "69516"})
    part = PartOfSeries(title="Lantern Watch", url="https://www.csfd.cz/film/69516-lantern-watch/", season=1, episode=2)
    episode = record("The Ship", kind="episode", series=part, ids={"csfd": "69516"})
    assert _kinds(series, episode) == [("episode", 1), ("series", 1)]


def test_csfds_address_of_an_episode_names_the_episode() -> None:
    series = record("Lantern Watch", kind="series", url="https://www.csfd.cz/film/69516-lantern-watch/prehled/")
    first, again, other = (
        record("The Ship", kind="episode", url=f"https://www.csfd.cz/film/69516-lantern-watch/{part}/{tab}")
        for part, tab in (("444-the-ship", "prehled/"), ("444-the-ship", "recenze/"), ("555-the-ship", "prehled/"))
    )
    assert _kinds(series, first, again, other) == [("episode", 1), ("episode", 2), ("series", 1)]


def test_captures_of_one_season_or_episode_are_one() -> None:
    seasons = [_season(f"{SERIES}episodes?season=4", 4), _season(f"{SERIES}episodes/?season=4&ref_=tt", 4)]
    assert _kinds(*seasons) == [("season", 2)]
    part = PartOfSeries(title="Lantern Watch", season=4, episode=13)
    episodes = [record("The Ship", kind="episode", series=part, url=url) for url in ("http://a.example/1", "http://b.example/2")]
    assert _kinds(*episodes) == [("episode", 2)]


def test_episodes_that_share_a_title_and_people_stay_apart() -> None:
    parts = [PartOfSeries(title="Lantern Watch", season=4, episode=number) for number in (13, 14)]
    assert _kinds(*(record("Pilot", kind="episode", series=part) for part in parts)) == [("episode", 1), ("episode", 1)]
    assert _kinds(record("Pilot", kind="episode"), record("Pilot", kind="episode")) == [("episode", 1), ("episode", 1)]
    assert _kinds(record("Pilot", kind="episode", series=parts[0]), record("Pilot")) == [("episode", 1), ("film", 1)]


@pytest.mark.parametrize(
    ("title", "url", "film"),
    [
        ("The Lantern Keeper (1987) - Filming & production - IMDb", None, "The Lantern Keeper (1987)"),
        ("Lantern Watch (TV Series 2005–2022) - Episode list - IMDb", None, "Lantern Watch (TV Series 2005–2022)"),
        ("The Lantern Keeper | Rotten Tomatoes", None, "The Lantern Keeper"),
        ("The Lantern: Keeper - Fallout - IMDb", None, "The Lantern: Keeper - Fallout"),
        ("The Lantern Keeper – Reviews | Films Online", "http://www.films-online.example/x", "The Lantern Keeper"),
        ("Lantern - Reviews", None, "Lantern - Reviews"),
        ("IMDb", None, "IMDb"),
        ("The Lantern Keeper - Films Online", "http://[broken", "The Lantern Keeper - Films Online"),
        ("Credits - IMDb", None, "Credits"),
    ],
)
def test_a_sites_name_is_removed_from_a_pages_title(title: str, url: str | None, film: str) -> None:
    assert film_title(title, url) == film


def test_a_title_with_its_sites_name_joins_and_never_wins() -> None:
    url = "http://www.imdb.com/title/tt0000007"
    page = record(
        "The Lantern Keeper (1987) - Filming & production - IMDb",
        None,
        directors=(),
        cast=(),
        kind="film",
        url=f"{url}/locations",
    )
    (film,) = _films(page, record("Lantern Keeper", url=f"{url}/"), record(url=f"{url}/x", title=page.film.title))
    assert film.film.title == "Lantern Keeper"
    (alone,) = _films(page)
    assert alone.film.title == "The Lantern Keeper (1987)"


def test_a_layouts_value_outranks_a_learned_ones_and_that_a_generic_ones() -> None:
    def read_by(reader: str, year: int, synopsis: str, times: int = 1) -> list[Record]:
        found = [record(year=year, synopsis=synopsis) for _ in range(times)]
        for one in found:
            one.page.read_by = reader  # type: ignore[assignment]
        return found

    layout, learned = read_by("layout", 1987, "Short."), read_by("learned", 1988, "A longer one.", 2)
    generic = read_by("generic", 1989, "The longest of all of them.", 3)
    taken = combine([*layout, *learned, *generic])
    assert (taken.film.year, taken.film.synopsis) == (1987, "Short.")
    assert [value.value for value in taken.conflicts[0].values] == [1987, 1988, 1989]
    assert combine([*learned, *generic]).film.year == 1988


def test_a_weak_value_comes_last_and_its_path_is_kept() -> None:
    weak, sure = record(year=1990), record(year=1987)
    weak.weak = ["/film/year", "/film/cast/0/role"]
    film = combine([weak, sure, weak])
    assert film.film.year == 1987
    assert [(one.path, one.source) for one in film.weak] == [
        ("/conflicts/0/values/1/value", weak.id),
        ("/film/cast/0/role", weak.id),
    ] * 2


def test_lists_are_joined_each_item_once() -> None:
    one, two = record(), record()
    one.film.crew = [CrewMember(name="Ona Reed", job="Sound"), CrewMember(name="Ona Reed", job="Editor")]
    two.film.crew = [CrewMember(name="Ona  Reed", job="sound", url="/p/1"), CrewMember(name="Jo Lund", job="Sound")]
    one.film.keywords, two.film.keywords = ["ships", "Lamp"], ["lamp", "sea"]
    text = "A keeper counts the ships that pass the light every night for forty years, until one counts him."
    one.film.other_synopses = [OtherSynopsis(text=text, name="Storyline")]
    two.film.other_synopses = [OtherSynopsis(text=text, credit="Jo Lund"), OtherSynopsis(text="Lamps.")]
    film = combine([one, two]).film
    assert sorted(((member.job or "").lower(), member.name.split()[0]) for member in film.crew) == [
        *(("editor", "Ona"), ("sound", "Jo"), ("sound", "Ona")),
    ]
    assert sorted(word.casefold() for word in film.keywords) == ["lamp", "sea", "ships"]
    assert film.other_synopses == [OtherSynopsis(text=text, credit="Jo Lund", name="Storyline"), OtherSynopsis(text="Lamps.")]
