"""Decode a page's bytes, and record how the encoding was determined.

In order of precedence: the byte order mark, strict UTF-8, the HTTP header's charset, the page's own declaration, a guess from its
language and text, windows-1252. UTF-8 precedes the declarations because saved and re-served pages often keep the declaration of
an encoding that they no longer have, while text in another encoding is hardly ever valid UTF-8 by accident.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

import msgspec
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from filmdig.parsers.page.undeclared import guess

Source = Literal["bom", "utf-8", "header", "meta", "language", "fallback"]


class Decoded(msgspec.Struct, frozen=True):
    """A page's text.

    Attributes:
        text: the text, without byte order mark and without NUL characters, which HTML parsers drop.
        encoding: the encoding's WHATWG name (``windows-1252``, ``gb18030``).
        source: what determined the encoding; ``fallback`` if nothing did.
        repaired: how many stray windows-1252 bytes were in text that is otherwise UTF-8; each was decoded separately.
        cut: how many UTF-8 characters were cut in the middle, by servers that cut texts at a number of bytes; they are left out.
        doubtful: whether nothing declares the encoding and the text does not look like a language.
    """

    text: str
    encoding: str
    source: Source
    repaired: int = 0
    cut: int = 0
    doubtful: bool = False


_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_BOM: Final = "\ufeff"  # a page made of concatenated templates may have several

# windows-1252 as browsers read it: the five bytes that Python's codec rejects are C1 controls.
_WINDOWS_1252: Final = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))

# WHATWG names by Python's codecs. A page may declare any name; a codec that is not listed here is never run on a page: some, like
# punycode, idna and utf-7, are not encodings of pages, and some of them take quadratic time.
_NAMES: Final = {
    "utf-8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp866": "ibm866",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-roman": "macintosh",
    "mac-cyrillic": "x-mac-cyrillic",
    "cp874": "windows-874",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "cp949": "euc-kr",
    "big5hkscs": "big5",
    "gb18030": "gb18030",
    **{f"cp125{digit}": f"windows-125{digit}" for digit in range(9)},
    **{f"iso8859-{part}": f"iso-8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}

_ASCII: Final = bytes(range(128))
_STRAYS = re.compile("[\udc80-\udcff]+")
# The first bytes of a cut character, and what may follow it: an ellipsis, or the end of an element, attribute or JSON string.
_LEADING = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})")
_TEXT_ENDS = re.compile(r"[ \t\r\n]{0,9}(?:\.\.|…|&hellip;|&#8230;|&#x2026;|\\u2026|[<\"]|\Z)", re.IGNORECASE)
_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")

# w3lib looks at 4096 bytes. Old pages have whole scripts before their declaration, so later windows are searched too.
# The windows overlap by more than the length of a declaration.
_WINDOWS: Final = range(0, 4 * 3584, 3584)

# Undeclared text counts as UTF-8 with strays if it has at least as many multi-byte characters as stray bytes; text declared as
# UTF-8, if it has a tenth as many. In text of another encoding, valid sequences are accidents: at most about one in ten
# (GB 2312 and EUC-KR are the worst).
_STRAYS_PER_CHARACTER: Final = 1
_STRAYS_PER_CHARACTER_DECLARED: Final = 10

_LONGEST_CUT: Final = 3


def decode(body: bytes, charset: str | None = None, url: str | None = None) -> Decoded:
    """Decode a page; any sequence of bytes gives a text.

    Args:
        body: the payload, with content encodings undone.
        charset: the charset in the HTTP header, unchanged; an unknown label is ignored.
        url: the page's address, if it is known: its country domain shows the language of a page that declares nothing.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _from_bom(body.removeprefix(bom), name)
    if b"\0" in body:
        if utf16 := _utf16_without_bom(body):
            return Decoded(_text(body, utf16), utf16, "header" if (_codec(charset) or "").startswith("utf-16") else "fallback")
        body = body.replace(b"\0", b"")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_strict_utf8(body, charset, url)
    if b"\x1b" in body and (declared := _declared(body, charset)) and declared[0] == "iso2022_jp":
        # The only encoding of film pages, other than ASCII itself, in which all bytes are ASCII.
        return Decoded(_text(body, "iso2022_jp"), "iso-2022-jp", declared[1])
    return Decoded(text, "utf-8", "utf-8")


def _from_bom(body: bytes, name: str) -> Decoded:
    if name != "utf-8":
        return Decoded(_text(body, name).lstrip(_BOM), name, "bom")
    body = body.replace(b"\0", b"")
    return _utf8_with_strays(body, "bom")


def _utf16_without_bom(body: bytes) -> str | None:
    """Return the UTF-16 encoding of a page without byte order mark; None if it is not UTF-16.

    Markup is ASCII, so in UTF-16 nearly every second byte of a page's beginning is NUL, and hardly any of the others is.
    """
    head = body[:512]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) and even * 20 < len(head):
        return "utf-16-le"
    if even * 4 > len(head) and odd * 20 < len(head):
        return "utf-16-be"
    return None


