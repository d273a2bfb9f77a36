"""A limiter shared by all of a user's requests: how often each archive may be asked, and when to stop asking it."""

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
    """A pool of requests that an archive counts together, and the seconds between two of them."""

    pool: str
    seconds: float


#: By host, then by the path's prefix; the longest prefix applies.
#: web.archive.org: 80 % of its hard limits of 30 index and 600 playback requests per minute, as its staff asked of the
#: ``wayback`` package (its release of June 2026). The index and TimeMaps count together (that package's pull request 208,
#: 2026), playback separately.
#: commoncrawl.org: its staff call one request per second polite.
LIMITS: dict[str, dict[str, Limit]] = {
    "web.archive.org": {"/cdx": Limit("index", 2.5), "/web/timemap": Limit("index", 2.5), "/": Limit("playback", 0.125)},
    "index.commoncrawl.org": {"/": Limit("all", 1.0)},
    "data.commoncrawl.org": {"/": Limit("all", 1.0)},
}

#: Any other archive. The strictest published limit is arquivo.pt's: 250 requests in 180 seconds.
OTHERS = {"/": Limit("all", 1.0)}

#: The user's own machine.
OWN = {"/": Limit("all", 0.0)}

#: Seconds that a 429 without Retry-After pauses all requests. web.archive.org sends no Retry-After (seen 2023-11). If its 429s
#: are ignored for more than a minute, it blocks the network address for an hour, then twice as long each time.
PAUSE = 60.0

#: The shortest pause after a 429, since some archives send 0 or past dates as Retry-After.
SHORTEST_PAUSE = 5.0

#: How many requests in a row may be turned away (see `PoliteSession`), or fail in every try, before the archive is left alone.
TURNED_AWAY = 5

#: An archive that asks for a longer pause than this is left alone.
LONGEST_PAUSE = 600.0

#: How many connections in a row may be refused before it is taken for a ban.
REFUSALS = 3


#: Seconds for which an archive that ended a fetch is left alone, and a 429 is remembered: the shortest known ban is an hour.
REST = 3600.0


class StoppedError(ArchiveError):
    """No more requests may be sent to an archive for now: the fetch ends."""


class Clock(Protocol):
    """The clock that the limiter uses."""

    def now(self) -> float:
        """Return the seconds since a fixed moment."""

    def sleep(self, seconds: float) -> None:
        """Sleep for some seconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the seconds since a fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep for some seconds."""
        time.sleep(seconds)


def limits(host: str) -> dict[str, Limit]:
    """Return a host's limits by path prefix."""
    if host in LIMITS:
        return LIMITS[host]
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = host == "localhost"
    return OWN if own else OTHERS


class Limiter:
    """Makes the threads of a process, and the user's other processes, wait for their turn at each host.

    Args:
        clock: the clock; tests pass one that does not wait.
        turns: the turns shared with other processes; None to share nothing.
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
        """Wait until an address may be requested; return the time.

        Raises:
            StoppedError: no more requests may be sent to its host.
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
        """Pause all requests to a host for some seconds.

        Raises:
            StoppedError: the pause is longer than `LONGEST_PAUSE`.
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
        """Record a 429: the first pauses all requests, the second ends the fetch.

        Args:
            host: the host that answered.
            asked_at: when the request was sent; requests already sent when the first 429 arrived count with it.
            retry_after: the seconds that the archive asks to wait.

        Raises:
            StoppedError: this was the second 429, or the archive asks for too long a pause.
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
        """Record a refused or unanswered connection.

        Raises:
            StoppedError: there were too many in a row.
        """
        with self._lock:
            self._refused[host] = self._refused.get(host, 0) + 1
            banned = self._refused[host] >= REFUSALS
        if banned:
            what = f"{REFUSALS} connections in a row were refused: the archive is down, or has blocked this network address"
            self._stop(host, what, "check its address; wait an hour or more, then run the same command again: it resumes")

    def turned_away(self, host: str, how: str) -> None:
        """Record a request that the host turned away, or failed to serve in every try.

        Args:
            host: the host that answered.
            how: what it answered.

        Raises:
            StoppedError: there were too many in a row.
        """
        with self._lock:
            self._turned_away[host] = self._turned_away.get(host, 0) + 1
            blocked = self._turned_away[host] >= TURNED_AWAY
        if blocked:
            what = f"{TURNED_AWAY} requests in a row failed, the last with: {how}; it blocks this network address, or is down"
            self._stop(host, what, "wait an hour or more, then run the same command again: it resumes")

    def answered(self, host: str) -> None:
        """Record that a host answered."""
        with self._lock:
            self._refused[host] = 0

    def served(self, host: str) -> None:
        """Record that a host gave a normal answer, and so does not block this network address."""
        with self._lock:
            self._turned_away[host] = 0

    def _stop(self, host: str, what: str, todo: str) -> None:
        stopped = StoppedError(what, where=host, todo=todo)
        with self._lock:
            self._stopped[host] = (stopped, self._clock.now() + REST)
            self._refused[host] = self._turned_away[host] = 0
        raise stopped


#: The limiter that all sessions of a process share by default.
SHARED = Limiter(turns=SharedTurns(cache_folder() / "limits"))
