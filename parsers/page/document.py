"""One page: its tree and the few questions that layouts ask of it.

With `parsers.page.node` the only file that knows which HTML engine is in use: turbohtml, which builds the tree a browser built
and keeps an index for selectors.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import turbohtml
from turbohtml import Document, Element

from filmdig.parsers.page.bounds import bounded
from filmdig.parsers.page.embedded import parse_json, unescaped_values
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import PageError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml.html import HtmlElement

T = TypeVar("T")

_UNASKED: Any = object()

_TAG = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|a|table|span|script|br|ul|h1)\b[^>]{0,2000}>", re.IGNORECASE)


_URL_LINE = re.compile(r"\s*URL:\s*(https?://\S+)\s*\n")


_TOP = re.compile(r"(?:[a-z][a-z0-9]*+)?#([A-Za-z_][\w-]*+)(?:\[[^\],]*+\]|\.[\w-]++)*+\s++(?![+~])[^,]++|#([A-Za-z_][\w-]*)")


_TAG_LAST = re.compile(r"[\s>+~][a-z][a-z0-9]*(?:[.#:\[][^\s>+~]*)?$")


@functools.cache
def _top(css: str) -> str | None:
    """Return the id that a selector goes down from, if all that it can match is inside that element.

    None for a selector whose last part names a tag: the engine's own index is faster.
    """
    if "," in css:
        tops = {_top(part.strip()) for part in css.split(",")}
        return tops.pop() if len(tops) == 1 else None
    match = _TOP.fullmatch(css)
    if match is None or (match[1] and _TAG_LAST.search(css)):
        return None
    return match[1] or match[2]


class Page:
    """One capture, decoded, with replay undone.

    Attributes:
        capture: what the page was read from.
        html: the page's text: HTML, or what `rendition` says: a crawler's plain text, a site's JSON.
        url: the page's address on the live web, where it is known.
        captured_at: when it was captured, where it is known.
        notes: (code, message) of what was wrong on the way here; they become issues.
        as_captured: whether the capture's bytes are the page's text in UTF-8 as they are.
    """

    _positions = False
    """Whether elements know where in the source they stand; `filmdig.parsers.page.traced` asks for it."""

    def __init__(self, capture: Capture, html: str, *, url: str | None = None, captured_at: str | None = None) -> None:
        self.capture = capture
        self.html = html
        self.url = url or capture.url
        self.captured_at = captured_at or capture.captured_at
        # A crawler's text may quote tags ("you <a href=…>enable Facebook sharing</a>", IMDb 2016); no HTML begins with "URL:".
        is_html = not _URL_LINE.match(html[:3000]) and _TAG.search(html, 0, 100_000)
        self.rendition = capture.rendition or ("html" if is_html else "text")
        self.notes: list[tuple[str, str]] = list(capture.notes)
        self.as_captured = False
        self._memo: dict[Any, Any] = {}
        self._firsts: dict[str, Node | None] = {}

    @property
    def told_url(self) -> str | None:
        """The page's address, unless only the names of folders tell it: they say little about whose page it is."""
        named = "url" in self.capture.named and self.url == self.capture.url
        return None if named else self.url

    @cached_property
    def _tree(self) -> Document:
        html, left_out = bounded(self.html, self.source) if self.rendition == "html" else ("", None)
        if left_out:
            self.note("page_too_large", left_out)
        tree = turbohtml.parse(html, positions=self._positions)
        for template in tree.select("template"):
            template.clear()  # what is in a template is no part of the page, in a browser's eyes; the engine selects it
        return tree

    @cached_property
    def root(self) -> Node:
        """The `html` element."""
        root = self._tree.root
        if root is None:  # the engine makes an html element of anything, the empty page too
            raise PageError("the HTML engine gave no tree", where=str(self.capture.location))
        return Node(root)

    def first(self, css: str) -> Node | None:
        """Return the page's first element that the selector matches; it is looked for once."""
        found: Node | None = self._firsts.get(css, _UNASKED)
        if found is _UNASKED:
            found = self._firsts[css] = self._first(css)
        return found

    def _first(self, css: str) -> Node | None:
        place = self._place(css)
        if place is None:
            return None
        if css[0] == "#" and isinstance(place, Element) and css[1:] == place.attr("id"):
            return Node(place)
        element = place.select_one(css)
        return None if element is None else Node(element)

    def all(self, css: str) -> list[Node]:
        """All elements of the page that the selector matches, in order."""
        place = self._place(css)
        if place is None:
            return []
        if isinstance(place, Element) and css[0] == "#" and css[1:] == place.attr("id"):
            return [Node(place)]
        return [Node(element) for element in place.select(css)]

    def _place(self, css: str) -> Document | Element | None:
        """Where a selector has to be looked for: one that goes down from an id, in that element alone.

        The engine has an index of tags, not of ids and classes: for a selector whose last part names no tag it walks all
        that it is given. Layouts name the tag.
        """
        top = _top(css)
        return self._tree if top is None else self._ids.get(top)

    @cached_property
    def _ids(self) -> dict[str, Document | Element]:
        """Each id's element; where an id is there twice (Flixster 2011, Rotten Tomatoes 2011), the whole page."""
        found: dict[str, Document | Element] = {}
        for element in self._tree.select("[id]"):
            name = element.attr("id") or ""
            found[name] = self._tree if name in found else element
        return found

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a BeautifulSoup document, for authors who know that; its own tree, many times slower than `first`."""
        from bs4 import BeautifulSoup  # loads slowly: only for layouts that ask for it

        return BeautifulSoup(self._source_bytes, "lxml", from_encoding="utf-8")

    @cached_property
    def lxml(self) -> HtmlElement:
        """The page's `html` element as an lxml tree, for authors who know XPath; slower than `first`, not a browser's."""
        from lxml.etree import ParserError  # as above
        from lxml.html import HTMLParser, document_fromstring

        try:
            return document_fromstring(self._source_bytes, HTMLParser(encoding="utf-8"))
        except ParserError:  # a page without an element
            return document_fromstring(b"<html></html>")

    @cached_property
    def source(self) -> bytes:
        """The page's text in UTF-8."""
        return self.capture.body if self.as_captured else self.html.encode("utf-8", "surrogatepass")

    @property
    def _source_bytes(self) -> bytes:
        return self.html.encode("utf-8", "replace") if self.rendition == "html" else b""

    def fragment(self, html: str) -> Node:
        """HTML that is inside the page's data, as an element of its own."""
        body = turbohtml.parse(f"<body>{html}</body>").select_one("body")
        if body is None:
            raise PageError("the HTML engine gave no tree for a fragment", where=str(self.capture.location))
        return Node(body)

    def memo(self, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` gives, worked out once a page."""
        found: T = self._memo.get(key, _UNASKED)
        if found is _UNASKED:
            found = self._memo[key] = make()
        return found

    def note(self, code: str, message: str) -> None:
        """Keep something that was wrong; it becomes an issue of the record."""
        if (code, message) not in self.notes:
            self.notes.append((code, message))

    @cached_property
    def host(self) -> str | None:
        """The host of the page's address, lower case, without `www.` and port."""
        return host_of(self.url)

    @cached_property
    def title(self) -> str | None:
        """The text of the `title` element."""
        node = self.first("title")
        return (one_line(node.script) or None) if node is not None else None

    @property
    def language(self) -> str | None:
        """The language that the page states of itself: on its `html` element, else in `meta http-equiv` (AllMovie, 2019)."""
        stated = (self.root.attr("lang") or "").strip() or (self.root.attr("xml:lang") or "").strip()
        if not stated:
            pragma = self._tree.select_one('head meta[http-equiv="content-language" i]')
            stated = ((pragma.attr("content") if pragma is not None else None) or "").strip()
        return stated.replace("_", "-") or None

    def meta(self, name: str) -> str | None:
        """Return the content of a `meta` element, asked by its name, property or itemprop."""
        content = self._metas.get(name)
        return one_line(content) if content is not None else None

    @cached_property
    def _metas(self) -> dict[str, str]:
        metas: dict[str, str] = {}
        for element in self._tree.select("head meta[content]"):
            name = element.attr("property") or element.attr("name") or element.attr("itemprop")
            content = element.attr("content")
            if name and content and name not in metas:
                metas[name] = content
        return metas

    @cached_property
    def own_url(self) -> str | None:
        """The address that the page itself states: canonical link, `og:url`, a browser's or a crawler's `base`.

        A text rendition states it in its first line, "URL: http://...", if its crawler kept it.
        """
        if self.rendition == "text":
            match = _URL_LINE.match(self.html[:3000])
            return match[1] if match else None
        link = self._tree.select_one('head link[rel="canonical"]')
        url = link.attr("href") if link is not None else None
        if not _is_address(url):  # the other `meta` elements are not read for a page that has the link
            url = self.meta("og:url")
        if url and _is_address(url):
            return "http:" + url if url.startswith("//") else url
        base = self.first("base[href]")
        url = base.attr("href") if base is not None else None
        return url if url and url.startswith(("http://", "https://")) else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of a text rendition, right ends stripped."""
        return [line.rstrip() for line in self.html.splitlines()]

    @cached_property
    def answer(self) -> Any:
        """The data of a page that is a site's JSON; None for any other page, or where it is broken."""
        return parse_json(self.html, "the answer", self.note) if self.rendition == "json" else None

    def json(self, css: str) -> Any:
        """Return the JSON inside the first script that the selector matches; None where there is none or it is broken."""
        return self.memo(("json", css), lambda: self._json(css))

    def _json(self, css: str) -> Any:
        node = self.first(css)
        if node is None and self.is_stripped:
            self.note("scripts_lost", "the page was saved without its scripts: data that only they hold is missing")
        return parse_json(node.script, css, self.note) if node is not None else None

    @cached_property
    def is_stripped(self) -> bool:
        """Whether the page has no script but JSON-LD, as SingleFile and the like save pages."""
        return self._tree.select_one('script:not([type*="ld+json" i])') is None

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """The page's JSON-LD objects, `@graph` and lists laid open. A broken block loses only itself and is noted."""
        found: list[dict[str, Any]] = []
        for node in self.all('script[type^="application/ld+json" i]'):
            source = node.script
            data = parse_json(source, "JSON-LD", self.note)
            if "&" in source:
                data = unescaped_values(data)
            opened = [data]
            while opened:
                item = opened.pop()
                graph = item.get("@graph") if isinstance(item, dict) else item
                if isinstance(graph, list):
                    opened += reversed(graph)
                elif isinstance(item, dict):
                    found.append(item)
        return found

    def json_ld_of(self, *types: str) -> dict[str, Any]:
        """Return the first JSON-LD object of one of the types; an empty one where there is none."""
        for item in self.json_ld:
            kind = item.get("@type")
            if kind in types or (isinstance(kind, list) and any(one in types for one in kind)):
                return item
        return {}


def _is_address(url: str | None) -> bool:
    return url is not None and url.startswith(("http://", "https://", "//"))


_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")


def host_of(url: str | None) -> str | None:
    """Return the host of a URL, lower case, without `www.` and port; None where there is none."""
    if not url:
        return None
    if plain := _PLAIN_HOST.match(url):
        return plain[1].removeprefix("www.")
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
