"""Parse the links of Memento archives, in a TimeMap's body and in the Link header (RFC 6690, RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_LINK = re.compile(
    r"""<([^<>]*+)>                                 # the address; a comma or semicolon in it is part of it
        ((?:\s*+;\s*+[\w!#$&+\-.^`|~*]++            # a parameter's name
            (?:\s*+=\s*+(?:"(?:[^"\\]++|\\.)*+"|[^\s",;]*+))?+   # its value, quoted or bare
        )*+)
        \s*+(?:,|$)""",
    re.VERBOSE,
)
_PARAMETER = re.compile(r""";\s*+([^\s=;]++)(?:\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"|([^\s",;]*+)))?+""")


class Link(msgspec.Struct, frozen=True):
    """One link: its target, its relations (``memento``, ``timemap``, ``original``), a memento's time, a media type."""

    href: str
    rel: frozenset[str]
    datetime: str | None
    kind: str | None


def links(text: str) -> Iterator[Link]:
    """Yield the links of a TimeMap or Link header, in order."""
    for found in _LINK.finditer(text):
        parameters = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(found[2])}
        yield Link(
            found[1].strip(),
            frozenset(parameters.get("rel", "").lower().split()),
            parameters.get("datetime"),
            parameters.get("type"),
        )
