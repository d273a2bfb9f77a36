"""Items in a page's structured data in one form: JSON-LD, microdata, RDFa, script state, microformats.

An item is a dict as in JSON-LD: "@type" is a list of names without vocabulary, every other key a property with its values. Texts
keep their line breaks. Nothing here is specific to films, except a few property names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from filmdig.parsers.generic.app_state import films_in_state
from filmdig.parsers.generic.microformats import reviews_in_classes
from filmdig.parsers.generic.source_marks import ITEMS, TYPES, has_any
from filmdig.parsers.generic.vocabulary import normalized, words
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node

Item = dict[str, Any]

_VOCABULARY = re.compile(
    r"^(?:https?://)?(?:www\.)?(?:schema\.org|(?:rdf\.)?data-vocabulary\.org)/#?|^https?://\S{1,200}?[/#](?=[A-Za-z]+\Z)|^[a-z]{1,12}:(?!//)"
)
_MARKUP = re.compile(r"<[a-zA-Z/!]")
_ADDRESSES = frozenset(("url", "sameas", "image", "photo", "trailer", "thumbnailurl", "logo", "mainentityofpage", "contenturl"))
_PEOPLE = frozenset(
    ("director", "directors", "directedby", "actor", "actors", "starring", "author", "authors", "creator", "producer", "writer")
)
_FILM_PROPERTIES = frozenset(
    ("director", "directors", "actor", "actors", "duration", "genre", "contentrating", "countryoforigin", "productioncompany")
)
_MOST_ITEMS = 2000
_DEEPEST = 40


class Found(msgspec.Struct):
    """An item and its syntax: "json-ld", "microdata", "rdfa", "app-state" or "microformats"."""

    syntax: str
    item: Item

    @property
    def types(self) -> list[str]:
        """Its types without their vocabulary: ["Movie"]."""
        return types_of(self.item)


def items_of(page: Page) -> list[Found]:
    """Return the page's top-level items, JSON-LD first, then microdata, then RDFa; computed once per page."""
    return page.memo("items", lambda: list(_items(page)))


def _items(page: Page) -> Iterator[Found]:
    if page.rendition != "html":
        return
    for data in page.json_ld:
        plain = _plain(data, page, 0)
        if isinstance(plain, dict):
            yield Found("json-ld", plain)
    if has_any(page, ITEMS):
        for item in _Microdata(page).top():
            yield Found("microdata", item)
    if has_any(page, TYPES):
        for item in _Rdfa(page).top():
            yield Found("rdfa", item)
    for item in films_in_state(page):
        yield Found("app-state", item)
    for item in reviews_in_classes(page):
        yield Found("microformats", item)


def types_of(item: Item) -> list[str]:
    """Return an item's types without their vocabulary."""
    stated = item.get("@type")
    return [str(name) for name in (stated if isinstance(stated, list) else [stated]) if name]


def plain_name(name: str) -> str:
    """Return a type or property without its vocabulary: "Movie" for ``http://schema.org/Movie``."""
    return _VOCABULARY.sub("", name.strip())


