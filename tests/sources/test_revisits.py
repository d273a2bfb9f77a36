"""Revisits, and the payloads that they refer to, anywhere in the run's files."""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec
import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Run, Skipped, Unit, captures, contents, plan, sharing
from tests.sources.makers import DATE, arc, http, page, record, record_id, revisit, sha1, tarred, url, wacz, zipped

Items = list[Capture | Skipped | Damage]
NOT_THERE = "a revisit of a payload that is not in this run's files"


def read(*paths: Path | str, **options: int) -> Items:
    return list(contents([str(path) for path in paths], **options))


def put(folder: Path, name: str, *records: bytes) -> Path:
    (folder / name).write_bytes(b"".join(records))
    return folder / name


def by_digest(body: bytes) -> str:
    return f"WARC-Payload-Digest: {sha1(body)}"


def by_address(number: int) -> list[str]:
    return [f"WARC-Refers-To-Target-URI: {url(number)}", f"WARC-Refers-To-Date: {DATE}"]


POINTERS = {
    "record id": [f"WARC-Refers-To: <{record_id(1)}>"],
    "URL and date": by_address(1),
    "digest in base 32": [by_digest(page(1))],
    "digest in base 16": ["WARC-Payload-Digest: sha1:" + base64.b32decode(sha1(page(1))[5:]).hex()],
}


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_a_revisit_gets_the_payload_it_points_to_and_keeps_its_own_head(tmp_path, pointer, pack):
    again = revisit(9, *POINTERS[pointer], target="http://films.example.com/again")
    path = put(tmp_path, "a", *(pack(one) for one in (record(http(page(0)), 0), record(http(page(1)), 1), again)))
    found = read(path)[2]
    assert isinstance(found, Capture)
    assert (found.body, found.url, found.captured_at) == (page(1), "http://films.example.com/again", "2015-02-03T04:05:06Z")
    assert (found.location.record_id, found.archive, found.charset, found.notes) == (record_id(9), "a", "utf-8", ())


@pytest.mark.parametrize("unit_bytes", [300, 16 << 20])
def test_the_payload_may_be_in_a_later_file_in_any_cut(tmp_path, unit_bytes):
    put(tmp_path, "a", revisit(7, *by_address(1)))
    put(tmp_path, "b", *(gzip.compress(record(http(page(n)), n)) for n in range(3)))
    items = read(tmp_path, unit_bytes=unit_bytes)
    assert [item.body for item in items] == [page(1), page(0), page(1), page(2)]


@pytest.mark.parametrize(
    "holder",
    [
        lambda one: gzip.compress(record(http(page(0)), 0) + one),
        lambda one: wacz({"data.warc.gz": gzip.compress(one)}),
        lambda one: zipped({"deep/data.warc": one}),
        lambda one: arc([page(0), page(1)], gzipped=True),
    ],
    ids=["one gzip stream", "wacz", "zip", "arc"],
)
def test_the_payload_may_be_in_any_form(tmp_path, holder):
    put(tmp_path, "a", revisit(7, *by_address(1)))
    put(tmp_path, "b", holder(record(http(page(1)), 1)))
    assert read(tmp_path)[0].body == page(1)


def test_a_revisit_in_a_wacz_is_resolved_within_it(tmp_path):
    path = put(tmp_path, "x", wacz({"a.warc": record(http(page(1)), 1) + revisit(2, by_digest(page(1)))}))
    assert [item.body for item in read(path) if isinstance(item, Capture)] == [page(1), page(1)]


def test_a_missing_payload_is_reported(tmp_path):
    path = put(tmp_path, "a", record(http(page(0)), 0), revisit(5, by_digest(page(5)), *by_address(5)), revisit(6))
    items = read(path)
    assert [(item.reason, item.location.record_id) for item in items[1:]] == [
        (NOT_THERE, record_id(5)),
        (NOT_THERE, record_id(6)),
    ]


def test_a_cut_record_is_not_used_as_a_payload(tmp_path):
    whole = record(http(page(1)), 1)
    put(tmp_path, "a", revisit(5, *by_address(1)))
    put(tmp_path, "b", whole[: len(whole) // 2])
    assert [item.reason for item in read(tmp_path) if isinstance(item, Skipped)] == [NOT_THERE]


def test_not_modified_means_the_page_was_still_the_same(tmp_path):
    not_modified = revisit(5, *by_address(1), block=http(b"", status="304 Not Modified"))
    without_head = revisit(6, *by_address(1), block=b"")
    moved = revisit(7, *by_address(1), block=http(b"", status="301 Moved Permanently"))
    items = read(put(tmp_path, "a", record(http(page(1)), 1), not_modified, without_head, moved))
    assert [(item.body, item.status) for item in items[1:3]] == [(page(1), 200)] * 2
    assert items[3].reason == "redirect: status 301"


def test_an_encoded_payload_is_decoded_by_its_own_head(tmp_path):
    packed = gzip.compress(page(1))
    path = put(tmp_path, "a", record(http(packed, "Content-Encoding: gzip"), 1), revisit(5, by_digest(packed)))
    assert [item.body for item in read(path)] == [page(1), page(1)]


def test_workers_share_one_index_and_it_goes_when_the_run_ends(tmp_path):
    for number in range(6):
        put(tmp_path, f"{number}", record(http(page(number)), number), *(revisit(90 + n, *by_address(n)) for n in range(6)))
    script = (
        "import sys\nfrom tests.sources.test_revisits import shared\n"
        "if __name__ == '__main__':\n    print(*shared(sys.argv[1]), sep='\\n')\n"
    )
    place = tmp_path.parent / "temporary"
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(place)},
    )
    assert done.stdout.split() == ["42", "1"]
    assert list(place.iterdir()) == []


def shared(folder: str) -> tuple[int, int]:
    """Return how many captures four workers find, and how many indexes they make."""
    with sharing(plan([folder]), [folder]) as units:
        with ProcessPoolExecutor(4) as pool:
            found = sum(pool.map(_count, units))
        runs = {unit.run.scratch for unit in units if unit.run}
        return found, sum(len(list(Path(scratch).glob("*.sqlite"))) for scratch in runs)


def _count(unit: Unit) -> int:
    return sum(isinstance(item, Capture) for item in captures(unit))


def test_a_unit_read_on_a_machine_without_the_scratch_folder_makes_its_own(tmp_path):
    path = put(tmp_path, "a", record(http(page(1)), 1), revisit(2, *by_address(1)))
    [unit] = plan([str(path)])
    moved = msgspec.structs.replace(unit, run=Run((str(path),), str(tmp_path / "elsewhere" / "here")))
    assert [item.body for item in captures(moved)] == [page(1), page(1)]


def test_a_revisit_in_a_tar_is_resolved_from_other_files(tmp_path):
    put(tmp_path, "a", tarred({"x.warc": revisit(2, *by_address(1))}))
    put(tmp_path, "b", record(http(page(1)), 1))
    assert [item.body for item in read(tmp_path)] == [page(1), page(1)]
