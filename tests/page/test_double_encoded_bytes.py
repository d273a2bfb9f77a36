"""The patterns for a page's bytes find the same double encoding as those for its text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from filmdig.parsers.page import double_encoded as pieces

LETTERS = "ÃÂâðï\x80\xbf€™…‘ aé<.\n"


@given(st.text(alphabet=LETTERS, max_size=12))
@example("Ã©")
@example("â€™")
@example("premiÃ...")
@example("Â &hellip;")
def test_bytes_match_a_sequence_exactly_if_the_text_does(text):
    source = text.encode()

    assert (pieces._SEQUENCE_IN_BYTES.search(source) is None) is (pieces._SEQUENCE.search(text) is None)
    if pieces._CUT.search(text):
        assert pieces._CUT_IN_BYTES.search(source)


@given(st.text(alphabet=LETTERS, max_size=40))
def test_texts_are_repaired_alike_with_only_the_first_letters_found_in_the_bytes(text):
    firsts = {match[0][:2].decode() for match in pieces._SEQUENCE_IN_BYTES.finditer(text.encode())}
    every = [chr(code) for code in range(0xC2, 0xF1)]

    assert pieces._repair_texts(text, firsts, lambda match: f"[{match[0]}]") == pieces._repair_texts(
        text, every, lambda match: f"[{match[0]}]"
    )
