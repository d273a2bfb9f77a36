"""The words that layouts are written in: readers of one field each.

A reader is called with a page or a node and gives a value, or None (an empty list) where the field is not there.
Readers are put together, not programmed: ``text("p.runtime").to(runtime)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, Generic, TypeVar

from filmdig.parsers.layouts.cuts import Cut, Passage, plain, split_credit
from filmdig.parsers.layouts.sparing import spared
from filmdig.parsers.layouts.values import decimal, tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, Person, ReviewRating

T = TypeVar("T")
U = TypeVar("U")
Scope = Page | Node


class Derived(Generic[T]):
    """A value worked out rather than printed; the record lists its path in `derived`."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value


class Disputed(Generic[T]):
    """A value that another place of the page contradicts; the record has an issue with both.

    Attributes:
        value: what the record has.
        said: in words, where it is from, and what else the page says.
    """

    __slots__ = ("said", "value")

    def __init__(self, value: T, said: str) -> None:
        self.value, self.said = value, said


class Reader(Generic[T]):
    """Reads one field off a page or a node."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[Any], T | None]) -> None:
        self._read = read

    def __call__(self, scope: Scope) -> T | None:
        """Return the field's value in a page or a node."""
        return self._read(scope)

    def to(self, convert: Callable[[T], U | None]) -> Reader[U]:
        """Return the value handed on to a function, unless there is none."""
        found = self._read

        def read(scope: Scope) -> U | None:
            value = found(scope)
            return None if value is None else convert(value)

        return Reader(read)

    def search(self: Reader[str], pattern: str, flags: int = 0) -> Reader[str]:
        """Return the first group (or all) of the pattern's first match in the value."""
        compiled = re.compile(pattern, flags)

        def found(value: str) -> str | None:
            match = compiled.search(value)
            return (match[1] if compiled.groups else match[0]) if match else None

        return self.to(found)

    def less(self: Reader[str], pattern: str, flags: int = 0) -> Reader[str]:
        """Return the value less what the pattern matches."""
        compiled = re.compile(pattern, flags)
        return self.to(lambda value: one_line(compiled.sub("", value)) or None)

    def split(self: Reader[str], separator: str = r",") -> Reader[list[str]]:
        """Return the value's parts, blanks at their ends and empty ones dropped."""
        compiled = re.compile(separator)
        return self.to(lambda value: [part for part in (p.strip() for p in compiled.split(value)) if part])

    def or_(self, *others: Callable[[Any], T | None]) -> Reader[T]:
        """Return the first of these readers that finds anything."""

        def read(scope: Scope) -> T | None:
            value = self._read(scope)
            for other in others:
                if value is not None and value != [] and value != "":
                    return value
                value = other(scope)
            return value

        return Reader(read)

    def derived(self) -> Reader[Derived[T]]:
        """Return the same value, listed in the record as worked out."""
        return self.to(Derived)


def constant(value: T) -> Reader[T]:
    """Return the same value on every page of the layout."""
    return Reader(lambda scope: value)


def _with_words(scope: Scope, selectors: Iterable[str], words: Callable[[Node], T]) -> T | None:
    """Return what `words` reads off the first matching element that has any; elements without are passed over."""
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
    """Return the text, on one line, of the first element that one of the selectors matches and that has any."""
    words = (lambda node: node.text_without(drop)) if drop else (lambda node: node.text)
    return Reader(lambda scope: _with_words(scope, selectors, words))


def own_text(*selectors: str) -> Reader[str]:
    """Like `text`, but only the text directly inside the element; with no selector, the node's own."""

    def read(scope: Scope) -> str | None:
        if not selectors:
            return scope.own_text or None if isinstance(scope, Node) else None
        return _with_words(scope, selectors, lambda node: node.own_text)

    return Reader(read)


def this_text(drop: str | None = None) -> Reader[str]:
    """Return the text of the node itself."""
    return Reader(lambda node: (node.text_without(drop) if drop else node.text) or None)


def texts(selector: str, drop: str | None = None) -> Reader[list[str]]:
    """Return the texts of all elements that the selector matches, empty ones left out."""
    return Reader(lambda scope: [t for t in (n.text_without(drop) if drop else n.text for n in scope.all(selector)) if t])


def between_dividers(selector: str, divider: str, separator: str | None = None) -> Reader[list[str]]:
    """Return the parts of an element's text that stand between the elements that `divider` selects, linked or not.

    Args:
        selector: the element.
        divider: selects what is between two parts (ČSFD's bullets, Allociné's pipes), no part itself.
        separator: a regular expression that divides parts too, where another year prints it as text.
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
    """Return the first of the attributes that the first matching element has; with no selector, the node's own."""

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
    """Return an attribute of all elements that the selector matches, where they have it."""
    return Reader(lambda scope: [one_line(v) for v in (n.attr(name) for n in scope.all(selector)) if v and v.strip()])


def meta(*names: str) -> Reader[str]:
    """Return the content of the first `meta` element of one of the names (name, property or itemprop)."""
    return Reader(lambda page: next((value for value in map(page.meta, names) if value), None))


def present(selector: str) -> Reader[bool]:
    """Return True where the selector matches; None, not False, where it does not."""
    return Reader(lambda scope: True if scope.first(selector) is not None else None)


def when(selector: str, value: T) -> Reader[T]:
    """Return a value that the presence of an element stands for: ``when("p.tomato", "fresh")``."""
    return Reader(lambda scope: value if scope.first(selector) is not None else None)


