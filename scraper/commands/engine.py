"""The options that choose a command's engine: local processes or a Spark cluster."""

from __future__ import annotations

import argparse

from filmdig.parsers.record.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser | argparse._ArgumentGroup, condition: str) -> None:
    """Declare the arguments that choose the engine.

    Args:
        parser: the parser or group to add them to.
        condition: the requirement of the cluster, for the help.
    """
    add = parser.add_argument
    add("--engine", choices=("local", "spark"), default="local", help=f"spark: run on a cluster, {condition} (default: local)")
    add("--master", metavar="URL", help="the cluster of --engine spark: spark://HOST:7077, yarn, local[*]")


def check(options: argparse.Namespace) -> None:
    """Check that the options are consistent.

    Raises:
        UsageError: a cluster is given for the local engine.
    """
    if options.master and options.engine != "spark":
        raise UsageError("--master is for --engine spark", todo="give both, or neither")
