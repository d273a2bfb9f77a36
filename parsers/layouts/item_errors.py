"""Errors in single items of a list: an item loses the value that cannot be read, and the list is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

# The errors collected so far; None outside of `collecting_errors`, where errors are raised.
_ERRORS: ContextVar[list[Exception] | None] = ContextVar("errors", default=None)


@contextmanager
def collecting_errors(errors: list[Exception]) -> Iterator[None]:
    """Make `read_or_none` collect errors in a list, rather than raise them, for the duration of the block."""
    token = _ERRORS.set(errors)
    try:
        yield
    finally:
        _ERRORS.reset(token)


def read_or_none(read: Callable[[S], T], scope: S) -> T | None:
    """Return a reader's value; None if it raises an error and errors are being collected.

    Raises:
        Exception: whatever the reader raises outside of `collecting_errors`.
    """
    try:
        return read(scope)
    except Exception as error:
        errors = _ERRORS.get()
        if errors is None:
            raise
        errors.append(error)
        return None
