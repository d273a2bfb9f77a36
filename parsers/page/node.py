"""One element of a page: its attributes, relatives and visible text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from turbohtml import Element, Text

from filmdig.parsers.page.plain_text import blanks_for_breaks, one_line

_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "head", "select", "button", "textarea", "iframe"))
_PARAGRAPH = frozenset(
    (
        *("p", "div", "blockquote", "ul", "ol", "dl", "table", "section", "article", "aside", "header", "footer", "main"),
        *("center", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "form", "hr", "fieldset", "figure"),
    )
)
_LINE = frozenset(("li", "tr", "dt", "dd", "option", "address", "caption"))
# Marks a break, unlike line ends in the source, which are blanks. A NUL is free: HTML parsers leave none in a page's text.
_BREAK = "\0"
_EDGES: dict[str, str | None] = {
    **dict.fromkeys(_SILENT),
    **dict.fromkeys(_PARAGRAPH, _BREAK * 2),
    **dict.fromkeys(_LINE, _BREAK),
    "br": "br",
}
_NOT_INLINE = ":not(a, b, i, em, strong, span, small, big, u, s, font, img, sup, sub, time, label, cite, q, abbr, code, meta)"


class Node(msgspec.Struct, eq=False, gc=False):
    """One element of a page."""

    _element: Element

    def __repr__(self) -> str:
        return f"<{self.tag} {dict(self._element.attrs)}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self._element is other._element

    def __hash__(self) -> int:
        return hash(self._element)

    @property
    def tag(self) -> str:
        """The element's tag, lower case."""
        return self._element.tag

    def attr(self, name: str) -> str | None:
        """Return an attribute's value: empty if it has none, None if the attribute is absent."""
        return self._element.attr(name)

    @property
    def classes(self) -> list[str]:
        """The element's classes, in order."""
        return (self.attr("class") or "").split()

    def first(self, css: str) -> Node | None:
        """Return the first descendant that the selector matches."""
        element = self._element.select_one(css)
        return Node(element) if element is not None else None

    def all(self, css: str) -> list[Node]:
        """Return all descendants that the selector matches, in the page's order."""
        return [Node(element) for element in self._element.select(css)]

    def matches(self, css: str) -> bool:
        """Return whether the selector matches this element itself."""
        return self._element.matches(css)

    @property
    def parent(self) -> Node | None:
        """The parent element."""
        element = self._element.parent
        return Node(element) if isinstance(element, Element) else None

    @property
    def next(self) -> Node | None:
        """The next sibling element; text between the two is skipped."""
        element = self._element.next_sibling
        while element is not None and not isinstance(element, Element):
            element = element.next_sibling
        return Node(element) if element is not None else None

    @property
    def previous(self) -> Node | None:
        """The previous sibling element; text between the two is skipped."""
        element = self._element.previous_sibling
        while element is not None and not isinstance(element, Element):
            element = element.previous_sibling
        return Node(element) if element is not None else None

    @property
    def children(self) -> list[Node]:
        """The child elements."""
        return [Node(child) for child in self._element.children if isinstance(child, Element)]

    @property
    def tail(self) -> str:
        """The text between this element and the next, on one line."""
        pieces = []
        sibling = self._element.next_sibling
        while sibling is not None and not isinstance(sibling, Element):
            if isinstance(sibling, Text):
                pieces.append(sibling.text)
            sibling = sibling.next_sibling
        return one_line("".join(pieces))

    @property
    def own_text(self) -> str:
        """The text directly inside this element, without that of its children, on one line."""
        return one_line(" ".join([child.text for child in self._element.children if child.__class__ is Text]))

    @property
    def text(self) -> str:
        """The element's text on one line, without scripts, styles and buttons."""
        element = self._element
        inside = element.children
        if len(inside) == 1 and inside[0].__class__ is Text:  # as most links and cells are
            return one_line(inside[0].text)
        if element.select_one(_NOT_INLINE) is None:  # then the engine's own text is the same
            return one_line(element.text)
        return one_line("".join(_pieces(element, {})[0]).replace(_BREAK, " "))

    def text_without(self, css: str) -> str:
        """Return the text on one line, without the text of the descendants that the selector matches."""
        dropped = self.all(css)
        return one_line(self.raw_text(drop=dropped)[0]) if dropped else self.text

    @property
    def position(self) -> tuple[int, int] | None:
        """The element's line (from 1) and column (from 0) in the page's source; None if the page keeps no positions."""
        line, column = self._element.source_line, self._element.source_col
        return (line, column or 0) if line is not None else None

    @property
    def source(self) -> str:
        """The element's HTML as the engine writes it."""
        return self._element.html

    @property
    def script(self) -> str:
        """The raw text inside the element, including that of scripts and styles."""
        return self._element.text

    def text_nodes(self, drop: Iterable[Node] = ()) -> Iterator[tuple[Node, str]]:
        """Yield every visible text node inside, on one line, with its parent element.

        Args:
            drop: descendants that are skipped with their whole content.
        """
        dropped = {node._element for node in drop}
        stack: list[tuple[Element, Iterator[Any]]] = [(self._element, iter(self._element.children))]
        while stack:
            element, children = stack[-1]
            for child in children:
                if child.__class__ is Text:
                    if text := one_line(child.text):
                        yield Node(element), text
                elif child.__class__ is Element and child.tag not in _SILENT and child not in dropped:
                    stack.append((child, iter(child.children)))
                    break
            else:
                stack.pop()

    def raw_text(self, drop: Iterable[Node] = ()) -> tuple[str, dict[Node, int]]:
        r"""Return the text with line breaks, before any tidying, and the positions of dropped descendants.

        White space of the source becomes blanks, `br` becomes ``\n``, and a paragraph's edge ``\n\n``. White space that only
        separates a dropped element from the next element is dropped too, as in a page that was pretty-printed.

        Args:
            drop: descendants whose text is left out.

        Returns:
            the text, and the offset in it at which each dropped element was.
        """
        dropped = {node._element: node for node in drop}
        if not dropped and self._element.select_one(_NOT_INLINE) is None:
            return blanks_for_breaks(self._element.text), {}
        pieces, offsets = _pieces(self._element, dropped)
        return blanks_for_breaks("".join(pieces)).replace(_BREAK, "\n"), offsets


