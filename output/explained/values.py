"""Format a field's value for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# Shown first, in this order; the others follow in the record's order.
_FIRST = ("title", "name", "author", "text")
_HIDDEN = {"url", "author_url"}


def read_aloud(path: str, value: Any) -> list[str]:
    """Return a value as text, one text for each member of a list.

    Args:
        path: the field's JSON Pointer.
        value: the value as decoded JSON.
    """
    if isinstance(value, list):
        return [_one(path, each) for each in value]
    if isinstance(value, dict) and path.endswith("/external_ids"):
        return [f"{space} {name}" for space, name in value.items()]
    return [_one(path, value)]


def _one(path: str, value: Any) -> str:
    if isinstance(value, dict):
        return _FORMATS.get(path.rsplit("/", 1)[-1], _any)(value)
    if path.endswith("/runtime_minutes"):
        return f"{value} minutes"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) > 9999:
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return _any(value)
    return str(value)


def _with(first: Any, others: Iterable[Any]) -> str:
    known = [_plain(one) for one in others if one not in (None, "", [])]
    return f"{first} ({', '.join(known)})" if known else str(first)


def _cast(one: dict[str, Any]) -> str:
    role = f" as {one['role']}" if one.get("role") else ""
    episodes = f"{one['episodes']} episodes" if one.get("episodes") else None
    return _with(f"{one.get('name')}{role}", (one.get("other_name"), episodes))


def _person(one: dict[str, Any]) -> str:
    return _with(one.get("name"), (one.get("other_name"), one.get("job")))


def _rating(one: dict[str, Any]) -> str:
    scale = f" of {one['best']}" if one.get("best") is not None else ""
    score = one.get("printed") or ("no score yet" if one.get("value") is None else f"{one['value']}{scale}")
    counts = ((one.get("rating_count"), "ratings"), (one.get("review_count"), "reviews"))
    counted = [f"{count:,} {what}" for count, what in counts if isinstance(count, int)]
    return _with(f"{one.get('name') or one.get('by')}: {score}", (*counted, one.get("verdict")))


def _review(one: dict[str, Any]) -> str:
    given = one.get("rating") or {}
    score = given.get("printed") or given.get("value")
    by = _with(one.get("author") or "(no name)", (one.get("publication"), one.get("date"), score, one.get("verdict")))
    title = f"{one['title']}. " if one.get("title") else ""
    return f"{by}: {title}{one.get('text') or ''}".rstrip(": ")


def _related(one: dict[str, Any]) -> str:
    return _with(one.get("title"), (one.get("year"), one.get("score")))


def _release(one: dict[str, Any]) -> str:
    return _with(one.get("date"), ((one.get("kind") or "").replace("_", " "), one.get("region"), one.get("note")))


def _certificate(one: dict[str, Any]) -> str:
    return _with(one.get("printed") or one.get("rating"), (one.get("system"), one.get("reason")))


def _company(one: dict[str, Any]) -> str:
    return _with(one.get("name"), (one.get("role"), one.get("note")))


def _title(one: dict[str, Any]) -> str:
    return _with(one.get("title"), (one.get("region"), one.get("note")))


def _money(one: dict[str, Any]) -> str:
    amount = _plain(one.get("amount"))
    return _with(f"{one.get('kind')}: {amount} {one.get('currency') or ''}".strip(), (one.get("region"),))


def _any(one: dict[str, Any]) -> str:
    """Return an object that has no format of its own: its known values, with their names."""
    names = [*(name for name in _FIRST if name in one), *(name for name in one if name not in _FIRST and name not in _HIDDEN)]
    known = [(name, one[name]) for name in names if one[name] not in (None, "", [], {})]
    return "; ".join(_plain(value) if name in _FIRST else f"{name.replace('_', ' ')}: {_plain(value)}" for name, value in known)


_FORMATS = {
    "cast": _cast,
    "directors": _person,
    "writers": _person,
    "producers": _person,
    "crew": _person,
    "ratings": _rating,
    "reviews": _review,
    "related": _related,
    "releases": _release,
    "certificates": _certificate,
    "companies": _company,
    "alternate_titles": _title,
    "box_office": _money,
}
