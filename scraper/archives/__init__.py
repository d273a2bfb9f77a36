"""Archives on the web, one file each; each writes a WARC."""

from __future__ import annotations

from parsers.errors import UsageError
from scraper.archives.plan import Archive
from scraper.archives.session import PoliteSession


def archive_named(name: str, session: PoliteSession) -> Archive:
    """Return the archive of a name as ``--archive`` takes it.

    Args:
        name: ``wayback``, ``commoncrawl``, ``commoncrawl:CC-MAIN-2014-23`` or ``memento:BASE``.
        session: what it asks through.

    Raises:
        UsageError: there is no such archive.
    """
    # Each brings its own libraries: only the one that is asked for is loaded.
    kind, _, rest = name.partition(":")
    if kind == "wayback" and not rest:
        from scraper.archives.wayback import Wayback

        return Wayback(session)
    if kind == "commoncrawl":
        from scraper.archives.commoncrawl import CommonCrawl

        return CommonCrawl(session, rest or None)
    if kind == "memento" and rest:
        from scraper.archives.memento import Memento

        return Memento(rest, session)
    raise UsageError("no such archive", where=name, todo="wayback, commoncrawl and memento:BASE are known")
