"""Made-up pages as tools save them: MAFF, ArchiveBox, web archives, Playwright's HARs."""

from __future__ import annotations

import hashlib
import json
import plistlib
from html import escape
from typing import Any

from tests.sources import makers

MAFF = """<?xml version="1.0"?>
<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#"
         xmlns:NC="http://home.netscape.com/NC-rdf#"
         xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <RDF:Description RDF:about="urn:root">
    <MAF:originalurl RDF:resource="{url}"/>
    <MAF:title RDF:resource="made up"/>
    <MAF:archivetime RDF:resource="{time}"/>
    <MAF:indexfilename RDF:resource="index.html"/>
    <MAF:charset RDF:resource="UTF-8"/>
  </RDF:Description>
</RDF:RDF>
"""


def maff(
    body: bytes, url: str, time: str = "Tue, 01 Jul 2014 10:09:10 +0200", folder: str = "1404202150000_1"
) -> dict[str, bytes]:
    """The members of a MAFF file with one page."""
    return {
        f"{folder}/index.rdf": MAFF.format(url=escape(url), time=time).encode(),
        f"{folder}/index.html": body,
        f"{folder}/index_files/style.css": b"p { color: red }",
        f"{folder}/index_files/frame.html": b"<html><body>an advertisement</body></html>",
    }


def archivebox(
    body: bytes, url: str, copies: tuple[str, ...], stamp: str = "1404201600.0", *, history: bool = True
) -> dict[str, bytes]:
    """The files of one snapshot of ArchiveBox 0.6 and 0.7, with these copies of its page."""
    done = {"dom": [{"start_ts": "2014-07-01T08:09:10.500000+00:00", "status": "succeeded", "output": "output.html"}]}
    index = {
        "archive_path": f"archive/{stamp}",
        "base_url": url.partition("://")[2],
        "history": done if history else {},
        "schema": "Link",
        "timestamp": stamp,
        "title": "made up",
        "url": url,
    }
    files = {"index.json": json.dumps(index, indent=4).encode(), "index.html": b"<html><body><h1>Archived</h1></body></html>"}
    return {f"archive/{stamp}/{name}": data for name, data in (files | dict.fromkeys(copies, body)).items()}


def archivebox_lines(body: bytes, url: str, copies: tuple[str, ...], stamp: str = "1404201600.0") -> dict[str, bytes]:
    """The files of one snapshot of ArchiveBox 0.9: an index of lines, and a folder for each kind of copy of the page."""
    lines = [
        {"type": "Snapshot", "id": "0196", "url": url, "timestamp": stamp, "title": "made up", "fs_version": "0.9.0"},
        {"type": "Binary", "name": "chromium", "version": "126.0"},
        {"type": "Process", "cmd": ["chromium", "--dump-dom"], "exit_code": 0},
        {"type": "ArchiveResult", "plugin": "dom", "status": "failed", "start_ts": None},
        {"type": "ArchiveResult", "plugin": "dom", "status": "succeeded", "start_ts": "2014-07-01T08:09:10.500000+00:00"},
        {"type": "ArchiveResult", "plugin": "singlefile", "status": "succeeded", "start_ts": "2014-07-01T08:10:00+00:00"},
    ]
    index = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    folder = f"users/system/snapshots/20140701/films.example.com/{stamp}"
    files = {"index.jsonl": index, "index.html": b"<html><body><h1>Archived</h1></body></html>"}
    return {f"{folder}/{name}": data for name, data in (files | dict.fromkeys(copies, body)).items()}


def webarchive(body: bytes, url: str, date: str | None = None, *, xml: bool = False) -> bytes:
    """A page as Safari saves it, with a style sheet."""
    main: dict[str, Any] = {
        "WebResourceData": body,
        "WebResourceFrameName": "",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": url,
    }
    if date:
        main["WebResourceResponse"] = _response(url, date)
    style = {"WebResourceData": b"p{}", "WebResourceMIMEType": "text/css", "WebResourceURL": f"{url}/style.css"}
    archive = {"WebMainResource": main, "WebSubresources": [style], "WebSubframeArchives": [{"WebMainResource": dict(main)}]}
    return plistlib.dumps(archive, fmt=plistlib.FMT_XML if xml else plistlib.FMT_BINARY)


def _response(url: str, date: str) -> bytes:
    """A server's response as NSKeyedArchiver stores it: objects that refer to each other by number."""
    uid = plistlib.UID
    objects = [
        "$null",
        {"$class": uid(2), "$0": url, "$8": uid(3)},
        {"$classname": "NSHTTPURLResponse"},
        {"NS.keys": [uid(4), uid(6), uid(8)], "NS.objects": [uid(5), uid(7), uid(9)], "$class": uid(2)},
        *("Last-Modified", "Mon, 02 Jun 2014 00:00:00 GMT", "Date", date, "Server", "made up"),
    ]
    top = {"$archiver": "NSKeyedArchiver", "$version": 100000, "$top": {"WebResourceResponse": uid(1)}, "$objects": objects}
    return plistlib.dumps(top, fmt=plistlib.FMT_BINARY)


def attached_har(pages: list[bytes]) -> dict[str, bytes]:
    """A HAR as Playwright records it with ``content: attach``, and its body files, named by their SHA-1."""
    har = json.loads(makers.har(pages))
    files = {}
    for entry, body in zip(har["log"]["entries"], pages, strict=True):
        name = f"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}.html"
        content = entry["response"]["content"]
        del content["text"]
        content["_file"] = name
        files[name] = body
    return {"har.har": json.dumps(har).encode()} | files


def segments(block: bytes, count: int, number: int = 0) -> list[bytes]:
    """A response record split into segments: the first, and continuations, of which the last has the total length."""
    size = -(-len(block) // count)
    pieces = [block[at : at + size] for at in range(0, len(block), size)]
    made = [makers.record(pieces[0], number, "WARC-Segment-Number: 1")]
    for position, piece in enumerate(pieces[1:], 2):
        heads = [f"WARC-Segment-Number: {position}", f"WARC-Segment-Origin-ID: <{makers.record_id(number)}>"]
        heads += [f"WARC-Segment-Total-Length: {len(block)}"] if position == len(pieces) else []
        made.append(makers.record(piece, 10_000 + 100 * number + position, *heads, kind="continuation"))
    return made
