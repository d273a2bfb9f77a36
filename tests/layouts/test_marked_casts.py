"""Casts with a mark between name and role: separated where the boundary is certain, left with an issue where it is not."""

import pytest

from filmdig.parsers.layouts.known_names import given_names
from filmdig.parsers.layouts.marked_casts import NameFinder, capitalized_runs, split_at_marks

DOTS = r" \.\.\. "


def split(run, *, known=(), prose="", mark=DOTS, bare=False):
    found = split_at_marks(run, mark, NameFinder(frozenset(known), capitalized_runs(prose)), bare=bare)
    return [(one.name, one.role) for one in found.cast], found.unresolved


@pytest.mark.parametrize(
    ("between", "role", "name"),
    [
        ("Nurse Ilse Ferrow", "Nurse", "Ilse Ferrow"),
        ("Norman Orme Vera Quill", "Norman Orme", "Vera Quill"),
        ("Floyd David Marr", "Floyd", "David Marr"),
        ("Sheriff Al Crane John A. Quill", "Sheriff Al Crane", "John A. Quill"),
        ("Old Man J.K. Simmock", "Old Man", "J.K. Simmock"),
        ("Assistant D.A. Peter Loam", "Assistant D.A.", "Peter Loam"),
        ("Prison Guard 2 Zorul Ketter", "Prison Guard 2", "Zorul Ketter"),
        ("Caroline (as Pat H.) Zorul Ketter Tull", "Caroline (as Pat H.)", "Zorul Ketter Tull"),
        ("Woman in Red Harry Lorne", "Woman in Red", "Harry Lorne"),
        ("Mrs. Drake Peter Haworn", "Mrs. Drake", "Peter Haworn"),
        ("executive producer Zorul Ketter", "executive producer", "Zorul Ketter"),
        ("Highway Patrol Officer Zorul Ketter", "Highway Patrol Officer", "Zorul Ketter"),
        ("Captain Vosk Zorul Ketter", "Captain Vosk", "Zorul Ketter"),
        ("Rook Zorul Ketter", "Rook", "Zorul Ketter"),
        ("Crane Max von Orme", "Crane", "Max von Orme"),
        ("Crane Robert Downer Jr.", "Crane", "Robert Downer Jr."),
        ("Dr. Frances David Marr", "Dr. Frances", "David Marr"),
        ("Old Vosk Peter Loam", "Old Vosk", "Peter Loam"),
        ("executive producer Zorul Ketter Tull", "executive producer", "Zorul Ketter Tull"),
        ("producer: North (co-producer) Ada Quill", "producer: North (co-producer)", "Ada Quill"),
        ("Guard (voice) Zorul Maria de la Ketter", "Guard (voice)", "Zorul Maria de la Ketter"),
    ],
)
def test_a_role_and_the_next_name(between, role, name):
    assert split(f"Ada Marr ... {between} ... Baker") == ([("Ada Marr", role), (name, "Baker")], [])


@pytest.mark.parametrize(
    "between",
    [
        "Lily Philip Seymour Crane",  # a role of one word and three given ones, or of two
        "Voskan Zorul Ketterby Tull",
        "Captain Frances Lee Crane",
        "producer: Reel North Ada Quill",  # a firm may follow the job
        "Emergency Hologram Zorul Ketter",
        "Johnny Mo La Tanya Orme",
        "Margaret St. James Orme",
        "Norman J.K. Simmock",  # "Norman J.K." may be the role, or its first word
    ],
)
def test_without_a_certain_boundary_neither_role_nor_name_is_taken(between):
    members, unresolved = split(f"Ada Marr ... {between} ... Baker Simon Pell ... Nun")
    assert members == [("Ada Marr", None), ("Simon Pell", "Nun")]
    assert unresolved == [between]


def test_a_known_name_gives_the_boundary():
    assert (
        split("Ada Marr ... Voskan Zorul Ketterby Tull ... Nun", known=["Zorul Ketterby Tull"])[0][1][0] == "Zorul Ketterby Tull"
    )


@pytest.mark.parametrize("rank", ["Captain", "First Officer", "Sergeant"])
def test_a_rank_after_a_number_belongs_to_the_next_name(rank):
    run = f"Ada Marr as Pilot - Flight #3 {rank} Nils Harken as Co-Pilot #1"
    assert split(run, mark=" as ", bare=True, known=["Nils Harken"]) == (
        [("Ada Marr", "Pilot - Flight #3"), (f"{rank} Nils Harken", "Co-Pilot #1")],
        [],
    )


def test_a_rank_without_a_number_before_it_belongs_to_the_role():
    assert split("Ada Marr ... Ship's Captain Nils Harken ... Nun", known=["Nils Harken"])[0] == [
        ("Ada Marr", "Ship's Captain"),
        ("Nils Harken", "Nun"),
    ]


def test_an_earlier_role_of_the_cast_gives_the_boundary():
    run = "Ada Marr ... Casino Hand Simon Pell ... Casino Hand Zorul Ketter ... Nun"
    assert split(run) == ([("Ada Marr", "Casino Hand"), ("Simon Pell", "Casino Hand"), ("Zorul Ketter", "Nun")], [])


