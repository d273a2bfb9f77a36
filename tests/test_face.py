"""The library's face: what `import filmdig` gives to other people's code."""

from __future__ import annotations

import logging
import subprocess
import sys

import bs4
import lxml.html
import pytest

import filmdig
from tests.conftest import ROOT

PAGE = ROOT / "fixtures" / "flixster" / "2011" / "hidden-remainder.html"


@pytest.mark.parametrize(
    "given",
    [
        lambda page: page,
        lambda page: page.decode(),
        lambda page: bs4.BeautifulSoup(page, "lxml"),
        lambda page: lxml.html.document_fromstring(page.decode()),
        lambda page: lxml.html.document_fromstring(page.decode()).getroottree(),
    ],
    ids=["bytes", "text", "BeautifulSoup", "lxml element", "lxml tree"],
)
def test_read_takes_a_page_in_any_form(given):
    page = PAGE.read_bytes()
    record = filmdig.read(given(page), url="http://www.flixster.com/movie/lanterns-over-mirov/", captured_at="2013-08-01")
    assert record.film.title == "Lanterns Over Mirov (Fonari)"
    assert [director.name for director in record.film.directors] == ["Ilya Tarn"]
    assert [review.date for review in record.reviews] == ["2013-07-01", "2012-11-05", "2005-05-21", "2002-03-05"]
    assert record.page.url == "http://www.flixster.com/movie/lanterns-over-mirov/"
    assert record.page.captured_at == "2013-08-01"


def test_read_refuses_what_is_no_page():
    with pytest.raises(TypeError, match="not int"):
        filmdig.read(7)


@pytest.mark.parametrize("workers", [0, 2])
def test_extract_yields_the_records_of_a_folder(workers):
    records = list(filmdig.extract(PAGE.parent, workers=workers))
    assert [record.film.title for record in records] == ["Lanterns Over Mirov (Fonari)", records[1].film.title]
    assert all(isinstance(record, filmdig.Record) for record in records)


def test_extract_hands_failures_to_the_caller_or_the_log(tmp_path, caplog):
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    failures = []
    assert list(filmdig.extract([tmp_path], on_failure=failures.append)) == []
    assert [(failure.location.path, failure.reason) for failure in failures] == [(str(tmp_path / "gone.html"), "damage")]
    with caplog.at_level(logging.WARNING, "filmdig"):
        assert list(filmdig.extract([tmp_path])) == []
    assert "gone.html" in caplog.text


def test_extract_of_nothing_says_so_at_once():
    with pytest.raises(filmdig.UsageError, match="no such file or folder"):
        filmdig.extract("nowhere")


def test_errors_are_one_family():
    names = [name for name in filmdig.__all__ if name.endswith("Error")]
    assert len(names) > 5
    assert all(issubclass(getattr(filmdig, name), filmdig.FilmdigError) for name in names)


def test_records_survive_json():
    record = filmdig.read(PAGE.read_bytes())
    assert filmdig.to_json(filmdig.from_json(filmdig.to_json(record))) == filmdig.to_json(record)


def test_import_is_quick_because_it_loads_no_reader():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, filmdig; print(*sys.modules)"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    assert not {"lxml", "turbohtml", "trafilatura", "extruct", "warcio", "multiprocessing", "bs4"} & set(loaded)
