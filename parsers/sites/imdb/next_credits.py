"""People in the JSON of title pages of June 2021 on: the cast and the groups of other credits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from filmdig.parsers.layouts.cuts import Passage, cut_list
from filmdig.parsers.layouts.fields import at
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, Person
from filmdig.parsers.sites.imdb.credits import distinct_people
from filmdig.parsers.sites.imdb.next_json import Title

# Groups of credits keep these ids in every language; their `text` is in the reader's language.
_GROUPS = {
    "director": "amzn1.imdb.concept.name_credit_category.ace5cb4c-8708-4238-9542-04641e7c8171",
    "writer": "amzn1.imdb.concept.name_credit_category.c84ecaff-add5-4f2e-81db-102a41881fe3",
}


def cast_of(title: Title, cut_roles: dict[str, str | None]) -> list[CastMember]:
    """Return the cast.

    Args:
        title: the title's data.
        shown_cut: ids of people whose roles the page shows cut, each with the link to the rest.
    """
    groups = title.main.get("castV2") or []
    listed = at(groups, "0.credits") or [*_credits(title.main.get("principalCast")), *title.nodes("cast")]
    found: dict[str, CastMember] = {}
    for credit in listed:
        name, key = at(credit, "name.nameText.text"), at(credit, "name.id")
        if isinstance(name, str) and name:
            role: Any = _role(credit)
            if role and key in cut_roles:
                role = Passage(text=role, state="repaired", by="embedded_data")
            episodes = at(credit, "episodeCredits.total")
            found.setdefault(
                key or name,
                CastMember(name=one_line(name), role=role, url=_name_url(credit), episodes=episodes or None),
            )
    return list(found.values())


def credited(title: Title, name: str, category: str) -> Any:
    """Return the people of one category, as a cut list where their group counts more."""
    groups = list(groups_of(title, name, category))
    people = distinct_people(person for _, found in groups for person in found)
    counts = [group.get("totalCredits") for group in _groups(title, name, category)]
    total = sum(count for count in counts if isinstance(count, int)) if len(groups) == 1 else None
    return cut_list(people, None, total=total)


def groups_of(title: Title, name: str, category: str) -> Iterator[tuple[str, list[Person]]]:
    """Yield heading and people of each group of a category, from the details, else the groups of 2026, else the header."""
    for group in _groups(title, name, category):
        heading = at(group, "category.text") or at(group, "grouping.text")
        people = [person for person in map(_person, _credits([group])) if person is not None]
        yield (heading if isinstance(heading, str) else category.capitalize()), people


def _groups(title: Title, name: str, category: str) -> list[dict[str, Any]]:
    places = (
        title.main.get(name),
        title.main.get("crewV2"),
        title.above.get("principalCreditsV2"),
        title.above.get("principalCredits"),
    )
    for number, place in enumerate(places):
        groups = [
            group
            for group in place or ()
            if isinstance(group, dict)
            and group.get("credits")
            and (
                number == 0
                or at(group, "category.id") == category
                or (category in _GROUPS and at(group, "grouping.groupingId") == _GROUPS[category])
            )
        ]
        if groups:
            return groups
    return []


def _person(credit: dict[str, Any]) -> Person | None:
    name = at(credit, "name.nameText.text")
    if not isinstance(name, str) or not name:
        return None
    jobs = [job for job in strings(at(note, "text") for note in credit.get("attributes") or ()) if not job.startswith("as ")]
    return Person(name=one_line(name), url=_name_url(credit), job=", ".join(jobs) or None)


def _credits(groups: Any) -> list[dict[str, Any]]:
    return [credit for group in groups or () for credit in at(group, "credits") or () if isinstance(credit, dict)]


def _name_url(credit: dict[str, Any]) -> str | None:
    found = at(credit, "name.id")
    return f"/name/{found}/" if isinstance(found, str) else None


def _role(credit: dict[str, Any]) -> str | None:
    """Return the characters' names, with the notes in brackets: ``Philip J. Fry (voice)``."""
    roles = at(credit, "creditedRoles.edges.0.node")
    characters = [at(edge, "node.name") for edge in at(roles, "characters.edges") or ()] or [
        at(character, "name") for character in credit.get("characters") or ()
    ]
    notes = [at(note, "text") for note in credit.get("attributes") or at(roles, "attributes") or ()]
    named = " / ".join(strings(characters))
    return named + "".join(f" ({note})" for note in strings(notes)) if named else None


def strings(values: Iterable[Any]) -> list[str]:
    """Return the values that are strings and not blank, each on one line."""
    return [one_line(value) for value in values if isinstance(value, str) and value.strip()]
