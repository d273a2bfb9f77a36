"""Producers of every kind in a crew list."""

import pytest

from filmdig.parsers.layouts.producers import is_producer, producers_among
from filmdig.parsers.record.page_record import CrewMember, Person


@pytest.mark.parametrize(
    ("job", "is_one"),
    [
        ("Producer", True),
        ("producers", True),
        ("Executive Producers", True),
        ("Co-Producer", True),
        ("Production Designer", False),
        ("Producer's Assistant", False),
        (None, False),
    ],
)
def test_who_is_a_producer(job, is_one):
    assert is_producer(job) is is_one


def test_producers_keep_a_job_other_than_producer():
    crew = [
        CrewMember(name="Ada Marr", job="Producer", url="/p/1"),
        CrewMember(name="Bo Ek", job="Editor"),
        CrewMember(name="Ann Lee", job="Associate Producer"),
        CrewMember(name="Jo Lund", job="Producers"),
    ]
    assert producers_among(crew) == [
        Person(name="Ada Marr", url="/p/1"),
        Person(name="Ann Lee", job="Associate Producer"),
        Person(name="Jo Lund"),
    ]
