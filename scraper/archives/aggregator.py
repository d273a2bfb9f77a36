"""A Memento aggregator: it tells which archives hold an address, and what they hold is had from them."""

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
    """An aggregator such as MemGator or mementoweb.org's Time Travel, and the archives that the user named to fetch from.

    Args:
        base: the address before ``/timemap/link/URL``.
        hosts: the archives that may be asked, each with its port where that is not the usual one; none: captures are only listed.
        session: limits, retries and bounds.

    Raises:
        UsageError: the base is no address.
    """

    def __init__(self, base: str, hosts: tuple[str, ...], session: PoliteSession) -> None:
        super().__init__(base, session)
        self._hosts = frozenset(host.strip().lower() for host in hosts if host.strip())

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield what the archives hold of the query's address, by time; with hosts named, the others' captures have `elsewhere`.

        Raises:
            ArchiveError: the TimeMap cannot be read.
            UsageError: more than one address is asked for.
        """
        if query.match != "exact":
            raise UsageError("an aggregator knows single addresses", where=f"--match {query.match}", todo="leave it out")
        try:
            found = sorted(self._mementos(query), key=lambda entry: entry.timestamp)
        except NoTimeMapError:
            return
        for entry in found:
            yield entry if self._hosts else msgspec.structs.replace(entry, elsewhere=None)

    def get(self, entry: Entry) -> Fetched:
        """Return a capture from the archive that holds it.

        Raises:
            CaptureFailedError: this one cannot be had.
            ArchiveError: the archive cannot be reached.
            StoppedError: the user named no archive to fetch from, or not this one.
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
