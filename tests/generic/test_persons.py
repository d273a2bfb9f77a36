"""A person's page of an unknown site: dates, places, jobs, biography and films from their labels."""

from __future__ import annotations

import re

import pytest

from filmdig.parsers.generic.witnesses.persons import persons
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Biography, Credit
from tests.cases import FIXTURES
from tests.generic.pages import stated

HEAD = "<title>Ines Calloway - Kinograf</title>"


def person(rows: str, name: str = "<h1>Ines Calloway</h1>", head: str = HEAD) -> Biography | None:
    found = stated(persons, "person", f"{name}<table>{rows}</table>", "person", head)
    assert found is None or isinstance(found, Biography)
    return found


def row(label: str, value: str) -> str:
    return f"<tr><th>{label}:</th><td>{value}</td></tr>"


def test_labels_of_a_person() -> None:
    found = person(
        row("Born", "9 March 1931 in Bergen, Norway")
        + row("Died", "4 May 1999 in Paris")
        + row("Occupation", "Actress, Director")
        + row("Filmography", "<p>Salt Ferry (1962)</p><p>1963: The Weir</p><p>Lanterns</p>")
    )
    assert found is not None
    assert (found.name, found.birth_date, found.birth_place) == ("Ines Calloway", "1931-03-09", "Bergen, Norway")
    assert (found.death_date, found.jobs) == ("1999-05-04", ["Actress", "Director"])
    assert found.filmography == [Credit(title="Salt Ferry", year=1962), Credit(title="The Weir", year=1963)]


@pytest.mark.parametrize(
    ("value", "date", "place"),
    [
        ("9 March 1931", "1931-03-09", None),
        ("9 March 1931, Bergen", "1931-03-09", "Bergen"),
        ("March 1931 in Bergen", "1931-03", "Bergen"),
        ("9 March 1931 · Bergen", "1931-03-09", "Bergen"),
        ("Bergen", None, None),
        ("9 March 1931, " + "a long way from anywhere " * 8, None, None),
    ],
)
def test_a_birth_has_a_date_and_perhaps_a_place(value: str, date: str | None, place: str | None) -> None:
    found = person(row("Born", value))
    assert found is not None
    assert (found.birth_date, found.birth_place) == (date, place)


def test_the_first_of_two_rows_is_taken() -> None:
    found = person(
        row("Born", "1931") + row("Born", "1940") + row("Birthplace", "Bergen") + row("Birthplace", "Oslo") + row("Died", "1999")
        + row("Died", "2001") + row("Occupation", "Actress") + row("Occupation", "Singer")
    )  # fmt: skip
    assert found is not None
    assert (found.birth_date, found.birth_place, found.death_date, found.jobs) == ("1931", "Bergen", "1999", ["Actress"])


def test_a_biography_is_its_long_lines() -> None:
    life = "She left the harbour at nineteen and never went back to it, they say."
    found = person(row("Biography", f"<p>{life}</p><p>Read on</p><p>{life[::-1].capitalize()}</p>"))
    assert found is not None
    assert found.biography == f"{life}\n\n{life[::-1].capitalize()}"
    short = person(row("Biography", "She left the harbour."))
    assert short is not None
    assert short.biography is None


@pytest.mark.parametrize(
    ("name", "head", "found"),
    [
        ("<h1>Ines Calloway</h1>", "", "Ines Calloway"),
        ("<h2>Ines Calloway</h2>", HEAD, "Ines Calloway"),
        ("<h2>All our people</h2>", HEAD, "Ines Calloway"),
        ("<h2>All our people</h2>", "<title>Kinograf</title>", None),
    ],
)
def test_the_name_is_in_heading_or_head(name: str, head: str, found: str | None) -> None:
    read = person(row("Born", "1931"), name, head)
    assert (read.name if read else None) == found


def test_dubbing_actors_are_not_the_cast() -> None:
    def people(*names: str) -> str:
        return "<ul>" + "".join(f'<li><a itemprop="actor" href="/name/{name}/">{name}</a></li>' for name in names) + "</ul>"

    body = f"<h1>Мель (2017)</h1><h3>В главных ролях</h3>{people('Роман Хмелёв', 'Ада Морн')}"
    dubbed = f"<h3>Роли дублировали</h3>{people('Дарья Голосова')}"
    record = read_capture(Capture(body=f"<html><body>{body}{dubbed}<p>Режиссёр: Юлия Затонская</p></body></html>".encode()))
    assert [one.name for one in record.film.cast] == ["Роман Хмелёв", "Ада Морн"]


def test_a_page_whose_layout_reads_scripts_is_a_film_page_without_them() -> None:
    page = (FIXTURES / "kinopoisk" / "next" / "zero-percent-critics-and-a-sequel.html").read_text(encoding="utf-8")
    stripped = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    record = read_capture(Capture(body=stripped.encode(), url="https://www.kinopoisk.ru/film/990011/"))
    assert (record.film.title, record.film.year) == ("Письма с мели", 2017)
    assert [one.name for one in record.film.cast] == ["Роман Хмелёв", "Tilly Marchbank"]
