"""A statistical model of the words in actors' names and in roles, counted in casts whose markup separates the two.

``cast_shapes.toml`` holds the counts: how often one kind of word follows another, in names and in roles. They come from the
corpus's casts of all sites but Rotten Tomatoes and Flixster, whose casts are used to measure the results
(``python benchmarks/cast_shapes.py``).
"""

from __future__ import annotations

import functools
import math
import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from filmdig.parsers.layouts.known_names import given_names, role_words
from filmdig.parsers.layouts.marked_casts import INITIAL, INITIALS, PARTICLES, SUFFIX, TITLE, TRADES

# Words before a character's name that are not names themselves.
_OFFICES = re.compile(
    r"Agent|Ambassador|Aunt|Baron|Baroness|Brother|Captain|Chancellor|Chief|Coach|Colonel|Commander|Commissioner|Congressman"
    r"|Congresswoman|Corporal|Count|Countess|Deputy|Detective|Director|Doctor|Duchess|Duke|Emperor|Empress|Father|First|General"
    r"|Governor|Grandma|Grandpa|Inspector|Judge|Justice|King|Lady|Lieutenant|Little|Lord|Madame|Major|Marshal|Master|Mayor|Minister"
    r"|Miss|Mother|Nurse|Officer|Old|Older|Pastor|President|Prime|Prince|Princess|Principal|Private|Professor|Queen|Rabbi|Reverend"
    r"|Saint|Secretary|Senator|Sergeant|Sheriff|Sir|Sister|Special|State|Uncle|Vice|Warden|Young|Younger"
)
_FIGURES = re.compile(r"[\d/#&]")

#: The kinds of words, in the order in which `kind_of` tries them.
KINDS = (
    *("initial", "suffix", "title", "quoted", "particle", "lower", "figures", "trade", "upper", "office", "description"),
    *("given", "other"),
)


def kind_of(word: str) -> str:
    """Return the kind of a word of a cast, one of `KINDS`."""
    bare = word.strip("()[],\"'“”")
    singular = bare.removesuffix("s")
    if INITIAL.fullmatch(word) or INITIALS.fullmatch(word):
        return "initial"
    if SUFFIX.fullmatch(word.rstrip(",")):
        return "suffix"
    if TITLE.fullmatch(word):
        return "title"
    if word[:1] in "(\"'“[" or word[-1:] in ")\"'”]":
        return "quoted"
    if PARTICLES.fullmatch(word.lower()) and not word.isupper():
        return "particle"
    if word[:1].islower():
        return "lower"
    if _FIGURES.search(word) or not word[:1].isalpha():
        return "figures"
    if TRADES.fullmatch(bare) or TRADES.fullmatch(singular):
        return "trade"
    if word.isupper() and len(word) > 1:
        return "upper"
    if _OFFICES.fullmatch(word):
        return "office"
    if bare in role_words():
        return "description"
    return "given" if bare in given_names() else "other"


class Shape:
    """A Markov chain over kinds of words: the probability of each kind depends on the kind before it."""

    def __init__(self, counts: dict[str, dict[str, int]]) -> None:
        """Take the counts of how often each kind follows another; "begin" and "end" count as kinds."""
        following = (*KINDS, "end")
        self._logs: dict[tuple[str, str], float] = {}
        for kind in ("begin", *KINDS):
            row = counts.get(kind, {})
            total = sum(row.values()) + 0.5
            for other in following:
                # Smoothing: half a count is spread evenly over all kinds.
                self._logs[kind, other] = math.log((row.get(other, 0) + 0.5 / len(following)) / total)

    def begin(self, kind: str) -> float:
        """Return the logarithm of the probability that a sequence begins with a kind."""
        return self._logs["begin", kind]

    def step(self, kind: str, other: str) -> float:
        """Return the logarithm of the probability that the second kind follows the first."""
        return self._logs[kind, other]

    def end(self, kind: str) -> float:
        """Return the logarithm of the probability that a sequence ends after a kind."""
        return self._logs[kind, "end"]

    def spans(self, kinds: Sequence[str], begin: int, longest: int) -> list[float]:
        """Return the logarithms of the probabilities of the sequences that begin at index `begin`, of 1, 2, 3 … words."""
        found, so_far = [], 0.0
        for at in range(begin, min(begin + longest, len(kinds))):
            so_far += self.begin(kinds[at]) if at == begin else self.step(kinds[at - 1], kinds[at])
            found.append(so_far + self.end(kinds[at]))
        return found


@functools.cache
def shapes() -> tuple[Shape, Shape]:
    """Return the models of names and of roles."""
    data = tomllib.loads(files("filmdig.parsers.layouts").joinpath("cast_shapes.toml").read_text(encoding="utf-8"))
    return Shape(data["name"]), Shape(data["role"])
