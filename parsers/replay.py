"""Undo what an archive's replay added to a page."""

from __future__ import annotations

import msgspec


class Replayed(msgspec.Struct, frozen=True):
    """A page's text without its replay's additions, and what they told."""

    text: str
    url: str | None = None
    captured_at: str | None = None
    replay_url: str | None = None
    archive: str | None = None
    marks: tuple[str, ...] = ()


def undo_replay(text: str) -> Replayed:
    """The text as it is: nothing known was added."""
    return Replayed(text)
