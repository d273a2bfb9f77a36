"""Scores as commands for Wikidata's QuickStatements (V1): one statement per line, for films whose Wikidata item is known.

The syntax is that of Wikidata's "Help:QuickStatements": parts are separated by tabs, texts are quoted, a time is
``+2014-05-01T00:00:00Z/11`` (11: to the day, 10: month, 9: year), references begin with ``S``. A statement is a review score
(P444) with its publisher (P447), its method (P459), the time of its capture (P585) and its number of reviews (P7887), and has
the archived page as its reference. QuickStatements merges statements of the same value, so each value of an item is written
only once, as in its latest capture.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import quote

from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.merging.wikidata import NAMESPACE, Score, facts
from filmdig.parsers.record.merged_film import MergedFilm
from filmdig.parsers.record.page_record import Page, Rating

_ITEM = re.compile(r"Q[1-9]\d{0,11}")
_MOMENT = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")
#: Characters kept in an address, besides letters, digits and ``_.-~``. Quotes, spaces and ``|``, which end a part, are escaped.
_SAFE = ":/?#[]@!$&'()*+,;=%"


class Writer(StreamWriter):
    """Writes a line for each score that can be stated in Wikidata, and counts the others by the reason."""

    def begin(self) -> None:
        """Start counting."""
        self.statements = 0
        self.left_out: Counter[str] = Counter()

    def write(self, record: Described) -> None:
        """Add the statements of a record's or a film's scores."""
        scores = [rating for rating in record.ratings if rating.value is not None]
        item = record.film.external_ids.get(NAMESPACE, "")
        if not _ITEM.fullmatch(item):
            self.left_out["of films without a known item"] += len(scores)
            return
        pages = {source.id: source.page for source in record.sources} if isinstance(record, MergedFilm) else {}
        lines: dict[str, tuple[str, str]] = {}
        for rating in scores:
            page = pages.get(getattr(rating, "source", "")) or getattr(record, "page", None)
            made = self._statement(item, rating, page)
            if made is None:
                continue
            value, time, line = made
            known = lines.get(value)
            if known is not None:
                self.left_out["of the same value as another statement"] += 1
            if known is None or known[0] < time:
                lines[value] = time, line
        for _, line in lines.values():
            self.file.write(f"{line}\n".encode())
        self.statements += len(lines)

    def _statement(self, item: str, rating: Rating, page: Page | None) -> tuple[str, str, str] | None:
        """Return a score's value, time and line; None, and count the reason, if it cannot be stated."""
        score = next((one for one in facts().score if page is not None and _is(one, rating, page.site)), None)
        if score is None or page is None:
            site = page.site if page is not None else None
            self.left_out[f"of a kind without a known item ({site or 'no known site'}: {rating.name or rating.by})"] += 1
            return None
        value, time = _value(score, rating), _time(page.captured_at)
        address = _address(page.replay_url) or _address(page.url)
        if value is None or time is None or address is None:
            self.left_out["without a number, a capture time or an address"] += 1
            return None
        names = facts().statement
        parts = [item, names["score"].id, f'"{value}"', names["by"].id, score.item.id]
        if score.method is not None:
            parts += [names["method"].id, score.method.id]
        parts += [names["time"].id, time]
        count = rating.review_count if rating.review_count is not None else rating.rating_count
        if count and not rating.approximate:
            parts += [names["count"].id, str(count)]
        parts += ["S" + names["reference"].id[1:], f'"{address}"', "S" + names["retrieved"].id[1:], time]
        return value, time, "\t".join(parts)

    def summary(self) -> list[str]:
        """Return the number of statements, and of scores left out for each reason, in lines."""
        left = [f"{count:,} {why}" for why, count in self.left_out.most_common() if count]
        return [f"{self.statements:,} statements", *(f"no statement for scores: {line}" for line in left)]


def _is(score: Score, rating: Rating, site: str | None) -> bool:
    same = (score.site, score.by, score.measure) == (site, rating.by, rating.measure)
    return same and (not score.names or rating.name in score.names)


def _value(score: Score, rating: Rating) -> str | None:
    """Return the score in Wikidata's form: "87%", "7.5/10"."""
    value = rating.value
    if isinstance(value, str | bool) or value is None:
        return None
    if score.form == "percent":
        return f"{value:g}%"
    return f"{value:g}/{rating.best:g}" if rating.best else None


def _time(captured_at: str | None) -> str | None:
    """Return a time with its precision."""
    found = _MOMENT.fullmatch(captured_at or "")
    if found is None:
        return None
    year, month, day = found.groups()
    precision = 11 if day else 10 if month else 9
    return f"+{year}-{month or '00'}-{day or '00'}T00:00:00Z/{precision}"


def _address(url: str | None) -> str | None:
    """Return an address, escaped for use in a command; None if it is not http or https."""
    if url is None or not url.startswith(("http://", "https://")):
        return None
    return quote(url, safe=_SAFE)
