"""Unwrap pages kept by archive.today.

archive.today (since 2012; also archive.is, .ph, .li, .fo, .vn, .md) embeds a kept page in a page of its own: a bar with forms in
``<div id="HEADER">``, a copy of the page's body in ``<div id="CONTENT">``, and the page's title in the archive's own head. The
copy has no scripts and no class names; its style sheets are inlined as ``style`` attributes.
"""

from __future__ import annotations

import html
import re

import msgspec

from filmdig.parsers.page.markup import TAG, attribute, balanced_end, tags

HOST = r"archive\.(?:today|is|ph|li|fo|vn|md)"
_LONG_LINK = re.compile(
    rf"https?://(?P<host>{HOST})/(?P<time>\d{{4}}\.\d\d\.\d\d-\d{{6}}|\d{{14}})/(?P<url>https?://[^\s\"'<>]{{1,4000}})",
    re.IGNORECASE,
)
_ANY_HOST = re.compile(rf"//({HOST})/", re.IGNORECASE)
_NAMES_ARCHIVE = re.compile(rf"[\"'/]{HOST}[\"'/]", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*+>", re.IGNORECASE)
_CONTENT = re.compile(r"""<div\s[^>]{0,500}?\bid=["']?CONTENT["'\s>]""")


def is_archive_today(text: str) -> bool:
    """Return whether the page is archive.today's wrapper around another."""
    return "SHARE_LONGLINK" in text and _CONTENT.search(text) is not None


class Kept(msgspec.Struct, frozen=True):
    """A page that archive.today kept, and what its wrapper states about it."""

    text: str
    url: str | None
    timestamp: str | None
    replay_url: str | None
    archive: str
    marks: tuple[str, ...]


def unwrap_archive_today(text: str) -> Kept:
    """Return the page inside the wrapper; its links may still point to the archive."""
    content = _CONTENT.search(text)
    start = content.start() if content else len(text)
    bar = text[:start]
    link = _LONG_LINK.search(html.unescape(_share_link(text) or "")) or _LONG_LINK.search(bar)
    url = html.unescape(link["url"]) if link else _searched_url(bar)
    named = _ANY_HOST.search(bar)
    host = (link["host"] if link else named[1] if named else "archive.today").lower()
    return Kept(
        _inside(text, start),
        url,
        re.sub(r"\D", "", link["time"]) if link else None,
        f"https://{host}/{link['time']}/{url}" if link else None,
        host,
        ("archive_today_share_link", "archive_today_content"),
    )


def _share_link(text: str) -> str | None:
    """Return the value of the input that holds the long form of the capture's address."""
    position = text.find("SHARE_LONGLINK")
    start = text.rfind("<", 0, position)
    tag = TAG.match(text, start) if start >= 0 else None
    return attribute(tag[0], "value") if tag else None


def _searched_url(bar: str) -> str | None:
    """Return the value of the bar's search field, which holds the kept page's address."""
    for tag in tags(bar):
        if tag["name"].lower() == "input" and attribute(tag[0], "name") in ("q", "url"):
            url = html.unescape(attribute(tag[0], "value") or "")
            if url.startswith(("http://", "https://")):
                return url
    return None


def _inside(text: str, content: int) -> str:
    head_end = _HEAD_END.search(text, 0, content)
    head = text[: head_end.end()] if head_end else "<html><head></head>"
    end = balanced_end(text, content, "div")
    body = text[content : end if end >= 0 else len(text)]
    return f"{_own_head(head)}<body>{body}</body></html>"


def _own_head(head: str) -> str:
    """Return the wrapper's head without the tags that name the archive."""
    out, done = [], 0
    for tag in tags(head):
        if tag["name"].lower() in ("meta", "link") and _NAMES_ARCHIVE.search(tag[0]):
            out.append(head[done : tag.start()])
            done = tag.end()
    return "".join(out) + head[done:]
