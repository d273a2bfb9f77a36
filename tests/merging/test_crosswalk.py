"""A crosswalk of made-up items: records that it joins, fills and leaves alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from filmdig.parsers.merging import wikidata
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.merged_film import MergedFilm, from_json
from filmdig.parsers.record.page_record import Film, Page, Record, to_json
from filmdig.scraper.merging.crosswalk import Crosswalk

ITEM = "Q999001"
FORMS = {
    "cross.csv": f'item,itemLabel,P345,P1258,P1712\n{ITEM},"Salt, Road",tt0099001,m/salt_road,movie/salt-road\n',
    "cross.tsv": f"?item\t?P345\t?P1258\t?P1712\n<http://www.wikidata.org/entity/{ITEM}>\ttt0099001\tm/salt_road\tmovie/salt-road\n",
    "list.json": json.dumps([{"item": ITEM, "P345": "tt0099001", "P1258": "m/salt_road", "P1712": "movie/salt-road"}]),
    "sparql.json": json.dumps(
        {
            "head": {"vars": ["item"]},
            "results": {
                "bindings": [
                    {
                        "item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{ITEM}"},
                        "P345": {"type": "literal", "value": "tt0099001"},
                        "P1258": {"type": "literal", "value": "m/salt_road"},
                    },
                    {"item": {"value": f"http://www.wikidata.org/entity/{ITEM}"}, "P1712": {"value": "movie/salt-road"}},
                ]
            },
        }
    ),
}


def table(tmp_path: Path, text: str, name: str = "cross.csv") -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path / name


def record(site: str, ids: dict[str, str], title: str, kind: str = "film", year: int | None = None) -> Record:
    page = Page(
        url=f"http://{site}.example.com/{title}", site=site, kind=kind, read_by="layout", captured_at="2014-01-01T00:00:00Z"
    )
    return Record(id=f"{site}-{title}", page=page, film=Film(title=title, year=year, external_ids=dict(ids)))


def filled(tmp_path: Path, text: str, one: Record) -> Record:
    with Crosswalk(table(tmp_path, text)) as crosswalk:
        return crosswalk.fill(one)


@pytest.mark.parametrize("name", FORMS)
def test_missing_identifiers_are_added_to_a_record(tmp_path, name):
    with Crosswalk(table(tmp_path, FORMS[name], name)) as crosswalk:
        found = crosswalk.fill(record("imdb", {"imdb": "tt0099001"}, "Salt Road"))
        other = crosswalk.fill(record("imdb", {"imdb": "tt0099002"}, "Pepper Road"))
        counts = crosswalk.counts
    more = {"wikidata": ITEM, "rottentomatoes": "salt_road", "metacritic": "salt-road"}
    assert found.film.external_ids == {"imdb": "tt0099001", **more}
    assert sorted(found.derived) == sorted(f"/film/external_ids/{name}" for name in more)
    assert (other.film.external_ids, other.derived) == ({"imdb": "tt0099002"}, [])
    assert (counts.items, counts.filled, counts.contradicted, counts.ambiguous) == (1, 1, 0, 0)


def test_films_of_two_sites_without_a_common_title_become_one(tmp_path):
    records = tmp_path / "records.jsonl"
    ours, theirs = (
        record("imdb", {"imdb": "tt0099001"}, "Salt Road"),
        record("metacritic", {"metacritic": "salt-road"}, "La Route"),
    )
    records.write_bytes(b"".join(to_json(one) + b"\n" for one in (ours, theirs)))
    films = tmp_path / "films.jsonl"
    for more, count in ([], 2), (["--crosswalk", table(tmp_path, FORMS["cross.csv"])], 1):
        arguments = ["merge", records, "-o", films, *more]
        done = subprocess.run(
            [sys.executable, "-m", "filmdig", *map(str, arguments)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(films.read_bytes().splitlines()) == count
    film: MergedFilm = from_json(films.read_bytes())
    assert film.film.external_ids["wikidata"] == ITEM
    assert {one.path for one in film.derived} >= {"/film/external_ids/wikidata"}
    assert "1 item; 2 records given identifiers" in done.stderr


def test_records_of_two_items_are_left_as_they_were(tmp_path):
    text = "item,P345,P1258\nQ1,tt0099001,\nQ2,,m/salt_road\n"
    with Crosswalk(table(tmp_path, text)) as crosswalk:
        ids = {"imdb": "tt0099001", "rottentomatoes": "salt_road"}
        assert crosswalk.fill(record("imdb", ids, "Salt Road")).film.external_ids == ids
        assert crosswalk.counts.contradicted == 1


def test_an_identifier_of_two_items_is_ignored(tmp_path):
    text = "item,P345\nQ1,tt0099001\nQ2,tt0099001\n"
    with Crosswalk(table(tmp_path, text)) as crosswalk:
        assert crosswalk.fill(record("imdb", {"imdb": "tt0099001"}, "Salt Road")).film.external_ids == {"imdb": "tt0099001"}
        assert crosswalk.counts.ambiguous == 1


def test_a_series_is_not_the_film_of_its_name(tmp_path):
    text = "item,P1258,P4947,P4983\nQ1,m/ferry,12,\nQ2,tv/ferry,,12\n"
    film = filled(tmp_path, text, record("rottentomatoes", {"rottentomatoes": "ferry"}, "Ferry"))
    series = filled(tmp_path, text, record("rottentomatoes", {"rottentomatoes": "ferry"}, "Ferry", "series"))
    assert film.film.external_ids == {"rottentomatoes": "ferry", "wikidata": "Q1", "tmdb": "12"}
    assert series.film.external_ids == {"rottentomatoes": "ferry", "wikidata": "Q2", "tmdb": "12"}


@pytest.mark.parametrize("kind", ["season", "list", "person", "unknown"])
def test_pages_not_about_one_film_are_left_alone(tmp_path, kind):
    ids = {"rottentomatoes": "salt_road"}
    assert filled(tmp_path, FORMS["cross.csv"], record("rottentomatoes", ids, "Salt Road", kind)).film.external_ids == ids


def test_unusable_rows_and_columns_are_counted(tmp_path):
    text = f"item,P345,P999999,note\n{ITEM},tt0099001|tt0099005,x,y\nnot an item,tt0099002,,\n{ITEM},,,\n"
    with Crosswalk(table(tmp_path, text)) as crosswalk:
        assert (crosswalk.counts.rows_left_out, crosswalk.counts.unknown) == (2, ["P999999", "note"])
        assert crosswalk.fill(record("imdb", {"imdb": "tt0099005"}, "Salt Road")).film.external_ids["wikidata"] == ITEM


@pytest.mark.parametrize(
    "text", ["", "item,note\nQ1,x\n", "P345\ntt1\n", "{}", '{"results": []}', "[1, 2]", "[" * 100_000, '"item', "\0\1\2"]
)
def test_other_files_are_refused(tmp_path, text):
    with pytest.raises(UsageError):
        Crosswalk(table(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        Crosswalk(tmp_path / "nowhere.csv")


def test_every_fact_names_the_public_file_that_states_it():
    facts = wikidata.facts()
    named = [*facts.statement.values(), *(one.item for one in facts.score), *(one.method for one in facts.score if one.method)]
    assert {one.source for one in named} | {column.source for column in facts.column} == set(facts.sources)
