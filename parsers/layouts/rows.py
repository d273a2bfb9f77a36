"""Labelled rows of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from filmdig.parsers.layouts.fields import Reader
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node

T = TypeVar("T")


class Rows:
    """A page's labelled rows: ``details = Rows("li.info", label="b", value="span")``, then ``details["Runtime:"]``.

    Labels are compared without colon, surrounding white space and case. A row's value is the node that `value` selects in the
    row; without `value` it is the row itself, whose text is read without its label. With `beside`, the selector matches only
    labels (`dt`, a heading), and the value is the element after each; with `around` it is the element around each, including
    the label.
    """

    def __init__(
        self,
        selector: str,
        *,
        label: str | None = None,
        value: str | None = None,
        beside: bool = False,
        around: bool = False,
    ) -> None:
        self._selector, self._label, self._value, self._beside, self._around = selector, label, value, beside, around

    def printed(self, page: Page) -> list[tuple[str, Node]]:
        """Return every row in order: its label as printed, and its value's node."""

        def make() -> list[tuple[str, Node]]:
            found = []
            for row in page.all(self._selector):
                label = row.first(self._label) if self._label else row
                value = (
                    row.next if self._beside else row.parent if self._around else row.first(self._value) if self._value else row
                )
                if label is not None and value is not None:
                    found.append((label.text, value))
            return found

        return page.memo((self, "printed"), make)

    def _table(self, page: Page) -> dict[str, Node]:
        # Of several rows with the same label the first counts; reversed, it is set last.
        return page.memo(self, lambda: {_label(label): value for label, value in reversed(self.printed(page))})

    def node(self, *labels: str) -> Reader[Node]:
        """Return a reader of the value's node in the row of the first label that the page has."""
        wanted = [_label(label) for label in labels]
        return Reader(lambda page: next((node for node in map(self._table(page).get, wanted) if node is not None), None))

    def __getitem__(self, labels: str | tuple[str, ...]) -> Reader[str]:
        """Return a reader of the value's text, on one line, without the row's label."""
        names = (labels,) if isinstance(labels, str) else labels
        drop = self._label if self._label and not self._value else None
        return self.node(*names).to(lambda node: (node.text_without(drop) if drop else node.text) or None)

    def read(self, labels: str | tuple[str, ...], reader: Callable[[Any], T | None]) -> Reader[T]:
        """Return a reader applied to the value's node."""
        names = (labels,) if isinstance(labels, str) else labels
        return self.node(*names).to(reader)


def _label(text: str) -> str:
    return text.strip().rstrip(":").rstrip().casefold()
