"""Patterns that are tried only where their words occur find the same as `re`."""

from __future__ import annotations

import re

import pytest

from filmdig.parsers.generic.gate import _SERIES
from filmdig.parsers.generic.subject import _BOOK_AND_GAME_PATTERN, _STAGE_PATTERN
from filmdig.parsers.generic.titles import _QUOTED, quoted
from filmdig.parsers.generic.witnesses.sentences import _starring
from filmdig.parsers.generic.word_patterns import WordCounter, WordPattern

TEXTS = (
    "",
    "a tv series, and another tv-series; not a tvseries. сериал про сериалы, k-drama kdrama, mini-series miniseries",
    "an opera on stage: operatic, choreographed by m; a ballet, balletic. interval intervals theatre companys theater company",
    "pages: 12 page:x isbn 3 xbox xboxes, album. albums recipe",
    "Starring Ada Moss and Ben Lark, featuring C. Dale. costarring Mo Pin, Con Eva Ruiz y Ana Sol, con actores como Lia Paz",
    "stars starring Starring Stars Ada Moss",
)


@pytest.mark.parametrize(
    "pattern", [_SERIES, _STAGE_PATTERN, _BOOK_AND_GAME_PATTERN, _starring()], ids=["series", "stage", "books", "stars"]
)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_matches_equal_those_of_re(pattern, text):
    alone = [match.span() for match in pattern._pattern.finditer(text)]

    assert [match.span() for match in pattern.finditer(text)] == alone
    assert (pattern.search(text) is None) is (not alone)


def test_a_word_inside_another_hides_neither():
    pattern = WordPattern(r"(?<!\w)(?:con actores como|con|actores) ([A-Z]\w+)", ["con actores como", "con", "actores"])

    found = [match[1] for match in pattern.finditer("con actores como Lia, econ Ana, con Eva, actores Sol")]

    assert found == ["Lia", "Eva", "Sol"]


def test_words_are_also_counted_inside_others():
    films = WordCounter(["film", "kino", "фильм"])

    assert films.times("films of a kino, filmkino, фильмы") == 5
    assert films.any("a biofilm")
    assert not films.any("nothing of it")


@pytest.mark.parametrize(
    "text",
    [
        "“One” and 'Two's third' or it's no 'quote, “open",
        "«Un film» “ « ” x » 《A》『B』「C」 \"d\" 'e'",
        "no quotes at all",
        "“““a” ‘b’c‘d’",
    ],
)
def test_phrases_in_quotes_equal_those_of_re(text):
    alone = [next(group for group in match.groups() if group).strip(" ,.") for match in re.finditer(_QUOTED, text)]

    assert quoted(text) == alone
