"""Where and when a page was saved: according to the page itself, to a file in its folder, and to the folders' names."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.scraper.sources import Skipped, contents
from filmdig.scraper.sources.dates import written_time
from filmdig.scraper.sources.mirrors import mirrored
from tests.sources.makers import page, tarred, url, warc, zipped
from tests.sources.saved_by import archivebox, archivebox_lines, attached_har, maff

PAGE = page(1)
URL = url(1)
LIVE = "https://films.example.com/bay?a=1&b=2"


def put(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read(*paths):
    return list(contents([str(path) for path in paths]))


def pages(items):
    return [item for item in items if isinstance(item, Capture)]


def origin_of(capture):
    """The record's address and time, and which of them are listed as derived."""
    record = read_capture(capture)
    return record.page.url, record.page.captured_at, sorted(path for path in record.derived if path.startswith("/page/"))


HTTRACK = "<html><!-- Mirrored from {} by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 12 Feb 2020 13:06:15 GMT -->"
SAVEPAGE = (
    f'<html><head><style>{"p{color:red}" * 3000}</style><meta name="savepage-url" content="{LIVE.replace("&", "&amp;")}">\n'
    '<meta name="savepage-date" content="Thu Mar 14 2024 01:03:06 GMT+0200 (Eastern European Standard Time)">'
)
GOOGLE = (
    f'<html><div><span>This is Google\'s cache of <a href="{LIVE.replace("&", "&amp;")}">it</a>.</span>&nbsp;<span>It is a'
    " snapshot of the page as it appeared on 4 Apr 2023 23:43:48 GMT.</span>"
)
GOOGLE_OF_2006 = (
    '<html><td>This is <b><font color=#0039b6>G</font> <font>oogle</font></b>\'s <a href="http://google.example/help">cache</a>'
    ' of <A HREF="http://films.example.com/bay">it</A> as retrieved on Apr 12, 2006 20:02:06 GMT.<br>'
)
SAYINGS = {
    "HTTrack": (
        HTTRACK.format("films.example.com/bay"),
        ("http://films.example.com/bay", "2020-02-12T13:06:15Z"),
    ),
    "HTTrack, https": (
        HTTRACK.format("https://films.example.com/bay"),
        ("https://films.example.com/bay", "2020-02-12T13:06:15Z"),
    ),
    "SingleFile": (
        f"<html><!--\n Page saved with SingleFile \n url: {LIVE} \n saved date: Sat Mar 07 2020 21:04:11 GMT+0100 (MEZ)\n-->",
        (LIVE, "2020-03-07T20:04:11Z"),
    ),
    "SavePage WE": (
        SAVEPAGE,
        (LIVE, "2024-03-13T23:03:06Z"),
    ),
    "WebScrapBook": (
        f'<html lang="en" data-scrapbook-source="{LIVE.replace("&", "&amp;")}" data-scrapbook-create="20200101030405067">',
        (LIVE, "2020-01-01T03:04:05Z"),
    ),
    "saved from url": (f"<!-- saved from url=({len(LIVE):04}){LIVE} -->\n<html>", (LIVE, None)),
    "monolith": (
        f"<!-- Saved from {LIVE} at 2020-03-28T10:31:06Z using monolith v2.2.2 -->\n<html>",
        (LIVE, "2020-03-28T10:31:06Z"),
    ),
    "MaoXian": (f"<html><!-- OriginalSrc: {LIVE} -->", (LIVE, None)),
    "Google's cache": (
        GOOGLE,
        (LIVE, "2023-04-04T23:43:48Z"),
    ),
    "Google's cache, saved by a browser": (
        "<!-- saved from url=(0030)http://cache.example.com/?q=bay -->" + GOOGLE,
        (LIVE, "2023-04-04T23:43:48Z"),
    ),
    "Google's cache, 2006": (
        GOOGLE_OF_2006,
        ("http://films.example.com/bay", "2006-04-12T20:02:06Z"),
    ),
}


@pytest.mark.parametrize("tool", SAYINGS)
def test_a_saved_page_states_its_origin(tmp_path, tool):
    head, wanted = SAYINGS[tool]
    (tmp_path / "x.html").write_bytes(PAGE.replace(b"<html>", head.encode(), 1))
    [item] = read(tmp_path)
    assert origin_of(item) == (*wanted, [])


