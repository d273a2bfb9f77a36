"""Records of earlier schema versions are read wherever records are read, with every value at its new place.

`tests/data/records-1.0.jsonl.gz` and `films-1.0.jsonl.gz` hold the record of every fixture, and the films merged from
them, as filmdig wrote them under schema 1.0.
"""

import gzip
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

import filmdig
from filmdig.output.formats import Lines
from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record import page_record as record
from filmdig.scraper.cli import main
from filmdig.scraper.merging import stored_records

DATA = Path(__file__).parent / "data"
# `jsonschema.validate` would check the schema itself again for every record.
RECORD_SCHEMA = jsonschema.Draft202012Validator(record.json_schema())
FILM_SCHEMA = jsonschema.Draft202012Validator(merged.json_schema())
RECORDS, FILMS = DATA / "records-1.0.jsonl.gz", DATA / "films-1.0.jsonl.gz"


def lines(path):
    return gzip.decompress(path.read_bytes()).splitlines()


def values(part, at=""):
    """Every value that says something, by its pointer."""
    if isinstance(part, dict | list):
        for key, inside in part.items() if isinstance(part, dict) else enumerate(part):
            yield from values(inside, f"{at}/{key}")
    elif part is not None:
        yield at, part


def expected(old):
    """The values of a 1.0 record or film where schema 2.0 has them."""
    found = dict(values(old))
    found["/schema_version"] = "2.0"
    for path in [path for path in found if path.startswith("/film/alternate_titles/")]:
        found[f"{path}/title"] = found.pop(path)
    return found


NEW = ("/read_by", "/approximate")


@pytest.mark.parametrize("line", lines(RECORDS), ids=lambda line: json.loads(line)["id"][:8])
def test_a_record_of_1_0_is_read_with_all_its_values(line):
    read = msgspec.to_builtins(filmdig.from_json(line))
    RECORD_SCHEMA.validate(read)
    old, got = json.loads(line), dict(values(read))
    assert {path: value for path, value in got.items() if not path.endswith(NEW)} == expected(old)
    assert read["page"]["read_by"] == ("layout" if old["page"]["layout"] else "generic" if old["film"]["title"] else None)
    assert not any(value for path, value in got.items() if path.endswith("/approximate"))


@pytest.mark.parametrize("line", lines(FILMS), ids=lambda line: json.loads(line)["id"][:8])
def test_a_merged_film_of_1_0_is_read_with_all_its_values(line):
    read = json.loads(merged.to_json(merged.from_json(line)))
    FILM_SCHEMA.validate(read)
    old = json.loads(line)
    want, got = expected(old), dict(values(read))
    pages = {source["id"]: source["page"] for source in old["sources"]}
    for number, cut in enumerate(old["truncations"]):
        if cut["completed_from"] is not None:
            at = f"/truncations/{number}/completed_from"
            page = pages[want.pop(at)]
            want |= dict(values({"id": cut["completed_from"], **{k: page[k] for k in ("url", "captured_at", "digest")}}, at))
    assert {path: value for path, value in got.items() if not path.endswith(NEW)} == want


def test_paths_to_an_alternate_title_lead_to_its_text():
    old = json.loads(lines(RECORDS)[0])
    path = "/film/alternate_titles/1"
    old["film"]["alternate_titles"] = ["One", "Two"]
    old["truncations"] = [{"path": path, "state": "open"}]
    old["derived"] = [path, "/film/year"]
    old["issues"] = [{"code": "field_run_together", "path": path, "message": "…"}, {"code": "page_empty", "message": "…"}]
    read = filmdig.from_json(json.dumps(old))
    assert [title.title for title in read.film.alternate_titles] == ["One", "Two"]
    assert read.truncations[0].path == f"{path}/title"
    assert read.derived == [f"{path}/title", "/film/year"]
    assert [issue.path for issue in read.issues] == [f"{path}/title", None]


def test_a_current_record_is_read_whatever_its_spaces_and_key_order():
    current = record.Record(id="1", film=record.Film(alternate_titles=[record.AlternateTitle(title="One", region="NO")]))
    line = json.dumps(dict(reversed(msgspec.to_builtins(current).items())), indent=1)
    assert filmdig.from_json(line) == current


@pytest.mark.parametrize("version", ["3.0", "0.9", "", None, 2, {}])
def test_a_version_that_is_not_known_is_refused(version):
    line = json.dumps({"schema_version": version, "id": "1"})
    with pytest.raises(filmdig.RecordError):
        filmdig.from_json(line)
    with pytest.raises(msgspec.ValidationError):
        merged.from_json(line)


@pytest.mark.parametrize("old", ['{"schema_version":"1.0","film":7}', '{"schema_version":"1.0","film":{"alternate_titles":"x"}}'])
def test_a_broken_record_of_1_0_is_no_record(old):
    with pytest.raises(filmdig.RecordError):
        filmdig.from_json(old)


def test_every_reader_of_files_reads_1_0():
    assert [one.id for one in stored_records.records(RECORDS)] == [json.loads(line)["id"] for line in lines(RECORDS)]
    assert all(isinstance(one, merged.MergedFilm) for one in stored_records.records_and_films(FILMS))
    assert len(list(stored_records.records_and_films(FILMS))) == len(lines(FILMS))
    taken = []

    class Taking:
        def write(self, one):
            taken.append(one)

    Lines(Taking()).write(b"\n".join(lines(RECORDS)[:3]))
    assert [one.schema_version for one in taken] == ["2.0"] * 3


def test_merge_and_report_read_1_0(tmp_path):
    films, page = tmp_path / "films.jsonl", tmp_path / "report.html"
    assert main(["merge", str(RECORDS), "-o", str(films), "--quiet", "--strict"]) == 0
    found = [json.loads(line) for line in films.read_bytes().splitlines()]
    assert {film["id"] for film in found} == {json.loads(line)["id"] for line in lines(FILMS)}
    assert {film["schema_version"] for film in found} == {"2.0"}
    assert main(["report", str(FILMS), "-o", str(page)]) == 0
    assert found[0]["film"]["title"] in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "odd",
    [
        {"truncations": [7, None, "x", {"completed_from": 7}]},
        {"sources": [7, {"id": ["a"]}, {"id": None, "page": 3}], "truncations": [{"completed_from": "a"}]},
    ],
)
def test_odd_parts_of_a_record_of_1_0_are_told_as_a_bad_record(odd):
    with pytest.raises(filmdig.errors.RecordError):
        filmdig.from_json(json.dumps({"schema_version": "1.0", **odd}))
