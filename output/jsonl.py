"""JSON Lines: one record a line, UTF-8, ``\\n`` after each."""

from __future__ import annotations

import msgspec

from filmdig.output.writer import Described, StreamWriter


class Writer(StreamWriter):
    """Writes one JSON object a line."""

    def write(self, record: Described) -> None:
        """Add a line."""
        self.file.write(msgspec.json.encode(record) + b"\n")
