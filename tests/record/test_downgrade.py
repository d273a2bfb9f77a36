"""Records and films written in schema 1.0: no value of 1.0 is lost, and values that it has no place for are counted."""

import gzip
import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

import filmdig
from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record.downgrade import downgraded
from filmdig.parsers.record.page_record import Record, Truncation
from filmdig.scraper.cli import main
from tests.formats import samples

DATA = Path(__file__).parents[1] / "data"


def lines(name):
    return gzip.decompress((DATA / name).read_bytes()).splitlines()


def schema(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def as_json(stated):
    return json.loads(json.dumps(stated))


@pytest.mark.parametrize(
    ("name", "read"), [("records-1.0.jsonl.gz", filmdig.from_json), ("films-1.0.jsonl.gz", merged.from_json)]
)
def test_an_upgraded_1_0_record_is_written_unchanged(name, read):
    for line in lines(name):
        dropped = Counter()
        stated = downgraded(read(line), dropped)
        assert json.dumps(stated, ensure_ascii=False, separators=(",", ":")) == json.dumps(
            json.loads(line), ensure_ascii=False, separators=(",", ":")
        )
        assert not dropped


@pytest.mark.parametrize("record", [samples.whole(), samples.person(), samples.cut(), samples.empty()], ids=lambda r: r.id[:6])
def test_a_downgraded_record_is_valid_1_0(record):
    jsonschema.validate(as_json(downgraded(record, Counter())), schema("schema-1.0.json"))


def test_a_downgraded_film_is_valid_1_0():
    for film in samples.films():
        jsonschema.validate(as_json(downgraded(film, Counter())), schema("schema-merged-1.0.json"))


def test_values_that_1_0_lacks_are_counted():
    record = samples.whole()
    record.page.kind, record.page.encoding_from = "season", "language"
    record.derived += ["/film/end_year", "/film/alternate_titles/1/title", "/film/alternate_titles/0/region"]
    record.truncations.append(Truncation(path="/film/other_synopses/0/text", state="open"))
    dropped = Counter()
    stated = downgraded(record, dropped)
    assert (stated["page"]["kind"], stated["page"]["encoding_from"]) == ("series", "fallback")
    assert stated["film"]["alternate_titles"] == ["灯笼", "Фонарь"]
    assert stated["derived"] == ["/film/year", "/film/alternate_titles/1"]
    assert [cut["path"] for cut in stated["truncations"]] == ["/film/synopsis", "/film/cast"]
    assert dropped == {
        "kind season": 1,
        "encoding_from language": 1,
        "derived": 2,
        "truncations": 1,
        "weak": 1,
        "film.alternate_titles.region": 1,
        "film.alternate_titles.note": 1,
        "film.end_year": 1,
        "film.crew": 1,
        "film.other_synopses": 1,
        "film.critics_consensus": 1,
        "film.keywords": 1,
        "film.awards": 1,
        "film.season_count": 1,
        "film.filming_locations": 1,
        "film.official_sites": 1,
        "film.series": 1,
        "film.episode_count": 1,
        "film.directors.other_name": 1,
        "film.writers.job": 1,
        "film.cast.other_name": 1,
        "film.cast.episodes": 1,
        "film.releases.note": 1,
        "film.companies.note": 1,
        "truncations.total": 1,
        "truncations.completed_from": 1,
        "ratings.approximate": 1,
        "ratings.positive_count": 1,
        "ratings.negative_count": 1,
        "ratings.histogram": 1,
    }


def test_a_person_and_a_merged_episode_are_counted():
    dropped = Counter()
    downgraded(samples.person(), dropped)
    film = merged.MergedFilm(id="1", kind="episode")
    assert downgraded(film, dropped)["kind"] == "series"
    assert dropped == {"person": 1, "kind episode": 1}


def test_convert_writes_1_0_and_reports_the_values_left_out(tmp_path, capsys):
    source, target, back = (tmp_path / name for name in ("r.jsonl", "old.jsonl", "new.jsonl"))
    source.write_bytes(filmdig.to_json(samples.whole()) + b"\n" + filmdig.to_json(samples.empty()) + b"\n")
    assert main(["convert", str(source), "--schema", "1.0", "-o", str(target)]) == 0
    reported = capsys.readouterr().err
    assert "values left out, which have no field in the schema:" in reported
    assert "    1  film.keywords\n" in reported
    written = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert [one["schema_version"] for one in written] == ["1.0", "1.0"]
    for one in written:
        jsonschema.validate(one, schema("schema-1.0.json"))
    assert main(["convert", str(target), "-o", str(back)]) == 0
    assert [json.loads(line)["schema_version"] for line in back.read_bytes().splitlines()] == ["2.0", "2.0"]
    assert filmdig.from_json(back.read_bytes().splitlines()[0]).film.title == samples.whole().film.title


@pytest.mark.parametrize("target", ["old.parquet", "old.sqlite", "old.jsonld", "old.csv"])
def test_formats_with_the_current_schemas_types_are_refused(target, tmp_path, capsys):
    source = tmp_path / "r.jsonl"
    source.write_bytes(filmdig.to_json(Record(id="1")) + b"\n")
    assert main(["convert", str(source), "--schema", "1.0", "-o", str(tmp_path / target)]) == 2
    assert "can only hold records of schema 2.0" in capsys.readouterr().err
    assert not (tmp_path / target).exists()
