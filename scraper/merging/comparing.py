"""Groups of records compared so that two which cannot be compared are two films, and the merge continues."""

from __future__ import annotations

from collections.abc import Callable

from filmdig.parsers.merging import evidence
from filmdig.parsers.merging.evidence import Group, Verdict


def compared(ours: Group, theirs: Group) -> Verdict:
    """Compare two groups; the verdict of what cannot be compared says so, and keeps the two apart as candidates."""
    try:
        return evidence.compare(ours, theirs)
    except Exception as error:  # noqa: BLE001 - whatever an odd record raises is a candidate that says why it is none
        return Verdict(score=1.0, refused=[_said(error)])


def contradictions(ours: Group, theirs: Group, ask: Callable[[Group, Group], list[str]] = evidence.contradictions) -> list[str]:
    """Return what rules out that two groups are one film: also that it cannot be found out."""
    try:
        return ask(ours, theirs)
    except Exception as error:  # noqa: BLE001 - as above
        return [_said(error)]


def _said(error: Exception) -> str:
    return f"they cannot be compared: {type(error).__name__}: {error}"
