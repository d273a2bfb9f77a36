"""Readers, of which layouts are composed: each reads one field.

A reader is called with a page or a node and returns a value, or None (an empty list) if the field is missing.
Readers are combined rather than programmed: ``text("p.runtime").to(runtime)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Generic, TypeVar

from filmdig.parsers.layouts.cuts import Cut, Passage, plain, split_credit
from filmdig.parsers.layouts.item_errors import read_or_none
from filmdig.parsers.layouts.values import decimal, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, Person, ReviewRating

T = TypeVar("T")
U = TypeVar("U")
Scope = Page | Node


class Derived(Generic[T]):
    """A value that was inferred rather than printed; the record lists its path in `derived`."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value


class Disputed(Generic[T]):
    """A value that another part of the page contradicts; the record has an issue that names both values.

    Attributes:
        value: the value for the record.
        said: the issue's message: where the value is from, and what else the page states.
    """

    __slots__ = ("said", "value")

    def __init__(self, value: T, said: str) -> None:
        self.value, self.said = value, said


class Reader(Generic[T]):
    """A callable that reads one field from a page or a node."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[Any], T | None]) -> None:
        self._read = read

    def __call__(self, scope: Scope) -> T | None:
        """Return the field's value in a page or a node."""
        return self._read(scope)

    def to(self, convert: Callable[[T], U | None]) -> Reader[U]:
        """Return a reader that converts the value with a function; a missing value stays None."""
        found = self._read

        def read(scope: Scope) -> U | None:
            value = found(scope)
            return None if value is None else convert(value)

        return Reader(read)

    def search(self: Reader[str], pattern: str, flags: int = 0) -> Reader[str]:
        """Return a reader of the pattern's first match in the value: its first group, or all of it if it has no groups."""
        compiled = re.compile(pattern, flags)

        def found(value: str) -> str | None:
            match = compiled.search(value)
            return (match[1] if compiled.groups else match[0]) if match else None

        return self.to(found)

    def less(self: Reader[str], pattern: str, flags: int = 0) -> Reader[str]:
        """Return a reader of the value without what the pattern matches."""
        compiled = re.compile(pattern, flags)
        return self.to(lambda value: one_line(compiled.sub("", value)) or None)

    def split(self: Reader[str], separator: str = r",") -> Reader[list[str]]:
        """Return a reader of the value's parts, stripped; empty parts are dropped."""
        compiled = re.compile(separator)
        return self.to(lambda value: [part for part in (p.strip() for p in compiled.split(value)) if part])

    def or_(self, *others: Callable[[Any], T | None]) -> Reader[T]:
        """Return a reader of the first value that this reader or one of the others finds."""

        def read(scope: Scope) -> T | None:
            value = self._read(scope)
            for other in others:
                if value is not None and value != [] and value != "":
                    return value
                value = other(scope)
            return value

        return Reader(read)

    def derived(self) -> Reader[Derived[T]]:
        """Return a reader of the same value, which the record lists in `derived`."""
        return self.to(Derived)


def constant(value: T) -> Reader[T]:
    """Return a reader that gives the same value for every page."""
    return Reader(lambda scope: value)


def _with_words(scope: Scope, selectors: Iterable[str], words: Callable[[Node], T]) -> T | None:
    """Return the first value, other than an empty one, that `words` reads from the elements that the selectors match."""
    for selector in selectors:
        first = scope.first(selector)
        if first is None:
            continue
        if found := words(first):
            return found
        for node in scope.all(selector)[1:]:
            if found := words(node):
                return found
    return None


def text(*selectors: str, drop: str | None = None) -> Reader[str]:
    """Return a reader of the text, on one line, of the first matching element that has text.

    Args:
        selectors: tried in order.
        drop: selects elements whose text is left out.
    """
    words = (lambda node: node.text_without(drop)) if drop else (lambda node: node.text)
    return Reader(lambda scope: _with_words(scope, selectors, words))


def own_text(*selectors: str) -> Reader[str]:
    """Return a reader like `text`, but of the text directly inside the element; without a selector, inside the node."""

    def read(scope: Scope) -> str | None:
        if not selectors:
            return scope.own_text or None if isinstance(scope, Node) else None
        return _with_words(scope, selectors, lambda node: node.own_text)

    return Reader(read)


def this_text(drop: str | None = None) -> Reader[str]:
    """Return a reader of the text of the node itself."""
    return Reader(lambda node: (node.text_without(drop) if drop else node.text) or None)


