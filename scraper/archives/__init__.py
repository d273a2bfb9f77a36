"""Archives on the web, one file each; each writes a WARC.

What needs an HTTP client is imported where it is used: runs over files on disk do without it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from filmdig.parsers.record.errors import UsageError
from filmdig.scraper.archives.selection import Query, web_url
from filmdig.scraper.archives.turns import cache_folder

if TYPE_CHECKING:
    from filmdig.scraper.archives.fetching import Progress, Summary
    from filmdig.scraper.archives.selection import Archive
    from filmdig.scraper.archives.session import PoliteSession


class WebSource(msgspec.Struct, frozen=True):
    """A page in an archive on the web, given as a source of records.

    Attributes:
        archive: as `archive_named` takes it.
        url: the page's address on the live web.
    """

    archive: str
    url: str


def archive_named(name: str, session: PoliteSession) -> Archive:
    """Return the archive of a name as ``--archive`` takes it.

    Args:
        name: ``wayback``, ``commoncrawl``, ``commoncrawl:CC-MAIN-2014-23``, ``memento:BASE``, ``aggregator:BASE`` or
            ``aggregator:BASE,HOST,HOST``.
        session: what it asks through.

    Raises:
        UsageError: there is no such archive.
    """
    kind, _, rest = name.partition(":")
    if kind == "wayback" and not rest:
        from filmdig.scraper.archives.wayback import Wayback

        return Wayback(session)
    if kind == "commoncrawl":
        from filmdig.scraper.archives.commoncrawl import CommonCrawl

        return CommonCrawl(session, rest or None)
    if kind == "memento" and rest:
        from filmdig.scraper.archives.memento import Memento

        return Memento(rest, session)
    if kind == "aggregator" and rest:
        from filmdig.scraper.archives.aggregator import Aggregator

        base, *hosts = rest.split(",")
        return Aggregator(base, tuple(hosts), session)
    raise UsageError("no such archive", where=name, todo="wayback, commoncrawl, memento:BASE and aggregator:BASE are known")


def parse_source(source: str) -> WebSource | None:
    """Read a source such as ``wayback:URL``, ``commoncrawl:URL``, ``commoncrawl:CC-MAIN-2014-23|URL``, ``memento:BASE|URL`` or
    ``aggregator:BASE,HOST|URL``.

    Returns:
        The page and its archive; None where the source is of no such form, or is a file that is there.

    Raises:
        UsageError: it names an archive, and what follows is no page's address.
    """
    found = re.match(r"(wayback|commoncrawl|memento|aggregator):(.*)", source, re.DOTALL)
    if found is None or os.path.lexists(source):
        return None
    kind, rest = found[1], found[2]
    of, bar, url = ("", "", rest) if kind == "wayback" else rest.partition("|")
    if not bar and kind == "commoncrawl":
        of, url = "", rest
    if not url or bool(of) != bool(bar):
        form = {"memento": "memento:BASE|URL", "aggregator": "aggregator:BASE,HOST|URL"}.get(kind, f"{kind}:URL")
        todo = f"give it as {form}"
        raise UsageError("not a page of an archive on the web", where=source, todo=todo)
    return WebSource(f"{kind}:{of}" if of else kind, web_url(url))


def cached(source: WebSource) -> Path:
    """Return the WARC in the user's cache that holds what was fetched for a source."""
    readable = re.sub(r"[^a-z0-9]+", "-", source.url.lower().split("://")[-1]).strip("-")[:60]
    digest = hashlib.sha256(f"{source.archive} {source.url}".encode()).hexdigest()[:12]
    return cache_folder() / f"{readable}-{digest}.warc.gz"


def fetch_to_warc(
    source: str, path: Path | None = None, *, session: PoliteSession | None = None, progress: Progress = lambda _: None
) -> tuple[Path, Summary]:
    """Fetch all captures of a page into a WARC, but for those that it holds already.

    Args:
        source: as `parse_source` takes it.
        path: the WARC; without it one in the user's cache, which later calls go on with.
        session: what archives are asked through; without it one whose contact is ``$FILMDIG_CONTACT``.
        progress: called after each capture, with the summary so far.

    Returns:
        The WARC, and what came of the fetch. An archive's fault is reported there and not raised.

    Raises:
        UsageError: the source is none, or the file cannot be written.
        SourceError: the file is damaged.
    """
    asked = parse_source(source)
    if asked is None:
        raise UsageError("not a page of an archive on the web", where=source, todo="give it as wayback:URL or memento:BASE|URL")
    from filmdig.scraper.archives.fetching import fetch
    from filmdig.scraper.archives.session import PoliteSession

    session = session or PoliteSession(contact=os.environ.get("FILMDIG_CONTACT"))
    archive = archive_named(asked.archive, session)
    path = path or cached(asked)
    return path, fetch(archive, [Query(url=asked.url)], path, user_agent=session.user_agent, progress=progress)


def fetched(
    sources: Iterable[str], came_of: Callable[[str, Path, Summary], None], *, session: PoliteSession | None = None
) -> Iterator[str]:
    """Yield sources as they are, but those on the web as the WARC that they were fetched to.

    Args:
        sources: files, folders, and pages of archives on the web.
        came_of: called for each fetch with the source, its WARC and what came of it.
        session: see `fetch_to_warc`.

    Raises:
        UsageError: a source on the web is badly written.
        SourceError: a cached WARC is damaged.
    """
    sources = list(sources)
    asked = {source for source in sources if parse_source(source) is not None}
    for source in sources:
        if source in asked:
            path, summary = fetch_to_warc(source, session=session)
            came_of(source, path, summary)
            yield str(path)
        else:
            yield source
