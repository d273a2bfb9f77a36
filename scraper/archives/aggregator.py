"""A Memento aggregator: it lists the captures of many archives, which are then fetched from these archives."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.memento import Memento, NoTimeMapError, replay_base
from filmdig.scraper.archives.selection import Entry, Fault, Fetched, Mark, Query
from filmdig.scraper.archives.session import PoliteSession


class Aggregator(Memento):
    """An aggregator such as MemGator or mementoweb.org's Time Travel, and the archives that the user allowed to fetch from.

    Args:
        base: the address before ``/timemap/link/URL``.
        hosts: the hosts of the archives to fetch from, with unusual ports; if empty, captures are only listed.
        session: the session for all requests.

    Raises:
        UsageError: the base is not an address.
    """

    def __init__(self, base: str, hosts: tuple[str, ...], session: PoliteSession) -> None:
        super().__init__(base, session)
        self._hosts = frozenset(host.strip().lower() for host in hosts if host.strip())

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield the captures of the query's address by time; if hosts were named, captures of other hosts have `elsewhere`.

        Raises:
            ArchiveError: the TimeMap cannot be read.
            UsageError: the query matches more than one address.
        """
        if query.match != "exact":
            raise UsageError(
                "an aggregator can only look up single addresses", where=f"--match {query.match}", todo="leave it out"
            )
        try:
            found = sorted(self._mementos(query), key=lambda entry: entry.timestamp)
        except NoTimeMapError:
            return
        for entry in found:
            yield entry if self._hosts else msgspec.structs.replace(entry, elsewhere=None)

    def get(self, entry: Entry) -> Fetched:
        """Return a capture from the archive that holds it.

        Raises:
            CaptureFailedError: this capture is not available.
            ArchiveError: the archive cannot be reached.
            StoppedError: the user did not name this archive.
        """
        if not self._same_host(entry.address):
            host = urlsplit(entry.address).netloc
            base = self.base.rstrip("/")
            raise StoppedError(
                "the archive that holds this capture was not named", where=entry.address, todo=f"give aggregator:{base},{host}"
            )
        return Memento(replay_base(entry.address), self._session).get(entry)

    def _same_host(self, address: str) -> bool:
        return super()._same_host(address) or urlsplit(address).netloc.lower() in self._hosts
