"""People on IMDb's pages of all eras: names, jobs and roles, and the tables of cast and crew."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

import msgspec

from filmdig.parsers.layouts.cuts import Passage, still_open
from filmdig.parsers.layouts.fields import once, people
from filmdig.parsers.layouts.values import integer
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CastMember, CrewMember, Person

# "Penny / ... (205 episodes, 2007-2016)": the dots stand for more roles on another page; the number of episodes follows.
_EPISODES = re.compile(r"\(([\d,]++|unknown) (?:episodes?|eps\.?)\b[^()]*\)|(?<![\d,])([\d,]++) (?:episodes?|eps)\b")
_DOTS = re.compile(r"(?<!\s)\s*+(?:/\s*+)?(?:\.{3}|…)(?=\s*+(?:\(|$))|^\s*+(?:\.{3}|…)\s*+")
_BRACKETS = re.compile(r"\(([^()]*)\)")


#: Reads the people whose pages a node links, each once, without their jobs.
linked_people = people('a[href*="/name/nm"]')


def people_with_jobs(node: Node) -> list[Person]:
    """Return the people linked in one or several lines, each with the job after the name: ``(novel)``, ``(story) &``."""
    return distinct_people(
        Person(name=name, url=link.attr("href"), job=job_of(_after(link)))
        for link in node.all('a[href*="/name/nm"]')
        if (name := link.text.strip(" ,"))
    )


def _after(link: Node) -> str:
    """Return the text between a name and the next one: bare text, in 2010 and 2011 a `span`."""
    following = link.next
    text = link.tail or (following.text if following is not None and following.tag == "span" else "")
    text = text.split("),")[0] + ")" if ")," in text else text
    return text if text.startswith("(") else ""


def distinct_people(found: Iterable[Person]) -> list[Person]:
    """Return the people, each once per job; an entry without a job is dropped where the same name has one with a job."""
    listed = list(found)
    with_job = {person.name for person in listed if person.job}
    return once((p for p in listed if p.job or p.name not in with_job), lambda person: (person.name, person.job))


@functools.lru_cache(maxsize=4096)
def job_of(printed: str) -> str | None:
    """Return a job without the words that join it to the next name.

    A job that is all in brackets loses them: ``(story) &``, ``(novel) and``. "(as NAME)" keeps its brackets, as in roles.
    "(12 episodes)" alone is not a job; after a job without brackets it is kept as printed.
    """
    text = _without_joint(one_line(printed))
    if not _BRACKETS.sub("", text).strip(" &"):
        groups = _BRACKETS.findall(_EPISODES.sub("", text))
        jobs, names = ([group for group in groups if group.startswith("as ") is named] for named in (False, True))
        text = " ".join(filter(None, (", ".join(jobs), *(f"({name})" for name in names))))
    return text or None


def job_or_heading(heading: str, job: str | None) -> str:
    """Return the job; the heading where there is none, followed by the "(as NAME)" of a row that has nothing else."""
    return f"{heading} {job}" if job and job.startswith("(as ") else job or heading


_JOINTS = ("...", " and", "&", ",", " ")


def _without_joint(text: str) -> str:
    """Return a text without the words that join it to the next name, and without dots that stand for more names."""
    end = len(text)
    while joint := next((one for one in _JOINTS if text.endswith(one, 0, end)), None):
        end -= len(joint)
    return text[:end].lstrip(" ,")


class CrewTable(msgspec.Struct):
    """A table of the crew.

    Attributes:
        section: the name of its anchor, or what `section_of` makes of its heading.
        heading: the heading as printed.
        rows: the rows that link a name: the link, and the job as printed.
    """

    section: str
    heading: str
    rows: list[tuple[Node, str]]

    def people(self) -> list[Person]:
        """Return the table's people, for a field of their own; a job that only repeats the field's name is left out."""
        usual = {"director", "producer", "writer"}
        found = distinct_people(
            Person(name=link.text, url=link.attr("href"), job=None if (job := job_of(credit)) in usual else job)
            for link, credit in self.rows
            if link.text
        )
        for person in found:
            person.job = _cut_at_dots(person.job) if person.job else None  # type: ignore[assignment]
        return found

    def crew(self) -> list[CrewMember]:
        """Return the table's people, each with the printed job, else with the table's heading."""
        found: dict[tuple[str, str], CrewMember] = {}
        for link, credit in self.rows:
            if name := link.text:
                job = job_or_heading(self.heading, job_of(credit))
                found.setdefault((name, job), CrewMember(name=name, job=_cut_at_dots(job), url=link.attr("href")))  # type: ignore[arg-type]
        return list(found.values())


def _cut_at_dots(printed: str) -> str | Passage:
    """Return a role or job, marked as cut where dots stand for more of them on another page."""
    if "..." not in printed and "…" not in printed:
        return printed
    text = _DOTS.sub("", printed).strip()
    return still_open(text) if text and text != printed else printed


#: Sections that have their own field; an anchor (2007 to 2017) or a heading (2013 on) names the section.
SECTIONS_WITH_FIELD = ("directors", "writers", "producers", "cast")


def section_of(heading: str) -> str:
    """Return the section that a heading names, else the heading.

    Headings are ``Series Directed by``, ``Writing Credits (WGA)``, ``Produced by``.
    """
    for words, section in (("Directed by", "directors"), ("Writing", "writers"), ("Produced by", "producers"), ("Cast", "cast")):
        if re.match(rf"(?:Series )?{words}\b", heading):
            return section
    return heading


def crew_of(tables: Iterable[CrewTable]) -> list[CrewMember]:
    """Return everybody in the tables whose section has no field of its own."""
    return [member for table in tables if table.section not in SECTIONS_WITH_FIELD for member in table.crew()]


def people_in_section(tables: Iterable[CrewTable], section: str) -> list[Person]:
    """Return the people of a section, for which a series' page may have two tables ("Series Directed by")."""
    return [person for table in tables if table.section == section for person in table.people()]


