"""Archived forms on disk, each read in place: what a run reads (``plan``), and what is in it (``captures``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parsers.capture import Capture
from scraper.sources.base import Damage, Item, Run, Skipped, Unit, at
from scraper.sources.loose import file_items
from scraper.sources.plan import plan
from scraper.sources.warc import warc_items

__all__ = ["Damage", "Run", "Skipped", "Unit", "captures", "plan"]


def captures(unit: Unit) -> Iterator[Capture | Skipped | Damage]:
    """Read one unit of work. Bad data never raises: it comes as notes of a capture, or as damage."""
    if unit.form == "pages":
        for path in unit.members:
            yield from file_items(path)
    elif unit.form == "parts":
        page = Path(unit.path).name
        yield from (Skipped(at(path), f"a part of the saved page {page}") for path in unit.members)
    else:
        yield from _container(unit)


def _container(unit: Unit) -> Iterator[Item]:
    try:
        with Path(unit.path).open("rb") as file:
            if unit.form in {"warc", "arc"}:
                yield from warc_items(unit.path, file, unit.form, unit.start, unit.stop)
            else:
                yield Skipped(at(unit.path), f"a {unit.form} file: not read yet")
    except OSError as error:
        yield Damage(at(unit.path, unit.start), f"cannot be read: {error.strerror or error}")
