"""Wikidata's ids of sites, scores and identifiers, from `wikidata.toml`, which names a public source for each."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

#: The namespace of Wikidata's items among a film's `external_ids`.
NAMESPACE = "wikidata"


class Entity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item or a property of Wikidata.

    Attributes:
        source: the key in `Facts.sources` of the file that states it.
    """

    id: str
    source: str


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of score that Wikidata has an item for.

    Attributes:
        names: its names on pages. A score by a selection of the same critics is a different score.
        item: whose score it is.
        method: how it is determined; None if its owner has only one score.
        form: ``percent`` ("87%") or ``fraction`` ("7.5/10").
    """

    site: str
    by: str
    measure: str
    names: tuple[str, ...]
    item: Entity
    form: str
    method: Entity | None = None


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The namespace of a property's identifiers in records, and the prefix that Wikidata writes before them."""

    namespace: str
    prefix: str = ""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A property that identifies films on a site."""

    id: str
    source: str
    names: tuple[Name, ...]


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of `wikidata.toml`."""

    sources: dict[str, str]
    statement: dict[str, Entity]
    score: tuple[Score, ...]
    column: tuple[Column, ...]


@cache
def facts() -> Facts:
    """Return the contents of `wikidata.toml`."""
    text = files("filmdig.parsers.merging").joinpath("wikidata.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Facts)


@cache
def columns() -> dict[str, Column]:
    """Return the properties that a crosswalk may have as columns, by id."""
    return {column.id: column for column in facts().column}


def identifiers(property_: str, value: str) -> list[tuple[str, str]]:
    """Return the (namespace, identifier) pairs of a property's value; none for a value without a known prefix."""
    return [
        (name.namespace, value.removeprefix(name.prefix))
        for name in columns()[property_].names
        if value.startswith(name.prefix) and len(value) > len(name.prefix)
    ]
