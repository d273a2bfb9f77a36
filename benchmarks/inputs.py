"""Input for the benchmarks, as one WARC: real pages, or the fixtures' pages grown to the size of real pages."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from filmdig.parsers.choose import layouts
from filmdig.scraper.sources import Unit, captures

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
# The mean size of the corpus's pages: 134 KB.
GROWN_TO = 134_000
_FILLER = (
    b'<div class="padding"><ul><li><a href="/padding/%d" title="Padding">Padding %d</a> <span>words</span></li></ul></div>\n'
)


def pages() -> list[tuple[str, bytes]]:
    """Return (site, page) for every HTML page."""
    if CORPUS.is_dir():
        found = sorted(CORPUS.glob("*/*.html.gz"))
        return [(path.parent.name, gzip.decompress(path.read_bytes())) for path in found]
    found = sorted((ROOT / "fixtures").glob("*/*/*.html"))
    return [(path.parent.parent.name, grown(path.read_bytes())) for path in found]


CRAWL = {"other pages": 330, "films of unknown sites": 40, "films of known sites": 40}
"""How many pages of each sort a mixed crawl has."""


def mixed_crawl() -> list[tuple[str, str, bytes]]:
    """Return (sort, site, page) of a crawl: pages about anything, film pages of unknown sites, film pages of known sites.

    It is empty if there are no real pages.
    """
    generic = CORPUS.parent / "generic"
    if not generic.is_dir():
        return []
    films = [path for path in sorted((generic / "pages").glob("*/*.html.gz")) if not path.name.startswith("n_")]
    chosen = {
        "other pages": sorted((generic / "negatives").glob("*/*.gz")),
        "films of unknown sites": films[:: max(1, len(films) // 40)],
        "films of known sites": (known := sorted(CORPUS.glob("*/*.html.gz")))[:: len(known) // 40],
    }
    return [
        (
            sort,
            path.parent.name if sort == "films of known sites" else f"{path.parent.name}-{number}",
            gzip.decompress(path.read_bytes()),
        )
        for sort, paths in chosen.items()
        for number, path in enumerate(paths[: CRAWL[sort]])
    ]


def grown(page: bytes) -> bytes:
    """Return the page with plain markup appended until it has the size of real pages."""
    filler = b"".join(_FILLER % (number, number) for number in range((GROWN_TO - len(page)) // len(_FILLER)))
    head, body, tail = page.rpartition(b"</body>")
    return head + filler + body + tail if body else page + filler


def host_of(site: str) -> str:
    """Return a host of the site's pages, for the records of a crawl; an invented one if no layout names a host."""
    return next((host for layout in layouts() if layout.site == site for host in layout.hosts), f"{site}.example")


def page_of_2011() -> bytes:
    """Return a film page of Rotten Tomatoes of 2011."""
    real = CORPUS / "rottentomatoes" / "2011-10_pulp-fiction_film.html.gz"
    if real.exists():
        return gzip.decompress(real.read_bytes())
    return grown((ROOT / "fixtures" / "rottentomatoes" / "2011-2013" / "film-raw.html").read_bytes())


def write_warc(path: Path, given: list[tuple[str, bytes]]) -> list[int]:
    """Write (site, page) as responses of the sites' hosts, each gzipped, as in a crawl; return their offsets."""
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    places = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, (site, page) in enumerate(given):
            places.append(file.tell())
            record = writer.create_warc_record(
                f"http://{host_of(site)}/page-{number}", "response", payload=BytesIO(page), http_headers=head
            )
            writer.write_record(record)
    return places


def repeat_records(once: Path, warc: Path, count: int) -> None:
    """Write a WARC of a number of records, by repeating those of another.

    The records of different sites are mixed; in the other WARC they are ordered by site.
    """
    data = once.read_bytes()
    places = [item.location.offset or 0 for item in captures(Unit(path=str(once), form="warc"))]
    records = [data[place:end] for place, end in zip(places, [*places[1:], len(data)], strict=True)]
    with warc.open("wb") as file:
        for number in range(count):
            file.write(records[number * 101 % len(records)])
