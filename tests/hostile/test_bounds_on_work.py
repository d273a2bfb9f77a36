"""Inputs made to cost more work than their length are bounded; the bounds are far above what a sound file or page needs."""

from __future__ import annotations

import gzip
import struct
import zlib

import pytest

import filmdig
from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, contents
from tests.hostile.bounded import bounded
from tests.sources.makers import http, page, record

PAGES = [page(number, 40) for number in range(4)]
RECORDS = [record(http(body), number) for number, body in enumerate(PAGES)]


def nested(depth: int) -> bytes:
    """Return damaged gzip members, each of which contains the next one uncompressed."""
    inner = b""
    for number in range(depth):
        content = record(http(b"<html>" + inner[:60_000]), number)[:65_000]
        stored = b"\x01" + struct.pack("<HH", len(content), len(content) ^ 0xFFFF) + content
        inner = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + stored + struct.pack("<II", zlib.crc32(content) ^ 1, len(content))
    return inner


def read(path, data: bytes) -> tuple[list[bytes], list[Damage]]:
    path.write_bytes(data)
    items = list(contents([str(path)]))
    return [item.body for item in items if isinstance(item, Capture)], [item for item in items if isinstance(item, Damage)]


def test_damaged_members_inside_each_other_are_skipped_and_counted(tmp_path):
    hostile = nested(120)
    with bounded(10):
        bodies, damage = read(tmp_path / "it", gzip.compress(RECORDS[0]) + hostile + gzip.compress(RECORDS[1]))
    assert bodies[0] == PAGES[0]
    assert bodies[-1] == PAGES[1]
    assert len(bodies) <= 8
    members = [one.lost for one in damage if one.what == "a compressed member that is damaged or cut"]
    assert 0.9 * len(hostile) < sum(members) <= len(hostile)


def test_sound_members_after_a_damaged_one_are_all_read(tmp_path):
    packed = [gzip.compress(one) for one in RECORDS]
    packed[1] = packed[1][:40] + bytes([packed[1][40] ^ 0xFF]) + packed[1][41:]
    bodies, damage = read(tmp_path / "it", b"".join(packed))
    assert [body for body in bodies if body in PAGES] == [PAGES[0], *PAGES[2:]]
    assert damage


def test_endless_heads_are_skipped_together(tmp_path):
    with bounded(10):
        bodies, damage = read(tmp_path / "it", RECORDS[0] + b"WARC/1.0\r\n" * 300_000 + b"\r\n\r\n" + RECORDS[1])
    assert bodies == PAGES[:2]
    assert sum(one.lost for one in damage) >= 2_900_000


def test_beginnings_of_members_are_not_tried_forever(tmp_path):
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01"
    with bounded(30):
        bodies, _ = read(tmp_path / "it", gzip.compress(RECORDS[0]) + head * 400_000)
    assert bodies[0] == PAGES[0]


@pytest.mark.parametrize("tag", ["body", "HTML"])
def test_repeated_tops_of_a_page_cost_no_more_than_their_length(tag):
    film = b"<title>Lantern Bay (1990)</title><meta property='og:type' content='video.movie'><h1>Lantern Bay (1990)</h1>"
    tops = "".join(f"<{tag} a{number}=1>" for number in range(60_000)).encode()
    with bounded(10):
        found = filmdig.read(film + tops + b"<p>Director: Ada Marsh</p>")
    assert found.film.title == "Lantern Bay"
    assert [person.name for person in found.film.directors] == ["Ada Marsh"]
    assert [issue.message for issue in found.issues if issue.code == "page_too_large"] == [
        "59900 of 60000 tags of html and body were left out"
    ]


FILM = "<title>Lantern Bay (1990)</title><meta property='og:type' content='video.movie'><h1>Lantern Bay (1990)</h1><p>1990</p>"
PIECES = ("a<br>", "<table>a<b>", "<span>ab</span> ", "<p><font>a", "<dl><dt>Cast<dd>Ada Marsh</dl>", "<b>Cast:</b> Jo<br>")


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_page_costs_in_proportion_to_its_length(piece):
    with bounded(10):
        assert filmdig.read((FILM + piece * (250_000 // len(piece))).encode()).film.title == "Lantern Bay"


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
def test_a_thousand_brackets_cost_no_page(bracket, tmp_path):
    bodies, _ = read(tmp_path / "it", record(http(bracket * 5000, kind="text/plain")) + RECORDS[1])
    assert bodies[-1] == PAGES[1]


@pytest.mark.parametrize("left", [b"\r", b"\r\n", b"\r\n\r", b""])
def test_a_file_that_ends_within_an_end_mark_is_reported(left, tmp_path):
    whole = b"".join(RECORDS[:3])
    bodies, damage = read(tmp_path / "it", whole[:-4] + left)
    assert bodies == PAGES[:3]
    assert [one.what for one in damage] == ["a file that ends before its last record's end mark"]


@pytest.mark.parametrize("mark", [b"\r\n", b""])
def test_a_writer_without_end_marks_is_believed(mark, tmp_path):
    bodies, damage = read(tmp_path / "it", b"".join(one[:-4] + mark for one in RECORDS))
    assert bodies == PAGES
    assert damage == []
