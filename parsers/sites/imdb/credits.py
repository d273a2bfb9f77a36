"""People as IMDb's pages of all eras list them: names, jobs, roles, and the tables of cast and crew."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from filmdig.parsers.layouts.cuts import Passage, still_open
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, CrewMember, Person

# "Penny / ... (205 episodes, 2007-2016)": dots for more roles on another page, and in how many episodes.
_EPISODES = re.compile(r"\(([\d,]++|unknown) (?:episodes?|eps\.?)\b[^()]*\)|(?<![\d,])([\d,]++) (?:episodes?|eps)\b")
_DOTS = re.compile(r"(?<!\s)\s*+(?:/\s*+)?(?:\.{3}|…)(?=\s*+(?:\(|$))|^\s*+(?:\.{3}|…)\s*+")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def people_in(node: Node) -> list[Person]:
    """Return the people whose pages the node links, each once, without what they did."""
    found: dict[str, Person] = {}
    for link in node.all('a[href*="/name/nm"]'):
        name = link.text.strip(" ,")
        if name:
            found.setdefault(name, Person(name=name, url=link.attr("href")))
    return list(found.values())


def people_with_jobs(node: Node) -> list[Person]:
    """Return the people linked in a line or one under another, each with what follows the name: ``(novel)``, ``(story) &``."""
    return once(
        Person(name=name, url=link.attr("href"), job=job_of(_after(link)))
        for link in node.all('a[href*="/name/nm"]')
        if (name := link.text.strip(" ,"))
    )


def _after(link: Node) -> str:
    """Return what follows a name up to the next: bare text, in 2010 and 2011 an element ("span")."""
    following = link.next
    text = link.tail or (following.text if following is not None and following.tag == "span" else "")
    text = text.split("),")[0] + ")" if ")," in text else text
    return text if text.startswith("(") else ""


def once(people: Iterable[Person]) -> list[Person]:
    """Return the people, each once for one job; a name without a job adds nothing to the same name with one."""
    listed = list(people)
    with_job = {person.name for person in listed if person.job}
    found: dict[tuple[str, str | None], Person] = {}
    for person in listed:
        if person.job or person.name not in with_job:
            found.setdefault((person.name, person.job), person)
    return list(found.values())


@functools.lru_cache(maxsize=4096)
def job_of(printed: str) -> str | None:
    """Return a job less what joins it to the next name.

    One that is all in brackets is what they hold: ``(story) &``, ``(novel) and``.

    "(as NAME)" keeps its brackets, as in roles. "(12 episodes)" is no job; beside one without brackets it is kept as printed.
    """
    text = _less_joint(one_line(printed))
    if not _BRACKETS.sub("", text).strip(" &"):
        groups = _BRACKETS.findall(_EPISODES.sub("", text))
        jobs, names = ([group for group in groups if group.startswith("as ") is named] for named in (False, True))
        text = " ".join(filter(None, (", ".join(jobs), *(f"({name})" for name in names))))
    return text or None


def job_or(heading: str, job: str | None) -> str:
    """Return a job; the heading's where the row has none or says no more than the name that somebody is credited by."""
    return f"{heading} {job}" if job and job.startswith("(as ") else job or heading


_JOINTS = ("...", " and", "&", ",", " ")


def _less_joint(text: str) -> str:
    """Return a text less what joins it to the next name, or is there for more of them."""
    end = len(text)
    while joint := next((one for one in _JOINTS if text.endswith(one, 0, end)), None):
        end -= len(joint)
    return text[:end].lstrip(" ,")


