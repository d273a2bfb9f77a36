"""Make the URLs in a record absolute."""

from __future__ import annotations

import re
from itertools import chain
from urllib.parse import urljoin, urlsplit

from filmdig.parsers.record.page_record import CastMember, CrewMember, Person, Record

# A browser's "Save as" puts a page's pictures in a folder next to it: "./The Matrix (1999)_files/MV5B.jpg".
_SAVED_PICTURE = re.compile(r"(?:\./)?[^/?#:]{1,200}_files/")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:")  # javascript:, data:, mailto:


# A path from the host's root that needs no normalization, as nearly all links within a site are.
_PLAIN_PATH = re.compile(
    r"/(?:[^/.?#;\s\0-\x1f][^/?#;\s\0-\x1f]*+/)*+(?:[^/.?#;\s\0-\x1f][^/?#;\s\0-\x1f]*+)?(?:\?[^#\s\0-\x1f]++)?"
)


def _root(base: str | None) -> str:
    """Return the scheme and host of a URL, without a trailing slash; an empty string if it has none."""
    try:
        parts = urlsplit(base or "")
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def resolve_urls(record: Record, base: str | None) -> None:
    """Make the record's relative URLs absolute if the page's own URL is known; drop values that are not web addresses."""
    film = record.film
    root = _root(base)

    def absolute(url: str | None) -> str | None:
        if url is None:
            return None
        if root and _PLAIN_PATH.fullmatch(url):
            return root + url
        url = url.strip()
        if url.startswith(("http://", "https://")):
            return url
        if not url or url[0] == "#" or _SAVED_PICTURE.match(url):
            return None
        if (scheme := _SCHEME.match(url)) and scheme[0].lower() not in ("http:", "https:"):
            return None
        return url if base is None else _joined(base, url)

    for person in chain[Person | CrewMember | CastMember](film.directors, film.writers, film.producers, film.crew, film.cast):
        person.url = absolute(person.url)
    film.image_url = absolute(film.image_url)
    if film.official_sites:
        film.official_sites = [site for site in map(absolute, film.official_sites) if site]
    if film.series is not None:
        film.series.url = absolute(film.series.url)
    if record.person is not None:
        record.person.image_url = absolute(record.person.image_url)
        for credit in record.person.filmography:
            credit.url = absolute(credit.url)
    for review in record.reviews:
        review.url, review.author_url = absolute(review.url), absolute(review.author_url)
    for related in record.related:
        related.url = absolute(related.url)
    for cut in record.truncations:
        cut.full_text_url = absolute(cut.full_text_url)
