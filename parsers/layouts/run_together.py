"""Casts of text renditions that lost their line breaks: names and roles in one run.

"Tommy Lee Jones CIA Director Robert Dewey Alicia Vikander Heather Lee": nothing in such a run says where a name ends. All
ways to part the run into members are weighed together: what kinds of words names and roles are made of (`cast_words`), which
names are known (``parsers/layouts/actors.txt`` and whoever else the page states as a person), how often a member of this
cast has no role. A name is taken where nearly all of the weight is on it, and its role where nearly all is on that, too;
what has two likely readings is left out and reported.
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
    """What of a run could be separated.

    Attributes:
        cast: the members whose names are certain, in the run's order; the role is None where it is not certain or not given.
        unresolved: the words between them that may be names or roles, in the run's order; empty where nothing is left.
    """

    cast: list[CastMember]
    unresolved: list[str]


_LONGEST_NAME = 5
_LONGEST_ROLE = 8
# What is printed after a name to tell namesakes apart ("Gary Weeks (II)", Rotten Tomatoes 2016) is no part of it.
_NUMBER = re.compile(r"\((?:I|II|III|IV|V|VI{1,3}|IX|X)\)")
# Words of a cast that are read at most; casts of 2016 have 500.
_MOST_WORDS = 2000
# How much of the weight has to be on a reading. Measured (`python benchmarks/word_lists.py`): 1 % of such are wrong.
_CERTAIN = 0.92
# Logarithms of what each word of a known name counts for as a name, and against a role that the name would be a part of.
_KNOWN_WORD = 2.0
_KNOWN_IN_ROLE = -3.0
# A name of one word is rare in a cast, and most words of roles would do.
_ONE_WORD = -2.0
# The share of members without a role: at first, and what the cast itself may make of it. More would make two members of
# each member and role that are names.
_BARE, _LEAST_BARE, _MOST_BARE = 0.08, 0.004, 0.12
_ROUNDS = 5
# Who plays themselves has nothing after it in a role, and no such word in a name.
_SELF = frozenset(("Himself", "Herself", "Themselves", "Itself"))
_OWN_NOTES = "(-/&,–"  # "Odo / Himself", "Himself - Host"
_NO_READING = -20.0
# Between two of them is one name, of whatever words: "Himself 50 Cent Himself Nas Himself".
_BETWEEN = 2
# Words that come so often in one cast are of roles ("Die-In Protester", "Hub Tech").
_OFTEN = 3


class _Weights(NamedTuple):
    """Logarithms of the weight of each span of words, by where it begins and how long it is.

    Attributes:
        names: of names, of 1 word on.
        roles: of roles, of 1 word on.
    """

    names: list[list[float]]
    roles: list[list[float]]


def _weigh(words: list[str], known: frozenset[str]) -> _Weights:
    name, role = shapes()
    kinds = [kind_of(word) for word in words]
    # A family's name comes often too, but after given names.
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
            called = kinds[begin + length : begin + length + 1] == ["lower"]
            if " ".join(words[begin : begin + length]) in known and not called:
                names[begin][length - 1] = max(names[begin][length - 1], _KNOWN_IN_ROLE) + _KNOWN_WORD * length
                ends = min(ends, begin + length)
        for length in range(max(ends - begin, 1), len(roles[begin]) + 1):
            roles[begin][length - 1] += _KNOWN_IN_ROLE
    _weigh_selves(words, names, roles)
    return _Weights(names, roles)


def _weigh_selves(words: list[str], names: list[list[float]], roles: list[list[float]]) -> None:
    """Let "Himself" be all of a role, unless a note follows, and a name begin after it."""
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
    """Let no name begin with a word that is the whole role of somebody: after "Owen" comes "10-Year-Old Owen"."""
    ends = [(end, readings.role_ends(begin, end)) for begin, end in readings.names()]
    roles = {words[end] for end, last in ends if last == end + 1} - _SELF
    own = {begin for begin, _ in readings.names() if begin == 0 or words[begin - 1] in _SELF}
    for begin, word in enumerate(words):
        if word in roles and begin not in own:
            weights.names[begin] = [one + _KNOWN_IN_ROLE for one in weights.names[begin]]


def _sum(logs: list[float]) -> float:
    most = max(logs)
    return most + math.log(sum(math.exp(one - most) for one in logs))


class _Readings:
    """All ways to part a run into members, weighed: forwards up to each word, backwards from each, both together at a span."""

    def __init__(self, weights: _Weights, bare: float) -> None:
        """Weigh them; `bare` is the share of members without a role."""
        self._names, self._roles = weights
        self._without, self._with = math.log(bare), math.log(1 - bare)
        count = len(self._names)
        # Of what is before each word: all readings in which a member begins there, and in which a name ends there.
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
        # Of what is after each word: all readings in which a member begins there, and in which a name ended there.
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
        """Return the share of members without a role in all readings together."""
        ends = range(1, len(self._named))
        bare = sum(math.exp(self._named[at] + self._without + self._members[at] - self._all) for at in ends)
        return bare / sum(math.exp(self._named[at] + self._roles_next[at] - self._all) for at in ends)

    def names(self) -> list[tuple[int, int]]:
        """Return where the names that are certain begin and end, in their order."""
        found = []
        for begin, weights in enumerate(self._names):
            for end, weight in enumerate(weights, start=begin + 1):
                if math.exp(self._begun[begin] + weight + self._roles_next[end] - self._all) >= _CERTAIN:
                    found.append((begin, end))
        return found

    def role_ends(self, begin: int, end: int) -> int | None:
        """Return where the role of a name ends, which is the name's end where it has none; None where that is not certain."""
        before = self._begun[begin] + self._names[begin][end - begin - 1] - self._all
        if math.exp(before + self._without + self._members[end]) >= _CERTAIN:
            return end
        for last, weight in enumerate(self._of(self._roles, end), start=end + 1):
            if math.exp(before + self._with + weight + self._members[last]) >= _CERTAIN:
                return last
        return None


