"""`filmdig sites`, `filmdig new-site`, and sites plugged in by other distributions."""

import json
import os
import subprocess
import sys

import pytest

from tests.cases import FIXTURES, ROOT
from tests.learning import made_up

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title} | Kinograf</title>
<link rel="canonical" href="http://www.kinograf.example/film/{slug}">
<script type="application/ld+json">{{"@type": "Movie", "name": "{title}", "dateCreated": "{year}", "genre": ["Drama"],
"director": {{"@type": "Person", "name": "{director}"}}, "actor": [{{"@type": "Person", "name": "Jo Lund"}}],
"description": "{plot}"}}</script></head>
<body id="kinograf-film"><div id="filmhead" class="head"><h1 class="name">{title}</h1><span class="made">({year})</span></div>
<div id="people"><p class="by"><a class="person">{director}</a></p><p class="with"><a class="person">Jo Lund</a></p></div>
<div id="plotbox"><p class="plot">{plot}</p></div><ul class="kinds"><li class="kind">Drama</li></ul></body></html>"""
PAGES = {
    "karst.html": PAGE.format(
        title="Karst", slug="karst", year=1971, director="Vera Solin", plot="A cave that answers. It takes a while."
    ),
    "tin-weather.html": PAGE.format(
        title="Tin Weather", slug="tin-weather", year=2012, director="Kai Orr", plot="A forecast that never ends."
    ),
}


def filmdig(*arguments, path=()):
    return subprocess.run(
        [sys.executable, "-m", "filmdig", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def drafted(tmp_path):
    """A site drafted from two saved pages."""
    for name, html in PAGES.items():
        (tmp_path / name).write_text(html, encoding="utf-8")
    done = filmdig(
        "new-site", "kinograf", "--layout", "1999", "--html", *(tmp_path / name for name in PAGES), "--into", tmp_path / "out"
    )
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "out"


def test_sites_lists_a_layout_with_its_facts():
    done = filmdig("sites", "flixster", "--json")
    rows = {row["layout"]: row for row in json.loads(done.stdout)}
    row = rows["2011"]
    assert (row["site"], row["years"], row["kind"], row["hosts"]) == ("flixster", "2011-2014", "film", ["flixster.com"])
    assert row["fixtures"] == len(list((FIXTURES / "flixster" / "2011").glob("*.html")))
    assert {"title", "cast", "synopsis", "reviews"} <= set(row["fields"])
    assert "tagline" not in row["fields"]


def test_sites_reports_an_unknown_site():
    done = filmdig("sites", "atlantis")
    assert done.returncode == 2
    assert done.stderr == "filmdig: no such site (atlantis): filmdig sites lists them all\n"


def test_new_site_writes_module_fixtures_and_records(drafted):
    assert sorted(path.relative_to(drafted).as_posix() for path in drafted.rglob("*") if path.is_file()) == [
        "fixtures/kinograf/1999/karst.html",
        "fixtures/kinograf/1999/karst.json",
        "fixtures/kinograf/1999/tin-weather.html",
        "fixtures/kinograf/1999/tin-weather.json",
        "parsers/sites/kinograf.py",
    ]
    record = json.loads((drafted / "fixtures/kinograf/1999/karst.json").read_text(encoding="utf-8"))
    assert (record["film"]["title"], record["film"]["year"]) == ("Karst", 1971)


def test_new_site_overwrites_nothing(drafted, tmp_path):
    done = filmdig("new-site", "kinograf", "--layout", "1999", "--html", tmp_path / "karst.html", "--into", drafted)
    assert done.returncode == 2
    assert "the files exist already" in done.stderr


def test_a_drafted_site_plugged_in_reads_its_pages(drafted, tmp_path):
    plugin = tmp_path / "plugin"
    plugin.mkdir()
    (plugin / "kinograf_site.py").write_bytes((drafted / "parsers/sites/kinograf.py").read_bytes())
    info = plugin / "kinograf-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kinograf\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[filmdig.sites]\nkinograf = kinograf_site\n", encoding="utf-8")
    listed = filmdig("sites", "kinograf", "--json", path=[plugin])
    assert [(row["site"], row["layout"]) for row in json.loads(listed.stdout)] == [("kinograf", "1999")]
    done = filmdig("extract", tmp_path / "tin-weather.html", "--quiet", path=[plugin])
    record = json.loads(done.stdout)
    film = record["film"]
    assert (record["page"]["site"], record["page"]["layout"], record["page"]["kind"]) == ("kinograf", "1999", "film")
    assert (film["title"], film["year"], film["synopsis"]) == ("Tin Weather", 2012, "A forecast that never ends.")
    assert [person["name"] for person in film["directors"]] == ["Kai Orr"]
    assert [member["name"] for member in film["cast"]] == ["Jo Lund"]
    assert film["genres"] == ["Drama"]


def test_a_site_is_drafted_from_the_layout_learned_from_its_pages(tmp_path):
    made_up.write(tmp_path / "pages", range(1, 9))
    pages = sorted((tmp_path / "pages").iterdir())
    done = filmdig("new-site", "kinograf", "--layout", "1999", "--html", *pages, "--into", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    module = (tmp_path / "out/parsers/sites/kinograf.py").read_text(encoding="utf-8")
    assert 'hosts = ("kinograf.example.net",)' in module
    assert 'directors = Rows("div#movie > table.facts > tbody > tr > th", beside=True).read("director", people("a"))' in module
    plugin = tmp_path / "plugin"
    (plugin / "kinograf-1.dist-info").mkdir(parents=True)
    (plugin / "kinograf_site.py").write_text(module, encoding="utf-8")
    (plugin / "kinograf-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: kinograf\nVersion: 1\n", encoding="utf-8")
    (plugin / "kinograf-1.dist-info/entry_points.txt").write_text("[filmdig.sites]\nkinograf = kinograf_site\n", encoding="utf-8")
    film = made_up.Film(77)
    (tmp_path / "other.html").write_text(made_up.page(film), encoding="utf-8")
    record = json.loads(filmdig("extract", tmp_path / "other.html", "--quiet", path=[plugin]).stdout)
    found = record["film"]
    assert (record["page"]["site"], record["page"]["read_by"]) == ("kinograf", "layout")
    assert (found["title"], found["year"], found["runtime_minutes"]) == (film.title, film.year, film.minutes)
    assert [person["name"] for person in found["directors"]] == [film.director]
    assert (found["genres"], found["countries"], found["synopsis"]) == (film.genres, [film.country], film.plot)
    assert [(member["name"], member["role"]) for member in found["cast"]] == film.cast
    assert [(rating["value"], rating["best"]) for rating in record["ratings"]] == [(film.score, 10)]
