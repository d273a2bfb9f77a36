"""Scores as a table, one row per score and capture, to be plotted over time or counted.

The table is CSV in UTF-8. The records of a film give the same rows as the merged film.
"""

from __future__ import annotations

import csv
import io

from filmdig.output.csv_tables import guard
from filmdig.output.writer import Described, StreamWriter
from filmdig.parsers.record.merged_film import MergedFilm

COLUMNS = (
    *("film", "title", "year", "imdb", "site", "by", "name", "measure", "value", "best", "rating_count", "review_count"),
    *("approximate", "captured_at", "page", "record"),
)


class Writer(StreamWriter):
    """Writes the header, then a row for each score that has a value."""

    def begin(self) -> None:
        """Write the header."""
        self._row(COLUMNS)

    def write(self, record: Described) -> None:
        """Add the rows of a record or a film."""
        pages = {source.id: source.page for source in record.sources} if isinstance(record, MergedFilm) else {}
        for rating in record.ratings:
            if rating.value is None:
                continue
            source = getattr(rating, "source", record.id)
            page = pages.get(source) or getattr(record, "page", None)
            film = record.film
            about = (record.id, film.title, film.year, film.external_ids.get("imdb"), page.site if page else None)
            score = (rating.by, rating.name, rating.measure, rating.value, rating.best, rating.rating_count, rating.review_count)
            seen = ("true" if rating.approximate else "false", *((page.captured_at, page.url) if page else (None, None)), source)
            self._row((*about, *score, *seen))

    def _row(self, cells: tuple[object, ...]) -> None:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(guard(cell) for cell in cells)
        self.file.write(line.getvalue().encode("utf-8", "replace"))
