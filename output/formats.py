"""The formats that records can be written in, by name."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from filmdig.output import jsonl
from filmdig.output.writer import Described, Writer
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record, from_json


class Format(NamedTuple):
    """A format.

    Attributes:
        module: where its Writer is; imported when it is used, since some need an extra.
        endings: the file names that mean it where no format is named.
        help: what it is, in a few words.
    """

    module: str
    endings: tuple[str, ...]
    help: str


FORMATS: dict[str, Format] = {
    "jsonl": Format("jsonl", (".jsonl", ".ndjson"), "one JSON object a line"),
    "json": Format("json_array", (".json",), "one JSON array"),
    "jsonld": Format("schema_org", (".jsonld",), "schema.org JSON-LD"),
    "parquet": Format("parquet", (".parquet",), "nested columns; needs the extra `parquet`"),
    "csv": Format("csv_tables", (".csv", ".zip"), "tables for spreadsheets, in a folder or a .zip"),
    "sqlite": Format("sqlite", (".sqlite", ".sqlite3", ".db"), "the same tables, with full-text search"),
}


def add_argument(parser: argparse.ArgumentParser) -> None:
    """The argument that chooses a format."""
    told = "; ".join(f"{name}: {format_.help}" for name, format_ in FORMATS.items())
    parser.add_argument(
        "--format", choices=tuple(FORMATS), help=f"how to write it (default: by the ending of FILE, else jsonl). {told}"
    )


def chosen(name: str | None, target: str | None) -> str:
    """The format that was named, or that the target's ending means."""
    if name is not None:
        return name
    ending = PurePath(target).suffix.lower() if target else ""
    return next((name for name, format_ in FORMATS.items() if ending in format_.endings), "jsonl")


def open_writer(name: str, target: str | None, of: type[Described] = Record) -> Writer:
    """A writer, to be used in a `with` block: the output is in its place when the block ends well, and not at all otherwise.

    Args:
        name: the format's.
        target: the file to write, or the folder for `csv`; None is standard output, which
            `parquet`, `csv` and `sqlite` do not take.
        of: what will be written, records or merged films.

    Raises:
        UsageError: there is no such format, it needs an extra that is not installed, or a target.
        OutputError: the target cannot be written to.
    """
    if name not in FORMATS:
        raise UsageError(f"no such format: {name}", todo=f"choose among {', '.join(FORMATS)}")
    if target is None and name in ("parquet", "csv", "sqlite"):
        raise UsageError(f"the format {name} cannot go to standard output", todo="name a file with -o")
    module = importlib.import_module(f"filmdig.output.{FORMATS[name].module}")
    writer: Writer = module.Writer(target, of)
    return writer


class Lines:
    """Takes records as lines of JSON, as workers send them, and hands them to a writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, lines: bytes) -> None:
        """Adds the records of some whole lines."""
        for line in lines.splitlines():
            self._writer.write(from_json(line))


@contextmanager
def lines_to(name: str, target: str | None) -> Iterator[BinaryIO | Lines]:
    """Where to write lines of JSON that are to become a format; JSON Lines go as they are.

    Raises:
        UsageError, OutputError: as `open_writer`.
    """
    with open_writer(name, target) as writer:
        yield writer.file if isinstance(writer, jsonl.Writer) else Lines(writer)