def passage(*selectors: str, cut: Cut | Iterable[Cut] = (), drop: str | None = None, credit: bool = False) -> Reader[Passage]:
    """Return a running text with its breaks, its cut repaired or reported.

    Args:
        selectors: the first that matches an element with text is taken.
        cut: the forms of cut that the layout has, tried in order.
        drop: selects what is no part of the text.
        credit: whether "~ NAME, AGENCY" may end it.
    """
    cuts = tuple(cut) if isinstance(cut, Iterable) else (cut,)

    def words(node: Node) -> Passage | None:
        found = next((p for p in (one(node) for one in cuts) if p is not None), None) or plain(node, drop)
        return found if found.text or found.state else None

    def read(scope: Scope) -> Passage | None:
        found = _with_words(scope, selectors, words)
        return split_credit(found) if found is not None and credit else found

    return Reader(read)


def inside(holder: str, reader: Callable[[Any], T | None]) -> Reader[T]:
    """Return a reader set on the first element that `holder` selects: a small block is searched faster than a page."""

    def read(scope: Scope) -> T | None:
        node = scope.first(holder)
        return None if node is None else reader(node)

    return Reader(read)


def as_passage(value: str | None) -> Passage | None:
    r"""Return a whole text out of a page's data: ``\n`` in it is a line break."""
    if not value:
        return None
    found = tidy(value)[0]
    return Passage(text=found) if found else None


def people(selector: str, *, drop: str | None = None) -> Reader[list[Person]]:
    """One person an element: its text is the name, its `href` the page of the person."""

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
    """One cast member an element."""

    def read(scope: Scope) -> list[CastMember]:
        found = []
        for node in scope.all(selector):
            called = spared(name, node)
            if called:
                has_role, has_url = spared(role, node) if role else None, spared(url, node) if url else None
                found.append(CastMember(name=called, role=has_role, url=has_url))
        return found

    return Reader(read)


def named(names: Iterable[str] | None) -> list[Person]:
    """People of whom only names are known."""
    return [Person(name=name) for name in names or ()]


def once(items: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    """Return the items in order, later ones of the same key left out (AllMovie 2019 prints a director twice)."""
    seen: set[Any] = set()
    return [item for item in items if not (key(item) in seen or seen.add(key(item)))]  # type: ignore[func-returns-value]


def made(make: Callable[..., T], **values: Any) -> T:
    """Return a part of the record whose texts may still be passages; they become plain text as the record takes it."""
    return make(**values)


def each(selector: str, make: Callable[..., T], **readers: Any) -> Reader[list[T]]:
    """One `make(...)` an element; its keywords are read off the element by readers, or are plain values."""

    plain_values = {key: value for key, value in readers.items() if not callable(value)}
    reads = {key: value for key, value in readers.items() if callable(value)}

    def read(scope: Scope) -> list[T]:
        nodes = scope.all(selector)
        return [make(**plain_values, **{key: spared(read_one, node) for key, read_one in reads.items()}) for node in nodes]

    return Reader(read)


def one(make: Callable[..., T], *, needs: str, **readers: Any) -> Reader[T]:
    """One `make(...)` of the whole scope; None where the keyword `needs` is not there."""

    def read(scope: Scope) -> T | None:
        values = {key: spared(value, scope) if callable(value) else value for key, value in readers.items()}
        return make(**values) if values.get(needs) is not None else None

    return Reader(read)


def ids(**readers: Callable[[Any], str | None]) -> Reader[dict[str, str]]:
    """Return the film's ids by who gave them; those that are not there left out."""
    return Reader(lambda scope: {name: found for name, read in readers.items() if (found := spared(read, scope))})


def together(*readers: Callable[[Any], Any]) -> Reader[list[Any]]:
    """Return what the readers find, in one list: lists laid end to end, None left out."""

    def read(scope: Scope) -> list[Any]:
        found: list[Any] = []
        for reader in readers:
            value = spared(reader, scope)
            if isinstance(value, list):
                found += value
            elif value is not None:
                found.append(value)
        return found

    return Reader(read)


def at(data: Any, path: str) -> Any:
    """Return what is at a dotted path in JSON; a number is an index; None where the path ends early."""
    for key in path.split("."):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdecimal() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def data(script: str, path: str) -> Reader[Any]:
    """Return what is at a dotted path in the JSON of the script that a selector matches."""
    return Reader(lambda page: at(page.json(script), path))


def json_ld(path: str, *types: str) -> Reader[Any]:
    """Return what is at a dotted path in the page's JSON-LD object of one of the types (a film's, if none is named)."""
    wanted = types or ("Movie", "TVSeries", "TVEpisode")
    return Reader(lambda page: at(page.json_ld_of(*wanted), path))


def persons(found: Any) -> list[Person]:
    """People as JSON-LD has them: one or many, objects or bare names. One whose name is missing is left out."""
    listed = found if isinstance(found, list) else [found]
    people = [{"name": one} if isinstance(one, str) else one for one in listed]
    return [
        Person(name=one_line(one["name"]), url=one.get("url") or one.get("sameAs"))
        for one in people
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"].strip()
    ]


def stars(best: float, worst: float | None = None, *, zero: bool = False) -> Callable[[str], ReviewRating | None]:
    """Make a reviewer's rating of printed stars or points.

    Args:
        best, worst: the scale's ends.
        zero: whether 0 is a rating on this scale; else it means none.
    """

    def make(printed: str) -> ReviewRating | None:
        value = decimal(printed)
        return ReviewRating(value=value, best=best, worst=worst, printed=printed) if value or (zero and value == 0) else None

    return make
