"""One film from its page records: no value of a record is lost, and each names the records that state it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, get_args

import msgspec

from filmdig.parsers.merging import cuts, evidence, identity
from filmdig.parsers.merging.chosen_values import SCALARS, Chooser, Word
from filmdig.parsers.merging.page_titles import film_title
from filmdig.parsers.merging.reviews import Reviews
from filmdig.parsers.merging.stated_values import Item, Items, Marked, Place, Sources, Stated
from filmdig.parsers.record.merged_film import (
    FilmKind,
    Link,
    MergedFilm,
    Source,
    SourcedIssue,
    SourcedPath,
    SourcedRating,
    SourcedRelated,
    SourcedReview,
    SourcedReviewTotals,
    SourcedTruncation,
)
from filmdig.parsers.record.page_record import (
    AlternateTitle,
    BoxOffice,
    CastMember,
    Certificate,
    Company,
    CompletedFrom,
    CrewMember,
    Film,
    OtherSynopsis,
    Person,
    Record,
    Related,
    Release,
    Truncation,
)


def _person_key(person: Any) -> Hashable:
    return identity.person_key(person.name) or person.name


#: How far a record is trusted, by the reader of its page.
_TRUST = {"layout": 2, "learned": 1}

#: Other synopses with the same beginning of this many characters are one text, which some records may show cut.
_SAME_TEXT = 60

#: Kinds of film, the narrowest first, which wins if a film's pages have several.
_KINDS: tuple[FilmKind, ...] = ("episode", "season", "series", "film")

#: The item type and key of each list of a film. Items with the same key are one item.
_LISTS: dict[str, tuple[type[msgspec.Struct], Callable[[Any], Hashable]]] = {
    "alternate_titles": (AlternateTitle, lambda other: (other.title, other.region)),
    "directors": (Person, _person_key),
    "writers": (Person, _person_key),
    "producers": (Person, _person_key),
    "crew": (CrewMember, lambda member: (_person_key(member), (member.job or "").casefold())),
    "cast": (CastMember, _person_key),
    "other_synopses": (OtherSynopsis, lambda other: cuts.folded(other.text)[:_SAME_TEXT]),
    "keywords": (Word, lambda word: word.value.casefold()),
    "genres": (Word, lambda word: word.value.casefold()),
    "countries": (Word, lambda word: word.value.casefold()),
    "languages": (Word, lambda word: word.value.casefold()),
    "certificates": (Certificate, lambda certificate: (certificate.system, certificate.rating)),
    "releases": (Release, lambda release: (release.kind, release.date, release.region)),
    "companies": (Company, lambda company: (company.name.casefold(), company.role)),
    "box_office": (BoxOffice, lambda sum_: (sum_.kind, sum_.currency, sum_.region)),
    "awards": (Word, lambda word: word.value),
    "filming_locations": (Word, lambda word: word.value.casefold()),
    "official_sites": (Word, lambda word: word.value),
}


class _Cut(NamedTuple):
    """A record's truncation, and the item's field or the list that is cut."""

    truncation: Truncation
    source: int
    item: Item[Any] | None
    field: str
    items: Items[Any] | None = None


class _Closing(NamedTuple):
    closed: cuts.Closed | None
    doubt: str | None


class Combiner:
    """Joins one film's records, added one by one; keeps no more of them than the film will hold."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._pages: dict[bytes, Source] = {}
        self._urls: list[str | None] = []
        self._times: list[str] = []
        self._digests: list[str | None] = []
        self._trust: list[int] = []
        self._identifiers: dict[str, set[str]] = {}
        self._kinds: set[FilmKind] = set()
        self._film: Item[Film] = Item(Film)
        self._external: dict[str, Place] = {}
        self._lists = {name: Items(type_, key) for name, (type_, key) in _LISTS.items()}
        self._reviews = Reviews()
        self._related: Items[Related] = Items(Related, lambda related: identity.title_key(related.title))
        self._ratings: dict[bytes, SourcedRating] = {}
        self._totals: dict[bytes, SourcedReviewTotals] = {}
        self._issues: dict[bytes, SourcedIssue] = {}
        self._cuts: list[_Cut] = []
        self._derived: list[tuple[str, Item[Any] | None, str, int]] = []
        self._weak: list[tuple[str, Item[Any] | None, str, int]] = []
        self._donor_texts: list[cuts.Found] = []

    def add(self, record: Record) -> None:
        """Add a record of the film."""
        source = self._source(record)
        for space, values in evidence.ids_of(record).items():
            self._identifiers.setdefault(space, set()).update(values)
        if record.page.kind in get_args(FilmKind):
            self._kinds.add(record.page.kind)  # type: ignore[arg-type]
        placed = self._add_values(record, source)
        name, site, captured_at = record.id, record.page.site, record.page.captured_at
        for rating in record.ratings:
            sourced = SourcedRating(**msgspec.structs.asdict(rating), source=name, site=site, captured_at=captured_at)
            self._ratings.setdefault(msgspec.json.encode(sourced), sourced)
        totals = record.review_totals
        if totals.audience is not None or totals.critics is not None:
            total = SourcedReviewTotals(
                audience=totals.audience, critics=totals.critics, source=name, site=site, captured_at=captured_at
            )
            self._totals.setdefault(msgspec.json.encode(total), total)
        for issue in record.issues:
            given = SourcedIssue(**msgspec.structs.asdict(issue), source=name)
            self._issues.setdefault(msgspec.json.encode(given), given)
        for truncation in record.truncations:
            item, field, items = placed(truncation.path)
            self._cuts.append(_Cut(truncation, source, item, field, items))
        for paths, kept in ((record.derived, self._derived), (record.weak, self._weak)):
            for path in paths:
                item, field, _ = placed(path)
                kept.append((path, item, field, source))

    def add_donor(self, record: Record) -> None:
        """Add a record outside the film that a cut text links to: its texts may close the cut; it becomes a source, too."""
        source = self._source(record)
        texts = (record.film.synopsis, *(review.text for review in record.reviews))
        self._donor_texts += [cuts.Found(text, [source]) for text in texts if text]

    def _source(self, record: Record) -> int:
        page = Source(id=record.id, page=record.page)
        number = self._ids.setdefault(record.id, len(self._ids))
        if number == len(self._urls):
            self._urls.append(record.page.url)
            self._times.append(record.page.captured_at or "")
            self._digests.append(record.page.digest)
            self._trust.append(_TRUST.get(record.page.read_by or "", 0))
        self._pages.setdefault(msgspec.json.encode(page), page)
        return number

    def _add_values(self, record: Record, source: int) -> Callable[[str], tuple[Item[Any] | None, str, Items[Any] | None]]:
        """Add the record's values; return a function from a pointer in the record to the item, field and list of that value."""
        cut, weak = _fields_at(_open_paths(record)), _fields_at(record.weak)

        def at(holder: str) -> tuple[Marked, Marked]:
            return cut.get(holder, {}), weak.get(holder, {})

        lists: dict[str, list[Item[Any]]] = {}
        for name, items in self._lists.items():
            values = getattr(record.film, name)
            if items.type is Word:
                values = [Word(value) for value in values]
            lists[f"/film/{name}"] = items.add(values, source, *at(f"/film/{name}"))
        lists["/reviews"] = self._reviews.add(record.reviews, source, *at("/reviews"))
        lists["/related"] = self._related.add(record.related, source, *at("/related"))
        cut_fields, weak_fields = (fields.get(-1, frozenset()) for fields in at("/film"))
        for name in SCALARS:
            value = stated = getattr(record.film, name)
            if name == "title" and value is not None:
                value = film_title(value, record.page.url)
            if value is not None:
                self._film.place(name).add(value, source, cut=name in cut_fields, weak=name in weak_fields or value != stated)
        for name, value in record.film.external_ids.items():
            self._external.setdefault(name, Place()).add(value, source)

        def find(pointer: str) -> tuple[Item[Any] | None, str, Items[Any] | None]:
            holder, position, field = _split(pointer)
            if holder == "/film" and field in self._lists:
                return None, field, self._lists[field]
            if holder == "/film" and field in SCALARS:
                return self._film, field, None
            known = lists.get(holder, [])
            if position is not None and position < len(known):
                item = known[position]
                return item, "value" if item.type is Word else field, None
            return None, field, None

        return find

    def film(self, links: Iterable[Link] = ()) -> MergedFilm:
        """Return the film.

        Args:
            links: why its records are of one film.
        """
        closings = self._close()
        chooser = Chooser(list(self._ids), Sources(self._times, self._trust))
        film = chooser.film(self._film, self._external, self._lists)
        reviews = [
            SourcedReview(**chooser.fields(item, f"/reviews/{number}"), sources=chooser.names(item.sources))
            for number, item in enumerate(self._reviews.items)
        ]
        related = [
            SourcedRelated(**chooser.fields(item, f"/related/{number}"), sources=chooser.names(item.sources))
            for number, item in enumerate(self._related.ordered(chooser.sources))
        ]
        return MergedFilm(
            id=film_id(self._identifiers, next(iter(self._ids), "")),
            kind=next((kind for kind in _KINDS if kind in self._kinds), "film"),
            film=film,
            ratings=sorted(
                self._ratings.values(), key=lambda r: (r.site or "", r.by, r.measure, r.name or "", r.captured_at or "")
            ),
            reviews=reviews,
            review_totals=list(self._totals.values()),
            related=related,
            truncations=[self._truncation(chooser, *given) for given in zip(self._cuts, closings, strict=True)],
            derived=_sourced(chooser, self._derived),
            weak=_sourced(chooser, self._weak),
            issues=list(self._issues.values()),
            conflicts=chooser.conflicts,
            provenance=chooser.provenance,
            links=list(links),
            sources=list(self._pages.values()),
        )

    def _truncation(self, chooser: Chooser, cut: _Cut, closing: _Closing) -> SourcedTruncation:
        given, closed = cut.truncation, closing.closed
        path = given.path if cut.items is not None else chooser.pointer(cut.item, cut.field, cut.source) or given.path
        truncation = SourcedTruncation(**msgspec.structs.asdict(given), source=chooser.name(cut.source))
        truncation.path = path
        if closed is not None:
            truncation.state, truncation.by = "repaired", closed.by
            truncation.completed_from = self._origin(chooser, closed.source)
            truncation.seams = [] if closed.seam is None else [closed.seam]
        doubt = closed.doubt if closed else closing.doubt
        truncation.doubt = "; ".join(part for part in (given.doubt, doubt) if part) or None
        return truncation

    def _origin(self, chooser: Chooser, source: int) -> CompletedFrom:
        return CompletedFrom(
            id=chooser.name(source), url=self._urls[source], captured_at=self._times[source] or None, digest=self._digests[source]
        )

    def _close(self) -> list[_Closing]:
        """Close the cuts that can be closed. All are examined before any is completed, so that their order does not matter."""
        pages = cuts.Pages([identity.page_key(url) for url in self._urls])
        whole_texts = self._whole_texts()
        shown_cut: dict[str, set[int]] = {}
        for cut in self._cuts:
            if cut.items is not None and cut.truncation.state == "open":
                shown_cut.setdefault(cut.field, set()).add(cut.source)
        closings: list[_Closing] = []
        completions: list[tuple[Place, Stated, int, cuts.Closed]] = []
        for cut in self._cuts:
            found: cuts.Closed | str | None = None
            if cut.truncation.state == "open" and cut.items is not None:
                found = _close_list(cut, cut.items, shown_cut[cut.field], pages, self._linked(cut))
            elif cut.truncation.state == "open" and cut.truncation.path == "/reviews":
                found = self._reviews.close_list(cut.truncation.total, self._linked(cut), pages)
            elif cut.truncation.state == "open" and cut.item is not None:
                place = cut.item.place(cut.field)
                stated = place.of(cut.source)
                if stated is not None and isinstance(stated.value, str):
                    found = self._close_text(cut, place, stated, pages, whole_texts)
                    if isinstance(found, cuts.Closed):
                        completions.append((place, stated, cut.source, found))
            closings.append(_Closing(found, None) if isinstance(found, cuts.Closed) else _Closing(None, found))
        for place, stated, source, closed in completions:
            if source in stated.sources:
                place.complete(stated, source, closed.text, closed.source)
        return closings

    def _linked(self, cut: _Cut) -> str | None:
        return identity.linked_page_key(cut.truncation.full_text_url, self._urls[cut.source])

    def _whole_texts(self) -> dict[str, list[cuts.Found]]:
        """Return the film's whole texts by `cuts.head`."""
        whole_texts: dict[str, list[cuts.Found]] = {}
        places = [self._film.place("synopsis"), *(item.place("text") for item in self._reviews.items)]
        whole = [cuts.Found(s.value, list(s.sources)) for place in places for s in place.values.values() if not s.cut]
        for found in [*whole, *self._donor_texts]:
            if (head := cuts.head(found.text)) is not None:
                whole_texts.setdefault(head, []).append(found)
        return whole_texts

    def _close_text(
        self, cut: _Cut, place: Place, stated: Stated, pages: cuts.Pages, whole_texts: dict[str, list[cuts.Found]]
    ) -> cuts.Closed | str | None:
        if cut.item is self._film and cut.field == "title":
            titles = [s for name in ("title", "original_title") for s in self._film.place(name).values.values() if not s.cut]
            titles += [s for item in self._lists["alternate_titles"].items for s in item.place("title").values.values()]
            found = [cuts.Found(s.value, list(s.sources)) for s in titles]
            inner = [cuts.Found(part, f.sources) for f in found for part in re.findall(r"\(([^()]+)\)", f.text)]
            return cuts.close_title(stated.value, cut.source, [*found, *inner], pages)
        # A film's synopsis may be any of several texts; a review or a role is always the same text.
        own_place = cut.item is not self._film
        here = [cuts.Found(s.value, list(s.sources), here=own_place) for s in place.values.values() if not s.cut]
        elsewhere = whole_texts.get(cuts.head(stated.value) or "", [])
        return cuts.close(stated.value, cut.source, self._linked(cut), [*here, *elsewhere], pages)


