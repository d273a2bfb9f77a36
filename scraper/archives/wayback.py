"""The Internet Archive's Wayback Machine, through the ``wayback`` package."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import wayback
from wayback.exceptions import BlockedByRobotsError, BlockedSiteError, WaybackException

from filmdig.parsers.record.errors import LimitError
from filmdig.scraper.archives import cdxtext
from filmdig.scraper.archives.limiter import StoppedError
from filmdig.scraper.archives.selection import CaptureFailedError, Entry, Fault, Fetched, Mark, Query, phrase
from filmdig.scraper.archives.session import PoliteSession

#: How far in time the delivered capture may be from the requested one: any distance, since both times are recorded.
ANY_TIME = timedelta(days=366 * 100)


class Wayback:
    """The Wayback Machine.

    Args:
        session: its limits and retries replace those of the ``wayback`` package.
    """

    name = "web.archive.org"
    # A response takes a second or two, and the limit is eight requests per second.
    at_once = 4

    def __init__(self, session: PoliteSession) -> None:
        self._session = session
        self._client = wayback.WaybackClient(session)

    def find(self, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
        """Yield the index's entries for a query, each address's captures by time.

        Raises:
            ArchiveError: the index cannot be read.
        """
        yield from cdxtext.entries(self._session, query, resume)

    def get(self, entry: Entry) -> Fetched:
        """Return a capture.

        Raises:
            CaptureFailedError: this capture is not available.
            ArchiveError: the archive cannot be reached.
        """
        try:
            memento = self._client.get_memento(
                entry.url, entry.timestamp, exact=False, exact_redirects=True, target_window=ANY_TIME, follow_redirects=False
            )
        except StoppedError:
            raise
        except (WaybackException, LimitError) as error:
            raise CaptureFailedError(_reason(error), where=entry.address) from error
        except ValueError as error:
            # Raised if a redirect leads to an address that the package does not recognise.
            raise CaptureFailedError(
                f"the archive redirected to something that is not a capture ({error})", where=entry.address
            ) from error
        return Fetched(
            url=memento.url,
            timestamp=f"{memento.timestamp:%Y%m%d%H%M%S}",
            status=memento.status_code,
            reason=phrase(memento.status_code),
            headers=tuple(memento.headers.items()),
            body=memento.content,
            source=memento.memento_url,
            via=" ".join(memento.debug_history) or None,
        )


def _reason(error: Exception) -> str:
    if isinstance(error, BlockedSiteError):
        return "the archive withholds this capture: the site's owner requested it"
    if isinstance(error, BlockedByRobotsError):
        return "the archive withholds this capture: the site's robots.txt forbids it"
    return str(error)
