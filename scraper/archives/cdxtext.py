"""The Wayback Machine's index: one line of text per capture, in pages with resume keys.

The ``wayback`` package reads it too, but it ends a query at a malformed row, requests ``resolveRevisits``, which the archive
asked it to stop doing in June 2026, and looks for the reason of a refusal in a body that the index of 2026 no longer sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from filmdig.parsers.record.errors import ArchiveError
from filmdig.scraper.archives.selection import NOT_PAGE_TYPES, Entry, Fault, Mark, Query
from filmdig.scraper.archives.session import EMPTY_PAGES, PoliteSession

INDEX = "https://web.archive.org/cdx/search/cdx"
REPLAY = "https://web.archive.org/web"

#: Rows per response: a few megabytes. The archive returns at most 150,000.
ROWS = 25_000

#: What crawlers mistook for addresses ("http://mailto:someone@example.org"); the ``wayback`` package drops them too.
_NOT_ADDRESS = re.compile(r"https?://(mailto|data|javascript):", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r"^(?:(http://[^:/]+):80|(https://[^:/]+):443)(?=/|$)", re.IGNORECASE)


def entries(session: PoliteSession, query: Query, resume: str | None = None) -> Iterator[Entry | Fault | Mark]:
    """Yield the index's entries for a query, and a mark after each page except the last.

    Args:
        session: the session for all requests.
        query: the query.
        resume: the token of an earlier call's mark, to begin after it.

    Raises:
        ArchiveError: the index cannot be read.
    """
    asked = _parameters(query)
    known = {resume}
    empty = 0
    while True:
        response = session.get(INDEX, params=[*asked, ("resumeKey", resume)] if resume else asked, allow_redirects=False)
        if why := withheld(response.headers.get("X-Archive-Wayback-Runtime-Error", "") + response.text[:2000]):
            raise ArchiveError(f"the archive withholds this site: {why}", where=query.url)
        if response.status_code != 200:
            raise ArchiveError(f"the archive's index answered {response.status_code}", where=str(response.url))
        rows, resume = _page(response.text)
        read = 0
        faults = []
        for row in rows:
            entry = _entry(row)
            if entry is None:
                faults.append(Fault(url=query.url, reason=f"not a row of an index: {row[:100]!r}", row=True))
            else:
                read += 1
                yield entry
        if faults and not read:
            raise ArchiveError("the archive's index returned something that is not an index", where=str(response.url))
        yield from faults
        if resume is None:
            return
        empty = 0 if read else empty + 1
        if resume in known or empty > EMPTY_PAGES:
            raise ArchiveError("the archive's index does not end", where=str(response.url))
        known.add(resume)
        yield Mark(resume)


def withheld(words: str) -> str | None:
    """Return why the archive withholds a site, from the text of its response; None if it does not."""
    if "AdministrativeAccessControlException" in words or "excluded from the Wayback Machine" in words:
        return "its owner requested it"
    if "RobotAccessControlException" in words:
        return "its robots.txt forbids it"
    return None


def _parameters(query: Query) -> list[tuple[str, str]]:
    asked = [("url", query.url), ("matchType", query.match), ("limit", str(ROWS)), ("showResumeKey", "true")]
    if query.since:
        asked.append(("from", query.since))
    if query.until:
        asked.append(("to", query.until))
    # A single address has few rows: they are not filtered here, so that those left out can be counted by reason.
    if not query.all_kinds and (query.match != "exact" or query.every):
        asked += [("filter", "!statuscode:[345].."), ("filter", f"!mimetype:({NOT_PAGE_TYPES}).*")]
    # The index collapses adjacent rows even if their addresses differ.
    if query.match == "exact" and query.every:
        asked.append(("collapse", "timestamp:6" if query.every == "month" else "timestamp:4"))
    elif query.unique:
        asked.append(("collapse", "digest"))
    return asked


def _page(text: str) -> tuple[list[str], str | None]:
    """Return the rows of a response, and the resume key that follows them after a blank line, if any."""
    body, blank, rest = text.rstrip("\n").partition("\n\n")
    return [row for row in body.split("\n") if row], rest.strip() or None if blank else None


def _entry(row: str) -> Entry | None:
    # urlkey, timestamp, original, mimetype, statuscode, digest, length
    cells = row.split(" ")
    if len(cells) < 7 or not re.fullmatch(r"[0-9]{14}", cells[1]) or _NOT_ADDRESS.match(cells[2]):
        return None
    if not (cells[4] == "-" or re.fullmatch(r"[0-9]{3}", cells[4])) or not re.fullmatch(r"-|[0-9]{1,18}", cells[6]):
        return None
    url = _DEFAULT_PORT.sub(lambda found: found[1] or found[2], cells[2])
    return Entry(
        url=url,
        timestamp=cells[1],
        address=f"{REPLAY}/{cells[1]}id_/{url}",
        status=None if cells[4] == "-" else int(cells[4]),
        mime=cells[3],
        digest=cells[5],
        length=None if cells[6] == "-" else int(cells[6]),
    )
