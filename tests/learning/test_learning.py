"""Layouts learned from pages, and the records that they read."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import filmdig
from filmdig.parsers.learning.layout_file import MAX_BYTES, json_schema, read_layout_file
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import from_json
from tests.learning.made_up import Film, page, person_page, write


def command(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "filmdig", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def learned(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    folder = tmp_path_factory.mktemp("learned")
    write(folder / "pages", range(1, 16), range(50, 58))
    done = command("learn", folder / "pages", "-o", folder / "kinograf.toml")
    assert done.returncode == 0, done.stderr
    return folder / "kinograf.toml", done


def read_with(layout: Path, film: Film, **kwargs) -> filmdig.Record:
    return filmdig.read(page(film, **kwargs), url=f"http://kinograf.example.net/movie/{film.number}", layouts=layout)


def test_other_pages_of_the_site_are_read_completely(learned):
    layout, _ = learned
    for number in range(100, 130):
        film = Film(number)
        record = read_with(layout, film)
        about, found = record.page, record.film
        assert (about.site, about.layout, about.read_by, about.kind) == ("kinograf", "film", "learned", "film")
        assert (found.title, found.year, found.runtime_minutes) == (film.title, film.year, film.minutes)
        assert found.synopsis == film.plot
        assert [person.name for person in found.directors] == [film.director]
        assert (found.genres, found.countries) == (film.genres, [film.country])
        assert [certificate.rating for certificate in found.certificates] == [film.certificate]
        assert [(member.name, member.role) for member in found.cast] == film.cast
        assert [(rating.value, rating.best) for rating in record.ratings] == [(film.score, 10)]


def test_places_are_learned_from_known_films_if_pages_have_no_labels(tmp_path):
    """Without labels the generic reader finds no facts; the values come from films known from other records."""
    write(tmp_path / "labelled", range(1, 13))
    assert command("extract", tmp_path / "labelled", "-o", tmp_path / "known.jsonl").returncode == 0
    write(tmp_path / "bare", range(1, 13), labels=False)
    plain = read_plain(Film(200))
    assert not plain.film.directors
    done = command("learn", tmp_path / "bare", "--known", tmp_path / "known.jsonl", "-o", tmp_path / "bare.toml")
    assert done.returncode == 0, done.stderr
    record = read_with(tmp_path / "bare.toml", Film(200), labels=False)
    assert [person.name for person in record.film.directors] == [Film(200).director]
    assert record.film.runtime_minutes == Film(200).minutes


def read_plain(film: Film) -> filmdig.Record:
    return filmdig.read(page(film, labels=False), url=f"http://kinograf.example.net/movie/{film.number}")


def test_the_same_pages_give_the_same_file(learned, tmp_path):
    layout, _ = learned
    names = sorted((layout.parent / "pages").iterdir())
    random.Random(3).shuffle(names)
    again = command("learn", *names, "-o", tmp_path / "again.toml")
    assert again.returncode == 0
    assert [line for line in (tmp_path / "again.toml").read_text().splitlines() if not line.startswith("#")] == [
        line for line in layout.read_text().splitlines() if not line.startswith("#")
    ]


def test_a_page_of_another_template_is_not_read_as_a_film(learned):
    layout, _ = learned
    record = filmdig.read(person_page(300), url="http://kinograf.example.net/person/300", layouts=layout)
    assert record.page.layout != "film"
    assert record.page.kind != "film"


def test_a_page_of_another_host_is_not_read_with_the_layout(learned):
    layout, _ = learned
    film = Film(400)
    html = page(film).replace("kinograf.example.net", "elsewhere.example.org")
    record = filmdig.read(html, url="http://elsewhere.example.org/movie/400", layouts=layout)
    assert record.page.layout is None


def test_the_table_shows_what_was_learned(learned):
    _, done = learned
    lines = done.stderr.splitlines()
    assert lines[0].startswith("23 pages, ")
    assert any(line.startswith("film (film): 15 pages") for line in lines)
    fields = {line.split()[0]: line.split()[1:3] for line in lines if line.startswith("  ") and len(line.split()) > 3}
    assert fields["directors"] == ["15", "15/15"]
    assert fields["title"] == ["15", "15/15"]


def test_the_file_names_unused_labels(learned):
    layout, _ = learned
    assert "unused label 'gauge', with values such as " in layout.read_text()


def records_in(folder: Path) -> list[filmdig.Record]:
    shards = sorted((folder / "records").glob("*.jsonl"))
    return [from_json(line) for path in shards for line in path.read_bytes().splitlines()]


def test_a_run_reads_with_the_layout_and_redoes_shards_when_it_changes(learned, tmp_path):
    layout, _ = learned
    write(tmp_path / "pages", range(500, 504))
    args = ["extract", tmp_path / "pages", "--out-dir", tmp_path / "out", "--quiet", "--layouts"]
    assert command(*args, layout).returncode == 0
    records = [
        from_json(line)
        for path in sorted((tmp_path / "out" / "records").glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
    assert {record.page.read_by for record in records} == {"learned"}
    other = tmp_path / "other.toml"
    other.write_text(layout.read_text().replace('site = "kinograf"', 'site = "other"'))
    assert command(*args, other).returncode == 0
    records = [
        from_json(line)
        for path in sorted((tmp_path / "out" / "records").glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
    assert {record.page.site for record in records} == {"other"}


def test_check_reports_the_agreement_on_other_pages(learned, tmp_path):
    layout, _ = learned
    write(tmp_path / "more", range(600, 608), range(700, 702))
    done = command("learn", "--check", layout, tmp_path / "more", "--floor", "0.9")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kinograf/film: 8 pages" in done.stdout
    assert any(line.split()[:3] == ["directors", "8", "100%"] for line in done.stdout.splitlines())


def test_check_detects_a_redesign(learned, tmp_path):
    layout, _ = learned
    (tmp_path / "new").mkdir()
    for number in range(800, 806):
        html = (
            page(Film(number))
            .replace('class="facts"', 'class="data"')
            .replace("<th ", "<dt ")
            .replace('class="name"', 'class="t"')
        )
        (tmp_path / "new" / f"{number}.html").write_text(html)
    done = command("learn", "--check", layout, tmp_path / "new", "--floor", "0.5")
    assert done.returncode == 1
    assert "below the floor" in done.stderr or "no page has the marks of the layout" in done.stderr


def test_strong_witnesses_against_the_layout_leave_the_field_empty(learned):
    layout, _ = learned
    film = Film(900)
    data = {"@context": "https://schema.org", "@type": "Movie", "name": film.title, "duration": "PT12M"}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    html = (
        page(film)
        .replace("</head>", f"{script}</head>")
        .replace("<h2>Synopsis", "<dl><dt>Runtime</dt><dd>12 min</dd></dl><h2>Synopsis")
    )
    record = filmdig.read(html, url="http://kinograf.example.net/movie/900", layouts=layout)
    messages = [issue.message for issue in record.issues if issue.code == "witnesses_disagree"]
    assert record.film.runtime_minutes in (None, film.minutes)
    assert record.film.runtime_minutes is not None or "neither was taken" in messages[0]


_HEAD = 'filmdig_layout = 1\nsite = "x"\n'
_TEMPLATE = '[[templates]]\nname = "a"\nmarks = ["p"]\n'
HOSTILE = {
    "not TOML": "[[[",
    "another version": 'filmdig_layout = 9\nsite = "x"\n',
    "no marks": f'{_HEAD}[[templates]]\nname = "a"\nmarks = []\n',
    "a bad site": 'filmdig_layout = 1\nsite = "../x"\n',
    "an unknown key": f'{_HEAD}code = "import os"\n',
    "an unknown field": f'{_HEAD}{_TEMPLATE}[templates.fields.shoe_size]\ncss = "p"\n',
    "an unknown converter": f'{_HEAD}{_TEMPLATE}[templates.fields.title]\ncss = "p"\nto = "eval"\n',
    "an invalid selector": f'{_HEAD}[[templates]]\nname = "a"\nmarks = ["p >>> ["]\n',
    "a slow selector": f'{_HEAD}[[templates]]\nname = "a"\nmarks = ["p:has(p:has(p))"]\n',
    "two of the same name": f"{_HEAD}{_TEMPLATE}{_TEMPLATE}",
    "a wrong type": "filmdig_layout = 1\nsite = 7\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError) as raised:
        read_layout_file(path)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_file_that_is_too_long_is_refused(tmp_path):
    path = tmp_path / "long.toml"
    path.write_text("# " + "x" * MAX_BYTES)
    with pytest.raises(UsageError, match="longer than"):
        read_layout_file(path)


def test_the_schema_describes_the_file(learned):
    import tomllib

    import jsonschema

    layout, _ = learned
    with layout.open("rb") as file:
        jsonschema.validate(tomllib.load(file), json_schema())
    assert msgspec.to_builtins(read_layout_file(layout))["site"] == "kinograf"


def test_input_without_pages_is_refused(tmp_path):
    (tmp_path / "note.css").write_text("body { color: red }")
    done = command("learn", tmp_path, "-o", tmp_path / "x.toml")
    assert done.returncode == 2
    assert "no page to learn from" in done.stderr


def test_the_generic_reader_does_not_run_if_the_places_have_all_values(learned):
    layout, _ = learned
    assert "\nalone = true\n" in layout.read_text()
    film = Film(41)
    stray = page(film).replace("</table>", "<tr><th>Language:</th><td>Norwegian</td></tr></table>", 1)
    record = filmdig.read(stray, url="http://kinograf.example.net/movie/41", layouts=layout)
    assert (record.film.title, record.film.languages) == (film.title, [])
    asked = layout.parent / "asked.toml"
    asked.write_text(layout.read_text().replace("\nalone = true\n", "\n"))
    record = filmdig.read(stray, url="http://kinograf.example.net/movie/41", layouts=asked)
    assert (record.film.title, record.film.languages) == (film.title, ["Norwegian"])


def test_the_generic_reader_runs_if_pages_have_more_values_than_the_places(tmp_path):
    (tmp_path / "pages").mkdir()
    row, pair = "<tr><th>Language:</th><td>Norwegian</td></tr></table>", "</table><dl><dt>Language</dt><dd>French</dd></dl>"
    for number in range(1, 13):
        html = page(Film(number)).replace("</table>", row if number % 2 else pair, 1)
        (tmp_path / "pages" / f"{number}.html").write_text(html)
    assert command("learn", tmp_path / "pages", "-o", tmp_path / "site.toml").returncode == 0
    assert "alone" not in (tmp_path / "site.toml").read_text()


def redesigned(film: Film) -> str:
    """A page of the site's next design: the same facts in other markup."""
    facts = {"Director": film.director, "Runtime": f"{film.minutes} min", "Year": film.year, "Genre": ", ".join(film.genres)}
    pairs = "".join(f'<dt class="left">{label}</dt><dd class="right">{value}</dd>' for label, value in facts.items())
    return f"""<html><head><title>{film.title} ({film.year})</title></head><body class="second"><main class="sheet">
<header class="crown"><h1 class="big">{film.title}</h1></header><dl class="data">{pairs}</dl>
<section class="plot"><h2>Plot</h2><p class="words">{film.plot}</p></section>
<footer class="ending"><nav class="ways">Kinograf</nav></footer></main></body></html>"""


