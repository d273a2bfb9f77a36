"""A record completed from another: every part with every kind of answer."""

from __future__ import annotations

import msgspec
import pytest

from filmdig.parsers.merging.completing import Want, complete, part_of, wants
from filmdig.parsers.record.page_record import (
    CastMember,
    Film,
    OtherSynopsis,
    Page,
    Person,
    Record,
    Review,
    ReviewTotals,
    Truncation,
    to_json,
)
from filmdig.scraper.completion.addresses import review_page
from tests.hostile.test_odd_records import odd_records

HERE, THERE = "http://films.example.com/salt-road", "http://films.example.com/salt-road/more"
WHOLE = "A carter hauls salt over a pass that is no longer on any map, and finds the toll still kept."
SHOWN = WHOLE[:52]
NAMES = ["Ines Calloway", "Bram Oster", "Lio Vance", "Tove Marlin"]


def of(url: str, **kwargs) -> Record:
    return Record(id=url[-6:], page=Page(url=url, kind="film", captured_at="2014-03-01T00:00:00Z", digest="sha256:1"), **kwargs)


def starts(title: str | None, **kwargs) -> Record:
    return of(HERE, film=Film(title=title), **kwargs)


def cut(path: str, **kwargs) -> Truncation:
    return Truncation(path=path, state="open", full_text_url=THERE, **kwargs)


def review(author: str, text: str) -> Review:
    return Review(by="audience", author=author, text=text)


def people(*names: str) -> list[CastMember]:
    return [CastMember(name=name) for name in names]


SHOWS = {
    "text": lambda title: of(
        HERE, film=Film(title=title), reviews=[review("Odile", SHOWN)], truncations=[cut("/reviews/0/text")]
    ),
    "plot": lambda title: of(HERE, film=Film(title=title, synopsis=SHOWN), truncations=[cut("/film/synopsis")]),
    "other plot": lambda title: of(
        HERE,
        film=Film(title=title, other_synopses=[OtherSynopsis(text=SHOWN)]),
        truncations=[cut("/film/other_synopses/0/text")],
    ),
    "cast": lambda title: of(HERE, film=Film(title=title, cast=people(*NAMES[:2])), truncations=[cut("/film/cast", total=4)]),
    "keywords": lambda title: of(HERE, film=Film(title=title, keywords=["salt", "toll"]), truncations=[cut("/film/keywords")]),
    "reviews": lambda title: of(
        HERE,
        film=Film(title=title),
        reviews=[review("Odile", "Fine.")],
        review_totals=ReviewTotals(audience=3),
        truncations=[cut("/reviews", total=3)],
    ),
}


def answer(part: str, title: str | None, *, text: str = WHOLE, names: list[str] = NAMES, cut_there: bool = False) -> Record:
    reviews = [review("Odile", "Fine."), review("Piet", "Slow."), review("Rana", "Salty.")]
    made = {
        "text": of(THERE, film=Film(title=title), reviews=[review("Odile", text)]),
        "plot": of(THERE, film=Film(title=title, synopsis=text)),
        "other plot": of(THERE, film=Film(title=title, other_synopses=[OtherSynopsis(text=text)])),
        "cast": of(THERE, film=Film(title=title, cast=people(*names))),
        "keywords": of(THERE, film=Film(title=title, keywords=["salt", "toll", *names[2:]])),
        "reviews": of(THERE, film=Film(title=title), reviews=reviews[: len(names) - 1]),
    }[part]
    path = {"text": "/reviews/0/text", "plot": "/film/synopsis", "other plot": "/film/other_synopses/0/text"}.get(part)
    made.truncations = [cut(path or f"/film/{part}")] if cut_there else []
    return made


def completed(part: str, *answers: Record):
    record = SHOWS[part]("The Salt Road")
    (want,) = wants(record)
    before = to_json(record)
    whole, (outcome,) = complete(record, [(want, one) for one in answers], [want])
    assert to_json(record) == before, "the record itself was changed"
    return whole, outcome


def value(record: Record, part: str):
    return {
        "text": lambda: record.reviews[0].text,
        "plot": lambda: record.film.synopsis,
        "other plot": lambda: record.film.other_synopses[0].text,
        "cast": lambda: [member.name for member in record.film.cast],
        "keywords": lambda: record.film.keywords,
        "reviews": lambda: [one.author for one in record.reviews],
    }[part]()


