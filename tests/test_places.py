"""No output of any command is an input or another output; devices may be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import to_json
from filmdig.scraper.cli import main
from filmdig.scraper.commands.places import check_apart
from tests.formats import samples
from tests.test_cli import PAGE, filmdig


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "records.jsonl").write_bytes(b"".join(to_json(one) + b"\n" for one in samples.records()))
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "urls.txt").write_text("http://films.example/1\n")
    (tmp_path / "plan.jsonl").write_text("{}\n")
    (tmp_path / "link.jsonl").symlink_to("records.jsonl")
    os.link(tmp_path / "records.jsonl", tmp_path / "hard.jsonl")
    (tmp_path / "done").mkdir()
    os.link(tmp_path / "records.jsonl", tmp_path / "done" / "records.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "merge records.jsonl -o records.jsonl",
        "merge records.jsonl -o link.jsonl",
        "merge records.jsonl -o hard.jsonl",
        "merge records.jsonl -o films.jsonl --candidates records.jsonl",
        "merge records.jsonl -o films.jsonl --left-over link.jsonl",
        "merge records.jsonl -o urls.txt --format jsonl --crosswalk urls.txt",
        "merge records.jsonl -o films.jsonl --left-over films.jsonl",
        "merge records.jsonl -o films.jsonl --candidates a.jsonl --left-over ./a.jsonl",
        "merge records.jsonl --candidates a.jsonl --left-over a.jsonl",
        "convert records.jsonl -o hard.jsonl",
        "convert done -o done/records.jsonl",
        "report records.jsonl -o records.jsonl",
        "report records.jsonl --quarantine plan.jsonl -o plan.jsonl",
        "explain page.html --html page.html",
        "extract page.html -o page.html --format jsonl",
        "extract page.html -o r.jsonl --summary r.jsonl",
        "learn page.html --known records.jsonl -o records.jsonl",
        "complete records.jsonl -o done",
        "fetch --urls-from urls.txt -o urls.txt",
        "fetch --from-plan plan.jsonl -o plan.jsonl",
        "fetch http://films.example/1 -o a.jsonl --plan a.jsonl",
    ],
)
def test_no_output_is_an_input_or_another_output(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    assert main(command.split()) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "the output is" in error
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_devices_pipes_and_new_files_may_be_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    check_apart({"-o": "/dev/null", "--summary": "/dev/null", "--html": tmp_path / "fifo"}, ["/dev/null", tmp_path / "fifo"])
    check_apart({"-o": tmp_path / "a", "--summary": tmp_path / "b", "--html": None}, [tmp_path / "c"])
    (tmp_path / "sub").mkdir()
    with pytest.raises(UsageError, match="the output of -o"):
        check_apart({"-o": tmp_path / "a", "--summary": tmp_path / "sub" / ".." / "a"}, [])


def test_a_fetch_goes_to_a_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for target in ("-", "/dev/stdout", "/dev/null"):
        assert main(["fetch", "http://films.example/1", "-o", target]) == 2
        assert "captures are written to a file, not a stream or device" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "begins"),
    [
        ("report records.jsonl -o - --quiet", "<!DOCTYPE html>"),
        ("explain page.html --html -", "<!DOCTYPE html>"),
        ("extract page.html -o /dev/null --summary - --quiet", "{\n"),
        ("merge records.jsonl -o - --quiet", '{"schema_version"'),
        ("merge records.jsonl -o /dev/null --candidates /dev/null --left-over - --quiet", '{"schema_version"'),
        ("convert records.jsonl -o - --format json --quiet", "[\n"),
        ("learn page.html -o - --quiet", "filmdig_layout = 1"),
    ],
)
def test_a_dash_is_standard_output_everywhere(command: str, begins: str, here: Path) -> None:
    done = filmdig(*command.split(), cwd=here)
    assert done.stdout.startswith(begins), done.stderr
    assert not (here / "-").exists()