def test_httrack_s_comment_may_be_at_the_end(tmp_path):
    said = HTTRACK.format("films.example.com/bay").removeprefix("<html>").encode()
    (tmp_path / "x.html").write_bytes(page(1, 5000).replace(b"</html>", said + b"</html>"))
    [item] = read(tmp_path)
    assert origin_of(item) == ("http://films.example.com/bay", "2020-02-12T13:06:15Z", [])


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("www.films.example.com/m/bay/index.html", ("http://www.films.example.com/m/bay/", None)),
        ("www.films.example.com/title?id=3", ("http://www.films.example.com/title?id=3", None)),
        ("www.films.example.com/index.html?id=3&p=2.html", ("http://www.films.example.com/?id=3&p=2", None)),
        ("www.films.example.com/title@id=3", ("http://www.films.example.com/title?id=3", None)),
        ("www.films.example.com/title.asp.html", ("http://www.films.example.com/title.asp", None)),
        ("mirror/https/films.example.com/bay", ("https://films.example.com/bay", None)),
        ("films.example.com+8080/a b.html", ("http://films.example.com:8080/a%20b.html", None)),
        ("films.example.co.uk/órla.html.gz", ("http://films.example.co.uk/%C3%B3rla.html", None)),
        ("20140701080910/films.example.com/m/bay", ("http://films.example.com/m/bay", "2014-07-01T08:09:10Z")),
        (
            "websites/films.example.com/20140701080910/m/bay/index.html",
            ("http://films.example.com/m/bay/", "2014-07-01T08:09:10Z"),
        ),
        (
            "web.archive.org/web/20140701080910/http:/films.example.com/m/bay",
            ("http://films.example.com/m/bay", "2014-07-01T08:09:10Z"),
        ),
        (
            "web.archive.org/web/20140701080910id_/https_/films.example.com/m/bay.html",
            ("https://films.example.com/m/bay.html", "2014-07-01T08:09:10Z"),
        ),
        ("web.archive.org/web/20140701080910/index.html", (None, None)),
        ("films.example.com/20141301080910/m/bay", ("http://films.example.com/m/bay", None)),
        ("site.zip!/films.example.com/bay", ("http://films.example.com/bay", None)),
        ("films.2014/site.js/v1.0/x.html", (None, None)),
        ("pages/films.example.com", (None, None)),
        ("https://files.example.org/dump/x.html", (None, None)),
        ("s3://store.example.org/mirror/films.example.com/bay", ("http://films.example.com/bay", None)),
    ],
)
def test_addresses_and_times_from_a_mirror_s_paths(path, wanted):
    assert tuple(mirrored(path)) == wanted


@pytest.mark.parametrize("pack", ["folder", "zip", "tar"])
def test_values_from_names_are_listed_as_derived(tmp_path, monkeypatch, pack):
    files = {"20140701080910/films.example.com/m/bay/index.html": PAGE}
    if pack == "folder":
        put(tmp_path, files)
    else:
        (tmp_path / "x").write_bytes(zipped(files) if pack == "zip" else tarred(files))
    monkeypatch.chdir(tmp_path)
    [item] = read(".")
    assert origin_of(item) == ("http://films.example.com/m/bay/", "2014-07-01T08:09:10Z", ["/page/captured_at", "/page/url"])


def test_a_page_s_own_statement_takes_precedence_over_names(tmp_path):
    head, (address, time) = SAYINGS["HTTrack"]
    files = {
        "20140701080910/films.example.com/a.html": PAGE.replace(b"<html>", head.encode(), 1),
        "20140701080910/films.example.com/b.html": PAGE.replace(
            b"<html>", f"<!-- saved from url=({len(LIVE):04}){LIVE} -->\n<html>".encode()
        ),
    }
    first, second = pages(read(put(tmp_path, files)))
    assert origin_of(first) == (address, time, [])
    assert origin_of(second) == (LIVE, "2014-07-01T08:09:10Z", ["/page/captured_at"])