def role_of(node: Node | None, drop: str = ".toggle-episodes, .tn15more") -> str | None:
    """Return the role as printed, without the number of episodes; marked as cut where dots stand for more roles elsewhere."""
    role = node.text_without(drop) if node is not None else ""
    return role_in(role)


def role_in(printed: str, more: str | None = None) -> str | None:
    """Return the role in a printed line; `more` is the page's link to the roles that the dots stand for."""
    role = one_line(_EPISODES.sub("", printed)) if "episode" in printed or "eps" in printed else printed
    if "..." in role or "…" in role:
        whole = _DOTS.sub("", role).strip()
        if whole and whole != role:
            return still_open(whole, more)  # type: ignore[return-value]
        role = whole
    return role or None


def episodes_in(printed: str) -> int | None:
    """Return the number of episodes: ``(205 episodes, 2007-2016)``, ``8 episodes, 2019``, ``16 episodes • 2018–2019``."""
    match = _EPISODES.search(printed)
    return integer(match[1] or match[2]) if match else None


def cast_rows(rows: Iterable[Node], name: str, role: str) -> list[CastMember]:
    """Return a cast member for each row that links a name, not for rows of text ("rest of cast listed alphabetically:")."""
    found = []
    for row in rows:
        link = row.first(name)
        if link is None or not (called := link.text):
            continue
        cell = row.first(role)
        # Until 2019 the role is in a `div` inside its cell.
        inner = (cell and cell.first("div")) or cell
        episodes = episodes_in(cell.text) if cell is not None and "episode" in cell.script else None
        found.append(CastMember(name=called, role=role_of(inner), url=link.attr("href"), episodes=episodes))
    return found


def crew_of_row(row: Node, label: str) -> list[CrewMember]:
    """Return the people in a header row without its own field (a series' creators); the default job is the row's label."""
    return [
        CrewMember(name=person.name, job=job_or_heading(label.rstrip(": "), person.job), url=person.url)
        for person in people_with_jobs(row)
    ]
