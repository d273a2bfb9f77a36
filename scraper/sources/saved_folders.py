"""Folders of one saved page, on disk or packed, with a file that states where the page comes from: MAFF, ArchiveBox."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from html import unescape
from typing import Any, NamedTuple

import msgspec

from filmdig.scraper.sources.dates import written_time
from filmdig.scraper.sources.mirrors import mirrored
from filmdig.scraper.sources.saved import Origin

#: The names of the files that state it.
STATEMENTS = ("index.rdf", "index.json", "index.jsonl")
#: The largest size of such a file, in bytes.
LONGEST = 4 << 20

# ArchiveBox's copies of a page, the best first: Chrome's dump of the DOM has hidden content, such as the rest of a cut text,
# and what scripts added; SingleFile omits hidden content; the last ones are only the page's text.
_COPIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dom", ("output.html", "dom/output.html")),
    ("wget", ()),
    ("singlefile", ("singlefile.html", "singlefile/singlefile.html")),
    ("readability", ("readability/content.html",)),
    ("mercury", ("mercury/content.html",)),
)


class SavedFolder(NamedTuple):
    """One saved page's folder.

    Attributes:
        page: the page's file, relative to the folder; None if only other files have the page (a WARC).
        origin: where the page comes from.
        others: why the other files are skipped.
        named: whether the time comes from the folder's name rather than the capture.
    """

    page: str | None
    origin: Origin
    others: str
    named: bool = False


def saved_folder(name: str, statement: bytes, files: Collection[str]) -> SavedFolder | None:
    """Return the saved page of a folder with such a statement; None if the folder is not one of a saved page.

    Args:
        name: the statement's file name.
        statement: its content.
        files: the folder's files, including those in subfolders, with relative paths.
    """
    if name == "index.rdf":
        return _maff(statement, files)
    return _archivebox(_of_lines(statement) if name == "index.jsonl" else _json(statement), files)


# <MAF:originalurl RDF:resource="http://example.com/"/> : the attributes' prefixes are MAFF's, ScrapBook's and UnMHT's alike.
_FACT = re.compile(
    rb"<MAF:(originalurl|archivetime|indexfilename)\s[^<>]{0,100}?\bresource=(?:\"([^\"<>]{1,4000})\"|'([^'<>]{1,4000})')",
    re.IGNORECASE,
)


def _maff(statement: bytes, files: Collection[str]) -> SavedFolder | None:
    facts = {found[1].lower(): unescape((found[2] or found[3]).decode("utf-8", "replace")) for found in _FACT.finditer(statement)}
    page = facts.get(b"indexfilename", "index.html")
    if not facts or page not in files:
        return None
    url = facts.get(b"originalurl", "")
    return SavedFolder(page, Origin(_web(url), written_time(facts.get(b"archivetime", ""))), "a part of a saved page")


def _json(statement: bytes) -> Any:
    try:
        return msgspec.json.decode(statement)
    except (msgspec.DecodeError, RecursionError):
        return None


def _of_lines(statement: bytes) -> Any:
    """Return the facts of ArchiveBox's `index.jsonl` (from 0.9): a line for the snapshot, and one for each result."""
    lines = [found for line in statement.splitlines() if isinstance(found := _json(line), dict)]
    snapshot = next((line for line in lines if line.get("type") == "Snapshot"), None)
    done = [line for line in lines if line.get("type") == "ArchiveResult"]
    return {**snapshot, "archive_results": done} if snapshot is not None else None


def _archivebox(facts: Any, files: Collection[str]) -> SavedFolder | None:
    if (
        not isinstance(facts, dict)
        or not isinstance(facts.get("url"), str)
        or not isinstance(facts.get("timestamp"), str | int | float)
    ):
        return None
    how, page = _copy(files, facts["url"])
    own = {"history", "archive_results", "archive_path", "canonical", "base_url"}
    if how not in {"dom", "singlefile"} and not own & facts.keys():
        return None
    captured = _captured(facts, how)
    origin = Origin(_web(facts["url"]), captured or _moment(facts["timestamp"]))
    return SavedFolder(page, origin, "another copy of a page, or a part of it", named=captured is None)


def _copy(files: Collection[str], url: str) -> tuple[str, str | None]:
    """Return the best kind of copy and its file. wget's tree may also have the pages of frames."""
    for how, names in _COPIES:
        found = [file for file in files if (file in names if names else _is_wget_page(file))]
        if found:
            return how, min(found, key=lambda file: (mirrored(file).url != url, file.count("/"), file))
    return "warc", None


def _is_wget_page(file: str) -> bool:
    """Return whether a file is a page in wget's tree, `host/path`."""
    host, slash, path = file.removeprefix("wget/").partition("/")
    name = path.rpartition("/")[2]
    return "." in host and bool(slash) and (name.endswith((".html", ".htm")) or "." not in name)


def _captured(facts: dict[str, Any], how: str) -> str | None:
    """Return when a copy was made, from the folder's history: the last time, because it overwrote the earlier copies."""
    history, done = facts.get("history"), facts.get("archive_results")
    results = history.get(how) if isinstance(history, dict) else None
    if isinstance(done, list):  # 0.8 on
        results = [each for each in done if isinstance(each, dict) and how in (each.get("plugin"), each.get("extractor"))]
    times = [each.get("start_ts") for each in results if isinstance(each, dict)] if isinstance(results, list) else []
    return next((time for each in reversed(times) if isinstance(each, str) and (time := written_time(each))), None)


def _moment(timestamp: str | float) -> str | None:
    """Return an ArchiveBox timestamp, seconds since 1970, as RFC 3339."""
    try:
        return datetime.fromtimestamp(float(timestamp), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _web(url: str) -> str | None:
    return url if re.match(r"https?://[^\s<>\"]+\Z", url) else None
