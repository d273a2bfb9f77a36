"""Casts printed in one run: split where known names allow it, left where they do not."""

import math
import re

import pytest

from filmdig.parsers.layouts.cast_words import KINDS, kind_of, shapes
from filmdig.parsers.layouts.known_names import actors
from filmdig.parsers.layouts.run_together import (
    _Readings,
    _weigh,
    _weigh_roles_again,
    _weigh_selves,
    players,
    run_between,
    split_run,
)
from filmdig.parsers.record.page_record import CastMember

PEOPLE = ("Nadia Wrenn", "Leo Marr", "Ansel Van Dorn", "Mara O'Lind", "Ivo Brandt Jr.")


def apart(run):
    split = split_run(run, PEOPLE)
    return [(one.name, one.role) for one in split.cast], split.unresolved


def test_a_role_is_between_two_known_names():
    members, unresolved = apart("Nadia Wrenn Hacker Leo Marr Odo Pell Ansel Van Dorn Mayor Mara O'Lind")
    assert members == [("Nadia Wrenn", "Hacker"), ("Leo Marr", "Odo Pell"), ("Ansel Van Dorn", "Mayor"), ("Mara O'Lind", None)]
    assert unresolved == []


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
        "Odo `Lamp' Pell",
        "Odo 'Lamp' Pell",
    ],
)
def test_a_long_role_that_holds_together(role):
    assert apart(f"Nadia Wrenn {role} Leo Marr Hacker") == ([("Nadia Wrenn", role), ("Leo Marr", "Hacker")], [])


@pytest.mark.parametrize(
    "between",
    [
        "Hacker Odo Pell",
        "Security Guard Odo Pell",
        "Odo Pell Bea Holt",
        "Lamplighter Odo Pell Hacker",
        "Odo T. Pell",
    ],
)
def test_what_may_hold_a_name_that_is_not_known_is_left_out_and_the_reading_resumes_after_it(between):
    members = [("Leo Marr", "Mayor"), ("Nadia Wrenn", None), ("Mara O'Lind", "Baker")]
    assert apart(f"Leo Marr Mayor Nadia Wrenn {between} Mara O'Lind Baker") == (members, [between])


def test_a_first_name_that_is_not_known_is_left_out():
    assert apart("Odo Pell Hacker Nadia Wrenn Baker") == ([("Nadia Wrenn", "Baker")], ["Odo Pell Hacker"])


def test_names_that_no_list_has_are_told_by_roles_that_describe():
    names = ("Laura Korvanen", "Emil Trask", "Hanna Quorn", "Peter Vossen", "Maria Dunmore")
    trades = ("Security Guard", "Airline Passenger", "Nurse", "Police Officer", "Hotel Receptionist")
    run = " ".join(f"{name} {role}" for name, role in zip(names, trades, strict=True))
    assert split_run(run).cast == [CastMember(name=name, role=role) for name, role in zip(names, trades, strict=True)]


def test_a_word_that_the_cast_repeats_is_of_roles_and_a_family_name_is_not():
    people = ("Leo Marr", "Emil Trask", "Nadia Wrenn", "Hanna Quorn", "Ansel Van Dorn")
    pairs = [(name, "Zibb Troll") for name in people]
    assert apart(" ".join(f"{name} {role}" for name, role in pairs)) == (pairs, [])
    once = zip(people, ("Zibb Troll", "Odd Worm", "Late Gnarl", "Far Plover", "Low Bittern"), strict=True)
    assert "Emil Trask" not in [name for name, _ in apart(" ".join(f"{name} {role}" for name, role in once))[0]]
    family = "Leo Marr Emil Trask Nadia Wrenn Hanna Trask Ansel Van Dorn Peter Trask Mara O'Lind Ann Trask Ivo Brandt Jr. Hacker"
    assert apart(family)[0] == [
        ("Leo Marr", "Emil Trask"),
        ("Nadia Wrenn", "Hanna Trask"),
        ("Ansel Van Dorn", "Peter Trask"),
        ("Mara O'Lind", "Ann Trask"),
        ("Ivo Brandt Jr.", "Hacker"),
    ]


