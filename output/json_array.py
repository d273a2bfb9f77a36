"""One JSON array of all records, one record per line."""

from __future__ import annotations

import msgspec

from filmdig.output.writer import Described, StreamWriter


class Writer(StreamWriter):
    """Writes ``[``, the records separated by commas, and ``]``."""

    def begin(self) -> None:
        """Open the array."""
        self._between = b"\n"
        self.file.write(b"[")

    def write(self, record: Described) -> None:
        """Add a record."""
        self.file.write(self._between + msgspec.json.encode(record))
        self._between = b",\n"

    def end(self) -> None:
        """Close the array."""
        self.file.write(b"\n]\n")
