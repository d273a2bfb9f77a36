"""People on Rotten Tomatoes' pages: cast and crew, in one list since 2021, and credits in rows."""

from __future__ import annotations

import re

from filmdig.parsers.layouts.producers import is_producer, producers_among
from filmdig.parsers.layouts.values import split_names
from filmdig.parsers.page.document import Page
from filmdig.parsers.page.node import Node
from filmdig.parsers.page.plain_text import one_line
from filmdig.parsers.record.page_record import CrewMember, Person

_CREW = re.compile(
    r"(?:(?:Executive|Associate|Co-?|Line|Supervising|Consulting|Assistant)[ -]?)?(?:Director|Producer)"
    r"|(?:Screen)?writer(?: \(.*\))?|Creator|Showrunner|Cinematographer|Composer|Original Music|Music(?: Supervisor)?"
    r"|(?:Film |Sound )?Edit(?:ing|or)|(?:Visual|Special) Effects|Production Design(?:er)?|Costume Design(?:er)?"
    r"|Art Direct(?:ion|or)|Set Decorat(?:ion|or)|Casting|Sound|Choreograph(?:er|y)",
    re.IGNORECASE,
)


def address(link: Node) -> str | None:
    """Return a person's address; some links are the site's template ("/celebrity/:vanity"), left unfilled."""
    url = (link.attr("href") or "").strip()
    return url if url and not url.endswith("/:vanity") else None


def _lines(node: Node) -> list[str]:
    return [line for line in (one_line(line).strip(" ,") for line in node.raw_text()[0].split("\n")) if line]


def roles_in(node: Node) -> str | None:
    """Return the roles in an item of "Cast & Crew" (since 2021), one a line; None if all lines are jobs behind the camera."""
    roles = [line.removeprefix("as ").strip(" ,") for line in _lines(node) if not _CREW.fullmatch(line)]
    return ", ".join(role for role in roles if role) or None


def jobs_in(node: Node) -> list[str]:
    """Return the jobs in an item of "Cast & Crew", one a line."""
    return [line for line in _lines(node) if _CREW.fullmatch(line)]


def is_crew(node: Node) -> bool:
    """Return whether an item of "Cast & Crew" names only jobs behind the camera."""
    lines = _lines(node)
    return bool(lines) and all(_CREW.fullmatch(line) for line in lines)


def listed_crew(page: Page, item: str, name: str, role: str) -> list[CrewMember]:
    """Return the crew in the list "Cast & Crew", one member for each job."""
    found = []
    for node in page.all(item):
        called, jobs = node.first(name), node.first(role)
        link = node if node.tag == "a" else node.first("a")
        url = address(link) if link is not None else None
        if called is not None and called.text and jobs is not None:
            found += [CrewMember(name=called.text, job=job, url=url) for job in jobs_in(jobs)]
    return found


_OF_LISTS = re.compile(r"Director|(?:Screen)?writer(?: \(.*\))?", re.IGNORECASE)


def other_crew(credited: list[CrewMember]) -> list[CrewMember]:
    """Return the crew without directors, writers and producers of any kind."""
    return [member for member in credited if not _OF_LISTS.fullmatch(member.job or "") and not is_producer(member.job)]


def with_job(credited: list[CrewMember], pattern: str) -> list[Person]:
    """Return the people with a job, for pages whose details do not name them.

    A writer of the story or the characters keeps the job.
    """
    return [
        Person(name=member.name, url=member.url, job=member.job if "(" in (member.job or "") else None)
        for member in credited
        if re.fullmatch(pattern, member.job or "", re.IGNORECASE)
    ]


def further_producers(credited: list[CrewMember]) -> list[Person]:
    """Return the executive, associate and other producers, with their jobs."""
    return [one for one in producers_among(credited) if one.job is not None]


def executive(found: list[Person]) -> list[Person]:
    """Return the people of an "Executive Producer" row with that job."""
    return [Person(name=one.name, url=one.url, job="Executive Producer") for one in found]


def credited(value: Node) -> list[Person]:
    """Return the people in a row's value, linked or not, separated by commas."""
    links = {link.text: address(link) for link in value.all("a")}
    found = [Person(name=name, url=url) for name, url in links.items() if name]
    rest = value.text_without("a")
    return found + [Person(name=name) for name in split_names(rest) if name]
