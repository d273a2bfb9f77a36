"""JSON Lines: one record per line, UTF-8, each ended by ``\\n``."""

from __future__ import annotations

import msgspec

from filmdig.output.writer import Described, StreamWriter


class Writer(StreamWriter):
    """Writes one JSON object per line."""

    def write(self, record: Described) -> None:
        """Add a line."""
        self.file.write(msgspec.json.encode(record) + b"\n")
