"""The repository is self-contained: nothing in it links to, or names, the machine that it was made on."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCK = ROOT / "requirements.lock"
# A user's home folder; after a letter, dot or slash, such a path is part of a web address.
_HOME_FOLDER = re.compile(rb"(?<![\w./:%-])/(?:home|Users|root)/[\w.-]+|\b[A-Z]:\\Users\\")
_OWN = [os.fsencode(ROOT), *([os.fsencode(Path.home())] if len(Path.home().parts) > 1 else [])]


def tracked() -> list[Path]:
    """Return all files of the repository or, in an unpacked source distribution, all files not created by running it."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        return [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    made = {".venv", ".venv-pywb", "__pycache__", ".pytest_cache", ".hypothesis", "build", "dist", "out"}
    return [path for path in ROOT.rglob("*") if not path.is_dir() and not made & set(path.relative_to(ROOT).parts)]


def names_a_machine(text: bytes) -> bytes | None:
    """Return the first path in a file that is specific to a machine, or None."""
    found = _HOME_FOLDER.search(text)
    return (
        found[0]
        if found
        else next((path for path in _OWN if re.search(rb"(?<![\w./:%-])" + re.escape(path) + rb"(?![\w-])", text)), None)
    )


def test_no_link_leaves_the_tree() -> None:
    links = [path for path in tracked() if path.is_symlink()]
    targets = {path: path.readlink() for path in links}
    assert [path for path, target in targets.items() if target.is_absolute()] == []
    assert [path for path in links if not path.resolve().is_relative_to(ROOT.resolve())] == []
    assert [path for path in links if not path.exists()] == []


def test_no_file_holds_a_path_of_a_machine() -> None:
    files = [path for path in tracked() if path.is_file() and not path.is_symlink()]
    assert len(files) > 500
    named = {path.relative_to(ROOT).as_posix(): names_a_machine(path.read_bytes()) for path in files}
    assert {path: found for path, found in named.items() if found} == {}


def test_the_lock_pins_every_package_that_make_test_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = re.search(r"^EXTRAS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert installed
    extras = [project["optional-dependencies"][name] for name in installed[1].split(",")]
    named = [*project["dependencies"], *(one for extra in extras for one in extra)]
    pinned = {_normal(line.split("==")[0]) for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line}
    assert {name for one in named if (name := _normal(re.split(r"[<>=\[ ;]", one)[0])) not in {*pinned, "filmdig"}} == set(), (
        "make lock"
    )


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b'VENV = "/ho' + b'me/ilka/film/.venv"', b"/ho" + b"me/ilka"),
        (b"C:" + b"\\Users\\ilka", b"C:" + b"\\Users\\"),
        (os.fsencode(ROOT / "output"), os.fsencode(ROOT)),
        (b"http://films.example/ho" + b"me/lykten", None),
        (b"see /movie/home/1", None),
    ],
)
def test_a_path_of_a_machine_is_told_from_an_address(text: bytes, found: bytes | None) -> None:
    assert names_a_machine(text) == found


def test_no_file_of_code_is_longer_than_a_reader_likes() -> None:
    code = [path for path in tracked() if path.suffix in (".py", ".js", ".css") and path.is_file() and not path.is_symlink()]
    long = {path.relative_to(ROOT).as_posix(): lines for path in code if (lines := path.read_text().count("\n")) > 400}
    assert long == {}
