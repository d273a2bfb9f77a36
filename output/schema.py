"""The JSON Schemas as text, as stored in output/schema.json and output/schema-merged.json."""

from __future__ import annotations

import inspect
import json
from typing import Any

from filmdig.parsers.record import merged_film as merged
from filmdig.parsers.record import page_record as record


def schema_text(*, of_merged: bool = False) -> str:
    """Return a schema, generated from the types, as text.

    Args:
        of_merged: whether to return the schema of the merged film instead of the record.
    """
    return as_text(merged.json_schema() if of_merged else record.json_schema())


def as_text(schema: dict[str, Any]) -> str:
    """Return a schema as JSON, indented by two spaces and ended by a newline.

    Descriptions are dedented; msgspec does that itself since version 0.23.
    """
    return json.dumps(_dedented(schema), indent=2, ensure_ascii=False) + "\n"


def _dedented(part: Any) -> Any:
    if isinstance(part, list):
        return [_dedented(one) for one in part]
    if isinstance(part, dict):
        return {
            key: inspect.cleandoc(value) if key == "description" and isinstance(value, str) else _dedented(value)
            for key, value in part.items()
        }
    return part
