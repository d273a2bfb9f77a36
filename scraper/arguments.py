"""The command line's argument parser: help that fits 80 columns, suggestions for mistyped words, shell completion."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NoReturn

_WIDTH = 80
_BAD_USAGE = 2
_SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
# How a shell completes an argument, by its placeholder.
_FOLDER = {"DIR"}
_NO_FILE = {"URL", "TIME", "N", "S", "MB", "CONDITION", "SITE", "KIND", "NAME", "DATE", "WHERE", "ERA", "SHELL", "FORMAT"}


class Help(argparse.HelpFormatter):
    """Format help within 80 columns: paragraphs are wrapped, indented lines (examples) are kept."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=min(_WIDTH, shutil.get_terminal_size().columns))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _filled(text, width - len(indent)))


def _filled(text: str, width: int) -> Iterator[str]:
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        if paragraph and (not line.strip() or line.startswith("  ")):
            yield from textwrap.wrap(" ".join(paragraph), width, break_on_hyphens=False, break_long_words=False)
            paragraph = []
        if line.startswith("  ") or not line.strip():
            yield line
        else:
            paragraph.append(line.strip())


class Parser(argparse.ArgumentParser):
    """A parser whose errors suggest the option or choice that was probably meant.

    Attributes:
        known: the options of the sub-commands, because argparse reports their unknown options through the top parser.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(**{"formatter_class": Help, **options})  # type: ignore[arg-type]
        self.known: list[str] = []

    def error(self, message: str) -> NoReturn:
        """Print the usage and a one-line message, and exit with status 2."""
        self.print_usage(sys.stderr)
        self.exit(_BAD_USAGE, f"{self.prog}: error: {message}{self._suggestion(message)}\n")

    def _suggestion(self, message: str) -> str:
        if choice := re.search(r"\A(?:argument [^:]*+: )?invalid choice: '([^']+)' \(choose from (.*)\)", message):
            near = get_close_matches(choice[1], re.findall(r"[\w.-]+", choice[2]), 1)
        elif option := re.search(r"\Aunrecognized arguments: (?:.* )?(--[\w-]+)", message):
            near = get_close_matches(option[1], [*self.known, *self._option_string_actions], 1)
        else:
            near = []
        return f"; did you mean {near[0]}?" if near else ""


def add_completion(parser: argparse.ArgumentParser) -> None:
    """Declare the option that prints a shell's completion script."""
    listed = "print a completion script for a shell: " + ", ".join(_SHELLS)
    parser.add_argument("--print-completion", choices=_SHELLS, metavar="SHELL", action=_Completion, help=listed)


class _Completion(argparse.Action):
    """An action that prints the parser's completion script and exits, as `--help` does with the help."""

    def __call__(
        self, parser: argparse.ArgumentParser, _namespace: object, value: object, _option: str | None = None
    ) -> NoReturn:
        import shtab  # needed only here

        for subparser in parsers_of(parser):
            for action in subparser._actions:  # argparse has no public way to list them
                if not action.choices and not isinstance(action, _Completion) and (named := _metavar(action)):
                    action.complete = shtab.DIRECTORY if named in _FOLDER else shtab.FILE  # type: ignore[attr-defined]
        sys.stdout.write(shtab.complete(parser, shell=str(value)))
        parser.exit()


def _metavar(action: argparse.Action) -> str | None:
    """Return the placeholder of an argument that takes a file or folder; None for other arguments."""
    named = action.metavar if isinstance(action.metavar, str) else None
    return named if named and action.nargs != 0 and named not in _NO_FILE else None


def parsers_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and the parsers of its commands."""
    yield parser
    for action in parser._actions:  # argparse has no public list
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()
