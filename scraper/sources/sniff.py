"""Detection from bytes alone: the form of a file, and whether a payload is a page."""

from __future__ import annotations

import io
import re

import msgspec

from filmdig.parsers.choose import is_answer
from filmdig.parsers.record.capture import Rendition
from filmdig.scraper.sources.inflate import DICTIONARY, Inflated, Readable, packing, unread_packing
from filmdig.scraper.sources.tar_members import BLOCK, is_header

#: How many bytes of a file are examined.
HEAD = 8 << 10

# bzip2 and zstd output nothing before a whole block is read: 900 kB and 128 KB, which may grow a little when packed.
# They may be inside another packing.
_BLOCKS = {"bzip2", "zstd"}
_LARGEST_BLOCK = 1 << 20

#: How many packings may be inside the outer one: servers and people pack files that are already packed.
PACKED_AGAIN = 3

# The first byte is not checked: it may be damaged.
_HAR = re.compile(rb'(?<!\s)\s*+"log"\s*+:\s*+\{')
# A HAR as a script's argument (JSONP): "onInputData({...});", as HAR viewers load it from another host.
_JSONP = re.compile(rb"\A(?:/\*\*/\s*+)?[A-Za-z_$][\w$.]{0,100}+\s*+\(\s*+(?=\{)")
# The next keys of a HAR, for when the word "log" is damaged.
_HAR_WORDS = {b"version", b"creator", b"name"}
_WORD, _NEAR = re.compile(rb'"(\w{1,20})"\s{0,9}:'), 1024
_LATER_ARC = re.compile(rb"\nhttps?://[^ \r\n]{1,4000} [0-9a-fA-F.:]{3,45} \d{14} [\w./+-]{1,100} -?\d{1,18}\r?\nHTTP/")
WARC_HEAD = re.compile(rb"WARC/[01]\.\d+\r?\n")
_LATER_RECORD = re.compile(
    rb"\nWARC/[01]\.\d\r\n(?=(?:(?!WARC-Type:)[A-Za-z-]++:[^\n]*+\n)*+WARC-Type:)"
    rb"(?=(?:(?!Content-Length:)[A-Za-z-]++:[^\n]*+\n)*+Content-Length:)(?:[A-Za-z-]++:[^\n]*+\n)++\r\n"
    rb"|\A[^\n]{0,12}\r\n(?:WARC-[A-Za-z-]++: [^\n]*+\n){2}"
)
# An ARC file begins with the line of its version block; each record's line is URL, IP, 14 digits, type, length.
ARC_HEAD = re.compile(rb"\A[A-Za-z][A-Za-z0-9+.-]*+:[^ \r\n]*+ [0-9a-fA-F.:]++ \d{14}(?: [^ \r\n]*+){0,9}? -?\d++\r?\n")
# A mail head, and the line of it that identifies MHTML. Continuation lines need not begin with a blank.
_MHTML = re.compile(rb"\AFrom: <Saved by|\A[A-Za-z-]{1,80}+:[^\n]*+\n", re.IGNORECASE)
_MHTML_LINE = re.compile(
    rb"^(?:Content-Type:(?:[ \t]|\r?\n[ \t])*+multipart/related|Snapshot-Content-Location:|MIME-Version:)",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(rb"\n\r?\n")

_MEDIA = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"BM", "an image"),
    (b"\0\0\1\0", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"FWS", "a Flash film"),
    (b"CWS", "a Flash film"),
    (b"FLV\1", "a video"),
    (b"ID3", "sound"),
    (b"OggS", "sound or video"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0\1\0\0", "a font"),
    (b"OTTO", "a font"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"PK\3\4", "a zip file"),
    (b"PK\5\6", "a zip file"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf", "a 7z file"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
)
_TEXTUAL_MEDIA = (b"BM", b"FWS", b"CWS", b"MZ", b"ID3", b"OTTO", b"GIF8", b"PAR1")  # a text may begin with these letters

_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|base|div|span|table|t[rdh]|p|a|br|hr|ul|ol|li|dl|h[1-6]|b|i|font|center|img|script|style"
    rb"|form|frame(?:set)?|iframe|article|section|main|header|nav)(?:\s[^<>]*+)?+/?>",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# The first line of a crawler's text, which may quote tags later.
_CRAWLED = re.compile(rb"\AURL: https?://\S++[^\S\n]*+\n")
_XML = re.compile(rb"\A<\?xml[^>]*+>|\A<(?:rss|feed|urlset|sitemapindex|svg|rdf:RDF|opml)[\s>]", re.IGNORECASE)
_COMMENTS = rb"\A(?:\s++|/\*(?:[^*]++|\*(?!/))*+\*/|//[^\n]*+\n|<!--)*+"
_SCRIPT = re.compile(
    _COMMENTS
    + rb"(?:[!;(]*+function\s*+[\w$]*+\s*+\(|\(\(\)\s*=>|[\"']use strict[\"']"
    + rb"|(?:var|let|const)\s++[\w$]++\s*+[=;,]"
    + rb"|(?:window|document|self|this|module|exports)[.\[]"
    + rb"|(?:if|try|for)\s*+[({]|[$\w.]++\s*+=\s*+(?:[{(]|function\b)|(?:jQuery|\$|define|require)\()",
    re.DOTALL,
)
_STYLE = re.compile(
    _COMMENTS
    + rb"(?:@(?:charset|import|media|font-face|namespace)\b"
    + rb"|[.#*:\w\[][^{}<;]{0,300}+\{\s*+[\w-]++\s*+:[^{}<>]*+\})",
    re.DOTALL,
)
# CDX and CDXJ: a SURT key, 14 digits, the rest.
_CDX = re.compile(rb"\A(?:CDX [A-Za-z ]++\n|[^\s()]++\)\S*+ \d{14}[ \t]|!meta \d++ \{)")
_NOT_PAGES = {
    "text/css": "a style sheet",
    "text/javascript": "a script",
    "application/javascript": "a script",
    "application/x-javascript": "a script",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b\x1a"))


def head_of(stream: Readable) -> bytes:
    """Return the first bytes of a stream, enough for `form`: of a packed stream its whole first block."""
    head = stream.read(HEAD)
    kind = packing(head)
    if kind and (packing(start := _unpacked_head(head)) or (kind in _BLOCKS and not start)):
        head += stream.read(_LARGEST_BLOCK)
    return head


def form(head: bytes, again: int = PACKED_AGAIN) -> str:
    """Return the form of a file, packed or not, from its first bytes; ``pages`` if it is not a container.

    Args:
        head: the first bytes, from `head_of`.
        again: how many packings may be inside the outer one. A container inside them is ``packed``.
    """
    if head.startswith(DICTIONARY):
        return "warc"
    outer, head = head, _unpacked_head(head)
    if again and packing(outer) and (packing(head) or head.startswith(DICTIONARY)):
        return "packed" if form(head, again - 1) != "pages" else "pages"
    if WARC_HEAD.match(head.lstrip(b"\r\n")):
        return "warc"
    if ARC_HEAD.match(head.lstrip(b"\r\n")) and (head.lstrip().startswith(b"filedesc:") or b"text/" in head.split(b"\n", 1)[0]):
        return "arc"
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if is_header(head[:BLOCK]) or any(
        head[at + 257 :].startswith(b"ustar") and is_header(head[at : at + BLOCK]) for at in range(0, len(head), BLOCK)
    ):
        return "tar"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    start = _JSONP.sub(b"", start[:1024], count=1) if start[:1] not in {b"{", b"<"} else start
    named = start.startswith(b"{") and (_HAR.search(start[:512]) or _HAR_WORDS.issubset(_WORD.findall(start[:_NEAR])))
    if named or _HAR.match(start, 1):
        return "har"
    if head.startswith(b"bplist0") or (start.startswith(b"<?xml") and b"<plist" in head and b"WebMainResource" in head):
        return "webarchive"
    if _is_mhtml(head):
        return "mhtml"
    # Last, a file whose first bytes are damaged, or the tail of a split file.
    if _LATER_RECORD.search(head):
        return "warc"
    return "arc" if head.startswith(b"filedesc://") or _LATER_ARC.search(head) else "pages"


def _is_mhtml(head: bytes) -> bool:
    first = _MHTML.match(head)
    if first is None:
        return False
    end = _BLANK_LINE.search(head)
    return head[:12].lower() == b"from: <saved" or _MHTML_LINE.search(head, 0, end.end() if end else len(head)) is not None


def _unpacked_head(head: bytes) -> bytes:
    kind = packing(head)
    if kind is None:
        return head[:HEAD]
    unpacked = Inflated(io.BytesIO(head), kind)
    start = unpacked.read(HEAD)
    return start + unpacked.read(_LARGEST_BLOCK) if packing(start) else start


def page(body: bytes, media_type: str = "", url: str | None = None) -> tuple[Rendition | None, str]:
    """Return whether a payload is a page, and in which rendition.

    Args:
        body: the payload with every encoding undone.
        media_type: the type that the server declared; it decides only where the bytes do not.
        url: the payload's address: JSON is a page if a known site's pages request it from there.

    Returns:
        ``("html", "")``, ``("text", "")``, ``("json", "")``, or None and the payload's kind, for "not a page: ...".
    """
    rendition, what = _page(body)
    if what == "JSON" and is_answer(url):
        return "json", ""
    if rendition is None or body.lstrip()[:1] == b"<":
        return rendition, what
    if media_type in _NOT_PAGES:
        return None, _NOT_PAGES[media_type]
    return ("html" if media_type in {"text/html", "application/xhtml+xml"} else rendition), ""


def _page(body: bytes) -> tuple[Rendition | None, str]:
    head = _as_ascii_based(body[: HEAD * 8])
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\f\0")
    if not start:
        return "text", ""
    if start.startswith(b"<"):
        if _DOCUMENT.search(head):
            return "html", ""
        if _is_binary(head):
            return None, "binary data"
        if _XML.match(start):
            return None, "XML"
        return ("html", "") if _TAG.search(head) else ("text", "")
    for magic, name in _MEDIA:
        if head.startswith(magic) and (magic not in _TEXTUAL_MEDIA or _is_binary(head)):
            return None, name
    if how := unread_packing(head):
        return None, f"data packed with {how}"
    if head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"AVI ", b"WAVE"}:
        return None, "an image, sound or video"
    if head[4:8] == b"ftyp":
        return None, "a video"
    if start[:1] in b"{[" and _is_json(body):
        return None, "JSON"
    if _is_binary(head):
        return ("html", "") if _DOCUMENT.search(head) else (None, "binary data")
    if _SCRIPT.match(start):
        return None, "a script"
    if _STYLE.match(start):
        return None, "a style sheet"
    if _TAG.search(head) and not _CRAWLED.match(start):
        return "html", ""
    if _CDX.match(start):
        return None, "an index of captures"
    return (None, "a table") if _is_table(head) else ("text", "")


def _as_ascii_based(head: bytes) -> bytes:
    """Return UTF-16 as UTF-8, for the patterns; anything else unchanged."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif head[:2] in {b"<\0", b"\0<"}:
        text = head.decode("utf-16-le" if head[0] else "utf-16-be", "replace")
    else:
        return head
    # In arbitrary bytes one pair in 32 is a lone surrogate; in text, at most the character at which the head was cut.
    return head if text.count("\ufffd") > 1 + len(text) // 200 else text.encode("utf-8", "replace")


def _is_binary(head: bytes) -> bool:
    """Return whether more than one byte in fifty is a control character: a text may contain a stray NUL."""
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50


def _is_json(body: bytes) -> bool:
    """Return whether the payload, or its first line (JSON Lines), is JSON."""
    for text in (body, body.lstrip().partition(b"\n")[0]):
        try:
            msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=msgspec.Raw)
        except (msgspec.DecodeError, RecursionError):  # no real data nests a thousand brackets
            continue
        return True
    return False


def _is_table(head: bytes) -> bool:
    """Return whether nearly all lines have two or more tabs: an index or a table of values, kept with the pages."""
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    return len(lines) > 2 and sum(line.count(b"\t") >= 2 for line in lines) > 0.8 * len(lines)
