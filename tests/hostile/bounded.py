"""A time limit for tests whose failure would be that they never end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLongError(Exception):
    """A bounded block's time is up."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TookTooLongError in a block after some seconds of processor time, far more than it needs."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TookTooLongError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