def _not_strict_utf8(body: bytes, charset: str | None, url: str | None) -> Decoded:
    declared = _declarations(body, charset)
    text = body.decode("utf-8", "surrogateescape")
    strays = len(body) - len(text.encode("utf-8", "ignore"))
    characters = len(text) - strays - (len(body) - _above_ascii(body))
    tolerance = _STRAYS_PER_CHARACTER_DECLARED if any(codec == "utf-8" for codec, _ in declared) else _STRAYS_PER_CHARACTER
    if strays <= characters * tolerance + _LONGEST_CUT and (characters or not declared or declared[0][0] == "utf-8"):
        decoded = _utf8_with_strays(body, "utf-8")
        # A page's only multi-byte character may be one that is cut.
        if decoded.repaired <= characters * tolerance and (characters or decoded.cut):
            return decoded
    for codec, source in declared:
        if codec == "cp1252":
            return Decoded(_windows_1252(body), "windows-1252", source)
        # UTF-8 has been tried already, and UTF-16 was ruled out by the NULs it would have.
        if codec.startswith("utf-"):
            continue
        text = _text(body, codec)
        if text.count("\ufffd") * 10 <= _above_ascii(body):
            return Decoded(text, _NAMES[codec], source)
    likely = guess(body, url)
    text = _windows_1252(body) if likely.codec == "cp1252" else _text(body, likely.codec)
    return Decoded(text, _NAMES[likely.codec], "language" if likely.language else "fallback", doubtful=likely.doubtful)


def _utf8_with_strays(body: bytes, source: Source) -> Decoded:
    """Decode the body as UTF-8, reading stray bytes as windows-1252 and leaving out characters that are cut.

    A last character that is cut by the body's end becomes U+FFFD.
    """
    whole = len(body) - _cut_at_end(body)
    text = body[:whole].decode("utf-8", "surrogateescape")
    repaired = cut = 0

    def read(strays: re.Match[str]) -> str:
        nonlocal repaired, cut
        piece = strays[0].encode("ascii", "surrogateescape")
        if _is_cut(piece, text[strays.start() - 1 : strays.start()]) and _TEXT_ENDS.match(text, strays.end()):
            cut += 1
            return ""
        repaired += len(piece)
        return _windows_1252(piece)

    text = _STRAYS.sub(read, text) + "\ufffd" * (whole < len(body))
    return Decoded(text.lstrip(_BOM) if source == "bom" else text, "utf-8", source, repaired, cut)


def _is_cut(strays: bytes, before: str) -> bool:
    """Return whether stray bytes at a text's end are the first bytes of a cut character, not letters in windows-1252 ("caf\xe9").

    They are after a multi-byte letter; so are a capital (0xC2 to 0xDF) after a small letter, and 0xE2 ("a" with a circumflex, or
    the first byte of quotes, dashes and ellipses) at a word's end.
    """
    if not _LEADING.fullmatch(strays) or not before.isalpha():
        return False
    return not before.isascii() or strays[0] == 0xE2 or (strays[0] < 0xE0 and before.islower())


def _cut_at_end(body: bytes) -> int:
    """Return the length of the incomplete character at the body's end; 0 if there is none."""
    tail = _CUT_CHARACTER.search(body[-3:])
    return len(tail[0]) if tail else 0


def _declarations(body: bytes, charset: str | None) -> list[tuple[str, Source]]:
    header, meta = _codec(charset), _meta(body)
    found: list[tuple[str, Source]] = []
    if header:
        found.append((header, "header"))
    if meta:
        found.append((meta, "meta"))
    return found


def _declared(body: bytes, charset: str | None) -> tuple[str, Source] | None:
    return next(iter(_declarations(body, charset)), None)


def _codec(label: str | None) -> str | None:
    """Return Python's codec for a declared label; None if it is not an encoding that pages are written in."""
    codec = resolve_encoding(label.strip(" \t\r\n\f'\"")) if label else None
    return codec if codec in _NAMES else None


def _meta(body: bytes) -> str | None:
    for start in _WINDOWS:
        if start and start >= len(body):
            break
        window = body[start : start + 4096].lower()
        if start and b"charset" not in window and b"encoding" not in window:
            continue
        if (codec := html_body_declared_encoding(window)) in _NAMES:
            return codec
    return None


def _text(body: bytes, codec: str) -> str:
    return body.decode(codec, "replace").replace("\0", "")


def _windows_1252(body: bytes) -> str:
    return codecs.charmap_decode(body, "strict", _WINDOWS_1252)[0]


def _above_ascii(body: bytes) -> int:
    pieces = (body[start : start + 4096] for start in range(0, len(body), 4096))
    return sum(len(piece.translate(None, _ASCII)) for piece in pieces if not piece.isascii())  # most pieces are ASCII
