"""A shard: its name, its input, and when it must be made again."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import msgspec
import pytest

from filmdig.scraper.extraction.made_with import made_with
from filmdig.scraper.extraction.shard import ShardWriter, input_of, is_shard, name_of, read_done, reason_to_redo, stated_digest
from filmdig.scraper.extraction.tally import LayoutTally, Tally
from filmdig.scraper.extraction.worker import Chunk, Settings, Stated
from filmdig.scraper.sources import Run, Unit
from filmdig.scraper.version import VERSION


@pytest.mark.parametrize(
    ("unit", "begins"),
    [
        (Unit(path="films/moon-00001.warc.gz", form="warc"), "moon-00001.warc.gz-"),
        (Unit(path="films/moon.warc.gz", form="warc", start=70), "moon.warc.gz-000000000070-"),
        (Unit(path="films/moon.warc.gz", form="warc", stop=70), "moon.warc.gz-000000000000-"),
        (Unit(path="films/a moon & more.zip", form="zip"), "a_moon_more.zip-"),
        (Unit(path="films/луна.zip", form="zip"), "zip-"),
        (Unit(path="films/...", form="zip"), "unit-"),
        (Unit(path=f"films/{'m' * 90}", form="zip"), f"{'m' * 60}-"),
    ],
)
def test_a_shard_is_named_by_its_unit(unit: Unit, begins: str) -> None:
    name = name_of(unit)
    assert name.startswith(begins)
    assert len(name) == len(begins) + 16
    assert is_shard(name)
    assert name == name_of(
        msgspec.structs.replace(unit, run=Run(("other",), "scratch"), origin=("http://a.example/", None, True))
    )


def test_other_units_have_other_names() -> None:
    unit = Unit(path="films/moon.zip", form="zip", start=4, stop=9, members=("a", "b"), columns=("url=address",))
    others = [{"path": "other/moon.zip"}, {"form": "tar"}, {"start": 5}, {"stop": 10}, {"members": ("a",)}, {"columns": ()}]
    assert len({name_of(unit), *(name_of(msgspec.structs.replace(unit, **other)) for other in others)}) == 7


@pytest.mark.parametrize(
    "name", ["moon", "moon-0123456789abcde", "moon-0123456789ABCDEF", "a b-0123456789abcdef", "-0123456789abcdef"]
)
def test_other_files_are_no_shards(name: str) -> None:
    assert not is_shard(name)


def test_the_input_is_the_names_sizes_and_times_of_all_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    one.write_bytes(b"<p>one")
    two.write_bytes(b"<p>two")
    unit = Unit(path=str(one), form="pages", members=(str(one), str(two)))
    before = input_of(unit)
    assert before == input_of(unit) != input_of(Unit(path=str(one), form="pages"))
    two.write_bytes(b"<p>three")
    assert input_of(unit) != before
    two.write_bytes(b"<p>two")
    os.utime(two, ns=(5, 5))
    assert input_of(unit) != before
    two.unlink()
    assert input_of(unit) not in {before, input_of(Unit(path=str(one), form="pages"))}


def test_a_file_s_state_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "moon.zip"
    path.write_bytes(b"12345678")
    os.utime(path, ns=(70, 70))
    known: dict[str, str] = {}
    units = [Unit(path=f"{path}!/films.warc", form="warc", start=start) for start in (0, 9)]
    first = input_of(units[0], known)
    assert known == {f"{path}!/films.warc": "8 70"}
    path.unlink()
    assert input_of(units[1], known) == first
    assert input_of(units[1]) != first


def test_a_folder_may_be_named_as_a_member_is(tmp_path: Path) -> None:
    odd = tmp_path / "moon.zip!"
    odd.mkdir()
    (odd / "a.warc").write_bytes(b"123")
    os.utime(odd / "a.warc", ns=(9, 9))
    known: dict[str, str] = {}
    input_of(Unit(path=f"{odd}/a.warc", form="warc"), known)
    assert list(known.values()) == ["3 9"]


def test_the_user_s_settings_decide_except_for_the_limits() -> None:
    said = stated_digest(Settings())
    assert said == stated_digest(Settings(page_timeout=1, page_memory=5))
    others = [
        Settings(stated={"a": Stated(url="http://a.example/")}),
        Settings(stated_for_all=Stated(captured_at="2014")),
        Settings(generic_only=True),
        Settings(sites=("imdb",)),
        Settings(kinds=("film",)),
        Settings(layouts=("{}",)),
    ]
    assert len({said, *map(stated_digest, others)}) == 7


# Writing


UNIT = Unit(path="films/moon.warc", form="warc", start=5, stop=90)
NAME = name_of(UNIT)


def folder(tmp_path: Path) -> Path:
    for name in ("records", "quarantine", "units"):
        (tmp_path / name).mkdir(exist_ok=True)
    return tmp_path


def files(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def write(place: Path, *chunks: Chunk, settings: Settings | None = None) -> None:
    writer = ShardWriter(place, UNIT, settings or Settings(), "made of this")
    for chunk in chunks:
        writer.add(chunk)
    writer.finish()


def counted(pages: int) -> Tally:
    return Tally(sites={"kinograf": {"1999": LayoutTally(kinds={"film": pages})}})


def test_a_shard_records_its_contents_and_input(tmp_path: Path) -> None:
    place = folder(tmp_path)
    settings = Settings(page_timeout=7, page_memory=1000, kinds=("film",))
    write(place, Chunk(b"one\n", b"", counted(1)), Chunk(b"two\n", b"lost\n", counted(1), done=True), settings=settings)
    assert (place / "records" / f"{NAME}.jsonl").read_bytes() == b"one\ntwo\n"
    assert (place / "quarantine" / f"{NAME}.jsonl").read_bytes() == b"lost\n"
    mark = (place / "units" / f"{NAME}.json").read_bytes()
    assert json.loads(mark) == {
        "filmdig": VERSION,
        "schema_version": "2.0",
        "path": "films/moon.warc",
        "form": "warc",
        "start": 5,
        "stop": 90,
        "files": 1,
        "input": "made of this",
        "stated": stated_digest(settings),
        "page_timeout": 7,
        "page_memory": 1000,
        "records": {"bytes": 8, "sha256": hashlib.sha256(b"one\ntwo\n").hexdigest()},
        "quarantine": {"bytes": 5, "sha256": hashlib.sha256(b"lost\n").hexdigest()},
        "tally": msgspec.to_builtins(counted(2)),
        "made_with": made_with(),
    }
    assert mark.startswith(b'{\n "filmdig": ')
    assert mark.endswith(b"\n}\n")
    done = read_done(place, NAME)
    assert done is not None
    assert (done.tally, done.input) == (counted(2), "made of this")


def test_a_shard_without_failures_has_no_quarantine_not_even_an_old_one(tmp_path: Path) -> None:
    place = folder(tmp_path)
    write(place, Chunk(b"one\n", b"lost\n"))
    write(place, Chunk(b"one\n"))
    assert files(place) == [f"records/{NAME}.jsonl", f"units/{NAME}.json"]
    done = read_done(place, NAME)
    assert done is not None
    assert done.quarantine is None


def test_a_unit_of_many_files_counts_them(tmp_path: Path) -> None:
    unit = Unit(path="a", form="pages", members=("a", "b", "c"))
    writer = ShardWriter(folder(tmp_path), unit, Settings(), "")
    assert writer.finish().files == 3


def test_a_shard_that_is_dropped_leaves_what_was_there(tmp_path: Path) -> None:
    place = folder(tmp_path)
    write(place, Chunk(b"old\n"))
    before = files(place)
    writer = ShardWriter(place, UNIT, Settings(), "")
    writer.add(Chunk(b"new\n", b"lost\n"))
    writer.drop(KeyboardInterrupt())
    assert files(place) == before
    assert (place / "records" / f"{NAME}.jsonl").read_bytes() == b"old\n"


@pytest.mark.parametrize(
    "hurt",
    [
        lambda place: (place / "units" / f"{NAME}.json").unlink(),
        lambda place: (place / "units" / f"{NAME}.json").write_bytes(b"{"),
        lambda place: (place / "units" / f"{NAME}.json").write_bytes(b"{}"),
        lambda place: (place / "records" / f"{NAME}.jsonl").unlink(),
        lambda place: (place / "records" / f"{NAME}.jsonl").write_bytes(b"one"),
        lambda place: (place / "records" / f"{NAME}.jsonl").write_bytes(b"eno\n"),
        lambda place: (place / "quarantine" / f"{NAME}.jsonl").unlink(),
        lambda place: (place / "quarantine" / f"{NAME}.jsonl").write_bytes(b"lust\n"),
        lambda place: ((place / "records" / f"{NAME}.jsonl").unlink(), (place / "records" / f"{NAME}.jsonl").mkdir()),
    ],
)
def test_an_incomplete_shard_is_not_done(hurt, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    place = folder(tmp_path)
    write(place, Chunk(b"one\n", b"lost\n"))
    assert read_done(place, NAME) is not None
    hurt(place)
    assert read_done(place, NAME) is None


def test_a_quarantine_that_the_shard_does_not_know_is_not_its_own(tmp_path: Path) -> None:
    place = folder(tmp_path)
    write(place, Chunk(b"one\n"))
    (place / "quarantine" / f"{NAME}.jsonl").write_bytes(b"")
    assert read_done(place, NAME) is None


# Made again


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"filmdig": "0.0.1"}, "made by filmdig 0.0.1"),
        ({"schema_version": "1.0"}, f"made by filmdig {VERSION}"),
        ({"input": "other"}, "input changed"),
        ({"stated": "other"}, "--url, --captured-at, --urls, --site, --kind or another option changed"),
        ({"page_timeout": 1.0}, None),
        ({"tally": Tally(quarantined={"exception": 1}), "page_timeout": 1.0}, None),
        ({"tally": Tally(quarantined={"timeout": 1})}, None),
        ({"tally": Tally(quarantined={"timeout": 1}), "page_timeout": 1.0}, "limits changed for pages given up"),
        ({"tally": Tally(quarantined={"memory": 1}), "page_memory": 1}, "limits changed for pages given up"),
        ({"tally": Tally(quarantined={"crash": 2}), "page_memory": 1}, "limits changed for pages given up"),
    ],
)
def test_why_a_shard_is_made_again(changed: dict[str, object], reason: str | None, tmp_path: Path) -> None:
    place = folder(tmp_path)
    write(place, Chunk(b"one\n"))
    done = read_done(place, NAME)
    assert done is not None
    done = msgspec.structs.replace(done, **changed)
    assert reason_to_redo(done, "made of this", stated_digest(Settings()), Settings()) == reason
