"""`filmdig convert` reads every form that holds whole records, refuses the others, and overwrites nothing."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from filmdig.output import formats
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import RecordError, UsageError
from filmdig.scraper.merging import stored_records
from filmdig.scraper.merging.json_array import ArrayError, elements
from tests.conftest import ROOT
from tests.formats import samples

PACKINGS = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
WHOLE_FORMS = ["jsonl", "json", "parquet", "sqlite"]


def filmdig(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "filmdig", *map(str, arguments)], input=stdin, capture_output=True, timeout=120, cwd=ROOT
    )


def lines(what: list[Described]) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in what)


def write(name: str, target: Path, what: list[Described]) -> Path:
    with formats.open_writer(name, str(target), type(what[0])) as writer:
        for one in what:
            writer.write(one)
    return target


BOTH = pytest.mark.parametrize("what", [samples.records(), samples.films()], ids=["records", "films"])


@BOTH
@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("form", WHOLE_FORMS)
def test_every_form_gives_back_the_same_bytes(form: str, packing: str, what: list[Described], tmp_path: Path) -> None:
    source = tmp_path / f"r.{form}{packing}"
    source.write_bytes(PACKINGS[packing](write(form, tmp_path / "made", what).read_bytes()))
    assert lines(list(stored_records.records_and_films(source))) == lines(what)


@pytest.mark.parametrize("form", WHOLE_FORMS)
def test_standard_input_is_read_in_every_form(form: str, tmp_path: Path) -> None:
    source = write(form, tmp_path / "made", samples.records()).read_bytes()
    done = filmdig("convert", "-", "-o", "-", stdin=source)
    assert (done.returncode, done.stdout) == (0, lines(samples.records()))


@pytest.mark.parametrize("form", WHOLE_FORMS)
def test_numbers_that_columns_cannot_hold_come_back(form: str, tmp_path: Path) -> None:
    hostile = samples.whole()
    hostile.film.year = 10**30
    hostile.ratings[0].value = 5.0
    source = write(form, tmp_path / "made", [hostile])
    assert lines(list(stored_records.records(source))) == lines([hostile])


@pytest.mark.parametrize("ending", ["jsonl", "ndjson", "jsonl.gz", "jsonl.zst", "json", "json.gz", "parquet", "sqlite", "db"])
def test_the_ending_chooses_the_form_and_it_is_read_again(ending: str, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / f"out.{ending}"
    source.write_bytes(lines(samples.records()))
    done = filmdig("convert", source, "-o", target)
    assert (done.returncode, done.stderr.decode()) == (0, f"{len(samples.records())} records: {target}\n")
    magic = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd", "parquet": b"PAR1", "sqlite": b"SQLite", "db": b"SQLite"}
    assert target.read_bytes().startswith(magic.get(ending.rpartition(".")[2], (b"[", b"{")))
    assert filmdig("convert", target).stdout == lines(samples.records())


def test_a_folder_of_shards_is_read_in_order(tmp_path: Path) -> None:
    shards = tmp_path / "run" / "records"
    shards.mkdir(parents=True)
    (shards / "a.jsonl").write_bytes(lines(samples.records()[:1]))
    (shards / "b.jsonl.zst").write_bytes(zstandard.compress(lines(samples.records()[1:])))
    (tmp_path / "run" / "summary.json").write_bytes(b"{}")
    assert filmdig("convert", tmp_path / "run").stdout == lines(samples.records())


def test_a_file_named_twice_is_read_once_and_named(tmp_path: Path) -> None:
    source, link = tmp_path / "r.jsonl", tmp_path / "link.jsonl"
    source.write_bytes(lines(samples.records()))
    link.symlink_to(source)
    done = filmdig("convert", source, link, "--quiet")
    assert done.stdout == lines(samples.records())
    assert done.stderr.decode() == f"filmdig: given twice, read once: {link}\n"


def _json_ld(folder: Path) -> Path:
    return write("jsonld", folder / "r.jsonld", samples.records())


def _csv_folder(folder: Path) -> Path:
    return write("csv", folder / "tables", samples.records())


def _csv_zip(folder: Path) -> Path:
    return write("csv", folder / "tables.zip", samples.records())


def _csv_file(folder: Path) -> Path:
    return _csv_folder(folder) / "people.csv"


def _text(folder: Path) -> Path:
    (folder / "notes.txt").write_text("Lanterns.\n" * 100)
    return folder / "notes.txt"


def _other_json(folder: Path) -> Path:
    (folder / "other.jsonl").write_text('{"title": "Lanterns"}\n' * 100)
    return folder / "other.jsonl"


def _other_database(folder: Path) -> Path:
    import sqlite3

    with sqlite3.connect(folder / "other.db") as database:
        database.execute("CREATE VIEW records AS SELECT 1 AS json")
    return folder / "other.db"


def _image(folder: Path) -> Path:
    (folder / "image").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return folder / "image"


@pytest.mark.parametrize("command", ["convert", "merge", "report"])
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_json_ld, "JSON-LD does not hold whole records"),
        (_csv_folder, "CSV tables do not hold whole records"),
        (_csv_zip, "CSV tables do not hold whole records"),
        (_csv_file, "CSV tables do not hold whole records"),
        (_text, "not a file of records"),
        (_other_json, "not a file of records"),
        (_other_database, "no record in the input"),
        (_image, "not a file of records"),
    ],
)
def test_forms_without_whole_records_are_refused_and_nothing_is_touched(command, make, says, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"years of work")
    if make is _other_database:
        says = "a database without whole records"
    done = filmdig(command, make(tmp_path), "-o", target)
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert target.read_bytes() == b"years of work"


@pytest.mark.parametrize("command", ["convert", "merge", "report"])
def test_an_empty_result_replaces_nothing(command: str, tmp_path: Path) -> None:
    source, target = tmp_path / "empty.jsonl", tmp_path / "out.jsonl"
    source.touch()
    assert filmdig(command, source, "-o", target).returncode == 0
    target.write_bytes(b"years of work")
    done = filmdig(command, source, "-o", target)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"so nothing is written" in done.stderr
    assert target.read_bytes() == b"years of work"


def test_a_merge_of_films_alone_is_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "films.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines(samples.films()))
    done = filmdig("merge", source, "-o", target)
    assert done.returncode == 2
    assert b"no page's record in the input, so nothing is written" in done.stderr
    assert not target.exists()


def test_lines_that_hold_no_record_are_named_and_the_status_is_1(tmp_path: Path) -> None:
    source = tmp_path / "r.jsonl"
    source.write_bytes(lines(samples.records()[:1]) + b"no record\n" + lines(samples.records()[1:]))
    done = filmdig("convert", source)
    assert (done.returncode, done.stdout) == (1, lines(samples.records()))
    assert f"filmdig: {source}, line 2: not a record" in done.stderr.decode()
    assert "1 lines left out" in done.stderr.decode()


@pytest.mark.parametrize("packing", [".gz", ".zst", ".bz2", ".xz"])
@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_truncated_packed_file_is_read_up_to_the_cut_and_reported(form: str, packing: str, tmp_path: Path) -> None:
    import random

    drawn = random.Random(7)
    many = []
    for _ in range(400):
        one = samples.whole()
        one.film.synopsis = " ".join(f"{drawn.getrandbits(64):x}" for _ in range(200))
        many.append(one)
    source = tmp_path / f"r.{form}{packing}"
    packed = PACKINGS[packing](write(form, tmp_path / "made", many).read_bytes())
    source.write_bytes(packed[: len(packed) * 3 // 4])
    found: list[RecordError] = []
    read = list(stored_records.records(source, on_bad=found.append))
    assert read == many[: len(read)]
    assert 50 < len(read) < 400
    assert [error.what.split(":")[0] for error in found] == ["the file ends early or is damaged"]
    with pytest.raises(RecordError, match="ends early"):
        list(stored_records.records(source))


def test_a_truncated_parquet_file_is_reported(tmp_path: Path) -> None:
    whole = write("parquet", tmp_path / "r.parquet", samples.records()).read_bytes()
    (tmp_path / "r.parquet").write_bytes(whole[:-100])
    with pytest.raises(RecordError, match="ends early or is damaged"):
        list(stored_records.records(tmp_path / "r.parquet"))


def test_records_and_films_do_not_share_a_parquet_file(tmp_path: Path) -> None:
    source, target = tmp_path / "r.jsonl", tmp_path / "out.parquet"
    source.write_bytes(lines([*samples.records(), *samples.films()]))
    done = filmdig("convert", source, "-o", target)
    assert (done.returncode, target.exists()) == (2, False)
    assert b"do not fit in one Parquet file" in done.stderr
    assert filmdig("convert", source).stdout == source.read_bytes()


class _Pieces:
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int = -1, /) -> bytes:
        given, self._data = self._data[: self._size], self._data[self._size :]
        return given


values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(st.sampled_from('a"\\[]{},: é\n'), max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=2), inside, max_size=3),
    max_leaves=8,
)


@given(array=st.lists(values, max_size=5), indent=st.sampled_from([None, 1]), size=st.integers(1, 9))
def test_the_elements_of_any_array_are_found(array: list[object], indent: int | None, size: int) -> None:
    import json

    text = json.dumps(array, ensure_ascii=False, indent=indent).encode()
    assert [json.loads(element) for element in elements(_Pieces(b" \n" + text + b"\n", size), 1 << 20)] == array
    for cut in range(len(text)):
        with pytest.raises(ArrayError):
            list(elements(_Pieces(text[:cut], size), 1 << 20))
    with pytest.raises(ArrayError):
        list(elements(_Pieces(text + b"x", size), 1 << 20))


def test_an_element_of_any_length_does_not_fill_the_memory() -> None:
    with pytest.raises(ArrayError, match="longer than"):
        list(elements(_Pieces(b'["' + b"x" * (8 << 20), 1 << 20), 1 << 20))


def test_a_missing_file_is_one_line() -> None:
    with pytest.raises(UsageError, match="cannot read the records"):
        list(stored_records.records("/nowhere/r.jsonl"))
