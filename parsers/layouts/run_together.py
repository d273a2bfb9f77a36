"""Casts of text renditions that lost their line breaks: names and roles in one run.

In "Tommy Lee Jones CIA Director Robert Dewey Alicia Vikander Heather Lee" nothing marks where a name ends. All ways to split the
run into members are weighted by the kinds of words that names and roles consist of (`cast_words`), by the known names
(``parsers/layouts/actors.txt`` and the people whom the page names elsewhere), and by how often a member of this cast has no
role. A name is taken if nearly all of the weight is on it, and its role if nearly all is on that too; words with two likely
readings are left out and reported.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from filmdig.parsers.layouts.cast_words import kind_of, shapes
from filmdig.parsers.layouts.known_names import actors
from filmdig.parsers.layouts.marked_casts import note_unresolved
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember


class SplitRun(NamedTuple):
    """A cast whose names and roles were separated.

    Attributes:
        cast: the members whose names are certain, in the run's order; the role is None if it is not certain or not given.
        unresolved: the words between them that may be names or roles, in the run's order; empty if all were separated.
    """

    cast: list[CastMember]
    unresolved: list[str]


_LONGEST_NAME = 5
_LONGEST_ROLE = 8
# A numeral that distinguishes people of the same name ("Gary Weeks (II)", Rotten Tomatoes 2016); not part of the name.
_NUMBER = re.compile(r"\((?:I|II|III|IV|V|VI{1,3}|IX|X)\)")
# The most words of a cast that are read; casts of 2016 have 500.
_MOST_WORDS = 2000
# The share of the weight that a reading needs. Measured (`python benchmarks/word_lists.py`): 1 % of the readings taken are wrong.
_CERTAIN = 0.92
# Log weights: for a known name, per word; and against a role that would contain a known name.
_KNOWN_WORD = 2.0
_KNOWN_IN_ROLE = -3.0
# Log weight of a name of one word: such names are rare in casts, and most words of roles could be one.
_ONE_WORD = -2.0
# The share of members without a role: the initial estimate, and the bounds of the estimates from the cast itself. A greater
# share would split a member whose role looks like a name into two members.
_BARE, _LEAST_BARE, _MOST_BARE = 0.08, 0.004, 0.12
_ROUNDS = 5
# Words for people who play themselves: each is the end of a role, and never part of a name.
_SELF = frozenset(("Himself", "Herself", "Themselves", "Itself"))
_OWN_NOTES = "(-/&,–"  # "Odo / Himself", "Himself - Host"
_NO_READING = -20.0
# The most words between two of them that are taken as one name, of whatever kind: "Himself 50 Cent Himself Nas Himself".
_BETWEEN = 2
# A word that occurs this often in one cast belongs to roles ("Die-In Protester", "Hub Tech").
_OFTEN = 3


class _Weights(NamedTuple):
    """The log weight of each span of words, by the index at which it begins and its length minus 1.

    Attributes:
        names: of the span as a name.
        roles: of the span as a role.
    """

    names: list[list[float]]
    roles: list[list[float]]


def _weigh(words: list[str], known: frozenset[str]) -> _Weights:
    name, role = shapes()
    kinds = [kind_of(word) for word in words]
    # Surnames of families occur often too, but after given names.
    often = Counter(word for kind, word in zip(kinds, words[1:], strict=False) if kind != "given")
    kinds = [
        "description" if kind == "other" and often[word] >= _OFTEN else kind for kind, word in zip(kinds, words, strict=True)
    ]
    names = [name.spans(kinds, begin, _LONGEST_NAME) for begin in range(len(words))]
    roles = [role.spans(kinds, begin, _LONGEST_ROLE) for begin in range(len(words))]
    ends = len(words) + 1  # the first end of a known name that begins here or later
    for begin in range(len(words) - 1, -1, -1):
        names[begin][0] += _ONE_WORD
        for length in range(len(names[begin]), 1, -1):
            # "James Dean look-alike" is a role.
            in_role = kinds[begin + length : begin + length + 1] == ["lower"]
            if " ".join(words[begin : begin + length]) in known and not in_role:
                names[begin][length - 1] = max(names[begin][length - 1], _KNOWN_IN_ROLE) + _KNOWN_WORD * length
                ends = min(ends, begin + length)
        for length in range(max(ends - begin, 1), len(roles[begin]) + 1):
            roles[begin][length - 1] += _KNOWN_IN_ROLE
    _weigh_selves(words, names, roles)
    return _Weights(names, roles)


def _weigh_selves(words: list[str], names: list[list[float]], roles: list[list[float]]) -> None:
    """Make "Himself" a whole role, unless a note follows, and make a name begin after it."""
    ends = [at + 1 for at, word in enumerate(words) if word in _SELF]
    ends = [end for end in ends if end == len(words) or words[end][0] not in _OWN_NOTES]
    for end in ends:
        alone = end < 2 or words[end - 2][-1] not in _OWN_NOTES
        for begin in range(max(0, end - _LONGEST_ROLE), end):
            for length in range(end - begin + (begin == end - 1 or not alone), len(roles[begin]) + 1):
                roles[begin][length - 1] += _NO_READING
        for begin in range(max(0, end - _LONGEST_NAME), end):
            for length in range(end - begin, len(names[begin]) + 1):
                names[begin][length - 1] += _NO_READING
    for begin, end in pairwise(ends):
        if 0 < end - 1 - begin <= _BETWEEN:
            names[begin][end - 2 - begin] = _KNOWN_WORD * (end - 1 - begin)


def _weigh_roles_again(words: list[str], weights: _Weights, readings: _Readings) -> None:
    """Lower the weight of names that begin with a word that is someone's whole role: "10-Year-Old Owen" follows "Owen"."""
    ends = [(end, readings.role_ends(begin, end)) for begin, end in readings.names()]
    roles = {words[end] for end, last in ends if last == end + 1} - _SELF
    own = {begin for begin, _ in readings.names() if begin == 0 or words[begin - 1] in _SELF}
    for begin, word in enumerate(words):
        if word in roles and begin not in own:
            weights.names[begin] = [weight + _KNOWN_IN_ROLE for weight in weights.names[begin]]


