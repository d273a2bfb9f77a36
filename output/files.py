"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from filmdig.parsers.record.errors import OutputError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def cannot_write(error: OSError, path: str | Path) -> OutputError:
    """The system's refusal to write, said in filmdig's way."""
    return OutputError(
        f"cannot write the output: {error.strerror or error}",
        where=str(path),
        todo="make room, or name a place that can be written to",
    )


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write that takes `path`'s place once the block ends without an error, and is gone otherwise.

    It is written beside `path` and is on the disk before it is moved. A device or a pipe (``/dev/null``) is written to
    as it is.

    Raises:
        OutputError: there is no such folder, no room, or no right to write there.
    """
    target = Path(path).resolve()
    if target.is_dir():
        raise OutputError("the output is a folder", where=str(path), todo="name a file in it")
    device = target.exists() and not target.is_file()
    beside = target if device else beside_name(target)
    try:
        file = beside.open("wb")
    except OSError as error:
        raise cannot_write(error, path) from error
    try:
        yield file
        file.flush()
        if not device:
            os.fsync(file.fileno())
            file.close()
            beside.replace(target)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise cannot_write(error, path) from error
        raise
    finally:
        # A disk that was full when it was flushed is full once more when it is closed; that has been told.
        with suppress(OSError):
            file.close()
        if not device:
            beside.unlink(missing_ok=True)


def beside_name(target: Path) -> Path:
    """Where to write what is to become `target`: two processes, of two machines perhaps, may be at it at once."""
    return target.with_name(f".{target.name}.{socket.gethostname()}.{os.getpid()}.part")