def _plain(value: Any, page: Page, depth: int) -> Any:
    """Return JSON-LD data with names without vocabulary and with tidied texts."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        found: Item = {}
        for key, inside in value.items():
            if key == "@type":
                names = inside if isinstance(inside, list) else [inside]
                found[key] = [plain_name(name) for name in names if isinstance(name, str)]
            elif key[:1] != "@" or key in ("@id", "@value"):
                found[plain_name(key) if key[:1] != "@" else key] = _plain(inside, page, depth + 1)
        return found.get("@value", found)
    if isinstance(value, list):
        return [_plain(item, page, depth + 1) for item in value]
    if isinstance(value, str):
        return strip_markup(value, page)
    return value


def strip_markup(text: str, page: Page) -> str:
    """Return a text tidied; if it contains markup, as a browser would render it."""
    if _MARKUP.search(text):
        text = page.fragment(text).raw_text()[0]
    return tidy(text)[0]


class _Markup:
    """The base of microdata and RDFa: elements with properties, inside elements that are scopes."""

    scope: str
    property: str

    def __init__(self, page: Page) -> None:
        self.page = page
        self.items: dict[Node, Item] = {}
        self.order: list[Node] = []
        self.nested: set[Node] = set()
        self.around: dict[Node, Node | None] = {}
        self.unscoped: Item = {"@type": []}

    def top(self) -> list[Item]:
        """Return the items that are not the value of another item's property."""
        for node in self.page.all(self.scope)[:_MOST_ITEMS]:
            self.items[node] = {"@type": [plain_name(name) for name in (self.kind(node) or "").split()]}
            self.order.append(node)
        by_id = self.referenced()
        for node in self.page.all(self.property)[: 20 * _MOST_ITEMS]:
            names = [plain_name(name) for name in self.names(node).split()]
            own = self.items.get(node)
            holders = by_id.get(node) or [self._scope(node.parent)]
            for holder in holders:
                item = self.items.get(holder) if holder is not None else self._unscoped(names)
                if item is None or item is own:
                    continue
                for name in names:
                    value = own if own is not None else self.value(node, name)
                    if own is not None:
                        self.nested.add(node)
                    if value not in (None, "", []):
                        _add(item, name, value)
                    if name == "name" and node.tag == "a" and "Person" in item["@type"]:
                        item.setdefault("url", node.attr("href"))
        found = [self.items[node] for node in self.order if node not in self.nested]
        return [*found, self.unscoped] if len(self.unscoped) > 1 else found

    def _unscoped(self, names: list[str]) -> Item | None:
        """Return the item for a film's properties outside any scope (HDRezka, 2023); None for other properties."""
        return self.unscoped if any(name.lower() in _FILM_PROPERTIES for name in names) else None

    def referenced(self) -> dict[Node, list[Node | None]]:
        """Return the elements that an `itemref` refers to, with the scopes that refer to them; RDFa has none."""
        return {}

    def _scope(self, node: Node | None) -> Node | None:
        """Return the nearest scope at or above an element."""
        passed = []
        while node is not None and node not in self.items and node not in self.around:
            passed.append(node)
            node = node.parent
        found = node if node is None or node in self.items else self.around[node]
        for one in passed:
            self.around[one] = found
        return found

    def kind(self, node: Node) -> str | None:
        """Return the types of a scope, as printed."""
        raise NotImplementedError

    def names(self, node: Node) -> str:
        """Return the properties of an element, as printed."""
        raise NotImplementedError

    def value(self, node: Node, name: str) -> Any:
        """Return a property's value: a text, an address, a person, or a list of people if there are several links."""
        low = name.lower()
        content = node.attr("content")
        if node.tag == "meta" or (content is not None and content.strip()):
            return strip_markup(content or "", self.page)
        if low in _ADDRESSES:
            for attribute in ("href", "src", "data", "resource"):
                if address := node.attr(attribute):
                    return address.strip()
        if node.tag == "link":
            return (node.attr("href") or "").strip()
        if node.tag == "img":
            return (node.attr("alt") or node.attr("src") or "").strip()
        if node.tag == "time" and node.attr("datetime"):
            return (node.attr("datetime") or "").strip()
        if node.tag in ("data", "meter") and node.attr("value"):
            return (node.attr("value") or "").strip()
        if low in _PEOPLE:
            links = node.all("a[href]")
            if len(links) > 1:
                return [{"@type": ["Person"], "name": link.text, "url": link.attr("href")} for link in links if link.text]
            link = links[0] if links else node if node.tag == "a" else None
            if link is not None and link.text and (link is node or link.text == node.text.strip(" ,;")):
                return {"@type": ["Person"], "name": link.text, "url": link.attr("href")}
        return tidy(node.raw_text()[0])[0]


def _add(item: Item, name: str, value: Any) -> None:
    known = item.get(name)
    values = value if isinstance(value, list) else [value]
    if known is None:
        item[name] = value
    else:
        item[name] = [*(known if isinstance(known, list) else [known]), *values]


_HEADINGS = frozenset(("h2", "h3", "h4", "h5"))


class _Microdata(_Markup):
    scope = "[itemscope]"
    property = "[itemprop]"

    def kind(self, node: Node) -> str | None:
        return node.attr("itemtype")

    def names(self, node: Node) -> str:
        stated = node.attr("itemprop") or ""
        return "" if stated in ("actor", "actors") and self._is_dubbing(node) else stated

    def _is_dubbing(self, node: Node) -> bool:
        """Return whether an actor is listed under a heading for dubbing actors (Kinopoisk, 2019)."""
        for _ in range(3):
            before, above = node.previous, node.parent
            if before is not None and before.tag in _HEADINGS:
                return normalized(before.text) in words("heading", "dubbed")
            if above is None:
                break
            node = above
        return False

    def referenced(self) -> dict[Node, list[Node | None]]:
        if "itemref" not in self.page.html:
            return {}
        found: dict[Node, list[Node | None]] = {}
        for holder in self.page.all("[itemref][itemscope]")[:50]:
            for name in (holder.attr("itemref") or "").split()[:20]:
                target = self.page.first(f"#{name}") if re.fullmatch(r"[A-Za-z_][\w-]*", name) else None
                if target is not None:
                    for node in [target, *target.all("[itemprop]")]:
                        if self._scope(node.parent) in (None, self._scope(target.parent)):
                            found.setdefault(node, []).append(holder)
        return found


class _Rdfa(_Markup):
    scope = "[typeof]"
    property = "[property], [rel]"

    def kind(self, node: Node) -> str | None:
        return node.attr("typeof")

    def names(self, node: Node) -> str:
        return node.attr("property") or (node.attr("rel") or "" if ":" in (node.attr("rel") or "") else "")

    def value(self, node: Node, name: str) -> Any:
        if node.attr("rel") and not node.attr("property"):
            inside = next((self.items[one] for one in node.all("[typeof]") if one in self.items), None)
            if inside is not None:  # a chained property: <span rel="v:rating"><span typeof="v:Rating">
                self.nested.update(one for one in node.all("[typeof]") if self.items.get(one) is inside)
                return inside
            address = node.attr("href") or node.attr("resource") or node.attr("src")
            if address and name.lower() in _PEOPLE:
                return {"@type": ["Person"], "name": node.text, "url": address} if node.text else None
            return address
        return super().value(node, name)
