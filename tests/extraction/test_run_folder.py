"""A folder of shards: what is missing from it, what is removed, and what its manifest lists."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from filmdig.parsers.record.errors import OutputError, UsageError
from filmdig.scraper.extraction.run_folder import Shards
from filmdig.scraper.extraction.shard import name_of
from filmdig.scraper.extraction.tally import LayoutTally, Tally
from filmdig.scraper.extraction.worker import Chunk, Settings
from filmdig.scraper.sources import Unit
from filmdig.scraper.version import VERSION


def counted(pages: int) -> Tally:
    return Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"film": pages})}}, skipped={"an image": 1})


@pytest.fixture
def units(tmp_path: Path) -> list[Unit]:
    found = []
    for name in ("a", "b"):
        (tmp_path / f"{name}.warc").write_bytes(name.encode())
        found.append(Unit(path=str(tmp_path / f"{name}.warc"), form="warc"))
    return found


def run(folder: Path, units: list[Unit], settings: Settings | None = None, sources: tuple[str, ...] = ("films",)) -> Shards:
    """A complete run over units with two pages each."""
    shards = Shards(folder, sources, settings or Settings())
    with shards:
        for index, unit in enumerate(shards.missing(units)):
            shards.add(index, unit, Chunk(b"1\n", b"", counted(1)))
            shards.add(index, unit, Chunk(b"2\n", b"lost\n", counted(1), done=True))
        shards.complete(units)
    return shards


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_run_lists_its_shards_in_input_order(tmp_path: Path, units: list[Unit]) -> None:
    folder = tmp_path / "new" / "out"
    shards = run(folder, units[::-1], sources=("films", "b\udcff"))
    names = [name_of(unit) for unit in units]
    held = [
        f"{kind}/{name}.json{ending}" for kind, ending in (("quarantine", "l"), ("records", "l"), ("units", "")) for name in names
    ]
    assert files(folder) == [".lock", "manifest.json", *held]
    manifest = (folder / "manifest.json").read_bytes()
    assert json.loads(manifest) == {
        "filmdig": VERSION,
        "sources": ["films", "b\\xff"],
        "complete": True,
        "pages": 4,
        "shards": [
            {
                "name": name_of(unit),
                "path": unit.path,
                "start": 0,
                "stop": None,
                "files": 1,
                "pages": 2,
                "bytes": 4,
                "sha256": hashlib.sha256(b"1\n2\n").hexdigest(),
            }
            for unit in units[::-1]
        ],
    }
    assert manifest.startswith(b'{\n "filmdig": ')
    assert manifest.endswith(b"\n}\n")
    assert (shards.tally().pages, shards.tally().skipped) == (4, {"an image": 4})
    assert stat.S_IMODE((folder / ".lock").stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_a_run_that_is_not_over_lists_none(tmp_path: Path, units: list[Unit]) -> None:
    with Shards(tmp_path / "out", ["films"], Settings()) as shards:
        assert shards.missing([units[0], *units]) == units, "a file that is named twice is one shard"
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
        assert (manifest["complete"], manifest["pages"], manifest["shards"]) == (False, 0, [])
        shards.add(0, units[0], Chunk(b"1\n"))
        assert not shards.appeared(name_of(units[0]))
    assert files(tmp_path / "out") == [".lock", "manifest.json"], "what was not whole is gone"


def test_only_what_is_missing_or_changed_is_done_again(tmp_path: Path, units: list[Unit]) -> None:
    run(tmp_path / "out", units)
    with Shards(tmp_path / "out", ["films"], Settings()) as shards:
        assert (shards.missing(units), dict(shards.again), shards.tally().pages) == ([], {}, 4)
        assert shards.appeared(name_of(units[0]))
    Path(units[0].path).write_bytes(b"changed")
    with Shards(tmp_path / "out", ["films", "more"], Settings()) as shards:
        assert (shards.missing(units), dict(shards.again), shards.tally().pages) == (units[:1], {"input changed": 1}, 2)
    with Shards(tmp_path / "out", ["films", "more"], Settings(kinds=("film",))) as shards:
        assert shards.missing(units) == units
        assert shards.again == {
            "input changed": 1,
            "--url, --captured-at, --urls, --site, --kind or another option changed": 1,
        }


def test_shards_of_no_unit_are_removed_and_nothing_else(tmp_path: Path, units: list[Unit]) -> None:
    folder = tmp_path / "out"
    run(folder, units)
    own = ["records/notes.jsonl", "units/mine.json", "quarantine/read me.jsonl", "records/list.txt"]
    for name in own:
        (folder / name).write_bytes(b"mine")
    with Shards(folder, ["films"], Settings()) as shards:
        assert shards.missing(units[1:]) == []
        assert shards.removed == 1
    name = name_of(units[1])
    shard = [f"quarantine/{name}.jsonl", f"records/{name}.jsonl", f"units/{name}.json"]
    assert files(folder) == sorted([".lock", "manifest.json", *own, *shard])


def test_what_a_killed_run_left_unfinished_goes(tmp_path: Path, units: list[Unit]) -> None:
    folder = tmp_path / "out"
    run(folder, units)
    before = files(folder)
    (folder / "records" / ".mine.part").write_bytes(b"mine")
    for kind in ("records", "quarantine", "units", "."):
        (folder / kind / ".a.json.a-machine.4711.part").write_bytes(b"half")
    with Shards(folder, ["films"], Settings()):
        assert files(folder) == sorted([*before, "records/.mine.part"])


def test_a_shard_of_an_executor_is_registered(tmp_path: Path, units: list[Unit]) -> None:
    folder = tmp_path / "out"
    run(folder, units)
    with Shards(folder, ["films"], Settings()) as shards:
        assert shards.take(units[0]).tally.pages == 2
        assert shards.tally().pages == 2
        with pytest.raises(UsageError, match="a shard that an executor reported as written is missing") as refused:
            shards.take(Unit(path="nowhere", form="warc"))
    assert (refused.value.where, refused.value.todo) == (
        str(folder),
        "give a folder that all executors and this machine share",
    )


def enter(folder: Path, *sources: str) -> None:
    with Shards(folder, sources or ["films"], Settings()):
        pass


@pytest.mark.parametrize("other", ["notes.txt", "a/b.txt", "records/notes.txt", "units/a.json"])
def test_a_folder_of_other_files_is_refused(other: str, tmp_path: Path) -> None:
    (tmp_path / "out" / other).parent.mkdir(parents=True)
    (tmp_path / "out" / other).write_bytes(b"mine")
    name = other.split("/", maxsplit=1)[0] if other.startswith("a/") else other.rsplit("/", maxsplit=1)[-1]
    with pytest.raises(UsageError, match=rf"the folder holds other files \({name}\)") as refused:
        enter(tmp_path / "out")
    assert refused.value.todo == "name a new or empty folder"


def test_a_folder_of_another_run_is_refused(tmp_path: Path, units: list[Unit]) -> None:
    run(tmp_path / "out", units, sources=("films", "series", "shorts"))
    with pytest.raises(UsageError, match="holds the shards of series, which this command does not name"):
        enter(tmp_path / "out", "films")
    enter(tmp_path / "out", "shorts", "series", "films", "more")
    (tmp_path / "out" / "manifest.json").write_bytes(b"[]")
    with pytest.raises(UsageError, match="not a manifest of filmdig") as refused:
        enter(tmp_path / "out", "films", "series")
    assert (refused.value.where, refused.value.todo) == (str(tmp_path / "out" / "manifest.json"), "name another folder")


def test_a_folder_that_cannot_be_made_is_an_error_of_the_output(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="file"):
        enter(tmp_path / "file" / "out")


def test_a_lock_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".lock").symlink_to(tmp_path / "mine")
    with pytest.raises(OutputError):
        enter(tmp_path / "out")
    assert (tmp_path / "mine").read_bytes() == b"mine"
