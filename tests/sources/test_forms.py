"""The peculiarities of each form."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Damage, Skipped, contents, plan
from tests.sources import makers
from tests.sources.all_forms import FORMS
from tests.sources.makers import DATE, http, page, record, tarred, url, wacz, zipped

Items = list[Capture | Skipped | Damage]


def read(*paths: Path, **options: int) -> Items:
    return list(contents([str(path) for path in paths], **options))


def put(folder: Path, data: bytes, name: str = "it") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


PAGES = [page(number) for number in range(30)]


@pytest.mark.parametrize("form", ["wacz", "zip"])
def test_any_cut_of_a_zip_into_units_gives_the_whole(form, tmp_path):
    paths = FORMS[form](tmp_path, PAGES)
    whole = read(*paths)
    for unit_bytes in (500, 3000, 20_000, 200_000):
        assert read(*paths, unit_bytes=unit_bytes) == whole
    assert len(list(plan([str(paths[0])], unit_bytes=3000))) > 3


def test_a_warc_in_a_wacz_is_read_in_place(tmp_path):
    data = makers.warc(PAGES)
    path = put(tmp_path, wacz({"a.warc.gz": data}), "x.wacz")
    first = next(item for item in read(path) if isinstance(item, Capture))
    assert first.location.path == f"{path}!/archive/a.warc.gz"
    assert first.archive == "a.warc.gz"
    assert url(0).encode() in gzip.decompress(data[first.location.offset :])[:600]


def test_a_warc_listed_in_a_wacz_but_missing_is_reported(tmp_path):
    items = read(put(tmp_path, wacz({"a.warc.gz": makers.warc(PAGES[:2])}, missing="b.warc.gz")))
    assert [(item.what, item.lost) for item in items if isinstance(item, Damage)] == [
        ("a WARC that a WACZ lists but does not contain", 1234)
    ]
    assert sorted(item.reason for item in items if isinstance(item, Skipped)) == ["a part of a WACZ's index"] * 3
    assert len([item for item in items if isinstance(item, Capture)]) == 2


def test_members_are_classified_and_never_leave_the_archive(tmp_path):
    files = {
        "../../escape.html": page(1),
        "/etc/absolute.html": page(2),
        "saved.html": page(3),
        "saved_files/ad.html": page(4),
        "__MACOSX/._saved.html": b"\0\5\x16\7",
        "logo.png": b"\x89PNG\r\n\x1a\n",
    }
    for data in (zipped(files), tarred(files)):
        path = put(tmp_path, data)
        items = read(path)
        assert {str(item.location.path): item.body for item in items if isinstance(item, Capture)} == {
            f"{path}!/../../escape.html": page(1),
            f"{path}!//etc/absolute.html": page(2),
            f"{path}!/saved.html": page(3),
        }
        assert [item.reason for item in items if isinstance(item, Skipped)] == [
            "a part of a saved page",
            "a hidden file",
            "not a page: an image",
        ]
    assert [entry.name for entry in tmp_path.iterdir()] == ["it"]


def test_links_in_a_tar_are_not_followed(tmp_path):
    import io
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
        fifo = tarfile.TarInfo("pipe")
        fifo.type = tarfile.FIFOTYPE
        archive.addfile(fifo)
    assert [item.reason for item in read(put(tmp_path, out.getvalue()))] == ["a link", "not a page: not a regular file"]


def test_files_within_files_are_read_three_levels_deep(tmp_path):
    data = page(1)
    for level in range(6):
        data = zipped({f"{level}.zip": data, "page.html": page(level)})
    items = read(put(tmp_path, data))
    assert [item.body for item in items if isinstance(item, Capture)] == [page(2), page(3), page(4), page(5)]
    assert [item.what for item in items if isinstance(item, Damage)] == ["files nested too deeply"]


def test_a_zip_that_claims_too_much_is_damage(tmp_path, monkeypatch):
    monkeypatch.setattr("filmdig.scraper.sources.packed._ALLOWED", 1 << 20)
    [item] = read(put(tmp_path, zipped({f"{n}.html": bytes(1 << 20) for n in range(8)})))
    assert isinstance(item, Damage)
    assert item.what == "a zip file that claims to unpack to far more than pages would"


def test_a_cut_or_damaged_archive_is_read_up_to_the_fault_and_reported(tmp_path):
    made = [page(number) for number in range(30)]
    whole = tarred({f"{number:02}.html": body for number, body in enumerate(made)}, "w")
    items = read(put(tmp_path, whole[: len(whole) // 2]))
    pages = [item for item in items if isinstance(item, Capture)]
    assert [item.body for item in pages[:-1]] == made[: len(pages) - 1]
    assert len(pages) > 5
    assert any(isinstance(item, Damage) for item in items)

    files = {f"{number}.html": page(number, 300) for number in range(4)}
    for stored in (False, True):
        whole = zipped(files, stored=stored)
        assert [item.body for item in read(put(tmp_path, whole[:-100])) if isinstance(item, Capture)] == list(files.values())
        cut = whole[: whole.index(b"PK\3\4" + whole[4:30].split(b"\0")[0], len(whole) // 2) + 700]
        items = read(put(tmp_path, cut))
        damage = [item.what for item in items if isinstance(item, Damage)]
        assert damage == ["a zip file without its directory", "a damaged member"]
        *before, last = [item for item in items if isinstance(item, Capture)]
        assert [item.body for item in before] == list(files.values())[: len(before)]
        assert len(before) >= 2
        assert files[f"{len(before)}.html"].startswith(last.body)
        assert [code for code, _ in last.notes] == ["payload_truncated"]

    data = bytearray(zipped({"a.html": page(1, 3000), "b.html": page(2)}))
    data[5000:5050] = bytes(50)
    items = read(put(tmp_path, bytes(data)))
    first, damage, last = items
    assert (isinstance(first, Capture), isinstance(damage, Damage)) == (True, True)
    assert [code for code, _ in first.notes] == ["payload_truncated"]
    assert (damage.what, str(damage.location)[-6:]) == ("a damaged member", "a.html")
    assert last.body == page(2)


def test_an_encrypted_member_is_damage(tmp_path):
    data = bytearray(zipped({"a.html": page(1), "b.html": page(2)}))
    with zipfile.ZipFile(put(tmp_path, bytes(data))) as archive:
        head = archive.getinfo("a.html").header_offset
    directory = data.index(b"PK\1\2")
    data[head + 6] |= 1
    data[directory + 8] |= 1
    damage, second = read(put(tmp_path, bytes(data)))
    assert damage.what == "a member that cannot be read"
    assert "password" in damage.detail
    assert second.body == page(2)


def test_a_har_cut_in_its_middle_gives_the_entries_before_the_cut(tmp_path):
    made = [page(number) for number in range(30)]
    data = makers.har(made)
    cut = data[: len(data) // 2]
    items = read(put(tmp_path, cut))
    *pages, damage = items
    assert [item.body for item in pages] == made[: len(pages)]
    assert len(pages) > 5
    assert damage.what == "a HAR that is cut or damaged"
    assert damage.lost == len(cut) - damage.location.offset > 0


def test_har_entries_without_a_page_are_skipped_with_the_reason(tmp_path):
    def entry(status: Any, content: Any, address: str = "http://films.example.com/x") -> dict[str, Any]:
        return {"request": {"url": address}, "response": {"status": status, "content": content}}

    entries = [
        entry(404, {"mimeType": "text/html", "text": "<html>"}),
        entry(302, {}),
        entry(200, {"mimeType": "image/png", "text": "iVBORw0KGgo=", "encoding": "base64"}),
        entry(200, {"mimeType": "text/html"}),
        entry(0, {}),
        entry(200, {"mimeType": "text/plain", "text": "User-agent: *"}, "http://films.example.com/robots.txt"),
        entry(200, {"mimeType": "application/javascript", "text": "x => 1"}),
        {"response": None},
        7,
        entry("200", None),
        entry(200, {"mimeType": "text/html", "text": "<p>Lantern Bay</p>"}),
    ]
    items = read(put(tmp_path, json.dumps({"log": {"entries": entries}}).encode()))
    assert [item.reason for item in items[:-1]] == [
        "status 404",
        "redirect: status 302",
        "not a page: an image",
        "its body was not recorded",
        "no response was recorded",
        "robots.txt",
        "not a page: a script",
        "no response was recorded",
        "no response was recorded",
        "no response was recorded",
    ]
    assert (items[-1].body, items[-1].url) == (b"<p>Lantern Bay</p>", "http://films.example.com/x")
    assert str(items[-1].location.path).endswith("it!/10")


def test_an_mhtml_without_its_end_is_read_and_noted(tmp_path):
    whole, cut = (read(put(tmp_path, makers.mhtml(page(3), 3, end=end))) for end in (True, False))
    assert [type(item) for item in whole] == [Capture, Skipped, Skipped]
    assert (whole[0].body, whole[0].url, whole[0].captured_at, whole[0].notes) == (page(3), url(3), DATE, ())
    assert [item.reason for item in whole[1:]] == ["a part of a saved page"] * 2
    assert [code for code, _ in cut[0].notes] == ["payload_truncated"]


def test_a_mixed_folder_is_read_in_order(tmp_path):
    put(tmp_path, makers.warc([page(0)]), "a")
    put(tmp_path, page(1), "b")
    put(tmp_path, zipped({"x": page(2)}), "c")
    put(tmp_path, gzip.compress(makers.mhtml(page(3), 3)), "d")
    put(tmp_path, gzip.compress(makers.har([page(4)])), "e")
    put(tmp_path, gzip.compress(record(http(page(5)), 5)), "f")
    put(tmp_path, b"films,example)/ 20140701000000 http://films.example/ text/html 200 ABC\n", "index.cdx")
    assert [item.body for item in read(tmp_path) if isinstance(item, Capture)] == [page(n) for n in range(6)]
    assert [item.reason for item in read(tmp_path) if isinstance(item, Skipped)] == ["a part of a saved page"] * 2 + [
        "not a page: an index of captures"
    ]
