"""Checks of a command's sources, made before any work is done."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filmdig.parsers.record.errors import UsageError


def with_listed(sources: Sequence[str], lists: Sequence[str]) -> list[str]:
    """Return the sources and those listed, one per line, in the files of ``--files-from``; ``-`` is standard input.

    Raises:
        UsageError: a list cannot be read, or there is no source at all.
    """
    listed = [*sources]
    for path in lists:
        try:
            text = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        except OSError as error:
            raise UsageError(f"cannot read the list: {error.strerror}", where=path, todo="check its name") from error
        # Names as printed by `find` and `ls`, of any bytes: one per line, or each ended by a zero byte (find -print0).
        names = text.split(b"\0" if b"\0" in text else b"\n")
        listed += [os.fsdecode(name.removesuffix(b"\r")) for name in names if name.strip()]
    if not listed:
        raise UsageError("no source", todo="name a file or folder, or give a list of them with --files-from")
    return ["-" if source in _STANDARD_INPUT else source for source in listed]


_STANDARD_INPUT = ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")


def check_sources(sources: Sequence[str], outputs: Sequence[str]) -> None:
    """Check that the sources exist, and that no output is inside one of them.

    Raises:
        UsageError: a source does not exist, or an output is inside a source.
    """
    for source in sources:
        if source != "-" and not is_remote(source) and not os.path.lexists(source):
            raise UsageError("no such file or folder", where=source, todo="check its name")
    for output in outputs:
        target = Path(output).resolve()
        for source in sources:
            if source != "-" and not is_remote(source):
                place = Path(source).resolve()
                if target == place or (place.is_dir() and target.is_relative_to(place)):
                    raise UsageError(f"the output is inside the source {source}", where=output, todo="write it elsewhere")


@contextmanager
def copied_input(sources: Sequence[str]) -> Iterator[str | None]:
    """Copy standard input to a temporary file if ``-`` is a source, and yield its path.

    A copy is needed because archives are read at random offsets, and by several processes.

    Raises:
        UsageError: standard input is closed.
    """
    if "-" not in sources:
        yield None
        return
    if sys.stdin is None:
        raise UsageError("standard input is closed", todo="name a file or folder")
    with tempfile.TemporaryDirectory(prefix="filmdig-") as folder:
        path = Path(folder) / "-"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield str(path)


def all_open(sources: Sequence[str]) -> bool:
    """Return whether every named file and folder on disk can be opened; the run itself reports which cannot, and why."""
    for source in sources:
        if is_remote(source):
            continue
        try:
            mode = Path(source).stat().st_mode
            if stat.S_ISDIR(mode):
                os.scandir(source).close()
            elif stat.S_ISREG(mode):
                Path(source).open("rb").close()
            elif stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
                return False
        except OSError:
            return False
    return True


def is_remote(source: str) -> bool:
    """Return whether a source is not on disk, such as `s3://bucket/key` or `wayback:URL`; an existing path with a colon is."""
    return bool(re.match(r"[a-z][a-z0-9+.]+:", source)) and not Path(source).exists()
