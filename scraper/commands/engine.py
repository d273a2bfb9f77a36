"""Which engine runs a command: this machine's processes, or a Spark cluster."""

from __future__ import annotations

import argparse

from filmdig.parsers.record.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup, condition: str) -> None:
    """Declare the arguments that choose the engine.

    Args:
        parser: where they go.
        condition: what the cluster asks for, as the help says it.
    """
    add = parser.add_argument
    add("--engine", choices=("local", "spark"), default="local", help=f"spark: on a cluster, {condition} (default: local)")
    add("--master", metavar="URL", help="the cluster, for --engine spark: spark://HOST:7077, yarn, local[*]")


def check(options: argparse.Namespace) -> None:
    """Say what is wrong with them.

    Raises:
        UsageError: a cluster for the local engine.
    """
    if options.master and options.engine != "spark":
        raise UsageError("--master is for --engine spark", todo="give both, or neither")
