"""The versions of everything that affects a record's bytes: shards made with other versions are made again."""

from __future__ import annotations

import functools
import hashlib
import platform
import re
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path

from filmdig.scraper.version import VERSION

# Packages used only for fetching: their versions change no record.
_FETCHING = {"requests", "urllib3", "wayback"}


@functools.cache
def made_with() -> dict[str, str]:
    """Return versions by name: Python, filmdig and a digest of its code, its dependencies, and plugged-in sites."""
    found = {"python": platform.python_version(), "filmdig": VERSION, "code": _code()}
    for name in sorted(_dependencies() - _FETCHING):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    for entry in sorted(entry_points(group="filmdig.sites"), key=lambda one: one.name):
        if entry.dist:
            found[entry.dist.name] = entry.dist.version
    return found


def difference(before: dict[str, str]) -> str | None:
    """Return a version with which a shard was made and that has changed, such as ``turbohtml 1.15.4``; None if none has."""
    now = made_with()
    for name in sorted(before.keys() | now.keys(), key=lambda one: (one == "code", one)):
        if before.get(name) != now.get(name):
            return f"other code of filmdig {VERSION}" if name == "code" else f"{name} {before.get(name, 'not installed')}"
    return None


def _dependencies() -> set[str]:
    try:
        needed = requires("filmdig") or []
    except PackageNotFoundError:  # a checkout that is on the path but not installed
        needed = []
    return {re.split(r"[^A-Za-z0-9._-]", one)[0].lower() for one in needed if "extra ==" not in one}


def _code() -> str:
    """Return a digest of filmdig's modules and data, which change during development without a new version."""
    package = Path(__file__).parents[2]
    files = [*package.iterdir(), *(path for room in ("parsers", "scraper", "output") for path in (package / room).rglob("*"))]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.suffix in {".py", ".txt", ".toml", ".json"}):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
