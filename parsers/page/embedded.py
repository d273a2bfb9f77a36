"""JSON that stands in a page's scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

# Letterboxd (2025) and others wrap JSON-LD in a CDATA comment that JavaScript ignores.
_CDATA = re.compile(r"(?:/\*\s*)?(?://\s*)?<!\[CDATA\[(?:\s*\*/)?")
_CONTROL = re.compile(r"[\x00-\x1f]")


def _less_cdata(text: str) -> str:
    if opening := _CDATA.match(text):
        text = text[opening.end() :]
    inside, closing, rest = text.rpartition("]]>")
    if closing and rest.strip() in ("", "*/"):
        text = inside.rstrip().removesuffix("//").rstrip().removesuffix("/*")
    return text


def parse_json(text: str, where: str, note: Callable[[str, str], None]) -> Any:
    """JSON that a page embeds, raw line ends inside strings allowed (Douban, 2022).

    Args:
        text: a script's text.
        where: what the note calls it.
        note: is given (code, message) where it is broken.

    Returns:
        the data; None where there is none or it is broken.
    """
    text = text.strip()
    if text.startswith(("/*", "//", "<!")):
        text = _less_cdata(text).strip()
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return msgspec.json.decode(_CONTROL.sub(" ", text))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        note("json_broken", f"{where}: {error}")
        return None
