"""Read MHTML: a page with its parts in one MIME file, as Internet Explorer, Opera and Chrome save it."""

from __future__ import annotations

import email
import email.errors
import re
from collections.abc import Iterator
from email.message import Message

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Item, Skipped, at
from filmdig.scraper.sources.dates import written_time
from filmdig.scraper.sources.inflate import Readable, read_bounded
from filmdig.scraper.sources.sniff import page


def mhtml_items(path: str, stream: Readable) -> Iterator[Item]:
    """Read a saved page: its main part is the capture, the others are skipped. A location's member is the part's number."""
    try:
        raw = read_bounded(stream)
        # The default policy (compat32): the newer ones raise AttributeError or IndexError for some broken headers.
        message = email.message_from_bytes(_folded(raw))
        parts = [part for part in message.walk() if not part.is_multipart()]
    except LimitError as error:
        yield Damage(at(path), error.what)
        return
    except RecursionError:
        yield Damage(at(path), "an MHTML file nested too deeply", len(raw))
        return
    main = _main(message, parts)
    for number, part in enumerate(parts):
        if part is main:
            yield _capture(f"{path}!/{number}", message, part)
        else:
            yield Skipped(at(f"{path}!/{number}"), "a part of a saved page")
    if main is None:
        yield Damage(at(path), "an MHTML file without a page", len(raw))


_HEADER = re.compile(rb"(?!https?://)[!-9;-~]{1,80}+:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 64 << 10
_BOUNDARY = re.compile(rb"\bboundary=[\"']?([^\"'\r\n;]{1,200})", re.IGNORECASE)


def _folded(raw: bytes) -> bytes:
    """Return the file with each head line that is not a header joined to the line before it.

    Tools that write MHTML, and mail gateways, omit the blank before continuation lines; a parser then ends the head there.
    """
    boundary = _BOUNDARY.search(raw, 0, _LONGEST_HEAD)
    if boundary is None:
        return _fold(raw)
    mark = b"\n--" + boundary[1].strip()
    head, *parts = raw.split(mark)
    return mark.join([_fold(head), *(_fold(part, first=1) for part in parts)])


def _fold(part: bytes, first: int = 0) -> bytes:
    """Return a part, or the file, with its head folded; ``first`` is the number of lines before the head."""
    end = _BLANK_LINE.search(part, 0, _LONGEST_HEAD)
    if end is None:
        return part
    lines = part[: end.start()].split(b"\n")
    for number in range(first + 1, len(lines)):
        if not lines[number].startswith((b" ", b"\t")) and not _HEADER.match(lines[number]):
            lines[number] = b" " + lines[number]
    return b"\n".join(lines) + part[end.start() :]


def _main(message: Message, parts: list[Message]) -> Message | None:
    """Return the part that ``start`` names, otherwise the one with the page's address, otherwise the first HTML part."""
    pages = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    for wanted, name in (
        (message.get_param("start"), "Content-ID"),
        (message.get("Snapshot-Content-Location"), "Content-Location"),
    ):
        if wanted:
            for part in pages:
                if str(part.get(name, "")).strip() == str(wanted).strip():
                    return part
    return pages[0] if pages else None


def _capture(path: str, message: Message, part: Message) -> Item:
    body = part.get_payload(decode=True)
    body = body if isinstance(body, bytes) else b""
    rendition, what = page(body)
    if rendition is None:
        return Skipped(at(path), f"not a page: {what}")
    url = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "").strip()
    defects = [*message.defects, *part.defects]
    cut = any(isinstance(defect, email.errors.CloseBoundaryNotFoundDefect) for defect in defects)
    notes = [("payload_truncated", "the file ends before its last boundary")] if cut else []
    if not body:
        notes.append(("empty", "the page's part is empty"))
    return Capture(
        body=body,
        url=url if url.startswith(("http://", "https://")) else None,
        captured_at=written_time(str(message.get("Date", ""))),
        location=at(path),
        rendition="html",
        charset=part.get_content_charset(),
        notes=tuple(notes),
        damaged=cut,
    )
