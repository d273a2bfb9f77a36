"""The index that pywb serves, its own and Common Crawl's: one JSON object a line, in pages where it is large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from filmdig.parsers.record.errors import ArchiveError
from filmdig.scraper.archives.selection import Query
from filmdig.scraper.archives.session import PoliteSession


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


def rows(session: PoliteSession, address: str, query: Query) -> Iterator[Row]:
    """Yield what an index holds of a query's address and time.

    Raises:
        ArchiveError: there is no such index, or it cannot be read.
    """
    asked: dict[str, str] = {"url": query.url, "matchType": query.match, "output": "json"}
    if query.since:
        asked["from"] = query.since
    if query.until:
        asked["to"] = query.until
    for page in range(_pages(session, address, asked)):
        for line in _ask(session, address, asked | ({"page": str(page)} if page else {})).splitlines():
            if line.strip():
                yield _row(line, f"{address}?url={query.url}")


def _pages(session: PoliteSession, address: str, asked: dict[str, str]) -> int:
    """Return how many pages an answer has. An index that is one plain file knows no pages, and answers with rows."""
    if asked["matchType"] == "exact":
        return 1
    try:
        told = json.loads(_ask(session, address, asked | {"showNumPages": "true"}))
        return int(told["pages"]) if isinstance(told, dict) and "pages" in told else 1
    except (ValueError, TypeError, KeyError):
        return 1


def _ask(session: PoliteSession, address: str, asked: dict[str, str]) -> bytes:
    response = session.get(address, params=asked, allow_redirects=False)
    # Common Crawl says so where it holds nothing; pywb gives an empty answer.
    if response.status_code == 404 and b"No Captures found" in response.content:
        return b""
    if response.status_code == 404:
        raise ArchiveError("the archive has no such index", where=address, todo="ask for single addresses, without --match")
    if response.status_code != 200:
        raise ArchiveError(f"the archive's index answered {response.status_code}", where=str(response.url))
    return response.content


def _row(line: bytes, where: str) -> Row:
    try:
        told: dict[str, Any] = json.loads(line)
        return Row(
            url=str(told["url"]),
            timestamp=str(told["timestamp"]),
            status=_number(told.get("status")),
            mime=told.get("mime"),
            digest=told.get("digest"),
            filename=told.get("filename"),
            offset=_number(told.get("offset")),
            length=_number(told.get("length")),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError("the archive's index answered with something that is no index", where=where) from error


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, (str, int)) and str(value).isdigit() else None
