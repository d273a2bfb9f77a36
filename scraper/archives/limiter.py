"""One limiter for all requests of a user: how often each archive may be asked, and when it must not be asked at all."""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from filmdig.parsers.record.errors import ArchiveError
from filmdig.scraper.archives.turns import SharedTurns, cache_folder

_LOG = logging.getLogger("filmdig")


class Limit(msgspec.Struct, frozen=True):
    """Requests that an archive counts together, and the seconds from one of them to the next."""

    pool: str
    seconds: float


#: By host, then by the path's beginning, the longest first.
#: web.archive.org: 80 % of its hard limits of 30 index and 600 playback requests a minute, the share that its staff asked
#: the ``wayback`` package to keep to (its release of June 2026). Index and TimeMaps count together (that package's pull
#: request 208, 2026), playback apart.
#: commoncrawl.org: one request a second is what its staff call polite.
LIMITS: dict[str, dict[str, Limit]] = {
    "web.archive.org": {"/cdx": Limit("index", 2.5), "/web/timemap": Limit("index", 2.5), "/": Limit("playback", 0.125)},
    "index.commoncrawl.org": {"/": Limit("all", 1.0)},
    "data.commoncrawl.org": {"/": Limit("all", 1.0)},
}

#: Any other archive. The strictest published limit of one is arquivo.pt's: 250 requests in 180 seconds.
OTHERS = {"/": Limit("all", 1.0)}

#: The user's own machine.
OWN = {"/": Limit("all", 0.0)}

#: How long a 429 without Retry-After stops everyone. web.archive.org sends none (seen 2023-11), and blocks the address for
#: an hour, then for twice as long each time, where its 429s are ignored for more than a minute.
PAUSE = 60.0

#: The shortest pause after a 429, whatever Retry-After says: 0 and past dates are sent.
SHORTEST_PAUSE = 5.0

#: Requests in a row that were turned away (`PoliteSession` knows by what), or that failed in every try, before the
#: archive is left alone.
TURNED_AWAY = 5

#: An archive that asks for a longer pause than this is left alone.
LONGEST_PAUSE = 600.0

#: Connections refused in a row that are taken for a ban.
REFUSALS = 3


#: How long an archive that ended a fetch is left alone, and how long a 429 is remembered: the shortest ban known is an hour.
REST = 3600.0


class StoppedError(ArchiveError):
    """An archive must not be asked again for now: whoever fetches from it ends."""


class Clock(Protocol):
    """What the limiter needs of time."""

    def now(self) -> float:
        """Return seconds since some fixed moment."""

    def sleep(self, seconds: float) -> None:
        """Return when the seconds have passed."""


class SystemClock:
    """The machine's own."""

    def now(self) -> float:
        """Return seconds since some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Return when the seconds have passed."""
        time.sleep(seconds)


def limits(host: str) -> dict[str, Limit]:
    """Return a host's limits, by the path's beginning."""
    if host in LIMITS:
        return LIMITS[host]
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = host == "localhost"
    return OWN if own else OTHERS