WHOLE_VALUE = {
    **dict.fromkeys(("text", "plot", "other plot"), WHOLE),
    "cast": NAMES,
    "keywords": ["salt", "toll", "Lio Vance", "Tove Marlin"],
    "reviews": ["Odile", "Piet", "Rana"],
}


@pytest.mark.parametrize("title", ["The Salt Road", None], ids=["page", "fragment"])
@pytest.mark.parametrize("part", SHOWS)
def test_an_answer_closes_the_cut(part, title):
    whole, outcome = completed(part, answer(part, title))
    assert outcome.reason is None
    assert value(whole, part) == WHOLE_VALUE[part]
    (truncation,) = whole.truncations
    assert (truncation.state, truncation.by) == ("repaired", "linked_page")
    assert truncation.seams == ([len(SHOWN)] if isinstance(WHOLE_VALUE[part], str) else [])
    origin = truncation.completed_from
    assert (origin.id, origin.url, origin.captured_at, origin.digest) == ("d/more", THERE, "2014-03-01T00:00:00Z", "sha256:1")


@pytest.mark.parametrize("part", SHOWS)
def test_without_an_answer_it_stays_open(part):
    whole, outcome = completed(part)
    assert outcome.reason.startswith("absent")
    assert whole == SHOWS[part]("The Salt Road")


@pytest.mark.parametrize("part", SHOWS)
def test_another_films_page_is_not_taken(part):
    whole, outcome = completed(part, answer(part, "The Pepper Road"))
    assert outcome.reason == "another film's page"
    assert whole == SHOWS[part]("The Salt Road")


def test_identifiers_outweigh_titles():
    record = SHOWS["plot"]("The Salt Road")
    record.film.external_ids = {"imdb": "tt0099001"}
    (want,) = wants(record)
    ours, theirs = answer("plot", "La Route du sel"), answer("plot", "The Salt Road")
    ours.film.external_ids, theirs.film.external_ids = {"imdb": "tt0099001"}, {"imdb": "tt0099002"}
    assert complete(record, [(want, ours)], [want])[1][0].reason is None
    assert complete(record, [(want, theirs)], [want])[1][0].reason == "another film's page"


@pytest.mark.parametrize("part", ["text", "plot", "other plot", "cast", "keywords"])
def test_an_answer_that_is_cut_as_well_is_not_taken(part):
    whole, outcome = completed(part, answer(part, "The Salt Road", cut_there=True))
    assert "is cut there as well" in outcome.reason
    assert whole == SHOWS[part]("The Salt Road")


@pytest.mark.parametrize("part", SHOWS)
def test_a_shorter_answer_is_not_taken(part):
    whole, outcome = completed(part, answer(part, "The Salt Road", text=WHOLE[:40], names=NAMES[:2]))
    assert outcome.reason is not None
    assert whole == SHOWS[part]("The Salt Road")


@pytest.mark.parametrize("part", ["text", "plot", "other plot"])
def test_a_text_that_begins_otherwise_is_not_taken(part):
    whole, outcome = completed(part, answer(part, "The Salt Road", text=f"Once, {WHOLE}"))
    assert outcome.reason == "no text there continues what was shown"
    assert whole == SHOWS[part]("The Salt Road")


def test_a_cast_that_lacks_a_shown_person_is_not_taken():
    there = answer("cast", "The Salt Road", names=["Ines Calloway", "Lio Vance", "Tove Marlin", "Oda Prinz"])
    whole, outcome = completed("cast", there)
    assert outcome.reason == "the list there lacks some of what was shown"
    assert whole == SHOWS["cast"]("The Salt Road")


def test_the_second_capture_is_taken_where_the_first_is_cut_itself():
    whole, outcome = completed("plot", answer("plot", "The Salt Road", cut_there=True), answer("plot", "The Salt Road"))
    assert outcome.reason is None
    assert whole.film.synopsis == WHOLE


