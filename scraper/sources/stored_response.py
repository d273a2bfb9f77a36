"""Read an HTTP response as a crawler stored it: its head, and its body with every encoding undone.

Heads in archives are unreliable: crawlers store de-chunked or unpacked bodies under the original head, and servers send gzip
without declaring it. So an encoding is undone only if the bytes have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import brotli
import zstandard
from zlib_ng import zlib_ng as zlib

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import MAX_PAYLOAD
from filmdig.scraper.sources.inflate import DeflateError

Notes = tuple[tuple[str, str], ...]

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_STATUS = re.compile(rb"(?:HTTP/?\d?(?:\.\d)?|ICY)\s+(\d{3})\b", re.IGNORECASE)
_CHUNK = re.compile(rb"[ \t]*+([0-9a-fA-F]{1,8})[ \t]*+(?:;[^\r\n]*+)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE)
_ROBOTS = re.compile(r"[a-z]+://[^/?#]*/robots\.txt(?:$|[?#])", re.IGNORECASE)
_SMALL_STEP = 64  # bytes per step when unpacking up to a fault
_STEP = {"gzip": 16 << 10, "deflate": 16 << 10, "zstd": 512}
_WINDOW = 128 << 20


class Response(NamedTuple):
    """An HTTP response.

    Attributes:
        status: None if the block has no HTTP head.
        headers: names in lower case; of a repeated header the last one.
        body: the bytes after the head, undecoded.
        complete: whether the end of the head was found.
    """

    status: int | None
    headers: dict[str, str]
    body: bytes
    complete: bool = True

    @property
    def charset(self) -> str | None:
        """The charset that the Content-Type declares."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else None

    @property
    def media_type(self) -> str:
        """The Content-Type without its parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def response(block: bytes | memoryview) -> Response:
    """Split a response into head and body. Lines may end in LF alone (servers of the 1990s); HTTP/0.9 has no head."""
    status = _STATUS.match(block)
    if not status:
        return Response(None, {}, bytes(block))
    end = _HEAD_END.search(block)
    head = bytes(block[: end.start()] if end else block).decode("latin-1")
    return Response(int(status[1]), fields(head), bytes(block[end.end() :]) if end else b"", complete=end is not None)


def fields(head: str) -> dict[str, str]:
    """Return the fields after the first line of an HTTP or WARC head: names in lower case, the last value of each.

    A value may continue in lines that begin with a blank; a line without a colon is ignored.
    """
    if "\n " in head or "\n\t" in head:
        head = _FOLD.sub(" ", head)
    lines = head.split("\n")[1:]
    return {name.strip().lower(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}


def reason_to_skip(response: Response, url: str | None) -> str | None:
    """Return why a response cannot hold a page, by its status and address; None if it can."""
    status = response.status or 200
    if status >= 400:
        return f"status {status}"
    if 300 <= status < 400:
        return f"redirect: status {status}"
    if status < 200 or status in {204, 205}:
        return f"not a page: status {status}"
    return "robots.txt" if _ROBOTS.match(url or "") else None


def payload(response: Response) -> tuple[bytes, Notes]:
    """Return the body with its transfer and content encodings undone, and notes on what was wrong with them.

    Raises:
        LimitError: the body unpacks to more than a page can have.
    """
    body, notes = response.body, []
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body, note = dechunk(body)
        notes += note
    else:
        body, note = undeclared_chunks(body)
        notes += note
    named = [name.strip().lower().removeprefix("x-") for name in response.headers.get("content-encoding", "").split(",")]
    for name in reversed([name for name in named if name in _UNDO]):
        body, note = _UNDO[name](body, name)
        notes += note
    if body.startswith(b"\x1f\x8b\x08"):  # not declared, or packed twice
        body, note = _inflate(body, "gzip")
        notes += note
    if not named[0] and "transfer-encoding" not in response.headers:
        notes += _short(response)
    return body, tuple(notes)


def _short(response: Response) -> list[tuple[str, str]]:
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and len(declared) < 16 and len(response.body) < int(declared):
        return [("payload_truncated", f"the server declared {int(declared)} bytes, {len(response.body)} are present")]
    return []


def dechunk(body: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """Undo chunked transfer encoding; a body that does not begin with a chunk is returned unchanged."""
    out, at = bytearray(), 0
    while found := _CHUNK.match(body, at):
        size = int(found[1], 16)
        if size == 0:
            return bytes(out), []
        end = found.end() + size
        if end > len(body):
            if at == 0 and size > 2 * len(body):  # a line that only looks like a chunk size
                return body, []
            out += body[found.end() :]
            return bytes(out), [("payload_truncated", f"{end - len(body)} bytes of the last chunk are missing")]
        out += body[found.end() : end]
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1 if body[end : end + 1] == b"\n" else 0)
    if at == 0:
        return body, []
    if body[at:].strip():
        return bytes(out) + body[at:], [("payload_damaged", f"there is no chunk after {at} bytes; the rest is used unchanged")]
    return bytes(out), [("payload_truncated", "the last chunk is missing")]


def undeclared_chunks(body: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """Undo chunked transfer encoding that no head declares, left by tools that save the bytes from the wire.

    A chunk's size is trusted if another chunk follows, or cut markup. Any other body is returned unchanged.
    """
    first = _CHUNK.match(body)
    if first is None or not (size := int(first[1], 16)):
        return body, []
    end = first.end() + size
    whole = _CHUNK.match(body, end + 2) if body[end : end + 2] == b"\r\n" else None
    if whole is None and not (end > len(body) and body[first.end() :].lstrip()[:1] == b"<"):
        return body, []
    out, notes = dechunk(body)
    return (body, []) if any(code == "payload_damaged" for code, _ in notes) else (out, notes)


def _inflate(body: bytes, name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Undo gzip, deflate or zstd; a body in none of these is returned unchanged."""
    for engine in _engines(body, name):
        out, ended, error = _unpack(engine(), body, _STEP[name])
        if error:  # a step that fails gives no output, not even what precedes the fault
            out, ended, error = _unpack(engine(), body, _SMALL_STEP)
        if not out and not ended:
            if error and name != "deflate":  # deflate has no magic number, so the body may not be deflate at all
                return body, [("payload_damaged", f"the {name} data is damaged ({error}); nothing could be read")]
            continue
        if error:
            return out, [("payload_damaged", f"the {name} data is damaged ({error}); {len(out)} bytes could be read")]
        if not ended:
            return out, [("payload_truncated", f"the {name} data ends in the middle; {len(out)} bytes could be read")]
        return out, []
    return body, []


