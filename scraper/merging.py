"""Which of a million records are of one film, in bounded memory: records, keys and groups lie in a SQLite file on disk.

In memory are four bytes a record (which group it is in), SQLite's page cache, and the one film that is being put together.
"""

from __future__ import annotations

import sqlite3
import tempfile
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import zstandard

from parsers.merged import Candidate, Link, MergedFilm
from parsers.merging import evidence, identity
from parsers.merging.combine import Combiner, film_id
from parsers.merging.evidence import Group, Verdict
from parsers.record import Record, from_json, to_json

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE record (n INTEGER PRIMARY KEY, id TEXT, captured_at TEXT, json BLOB);
CREATE TABLE grouped (n INTEGER PRIMARY KEY, state BLOB);
CREATE TABLE named (rank INTEGER, key TEXT, n INTEGER);
CREATE TABLE page (key TEXT, n INTEGER);
CREATE TABLE link (a INTEGER, b INTEGER, basis TEXT, score REAL);
CREATE TABLE refused (a INTEGER, b INTEGER, basis TEXT, against TEXT, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE candidate (a INTEGER, b INTEGER, basis TEXT, against TEXT, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE film (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX named_key ON named (rank, key, n);
CREATE INDEX page_key ON page (key, n);
"""
_BLOCK = """
DROP TABLE IF EXISTS titled;
DROP TABLE IF EXISTS pair;
CREATE TABLE titled (key TEXT, year INTEGER, n INTEGER, PRIMARY KEY (key, year, n)) WITHOUT ROWID;
CREATE TABLE pair (a INTEGER, b INTEGER, score REAL, linked INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""

# Of groups with one title key, each is compared with this many neighbours by year: a title that many films share ("Untitled")
# must not cost the square of their number.
_NEIGHBOURS = 200
# A group that fits two others, which are two films, within this score of each other, goes to neither.
_MARGIN = 0.05
# A pair that something rules out is still worth a look from this score on: a remake by another director is not.
_REFUSED_CANDIDATE = 0.6
_ROUNDS = 3

_NUMBER, _SLUG, _ADDRESS = range(3)


class Counts(msgspec.Struct, kw_only=True):
    """What a merge did.

    Attributes:
        left_over: records of no film, by kind of page.
        crowded: groups that were not compared with all that share a title with them, being more than 200.
    """

    records: int = 0
    films: int = 0
    left_over: Counter[str] = msgspec.field(default_factory=Counter)
    links_by_id: int = 0
    links_by_likeness: int = 0
    candidates: int = 0
    crowded: int = 0


class Grouping:
    """Groups records into films.

    Add all records, then ask for the films. A context manager: its file is gone when it ends.

    Args:
        directory: where its file may lie, of about the records' compressed size; the system's place for such files if None.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.counts = Counts()
        self._place = tempfile.TemporaryDirectory(prefix="filmdig-merge-", dir=directory)
        self._db = sqlite3.connect(Path(self._place.name) / "records.sqlite", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._parents = array("i")
        self._founding = bytearray()
        self._pack = msgspec.msgpack.Encoder().encode
        self._unpack = msgspec.msgpack.Decoder(Group).decode
        self._squeeze = zstandard.ZstdCompressor(level=1).compress
        self._expand = zstandard.ZstdDecompressor().decompress
        self._linked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Removes the file."""
        self._db.close()
        self._place.cleanup()

    def add(self, record: Record) -> None:
        """Takes a record."""
        number = len(self._parents)
        self.counts.records += 1
        self._parents.append(number)
        film_page = evidence.founds_film(record)
        self._founding.append(film_page)
        self._db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?)",
            (number, record.id, record.page.captured_at or "", self._squeeze(to_json(record))),
        )
        address = identity.page_key(record.page.url)
        if address is not None:
            self._db.execute("INSERT INTO page VALUES (?, ?)", (address, number))
        # A page of no known kind may join a film that it names; it founds none.
        if not film_page and not (record.page.kind == "unknown" and evidence.names_film(record)):
            return
        group = evidence.group_of(record, number)
        self._db.execute("INSERT INTO grouped VALUES (?, ?)", (number, self._pack(group)))
        names = [
            (_NUMBER if identity.is_number(value) else _SLUG, f"{space} {value}", number)
            for space, values in group.ids.items()
            for value in values
        ]
        if address is not None and not identity.is_front_page(address):
            names.append((_ADDRESS, f"page {address}", number))
        self._db.executemany("INSERT INTO named VALUES (?, ?, ?)", names)

    def link(self) -> None:
        """Finds which records are of one film; `films` does it when it was not done."""
        if self._linked:
            return
        self._linked = True
        self._db.executescript(_INDEXES + "BEGIN")
        self._link_by_name()
        for _ in range(_ROUNDS):
            if not self._link_by_likeness():
                break
        for number in range(len(self._parents)):
            if self._founding[number]:
                self._founding[self._root(number)] = True
        self._gather_candidates()

    def films(self) -> Iterator[MergedFilm]:
        """The films, in the order in which the first record of each came; counts grow while they are read."""
        self.link()
        self._gather()
        members = self._db.execute("SELECT root, n FROM member ORDER BY root, captured_at, id, n")
        for root, rows in groupby(members, key=lambda row: row[0]):
            if not self._founding[root]:
                continue
            yield self._film(root, [number for _, number in rows])
            self.counts.films += 1

    def left_over(self) -> Iterator[Record]:
        """The records of no film: lists, people, missing pages, and pages of no known kind that joined none."""
        self.link()
        self.counts.left_over.clear()
        for number in range(len(self._parents)):
            if not self._founding[self._root(number)]:
                record = self._record(number)
                self.counts.left_over[record.page.kind] += 1
                yield record

    def candidates(self) -> Iterator[Candidate]:
        """Pairs that may be one film and were kept apart, the likeliest first; each pair of groups once."""
        self.link()
        for a, b, basis, against, score in self._db.execute("SELECT * FROM candidate ORDER BY score DESC, a, b"):
            ours, theirs = self._group(a), self._group(b)
            yield Candidate(
                sources=(ours.record, theirs.record),
                titles=(ours.title, theirs.title),
                years=(ours.year, theirs.year),
                score=score,
                on=msgspec.json.decode(basis, type=list[str]),
                against=msgspec.json.decode(against, type=list[str]),
            )

    def _gather_candidates(self) -> None:
        rows = self._db.execute("SELECT a, b, basis, against, score FROM refused ORDER BY score DESC, a, b")
        for a, b, *told in rows:
            roots = sorted((self._root(a), self._root(b)))
            if roots[0] != roots[1]:
                self._db.execute("INSERT OR IGNORE INTO candidate VALUES (?, ?, ?, ?, ?)", (*roots, *told))
        (self.counts.candidates,) = self._db.execute("SELECT count(*) FROM candidate").fetchone()

    # Groups

    def _root(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    def _group(self, root: int) -> Group:
        (state,) = self._db.execute("SELECT state FROM grouped WHERE n = ?", (root,)).fetchone()
        return self._unpack(state)

    def _record(self, number: int) -> Record:
        (data,) = self._db.execute("SELECT json FROM record WHERE n = ?", (number,)).fetchone()
        return from_json(self._expand(data))

    def _join(self, a: int, b: int, ours: Group, theirs: Group, basis: list[str], score: float) -> int:
        """Makes one group of the groups of records a and b; the lower root stays."""
        roots = self._root(a), self._root(b)
        kept, gone = min(roots), max(roots)
        self._parents[gone] = kept
        self._db.execute("UPDATE grouped SET state = ? WHERE n = ?", (self._pack(evidence.joined(ours, theirs)), kept))
        self._db.execute("DELETE FROM grouped WHERE n = ?", (gone,))
        self._db.execute("INSERT INTO link VALUES (?, ?, ?, ?)", (a, b, msgspec.json.encode(basis).decode(), score))
        return kept

    def _refuse(self, a: int, b: int, basis: list[str], against: list[str], score: float) -> None:
        self._db.execute(
            "INSERT INTO refused VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET score = max(score, excluded.score)",
            (min(a, b), max(a, b), msgspec.json.encode(basis).decode(), msgspec.json.encode(against).decode(), score),
        )

    # By identifiers and addresses

    def _link_by_name(self) -> None:
        rows = self._db.execute("SELECT rank, key, n FROM named ORDER BY rank, key, n")
        for (rank, key), named in groupby(rows, key=lambda row: (row[0], row[1])):
            # Records that share a slug and contradict one another are several films: each is an anchor for more.
            anchors: list[int] = []
            for _, _, number in named:
                if not self._anchored(number, anchors, rank, key) and len(anchors) < _NEIGHBOURS:
                    anchors.append(number)

    def _anchored(self, number: int, anchors: list[int], rank: int, key: str) -> bool:
        root = self._root(number)
        if any(self._root(anchor) == root for anchor in anchors):
            return True
        if not anchors:
            return False
        space, _, value = key.partition(" ")
        basis = [f"{space}: {value}"]
        ours = self._group(root)
        for anchor in anchors:
            theirs = self._group(self._root(anchor))
            against = evidence.contradictions(ours, theirs)
            if rank != _NUMBER:
                against += evidence.slug_contradictions(ours, theirs)
            if not against:
                self._join(anchor, number, theirs, ours, basis, 1.0)
                self.counts.links_by_id += 1
                return True
            self._refuse(anchor, number, basis, against, 1.0)
        return False

    # By title, year and people

    def _link_by_likeness(self) -> bool:
        """One round; whether it linked anything."""
        self._db.executescript(_BLOCK + "BEGIN")
        self._block()
        self._compare_cut_titles()
        self._compare_blocks()
        linked = 0
        for a, b, score in self._db.execute("SELECT a, b, score FROM pair WHERE linked ORDER BY score DESC, a, b"):
            linked += self._link_pair(a, b, score)
        self.counts.links_by_likeness += linked
        return linked > 0

    def _groups(self) -> Iterator[Group]:
        for (state,) in self._db.execute("SELECT state FROM grouped ORDER BY n"):
            yield self._unpack(state)

    def _block(self) -> None:
        for group in self._groups():
            rows = ((key, group.year or 0, group.first) for key in group.titles)
            self._db.executemany("INSERT INTO titled VALUES (?, ?, ?)", rows)

    def _compare_blocks(self) -> None:
        rows = self._db.execute("SELECT key, n FROM titled ORDER BY key, year, n")
        for _, block in groupby(rows, key=lambda row: row[0]):
            near: deque[tuple[int, Group | None]] = deque(maxlen=_NEIGHBOURS)
            for place, (_, number) in enumerate(block):
                group = None
                for at, (other, known) in enumerate(near):
                    group = group or self._group(number)
                    if known is None:
                        known = self._group(other)  # noqa: PLW2901 - loaded when first needed: most titles are one film's alone
                        near[at] = (other, known)
                    self._compare(known, group)
                near.append((number, group))
                self.counts.crowded += place >= _NEIGHBOURS

    def _compare_cut_titles(self) -> None:
        for group in self._groups():
            for begun in group.cut_titles:
                rows = self._db.execute(
                    "SELECT DISTINCT n FROM titled WHERE key >= ? AND key < ? AND n != ? LIMIT ?",
                    (begun, begun + "\U0010ffff", group.first, _NEIGHBOURS),
                )
                for (number,) in rows.fetchall():
                    self._compare(group, self._group(number))

    def _compare(self, ours: Group, theirs: Group) -> None:
        verdict = evidence.compare(ours, theirs)
        if verdict.linked:
            pair = min(ours.first, theirs.first), max(ours.first, theirs.first)
            self._db.execute("INSERT OR IGNORE INTO pair VALUES (?, ?, ?, ?)", (*pair, verdict.score, True))
        else:
            self._note(ours, theirs, verdict)

    def _note(self, ours: Group, theirs: Group, verdict: Verdict) -> None:
        if verdict.score >= (_REFUSED_CANDIDATE if verdict.refused else evidence.CANDIDATE):
            self._refuse(ours.first, theirs.first, verdict.on, verdict.against, verdict.score)

    def _link_pair(self, a: int, b: int, score: float) -> bool:
        roots = self._root(a), self._root(b)
        if roots[0] == roots[1]:
            return False
        ours, theirs = self._group(roots[0]), self._group(roots[1])
        # Both may have grown since they were compared.
        verdict = evidence.compare(ours, theirs)
        if verdict.linked and (rival := self._rival(roots, a, b, score)):
            verdict.refused.append(f"another film fits as well: {rival}")
        if not verdict.linked:
            self._note(ours, theirs, verdict)
            return False
        self._join(a, b, ours, theirs, verdict.on, verdict.score)
        return True

    def _rival(self, roots: tuple[int, int], a: int, b: int, score: float) -> str | None:
        """A group that fits one of the two about as well as the other does, and is another film than that."""
        for own, other, other_root in ((a, b, roots[1]), (b, a, roots[0])):
            rows = self._db.execute(
                "SELECT b FROM pair WHERE a = ?1 AND b != ?2 AND score >= ?3"
                " UNION SELECT a FROM pair WHERE b = ?1 AND a != ?2 AND score >= ?3",
                (own, other, score - _MARGIN),
            )
            for (third,) in rows.fetchall():
                root = self._root(third)
                if root in roots:
                    continue
                rival = self._group(root)
                if evidence.compare(self._group(other_root), rival).refused or evidence.contradictions(
                    self._group(other_root), rival
                ):
                    return f"{rival.title} ({rival.year})"
        return None

    # Films

    def _gather(self) -> None:
        self._db.executescript(
            "DROP TABLE IF EXISTS member; CREATE INDEX IF NOT EXISTS link_a ON link (a);"
            "CREATE TABLE member (root INTEGER, captured_at TEXT, id TEXT, n INTEGER,"
            " PRIMARY KEY (root, captured_at, id, n)) WITHOUT ROWID; BEGIN"
        )
        rows = self._db.execute("SELECT n, captured_at, id FROM record ORDER BY n")
        self._db.executemany("INSERT INTO member VALUES (?, ?, ?, ?)", ((self._root(n), at, id_, n) for n, at, id_ in rows))

    def _film(self, root: int, numbers: list[int]) -> MergedFilm:
        combiner = Combiner()
        links: list[Link] = []
        lent: dict[int, None] = {}
        for number in numbers:
            record = self._record(number)
            combiner.add(record)
            lent.update(dict.fromkeys(self._linked_from(record, root)))
            links += self._links(number)
        for number in lent:
            combiner.lend(self._record(number))
        film = combiner.film(links)
        try:
            self._db.execute("INSERT INTO film VALUES (?)", (film.id,))
        except sqlite3.IntegrityError:
            # Two groups with one identifier, which something else forbade to be one film.
            film.id = film_id({}, film.sources[0].id)
        return film

    def _links(self, number: int) -> Iterator[Link]:
        rows = self._db.execute(
            "SELECT a.id, b.id, basis, score FROM link"
            " JOIN record AS a ON a.n = link.a JOIN record AS b ON b.n = link.b WHERE link.a = ?",
            (number,),
        )
        for a, b, basis, score in rows.fetchall():
            yield Link(sources=(a, b), on=msgspec.json.decode(basis, type=list[str]), score=score)

    def _linked_from(self, record: Record, root: int) -> Iterator[int]:
        """Records outside the film that its cut texts link to."""
        for cut in record.truncations:
            address = identity.linked_page_key(cut.full_text_url, record.page.url) if cut.state == "open" else None
            if address is None or identity.is_front_page(address):
                continue
            rows = self._db.execute("SELECT n FROM page WHERE key = ? ORDER BY n LIMIT ?", (address, _NEIGHBOURS))
            yield from (number for (number,) in rows.fetchall() if self._root(number) != root)


def merge(records: Iterable[Record], *, directory: Path | None = None) -> Iterator[MergedFilm]:
    """Films from page records: the records of one film put together, in bounded memory.

    Args:
        records: page records of any films, in any order.
        directory: where the records may lie on disk meanwhile; the system's place for such files if None.

    Yields:
        Each film, in the order in which its first record came.
    """
    with Grouping(directory) as grouping:
        for record in records:
            grouping.add(record)
        yield from grouping.films()
