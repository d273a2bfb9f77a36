"""The output formats, by name."""

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
    """An output format.

    Attributes:
        module: the module of its Writer, imported when it is used, because some need an extra.
        endings: the file extensions that select it when no format is named.
        help: a short description.
    """

    module: str
    endings: tuple[str, ...]
    help: str


FORMATS: dict[str, Format] = {
    "jsonl": Format("jsonl", (".jsonl", ".ndjson"), "one JSON object per line"),
    "json": Format("json_array", (".json",), "one JSON array"),
    "jsonld": Format("schema_org", (".jsonld",), "schema.org JSON-LD"),
    "parquet": Format("parquet", (".parquet",), "nested columns; needs the extra `parquet`"),
    "parquet-tables": Format("parquet_tables", (), "flat Parquet tables with a dataset card, in a folder"),
    "csv": Format("csv_tables", (".csv", ".zip"), "tables for spreadsheets, in a folder or a .zip"),
    "sqlite": Format("sqlite", (".sqlite", ".sqlite3", ".db"), "the same tables, with full-text search"),
    "scores": Format("score_history", (), "CSV of scores over time, one row per score and capture"),
    "text": Format("texts", (), "JSON Lines of texts with their source"),
    "quickstatements": Format("quickstatements", (), "scores as Wikidata commands, for films with a known item"),
    "nfo": Format("nfo", (), "a folder of files for Kodi and Jellyfin"),
}


#: Formats that must be written to a file or folder, and not to a stream.
WHOLE_FILES = ("parquet", "parquet-tables", "csv", "sqlite", "nfo")


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Declare the `--format` argument."""
    listed = "; ".join(f"{name}: {format_.help}" for name, format_ in FORMATS.items())
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        metavar="FORMAT",
        help=f"the output format (default: from FILE's extension, else jsonl). {listed}",
    )


def chosen(name: str | None, target: str | None) -> str:
    """Return the named format, or that of the target's extension; JSON Lines for streams and names without an extension.

    Raises:
        UsageError: the extension is unknown, or it asks for compression of a format that has its own or is not one stream.
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
        raise UsageError(f"the format {name} cannot be compressed as {packing}", where=target, todo=f"omit {packing}")
    return name


def open_writer(name: str, target: str | None, of: type[Described] = Record) -> Writer:
    """Return a writer, to be used in a `with` block: the output appears if the block ends without an error, and only then.

    Args:
        name: the name of the format.
        target: the file or folder to write; None is standard output, which is not possible for the formats in `WHOLE_FILES`.
        of: the type that will be written, records or merged films.

    Raises:
        UsageError: the format is unknown, needs an extra that is not installed, or needs a target.
        OutputError: the target cannot be written to.
    """
    if name not in FORMATS:
        raise UsageError(f"no such format: {name}", todo=f"choose one of {', '.join(FORMATS)}")
    if name in WHOLE_FILES and is_stream(target):
        what = "standard output" if target is None or descriptor_of(target) == 1 else "a device or pipe"
        raise UsageError(f"the format {name} cannot go to {what}", todo="name a file with -o")
    module = importlib.import_module(f"filmdig.output.{FORMATS[name].module}")
    writer: Writer = module.Writer(target, of)
    return writer


def summary_of(writer: Writer) -> list[str]:
    """Return the writer's summary of what it wrote and left out, in lines; most writers have none."""
    lines: list[str] = getattr(writer, "summary", list)()
    return lines


class Lines:
    """Passes records, given as lines of JSON by the workers, to a writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, lines: bytes) -> None:
        """Write the records of some complete lines."""
        for line in lines.splitlines():
            self._writer.write(from_json(line))


@contextmanager
def lines_to(name: str, target: str | None) -> Iterator[BinaryIO | Lines]:
    """Yield a file that takes lines of JSON and writes them in a format; JSON Lines are written unchanged.

    Raises:
        UsageError, OutputError: as for `open_writer`.
    """
    with open_writer(name, target) as writer:
        yield writer.file if isinstance(writer, jsonl.Writer) else Lines(writer)
