"""Producers among people with jobs: sites that list the crew by job have executive and other producers in it."""

from __future__ import annotations

from collections.abc import Iterable

from filmdig.parsers.record.page_record import CrewMember, Person


def is_producer(job: str | None) -> bool:
    """Whether a job is a producer's, of any kind: "Producers", "Executive Producer"."""
    return job is not None and job.casefold().endswith(("producer", "producers"))


def producers_among(crew: Iterable[CrewMember]) -> list[Person]:
    """Return the producers of any kind; a job that says no more than "Producer" is left out."""
    return [
        Person(name=one.name, url=one.url, job=None if (one.job or "").casefold() in ("producer", "producers") else one.job)
        for one in crew
        if is_producer(one.job)
    ]