def test_a_persons_value_that_only_the_record_has_is_kept():
    record = SHOWS["cast"]("The Salt Road")
    record.film.cast[1].role = "The Toll Keeper"
    (want,) = wants(record)
    there = answer("cast", "The Salt Road")
    there.film.cast[0].role = "Carter"
    whole, _ = complete(record, [(want, there)], [want])
    roles = {member.name: member.role for member in whole.film.cast[:2]}
    assert roles == {"Ines Calloway": "Carter", "Bram Oster": "The Toll Keeper"}


def cut_role(*there: tuple[str, str], shown: str = "The Keeper of", people: str = "cast"):
    """Complete the first person's role (cast) or job (crew) from an answer with the given (name, role) pairs."""
    named = {"cast": lambda name, text: CastMember(name=name, role=text), "crew": lambda name, text: Person(name=name, job=text)}
    of_one, field = named[people], {"cast": "role", "crew": "job"}[people]
    record, answer = starts("The Salt Road"), of(THERE, film=Film(title="The Salt Road"))
    setattr(record.film, people, [of_one("Ines Calloway", shown), of_one("Bram Oster", "Carter")])
    setattr(answer.film, people, [of_one(*one) for one in there])
    record.truncations = [cut(f"/film/{people}/0/{field}")]
    (want,) = wants(record)
    whole, (outcome,) = complete(record, [(want, answer)], [want])
    return getattr(getattr(whole.film, people)[0], field), outcome.reason


@pytest.mark.parametrize("people", ["cast", "crew"])
def test_a_role_is_completed_from_the_same_person(people):
    there = [("Bram Oster", "The Keeper of the Mule"), ("Ines Calloway", "The Keeper of the Toll")]
    assert cut_role(*there, people=people) == ("The Keeper of the Toll", None)


@pytest.mark.parametrize("people", ["cast", "crew"])
def test_a_role_of_somebody_else_is_not_taken(people):
    there = [("Bram Oster", "The Keeper of the Mule"), ("Ines Calloway", "Herself")]
    shown, reason = cut_role(*there, people=people)
    assert (shown, reason) == ("The Keeper of", "no text there continues what was shown")


def test_reviews_of_which_some_are_still_missing_are_added_and_counted():
    whole, outcome = completed("reviews", answer("reviews", None, names=NAMES[:3]))
    assert [one.author for one in whole.reviews] == ["Odile", "Piet"]
    assert outcome.reason == "2 of 3 reviews found"
    assert [cut.state for cut in whole.truncations] == ["open"]


def test_cuts_within_added_reviews_are_copied():
    there = answer("reviews", None)
    there.truncations = [Truncation(path="/reviews/2/text", state="open", full_text_url="http://x.example/")]
    whole, _ = completed("reviews", there)
    assert [cut.path for cut in whole.truncations] == ["/reviews", "/reviews/2/text"]
    assert whole.reviews[2].author == "Rana"


def test_a_total_above_what_is_shown_is_an_open_cut():
    record = SHOWS["reviews"]("The Salt Road")
    record.truncations = []
    (want,) = wants(record, lambda record, by: f"{record.page.url}/{by}")
    assert want == Want("/reviews", "reviews", f"{HERE}/audience", "audience")
    record.review_totals.audience = 1
    assert list(wants(record)) == []


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/film/synopsis", "plot"),
        ("/film/other_synopses/3/text", "plot"),
        ("/film/cast", "cast"),
        ("/film/cast/3/role", "cast"),
        ("/film/crew", "cast"),
        ("/reviews/12/text", "text"),
        ("/reviews", "reviews"),
        ("/film/keywords", "other"),
        ("/related", "other"),
        ("/film/title", "other"),
        ("", "other"),
        ("reviews", "other"),
    ],
)
def test_parts(path, part):
    assert part_of(path) == part


@pytest.mark.parametrize("seed", range(3))
def test_odd_records_are_completed_or_reported_open(seed):
    odd = odd_records(seed, 40)
    for record in odd:
        wanted = list(wants(record, review_page))
        _, outcomes = complete(record, [(want, one) for want in wanted for one in odd[:4]], wanted)
        assert [outcome.want for outcome in outcomes] == wanted


def test_the_result_is_a_record():
    whole, _ = completed("plot", answer("plot", None))
    assert msgspec.convert(msgspec.to_builtins(whole), Record) == whole