def texts(selector: str, drop: str | None = None) -> Reader[list[str]]:
    """Return a reader of the texts of all elements that the selector matches, without empty ones."""
    return Reader(lambda scope: [t for t in (n.text_without(drop) if drop else n.text for n in scope.all(selector)) if t])


def between_dividers(selector: str, divider: str, separator: str | None = None) -> Reader[list[str]]:
    """Return a reader of the parts of an element's text between its divider elements, linked or not.

    Args:
        selector: selects the element.
        divider: selects the elements that divide its parts (ČSFD's bullets, Allociné's pipes); their text is left out.
        separator: a regular expression that divides parts as well, for years in which the divider is printed as text.
    """
    pattern = re.compile(separator) if separator else None

    def read(scope: Scope) -> list[str]:
        node = scope.first(selector)
        if node is None:
            return []
        raw, offsets = node.raw_text(drop=node.all(divider))
        edges = [0, *sorted(offsets.values()), len(raw)]
        pieces = [raw[start:end] for start, end in pairwise(edges)]
        if pattern:
            pieces = [part for piece in pieces for part in pattern.split(piece)]
        return [part for part in map(one_line, pieces) if part]

    return Reader(read)


def attr(selector: str | None, *names: str) -> Reader[str]:
    """Return a reader of the first of the attributes that the first matching element has; without a selector, the node itself."""

    def read(scope: Scope) -> str | None:
        node = scope.first(selector) if selector else scope
        if isinstance(node, Node):
            for name in names:
                value = node.attr(name)
                if value and value.strip():
                    return one_line(value)
        return None

    return Reader(read)


def attrs(selector: str, name: str) -> Reader[list[str]]:
    """Return a reader of an attribute of all elements that the selector matches, without missing and empty ones."""
    return Reader(lambda scope: [one_line(v) for v in (n.attr(name) for n in scope.all(selector)) if v and v.strip()])


def meta(*names: str) -> Reader[str]:
    """Return a reader of a `meta` element's content, by its name, property or itemprop; the first of `names` that has any."""
    return Reader(lambda page: next((value for value in map(page.meta, names) if value), None))


def present(selector: str) -> Reader[bool]:
    """Return a reader that gives True if the selector matches; None, not False, if it does not."""
    return Reader(lambda scope: True if scope.first(selector) is not None else None)


def when(selector: str, value: T) -> Reader[T]:
    """Return a reader that gives a value if an element is present: ``when("p.tomato", "fresh")``."""
    return Reader(lambda scope: value if scope.first(selector) is not None else None)


def passage(*selectors: str, cut: Cut | Iterable[Cut] = (), drop: str | None = None, credit: bool = False) -> Reader[Passage]:
    """Return a reader of a running text with its line breaks, its cut repaired or reported.

    Args:
        selectors: tried in order; the first that matches an element with text is used.
        cut: the forms of cut that the layout has, tried in order.
        drop: selects elements that are not part of the text.
        credit: whether the text may end with "~ NAME, AGENCY".
    """
    cuts = tuple(cut) if isinstance(cut, Iterable) else (cut,)

    def words(node: Node) -> Passage | None:
        found = next((p for p in (form(node) for form in cuts) if p is not None), None) or plain(node, drop)
        return found if found.text or found.state else None

    def read(scope: Scope) -> Passage | None:
        found = _with_words(scope, selectors, words)
        return split_credit(found) if found is not None and credit else found

    return Reader(read)


def inside(holder: str, reader: Callable[[Any], T | None]) -> Reader[T]:
    """Return a reader applied to the first element that `holder` selects: a small block is searched faster than a page."""

    def read(scope: Scope) -> T | None:
        node = scope.first(holder)
        return None if node is None else reader(node)

    return Reader(read)


def as_passage(value: str | None) -> Passage | None:
    r"""Return a passage of a whole text from a page's data, in which ``\n`` is a line break."""
    if not value:
        return None
    found = tidy(value)[0]
    return Passage(text=found) if found else None


def people(selector: str, *, drop: str | None = None) -> Reader[list[Person]]:
    """Return a reader of people, one per element: its text is the name, its `href` the person's page."""

    def read(scope: Scope) -> list[Person]:
        found = []
        for node in scope.all(selector):
            name = node.text_without(drop) if drop else node.text
            if name := name.strip(" ,"):
                found.append(Person(name=name, url=node.attr("href")))
        return once(found, lambda person: person.name)

    return Reader(read)