class Limiter:
    """Makes all threads of a process wait their turn, host by host, and the user's other processes with them.

    Args:
        clock: the time; tests give their own and never wait.
        turns: what is shared with other processes; None: nothing.
    """

    def __init__(self, clock: Clock | None = None, turns: SharedTurns | None = None) -> None:
        self._clock = clock or SystemClock()
        self._turns = turns
        self._lock = threading.Lock()
        self._next: dict[tuple[str, str], float] = {}
        self._paused_until: dict[str, float] = {}
        self._too_many_at: dict[str, float] = {}
        self._refused: dict[str, int] = {}
        self._turned_away: dict[str, int] = {}
        self._stopped: dict[str, tuple[StoppedError, float]] = {}

    def wait(self, url: str) -> float:
        """Return when the address may be asked, with the time of that moment.

        Raises:
            StoppedError: its host must not be asked again.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        table = limits(host)
        limit = table[max((p for p in table if parts.path.startswith(p)), key=len, default="/")]
        shared = self._turns if limit.seconds else None
        with self._lock:
            turn = max(self._clock.now(), self._next.get((host, limit.pool), 0.0))
            if shared:
                turn = shared.take(f"{host} {limit.pool}", turn, limit.seconds)
            self._next[host, limit.pool] = turn + limit.seconds
        while True:
            with self._lock:
                now = self._clock.now()
                stopped, until = self._stopped.get(host, (None, 0.0))
                if stopped and now < until:
                    raise stopped
                start = max(turn, self._paused_until.get(host, 0.0), shared.paused_until(host, now) if shared else 0.0)
                if start <= now:
                    return now
            self._clock.sleep(start - now)

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for some seconds.

        Raises:
            StoppedError: the pause is longer than a run should wait.
        """
        if seconds > LONGEST_PAUSE:
            self._stop(
                host,
                f"the archive asks for a pause of {seconds:.0f} seconds",
                "run the same command again after that time: it resumes",
            )
        with self._lock:
            now = self._clock.now()
            self._paused_until[host] = max(self._paused_until.get(host, 0.0), now + seconds)
            if self._turns and max(limit.seconds for limit in limits(host).values()):
                self._turns.pause(host, now, now + seconds)

    def too_many(self, host: str, asked_at: float, retry_after: float | None) -> None:
        """Take note of a 429: the first stops everyone for a while, the second for good.

        Args:
            host: who answered so.
            asked_at: when the request was sent; those that were under way when the first 429 came count with it.
            retry_after: seconds that the archive asks for.

        Raises:
            StoppedError: this was the second, or the archive asks for too long a pause.
        """
        with self._lock:
            now = self._clock.now()
            first = self._too_many_at.get(host)
            if first is None or now - first > REST:
                first = self._too_many_at[host] = now
            again = asked_at > first
        if again:
            self._stop(
                host,
                "the archive answered 429 (too many requests) a second time",
                "wait an hour, then run the same command again: it resumes",
            )
        seconds = PAUSE if retry_after is None else max(retry_after, SHORTEST_PAUSE)
        self.pause(host, seconds)
        _LOG.warning("%s answered 429 (too many requests): pausing all requests to it for %.0f seconds", host, seconds)

    def refused(self, host: str) -> None:
        """Take note of a refused or unanswered connection.

        Raises:
            StoppedError: too many in a row.
        """
        with self._lock:
            self._refused[host] = self._refused.get(host, 0) + 1
            banned = self._refused[host] >= REFUSALS
        if banned:
            what = f"{REFUSALS} connections in a row were refused: the archive is down, or has blocked this network address"
            self._stop(host, what, "check its address; wait an hour or more, then run the same command again: it resumes")

    def turned_away(self, host: str, how: str) -> None:
        """Take note of a request that the host turned away, or failed to serve in every try.

        Args:
            host: who answered so.
            how: what it answered.

        Raises:
            StoppedError: too many in a row.
        """
        with self._lock:
            self._turned_away[host] = self._turned_away.get(host, 0) + 1
            blocked = self._turned_away[host] >= TURNED_AWAY
        if blocked:
            what = f"{TURNED_AWAY} requests in a row failed, the last with: {how}; it blocks this network address, or is down"
            self._stop(host, what, "wait an hour or more, then run the same command again: it resumes")

    def answered(self, host: str) -> None:
        """Take note that a host is there."""
        with self._lock:
            self._refused[host] = 0

    def served(self, host: str) -> None:
        """Take note that a host gave a proper answer: it blocks nobody."""
        with self._lock:
            self._turned_away[host] = 0

    def _stop(self, host: str, what: str, todo: str) -> None:
        stopped = StoppedError(what, where=host, todo=todo)
        with self._lock:
            self._stopped[host] = (stopped, self._clock.now() + REST)
            self._refused[host] = self._turned_away[host] = 0
        raise stopped


#: The one that every session of a process shares unless it is given another.
SHARED = Limiter(turns=SharedTurns(cache_folder() / "limits"))
