"""What Wikidata calls sites, scores and identifiers: facts in `wikidata.toml`, each with the public file that states it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec

#: The namespace of Wikidata's items among a film's `external_ids`.
NAMESPACE = "wikidata"


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item or a property.

    Attributes:
        source: who states it, by its key in `Facts.sources`.
    """

    id: str
    source: str


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of score that Wikidata has an item for.

    Attributes:
        names: what pages call it; another score of the site's critics (a choice of them) is another.
        item: whose score it is.
        method: how it is determined; None where its owner has one alone.
        form: ``percent`` ("87%") or ``fraction`` ("7.5/10").
    """

    site: str
    by: str
    measure: str
    names: tuple[str, ...]
    item: Named
    form: str
    method: Named | None = None


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How records name what a property identifies: in which namespace, and what Wikidata writes before it."""

    namespace: str
    prefix: str = ""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A property that identifies films on a site."""

    id: str
    source: str
    names: tuple[Name, ...]


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the file."""

    sources: dict[str, str]
    statement: dict[str, Named]
    score: tuple[Score, ...]
    column: tuple[Column, ...]


@cache
def facts() -> Facts:
    """Return what is known of Wikidata."""
    text = files("filmdig.parsers.merging").joinpath("wikidata.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Facts)


@cache
def columns() -> dict[str, Column]:
    """Return the properties that a crosswalk may have as columns, by id."""
    return {column.id: column for column in facts().column}


def identifiers(property_: str, value: str) -> list[tuple[str, str]]:
    """Return (namespace, identifier) that a value of a property means; none for a value of another kind of thing."""
    return [
        (name.namespace, value.removeprefix(name.prefix))
        for name in columns()[property_].names
        if value.startswith(name.prefix) and len(value) > len(name.prefix)
    ]
