"""The generic reader's way through a page: the gate, the witnesses, what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from filmdig.parsers.generic.evidence import Evidence
from filmdig.parsers.generic.gate import gate
from filmdig.parsers.generic.settle import Settled, settle
from filmdig.parsers.generic.statement import Statement
from filmdig.parsers.generic.witnesses.comments import comments
from filmdig.parsers.generic.witnesses.factline import factline
from filmdig.parsers.generic.witnesses.headings import headings
from filmdig.parsers.generic.witnesses.labelled import labelled
from filmdig.parsers.generic.witnesses.ratings import ratings
from filmdig.parsers.generic.witnesses.reviews import reviews
from filmdig.parsers.generic.witnesses.structured import structured
from filmdig.parsers.generic.witnesses.texts import texts
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import Record

Witness = Callable[[Evidence], Iterator[Statement]]

WITNESSES: tuple[Witness, ...] = (headings, labelled, factline, structured, texts, ratings, reviews, comments)
"""Every witness, asked in this order."""


def read_generic(page: Page, record: Record) -> dict[str, Settled]:
    """Fill the record with what the page plainly states of a film, a series or a person.

    Returns:
        what came of each field, with all statements, for `explain`.
    """
    verdict = gate(page)
    record.page.kind, record.page.layout_evidence = verdict.kind, verdict.evidence
    if verdict.kind == "unknown":
        return {}
    evidence = Evidence(page, verdict.kind)
    statements: list[Statement] = []
    for witness in WITNESSES:
        try:
            statements += witness(evidence)
        except Exception as error:  # noqa: BLE001 - a page is hostile input: the failure is an issue, and costs this witness alone
            page.note("witness_failed", f"{witness.__module__.rpartition('.')[2]}: {type(error).__name__}: {error}")
    return settle(page, record, statements)
