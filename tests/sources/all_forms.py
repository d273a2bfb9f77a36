"""The same pages in every captured form: each maker takes a folder and the pages, and returns the sources."""

from __future__ import annotations

import base64
import bz2
import csv
import gzip
import io
import json
import lzma
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as parquet
import zstandard

from tests.sources import makers, saved_by
from tests.sources.makers import DATE, http, record, tarred, url, wacz, zipped

if TYPE_CHECKING:
    from typing_extensions import Buffer

Form = Callable[[Path, list[bytes]], list[Path]]
STAMP = "20140701080910"


def put(folder: Path, files: dict[str, bytes]) -> list[Path]:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return [folder]


def one(make: Callable[[list[bytes]], bytes]) -> Form:
    """A form that is one file."""
    return lambda folder, pages: [*put(folder, {"it": make(pages)})]


def several(make: Callable[[bytes, int], dict[str, bytes]]) -> Form:
    """A form with files of its own for each page."""

    def made(folder: Path, pages: list[bytes]) -> list[Path]:
        for number, body in enumerate(pages):
            put(folder, make(body, number))
        return [folder]

    return made


def named(pages: list[bytes]) -> dict[str, bytes]:
    return {f"{number:02}.html": body for number, body in enumerate(pages)}


def records(pages: list[bytes]) -> list[bytes]:
    return [record(http(body), number) for number, body in enumerate(pages)]


def rows(pages: list[bytes]) -> list[dict[str, str]]:
    return [{"url": url(number), "timestamp": DATE, "html": body.decode()} for number, body in enumerate(pages)]


def jsonl(pages: list[bytes]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows(pages))


def table(pages: list[bytes]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["url", "timestamp", "html"])
    writer.writeheader()
    writer.writerows(rows(pages))
    return out.getvalue().encode()


def parquet_file(pages: list[bytes]) -> bytes:
    out = io.BytesIO()
    binary = [row | {"html": body} for row, body in zip(rows(pages), pages, strict=True)]
    parquet.write_table(pa.Table.from_pylist(binary), out, row_group_size=7)
    return out.getvalue()


def blocks(data: bytes) -> bytes:
    return b"".join(gzip.compress(data[at : at + 65_280]) for at in range(0, len(data), 65_280)) + gzip.compress(b"")


def segmented(pages: list[bytes]) -> bytes:
    pieces = [saved_by.segments(http(body), 3, number) for number, body in enumerate(pages)]
    return b"".join(gzip.compress(piece) for of_one in pieces for piece in of_one)


def in_pieces(pages: list[bytes]) -> bytes:
    return b"".join(gzip.compress(each[at : at + 40_000]) for each in records(pages) for at in range(0, len(each), 40_000))


def folded(pages: list[bytes]) -> bytes:
    """Record heads with names in lower case and folded lines."""
    made = []
    for each in records(pages):
        head, block = each.split(b"\r\n\r\n", 1)
        head = re.sub(rb"(?m)^([A-Za-z-]+): ", lambda found: found[1].lower() + b":\r\n\t ", head)
        made.append(head + b"\r\n\r\n" + block)
    return b"".join(made)


def arc_lines(pages: list[bytes], find: bytes, put: bytes) -> bytes:
    """An ARC whose separators between records differ from the standard."""
    return re.sub(find + rb"(http://films\.example\.com/movie/\d+ [\d.]+ \d{14} text/html) (\d+)\n", put, makers.arc(pages))


def one_part(body: bytes, number: int) -> bytes:
    """MHTML that is not multipart, as some browsers save a page without pictures."""
    return (
        "From: <Saved by made up>\r\nSubject: made up\r\nDate: Tue, 1 Jul 2014 10:09:10 GMT+0200\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/html;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {url(number)}\r\n\r\n"
    ).encode() + base64.encodebytes(body)