def test_who_is_only_looked_like_is_no_member():
    members, _ = apart("Leo Marr Hacker Ansel Van Dorn Nadia Wrenn look-alike Mara O'Lind Baker")
    assert "Nadia Wrenn" not in [name for name, _ in members]


def test_where_many_have_no_role_two_names_may_be_two_members():
    run = "Nadia Wrenn Leo Marr Ansel Van Dorn Emil Trask Mara O'Lind Ivo Brandt Jr."
    names = ["Nadia Wrenn", "Leo Marr", "Ansel Van Dorn", "Mara O'Lind", "Ivo Brandt Jr."]
    assert apart(run) == ([(name, None) for name in names], ["Emil Trask"])


def test_a_namesakes_number_is_no_role():
    assert apart("Nadia Wrenn (II) Hacker Leo Marr (I)") == ([("Nadia Wrenn", "Hacker"), ("Leo Marr", None)], [])


def test_nothing_gives_nothing_and_more_words_than_a_cast_has_are_left():
    assert apart("") == ([], [])
    members, unresolved = apart("Nadia Wrenn Hacker " + "Leo Marr Baker " * 1000)
    assert members == [("Nadia Wrenn", "Hacker"), ("Leo Marr", "Baker")]
    assert unresolved[-1].split()[-3:] == ["Leo", "Marr", "Baker"]
    assert sum(len(words.split()) for words in unresolved) >= 3003 - 2000


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("J.", "initial"),
        ("J.K.", "initial"),
        ("Jr.", "suffix"),
        ("Dr.", "title"),
        ("(voice)", "quoted"),
        ("van", "particle"),
        ("the", "lower"),
        ("#2", "figures"),
        ("Tin/Odo", "figures"),
        ("Nurses", "trade"),
        ("CIA", "upper"),
        ("TV", "upper"),
        ("Captain", "office"),
        ("Airline", "description"),
        ("Nadia", "given"),
        ("Wrenn", "other"),
    ],
)
def test_the_kind_of_a_word(word, kind):
    assert kind_of(word) == kind


def test_names_are_made_of_other_words_than_roles():
    name, role = shapes()
    person, job = ["given", "other"], ["description", "trade"]
    assert name.spans(person, 0, 5)[1] > role.spans(person, 0, 5)[1]
    assert role.spans(job, 0, 5)[1] > name.spans(job, 0, 5)[1] + 3
    assert len(name.spans(person * 9, 3, 5)) == 5
    assert len(name.spans(person, 1, 5)) == 1
    assert sum(math.exp(name.begin(kind)) for kind in KINDS) == pytest.approx(1, abs=0.001)


def test_who_plays_whom_by_the_page_s_prose():
    run = "Zorul Ketter Odo Pell Vask Tarn Bea Holt"
    prose = "A clerk, Odo Pell (Zorul Ketter), meets Bea Holt (Vask Tarn) and Vask Tarn (Odo Pell); so does Ann (Nils Harken)."
    # Of two pairs that contradict each other neither is taken.
    assert players(prose, run) == {"Zorul Ketter"}


def test_a_run_is_between_its_heading_and_what_follows():
    heading, behind = re.compile(" Cast "), re.compile(r" Score:")
    assert run_between("Tin Cast Nadia Wrenn Hacker Score: 5 Score:", heading, behind) == "Nadia Wrenn Hacker"
    assert run_between("Tin Nadia Wrenn Hacker Score: 5", heading, behind) is None
    assert run_between("Tin Cast Nadia Wrenn Hacker", heading, behind) is None
    assert run_between(" Cast A" * 100_000, heading, behind) is None
    for length, found in ((30_000, True), (30_001, False)):
        run = "A" * (length - len(" Score:"))
        assert (run_between(f" Cast {run} Score: 5", heading, behind) == run) is found


def test_the_list_of_actors():
    assert len(actors()) > 2000
    assert all(2 <= len(name.split()) <= 5 and name == " ".join(name.split()) for name in actors())


