"""Archives that tools write contrary to the specifications: each gives its pages, without false damage."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources import makers
from tests.sources.makers import chunked, http, page, record, url, warc, zipped
from tests.sources.saved_by import attached_har, segments, webarchive

PAGES = [page(number) for number in range(4)]
RECORDS = [record(http(body), number) for number, body in enumerate(PAGES)]
PLAIN = b"".join(RECORDS)
UNITS = (500, 3000, 1 << 20)


def read(path, data=None, **options):
    if data is not None:
        path = path / "it"
        path.write_bytes(data)
    return list(contents([str(path)], **options))


def bodies(items):
    return [item.body for item in items if isinstance(item, Capture)]


def wrong(items):
    """Everything that is reported besides sound captures."""
    return [item for item in items if (item.notes if isinstance(item, Capture) else isinstance(item, Damage))]


def members(*pieces: bytes) -> bytes:
    return b"".join(gzip.compress(piece, mtime=0) for piece in pieces)


def blocks(data: bytes, size: int) -> bytes:
    """Pack like bgzip: blocks, and an empty one at the end."""
    return members(*(data[at : at + size] for at in range(0, len(data), size)), b"")


def heads_apart() -> bytes:
    ends = [one.index(b"\r\n\r\n") + 4 for one in RECORDS]
    return members(*(piece for one, end in zip(RECORDS, ends, strict=True) for piece in (one[:end], one[end:-4], b"\r\n\r\n")))


GZIPPED = {
    "blocks": blocks(PLAIN, 500),
    "a record and blocks": members(RECORDS[0]) + blocks(b"".join(RECORDS[1:]), 500),
    "lines between records by themselves": members(*(piece for one in RECORDS for piece in (one[:-4], b"\r\n\r\n"))),
    "heads by themselves": heads_apart(),
    "a head in two": members(RECORDS[0], RECORDS[1][:40], RECORDS[1][40:], *RECORDS[2:]),
    "several records in a member": members(RECORDS[0] + RECORDS[1], *RECORDS[2:]),
    "one and a half records in a member": members(RECORDS[0] + RECORDS[1][:300], RECORDS[1][300:], *RECORDS[2:]),
    "a record in two": members(RECORDS[0], RECORDS[1][:300], RECORDS[1][300:], *RECORDS[2:]),
    "the last in two": members(*RECORDS[:3], RECORDS[3][:900], RECORDS[3][900:]),
    "nothing between records": members(*(one[:-4] for one in RECORDS)),
}


@pytest.mark.parametrize("unit_bytes", UNITS)
@pytest.mark.parametrize("how", GZIPPED)
def test_gzip_members_need_not_be_records(tmp_path, how, unit_bytes):
    items = read(tmp_path, GZIPPED[how], unit_bytes=unit_bytes)
    assert (bodies(items), wrong(items)) == (PAGES, [])


def test_damage_in_a_member_that_continues_a_record_is_reported_and_costs_only_that_record(tmp_path):
    data = bytearray(GZIPPED["a record in two"])
    second = len(members(RECORDS[0], RECORDS[1][:300]))
    data[second + 60] ^= 0xFF
    items = read(tmp_path, bytes(data))
    assert [body for body in bodies(items) if body in PAGES] == [PAGES[0], *PAGES[2:]]
    assert wrong(items)


HEADS = {
    "lower case": PLAIN.replace(b"WARC-", b"warc-").replace(b"Content-", b"content-"),
    "folded": re.sub(rb"(WARC-Target-URI|Content-Length|WARC-Date): ", rb"\1:\r\n\t ", PLAIN),
    "no lines between records": b"".join(one[:-4] for one in RECORDS),
    "one line between records": b"".join(one[:-2] for one in RECORDS),
}


@pytest.mark.parametrize("unit_bytes", UNITS)
@pytest.mark.parametrize("how", HEADS)
def test_heads_and_separators_as_tools_write_them(tmp_path, how, unit_bytes):
    items = read(tmp_path, HEADS[how], unit_bytes=unit_bytes)
    assert (bodies(items), wrong(items)) == (PAGES, [])
    assert [item.url for item in items] == [url(number) for number in range(4)]


@pytest.mark.parametrize("unit_bytes", UNITS)
def test_records_that_follow_text_without_a_line_are_found_in_any_cut(tmp_path, unit_bytes):
    texts = [body.rstrip() for body in PAGES]
    items = read(tmp_path, b"".join(record(http(body), n)[:-4] for n, body in enumerate(texts)), unit_bytes=unit_bytes)
    assert (bodies(items), wrong(items)) == (texts, [])


ARCS = {
    "no separators": lambda data: re.sub(rb"(?<=</html>)\n", b"", data),
    "length -1": lambda data: re.sub(rb"text/html \d+\n", b"text/html -1\n", data),
    "length -1 once": lambda data: re.sub(rb"text/html \d+\n", b"text/html -1\n", data, count=1),
}


@pytest.mark.parametrize("unit_bytes", UNITS)
@pytest.mark.parametrize("how", ARCS)
def test_arcs_as_tools_write_them(tmp_path, how, unit_bytes):
    texts = [body.rstrip() for body in PAGES]
    items = read(tmp_path, ARCS[how](makers.arc(texts)), unit_bytes=unit_bytes)
    assert (bodies(items), wrong(items)) == (texts, [])


def test_an_arc_without_separators_is_recognised_whatever_its_first_record_s_size(tmp_path):
    texts = [page(4, 90_000).rstrip(), *PAGES]
    items = read(tmp_path, ARCS["no separators"](makers.arc(texts)), unit_bytes=1500)
    assert ([body.rstrip() for body in bodies(items)], wrong(items)) == ([body.rstrip() for body in texts], [])


def test_lengths_of_minus_one_in_gzip_members(tmp_path):
    data = ARCS["length -1"](makers.arc(PAGES))
    items = read(tmp_path, members(*re.split(rb"(?=http://films)", data)))
    assert (bodies(items), wrong(items)) == (PAGES, [])


def put_apart(tmp_path, pieces):
    for number, piece in enumerate(pieces):
        (tmp_path / f"{number}.warc.gz").write_bytes(gzip.compress(piece))
    return tmp_path


SEGMENTED = {
    "one file": lambda folder, pieces: read(folder, b"".join(pieces)),
    "one file, packed": lambda folder, pieces: read(folder, members(*pieces)),
    "a file each, out of order": lambda folder, pieces: read(put_apart(folder, [pieces[2], pieces[0], pieces[1]])),
    "a WACZ": lambda folder, pieces: read(folder, makers.wacz({"a.warc.gz": members(*pieces)})),
}


@pytest.mark.parametrize("how", SEGMENTED)
def test_segments_are_joined(tmp_path, how):
    items = SEGMENTED[how](tmp_path, segments(http(PAGES[1]), 3, 1))
    [item] = [item for item in items if isinstance(item, Capture)]
    assert (item.body, item.url, item.notes) == (PAGES[1], url(1), ())
    assert [each.reason for each in items if "segment" in getattr(each, "reason", "")] == [
        "a segment that is read with its first segment"
    ] * 2


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        (2, "the crawler split this capture into segments, of which the first 1 are present"),
        (3, "the crawler split this capture into segments, of which the first 2 are present"),
    ],
)
def test_missing_segments_are_reported(tmp_path, lost, said):
    pieces = segments(http(PAGES[1]), 3, 1)
    del pieces[lost - 1]
    [item] = [item for item in read(tmp_path, b"".join(pieces)) if isinstance(item, Capture)]
    assert PAGES[1].startswith(item.body)
    assert item.notes == (("payload_truncated", said),)


def test_segments_without_their_first_are_counted(tmp_path):
    items = read(tmp_path, b"".join(segments(http(PAGES[1]), 3, 1)[1:]))
    assert [item.reason for item in items] == ["a segment whose first segment is not in this run's files"] * 2


def test_the_digest_of_a_segmented_payload_is_that_of_the_whole(tmp_path):
    pieces = segments(http(PAGES[1]), 2, 1)
    for digest, notes in ((makers.sha1(PAGES[1]), []), (makers.sha1(b"another"), ["digest_mismatch"])):
        first = pieces[0].replace(b"WARC-Segment-Number: 1", f"WARC-Segment-Number: 1\r\nWARC-Payload-Digest: {digest}".encode())
        [item] = [item for item in read(tmp_path, first + pieces[1]) if isinstance(item, Capture)]
        assert [code for code, _ in item.notes] == notes


class _Stream(io.RawIOBase):
    """A pipe: a stream that cannot seek."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += data
        return len(data)


