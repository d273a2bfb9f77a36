"""No record, however odd, ends a merge, a report or a conversion: one that fails is left over, reported and counted."""

from __future__ import annotations

import json
import random
import warnings
from pathlib import Path

import msgspec
import pytest

import filmdig
from filmdig.output import formats
from filmdig.parsers.merging import evidence
from filmdig.parsers.merging.combine import Combiner
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Record, from_json, to_json
from filmdig.scraper.cli import main
from filmdig.scraper.merging import grouping
from filmdig.scraper.merging.grouping import Grouping
from tests.conftest import ROOT
from tests.hostile.odd_records import odd
from tests.merging.made_up import record

FIXTURES = [json.loads(path.read_bytes()) for path in sorted((ROOT / "fixtures").rglob("*.json"))[::9]]


def odd_records(seed: int, count: int) -> list[Record]:
    chance = random.Random(seed)
    found: list[Record] = []
    while len(found) < count:
        given = odd(chance.choice(FIXTURES), chance, chance.choice([0.02, 0.1, 0.5, 1]))
        try:
            found.append(from_json(json.dumps(given).encode()))
        except msgspec.ValidationError:
            continue  # not even a record
    return found


def written(records: list[Record], path) -> str:
    path.write_bytes(b"".join(to_json(one) + b"\n" for one in records))
    return str(path)


@pytest.mark.parametrize("seed", range(4))
def test_odd_records_are_merged_and_reported(seed, tmp_path, capsys):
    records = odd_records(seed, 60)
    path = written(records, tmp_path / "r.jsonl")
    assert main(["merge", path, "-o", str(tmp_path / "f.jsonl"), "--left-over", str(tmp_path / "l.jsonl")]) == 0
    films = [json.loads(line) for line in (tmp_path / "f.jsonl").read_bytes().splitlines()]
    over = (tmp_path / "l.jsonl").read_bytes().splitlines()
    sources = [source["id"] for film in films for source in film["sources"]]
    empty = sum(not one.id for one in records)
    assert len(sources) + len(over) >= len({one.id for one in records if one.id})
    assert f"bad lines    {empty}" in capsys.readouterr().err or not empty
    assert main(["report", path, "-o", str(tmp_path / "r.html")]) == 0
    assert "cannot be shown" not in capsys.readouterr().err


@pytest.mark.parametrize("name", formats.FORMATS)
def test_odd_records_are_written_in_every_format(name, tmp_path):
    records = [one for one in odd_records(7, 40) if one.id]
    with Grouping() as merged:
        for one in records:
            merged.add(one)
        films = list(merged.films())
    assert films
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind, found in ((Record, records), (MergedFilm, films)):
            with formats.open_writer(name, str(tmp_path / kind.__name__), kind) as writer:
                for one in found:
                    writer.write(one)


SOUND = [record("Lantern Bay", 1990), record("Lantern Bay", 1990, url="http://other.example/1"), record("Harbour", 1971)]
ODD = record("Lantern Bay", 1990, url="http://odd.example/1")


def merged(tmp_path, capsys) -> tuple[list[dict], list[dict], str, int]:
    paths = [str(tmp_path / name) for name in ("f.jsonl", "l.jsonl")]
    given = written([SOUND[0], ODD, *SOUND[1:]], tmp_path / "r.jsonl")
    status = main(["merge", given, "--strict", "-o", paths[0], "--left-over", paths[1]])
    films, over = ([json.loads(line) for line in Path(path).read_bytes().splitlines()] for path in paths)
    return films, over, capsys.readouterr().err, status


def test_a_record_whose_film_cannot_be_determined_is_left_over(tmp_path, capsys, monkeypatch):
    real = grouping.statement_of
    monkeypatch.setattr(grouping, "statement_of", lambda one: 1 / 0 if one.id == ODD.id else real(one))
    films, over, reported, status = merged(tmp_path, capsys)
    assert [film["film"]["title"] for film in films] == ["Lantern Bay", "Harbour"]
    assert [one["id"] for one in over] == [ODD.id]
    assert f"record {ODD.id} cannot be merged: ZeroDivisionError: division by zero" in reported
    assert "failed       1 records" in reported
    assert status == 1


@pytest.mark.parametrize("alone", [True, False], ids=["fails alone", "fails beside others"])
def test_a_record_that_cannot_be_combined_is_left_over(alone, tmp_path, capsys, monkeypatch):
    real = Combiner.add

    def add(self, one):
        if one.id == ODD.id and (alone or self._ids):
            raise KeyError("odd")
        real(self, one)

    monkeypatch.setattr(Combiner, "add", add)
    films, over, reported, status = merged(tmp_path, capsys)
    assert len(films) == 2
    assert f"failed       {len(over)} records cannot be merged" in reported
    assert status == 1
    found = [source["id"] for film in films for source in film["sources"]]
    assert ODD.id in [*found, *(one["id"] for one in over)] if not alone else [one["id"] for one in over] == [ODD.id]
    assert sorted([*found, *(one["id"] for one in over)]) == sorted(one.id for one in (*SOUND, ODD))


def test_two_groups_that_cannot_be_compared_are_two_films_and_a_candidate(monkeypatch):
    def raising(*_groups):
        raise RecursionError("odd")

    monkeypatch.setattr(evidence, "compare", raising)
    with Grouping() as given:
        for one in SOUND[:2]:
            given.add(one)
        assert len(list(given.films())) == 2
        (candidate,) = given.candidates()
    assert candidate.against == ["they cannot be compared: RecursionError: odd"]


def test_the_library_warns_of_what_it_leaves_out(caplog, monkeypatch):
    monkeypatch.setattr(Combiner, "add", lambda *_: 1 / 0)
    assert list(filmdig.merge(SOUND[:1])) == []
    assert f"record {SOUND[0].id} cannot be merged" in caplog.text
