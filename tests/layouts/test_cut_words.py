"""The forms of cut, and how each is distinguished from a whole text."""

import pytest

from filmdig.parsers.layouts.cuts import Passage, clipped, complete_from_slug, embedded_data, hidden_full_text, shown_part
from filmdig.parsers.page.document import Page
from filmdig.parsers.record.capture import Capture


def node_of(html):
    return Page(Capture(body=b""), f"<html><body><div id=x>{html}</div>").first("#x")


@pytest.mark.parametrize(
    ("text", "state", "kept"),
    [
        ("0123456789...", "open", "0123456789"),
        ("0123456789…", "open", "0123456789"),
        ("0123456789", None, "0123456789"),
        ("012345678...", None, "012345678..."),
        ("0123456789A...", None, "0123456789A..."),
        ("0123456789ABCDEF", None, "0123456789ABCDEF"),
    ],
)
def test_clipped_texts_have_exactly_the_given_length(text, state, kept):
    assert clipped(10)(node_of(text)) == Passage(text=kept, state=state)


@pytest.mark.parametrize(
    ("shown", "slug", "text", "doubt"),
    [
        ("Zerkalo (The Mirr...", "zerkalo-the-mirror", "Zerkalo (The Mirror)", "the closing bracket was added as well"),
        ("The Copper Mo…", "the-copper-moon", "The Copper Moon", None),
        ("The Copper...", "the-copper-moon_rise", "The Copper moon rise", None),
    ],
)
def test_a_title_completed_from_its_url_states_what_was_added(shown, slug, text, doubt):
    found = complete_from_slug(shown, slug)
    assert (found.text, found.state, found.by) == (text, "repaired", "url")
    assert found.seams == [len(shown.rstrip("….").rstrip())]
    assert found.doubt.startswith("completed from the page's address, which has neither capitals nor punctuation")
    assert found.doubt.endswith(f"; {doubt}") if doubt else ";" not in found.doubt


@pytest.mark.parametrize("slug", ["another-film", "the-copper", "", "12345"])
def test_a_slug_that_does_not_continue_the_title_completes_nothing(slug):
    assert complete_from_slug("The Copper...", slug) == Passage(text="The Copper", state="open")


def test_embedded_data_replace_a_teaser():
    cut = embedded_data(lambda node: node.first("p").text, lambda node: node.attr("data-all"))
    node = node_of("<p>It rai...</p>")
    assert cut(node) is None
    whole = Page(Capture(body=b""), '<body><div data-all="It rains. It stops."><p>It rai...</p></div>').first("div")
    assert cut(whole) == Passage(text="It rains. It stops.", state="repaired", by="embedded_data")
    same = Page(Capture(body=b""), '<body><div data-all="It  rains."><p>It rains.</p></div>').first("div")
    assert cut(same) is None


@pytest.mark.parametrize(("length", "state"), [(299, None), (300, "open"), (301, None)])
def test_a_long_clipped_text_has_exactly_the_given_length(length, state):
    words = "x" * length
    assert clipped(300)(node_of(f"{words}...")) == Passage(text=words if state else f"{words}...", state=state)


def test_a_hidden_full_text_that_does_not_begin_with_its_teaser_is_doubtful():
    cut = hidden_full_text(".short", ".all")
    assert cut(node_of("<p class=short>It ra...</p><p class=all>It rains.</p>")) == Passage(
        text="It rains.", state="repaired", by="hidden_full_text"
    )
    doubtful = cut(node_of("<p class=short>It sn...</p><p class=all>It rains.</p>"))
    assert (doubtful.text, doubtful.doubt) == ("It rains.", "the whole text does not begin as its teaser does")
    assert cut(node_of("<p class=all>It rains.</p>")) is None
    assert cut(node_of("<p class=short>It rains.</p><p class=all>It rains.</p>")) == Passage(text="It rains.")


def test_a_shown_part_is_open_with_its_url():
    cut = shown_part(".collapsed", drop=".more", url=lambda node: "/rest")
    found = cut(node_of("<p class=collapsed>It ra… <a class=more>More</a></p>"))
    assert found == Passage(text="It ra", state="open", full_text_url="/rest")
    assert cut(node_of("<p>It rains.</p>")) is None