def test_a_name_or_role_in_the_prose_gives_the_boundary():
    run = "Ada Marr ... Borvo Dast Zorul Ketter ... Nun"
    assert split(run)[1] == ["Borvo Dast Zorul Ketter"]
    assert split(run, prose="A clerk named Borvo Dast steals a weir.")[0] == [("Ada Marr", "Borvo Dast"), ("Zorul Ketter", "Nun")]
    assert split(run, prose="It stars (Zorul Ketter).")[0] == [("Ada Marr", "Borvo Dast"), ("Zorul Ketter", "Nun")]
    assert split(run, prose="Old Borvo Dast Quarry steals a weir.")[1] == ["Borvo Dast Zorul Ketter"]


def test_people_without_a_role_have_no_mark():
    run = "Ada Marr as Nurse Simon Pell Nils Harken as Dr. Carol Crane Peter Loam as Pilot"
    members, unresolved = split(run, mark=" as ", bare=True)
    # "Simon Pell" may be a person without a role or the rest of the nurse's name.
    assert members == [("Ada Marr", None), ("Nils Harken", "Dr. Carol Crane"), ("Peter Loam", "Pilot")]
    assert unresolved == ["Nurse Simon Pell Nils Harken"]
    known = split(run, mark=" as ", bare=True, known=["Simon Pell"])[0]
    assert known[:3] == [("Ada Marr", "Nurse"), ("Simon Pell", None), ("Nils Harken", "Dr. Carol Crane")]


@pytest.mark.parametrize(
    "role", ["Borvo 'Tin' Dast", 'Borvo "Tin" Dast', "Borvo Tin/Vask Dast", "Dr. Borvo Dast", "Odo Tin Nurse"]
)
def test_a_last_role_that_can_only_be_one_role(role):
    assert split(f"Ada Marr ... {role}") == ([("Ada Marr", role)], [])


@pytest.mark.parametrize("role", ["Nurse Borvo Dast", "Nurse Zorul Borvo Dast", "'Tin' Zorul Dast", "Tin/Odo Zorul Dast"])
def test_a_last_role_that_a_person_without_a_role_may_follow(role):
    expected = ([("Ada Marr", role)], []) if role.startswith("Nurse") else ([("Ada Marr", None)], [role])
    assert split(f"Ada Marr ... {role}") == expected


def test_names_without_roles():
    assert split("Nils Harken Oscar Blythe", bare=True) == ([("Nils Harken", None), ("Oscar Blythe", None)], [])
    assert split("Nils Harken", bare=True) == ([("Nils Harken", None)], [])
    assert split("Zed Alow Vosk Tarn", bare=True) == ([], ["Zed Alow Vosk Tarn"])


def test_the_list_of_given_names():
    assert len(given_names()) > 2000
    assert all(name and " " not in name for name in given_names())


def test_a_role_that_the_page_also_lists_separately():
    run, page = "Ada Marr ... Lily Zorul A. Ketter ... Baker", "Jay Lily Katya Odo"
    finder = NameFinder(frozenset())
    assert split_at_marks(run, DOTS, finder).unresolved == ["Lily Zorul A. Ketter"]
    found = split_at_marks(run, DOTS, NameFinder(frozenset(), listed=f" {page} "))
    assert [(one.name, one.role) for one in found.cast] == [("Ada Marr", "Lily"), ("Zorul A. Ketter", "Baker")]


def test_a_known_name_of_one_word_may_end_a_longer_one():
    assert split("Ada Marr ... Nurse Vosk ... Nun", known=["Vosk"]) == ([("Ada Marr", None)], ["Nurse Vosk"])


def test_known_names_after_a_role_keep_their_order():
    names = ["Simon Pell", "Nils Harken", "Oscar Blythe"]
    run = f"Ada Marr as Nurse {' '.join(names)} Vera Quill as Nun"
    cast, unresolved = split(run, mark=" as ", bare=True, known=[*names, "Vera Quill"])
    assert cast == [("Ada Marr", "Nurse"), *((name, None) for name in names), ("Vera Quill", "Nun")]
    assert unresolved == []


def test_a_known_role_is_followed_by_a_name_of_at_most_three_words():
    def unresolved(between):
        finder = NameFinder(frozenset(), listed=" Voskan ")
        return split_at_marks(f"Ada Marr ... {between} ... Baker", DOTS, finder).unresolved

    assert unresolved("Voskan Zorul Ketterby Tull") == []
    assert unresolved("Voskan Zorul Ketterby Tull Orme") == ["Voskan Zorul Ketterby Tull Orme"]


def test_a_known_name_after_a_role_may_have_eight_words():
    name = "Ana Bel Cid Dor Eva Fox Gil Hal"
    run = f"Ada Marr as Nurse {name} Vera Quill as Nun"
    cast, unresolved = split(run, mark=" as ", bare=True, known=[name, "Vera Quill"])
    assert (cast, unresolved) == ([("Ada Marr", "Nurse"), (name, None), ("Vera Quill", "Nun")], [])
