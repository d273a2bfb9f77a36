"""Odd records: valid by the schema, with values that no page ever had."""

from __future__ import annotations

import random
from typing import Any

TEXTS = (
    *(
        "",
        "24",
        "\0",
        "%",
        "\u0301",
        "…",
        "-",
        "''",
        "((",
        "()",
        "[",
        "ßßß",
        "𝕊𝕊",
        "١٢٣",
        "½",
        "7" * 5000,
        "a" * 20_000,
        "\u202e",
    ),
    *(
        "ßßß",
        "http://[",
        "http://a:99999999/",
        "://",
        "javascript:x",
        "0000",
        "9999-99-99",
        "The",
        "tt",
        "/",
        "\n\n",
        "İ",
        "﷽",
        "-1",
    ),
)
INTEGERS = (0, -1, 2**31, 2**63, 2**64 - 1, -(2**63), 10**40)
FLOATS = (-1.5, 1e308, 5e-324, -0.0)
#: Fields whose values the schema lists.
LISTED = {"rendition", "encoding_from", "read_by", "by", "measure", "state", "kind", "role", "verdict", "schema_version"}


def odd(value: Any, chance: random.Random, share: float) -> Any:
    """Return a JSON value with a share of its values replaced by odd ones, and of its lists emptied or made long."""
    if isinstance(value, dict):
        return {key: below if key in LISTED else odd(below, chance, share) for key, below in value.items()}
    if isinstance(value, list):
        items = [odd(item, chance, share) for item in value]
        return items * chance.choice([0, 2, 20]) if items and chance.random() < share else items
    if isinstance(value, bool) or value is None or chance.random() >= share:
        return value
    if isinstance(value, str):
        return chance.choice(TEXTS) if chance.random() < 0.8 else value[: chance.randrange(len(value) + 1)]
    return chance.choice(INTEGERS if isinstance(value, int) else FLOATS)
