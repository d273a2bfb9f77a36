"""Restore the addresses in a page that a replay rewrote."""

from __future__ import annotations

import re
from typing import Final

# A slash as it is in HTML, in JSON inside HTML, and in JSON inside JSON.
_SLASH: Final = r"(?:\\{0,3}/|\\u002[fF])"


class Rewriting:
    """The form of an archive's rewritten addresses, and methods that restore the original ones.

    Args:
        origins: a pattern of the hosts that may precede the path, such as ``web.archive.org``.
        path: the path before the timestamp, ``/web/``.
        stamp: a pattern of the timestamp and its modifier, or of what an archive has in their place.
    """

    def __init__(self, origins: str, path: str, stamp: str = r"\d{1,14}(?:[a-z]{1,4}_)?") -> None:
        self.path = path
        prefix = (
            rf"(?:(?:https?:)?{_SLASH}{{2}}(?:{origins}))?"
            + "".join(_SLASH if part == "/" else re.escape(part) for part in re.split("(/)", path))
            + f"(?:{stamp}){_SLASH}"
        )
        rest = rf"(?P<scheme>https?:)?(?P<slashes>{_SLASH}{{0,2}})(?P<bare>(?=[\w-]{{1,63}}\.[\w-]))?"
        self._value = re.compile(
            rf"(?P<before>\A\s*+|[\"'(]|&quot;|&apos;|&#0?3[49];|&#x2[27];|\burl\s?=\s?){prefix}{rest}", re.IGNORECASE
        )
        self._list = re.compile(rf"(?P<before>\A\s*+|[\s,]){prefix}{rest}", re.IGNORECASE)
        self._script = re.compile(rf"(?P<before>[\"'(`]|&quot;){prefix}{rest}", re.IGNORECASE)
        self._style = re.compile(rf"(?P<before>[\"'(\s]){prefix}{rest}", re.IGNORECASE)
        self._comment = re.compile(rf"(?P<before>url=\(\d{{4}}\)|\burl: ){prefix}{rest}", re.IGNORECASE)

    def undo_attribute(self, name: str, value: str) -> str:
        """Restore the addresses in an attribute's value; alternative texts and tool tips are the page's own words."""
        name = name.lower()
        if name in _TEXT_ATTRIBUTES:
            return value
        return (self._list if name.endswith(_LISTS) else self._value).sub(_original, value)

    def undo_script(self, code: str) -> str:
        """Restore the addresses at the beginnings of strings in a script or its data."""
        return self._script.sub(_original, code)

    def undo_style(self, code: str) -> str:
        """Restore the addresses in a style sheet: in ``url()`` and after ``@import``."""
        return self._style.sub(_original, code)

    def undo_comment(self, comment: str) -> str:
        """Restore the address in a browser's comment on where the page was saved from; other comments are the page's own."""
        return self._comment.sub(_original, comment)


_TEXT_ATTRIBUTES: Final = frozenset(("alt", "title", "placeholder", "aria-label", "summary", "label", "abbr"))
_LISTS: Final = ("srcset", "ping", "archive")


def _original(match: re.Match[str]) -> str:
    scheme, slashes = match["scheme"], match["slashes"]
    if scheme and not slashes:
        return match["before"] + scheme
    if scheme:
        # Some clients collapse the two slashes of the inner address into one: `/web/2014/http:/host/`.
        return match["before"] + scheme + (slashes if slashes.count("/") + slashes.lower().count("u002f") == 2 else slashes * 2)
    if not slashes and match["bare"] is not None:
        return match["before"] + "http://"
    return match["before"] + slashes
