"""Cassettes of the Wayback Machine's and Common Crawl's dialects, of made-up pages.

`python -m tests.archives.cassette` records them anew from the servers of these tests.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import vcr

from filmdig.scraper.archives.commoncrawl import CommonCrawl
from filmdig.scraper.archives.fetching import Summary, fetch
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.session import PoliteSession
from filmdig.scraper.archives.wayback import Wayback
from tests.archives.holdings import HOST
from tests.archives.servers import CommonCrawlDialect, WaybackDialect, serving, session

FOLDER = Path(__file__).parent / "cassettes"
QUERIES = (Query(url=f"{HOST}/title/1962"), Query(url=f"{HOST}/old", all_kinds=True), Query(url=f"{HOST}/title/1987"))


def wayback(asking: PoliteSession, path: Path) -> Summary:
    archive = Wayback(asking)
    archive.at_once = 1  # requests in one order
    return fetch(archive, QUERIES, path, user_agent="filmdig/test")


def commoncrawl(asking: PoliteSession, path: Path) -> Summary:
    return fetch(CommonCrawl(asking), QUERIES, path, user_agent="filmdig/test")


DIALECTS = {
    "wayback": (WaybackDialect, ("web.archive.org",), wayback),
    "commoncrawl": (CommonCrawlDialect, ("index.commoncrawl.org", "data.commoncrawl.org"), commoncrawl),
}


def player(base: str = "", hosts: tuple[str, ...] = (), **kwargs) -> vcr.VCR:
    """A VCR in whose cassettes loopback goes by the name of the archive that it stood for."""

    def named(request):
        if base and request.uri.startswith(base):
            data = hosts[-1] if "/crawl-data/" in request.uri else hosts[0]
            request.uri = f"https://{data}{request.uri[len(base) :]}"
        return request

    made = vcr.VCR(before_record_request=named, filter_headers=["User-Agent"], **kwargs)
    made.register_matcher("range", lambda one, other: one.headers.get("Range") == other.headers.get("Range"))
    made.match_on = ["method", "uri", "range"]
    return made


def record(name: str, path: Path) -> None:
    """Record one dialect's cassette."""
    dialect, hosts, run = DIALECTS[name]
    with serving(dialect) as server, TemporaryDirectory() as folder:
        server.page_size = 3
        with player(server.base, hosts).use_cassette(str(path), record_mode="all"):
            run(session(*hosts, base=server.base), Path(folder) / "o.warc.gz")


if __name__ == "__main__":
    for each in DIALECTS:
        record(each, FOLDER / f"{each}.yaml")
