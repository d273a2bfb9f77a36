"""Input as bad as it comes: a clear line or a record with issues; never a traceback, a hang, or another page lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.test_cli import PAGE, filmdig


class Outcome:
    """One run over a bad file that lies between two good ones."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        (folder / "a-good.html").write_text(PAGE)
        (folder / "z-good.html").write_text(PAGE)
        out, summary = folder.parent / "records.jsonl", folder.parent / "summary.json"
        self.done = filmdig("extract", folder, "-o", out, "--summary", summary, *arguments)
        assert self.done.returncode == 0, self.done.stderr
        assert "Traceback" not in self.done.stderr
        self.summary = json.loads(summary.read_text())
        quarantine = Path(f"{out}.quarantine.jsonl")
        self.quarantine = [json.loads(line) for line in quarantine.read_text().splitlines()] if quarantine.exists() else []
        found = {Path(r["page"]["location"]["path"]).name: r for r in map(json.loads, out.read_text().splitlines())}
        assert next(iter(found)) == "a-good.html"
        assert list(found)[-1] == "z-good.html"
        self.record = found.get("bad.html")

    @property
    def issues(self) -> list[str]:
        assert self.record is not None
        return [issue["code"] for issue in self.record["issues"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


def test_empty_file(folder):
    (folder / "bad.html").write_bytes(b"")
    assert "empty" in " ".join(Outcome(folder).issues)


def test_pdf_is_told_and_not_parsed(folder):
    (folder / "bad.html").write_bytes(b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n" + bytes(range(256)) * 40)
    outcome = Outcome(folder)
    assert outcome.record is None
    assert outcome.summary["skipped"] == {"not a page: a PDF": 1}


def test_200_megabytes_of_one_tag(folder):
    with (folder / "bad.html").open("wb") as file:
        file.write(b"<html><head><title>The Tin Harbour</title></head><body><div class='")
        for _ in range(200):
            file.write(b"a" * 1_000_000)
        file.write(b"'>end</div></body></html>")
    outcome = Outcome(folder)
    assert outcome.record is not None
    assert "page_too_large" in outcome.issues


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "p><a", "font"])
def test_100_000_nested_tags(folder, tag):
    (folder / "bad.html").write_text("<html><title>The Tin Harbour</title><body>" + f"<{tag}>" * 100_000 + "text")
    outcome = Outcome(folder, "--page-timeout", 3)
    assert outcome.record or [line["location"]["path"].endswith("bad.html") for line in outcome.quarantine] == [True]


def test_page_cut_in_its_middle(folder):
    (folder / "bad.html").write_text(PAGE[: PAGE.index("</h1>") - 4])
    outcome = Outcome(folder)
    assert outcome.record is not None
    assert outcome.record["page"]["location"]["path"].endswith("bad.html")


@pytest.mark.parametrize(
    ("declared", "real", "found"),
    [("iso-8859-1", "utf-8", "utf-8"), ("utf-8", "cp1252", "windows-1252"), ("no-such-charset", "utf-8", "utf-8")],
)
def test_wrong_declared_charset(folder, declared, real, found):
    page = PAGE.replace("<head>", f'<head><meta http-equiv="Content-Type" content="text/html; charset={declared}">')
    (folder / "bad.html").write_bytes(page.replace("Tin", "Café – “Tin”").encode(real))
    outcome = Outcome(folder)
    assert outcome.record is not None
    assert outcome.record["page"]["encoding"] == found


def test_nul_bytes(folder):
    (folder / "bad.html").write_bytes(PAGE.encode().replace(b"A film.", b"A\0 film.\0\0") + b"\0" * 1000)
    outcome = Outcome(folder)
    assert outcome.record is not None
    assert "\\u0000" not in json.dumps(outcome.record)


def test_folder_with_no_page(tmp_path):
    (tmp_path / "empty").mkdir()
    done = filmdig("extract", tmp_path / "empty")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No page was found" in done.stderr


def test_file_that_cannot_be_opened(folder):
    (folder / "bad.html").symlink_to(folder / "nowhere.html")
    outcome = Outcome(folder)
    (lost,) = outcome.quarantine
    assert lost["location"]["path"] == str(folder / "bad.html")
    assert (lost["reason"], lost["message"]) == ("unreadable", "cannot be opened: No such file or directory")
    assert (outcome.summary["quarantined"], outcome.summary["damage"]) == ({"unreadable": 1}, {})
    assert filmdig("extract", folder, "--strict").returncode == 1


def test_pipe_in_a_folder_does_not_hang_the_run(folder):
    os.mkfifo(folder / "bad.html")
    assert Outcome(folder).summary["skipped"] == {"not a page: not a regular file": 1}


def test_named_pipe_that_cannot_be_read_fails_the_run(folder):
    os.mkfifo(folder / "pipe")
    (folder / "page.html").write_text(PAGE)
    done = filmdig("extract", folder / "page.html", folder / "pipe")
    assert (done.returncode, "not a regular file" in done.stderr) == (1, True)


def test_name_that_is_no_utf_8(folder):
    name = os.fsdecode(b"bad\xff\xfe.html")
    (folder / name).write_text(PAGE)
    assert Outcome(folder).summary["pages"] == 3
