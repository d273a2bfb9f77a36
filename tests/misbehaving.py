"""A site plugged in from outside, by the entry point that is there for it, whose layout does what its page tells it to."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

from parsers.layout import Layout
from parsers.page import Page
from parsers.record import Record

DISTRIBUTION = "misbehaving-1.0.dist-info"
FILES = {
    "METADATA": "Metadata-Version: 2.1\nName: misbehaving\nVersion: 1.0\n",
    "entry_points.txt": "[filmdig.sites]\nmisbehaving = tests.misbehaving\n",
}


class Misbehaving(Layout):
    """Pages with a <meta name="misbehave"> that says how."""

    site = "misbehaving"
    name = "only"
    marks = ("meta[name=misbehave]",)

    def read(self, page: Page, record: Record) -> None:
        """Do it."""
        how = page.html.partition('content="')[2].partition('"')[0]
        getattr(self, how)()

    def nothing(self) -> None:
        """Like any page."""

    def raises(self) -> None:
        raise ValueError("the page is upside down")

    def crashes(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def exits(self) -> None:
        sys.exit(3)

    def hangs(self) -> None:
        while True:
            pass

    def hangs_in_c(self) -> None:
        re.match(r"(a+)+$", "a" * 60 + "b")

    def waits(self) -> None:
        signal.pause()

    def eats_memory(self) -> None:
        eaten = []
        while True:
            eaten.append(bytearray(10_000_000))


PAGE = '<html><head><title>Page</title><meta name="misbehave" content="{how}"></head><body><p>Words.</p></body></html>'


def make_pages(folder: Path, hows: list[str]) -> Path:
    """A folder of such pages: 0000.html, 0001.html and so on."""
    folder.mkdir()
    for number, how in enumerate(hows):
        (folder / f"{number:04}.html").write_text(PAGE.format(how=how))
    return folder


def install(folder: Path) -> None:
    """Put what an installed distribution leaves behind into a folder, for PYTHONPATH."""
    distribution = folder / DISTRIBUTION
    distribution.mkdir(parents=True)
    for name, text in FILES.items():
        (distribution / name).write_text(text)