def _unpack(engine: Any, body: bytes, step: int) -> tuple[bytes, bool, Exception | None]:
    """Return the unpacked body, whether it is complete, and the error that ended it."""
    out = bytearray()
    try:
        for at in range(0, len(body), step):
            if engine.eof:
                break
            out += engine.decompress(body[at : at + step])
            if len(out) > MAX_PAYLOAD:
                raise LimitError(f"more than {MAX_PAYLOAD >> 20} MB once unpacked")
    except (DeflateError, zstandard.ZstdError) as fault:
        return bytes(out), False, fault
    return bytes(out), engine.eof, None


def _engines(body: bytes, name: str) -> list[Callable[[], Any]]:
    if name == "gzip":
        return [lambda: zlib.decompressobj(31)] if body.startswith(b"\x1f\x8b") else []
    if name == "zstd":
        magic = body.startswith(b"\x28\xb5\x2f\xfd")
        return [lambda: zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()] if magic else []
    # "deflate" is zlib's format by the standard, and raw deflate from Microsoft's servers; text is neither.
    if body.lstrip()[:1] == b"<":
        return []
    return [lambda: zlib.decompressobj(15), lambda: zlib.decompressobj(-15)]


def _unbrotli(body: bytes, name: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Undo brotli. It has no magic number, so a body that unpacks to nothing is returned unchanged."""
    engine, out = brotli.Decompressor(), bytearray()
    pending = body
    try:
        while not engine.is_finished():
            piece = engine.process(pending, output_buffer_limit=1 << 20)
            pending = b""
            out += piece
            if len(out) > MAX_PAYLOAD:
                raise LimitError(f"more than {MAX_PAYLOAD >> 20} MB once unpacked")
            if not piece and engine.can_accept_more_data():
                break
    except brotli.error as fault:
        if body.lstrip()[:1] == b"<" or not out:
            return body, []
        return bytes(out), [("payload_damaged", f"the {name} data is damaged ({fault}); {len(out)} bytes could be read")]
    if engine.is_finished():
        return bytes(out), []
    if not out or body.lstrip()[:1] == b"<":
        return body, []
    return bytes(out), [("payload_truncated", f"the {name} data ends in the middle; {len(out)} bytes could be read")]


_UNDO = {"gzip": _inflate, "deflate": _inflate, "zstd": _inflate, "br": _unbrotli}