def streamed(files: dict[str, bytes], *, marked: bool = True) -> bytes:
    """A zip written to a pipe, with stored members whose lengths follow them."""
    out = _Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            with archive.open(name, "w") as member:
                member.write(data)
    data = bytes(out.data)
    return data if marked else data.replace(b"PK\7\x08", b"")


STREAMED = {
    "archive/a.warc.gz": warc(PAGES[:2]),
    "archive/b.warc.gz": warc(PAGES[2:]),
    "datapackage.json": json.dumps({"resources": []}).encode(),
}


@pytest.mark.parametrize("marked", [True, False])
def test_a_streamed_wacz_without_its_directory_gives_its_stored_members(tmp_path, marked):
    data = streamed(STREAMED, marked=marked)
    items = read(tmp_path, data[: data.index(b"PK\1\2") + 20])
    assert bodies(items) == PAGES
    assert [item.what for item in wrong(items)] == ["a zip file without its directory"]


def test_a_cut_streamed_wacz_is_read_up_to_the_cut(tmp_path):
    data = streamed(STREAMED)
    items = read(tmp_path, data[: data.index(b"archive/b.warc.gz") + len(STREAMED["archive/b.warc.gz"]) // 2])
    assert bodies(items)[:2] == PAGES[:2]
    assert "a damaged member" in [item.what for item in items if isinstance(item, Damage)]


@pytest.mark.parametrize("size", [(1 << 20) - 30, (1 << 20) - 12, 1 << 20, (1 << 20) + 17])
def test_a_streamed_member_may_end_anywhere(tmp_path, size):
    data = streamed({"a.bin": b"\xff\0" * (size // 2), "b.html": PAGES[0]})
    assert bodies(read(tmp_path, data[: data.index(b"PK\1\2")])) == [PAGES[0]]


@pytest.mark.parametrize("name", ["x.warc", "x.warc.gz", "x.arc.gz", "x.wacz", "x.har", "x.warc.zst"])
@pytest.mark.parametrize("data", [b"", gzip.compress(b"", mtime=0)], ids=["empty", "packed"])
def test_an_empty_archive_is_not_a_page_and_is_reported(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    [item] = read(tmp_path)
    assert (type(item), item.what) == (Damage, "an empty archive")


@pytest.mark.parametrize("pack", ["folder", "zip", "zip in a zip"])
def test_a_har_s_body_files_are_read(tmp_path, pack):
    files = attached_har(PAGES)
    if pack == "folder":
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
    else:
        (tmp_path / "x").write_bytes(zipped(files) if pack == "zip" else zipped({"deep/x.har.zip": zipped(files)}))
    items = read(tmp_path)
    assert bodies(items) == PAGES
    captured = [item for item in items if isinstance(item, Capture)]
    assert [(item.url, item.captured_at, item.charset) for item in captured] == [
        (url(number), makers.DATE, "utf-8") for number in range(4)
    ]
    assert {item.reason for item in items if isinstance(item, Skipped)} == {"a body file of a HAR"}


@pytest.mark.parametrize("name", ["../secret.html", "/etc/hostname", "a\\b.html", ".hidden.html"])
def test_a_har_cannot_name_files_elsewhere(tmp_path, name):
    (tmp_path / "secret.html").write_bytes(PAGES[0])
    har = json.loads(attached_har(PAGES[:1])["har.har"])
    har["log"]["entries"][0]["response"]["content"]["_file"] = name
    (tmp_path / "in").mkdir()
    (tmp_path / "in/x.har").write_text(json.dumps(har))
    [item] = read(tmp_path / "in")
    assert (type(item), item.reason) == (Skipped, "its body was not recorded")


def test_a_har_s_missing_or_changed_body_file_is_reported(tmp_path):
    files = attached_har(PAGES[:3])
    gone, changed, _ = sorted(files.keys() - {"har.har"}, key=lambda name: PAGES.index(files[name]))
    files[changed] = files[changed].replace(b"harbour", b"harbeur", 1)
    for name in files.keys() - {gone}:
        (tmp_path / name).write_bytes(files[name])
    lost, page, _ = (item for item in read(tmp_path) if not isinstance(item, Skipped))
    assert (lost.what, gone in lost.detail) == ("a HAR's body file that is missing", True)
    assert (page.damaged, page.notes) == (
        True,
        (("digest_mismatch", f"the body's SHA-1 is not {changed[:40]}, as its file name states"),),
    )


def test_a_har_s_body_whose_checksum_is_wrong_is_reported(tmp_path):
    data = bytearray(zipped(attached_har(PAGES[:1]) | {"other.html": PAGES[1]}))
    data[data.index(b".html") + 400] ^= 4
    (tmp_path / "x").write_bytes(data)
    assert [item.what for item in read(tmp_path) if isinstance(item, Damage)] == ["a HAR's body file that cannot be read"]


def test_a_har_s_body_files_in_a_tar_are_separate_pages(tmp_path):
    (tmp_path / "x").write_bytes(makers.tarred(attached_har(PAGES)))
    items = read(tmp_path)
    assert (sorted(bodies(items)), wrong(items)) == (sorted(PAGES), [])


@pytest.mark.parametrize("call", ["onInputData(%s);", "/**/ har.load (\n%s\n)", "callback(%s)"])
def test_a_har_may_be_a_script_s_argument(tmp_path, call):
    before, after = call.encode().split(b"%s")
    items = read(tmp_path, before + makers.har(PAGES) + after)
    assert (bodies(items), wrong(items)) == (PAGES, [])


MHTMLS = {
    "its boundary not folded": lambda data: data.replace(b"related;\r\n\ttype", b"related;\r\ntype").replace(
        b";\r\n\tb", b";\r\nb"
    ),
    "its subject not folded": lambda data: data.replace(
        b"Subject: made up", b"Subject: made up, and so long that\r\nit goes on here"
    ),
    "a part's address not folded": lambda data: data.replace(b"Content-Location: http", b"Content-Location:\r\nhttp"),
    "its first line not folded": lambda data: data.replace(b"From: <Saved by Blink>", b"From: somebody with\r\na long name"),
    "GMT+0100": lambda data: data.replace(b"Tue, 1 Jul 2014 08:09:10 -0000", b"Tue, 1 Jul 2014 09:09:10 GMT+0100"),
    "JavaScript's time": lambda data: data.replace(b"Tue, 1 Jul 2014 08:09:10 -0000", b"Tue Jul 01 2014 09:09:10 GMT+0100 (CET)"),
}


@pytest.mark.parametrize("how", MHTMLS)
def test_mhtml_as_tools_write_it(tmp_path, how):
    made = makers.mhtml(PAGES[1], 1)
    data = MHTMLS[how](made)
    assert data != made
    items = read(tmp_path, data)
    [item] = [item for item in items if isinstance(item, Capture)]
    assert (item.body, item.url, item.captured_at) == (PAGES[1], url(1), makers.DATE)


def test_an_mhtml_of_one_part_is_decoded(tmp_path):
    data = (
        f"From: <Saved by made up>\r\nSubject: made up\r\nDate: Tue, 1 Jul 2014 10:09:10 +0200\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/html;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: {url(1)}\r\n\r\n"
    ).encode()
    [item] = read(tmp_path, data + PAGES[1])
    assert (item.body, item.url, item.captured_at) == (PAGES[1], url(1), makers.DATE)


@pytest.mark.parametrize("xml", [False, True])
def test_a_web_archive_is_a_page_with_parts(tmp_path, xml):
    items = read(tmp_path, webarchive(PAGES[1], url(1), "Tue, 01 Jul 2014 08:09:10 GMT", xml=xml))
    assert [(item.body, item.url, item.captured_at) for item in items if isinstance(item, Capture)] == [
        (PAGES[1], url(1), makers.DATE)
    ]
    assert [item.reason for item in items[1:]] == ["a part of a saved page"] * 2


def test_a_cut_web_archive_is_damage_and_another_property_list_is_not(tmp_path):
    data = webarchive(PAGES[1], url(1))
    [item] = read(tmp_path, data[:-50])
    assert (type(item), item.what, item.lost) == (Damage, "a web archive that is cut or damaged", len(data) - 50)
    [item] = read(tmp_path, b"bplist00\xd1\x01\x02Qaj\x01\x08\x0b\r\0\0")
    assert (type(item), item.reason) == (Skipped, "not a page: a property list")


CHUNKED = chunked(PAGES[1], 700)


@pytest.mark.parametrize("form", ["loose", "warc"])
@pytest.mark.parametrize(
    ("body", "wanted", "notes"),
    [
        (CHUNKED, PAGES[1], []),
        (CHUNKED[:-300], None, ["payload_truncated"]),
        (chunked(PAGES[1], 90_000)[:-700], None, ["payload_truncated"]),
        (b"2014\r\n<p>A film of that year</p>\r\n" * 500, b"2014\r\n<p>A film of that year</p>\r\n" * 500, []),
        (b"Ade\r\nplays the ferryman\r\n<p>of the bay</p>", b"Ade\r\nplays the ferryman\r\n<p>of the bay</p>", []),
    ],
)
def test_chunks_that_no_head_declares_are_undone(tmp_path, form, body, wanted, notes):
    data = body if form == "loose" else record(http(body))
    [item] = read(tmp_path, data)
    assert PAGES[1].startswith(item.body) if wanted is None else item.body == wanted
    assert [code for code, _ in item.notes] == notes
