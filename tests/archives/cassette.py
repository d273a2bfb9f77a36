"""Cassettes of archives' dialects, of made-up pages.

No live archive was used: each is a recording of a server of these tests, and its head names what that imitates and where
the dialect is described. `python -m tests.archives.cassette` records them again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import vcr

from filmdig.scraper.archives.commoncrawl import CommonCrawl
from filmdig.scraper.archives.fetching import Summary, fetch
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.session import PoliteSession
from filmdig.scraper.archives.wayback import Wayback
from tests.archives import servers
from tests.archives.holdings import HOST
from tests.archives.servers import Answers, Archive, CommonCrawlDialect, WaybackDialect, serving, session

FOLDER = Path(__file__).parent / "cassettes"
QUERIES = (Query(url=f"{HOST}/title/1962"), Query(url=f"{HOST}/old", all_kinds=True), Query(url=f"{HOST}/title/1987"))


def wayback(asking: PoliteSession, path: Path) -> Summary:
    archive = Wayback(asking)
    archive.at_once = 1  # requests in one order
    return fetch(archive, QUERIES, path, user_agent="filmdig/test")


def commoncrawl(asking: PoliteSession, path: Path) -> Summary:
    return fetch(CommonCrawl(asking), QUERIES, path, user_agent="filmdig/test")


def blocked(server: Archive) -> None:
    """The index of 2026 refuses a site in a header without a body; playback turns all requests away from the third on."""
    refusal = "AdministrativeAccessControlException: Blocked Site Error"
    server.faults.append(("title%2F1987", lambda answers: answers.send(403, X_Archive_Wayback_Runtime_Error=refusal)))
    server.faults += [("/web/2009", servers.status(403)), ("/web/2011", servers.status(403))]


def in_arc_files(server: Archive) -> None:
    """The crawls of 2008 and 2009 are ARC files."""
    server.arc_years = {"2008", "2009"}


#: The requests after the first capture, in order: three more captures, and the indexes of two more addresses.
_AFTER = ("20080329", "20090401", "2011", "%2Fold", "1987")


def turned_away(server: Archive) -> None:
    """All requests from the second capture on are turned away, each in another way."""
    server.page_size = 10
    challenge = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
    ways = [servers.status(code) for code in (401, 451, 498)]
    ways += [servers.status(200, body=challenge), servers.status(403, body=challenge)]
    server.faults += zip(_AFTER, ways, strict=True)


def unwell(server: Archive) -> None:
    """Everything is answered with 504 from the second capture on."""
    server.page_size = 10
    server.faults += [(part, servers.status(504)) for part in _AFTER for _ in range(5)]


def too_many(server: Archive) -> None:
    """A 429 without Retry-After, and one more after the pause."""
    server.faults += [("/web/2009", servers.status(429)), ("/web/2009", servers.status(429))]


class FormerIndex(WaybackDialect):
    """The index before June 2026, as it answers `resolveRevisits`: three more columns, and revisits without a status."""

    def send(self, status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        """Send an answer, with those of the index in the old dialect."""
        super().send(status, _former(body) if self.path.startswith("/cdx/") else body, kind, **headers)


def _former(body: bytes) -> bytes:
    lines, seen = body.decode().split("\n"), set()
    for number, line in enumerate(lines):
        cells = line.split(" ")
        if len(cells) == 7:
            again = cells[5] in seen
            seen.add(cells[5])
            cells[3:5] = ["warc/revisit", "-"] if again else cells[3:5]
            lines[number] = " ".join([*cells, "679", "0", "made-up.warc.gz"] if again else [*cells, "-", "-", "-"])
    # A row that was cut by a fault of the index, as clients have seen.
    return "\n".join(["com,example,films)/title/1962 2008", *lines] if "1962 20080312" in lines[0] else lines).encode()


class Dialect(NamedTuple):
    """A cassette: the server that it is recorded from, the hosts that it names, and what it imitates."""

    server: type[Answers]
    hosts: tuple[str, ...]
    run: Callable[[PoliteSession, Path], Summary]
    head: str
    prepare: Callable[[Archive], None] = lambda _: None


_CDX_DOCS = "its README in the repository internetarchive/wayback, wayback-cdx-server"
_CC_DOCS = "pywb's documentation of its CDX server, and the indexes' own pages at index.commoncrawl.org"
DIALECTS = {
    "wayback": Dialect(
        WaybackDialect,
        ("web.archive.org",),
        wayback,
        f"The Wayback Machine's text index with resume keys, and playback with id_: {_CDX_DOCS}; replay headers as the wayback "
        "package's own cassettes hold them (edgi-govdata-archiving/wayback). The index as it is asked since June 2026: without "
        "resolveRevisits (edgi-govdata-archiving/web-monitoring-processing, pull request 940).",
    ),
    "wayback-blocked": Dialect(
        WaybackDialect,
        ("web.archive.org",),
        wayback,
        "Refusals of the Wayback Machine: of a site, in a header without a body (edgi-govdata-archiving/wayback, issue 34, of "
        "the index of 2026), and of a client, with a 403.",
        blocked,
    ),
    "wayback-former": Dialect(
        FormerIndex,
        ("web.archive.org",),
        wayback,
        f"The Wayback Machine's index before June 2026, with resolveRevisits: {_CDX_DOCS} (three more columns; a revisit has the "
        "type warc/revisit and no status); a row that is cut, as edgi-govdata-archiving/wayback's changelog has met them.",
    ),
    "wayback-turned-away": Dialect(
        WaybackDialect,
        ("web.archive.org",),
        wayback,
        "The Wayback Machine, and networks before it, that turn a client away from its second capture on: 401, 451, 498, and "
        "challenge pages with 200 and 403, as Cloudflare's are titled (internetarchive/wayback, issue 274, on what blocks).",
        turned_away,
    ),
    "wayback-unwell": Dialect(
        WaybackDialect,
        ("web.archive.org",),
        wayback,
        "The Wayback Machine that answers 504 to everything: its own error, which has no Memento-Datetime "
        "(edgi-govdata-archiving/wayback, its list of statuses that are tried again).",
        unwell,
    ),
    "wayback-too-many": Dialect(
        WaybackDialect,
        ("web.archive.org",),
        wayback,
        "The Wayback Machine's 429 without Retry-After, a second time after a minute's pause (edgi-govdata-archiving/wayback, "
        "issue 137: the address is blocked for an hour, then for twice as long each time).",
        too_many,
    ),
    "commoncrawl": Dialect(
        CommonCrawlDialect,
        ("index.commoncrawl.org", "data.commoncrawl.org"),
        commoncrawl,
        f"Common Crawl's list of crawls, indexes in pages, and WARC records by range: {_CC_DOCS}.",
    ),
    "commoncrawl-arc": Dialect(
        CommonCrawlDialect,
        ("index.commoncrawl.org", "data.commoncrawl.org"),
        commoncrawl,
        "Common Crawl's crawls of 2008 to 2012: ARC records by range. ARC 1.0 as the Internet Archive describes it (archive.org, "
        f"ArcFileFormat). The rest: {_CC_DOCS}.",
        in_arc_files,
    ),
}


def player(base: str = "", hosts: tuple[str, ...] = (), **kwargs) -> vcr.VCR:
    """A VCR that writes the archive's name for loopback in its cassettes."""

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
    dialect = DIALECTS[name]
    path.unlink(missing_ok=True)
    with serving(dialect.server) as server, TemporaryDirectory() as folder:
        server.page_size = 3
        dialect.prepare(server)
        with player(server.base, dialect.hosts).use_cassette(str(path), record_mode="all"):
            dialect.run(session(*dialect.hosts, base=server.base), Path(folder) / "o.warc.gz")
    head = textwrap.fill(dialect.head, 120, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    path.write_text(f"{head}\n{path.read_text()}")


if __name__ == "__main__":
    for each in DIALECTS:
        record(each, FOLDER / f"{each}.yaml")