class CrewTable(msgspec.Struct):
    """One table of the crew.

    Attributes:
        section: what it lists, by the name of its anchor or by the words of its heading in English.
        heading: the heading as printed.
        rows: the rows that link a name: its node, and what the row says of the job.
    """

    section: str
    heading: str
    rows: list[tuple[Node, str]]

    def people(self) -> list[Person]:
        """Return the table's people, for a field of their own; a job that says no more than the field's name is left out."""
        usual = {"director", "producer", "writer"}
        found = once(
            Person(name=link.text, url=link.attr("href"), job=None if (job := job_of(credit)) in usual else job)
            for link, credit in self.rows
            if link.text
        )
        for person in found:
            person.job = _cut_at_dots(person.job) if person.job else None  # type: ignore[assignment]
        return found

    def crew(self) -> list[CrewMember]:
        """Return the table's people, each with the job as printed, else with the table's heading."""
        found: dict[tuple[str, str], CrewMember] = {}
        for link, credit in self.rows:
            if name := link.text:
                job = job_or(self.heading, job_of(credit))
                found.setdefault((name, job), CrewMember(name=name, job=_cut_at_dots(job), url=link.attr("href")))  # type: ignore[arg-type]
        return list(found.values())


def _cut_at_dots(printed: str) -> str | Passage:
    """Return a role or job; where dots stand for more of them on another page, one that is still cut."""
    if "..." not in printed and "…" not in printed:
        return printed
    text = _DOTS.sub("", printed).strip()
    return still_open(text) if text and text != printed else printed


# Sections that are fields of their own, by anchor (2007 to 2017), by heading (2013 on).
FIELDS_OF_THEIR_OWN = ("directors", "writers", "producers", "cast")


def section_of(heading: str) -> str:
    """Return the section that a heading names: ``Series Directed by``, ``Writing Credits (WGA)``, ``Produced by``."""
    for words, section in (("Directed by", "directors"), ("Writing", "writers"), ("Produced by", "producers"), ("Cast", "cast")):
        if re.match(rf"(?:Series )?{words}\b", heading):
            return section
    return heading


def crew_of(tables: Iterable[CrewTable]) -> list[CrewMember]:
    """Everybody in the tables of those who have no field of their own."""
    return [member for table in tables if table.section not in FIELDS_OF_THEIR_OWN for member in table.crew()]


def in_section(tables: Iterable[CrewTable], section: str) -> list[Person]:
    """Return the people of a section; a series' page may have two tables of it ("Series Directed by")."""
    return [person for table in tables if table.section == section for person in table.people()]


def role_of(node: Node | None, drop: str = ".toggle-episodes, .tn15more") -> str | None:
    """Return the role as printed, less in how many episodes it was played.

    It is still cut where dots stand for more roles elsewhere.
    """
    role = node.text_without(drop) if node is not None else ""
    return role_in(role)


def role_in(printed: str, more: str | None = None) -> str | None:
    """Return the role in a printed line; `more` is where the page links the roles that its dots stand for."""
    role = one_line(_EPISODES.sub("", printed)) if "episode" in printed or "eps" in printed else printed
    if "..." in role or "…" in role:
        whole = _DOTS.sub("", role).strip()
        if whole and whole != role:
            return still_open(whole, more)  # type: ignore[return-value]
        role = whole
    return role or None


def episodes_in(printed: str) -> int | None:
    """In how many episodes: ``(205 episodes, 2007-2016)``, ``8 episodes, 2019``, ``16 episodes • 2018–2019``."""
    match = _EPISODES.search(printed)
    return integer(match[1] or match[2]) if match else None


def cast_rows(rows: Iterable[Node], name: str, role: str) -> list[CastMember]:
    """One cast member a table row that links a name; rows of words ("rest of cast listed alphabetically:") are none."""
    return list(_cast(rows, name, role))


def _cast(rows: Iterable[Node], name: str, role: str) -> Iterator[CastMember]:
    for row in rows:
        link = row.first(name)
        if link is None or not (called := link.text):
            continue
        cell = row.first(role)
        # Until 2019 a role is in an element of its own inside its cell.
        inner = (cell and cell.first("div")) or cell
        yield CastMember(
            name=called,
            role=role_of(inner),
            url=link.attr("href"),
            episodes=episodes_in(cell.text) if cell is not None and "episode" in cell.script else None,
        )


def crew_of_row(row: Node, label: str) -> list[CrewMember]:
    """Return the people of a head's row that has no field of its own (a series' creators), each with the row's label as job."""
    return [
        CrewMember(name=person.name, job=job_or(label.rstrip(": "), person.job), url=person.url)
        for person in people_with_jobs(row)
    ]
