"""Scores over time, texts for corpora, files for media libraries."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

from filmdig.output import formats
from filmdig.output.csv_tables import unguard
from filmdig.output.score_history import COLUMNS
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import (
    CastMember,
    Film,
    Page,
    Person,
    Rating,
    Record,
    Release,
    Review,
    ReviewRating,
    Truncation,
)
from tests.formats import samples
from tests.merging.whole import combine

ADDRESS = "http://www.rottentomatoes.com/m/salt_road/"


def capture(time: str, score: float, count: int) -> Record:
    page = Page(
        url="http://www.rottentomatoes.com/m/salt_road/", captured_at=time, kind="film", site="rottentomatoes", digest=time
    )
    return Record(
        id=f"r{time[:4]}",
        page=page,
        film=Film(title="The Salt Road", year=1962, external_ids={"imdb": "tt0099001"}, synopsis="A carter hauls salt & sand."),
        ratings=[
            Rating(by="critics", measure="percent_positive", value=score, best=100, review_count=count),
            Rating(by="audience", measure="mean", value=None, best=5),
        ],
    )


def written(name: str, tmp_path: Path, records: list, of: type) -> Path:
    target = tmp_path / name
    with formats.open_writer(name, str(target), of) as writer:
        for record in records:
            writer.write(record)
    return target


TWO = [capture("2010-05-01T00:00:00Z", 87, 30), capture("2014-05-01T00:00:00Z", 91, 44)]


def test_scores_are_a_row_a_capture(tmp_path):
    for records, of in ((TWO, Record), ([combine(TWO)], MergedFilm)):
        text = written("scores", tmp_path, records, of).read_bytes().decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert tuple(rows[0]) == COLUMNS
        found = [(row["title"], row["imdb"], row["site"], row["value"], row["review_count"], row["captured_at"]) for row in rows]
        assert found == [
            ("The Salt Road", "tt0099001", "rottentomatoes", "87", "30", "2010-05-01T00:00:00Z"),
            ("The Salt Road", "tt0099001", "rottentomatoes", "91", "44", "2014-05-01T00:00:00Z"),
        ]
        assert {row["page"] for row in rows} == {"http://www.rottentomatoes.com/m/salt_road/"}


def test_a_formula_in_a_title_is_not_run(tmp_path):
    record = capture("2010-05-01T00:00:00Z", 1, 1)
    record.film.title = "=1+1"
    (row,) = csv.DictReader(io.StringIO(written("scores", tmp_path, [record], Record).read_text(encoding="utf-8")))
    assert row["title"] == "'=1+1"
    assert unguard(row["title"]) == "=1+1"


def test_texts_have_their_source(tmp_path):
    record = capture("2010-05-01T00:00:00Z", 87, 30)
    record.reviews = [
        Review(by="critics", author="Odile Quist", publication="The Weir", date="1962-03-01", text="Dry, in the best way",
               rating=ReviewRating(value=3, best=4)),
        Review(by="audience", author="piet"),
    ]  # fmt: skip
    record.truncations = [Truncation(path="/reviews/0/text", state="open")]
    lines = [json.loads(line) for line in written("text", tmp_path, [record], Record).read_text().splitlines()]
    assert [(line["id"], line["text"], line["metadata"]["kind"], line["metadata"]["cut"]) for line in lines] == [
        ("r2010#/film/synopsis", "A carter hauls salt & sand.", "synopsis", False),
        ("r2010#/reviews/0/text", "Dry, in the best way", "review", True),
    ]
    about = lines[1]["metadata"]
    assert (about["author"], about["publication"], about["date"], about["rating"], about["best"]) == (
        "Odile Quist",
        "The Weir",
        "1962-03-01",
        3,
        4,
    )
    assert {line["source"] for line in lines} == {"http://www.rottentomatoes.com/m/salt_road/"}


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


def test_nfo_has_nothing_but_what_kodi_reads_and_each_value_of_the_record(tmp_path):
    whole = samples.whole()
    (path,) = written("nfo", tmp_path, [whole], Record).iterdir()
    found = elements(ET.parse(path).getroot())
    assert {place for place, one in found if not set(one.attrib) <= _KODI[place]} == set()
    values = {place: [one.text for at, one in found if at == place] for place in _KODI}
    film = whole.film
    assert values["title"] == [film.title]
    assert (values["originaltitle"], values["year"], values["tagline"]) == (
        [film.original_title],
        [str(film.year)],
        [film.tagline],
    )
    assert (values["plot"], values["runtime"]) == ([film.synopsis], [str(film.runtime_minutes)])
    assert (values["genre"], values["tag"], values["country"]) == (film.genres, film.keywords, film.countries)
    assert values["director"] == [person.name for person in film.directors]
    assert values["credits"] == [person.name for person in film.writers]
    assert values["actor/name"] == [member.name for member in film.cast]
    assert values["uniqueid"] == list(film.external_ids.values())
    assert values["thumb"] == [film.image_url]
    ids = [one for place, one in found if place == "uniqueid"]
    assert [one.get("type") for one in ids if one.get("default")] == [
        "imdb" if "imdb" in film.external_ids else ids[0].get("type")
    ]