def test_who_plays_themselves_has_nothing_after_it():
    members, unresolved = apart(
        "Nadia Wrenn Odo / Himself Nas Himself 50 Cent Himself Leo Marr Himself - Host Mara O'Lind Herself Akon Himself"
    )
    assert [one for one in members if one[1] in ("Himself", "Herself")] == [
        ("Nas", "Himself"),
        ("50 Cent", "Himself"),
        ("Mara O'Lind", "Herself"),
        ("Akon", "Himself"),
    ]
    assert unresolved == []


def test_who_is_printed_twice_is_one_member():
    assert apart("Nadia Wrenn Hacker Nadia Wrenn Hacker Leo Marr Mayor")[0] == [("Nadia Wrenn", "Hacker"), ("Leo Marr", "Mayor")]


def test_a_word_that_is_somebodys_role_begins_no_name():
    run = 'Nadia Wrenn Lawrence Leo Marr Mayor Mara O\'Lind 10-Year-Old Lawrence Zorul "Quill" Ketter Himself'
    assert apart(run)[0] == [("Nadia Wrenn", "Lawrence"), ("Leo Marr", "Mayor"), ("Mara O'Lind", None)]


def lowered(words):
    """The spans, as (begin, length), that `_weigh_selves` weighs down among names and among roles."""
    names, roles = ([[0.0] * min(5, len(words) - begin) for begin in range(len(words))] for _ in range(2))
    _weigh_selves(words, names, roles)
    return [
        {(begin, length) for begin, row in enumerate(table) for length, weight in enumerate(row, 1) if weight < -10}
        for table in (names, roles)
    ]


def test_no_name_holds_a_word_for_oneself_and_no_role_more_than_that_word():
    names, roles = lowered(["Nas", "Himself", "Odo", "Pell"])
    assert names == {(0, 2), (0, 3), (0, 4), (1, 1), (1, 2), (1, 3)}
    assert roles == {(0, 2), (0, 3), (0, 4), (1, 2), (1, 3)}


def test_a_note_belongs_to_a_role_of_oneself():
    names, roles = lowered(["Nas", "Odo", "/", "Himself", "Leo"])
    assert (2, 2) not in roles
    assert (1, 3) not in roles
    assert {(0, 5), (1, 4), (2, 3), (3, 2)} <= roles
    assert {(0, 4), (2, 2), (3, 1)} <= names
    assert lowered(["Nas", "Himself", "-", "Host", "Leo"]) == [set(), set()]


def test_at_the_end_of_a_cast_too():
    assert lowered(["Leo", "Marr", "Himself"]) == [{(0, 3), (1, 2), (2, 1)}, {(0, 3), (1, 2)}]


def test_between_two_words_for_oneself_is_one_name():
    words = ["Nas", "Himself", "50", "Cent", "Himself", "Leo", "Van", "Dorn", "Herself"]
    names, roles = ([[0.0] * min(5, len(words) - begin) for begin in range(len(words))] for _ in range(2))
    _weigh_selves(words, names, roles)
    raised = {(begin, length): weight for begin, row in enumerate(names) for length, weight in enumerate(row, 1) if weight > 0}
    assert raised == {(2, 2): 4.0}  # three words may be a name and a role


def test_a_name_that_begins_the_cast_or_follows_a_word_for_oneself_may_begin_with_somebodys_role():
    words = ["Nadia", "Wrenn", "Hacker", "Leo", "Marr", "Nadia", "Mara", "O'Lind", "Himself", "Nadia", "Holt", "Mayor"]
    weights = _weigh(words, frozenset((*PEOPLE, "Nadia Holt")))
    before = [list(row) for row in weights.names]
    _weigh_roles_again(words, weights, _Readings(weights, 0.08))
    assert [begin for begin, row in enumerate(weights.names) if row != before[begin]] == [2, 5, 11]  # not at 0 and not at 9
    assert weights.names[5] == [weight - 3 for weight in before[5]]
