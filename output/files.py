"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from parsers.errors import UsageError


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write that takes `path`'s place once the block ends without an error, and is gone otherwise.

    It is written beside `path` and is on the disk before it is moved. A device or a pipe (``/dev/null``) is written to
    as it is.

    Raises:
        UsageError: there is no such folder, or no right to write in it.
    """
    target = Path(path).resolve()
    if target.is_dir():
        raise UsageError("the output is a folder", where=str(path), todo="name a file in it")
    device = target.exists() and not target.is_file()
    beside = target if device else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        file = beside.open("wb")
    except OSError as error:
        raise UsageError(
            f"cannot write the output: {error.strerror}", where=str(path), todo="name a place that can be written to"
        ) from error
    if device:
        with file:
            yield file
        return
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have a folder's new names on the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