def _pieces(element: Element, dropped: dict[Element, Node]) -> tuple[list[str], dict[Node, int]]:
    """Return the pieces of an element's text, with `_BREAK` at breaks, and the offset of each dropped descendant."""
    out: list[str] = []
    offsets: dict[Node, int] = {}
    # What to continue with after an element: an explicit stack, since hostile pages nest deeper than Python can recurse.
    stack: list[tuple[Iterator[Any], str]] = []
    children: Iterator[Any] = iter(element.children)
    after_drop = False
    while True:
        for child in children:
            kind = child.__class__
            if kind is Text:
                piece = child.text
                if not (after_drop and child.next_sibling is not None and not piece.strip()):
                    after_drop = False
                    out.append(piece)
                continue
            if kind is not Element:
                continue
            edge = _EDGES.get(child.tag, "")
            if edge is None:
                continue
            if edge == "br":
                out.append(_BREAK)
            elif dropped and child in dropped:
                offsets[dropped[child]] = sum(map(len, out))
                after_drop = True
            else:
                after_drop = False
                inside = child.children
                if not inside:
                    out.append(edge + edge)
                elif len(inside) == 1 and inside[0].__class__ is Text:  # as most are: a link, a cell
                    out.append(f"{edge}{inside[0].text}{edge}" if edge else inside[0].text)
                else:
                    if edge:
                        out.append(edge)
                    stack.append((children, edge))
                    children = iter(inside)
                    break
        else:
            if not stack:
                return out, offsets
            children, edge = stack.pop()
            if edge:
                out.append(edge)
