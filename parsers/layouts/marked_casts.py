"""Casts of text renditions that kept a mark between name and role: "Pat McCall ... Det. Kim Lee Ada Marr ... Nurse".

Between two marks there are a role and the next name, without a separator. The boundary is found from, in this order: a known
name (the page's other people, ``actors.txt``), a bracket or number that ends the role, a role that occurs earlier in the cast,
a name or role that the page's prose has on its own, and the form of names: a given name (``given_names.txt``) and one surname
after it. If none of these gives a boundary, neither the role nor the name is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from filmdig.parsers.layouts.known_names import actors, given_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.plain_text import how_many
from filmdig.parsers.record.page_record import CastMember

#: Words inside a name that are not capitalized.
PARTICLES = re.compile(r"de|da|di|du|del|della|der|den|van|von|la|le|dos|das|ten|ter|al|el|bin|ibn|y|e|zu|af|av")
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV")
_WORD = re.compile(r"[A-ZÀ-Þ][\w'’.-]*|'[^' ]+'|\"[^\" ]+\"")
INITIAL = re.compile(r"[A-Z]\.")
INITIALS = re.compile(r"[A-Z]\.(?:-?[A-Z]\.)+")
#: Abbreviations that look like initials but are an office or a place ("Assistant D.A.").
_NO_INITIALS = re.compile(
    r"D\.A\.|A\.D\.A\.|U\.S\.|U\.N\.|F\.B\.I\.|C\.I\.A\.|I\.R\.S\.|M\.C\.|D\.J\.|P\.A\.|L\.A\.|N\.Y\.|M\.P\.|E\.R\.|M\.D\."
    r"|R\.N\.|S\.S\.|T\.V\."
)
#: Titles that need a name after them.
TITLE = re.compile(r"(?:Mrs?|Ms|Dr|Lt|Sgt|Capt|Det|Col|Gen|Maj|Prof|Rev|Sen|Gov|Cpl|Pvt|Adm|Cmdr|Insp|Fr|Mme|Mlle|Supt)\.?")
#: Words that make a role with a surname alone.
_OFFICE = re.compile(
    rf"{TITLE.pattern}|Agent|Aunt|Captain|Chief|Colonel|Commander|Detective|Doctor|Father|General|Governor|Inspector|Judge|King|Lady"
    r"|Lieutenant|Lord|Major|Mayor|Miss|Mister|Mother|Nurse|Officer|Old|President|Prince|Princess|Professor|Queen|Reverend|Senator"
    r"|Sergeant|Sheriff|Sir|Sister|Uncle|Young|Younger|Older|Admiral|Madame|Little|Big"
)
_RANK = re.compile(r"(?:First |Second )?Officer|Captain|Colonel|Doctor|Lieutenant|Major|Reverend|Senator|Sergeant|Sir|Dame")
#: Last words of roles that are not names.
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
#: The most words in a name.
_LONGEST_NAME = 5
#: The most words in a known name that follows a role, in a cast where people without a role have no mark.
_LONGEST_KNOWN_NAME = 8
_AROUND = '()[]"“”,;:!?…'


class NameFinder(msgspec.Struct):
    """Finds where a name begins after a role.

    Attributes:
        known: names of people.
        prose: the `capitalized_runs` of the page's other text.
        roles: roles that were already separated.
        listed: the page's separate list of roles, in one run.
    """

    known: frozenset[str]
    prose: frozenset[str] = frozenset()
    roles: set[str] = msgspec.field(default_factory=set)
    listed: str = ""

    def name_start(self, words: list[str]) -> int | None:
        """Return the index at which the name begins in a role and a name: 0 if there is no role, None if it is not certain."""
        count = len(words)
        firm = any(word.endswith(":") and following[:1].isupper() for word, following in pairwise(words[:-1]))
        if firm and not any(word.endswith(")") for word in words[:-2]):
            return None  # "producer: Reel North Ada Marr": the name of a company or a person may follow the job
        for begin in range(max(0, count - _LONGEST_NAME), count - 1):
            if " ".join(words[begin:]) in self.known:
                return _with_rank(words, begin)
        found = self._by_role(words)
        found = found if found is not None else _by_given_name(words)
        return _with_rank(words, found) if found else found

    def _by_role(self, words: list[str]) -> int | None:
        """Return where the name begins, by the role's end or by words that the page has elsewhere."""
        count = len(words)
        opened = max((at for at, word in enumerate(words[:-1]) if word.startswith("(")), default=None)
        closed = max((at + 1 for at, word in enumerate(words[:-1]) if word.endswith(")")), default=0)
        if closed and opened is not None:
            # "(voice)" and "(as Ada Marr)" end a role; other brackets may be inside one: "Ben (Obi) Marr".
            ends = bool(_NOTE.match(" ".join(words[opened:]))) or count - closed == 2 or words[closed] in given_names()
            return closed if ends and _is_name(words[closed:]) else None
        numbered = max((at + 1 for at, word in enumerate(words[:-1]) if at and _NUMBER.fullmatch(word)), default=0)
        if numbered and count - numbered == 2 and _is_name(words[numbered:]):
            return numbered
        small = next((at for at, word in enumerate(words) if not word[:1].islower()), count)
        if small and count - small in (2, 3) and not words[small - 1].endswith(":") and _is_name(words[small:]):
            return small  # jobs are in lower case: "executive producer Ada Marr"
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
    """Return where a name begins, including a rank before it if a number ends the role: "Pilot #1 Captain Ada Marr"."""
    numbered = max((at + 1 for at, word in enumerate(words[:begin]) if at and _NUMBER.fullmatch(word)), default=begin)
    return numbered if _RANK.fullmatch(" ".join(words[numbered:begin])) else begin