def split_run(run: str, known: Iterable[str] = ()) -> SplitRun:
    """Tell the members of a cast apart.

    Args:
        run: names and roles, in the page's order.
        known: names of people that the page itself states.
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
        if not any(one.name == name and role in (None, one.role) for one in cast):  # printed twice
            cast.append(CastMember(name=name, role=role))
        done = last or end
    if left := " ".join([*words[done:], *rest]):
        unresolved.append(left)
    return SplitRun(cast, unresolved)


_LONGEST_RUN = 30_000


def run_between(text: str, heading: re.Pattern[str], following: re.Pattern[str]) -> str | None:
    """Return what is between a heading and what follows the cast; None where one of them is missing."""
    begin = heading.search(text)
    end = following.search(text, begin.end(), begin.end() + _LONGEST_RUN) if begin else None
    return text[begin.end() : end.start()] if begin and end else None


#: "Odo Pell (Nadia Wrenn)": how a synopsis or a review tells who plays whom.
_PLAYED = re.compile(r"((?:[A-ZÀ-Þ][\w'’.-]{0,30} ){1,3})\(([A-ZÀ-Þ][\w'’.-]{0,30}(?: [A-ZÀ-Þ][\w'’.-]{0,30}){1,2})\)")


def players(prose: str, run: str) -> frozenset[str]:
    """Return the people whom a page's prose names in brackets after a role, where the cast has the two in its own order."""
    found, roles = set(), set()
    for match in _PLAYED.finditer(prose):
        words = match[1].split()
        beginnings = (" ".join(words[begin:]) for begin in range(len(words)))
        role = next((one for one in beginnings if f"{match[2]} {one}" in run), None)
        if role is not None:
            found.add(match[2])
            roles.add(role)
    return frozenset(found - roles)


def read_run(page: Page, run: str | None, known: Iterable[str] = (), prose: str = "") -> list[CastMember]:
    """Return the cast of a page that has it in one run; what could not be separated is an issue of the page.

    Args:
        page: gets the issue.
        run: names and roles; None where the page has no cast.
        known: as in `split_run`.
        prose: the page's other text, which may name members of the cast.
    """
    split = split_run(run or "", {*known, *players(prose, run or "")})
    note_unresolved(page, split.unresolved, "cast")
    return split.cast
