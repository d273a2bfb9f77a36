"""Read the JSON in a page's scripts, repairing common faults.

Repaired are, in this order: wrappers (CDATA, HTML and JavaScript comments, an assignment), raw line ends inside strings, a comma
before a closing bracket or missing between objects, a `;` after the end, escapes that JSON does not have, JavaScript's literals
and comments, and numbers too long to be of use. The time is linear: one pass over the tokens.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

# "<!--//--><![CDATA[//><!--" (Drupal), "// <![CDATA[", "/*<![CDATA[*/", "<!--": each part alone or after the others.
_BEFORE = re.compile(r"(?:\s++|\ufeff|<!\[CDATA\[|<!--|-->|//>|\*/|/\*(?=\s*+(?:<|\*/))|//(?=\s*+[<>-])|//(?=[ \t]*+[\r\n]))*+")
_AFTER = re.compile(r"(?:\s++|\ufeff|\]\]>|-->|<!--|//|/\*|\*/|;|,)*+\Z")
_ASSIGNED = re.compile(r"(?:(?:var|let|const)\s++)?[\w$.\[\]\"']{1,120}+\s*+=\s*+(?=[{\[])")
_TOKENS = (
    r'"(?P<string>%s)(?:"|\Z)|(?P<comment>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+)|(?P<blank>\s++)'
    r"|(?P<number>-?\d[\d.eE+-]*+)|(?P<mark>[\[\]{},:])|(?P<word>[A-Za-z_$][\w$]*+)|(?P<odd>.)"
)
_TOKEN = re.compile(_TOKENS % r'(?:[^"\\]++|\\.)*+', re.DOTALL)
# Strings with unescaped quotes inside: the closing quote is the one before a character that may follow a string.
_BARE_QUOTES = re.compile(_TOKENS % r'(?:[^"\\]++|\\.|"(?!\s*+[,:}\]]))*+', re.DOTALL)
_BAD_ESCAPE = re.compile(
    r'\\(?:u(?P<code>[0-9a-fA-F]{4})|x(?P<byte>[0-9a-fA-F]{2})|(?P<known>["\\/bfnrt])|(?P<other>.))|(?P<quote>")', re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x1f]")
_CONTROLS = {"\n": "\\n", "\r": "", "\t": "\\t"}
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null", "NaN": "null", "Infinity": "null"}
_LONGEST_NUMBER = 40
_ESCAPED = re.compile(r"\[?\{\s*+&(?:amp;)?(?:quot|#34|#x22);")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def parse_json(text: str, where: str, note: Callable[[str, str], None]) -> Any:
    """Read JSON that is embedded in a page; minor faults are repaired.

    Args:
        text: a script's text.
        where: the name of the script in notes.
        note: called with a code and a message if the JSON is broken.

    Returns:
        the data; None if there is none or it is broken.
    """
    text = text.strip()
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    text = _unwrapped(text)
    if not text:
        return None
    if _ESCAPED.match(text):  # the whole block was HTML-escaped, once or twice
        text = unescaped(text)
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        broken = str(error)  # the original text's error: that of a repaired text would name another position
    for tokens in (_TOKEN, _BARE_QUOTES):
        try:
            found = msgspec.json.decode(f"[{''.join(_repaired(tokens, text, where, note))}]")
            return found[0] if len(found) == 1 else found or None
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            continue
    note("json_broken", f"{where}: {broken}")
    return None


def unescaped(text: str) -> str:
    """Return a text with entities decoded that were escaped once or twice; ``&copy=`` in an address is not an entity."""
    for _ in range(2):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def unescaped_values(value: Any, depth: int = 0) -> Any:
    """Return JSON data with the entities in its strings decoded."""
    if isinstance(value, str):
        return unescaped(value) if "&" in value else value
    if depth > 60:
        return value
    if isinstance(value, list):
        return [unescaped_values(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: unescaped_values(inside, depth + 1) for key, inside in value.items()}
    return value


def _unwrapped(text: str) -> str:
    start = _BEFORE.match(text)
    text = text[start.end() if start else 0 :]
    if assigned := _ASSIGNED.match(text):
        text = text[assigned.end() :]
    # A wrapper can only end in the last characters; a search through the whole text would try every bracket.
    tail = max(0, len(text) - 200)
    for at in range(tail, len(text)):
        if text[at] in "}]" and _AFTER.match(text, at + 1):
            return text[: at + 1] if at + 2 < len(text) or text[at + 1 :].strip() else text
    return text


def _repaired(tokens: re.Pattern[str], text: str, where: str, note: Callable[[str, str], None]) -> Iterator[str]:
    """Yield the tokens of a text that is nearly JSON as valid JSON; further objects are kept, other text after the end is not."""
    depth = 0
    pending = ""  # a comma, yielded only if a value follows
    last = ""
    for token in tokens.finditer(text):
        kind, piece = token.lastgroup, token[0]
        if kind in ("blank", "comment"):
            continue
        if piece == ",":
            pending = "," if last not in ("", "[", "{", ",") else ""
            continue
        if kind == "mark" and piece in "]}":
            pending = ""
        elif last in ("}", "]") and piece != ":" and not pending:
            pending = ","  # "}{": the comma between two objects is missing
        if depth == 0 and last and piece not in ("{", "["):
            return
        if pending:
            yield pending
            pending = ""
        if kind == "mark":
            depth += (piece in "[{") - (piece in "]}")
            yield piece
        elif kind == "string":
            yield '"' + _string(token["string"]) + '"'
        elif kind == "number":
            if len(piece) > _LONGEST_NUMBER:
                note("value_implausible", f"{where}: a number of {len(piece)} characters")
                piece = "null"
            yield piece
        elif kind == "word":
            yield _WORDS.get(piece) or f'"{piece}"'
        else:
            yield piece
        last = piece


def _string(inside: str) -> str:
    if "\\" in inside or '"' in inside:
        inside = _BAD_ESCAPE.sub(_escape, inside)
    return _CONTROL.sub(lambda match: _CONTROLS.get(match[0], " "), inside)


def _escape(match: re.Match[str]) -> str:
    if match["known"] or match["code"]:
        code = match["code"]
        if code is None or not 0xD800 <= int(code, 16) <= 0xDFFF:
            return match[0]
        return _paired(match)
    if match["byte"]:
        return f"\\u00{match['byte']}"
    return '\\"' if match["quote"] else str(match["other"])  # "\'" and the like


_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def _paired(match: re.Match[str]) -> str:
    """Return half of a surrogate pair unchanged if its other half is next to it, else nothing."""
    text, at = match.string, match.start()
    if _PAIR.match(text, at) or (at >= 6 and _PAIR.match(text, at - 6)):
        return match[0]
    return ""
