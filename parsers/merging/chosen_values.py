"""The values of a merged film: one is chosen for each field, the others become conflicts, and each has its provenance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from filmdig.parsers.merging import identity
from filmdig.parsers.merging.stated_values import Item, Items, Place, Sources, Stated
from filmdig.parsers.record.merged_film import Conflict, ConflictValue
from filmdig.parsers.record.page_record import Film


class Word(msgspec.Struct):
    """An item of a list of plain strings."""

    value: str


#: Fields of a film that have a single value.
SCALARS = (
    *("title", "original_title", "year", "end_year", "synopsis", "synopsis_credit", "critics_consensus", "tagline"),
    *("runtime_minutes", "series", "season_count", "episode_count", "image_url"),
)


def escape(name: str) -> str:
    """Return a name as a JSON Pointer's reference token (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _title_size(title: str) -> tuple[int, int]:
    """Return a sort key for a title's completeness: a note after it, such as a year, does not count."""
    return len(identity.bare_title(title)), -len(title)


class Chooser:
    """Chooses values, and collects conflicts and provenance while it does.

    Args:
        ids: the records' ids, by number.
        sources: the facts about the records that decide which value is chosen.
    """

    def __init__(self, ids: list[str], sources: Sources) -> None:
        self._ids, self.sources = ids, sources
        self.conflicts: list[Conflict] = []
        self.provenance: dict[str, list[str]] = {}
        self._at: dict[tuple[int, str], tuple[str, int | None, list[Stated]]] = {}

    def name(self, source: int) -> str:
        """Return a record's id."""
        return self._ids[source]

    def names(self, sources: Iterable[int]) -> list[str]:
        """Return records' ids."""
        return [self._ids[source] for source in sources]

    def pointer(self, item: Item[Any] | None, field: str, source: int) -> str | None:
        """Return the pointer to a record's value for an item's field: the field itself or a conflict's value. None if lost."""
        pointer, conflict, ranked = self._at.get((id(item), field), (None, None, []))
        if pointer is None:
            return None
        position = next((n for n, stated in enumerate(ranked) if source in stated.sources), 0)
        return pointer if conflict is None or position == 0 else f"/conflicts/{conflict}/values/{position}/value"

    def film(self, item: Item[Film], external: dict[str, Place], lists: dict[str, Items[Any]]) -> Film:
        """Return the film's own values."""
        film = Film(**{name: self._choose(item, name, f"/film/{name}") for name in SCALARS if name != "synopsis_credit"})
        film.synopsis_credit = self._credit(item)
        for name, items in lists.items():
            setattr(film, name, [self._listed(part, f"/film/{name}/{n}") for n, part in enumerate(items.ordered(self.sources))])
        for name, place in external.items():
            holder: Item[Any] = Item(Word)
            holder.fields["value"] = place
            film.external_ids[name] = self._choose(holder, "value", f"/film/external_ids/{escape(name)}")
        return film

    def _listed(self, item: Item[Any], pointer: str) -> Any:
        if item.type is Word:
            return self._choose(item, "value", pointer)
        self.provenance[pointer] = self.names(item.sources)
        return item.type(**self.fields(item, pointer))

    def fields(self, item: Item[Any], pointer: str) -> dict[str, Any]:
        """Return the values of an item's fields; a field that only some of the item's records state gets its own provenance."""
        return {name: self._choose(item, name, f"{pointer}/{name}") for name in item.fields if item.fields[name].values}

    def _choose(self, item: Item[Any], name: str, pointer: str) -> Any:
        place = item.fields.get(name)
        if place is None or not place.values:
            return None
        ranked = place.ranked(self.sources, _title_size if name == "title" else None)
        self._note(item, name, pointer, ranked)
        if list(ranked[0].sources) != list(item.sources) or item.type is Word:
            self.provenance[pointer] = self.names(ranked[0].sources)
        return ranked[0].value

    def _credit(self, item: Item[Film]) -> str | None:
        """Return the credit of the chosen synopsis, not that of another one."""
        place = item.fields.get("synopsis_credit")
        if place is None or not place.values:
            return None
        synopsis = item.fields.get("synopsis")
        whose = synopsis.ranked(self.sources)[0].sources if synopsis is not None and synopsis.values else None
        ranked = place.ranked(self.sources)
        fitting = [stated for stated in ranked if whose is None or whose.keys() & stated.sources.keys()]
        ranked = fitting + [stated for stated in ranked if stated not in fitting]
        self._note(item, "synopsis_credit", "/film/synopsis_credit", ranked, none_taken=not fitting)
        if not fitting:
            return None
        self.provenance["/film/synopsis_credit"] = self.names(fitting[0].sources)
        return str(fitting[0].value)

    def _note(self, item: Item[Any], name: str, pointer: str, ranked: list[Stated], *, none_taken: bool = False) -> None:
        conflict = None
        if len(ranked) > 1 or none_taken:
            conflict = len(self.conflicts)
            values = [ConflictValue(value=stated.value, sources=self.names(stated.sources)) for stated in ranked]
            self.conflicts.append(Conflict(path=pointer, values=values))
        self._at[id(item), name] = (pointer, conflict, ranked)
