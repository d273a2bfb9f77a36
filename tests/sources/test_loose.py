"""Loose files and folders: what is a page, what is not, what was wrong."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
from pathlib import Path

import pytest
import zstandard

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.sources import Damage, Skipped, captures, contents, plan
from filmdig.scraper.sources import base as sources_base
from filmdig.scraper.sources import loose as loose_module

PAGE = b"<!DOCTYPE html><html><head><title>Lantern Bay</title></head><body><h1>Lantern Bay</h1></body></html>"
TEXT = b"Lantern Bay (1971)\nDirected by: Orla Venn\nRunning time: 94 min\n"


def read(*sources: Path | str, **options: int) -> list[Capture | Skipped | Damage]:
    return list(contents([str(source) for source in sources], **options))


def reasons(items: list[Capture | Skipped | Damage]) -> dict[str, str]:
    return {Path(str(item.location.path)).name: item.reason for item in items if isinstance(item, Skipped)}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder


@pytest.mark.parametrize(
    "pack",
    [
        bytes,
        gzip.compress,
        bz2.compress,
        lzma.compress,
        zstandard.compress,
        lambda body: gzip.compress(body[:20]) + gzip.compress(body[20:]),
    ],
    ids=["plain", "gzip", "bzip2", "xz", "zstd", "two gzip members"],
)
@pytest.mark.parametrize(("body", "rendition"), [(PAGE, "html"), (TEXT, "text")])
def test_a_page_is_recognised_by_its_bytes_whatever_its_name(tmp_path, pack, body, rendition):
    (tmp_path / "page.jpg").write_bytes(pack(body))
    [item] = read(tmp_path)
    assert isinstance(item, Capture)
    assert (item.body, item.rendition, item.notes) == (body, rendition, ())
    assert item.location.path == str(tmp_path / "page.jpg")
    assert item.location.offset is None


def test_other_content_is_skipped_with_its_kind(tmp_path):
    write(
        tmp_path,
        {
            "a.html": b"%PDF-1.4\n%\xe2\xe3",
            "b": b"\x89PNG\r\n\x1a\n",
            "c.txt": b' {"film": {"title": "Lantern Bay"}}\n',
            "d.txt": b'{"a": 1}\n{"a": 2}\n',
            "e": b"/* theme */\n.movie h1 { color: red }\n",
            "f": b"(function(){ document.write('<div><p>x</p></div>'); })();",
            "g": b"file\tsite\tkind\n" + b"a.html\tflixster\tfilm\n" * 5,
            "h": b"<?xml version='1.0'?><urlset><url/></urlset>",
            "i": bytes(range(256)) * 20,
            "j": b"\xff\xd8\xff\xe0 JFIF",
        },
    )
    assert reasons(read(tmp_path)) == {
        "a.html": "not a page: a PDF",
        "b": "not a page: an image",
        "c.txt": "not a page: JSON",
        "d.txt": "not a page: JSON",
        "e": "not a page: a style sheet",
        "f": "not a page: a script",
        "g": "not a page: a table",
        "h": "not a page: XML",
        "i": "not a page: binary data",
        "j": "not a page: an image",
    }


@pytest.mark.parametrize(
    "body",
    [
        PAGE.decode().encode("utf-16"),
        PAGE.decode().encode("utf-16-be"),
        PAGE.replace(b"Bay", b"B\0ay"),
        b"\xef\xbb\xbf" + PAGE,
        b"<?xml version='1.0' encoding='utf-8'?>\n" + PAGE,
        b"\0\0\n" + PAGE,
        b"<b>Lantern Bay</b><br>1971",
        b"Warning: mysql_connect() in /var/www on line 3<br />\n<html><body>Lantern Bay</body></html>",
        b"<!-- saved -->\n" + PAGE,
        b"<div>" * 10_000,
    ],
)
def test_odd_pages_are_still_html(tmp_path, body):
    (tmp_path / "x").write_bytes(body)
    [item] = read(tmp_path)
    assert isinstance(item, Capture)
    assert item.rendition == "html"


@pytest.mark.parametrize(
    "body", [b"[Lantern Bay] is a film", b"BMX Bandits (1983)", b"MZ", b"var is a French town", b"1 < 2 > 0", b"a\tb\n"]
)
def test_odd_texts_are_still_text(tmp_path, body):
    (tmp_path / "x").write_bytes(body)
    [item] = read(tmp_path)
    assert isinstance(item, Capture)
    assert item.rendition == "text"


def test_an_empty_file_is_a_capture_with_a_note(tmp_path):
    write(tmp_path, {"empty.html": b"", "empty.html.gz": gzip.compress(b"")})
    assert [(item.body, item.notes) for item in read(tmp_path)] == [(b"", (("empty", "the file is empty"),))] * 2


def test_a_truncated_gzip_gives_everything_readable_and_a_note(tmp_path):
    body = PAGE + os.urandom(50_000).hex().encode()
    packed = gzip.compress(body)
    (tmp_path / "cut.html.gz").write_bytes(packed[: len(packed) // 2])
    [item] = read(tmp_path)
    assert isinstance(item, Capture)
    assert body.startswith(item.body)
    assert len(item.body) > 0.45 * len(body)
    assert item.notes == (("payload_truncated", f"the gzip data ends in the middle, after {len(packed) // 2} bytes"),)


def test_a_damaged_gzip_gives_all_before_the_fault(tmp_path):
    body = PAGE + os.urandom(50_000).hex().encode()
    packed = bytearray(gzip.compress(body))
    packed[30_000:30_100] = b"\xff" * 100
    (tmp_path / "x").write_bytes(packed)
    [item] = read(tmp_path)
    assert isinstance(item, Capture)
    good = next((n for n, (got, want) in enumerate(zip(item.body, body, strict=False)) if got != want), len(item.body))
    assert good > 0.5 * len(body)
    assert [code for code, _ in item.notes] == ["payload_truncated"]


def test_a_bomb_is_damage_and_takes_no_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(loose_module.read_bounded, "__defaults__", (1 << 20,))
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(20 << 20)))
    (tmp_path / "bomb.zst").write_bytes(zstandard.compress(bytes(20 << 20)))
    (tmp_path / "page.html").write_bytes(PAGE)
    one, two, three = read(tmp_path)
    assert isinstance(one, Damage)
    assert one.what == two.what == "more than 1 MB once unpacked"
    assert three.body == PAGE
    assert sources_base.MAX_PAYLOAD == 256 << 20


def test_special_files_are_reported_and_never_block(tmp_path):
    write(tmp_path, {"a.html": PAGE, "sub/b.html": PAGE, ".git/config": TEXT, ".DS_Store": b"x"})
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    items = read(tmp_path)
    assert [Path(item.location.path).name for item in items if isinstance(item, Capture)] == ["a.html", "b.html"]
    assert reasons(items) == {
        ".git": "a hidden folder",
        ".DS_Store": "a hidden file",
        "pipe": "not a page: not a regular file",
        "up": "a link to a folder that contains it",
    }
    assert {Path(item.location.path).name: item.what for item in items if isinstance(item, Damage)} == {
        "gone": "cannot be opened: No such file or directory",
        "self": "cannot be opened: Too many levels of symbolic links",
    }


def test_a_folder_that_cannot_be_listed_is_damage(tmp_path, monkeypatch):
    write(tmp_path, {"a/x.html": PAGE, "b/y.html": PAGE})
    real = os.scandir

    def refuse(path):
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(Path, "iterdir", lambda path: iter([Path(entry.path) for entry in os.scandir(path)]))
    lost, page = read(tmp_path)
    assert lost == Damage(sources_base.at(str(tmp_path / "a")), "cannot be opened: Permission denied", unreadable=True)
    assert page.body == PAGE


def test_a_file_gone_before_it_is_read_is_damage(tmp_path):
    (tmp_path / "a.html").write_bytes(PAGE)
    units = list(plan([str(tmp_path)]))
    (tmp_path / "a.html").unlink()
    [item] = captures(units[0])
    assert item == Damage(
        sources_base.at(str(tmp_path / "a.html")), "cannot be opened: No such file or directory", unreadable=True
    )


def test_a_source_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        plan([str(tmp_path), str(tmp_path / "typo")])


def test_order_is_the_users_then_by_name_and_chunks_keep_it(tmp_path):
    names = [f"{n:03}.html" for n in range(150)]
    write(tmp_path, {f"b/{name}": PAGE for name in names} | {"a.html": PAGE})
    order = [str(tmp_path / "b" / name) for name in names] + [str(tmp_path / "a.html")]
    for unit_bytes in (1, 1000, 16 << 20):
        assert [item.location.path for item in read(tmp_path / "b", tmp_path / "a.html", unit_bytes=unit_bytes)] == order
    assert len(list(plan([str(tmp_path / "b")]))) == 3


def test_a_name_that_is_not_unicode_still_gives_a_location(tmp_path):
    name = os.fsencode(tmp_path) + b"/caf\xe9.html"
    Path(os.fsdecode(name)).write_bytes(PAGE)
    [item] = read(tmp_path)
    assert item.location.path == f"{tmp_path}/caf\\xe9.html"


@pytest.mark.parametrize("suffix", ["_files", "_fichiers", "-Dateien"])
def test_the_parts_of_a_saved_page_are_skipped(tmp_path, suffix):
    url = b"http://films.example.com/lantern-bay"
    saved = b"<!DOCTYPE html>\n<!-- saved from url=(%04d)%s -->\n" % (len(url), url) + PAGE
    write(
        tmp_path,
        {"Bay.htm": saved, f"Bay{suffix}/ad.html": PAGE, f"Bay{suffix}/deep/x.css": b"a{b:c}", "Other_files/z.html": PAGE},
    )
    items = read(tmp_path)
    pages = {Path(item.location.path).name: item.url for item in items if isinstance(item, Capture)}
    assert pages == {"Bay.htm": url.decode(), "z.html": None}
    assert reasons(items) == {"ad.html": "a part of a saved page", "x.css": "a part of a saved page"}


def test_singlefile_gives_url_and_time(tmp_path):
    head = (
        b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://films.example.com/bay?x=1 \n"
        b" saved date: Sat Mar 07 2020 21:04:11 GMT+0100 (Mitteleurop\xc3\xa4ische Normalzeit)\n--><head>"
    )
    (tmp_path / "x").write_bytes(head + PAGE)
    [item] = read(tmp_path)
    assert (item.url, item.replay_url, item.captured_at) == ("https://films.example.com/bay?x=1", None, "2020-03-07T20:04:11Z")


def test_a_page_saved_from_a_replay_keeps_the_replays_address(tmp_path):
    url = "https://web.archive.org/web/20110301000000/http://films.example.com/bay"
    (tmp_path / "x").write_bytes(f"<!-- saved from url=({len(url):04}){url} -->".encode() + PAGE)
    [item] = read(tmp_path)
    assert (item.url, item.replay_url) == (None, url)
