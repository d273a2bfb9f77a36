"""Sound archives pass with `--strict`, and changed ones do not: small ones of every form, and of the installed programs."""

from __future__ import annotations

import gzip
import shutil

import pytest

from filmdig.scraper.sources import contents
from tests.hostile.cuts_and_flips import looks_sound
from tests.hostile.foreign import TOOLS
from tests.hostile.sound import ALL, bodies, files_of, one_form, strict, unnoticed
from tests.sources import makers
from tests.sources.all_forms import put
from tests.sources.makers import http, page, record, sha1

PAGES = [page(number, 60) for number in range(3)]
QUICK = [
    name
    for name in TOOLS
    if name.startswith(("zip", "tar", "wget", "gzip", "xz")) and shutil.which(name.split(" ")[0].strip(","))
]


@pytest.mark.parametrize("name", [name for name in ALL if name not in TOOLS] + QUICK)
def test_a_sound_file_passes_and_a_changed_one_fails(name, tmp_path):
    form, covered = ALL[name]
    sources = form(tmp_path, PAGES)
    items = list(contents([str(source) for source in sources]))
    assert looks_sound(items)
    assert bodies(items).total() == len(PAGES)
    assert not covered or unnoticed(sources, PAGES, 5) == []


def test_the_command_s_row_of_a_form():
    assert one_form("zip", PAGES, 2) == (f"{'zip':<40} {3:>5} {0:>7}  2 of 2 flips", [])


WHOLE = makers.http(PAGES[0], f"Content-Length: {len(PAGES[0])}")
PACKED = gzip.compress(PAGES[0])
BAD = PACKED[:200] + b"?" * 30 + PACKED[230:]
LOST = {
    "cut.html.gz": gzip.compress(PAGES[0])[:-9],
    "cut.mht": makers.mhtml(PAGES[0], 0, end=False),
    "changed.warc": record(WHOLE.replace(b"harbour", b"harbeur", 1), 0, f"WARC-Payload-Digest: {sha1(PAGES[0])}"),
    "cut.warc": record(WHOLE)[:-100],
    "packed.warc": record(http(BAD, "Content-Encoding: gzip")),
    "nothing-left.gz": gzip.compress(bytes(range(256)) * 50)[:100],
}
AS_CAPTURED = {
    "crawler.warc": record(WHOLE[:-100], 0, "WARC-Truncated: length"),
    "server.warc": record(makers.http(PAGES[0], "Content-Length: 99999")),
    "server.warc.gz": gzip.compress(record(http(gzip.compress(PAGES[0])[:-30], "Content-Encoding: gzip"))),
    "damaged-when-got.warc": record(http(BAD, "Content-Encoding: gzip"), 0, f"WARC-Payload-Digest: {sha1(BAD)}"),
}


@pytest.mark.parametrize("name", LOST)
def test_strict_fails_where_a_page_s_bytes_are_cut_or_changed(name, tmp_path):
    (source,) = put(tmp_path / "in", {name: LOST[name]})
    status, summary = strict([source / name, *put(tmp_path / "more", {"a.html": PAGES[1]})], tmp_path)
    assert status == 1
    assert summary["damage"]


@pytest.mark.parametrize("name", AS_CAPTURED)
def test_strict_passes_what_the_crawler_already_got_that_way(name, tmp_path):
    sources = put(tmp_path / "in", {name: AS_CAPTURED[name]})
    status, summary = strict(sources, tmp_path)
    assert (status, summary["pages"], summary["damage"]) == (0, 1, {})
    assert summary["issues"].keys() & {"payload_truncated", "payload_damaged"}


def test_the_part_before_a_fault_in_a_small_packed_payload_is_read(tmp_path):
    (tmp_path / "it.warc").write_bytes(LOST["packed.warc"])
    (item,) = contents([str(tmp_path / "it.warc")])
    assert (item.notes[0][0], len(item.body) > 50, PAGES[0].startswith(item.body[:50])) == ("payload_damaged", True, True)


def test_an_unreadable_packed_payload_is_damage_unless_the_crawler_got_it_so(tmp_path):
    nothing = PACKED[:10] + b"?" * 100
    block = http(nothing, "Content-Encoding: gzip")
    put(tmp_path, {"a.warc": record(block), "b.warc": record(block, 0, f"WARC-Payload-Digest: {sha1(nothing)}")})
    damage, skipped = contents([str(tmp_path / "a.warc"), str(tmp_path / "b.warc")])
    assert (damage.what, skipped.reason) == (
        "a payload that cannot be decoded",
        "a payload that was already damaged when it was crawled",
    )


def test_a_flip_that_nothing_covers_is_not_noticed(tmp_path):
    (source,) = put(tmp_path, {"it.tar": makers.tarred({"a.html": PAGES[0]}, "w")})
    assert len(unnoticed([source], PAGES, 2)) == 2
    assert files_of([source]) == [tmp_path / "it.tar"]
