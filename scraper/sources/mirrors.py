"""Read a mirrored page's address and time from its path: a folder for the host, in some trees one for the capture's time.

| tool | tree |
| --- | --- |
| wget, HTTrack | `host/path` |
| waybackpack | `timestamp/host/path` |
| wayback-machine-downloader | `websites/host/path`, with all timestamps `websites/host/timestamp/path` |
| pywaybackup | `host/timestamp/path` |
"""

from __future__ import annotations

import re
from urllib.parse import quote

from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.given import capture_time
from filmdig.scraper.sources.saved import Origin

# Other folders have dots in their names too, so of the longer endings only those that film sites had.
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,6}+"
    r"(com|org|net|edu|gov|mil|int|info|biz|name|museum|mobi|travel|film|movie|online|site|club|blog|news|app|dev|xyz|example|test|[a-z]{2})"
    r"([:+]\d{2,5})?",
    re.IGNORECASE,
)
#: Two-letter endings of file names that are not taken for countries' domains.
_NOT_COUNTRIES = frozenset(("js", "gz", "xz", "bz", "lz", "db", "go", "cc", "hh", "xs", "ui", "vi", "vm", "wp", "ex", "hs"))
# In a mirror of an archive, "web/20140701080910id_/http_/films.example.com" (HTTrack) or "http:" (wget).
_STAMP = re.compile(r"((?:19|20)\d{12})(?:[a-z]{2}_)?", re.ASCII)
_SCHEME = re.compile(r"(https?)[:_]?")
_ARCHIVE = re.compile(r"web\.archive\.org|archive\.(?:today|is|ph|li|fo|vn|md)")
_PACKED = (".gz", ".zst", ".bz2", ".xz")
_DYNAMIC = re.compile(r"(\.(?:asp|aspx|cfm|cgi|do|jsp|php\d?|phtml|pl|shtml))\.html?\Z", re.IGNORECASE)
# wget writes "@" for "?" where file names must suit Windows.
_QUERY = re.compile(r"[?@](?=[\w.\[\]%-]{1,60}=)|\?")


def mirrored(path: str) -> Origin:
    """Return the address and time in a page's path.

    Args:
        path: the file, as given; inside a container, the member after ``!/``.
    """
    _, remote, there = path.rpartition("://")
    if remote:  # the host or store that the file itself is read from is not the page's
        path = there.partition("/")[2]
    *folders, name = path.replace("!/", "/").split("/")
    at = next((number for number in range(len(folders) - 1, -1, -1) if _is_host(folders[number])), None)
    if at is None or not name:
        return Origin()
    host, before, below = folders[at].replace("+", ":").lower(), folders[:at], folders[at + 1 :]
    if _ARCHIVE.fullmatch(host):
        return Origin()
    scheme = "http"
    if before and (found := _SCHEME.fullmatch(before[-1])):
        scheme = found[1]
        before.pop()
    time = None
    if before and (stamped := _STAMP.fullmatch(before[-1])):
        time = stamped[1]
    elif below and (stamped := _STAMP.fullmatch(below[0])):
        time = stamped[1]
        del below[0]
    return Origin(f"{scheme}://{host}/{_address('/'.join([*below, _unpacked(name)]))}", _time(time))


def _is_host(folder: str) -> bool:
    found = _HOST.fullmatch(folder)
    return found is not None and found[1].lower() not in _NOT_COUNTRIES


def _unpacked(name: str) -> str:
    return next((name.removesuffix(end) for end in _PACKED if name.endswith(end)), name)


def _address(path: str) -> str:
    """Return a file's path as its page's path and query, without what tools add to make it a file name."""
    place, mark, query = path, "", ""
    if found := _QUERY.search(path, path.rfind("/") + 1):
        place, mark, query = path[: found.start()], "?", path[found.end() :].removesuffix(".html")
    place = _DYNAMIC.sub(r"\1", place)
    if place == "index.html" or place.endswith("/index.html"):
        place = place.removesuffix("index.html")
    return quote(place, safe="/%:@!$&'()*+,;=~") + mark + quote(query, safe="/%:@!$&'()*+,;=~?")


def _time(stamp: str | None) -> str | None:
    try:
        return capture_time(stamp, "a folder's name") if stamp else None
    except UsageError:
        return None
