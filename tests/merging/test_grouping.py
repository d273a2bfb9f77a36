"""Which records are of one film: linked on evidence, kept apart in doubt."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from filmdig.parsers.record.merged_film import Candidate, MergedFilm
from filmdig.parsers.record.page_record import Page, Record, Review, Truncation
from filmdig.scraper.merging.grouping import Grouping, merge
from tests.merging.made_up import bare, record


def _films(*given: Record) -> list[list[str]]:
    """Return the record ids of each film, in the order of the films."""
    return [sorted(source.id for source in film.sources) for film in merge(given)]


def _together(*given: Record) -> MergedFilm:
    films = list(merge(given))
    assert len(films) == 1, [film.film.title for film in films]
    return films[0]


def _apart(*given: Record) -> list[Candidate]:
    with Grouping() as grouping:
        for one in given:
            grouping.add(one)
        films = list(grouping.films())
        assert len(films) == len(given), [[link.on for link in film.links] for film in films]
        assert len({film.id for film in films}) == len(films)
        return list(grouping.candidates())


def test_an_identifier_in_common_is_one_film_whatever_else_differs() -> None:
    film = _together(
        record(ids={"imdb": "tt0000007"}), record("Lykten", 1990, url="http://us.imdb.com/Title?7", directors=(), cast=())
    )
    assert film.links[0].on == ["imdb: tt0000007"]
    assert film.links[0].score == 1


def test_pages_of_a_film_join_it_by_their_address() -> None:
    base = "http://www.rottentomatoes.com/m/lantern_keeper"
    reviews = bare(Page(url=f"{base}/reviews/?page=2", kind="reviews"), reviews=[Review(by="critics", text="Slow.")])
    film = _together(record(url=base), reviews)
    assert film.reviews[0].sources == [reviews.id]
    assert film.links[0].on == ["rottentomatoes: lantern-keeper"]


def test_a_site_without_known_addresses_links_by_the_pages_address() -> None:
    first = record(url="http://www.example.com/lantern.php?id=2", directors=(), cast=(), captured_at="2008")
    second = record(url="http://example.com/lantern.php?id=2", directors=(), cast=(), captured_at="2010")
    assert _together(first, second).links[0].on == ["page: example.com/lantern.php?id=2"]
    assert (
        _apart(record("A", 1950, url="http://example.com/"), record("B", 1990, url="http://example.com/", directors=("Jo Lund",)))
        == []
    )


def test_title_year_and_director_are_one_film() -> None:
    film = _together(record("Lantern Keeper, The", 1987, cast=()), record("The Låntern Keeper", 1988, cast=()))
    assert film.links[0].on == ["title: lantern keeper", "year within one: 1987 and 1988", "director: Ilka Vantongeren"]


def test_an_alternate_title_is_enough_with_people_and_year() -> None:
    assert _together(record("Lykten", 1987, original_title="The Lantern Keeper"), record())
    assert _together(record("Lykten (The Lantern Keeper)", 1987), record(directors=()))


def test_a_title_without_its_subtitle_is_enough_with_director_and_year() -> None:
    assert _together(record("The Lantern Keeper: A Night at Sea"), record())
    assert _apart(record("The Lantern Keeper: A Night at Sea", 1988), record(year=1987))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": "Lantern: Vol. 1", "year": 2003}, {"title": "Lantern: Vol. 2", "year": 2004}),  # sequels
        (
            {"title": "Lantern: The Towers", "year": 2002},
            {"title": "Lantern: The Return", "year": 2003},
        ),  # one head, two subtitles
        ({"title": "Lantern", "year": 1960}, {"title": "Lantern", "year": 1998}),  # a remake by the same hand
        (
            {"directors": ("Jo Lund",), "cast": ()},
            {"directors": ("Ivo Brandt",), "cast": (), "year": 1988},
        ),  # one title, a year apart
        ({"kind": "series"}, {"kind": "film"}),
        ({"ids": {"imdb": "tt0000007"}}, {"ids": {"imdb": "tt0000009"}}),
        ({"ids": {"tmdb": "7"}, "kind": "series"}, {"ids": {"tmdb": "7"}, "kind": "film", "title": "Other"}),
        ({"url": "http://www.rottentomatoes.com/m/lantern"}, {"url": "http://www.rottentomatoes.com/m/lantern_2010"}),
        (
            {"directors": (), "cast": ()},
            {"directors": (), "cast": ()},
        ),  # title and year alone: two films of a year may share a title
        ({"directors": (), "cast": tuple("abcde")}, {"directors": (), "cast": tuple("fghij")}),
        ({"title": "Lantern", "year": None, "cast": ()}, {"title": "Lantern", "year": None, "directors": (), "cast": ()}),
    ],
)
def test_different_films_stay_apart(ours: dict[str, object], theirs: dict[str, object]) -> None:
    _apart(record(**ours), record(**theirs))  # type: ignore[arg-type]


def test_pairs_in_doubt_are_candidates_with_their_scores() -> None:
    first, second = record(directors=(), cast=()), record(directors=(), cast=())
    (candidate,) = _apart(first, second)
    assert candidate.sources == (first.id, second.id)
    assert candidate.score == 0.65
    assert candidate.on == ["title: lantern keeper", "year: 1987"]
    assert candidate.against == ["people: nobody to compare", "score: 0.65 of 0.7"]
    (refused,) = _apart(record(ids={"imdb": "tt0000007"}), record(ids={"imdb": "tt0000009"}))
    assert refused.against == ["imdb: tt0000007 and tt0000009"]
    assert refused.score > 0.9


def test_links_do_not_chain_a_contradiction() -> None:
    slug = "http://www.rottentomatoes.com/m/lantern"
    first, second = record(ids={"imdb": "tt0000007"}), record("Other", 1999, ids={"imdb": "tt0000009"}, directors=("Jo Lund",))
    between = record(url=slug, ids={"imdb": "tt0000007"})
    third = record("Other", 1999, url=slug, ids={"imdb": "tt0000009"})
    assert _films(first, second, between, third) == [sorted((first.id, between.id)), sorted((second.id, third.id))]


def test_a_record_that_fits_two_films_goes_to_neither() -> None:
    ours = record(year=None, cast=())
    assert len(_films(record(year=1960, cast=()), record(year=1998, cast=()), ours)) == 3
    better = record(year=1998)
    assert len(_films(record(year=1960, cast=()), record(year=1998), better)) == 2


def test_a_directors_new_first_name_does_not_split_a_film() -> None:
    _together(record(directors=("Olaf Brandt",)), record(directors=("Olga Brandt",)))
    _apart(record(directors=("Olaf Brandt",), cast=()), record(directors=("Olga Brandt",), cast=()))


def test_names_in_another_script_do_not_contradict() -> None:
    russian = record(
        "Фонарь", original_title="The Lantern Keeper", directors=("Илка Вантонгерен",), cast=("Брам Остерло",), runtime_minutes=97
    )
    _together(record(runtime_minutes=98), russian)


def test_a_title_still_cut_finds_its_film() -> None:
    cut = [Truncation(path="/film/title", state="open")]
    film = _together(record("Lykten (The Lantern Kee", cut=cut), record("The Lantern Keeper", 1986, kind="article", cast=()))
    assert film.film.title == "Lykten (The Lantern Keeper)"
    assert film.links[0].on[0] == "cut title: lantern kee… is lantern keeper"


def test_pages_of_no_film_are_left_over() -> None:
    given = [
        record(),
        bare(Page(kind="list", url="http://example.com/find?q=lantern")),
        bare(Page(kind="person", url="http://example.com/person/1")),
        record("About us", None, kind="unknown", directors=(), cast=()),
        record(kind="unknown"),
    ]
    with Grouping() as grouping:
        for one in given:
            grouping.add(one)
        films = list(grouping.films())
        left = list(grouping.left_over())
    assert [len(film.sources) for film in films] == [1]
    assert [one.id for one in left] == [one.id for one in given[1:]]
    assert grouping.counts.left_over == {"list": 1, "person": 1, "unknown": 2}


def test_a_linked_page_of_no_film_closes_a_cut() -> None:
    whole = "The lamp is the only honest actor in it, and it goes out before the end."
    shown = record(reviews=[Review(by="critics", author="P. Quill", text=whole[:40])])
    shown.truncations = [Truncation(path="/reviews/0/text", state="open", full_text_url="http://quill.example.com/lantern")]
    page = bare(Page(kind="unknown", url="http://quill.example.com/lantern/", digest="sha256:q"))
    page.film.synopsis = whole
    film = _together(shown, page)
    assert film.reviews[0].text == whole
    assert film.truncations[0].by == "linked_page"


def test_a_page_of_reviews_that_names_no_film_makes_none() -> None:
    page = bare(Page(kind="reviews", url="http://example.com/people/mo/reviews"), reviews=[Review(by="audience", text="No.")])
    with Grouping() as grouping:
        grouping.add(page)
        assert (list(grouping.films()), [one.id for one in grouping.left_over()]) == ([], [page.id])


def test_a_year_in_a_note_after_a_title_is_its_year() -> None:
    film = _together(record("The Lantern Keeper (1987)", None, directors=()), record())
    assert film.film.title == "The Lantern Keeper"
    _apart(record("The Lantern Keeper (1950)", None), record())


def test_series_are_series() -> None:
    assert _together(record(kind="series"), record(kind="credits")).kind == "series"


def test_absurd_numbers_are_accepted() -> None:
    _apart(record(year=10**30, runtime_minutes=10**30), record("Other", -(10**30)))


def test_the_order_of_the_input_changes_no_film() -> None:
    given = [
        record(f"Film {n // 4}", 1950 + n // 4, captured_at=str(2000 + n % 4), cast=(f"Actor {n // 4}", "Signe Halvard"))
        for n in range(40)
    ]
    films = {tuple(sorted(ids)) for ids in _films(*given)}
    random.Random(7).shuffle(given)
    assert {tuple(sorted(ids)) for ids in _films(*given)} == films
    assert len(films) == 10


def test_a_title_that_hundreds_of_films_share_has_no_quadratic_cost() -> None:
    with Grouping() as grouping:
        for number in range(400):
            grouping.add(record("Untitled", 1900 + number % 100, directors=(f"Director {number}",), cast=()))
        assert len(list(grouping.films())) == 400
        assert grouping.counts.crowded == 200


_MEASURED = """
import resource, sys
from benchmarks.merge import records
from filmdig.scraper.merging.grouping import merge
films = sum(1 for _ in merge(records(int(sys.argv[1]))))
print(films, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_number_of_records() -> None:
    root = Path(__file__).parents[2]

    def peak(count: int) -> int:
        done = subprocess.run([sys.executable, "-c", _MEASURED, str(count)], cwd=root, capture_output=True, text=True, check=True)
        films, kilobytes = map(int, done.stdout.split())
        assert films == count // 5
        return kilobytes

    small, large = peak(500), peak(4_000)
    # 3,500 records of some 4 KB are 14 MB of JSON and several times that as objects; on disk they are some 6 MB, cached.
    assert large - small < 20 << 10
