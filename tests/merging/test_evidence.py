"""The score of two groups' people, years and titles."""

import pytest

from filmdig.parsers.merging.evidence import LINKED, compare, group_of
from tests.merging.made_up import record

OURS = ("Bram Oosterlo", "Ilka Sand", "Petr Holub", "Mira Kesten", "Jon Aldous")
THEIRS = ("Signe Halvard", "Tove Brandt", "Luc Marais", "Enzo Pietri", "Kaja Lund")


def verdict(ours, theirs):
    return compare(group_of(record(**ours), 0), group_of(record(**theirs), 1))


def test_a_cast_with_nobody_in_common_is_evidence_against():
    alike = verdict({"cast": (), "directors": ()}, {"cast": (), "directors": ()})
    apart = verdict({"cast": OURS, "directors": ()}, {"cast": THEIRS, "directors": ()})
    assert alike.score - apart.score == pytest.approx(0.3)
    assert "cast: nobody in common" in apart.lacking


def test_two_films_of_one_title_year_and_director_with_other_casts_stay_apart():
    assert verdict({"cast": OURS}, {"cast": THEIRS}).score < LINKED
    assert verdict({"cast": OURS}, {"cast": OURS}).linked
    assert verdict({"cast": ()}, {"cast": ()}).linked


def test_a_short_cast_is_no_evidence():
    few = verdict({"cast": OURS[:4], "directors": ()}, {"cast": THEIRS, "directors": ()})
    assert few.score == verdict({"cast": (), "directors": ()}, {"cast": (), "directors": ()}).score
    assert "cast: nobody in common" not in few.lacking


@pytest.mark.parametrize(("shared", "worth"), [(1, 0.15), (2, 0.25), (5, 0.25)])
def test_a_shared_cast_is_evidence_for(shared, worth):
    none = verdict({"cast": (), "directors": ()}, {"cast": (), "directors": ()})
    some = verdict({"cast": OURS, "directors": ()}, {"cast": OURS[:shared], "directors": ()})
    assert some.score - none.score == pytest.approx(worth)
