"""Containers that were packed once more, as servers do with packed files and people with whole folders."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, contents
from tests.hostile.sound import with_dictionary
from tests.sources import makers
from tests.sources.makers import page

PAGES = [page(number, 4000) for number in range(3)]
FILES = {f"{number}.html": body for number, body in enumerate(PAGES)}
INNER = {
    "warc.gz": makers.warc(PAGES),
    "arc.gz": makers.arc(PAGES, gzipped=True),
    "warc.zst": b"".join(map(zstandard.compress, [makers.warc(PAGES, gzipped=False)])),
    "warc.zst with a dictionary": with_dictionary(PAGES),
    "warc.bz2": bz2.compress(makers.warc(PAGES, gzipped=False)),
    "tar.gz": makers.tarred(FILES),
    "tar.xz": lzma.compress(makers.tarred(FILES, "w")),
    "har.gz": gzip.compress(makers.har(PAGES)),
}
PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstandard.compress}


def read(path):
    return list(contents([str(path)]))


def bodies(items):
    return [item.body for item in items if isinstance(item, Capture)]


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("form", INNER)
@pytest.mark.parametrize("times", [1, 2])
def test_a_container_that_is_packed_again_is_read_without_damage(form, packer, times, tmp_path):
    data = INNER[form]
    for _ in range(times):
        data = PACKERS[packer](data)
    (tmp_path / "it").write_bytes(data)
    items = read(tmp_path)
    assert bodies(items) == PAGES
    assert not [item for item in items if isinstance(item, Damage)]


def test_one_within_a_zip_is_read_too(tmp_path):
    (tmp_path / "it.zip").write_bytes(makers.zipped({"a.warc.gz.gz": gzip.compress(INNER["warc.gz"])}))
    assert bodies(read(tmp_path)) == PAGES


@pytest.mark.parametrize("cut", [9, 100])
def test_one_that_is_cut_is_reported(cut, tmp_path):
    (tmp_path / "it").write_bytes(gzip.compress(INNER["warc.gz"])[:-cut])
    items = read(tmp_path)
    assert bodies(items)[:2] == PAGES[:2]
    assert [item for item in items if isinstance(item, Damage) or item.damaged]


def test_one_that_is_packed_too_often_is_reported(tmp_path):
    data = INNER["warc.gz"]
    for _ in range(8):
        data = gzip.compress(data)
    (tmp_path / "it").write_bytes(data)
    items = read(tmp_path)
    assert items
    assert bodies(items) == []