def _sum(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(log - most) for log in logs))


class _Readings:
    """All ways to split a run into members, weighted by the forward-backward algorithm."""

    def __init__(self, weights: _Weights, bare: float) -> None:
        """Compute the weights; `bare` is the share of members without a role."""
        self._names, self._roles = weights
        self._without, self._with = math.log(bare), math.log(1 - bare)
        count = len(self._names)
        # Forward, for the words before each index: all readings in which a member begins there, and in which a name ends there.
        self._begun, self._named = [-math.inf] * (count + 1), [-math.inf] * (count + 1)
        begun: list[list[float]] = [[0.0], *([] for _ in range(count))]
        named: list[list[float]] = [[] for _ in range(count + 1)]
        for at in range(count + 1):
            if named[at]:
                self._named[at] = here = _sum(named[at])
                begun[at].append(here + self._without)
                for length, weight in enumerate(self._of(self._roles, at), start=1):
                    begun[at + length].append(here + weight + self._with)
            if begun[at]:
                self._begun[at] = here = _sum(begun[at])
                for length, weight in enumerate(self._of(self._names, at), start=1):
                    named[at + length].append(here + weight)
        # Backward, for the words after each index: all readings in which a member begins there, and in which a name ended there.
        self._members, self._roles_next = [0.0] * (count + 1), [self._without] * (count + 1)
        for at in range(count - 1, -1, -1):
            names = enumerate(self._names[at], start=1)
            self._members[at] = _sum([weight + self._roles_next[at + length] for length, weight in names])
            roles = enumerate(self._roles[at], start=1)
            with_role = [self._with + weight + self._members[at + length] for length, weight in roles]
            self._roles_next[at] = _sum([self._without + self._members[at], *with_role])
        self._all = self._begun[count]

    @staticmethod
    def _of(weights: list[list[float]], at: int) -> list[float]:
        return weights[at] if at < len(weights) else []

    def bare(self) -> float:
        """Return the expected share of members without a role, over all readings."""
        ends = range(1, len(self._named))
        bare = sum(math.exp(self._named[at] + self._without + self._members[at] - self._all) for at in ends)
        return bare / sum(math.exp(self._named[at] + self._roles_next[at] - self._all) for at in ends)

    def names(self) -> list[tuple[int, int]]:
        """Return the start and end of each name that is certain, in order."""
        found = []
        for begin, weights in enumerate(self._names):
            for end, weight in enumerate(weights, start=begin + 1):
                if math.exp(self._begun[begin] + weight + self._roles_next[end] - self._all) >= _CERTAIN:
                    found.append((begin, end))
        return found

    def role_ends(self, begin: int, end: int) -> int | None:
        """Return the end of a name's role, or the name's own end if it has no role; None if neither is certain."""
        before = self._begun[begin] + self._names[begin][end - begin - 1] - self._all
        if math.exp(before + self._without + self._members[end]) >= _CERTAIN:
            return end
        for last, weight in enumerate(self._of(self._roles, end), start=end + 1):
            if math.exp(before + self._with + weight + self._members[last]) >= _CERTAIN:
                return last
        return None


