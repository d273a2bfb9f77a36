"""Sites from other distributions: a broken one is reported and left out, and two of one name are an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = "<!DOCTYPE html><html><title>Ferry</title><h1 class=lantern>The Ninth Ferry</h1></html>"
SITE = """
from filmdig.sites import Layout, text

class Lantern(Layout):
    site, name = "{site}", "{name}"
    marks = ("h1.lantern",)
    title = text("h1.lantern")
"""


def install(folder: Path, name: str, code: str) -> None:
    """Write the metadata of an installed distribution into a folder, for PYTHONPATH."""
    (folder / f"{name}_site.py").write_text(code)
    distribution = folder / f"{name}-1.5.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n")
    (distribution / "entry_points.txt").write_text(f"[filmdig.sites]\n{name} = {name}_site\n")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
    return subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE)
    install(tmp_path, "lantern", SITE.format(site="lantern", name="2026"))
    return tmp_path


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import a_module_that_is_not_there", "ModuleNotFoundError: No module named 'a_module_that_is_not_there'"),
        ("raise SystemExit('no')", "SystemExit: no"),
        (SITE.format(site="harbour", name="half") + "1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "explain", "sites"])
def test_one_that_cannot_be_loaded_is_named_and_left_out(command: str, code: str, why: str, folder: Path) -> None:
    install(folder, "broken", code)
    arguments = {"extract": ["page.html", "--quiet"], "explain": ["page.html"], "sites": []}[command]
    done = run(folder, "-m", "filmdig", command, *arguments)
    assert done.returncode == 1
    assert done.stderr == f"filmdig: the plug-in broken of broken 1.5 is ignored, since it cannot be loaded: {why}\n"
    assert "lantern" in done.stdout
    assert "harbour" not in done.stdout


def test_a_programs_log_names_it(folder: Path) -> None:
    install(folder, "broken", "1 / 0")
    done = run(folder, "-c", "import filmdig; print(filmdig.read(open('page.html').read()).page.site)")
    assert (done.returncode, done.stdout) == (0, "lantern\n")
    assert "the plug-in broken of broken 1.5 is ignored" in done.stderr


@pytest.mark.parametrize(
    ("site", "name", "other"), [("lantern", "2026", "lantern_site"), ("flixster", "2011", "filmdig.parsers.sites")]
)
def test_two_layouts_of_one_name_are_an_error(site: str, name: str, other: str, folder: Path) -> None:
    install(folder, "second", SITE.format(site=site, name=name))
    done = run(folder, "-m", "filmdig", "extract", "page.html", "--quiet")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"two layouts are called {site}/{name} ({other}" in done.stderr
    assert "second_site" in done.stderr


def test_a_sound_one_is_read(folder: Path) -> None:
    done = run(folder, "-m", "filmdig", "extract", "page.html", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["page"]["layout"] == "2026"
