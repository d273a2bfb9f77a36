"""The library's face: what `import filmdig` gives to other people's code."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import zipfile

import bs4
import lxml.html
import msgspec
import pytest

import filmdig
import filmdig.sites
from filmdig.parsers.record import merged_film, page_record
from tests.conftest import ROOT, unmeasured

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


@pytest.mark.parametrize("read", [filmdig.read, filmdig.explain])
@pytest.mark.parametrize("given", [7, None, ["<p>"], object()])
def test_read_refuses_what_is_no_page(read, given):
    with pytest.raises(filmdig.WrongTypeError, match=f"not {type(given).__name__}"):
        read(given)
    assert issubclass(filmdig.WrongTypeError, TypeError)


@pytest.mark.parametrize(
    "given",
    [
        "page.html",
        "../a page.html.gz",
        "/tmp/page",
        "~/page",
        "C:\\\\pages\\\\a",
        "http://films.example/moon",
        " x.warc.gz\n",
        PAGE,
    ],
)
def test_a_path_given_as_text_is_refused_with_a_hint(given):
    with pytest.raises(filmdig.UsageError, match=r"a path or URL was given instead of a page.*read_bytes"):
        filmdig.read(given)


@pytest.mark.parametrize(
    "given", ["", "Moon", "<a href='x.html'>", "Copper Moon (1975)\nDirected by: Ann Lee\nseen at films.html", "a b c"]
)
def test_text_that_only_mentions_a_path_is_a_page(given):
    assert filmdig.read(given).page.digest


@pytest.mark.parametrize(
    ("time", "recorded"),
    [
        ("20140701120000", "2014-07-01T12:00:00Z"),
        ("2014070112", "2014-07-01T12:00:00Z"),
        ("201407", "2014-07"),
        ("2014-07-01T12:00:00.5+02:00", "2014-07-01T12:00:00.5+02:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("2012-02-29", "2012-02-29"),
    ],
)
def test_capture_times_are_recorded_in_one_form(time, recorded):
    assert filmdig.read(b"<p>", captured_at=time).page.captured_at == recorded


@pytest.mark.parametrize(
    "time",
    [
        "yesterday",
        "",
        "2011-02-31",
        "20110231",
        "2011-13",
        "2011-00",
        "2011-01-00",
        "2014-07-01T24:00:00Z",
        "0000",
        "2014-07-01T12:00:61Z",
        "2014-07-01T12:00:00+24:00",
        "2014-07-01T12:00:00+02:60",
        "２０１４",
        "2014-07-01 12:00",
    ],
)
def test_a_bad_capture_time_is_refused(time):
    for call in (filmdig.read, filmdig.explain):
        with pytest.raises(filmdig.UsageError, match=r"\(captured_at\)"):
            call(b"<p>", captured_at=time)
    with pytest.raises(filmdig.UsageError, match=r"\(captured_at\)"):
        filmdig.extract(PAGE, captured_at=time)


@pytest.mark.parametrize(
    "url", ["not a url", "", "films.example", "ftp://films.example/", "http://", "http://a b/", "http://[", "javascript:x"]
)
def test_a_bad_address_is_refused(url):
    for call in (filmdig.read, filmdig.explain):
        with pytest.raises(filmdig.UsageError, match="not the address of a page"):
            call(b"<p>", url=url)
    with pytest.raises(filmdig.UsageError, match="not the address of a page"):
        filmdig.extract(PAGE, url=url)


def test_other_arguments_are_checked():
    with pytest.raises(filmdig.UsageError, match="no such rendition: 'pdf'"):
        filmdig.read(b"<p>", rendition="pdf")
    with pytest.raises(filmdig.UsageError, match="no such number of workers"):
        filmdig.extract(PAGE, workers=-1)
    with pytest.raises(filmdig.UsageError, match="not a page of an archive on the web"):
        filmdig.fetch("films.example")


def test_explain_reads_as_read_does():
    reported = filmdig.explain(PAGE.read_bytes(), url="http://www.flixster.com/movie/lanterns-over-mirov/")
    assert isinstance(reported, filmdig.Explanation)
    assert reported.record == filmdig.read(PAGE.read_bytes(), url="http://www.flixster.com/movie/lanterns-over-mirov/")
    assert [one.layout for one in reported.candidates if one.chosen] == ["2011"]


def test_what_breaks_inside_is_an_error_of_the_page(monkeypatch):
    monkeypatch.setattr("filmdig.parsers.read.choose", lambda *page, **more: 1 / 0)
    with pytest.raises(filmdig.PageError, match="ZeroDivisionError"):
        filmdig.read(b"<p>a page")


@pytest.mark.parametrize("workers", [0, 2])
def test_extract_yields_the_records_of_a_folder(workers):
    records = list(filmdig.extract(PAGE.parent, workers=workers))
    assert [record.film.title for record in records] == ["Lanterns Over Mirov (Fonari)", records[1].film.title]
    assert all(isinstance(record, filmdig.Record) for record in records)


def test_extract_hands_failures_to_the_caller_or_the_log(tmp_path, caplog):
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    failures = []
    assert list(filmdig.extract([tmp_path], on_failure=failures.append)) == []
    assert [(failure.location.path, failure.reason) for failure in failures] == [(str(tmp_path / "gone.html"), "unreadable")]
    with caplog.at_level(logging.WARNING, "filmdig"):
        assert list(filmdig.extract([tmp_path])) == []
    assert "gone.html" in caplog.text


def test_extract_of_nothing_says_so_at_once():
    with pytest.raises(filmdig.UsageError, match="no such file or folder"):
        filmdig.extract("nowhere")


def test_errors_are_one_family():
    names = [name for name in filmdig.__all__ if name.endswith("Error")]
    assert sorted(names) == sorted(filmdig.errors.__all__)
    assert all(issubclass(getattr(filmdig, name), filmdig.FilmdigError) for name in names)
    assert all(getattr(filmdig.errors, name) is getattr(filmdig, name) for name in names)


FUNCTIONS = ["explain", "extract", "fetch", "from_json", "json_schema", "merge", "merged_from_json", "merged_json_schema"]
FUNCTIONS += ["merged_to_json", "read", "to_json"]


def test_what_is_exported():
    types = [*vars(page_record).values(), *vars(merged_film).values()]
    structs = [kind.__name__ for kind in types if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
    exported = {name for name in structs if name[0] != "_" and name != "Struct"} | {"Explanation", "Failure", "Location"}
    modules = {"errors", "sites", "spark"}
    assert set(filmdig.__all__) == exported | set(filmdig.errors.__all__) | set(FUNCTIONS) | modules | {"__version__"}
    assert dir(filmdig) == sorted(filmdig.__all__) == filmdig.__all__
    for name in filmdig.__all__:
        assert name == "__version__" or getattr(filmdig, name).__doc__, name


@pytest.mark.parametrize("module", [filmdig.sites, filmdig.errors, filmdig.spark])
def test_what_the_modules_export(module):
    assert module.__all__ == sorted(module.__all__)
    public = {name for name in vars(module) if name[0] != "_"}
    assert public == set(module.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        filmdig.nothing  # noqa: B018


def test_records_survive_json():
    record = filmdig.read(PAGE.read_bytes())
    assert filmdig.to_json(filmdig.from_json(filmdig.to_json(record))) == filmdig.to_json(record)


def test_merged_films_survive_json():
    [film] = filmdig.merge([filmdig.read(PAGE.read_bytes())])
    assert isinstance(film, filmdig.MergedFilm)
    assert filmdig.merged_to_json(filmdig.merged_from_json(filmdig.merged_to_json(film))) == filmdig.merged_to_json(film)
    with pytest.raises(filmdig.RecordError):
        filmdig.merged_from_json(filmdig.to_json(filmdig.read(PAGE.read_bytes())).replace(b'"id"', b'"no"'))


@pytest.mark.parametrize(
    "line", [b"", "{", "[]", "7", b"\xff", '{"schema_version": "9.0"}', '{"film": {"year": "x"}}', None, "[" * 100_000]
)
@pytest.mark.parametrize("read", [filmdig.from_json, filmdig.merged_from_json])
def test_what_is_no_record_is_a_record_error(read, line):
    with pytest.raises(filmdig.RecordError, match="not a "):
        read(line)


@pytest.mark.parametrize("value", [object(), "\ud800"])
def test_what_is_no_json_is_a_record_error(value):
    with pytest.raises(filmdig.RecordError, match="cannot be written as JSON"):
        filmdig.to_json(filmdig.Record(id=value))


def test_merge_raises_nothing_but_the_family(tmp_path):
    with pytest.raises(filmdig.RecordError, match="not a record but str"):
        list(filmdig.merge(["{}"]))
    with pytest.raises(filmdig.OutputError, match="cannot be kept on disk"):
        list(filmdig.merge([], directory=tmp_path / "missing"))
    with pytest.raises(ZeroDivisionError):  # the caller's own
        list(filmdig.merge(1 / 0 for _ in "a"))


@pytest.mark.parametrize("leave", [list, next, lambda records: None], ids=["read to its end", "left after one", "never begun"])
def test_no_folder_outlives_an_extraction(leave, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        for number in range(3):
            archive.write(PAGE, f"{number}.html")
    records = filmdig.extract(tmp_path / "pages.zip")
    leave(records)
    records.close()
    assert list((tmp_path / "temp").iterdir()) == []


def test_import_is_quick_because_it_loads_no_reader():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, filmdig; print(*sys.modules)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        env=unmeasured(),
    ).stdout.split()
    assert not {"lxml", "turbohtml", "trafilatura", "extruct", "warcio", "multiprocessing", "bs4"} & set(loaded)


OWN_SITE = """
from filmdig import Person
from filmdig.sites import Layout, hidden_remainder, passage, text, year

