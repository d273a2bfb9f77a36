"""Sources in stores and on web servers."""

from __future__ import annotations

import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.sources import Damage, Skipped, contents
from tests.sources.makers import arc, page, record, revisit, url, wacz, zipped
from tests.sources.makers import http as response

fsspec = pytest.importorskip("fsspec", reason="the extra `remote` is not installed")
pytest.importorskip("aiohttp", reason="the extra `remote` is not installed")


def read(*sources: str, **options: int) -> list[Capture | Skipped | Damage]:
    return list(contents(sources, **options))


class Server(http.server.BaseHTTPRequestHandler):
    """Serves files by ranges; /away and /around redirect."""

    files: ClassVar[dict[str, bytes]] = {}
    away: ClassVar[str] = ""
    asked: ClassVar[list[str]] = []

    def do_HEAD(self) -> None:
        self.answer(with_body=False)

    def do_GET(self) -> None:
        self.answer(with_body=True)

    def answer(self, *, with_body: bool) -> None:
        self.asked.append(self.path)
        moved = {"/away": f"{self.away}/a.warc", "/around": "/a.warc"}.get(self.path)
        body = self.files.get(self.path)
        if moved or body is None:
            self.send_response(302 if moved else 404)
            if moved:
                self.send_header("Location", moved)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        piece = body[int(wanted[1]) : int(wanted[2]) + 1] if wanted else body
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {wanted[1]}-{int(wanted[1]) + len(piece) - 1}/{len(body)}")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(piece)))
        self.end_headers()
        if with_body:
            self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    """Two servers with the same files; the address of the first."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    here, Server.away = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    Server.asked.clear()
    yield here
    for server in servers:
        server.shutdown()
        server.server_close()


PAGES = [page(number, 3000) for number in range(12)]
RECORDS = b"".join(gzip.compress(record(response(body), number)) for number, body in enumerate(PAGES))


@pytest.mark.parametrize("unit_bytes", [40_000, 16 << 20])
def test_a_warc_on_a_web_server_is_read_by_ranges(base, unit_bytes):
    Server.files = {"/a.warc": RECORDS}
    items = read(f"{base}/a.warc", unit_bytes=unit_bytes)
    assert [item.body for item in items] == PAGES
    assert {item.location.path for item in items} == {f"{base}/a.warc"}
    assert {item.archive for item in items} == {"a.warc"}


def test_zips_and_pages_on_a_web_server(base):
    Server.files = {
        "/x.zip": zipped({"p.html": page(1)}),
        "/x.wacz": wacz({"a.warc.gz": RECORDS}),
        "/p": page(2),
        "/a.arc": arc([page(3)]),
    }
    items = read(f"{base}/x.zip", f"{base}/x.wacz", f"{base}/p", f"{base}/a.arc", unit_bytes=30_000)
    assert [item.body for item in items if isinstance(item, Capture)] == [page(1), *PAGES, page(2), page(3)]


def test_no_redirect_to_another_host_is_followed(base):
    Server.files = {"/a.warc": RECORDS}
    [item] = read(f"{base}/away")
    assert isinstance(item, Damage)
    assert "redirected to another host" in item.what
    assert "/a.warc" not in Server.asked
    assert [item.body for item in read(f"{base}/around")] == PAGES


def test_a_missing_file_is_an_error(base):
    Server.files = {}
    with pytest.raises(UsageError, match="no such file"):
        read(f"{base}/gone.warc")


def test_an_unreachable_server_is_damage():
    [item] = read("http://127.0.0.1:9/a.warc")
    assert isinstance(item, Damage)
    assert item.what.startswith("cannot be opened: ")


def test_a_folder_in_a_store_is_read_in_order_and_revisits_find_their_payload():
    store = fsspec.filesystem("memory")
    store.pipe("/films/b.html", page(1))
    store.pipe("/films/c/a.warc.gz", record(response(page(2)), 2))
    store.pipe("/films/a.warc", revisit(9, f"WARC-Refers-To-Target-URI: {url(2)}", "WARC-Refers-To-Date: 2014-07-01T08:09:10Z"))
    items = read("memory://films")
    assert [item.body for item in items] == [page(2), page(1), page(2)]
    assert [item.location.path for item in items] == [
        "memory:///films/a.warc",
        "memory:///films/b.html",
        "memory:///films/c/a.warc.gz",
    ]


def test_a_store_whose_package_is_absent_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(UsageError, match=r"s3:// needs a package .* install filmdig\[remote\] and s3fs"):
        read("s3://bucket/a.warc.gz")
