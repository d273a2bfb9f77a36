"""From a page's bytes to its text, and how that was decided.

The chain is: byte order mark, strict UTF-8, the HTTP head's charset, the page's own declaration, windows-1252. UTF-8 comes before
any declaration because saved and re-served pages often keep the declaration of the encoding they no longer have, while text in
another encoding is hardly ever valid UTF-8 by accident.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

import msgspec
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

Source = Literal["bom", "utf-8", "header", "meta", "fallback"]


class Decoded(msgspec.Struct, frozen=True):
    """A page's text.

    Attributes:
        text: without byte order mark and without NUL characters, which no HTML parser shows.
        encoding: the encoding's WHATWG name (``windows-1252``, ``gb18030``).
        source: what decided it; ``fallback`` where nothing did.
        repaired: how many stray windows-1252 bytes stood in text that is UTF-8 otherwise; each was read by itself.
    """

    text: str
    encoding: str
    source: Source
    repaired: int = 0


_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_BOM: Final = "\ufeff"  # concatenated templates bring several

# windows-1252 as browsers read it: the five bytes that Python's codec refuses are C1 controls.
_WINDOWS_1252: Final = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))

# Python's codecs by the WHATWG's names. A page may declare any name; a codec that is not here (punycode, idna and utf-7 among
# them, some of which take quadratic time) is never run on a page.
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

_STRAYS_AS_WINDOWS_1252: Final = "filmdig.strays-as-windows-1252"
_ASCII: Final = bytes(range(128))
_CUT_CHARACTER = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")

# w3lib looks at 4096 bytes. Old pages put whole scripts before their declaration, so windows further on are looked at too;
# they overlap by more than a declaration is long.
_WINDOWS: Final = range(0, 4 * 3584, 3584)

# Undeclared text is UTF-8 with strays if it has at least as many characters of several bytes as stray bytes; text that is
# declared as UTF-8, if it has a tenth as many. In single-byte text such pairs are accidents, at most about one in ten
# (GB 2312 and EUC-KR are the worst).
_STRAYS_A_CHARACTER: Final = 1
_STRAYS_A_CHARACTER_DECLARED: Final = 10

# So many strays are read one by one in less time than a table is applied to the whole page.
_FEW: Final = 200


def decode(body: bytes, charset: str | None = None) -> Decoded:
    """Decode a page; every sequence of bytes gives a text.

    Args:
        body: the payload, content encodings undone.
        charset: what the HTTP head declares, as it is there; a label that nobody knows is as good as none.
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
        return _not_strict_utf8(body, charset)
    if b"\x1b" in body and (declared := _declared(body, charset)) and declared[0] == "iso2022_jp":
        # The one encoding for film pages whose bytes are all ASCII.
        return Decoded(_text(body, "iso2022_jp"), "iso-2022-jp", declared[1])
    return Decoded(text, "utf-8", "utf-8")


def _from_bom(body: bytes, name: str) -> Decoded:
    if name != "utf-8":
        return Decoded(_text(body, name).lstrip(_BOM), name, "bom")
    body = body.replace(b"\0", b"")
    try:
        return Decoded(body.decode(name).lstrip(_BOM), name, "bom")
    except UnicodeDecodeError:
        return Decoded(_utf8_with_strays(body).lstrip(_BOM), name, "bom", _strays_and_characters(body)[0])


def _utf16_without_bom(body: bytes) -> str | None:
    """Markup is ASCII: in UTF-16 nearly every second byte of a page's beginning is NUL, and hardly any of the others."""
    head = body[:512]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) and even * 20 < len(head):
        return "utf-16-le"
    if even * 4 > len(head) and odd * 20 < len(head):
        return "utf-16-be"
    return None


def _not_strict_utf8(body: bytes, charset: str | None) -> Decoded:
    declared = _declarations(body, charset)
    if (not declared or declared[0][0] == "cp1252") and _above_ascii(body) <= _FEW:
        text = body.decode("utf-8", _STRAYS_AS_WINDOWS_1252)
        if len(text) == len(body):  # it has no character of several bytes: every stray stands for itself
            return Decoded(text, "windows-1252", declared[0][1] if declared else "fallback")
    strays, characters = _strays_and_characters(body)
    tolerance = _STRAYS_A_CHARACTER_DECLARED if any(codec == "utf-8" for codec, _ in declared) else _STRAYS_A_CHARACTER
    if characters and strays <= characters * tolerance:
        return Decoded(_utf8_with_strays(body), "utf-8", "utf-8", strays)
    for codec, source in declared:
        if codec == "cp1252":
            return Decoded(_windows_1252(body), "windows-1252", source)
        # Bytes that can be read as ASCII are neither UTF-8, which has been tried, nor UTF-16.
        if codec.startswith("utf-"):
            continue
        text = _text(body, codec)
        if text.count("\ufffd") * 10 <= _above_ascii(body):
            return Decoded(text, _NAMES[codec], source)
    return Decoded(_windows_1252(body), "windows-1252", "fallback")


def _strays_and_characters(body: bytes) -> tuple[int, int]:
    """How many bytes of the body are no UTF-8, and how many characters of several bytes it has; a cut last one is neither."""
    text = body.decode("utf-8", "surrogateescape")
    strays = len(body) - len(text.encode("utf-8", "ignore"))
    return strays - _cut(body), len(text) - strays - (len(body) - _above_ascii(body))


def _utf8_with_strays(body: bytes) -> str:
    """Return the body as UTF-8, its strays read as windows-1252, and U+FFFD for a last character that the body's end cuts."""
    whole = len(body) - _cut(body)
    return body[:whole].decode("utf-8", _STRAYS_AS_WINDOWS_1252) + "\ufffd" * (whole < len(body))


def _cut(body: bytes) -> int:
    tail = _CUT_CHARACTER.search(body[-3:])
    return len(tail[0]) if tail else 0


def _read_strays(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _windows_1252(error.object[error.start : error.end]), error.end


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
    """Python's codec for a declared label, or None if it is no encoding that pages are written in."""
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
    return sum(len(piece.translate(None, _ASCII)) for piece in pieces if not piece.isascii())  # most pieces are soon told


codecs.register_error(_STRAYS_AS_WINDOWS_1252, _read_strays)
