"""WARC and ARC: every readable record, in any division of the file into ranges, and an exact count of the rest."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from filmdig.scraper.sources.records import ARC, WARC, only_record, records
from filmdig.scraper.sources.window import Window
from tests.sources import makers
from tests.sources.makers import chunked, http, page, record, record_id, sha1, url

Items = list[Capture | Skipped | Damage]


def read(path: Path, **options: int) -> Items:
    return list(contents([str(path)], **options))


def of(data: bytes, tmp_path: Path) -> Items:
    (tmp_path / "made.warc.gz").write_bytes(data)
    return read(tmp_path / "made.warc.gz")


def split(items: Items) -> tuple[list[Capture], list[Skipped], list[Damage]]:
    return (
        [item for item in items if isinstance(item, Capture)],
        [item for item in items if isinstance(item, Skipped)],
        [item for item in items if isinstance(item, Damage)],
    )


def zstd_with_dictionary(records: list[bytes]) -> bytes:
    """A .warc.zst: a skippable frame with the dictionary, then one frame per record."""
    dictionary = zstandard.train_dictionary(4096, [page(n) for n in range(300)])
    raw = zstandard.compress(dictionary.as_bytes())
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    return b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw + b"".join(packer.compress(one) for one in records)


PAGES = [page(n) for n in range(30)]
RECORDS = [record(http(body), n) for n, body in enumerate(PAGES)]
FORMS = {
    "warc": makers.warc(PAGES, gzipped=False),
    "warc.gz": makers.warc(PAGES),
    "one gzip stream": gzip.compress(makers.warc(PAGES, gzipped=False)),
    "warc.zst": b"".join(zstandard.compress(one) for one in RECORDS),
    "warc.zst with a dictionary": zstd_with_dictionary(RECORDS),
    "arc": makers.arc(PAGES),
    "arc.gz": makers.arc(PAGES, gzipped=True),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_page_is_read(form, tmp_path):
    path = tmp_path / "no-name-that-tells"
    path.write_bytes(FORMS[form])
    items = read(path)
    assert [(item.body, item.url, item.status, item.charset, item.rendition, item.notes) for item in items] == [
        (body, url(n), 200, "utf-8", "html", ()) for n, body in enumerate(PAGES)
    ]
    assert {(item.captured_at, item.archive, item.location.path) for item in items} == {(makers.DATE, path.name, str(path))}
    assert {item.location.record_id is None for item in items} == {form.startswith("arc")}


@pytest.mark.parametrize("form", ["warc", "warc.gz", "arc.gz", "warc.zst"])
def test_the_offset_leads_back_to_the_record(form, tmp_path):
    data = FORMS[form]
    path = tmp_path / "x"
    path.write_bytes(data)
    for item in read(path)[::7]:
        piece = data[item.location.offset :]
        if form == "warc.zst":
            piece = zstandard.ZstdDecompressor().decompressobj().decompress(piece)
        elif form != "warc":
            piece = gzip.decompress(piece)
        head = piece[:600]
        assert head.startswith(item.url.encode() if form.startswith("arc") else b"WARC/1.")
        assert item.url.encode() in head


@pytest.mark.parametrize("form", FORMS)
@given(unit_bytes=st.integers(min_value=200, max_value=120_000))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_cut_into_ranges_gives_the_whole(form, tmp_path, unit_bytes):
    path = tmp_path / "x"
    path.write_bytes(FORMS[form])
    assert read(path, unit_bytes=unit_bytes) == read(path)


def digests(payload: bytes, block: bytes) -> list[str]:
    return [f"WARC-Payload-Digest: {sha1(payload)}", f"WARC-Block-Digest: {sha1(block)}"]


def faulty(pack) -> tuple[bytes, dict[str, int]]:
    """A file with one of each fault; where each part begins."""
    sound = http(page(0))
    parts = {
        "sound": pack(record(sound, 0)),
        "garbage": b"-- spliced by hand, 2009 --\n",
        "too long": pack(record(http(page(1)), 1, length=len(http(page(1))) + 1000)),
        "too short": pack(record(http(page(2)), 2, length=len(http(page(2))) - 300)),
        "truncated by the crawler": pack(record(http(page(3)), 3, "WARC-Truncated: length")),
        "bad digest": pack(
            record(http(page(4)), 4, f"WARC-Payload-Digest: {sha1(b'another')}", f"WARC-Block-Digest: {sha1(b'another')}")
        ),
        "good digest": pack(
            record(http(page(5)), 5, f"WARC-Payload-Digest: {sha1(page(5))}", f"WARC-Block-Digest: {sha1(http(page(5)))}")
        ),
        "short body": pack(record(http(page(6), f"Content-Length: {len(page(6)) + 50}"), 6)),
        "lying chunked": pack(record(http(page(7), "Transfer-Encoding: chunked"), 7)),
        "lying gzip": pack(record(http(page(8), "Content-Encoding: gzip"), 8)),
        "half a gzip body": pack(record(http(gzip.compress(page(9, 3000))[:3000], "Content-Encoding: gzip"), 9)),
        "half chunked": pack(record(http(chunked(page(10))[:-400], "Transfer-Encoding: chunked"), 10)),
        "404": pack(record(http(b"<html>gone</html>", status="404 Not Found"), 11)),
        "redirect": pack(record(http(b"", f"Location: {url(1)}", status="301 Moved Permanently"), 12)),
        "image": pack(record(http(b"\x89PNG\r\n\x1a\n0000", kind="image/png"), 13)),
        "robots": pack(record(http(b"User-agent: *\n", kind="text/plain"), 14, target="http://films.example.com/robots.txt")),
        "css": pack(record(http(b"body{margin:0}", kind="text/css"), 15)),
        "no length": pack(record(http(page(16)), 16).replace(b"Content-Length:", b"X-Length:")),
        "last whole": pack(record(http(page(17)), 17)),
    }
    cut = pack(record(http(page(18, 3000)), 18))
    parts["cut"] = cut[: len(cut) // 2]
    offsets, data = {}, b""
    for name, part in parts.items():
        offsets[name] = len(data)
        data += part
    return data, offsets


@pytest.mark.parametrize(("pack", "reported"), [(gzip.compress, []), (bytes, ["digest_mismatch"])], ids=["gz", "plain"])
def test_a_head_is_verified_by_its_blocks_digest_or_its_members_checksum(tmp_path, pack, reported):
    path = tmp_path / "heads.warc"
    path.write_bytes(pack(record(http(page(4)), 4, *digests(page(4), b"another"))))
    assert [[code for code, _ in item.notes] for item in read(path)] == [reported]


def test_a_blocks_digest_counts_where_the_payload_has_none(tmp_path):
    path = tmp_path / "blocks.warc"
    labels = (f"WARC-Block-Digest: {sha1(b'another')}", "WARC-Payload-Digest: crc32:AAAA")
    path.write_bytes(gzip.compress(record(http(page(4)), 4, *labels)))
    assert [[code for code, _ in item.notes] for item in read(path)] == [["digest_mismatch"]]


@pytest.mark.parametrize("gzipped", [True, False], ids=["gz", "plain"])
@pytest.mark.parametrize("unit_bytes", [16 << 20, 1500])
def test_a_file_with_every_fault_gives_every_page_and_an_exact_count(tmp_path, gzipped, unit_bytes):
    data, offsets = faulty(gzip.compress if gzipped else bytes)
    path = tmp_path / "faults.warc"
    path.write_bytes(data)
    pages, skipped, damage = split(read(path, unit_bytes=unit_bytes))

    number = {item.url.rpartition("/")[2]: item for item in pages}
    assert list(number) == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "16", "17", "18"]
    whole = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "16", "17"]
    assert {key: number[key].body for key in whole} == {key: page(int(key)) for key in whole}
    for key, full in (("9", page(9, 3000)), ("10", page(10)), ("18", page(18, 3000))):
        assert full.startswith(number[key].body)
        assert 500 < len(number[key].body) < len(full)
    codes = {key: [code for code, _ in item.notes] for key, item in number.items() if item.notes}
    assert codes == {
        "1": ["length_mismatch"],
        "2": ["length_mismatch"],
        "3": ["payload_truncated"],
        "4": ["digest_mismatch", "digest_mismatch"],
        "6": ["payload_truncated"],
        "9": ["payload_truncated"],
        "10": ["payload_truncated"],
        "16": ["length_mismatch"],
        "18": ["payload_truncated"],
    }
    assert [(item.reason, item.location.offset) for item in skipped] == [
        ("status 404", offsets["404"]),
        ("redirect: status 301", offsets["redirect"]),
        ("not a page: an image", offsets["image"]),
        ("robots.txt", offsets["robots"]),
        ("not a page: a style sheet", offsets["css"]),
    ]
    assert (damage[0].location.offset, damage[0].lost) == (offsets["garbage"], 28)
    assert {item.location.offset for item in damage[1:]} == {offsets["cut"]}
    assert [item.what for item in damage] == ["bytes that are not a record", "a record that is cut"]


@pytest.mark.parametrize("unit_bytes", [16 << 20, 1500])
def test_a_damaged_gzip_member_loses_only_itself(tmp_path, unit_bytes):
    parts = [gzip.compress(record(http(page(n, 3000)), n)) for n in range(3)]
    hurt = bytearray(parts[1])
    hurt[3000:3040] = bytes(40)
    path = tmp_path / "x"
    path.write_bytes(parts[0] + bytes(hurt) + parts[2])
    pages, skipped, damage = split(read(path, unit_bytes=unit_bytes))
    assert [item.url for item in pages] == [url(0), url(1), url(2)]
    assert [[code for code, _ in item.notes] for item in pages] == [[], ["payload_truncated"], []]
    assert {item.location.offset for item in damage} == {len(parts[0])}
    assert not skipped


def test_a_member_whose_head_is_damaged_is_counted(tmp_path):
    parts = [gzip.compress(record(http(page(n)), n)) for n in range(3)]
    path = tmp_path / "x"
    path.write_bytes(parts[0] + b"\0\0" + parts[1][2:] + parts[2])
    pages, _, damage = split(read(path))
    assert [item.url for item in pages] == [url(0), url(2)]
    assert [(item.location.offset, item.lost) for item in damage] == [(len(parts[0]), len(parts[1]))]


def test_garbage_before_the_first_and_after_the_last_record_is_counted(tmp_path):
    for pack in (bytes, gzip.compress):
        one = pack(record(http(page(0)), 0))
        path = tmp_path / "x"
        path.write_bytes(one + b"tail tail")
        pages, _, damage = split(read(path))
        assert [item.url for item in pages] == [url(0)]
        assert [(item.location.offset, item.lost) for item in damage] == [(len(one), 9)]


@pytest.mark.parametrize("name", makers.PACKERS)
@pytest.mark.parametrize("also_chunked", [False, True])
def test_content_encodings_are_undone(tmp_path, name, also_chunked):
    packed = makers.PACKERS[name](page(1))
    headers = [f"Content-Encoding: {name}"]
    if also_chunked:
        packed = chunked(packed, 50)
        headers.append("Transfer-Encoding: chunked")
    [item] = of(record(http(packed, *headers), 1), tmp_path)
    assert (item.body, item.notes) == (page(1), ())


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (makers.raw_deflate(page(1)), ["Content-Encoding: deflate"]),
        (gzip.compress(page(1)), []),
        (gzip.compress(gzip.compress(page(1))), ["Content-Encoding: gzip"]),
        (page(1), ["Content-Encoding: br"]),
        (page(1), ["Content-Encoding: deflate"]),
        (page(1), ["Content-Encoding: zstd"]),
        (page(1), ["Content-Encoding: none"]),
        (page(1), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (gzip.compress(page(1)), ["Content-Encoding: x-gzip"]),
        (gzip.compress(makers.brotli.compress(page(1))), ["Content-Encoding: br, gzip"]),
    ],
)
def test_wrong_heads_lose_no_page(tmp_path, body, headers):
    [item] = of(record(http(body, *headers), 1), tmp_path)
    assert (item.body, item.notes) == (page(1), ())


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_in_a_body_is_damage(tmp_path, monkeypatch, name):
    monkeypatch.setattr("filmdig.scraper.sources.stored_response.MAX_PAYLOAD", 4 << 20)
    bomb = makers.PACKERS[name](b"<html>" + bytes(16 << 20))
    [first, second] = of(record(http(bomb, f"Content-Encoding: {name}"), 1) + record(http(page(2)), 2), tmp_path)
    assert isinstance(first, Damage)
    assert first.what == "more than 4 MB once unpacked"
    assert second.url == url(2)


def test_heads_with_bare_line_feeds_and_none_at_all(tmp_path):
    old = b"HTTP/1.0 200 OK\nContent-type: text/html\n\n" + page(1)
    [one, two] = of(record(old, 1) + record(page(2), 2), tmp_path)
    assert (one.body, one.status) == (page(1), 200)
    assert (two.body, two.status) == (page(2), None)


def test_a_text_rendition_is_text_without_a_status(tmp_path):
    text = b"Lantern Bay\n1971\nOrla Venn directs <b>nothing</b>.\n"
    wet = record(text, 1, kind="conversion").replace(b"application/http; msgtype=response", b"text/plain")
    [item] = of(record(b"software: made up\r\n", 0, kind="warcinfo") + wet, tmp_path)
    assert (item.body, item.rendition, item.status, item.url, item.location.record_id) == (
        text,
        "text",
        None,
        url(1),
        record_id(1),
    )


def test_dates_keep_the_precision_they_have(tmp_path):
    dates = {"2014-07-01T00:00:00.123456Z": "2014-07-01T00:00:00Z", "2014-07": "2014-07", "2014": "2014", "yesterday": None}
    data = b"".join(record(http(page(n)), n).replace(makers.DATE.encode(), date.encode()) for n, date in enumerate(dates))
    assert [item.captured_at for item in of(data, tmp_path)] == list(dates.values())


def test_an_oversized_record_is_damage_and_what_follows_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("filmdig.scraper.sources.records.MAX_PAYLOAD", 100_000)
    large = record(http(page(1, 20_000)), 1)
    video = record(http(b"\x1aE\xdf\xa3" + bytes(200_000), kind="video/webm"), 2)
    pages, skipped, damage = split(of(large + video + record(http(page(3)), 3), tmp_path))
    assert [item.url for item in pages] == [url(3)]
    assert [item.reason for item in skipped] == ["not a page: a video"]
    assert [(item.location.offset, item.lost) for item in damage] == [(0, len(http(page(1, 20_000))))]


def test_other_records_are_distinguished(tmp_path):
    data = (
        record(b"20140701\nfilms.example.com. 1 IN A 192.0.2.1\n", 1, target="dns:films.example.com")
        + record(b"seconds: 3\r\n", 2, kind="metadata")
        + record(http(b"", status="204 No Content"), 3)
        + record(http(page(4)), 4, kind="continuation")
        + record(page(5), 5, kind="resource").replace(b"application/http; msgtype=response", b"text/html")
    )
    pages, skipped, damage = split(of(data, tmp_path))
    assert [item.body for item in pages] == [page(5)]
    assert [item.reason for item in skipped] == [
        "not a page: a dns record",
        "not a page: status 204",
        "a record of type continuation",
    ]
    assert not damage


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("unit_bytes", [400, 16 << 20])
def test_the_tail_of_a_split_file_is_still_a_warc(tmp_path, pack, unit_bytes):
    parts = [pack(record(http(page(n)), n)) for n in range(4)]
    path = tmp_path / "xab"
    path.write_bytes(parts[0][200:] + b"".join(parts[1:]))
    pages, skipped, damage = split(read(path, unit_bytes=unit_bytes))
    assert [item.url for item in pages] == [url(1), url(2), url(3)]
    assert [(item.location.offset, item.lost) for item in damage] == [(0, len(parts[0]) - 200)]
    assert not skipped


def test_a_page_that_shows_a_record_is_a_page(tmp_path):
    body = b"<html><body><pre>\r\nWARC/1.0\r\nWARC-Type: response\r\n</pre></body></html>"
    [item] = of(body, tmp_path)
    assert (item.body, item.rendition) == (body, "html")


def test_a_fetched_capture_names_its_archive_and_the_address_of_its_replay(tmp_path):
    replay = f"https://web.archive.org/web/20140701080910id_/{url(1)}"
    data = record(http(page(1)), 1, f"WARC-Source-URI: {replay}") + record(
        http(page(2)), 2, "WARC-Source-URI: https://data.commoncrawl.org/crawl-data/a.warc.gz"
    )
    one, two = of(data, tmp_path)
    assert (one.archive, one.replay_url, one.url) == ("web.archive.org", replay, url(1))
    assert (two.archive, two.replay_url, two.url) == ("data.commoncrawl.org", None, url(2))


def test_a_crawlers_text_is_text_whatever_it_looks_like(tmp_path):
    texts = [b"{}", b"a\tb\tc\n" * 9, b"function () {}", b"<html>quoted</html>"]
    data = b"".join(
        record(text, number, kind="conversion").replace(b"application/http; msgtype=response", b"text/plain")
        for number, text in enumerate(texts)
    )
    assert [(item.body, item.rendition) for item in of(data, tmp_path)] == [(text, "text") for text in texts]


def _by_search(data: bytes) -> list[object]:
    return list(records(Window(io.BytesIO(data)), WARC, whole=lambda: True))


@pytest.mark.parametrize("data", [RECORDS[0], record(b"", 1), record(b"\r\n\r\n", 2), record(RECORDS[3], 3)])
def test_a_members_only_record_is_taken_at_once(data):
    assert [only_record(data, WARC)] == _by_search(data)


@pytest.mark.parametrize(
    "data",
    [
        RECORDS[0] + RECORDS[1],
        RECORDS[0][:-1],
        RECORDS[0] + b"\r\n",
        RECORDS[0].replace(b"Content-Length: ", b"Content-Length: 1"),
        RECORDS[0].replace(b"Content-Length", b"Content-Size"),
        b"\r\n" + RECORDS[0],
        b"",
    ],
)
def test_any_other_member_is_searched(data):
    assert only_record(data, WARC) is None
    assert only_record(RECORDS[0], ARC) is None


_BLOCKS = st.lists(st.sampled_from([b"a", b"\r\n", b"\n", b"\r\n\r\n", b"WARC/1.0\r\n", b"Content-Length: 4\r\n"]), max_size=9)


@settings(deadline=None, max_examples=400)
@given(
    head=st.sampled_from([b"WARC/1.0\r\n", b"WARC/1.1\n", b"\r\nWARC/1.0\r\n", b"WARC/9.9\r\n"]),
    block=_BLOCKS.map(b"".join),
    off=st.sampled_from([0, 0, 0, 1, -1, 4, -4]),
    line_end=st.sampled_from([b"\r\n", b"\n"]),
    after=st.sampled_from([b"\r\n\r\n", b"\n\n", b"\r\n", b"", b"\r\n\r\n\r\n"]),
)
def test_what_is_taken_at_once_is_what_a_search_finds(head, block, off, line_end, after):
    length = b"Content-Length: %d" % max(0, len(block) + off)
    data = head + b"WARC-Type: response" + line_end + length + 2 * line_end + block + after
    only = only_record(data, WARC)
    assert only is None or [only] == _by_search(data)