def cast(
    selector: str, *, name: Reader[str], role: Reader[str] | None = None, url: Reader[str] | None = None
) -> Reader[list[CastMember]]:
    """Return a reader of a cast, one member per element."""

    def read(scope: Scope) -> list[CastMember]:
        found = []
        for node in scope.all(selector):
            called = read_or_none(name, node)
            if called:
                has_role, has_url = read_or_none(role, node) if role else None, read_or_none(url, node) if url else None
                found.append(CastMember(name=called, role=has_role, url=has_url))
        return found

    return Reader(read)


def named(names: Iterable[str] | None) -> list[Person]:
    """Return people of whom only the names are known."""
    return [Person(name=name) for name in names or ()]


def once(items: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    """Return the items in order, without later ones of the same key (AllMovie 2019 prints a director twice)."""
    seen: set[Any] = set()
    return [item for item in items if not (key(item) in seen or seen.add(key(item)))]  # type: ignore[func-returns-value]


def made(make: Callable[..., T], **values: Any) -> T:
    """Return a part of the record in which texts may be passages; they become plain text when the record takes it."""
    return make(**values)


def each(selector: str, make: Callable[..., T], **readers: Any) -> Reader[list[T]]:
    """Return a reader of a list with one `make(...)` per element; each keyword is a reader of the element or a plain value."""

    plain_values = {key: value for key, value in readers.items() if not callable(value)}
    reads = {key: value for key, value in readers.items() if callable(value)}

    def read(scope: Scope) -> list[T]:
        nodes = scope.all(selector)
        return [make(**plain_values, **{key: read_or_none(read_one, node) for key, read_one in reads.items()}) for node in nodes]

    return Reader(read)


def one(make: Callable[..., T], *, needs: str, **readers: Any) -> Reader[T]:
    """Return a reader of one `make(...)` from the whole scope; None if the value of the keyword `needs` is missing."""

    def read(scope: Scope) -> T | None:
        values = {key: read_or_none(value, scope) if callable(value) else value for key, value in readers.items()}
        return make(**values) if values.get(needs) is not None else None

    return Reader(read)


def ids(**readers: Callable[[Any], str | None]) -> Reader[dict[str, str]]:
    """Return a reader of the film's ids by the site or service that assigned them, without missing ones."""
    return Reader(lambda scope: {name: found for name, read in readers.items() if (found := read_or_none(read, scope))})


def together(*readers: Callable[[Any], Any]) -> Reader[list[Any]]:
    """Return a reader of a list with the values of several readers; their lists are concatenated, and None is left out."""

    def read(scope: Scope) -> list[Any]:
        found: list[Any] = []
        for reader in readers:
            value = read_or_none(reader, scope)
            if isinstance(value, list):
                found += value
            elif value is not None:
                found.append(value)
        return found

    return Reader(read)


def at(data: Any, path: str) -> Any:
    """Return the value at a dotted path in JSON, in which a number is an index; None if the path does not exist."""
    for key in path.split("."):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def data(script: str, path: str) -> Reader[Any]:
    """Return a reader of the value at a dotted path in the JSON of the script that a selector matches."""
    return Reader(lambda page: at(page.json(script), path))


def json_ld(path: str, *types: str) -> Reader[Any]:
    """Return a reader of the value at a dotted path in the page's JSON-LD object of one of the types (by default, a film's)."""
    wanted = types or ("Movie", "TVSeries", "TVEpisode")
    return Reader(lambda page: at(page.json_ld_of(*wanted), path))


def persons(found: Any) -> list[Person]:
    """Return people from JSON-LD: one or many, objects or bare names. Those without a name are left out."""
    listed = found if isinstance(found, list) else [found]
    people = [{"name": item} if isinstance(item, str) else item for item in listed]
    return [
        Person(name=one_line(person["name"]), url=person.get("url") or person.get("sameAs"))
        for person in people
        if isinstance(person, dict) and isinstance(person.get("name"), str) and person["name"].strip()
    ]


def stars(best: float, worst: float | None = None, *, zero: bool = False) -> Callable[[str], ReviewRating | None]:
    """Return a converter from printed stars or points to a reviewer's rating.

    Args:
        best, worst: the ends of the scale.
        zero: whether 0 is a rating on this scale; otherwise it means no rating.
    """

    def make(printed: str) -> ReviewRating | None:
        value = decimal(printed)
        return ReviewRating(value=value, best=best, worst=worst, printed=printed) if value or (zero and value == 0) else None

    return make