def _sourced(chooser: Chooser, placed: list[tuple[str, Item[Any] | None, str, int]]) -> list[SourcedPath]:
    return [
        SourcedPath(path=chooser.pointer(item, field, source) or path, source=chooser.name(source))
        for path, item, field, source in placed
    ]


def _close_list(cut: _Cut, items: Items[Any], shown_cut: set[int], pages: cuts.Pages, linked: str | None) -> cuts.Closed | None:
    """Close a cut list if another record's whole list has all of it and more; return None if none has.

    On a page that is neither the same nor linked, the list must begin with the shown part: it may be another selection.
    """
    longer = items.longer_lists(cut.source, cut.truncation.total, shown_cut)
    if not longer:
        return None
    by, origin = pages.relation(cut.source, cuts.Found("", longer), linked)
    if by == "other_page":
        longer = [other for other in longer if items.begins(other, cut.source)]
        if not longer:
            return None
        by, origin = pages.relation(cut.source, cuts.Found("", longer), linked)
    return cuts.Closed("", None, by, origin)


def _split(pointer: str) -> tuple[str, int | None, str]:
    """Split a pointer into holder, position and field: ``/film/cast/3/role`` into (``/film/cast``, 3, ``role``)."""
    parts = pointer.split("/")[1:]
    number = next((n for n, part in enumerate(parts) if part.isdecimal()), None)
    if number is None:
        return "/" + "/".join(parts[:-1]), None, parts[-1] if parts else ""
    return "/" + "/".join(parts[:number]), int(parts[number]), parts[number + 1] if len(parts) > number + 1 else ""


def _open_paths(record: Record) -> list[str]:
    """Return the paths of a record's open cuts."""
    return [truncation.path for truncation in record.truncations if truncation.state == "open"]


def _fields_at(paths: Iterable[str]) -> dict[str, Marked]:
    """Return the fields that paths lead to, by holder and position (-1 for the film's own fields)."""
    found: dict[str, Marked] = {}
    for path in paths:
        holder, position, field = _split(path)
        # In a list of strings the path ends with the position.
        fields = frozenset((field or "value",))
        at = -1 if position is None else position
        known = found.setdefault(holder, {})
        known[at] = known.get(at, frozenset()) | fields
    return found


def film_id(ids: dict[str, set[str]], record: str) -> str:
    """Return the film's id: from its strongest identifier (IMDb, TMDb, other numbers, slugs), else from its first record."""
    stated = [(name, value) for name, values in ids.items() for value in sorted(values)]

    def weight(stated: tuple[str, str]) -> tuple[int, str, str]:
        name, value = stated
        order = ("imdb", "tmdb", "tmdb_tv")
        return (order.index(name) if name in order else 3 if identity.is_number(value) else 4, name, value)

    named = "{}:{}".format(*min(stated, key=weight)) if stated else f"record:{record}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]
