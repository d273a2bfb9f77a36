"""Split a page into a flat list of text blocks: one walk of the tree, for all code that reads text instead of using selectors."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from turbohtml import Element, Text

from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line

_SKIPPED = frozenset(
    (
        *("script", "style", "template", "svg", "head", "select", "button", "textarea", "iframe", "object", "math", "datalist"),
        "canvas",
    )
)
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
        *("kbd", "label", "mark", "nobr", "output", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "picture", "noscript", "meta", "link", "input"),
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FURNITURE_TAGS = {"nav": "nav", "footer": "footer", "aside": "aside", "menu": "nav"}
_FURNITURE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:"
    r"(?P<nav>nav|navbar|navigation|menu|mainmenu|submenu|topmenu|breadcrumbs?|pagination|pager|tabs|toolbar|topbar|navbox)"
    r"|(?P<footer>footer|foot|colophon|copyright|legal)"
    r"|(?P<aside>sidebar\w*|aside|widget\w*|related\w*|recommend\w*|similar\w*|promo\w*|advert\w*|ads?"
    r"|newsletter|cookies?|consent|modal|popup|login|signin|share|sharing|social|sharedaddy|blogroll|tagcloud"
    r"|more-?from|read-?next|also-?like)"
    r"|(?P<comments>comments?|commentlist|comment-\w+|disqus\w*|respond|replies)"
    r")(?=$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Later blocks are not read: no real film page has a tenth as many.
MAX_BLOCKS = 20_000
MAX_DEPTH = 400


class Piece:
    """A run of text inside one inline element.

    Attributes:
        text: the text as in the source, including white space at its ends.
        tag: the tag of its parent element: "b", "a", "span", or the block's own tag.
        node: that element.
        href: the address of the link around it, if there is one.
        new_line: whether a `br` precedes it in its block.
        mark: the innermost tag around it that emphasises text (b, strong, em, i, dt, th, label, heading), else "".
    """

    __slots__ = ("href", "mark", "new_line", "node", "tag", "text")

    def __init__(self, text: str, tag: str, node: Any, href: str | None, new_line: bool, mark: str) -> None:
        self.text, self.tag, self.node, self.href, self.new_line, self.mark = text, tag, node, href, new_line, mark

    def __repr__(self) -> str:
        return f"<{self.tag} {self.text!r}>"


class Container:
    """An element that holds blocks.

    Attributes:
        node: the element; None in a text rendition.
        parent: the index of the container around it, -1 at the top.
        start, end: its blocks are `blocks[start:end]`.
        furniture: "nav", "footer", "aside", "comments" or "hidden"; "" for the page's content.
    """

    __slots__ = ("cls", "end", "furniture", "node", "parent", "start", "tag")

    def __init__(self, tag: str, cls: str, node: Any, parent: int, start: int, furniture: str) -> None:
        self.tag, self.cls, self.node, self.parent, self.start, self.end = tag, cls, node, parent, start, start
        self.furniture = furniture


class Block:
    """Text between two edges of block elements: a paragraph, a cell, a heading, a bare line.

    Attributes:
        index: its index in the page's blocks.
        tag: the tag of its parent element ("p", "td", "div").
        cls: that element's class and id, lower case, separated by a blank.
        level: 1 to 6 for h1 to h6, else 0.
        container: the index of that element among the model's containers.
        pieces: its runs of text, none of them empty.
        text: its whole text on one line.
        furniture: the kind of page furniture that it is part of, see `Container`; "" for the page's content.
    """

    __slots__ = ("_lines", "cls", "container", "furniture", "index", "level", "pieces", "tag", "text")

    def __init__(self, index: int, container: int, holder: Container, pieces: list[Piece]) -> None:
        self.index, self.container, self.pieces = index, container, pieces
        self._lines: list[str] | None = None
        self.tag, self.cls, self.furniture = holder.tag, holder.cls, ""
        self.level = _HEADINGS.get(holder.tag, 0)
        if len(pieces) == 1:
            self.text = one_line(pieces[0].text)
        else:
            self.text = one_line("".join([f" {piece.text}" if piece.new_line else piece.text for piece in pieces]))

    def __repr__(self) -> str:
        return f"<{self.index} {self.tag} {self.text[:60]!r}>"

    @property
    def lines(self) -> list[str]:
        """Its text, split at each `br`. Do not modify the list."""
        if self._lines is None:
            self._lines = self._split()
        return self._lines

    def _split(self) -> list[str]:
        if len(self.pieces) == 1 and not self.pieces[0].new_line:
            return [self.text] if self.text else []
        found = [""]
        for piece in self.pieces:
            if piece.new_line:
                found.append("")
            found[-1] += piece.text
        return [line for line in map(one_line, found) if line]

    @property
    def linked(self) -> int:
        """The number of its characters that are inside links."""
        return sum(len(piece.text) for piece in self.pieces if piece.href is not None)


class Picture:
    """An image: the index of the block that it precedes or is in, that of its container, its `alt`, `src` and class."""

    __slots__ = ("alt", "block", "cls", "container", "src")

    def __init__(self, block: int, container: int, alt: str, src: str, cls: str) -> None:
        self.block, self.container, self.alt, self.src, self.cls = block, container, alt, src, cls


class Model:
    """The blocks of a page, in order, and the elements around them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.containers: list[Container] = [Container("", "", None, -1, 0, "")]
        self.pictures: list[Picture] = []

    def node(self, block: Block) -> Node | None:
        """Return a block's parent element; None in a text rendition."""
        element = self.containers[block.container].node
        return None if element is None else Node(element)

    def around(self, block: Block) -> Iterator[Container]:
        """Yield the containers around a block, innermost first."""
        at = block.container
        while at > 0:
            yield self.containers[at]
            at = self.containers[at].parent

    def scope(self, block: Block) -> Container:
        """Return the smallest container that has other blocks too."""
        for container in self.around(block):
            if container.end - container.start > 1:
                return container
        return self.containers[0]

    @functools.cached_property
    def body(self) -> list[Block]:
        """The blocks that are not furniture. Computed once, after the page was walked."""
        return [block for block in self.blocks if not block.furniture]


