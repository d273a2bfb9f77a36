"""The formats that records can be written in, by name."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from filmdig.output import jsonl
from filmdig.output.packing import ending_of
from filmdig.output.streams import descriptor_of, is_stream
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
    "parquet-tables": Format("parquet_tables", (), "flat Parquet tables with a dataset card, in a folder"),
    "csv": Format("csv_tables", (".csv", ".zip"), "tables for spreadsheets, in a folder or a .zip"),
    "sqlite": Format("sqlite", (".sqlite", ".sqlite3", ".db"), "the same tables, with full-text search"),
    "scores": Format("score_history", (), "CSV of scores over time, one row a score and capture"),
    "text": Format("texts", (), "one text a line, with where it is from"),
    "quickstatements": Format("quickstatements", (), "scores as commands for Wikidata, of films whose item is known"),
    "nfo": Format("nfo", (), "a folder of files for Kodi and Jellyfin"),
}


#: Formats that are files or folders, and cannot be written to a stream byte after byte.
WHOLE_FILES = ("parquet", "parquet-tables", "csv", "sqlite", "nfo")


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the argument that chooses a format."""
    listed = "; ".join(f"{name}: {format_.help}" for name, format_ in FORMATS.items())
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="FORMAT",
        help=f"how to write it (default: by the ending of FILE, else jsonl). {listed}",
    )


def chosen(name: str | None, target: str | None) -> str:
    """Return the format that was named, or that the target's ending means; JSON Lines for streams and names without an ending.

    Raises:
        UsageError: the ending means none, or asks for a compressed file of a format that has its own compression.
    """
    packing = ending_of(target)
    path = PurePath(target or "")
    ending = (PurePath(path.stem) if packing else path).suffix.lower()
    if name is None:
        name = next((name for name, format_ in FORMATS.items() if ending in format_.endings), None)
    if name is None and (not (ending or packing) or is_stream(target)):
        name = "jsonl"
    if name is None:
        endings = ", ".join(ending for format_ in FORMATS.values() for ending in format_.endings)
        raise UsageError(
            f"no format has the ending {packing or ending}",
            where=target,
            todo=f"use one of {endings} (.jsonl and .json also with .gz or .zst), or name the format with --format",
        )
    if packing and name in WHOLE_FILES:
        raise UsageError(f"the format {name} is not written as {packing}", where=target, todo=f"leave {packing} out")
    return name


def open_writer(name: str, target: str | None, of: type[Described] = Record) -> Writer:
    """Return a writer for a `with` block: the output is in its place when the block ends well, and not at all otherwise.

    Args:
        name: the format's.
        target: the file to write, or the folder for `csv`; None is standard output, which
            `parquet`, `parquet-tables`, `csv`, `sqlite` and `nfo` do not take.
        of: what will be written, records or merged films.

    Raises:
        UsageError: there is no such format, it needs an extra that is not installed, or a target.
        OutputError: the target cannot be written to.
    """
    if name not in FORMATS:
        raise UsageError(f"no such format: {name}", todo=f"choose among {', '.join(FORMATS)}")
    if name in WHOLE_FILES and is_stream(target):
        what = "standard output" if target is None or descriptor_of(target) == 1 else "a device or pipe"
        raise UsageError(f"the format {name} cannot go to {what}", todo="name a file with -o")
    module = importlib.import_module(f"filmdig.output.{FORMATS[name].module}")
    writer: Writer = module.Writer(target, of)
    return writer


def summary_of(writer: Writer) -> list[str]:
    """Return what a writer has to say of what it wrote and left out, a line each."""
    said: list[str] = getattr(writer, "summary", list)()
    return said


class Lines:
    """Takes records as lines of JSON, as workers send them, and hands them to a writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, lines: bytes) -> None:
        """Add the records of some whole lines."""
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
