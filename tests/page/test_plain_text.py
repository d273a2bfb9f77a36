"""Text in the form that records have."""

import pytest

from filmdig.parsers.page.plain_text import alphanumeric, blanks_for_breaks, composed, has_digit, how_many, one_line, places


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Karst", "Karst"),
        ("  Karst   of\ttin \n", "Karst of tin"),
        (" Karst of tin ", "Karst of tin"),
        ("Karst\xa0of\xa0 tin", "Karst of tin"),
        ("Cre\u0301a", "Créa"),
        ("Cre\u0301a\nof  tin", "Créa of tin"),
        ("Karst \x96 tin\x85", "Karst – tin…"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_one_line(text, line):
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "made"),
    [("Karst  tin", "Karst  tin"), ("Cre\u0301a\n\x93tin\x94", "Créa\n“tin”"), ("tin\x81", "tin"), ("Créa\n", "Créa\n")],
)
def test_composed(text, made):
    assert composed(text) == made


@pytest.mark.parametrize(("text", "kept"), [("Karst, 1962!", "Karst1962"), ("Créa’s – tin", "Créastin"), ("«灯台» 1", "灯台1")])
def test_alphanumeric(text, kept):
    assert alphanumeric(text) == kept


@pytest.mark.parametrize(("text", "has"), [("a1", True), ("Karst", False), ("Créa", False), ("Créa ٣", True), ("½", False)])
def test_has_digit(text, has):
    assert has_digit(text) is has


def test_blanks_for_breaks():
    assert blanks_for_breaks("a\nb\r\nc\td\u2028e\x0bf") == "a b  c d e f"
    assert blanks_for_breaks("a  b") == "a  b"


@pytest.mark.parametrize(("number", "text"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (12000, "12,000 pages")])
def test_how_many(number, text):
    assert how_many(number, "pages") == text


def test_places():
    assert list(places("tin tin karst tin", "tin")) == [0, 4, 14]
    assert list(places("tin tin karst tin", "tin", 15)) == [0, 4]
    assert list(places("tintin", "inti")) == [1]
    assert list(places("aaaa", "aa")) == [0, 2]
    assert list(places("tin", "karst")) == []
