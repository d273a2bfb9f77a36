"""Open a written page in the user's browser."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

from filmdig.output.streams import is_stream
from filmdig.parsers.record.errors import UsageError


def check_open(asked: bool, option: str, path: str | None) -> None:
    """Check that `--open` has a file to open.

    Raises:
        UsageError: no output is named, or it is standard output or a device.
    """
    if asked and (path is None or is_stream(path)):
        raise UsageError("there is no file to open", where="--open", todo=f"name one with {option}")


def open_page(path: str) -> None:
    """Open a file in the browser; print its address if no browser can be started."""
    address = Path(path).resolve().as_uri()
    if not webbrowser.open(address):
        sys.stderr.write(f"filmdig: no browser could be started: open {address}\n")
