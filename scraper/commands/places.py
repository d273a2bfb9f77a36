"""Checks of a command's files: no output may be an input or another output."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from filmdig.output.streams import STANDARD_OUTPUT, descriptor_of
from filmdig.parsers.record.errors import UsageError


def check_apart(outputs: Mapping[str, str | Path | None], inputs: Iterable[str | Path]) -> None:
    """Check that no output is an input or another output. Devices, pipes and sockets may be named more than once.

    Args:
        outputs: each output by the option that names it, such as ``-o``; None if it was not given. With the key
            `STANDARD_OUTPUT`, the value ``-`` means that the command writes to standard output.
        inputs: the files that are read; ``-`` is standard input.

    Raises:
        UsageError: an output is the same file as an input or another output, under any name.
    """
    inputs_by_key = {key: str(path) for path in inputs if (key := _identity(path, standard=0))}
    written: dict[tuple[object, ...], str] = {}
    for option, path in outputs.items():
        if path is None or not (key := _identity(path, standard=1)):
            continue
        name = option if option == STANDARD_OUTPUT else f"{option} {path}"
        if key in inputs_by_key:
            raise UsageError(f"the output is also an input: {inputs_by_key[key]}", where=name, todo="write it elsewhere")
        if key in written:
            raise UsageError(f"the output is also the output of {written[key]}", where=name, todo="name another file")
        written[key] = name


def holds_something(output: str | None) -> bool:
    """Return whether an output is an existing file that is not empty; an empty result must not replace it."""
    return output is not None and Path(output).is_file() and Path(output).stat().st_size > 0


def _identity(path: str | Path, *, standard: int) -> tuple[object, ...] | None:
    """Return a key that is the same for all names of one file or folder; None for what may be named more than once.

    Args:
        path: the name.
        standard: the descriptor that ``-`` stands for.
    """
    descriptor = standard if str(path) == "-" else descriptor_of(path)
    try:
        status = os.stat(path) if descriptor is None else os.fstat(descriptor)  # noqa: PTH116 - either may be a descriptor
    except OSError:
        return None if descriptor is not None else ("new", os.path.realpath(path))
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode) else None
