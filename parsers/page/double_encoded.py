"""Repair text that a site encoded twice: UTF-8 that was read as windows-1252 and written as UTF-8 again ("premiÃ¨re").

This module finds candidates: as letters, JSON escapes or character references. ftfy decides which of them were encoded twice: it
only changes a sequence that is implausible as it is.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable, Iterable
from typing import Final

import msgspec
from ahocorasick_rs import BytesAhoCorasick

from filmdig.parsers.page.plain_text import places

# The bytes 0x80 to 0xBF, which follow a character's first byte in UTF-8, as windows-1252 reads them.
_NEXT: Final = (
    "\x80-\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013"
    "\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_SEQUENCE: Final = re.compile(f"[\xc2-\xf0](?:(?<=[\xc2-\xdf])[{_NEXT}]|(?<=[\xe0-\xef])[{_NEXT}]{{2}}|(?<=\xf0)[{_NEXT}]{{3}})")
_QUOTED: Final = re.compile("(?<![^\\W\\d_])[\xc2-\xdf][\u2018-\u201d](?![^\\W\\d_])")  # one capital in quotes
_EDGES: Final = '<>\n"'
_TEXT: Final = re.compile(f"[^{_EDGES}]+")
_CUT: Final = re.compile(r"[\xc2\xc3](?<=[a-z\xe0-\xff].)(?=[ \n]{0,3}(?:\.\.|…|&hellip;))")
_ESCAPE: Final = r"u(?:00[89a-fA-F]|20[0-9a-fA-F]|0[12][0-9a-fA-F])[0-9a-fA-F]"
_JSON: Final = re.compile(rf"\\(?<!\\\\){_ESCAPE}(?:\\{_ESCAPE})+")
_REFERENCES: Final = re.compile(
    r"&(?:[AEIOU][a-z]{3,6}|[aeiou](?:circ|grave|acute|tilde|uml)|#(?:19\d|2[0-4]\d|x[C-E][0-9A-F]));"
    r"(?:&(?:[A-Za-z]{2,7}|#\d{2,4}|#x[0-9A-F]{2,4});){1,11}"
)

# The same patterns for UTF-8 bytes, which are searched for these letters' first byte, ten times as fast as a text.
_NEXT_IN_BYTES: Final = b"(?:\xc2[\x80-\xbf]|%b)" % b"|".join(letter.encode() for letter in _NEXT[3:])
_SEQUENCE_IN_BYTES: Final = re.compile(
    rb"\xc3(?:[\x82-\x9f]%b|[\xa0-\xaf]%b{2}|\xb0%b{3})" % (_NEXT_IN_BYTES, _NEXT_IN_BYTES, _NEXT_IN_BYTES)
)
_CUT_IN_BYTES: Final = re.compile(rb"\xc3[\x82\x83][ \n]{0,3}(?:\.\.|\xe2\x80\xa6|&hellip;)")

# Most pages have no candidates. These faster searches establish that; the patterns above look at every byte.
_LETTERS: Final = re.compile(
    rb"\xc3[\x82-\xb0](?:[\xc2\xc5\xc6\xcb]|\xe2[\x80\x82\x84]|[ \n]{0,3}(?:\.\.|\xe2\x80\xa6|&hellip;))"
)
_ESCAPES: Final = re.compile(rb"\\u00[c-eC-E][0-9a-fA-F]\\u(?:00[89abAB]|0[12]|20)")
_FIRST_ESCAPES: Final = tuple(rb"\u00" + digit for digit in (b"c", b"d", b"e", b"C", b"D", b"E"))
_FIRST_REFERENCES: Final = tuple(
    b"&%b;" % name for name in (b"Atilde", b"Acirc", b"acirc", b"#194", b"#195", b"#226", b"#xC2", b"#xC3", b"#xE2")
)


@functools.cache
def _first_escapes_and_references() -> BytesAhoCorasick:
    return BytesAhoCorasick([*_FIRST_ESCAPES, *_FIRST_REFERENCES])


def may_be_double_encoded(body: bytes) -> bool:
    """Return whether a page in UTF-8 has bytes that occur in text encoded twice. Most pages do not."""
    if b"\xc3" in body and _LETTERS.search(body):
        return True
    found = {pattern for pattern, _, _ in _first_escapes_and_references().find_matches_as_indexes(body)}
    return bool(found) and (max(found) >= len(_FIRST_ESCAPES) or _ESCAPES.search(body) is not None)


class Undone(msgspec.Struct, frozen=True):
    """A page's text with double encoding repaired.

    Attributes:
        text: the text; the same object as the input if nothing was encoded twice.
        repaired: how many pieces of text were repaired.
        left: how many pieces were encoded twice but have lost letters; they are unchanged.
    """

    text: str
    repaired: int = 0
    left: int = 0


def undo_double_encoding(text: str) -> Undone:
    """Return a page's text with double encoding repaired."""
    repair = _Repair()
    source = text.encode("utf-8", "replace")
    if firsts := {match[0][:2].decode() for match in _SEQUENCE_IN_BYTES.finditer(source)}:
        text = _repair_texts(text, firsts, repair.letters)
    if _CUT_IN_BYTES.search(source):
        text = _CUT.sub(repair.cut, text)
    if "\\u" in text:
        text = _JSON.sub(repair.json, text)
    text = _REFERENCES.sub(repair.references, text)
    return Undone(text, repair.repaired, repair.left)


def _repair_texts(text: str, firsts: Iterable[str], repair: Callable[[re.Match[str]], str]) -> str:
    """Repair the texts between tags and quotes that have a sequence; the others are skipped.

    The first letters of the page's sequences are searched for one by one: a search for any of several takes ten times as long.
    """
    parts: list[str] = []
    done = 0
    for place in sorted(place for first in firsts for place in places(text, first)):
        if place < done or _SEQUENCE.match(text, place) is None:
            continue
        start = max(done, 1 + max(text.rfind(edge, done, place) for edge in _EDGES))
        if (match := _TEXT.match(text, start)) is None:  # never: a sequence is always inside a text
            break
        parts += [text[done:start], repair(match)]
        done = match.end()
    return "".join([*parts, text[done:]]) if parts else text


class _Repair:
    """Repairs pieces of text and counts them."""

    def __init__(self) -> None:
        self.repaired = self.left = 0

    def letters(self, match: re.Match[str]) -> str:
        text = match[0]
        if text.isascii() or not _SEQUENCE.search(_QUOTED.sub("", text)):
            return text
        return self._fixed(text)

    def json(self, match: re.Match[str]) -> str:
        printed: str = json.loads(f'"{match[0]}"')
        fixed = self._fixed(printed) if _SEQUENCE.search(printed) else printed
        return match[0] if fixed == printed else json.dumps(fixed)[1:-1]

    def references(self, match: re.Match[str]) -> str:
        printed = html.unescape(match[0])
        fixed = self._fixed(printed) if _SEQUENCE.search(printed) else printed
        return match[0] if fixed == printed else html.escape(fixed)

    def cut(self, _match: re.Match[str]) -> str:
        self.repaired += 1
        return ""

    def _fixed(self, text: str) -> str:
        import ftfy  # loads slowly, and hardly any page needs it

        fixed = ftfy.fix_encoding(text)
        if fixed == text:
            return text
        if "\ufffd" in fixed:
            self.left += 1
            return text
        self.repaired += 1
        return fixed
