"""What reading a file needs to know beside the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from filmdig.scraper.sources.warc import Found

Find = Callable[[Mapping[str, str], str], Found | None]


def _nowhere(_headers: Mapping[str, str], _path: str) -> Found | None:
    return None


class Context(NamedTuple):
    """What is handed down while a file, and the files in it, are read.

    Attributes:
        find: gives the record that a revisit's head points to, from the revisit's head and file; None if it is not to be had.
        depth: how many files the one being read lies in.
    """

    find: Find = _nowhere
    depth: int = 0

    def inside(self) -> Context:
        """Return the context for a file within the one being read."""
        return self._replace(depth=self.depth + 1)


#: A file by itself.
ALONE = Context()
