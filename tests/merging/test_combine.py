"""One film from its records: no value is lost, and each has its sources."""

from __future__ import annotations

import random

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from filmdig.parsers.merging import cuts
from filmdig.parsers.record.merged_film import Link, MergedFilm, json_schema, to_json
from filmdig.parsers.record.page_record import CastMember, Helpful, Rating, Record, Related, Release, Review, Truncation
from tests.merging.made_up import as_json, at, leaves, record, records
from tests.merging.whole import combine


def _of(film: MergedFilm, path: str) -> list[tuple[object, int]]:
    return [
        (value.value, len(value.sources)) for conflict in film.conflicts if conflict.path == path for value in conflict.values
    ]


def test_a_film_of_one_record_is_that_record() -> None:
    one = record(
        synopsis="A keeper counts ships.",
        synopsis_credit="Ada Poll, Rovia",
        genres=["Drama"],
        ratings=[Rating(by="critics", measure="percent_positive", value=0, best=100, worst=0)],
        reviews=[Review(by="critics", author="P. Quill", text="Slow light.")],
        related=[Related(title="Harbour")],
    )
    film = combine([one])
    assert film.film == one.film
    assert as_json(film.reviews[0]) == {**as_json(one.reviews[0]), "sources": [one.id]}
    assert film.ratings[0].value == 0
    assert (film.conflicts, film.links) == ([], [])
    assert film.provenance["/film/synopsis"] == [one.id]
    assert [source.id for source in film.sources] == [one.id]


def test_the_value_that_most_records_state_is_taken() -> None:
    film = combine([record("Lantern Keeper"), record("The Lantern Keeper: Restored"), record("Lantern Keeper")])
    assert film.film.title == "Lantern Keeper"
    assert _of(film, "/film/title") == [("Lantern Keeper", 2), ("The Lantern Keeper: Restored", 1)]
    assert len(film.provenance["/film/title"]) == 2


def test_ties_go_to_the_most_complete_value_then_to_the_latest() -> None:
    assert combine([record(tagline="Light."), record(tagline="Light keeps.")]).film.tagline == "Light keeps."
    early, late = record(runtime_minutes=97, captured_at="2008-01-01"), record(runtime_minutes=99, captured_at="2014")
    for order in ([early, late], [late, early]):
        film = combine(order)
        assert film.film.runtime_minutes == 99
        assert _of(film, "/film/runtime_minutes") == [(99, 1), (97, 1)]


def test_a_cut_text_is_taken_only_where_there_is_no_whole_one() -> None:
    cut = [Truncation(path="/film/synopsis", state="open")]
    long_but_cut = "Every night for forty years a keeper has counted the ships that pass, until the night when"
    film = combine(
        [
            record(synopsis=long_but_cut, cut=cut),
            record(synopsis=long_but_cut, cut=cut),
            record(synopsis="A keeper counts ships."),
        ]
    )
    assert film.film.synopsis == "A keeper counts ships."
    assert _of(film, "/film/synopsis") == [("A keeper counts ships.", 1), (long_but_cut, 2)]
    assert {truncation.path for truncation in film.truncations} == {"/conflicts/0/values/1/value"}


def test_a_synopsis_keeps_its_own_credit() -> None:
    film = combine(
        [
            record(synopsis="A keeper counts the ships that pass.", synopsis_credit=None),
            record(synopsis="Ships pass.", synopsis_credit="Ada Poll, Rovia"),
        ]
    )
    assert film.film.synopsis == "A keeper counts the ships that pass."
    assert film.film.synopsis_credit is None
    assert _of(film, "/film/synopsis_credit") == [("Ada Poll, Rovia", 1)]


def test_lists_are_joined_in_the_longest_ones_order() -> None:
    film = combine(
        [
            record(cast=("Signe Halvard", "Ivo Brandt")),
            record(cast=("Bram Oosterlo", "Signe Halvard", "Ana Reyl")),
            record(cast=("Bram Oosterlo",)),
        ]
    )
    assert [member.name for member in film.film.cast] == ["Bram Oosterlo", "Signe Halvard", "Ana Reyl", "Ivo Brandt"]
    assert len(film.provenance["/film/cast/0"]) == 2


