"""Writing to standard output and other descriptors so that every byte arrives, or an error is raised."""

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
    """Return an OutputError for an OSError raised while writing."""
    return OutputError(
        f"cannot write the output: {error.strerror or error}",
        where=str(path),
        todo="free some disk space, or write it elsewhere",
    )


class WholeWrites(io.RawIOBase):
    """A raw file whose `write` writes all the data it is given.

    A system call may write less: on a full disk, in a process that is suspended and resumed, or to a non-blocking pipe. Python's
    raw files then return the number of bytes written, and `print` to an unbuffered standard output drops the rest.

    Args:
        descriptor: a descriptor open for writing; it is not closed with this object.
        name: the output's name in messages.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__()
        self._descriptor, self._name = descriptor, name
        self._dropped = False

    def drop(self) -> None:
        """Discard all data from now on."""
        self._dropped = True

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, data: Any, /) -> int:
        """Write all of the data; return its length in bytes.

        Raises:
            BrokenPipeError: the reader closed the pipe.
            OutputError: the data cannot be written for any other reason.
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
    """Make `sys.stdout` write every byte, regardless of PYTHONUNBUFFERED and the descriptor's flags.

    Characters that its encoding lacks are written with escapes. A `sys.stdout` that was replaced by another stream is kept.
    """
    if sys.stderr is None:
        # `print(file=None)` writes to standard output, and would mix messages with the records.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the process
    if sys.stdout is None:
        # Opened for reading only, so that any write fails with the system's own message.
        sys.stdout = _text(os.open(os.devnull, os.O_RDONLY), "utf-8")
    elif sys.stdout is sys.__stdout__ and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout = _text(sys.stdout.fileno(), sys.stdout.encoding)


def _text(descriptor: int, encoding: str) -> io.TextIOWrapper:
    raw = WholeWrites(descriptor, STANDARD_OUTPUT)
    buffer = io.BufferedWriter(raw, 64 << 10)
    return io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace", newline="\n", line_buffering=raw.isatty())


def leave_standard_output() -> None:
    """Discard what is still to be written to standard output, which Python flushes once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def descriptor_of(path: str | Path) -> int | None:
    """Return the descriptor that a path such as ``-``, ``/dev/stdout`` or ``/dev/fd/63`` stands for; None for any other path."""
    name = str(path)
    if name in ("-", "/dev/stdout"):
        return 1
    if name == "/dev/stderr":
        return 2
    found = re.fullmatch(r"/(?:dev|proc/self)/fd/(\d{1,6})", name)
    return int(found[1]) if found else None


def is_stream(path: str | Path | None) -> bool:
    """Return whether an output is a stream: standard output, a device, a pipe or a socket."""
    return path is None or descriptor_of(path) is not None or (Path(path).exists() and not _is_file_or_folder(Path(path)))


def _is_file_or_folder(path: Path) -> bool:
    return path.is_file() or path.is_dir()
