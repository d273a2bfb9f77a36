"""Read WARCs with warcio, independently of the reader under test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator


@dataclass
class Rec:
    """One record."""

    type: str
    headers: dict[str, str]
    status: str
    http: dict[str, str]
    http_line: str
    body: bytes

    @property
    def fields(self) -> dict[str, str]:
        return dict(line.split(": ", 1) for line in self.body.decode().splitlines())


def records(path: Path) -> list[Rec]:
    """All records of a WARC."""
    out = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            http = record.http_headers
            line = f"{http.protocol} {http.statusline}" if http else ""
            body = record.content_stream().read()
            out.append(
                Rec(
                    record.rec_type,
                    dict(record.rec_headers.headers),
                    http.get_statuscode() if http and record.rec_type != "request" else "",
                    {name.lower(): value for name, value in http.headers} if http else {},
                    line,
                    body,
                )
            )
    return out


def payloads(path: Path) -> dict[tuple[str, str], bytes]:
    """Each capture's payload by its address and 14-digit time, revisits resolved.

    A duplicate capture fails the test.
    """
    out: dict[tuple[str, str], bytes] = {}
    for record in records(path):
        if record.type not in ("response", "revisit"):
            continue
        key = (record.headers["WARC-Target-URI"], re.sub(r"\D", "", record.headers["WARC-Date"])[:14])
        assert key not in out, f"{key} is there twice"
        if record.type == "revisit":
            refers = (record.headers["WARC-Refers-To-Target-URI"], re.sub(r"\D", "", record.headers["WARC-Refers-To-Date"])[:14])
            out[key] = out[refers]
        else:
            out[key] = record.body
    return out
