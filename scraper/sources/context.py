"""The context in which a file is read: how to find other records, and how deeply the file is nested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from filmdig.scraper.sources.warc import Found

Find = Callable[[Mapping[str, str], str], Found | None]


def _nowhere(_headers: Mapping[str, str], _path: str) -> Found | None:
    return None


class Context(NamedTuple):
    """What is passed down while a file, and the files in it, are read.

    Attributes:
        find: returns the record that a revisit refers to, given the revisit's head and file; None if there is none.
        depth: how many levels deep the file is nested in other files.
    """

    find: Find = _nowhere
    depth: int = 0

    def inside(self) -> Context:
        """Return the context for a file inside the current one."""
        return self._replace(depth=self.depth + 1)


#: The context of a file read by itself, without the run's other files.
ALONE = Context()
