"""The JSON Schemas as text; output/schema.json and output/schema-merged.json in the repository are these texts."""

from __future__ import annotations

import json
from typing import Any

from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record import page_record as record


def schema_text(*, of_merged: bool = False) -> str:
    """Return a schema, generated from the types, two spaces deep, with a line end.

    Args:
        of_merged: the merged film's instead of the record's.
    """
    return as_text(merged.json_schema() if of_merged else record.json_schema())


def as_text(schema: dict[str, Any]) -> str:
    """Return a schema as it is printed."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
