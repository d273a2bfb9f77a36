"""Digests as labelled in WARC records."""

from __future__ import annotations

import base64
import hashlib
import re

_SIZES = {name: hashlib.new(name, usedforsecurity=False).digest_size for name in ("sha1", "md5", "sha256", "sha512")}


def agrees(label: str, *candidates: bytes | memoryview) -> bool | None:
    """Return whether a label such as ``sha1:`` and base 32 or 16 is the digest of one of the candidates; None if unknown.

    Crawlers differ in whether they digest a payload as sent or as unpacked. The result is None for an unknown algorithm, and
    False for a known algorithm whose digest is malformed: such a label is damaged.
    """
    wanted = parsed(label)
    if wanted is None:
        name, _, value = label.strip().partition(":")
        return False if value and _known(name) in _SIZES else None
    return any(hashlib.new(wanted[0], body, usedforsecurity=False).digest() == wanted[1] for body in candidates)


def parsed(label: str) -> tuple[str, bytes] | None:
    """Return the algorithm and the digest in a label; None if it has no valid digest."""
    name, _, value = label.strip().partition(":")
    name = _known(name)
    size = _SIZES.get(name)
    for decode, text in ((_base32, value.upper()), (base64.b16decode, value.upper()), (base64.b64decode, value)):
        try:
            digest = decode(text)
        except ValueError:
            continue
        if len(digest) == size:
            return name, digest
    return None


def _known(name: str) -> str:
    return name.lower().replace("-", "")


# base64.b32decode loops over characters in Python, 0.2 ms per digest; int(digits, 32) does not.
_BASE32 = re.compile("[A-Z2-7]+=*")
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghijklmnopqrstuv", "=")


def _base32(text: str) -> bytes:
    """Return the bytes of a base32 text (RFC 4648). Raises ValueError if it is not valid."""
    if not _BASE32.fullmatch(text):
        raise ValueError(text)
    digits = text.translate(_DIGITS)
    size, spare = divmod(5 * len(digits), 8)
    number = int(digits, 32)
    if number & ((1 << spare) - 1):
        raise ValueError(text)
    return (number >> spare).to_bytes(size, "big")
