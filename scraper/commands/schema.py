"""The command `filmdig schema`."""

from __future__ import annotations

import argparse
import sys

from filmdig.output.schema import as_text, schema_text

NAME = "schema"
HELP = """\
Print the JSON Schema (draft 2020-12) of records, merged films, run summaries
or layout files.

example:
  filmdig schema > record.schema.json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    of = parser.add_mutually_exclusive_group().add_argument
    of("--merged", action="store_true", help="the schema of the films written by `filmdig merge`")
    of("--layout", action="store_true", help="the schema of the layout files written by `filmdig learn`")
    of("--summary", action="store_true", help="the schema of the summary.json written by `filmdig extract`")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    if options.summary:
        from filmdig.scraper.extraction.summary import summary_schema  # imports everything that a run needs

        sys.stdout.write(as_text(summary_schema()))
    elif options.layout:
        from filmdig.parsers.learning.layout_file import json_schema

        sys.stdout.write(as_text(json_schema()))
    else:
        sys.stdout.write(schema_text(of_merged=options.merged))
    return 0
