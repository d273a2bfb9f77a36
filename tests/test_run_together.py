"""Casts that stand in one run: told apart where known names tell, left where they do not."""

import re

import pytest

from filmdig.parsers.layouts.known_names import actors
from filmdig.parsers.layouts.run_together import players, run_between, told_apart

PEOPLE = ("Nadia Wrenn", "Leo Marr", "Ansel Van Dorn", "Mara O'Lind", "Ivo Brandt Jr.")


def apart(run):
    told = told_apart(run, PEOPLE)
    return [(one.name, one.role) for one in told.cast], told.rest


def test_a_role_is_what_stands_between_two_known_names():
    members, rest = apart("Nadia Wrenn Hacker Leo Marr Odo Pell Ansel Van Dorn The Mayor Mara O'Lind")
    assert members == [
        ("Nadia Wrenn", "Hacker"),
        ("Leo Marr", "Odo Pell"),
        ("Ansel Van Dorn", "The Mayor"),
        ("Mara O'Lind", None),
    ]
    assert rest == ""


@pytest.mark.parametrize(
    "role",
    [
        "CIA Director Odo Pell",
        "Dr. Odo Pell",
        "Deputy Chief Pell",
        "Odo the Lamplighter",
        "Odo of the Lamps",
        "Pell (The Lamplighter)",
        "Captain Tin/Odo Pell",
        "Odo T. Pell",
        "T. Odo Pell",
        "Odo `Lamp' Pell",
        "Odo 'Lamp' Pell",
    ],
)
def test_a_long_role_that_holds_together(role):
    assert apart(f"Nadia Wrenn {role} Leo Marr Hacker") == ([("Nadia Wrenn", role), ("Leo Marr", "Hacker")], "")


@pytest.mark.parametrize(
    "between",
    [
        "Hacker Odo Pell",
        "Security Guard Odo Pell",
        "Odo Pell Bea Holt",
        "Lamplighter Odo Pell Hacker",
        "Odo Pell Bea Holt Hacker",
    ],
)
def test_what_may_hold_a_name_that_is_not_known_ends_the_reading(between):
    run = f"Nadia Wrenn {between} Mara O'Lind Baker"
    # Who begins at the place where the reading ends is certain, the role is not.
    assert apart(f"Leo Marr Mayor {run}") == ([("Leo Marr", "Mayor"), ("Nadia Wrenn", None)], f"{between} Mara O'Lind Baker")


def test_nothing_is_told_where_the_first_name_is_not_known():
    run = "Odo Pell Hacker Nadia Wrenn Baker"
    assert apart(run) == ([], run)


def test_where_a_role_is_missing_two_words_may_be_a_name():
    members, rest = apart("Nadia Wrenn Leo Marr Hacker Mara O'Lind Odo Pell Ivo Brandt Jr. Mayor")
    assert members == [("Nadia Wrenn", None), ("Leo Marr", "Hacker"), ("Mara O'Lind", None)]
    assert rest == "Odo Pell Ivo Brandt Jr. Mayor"


def test_a_namesakes_number_is_no_role():
    assert apart("Nadia Wrenn (II) Hacker Leo Marr (I)") == ([("Nadia Wrenn", "Hacker"), ("Leo Marr", None)], "")


def test_who_plays_whom_by_the_page_s_prose():
    run = "Zorul Ketter Odo Pell Vask Tarn Bea Holt"
    prose = "A clerk, Odo Pell (Zorul Ketter), meets Bea Holt (Vask Tarn) and Vask Tarn (Odo Pell); so does Ann (Nils Harken)."
    # Of two pairs that contradict each other neither is taken.
    assert players(prose, run) == {"Zorul Ketter"}


def test_a_run_stands_between_its_heading_and_what_follows():
    heading, behind = re.compile(" Cast "), re.compile(r" Score:")
    assert run_between("Tin Cast Nadia Wrenn Hacker Score: 5 Score:", heading, behind) == "Nadia Wrenn Hacker"
    assert run_between("Tin Nadia Wrenn Hacker Score: 5", heading, behind) is None
    assert run_between("Tin Cast Nadia Wrenn Hacker", heading, behind) is None
    assert run_between(" Cast A" * 100_000, heading, behind) is None


def test_the_list_of_actors():
    assert len(actors()) > 2000
    assert all(2 <= len(name.split()) <= 5 and name == " ".join(name.split()) for name in actors())
