"""One page: its tree, its data, and what it states about itself, as layouts read them.

The HTML engine is turbohtml, which builds the same tree as a browser and keeps an index for selectors.
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

_MISSING: Any = object()

_TAG = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|a|table|span|script|br|ul|h1)\b[^>]{0,2000}>", re.IGNORECASE)


_URL_LINE = re.compile(r"\s*URL:\s*(https?://\S+)\s*\n")


_FROM_ID = re.compile(r"(?:[a-z][a-z0-9]*+)?#([A-Za-z_][\w-]*+)(?:\[[^\],]*+\]|\.[\w-]++)*+\s++(?![+~])[^,]++|#([A-Za-z_][\w-]*)")


_ENDS_IN_TAG = re.compile(r"[\s>+~][a-z][a-z0-9]*(?:[.#:\[][^\s>+~]*)?$")


@functools.cache
def _ancestor_id(css: str) -> str | None:
    """Return the id of the element that contains everything a selector can match; None if the selector names no such id.

    Also None for a selector whose last part names a tag: the engine's own index of tags is faster.
    """
    if "," in css:
        ids = {_ancestor_id(part.strip()) for part in css.split(",")}
        return ids.pop() if len(ids) == 1 else None
    match = _FROM_ID.fullmatch(css)
    if match is None or (match[1] and _ENDS_IN_TAG.search(css)):
        return None
    return match[1] or match[2]


class Page:
    """One capture, decoded, with replay undone.

    Attributes:
        capture: the capture that the page was read from.
        html: the page's text: HTML, a crawler's plain text or a site's JSON, depending on `rendition`.
        url: the page's address on the live web, if it is known.
        captured_at: when it was captured, if that is known.
        notes: (code, message) of each fault found so far; they become issues of the record.
        as_captured: whether the capture's bytes are the page's text in UTF-8, unchanged.
    """

    #: Whether elements keep their position in the source; `filmdig.parsers.page.traced` needs it.
    _positions = False

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
    def trusted_url(self) -> str | None:
        """The page's address, unless it is only known from names of folders, which are weak evidence for the page's site."""
        named = "url" in self.capture.named and self.url == self.capture.url
        return None if named else self.url

    @cached_property
    def _tree(self) -> Document:
        html, left_out = bounded(self.html, self.source) if self.rendition == "html" else ("", None)
        if left_out:
            self.note("page_too_large", left_out)
        tree = turbohtml.parse(html, positions=self._positions)
        for template in tree.select("template"):
            template.clear()  # a template's content is not part of the page in a browser, but the engine's selectors match it
        return tree

    @cached_property
    def root(self) -> Node:
        """The `html` element."""
        root = self._tree.root
        if root is None:  # never: the engine makes an html element even for an empty page
            raise PageError("the HTML engine returned no tree", where=str(self.capture.location))
        return Node(root)

    def first(self, css: str) -> Node | None:
        """Return the page's first element that the selector matches; the result is cached."""
        found: Node | None = self._firsts.get(css, _MISSING)
        if found is _MISSING:
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
        """Return all elements of the page that the selector matches, in order."""
        place = self._place(css)
        if place is None:
            return []
        if isinstance(place, Element) and css[0] == "#" and css[1:] == place.attr("id"):
            return [Node(place)]
        return [Node(element) for element in place.select(css)]

    def _place(self, css: str) -> Document | Element | None:
        """Return the part of the page to search for a selector: the element with the id that it starts from, else the whole page.

        The engine indexes tags, but not ids and classes: for a selector whose last part names no tag it walks the whole part
        that it is given. Layouts should name the tag.
        """
        ancestor = _ancestor_id(css)
        return self._tree if ancestor is None else self._ids.get(ancestor)

    @cached_property
    def _ids(self) -> dict[str, Document | Element]:
        """The element of each id; the whole page for an id that is used twice (Flixster 2011, Rotten Tomatoes 2011)."""
        found: dict[str, Document | Element] = {}
        for element in self._tree.select("[id]"):
            name = element.attr("id") or ""
            found[name] = self._tree if name in found else element
        return found

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a BeautifulSoup document, for authors who know it: a second tree, many times slower than `first`."""
        from bs4 import BeautifulSoup  # loads slowly, so only for layouts that use it

        return BeautifulSoup(self._source_bytes, "lxml", from_encoding="utf-8")

    @cached_property
    def lxml(self) -> HtmlElement:
        """The page's `html` element as an lxml tree, for authors who know XPath: slower than `first`, not a browser's tree."""
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
        """Return HTML from the page's data as a separate `body` element."""
        body = turbohtml.parse(f"<body>{html}</body>").select_one("body")
        if body is None:
            raise PageError("the HTML engine returned no tree for a fragment", where=str(self.capture.location))
        return Node(body)

    def memo(self, key: Any, make: Callable[[], T]) -> T:
        """Return the result of `make`, which is called once per page and key."""
        found: T = self._memo.get(key, _MISSING)
        if found is _MISSING:
            found = self._memo[key] = make()
        return found

    def note(self, code: str, message: str) -> None:
        """Note a fault of the page; it becomes an issue of the record."""
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
        """The language that the page declares on its `html` element, else in `meta http-equiv` (AllMovie, 2019)."""
        stated = (self.root.attr("lang") or "").strip() or (self.root.attr("xml:lang") or "").strip()
        if not stated:
            pragma = self._tree.select_one('head meta[http-equiv="content-language" i]')
            stated = ((pragma.attr("content") if pragma is not None else None) or "").strip()
        return stated.replace("_", "-") or None

    def meta(self, name: str) -> str | None:
        """Return the content of the `meta` element with a property, name or itemprop; None if there is none."""
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
        """The address that the page itself states: its canonical link, `og:url`, or the `base` of a browser or crawler.

        A text rendition states it in its first line, "URL: http://...", if the crawler kept it.
        """
        if self.rendition == "text":
            match = _URL_LINE.match(self.html[:3000])
            return match[1] if match else None
        link = self._tree.select_one('head link[rel="canonical"]')
        url = link.attr("href") if link is not None else None
        if not _is_address(url):  # a page with a canonical link is not searched for `meta` elements
            url = self.meta("og:url")
        if url and _is_address(url):
            return "http:" + url if url.startswith("//") else url
        base = self.first("base[href]")
        url = base.attr("href") if base is not None else None
        return url if url and url.startswith(("http://", "https://")) else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of a text rendition, without trailing white space."""
        return [line.rstrip() for line in self.html.splitlines()]

    @cached_property
    def answer(self) -> Any:
        """The data of a page that is a site's JSON; None for any other page, or if the JSON is broken."""
        return parse_json(self.html, "the answer", self.note) if self.rendition == "json" else None

    def json(self, css: str) -> Any:
        """Return the JSON inside the first script that the selector matches; None if there is none or it is broken."""
        return self.memo(("json", css), lambda: self._json(css))

    def _json(self, css: str) -> Any:
        node = self.first(css)
        if node is None and self.is_stripped:
            self.note("scripts_lost", "the page was saved without its scripts: data that only they hold is missing")
        return parse_json(node.script, css, self.note) if node is not None else None

    @cached_property
    def is_stripped(self) -> bool:
        """Whether the page has no scripts other than JSON-LD, as SingleFile and similar tools save pages."""
        return self._tree.select_one('script:not([type*="ld+json" i])') is None

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """The page's JSON-LD objects, with `@graph` and lists flattened. A broken block is skipped and noted."""
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
        """Return the first JSON-LD object of one of the types; an empty one if there is none."""
        for item in self.json_ld:
            kind = item.get("@type")
            if kind in types or (isinstance(kind, list) and any(one in types for one in kind)):
                return item
        return {}


def _is_address(url: str | None) -> bool:
    return url is not None and url.startswith(("http://", "https://", "//"))


_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")


def host_of(url: str | None) -> str | None:
    """Return the host of a URL, lower case, without `www.` and port; None if it has none."""
    if not url:
        return None
    if plain := _PLAIN_HOST.match(url):
        return plain[1].removeprefix("www.")
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def path_of(url: str | None) -> str:
    """Return the path of a URL; empty for one that cannot be parsed ("http://[")."""
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""
