"""`filmdig schema`."""

from __future__ import annotations

import argparse
import sys

from output.schema import schema_text

NAME = "schema"
HELP = "Print the JSON Schema (draft 2020-12) that every record keeps to."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(schema_text())
    return 0
