"""Comparison of groups of records in which an exception does not end the merge: the two groups are kept apart."""

from __future__ import annotations

from collections.abc import Callable

from filmdig.parsers.merging import evidence
from filmdig.parsers.merging.evidence import Group, Verdict


def compared(ours: Group, theirs: Group) -> Verdict:
    """Compare two groups. If that raises, the verdict keeps them apart as candidates and says why."""
    try:
        return evidence.compare(ours, theirs)
    except Exception as error:  # noqa: BLE001 - an odd record may raise anything
        return Verdict(score=1.0, refused=[_reason(error)])


def contradictions(ours: Group, theirs: Group, ask: Callable[[Group, Group], list[str]] = evidence.contradictions) -> list[str]:
    """Return what rules out that two groups are one film; an exception does too."""
    try:
        return ask(ours, theirs)
    except Exception as error:  # noqa: BLE001 - as above
        return [_reason(error)]


def _reason(error: Exception) -> str:
    return f"they cannot be compared: {type(error).__name__}: {error}"
