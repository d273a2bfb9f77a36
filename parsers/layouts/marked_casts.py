"""Casts of text renditions that kept a mark between name and role: "Pat McCall ... Det. Kim Lee Ada Marr ... Nurse".

Between two marks are one role and the next name, and nothing says where the role ends. What tells is, in this order: a name
that is known (the page's other people, ``actors.txt``), a bracket or number that ends the role, a role that the cast has
before, a name or role that the page's prose has by itself, and what names are made of: a given name (``given_names.txt``) and
one surname after it. Where none of these tells, neither the role nor the name is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from filmdig.parsers.layouts.known_names import actors, given_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.page_record import CastMember

#: Words inside a name that are not capitalized.
PARTICLES = re.compile(r"de|da|di|du|del|della|der|den|van|von|la|le|dos|das|ten|ter|al|el|bin|ibn|y|e|zu|af|av")
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_WORD = re.compile(r"[A-ZÀ-Þ][\w'’.-]*|'[^' ]+'|\"[^\" ]+\"")
INITIAL = re.compile(r"[A-Z]\.")
INITIALS = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)+")
#: Initials that are an office or a place ("Assistant D.A.").
_NO_INITIALS = re.compile(
    r"D\.A\.|A\.D\.A\.|U\.S\.|U\.N\.|F\.B\.I\.|C\.I\.A\.|I\.R\.S\.|M\.C\.|D\.J\.|P\.A\.|L\.A\.|N\.Y\.|M\.P\.|E\.R\.|M\.D\."
    r"|R\.N\.|S\.S\.|T\.V\."
)
#: Titles that need a name after them.
TITLE = re.compile(r"(?:Mrs?|Ms|Dr|Lt|Sgt|Capt|Det|Col|Gen|Maj|Prof|Rev|Sen|Gov|Cpl|Pvt|Adm|Cmdr|Insp|Fr|Mme|Mlle|Supt)\.?")
#: What a surname alone is a role with.
_OFFICE = re.compile(
    rf"{TITLE.pattern}|Agent|Aunt|Captain|Chief|Colonel|Commander|Detective|Doctor|Father|General|Governor|Inspector|Judge|King|Lady"
    r"|Lieutenant|Lord|Major|Mayor|Miss|Mister|Mother|Nurse|Officer|Old|President|Prince|Princess|Professor|Queen|Reverend|Senator"
    r"|Sergeant|Sheriff|Sir|Sister|Uncle|Young|Younger|Older|Admiral|Madame|Little|Big"
)
_RANK = re.compile(r"(?:First |Second )?Officer|Captain|Colonel|Doctor|Lieutenant|Major|Reverend|Senator|Sergeant|Sir|Dame")
#: What roles that are no names end with.
TRADES = re.compile(
    r"Announcer|Anchor|Assistant|Attendant|Attorney|Baby|Bailiff|Bartender|Boy|Bride|Bridesmaid|Bystander|Cameraman|Chef|Child"
    r"|Clerk|Cop|Crewman|Customer|Dancer|Daughter|Dealer|Detective|Doctor|Driver|Employee|Engineer|Father|Fireman|Firefighter"
    r"|Friend|Ghost|Girl|Goon|Groom|Guard|Guest|Gunman|Guy|Henchman|Herself|Himself|Hostess|Husband|Inmate|Janitor|Jogger"
    r"|Juror|Kid|Lady|Lawyer|Librarian|Maid|Man|Manager|Mechanic|Medic|Monk|Mother|Mourner|Musician|Narrator|Neighbor"
    r"|Newscaster|Nun|Nurse|Officer|Operator|Orderly|Owner|Paramedic|Passenger|Patron|Peasant|Pedestrian|Photographer|Pilot"
    r"|Pirate|Player|Policeman|Policewoman|Priest|Prisoner|Professor|Prostitute|Protester|Psychiatrist|Receptionist|Referee"
    r"|Reporter|Robber|Robot|Sailor|Salesman|Scientist|Secretary|Servant|Singer|Soldier|Son|Stewardess|Student|Surgeon|Teacher"
    r"|Technician|Teenager|Themselves|Therapist|Thug|Tourist|Trooper|Usher|Victim|Villager|Voice|Waiter|Waitress|Warrior|Wife"
    r"|Witness|Woman|Worker|Zombie"
)
_NUMBER = re.compile(r"#?\d{1,3}[A-Za-z]?")
_NOTE = re.compile(r"\((?:[a-zà-ÿ]|[A-Z\d]+\))")
_LONGEST = 5
_LONGEST_NAME = 8  # words
_AROUND = '()[]"“”,;:!?…'


class NameFinder(msgspec.Struct):
    """What is known while a cast is read.

    Attributes:
        known: names of people.
        prose: runs of capitalized words that the page's other text has by themselves.
        roles: roles that were separated.
        listed: roles that the page lists once more, in one run.
    """

    known: frozenset[str]
    prose: frozenset[str] = frozenset()
    roles: set[str] = msgspec.field(default_factory=set)
    listed: str = ""

    def begins(self, words: list[str]) -> int | None:
        """Return where in a role and a name the name begins: 0 where there is no role, None where nothing tells."""
        count = len(words)
        firm = any(word.endswith(":") and following[:1].isupper() for word, following in pairwise(words[:-1]))
        if firm and not any(word.endswith(")") for word in words[:-2]):
            return None  # "producer: Reel North Ada Marr": a firm's or a person's name may follow the job
        for begin in range(max(0, count - _LONGEST), count - 1):
            if " ".join(words[begin:]) in self.known:
                return _with_rank(words, begin)
        found = self._ended(words)
        found = found if found is not None else _by_given_name(words)
        return _with_rank(words, found) if found else found

    def _ended(self, words: list[str]) -> int | None:
        """By what ends the role, or by words that the page has elsewhere."""
        count = len(words)
        opened = max((at for at, word in enumerate(words[:-1]) if word.startswith("(")), default=None)
        closed = max((at + 1 for at, word in enumerate(words[:-1]) if word.endswith(")")), default=0)
        if closed and opened is not None:
            # "(voice)", "(as Ada Marr)" end a role; other brackets may be inside one: "Ben (Obi) Marr".
            ends = bool(_NOTE.match(" ".join(words[opened:]))) or count - closed == 2 or words[closed] in given_names()
            return closed if ends and _is_name(words[closed:]) else None
        numbered = max((at + 1 for at, word in enumerate(words[:-1]) if at and _NUMBER.fullmatch(word)), default=0)
        if numbered and count - numbered == 2 and _is_name(words[numbered:]):
            return numbered
        small = next((at for at, word in enumerate(words) if not word[:1].islower()), count)
        if small and count - small in (2, 3) and not words[small - 1].endswith(":") and _is_name(words[small:]):
            return small  # jobs are in small letters: "executive producer Ada Marr"
        for begin in range(count - 2, 0, -1):
            role = " ".join(words[:begin])
            known = role in self.roles or f" {role} " in self.listed
            if count - begin <= 3 and known and _is_name(words[begin:]):
                return begin
        alone = [
            begin
            for begin in range(1, count - 1)
            if _is_name(words[begin:])
            and (" ".join(words[begin:]) in self.prose or (begin > 1 and " ".join(words[:begin]) in self.prose))
        ]
        return alone[0] if len(alone) == 1 else None


def _with_rank(words: list[str], begin: int) -> int:
    """Return where a name begins, with the rank before it where a number ends the role: "Pilot #1 Captain Ada Marr"."""
    numbered = max((at + 1 for at, word in enumerate(words[:begin]) if at and _NUMBER.fullmatch(word)), default=begin)
    return numbered if _RANK.fullmatch(" ".join(words[numbered:begin])) else begin


def _by_given_name(words: list[str]) -> int | None:
    """By what names are made of: initials, or a given name, maybe an initial, and one surname."""
    given, count = given_names(), len(words)
    for begin in range(count - 2, 0, -1):
        if INITIALS.fullmatch(words[begin]) and not _NO_INITIALS.fullmatch(words[begin]):
            certain = words[begin - 1] not in given and count - begin <= 3 and _is_name(words[begin:])
            return begin if certain else None
    begin = count - 2 - bool(SUFFIX.fullmatch(words[-1]))
    while begin > 0 and PARTICLES.fullmatch(words[begin]):
        begin -= 1
    if begin > 0 and INITIAL.fullmatch(words[begin]):
        begin -= 1
    if begin < 1 or not _is_name(words[begin:]):
        return None
    before = words[begin - 1]
    if words[begin] in given:
        titled = begin > 1 and TITLE.fullmatch(words[begin - 2])
        part = before in given or PARTICLES.fullmatch(before.lower()) or before == "St." or INITIAL.fullmatch(before)
        # "Floyd David Marr": a role has a word at least, a name two.
        return begin if titled or begin == 1 or not part else None
    if count - begin != 2 or not all(map(_WORD.fullmatch, words)):
        return None
    plain = begin == 1
    office = begin == 2 and before not in given and _OFFICE.fullmatch(words[0])
    return begin if plain or office or (begin > 1 and TRADES.fullmatch(before)) else None


def _is_name(words: list[str]) -> bool:
    """Whether words have the form of a name of two words or more."""
    core = words[:-1] if words and SUFFIX.fullmatch(words[-1]) else words
    if not 2 <= len(core) <= _LONGEST or PARTICLES.fullmatch(core[0]) or PARTICLES.fullmatch(core[-1]):
        return False
    return all(_WORD.fullmatch(word) or PARTICLES.fullmatch(word) for word in core)


def by_themselves(text: str) -> frozenset[str]:
    """Return the runs of two to four capitalized words in a text, each as long as it is: what prose calls people."""
    found: set[str] = set()
    run: list[str] = []
    for printed in [*text.split(), ""]:
        word = printed.strip(_AROUND)
        word = word if INITIAL.fullmatch(word) else word.rstrip("." + _AROUND)
        word = word.removesuffix("'s").removesuffix("’s")
        if printed[:1] in _AROUND or not _WORD.fullmatch(word):
            _keep(run, found)
            run = []
        if _WORD.fullmatch(word):
            run.append(word)
            if printed.rstrip() != word and printed[-1] != word[-1]:
                _keep(run, found)
                run = []
    return frozenset(found)


def _keep(run: list[str], found: set[str]) -> None:
    if 2 <= len(run) <= 4:
        found.add(" ".join(run))


class Marked(msgspec.Struct):
    """A cast that was separated.

    Attributes:
        cast: the members whose names are certain.
        half: those of them who have a role that could not be separated from the next name; here it is None.
        unresolved: what is between two marks and could not be separated, in the page's order.
    """

    cast: list[CastMember] = []
    half: list[CastMember] = []
    unresolved: list[str] = []


def split_at_marks(run: str, mark: str, finder: NameFinder, *, bare: bool = False) -> Marked:
    """Tell apart the members of a cast that has a mark between name and role.

    Args:
        run: names, marks and roles, in the page's order.
        mark: a pattern of the mark, with the blanks around it.
        finder: what is known.
        bare: whether people without a role have no mark either ("Ada Marr as Nurse Kim Lee Pat Orr as Crow").
    """
    first, *parts = re.split(mark, f"{run} ")
    found = Marked()
    names, rest = _bare_names(first.split(), finder, bare)
    if rest:
        found.unresolved.append(" ".join(rest))
    found.cast += [CastMember(name=name) for name in names]
    member = found.cast.pop() if parts and names else None
    for number, part in enumerate(parts):
        words = part.split()
        last = number == len(parts) - 1
        begin = len(words) if last or not words else finder.begins(words)
        role, between = _less_bare(words[:begin], finder) if bare and begin is not None else (words[:begin], [])
        # Below a cast with a mark in each row, people without a role may follow the last one's.
        loose = bare or (last and not _OFFICE.fullmatch(" ".join(role[:1])))
        certain = begin is not None and (not loose or not role or _whole(role, finder))
        if member is not None:
            found.cast.append(member)
            member.role = " ".join(role) or None if certain else None
        if certain:
            found.cast += [CastMember(name=one) for one in between]
            finder.roles.add(" ".join(role))
        else:
            found.unresolved.append(part.strip())
            found.half += [member] if member is not None else []
        following = " ".join(words[begin:]) if begin is not None else ""
        member = CastMember(name=following) if following else None
    return found


def _bare_names(words: list[str], finder: NameFinder, bare: bool) -> tuple[list[str], list[str]]:
    """Return the names before the first mark, and the words of them that cannot be separated."""
    names: list[str] = []
    while bare and len(words) > 3:
        begin = finder.begins(words)
        if not begin:
            break
        names.insert(0, " ".join(words[begin:]))
        words = words[:begin]
    if len(words) > 3 and bare and " ".join(words) not in finder.known:
        return names, words
    return ([" ".join(words), *names] if words else names), []


def _less_bare(words: list[str], finder: NameFinder) -> tuple[list[str], list[str]]:
    """Return a role, less known people who follow it."""
    between: list[str] = []
    while len(words) > 2:
        first = max(1, len(words) - _LONGEST_NAME)
        begin = next((at for at in range(first, len(words) - 1) if " ".join(words[at:]) in finder.known), None)
        if begin is None:
            break
        between.insert(0, " ".join(words[begin:]))
        words = words[:begin]
    return words, between


def _whole(words: list[str], finder: NameFinder) -> bool:
    """Whether words can be nothing but one role, and not a role and a person without one."""
    text = " ".join(words)
    if len(words) <= 2 or text in finder.roles or text in finder.prose:
        return True
    while words and TITLE.fullmatch(words[0]):
        words = words[1:]
    if len(words) <= 2 or TRADES.fullmatch(words[-1]) or _NUMBER.fullmatch(words[-1]) or words[-1].endswith((")", "'", '"')):
        return True
    nickname = len(words) == 3 and (words[1][:1] in "'\"`“‘" or "/" in words[1])
    return nickname or not _is_name(words[-2:]) or words[-3][:1].islower()


def read_marked(
    page: Page,
    run: str | None,
    mark: str,
    known: Iterable[str] = (),
    *,
    field: str = "cast",
    bare: bool = False,
    prose: str = "",
    listed: str = "",
) -> Marked:
    """Return the people of a page whose run of names has marks; what could not be separated is an issue of the page.

    Args:
        page: gets the issue.
        run: names, marks and roles; None where the page has none.
        mark: as in `split_at_marks`.
        known: names of people that the page itself states.
        field: the field that the issue names.
        bare: as in `split_at_marks`.
        prose: the page's other text, which may name people and roles.
        listed: roles that the page lists once more, in one run.
    """
    if not run:
        return Marked()
    finder = NameFinder(actors() | frozenset(known), by_themselves(prose), listed=f" {listed} " if listed else "")
    found = split_at_marks(run, mark, finder, bare=bare)
    note_unresolved(page, found.unresolved, field)
    return found


def note_unresolved(page: Page, unresolved: list[str], field: str) -> None:
    """Note as an issue of the page what of a run of names and roles could not be separated, if anything."""
    if unresolved:
        times = "once" if len(unresolved) == 1 else f"{len(unresolved)} times"
        what = f"{times} nothing tells where a role ends and a name begins, first in {unresolved[0][:60]!r}"
        page.note("field_run_together", f"/film/{field}: names and roles are in one run; {what}")
