"""Captured forms on disk, each read in place: ``plan`` cuts a run into units of work, ``captures`` reads a unit."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import partial

from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.sources.base import Damage, Find, Item, Run, Skipped, Unit, Unread, at
from filmdig.scraper.sources.context import ALONE, Context
from filmdig.scraper.sources.loose import loose_items
from filmdig.scraper.sources.opened import ZIP_ERRORS, opened
from filmdig.scraper.sources.packed import stream_items, tar_items, zip_items
from filmdig.scraper.sources.payloads import Payloads
from filmdig.scraper.sources.rows import row_items
from filmdig.scraper.sources.units import UNIT_BYTES, plan, sharing
from filmdig.scraper.sources.warc_captures import warc_items

__all__ = ["Damage", "Run", "Skipped", "Unit", "Unread", "captures", "contents", "finds", "plan", "sharing"]


def captures(unit: Unit) -> Iterator[Capture | Skipped | Damage]:
    """Read one unit of work. Bad data never raises: it becomes a capture's notes, or damage."""
    for find in finds(unit):
        if isinstance(find, Unread):
            yield from find.items()
        else:
            yield find


def finds(unit: Unit) -> Iterator[Find]:
    """Yield the items of a unit of work; those that may fail or be slow to read are yielded unread.

    Read an unread item before asking for the next one; afterwards it can no longer be read.
    """
    if unit.form == "pages":
        for path in unit.members:
            yield Unread(at(path), partial(loose_items, path, unit.origin))
    elif unit.form == "parts":
        yield from (Skipped(at(path), unit.reason) for path in unit.members)
    elif unit.form == "again":
        yield Skipped(at(unit.path), "a file given more than once")
    elif unit.form == "hidden":
        yield Skipped(at(unit.path), "a hidden file")
    else:
        yield from _container(unit)


def contents(sources: Sequence[str], *, unit_bytes: int = UNIT_BYTES) -> Generator[Item]:
    """Read everything in some sources, in order, in this process."""
    with sharing(plan(sources, unit_bytes=unit_bytes), sources) as units:
        for unit in units:
            yield from captures(unit)


def _container(unit: Unit) -> Iterator[Find]:
    context = Context(Payloads(unit.run).find) if unit.run else ALONE
    try:
        with opened(unit.path) as file:
            if unit.form in {"warc", "arc"}:
                yield from warc_items(unit.path, file, unit.form, unit.start, unit.stop, context=context)
            elif unit.form == "zip":
                yield from zip_items(unit.path, file, unit.start, unit.stop, context=context)
            elif unit.form in {"jsonl", "csv", "parquet"}:
                columns = dict(each.split("=", 1) for each in unit.columns)
                yield from row_items(unit.path, file, unit.form, columns, unit.start, unit.stop)
            elif unit.form == "tar":
                yield from tar_items(unit.path, file, context=context)
            else:
                yield from stream_items(unit.path, file, context)
    except OSError as error:
        yield Damage(at(unit.path, unit.start or None), f"cannot be read: {error.strerror or error}", unreadable=True)
    except (LimitError, *ZIP_ERRORS) as error:
        yield Damage(at(unit.path, unit.start or None), "cannot be read", 0, str(error))
