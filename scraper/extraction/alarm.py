"""Alarms for unattended runs: conditions on a run's counts that give it an exit status of their own."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.extraction.tally import Tally

_CONDITION = re.compile(r"\s*+([a-z][a-z0-9_]*+)\s*+(<=|>=|==|!=|<|>)\s*+(\d{1,12}(?:\.\d{1,6})?)\s*+(%?)\s*+")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_TODO = "write a count, a comparison and a number, such as 'layout_unknown>5%', 'quarantined>0' or 'pages<1000'"


class Alarm(msgspec.Struct, frozen=True):
    """A condition on one count of a run.

    Attributes:
        text: the condition as it was given.
        name: the count's.
        compared: ``<``, ``<=``, ``>``, ``>=``, ``==`` or ``!=``.
        number: what it is compared with.
        share: whether the number is a percentage of all pages, those without a record included.
    """

    text: str
    name: str
    compared: str
    number: float
    share: bool

    def raised_by(self, tally: Tally) -> str | None:
        """Return what is wrong where the condition holds of a run's counts; None where it does not."""
        counts = counts_of(tally)
        count = counts.get(self.name, 0)
        pages = tally.pages + sum(tally.quarantined.values())
        value: float = count
        if self.share:
            value = 100 * count / pages if pages else 100.0 * bool(count)
        if not _COMPARED[self.compared](value, self.number):
            return None
        share = f" of {pages:,} pages ({value:.4g} %)" if self.share else ""
        return f"{self.text}: {self.name} is {count:,}{share}"


def alarm(text: str) -> Alarm:
    """Read a condition as ``--fail-if`` takes it.

    Raises:
        UsageError: it is none.
    """
    found = _CONDITION.fullmatch(text)
    if not found:
        raise UsageError("not a condition", where=f"--fail-if {text}", todo=_TODO)
    return Alarm(text, found[1], found[2], float(found[3]), bool(found[4]))


def counts_of(tally: Tally) -> dict[str, int]:
    """Return every count that a condition can name.

    These are ``pages``, ``cuts_repaired``, ``cuts_open``, ``skipped``, ``quarantined``, ``damage``, ``lost`` (bytes), ``generic``
    (pages of no known site), each issue by its code, each reason of the quarantine, and each kind of page as ``kind_film``.
    """
    generic = sum(layouts["generic"].pages for layouts in tally.sites.values() if "generic" in layouts)
    return {
        **tally.issues,
        **tally.quarantined,
        **{f"kind_{kind}": count for kind, count in tally.kinds.items()},
        "pages": tally.pages,
        "cuts_repaired": tally.repaired,
        "cuts_open": tally.open,
        "skipped": sum(tally.skipped.values()),
        "quarantined": sum(tally.quarantined.values()),
        "damage": sum(tally.damage.values()),
        "lost": tally.lost,
        "generic": generic,
    }