class Film1999(Layout):
    site, hosts, name = "kinograf", ("kinograf.example",), "1999"
    marks = ("div#kinograf-film",)
    title, year = text("h1"), text("span.made").to(year)
    synopsis = passage("p.plot", cut=hidden_remainder("a.more"))

    def directors(self, page):
        return [Person(name=one.get_text()) for one in page.soup.select("a.by")]

    def writers(self, page):
        return [Person(name=name) for name in page.lxml.xpath("//a[@class='pen']/text()")]
"""


def test_a_site_is_written_with_the_public_names_alone(tmp_path):
    (tmp_path / "kinograf_site.py").write_text(OWN_SITE)
    meta = tmp_path / "kinograf-1.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: kinograf\nVersion: 1\n")
    (meta / "entry_points.txt").write_text("[filmdig.sites]\nkinograf = kinograf_site\n")
    page = (
        "<div id=kinograf-film><h1>Copper Moon</h1><span class=made>(1999)</span><a class=by>Ann Lee</a><a class=pen>Bo Ek</a>"
        "<p class=plot>It ra<a class=more>...</a><span style='display:none'>ins.</span></p></div>"
    )
    script = f"import sys, filmdig; sys.stdout.buffer.write(filmdig.to_json(filmdig.read({page!r}, 'http://kinograf.example/1')))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(tmp_path)}
    )
    record = filmdig.from_json(done.stdout)
    assert (record.page.site, record.page.layout, record.issues) == ("kinograf", "1999", [])
    film = record.film
    assert (film.title, film.year, film.synopsis) == ("Copper Moon", 1999, "It rains.")
    assert ([one.name for one in film.directors], [one.name for one in film.writers]) == (["Ann Lee"], ["Bo Ek"])