def test_a_replay_s_statement_takes_precedence_over_names(tmp_path):
    replayed = PAGE.replace(
        b"<head>",
        b'<head><script src="/_static/js/wombat.js"></script><script>__wm.wombat("http://films.example.com/m/bay?x=1","20140701080911",'
        b'"https://web.archive.org/","web","/_static/","1404202151");</script><!-- End Wayback Rewrite JS Include -->',
    )
    [item] = read(put(tmp_path, {"20140701080910/films.example.com/m/bay": replayed}))
    assert origin_of(item) == ("http://films.example.com/m/bay?x=1", "2014-07-01T08:09:11Z", [])


def test_a_folder_named_after_a_site_loses_no_page(tmp_path):
    """The folder's name is only a hint for the layout: the page is still read."""
    [item] = read(put(tmp_path, {"rottentomatoes.com/name/some-film.html": PAGE}))
    [plain] = read(put(tmp_path / "other", {"some-film.html": PAGE}))
    one, other = read_capture(item), read_capture(plain)
    assert (one.film, one.page.kind, one.issues) == (other.film, other.page.kind, other.issues)


def test_httrack_s_cache_is_not_read_as_a_second_copy(tmp_path):
    files = {"films.example.com/bay.html": PAGE, "hts-cache/new.zip": zipped({"films.example.com/bay": PAGE})}
    captured, skipped = read(put(tmp_path, files))
    assert (captured.url, skipped.reason) == ("http://films.example.com/bay.html", "HTTrack's cache of the mirrored pages")


PACKS = ("folder", "zip", "tar", "tar.gz", "zip in a tar")


def packed(folder, files: dict[str, bytes], pack: str) -> None:
    """Write files unchanged, or packed."""
    if pack == "folder":
        put(folder, files)
    elif pack == "zip in a tar":
        (folder / "x.tar").write_bytes(tarred({"deep/x.zip": zipped(files)}, "w"))
    else:
        data = zipped(files) if pack == "zip" else tarred(files, "w" if pack == "tar" else "w:gz")
        (folder / f"x.{pack}").write_bytes(data)


@pytest.mark.parametrize("pack", PACKS)
def test_maff_states_its_page_s_origin(tmp_path, pack):
    packed(tmp_path, maff(PAGE, LIVE), pack)
    items = read(tmp_path)
    [item] = pages(items)
    assert origin_of(item) == (LIVE, "2014-07-01T08:09:10Z", [])
    assert {each.reason for each in items if isinstance(each, Skipped)} == {"a part of a saved page"}


def test_several_pages_of_one_maff_are_several(tmp_path):
    files = maff(PAGE, URL) | maff(page(2), url(2), "Wed, 02 Jul 2014 08:09:10 GMT", "1404288550000_2")
    (tmp_path / "x.maff").write_bytes(zipped(files))
    assert [(item.url, item.captured_at) for item in pages(read(tmp_path))] == [
        (URL, "2014-07-01T08:09:10Z"),
        (url(2), "2014-07-02T08:09:10Z"),
    ]


COPIES = ("output.html", "singlefile.html", "films.example.com/movie/1.html", "readability/content.html", "mercury/content.html")


@pytest.mark.parametrize("first", range(len(COPIES)))
@pytest.mark.parametrize("pack", PACKS)
def test_copies_of_a_page_in_one_archivebox_folder_are_one(tmp_path, pack, first):
    packed(tmp_path, archivebox(PAGE, URL, COPIES[first:]), pack)
    items = read(tmp_path)
    [item] = pages(items)
    by_history = item.location.path.endswith("output.html")
    time = ("2014-07-01T08:09:10Z", []) if by_history else ("2014-07-01T08:00:00Z", ["/page/captured_at"])
    assert origin_of(item) == (URL, *time)
    assert {each.reason for each in items if isinstance(each, Skipped)} == {"another copy of a page, or a part of it"}


LATER_COPIES = ("dom/output.html", "wget/films.example.com/movie/1.html", "singlefile/singlefile.html")


