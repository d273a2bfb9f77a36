"""Compare two records of one page value by value; each name, role, text and score is a value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]
Records = list[Record]

_SINGLE = (
    "title",
    "original_title",
    "year",
    "end_year",
    "runtime_minutes",
    "synopsis",
    "tagline",
    "season_count",
    "episode_count",
)
_PEOPLE = ("directors", "writers", "producers", "crew", "cast")
_WORDS = ("genres", "keywords", "countries", "languages", "awards")
_PARTS = {"alternate_titles": "title", "certificates": "rating", "releases": "date", "companies": "name"}
_OF_REVIEWS = ("author", "publication", "date", "text", "title")
_ALIKE = {
    "synopsis": ("synopsis", "other_synopses"),
    **dict.fromkeys(("title", "original_title", "alternate_titles"), ("title", "original_title", "alternate_titles")),
}
"""Where else a value may be in the other record: which of two plots is the synopsis is taste."""


def values_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield each value of a film page's record as its field and the form to compare: only letters and digits, without case."""
    for field, value in _values(record):
        yield field, "".join(char for char in str(value).casefold() if char.isalnum())


def _values(record: Record) -> Iterator[tuple[str, Any]]:
    film = record["film"]
    for field in _SINGLE:
        if film[field] is not None:
            yield field, film[field]
    for field in _PEOPLE:
        yield from ((field, one["name"]) for one in film[field])
    yield from (("roles", f"{one['name']}: {one['role']}") for one in film["cast"] if one["role"])
    for field in _WORDS:
        yield from ((field, one) for one in film[field])
    for field, name in _PARTS.items():
        yield from ((field, one[name]) for one in film[field])
    yield from (("box_office", f"{one['kind']} {one['amount']} {one['region']}") for one in film["box_office"])
    yield from (("other_synopses", one["text"]) for one in film["other_synopses"])
    for score in record["ratings"]:
        if score["value"] is not None:
            yield "ratings", f"{score['by']} {score['measure']} {_number(score['value'])} of {score['best']}"
        if score["rating_count"] is not None:
            yield "rating_counts", f"{score['value']}: {score['rating_count']}"
    for review in record["reviews"]:
        yield from ((f"reviews.{name}", review[name]) for name in _OF_REVIEWS if review[name])
        if review["rating"]:
            yield "reviews.rating", f"{review['author']}: {_number(review['rating']['value'])}"
    yield from (("review_totals", f"{by} {total}") for by, total in record["review_totals"].items() if total is not None)


def _number(value: Any) -> str:
    """Return a number as text, with 5.0 as 5; the point becomes a word, because only letters and digits are compared."""
    return f"{value:g}".replace(".", " point ") if isinstance(value, int | float) else str(value)


def against_layouts(layouts: Records, without: Records) -> dict[str, float]:
    """Print, by field, how many of the layouts' values the generic reader reads, and how many of its values are also theirs."""
    by_path = {record["page"]["location"]["path"]: record for record in without}
    films = [record for record in layouts if record["page"]["kind"] in ("film", "series")]
    figures: dict[str, float] = {}
    for rendition in ("html", "text"):
        chosen = [record for record in films if record["page"]["rendition"] == rendition]
        print(
            f"\nlayouts switched off: values of {len(chosen)} film pages of known sites, {rendition}, against their layouts' own"
        )
        print(f"  {'field':18} {'layout':>7} {'generic':>8} {'same':>6} {'recall':>7} {'precision':>9}")
        wanted, given, met, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        for record in chosen:
            _count(record, by_path[record["page"]["location"]["path"]], wanted, given, met, right)
        for counts in (wanted, given, met, right):
            counts["all"] = counts.total()
        for field in [one for one in wanted if wanted[one] >= 30 or one == "all"]:
            recall, precision = met[field] / wanted[field], right[field] / max(1, given[field])
            print(f"  {field:18} {wanted[field]:7} {given[field]:8} {right[field]:6} {recall:7.3f} {precision:9.3f}")
            if rendition == "html" or field == "all":
                kind = "values" if rendition == "html" else "values of text"
                figures |= {f"off/{kind}/recall {field}": recall, f"off/{kind}/precision {field}": precision}
    return figures


def _count(want: Record, got: Record, wanted: Counter[str], given: Counter[str], met: Counter[str], right: Counter[str]) -> None:
    theirs, ours = defaultdict(set), defaultdict(set)
    for values, record in ((theirs, want), (ours, got)):
        for field, value in values_of(record):
            values[field].add(value)
    for field, values in theirs.items():
        wanted[field] += len(values)
        met[field] += len(values & ours[field])
    for field, values in ours.items():
        known = set().union(*(theirs[one] for one in _ALIKE.get(field, (field,))))
        given[field] += len(values)
        right[field] += len(values & known)