def split_run(run: str, known: Iterable[str] = ()) -> SplitRun:
    """Separate the members of a cast in one run.

    Args:
        run: names and roles, in the page's order.
        known: names of people that the page states elsewhere.
    """
    words = [word for word in run.split() if not _NUMBER.fullmatch(word)]
    rest = words[_MOST_WORDS:]
    words = words[:_MOST_WORDS]
    if not words:
        return SplitRun([], [])
    weights = _weigh(words, actors() | frozenset(known))
    bare = _BARE
    for number in range(_ROUNDS):
        readings = _Readings(weights, bare)
        bare = min(max(readings.bare(), _LEAST_BARE), _MOST_BARE)
        if number == _ROUNDS - 2:
            _weigh_roles_again(words, weights, readings)
    cast: list[CastMember] = []
    unresolved: list[str] = []
    done = 0
    for begin, end in readings.names():
        if begin > done:
            unresolved.append(" ".join(words[done:begin]))
        last = readings.role_ends(begin, end)
        name, role = " ".join(words[begin:end]), " ".join(words[end:last]) or None if last else None
        if not any(member.name == name and role in (None, member.role) for member in cast):  # printed twice
            cast.append(CastMember(name=name, role=role))
        done = last or end
    if left := " ".join([*words[done:], *rest]):
        unresolved.append(left)
    return SplitRun(cast, unresolved)


_LONGEST_RUN = 30_000


def run_between(text: str, heading: re.Pattern[str], following: re.Pattern[str]) -> str | None:
    """Return the text between a heading and whatever follows the cast; None if one of them is missing."""
    begin = heading.search(text)
    end = following.search(text, begin.end(), begin.end() + _LONGEST_RUN) if begin else None
    return text[begin.end() : end.start()] if begin and end else None


#: "Odo Pell (Nadia Wrenn)": a role and its actor in a synopsis or a review.
_PLAYED = re.compile(r"((?:[A-ZÀ-Þ][\w'’.-]{0,30} ){1,3})\(([A-ZÀ-Þ][\w'’.-]{0,30}(?: [A-ZÀ-Þ][\w'’.-]{0,30}){1,2})\)")


def players(prose: str, run: str) -> frozenset[str]:
    """Return the people whom a page's prose names in brackets after a role that follows their name in the cast."""
    found, roles = set(), set()
    for match in _PLAYED.finditer(prose):
        words = match[1].split()
        beginnings = (" ".join(words[begin:]) for begin in range(len(words)))
        role = next((beginning for beginning in beginnings if f"{match[2]} {beginning}" in run), None)
        if role is not None:
            found.add(match[2])
            roles.add(role)
    return frozenset(found - roles)


def read_run(page: Page, run: str | None, known: Iterable[str] = (), prose: str = "") -> list[CastMember]:
    """Return the cast of a page that has it in one run. Names that could not be separated become an issue of the page.

    Args:
        page: the page, which gets the issue.
        run: names and roles; None if the page has no cast.
        known: as in `split_run`.
        prose: the page's other text, which may name members of the cast.
    """
    split = split_run(run or "", {*known, *players(prose, run or "")})
    note_unresolved(page, split.unresolved, "cast")
    return split.cast