def model_of(page: Page) -> Model:
    """Return the page's blocks; cached per page."""
    return page.memo("blocks", lambda: _walk(page) if page.rendition == "html" else model_of_lines(page.html))


def model_of_lines(text: str) -> Model:
    """Return the blocks of a text rendition: one per line, Markdown headings ("#") as headings, a container per paragraph."""
    model = Model()
    at = 0
    for line in text.split("\n")[:MAX_BLOCKS]:
        text = one_line(line)
        if not text:
            at = 0
            continue
        hashes = len(text) - len(text.lstrip("#"))
        tag = f"h{hashes}" if 0 < hashes <= 6 and text[hashes : hashes + 1] == " " else "p"
        if not at:
            model.containers.append(Container("div", "", None, 0, len(model.blocks), ""))
            at = len(model.containers) - 1
        holder = Container(tag, "", None, at, len(model.blocks), "")
        model.containers.append(holder)
        piece = Piece(text.lstrip("# ") if tag != "p" else text, tag, None, None, False, tag if tag != "p" else "")
        model.blocks.append(Block(len(model.blocks), len(model.containers) - 1, holder, [piece]))
        holder.end = model.containers[at].end = len(model.blocks)
    model.containers[0].end = len(model.blocks)
    return model


_MARKS = frozenset(("b", "strong", "em", "i", "u", "label", "dt", "th", "cite", *_HEADINGS))
_LARGE_ROOTS = frozenset(("html", "body"))


def _furniture(tag: str, cls: str, element: Any) -> str:
    if kind := _FURNITURE_TAGS.get(tag):
        return kind
    if element.attr("hidden") is not None or ((style := element.attr("style")) and _HIDDEN.search(style)):
        return "hidden"
    return _furniture_of(cls[:300]) if cls and tag not in _LARGE_ROOTS else ""


@functools.lru_cache(maxsize=1 << 14)
def _furniture_of(cls: str) -> str:
    """Return the kind of furniture that a class and id name; cached, since they recur on hundreds of elements."""
    match = _FURNITURE_WORDS.search(cls)
    return (match.lastgroup or "") if match else ""


