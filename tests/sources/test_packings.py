"""Every form, packed as a whole with every packing, in blocks larger than the head from which the form is detected."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from pathlib import Path

import pytest
import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources import makers
from tests.sources.makers import http, page, record, revisit, sha1

PAGES = [page(number, 2000) for number in range(8)]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
FORMS = {
    "warc": makers.warc(PAGES, gzipped=False),
    "arc": makers.arc(PAGES),
    "tar": makers.tarred(FILES, "w"),
    "zip": makers.zipped(FILES),
    "har": makers.har(PAGES),
}


def bgzip(data: bytes) -> bytes:
    """Pack like bgzip and other block compressors: gzip members of 64 KB, whatever is in them."""
    return b"".join(gzip.compress(data[at : at + 65_280]) for at in range(0, len(data), 65_280))


def pzstd(data: bytes) -> bytes:
    """Pack like pzstd: each frame is preceded by a skippable one with its size."""
    frames = [zstandard.compress(data[at : at + 200_000]) for at in range(0, len(data), 200_000)]
    return b"".join(b"\x50\x2a\x4d\x18\4\0\0\0" + len(frame).to_bytes(4, "little") + frame for frame in frames)


PACKINGS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
    "pzstd": pzstd,
    "bgzip": bgzip,
}


def read(path: Path, unit_bytes: int = 4 << 20) -> list[Capture | Skipped | Damage]:
    return list(contents([str(path)], unit_bytes=unit_bytes))


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_packed_container_is_read_whole_and_alike_in_any_cut(form, packing, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(PACKINGS[packing](FORMS[form]))
    items = read(path)
    assert [item.body for item in items if isinstance(item, Capture)] == PAGES
    assert not [item for item in items if isinstance(item, Damage)]
    assert read(path, 50_000) == items


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_packed_container_inside_a_zip_is_read_whole(form, packing, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(makers.zipped({"inner": PACKINGS[packing](FORMS[form])}, stored=True))
    items = read(path)
    assert [item.body for item in items if isinstance(item, Capture)] == PAGES
    assert read(path, 50_000) == items


@pytest.mark.parametrize("packing", ["bzip2", "xz"])
def test_a_cut_warc_packed_as_a_whole_is_read_up_to_the_cut_and_reported(packing, tmp_path):
    path = tmp_path / "it"
    made = [page(number) for number in range(800)]
    whole = PACKINGS[packing](b"".join(record(http(body), number) for number, body in enumerate(made)))
    path.write_bytes(whole[: len(whole) * 3 // 4])
    items = read(path)
    bodies = [item.body for item in items if isinstance(item, Capture) and not item.notes]
    assert bodies == made[: len(bodies)]
    assert len(bodies) > 200
    assert [type(item) for item in items].count(Damage) == 1


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_revisit_finds_its_payload_in_a_warc_packed_as_a_whole(packing, tmp_path):
    path = tmp_path / "it"
    digest = f"WARC-Payload-Digest: {sha1(PAGES[0])}"
    path.write_bytes(PACKINGS[packing](record(http(PAGES[0]), 0, digest) + revisit(1, digest)))
    assert [item.body for item in read(path) if isinstance(item, Capture)] == [PAGES[0], PAGES[0]]


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_mhtml_is_one_page(packing, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(PACKINGS[packing](makers.mhtml(page(0, 60_000), 0)))
    items = read(path)
    assert [(item.body, item.url) for item in items if isinstance(item, Capture)] == [(page(0, 60_000), makers.url(0))]


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_container_of_over_a_megabyte_is_read_whole(packing, tmp_path):
    drawn = random.Random(0)
    pages = [page(number).replace(b"</p>", drawn.randbytes(160_000).hex().encode() + b"</p>") for number in range(8)]
    path = tmp_path / "it"
    path.write_bytes(PACKINGS[packing](makers.tarred({f"{number}.html": body for number, body in enumerate(pages)}, "w")))
    assert path.stat().st_size > 1 << 20
    assert [item.body for item in read(path) if isinstance(item, Capture)] == pages


@pytest.mark.parametrize(
    ("magic", "name"), [(b"\x04\x22\x4d\x18", "lz4"), (b"\x1f\x9d\x90", "compress"), (b"LZIP\1\x0c", "lzip")]
)
def test_a_packing_that_is_not_read_is_named_and_never_a_page(magic, name, tmp_path):
    path = tmp_path / "it"
    path.write_bytes(magic + b"<html><title>Lantern Bay (1950)</title><p>half a text</p>" * 20)
    (damage,) = read(path)
    assert isinstance(damage, Damage)
    assert (damage.what, damage.lost) == (f"packed with {name}, which is not read", path.stat().st_size)
    path.write_bytes(makers.record(http(path.read_bytes())))
    assert [item.reason for item in read(path) if isinstance(item, Skipped)] == [f"not a page: data packed with {name}"]
