"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from filmdig.output.streams import WholeWrites, cannot_write, descriptor_of, is_stream
from filmdig.parsers.record.errors import OutputError, UsageError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Yield a file to write that replaces `path` if the block ends without an error, and is removed otherwise.

    The file is written beside `path` and flushed to the disk before it is moved. Standard output (``-``), devices and pipes
    (``/dev/null``, ``/dev/fd/63``) are written to directly.

    Raises:
        OutputError: the folder does not exist, the disk is full, or writing is not permitted.
    """
    if is_stream(path):
        with _stream(path) as stream:
            yield stream
        return
    target = Path(path).resolve()
    if target.is_dir():
        raise OutputError("the output is a folder", where=str(path), todo="name a file in it")
    check_folder_of(path)
    beside = beside_name(target)
    try:
        file = beside.open("wb")
    except OSError as error:
        raise cannot_write(error, path) from error
    try:
        yield file
        file.flush()
        os.fsync(file.fileno())
        file.close()
        beside.replace(target)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise cannot_write(error, path) from error
        raise
    finally:
        # On a full disk, closing fails again after flushing did; the first error has been reported.
        with suppress(OSError):
            file.close()
        beside.unlink(missing_ok=True)


@contextmanager
def _stream(path: str | Path) -> Iterator[BinaryIO]:
    descriptor = descriptor_of(path)
    if descriptor == 1:
        # Through the shared buffer of standard output, to keep the order of everything written there.
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        opened = os.open(path, os.O_WRONLY) if descriptor is None else os.dup(descriptor)
    except OSError as error:
        raise cannot_write(error, path) from error
    raw = WholeWrites(opened, str(path))
    file = io.BufferedWriter(raw)
    try:
        yield cast("BinaryIO", file)
        file.flush()
    finally:
        raw.drop()
        file.close()
        os.close(opened)


def check_folder_of(path: str | Path) -> None:
    """Check that the folder of an output file exists.

    Raises:
        OutputError: it does not.
    """
    folder = Path(path).resolve().parent
    if not folder.is_dir():
        named = os.path.dirname(path) or str(folder)  # noqa: PTH120 - as the user wrote it
        raise OutputError(f"cannot write the output: there is no folder {named}", where=str(path), todo=f"mkdir -p {named}")


def check_output_folder(path: str, is_own: Callable[[Path], bool]) -> None:
    """Check that a folder to write is new, or holds only the files of an earlier output.

    Args:
        path: the folder.
        is_own: whether a file in it is one that the output replaces.

    Raises:
        UsageError: it is a file, or holds other files.
    """
    folder = Path(path)
    if folder.is_file():
        raise UsageError("the output must be a folder, and is a file", where=path, todo="name a folder with -o")
    if folder.is_dir() and (other := [file.name for file in folder.iterdir() if not is_own(file)]):
        raise UsageError(f"the folder holds other files ({min(other)})", where=path, todo="name a new or empty folder")


def move_folder(new: Path, target: Path) -> None:
    """Replace a folder by a new one. The old one is renamed first, because a folder cannot be replaced atomically."""
    old = new.with_suffix(".old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def beside_name(target: Path) -> Path:
    """Return a temporary name beside `target`, different for each process and machine that may write it at the same time."""
    return target.with_name(f".{target.name}.{socket.gethostname()}.{os.getpid()}.part")


_PART = re.compile(r"\..+\.\d{1,10}\.part")


def is_part(name: str) -> bool:
    """Return whether a file's name has the form given by `beside_name`."""
    return _PART.fullmatch(name) is not None
