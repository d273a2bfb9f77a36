"""Upgrade records and merged films of earlier schema versions to the current one."""

from __future__ import annotations

import re
from typing import Any

import msgspec

SCHEMA_VERSION = "2.0"

_STARTS = (f'{{"schema_version":"{SCHEMA_VERSION}"'.encode(), f'{{"schema_version":"{SCHEMA_VERSION}"')
_ALTERNATE_TITLE = re.compile(r"(/film/alternate_titles/\d+)")


class _Version(msgspec.Struct):
    schema_version: str = SCHEMA_VERSION


_version = msgspec.json.Decoder(_Version)


def is_current(line: bytes | str) -> bool:
    """Return whether a line of JSON is in the current schema version."""
    # Nearly every line begins with its version and need not be decoded.
    if line.startswith(_STARTS[0] if isinstance(line, bytes) else _STARTS[1]):  # type: ignore[arg-type]
        return True
    return _version.decode(line).schema_version == SCHEMA_VERSION


def upgraded(stated: Any) -> Any:
    """Return a record or merged film, decoded to plain objects, in the form of the current schema.

    A value that is not a JSON object is returned unchanged: the caller's conversion reports it.

    Raises:
        msgspec.ValidationError: its schema version is unknown.
    """
    if not isinstance(stated, dict):
        return stated
    version = stated.get("schema_version")
    if version not in _UPGRADES:
        raise msgspec.ValidationError(f"schema version {version!r} is unknown: this filmdig reads 1.0 and {SCHEMA_VERSION}")
    _UPGRADES[version](stated)
    return stated


def _from_1_0(stated: dict[str, Any]) -> None:
    """Upgrade from 1.0: alternate titles become objects, and paths to them point to their `title`.

    A completing capture, which 1.0 names by its id alone, becomes an object too.
    """
    stated["schema_version"] = SCHEMA_VERSION
    film = _dict(stated.get("film"))
    if titles := _list(film.get("alternate_titles")):
        film["alternate_titles"] = [{"title": title} for title in titles]
    merged = "sources" in stated
    pages = (
        {}
        if not merged
        else {one["id"]: _dict(one.get("page")) for one in map(_dict, _list(stated["sources"])) if isinstance(one.get("id"), str)}
    )
    for page in pages.values() if merged else [_dict(stated.get("page"))]:
        page.setdefault("read_by", _read_by(page, film))
    for named in ("truncations", "derived", "issues", "conflicts"):
        stated[named] = [_moved(one) for one in _list(stated.get(named))]
    for cut in _list(stated["truncations"]):
        if isinstance(source := _dict(cut).get("completed_from"), str):
            page = pages.get(source, {})
            cut["completed_from"] = {"id": source, **{name: page.get(name) for name in ("url", "captured_at", "digest")}}


def _read_by(page: dict[str, Any], film: dict[str, Any]) -> str | None:
    if page.get("layout"):
        return "layout"
    return "generic" if film.get("title") else None


def _moved(one: Any) -> Any:
    if isinstance(one, str):
        return _path(one)
    if isinstance(one, dict) and isinstance(one.get("path"), str):
        return {**one, "path": _path(one["path"])}
    return one


def _path(path: str) -> str:
    return _ALTERNATE_TITLE.sub(r"\1/title", path) if path.startswith("/film/alternate_titles/") else path


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


_UPGRADES = {"1.0": _from_1_0}
