"""Bytes to text, and how it was decided."""

from __future__ import annotations

from typing import Literal

import msgspec


class Decoded(msgspec.Struct, frozen=True):
    """A page's text, and how its encoding was decided."""

    text: str
    encoding: str
    source: Literal["bom", "utf-8", "header", "meta", "fallback"]
    repaired: int = 0


def decode(body: bytes, charset: str | None = None) -> Decoded:
    """UTF-8 where the bytes are, else cp1252."""
    try:
        return Decoded(body.decode("utf-8-sig"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        return Decoded(body.decode("cp1252", "replace"), charset or "cp1252", "fallback")
