"""Output that is compressed as it is written, chosen by the ending of the file's name."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, cast

#: The endings of compressed files, after the ending that names the format: ``records.jsonl.gz``.
ENDINGS = (".gz", ".zst")


def ending_of(target: str | None) -> str | None:
    """Return the ending that says how a file is to be compressed; None if it is not to be."""
    ending = PurePath(target).suffix.lower() if target else ""
    return ending if ending in ENDINGS else None


@contextmanager
def packed(file: BinaryIO, target: str | None) -> Iterator[BinaryIO]:
    """Give what compresses into a file what is written to it; the file itself where its name does not ask for it.

    The same input gives the same bytes: neither a time nor a name is written into the file.
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
