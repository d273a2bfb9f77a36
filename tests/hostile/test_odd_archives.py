"""Archives combined in ways that no program intends: everything readable is read, and no loss is silent."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, contents
from tests.hostile.cuts_and_flips import looks_sound
from tests.sources import makers
from tests.sources.makers import page, zipped

PAGES = [page(number, 40) for number in range(5)]


def read(folder, data):
    (folder / "it").write_bytes(data)
    return list(contents([str(folder / "it")]))


def bodies(items):
    return [item.body for item in items if isinstance(item, Capture)]


def a_zip(number):
    return zipped({f"{number}.html": PAGES[number]})


def in_its_comment(outer, inner):
    return outer[:-2] + struct.pack("<H", len(inner)) + inner


def a_stub_before(data):
    return b"#!/bin/sh\nexit\n" + data


@pytest.mark.parametrize(
    ("data", "pages", "sound"),
    [
        (a_zip(0) + a_zip(1), [1, 0], True),
        (a_zip(0) + a_zip(1) + a_zip(2), [2, 0, 1], True),
        (in_its_comment(a_zip(0), a_zip(1)), [1, 0], True),
        (a_zip(0)[:-60] + a_zip(1), [1, 0], False),  # the first has lost its directory
        (a_stub_before(a_zip(0)), [0], True),
    ],
    ids=["two", "three", "one in another's comment", "one cut", "after a program"],
)
def test_concatenated_zips_are_all_read(tmp_path, data, pages, sound):
    items = read(tmp_path, data)
    assert sorted(bodies(items)) == sorted(PAGES[number] for number in pages)
    assert looks_sound(items) == sound


def test_very_many_concatenated_zips_are_bounded_and_counted(tmp_path):
    items = read(tmp_path, a_zip(0) * 300)
    assert len(bodies(items)) == 100
    assert [item.what for item in items if isinstance(item, Damage)] == ["too many concatenated zips"]


def test_a_member_without_a_name_is_read_and_loses_none(tmp_path):
    data = zipped({"x.html": PAGES[0], "1.html": PAGES[1]})
    data = data.replace(b"PK\3\4" + data[4:26] + b"\6\0\0\0x.html", b"PK\3\4" + data[4:26] + b"\0\0\6\0x.html")
    place = data.index(b"PK\1\2")
    nameless = data[: place + 28] + b"\0\0\0\0\6\0" + data[place + 34 :]  # the name's letters are a comment now
    assert sorted(bodies(read(tmp_path, nameless))) == sorted(PAGES[:2])


def test_a_directory_that_points_before_the_file_is_reported(tmp_path):
    inner = bytearray(a_zip(0))
    place = inner.index(b"PK\1\2")
    inner[-6:-2] = struct.pack("<I", place + 2**28)  # the stated offset of the directory
    items = read(tmp_path, bytes(inner) + a_zip(1))
    assert PAGES[1] in bodies(items)
    assert not looks_sound(items) or PAGES[0] in bodies(items)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_a_page_that_is_packed_again_is_read(tmp_path, times):
    data = PAGES[0]
    for _ in range(times):
        data = gzip.compress(data)
    assert bodies(read(tmp_path, data)) == [PAGES[0]]


@pytest.mark.parametrize("status", ["9" * 5000, "1e999", '"200"', "[200]"])
def test_an_odd_status_in_a_har_is_lost_alone(tmp_path, status):
    entries = json.loads(makers.har(PAGES[:2]))["log"]["entries"]
    first = json.dumps(entries[0]).replace('"status": 200', f'"status": {status}')
    items = read(tmp_path, f'{{"log": {{"entries": [{first}, {json.dumps(entries[1])}]}}}}'.encode())
    assert bodies(items) == PAGES[:2]
    assert [item.status for item in items] == [None, 200]


def test_members_with_the_same_name_are_all_read(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for body in PAGES[:3]:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("warnings.warn", lambda *_, **__: None)
                archive.writestr("../same.html", body)
    assert bodies(read(tmp_path, out.getvalue())) == PAGES[:3]
