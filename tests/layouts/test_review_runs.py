"""Reviews in one run: author, paper and quote are separated where the boundaries are certain, and never made up."""

import pytest

from filmdig.parsers.layouts.review_runs import Byline, Papers, byline, split_author_after, split_author_before

PAPERS = Papers(frozenset(["Harbour Post", "Harbour Post Weekly", "Blat"]), "Tin Moon", frozenset(["Sela Brook"]))


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        ("Harbour Post", "Ringing tin."),
        ("Harbour Post Weekly", "Ringing tin."),
        ("Blat", "marvellous and small."),
        ("tinreels.com", "Marvellous Tin."),
        ("Fern Courier (UK)", "Marvellous Tin."),
        ("Fern Courier (Reel, ME)", "Marvellous Tin."),
        ("Observer [UK]", "Marvellous Tin."),
        ("Fern Courier", "This moon rings."),
        ("Fern Courier", "The moon rings."),
        ("Fern Courier", "[Brook] rings."),
        ("Fern Courier", "While [Brook] rings."),
        ("Fern Courier", "...a ringing moon."),
        ("Fern Courier", "Tin Moon rings."),
        ("Fern Courier", "Brook's moon rings."),
        ("In These Hours", "It rings."),
        ("Fernfold", "Ringing nonsense."),
        ("Fern-fold", "Ringing nonsense."),
        ("Fernfold", "ringing moon."),
    ],
)
def test_where_a_quote_begins(paper, words):
    run = f"{paper} {words}".split()
    end = PAPERS.quote_start(run)
    assert (" ".join(run[:end]), " ".join(run[end:])) == (paper, words)


@pytest.mark.parametrize(
    "run",
    [
        "Fern Moon Tidings Ringing nonsense.",
        "Fern Reader ringing nonsense.",
        "Fernfold and Blatt ring.",
        "Science Fiction, Horror and Fantasy Bramble It rings.",
        "Fern Bramble Sela Brook rings.",
    ],
)
def test_where_a_quote_begins_is_uncertain(run):
    assert PAPERS.quote_start(run.split()) is None


def test_a_byline():
    assert byline("Ada Marr Harbour Post It rings.", PAPERS) == Byline("Ada Marr", "Harbour Post", "It rings.")
    assert byline("David 'Tin' Marr Harbour Post It rings.", PAPERS) == Byline("David 'Tin' Marr", "Harbour Post", "It rings.")
    assert byline("Ada Marr tinreels.com Ringing.", PAPERS) == Byline("Ada Marr", "tinreels.com", "Ringing.")
    # The third word may be a surname or the paper's first; where the words begin is certain.
    assert byline("Ada Marr Vosk Fern Courier This rings.", PAPERS) == Byline(None, None, "This rings.")
    assert byline("Ada Marr Vosk Fern Tidings Moon rings.", PAPERS) == Byline(None, None, None)
    assert byline("Ada Marr Vosk, Fern Courier This rings.", PAPERS) == Byline(None, None, None)
    assert byline("Ada Marr" + 300 * " Vosk", PAPERS) == Byline(None, None, None)


@pytest.mark.parametrize(
    ("words", "author"),
    [
        ("It rings.", "Ada Marr"),
        ("It rings.", "Kevin M. Vosk"),
        ("It rings!", "xTin Xx"),
        ("It rings. 5.5/10", "TinLady the Wanderer"),
        ("It rings. 08-21-2016", "K Nife Orme"),
        ("It rings. Grade: C", "Ada Marr"),
        ("It rings. C+", "Ada Marr"),
        ("more at tinreels.com", "Ada Marr"),
        ("more at tinreels. com", "Luke Marr"),
        ("It rings. what others try to achieve", "Chris Vosk"),
        ("It rings. Bottom line: The Kids Fly Right", "Jeff Vosk"),
        ("It rings. Mark Orme", "Mark Orme"),
    ],
)
def test_an_author_after_a_review(words, author):
    assert split_author_after(f"{words} {author}") == (words, author)


def test_an_uncertain_author_is_left_out():
    assert split_author_after("It rings. reviews by the Old Tin Man of Harbour Town") == ("It rings.", None)
    assert split_author_after("It rings. . ..") == ("It rings.", None)


@pytest.mark.parametrize(
    ("author", "words"),
    [
        ("Film Crazy", "An honest tin."),
        ("Film Crazy", "The tin rings."),
        ("Daniel Orme", "Preposterous but tin."),
        ("Daniel Orme", "Beguiling, tinny."),
        ("Daniel Orme", '"Tin Moon" rings.'),
        ("Daniel Orme", "Tinny, Tin rings."),
        ("Daniel Orme", "Tinny. Tin rings."),
    ],
)
def test_an_author_before_a_review(author, words):
    assert split_author_before(f"{author} {words}") == (author, words)


def test_a_sentence_is_not_an_author():
    assert split_author_before("Jada Orme Vosk's mother rings.") == (None, "Jada Orme Vosk's mother rings.")
    assert split_author_before("Vosk Orme Tinny, Tin rings.") == (None, "Vosk Orme Tinny, Tin rings.")
    assert split_author_before("Daniel Orme Tinny Tin, Daniel") == (None, "Daniel Orme Tinny Tin, Daniel")
    assert split_author_before("Daniel Orme Jr. Tin rings.") == (None, "Daniel Orme Jr. Tin rings.")
    assert split_author_before("Now the tin rings.") == (None, "Now the tin rings.")
