"""`filmdig schema`."""

from __future__ import annotations

import argparse
import sys

from filmdig.output.schema import schema_text

NAME = "schema"
HELP = "Print the JSON Schema (draft 2020-12) that every record keeps to, or every merged film."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--merged", action="store_true", help="the schema of the films that `filmdig merge` writes")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(schema_text(of_merged=options.merged))
    return 0
