"""A SQLite database: the tables of `filmdig.output.tables`, with full-text search on synopses and reviews (FTS5).

The table `records` holds each whole record as JSON, because the other tables do not keep every field; `filmdig convert`, `merge`
and `report` read it.

``SELECT films.title FROM films JOIN films_text ON films.film = films_text.rowid WHERE films_text MATCH 'lighthouse'``
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, Self

import msgspec

from filmdig.output.files import replacing
from filmdig.output.tables import TABLES, rows
from filmdig.output.writer import Described
from filmdig.parsers.record.errors import OutputError, UsageError
from filmdig.parsers.record.page_record import Record

# Columns other than text. Some have no type, such as scores, which may be a number or a grade.
_TYPES = {
    **dict.fromkeys(("film", "year", "runtime_minutes", "position", "rating_count", "review_count", "helpful_yes"), "INTEGER"),
    **dict.fromkeys(("helpful_total", "spoiler", "audience_reviews", "critics_reviews", "pages", "offset"), "INTEGER"),
    **dict.fromkeys(
        ("cuts_repaired", "cuts_open", "issues", "conflicts", "end_year", "season_count", "episode_count"), "INTEGER"
    ),
    **dict.fromkeys(("season", "episode", "episodes", "total", "approximate", "positive_count", "negative_count"), "INTEGER"),
    "count": "INTEGER",
    **dict.fromkeys(("value", "best", "worst", "rating", "rating_best", "rating_worst", "percent", "score"), ""),
}
_SEARCHED = {"films": ("title", "synopsis"), "reviews": ("author", "publication", "title", "text")}
_INT64_MAX = 2**63 - 1


def _schema() -> str:
    lines = ["PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"]
    for table, columns in TABLES.items():
        typed = [f'"{name}" {_TYPES.get(name, "TEXT")}' for name in columns]
        typed[0] = '"film" INTEGER PRIMARY KEY' if table == "films" else '"film" INTEGER REFERENCES films ("film")'
        lines.append(f"CREATE TABLE {table} ({', '.join(typed)});")
    lines.append('CREATE TABLE records ("film" INTEGER PRIMARY KEY, "json" TEXT);')
    return "\n".join(lines)


def _indexes() -> str:
    lines = [f"CREATE INDEX {table}_film ON {table} (film);" for table in TABLES if table != "films"]
    lines.append("CREATE INDEX films_id ON films (id); CREATE INDEX people_name ON people (name);")
    for table, columns in _SEARCHED.items():
        lines += [
            f"CREATE VIRTUAL TABLE {table}_text USING fts5",
            f"({', '.join(columns)}, content='{table}', tokenize='unicode61 remove_diacritics 2');",
            f"INSERT INTO {table}_text ({table}_text) VALUES ('rebuild');",  # noqa: S608 - the names are this module's own
        ]
    return "\n".join(lines)


class Writer:
    """Writes the database to a temporary file, and moves it to the target when it is complete.

    Raises:
        UsageError: no target was named.
        OutputError: the target cannot be written to.
    """

    def __init__(self, target: str | None, of: type[Described] = Record) -> None:
        if target is None:
            raise UsageError("a database is a file", todo="name it with -o")
        self.of = of
        self._files = ExitStack()
        self._target = target
        self._db = sqlite3.connect(self._files.enter_context(replacing(target)).name, isolation_level=None)
        self._files.callback(self._db.close)
        with self._reporting_errors():
            self._db.executescript(_schema())
            self._db.execute("BEGIN")
        self._insert = {
            name: f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - the names are this module's own
            for name, columns in TABLES.items()
        }
        self._number = 0

    def write(self, record: Described) -> None:
        """Add a record's rows."""
        self._number += 1
        with self._reporting_errors():
            self._db.execute("INSERT INTO records VALUES (?, ?)", (self._number, msgspec.json.encode(record).decode()))
            for table, row in rows(record, self._number):
                self._db.execute(self._insert[table], [_cell(value) for value in row])

    @contextmanager
    def _reporting_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"cannot write the output: {error}", where=self._target, todo="free some disk space, or write it elsewhere"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self._db.close()
            self._files.__exit__(kind, error, trace)
            return
        with self._files, self._reporting_errors():
            self._db.execute("COMMIT")
            self._db.executescript(_indexes())
            self._db.close()


def _cell(value: Any) -> Any:
    """Return a value for SQLite, whose integers have 64 bits; a larger one becomes text."""
    if isinstance(value, int) and not -_INT64_MAX <= value <= _INT64_MAX:
        return str(value)
    return value
