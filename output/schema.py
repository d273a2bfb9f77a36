"""The records' JSON Schema as text; output/schema.json in the repository is this text."""

from __future__ import annotations

import json

from parsers.record import json_schema


def schema_text() -> str:
    """The schema, generated from the record's types, two spaces deep, with a line end."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
