"""Turns that all processes of one user share: files in the user's cache, one for each pool of an archive's limit."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

_LOG = logging.getLogger("filmdig")

#: Seconds. A time further ahead than this is of a clock that began again (the machine was restarted): it is ignored.
FARTHEST = 4000.0


def cache_folder() -> Path:
    """Return the user's cache of filmdig: ``$XDG_CACHE_HOME/filmdig`` or ``~/.cache/filmdig``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "filmdig"  # noqa: PTH111 -- Path.home() raises without a home


class SharedTurns:
    """When a pool may be asked next, kept where other processes of the user see it.

    Times are those of the system's monotonic clock, which all processes of a machine share.

    Args:
        folder: where the files are; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unusable = False

    def take(self, pool: str, now: float, interval: float) -> float:
        """Return the next free moment of a pool, and reserve it.

        Args:
            pool: a limit's name, such as ``web.archive.org index``.
            now: the time, in seconds.
            interval: seconds until the moment after.
        """
        with self._open(pool) as state:
            turn = max(now, _near(state.get("next"), now))
            state["next"] = turn + interval
        return turn

    def pause(self, host: str, now: float, until: float) -> None:
        """Let no process ask a host before a moment."""
        with self._open(host) as state:
            state["paused_until"] = max(until, _near(state.get("paused_until"), now))

    def paused_until(self, host: str, now: float) -> float:
        """Return the moment before which a host is not to be asked; 0 where there is none."""
        with self._open(host) as state:
            return _near(state.get("paused_until"), now)

    @contextlib.contextmanager
    def _open(self, name: str) -> Iterator[dict[str, Any]]:
        """Give a pool's state to the block, and write back what it made of it, while no other process can."""
        state: dict[str, Any] = {}
        if fcntl is None or self._unusable:
            yield state
            return
        path = self._folder / f"{re.sub(r'[^a-z0-9.-]', '-', name.lower())[:100]}.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+", encoding="utf-8")
        except OSError as error:
            self._unusable = True
            _LOG.warning("%s cannot be used (%s): other runs of yours do not share this one's limits", path, error.strerror)
            yield state
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                read = json.load(file)
            except ValueError:  # new, or cut by a crash
                read = {}
            state.update(read if isinstance(read, dict) else {})
            before = dict(state)
            yield state
            if state != before:
                file.seek(0)
                file.truncate()
                json.dump(state, file)


def _near(value: object, now: float) -> float:
    return float(value) if isinstance(value, int | float) and value < now + FARTHEST else 0.0
