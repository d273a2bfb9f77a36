"""The report's entries of films and pages: a line for lists, searches and filters, and a compressed story to be opened."""

from __future__ import annotations

import shlex
import zlib
from typing import Any, NamedTuple

import msgspec

from filmdig.output.report.cuts import place_of
from filmdig.output.report.markup import safe_url, shortened
from filmdig.output.report.scores import score_dates
from filmdig.output.report.story import cut_story, film_story, issue_story
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Page, Record

NO_SITE = "(no known site)"
# The maximum length of the text searched for a film: its other titles, people, identifiers and reviewers.
_SEARCHED = 1000


class Entry(NamedTuple):
    """A film or a page.

    Attributes:
        id: the id of the film or record.
        line: the data for lists, with short names, because there may be many thousands of entries.
        story: all other data, as deflated JSON.
        sources: the ids of the records that a film was merged from.
    """

    id: str
    line: dict[str, Any]
    story: bytes
    sources: list[str]


def film_entry(film: MergedFilm) -> Entry:
    """Return the entry of a film."""
    facts, pages = film.film, [source.page for source in film.sources]
    dates = score_dates(film)
    people = [person.name for group in (facts.directors, facts.writers, facts.cast[:12]) for person in group]
    titles = [title for title in (facts.original_title, *(other.title for other in facts.alternate_titles[:12])) if title]
    reviewers = list(dict.fromkeys(review.author for review in film.reviews[:60] if review.author))
    searched = " ".join([*titles, *people, *(f"{space} {name}" for space, name in facts.external_ids.items()), *reviewers])
    line = {
        "t": shortened(facts.title, 160) if facts.title else None,
        "y": facts.year,
        "k": film.kind,
        "s": sorted({_site(page) for page in pages}),
        "c": sorted({year for page in pages if (year := capture_year(page))}),
        "n": len(pages),
        "d": len(dates),
        "a": [dates[0], dates[-1]] if dates else None,
        "q": len(film.ratings),
        "r": len(film.reviews),
        "o": sum(cut.state == "open" for cut in film.truncations),
        "p": sum(cut.state == "repaired" for cut in film.truncations),
        "x": len(film.conflicts),
        "i": sorted({_short(issue.code) for issue in film.issues}),
        "w": shortened(searched, _SEARCHED),
        "l": None if facts.title or not pages else shortened(place_of(pages[0]) or pages[0].url or "", 200),
    }
    return Entry(film.id, _known(line), packed(film_story(film)), [source.id for source in film.sources])


def page_entry(record: Record, has: int, failed: int) -> Entry:
    """Return the entry of a page.

    Args:
        record: the page's record.
        has: a bit mask of the report's fields that the record has.
        failed: a bit mask of the fields that the page's reader failed to read.
    """
    page = record.page
    line = page_line(page) | {
        "t": shortened(title, 160) if (title := record.film.title or (record.person and record.person.name)) else None,
        "o": sum(cut.state == "open" for cut in record.truncations),
        "p": sum(cut.state == "repaired" for cut in record.truncations),
        "i": sorted({_short(issue.code) for issue in record.issues}),
        "h": has,
        "z": failed,
    }
    story = {
        "issues": [issue_story(issue) for issue in record.issues[:60]],
        "cuts": [cut_story(record, cut, None) for cut in record.truncations[:60]],
        "evidence": [shortened(one, 160) for one in page.layout_evidence[:20]],
        "encoding": f"{page.encoding or 'unknown'} (from {page.encoding_from or 'nothing'})",
        "digest": page.digest,
        "read by": page.read_by,
        "archive": shortened(page.archive, 200) if page.archive else None,
        "explain": _command(page),
        "link": safe_url(page.url),
        "replay": safe_url(page.replay_url),
    }
    return Entry(record.id, _known(line), packed(_known(story)), [])


def source_entry(name: str, page: Page, title: str | None) -> Entry:
    """Return the entry of a page that is known only from a merged film."""
    line = page_line(page) | {"t": shortened(title, 160) if title else None}
    story = {"link": safe_url(page.url), "replay": safe_url(page.replay_url), "read by": page.read_by}
    return Entry(name, _known(line), packed(_known(story)), [])


def page_line(page: Page) -> dict[str, Any]:
    """Return the data of a page for lists and filters, without what was read from it."""
    return {
        "s": _site(page),
        "m": _short(page.layout or "–"),
        "k": page.kind,
        "c": (page.captured_at or "")[:10],
        "u": shortened(page.url, 300) if page.url else None,
        "l": shortened(place_of(page) or "", 300),
    }


def _command(page: Page) -> str | None:
    """Return the command that explains the page's record; None if the page is not in a file, or inside a nested one."""
    path, offset = page.location.path, page.location.offset
    if not path or "!/" in path or len(path) > 1000:
        return None
    at = f" --offset {offset}" if offset is not None else ""
    return shortened(f"filmdig explain {shlex.quote(path)}{at} --html explained.html --open", 1200)


def capture_year(page: Page) -> int | None:
    """Return the year of a page's capture; None if it is unknown."""
    year = (page.captured_at or "")[:4]
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None


def packed(story: dict[str, Any]) -> bytes:
    """Return a story as deflated JSON, because many thousands are held until the report is written."""
    return zlib.compress(msgspec.json.encode(story), 1)


def _site(page: Page) -> str:
    return _short(page.site or NO_SITE)


def _short(name: str) -> str:
    return shortened(name, 80)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], 0, "")}
