"""One page: its tree and the few questions that layouts ask of it.

The only file that knows which HTML engine is in use: selectolax's Lexbor, which builds the tree a browser built.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.capture import Capture
from parsers.errors import PageError

T = TypeVar("T")

_SILENT_TAGS = ("script", "style", "noscript", "template", "svg", "head", "select", "button", "textarea", "iframe")
_PARAGRAPH_TAGS = (
    *("p", "div", "blockquote", "ul", "ol", "dl", "table", "section", "article", "aside", "header", "footer", "main", "center"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "form", "hr", "fieldset", "figure"),
)
_LINE_TAGS = ("li", "tr", "dt", "dd", "option", "address", "caption")


def _tag_ids(tags: Iterable[str]) -> frozenset[int]:
    """The engine's numbers for tags: comparing them is several times as fast as comparing names."""
    tree = LexborHTMLParser("<body></body>")
    return frozenset(tree.create_node(tag).tag_id for tag in tags)


_TAG = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|a|table|span|script|br|ul|h1)\b[^>]{0,2000}>", re.IGNORECASE)


_SILENT, _PARAGRAPH, _LINE = map(_tag_ids, (_SILENT_TAGS, _PARAGRAPH_TAGS, _LINE_TAGS))
(_BREAK,) = _tag_ids(["br"])
_TEXT = next(iter(LexborHTMLParser("<p>x").css_first("p").iter(include_text=True))).tag_id  # type: ignore[union-attr]
_COMMENT = next(iter(LexborHTMLParser("<p><!-- x -->").css_first("p").iter(include_text=True))).tag_id  # type: ignore[union-attr]
_SKIPPED, _EDGED = _SILENT | {_COMMENT}, _PARAGRAPH | _LINE


