"""The holdings of these tests' archives: captures of made-up film pages, and WARCs of them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FILMS = ("The Tin Harbour", "A Lantern for Oslo", "Nine Quiet Rooms", "Salt and Thistle", "The Cartographer's Wife")
HOST = "http://films.example.com"


@dataclass(frozen=True)
class Held:
    """One capture."""

    url: str
    timestamp: str
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    digest: str = field(default="")
    truncated: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.digest or base64.b32encode(hashlib.sha1(self.body).digest()).decode())

    @property
    def mime(self) -> str:
        return dict(self.headers).get("Content-Type", "unk").split(";")[0]

    @property
    def http_date(self) -> str:
        return format_datetime(datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True)


def surt(url: str) -> str:
    """The key by which archives sort: ``com,example,films)/title/1``."""
    bare = re.sub(r"^https?://(www\.)?", "", url).lower()
    host, _, path = bare.partition("/")
    return ",".join(reversed(host.split(":")[0].split("."))) + ")/" + path.rstrip("/")


def film_page(title: str, year: int, note: str = "") -> bytes:
    """A page of a made-up film that the generic reader understands."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} ({year})</title>
<link rel="stylesheet" href="/style.css">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Movie", "name": "{title}",
"datePublished": "{year}-05-02", "director": {{"@type": "Person", "name": "Ines Calloway"}},
"url": "{HOST}/title/{year}"}}</script></head>
<body><h1>{title}</h1><p class="synopsis">A keeper of a harbour light writes to a town that no longer answers. {note}</p>
<a href="/title/{year + 1}">Next film</a> <img src="http://img.example.com/{year}.jpg" alt="poster">
<script>var shown = "{year}";</script></body></html>""".encode()


def captures() -> list[Held]:
    """The usual holdings: two films, four years; a payload twice; a redirect, an error, an image."""
    tin, lantern = f"{HOST}/title/1962", f"{HOST}/title/1987"
    same = film_page(FILMS[1], 1987)
    return [
        Held(tin, "20080312101500", film_page(FILMS[0], 1962, "First.")),
        Held(tin, "20080329000000", film_page(FILMS[0], 1962, "Second.")),
        Held(tin, "20090401120000", film_page(FILMS[0], 1962, "Third.")),
        Held(tin, "20110615083000", film_page(FILMS[0], 1962, "Fourth – with a dash.")),
        Held(lantern, "20080501000000", same),
        Held(lantern, "20100501000000", same),
        Held(f"{HOST}/old", "20080601000000", b"", 301, (("Content-Type", "text/html"), ("Location", tin))),
        Held(f"{HOST}/gone", "20080701000000", b"<html><title>Not found</title></html>", 404),
        Held(f"{HOST}/poster.jpg", "20080801000000", b"\xff\xd8\xff\xe0 not a picture", 200, (("Content-Type", "image/jpeg"),)),
    ]


def write_warc(path: Path, held: list[Held]) -> Path:
    """Write captures as a WARC, one record each."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for one in held:
            writer.write_record(_record(writer, one))
    return path


def record_bytes(held: Held) -> bytes:
    """One capture as a packed WARC record."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(_record(writer, held))
    return out.getvalue()


def arc_record_bytes(held: Held) -> bytes:
    """One capture as a packed ARC record, as the crawls of 2008 to 2012 stored it."""
    head = "".join(f"{name}: {value}\r\n" for name, value in [*held.headers, ("X-Made-By", "tests")])
    block = f"HTTP/1.1 {held.status} Whatever\r\n{head}\r\n".encode() + held.body
    line = f"{held.url} 203.0.113.9 {held.timestamp} {held.mime} {len(block)}\n".encode()
    return gzip.compress(line + block + b"\n", mtime=0)


def _record(writer: WARCWriter, one: Held):
    when = datetime.strptime(one.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    http = StatusAndHeaders(
        f"{one.status} Whatever",
        [*one.headers, ("X-Made-By", "tests"), ("Content-Length", str(len(one.body)))],
        protocol="HTTP/1.1",
    )
    record_id = f"<urn:uuid:00000000-0000-0000-0000-{hashlib.sha1((one.url + one.timestamp).encode()).hexdigest()[:12]}>"
    return writer.create_warc_record(
        one.url,
        "response",
        payload=io.BytesIO(one.body),
        length=len(one.body),
        http_headers=http,
        warc_headers_dict={
            "WARC-Date": f"{when:%Y-%m-%dT%H:%M:%SZ}",
            "WARC-Record-ID": record_id,
            **({"WARC-Truncated": one.truncated} if one.truncated else {}),
        },
    )
