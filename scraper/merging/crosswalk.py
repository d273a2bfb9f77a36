"""A crosswalk: a table of Wikidata's items with the identifiers that sites give to each film.

It is CSV, TSV or JSON (a list of objects, or a SPARQL result) with a column `item` (``Q42`` or its address) and columns named by
property (P345, P1258, P1712, P4947 …). A cell may hold several values separated by ``|``; an item may have several rows. It is
kept in an SQLite file while it is used.
"""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import msgspec

from filmdig.parsers.merging import evidence, identity, wikidata
from filmdig.parsers.merging.series_parts import PARTS
from filmdig.parsers.record.errors import UsageError
from filmdig.parsers.record.page_record import Record

_ITEM = re.compile(r"<?(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d{0,11})>?")
_PROPERTY = re.compile(r"\??(P[1-9]\d{0,9})")
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE name (space TEXT, key TEXT, item TEXT, value TEXT, PRIMARY KEY (space, key, item)) WITHOUT ROWID;
BEGIN;
"""
#: Kinds of page that are about one film, season or episode.
_OF_ONE = evidence.FILM_KINDS | PARTS
#: Namespaces that number episodes. On most other sites a season's or an episode's page has its series' identifiers.
_OF_A_PART = frozenset(("imdb",))

#: What `fill` did with a record: added identifiers, or found that its identifiers belong to several items.
Done = Literal["filled", "contradicted"]


class Counts(msgspec.Struct):
    """The counts of a crosswalk.

    Attributes:
        items: items in its rows.
        rows_left_out: rows without an item or a known identifier.
        unknown: columns that are not a known property.
        ambiguous: identifiers of several items, which are ignored.
        filled: records to which identifiers were added.
        contradicted: records whose identifiers belong to several items, to which nothing was added.
    """

    items: int = 0
    rows_left_out: int = 0
    unknown: list[str] = []
    ambiguous: int = 0
    filled: int = 0
    contradicted: int = 0


class Crosswalk:
    """Adds a crosswalk's identifiers to records. A context manager, which removes its file at the end.

    Attributes:
        counts: the counts so far.
        file: its SQLite file, for `fill` on another machine.

    Args:
        path: the table.
        directory: where its file goes; the system's temporary directory if None.

    Raises:
        UsageError: it cannot be read, or has no column `item` or no column of a known property.
    """

    def __init__(self, path: Path, directory: Path | None = None) -> None:
        self.counts = Counts()
        self._place = tempfile.TemporaryDirectory(prefix="filmdig-crosswalk-", dir=directory)
        self.file = Path(self._place.name) / f"filmdig-crosswalk-{uuid.uuid4().hex}.sqlite"
        self._db = sqlite3.connect(self.file, isolation_level=None)
        try:
            self._db.executescript(_SCHEMA)
            self._read(path)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file."""
        self._db.close()
        self._place.cleanup()

    def fill(self, record: Record) -> Record:
        """Add the identifiers that a record lacks, including Wikidata's item, and list them as derived; return the record."""
        self.count(fill(self._db, record))
        return record

    def count(self, done: Done | None) -> None:
        """Count what `fill` did with a record, here or on another machine."""
        self.counts.filled += done == "filled"
        self.counts.contradicted += done == "contradicted"

    def _read(self, path: Path) -> None:
        names: dict[str, str] = {}
        held = False
        for row in _rows(path):
            for column in row.keys() - names.keys():
                match = _PROPERTY.fullmatch(str(column))
                names[column] = match[1] if match and match[1] in wikidata.columns() else ""
            held |= any(str(column).lstrip("?").casefold() == "item" for column in row)
            self._add(row, names)
        known = [name for name in names.values() if name]
        if not held or not known:
            lack = "a column `item`" if not held else f"a column of a known property ({', '.join(wikidata.columns())})"
            raise UsageError(f"a crosswalk without {lack}", where=str(path), todo="name its columns item, P345, P1258 …")
        self.counts.unknown = sorted(str(c) for c, name in names.items() if not name and str(c).lstrip("?").casefold() != "item")
        self._db.execute("CREATE INDEX name_item ON name (item)")
        (self.counts.items,) = self._db.execute("SELECT count(DISTINCT item) FROM name").fetchone()
        doubled = "SELECT count(*) FROM (SELECT 1 FROM name GROUP BY space, key HAVING count(*) > 1)"
        (self.counts.ambiguous,) = self._db.execute(doubled).fetchone()
        self._db.execute("COMMIT")

    def _add(self, row: dict[str, Any], names: dict[str, str]) -> None:
        cells = {str(column).lstrip("?").casefold(): value for column, value in row.items()}
        item = _ITEM.fullmatch(_text(cells.get("item")))
        found = [
            (space, identity.identifier(space, value), item[1], value)
            for column, text in row.items()
            if item is not None and names[column]
            for part in _text(text).split("|")
            if part.strip()
            for space, value in wikidata.identifiers(names[column], part.strip())
        ]
        if not found:
            self.counts.rows_left_out += 1
        self._db.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", found)


