"""Samples of bounded size, with exact counts, for reports of runs that may have millions of pages."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

Item = TypeVar("Item")

OTHERS = "(others)"


class Sample(Generic[Item]):
    """A sample of many items: those whose keys have the smallest hashes, so that the same input gives the same sample.

    Args:
        size: the number of items to keep.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.seen = 0
        self._heap: list[tuple[int, int, Item]] = []

    def add(self, key: str, make: Callable[[], Item]) -> None:
        """Offer an item; `make` is called only if it is kept."""
        self.seen += 1
        rank = -int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:8])
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, (rank, -self.seen, make()))
        elif rank > self._heap[0][0]:
            heapq.heapreplace(self._heap, (rank, -self.seen, make()))

    def __iter__(self) -> Iterator[Item]:
        """Return the items in the order in which they were added."""
        return (item for _, _, item in sorted(self._heap, key=lambda entry: -entry[1]))

    def __len__(self) -> int:
        return len(self._heap)


class Samples(Generic[Item]):
    """A sample for each of a bounded number of groups; groups beyond that number share one.

    Args:
        size: the number of items to keep of each group.
        groups: the maximum number of groups.
    """

    def __init__(self, size: int, groups: int) -> None:
        self.groups: dict[tuple[str, ...], Sample[Item]] = {}
        self._size, self._most = size, groups

    def add(self, group: tuple[str, ...], key: str, make: Callable[[], Item]) -> None:
        """Offer an item of a group; `make` is called only if it is kept."""
        if group not in self.groups and len(self.groups) >= self._most:
            group = (OTHERS,) * len(group)
        self.groups.setdefault(group, Sample(self._size)).add(key, make)

    @property
    def seen(self) -> int:
        """The number of items offered."""
        return sum(sample.seen for sample in self.groups.values())

    def ranked(self) -> list[tuple[tuple[str, ...], Sample[Item]]]:
        """Return the groups, those with the most items first."""
        return sorted(self.groups.items(), key=lambda entry: (-entry[1].seen, entry[0]))


def bounded(counts: Mapping[str, object], key: str, most: int = 200) -> str:
    """Return the key to count under: `key`, or `OTHERS` once there are too many keys."""
    return key if key in counts or len(counts) < most else OTHERS