def test_a_layout_of_one_design_does_not_read_another(tmp_path):
    """Pages of another year have the same facts in other markup, and are read without a layout."""
    write(tmp_path / "old", range(1, 13))
    assert command("learn", tmp_path / "old", "-o", tmp_path / "old.toml").returncode == 0
    film = Film(90)
    new = redesigned(film)
    record = filmdig.read(new, url="http://kinograf.example.net/movie/90", layouts=tmp_path / "old.toml")
    assert (record.page.layout, record.page.read_by) == (None, "generic")
    assert record.film.title == film.title
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "90.html").write_text(new)
    done = command("learn", "--check", tmp_path / "old.toml", tmp_path / "new")
    assert done.returncode == 1
    assert "no page has the marks of the layout" in done.stderr
    assert "matched by no template of the file: 1 page (" in done.stdout


def test_two_designs_of_a_site_are_two_templates(tmp_path):
    write(tmp_path, range(1, 13))
    for number in range(21, 33):
        (tmp_path / f"new-{number}.html").write_text(redesigned(Film(number)))
    assert command("learn", tmp_path, "-o", tmp_path / "site.toml").returncode == 0
    layout = read_layout_file(tmp_path / "site.toml")
    films = [template for template in layout.templates if template.kind == "film"]
    assert [template.name for template in films] == ["film", "film-2"]
    old = read_with(tmp_path / "site.toml", Film(95))
    html = redesigned(Film(95))
    new = filmdig.read(html, url="http://kinograf.example.net/movie/95", layouts=tmp_path / "site.toml")
    assert {old.page.layout, new.page.layout} == {"film", "film-2"}
    for record in old, new:
        assert (record.film.title, record.film.runtime_minutes) == (Film(95).title, Film(95).minutes)
    assert not set(films[0].marks) & set(films[1].marks)


def test_learning_from_hostile_pages_stays_within_limits(tmp_path):
    pages = {
        "deep": "<div class=a>" * 20_000 + "x",
        "wide": "<p class=b>y</p>" * 30_000,
        "long": f"<p id=t>{'z ' * 500_000}</p>",
        "names": "".join(f'<i class="c{chr(97 + n % 26) * 40}{n}">v</i>' for n in range(5000)),
        "binary": "\x00\x01<html>\ufffd",
        "quotes": """<p class='"]; x' id='a"b'>q</p><p itemprop='"'>r</p>""",
        "empty": "",
    }
    for name, body in pages.items():
        (tmp_path / f"{name}.html").write_text(f"<html><title>{name}</title><body>{body}</body></html>")
    write(tmp_path, range(1, 6))
    done = command("learn", tmp_path, "-o", tmp_path / "site.toml")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    read = read_with(tmp_path / "site.toml", Film(60))
    assert (read.page.layout, read.film.title) == ("film", Film(60).title)
