"""Standard output and other descriptors, written so that every byte arrives or an error says that one did not."""

from __future__ import annotations

import io
import os
import re
import select
import sys
from pathlib import Path
from typing import Any

from filmdig.parsers.record.errors import OutputError

STANDARD_OUTPUT = "standard output"


def cannot_write(error: OSError, path: str | Path) -> OutputError:
    """Return the system's refusal to write as an error of filmdig's."""
    return OutputError(
        f"cannot write the output: {error.strerror or error}",
        where=str(path),
        todo="make room, or name a place that can be written to",
    )


class WholeWrites(io.RawIOBase):
    """A descriptor whose `write` takes all it is given.

    One call of the system may take less: on a full disk, in a process that is suspended and resumed, on a pipe that does not
    block. Python's raw files return how much that was, and `print` to an unbuffered standard output drops the rest.

    Args:
        descriptor: open for writing; it is not closed with this object.
        name: as messages say it.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__()
        self._descriptor, self._name = descriptor, name
        self._dropped = False

    def drop(self) -> None:
        """Let what is still to be written go nowhere."""
        self._dropped = True

    def writable(self) -> bool:
        """Return True: that is what it is for."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, data: Any, /) -> int:
        """Write all of it; return its length in bytes.

        Raises:
            BrokenPipeError: whoever read it stopped reading.
            OutputError: the system refuses for any other reason.
        """
        left = memoryview(data).cast("B")
        size = len(left)
        while left and not self._dropped:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except BrokenPipeError:
                raise
            except OSError as error:
                raise cannot_write(error, self._name) from error
        return size


def take_standard_output() -> None:
    """Have `sys.stdout` write every byte, whatever PYTHONUNBUFFERED and the descriptor's own flags say.

    A text that its encoding cannot hold is written with escapes. Streams that somebody put in the standard ones' place stay.
    """
    if sys.stderr is None:
        # `print` would take None for standard output, and put messages among the records.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the process
    if sys.stdout is None:
        # Open for reading only: whatever is written fails with the system's own message.
        sys.stdout = _text(os.open(os.devnull, os.O_RDONLY), "utf-8")
    elif sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout = _text(sys.stdout.fileno(), sys.stdout.encoding)


def _text(descriptor: int, encoding: str) -> io.TextIOWrapper:
    raw = WholeWrites(descriptor, STANDARD_OUTPUT)
    buffer = io.BufferedWriter(raw, 64 << 10)
    return io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace", newline="\n", line_buffering=raw.isatty())


def leave_standard_output() -> None:
    """Let what is still to be written go nowhere: Python flushes standard output once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def descriptor_of(path: str | Path) -> int | None:
    """Return the descriptor that a path such as ``-``, ``/dev/stdout`` or ``/dev/fd/63`` means; None for any other."""
    name = str(path)
    if name in ("-", "/dev/stdout"):
        return 1
    if name == "/dev/stderr":
        return 2
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d{1,6})", name)
    return int(found[1]) if found else None


def is_stream(path: str | Path | None) -> bool:
    """Return whether an output is written as it comes: standard output, a device, a pipe or a socket."""
    return path is None or descriptor_of(path) is not None or (Path(path).exists() and not _is_file_or_folder(Path(path)))


def _is_file_or_folder(path: Path) -> bool:
    return path.is_file() or path.is_dir()
