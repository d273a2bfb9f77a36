"""A bound on what a test may take where a failure would be that it never ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TookTooLongError(Exception):
    """What a bounded block raises when its time is up."""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TookTooLongError in a block after so many seconds of processor time, far above what it takes."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TookTooLongError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
