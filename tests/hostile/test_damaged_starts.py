"""Files with damaged or foreign first bytes, or wrong lengths: everything readable is read, and the rest is reported."""

from __future__ import annotations

import gzip
import quopri
from pathlib import Path

import pytest
import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.hostile.sound import with_dictionary
from tests.sources import makers
from tests.sources.makers import http, page, record, revisit, sha1

PAGES = [page(number) for number in range(8)]
RECORDS = [record(http(body), number) for number, body in enumerate(PAGES)]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
HUGE = 10**17


def read(path: Path) -> list[Capture | Skipped | Damage]:
    return list(contents([str(path)]))


def bodies(items: list[Capture | Skipped | Damage]) -> list[bytes]:
    return [item.body for item in items if isinstance(item, Capture)]


def damages(items: list[Capture | Skipped | Damage]) -> list[Damage]:
    return [item for item in items if isinstance(item, Damage)]


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


ZIP = makers.zipped(FILES)
ARC = makers.arc(PAGES)
FORMS = {
    "zip": ZIP,
    "warc.gz": b"".join(map(gzip.compress, RECORDS)),
    "warc.zst": b"".join(map(zstd, RECORDS)),
    "arc.gz": makers.arc(PAGES, gzipped=True),
}


@pytest.mark.parametrize("at", [0, 1, 2, 3, 30])
@pytest.mark.parametrize("form", FORMS)
def test_a_flip_at_a_file_s_start_costs_its_first_member(form, at, tmp_path):
    data = bytearray(FORMS[form])
    data[at] ^= 0x10
    path = tmp_path / "it"
    path.write_bytes(data)
    items = read(path)
    assert bodies(items)[-7:] == PAGES[1:]
    assert damages(items) or bodies(items) == PAGES


@pytest.mark.parametrize("size", range(4, 10))
def test_a_file_that_ends_where_its_dictionary_begins_is_reported(size, tmp_path):
    (tmp_path / "it").write_bytes(with_dictionary(PAGES)[:size])
    assert [(damage.what, damage.lost) for damage in read(tmp_path / "it")] == [("bytes that are not a record", size)]


@pytest.mark.parametrize("damage", ["none", "flipped", "cut"])
def test_a_packed_dictionary_that_is_damaged_costs_its_records_and_is_reported(damage, tmp_path):
    data = with_dictionary(PAGES)
    end = 8 + int.from_bytes(data[4:8], "little")
    packed = bytearray(zstd(data[8:end]))
    if damage == "flipped":
        packed[6] ^= 0xFF
    elif damage == "cut":
        del packed[-9:]
    (tmp_path / "it").write_bytes(data[:4] + len(packed).to_bytes(4, "little") + packed + data[end:])
    items = read(tmp_path / "it")
    assert bodies(items) == (PAGES if damage == "none" else [])
    assert sum(lost.lost for lost in damages(items)) == (0 if damage == "none" else len(data) - end)


def test_a_zip_after_a_program_is_read(tmp_path):
    path = tmp_path / "it"
    path.write_bytes(b"MZ\x90\0" + bytes(range(256)) * 40 + ZIP)
    assert bodies(read(path)) == PAGES
    path.write_bytes(b"MZ\x90\0" + bytes(range(256)) * 40 + ZIP[: ZIP.rfind(b"PK\1\2", 0, -200)])
    assert bodies(read(path)) == PAGES
    assert damages(read(path))


@pytest.mark.parametrize("declared", [300 << 20, HUGE, 10**30])
@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_length_far_too_large_costs_at_most_its_record(packed, declared, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(packed(RECORDS[0] + record(http(PAGES[1]), 1, length=declared) + b"".join(RECORDS[2:])))
    items = read(path)
    assert [body for n, body in enumerate(bodies(items)) if n != 1] == PAGES[:1] + PAGES[2:]
    assert ("length_mismatch" in str(items[1].notes)) if isinstance(items[1], Capture) else items[1].what
    info = record(b"software: made up\r\n", 9, kind="warcinfo", length=declared)
    path.write_bytes(packed(info + b"".join(RECORDS)))
    assert bodies(read(path)) == PAGES
    assert damages(read(path))


def test_a_large_record_that_is_as_long_as_it_says_is_left_out_and_counted(tmp_path):
    path = tmp_path / "it"
    size = 257 << 20
    head, _, end = record(http(b"<html>"), 1, length=size).partition(http(b"<html>"))
    with path.open("wb") as file:
        file.write(RECORDS[0] + head + http(b"<html>"))
        file.seek(size - len(http(b"<html>")), 1)  # a hole
        file.write(end + RECORDS[2])
    items = read(path)
    assert bodies(items) == [PAGES[0], PAGES[2]]
    assert [(damage.what, damage.lost) for damage in damages(items)] == [("a record too large for a page", size)]


@pytest.mark.parametrize("size", [(1 << 20) - 400, 1 << 20, (1 << 20) + 345, 3 << 20, (4 << 20) + 1])
def test_a_page_that_packs_to_nothing_is_not_damage(size, tmp_path):
    large = PAGES[0].replace(b"</p>", b" " * size + b"</p>")
    path = tmp_path / "it"
    path.write_bytes(b"".join(gzip.compress(one) for one in [*RECORDS[1:3], record(http(large), 0), *RECORDS[3:]]))
    items = read(path)
    assert bodies(items) == [*PAGES[1:3], large, *PAGES[3:]]
    assert not damages(items)


@pytest.mark.parametrize("kind", ["Response", "RESPONSE", "response"])
def test_a_revisit_finds_its_payload_whatever_case_its_type_has(kind, tmp_path):
    path = tmp_path / "it"
    digest = f"WARC-Payload-Digest: {sha1(PAGES[0])}"
    path.write_bytes(record(http(PAGES[0]), 0, digest, kind=kind) + revisit(1, digest))
    assert bodies(read(path)) == [PAGES[0]] * 2


def test_a_head_whose_values_continue_in_the_next_line_is_read(tmp_path):
    path = tmp_path / "it"
    folded = b"".join(RECORDS).replace(b"Content-Length: ", b"Content-Length:\r\n\t ").replace(b"WARC-Date: ", b"WARC-Date:\r\n ")
    path.write_bytes(folded)
    items = read(path)
    assert [(item.body, item.captured_at, item.notes) for item in items] == [(body, makers.DATE, ()) for body in PAGES]


def test_the_first_segment_of_a_split_capture_says_that_it_is_cut(tmp_path):
    path = tmp_path / "it"
    block = http(PAGES[0])
    first = record(block[:600], 0, "WARC-Segment-Number: 1", f"WARC-Payload-Digest: {sha1(PAGES[0])}")
    path.write_bytes(first + record(block[600:], 1, "WARC-Segment-Number: 2", kind="continuation"))
    capture, skipped = read(path)
    assert [code for code, _ in capture.notes] == ["payload_truncated"]
    assert skipped.reason == "a record of type continuation"


def test_a_single_part_mhtml_is_decoded(tmp_path):
    path = tmp_path / "it"
    head = b"From: <Saved by Made Explorer 5>\r\nSubject: made\r\nDate: Tue, 1 Jul 2014 08:09:10 +0000\r\nMIME-Version: 1.0\r\n"
    kind = b'Content-Type: text/html;\r\n\tcharset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    where = f"Content-Location: {makers.url(0)}\r\n\r\n".encode()
    path.write_bytes(head + kind + where + quopri.encodestring(PAGES[0]))
    (capture,) = read(path)
    assert (capture.body, capture.url, capture.captured_at) == (PAGES[0], makers.url(0), makers.DATE)