def one_line(text: str) -> str:
    """The text on one line: Unicode NFC, every run of white space one space."""
    text = " ".join(text.split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_URL_LINE = re.compile(r"\s*URL:\s*(https?://\S+)\s*\n")


class Node:
    """One element of a page."""

    __slots__ = ("_batch", "_element")

    def __init__(self, element: LexborNode) -> None:
        self._element = element
        self._batch: _Batch | None = None

    def __repr__(self) -> str:
        return f"<{self.tag} {dict(self._element.attributes)}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.id == other.id

    def __hash__(self) -> int:
        return self.id

    @property
    def id(self) -> int:
        """What tells this element from every other of its page."""
        return self._element.mem_id

    @property
    def tag(self) -> str:
        """The element's tag, lower case."""
        return self._element.tag or ""

    def attr(self, name: str) -> str | None:
        """An attribute's value; None where it is absent or has none."""
        return self._element.attrs.get(name)

    @property
    def classes(self) -> list[str]:
        """The element's classes, in order."""
        return (self.attr("class") or "").split()

    def first(self, css: str) -> Node | None:
        """The first descendant that the selector matches, or this element itself."""
        if self._batch is not None:
            found = self._batch.elements(css, self._element.mem_id)
            return Node(found[0]) if found else None
        element = self._element.css_first(css)
        return Node(element) if element is not None else None

    def all(self, css: str) -> list[Node]:
        """All descendants that the selector matches, this element included, in the page's order."""
        if self._batch is not None:
            return [Node(element) for element in self._batch.elements(css, self._element.mem_id)]
        return [Node(element) for element in self._element.css(css)]

    def items(self, css: str) -> list[Node]:
        """Like `all`, for elements of which the same few things will be asked: asked together, not one by one."""
        return _together(self.all(css))

    def matches(self, css: str) -> bool:
        """Whether the selector matches this very element."""
        return bool(self._element.css_matches(css))

    @property
    def parent(self) -> Node | None:
        """The element around this one."""
        element = self._element.parent
        return Node(element) if element is not None and element.tag != "-document" else None

    @property
    def next(self) -> Node | None:
        """The next element beside this one; text between them is passed over."""
        element = self._element.next
        while element is not None and (element.tag or "-").startswith("-"):
            element = element.next
        return Node(element) if element is not None else None

    @property
    def previous(self) -> Node | None:
        """The element before this one; text between them is passed over."""
        element = self._element.prev
        while element is not None and (element.tag or "-").startswith("-"):
            element = element.prev
        return Node(element) if element is not None else None

    @property
    def children(self) -> list[Node]:
        """The elements directly inside this one."""
        return [Node(element) for element in self._element.iter(include_text=False)]

    @property
    def tail(self) -> str:
        """The text between this element and the next, on one line."""
        return one_line("".join(self._tail_pieces()))

    def _tail_pieces(self) -> Iterator[str]:
        element = self._element.next
        while element is not None and element.tag in ("-text", "-comment"):
            if element.tag == "-text":
                yield element.text(deep=False)
            element = element.next

    @property
    def own_text(self) -> str:
        """The text directly inside this element, none of its children's, on one line."""
        return one_line(" ".join(e.text(deep=False) for e in self._element.iter(include_text=True) if e.tag == "-text"))

    @property
    def text(self) -> str:
        """All the element's text on one line; scripts, styles and buttons are no text."""
        child = self._element.first_child
        if child is None:
            return ""
        if child.next is None and child.tag_id == _TEXT:
            return one_line(child.text_content or "")
        return one_line("".join(_flat(child)))

    def text_without(self, css: str) -> str:
        """The text on one line, less the text of the descendants that the selector matches."""
        return one_line(self.raw_text(drop=self.all(css))[0])

    @property
    def source(self) -> str:
        """The element's HTML as the engine writes it."""
        return self._element.html or ""

    @property
    def script(self) -> str:
        """The raw text inside, scripts' and styles' too."""
        return self._element.text(deep=True)

    def raw_text(self, drop: Iterable[Node] = ()) -> tuple[str, dict[Node, int]]:
        r"""The text with its breaks, before tidying, and where dropped descendants stood.

        A run of white space in the source is one space; `br` is ``\n``, a paragraph's edge ``\n\n``. White space that
        only separates a dropped element from the next element goes with it, as in a page that was pretty-printed.

        Returns:
            the text, and where in it each dropped element stood.
        """
        dropped = {node.id: node for node in drop}
        out: list[str] = []
        offsets: dict[Node, int] = {}
        # Where to go on once an element is read: an explicit stack, since hostile pages nest deeper than Python's own.
        stack: list[tuple[LexborNode | None, str]] = []
        child = self._element.first_child
        after_drop = False
        while True:
            if child is None:
                if not stack:
                    return "".join(out), offsets
                child, closing = stack.pop()
                if closing:
                    out.append(closing)
                continue
            tag = child.tag_id
            if tag == _TEXT:
                piece = _folded(child.text_content or "")
                if not (after_drop and piece == " " and child.next is not None):
                    after_drop = False
                    out.append(piece)
            elif tag == _BREAK:
                out.append("\n")
            elif tag in _SKIPPED:
                pass
            elif dropped and child.mem_id in dropped:
                offsets[dropped[child.mem_id]] = sum(map(len, out))
                after_drop = True
            else:
                after_drop = False
                edge = "\n\n" if tag in _PARAGRAPH else "\n" if tag in _LINE else ""
                if edge:
                    out.append(edge)
                stack.append((child.next, edge))
                child = child.first_child
                continue
            child = child.next


def _folded(text: str) -> str:
    """A text node's words with single spaces, and one at either end where there was any."""
    words = text.split()
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{' '.join(words)}{' ' if text[-1].isspace() else ''}"


def _flat(child: LexborNode | None) -> list[str]:
    """The pieces of text from an element on, a blank for every break."""
    out: list[str] = []
    stack: list[tuple[LexborNode | None, bool]] = []
    while True:
        if child is None:
            if not stack:
                return out
            child, edge = stack.pop()
            if edge:
                out.append(" ")
            continue
        tag = child.tag_id
        if tag == _TEXT:
            out.append(child.text_content or "")
        elif tag == _BREAK:
            out.append(" ")
        elif tag not in _SKIPPED:
            edge = tag in _EDGED
            if edge:
                out.append(" ")
            stack.append((child.next, edge))
            child = child.first_child
            continue
        child = child.next


# The engine walks all that it is given for every selector, and a walk over a page costs a fiftieth of parsing it. So a
# page looks for a selector's first part once, and for the whole selector inside what it found.
_LEAD = re.compile(r"((?:[a-z][a-z0-9]*)?(?:[.#][A-Za-z_][\w-]*)+)(?:\s+(?![+~])(.+)|\s*(>.+))?")
_ID = re.compile(r"#[\w-]+")
_MANY = 8


@functools.cache
def _parted(css: str) -> tuple[str | None, bool]:
    """A selector's first part, and whether there is more; None where it cannot be looked for by itself."""
    match = _LEAD.fullmatch(css)
    if match is None or "," in css or (match[1].count("#") and "#" not in match[1][:1]):
        return None, False
    return match[1], bool(match[2] or match[3])


def _together(nodes: list[Node]) -> list[Node]:
    """Nodes that answer from one search through their parent, where they share it and are many."""
    if len(nodes) >= _FEW:
        parent = nodes[0]._element.parent
        if parent is not None and all((p := node._element.parent) is not None and p.mem_id == parent.mem_id for node in nodes):
            batch = _Batch(parent, {node.id for node in nodes})
            for node in nodes:
                node._batch = batch
    return nodes


_FEW = 4


class _Batch:
    """Siblings of which the same things are asked: each selector is looked for once in their parent."""

    __slots__ = ("_ids", "_parent", "_tables")

    def __init__(self, parent: LexborNode, ids: set[int]) -> None:
        self._parent, self._ids = parent, ids
        self._tables: dict[str, dict[int, list[LexborNode]]] = {}

    def elements(self, css: str, inside: int) -> list[LexborNode]:
        """What the selector matches in one of the siblings, itself included."""
        table = self._tables.get(css)
        if table is None:
            table = self._tables[css] = {}
            ids, top = self._ids, self._parent.mem_id
            for element in self._parent.css(css):
                holder: LexborNode | None = element
                while holder is not None:
                    name = holder.mem_id
                    if name in ids:
                        table.setdefault(name, []).append(element)
                        break
                    if name == top:
                        break
                    holder = holder.parent
        return table.get(inside, [])


class Page:
    """One capture, decoded, with replay undone.

    Attributes:
        capture: what the page was read from.
        html: the page's text: HTML, or a crawler's plain text where `rendition` is ``text``.
        url: the page's address on the live web, where it is known.
        captured_at: when it was captured, where it is known.
        notes: (code, message) of what was wrong on the way here; they become issues.
    """

    def __init__(self, capture: Capture, html: str, *, url: str | None = None, captured_at: str | None = None) -> None:
        self.capture = capture
        self.html = html
        self.url = url or capture.url
        self.captured_at = captured_at or capture.captured_at
        self.rendition = capture.rendition or ("html" if _TAG.search(html[:100_000]) else "text")
        self.notes: list[tuple[str, str]] = list(capture.notes)
        self._memo: dict[Any, Any] = {}

    @cached_property
    def _tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html if self.rendition == "html" else "")

    @cached_property
    def root(self) -> Node:
        """The `html` element."""
        root = self._tree.root
        if root is None:  # the engine makes an html element of anything, the empty page too
            raise PageError("the HTML engine gave no tree", where=str(self.capture.location))
        return Node(root)

    def first(self, css: str) -> Node | None:
        """The page's first element that the selector matches."""
        lead, rest = _parted(css)
        if lead is None:
            element = self._tree.css_first(css)
            return Node(element) if element is not None else None
        for scope in self._scopes(lead):
            element = scope.css_first(css) if rest else scope
            if element is not None:
                return Node(element)
        return None

    def all(self, css: str) -> list[Node]:
        """All elements of the page that the selector matches, in order."""
        lead, rest = _parted(css)
        scopes = self._scopes(lead) if lead is not None else None
        if scopes is None or len(scopes) > _MANY:
            return [Node(element) for element in self._tree.css(css)]
        if not rest:
            return [Node(element) for element in scopes]
        if len(scopes) == 1:
            return [Node(element) for element in scopes[0].css(css)]
        found = {element.mem_id: element for scope in scopes for element in scope.css(css)}
        return [Node(element) for element in found.values()]

    def items(self, css: str) -> list[Node]:
        """Like `all`, for elements of which the same few things will be asked: asked together, not one by one."""
        return _together(self.all(css))

    def _scopes(self, lead: str) -> list[LexborNode]:
        """The elements that a selector's first part matches; looked for once a page."""
        found = self._leads.get(lead)
        if found is None:
            found = self._leads[lead] = [] if _ID.fullmatch(lead) else self._tree.css(lead)
        return found

    @cached_property
    def _leads(self) -> dict[str, list[LexborNode]]:
        leads: dict[str, list[LexborNode]] = {}
        for element in self._tree.css("[id]"):
            leads.setdefault(f"#{element.id}", []).append(element)
        return leads

    def fragment(self, html: str) -> Node:
        """HTML that stands inside the page's data, as an element of its own."""
        tree = LexborHTMLParser(f"<body>{html}</body>")
        self._memo.setdefault("fragments", []).append(tree)  # the engine frees a tree with its parser
        body = tree.body
        if body is None:
            raise PageError("the HTML engine gave no tree for a fragment", where=str(self.capture.location))
        return Node(body)

    def memo(self, key: Any, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once a page."""
        if key not in self._memo:
            self._memo[key] = make()
        found: T = self._memo[key]
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

    def meta(self, name: str) -> str | None:
        """The content of a `meta` element, asked by its name, property or itemprop."""
        return self._metas.get(name)

    @cached_property
    def _metas(self) -> dict[str, str]:
        metas: dict[str, str] = {}
        head = self._tree.head
        for element in head.css("meta[content]") if head is not None else ():
            attributes = element.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            content = attributes.get("content")
            if name and content and name not in metas:
                metas[name] = one_line(content)
        return metas

    @cached_property
    def own_url(self) -> str | None:
        """The address that the page itself states: canonical link, `og:url`, a browser's or a crawler's `base`.

        A text rendition states it in its first line, "URL: http://...", if its crawler kept it.
        """
        if self.rendition == "text":
            match = _URL_LINE.match(self.html[:3000])
            return match[1] if match else None
        head = self._tree.head
        link = head.css_first('link[rel="canonical"]') if head is not None else None
        for url in (link.attributes.get("href") if link is not None else None, self.meta("og:url")):
            if url and url.startswith(("http://", "https://", "//")):
                return "http:" + url if url.startswith("//") else url
        base = self.first("base[href]")
        url = base.attr("href") if base is not None else None
        return url if url and url.startswith(("http://", "https://")) else None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of a text rendition, right ends stripped."""
        return [line.rstrip() for line in self.html.splitlines()]

    def json(self, css: str) -> Any:
        """The JSON inside the first script that the selector matches; None where there is none or it is broken."""
        return self.memo(("json", css), lambda: self._json(css))

    def _json(self, css: str) -> Any:
        node = self.first(css)
        return parse_json(self, node.script, css) if node is not None else None

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """The page's JSON-LD objects, `@graph` laid open. A broken block loses only itself and is noted."""
        found: list[dict[str, Any]] = []
        for node in self.all('script[type="application/ld+json"]'):
            data = parse_json(self, node.script, "JSON-LD")
            for item in data if isinstance(data, list) else [data]:
                if isinstance(item, dict):
                    graph = item.get("@graph")
                    found += [part for part in graph if isinstance(part, dict)] if isinstance(graph, list) else [item]
        return found

    def json_ld_of(self, *types: str) -> dict[str, Any]:
        """The first JSON-LD object of one of the types; an empty one where there is none."""
        for item in self.json_ld:
            kind = item.get("@type")
            if kind in types or (isinstance(kind, list) and any(one in types for one in kind)):
                return item
        return {}


def host_of(url: str | None) -> str | None:
    """The host of a URL, lower case, without `www.` and port; None where there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


# Letterboxd (2025) and others wrap JSON-LD in a CDATA comment that JavaScript ignores.
_CDATA = re.compile(r"^\s*(?:/\*\s*)?(?://\s*)?<!\[CDATA\[(?:\s*\*/)?|(?:/\*\s*)?(?://\s*)?\]\]>(?:\s*\*/)?\s*$")
_CONTROL = re.compile(r"[\x00-\x1f]")


def parse_json(page: Page, text: str, where: str) -> Any:
    """JSON that a page embeds, raw line ends inside strings allowed (Douban, 2022); None and a note where it is broken."""
    text = text.strip()
    if text.startswith(("/*", "//", "<!")):
        text = _CDATA.sub("", text).strip()
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return msgspec.json.decode(_CONTROL.sub(" ", text))
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        page.note("json_broken", f"{where}: {error}")
        return None
