"""Layout files in the commands other than `learn` and `extract`, and their schema."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

import filmdig
from filmdig.scraper.cli import main
from tests.learning.made_up import LAYOUT, Film, page, person_page


@pytest.fixture
def layout(tmp_path) -> Path:
    path = tmp_path / "kinograf.toml"
    path.write_text(LAYOUT)
    return path


def test_the_schema_of_layout_files_is_printed(capsys):
    assert main(["schema", "--layout"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    file = tomllib.loads(LAYOUT)
    jsonschema.validate(file, schema)
    file["templates"][0]["cast"]["names"] = "td.who"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(file, schema)


def test_sites_lists_layout_files(layout, capsys):
    assert main(["sites", "kinograf", "--layouts", str(layout), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["site"], row["layout"], row["hosts"]) == ("kinograf", "film", ["kinograf.example.net", "films.example"])
    assert row["fields"] == ["title", "cast", "runtime_minutes"]


def test_explain_shows_where_a_learned_layout_found_its_values(layout):
    film = Film(31)
    explained = filmdig.explain(page(film), url="http://kinograf.example.net/movie/31", layouts=layout)
    chosen = explained.candidates[0]
    assert (chosen.site, chosen.layout, chosen.chosen, chosen.host) == ("kinograf", "film", True, True)
    assert chosen.marks == [("div#movie", True), ("table.facts", True)]
    title = next(field for field in explained.fields if field.path == "/film/title")
    assert (title.value, title.places[0].selector) == (film.title, "div#movie > h1.name")
    cast = next(field for field in explained.fields if field.path == "/film/cast")
    assert [place.selector for place in cast.places][:1] == ["table.players > tbody > tr.player >> td.who"]
    added = next(field for field in explained.fields if field.path == "/film/synopsis")
    assert (added.value, added.searched) == (film.plot, True)
    assert [one.value for one in explained.statements if one.path == "/film/synopsis" and one.taken] == [film.plot]


def test_the_command_explains_with_layout_files(layout, tmp_path, capsys):
    (tmp_path / "film.html").write_text(page(Film(32)))
    assert main(["explain", str(tmp_path / "film.html"), "--layouts", str(layout)]) == 0
    printed = capsys.readouterr().out
    assert "film  kinograf/film" in printed
    assert "kinograf/film: chosen, the page's host is this site's" in printed


def test_explain_shows_why_a_layout_file_did_not_take_a_page(layout):
    explained = filmdig.explain(person_page(33), url="http://kinograf.example.net/person/33", layouts=layout)
    (candidate,) = [one for one in explained.candidates if one.site == "kinograf"]
    assert (candidate.chosen, candidate.refused) == (False, ["div#person"])
    assert candidate.marks == [("div#movie", False), ("table.facts", False)]
