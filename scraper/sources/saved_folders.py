"""Folders of one saved page, on disk or packed, with a file that says where it comes from: MAFF, ArchiveBox."""

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

#: The files that say it, by their names.
STATEMENTS = ("index.rdf", "index.json", "index.jsonl")
#: No such file is larger.
LONGEST = 4 << 20

# What ArchiveBox keeps of one page, the best first: Chrome's dump of the DOM has what a page hides, such as the rest of a cut
# text, and what its scripts added; SingleFile leaves out what is hidden; the last ones are no pages but their texts.
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
        page: the file with the page, from the folder; None where only other files have it (a WARC).
        origin: where it comes from.
        others: what the other files are.
        named: whether the time is that of the folder's name, not of the capture.
    """

    page: str | None
    origin: Origin
    others: str
    named: bool = False


def saved_folder(name: str, statement: bytes, files: Collection[str]) -> SavedFolder | None:
    """Tell what a folder with such a statement is; None where it is none of a saved page.

    Args:
        name: the statement's file name.
        statement: what is in it.
        files: the folder's files, those in folders below with their path from it.
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
    """Return what ArchiveBox's `index.jsonl` (0.9 on) has: a line for the snapshot, and one for each thing that was done."""
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
    """Return which kind of copy is taken and its file; wget's tree may have pages of frames as well."""
    for how, names in _COPIES:
        found = [file for file in files if (file in names if names else _is_wgets(file))]
        if found:
            return how, min(found, key=lambda file: (mirrored(file).url != url, file.count("/"), file))
    return "warc", None


def _is_wgets(file: str) -> bool:
    """Whether a file is a page in wget's tree, `host/path`."""
    host, slash, path = file.removeprefix("wget/").partition("/")
    name = path.rpartition("/")[2]
    return "." in host and bool(slash) and (name.endswith((".html", ".htm")) or "." not in name)


def _captured(facts: dict[str, Any], how: str) -> str | None:
    """Return when a copy was made, as the folder's history has it; of several times the last, which overwrote the others."""
    history, done = facts.get("history"), facts.get("archive_results")
    results = history.get(how) if isinstance(history, dict) else None
    if isinstance(done, list):  # 0.8 on
        results = [each for each in done if isinstance(each, dict) and how in (each.get("plugin"), each.get("extractor"))]
    times = [each.get("start_ts") for each in results if isinstance(each, dict)] if isinstance(results, list) else []
    return next((time for each in reversed(times) if isinstance(each, str) and (time := written_time(each))), None)


def _moment(timestamp: str | float) -> str | None:
    """Return an ArchiveBox's timestamp, seconds since 1970, as RFC 3339."""
    try:
        return datetime.fromtimestamp(float(timestamp), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _web(url: str) -> str | None:
    return url if re.match(r"https?://[^\s<>\"]+\Z", url) else None
