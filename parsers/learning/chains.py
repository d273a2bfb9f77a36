"""Where things are on a page: each element by its chain of tags, ids and classes, and the labels beside values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.learning.words import Found
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
    """Return an element's step in a chain: its tag with its id or its first class, where these name no state and no number."""
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
    """Return an element's number among its siblings of its tag, from 1; 0 where it is the only one."""
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
    """Return the elements of a page's body that may hold a value, in order."""
    return [node for node in page.all("body *")[:MOST_ELEMENTS] if node.tag not in _SKIPPED]


class Chains:
    """The chains of one page's elements, each worked out once."""

    def __init__(self) -> None:
        self._steps: dict[Node, str] = {}

    def step(self, node: Node) -> str:
        """Return an element's own step."""
        found = self._steps.get(node)
        if found is None:
            found = self._steps[node] = step(node)
        return found

    def of(self, node: Node) -> str:
        """Return an element's selector: its own step and those around it, up to one with an id or six."""
        steps = [self.step(node)]
        around = node.parent
        while around is not None and around.tag not in ("body", "html") and len(steps) < _STEPS and "#" not in steps[0]:
            steps.insert(0, self.step(around))
            around = around.parent
        return " > ".join(steps)

    def numbered(self, node: Node) -> Iterator[str]:
        """Yield selectors that also count: the element among its siblings, then the one around it too."""
        chain = self.of(node)
        number = nth(node)
        if number:
            yield f"{chain}:nth-of-type({number})"
        around = node.parent
        if around is not None and " > " in chain and (outer := nth(around)):
            head, _, own = chain.rpartition(" > ")
            yield f"{head}:nth-of-type({outer}) > {own}" + (f":nth-of-type({number})" if number else "")


def label_of(text: str) -> str:
    """Return a label as it is compared: without its colon, in small letters."""
    return one_line(text).strip(" :：•-–—").casefold()


def is_label(text: str) -> bool:
    """Tell whether a text may be a label: short, with letters, no sentence."""
    return 1 < len(text) <= LONGEST_LABEL and any(map(str.isalpha, text)) and not text.endswith((".", "!", "?"))


def beside(label: Node, mode: str) -> Found | None:
    """Return what a label is of.

    Args:
        label: the label's element.
        mode: "beside": the next element; "after": the bare text after the label, up to the next element; "around": the text of
            the element around it, less the label.
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