def _by_given_name(words: list[str]) -> int | None:
    """Return where a name begins by the form of names: initials, or a given name, maybe an initial, and one surname."""
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
        # "Floyd David Marr": a role has at least one word, a name at least two.
        return begin if titled or begin == 1 or not part else None
    if count - begin != 2 or not all(map(_WORD.fullmatch, words)):
        return None
    plain = begin == 1
    office = begin == 2 and before not in given and _OFFICE.fullmatch(words[0])
    return begin if plain or office or (begin > 1 and TRADES.fullmatch(before)) else None


def _is_name(words: list[str]) -> bool:
    """Return whether words have the form of a name of two words or more."""
    core = words[:-1] if words and SUFFIX.fullmatch(words[-1]) else words
    if not 2 <= len(core) <= _LONGEST_NAME or PARTICLES.fullmatch(core[0]) or PARTICLES.fullmatch(core[-1]):
        return False
    return all(_WORD.fullmatch(word) or PARTICLES.fullmatch(word) for word in core)


def capitalized_runs(text: str) -> frozenset[str]:
    """Return the runs of two to four capitalized words in a text, which are likely names of people; longer runs are left out."""
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


class SplitCast(msgspec.Struct):
    """A cast whose names and roles were separated.

    Attributes:
        cast: the members whose names are certain.
        without_role: those of them whose role could not be separated from the next name, and is None here.
        unresolved: the texts between two marks that could not be separated, in the page's order.
    """

    cast: list[CastMember] = []
    without_role: list[CastMember] = []
    unresolved: list[str] = []


def split_at_marks(run: str, mark: str, finder: NameFinder, *, bare: bool = False) -> SplitCast:
    """Separate the members of a cast that has a mark between name and role.

    Args:
        run: names, marks and roles, in the page's order.
        mark: a pattern of the mark, with the blanks around it.
        finder: finds where names begin.
        bare: whether people without a role have no mark ("Ada Marr as Nurse Kim Lee Pat Orr as Crow").
    """
    first, *parts = re.split(mark, f"{run} ")
    found = SplitCast()
    names, rest = _bare_names(first.split(), finder, bare)
    if rest:
        found.unresolved.append(" ".join(rest))
    found.cast += [CastMember(name=name) for name in names]
    member = found.cast.pop() if parts and names else None
    for number, part in enumerate(parts):
        words = part.split()
        last = number == len(parts) - 1
        begin = len(words) if last or not words else finder.name_start(words)
        role, between = _split_off_bare(words[:begin], finder) if bare and begin is not None else (words[:begin], [])
        # After a cast with a mark in each row, people without a role may follow the last role.
        loose = bare or (last and not _OFFICE.fullmatch(" ".join(role[:1])))
        certain = begin is not None and (not loose or not role or _is_one_role(role, finder))
        if member is not None:
            found.cast.append(member)
            member.role = " ".join(role) or None if certain else None
        if certain:
            found.cast += [CastMember(name=name) for name in between]
            finder.roles.add(" ".join(role))
        else:
            found.unresolved.append(part.strip())
            found.without_role += [member] if member is not None else []
        following = " ".join(words[begin:]) if begin is not None else ""
        member = CastMember(name=following) if following else None
    return found


def _bare_names(words: list[str], finder: NameFinder, bare: bool) -> tuple[list[str], list[str]]:
    """Return the names before the first mark, and the words among them that cannot be separated."""
    names: list[str] = []
    while bare and len(words) > 3:
        begin = finder.name_start(words)
        if not begin:
            break
        names.insert(0, " ".join(words[begin:]))
        words = words[:begin]
    if len(words) > 3 and bare and " ".join(words) not in finder.known:
        return names, words
    return ([" ".join(words), *names] if words else names), []


def _split_off_bare(words: list[str], finder: NameFinder) -> tuple[list[str], list[str]]:
    """Return a role without the known names after it, and those names."""
    between: list[str] = []
    while len(words) > 2:
        first = max(1, len(words) - _LONGEST_KNOWN_NAME)
        begin = next((at for at in range(first, len(words) - 1) if " ".join(words[at:]) in finder.known), None)
        if begin is None:
            break
        between.insert(0, " ".join(words[begin:]))
        words = words[:begin]
    return words, between


def _is_one_role(words: list[str], finder: NameFinder) -> bool:
    """Return whether words can only be one role, and not a role and then a person without one."""
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
) -> SplitCast:
    """Return a page's cast from a run of names with marks. Names that could not be separated become an issue of the page.

    Args:
        page: the page, which gets the issue.
        run: names, marks and roles; None if the page has none.
        mark: as in `split_at_marks`.
        known: names of people that the page states elsewhere.
        field: the field that the issue names.
        bare: as in `split_at_marks`.
        prose: the page's other text, which may name people and roles.
        listed: the page's separate list of roles, in one run.
    """
    if not run:
        return SplitCast()
    finder = NameFinder(actors() | frozenset(known), capitalized_runs(prose), listed=f" {listed} " if listed else "")
    found = split_at_marks(run, mark, finder, bare=bare)
    note_unresolved(page, found.unresolved, field)
    return found


def note_unresolved(page: Page, unresolved: list[str], field: str) -> None:
    """Add an issue to the page for the parts of a run of names and roles that could not be separated, if there are any."""
    if unresolved:
        places = how_many(len(unresolved), "places")
        what = f"in {places} it is unclear where a role ends and a name begins, first in {unresolved[0][:60]!r}"
        page.note("field_run_together", f"/film/{field}: names and roles are in one run; {what}")
