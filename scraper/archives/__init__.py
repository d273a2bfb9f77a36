"""Archives on the web, one file each; captures are fetched into a WARC.

Modules that need an HTTP client are imported where they are used: runs over files on disk do not need one.
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
    """A page in an archive on the web, given as a source.

    Attributes:
        archive: the archive's name, as for `archive_named`.
        url: the page's address on the live web.
    """

    archive: str
    url: str


def archive_named(name: str, session: PoliteSession) -> Archive:
    """Return the archive with a name as given to ``--archive``.

    Args:
        name: ``wayback``, ``commoncrawl``, ``commoncrawl:CC-MAIN-2014-23``, ``memento:BASE``, ``aggregator:BASE`` or
            ``aggregator:BASE,HOST,HOST``.
        session: the session for all requests.

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
    raise UsageError("no such archive", where=name, todo="give wayback, commoncrawl, memento:BASE or aggregator:BASE")


def parse_source(source: str) -> WebSource | None:
    """Parse a source such as ``wayback:URL``, ``commoncrawl:URL``, ``commoncrawl:CC-MAIN-2014-23|URL``, ``memento:BASE|URL`` or
    ``aggregator:BASE,HOST|URL``.

    Returns:
        The page and its archive; None if the source has another form, or is an existing file.

    Raises:
        UsageError: the source names an archive, but not a page's address.
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
    """Return the path of a source's WARC in the user's cache."""
    readable = re.sub(r"[^a-z0-9]+", "-", source.url.lower().split("://")[-1]).strip("-")[:60]
    digest = hashlib.sha256(f"{source.archive} {source.url}".encode()).hexdigest()[:12]
    return cache_folder() / f"{readable}-{digest}.warc.gz"


def fetch_to_warc(
    source: str, path: Path | None = None, *, session: PoliteSession | None = None, progress: Progress = lambda _: None
) -> tuple[Path, Summary]:
    """Fetch all captures of a page into a WARC, except those that it already holds.

    Args:
        source: the source, as for `parse_source`.
        path: the WARC; by default one in the user's cache, which later calls add to.
        session: the session for all requests; by default one with the contact ``$FILMDIG_CONTACT``.
        progress: called after each capture with the summary so far.

    Returns:
        The WARC, and the result of the fetch. An archive's failures are in the result and are not raised.

    Raises:
        UsageError: the source is not a page of an archive, or the file cannot be written.
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
    sources: Iterable[str], on_fetched: Callable[[str, Path, Summary], None], *, session: PoliteSession | None = None
) -> Iterator[str]:
    """Yield local sources unchanged, and for each source on the web the WARC that it was fetched to.

    Args:
        sources: files, folders, and pages of archives on the web.
        on_fetched: called after each fetch with the source, its WARC and the result.
        session: see `fetch_to_warc`.

    Raises:
        UsageError: a source on the web is malformed.
        SourceError: a cached WARC is damaged.
    """
    sources = list(sources)
    asked = {source for source in sources if parse_source(source) is not None}
    for source in sources:
        if source in asked:
            path, summary = fetch_to_warc(source, session=session)
            on_fetched(source, path, summary)
            yield str(path)
        else:
            yield source
