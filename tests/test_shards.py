"""Runs into a folder: interrupted at any moment and taken up again, they end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from filmdig.scraper.extraction.shard import input_of
from filmdig.scraper.sources import Unit
from filmdig.scraper.version import VERSION
from tests.conftest import unmeasured
from tests.misbehaving import PAGE, make_pages

# Every way a page can end its worker, spread over a run of several units.
HOWS = [{100: "crashes", 250: "hangs", 333: "eats_memory", 400: "raises"}.get(number, "nothing") for number in range(640)]


class Runs:
    """Runs of the command into folders, one page folder for all."""

    def __init__(self, tmp_path: Path, environment: dict[str, str]) -> None:
        self.tmp_path, self.environment = tmp_path, environment
        self.pages = tmp_path / "pages"

    def command(self, folder: Path, *arguments: object) -> list[str]:
        limits = ["--page-timeout", "1", "--page-memory", "200"]
        return [
            sys.executable,
            "-m",
            "filmdig",
            "extract",
            str(self.pages),
            "--out-dir",
            str(folder),
            *limits,
            *map(str, arguments),
        ]

    def __call__(self, folder: Path, *arguments: object, status: int = 0, **more: object) -> str:
        done = subprocess.run(
            self.command(folder, *arguments), capture_output=True, text=True, timeout=120, env=self.environment, **more
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    def killed(self, folder: Path, seconds: float) -> bool:
        """Run, and kill -9 after so long; False if the run was over before."""
        with subprocess.Popen(self.command(folder, "--quiet"), env=self.environment) as process:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                return True
        return False


@pytest.fixture
def runs(tmp_path, plugged_in):
    return Runs(tmp_path, plugged_in)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that a run leaves, but for summary.json, which tells how long it took."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"summary.json", ".lock"}
    }


def records(folder: Path) -> list[str]:
    manifest = json.loads((folder / "manifest.json").read_text())
    lines = [
        line for shard in manifest["shards"] for line in (folder / "records" / f"{shard['name']}.jsonl").read_text().splitlines()
    ]
    return [Path(json.loads(line)["page"]["location"]["path"]).stem for line in lines]


def test_killed_at_ten_random_moments_and_resumed_it_is_as_undisturbed(runs, tmp_path):
    make_pages(runs.pages, HOWS)
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    runs(undisturbed)
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    kills = 0
    for _ in range(10):
        if not runs.killed(disturbed, chance.uniform(0.1, 3.0)):
            shutil.rmtree(disturbed)
            continue
        kills += 1
    runs(disturbed)
    assert kills, f"seed {seed}"
    assert contents(disturbed) == contents(undisturbed), f"seed {seed}"
    assert records(disturbed) == [f"{n:04}" for n in range(640) if n not in {100, 250, 333, 400}]
    quarantined = [json.loads(line) for path in sorted((disturbed / "quarantine").iterdir()) for line in path.open()]
    assert [(Path(line["location"]["path"]).stem, line["reason"]) for line in quarantined] == [
        ("0100", "crash"),
        ("0250", "timeout"),
        ("0333", "memory"),
        ("0400", "exception"),
    ]


def test_second_run_does_nothing_and_says_so(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 130)
    runs(tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "records").iterdir()}
    said = runs(tmp_path / "out")
    assert "3 of 3 shards are there" in said
    assert "130 pages (130 of them by an earlier run)" in said
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "records").iterdir()} == before


def test_changed_input_is_told_and_only_it_is_done_again(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 130)
    out = tmp_path / "out"
    runs(out)
    (runs.pages / "0070.html").write_text(PAGE.format(how="raises"))
    said = runs(out)
    assert "2 of 3 shards are there" in said
    assert "1 done again: input changed" in said
    assert records(out) == [f"{number:04}" for number in range(130) if number != 70]
    (runs.pages / "0070.html").write_text(PAGE.format(how="nothing"))
    assert "1 done again: input changed" in runs(out)
    assert records(out) == [f"{number:04}" for number in range(130)]
    assert list((out / "quarantine").iterdir()) == []


def test_shards_of_removed_input_go(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 130)
    out, anew = tmp_path / "out", tmp_path / "anew"
    runs(out)
    for number in range(64, 130):
        (runs.pages / f"{number:04}.html").unlink()
    assert "2 removed: their input is no longer there" in runs(out)
    runs(anew)
    assert contents(out) == contents(anew)


def test_files_of_the_user_s_own_in_the_folder_stay(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    out = tmp_path / "out"
    runs(out)
    mine = [out / "records/mine.jsonl", out / "quarantine/notes-2014.jsonl", out / "units/mine.json", out / "records/.draft.part"]
    for path in mine:
        path.write_text("mine")
    (runs.pages / "0000.html").unlink()
    runs(out)
    assert [path.read_text() for path in mine] == ["mine"] * 4


def test_a_lock_that_is_a_link_is_not_followed(runs, tmp_path):
    make_pages(runs.pages, ["nothing"])
    out, precious = tmp_path / "out", tmp_path / "precious"
    precious.write_text("precious")
    out.mkdir()
    (out / ".lock").symlink_to(precious)
    assert "cannot write the output" in runs(out, status=2)
    assert precious.read_text() == "precious"


def test_a_shard_of_the_right_size_and_other_bytes_is_made_again(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    out = tmp_path / "out"
    runs(out)
    (shard,) = (out / "records").iterdir()
    whole = shard.read_bytes()
    shard.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    runs(out)
    assert shard.read_bytes() == whole


def test_another_version_is_told_and_done_again(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    out = tmp_path / "out"
    runs(out)
    (mark,) = (out / "units").iterdir()
    mark.write_text(mark.read_text().replace(f'"filmdig": "{VERSION}"', '"filmdig": "0.0.9"'))
    assert "1 done again: made by filmdig 0.0.9" in runs(out)


def test_other_versions_of_what_decides_the_bytes_are_named_and_done_again(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    out = tmp_path / "out"
    runs(out)
    (mark,) = (out / "units").iterdir()
    made = json.loads(mark.read_text())
    assert {"python", "filmdig", "code", "turbohtml", "babel", "misbehaving"} <= set(made["made_with"])
    for name, other, said in (
        ("turbohtml", "0.1", "made with turbohtml 0.1"),
        ("babel", "2.0", "made with babel 2.0"),
        ("misbehaving", "0.9", "made with misbehaving 0.9"),
        ("code", "0", "made with other code of filmdig"),
    ):
        mark.write_text(json.dumps({**made, "made_with": {**made["made_with"], name: other}}))
        assert f"1 done again: {said}" in runs(out)
        assert json.loads(mark.read_text()) == made
    assert "1 of 1 shards are there" in runs(out)


def test_what_the_user_says_of_pages_is_part_of_a_shard(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    out, table = tmp_path / "out", tmp_path / "urls.tsv"
    table.write_text("pages/0001.html\thttp://films.example/one\n")
    runs(out, "--urls", table)
    assert "1 of 1 shards are there" in runs(out, "--urls", table)
    table.write_text("pages/0001.html\thttp://films.example/two\n")
    assert "1 done again: --url, --captured-at, --urls" in runs(out, "--urls", table)
    (shard,) = (out / "records").iterdir()
    assert [json.loads(line)["page"]["url"] for line in shard.read_text().splitlines()] == [
        None,
        "http://films.example/two",
        None,
    ]


@pytest.mark.parametrize("hurt", ["cut", "gone", "mark cut"])
def test_shard_that_is_not_whole_is_done_again(hurt, runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 130)
    out = tmp_path / "out"
    runs(out)
    whole = contents(out)
    victim = sorted((out / ("units" if hurt == "mark cut" else "records")).iterdir())[1]
    victim.unlink() if hurt == "gone" else os.truncate(victim, 100)
    assert "2 of 3 shards are there" in runs(out)
    assert contents(out) == whole


def test_more_time_is_another_try_for_pages_given_up(runs, tmp_path):
    make_pages(runs.pages, ["nothing", "hangs"])
    out = tmp_path / "out"
    runs(out)
    assert "1 of 1 shards are there" in runs(out)
    assert "1 done again: limits changed for pages given up" in runs(out, "--page-timeout", 1.5)


def test_full_disk_is_one_line_and_loses_nothing(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 256)
    out, undisturbed = tmp_path / "out", tmp_path / "undisturbed"
    runs(undisturbed)
    size = min(path.stat().st_size for path in (undisturbed / "records").iterdir())
    runs.environment = unmeasured(runs.environment)

    def no_room_for_a_shard() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))

    said = runs(out, "--quiet", status=2, preexec_fn=no_room_for_a_shard)
    assert said.count("\n") == 1
    assert said.startswith("filmdig: cannot write the output: File too large")
    assert list((out / "records").iterdir()) == []
    runs(out)
    assert contents(out) == contents(undisturbed)


def test_two_runs_in_one_folder_are_refused(runs, tmp_path):
    make_pages(runs.pages, ["nothing", "hangs"])
    out = tmp_path / "out"
    command = runs.command(out, "--page-timeout", "60", "--progress", "json")
    with subprocess.Popen(command, env=runs.environment, stderr=subprocess.PIPE, text=True) as first:
        assert first.stderr
        while not (out / "manifest.json").exists():
            assert first.poll() is None
        assert "another run is writing here" in runs(out, status=2)
        workers = psutil.Process(first.pid).children(recursive=True)
        first.kill()
        for worker in workers:  # one is busy with the page that hangs, and would be until its time is up
            with suppress(psutil.NoSuchProcess):
                worker.kill()


def test_folder_of_other_things_and_of_other_sources_is_refused(runs, tmp_path):
    make_pages(runs.pages, ["nothing"])
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("Do not lose this.")
    assert "the folder holds other files (thesis.txt)" in runs(other, status=2)
    out = tmp_path / "out"
    runs(out)
    runs.pages = make_pages(tmp_path / "more", ["nothing"])
    assert "which this command does not name" in runs(out, status=2)


def test_summary_of_a_resumed_run_counts_all_pages(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 70 + ["raises"])
    out = tmp_path / "out"
    runs(out)
    for path in (out / "units").iterdir():
        path.unlink()
        break
    runs(out)
    summary = json.loads((out / "summary.json").read_text())
    assert summary["pages"] == 70
    assert summary["quarantined"] == {"exception": 1}
    assert summary["sites"]["misbehaving"]["only"]["pages"] == 70
    assert summary["pages_this_run"] in {64, 6}


def test_change_of_a_remote_file_or_of_a_zip_changes_its_units(tmp_path):
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe("/crawl.warc", b"WARC/1.0")
    remote = Unit(path="memory://crawl.warc", form="warc")
    before = input_of(remote)
    assert input_of(remote) == before
    store.pipe("/crawl.warc", b"WARC/1.0 longer")
    assert input_of(remote) != before

    outer = tmp_path / "crawl.wacz"
    outer.write_bytes(b"PK one")
    member = Unit(path=f"{outer}!/archive/data.warc", form="warc")
    before = input_of(member)
    outer.write_bytes(b"PK another")
    assert input_of(member) != before


def test_addresses_told_anew_are_told_and_their_shard_is_done_again(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 70)
    out, reported = tmp_path / "out", tmp_path / "map.tsv"
    reported.write_text("pages/0003.html\thttp://films.example/old\n")
    runs(out, "--urls", reported)
    reported.write_text("pages/0003.html\thttp://films.example/new\t2014-07-01\n")
    said = runs(out, "--urls", reported)
    assert "2 done again: --url, --captured-at, --urls" in said
    lines = [json.loads(line) for path in sorted((out / "records").iterdir()) for line in path.read_text().splitlines()]
    assert [
        (Path(line["page"]["location"]["path"]).stem, line["page"]["url"], line["page"]["captured_at"])
        for line in lines
        if line["page"]["url"]
    ] == [("0003", "http://films.example/new", "2014-07-01")]
    assert "2 of 2 shards are there" in runs(out, "--urls", reported)


def test_addresses_are_told_by_absolute_paths_too(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 3)
    reported = tmp_path / "elsewhere.tsv"
    reported.write_text(f"file\turl\n{runs.pages / '0001.html'}\thttp://films.example/one\n")
    command = [sys.executable, "-m", "filmdig", "extract", "pages", "--urls", str(reported), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=runs.environment, check=True)
    assert [json.loads(line)["page"]["url"] for line in done.stdout.splitlines()] == [None, "http://films.example/one", None]


def test_the_quarantine_of_removed_input_goes(runs, tmp_path):
    make_pages(runs.pages, ["nothing"] * 64 + ["raises"] * 3)
    out = tmp_path / "out"
    runs(out)
    assert len(list((out / "quarantine").iterdir())) == 1
    for number in range(64, 67):
        (runs.pages / f"{number:04}.html").unlink()
    assert "1 removed: their input is no longer there" in runs(out)
    assert list((out / "quarantine").iterdir()) == []
    assert len(list((out / "records").iterdir())) == 1