@pytest.mark.parametrize(
    ("first", "time"),
    [
        (0, ("2014-07-01T08:09:10Z", [])),
        (1, ("2014-07-01T08:00:00Z", ["/page/captured_at"])),
        (2, ("2014-07-01T08:10:00Z", [])),
    ],
)
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("beside", [None, b"{}", b'{"url": "http://x.example/", "pages": 2}'])
def test_archiveboxs_index_of_lines_states_the_page_s_origin(tmp_path, beside, pack, first, time):
    files = archivebox_lines(PAGE, URL, LATER_COPIES[first:])
    if beside is not None:
        files[f"{next(iter(files)).rpartition('/')[0]}/index.json"] = beside
    packed(tmp_path, files, pack)
    items = read(tmp_path)
    [item] = pages(items)
    assert origin_of(item) == (URL, *time)
    assert item.location.path.endswith(LATER_COPIES[first])
    assert {each.reason for each in items if isinstance(each, Skipped)} == {"another copy of a page, or a part of it"}


@pytest.mark.parametrize("pack", PACKS)
def test_another_index_of_lines_is_ignored(tmp_path, pack):
    lines = b'{"type": "Article", "url": "http://x.example/", "timestamp": "1"}\nno JSON\n'
    packed(tmp_path, {"in/index.jsonl": lines, "in/a.html": PAGE, "in/b.html": page(2)}, pack)
    assert len(pages(read(tmp_path))) == 2


def test_a_har_s_body_files_in_a_tar_are_not_lost(tmp_path):
    (tmp_path / "x.tar").write_bytes(tarred(attached_har([PAGE, page(2)]), "w"))
    assert sorted(item.body for item in pages(read(tmp_path))) == sorted([PAGE, page(2)])


def test_the_copy_with_hidden_content_is_taken(tmp_path):
    files = archivebox(PAGE, URL, COPIES)
    for order in (COPIES, ("films.example.com/movie/1.html", "singlefile.html"), ("singlefile.html", "readability/content.html")):
        folder = put(
            tmp_path / order[0].replace("/", "_"),
            {n: d for n, d in files.items() if n.partition("0/")[2] in {*order, "index.json"}},
        )
        [item] = pages(read(folder))
        assert item.location.path.endswith(order[0])


def test_a_warc_is_read_where_an_archivebox_folder_has_no_other_copy(tmp_path):
    files = archivebox(PAGE, URL, ()) | {"archive/1404201600.0/warc/1404201601.warc.gz": warc([PAGE])}
    [item] = pages(read(put(tmp_path, files)))
    assert item.location.path.endswith(".warc.gz")


def test_a_folder_with_another_index_json_is_read_whole(tmp_path):
    files = {"index.json": json.dumps({"url": URL, "pages": 2}).encode(), "a.html": PAGE, "b.html": page(2)}
    assert len(pages(read(put(tmp_path, files)))) == 2


def test_the_user_s_statement_takes_precedence_over_names(tmp_path):
    files = {"20140701080910/films.example.com/m/bay": PAGE}
    folder = put(tmp_path / "in", files)
    command = [
        sys.executable,
        "-m",
        "filmdig",
        "extract",
        folder / next(iter(files)),
        "--url",
        LIVE,
        "-o",
        tmp_path / "o.jsonl",
        "--quiet",
    ]
    subprocess.run(command, check=True, timeout=120)
    record = json.loads((tmp_path / "o.jsonl").read_bytes())
    assert (record["page"]["url"], record["page"]["captured_at"]) == (LIVE, "2014-07-01T08:09:10Z")
    assert [path for path in record["derived"] if path.startswith("/page/")] == ["/page/captured_at"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tue, 01 Jul 2014 08:09:10 GMT", "2014-07-01T08:09:10Z"),
        ("Tue, 1 Jul 2014 08:09:10 -0000", "2014-07-01T08:09:10Z"),
        ("Tue, 01 Jul 2014 09:09:10 GMT+0100", "2014-07-01T08:09:10Z"),
        ("Tue, 01 Jul 2014 09:09:10 GMT+01:00", "2014-07-01T08:09:10Z"),
        ("Tue Jul 01 2014 09:09:10 GMT+0100 (Westeuropäische Zeit)", "2014-07-01T08:09:10Z"),
        ("2014-07-01T10:09:10+02:00", "2014-07-01T08:09:10Z"),
        ("2014-07-01", "2014-07-01"),
        ("Mon Jan 01 0001 00:00:00 GMT+0100", None),
        ("Tue, 32 Jul 2014 10:09:10", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_as_tools_write_them(text, wanted):
    assert written_time(text) == wanted
