"""What is asked of a page's bytes, before its text is searched for what was encoded twice, is what the text's patterns find."""

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
def test_bytes_have_a_sequence_where_the_text_has(text):
    source = text.encode()

    assert (pieces._SEQUENCE_IN_BYTES.search(source) is None) is (pieces._SEQUENCE.search(text) is None)
    if pieces._CUT.search(text):
        assert pieces._CUT_IN_BYTES.search(source)


@given(st.text(alphabet=LETTERS, max_size=40))
def test_the_letters_that_sequences_begin_with_are_found_in_the_bytes(text):
    firsts = {match[0][:2].decode() for match in pieces._SEQUENCE_IN_BYTES.finditer(text.encode())}
    every = [chr(code) for code in range(0xC2, 0xF1)]

    assert pieces._repair_texts(text, firsts, lambda match: f"[{match[0]}]") == pieces._repair_texts(
        text, every, lambda match: f"[{match[0]}]"
    )