def fill(names: sqlite3.Connection, record: Record) -> Done | None:
    """Add the identifiers that a record lacks and list them as derived; return what was done, None if nothing.

    Args:
        names: a crosswalk's database.
        record: a page's record; it is changed.
    """
    if record.page.kind not in _OF_ONE:
        return None
    items = {item for space, key in _names(record) for item in _items(names, space, key)}
    if len(items) != 1:
        return "contradicted" if items else None
    (item,) = items
    ids = record.film.external_ids
    found = dict(names.execute("SELECT space, value FROM name WHERE item = ? ORDER BY space, key DESC", (item,)))
    # Only the item is added to a season or an episode: other identifiers may be its series'.
    more = {wikidata.NAMESPACE: item} | ({} if record.page.kind in PARTS else _as_records_name(record, found))
    new = {space: value for space, value in more.items() if space not in ids}
    ids |= new
    record.derived += [path for space in new if (path := f"/film/external_ids/{space}") not in record.derived]
    return "filled" if new else None


def _items(names: sqlite3.Connection, space: str, key: str) -> list[str]:
    rows = names.execute("SELECT item FROM name WHERE space = ? AND key = ? LIMIT 2", (space, key)).fetchall()
    return [item for (item,) in rows] if len(rows) == 1 else []


def _names(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (namespace, key) of a record's identifiers, those of series in the namespace for series."""
    series = {name.namespace for column in wikidata.columns().values() for name in column.names}
    for space, keys in evidence.ids_of(record).items():
        if record.page.kind in PARTS and space not in _OF_A_PART:
            continue
        own = f"{space}_tv" if record.page.kind == "series" and f"{space}_tv" in series else space
        yield from ((own, key) for key in keys)


def _as_records_name(record: Record, found: dict[str, str]) -> dict[str, str]:
    """Return the identifiers in the namespaces that records use: a series' without the suffix ``_tv``."""
    if record.page.kind == "series":
        return {
            space.removesuffix("_tv"): value
            for space, value in found.items()
            if space.endswith("_tv") or f"{space}_tv" not in found
        }
    return {space: value for space, value in found.items() if not space.endswith("_tv")}


def _text(value: Any) -> str:
    """Return a cell as text; a SPARQL result has each value in an object."""
    if isinstance(value, dict):
        value = value.get("value")
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the crosswalk ({error.strerror})", where=str(path)) from error
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("[", "{"):
        yield from _json_rows(data.removeprefix(b"\xef\xbb\xbf"), path)
        return
    head = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",")
    try:
        for row in table:
            yield {column: value for column, value in row.items() if column is not None}
    except csv.Error as error:
        raise UsageError(f"not a table ({error})", where=f"{path}, line {table.line_num}") from error


def _json_rows(data: bytes, path: Path) -> Iterable[dict[str, Any]]:
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"not JSON ({error})", where=str(path), todo="give a list of objects, or a SPARQL result") from error
    if isinstance(found, dict):
        bindings = found.get("results")
        found = bindings.get("bindings") if isinstance(bindings, dict) else None
    if not isinstance(found, list):
        raise UsageError("no list of rows", where=str(path), todo="give a list of objects, or a SPARQL result")
    return (row for row in found if isinstance(row, dict))
