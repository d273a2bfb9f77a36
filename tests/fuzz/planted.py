"""Two planted faults that fuzzing has to find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Target(NamedTuple):
    """As in `tests.fuzz.targets`, which takes long to load."""

    run: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]


def crash(data: bytes) -> None:
    """Raise where four bytes are as they should not be."""
    if len(data) > 3 and data[0] == ord("W") and data[1] == ord("A") and data[2] == ord("R") and data[3] == ord("X"):
        raise LookupError("planted")


def quadratic(data: bytes) -> None:
    """Search with a pattern whose work grows with the square of a run of blanks."""
    re.search(rb"\s+x$", data)


TARGETS = {
    "planted-crash": Target(crash, lambda: [b"WARC/1.0"]),
    "planted-quadratic": Target(quadratic, lambda: [b"a text \n"]),
}
