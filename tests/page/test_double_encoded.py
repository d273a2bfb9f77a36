"""Text that a site encoded twice is repaired, or reported if letters of it are lost."""

from __future__ import annotations

import json

import pytest

from filmdig.parsers.page.double_encoded import may_be_double_encoded, undo_double_encoding
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture


def twice(text: str) -> str:
    return text.encode().decode("latin-1")


def as_windows_1252(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


TEXTS = ["La première d’un été", "naïve", "“Grüße” — ‘weiß’", "Старый смотритель маяка", "年老いた灯台守", "Žluťoučký kůň"]


@pytest.mark.parametrize("text", TEXTS)
def test_letters(text: str) -> None:
    for encoded in (twice(text), as_windows_1252(text)):
        page = f"<p>Zoë</p><p>{encoded}</p>"
        assert may_be_double_encoded(page.encode())
        found = undo_double_encoding(page)
        assert (found.text, found.repaired, found.left) == (f"<p>Zoë</p><p>{text}</p>", 1, 0)


@pytest.mark.parametrize("text", ["première", "été", "don’t"])
def test_json_escapes(text: str) -> None:
    page = f'<script type="application/ld+json">{json.dumps({"name": twice(text)})}</script>'
    assert may_be_double_encoded(page.encode())
    found = undo_double_encoding(page)
    assert found.text == page.replace(json.dumps(twice(text)), json.dumps(text))
    assert found.repaired == sum(not letter.isascii() for letter in text)


def test_character_references() -> None:
    page = "<p>La premi&Atilde;&uml;re, l&acirc;&euro;&trade;&#195;&#169;t&#xC3;&#xA9;</p>"
    assert may_be_double_encoded(page.encode())
    assert undo_double_encoding(page).text == "<p>La première, l’été</p>"


def test_a_character_cut_in_the_middle() -> None:
    page = "<p>La premi\u00c3...</p>"
    assert may_be_double_encoded(page.encode())
    assert undo_double_encoding(page).text == "<p>La premi...</p>"


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ» — «À LA MODE»",
        "“Ã”",
        "SÃO PAULO Â…",
        "é”",
        "Ação em São Paulo",
        "ÇÃO",
        "Œuvres d’Édith",
        "&Atilde;o",
        "\\\\u00c3\\\\u00a9",
    ],
)
def test_intended_letters_are_unchanged(text: str) -> None:
    assert undo_double_encoding(f"<p>{text}</p>").text == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "“Ã”",
        "SÃO PAULO Â…",
        "ÇÃO",
        "&Atilde;&Otilde;&Atilde;",
        "&Eacute;&Eacute;&nbsp;",
        "\\u00c3\\u00d5",
    ],
)
def test_intended_letters_are_not_counted(text: str) -> None:
    found = undo_double_encoding(f"<p>{text}</p>")
    assert (found.text, found.repaired, found.left) == (f"<p>{text}</p>", 0, 0)


@pytest.mark.parametrize("text", ["L’été d’Édith", "Ação", "&Eacute;t&eacute;", "\\u00e9t\\u00e9", "Œuvres ƒ"])
def test_letters_encoded_once_are_not_candidates(text: str) -> None:
    assert not may_be_double_encoded(f"<p>{text}</p>".encode())


def test_the_record_has_an_issue() -> None:
    page = f"<title>Film</title><h1>{twice('Le fantôme du phare')} (1997)</h1><p>{twice('Réalisé')} par <a>Nestor Vanlier</a></p>"
    record = read_capture(Capture(body=page.encode(), url="http://films.example/1"))
    assert ("double_encoded", "2 pieces of text were encoded twice; they were repaired") in [
        (i.code, i.message) for i in record.issues
    ]
    lost = "<title>Film</title><p>one of Englandï¿½Ûªs films"
    record = read_capture(Capture(body=lost.encode(), url="http://films.example/1"))
    assert "double_encoded" in [issue.code for issue in record.issues]
