"""The addresses of a record, made whole."""

from __future__ import annotations

import re
from itertools import chain
from urllib.parse import urljoin, urlsplit

from filmdig.parsers.record.page_record import CastMember, CrewMember, Person, Record

# "Save as" writes a page's pictures into a folder beside it: "./The Matrix (1999)_files/MV5B.jpg".
_SAVED_BESIDE = re.compile(r"(?:\./)?[^/?#:]{1,200}_files/")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:")  # javascript:, data:, mailto:


# A path from the host's root in which nothing is to be normalized, as nearly every link of a site to itself is.
_PLAIN_PATH = re.compile(
    r"/(?:[^/.?#;\s\0-\x1f][^/?#;\s\0-\x1f]*+/)*+(?:[^/.?#;\s\0-\x1f][^/?#;\s\0-\x1f]*+)?(?:\?[^#\s\0-\x1f]++)?"
)


def _root(base: str | None) -> str:
    """Return the scheme and host of an address, which a path from the root continues from; empty where it has none."""
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
    """Make the record's relative addresses absolute, where the page's own is known; what is no web address is dropped."""
    film = record.film
    root = _root(base)

    def whole(url: str | None) -> str | None:
        if url is None:
            return None
        if root and _PLAIN_PATH.fullmatch(url):
            return root + url
        url = url.strip()
        if url.startswith(("http://", "https://")):
            return url
        if not url or url[0] == "#" or _SAVED_BESIDE.match(url):
            return None
        if (scheme := _SCHEME.match(url)) and scheme[0].lower() not in ("http:", "https:"):
            return None
        return url if base is None else _joined(base, url)

    for person in chain[Person | CrewMember | CastMember](film.directors, film.writers, film.producers, film.crew, film.cast):
        person.url = whole(person.url)
    film.image_url = whole(film.image_url)
    if film.official_sites:
        film.official_sites = [site for site in map(whole, film.official_sites) if site]
    if film.series is not None:
        film.series.url = whole(film.series.url)
    if record.person is not None:
        record.person.image_url = whole(record.person.image_url)
        for credit in record.person.filmography:
            credit.url = whole(credit.url)
    for review in record.reviews:
        review.url, review.author_url = whole(review.url), whole(review.author_url)
    for related in record.related:
        related.url = whole(related.url)
    for cut in record.truncations:
        cut.full_text_url = whole(cut.full_text_url)
