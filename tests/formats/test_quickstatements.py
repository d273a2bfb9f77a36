"""QuickStatements: a grammar of its own, read back to (item, property, value, qualifiers), and counted against the records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from filmdig.output import formats
from filmdig.parsers.merging.wikidata import facts
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Film, Page, Rating, Record
from tests.cases import pages
from tests.merging.whole import combine

# After Wikidata's "Help:QuickStatements", the syntax of version 1.
_VALUE = {
    "item": re.compile(r"Q[1-9]\d*"),
    "text": re.compile(r'"([^"\t\n|]+)"'),
    "time": re.compile(r"\+\d{4}-\d\d-\d\dT00:00:00Z/(?:9|10|11)"),
    "quantity": re.compile(r"[1-9]\d*"),
}
_KINDS = {"P444": "text", "P447": "item", "P459": "item", "P585": "time", "P7887": "quantity", "S854": "text", "S813": "time"}


class Statement(NamedTuple):
    item: str
    property: str
    value: str
    qualifiers: dict[str, str]
    references: dict[str, str]


def parse(line: str) -> Statement:
    item, *parts = line.split("\t")
    assert _VALUE["item"].fullmatch(item)
    assert len(parts) % 2 == 0
    pairs = dict(zip(parts[::2], parts[1::2], strict=True))
    assert len(pairs) == len(parts) // 2
    for name, value in pairs.items():
        match = _VALUE[_KINDS[name]].fullmatch(value)
        assert match, line
        pairs[name] = match[1] if match.groups() else value
    (property_, value), *more = pairs.items()
    qualifiers = {name: one for name, one in more if name.startswith("P")}
    return Statement(item, property_, value, qualifiers, {name: one for name, one in more if name.startswith("S")})


def record(site: str, at: str | None, *ratings: Rating, item: str | None = "Q999001", replay: str | None = None, number: int = 1):
    page = Page(url=f"http://www.{site}.example.com/m/salt road", replay_url=replay, site=site, captured_at=at, kind="film")
    ids = {"imdb": "tt0099001"} | ({"wikidata": item} if item else {})
    return Record(
        id=f"{site}{number}", page=page, film=Film(title="Salt Road", year=1962, external_ids=ids), ratings=list(ratings)
    )


def tomatometer(value: float | None, count: int | None = 44, **more) -> Rating:
    return Rating(
        by="critics", name="Tomatometer", measure="percent_positive", value=value, best=100, worst=0, rating_count=count, **more
    )


def written(tmp_path: Path, *records: Record) -> tuple[list[Statement], list[str]]:
    target = tmp_path / "scores.qs"
    film = combine(list(records))
    with formats.open_writer("quickstatements", str(target), MergedFilm) as writer:
        writer.write(film)
    return [parse(line) for line in target.read_text().splitlines()], formats.summary_of(writer)


def test_a_score_is_a_statement_with_its_qualifiers_and_its_archived_page(tmp_path):
    replay = 'https://web.archive.org/web/2014/http://x.example/?a="b"|c d'
    (one,), said = written(tmp_path, record("rottentomatoes", "2014-05-01T10:20:30Z", tomatometer(87), replay=replay))
    assert one == Statement(
        "Q999001",
        "P444",
        "87%",
        {"P447": "Q105584", "P459": "Q108403393", "P585": "+2014-05-01T00:00:00Z/11", "P7887": "44"},
        {"S854": "https://web.archive.org/web/2014/http://x.example/?a=%22b%22%7Cc%20d", "S813": "+2014-05-01T00:00:00Z/11"},
    )
    assert said == ["1 statements"]


@pytest.mark.parametrize(
    ("at", "time"),
    [
        ("2014", "+2014-00-00T00:00:00Z/9"),
        ("2014-05", "+2014-05-00T00:00:00Z/10"),
        ("2014-05-03", "+2014-05-03T00:00:00Z/11"),
    ],
)
def test_times_have_the_precision_that_is_known(tmp_path, at, time):
    (one,), _ = written(tmp_path, record("rottentomatoes", at, tomatometer(87)))
    assert one.qualifiers["P585"] == time


def test_means_are_fractions(tmp_path):
    mean = Rating(by="critics", name="Tomatometer", measure="mean", value=7.5, best=10)
    users = Rating(by="audience", name="IMDb Users", measure="mean", value=8, best=10, rating_count=1200, approximate=True)
    found, _ = written(tmp_path, record("rottentomatoes", "2014", mean), record("imdb", "2015", users))
    assert [(one.value, one.qualifiers.get("P459"), one.qualifiers.get("P7887")) for one in found] == [
        ("8/10", None, None),
        ("7.5/10", "Q108403540", None),
    ]


def test_what_has_no_place_is_counted(tmp_path):
    records = [
        record("rottentomatoes", "2014", tomatometer(87), tomatometer(None)),
        record("rottentomatoes", "2015", tomatometer(87), number=2),
        record("rottentomatoes", None, tomatometer(86), number=3),
        record("letterboxd", "2015", Rating(by="audience", measure="mean", value=3.4, best=5)),
        record("imdb", "2015", Rating(by="critics", name="Metascore", measure="mean", value=70, best=100)),
        record(
            "rottentomatoes", "2016", Rating(by="critics", name="Top Critics", measure="percent_positive", value=80), number=4
        ),
    ]
    (one,), said = written(tmp_path, *records)
    assert (one.value, one.qualifiers["P585"]) == ("87%", "+2015-00-00T00:00:00Z/9")
    scores = sum(rating.value is not None for one in records for rating in one.ratings)
    counted = sum(int(re.search(r"([\d,]+) ", line.removeprefix("no statement for scores: "))[1]) for line in said[1:])
    assert scores == counted + 1
    assert "no statement for scores: 1 of a kind without a known item (letterboxd: audience)" in said


def test_every_score_of_every_fixture_is_a_statement_or_counted(tmp_path):
    """What is written of the fixtures, most given an item, is read back to a score of its page; the rest is counted."""
    target = tmp_path / "scores.qs"
    known, scores = {}, 0
    with formats.open_writer("quickstatements", str(target), Record) as writer:
        for number, path in enumerate(path for path in pages() if path.suffix == ".html"):
            one = read_capture(Capture(body=path.read_bytes(), captured_at="2014-05-01T00:00:00Z"))
            if number % 7:  # of the others the item is not known
                one.film.external_ids["wikidata"] = f"Q99{number:04}"
                known[f"Q99{number:04}"] = one
            one.page.url = one.page.url or "http://films.example.com/"
            scores += sum(rating.value is not None for rating in one.ratings)
            writer.write(one)
    found = [parse(line) for line in target.read_text().splitlines()]
    said = formats.summary_of(writer)
    counted = [int(re.search(r"([\d,]+) ", line.removeprefix("no statement for scores: "))[1].replace(",", "")) for line in said]
    assert counted[0] == len(found) > 30
    assert sum(counted) == scores
    for one in found:
        ratings = known[one.item].ratings
        values = {(f"{r.value:g}%", "percent_positive") for r in ratings if isinstance(r.value, int | float)}
        values |= {(f"{r.value:g}/{r.best:g}", "mean") for r in ratings if isinstance(r.value, int | float) and r.best}
        measure = "percent_positive" if one.value.endswith("%") else "mean"
        assert (one.value, measure) in values
        if "P7887" in one.qualifiers:
            counts = {str(count) for r in ratings for count in (r.review_count, r.rating_count) if not r.approximate}
            assert one.qualifiers["P7887"] in counts


@pytest.mark.parametrize("item", [None, "Q0", "L12", 'Q1"\tP31'])
def test_only_films_whose_item_is_known(tmp_path, item):
    found, said = written(tmp_path, record("rottentomatoes", "2014", tomatometer(87), item=item))
    assert (found, said) == ([], ["0 statements", "no statement for scores: 1 of films without a known item"])


def test_records_give_the_same_as_films(tmp_path):
    one = record("rottentomatoes", "2014-05-01T00:00:00Z", tomatometer(87))
    with formats.open_writer("quickstatements", str(tmp_path / "records"), Record) as writer:
        writer.write(one)
    assert [parse(line) for line in (tmp_path / "records").read_text().splitlines()] == written(tmp_path, one)[0]


def test_every_kind_of_score_that_is_known_has_whose_it_is():
    assert all(re.fullmatch(r"Q\d+", one.item.id) for one in facts().score)
    assert {one.form for one in facts().score} <= {"percent", "fraction"}
