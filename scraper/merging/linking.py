"""The decision which records are of one film, in bounded memory: identifiers, keys and groups are kept in an SQLite file.

Five bytes for each record (its group, and whether it makes a film) and SQLite's page cache are in memory.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from filmdig.parsers.merging import evidence, identity
from filmdig.parsers.merging.combine import film_id
from filmdig.parsers.merging.evidence import Group, Verdict
from filmdig.parsers.merging.record_statement import Statement
from filmdig.parsers.record.merged_film import Candidate, Link
from filmdig.scraper.merging import comparing

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
CREATE TABLE record (n INTEGER PRIMARY KEY, id TEXT, captured_at TEXT, kind TEXT);
CREATE TABLE grouped (n INTEGER PRIMARY KEY, state BLOB);
CREATE TABLE named (rank INTEGER, key TEXT, n INTEGER);
CREATE TABLE page (key TEXT, n INTEGER);
CREATE TABLE wanted (n INTEGER, position INTEGER, key TEXT, PRIMARY KEY (n, position)) WITHOUT ROWID;
CREATE TABLE link (a INTEGER, b INTEGER, basis TEXT, score REAL);
CREATE TABLE refused (a INTEGER, b INTEGER, basis TEXT, against TEXT, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE candidate (a INTEGER, b INTEGER, basis TEXT, against TEXT, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX named_key ON named (rank, key, n);
CREATE INDEX page_key ON page (key, n);
"""
_BLOCK = """
DROP TABLE IF EXISTS titled;
DROP TABLE IF EXISTS pair;
CREATE TABLE titled (key TEXT, year INTEGER, n INTEGER, PRIMARY KEY (key, year, n)) WITHOUT ROWID;
CREATE TABLE pair (a INTEGER, b INTEGER, score REAL, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""
_MEMBERS = """
DROP TABLE IF EXISTS member;
DROP TABLE IF EXISTS film;
CREATE INDEX IF NOT EXISTS link_a ON link (a);
CREATE TABLE member (root INTEGER, captured_at TEXT, id TEXT, n INTEGER, PRIMARY KEY (root, captured_at, id, n)) WITHOUT ROWID;
CREATE TABLE film (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

#: Each group is compared with this many neighbours by year that share a title key, so that the cost of a title of many films
#: ("Untitled") is not quadratic.
_NEIGHBOURS = 200
#: A group that fits two different films, with scores that differ by no more than this, is linked to neither.
_MARGIN = 0.05
#: A pair that something rules out is a candidate from this score on; a remake by another director is below it.
_REFUSED_CANDIDATE = 0.6
#: Rounds of linking by likeness: a group that has grown may fit others.
_ROUNDS = 3

#: Ranks of identifiers, the surest first.
_NUMBER, _SLUG, _ADDRESS = range(3)


class Counts(msgspec.Struct, kw_only=True):
    """The counts of a merge.

    Attributes:
        left_over: records that are in no film, by kind of page.
        crowded: groups that were not compared with all others of their title, because those are more than 200.
    """

    records: int = 0
    films: int = 0
    left_over: Counter[str] = msgspec.field(default_factory=Counter)
    links_by_id: int = 0
    links_by_likeness: int = 0
    candidates: int = 0
    crowded: int = 0


class Linked(NamedTuple):
    """The records of one film, by number.

    Attributes:
        id: the film's id.
        members: in the order in which they are added.
        donors: records outside the film that its cut texts link to.
        links: why its records are of one film.
    """

    id: str
    members: list[int]
    donors: list[int]
    links: list[Link]


class Linking:
    """Decides which records are of one film.

    Add every record's statement, then read the films.

    Args:
        file: where it keeps its data; the caller removes it.
    """

    def __init__(self, file: Path) -> None:
        self.counts = Counts()
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.executescript(_SCHEMA + "BEGIN")
        self._parents = array("i")
        self._makes_film = bytearray()
        self._pack = msgspec.msgpack.Encoder().encode
        self._unpack = msgspec.msgpack.Decoder(Group).decode
        self._linked = False

    def close(self) -> None:
        """Close its file."""
        self._db.close()

    def add(self, statement: Statement) -> int:
        """Add a record's statement; return the record's number in the input."""
        number = len(self._parents)
        if statement.group is not None:
            statement.group.first = number
        state = self._pack(statement.group)  # first, since an odd group may fail to be packed
        self.counts.records += 1
        self._parents.append(number)
        self._makes_film.append(statement.makes_film)
        self._db.execute("INSERT INTO record VALUES (?, ?, ?, ?)", (number, statement.id, statement.captured_at, statement.kind))
        if statement.address is not None:
            self._db.execute("INSERT INTO page VALUES (?, ?)", (statement.address, number))
        wanted = ((number, position, key) for position, key in enumerate(statement.wanted))
        self._db.executemany("INSERT INTO wanted VALUES (?, ?, ?)", wanted)
        if statement.group is None:
            return number
        self._db.execute("INSERT INTO grouped VALUES (?, ?)", (number, state))
        names = [
            (_NUMBER if identity.is_number(value) else _SLUG, f"{space} {value}", number)
            for space, values in statement.group.ids.items()
            for value in values
        ]
        if statement.address is not None and not identity.is_front_page(statement.address):
            names.append((_ADDRESS, f"page {statement.address}", number))
        self._db.executemany("INSERT INTO named VALUES (?, ?, ?)", names)
        return number

    def link(self) -> None:
        """Find out which records are of one film; `films`, `left_over` and `candidates` call it if necessary."""
        if self._linked:
            return
        self._linked = True
        self._db.executescript(_INDEXES + "BEGIN")
        self._link_by_name()
        for _ in range(_ROUNDS):
            if not self._link_by_likeness():
                break
        for number in range(len(self._parents)):
            if self._makes_film[number]:
                self._makes_film[self._root(number)] = True
        self._gather_candidates()
        self.counts.left_over.update(kind for _, kind in self._left_over())

    def films(self) -> Iterator[Linked]:
        """Yield the films in the order of their first records; the counts grow while they are read."""
        self.link()
        self._db.executescript(_MEMBERS + "BEGIN")
        records = self._db.execute("SELECT n, captured_at, id FROM record ORDER BY n")
        self._db.executemany("INSERT INTO member VALUES (?, ?, ?, ?)", ((self._root(n), at, id_, n) for n, at, id_ in records))
        members = self._db.execute("SELECT root, n, id FROM member ORDER BY root, captured_at, id, n")
        for root, rows in groupby(members, key=lambda row: row[0]):
            if not self._makes_film[root]:
                continue
            _, numbers, ids = zip(*rows, strict=True)
            yield Linked(self._film_id(root, ids[0]), list(numbers), self._donors(root, numbers), list(self._links(numbers)))
            self.counts.films += 1

    def left_over(self) -> Iterator[int]:
        """Yield the numbers of the records that are in no film."""
        self.link()
        yield from (number for number, _ in self._left_over())

    def _left_over(self) -> Iterator[tuple[int, str]]:
        for number, kind in self._db.execute("SELECT n, kind FROM record ORDER BY n"):
            if not self._makes_film[self._root(number)]:
                yield number, kind

    def candidates(self) -> Iterator[Candidate]:
        """Yield the pairs of groups that were kept apart but may be one film, the likeliest first."""
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
        for a, b, *reasons in rows:
            roots = sorted((self._root(a), self._root(b)))
            if roots[0] != roots[1]:
                self._db.execute("INSERT OR IGNORE INTO candidate VALUES (?, ?, ?, ?, ?)", (*roots, *reasons))
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

    def _join(self, a: int, b: int, ours: Group, theirs: Group, basis: list[str], score: float) -> int:
        """Make one group of the groups of records a and b, under the lower root; return that."""
        roots = self._root(a), self._root(b)
        kept, dropped = min(roots), max(roots)
        self._parents[dropped] = kept
        self._db.execute("UPDATE grouped SET state = ? WHERE n = ?", (self._pack(evidence.joined(ours, theirs)), kept))
        self._db.execute("DELETE FROM grouped WHERE n = ?", (dropped,))
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
            # Records that share a slug and contradict each other are several films, each of which others may join.
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
            against = comparing.contradictions(ours, theirs)
            if rank != _NUMBER:
                against += comparing.contradictions(ours, theirs, evidence.slug_contradictions)
            if not against:
                self._join(anchor, number, theirs, ours, basis, 1.0)
                self.counts.links_by_id += 1
                return True
            self._refuse(anchor, number, basis, against, 1.0)
        return False

    # By title, year and people

    def _link_by_likeness(self) -> bool:
        """Do one round; return whether it linked anything."""
        self._db.executescript(_BLOCK + "BEGIN")
        self._block()
        self._compare_cut_titles()
        self._compare_blocks()
        self._db.execute("CREATE INDEX pair_b ON pair (b)")  # `_rival` asks for either end of each pair
        linked = 0
        for a, b, score in self._db.execute("SELECT a, b, score FROM pair ORDER BY score DESC, a, b"):
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
                        known = self._group(other)  # noqa: PLW2901 - loaded when first needed: most titles are of one film
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
        verdict = comparing.compared(ours, theirs)
        if verdict.linked:
            pair = min(ours.first, theirs.first), max(ours.first, theirs.first)
            self._db.execute("INSERT OR IGNORE INTO pair VALUES (?, ?, ?)", (*pair, verdict.score))
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
        # Both groups may have grown since they were compared.
        verdict = comparing.compared(ours, theirs)
        if verdict.linked and (rival := self._rival(roots, a, b, score)):
            verdict.refused.append(f"another film fits as well: {rival}")
        if not verdict.linked:
            self._note(ours, theirs, verdict)
            return False
        self._join(a, b, ours, theirs, verdict.on, verdict.score)
        return True

    def _rival(self, roots: tuple[int, int], a: int, b: int, score: float) -> str | None:
        """Return the name of a third group that fits one of the two about as well, and is another film than the other of them."""
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
                other_group = self._group(other_root)
                if comparing.compared(other_group, rival).refused or comparing.contradictions(other_group, rival):
                    return f"{rival.title} ({rival.year})"
        return None

    # Films

    def _film_id(self, root: int, record: str) -> str:
        taken = film_id(self._group(root).ids, record)
        try:
            self._db.execute("INSERT INTO film VALUES (?)", (taken,))
        except sqlite3.IntegrityError:
            # Another film has the same identifier; something ruled out that the two are one.
            return film_id({}, record)
        return taken

    def _links(self, numbers: Iterable[int]) -> Iterator[Link]:
        for number in numbers:
            rows = self._db.execute(
                "SELECT a.id, b.id, basis, score FROM link"
                " JOIN record AS a ON a.n = link.a JOIN record AS b ON b.n = link.b WHERE link.a = ? ORDER BY link.rowid",
                (number,),
            )
            for a, b, basis, score in rows.fetchall():
                yield Link(sources=(a, b), on=msgspec.json.decode(basis, type=list[str]), score=score)

    def _donors(self, root: int, numbers: Iterable[int]) -> list[int]:
        """Return records outside the film that its cut texts link to."""
        donors: dict[int, None] = {}
        for number in numbers:
            wanted = self._db.execute("SELECT key FROM wanted WHERE n = ? ORDER BY position", (number,)).fetchall()
            for (address,) in wanted:
                rows = self._db.execute("SELECT n FROM page WHERE key = ? ORDER BY n LIMIT ?", (address, _NEIGHBOURS))
                donors.update(dict.fromkeys(n for (n,) in rows.fetchall() if self._root(n) != root))
        return list(donors)
