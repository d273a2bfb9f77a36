"""The distribution: it installs one top-level package, works beside modules of any name, and its source can be tested."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_repository import tracked

# The content of a user's own modules of these names: filmdig must not import them, and they must not import filmdig's.
OWN = 'MINE = "a user\'s own module"\n'
PLUG_IN = """
import scraper
from filmdig.sites import Layout, text


class Lantern(Layout):
    site = "lantern"
    name = "2026"
    marks = ("h1.lantern",)
    title = text("h1.lantern")
"""
SCRIPT = """
import sys
import output, parsers, scraper
import filmdig, filmdig.parsers, filmdig.scraper, filmdig.output

assert scraper.MINE == parsers.MINE == output.MINE
assert "site-packages" in filmdig.__file__ and "site-packages" in filmdig.scraper.__file__, filmdig.__file__
(record,) = filmdig.extract("page.html", workers=1)
assert record == filmdig.read(open("page.html", "rb").read()) or record.film == filmdig.read(open("page.html", "rb").read()).film
print(record.page.site, record.film.title)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository's files, with links kept as links."""
    copy = tmp_path_factory.mktemp("tree")
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)
    return copy


def build(kind: str, source: Path, into: Path) -> Path:
    """Build a `wheel` or `sdist` with the back end named in pyproject.toml."""
    into.mkdir(parents=True, exist_ok=True)
    code = f"import sys; from setuptools import build_meta; print(build_meta.build_{kind}(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, str(into)], cwd=source, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tree, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the unpacked source distribution."""
    packed = build("sdist", tree, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def place(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a user's folder, with an environment in which the wheel is installed beside the user's own modules."""
    folder = tmp_path_factory.mktemp("user")
    venv.create(folder / "venv", with_pip=True)
    (site,) = (folder / "venv").glob("lib/python3*/site-packages")
    installed = [folder / "venv/bin/pip", "install", "--quiet", "--no-index", "--no-deps", "--no-cache-dir", wheel]
    done = subprocess.run(installed, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    # Dependencies are found in the existing environment, not installed again. Its .pth file of the editable filmdig is ignored.
    (site / "dependencies.pth").write_text("".join(f"{path}\n" for path in sys.path if path.endswith("site-packages")))
    (folder / "scraper.py").write_text(OWN)
    for name in ("parsers", "output"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(OWN)
    (folder / "page.html").write_text("<!DOCTYPE html><html><title>Ferry</title><h1 class=lantern>The Ninth Ferry</h1></html>")
    (folder / "my_site.py").write_text(PLUG_IN)
    distribution = folder / "my_site-1.0.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Metadata-Version: 2.1\nName: my-site\nVersion: 1.0\n")
    (distribution / "entry_points.txt").write_text("[filmdig.sites]\nlantern = my_site\n")
    yield folder
    shutil.rmtree(folder / "venv")


def run(place: Path, *command: object) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{place / 'venv/bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(place), "HOME": str(place)}
    if java := os.environ.get("JAVA_HOME"):
        environment["JAVA_HOME"] = java
    return subprocess.run([*map(str, command)], cwd=place, env=environment, capture_output=True, text=True, timeout=300)


def test_the_wheel_holds_one_name(wheel: Path) -> None:
    names = {name.split("/")[0] for name in members(wheel)}
    (info,) = (name for name in names if name.endswith(".dist-info"))
    assert names == {"filmdig", info}
    assert members(wheel)[f"{info}/top_level.txt"] == b"filmdig\n"


def test_the_wheel_holds_every_module_and_data_file(wheel: Path) -> None:
    held = {name.removeprefix("filmdig/") for name in members(wheel) if not name.split("/")[0].endswith(".dist-info")}
    rooms = {"filmdig", "output", "parsers", "scraper"}
    files = {path.relative_to(ROOT) for path in tracked() if path.is_file() and not path.is_symlink()}
    wanted = {path.as_posix().removeprefix("filmdig/") for path in files if path.parts[0] in rooms}
    assert wanted - held == set()
    assert held - wanted == set()


def test_it_works_beside_a_users_own_scraper_parsers_and_output(place: Path) -> None:
    done = run(place, "python", "-c", SCRIPT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "lantern The Ninth Ferry\n", "")


def test_the_command_and_a_plug_in_work_there(place: Path) -> None:
    done = run(place, "filmdig", "extract", "page.html", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert (record["page"]["site"], record["film"]["title"]) == ("lantern", "The Ninth Ferry")
    assert "lantern" in run(place, "filmdig", "sites").stdout


def test_a_spark_run_works_there(place: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if not shutil.which("java"):
        pytest.skip("no Java for Spark")
    done = run(place, "filmdig", "extract", "page.html", "--out-dir", "out", "--engine", "spark", "--master", "local[1]")
    assert done.returncode == 0, done.stderr
    (shard,) = (place / "out" / "records").iterdir()
    assert json.loads(shard.read_text())["film"]["title"] == "The Ninth Ferry"


def test_the_sites_table_counts_no_fixtures_of_somebody_else(place: Path) -> None:
    (site,) = (place / "venv").glob("lib/python3*/site-packages")
    (site / "fixtures").mkdir(exist_ok=True)
    described = json.loads(run(place, "filmdig", "sites", "flixster", "--json").stdout)
    assert {layout["fixtures"] for layout in described} == {None}


def test_the_source_distribution_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    again = members(build("wheel", sdist, tmp_path))
    changing = {name for name in again if name.endswith((".dist-info/RECORD", ".dist-info/WHEEL"))}
    assert {name: data for name, data in again.items() if name not in changing} == {
        name: data for name, data in members(wheel).items() if name not in changing
    }


def test_the_source_distribution_holds_everything_and_its_tests_run(sdist: Path) -> None:
    missing = [path for path in tracked() if not (sdist / path.relative_to(ROOT)).exists()]
    assert [path.relative_to(ROOT).as_posix() for path in missing] == []
    tests = ["tests/test_repository.py", "tests/test_values.py", "tests/test_fixtures.py", "tests/formats/test_schema_org.py"]
    options = ["-q", "-x", "-p", "no:cacheprovider", "-k", "flixster or values or links or link or node"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=sdist,
        env={**os.environ, "PYTHONPATH": str(sdist)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
