"""Digests as WARC records label them."""

from __future__ import annotations

import base64
import hashlib

_NAMES = {"sha1", "md5", "sha256", "sha512"}


def agrees(label: str, *candidates: bytes) -> bool:
    """Tell whether a label such as ``sha1:`` and base 32 or 16 is the digest of one of the candidates.

    Crawlers differ in whether they digest a payload as it was sent or as it is unpacked. A label of an unknown algorithm or of
    the wrong length says nothing, and so contradicts nothing.
    """
    wanted = parsed(label)
    return wanted is None or any(hashlib.new(wanted[0], body, usedforsecurity=False).digest() == wanted[1] for body in candidates)


def parsed(label: str) -> tuple[str, bytes] | None:
    """Return the algorithm and the digest that a label names; None where it names none."""
    name, _, value = label.strip().partition(":")
    name = name.lower().replace("-", "")
    if name not in _NAMES:
        return None
    size = hashlib.new(name, usedforsecurity=False).digest_size
    for decode, text in ((base64.b32decode, value.upper()), (base64.b16decode, value.upper()), (base64.b64decode, value)):
        try:
            digest = decode(text)
        except ValueError:
            continue
        if len(digest) == size:
            return name, digest
    return None
