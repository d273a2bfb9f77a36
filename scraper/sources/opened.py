"""Open files, and files within files, as seekable streams."""

from __future__ import annotations

import errno
import io
import lzma
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.inflate import Readable
from filmdig.scraper.sources.remote import is_remote, open_remote

#: The exceptions of reading a zip's member: damaged data, a wrong checksum, encryption, an unknown method.
ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, NotImplementedError),
    *(ValueError, OSError),
)

#: The largest size to which a file within a packed file is unpacked on disk to make it seekable.
MAX_SPOOLED = 4 << 30
_IN_MEMORY = 32 << 20
_LOCAL_HEAD = 30  # bytes of a zip member's head before its name


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file, local or remote, or a member of a zip (``zip!/member``) as a seekable stream.

    Raises:
        OSError: the file cannot be read, or is not a regular file or a member of one.
        zipfile.BadZipFile: the outer file is not a zip.
        LimitError: the member is too large.
    """
    outer, mark, member = path.rpartition("!/")
    if is_remote(path) and not mark:
        with open_remote(path) as file:
            yield file
    elif mark and not Path(path).exists():
        with opened(outer) as file, zipfile.ZipFile(file) as archive:
            try:
                info = archive.getinfo(member)
            except KeyError:
                raise FileNotFoundError(2, "no such member", path) from None
            with member_of(archive, file, info) as inner:
                yield inner
    else:
        with _regular(path) as file:
            yield file


def _regular(path: str) -> BinaryIO:
    """Open a local file, but not a pipe, device or socket, whose reader may block forever.

    Files that the system generates while they are read have size 0 and may block too (``/proc/kmsg``): they are read as empty.
    """
    state = Path(path).stat()
    if not stat.S_ISREG(state.st_mode) and not stat.S_ISDIR(state.st_mode):  # opening a folder raises a better error
        raise OSError(errno.EINVAL, "not a regular file", path)
    file = Path(path).open("rb")  # noqa: SIM115 - the caller closes it
    if state.st_size:
        return file
    file.close()
    return io.BytesIO()


@contextmanager
def member_of(archive: zipfile.ZipFile, file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    """Open a member of a zip as a seekable stream: in place if it is stored uncompressed, otherwise unpacked into a copy."""
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
        file.seek(info.header_offset)
        head = file.read(_LOCAL_HEAD)
        if len(head) == _LOCAL_HEAD and head.startswith(b"PK\3\4"):
            name, extra = struct.unpack("<HH", head[26:])
            begin = info.header_offset + _LOCAL_HEAD + name + extra
            yield cast("BinaryIO", io.BufferedReader(Slice(file, begin, info.file_size), 64 << 10))
            return
    with archive.open(info) as stream, spooled(stream) as copy:
        yield copy


@contextmanager
def spooled(stream: Readable) -> Iterator[BinaryIO]:
    """Copy a stream to memory, or to disk if it is large, to make it seekable.

    Raises:
        LimitError: the stream is longer than MAX_SPOOLED.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        size = 0
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > MAX_SPOOLED:
                raise LimitError(f"more than {MAX_SPOOLED >> 30} GB once unpacked")
            copy.write(piece)
        copy.seek(0)
        yield cast("BinaryIO", copy)


class Slice(io.RawIOBase):
    """A range of a file as a separate file.

    Attributes:
        damage: set by the caller if the range is known to be cut.
    """

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        super().__init__()
        self.damage: str | None = None
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer; return the number of bytes read."""
        self._file.seek(self._begin + self._at)
        given = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(given)] = given
        self._at += len(given)
        return len(given)
