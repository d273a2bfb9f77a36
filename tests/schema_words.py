"""A JSON Schema's types in the words of the documentation."""

from __future__ import annotations

from typing import Any


def type_in_words(schema: dict[str, Any]) -> str:
    """Return a property's type as printed in docs/record.md and docs/merging.md."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}]"
    if "anyOf" in schema:
        kinds = [type_in_words(each) for each in schema["anyOf"] if each.get("type") != "null"]
        if "number" in kinds:  # JSON has one kind of number
            kinds.remove("whole number")
        return " or ".join([*kinds, *(["null"] if {"type": "null"} in schema["anyOf"] else [])])
    if "enum" in schema:
        words = [word for word in schema["enum"] if word is not None]
        return ", ".join(f"`{word}`" for word in words) + (" or null" if None in schema["enum"] else "")
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return "two of " + type_in_words(schema["prefixItems"][0])
        return f"list of {type_in_words(schema['items'])}"
    if schema.get("type") == "object":
        return f"map to {type_in_words(schema['additionalProperties'])}"
    names = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return names[schema["type"]] if "type" in schema else "anything"
