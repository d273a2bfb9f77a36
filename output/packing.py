"""Compression of output, selected by the file's extension."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, cast

#: The extensions of compressed files, which follow the format's: ``records.jsonl.gz``.
ENDINGS = (".gz", ".zst")


def ending_of(target: str | None) -> str | None:
    """Return the extension that selects a compression; None if the file is not compressed."""
    ending = PurePath(target).suffix.lower() if target else ""
    return ending if ending in ENDINGS else None


@contextmanager
def packed(file: BinaryIO, target: str | None) -> Iterator[BinaryIO]:
    """Yield a file that compresses into `file` if the target's extension asks for it, and otherwise `file` itself.

    Neither a time nor a name is stored, so that the same input gives the same bytes.
    """
    ending = ending_of(target)
    if ending == ".gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packing:
            yield cast("BinaryIO", packing)
    elif ending == ".zst":
        import zstandard

        with zstandard.ZstdCompressor(level=6, write_checksum=True).stream_writer(file, closefd=False) as writer:
            yield cast("BinaryIO", writer)
    else:
        yield file
