"""Fuzz one target in this process, by atheris: ``python -m tests.fuzz.one TARGET CORPUS`` and libFuzzer's options."""

from __future__ import annotations

import random
import signal
import sys

import atheris

#: Seconds of processor time that one input may take.
SLOW = 2.0
_PUMPED = 40_000


class HangError(BaseException):
    """Raised where an input takes longer than it may; no handler of the project catches it."""


def _give_up(_signal: int, _frame: object) -> None:
    raise HangError(f"more than {SLOW:g} s")


def pumped(data: bytes, size: int, seed: int) -> bytes:
    """Return a changed input: as libFuzzer would, or with a short piece repeated, which is what makes patterns slow."""
    drawn = random.Random(seed)
    if drawn.random() > 0.02 or not data:
        return bytes(atheris.Mutate(data, size))
    begin = drawn.randrange(len(data))
    piece = data[begin : begin + drawn.choice((1, 1, 2, 3, 8))]
    times = drawn.choice((100, 1000, _PUMPED)) // len(piece)
    at = drawn.choice((begin, len(data)))
    return (data[:at] + piece * times + data[at:])[:size]


def main() -> None:
    """Fuzz until libFuzzer's options say stop, or until there is a finding."""
    with atheris.instrument_imports(include=["filmdig", "tests.fuzz.planted"]):
        if sys.argv[1].startswith("planted-"):
            from tests.fuzz.planted import TARGETS
        else:
            from tests.fuzz.targets import TARGETS

    run = TARGETS[sys.argv[1]].run
    for seed in TARGETS[sys.argv[1]].seeds():
        run(seed)  # what is loaded by the first inputs is no input's time
    signal.signal(signal.SIGVTALRM, _give_up)

    def one(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, SLOW)
        run(data)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], one, custom_mutator=pumped)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
