"""Split a page's text into runs, including hidden text and controls, to find cut texts and their remainders in the markup."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from turbohtml import Element, Text

from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import blanks_for_breaks, one_line

_SKIPPED = frozenset(("script", "style", "template", "svg", "head", "select", "textarea", "iframe", "object", "noscript", "math"))
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
        *("kbd", "label", "mark", "nobr", "output", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr", "button", "summary", "input", "img", "picture", "meta", "link"),
    )
)
_LINES = frozenset(("li", "tr", "dt", "dd", "option", "address", "caption"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:hidden|hide|d-none|invisible|collapsed?|closed|inactive|unexpanded)(?=$|[\s])", re.IGNORECASE
)
_REST_CLASS = re.compile(
    r"(?:^|[\s_-])(?:more|rest|remainder|full|whole|long|expanded?|complete|morecontent|moretext|fulltext|longtext|readmore|hidden|hide|toggle|unfold)"
    r"(?=$|[\s_-])|(?:^|[\s_-])(?:\w{1,20}(?:Full|Long|Rest|More|Hidden|Expanded))(?=$|[\s_-])",
    re.IGNORECASE,
)
_CONTROLS = frozenset(("a", "button", "summary", "label", "input"))
_LONGEST_CONTROL = 60
MAX_RUNS = 40_000

#: How certain it is that a browser hides an element:
#: "yes" for a style, an attribute or a class that hides it; "by class" for a class that only marks it as the rest of something.
Hidden = Literal["", "by class", "yes"]
Hiders = tuple[tuple[Any, Hidden], ...]


def hidden_by(hiders: Iterable[tuple[Any, Hidden]]) -> Hidden:
    """Return how certain it is that any of the elements is hidden."""
    kinds = {kind for _, kind in hiders}
    return "yes" if "yes" in kinds else "by class" if kinds else ""


class Run:
    """Text inside one element.

    Attributes:
        text: the text, with line breaks and tabs as blanks.
        edge: the break before it: "", one line end or two.
        block: the block element around it.
        tag: the tag of the innermost element.
        cls: that element's class and id, separated by a blank.
        hidden: whether a browser hides it, see `Hidden`.
        hiders: the elements around it that hide it, outermost first. An element around the whole of a text hides no part of it.
        href: the link's address if the run is a link's text.
        control: whether it is the whole text of a link, button or label.
        alone: whether it is the whole text of its element.
        attributes: the innermost element's attributes, which may hold a text.
    """

    __slots__ = ("_element", "block", "control", "edge", "hiders", "href", "text")

    def __init__(self, text: str, edge: str, block: Any, element: Any, hiders: Hiders) -> None:
        self.text, self.edge, self.block, self.hiders = text, edge, block, hiders
        self._element = element
        self.href: str | None = None
        self.control = False

    # The properties are computed on access, since few runs need them.
    @property
    def tag(self) -> str:
        """The tag of the innermost element."""
        return str(self._element.tag)

    @property
    def cls(self) -> str:
        """The innermost element's class and id, separated by a blank."""
        return _class(self._element)

    @property
    def alone(self) -> bool:
        """Whether the text is the whole text of its element."""
        # Two descendants are enough to know: the element may have thousands.
        return self.control or len(list(islice(self._element.descendants, 2))) == 1

    @property
    def attributes(self) -> dict[str, Any]:
        """The innermost element's attributes."""
        return dict(self._element.attrs)

    @property
    def hidden(self) -> Hidden:
        """How certain it is that a browser hides the text."""
        return hidden_by(self.hiders)

    def __repr__(self) -> str:
        return f"<{self.tag} {self.hidden} {self.text[:50]!r}>"


def _class(element: Any) -> str:
    return f"{element.attr('class') or ''} {element.attr('id') or ''}".strip()


def runs_of(page: Page) -> list[Run]:
    """Return the page's runs in order; cached per page."""
    return page.memo("runs", lambda: list(_runs(page.root._element)))


def runs_in(node: Node, left_out: Collection[Any] = ()) -> list[Run]:
    """Return the runs inside one element, without those inside the elements `left_out` (as `Container.node` has them)."""
    return list(_runs(node._element, left_out))


def place_of(node: Node) -> Any:
    """Return the value of `Run.block` for text directly inside an element."""
    return node._element


def _hides(element: Any) -> Hidden:
    """Return how certain it is that an element is hidden by its own attributes."""
    style = element.attr("style")
    if element.attr("hidden") is not None or (style and _HIDDEN_STYLE.search(style)):
        return "yes"
    cls = _class(element)
    if not cls or element.tag in ("html", "body") or element.tag in _CONTROLS:
        return ""
    return _hides_by_class(cls[:300])


@functools.lru_cache(maxsize=1 << 14)
def _hides_by_class(cls: str) -> Hidden:
    """Return how certain it is that a class and id hide an element; cached, since they recur on hundreds of elements."""
    return "yes" if _HIDDEN_CLASS.search(cls) else "by class" if _REST_CLASS.search(cls) else ""


def _add_hider(hiders: Hiders, element: Any) -> Hiders:
    kind = _hides(element)
    return (*hiders, (element, kind)) if kind and len(hiders) < 20 else hiders


def _runs(root: Any, left_out: Collection[Any] = ()) -> Iterator[Run]:
    stack: list[tuple[Iterator[Any], Any, Any, Hiders, str]] = []
    siblings: Iterator[Any] = iter(root.children)
    element = block = root
    hiders: Hiders = ()
    edge = ""
    count = 0
    while count < MAX_RUNS:
        for child in siblings:
            kind = child.__class__
            if kind is Text:
                if child.text:
                    count += 1
                    yield Run(blanks_for_breaks(child.text), edge, block, element, hiders)
                    edge = ""
                continue
            if kind is not Element:
                continue
            tag = child.tag
            if tag == "br":
                edge = edge or "\n"
                continue
            if tag in _SKIPPED or (left_out and child in left_out):
                continue
            plain = not child.attrs  # most elements inside texts have none
            clickable = tag in _CONTROLS or (not plain and (child.attr("onclick") is not None or child.attr("role") == "button"))
            if clickable and (run := _control(child, edge, block, _add_hider(hiders, child))) is not None:
                count += 1
                yield run
                edge = ""
                continue
            inline = tag in _INLINE
            stack.append((siblings, element, block, hiders, "" if inline else "\n" if tag in _LINES else "\n\n"))
            if not inline:
                edge = "\n" if tag in _LINES and edge != "\n\n" else "\n\n"
                block = child
            if not plain:
                hiders = _add_hider(hiders, child)
            element, siblings = child, iter(child.children)
            break
        else:
            if not stack:
                return
            siblings, element, block, hiders, after = stack.pop()
            edge = max(edge, after, key=len)


def _control(element: Any, edge: str, block: Any, hiders: Hiders) -> Run | None:
    """Return a link, button or label as one run, if its text (or else that of its image) is short."""
    text = element.attr("value") or "" if element.tag == "input" else one_line(element.text)
    if not text:
        picture = element.select_one("img[alt]")
        text = one_line(picture.attr("alt") or "") if picture is not None else ""
    if not text or len(text) > _LONGEST_CONTROL:
        return None
    run = Run(text, edge, block, element, hiders)
    run.href, run.control = element.attr("href"), True
    return run
