"""The `filmdig` command. Its subcommands are modules in scraper/commands, imported only when called."""

from __future__ import annotations

import argparse
import importlib
import logging
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from filmdig.output.streams import leave_standard_output, take_standard_output
from filmdig.parsers.record.errors import FilmdigError
from filmdig.scraper.arguments import Parser, add_completion
from filmdig.scraper.version import VERSION

#: Each command with its summary, in the order of the help. A command's module is scraper/commands/NAME.py, with _ for -.
COMMANDS = {
    "extract": "extract JSON records from archived pages",
    "fetch": "fetch captures from a web archive into a WARC file",
    "complete": "complete the cut texts and lists of records from an archive",
    "merge": "merge the page records of each film",
    "convert": "convert records to another format",
    "explain": "show how a page's record was made",
    "report": "write an HTML report of a run's records",
    "sites": "list the known sites and layouts",
    "learn": "learn a site's layouts from its pages, as files for extract",
    "new-site": "draft a site's module, fixtures and expected records from saved pages",
    "schema": "print the JSON Schema of the records",
}

INCOMPLETE = 1
BAD_USAGE = 2
INTERRUPTED = 128 + signal.SIGINT
BROKEN_PIPE = 128 + 13  # SIGPIPE, which some platforms do not define


class Command(Protocol):
    """The interface of each module in scraper/commands."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Run the command and return the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit status: 0 done; 1 done, with problems that were reported; 2 bad usage, or input that stopped the run; 3 an
        alarm of `extract --fail-if`; 130 interrupted; 141 the reader of standard output stopped.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        take_standard_output()
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        leave_standard_output()
        return BROKEN_PIPE
    except FilmdigError as error:
        return _failed(str(error), BAD_USAGE)
    except KeyboardInterrupt:
        return _failed("interrupted", INTERRUPTED)
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        return _failed(f"{error.strerror or error}{place}", BAD_USAGE)
    return status


def _run(arguments: Sequence[str]) -> int:
    try:
        options = _parser(arguments).parse_args(arguments)
    except SystemExit as end:  # also after --help and --version; their text is flushed by the caller
        return int(end.code or 0)
    # Broken plug-ins are reported below, so the library's own warnings are silenced.
    log = logging.getLogger("filmdig.plug_ins")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    status = int(options.command(options))
    choose = sys.modules.get("filmdig.parsers.choose")  # only loaded by commands that read pages
    broken = choose.broken_plug_ins if choose else []
    for plug_in in broken:
        print(f"filmdig: {plug_in}", file=sys.stderr)
    return status or (INCOMPLETE if broken else 0)


def _failed(what: str, status: int) -> int:
    """Print in one line why the command failed, after flushing what it has written."""
    try:
        sys.stdout.flush()
    except (OSError, FilmdigError):
        leave_standard_output()
    with suppress(OSError):  # standard error may be closed too
        print(f"filmdig: {what}", file=sys.stderr)
    return status


HELP = """\
Rescue film data from archived web pages as normalized JSON, with no text silently cut.

example:
  filmdig extract fixtures/flixster -o records.jsonl
  filmdig COMMAND --help

exit status: 0 done; 1 incomplete, for the reason printed; 2 bad usage, or nothing could be read or written; 3 an alarm of
`extract --fail-if`; 130 interrupted; 141 the reader of standard output stopped."""


def _parser(arguments: Sequence[str]) -> Parser:
    parser = Parser(prog="filmdig", description=HELP)
    parser.add_argument("--version", action="version", version=f"filmdig {VERSION}")
    add_completion(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    completing = any(argument.startswith("--print-c") for argument in arguments)
    called = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, summary in COMMANDS.items():
        subparser = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == called or completing:
            command = _command(name)
            subparser.description = command.HELP
            command.add_arguments(subparser)
            subparser.set_defaults(command=command.run)
            parser.known += subparser._option_string_actions  # argparse has no public way to list them
    return parser


def _command(name: str) -> Command:
    module: Command = importlib.import_module(f"filmdig.scraper.commands.{name.replace('-', '_')}")
    return module