class _Pipe(io.RawIOBase):
    """A stream that can be written but not seek."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.data += bytes(data)
        return len(bytes(data))


def streamed(pages: list[bytes]) -> bytes:
    """A WACZ written to a pipe: the lengths of its stored members follow them."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {"archive/a.warc.gz": makers.warc(pages), "datapackage.json": b'{"resources": []}'}.items():
            with archive.open(name, "w") as member:
                member.write(data)
    return bytes(pipe.data)


FORMS: dict[str, Form] = {
    "loose": lambda folder, pages: put(folder, named(pages)),
    "loose, chunked": lambda folder, pages: put(folder, named([makers.chunked(body, 8000) for body in pages])),
    "warc": one(lambda pages: makers.warc(pages, gzipped=False)),
    "warc.gz": one(makers.warc),
    "warc.gz in blocks": one(lambda pages: blocks(makers.warc(pages, gzipped=False))),
    "warc.gz with records in pieces": one(in_pieces),
    "warc.gz in segments": one(segmented),
    "warc without separators": one(lambda pages: b"".join(each[:-4] for each in records(pages))),
    "warc with heads folded and in lower case": one(folded),
    "warc.zst": one(lambda pages: b"".join(map(zstandard.compress, records(pages)))),
    "warc.bz2": one(lambda pages: bz2.compress(makers.warc(pages, gzipped=False))),
    "warc.xz": one(lambda pages: lzma.compress(makers.warc(pages, gzipped=False), preset=0)),
    "arc": one(makers.arc),
    "arc.gz": one(lambda pages: makers.arc(pages, gzipped=True)),
    "arc without separators": one(lambda pages: arc_lines(pages, rb"(?<!length\n)\n", rb"\1 \2\n")),
    "arc with lengths of -1": one(lambda pages: arc_lines(pages, rb"", rb"\1 -1\n")),
    "wacz to a pipe": one(streamed),
    "wacz": one(lambda pages: wacz({"a.warc.gz": makers.warc(pages)})),
    "zip": one(lambda pages: zipped(named(pages))),
    "tar.gz": one(lambda pages: tarred(named(pages))),
    "tar": one(lambda pages: tarred(named(pages), "w")),
    "zip of warc and tar": one(
        lambda pages: zipped({"a/x.warc.gz": makers.warc(pages[:1]), "b.tgz": tarred(dict(list(named(pages).items())[1:]))})
    ),
    "mhtml": several(lambda body, number: {f"{number:02}.mht": makers.mhtml(body, number)}),
    "mhtml of one part": several(lambda body, number: {f"{number:02}.mht": one_part(body, number)}),
    "webarchive": several(lambda body, number: {f"{number:02}": saved_by.webarchive(body, url(number))}),
    "maff": several(lambda body, number: {f"{number:02}": zipped(saved_by.maff(body, url(number)))}),
    "archivebox": several(
        lambda body, number: saved_by.archivebox(body, url(number), ("output.html", "singlefile.html"), f"14042016{number:02}.0")
    ),
    "archivebox 0.9": several(
        lambda body, number: saved_by.archivebox_lines(body, url(number), ("dom/output.html",), f"14042016{number:02}.0")
    ),
    "tar of maff's folders": one(
        lambda pages: tarred(
            {n: d for at, body in enumerate(pages) for n, d in saved_by.maff(body, url(at), folder=f"{at:02}").items()}, "w"
        )
    ),
    "mirror": several(lambda body, number: {f"{number:02}/{STAMP}/films.example.com/movie/{number}": body}),
    "har": one(makers.har),
    "har in base64": one(lambda pages: makers.har(pages, in_base64=True)),
    "har in a script": one(lambda pages: b"onInputData(" + makers.har(pages) + b");"),
    "har with attached bodies": lambda folder, pages: put(folder, saved_by.attached_har(pages)),
    "zip with a har with attached bodies": one(lambda pages: zipped(saved_by.attached_har(pages))),
    "jsonl": one(jsonl),
    "jsonl.gz": one(lambda pages: gzip.compress(jsonl(pages))),
    "jsonl.zst": one(lambda pages: zstandard.compress(jsonl(pages))),
    "csv": one(table),
    "parquet": one(parquet_file),
}
