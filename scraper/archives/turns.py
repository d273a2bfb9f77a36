"""Turns that all processes of a user share: files in the user's cache, one per pool of an archive's limit."""

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

#: Seconds. A stored time further ahead than this is from before a restart of the machine's clock, and is ignored.
FARTHEST = 4000.0


def cache_folder() -> Path:
    """Return filmdig's folder in the user's cache: ``$XDG_CACHE_HOME/filmdig`` or ``~/.cache/filmdig``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "filmdig"  # noqa: PTH111 -- Path.home() raises without a home


class SharedTurns:
    """When the next request of each pool may be sent, in files that the user's processes share.

    Times are from the system's monotonic clock, which all processes of a machine share.

    Args:
        folder: the folder of the files; created when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unusable = False

    def take(self, pool: str, now: float, interval: float) -> float:
        """Reserve and return a pool's next free time.

        Args:
            pool: the host and the pool's name, such as ``web.archive.org index``.
            now: the current time in seconds.
            interval: the seconds between two requests.
        """
        with self._open(pool) as state:
            turn = max(now, _near(state.get("next"), now))
            state["next"] = turn + interval
        return turn

    def pause(self, host: str, now: float, until: float) -> None:
        """Pause all processes' requests to a host until a given time."""
        with self._open(host) as state:
            state["paused_until"] = max(until, _near(state.get("paused_until"), now))

    def paused_until(self, host: str, now: float) -> float:
        """Return the time until which requests to a host are paused; 0 if they are not."""
        with self._open(host) as state:
            return _near(state.get("paused_until"), now)

    @contextlib.contextmanager
    def _open(self, name: str) -> Iterator[dict[str, Any]]:
        """Lock a pool's file, yield its state, and write the state back if it changed."""
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
            _LOG.warning("%s cannot be used (%s): rate limits are not shared with your other runs", path, error.strerror)
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