def _walk(page: Page) -> Model:
    """Walk the tree with an explicit stack, since hostile pages nest deeper than Python can recurse."""
    model = Model()
    blocks, containers, pictures = model.blocks, model.containers, model.pictures
    pieces: list[Piece] = []
    new_line = False
    at = 0
    # The state to restore when an element ends: its following siblings, and the variables below for its parent.
    stack: list[tuple[Iterator[Any], Any, str, int, str | None, str, bool]] = []
    element = page.root._element
    siblings: Iterator[Any] = iter(element.children)
    tag, href, mark = "html", None, ""

    def end_block() -> None:
        nonlocal new_line, pieces
        if pieces:
            blocks.append(Block(len(blocks), at, containers[at], pieces))
            pieces = []
        new_line = False

    while len(blocks) < MAX_BLOCKS:
        for child in siblings:
            kind = child.__class__
            if kind is Text:
                text = child.text
                if text.isspace():
                    if pieces and not pieces[-1].text[-1:].isspace():
                        pieces[-1].text += " "
                elif tag == "pre" and "\n" in text:
                    for number, line in enumerate(text.split("\n")):
                        if line.isspace() or not line:
                            new_line = True
                            if number and pieces:
                                end_block()
                        else:
                            pieces.append(Piece(line, tag, element, href, bool(number and pieces), mark))
                            new_line = False
                elif text:
                    pieces.append(Piece(text, tag, element, href, new_line, mark))
                    new_line = False
                continue
            if kind is not Element:
                continue
            inner = child.tag
            if inner == "br":
                new_line = bool(pieces)
                continue
            if inner == "img":
                alt = child.attr("alt") or ""
                pictures.append(Picture(len(blocks), at, alt, child.attr("src") or "", child.attr("class") or ""))
                continue
            if inner in _SKIPPED or len(stack) > MAX_DEPTH:
                continue
            inside = child.children
            # Most elements hold a single text: these are read without descending into them.
            alone = len(inside) == 1 and inside[0].__class__ is Text
            if inner in _INLINE:
                if alone:
                    text = inside[0].text
                    if text.isspace():
                        if pieces and not pieces[-1].text[-1:].isspace():
                            pieces[-1].text += " "
                    elif text:
                        link = child.attr("href") if inner == "a" else href
                        pieces.append(Piece(text, inner, child, link, new_line, inner if inner in _MARKS else mark))
                        new_line = False
                if alone or not inside:
                    continue
                stack.append((siblings, element, tag, at, href, mark, False))
                if inner == "a":
                    href = child.attr("href")
                if inner in _MARKS:
                    mark = inner
            else:
                if pieces:
                    blocks.append(Block(len(blocks), at, containers[at], pieces))
                    pieces = []
                new_line = False
                if child.attrs:
                    cls, name = child.attr("class"), child.attr("id")
                    cls = f"{cls or ''} {name or ''}".strip().lower() if cls or name else ""
                    holder = Container(inner, cls, child, at, len(blocks), _furniture(inner, cls, child))
                else:
                    holder = Container(inner, "", child, at, len(blocks), _FURNITURE_TAGS.get(inner, ""))
                containers.append(holder)
                if alone and inner != "pre" and len(blocks) < MAX_BLOCKS - 1:
                    text = inside[0].text
                    if text and not text.isspace():
                        piece = Piece(text, inner, child, href, False, inner if inner in _MARKS else "")
                        blocks.append(Block(len(blocks), len(containers) - 1, holder, [piece]))
                        holder.end = len(blocks)
                    continue
                stack.append((siblings, element, tag, at, href, mark, True))
                at = len(containers) - 1
                mark = inner if inner in _MARKS else ""
            element, tag, siblings = child, inner, iter(inside)
            break
        else:
            if not stack:
                break
            siblings, element, tag, outer, href, mark, was_block = stack.pop()
            if was_block:
                end_block()
                containers[at].end = len(blocks)
            at = outer
    end_block()
    while at:  # the walk may have stopped at MAX_BLOCKS, inside these containers
        containers[at].end = len(blocks)
        at = containers[at].parent
    containers[0].end = len(blocks)
    _settle_furniture(model)
    return model


_MAIN_SHARE = 0.4


def _settle_furniture(model: Model) -> None:
    """Pass each container's kind of furniture down to the containers and blocks inside it.

    A class that names furniture ("has-sidebar", "banner") is ignored on a container of an h1 or of much of the page's text.
    """
    lengths = [0]
    headings = [0]
    for block in model.blocks:
        lengths.append(lengths[-1] + len(block.text))
        headings.append(headings[-1] + (block.level == 1))
    total = max(1, lengths[-1])
    containers = model.containers
    for container in containers[1:]:
        above = containers[container.parent].furniture
        if not above and container.furniture and container.furniture != "hidden" and container.tag not in _FURNITURE_TAGS:
            large = (lengths[container.end] - lengths[container.start]) / total > _MAIN_SHARE
            has_title = headings[container.end] > headings[container.start]
            # Comments need both: they are often most of a page's text, and some have an h1.
            if (large and has_title) if container.furniture == "comments" else (large or has_title):
                container.furniture = ""
        container.furniture = above or container.furniture
    for block in model.blocks:
        block.furniture = containers[block.container].furniture
