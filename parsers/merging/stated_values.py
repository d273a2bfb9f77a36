"""Values with the records that state them, and the order in which one is chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

#: Fields of a list's members that are marked (shown cut, or in doubt), by position.
Marked = dict[int, frozenset[str]]


class Sources(NamedTuple):
    """The facts about the records that decide which value is chosen.

    Attributes:
        times: each page's time of capture, by the record's number; empty if unknown.
        trust: how far each record is trusted: one read by a layout most, then by a learned layout, then by the generic reader.
    """

    times: list[str]
    trust: list[int]


class Stated:
    """One value of a field, and the records that state it.

    Attributes:
        sources: numbers of the records, in the order in which they were added.
        cut_in: those records that show it cut.
        weak_in: those records in which it rests on one weak witness.
    """

    __slots__ = ("cut_in", "sources", "value", "weak_in")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.sources: dict[int, None] = {}
        self.cut_in: set[int] = set()
        self.weak_in: set[int] = set()

    @property
    def cut(self) -> bool:
        """Whether every record shows it cut."""
        return len(self.cut_in) == len(self.sources)


class Place:
    """One field, such as a film's year, with every value that was stated for it."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[Hashable, Stated] = {}

    def add(self, value: Any, source: int, *, cut: bool = False, weak: bool = False) -> Stated:
        """Add a value that a record states."""
        stated = self.values.setdefault(_key(value), Stated(value))
        stated.sources[source] = None
        if cut:
            stated.cut_in.add(source)
        if weak:
            stated.weak_in.add(source)
        return stated

    def of(self, source: int) -> Stated | None:
        """Return the value that a record stated."""
        return next((stated for stated in self.values.values() if source in stated.sources), None)

    def complete(self, cut: Stated, source: int, whole: str, origin: int) -> None:
        """Replace a record's cut text by the whole one, stated by that record and the one that the rest came from."""
        del cut.sources[source]
        cut.cut_in.discard(source)
        if not cut.sources:
            del self.values[_key(cut.value)]
        stated = self.values.setdefault(_key(whole), Stated(whole))
        stated.sources[source] = None
        stated.sources[origin] = None

    def ranked(self, sources: Sources, completeness: Callable[[Any], Any] | None = None) -> list[Stated]:
        """Return the values, the best first: most trusted, stated by most records, most complete, latest.

        A text that every record shows cut comes after all whole texts.

        Args:
            sources: the facts about the records.
            completeness: returns how complete a value is; by default its length, or the number of its fields that are set.
        """
        size = completeness or _completeness
        return sorted(
            self.values.values(),
            key=lambda stated: (
                not stated.cut,
                max(-1 if n in stated.weak_in else sources.trust[n] for n in stated.sources),
                len(stated.sources),
                size(stated.value),
                max(sources.times[n] for n in stated.sources),
            ),
            reverse=True,
        )


def _key(value: Any) -> Hashable:
    return msgspec.json.encode(value) if isinstance(value, msgspec.Struct) else value


def _completeness(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, msgspec.Struct):
        return sum(getattr(value, name) not in (None, "", [], {}) for name in value.__struct_fields__)
    return 0


class Item(Generic[T]):
    """A struct whose fields several records state: a person of the cast, a review."""

    __slots__ = ("fields", "sources", "type")

    def __init__(self, type_: type[T]) -> None:
        self.type = type_
        self.sources: dict[int, None] = {}
        self.fields: dict[str, Place] = {}

    def add(self, value: T, source: int, cut: frozenset[str] = frozenset(), weak: frozenset[str] = frozenset()) -> None:
        """Add the fields that a record states; `cut` and `weak` name those shown cut or in doubt."""
        self.sources[source] = None
        for name in value.__struct_fields__:
            stated = getattr(value, name)
            if stated is not None:
                self.place(name).add(stated, source, cut=name in cut, weak=name in weak)

    def place(self, name: str) -> Place:
        """Return the place of a field."""
        return self.fields.setdefault(name, Place())


class Items(Generic[T]):
    """A list that several records state: the union of their items, each once.

    Args:
        type_: the items' type.
        key: returns the key under which items are one. Two items of one record with the same key stay two.
    """

    __slots__ = ("by_key", "items", "key", "lists", "type")

    def __init__(self, type_: type[T], key: Callable[[T], Hashable]) -> None:
        self.type, self.key = type_, key
        self.items: list[Item[T]] = []
        self.by_key: dict[Hashable, int] = {}
        self.lists: dict[int, list[int]] = {}

    def add(self, values: list[T], source: int, cut: Marked, weak: Marked) -> list[Item[T]]:
        """Add a record's list and return its items in the same order; `cut` and `weak` name fields shown cut or in doubt."""
        seen: dict[Hashable, int] = {}
        numbers: list[int] = []
        for position, value in enumerate(values):
            key = self.key(value)
            seen[key] = seen.get(key, -1) + 1
            number = self.by_key.setdefault((key, seen[key]), len(self.items))
            if number == len(self.items):
                self.items.append(Item(self.type))
            self.items[number].add(value, source, cut.get(position, frozenset()), weak.get(position, frozenset()))
            numbers.append(number)
        if numbers:
            self.lists[source] = numbers
        return [self.items[number] for number in numbers]

    def ordered(self, sources: Sources) -> list[Item[T]]:
        """Return the items in the order of the most trusted, longest, latest list, followed by those that it lacks."""
        if not self.lists:
            return []
        longest = max(self.lists, key=lambda n: (sources.trust[n], len(self.lists[n]), sources.times[n]))
        order = dict.fromkeys([*self.lists[longest], *range(len(self.items))])
        return [self.items[number] for number in order]

    def begins(self, longer: int, source: int) -> bool:
        """Return whether the list of `longer` begins with all of the list of `source`."""
        own = self.lists.get(source, [])
        return self.lists.get(longer, [])[: len(own)] == own

    def longer_lists(self, source: int, total: int | None, cut: Collection[int]) -> list[int]:
        """Return the records whose list has all of this record's and more, and is whole.

        Args:
            source: the record whose list is shown cut.
            total: how many members its page reports; a list with that many is whole.
            cut: the records whose lists are shown cut.
        """
        own = set(self.lists.get(source, ()))
        return [
            other
            for other, numbers in self.lists.items()
            if len(numbers) > len(own)
            and own.issubset(numbers)
            and (len(numbers) >= total if total is not None else other not in cut)
        ]
