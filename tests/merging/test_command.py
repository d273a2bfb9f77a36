"""`filmdig merge` on the command line."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from filmdig.parsers.record.errors import RecordError
from filmdig.parsers.record.page_record import Record, Truncation, to_json
from filmdig.scraper.merging import stored_records
from tests.merging.made_up import record

ROOT = Path(__file__).parents[2]
WHOLE = "Every night for forty years a keeper has counted the ships that pass, until one night a ship counts him."


def _merge(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "filmdig", "merge", *map(str, arguments)], cwd=ROOT, capture_output=True, input=stdin
    )


def _records() -> list[Record]:
    cut = [Truncation(path="/film/synopsis", state="open")]
    return [
        record(synopsis=WHOLE[:60], cut=cut, captured_at="2008"),
        record("Harbour", 1990, directors=(), cast=()),
        record(synopsis=WHOLE, captured_at="2014"),
        record("Harbour", 1990, directors=(), cast=()),
        record(None, None, kind="list", directors=(), cast=()),
    ]


def _file(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_records_become_films(tmp_path: Path) -> None:
    given = _records()
    source = _file(tmp_path / "r.jsonl", [to_json(one) for one in given])
    out, doubts, rest = tmp_path / "films.jsonl", tmp_path / "doubts.jsonl", tmp_path / "rest.jsonl"
    done = _merge(source, "-o", out, "--candidates", doubts, "--left-over", rest)
    assert done.returncode == 0
    films = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert [(film["film"]["title"], len(film["sources"])) for film in films] == [
        ("The Lantern Keeper", 2),
        ("Harbour", 1),
        ("Harbour", 1),
    ]
    assert films[0]["film"]["synopsis"] == WHOLE
    schema = json.loads((ROOT / "output" / "schema-merged.json").read_bytes())
    for film in films:
        jsonschema.validate(film, schema)
    (doubt,) = [json.loads(line) for line in doubts.read_bytes().splitlines()]
    assert (doubt["sources"], doubt["score"]) == ([given[1].id, given[3].id], 0.65)
    assert [json.loads(line)["id"] for line in rest.read_bytes().splitlines()] == [given[4].id]
    stderr = done.stderr.decode()
    assert "5 records, 3 films" in stderr
    assert "cuts         1 closed from another page, 0 still open" in stderr
    assert "candidates   1 pairs kept apart in doubt" in stderr
    assert "left over    1 records not of a film (1 list)" in stderr
    assert done.stdout == b""


def test_standard_input_to_standard_output() -> None:
    done = _merge("-", "--quiet", stdin=b"\n".join(to_json(one) for one in _records()))
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, b"", 3)


def test_lines_that_hold_no_record_are_counted_and_named(tmp_path: Path) -> None:
    good = [to_json(one) for one in _records()]
    film = _merge("-", "--quiet", stdin=good[0]).stdout.strip()
    bad = [b"{", b"[]", b"{}", b'{"id": "1", "film": {"year": "x"}}', b"\xff\xfe", film]
    source = _file(tmp_path / "r.jsonl", [good[0], *bad[:3], b"", good[1], *bad[3:], good[2]])
    done = _merge(source, "-o", tmp_path / "films.jsonl")
    stderr = done.stderr.decode()
    assert done.returncode == 0
    assert f"bad lines    6 in {source}: 2-4, 7-9" in stderr
    assert f"filmdig: {source}, line 3: not a record" in stderr
    assert f"{source}, line 9: not a record: a merged film" in stderr
    assert "Traceback" not in stderr
    assert len((tmp_path / "films.jsonl").read_bytes().splitlines()) == 2
    assert _merge(source, "-o", tmp_path / "films.jsonl", "--strict", "--quiet").returncode == 1


def test_a_thousand_bad_lines_are_all_numbered_and_a_few_explained(tmp_path: Path) -> None:
    done = _merge(_file(tmp_path / "r.jsonl", [to_json(_records()[0]), *[b"x"] * 1000]))
    stderr = done.stderr.decode()
    assert ": 2-1001\n" in stderr
    assert stderr.count("not a record") == 20


def test_a_gzipped_file_is_read_and_a_truncated_one_reported(tmp_path: Path) -> None:
    given = _records()
    packed = gzip.compress(b"\n".join(to_json(one) for one in given * 200))
    whole, short = tmp_path / "r.jsonl.gz", tmp_path / "short.jsonl.gz"
    whole.write_bytes(packed)
    short.write_bytes(packed[: len(packed) // 2])
    assert len(list(stored_records.records(whole))) == 1000
    found: list[RecordError] = []
    read = list(stored_records.records(short, on_bad=found.append))
    assert 0 < len(read) < 1000
    assert [error.what.split(":")[0] for error in found] == ["the file ends early or is damaged"]
    with pytest.raises(RecordError, match="ends early"):
        list(stored_records.records(short))


def test_an_endless_line_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_records, "LONGEST_LINE", 1 << 16)
    good = to_json(_records()[0])
    source = _file(tmp_path / "r.jsonl", [good, b"[" * (1 << 18), good])
    found: list[RecordError] = []
    assert len(list(stored_records.records(source, on_bad=found.append))) == 2
    assert [error.where for error in found] == [f"{source}, line 2"]


@pytest.mark.parametrize("below", ["", "records"])
def test_a_folder_of_records_is_read_and_an_out_dir(tmp_path: Path, below: str) -> None:
    folder = tmp_path / "run" / below
    folder.mkdir(parents=True)
    for number, one in enumerate(_records()):
        _file(folder / f"{number}.jsonl", [to_json(one)])
    _file(folder / "r.jsonl.quarantine.jsonl", [b"{}"])
    done = _merge(tmp_path / "run")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 3)
    assert "5 records, 3 films" in done.stderr.decode()
    assert "bad lines" not in done.stderr.decode()


def test_the_ending_chooses_the_format(tmp_path: Path) -> None:
    source = _file(tmp_path / "r.jsonl", [to_json(one) for one in _records()])
    assert _merge(source, "-o", tmp_path / "films.json", "--quiet").returncode == 0
    assert len(json.loads((tmp_path / "films.json").read_bytes())) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.jsonl"], "no such file or folder (none.jsonl)"),
        (["{empty}"], "no records in the folder"),
        (["{r}", "--work-dir", "/no/such"], "no such folder (/no/such)"),
        (["{r}", "--format", "sqlite"], "the format sqlite cannot go to standard output"),
        (["{r}", "-o", "/no/such/films.jsonl"], "cannot write the output"),
        (["{r}", "--master", "local[2]"], "--master is for --engine spark"),
        (["{r}", "-", "--engine", "spark"], "a cluster cannot read standard input"),
    ],
)
def test_bad_usage_is_reported_in_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    source = _file(tmp_path / "r.jsonl", [to_json(_records()[0])])
    empty = tmp_path / "empty"
    empty.mkdir()
    done = _merge(*(argument.replace("{r}", str(source)).replace("{empty}", str(empty)) for argument in arguments))
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_no_records_are_no_films(tmp_path: Path) -> None:
    done = _merge(_file(tmp_path / "r.jsonl", []), "-o", tmp_path / "films.jsonl")
    assert (done.returncode, (tmp_path / "films.jsonl").read_bytes()) == (0, b"")
    assert "0 records, 0 films" in done.stderr.decode()
