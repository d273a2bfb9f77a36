"""A page that records the selectors it is asked for and the elements they find. Only `filmdig explain` uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.record.capture import Capture


class Found(msgspec.Struct, frozen=True):
    """An element that a selector found.

    Attributes:
        selector: the selectors that led to it from the page down, joined by ``>>``.
        line, column: its position in the page's source, from 1 and from 0; None for an element of the page's data.
        text: its text on one line.
    """

    selector: str
    line: int | None
    column: int | None
    text: str


class Trace:
    """The elements found while the trace was last running."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._on = False

    @contextmanager
    def running(self) -> Iterator[list[Found]]:
        """Record the elements found inside the `with` block, except those found while an element's text is read."""
        self.found, self._on = [], True
        try:
            yield self.found
        finally:
            self._on = False

    def keep(self, selector: str, node: Node) -> None:
        """Record an element."""
        if self._on and len(self.found) < _MAX_FOUND:
            line, column = node.position or (None, None)
            self._on = False
            self.found.append(Found(selector, line, column, node.text[:_MAX_TEXT]))
            self._on = True


_MAX_FOUND, _MAX_TEXT = 2000, 20_000


class TracedNode(Node):
    """An element that records which of its descendants are found."""

    _selector: str
    _trace: Trace

    def first(self, css: str) -> Node | None:
        """Return the first descendant that the selector matches."""
        node = super().first(css)
        return None if node is None else _traced(node, f"{self._selector} >> {css}", self._trace)

    def all(self, css: str) -> list[Node]:
        """Return all descendants that the selector matches, in the page's order."""
        return [_traced(node, f"{self._selector} >> {css}", self._trace) for node in super().all(css)]


def _traced(node: Node, selector: str, trace: Trace) -> TracedNode:
    trace.keep(selector, node)
    return TracedNode(node._element, selector, trace)


class TracedPage(Page):
    """A page that keeps elements' positions and records which are found."""

    _positions = True

    def __init__(self, capture: Capture, html: str, *, url: str | None = None, captured_at: str | None = None) -> None:
        super().__init__(capture, html, url=url, captured_at=captured_at)
        self.trace = Trace()

    def first(self, css: str) -> Node | None:
        """Return the page's first element that the selector matches."""
        node = super().first(css)
        return None if node is None else _traced(node, css, self.trace)

    def all(self, css: str) -> list[Node]:
        """Return all elements of the page that the selector matches, in order."""
        return [_traced(node, css, self.trace) for node in super().all(css)]
