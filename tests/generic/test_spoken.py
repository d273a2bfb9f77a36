"""Spoken languages that a programme prints before those of the subtitles."""

from __future__ import annotations

import pytest

from filmdig.parsers.generic.witnesses.spoken import spoken
from tests.generic.pages import stated

TITLE = "<h1>Salt Ferry</h1><p>1962, 98 min</p>"


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Bengali with English subtitles", ["Bengali"]),
        ("(In Mandarin and Taiwanese, with English subtitles)", ["Mandarin", "Taiwanese"]),
        ("French, German and Finnish with English subtitles", ["French", "German", "Finnish"]),
        ("Englisch mit deutschen Untertiteln", ["Englisch"]),
        ("anglais sous-titré français", ["anglais"]),
        ("inglés con subtítulos en español", ["inglés"]),
        ("With English subtitles", None),
        ("A ferry with subtitles", None),
        ("Tickets for screenings of Bengali with English subtitles are at the door", None),
    ],
)
def test_spoken_languages_before_subtitle_languages(text: str, languages: list[str] | None) -> None:
    assert stated(spoken, "languages", f"{TITLE}<p>{text}</p>") == languages


def test_languages_of_several_films_are_left_out() -> None:
    rows = "<p>Bengali with English subtitles</p><p>Hindi with English subtitles</p>"

    assert stated(spoken, "languages", TITLE + rows) is None
