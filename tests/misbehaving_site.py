"""A plug-in site, installed by an entry point, whose layout misbehaves as its page tells it to."""

from __future__ import annotations

import os
import re
import signal
import sys

from filmdig.parsers.layouts.layout import Layout
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Record


class Misbehaving(Layout):
    """Pages with a <meta name="misbehave">, whose content is the kind of misbehaviour."""

    site = "misbehaving"
    name = "only"
    marks = ("meta[name=misbehave]",)

    def read(self, page: Page, record: Record) -> None:
        """Misbehave as the page tells."""
        how = page.html.partition('content="')[2].partition('"')[0]
        getattr(self, how)()

    def nothing(self) -> None:
        """Do nothing, as for an ordinary page."""

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