def test_spellings_of_a_name_are_one_person_and_a_conflict() -> None:
    first, second = record(cast=()), record(cast=())
    first.film.cast = [CastMember(name="Olga Sventitskaya", role="Vera")]
    second.film.cast = [CastMember(name="Ol'ga Sventitskaia", role="Vera Pavlovna")]
    film = combine([first, second])
    assert len(film.film.cast) == 1
    assert {conflict.path for conflict in film.conflicts} == {"/film/cast/0/name", "/film/cast/0/role"}
    assert film.film.cast[0].role == "Vera Pavlovna"


def test_two_of_one_name_in_one_list_stay_two() -> None:
    twins = record(cast=())
    twins.film.cast = [CastMember(name="Jo Lund", role="Anna"), CastMember(name="Jo Lund", role="Britt")]
    film = combine([twins, twins])
    assert [(member.name, member.role) for member in film.film.cast] == [("Jo Lund", "Anna"), ("Jo Lund", "Britt")]


def test_ratings_stay_a_dated_history_by_site() -> None:
    def rated(site: str, when: str, value: float) -> Record:
        return record(site=site, captured_at=when, ratings=[Rating(by="audience", measure="mean", value=value, best=10, worst=1)])

    film = combine(
        [
            rated("imdb", "2014", 8.1),
            rated("flixster", "2009", 7.0),
            rated("imdb", "2008-04-01T00:00:00Z", 8.3),
            rated("imdb", "2020", 8.1),
        ]
    )
    history = [(rating.site, rating.captured_at, rating.value) for rating in film.ratings]
    assert history == [
        ("flixster", "2009", 7.0),
        ("imdb", "2008-04-01T00:00:00Z", 8.3),
        ("imdb", "2014", 8.1),
        ("imdb", "2020", 8.1),
    ]


def test_the_same_record_twice_changes_nothing() -> None:
    one = record(
        ratings=[Rating(by="critics", measure="mean", value=3)],
        reviews=[Review(by="critics", author="P. Quill", date="2001", text="Slow.")],
    )
    assert to_json(combine([one, one])) == to_json(combine([one]))


def test_a_review_on_several_captures_is_one() -> None:
    text = "The lamp is the only honest actor in it, and it goes out."
    early = Review(by="critics", author="P. Quill", date="2001-05", text=text, helpful=Helpful(yes=1, total=2))
    late = Review(by="critics", author="P. Quill", date="2001-05-09", text=text, url="http://example.com/quill")
    other = Review(by="critics", author="R. Penn", date="2001-05-09", text=text)
    first, second = record(reviews=[early], captured_at="2008"), record(reviews=[other, late], captured_at="2014")
    film = combine([first, second])
    assert [(review.author, review.sources) for review in film.reviews] == [
        ("P. Quill", [first.id, second.id]),
        ("R. Penn", [second.id]),
    ]
    assert film.reviews[0].url == "http://example.com/quill"
    assert film.provenance["/reviews/0/url"] == [second.id]
    assert _of(film, "/reviews/0/date") == [("2001-05-09", 1), ("2001-05", 1)]


def test_a_review_that_one_page_shows_twice_stays_two() -> None:
    twice = [
        Review(by="audience", author="mo", date="2001", text="No."),
        Review(by="audience", author="mo", date="2001", text="No."),
    ]
    film = combine([record(reviews=twice), record(reviews=twice)])
    assert [len(review.sources) for review in film.reviews] == [2, 2]


def test_short_unsigned_reviews_stay_apart() -> None:
    first, second = (
        record(reviews=[Review(by="audience", text="Great movie, loved it!")]),
        record(reviews=[Review(by="audience", text="Great movie, loved it!")]),
    )
    assert len(combine([first, second]).reviews) == 2


def test_a_review_that_begins_like_another_stays_apart() -> None:
    short, long = "I loved every minute of this.", "I loved every minute of this. Then I woke up."
    first = record(reviews=[Review(by="audience", author="mo", text=short)])
    second = record(reviews=[Review(by="audience", author="mo", text=long)])
    assert len(combine([first, second]).reviews) == 2
    first.truncations = [Truncation(path="/reviews/0/text", state="open")]
    assert [review.text for review in combine([first, second]).reviews] == [long]


def test_id_is_the_films_strongest_identifier() -> None:
    ids = {"imdb": "tt0000007", "rottentomatoes": "lantern_keeper"}
    assert combine([record(ids=ids)]).id == combine([record(ids={"imdb": "tt7"}), record()]).id
    assert combine([record()]).id != combine([record()]).id


