"""Casts of text renditions that lost their line breaks: names and roles in one run.

"Tommy Lee Jones CIA Director Robert Dewey Alicia Vikander Heather Lee": nothing in such a run says where a name ends.
What does is knowing who is an actor: a list of names (``parsers/layouts/actors.txt``) and whoever else the page states as a
person. A member is told apart where its name is known and so is the one after it; the run is read from its start to the
first place that leaves more than one reading, and no further, since from there on every name could be a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from filmdig.parsers.layouts.known_names import actors
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember


class Told(NamedTuple):
    """What of a run could be told apart.

    Attributes:
        cast: the members from its start on.
        rest: what is left of it; empty where nothing is.
    """

    cast: list[CastMember]
    rest: str


_LONGEST = 5
# What is printed after a name to tell namesakes apart ("Gary Weeks (II)", Rotten Tomatoes 2016) is no part of it.
_NUMBER = re.compile(r"\((?:I|II|III|IV|V|VI{1,3}|IX|X)\)")


def told_apart(run: str, known: Iterable[str] = ()) -> Told:
    """Tell the members of a cast apart.

    Args:
        run: names and roles, in the page's order.
        known: names of people that the page itself states.
    """
    words = [word for word in run.split() if not _NUMBER.fullmatch(word)]
    found = list(_names(words, actors() | set(known)))
    cast: list[CastMember] = []
    done = 0
    for (begin, end), (following, _) in pairwise([*found, (len(words), 0)]):
        role = words[end:following]
        # Where a member stands without a role, two words may be one as well.
        bare = any(member.role is None for member in cast)
        if begin != done:
            break
        if not _is_one_role(role) or (bare and len(role) > 1):
            # Who begins here is certain, and the last who is.
            cast.append(CastMember(name=" ".join(words[begin:end])))
            done = end
            break
        cast.append(CastMember(name=" ".join(words[begin:end]), role=" ".join(role) or None))
        done = following
    return Told(cast, " ".join(words[done:]))


def _names(words: list[str], names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where known names begin and end, the longest first."""
    at = 0
    while at < len(words) - 1:
        for end in range(min(at + _LONGEST, len(words)), at + 1, -1):
            if " ".join(words[at:end]) in names:
                yield at, end
                at = end
                break
        else:
            at += 1


# Words before a character's name that are no name themselves, and words that hold a role together.
_OFFICE = re.compile(
    r"[A-Z]{2,5}|(?:[A-Z][a-z]{1,4}|Capt)\.|Agent|Ambassador|Aunt|Baron|Baroness|Brother|Captain|Chancellor|Chief|Colonel|Commander"
    r"|Commissioner|Congressman|Congresswoman|Coach|Corporal|Count|Countess|Dean|Deputy|Detective|Director|Doctor|Duchess|Duke|Emperor"
    r"|Empress|Father|First|General|Governor|Grandma|Grandpa|Inspector|Judge|Justice|King|Lady|Lieutenant|Little|Lord|Madame|Major"
    r"|Marshal|Master|Mayor|Miss|Mother|Nurse|Officer|Old|Older|Pastor|President|Prime|Minister|Prince|Princess|Principal|Private"
    r"|Professor|Queen|Rabbi|Reverend|Saint|Secretary|Senator|Sergeant|Sheriff|Sir|Sister|Special|State|Uncle|Vice|Warden|Young|Younger"
)

_INITIAL = re.compile(r"[A-Z]\.")
_MIDDLE = re.compile(rf"{_INITIAL.pattern}|['\"`“‘].+['\"”’]")


def _is_one_role(words: list[str]) -> bool:
    """Whether the words between two known names can be nothing but one role.

    Two words may be. More may be a role, a name that is not known and its role: only what offices, a nickname's
    quotes, a slash or "the" hold together is taken as one.
    """
    if len(words) <= 2:
        return True
    while words and _OFFICE.fullmatch(words[0]):
        words = words[1:]
    if len(words) <= 2:
        return True
    if len(words) > 4:
        return False
    first, *inside, last = words
    return (
        all(word.islower() for word in inside)  # "Robert the Caretaker"
        or (len(words) == 3 and ("/" in inside[0] or bool(_MIDDLE.fullmatch(inside[0]) or _INITIAL.fullmatch(first))))
        or (words[1].startswith("(") and last.endswith(")") and first[0] != "(")  # "Lenny (The Cameraman)"
    )


_LONGEST_RUN = 30_000


def run_between(text: str, heading: re.Pattern[str], behind: re.Pattern[str]) -> str | None:
    """Return what is between a heading and what follows the cast; None where one of them is missing."""
    begin = heading.search(text)
    end = behind.search(text, begin.end(), begin.end() + _LONGEST_RUN) if begin else None
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
    """Return the cast of a page that has it in one run; what could not be told apart is an issue of the page.

    Args:
        page: gets the issue.
        run: names and roles; None where the page has no cast.
        known: as in `told_apart`.
        prose: the page's other text, which may name members of the cast.
    """
    told = told_apart(run or "", {*known, *players(prose, run or "")})
    if told.rest:
        how = f"{len(told.cast)} could be told apart, then it reads {told.rest[:60]!r}"
        page.note("field_run_together", f"/film/cast: names and roles stand in one run; {how}")
    return told.cast
