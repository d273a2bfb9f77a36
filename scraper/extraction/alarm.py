"""Alarms for unattended runs: conditions on a run's counts that set a separate exit status."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import get_args

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Kind
from filmdig.scraper.extraction.tally import Tally
from filmdig.scraper.extraction.worker import Reason

_CONDITION = re.compile(r"\s*+([a-z][a-z0-9_]*+)\s*+(<=|>=|==|!=|<|>)\s*+(\d{1,12}(?:\.\d{1,6})?)\s*+(%?)\s*+")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
#: The issue codes of docs/record.md, which a condition may name even if no page of the run has them.
ISSUE_CODES = (
    *("archive_page", "consent_wall", "digest_mismatch", "double_encoded", "empty", "encoding_doubtful"),
    *("encoding_repaired", "scripts_lost"),
    *("field_failed", "field_missing", "field_run_together", "json_broken", "json_unexpected"),
    *("layout_ambiguous", "layout_unknown", "length_mismatch", "microdata_broken", "page_empty"),
    *("page_too_large", "payload_damaged", "payload_truncated", "prose_broken", "rdfa_broken"),
    *("robot_check", "site_error", "text_unread", "value_implausible", "witness_failed"),
    *("witnesses_disagree",),
)
_TODO = "write a count, a comparison and a number, such as 'layout_unknown>5%', 'quarantined>0' or 'pages<1000'"


class Alarm(msgspec.Struct, frozen=True):
    """A condition on one count of a run.

    Attributes:
        text: the condition as given.
        name: the name of the count.
        compared: ``<``, ``<=``, ``>``, ``>=``, ``==`` or ``!=``.
        number: the number to compare with.
        share: whether the number is a percentage of all pages, including those without a record.
    """

    text: str
    name: str
    compared: str
    number: float
    share: bool

    def raised_by(self, tally: Tally) -> str | None:
        """Return a message if the condition holds for a run's counts; None otherwise."""
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
    """Parse a condition of ``--fail-if``.

    Raises:
        UsageError: the text is not a condition.
    """
    found = _CONDITION.fullmatch(text)
    if not found:
        raise UsageError("not a condition", where=f"--fail-if {text}", todo=_TODO)
    return Alarm(text, found[1], found[2], float(found[3]), bool(found[4]))


def unknown_name(one: Alarm, tally: Tally) -> str | None:
    """Return a message if a condition names no known count, so that it can never hold; None otherwise.

    Args:
        one: the condition.
        tally: the run's counts, which may include those of plug-ins or of a later version.
    """
    figures = {*counts_of(tally), *ISSUE_CODES, *get_args(Reason), *(f"kind_{kind}" for kind in get_args(Kind))}
    if one.name in figures:
        return None
    near = get_close_matches(one.name, sorted(figures), 1)
    return f"--fail-if {one.text}: there is no count named {one.name}" + (f"; did you mean {near[0]}?" if near else "")


def counts_of(tally: Tally) -> dict[str, int]:
    """Return every count that a condition can name.

    These are ``pages``, ``cuts_repaired``, ``cuts_open``, ``skipped``, ``quarantined``, ``damage``, ``lost`` (bytes), ``generic``
    (pages of unknown sites), each issue by its code, each reason of the quarantine, and each kind of page, as in ``kind_film``.
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
