"""The index of pywb servers, including Common Crawl's: one JSON object per line, in pages if it is large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from filmdig.parsers.record.errors import ArchiveError
from filmdig.scraper.archives.selection import NOT_PAGE_TYPES, Fault, Mark, Query
from filmdig.scraper.archives.session import EMPTY_PAGES, PoliteSession


class Row(msgspec.Struct, kw_only=True, frozen=True):
    """One line of the index."""

    url: str
    timestamp: str
    status: int | None
    mime: str | None
    digest: str | None
    filename: str | None
    offset: int | None
    length: int | None
    truncated: str | None = None


def rows(session: PoliteSession, address: str, query: Query, start: int = 0) -> Iterator[Row | Fault | Mark]:
    """Yield an index's rows for a query, malformed rows as faults, and a mark after each page except the last.

    Args:
        session: the session for all requests.
        address: the address of the index.
        query: the query.
        start: the number of the first page to read; a mark's token is the number of the next page.

    Raises:
        ArchiveError: there is no such index, or it cannot be read.
    """
    asked: dict[str, str | list[str]] = {"url": query.url, "matchType": query.match, "output": "json"}
    if query.since:
        asked["from"] = query.since
    if query.until:
        asked["to"] = query.until
    if not query.all_kinds and query.match != "exact":
        asked["filter"] = ["!~status:[345]..", f"!~mime:({NOT_PAGE_TYPES})"]
    pages = _pages(session, address, asked)
    empty = 0
    for page in range(start, pages):
        read = 0
        faults: list[Fault] = []
        for line in _ask(session, address, asked | ({"page": str(page)} if page else {})).splitlines():
            if not line.strip():
                continue
            try:
                row = _row(line)
            except (ValueError, TypeError, KeyError):
                faults.append(Fault(url=query.url, reason=f"not a row of an index: {line[:100]!r}", row=True))
            else:
                read += 1
                yield row
        if faults and not read:
            raise ArchiveError("the archive's index returned something that is not an index", where=f"{address}?url={query.url}")
        yield from faults
        empty = 0 if read else empty + 1
        if empty > EMPTY_PAGES:
            raise ArchiveError(f"the archive's index has {pages} pages but almost no rows", where=f"{address}?url={query.url}")
        if page + 1 < pages:
            yield Mark(str(page + 1))


def _pages(session: PoliteSession, address: str, asked: dict[str, str | list[str]]) -> int:
    """Return the number of pages. An index in one plain file has no pages, and answers with rows."""
    if asked["matchType"] == "exact":
        return 1
    try:
        answer = json.loads(_ask(session, address, asked | {"showNumPages": "true"}))
        return int(answer["pages"]) if isinstance(answer, dict) and "pages" in answer else 1
    except (ValueError, TypeError, KeyError):
        return 1


def _ask(session: PoliteSession, address: str, asked: dict[str, str | list[str]]) -> bytes:
    response = session.get(address, params=asked, allow_redirects=False)
    # Common Crawl's response if it has no captures; pywb's is empty.
    if response.status_code == 404 and b"No Captures found" in response.content:
        return b""
    if response.status_code == 404:
        raise ArchiveError("the archive has no such index", where=address, todo="ask for single addresses, without --match")
    if response.status_code != 200:
        raise ArchiveError(f"the archive's index answered {response.status_code}", where=str(response.url))
    return response.content


def _row(line: bytes) -> Row:
    row: dict[str, Any] = json.loads(line)
    timestamp = str(row["timestamp"])
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) == 14):
        raise ValueError(timestamp)
    return Row(
        url=str(row["url"]),
        timestamp=timestamp,
        status=_number(row.get("status")),
        mime=_text(row.get("mime")),
        digest=_text(row.get("digest")),
        filename=_text(row.get("filename")),
        offset=_number(row.get("offset")),
        length=_number(row.get("length")),
        truncated=_text(row.get("truncated")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    text = str(value) if isinstance(value, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
