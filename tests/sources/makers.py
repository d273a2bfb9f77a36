"""Made-up pages, and archives of them in every captured form."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import quopri
import random
import tarfile
import uuid
import zipfile
import zlib

import brotli
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "2014-07-01T08:09:10Z"
NAMES = ["Lantern Bay", "Ash Meridian", "The Ninth Ferry", "Salt & Sparrow", "Órla’s Winter", "Quiet Engine"]


def page(number: int, words: int = 200) -> bytes:
    """One made-up film page in UTF-8; ``words`` sets its size."""
    name = f"{NAMES[number % len(NAMES)]} {number}"
    drawn = random.Random(number)  # numbers that do not compress away
    text = " ".join(f"harbour{drawn.randrange(10**6)}" for _ in range(words))
    return (
        f"<!DOCTYPE html>\n<html><head><title>{name} ({1950 + number % 70})</title></head>"
        f"<body><h1>{name}</h1><p class=synopsis>{text}</p></body></html>\n"
    ).encode()


def url(number: int) -> str:
    return f"http://films.example.com/movie/{number}"


def record_id(number: int) -> str:
    return f"urn:uuid:{uuid.UUID(int=number)}"


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """An HTTP response with these header lines after its Content-Type."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 300) -> bytes:
    pieces = [body[n : n + size] for n in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(body) + engine.flush()


def brotlied(body: bytes) -> bytes:
    return brotli.compress(body, quality=5)  # the default, 11, takes seconds for a large body


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotlied, "zstd": zstandard.compress}


def record(
    block: bytes, number: int = 0, *headers: str, kind: str = "response", length: int | None = None, target: str | None = None
) -> bytes:
    """A WARC record as bytes, which can be made wrong in any way."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {target or url(number)}",
        f"WARC-Date: {DATE}",
        f"WARC-Record-ID: <{record_id(number)}>",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warc(pages: list[bytes], *, gzipped: bool = True) -> bytes:
    """A WARC written by warcio: warcinfo, then a request and a response for each page."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("made.warc", {"software": "made up"}))
    for number, body in enumerate(pages):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        asked = StatusAndHeaders(f"GET /movie/{number} HTTP/1.1", [("Host", "films.example.com")], is_http_request=True)
        response = writer.create_warc_record(
            url(number), "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict={"WARC-Date": DATE}
        )
        request = writer.create_warc_record(url(number), "request", http_headers=asked)
        writer.write_request_response_pair(request, response)
    return out.getvalue()


def arc(pages: list[bytes], *, gzipped: bool = False) -> bytes:
    """An ARC, version 1, as Alexa's and Heritrix 1's crawlers wrote it."""
    version = b"1 0 Made\nURL IP-address Archive-date Content-type Archive-length\n\n"
    parts = [b"filedesc://made.arc 0.0.0.0 20140701080910 text/plain %d\n%s" % (len(version), version)]
    for number, body in enumerate(pages):
        block = http(body)
        parts.append(b"%s 192.0.2.1 20140701080910 text/html %d\n%s\n" % (url(number).encode(), len(block), block))
    return b"".join(gzip.compress(part) if gzipped else part for part in parts)


def sha1(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()


def har(pages: list[bytes], *, in_base64: bool = False) -> bytes:
    """A HAR as a browser's network panel exports it; bodies that are not UTF-8 must be in base64."""
    entries = [
        {
            "startedDateTime": "2014-07-01T10:09:10.250+02:00",
            "request": {"method": "GET", "url": url(number), "headers": []},
            "response": {
                "status": 200,
                "headers": [{"name": "Content-Encoding", "value": "gzip"}],
                "content": {
                    "mimeType": "text/html; charset=utf-8",
                    **({"text": base64.b64encode(body).decode(), "encoding": "base64"} if in_base64 else {"text": body.decode()}),
                },
            },
        }
        for number, body in enumerate(pages)
    ]
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "made"}, "pages": [], "entries": entries}}, indent=1
    ).encode()


def mhtml(body: bytes, number: int, *, end: bool = True) -> bytes:
    """A page as Chrome saves it, with a style sheet and a frame as parts."""
    boundary = "----MultipartBoundary--abc"
    quoted, advertisement = quopri.encodestring(body).decode(), base64.b64encode(b"<html>an advertisement</html>").decode()
    html, css = (
        "Content-Type: text/html\r\nContent-Transfer-Encoding: ",
        "Content-Type: text/css\r\nContent-Location: cid:css-1\r\n\r\n",
    )
    parts = [
        f"{html}quoted-printable\r\nContent-ID: <frame-0@mhtml.blink>\r\nContent-Location: {url(number)}\r\n\r\n{quoted}",
        f"{css}p {{ color: red }}",
        f"{html}base64\r\nContent-Location: http://ads.example.net/\r\n\r\n{advertisement}",
    ]
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url(number)}\r\nSubject: made up\r\n"
        "Date: Tue, 1 Jul 2014 08:09:10 -0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{boundary}"\r\n\r\n\r\n'
    )
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return (head + inside + (f"--{boundary}--\r\n" if end else "")).encode()


def zipped(files: dict[str, bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def wacz(warcs: dict[str, bytes], *, missing: str | None = None) -> bytes:
    """A WACZ of specification 1.1.1; its WARCs are stored uncompressed."""
    resources = [{"name": name, "path": f"archive/{name}", "bytes": len(data)} for name, data in warcs.items()]
    if missing:
        resources.append({"name": missing, "path": f"archive/{missing}", "bytes": 1234})
    return zipped(
        {
            "datapackage.json": json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode(),
            "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n',
            "indexes/index.cdx.gz": gzip.compress(b'com,example,films)/movie/0 20140701080910 {"status": "200"}\n'),
        }
        | {f"archive/{name}": data for name, data in warcs.items()},
        stored=True,
    )


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def revisit(number: int, *headers: str, block: bytes | None = None, target: str | None = None) -> bytes:
    """A revisit: a record of a payload that was captured before."""
    head = http(b"") if block is None else block
    profile = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    made = record(head, number, profile, *headers, kind="revisit", target=target)
    return made.replace(DATE.encode(), b"2015-02-03T04:05:06Z", 1)