def test_releases_and_links_are_kept() -> None:
    first, second = (
        record(releases=[Release(date="1987", kind="theatrical")]),
        record(releases=[Release(date="1987-03-02", kind="theatrical")]),
    )
    link = Link(sources=(first.id, second.id), on=["title: lantern keeper"], score=0.8)
    film = combine([first, second], links=[link])
    assert {release.date for release in film.film.releases} == {"1987", "1987-03-02"}
    assert film.links == [link]


@settings(max_examples=40, deadline=None)
@given(st.lists(records(), min_size=1, max_size=4))
def test_no_value_of_a_record_is_lost(given_records: list[Record]) -> None:
    film = as_json(combine(given_records))
    # A text shown cut may have been replaced by the whole one that begins with it.
    texts = [cuts.folded(value) for _, value in leaves(film) if isinstance(value, str)]
    held: dict[tuple[str, str], list[object]] = {}
    for pointer, value in leaves(
        {key: film[key] for key in ("film", "reviews", "related", "ratings", "review_totals", "issues")}
    ):
        held.setdefault(_shape(pointer), []).append(value)
    for conflict in film["conflicts"]:
        for value in conflict["values"]:
            for below, leaf in leaves(value["value"]) or []:
                held.setdefault(_shape(conflict["path"] + below), []).append(leaf)
    for one in given_records:
        open_at = {cut.path for cut in one.truncations if cut.state == "open"}
        document = as_json(one)
        for pointer, value in leaves(
            {key: document[key] for key in ("film", "reviews", "related", "ratings", "review_totals", "issues")}
        ):
            found = value in held.get(_shape(pointer), [])
            assert found or (pointer in open_at and any(text.startswith(cuts.folded(value).rstrip("(")) for text in texts)), (
                pointer,
                value,
            )
        assert {"id": one.id, "page": document["page"]} in film["sources"]
        assert len([cut for cut in film["truncations"] if cut["source"] == one.id]) >= len(one.truncations)


def _shape(pointer: str) -> tuple[str, str]:
    """Return a pointer without positions: a value's position in its list may change, but not its field."""
    return "/".join("*" if part.isdecimal() else part for part in pointer.split("/")), ""


@settings(max_examples=25, deadline=None)
@given(st.lists(records(), min_size=1, max_size=4))
def test_every_value_names_records_that_state_it(given_records: list[Record]) -> None:
    film = as_json(combine(given_records))
    ids = {one.id for one in given_records}
    for pointer, _ in leaves(film["film"], "/film"):
        parts = pointer.split("/")
        named = next(
            (film["provenance"][found] for n in range(len(parts), 1, -1) if (found := "/".join(parts[:n])) in film["provenance"]),
            [],
        )
        assert named, pointer
        assert set(named) <= ids
    for pointer in film["provenance"]:
        assert at(film, pointer) is not None
    for conflict in film["conflicts"]:
        taken = at(film, conflict["path"]) if conflict["path"] != "/film/synopsis_credit" else film["film"]["synopsis_credit"]
        assert taken == conflict["values"][0]["value"] or (taken is None and conflict["path"] == "/film/synopsis_credit")
    for cut in film["truncations"]:
        if "nowhere" not in cut["path"]:
            _resolves(film, cut["path"], given_records)


def _resolves(film: dict[str, object], path: str, given_records: list[Record]) -> None:
    """Check that a truncation's path leads to a value, unless the record's own path led to none."""
    try:
        at(film, path)
    except (KeyError, IndexError):
        assert any(_misses(one, path) for one in given_records), path


def _misses(one: Record, path: str) -> bool:
    try:
        return at(as_json(one), path) is None
    except (KeyError, IndexError):
        return True


@settings(max_examples=25, deadline=None)
@given(st.lists(records(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(given_records: list[Record], chance: random.Random) -> None:
    unlike = list({one.id: one for one in given_records}.values())
    shuffled = unlike[:]
    chance.shuffle(shuffled)
    assert to_json(combine(shuffled)) == to_json(combine(unlike))


SCHEMA = jsonschema.Draft202012Validator(json_schema())


@settings(max_examples=25, deadline=None)
@given(st.lists(records(), min_size=1, max_size=3))
def test_films_agree_with_their_schema(given_records: list[Record]) -> None:
    SCHEMA.validate(as_json(combine(given_records)))
