"""Address the elements of a page by chains of tags, ids and classes, and values by their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.learning.converters import Found
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line

LONGEST_TEXT = 6000
LONGEST_LABEL = 40
MOST_ELEMENTS = 6000
_STEPS = 6
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{1,40}")
_STATE = re.compile(
    r"active|open|closed|hidden|selected|first|last|odd|even|current|clearfix|visible|collapsed|loaded|lazy", re.IGNORECASE
)
_SKIPPED = frozenset(("script", "style", "noscript", "option", "template", "br", "hr", "svg", "path", "head", "html", "body"))
MODES = ("beside", "after", "around")


def step(node: Node) -> str:
    """Return an element's step in a chain: its tag, with its id or a class unless that has a digit or names a state.

    An `itemprop` comes after an id and before a class.
    """
    name = node.attr("id")
    if name and _NAME.fullmatch(name) and not _STATE.search(name):
        return f"{node.tag}#{name}"
    prop = node.attr("itemprop")
    if prop and _NAME.fullmatch(prop):
        return f'{node.tag}[itemprop="{prop}"]'
    for cls in node.classes:
        if _NAME.fullmatch(cls) and not _STATE.search(cls):
            return f"{node.tag}.{cls}"
    return node.tag


def nth(node: Node) -> int:
    """Return an element's number among its siblings with the same tag, from 1; 0 if it is the only one."""
    number, others = 1, False
    before = node.previous
    while before is not None and number < 60:
        number += before.tag == node.tag
        before = before.previous
    after = node.next
    while after is not None and not others:
        others = after.tag == node.tag
        after = after.next
    return number if number > 1 or others else 0


def elements(page: Page) -> list[Node]:
    """Return the elements of a page's body that may have a value, in order."""
    return [node for node in page.all("body *")[:MOST_ELEMENTS] if node.tag not in _SKIPPED]


class Chains:
    """The chains of one page's elements, with cached steps."""

    def __init__(self) -> None:
        self._steps: dict[Node, str] = {}

    def step(self, node: Node) -> str:
        """Return an element's own step."""
        found = self._steps.get(node)
        if found is None:
            found = self._steps[node] = step(node)
        return found

    def of(self, node: Node) -> str:
        """Return an element's selector: its own step and those of its ancestors, up to one with an id, or six steps."""
        steps = [self.step(node)]
        around = node.parent
        while around is not None and around.tag not in ("body", "html") and len(steps) < _STEPS and "#" not in steps[0]:
            steps.insert(0, self.step(around))
            around = around.parent
        return " > ".join(steps)

    def numbered(self, node: Node) -> Iterator[str]:
        """Yield selectors that also have the number of the element among its siblings, then that of its parent as well."""
        chain = self.of(node)
        number = nth(node)
        if number:
            yield f"{chain}:nth-of-type({number})"
        around = node.parent
        if around is not None and " > " in chain and (outer := nth(around)):
            head, _, own = chain.rpartition(" > ")
            yield f"{head}:nth-of-type({outer}) > {own}" + (f":nth-of-type({number})" if number else "")


def label_of(text: str) -> str:
    """Return a label in the form in which labels are compared: without its colon, in lower case."""
    return one_line(text).strip(" :：•-–—").casefold()


def is_label(text: str) -> bool:
    """Return whether a text may be a label: it is short, has letters and does not end like a sentence."""
    return 1 < len(text) <= LONGEST_LABEL and any(map(str.isalpha, text)) and not text.endswith((".", "!", "?"))


def labelled_value(label: Node, mode: str) -> Found | None:
    """Return a label's value.

    Args:
        label: the label's element.
        mode: where the value is. "beside": in the next element; "after": in the bare text between the label and the next
            element; "around": in the text of the parent element, without the label.
    """
    if mode == "beside":
        node = label.next
        return Found(node.text, node) if node is not None and node.text else None
    if mode == "after":
        text = label.tail.strip(" :：\xa0")
        return Found(text) if text else None
    around = label.parent
    if around is None or len(around.text) > LONGEST_TEXT:
        return None
    text = around.text
    own = label.text
    if not text.startswith(own) or len(text) <= len(own):
        return None
    rest = text[len(own) :].strip(" :：\xa0")
    return Found(rest, around) if rest else None
