"""Producers in a crew list: sites that list the crew by job include executive and other producers in it."""

from __future__ import annotations

from collections.abc import Iterable

from filmdig.parsers.record.page_record import CrewMember, Person


def is_producer(job: str | None) -> bool:
    """Return whether a job is that of a producer of any kind: "Producers", "Executive Producer"."""
    return job is not None and job.casefold().endswith(("producer", "producers"))


def producers_among(crew: Iterable[CrewMember]) -> list[Person]:
    """Return the producers of any kind among the crew, without the job if it is only "Producer"."""
    return [
        Person(
            name=member.name,
            url=member.url,
            job=None if (member.job or "").casefold() in ("producer", "producers") else member.job,
        )
        for member in crew
        if is_producer(member.job)
    ]
