"""Cuts: for any text, any position of the cut and any rendering, the exact text is restored or is reported open."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmdig.parsers.layouts.cuts import (
    complete_from_slug,
    hidden_full_text,
    hidden_remainder,
    join,
    rendered,
    replace,
    server_cut,
    still_open,
)
from filmdig.parsers.layouts.values import tidy
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture

WORDS = st.lists(
    st.text(st.characters(categories=("L", "N", "P"), exclude_characters="<>&[]~"), min_size=1, max_size=12),
    min_size=2,
    max_size=40,
)
TEXT = st.builds(
    lambda words, breaks: "".join(w + (b or " ") for w, b in zip(words, breaks * 99, strict=False)).strip(),
    WORDS,
    st.lists(st.sampled_from([" ", " ", " ", "\n", "\n\n"]), min_size=1, max_size=5),
)
PLACE = st.floats(min_value=0.05, max_value=0.95)


def html(text: str) -> str:
    return text.replace("\n", "<br>")


def node(markup: str):
    return Page(Capture(body=b"", rendition="html"), f"<div id=x>{markup}</div>").first("#x")


@given(TEXT, PLACE)
def test_hidden_remainder_restores_the_text(text, place):
    text = tidy(text)[0]
    at = max(1, int(len(text) * place))
    markup = (
        f'{html(text[:at])}<span id="readMoreLink">...( <span class="jlink">read more&nbsp;'
        '<img alt="read more..."></span> )</span>'
        f'<span style="display: none;">{html(text[at:])}</span>'
    )
    found = hidden_remainder("#readMoreLink")(node(markup))
    assert found is not None
    assert (found.text, found.state, found.by) == (text, "repaired", "hidden_remainder")
    for seam in found.seams:
        assert tidy(text[:at])[0] == found.text[:seam].rstrip()


@given(TEXT, PLACE)
def test_hidden_full_text_replaces_its_teaser(text, place):
    text = tidy(text)[0]
    teaser = tidy(text[: max(1, int(len(text) * place))])[0]
    markup = f'<span class="short">{html(teaser)}…</span><span class="all" hidden>{html(text)}</span><a>More</a>'
    found = hidden_full_text(".short", ".all")(node(markup))
    assert found is not None
    assert (found.text, found.state, found.by, found.seams) == (text, "repaired", "hidden_full_text", [])


@given(TEXT, PLACE)
def test_server_cut_is_reported_open_without_its_marker(text, place):
    text = tidy(text)[0]
    shown = text[: max(1, int(len(text) * place))].rstrip(" .…(»\n")
    found = server_cut("a")(node(f'{html(shown)}...( <a href="http://films.example/more">read more</a> )'))
    assert found is not None
    assert (found.text, found.state, found.full_text_url) == (tidy(shown)[0], "open", "http://films.example/more")


@given(TEXT, PLACE)
def test_rendered_remainder_restores_the_text(text, place):
    text = tidy(text)[0]
    at = max(1, int(len(text) * place))
    found = rendered(f"{text[:at]}... read more read more...{text[at:]}", re.compile(r"\.\.\. read more read more\.\.\."))
    rest = text[at:].lstrip() if found.doubt == "a number may be two numbers at the seam" else text[at:]
    assert (found.text, found.state) == (text[:at] + rest, "repaired")


@pytest.mark.parametrize(
    ("teaser", "whole", "expected"),
    [
        ("A baker finds", "A baker finds a map.", "A baker finds a map."),
        ("A baker finds…", "A baker finds a map.", "A baker finds a map."),
        ("“Ok…", '"Ok… then"', '"Ok… then"'),  # the style of quotes does not matter
    ],
)
def test_whole_replaces_its_teaser(teaser, whole, expected):
    found = replace(teaser, whole, may_be_rest=True)
    assert (found.text, found.doubt) == (expected, None)


def test_a_text_that_does_not_begin_with_its_teaser_may_be_the_rest():
    assert replace("A baker finds ", "a map.", may_be_rest=True).text == "A baker finds a map."  # Metacritic, 2010


def test_a_teaser_is_never_joined_to_a_whole_text():
    found = replace("A baker fnds a map…", "A baker finds a map of the coast.")
    assert found.text == "A baker finds a map of the coast."
    assert found.doubt


def test_an_ellipsis_lost_to_a_wrong_charset_is_ignored():
    found = replace("A baker finds?\u00a0", "A baker finds a map.")
    assert (found.text, found.doubt) == ("A baker finds a map.", None)


def test_a_missing_remainder_is_open_and_keeps_the_link():
    found = hidden_remainder("a")(node('A cook fl...( <a href="/reviews/1">read more</a> )'))
    assert (found.text, found.state, found.by, found.full_text_url) == ("A cook fl", "open", None, "/reviews/1")


def test_join_continues_a_word_and_reports_the_seam():
    found = join("The quiet lightho", "use keeper waits.")
    assert (found.text, found.seams) == ("The quiet lighthouse keeper waits.", [17])


def test_join_has_no_seam_without_a_remainder():
    assert join("The quiet keeper waits. " * 20, " ").seams == []
    assert join(" ", "The quiet keeper waits.").seams == []


def test_join_keeps_a_break_at_the_seam():
    assert join("One.", "\nTwo.").text == "One.\nTwo."


def test_bbcode_is_removed_and_the_seam_adjusted():
    found = join("[font=Courier]A cold st", "art[/font] [sic]")
    assert (found.text, found.seams) == ("A cold start [sic]", [9])


@pytest.mark.parametrize(
    ("visible", "hidden", "doubt"),
    [
        ("the eyes,", "even so", "a space or line break may be missing at the seam"),
        ("Th", " images", "the word 'Th' may have lost letters at the seam"),
        ("that of ", "the sea", None),
        ("of a", " kind", None),
        ("in 19", " 84. A clerk", "a number may be two numbers at the seam"),
        ("in 19", "84. A clerk", None),
        ("part 2 ", " 84 clerks", None),
        ("Wor", "ld War", None),
    ],
)
def test_doubt_at_a_seam_is_reported(visible, hidden, doubt):
    assert rendered(f"{visible}... read more{hidden}", re.compile(r"\.\.\. read more")).doubt == doubt


def test_a_number_split_by_the_cut_is_joined():
    found = rendered("It ran until 20... read more 02. A clerk.", re.compile(r"\.\.\. read more"))
    assert (found.text, found.seams) == ("It ran until 2002. A clerk.", [15])


@pytest.mark.parametrize(
    ("shown", "slug", "text", "state"),
    [
        ("Stillwater (The Gla...", "stillwater-the-glass", "Stillwater (The Glass)", "repaired"),
        ("Nine Qui...", "nine-quiet-men", "Nine Quiet men", "repaired"),
        ("Nine Qui...", "ten-loud-men", "Nine Qui", "open"),
        ("Whole Name", "whole-name", "Whole Name", "open"),
    ],
)
def test_title_completed_from_its_address(shown, slug, text, state):
    found = complete_from_slug(shown, slug)
    assert (found.text, found.state) == (text, state)


def test_still_open_has_no_marker():
    assert still_open("A cold\n st").text == "A cold\nst"


def test_text_after_the_marker_of_an_open_cut_is_kept():
    markup = 'The harbour freezes ... <a class="more" href="/plot">(more)</a>. View all'
    found = hidden_remainder("a.more", hidden=".rest")(node(markup))
    assert (found.text, found.state, found.full_text_url) == ("The harbour freezes View all", "open", "/plot")
    found = hidden_remainder("a.more", hidden=".rest")(node(markup.removesuffix(" View all")))
    assert found.text == "The harbour freezes"
