"""Values of a list's items that cannot be read: each costs itself, and not the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

# What was raised; None where nobody asks, and a reader's exception is its caller's.
_LOST: ContextVar[list[Exception] | None] = ContextVar("lost", default=None)


@contextmanager
def losing(lost: list[Exception]) -> Iterator[None]:
    """Let items of lists lose the values whose readers raise, for as long as the block lasts, and keep what they raised."""
    token = _LOST.set(lost)
    try:
        yield
    finally:
        _LOST.reset(token)


def spared(read: Callable[[S], T], scope: S) -> T | None:
    """Return what a reader gives; None where it raises.

    Raises:
        Exception: what the reader raises, outside of `losing`.
    """
    try:
        return read(scope)
    except Exception as error:
        lost = _LOST.get()
        if lost is None:
            raise
        lost.append(error)
        return None


def each_spared(read: Callable[[S], T | None], scopes: Iterable[S]) -> list[T]:
    """Return what a reader gives for each of many; where it gives nothing or raises, that one is left out."""
    return [found for scope in scopes if (found := spared(read, scope)) is not None]
