"""Bytes to text: every encoding film pages were served in, wrong declarations, stray and missing bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmdig.parsers.page.decode import Decoded, decode
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from tests.cases import FIXTURES

META = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>{}</body></html>'
LETTERS = "Zoë Ångström’s “Été à Łódź” — naïve"


def page(label: str, text: str) -> str:
    return META.format(label, text)


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1251", "utf8mb4", "unknown"])
def test_valid_utf8_is_utf8_whatever_is_declared(label: str) -> None:
    text = page(label, LETTERS)
    assert decode(text.encode(), label) == Decoded(text, "utf-8", "utf-8", 0)


def test_bom_wins_over_every_declaration() -> None:
    text = page("windows-1251", LETTERS)
    assert decode(codecs.BOM_UTF8 + text.encode(), "iso-8859-2") == Decoded(text, "utf-8", "bom", 0)
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "iso-8859-2") == Decoded(text, "utf-16-le", "bom", 0)
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == Decoded(text, "utf-16-be", "bom", 0)


def test_several_boms_in_a_row() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"<html>") == Decoded("<html>", "utf-8", "bom", 0)


def test_bom_before_text_with_a_stray_byte() -> None:
    assert decode(codecs.BOM_UTF8 + "Zoë".encode() + b"\x92s") == Decoded("Zoë’s", "utf-8", "bom", 1)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_bom(codec: str) -> None:
    text = page("utf-16", "<p>映画 " + LETTERS)
    assert decode(text.encode(codec)) == Decoded(text, codec, "fallback", 0)
    assert decode(text.encode(codec), "UTF-16") == Decoded(text, codec, "header", 0)


def test_utf16_cut_inside_a_character() -> None:
    assert decode((codecs.BOM_UTF16_LE + "<p>Zoë".encode("utf-16-le"))[:-1]).text == "<p>Zo\ufffd"


@pytest.mark.parametrize(
    ("label", "codec", "name", "text"),
    [
        ("shift_jis", "cp932", "shift_jis", "東京の映画① ｶﾀｶﾅ 監督"),
        ("gb2312", "gb18030", "gb18030", "电影剧情简介：行走的镕基 ‘’"),
        ("gbk", "gb18030", "gb18030", "導演簡介 中文"),
        ("big5", "big5hkscs", "big5", "電影劇情簡介"),
        ("euc-kr", "cp949", "euc-kr", "영화 줄거리 똠방각하 감독의 이야기"),
        ("euc-jp", "euc_jp", "euc-jp", "映画のあらすじと監督"),
        ("iso-2022-jp", "iso2022_jp", "iso-2022-jp", "映画のあらすじ"),
        ("windows-1251", "cp1251", "windows-1251", "Фильм «Зеркало» — режиссёр"),
        ("koi8-r", "koi8-r", "koi8-r", "Кинопоиск: фильм Зеркало"),
        ("iso-8859-2", "iso8859-2", "iso-8859-2", "Őrült nők ketrece, Žižkov, Łódź"),
        ("windows-1250", "cp1250", "windows-1250", "„Őrült” – Žižkov"),
        ("iso-8859-7", "iso8859-7", "iso-8859-7", "Ταινία του σκηνοθέτη"),
        ("iso-8859-9", "cp1254", "windows-1254", "Kış Uykusu “ışık”"),
        ("windows-874", "cp874", "windows-874", "เรื่องย่อภาพยนตร์และเพลง"),
        ("iso-8859-15", "iso8859-15", "iso-8859-15", "12 € œuvre"),
        ("ISO-8859-1", "cp1252", "windows-1252", "“Smart” – quotes’ €"),
        ("us-ascii", "cp1252", "windows-1252", "don’t"),
    ],
)
def test_declared_encodings(label: str, codec: str, name: str, text: str) -> None:
    text = page("unknown", text * 20)
    assert decode(text.encode(codec), f' "{label}"') == Decoded(text, name, "header", 0)
    text = text.replace("unknown", label)
    assert decode(text.encode(codec)) == Decoded(text, name, "meta", 0)
    assert decode(text.encode(codec), "utf8mb4") == Decoded(text, name, "meta", 0)


def test_header_wins_over_meta() -> None:
    text = page("iso-8859-1", "Зеркало")
    assert decode(text.encode("cp1251"), "windows-1251") == Decoded(text, "windows-1251", "header", 0)


def test_declaration_behind_ten_thousand_letters_of_script() -> None:
    text = "<head><script>" + "x=1;" * 2500 + "</script>" + page("windows-1251", "Зеркало")
    assert decode(text.encode("cp1251")) == Decoded(text, "windows-1251", "meta", 0)


@pytest.mark.parametrize(
    "label", [None, "utf-8", "utf-16", "utf8mb4", "x-user-defined", "rot13", "base64", "punycode", "idna", ""]
)
def test_single_bytes_without_a_usable_declaration_are_windows_1252(label: str | None) -> None:
    text = "Zoë’s “été” – naïve"
    assert decode(text.encode("cp1252"), label) == Decoded(text, "windows-1252", "fallback", 0)
    text = page(label or "utf-8", text)
    assert decode(text.encode("cp1252")) == Decoded(text, "windows-1252", "fallback", 0)


def test_a_declaration_that_does_not_fit_is_passed_over() -> None:
    text = "“Été” à la façon d’Éloïse" * 5
    assert decode(text.encode("cp1252"), "shift_jis") == Decoded(text, "windows-1252", "fallback", 0)


def test_bytes_that_windows_1252_does_not_define_stay_control_characters() -> None:
    assert decode(b"caf\xe9 \x81\x8d\x8f\x90\x9d.") == Decoded("café \x81\x8d\x8f\x90\x9d.", "windows-1252", "fallback", 0)


@pytest.mark.parametrize("label", [None, "utf-8", "iso-8859-1"])
def test_stray_bytes_in_utf8_are_read_one_by_one(label: str | None) -> None:
    body = "Zoë — naïve été".encode() + b" don\x92t \x93quote\x94 \x81" + "Łódź".encode() + b"."
    assert decode(body, label) == Decoded("Zoë — naïve été don’t “quote” \x81Łódź.", "utf-8", "utf-8", 4)


@pytest.mark.parametrize("before", [0, 4090, 5000, 9000])
def test_strays_are_counted_against_letters_anywhere_in_the_page(before: int) -> None:
    text = "<p>" + "x" * before + "Жук " * 20
    found = decode(text.encode() + b"Zo\xeb.")
    assert (found.text, found.encoding, found.repaired) == (f"{text}Zoë.", "utf-8", 1)


def test_declared_utf8_bears_more_strays() -> None:
    body = "© ".encode() + b"don\x92t can\x92t won\x92t."
    assert decode(body, "utf-8") == Decoded("© don’t can’t won’t.", "utf-8", "utf-8", 3)
    assert decode(body).encoding == "windows-1252"


def test_one_accidental_pair_does_not_make_a_single_byte_page_utf8() -> None:
    text = "“CAFÉ” déjà vu à l’été, où la mère du héros, âgée et malade, a été retrouvée près de la forêt où il était né"
    assert decode(text.encode("cp1252")) == Decoded(text, "windows-1252", "fallback", 0)


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_character_cut_by_the_end_of_the_page_is_no_stray(kept: int) -> None:
    body = "<p>Zoë naïve ".encode() + "🎬".encode()[:kept]
    assert decode(body) == Decoded("<p>Zoë naïve \ufffd", "utf-8", "utf-8", 0)


def test_lone_letter_at_the_end_of_an_ascii_page_is_windows_1252() -> None:
    assert decode(b"<p>caf\xe9").text == "<p>café"


def test_mojibake_that_the_page_printed_stays() -> None:
    """It is undone later, where it can be named: `tests/page/test_double_encoded.py`."""
    assert decode("Le fantÃ´me".encode()).text == "Le fantÃ´me"


@pytest.mark.parametrize(
    ("before", "cut", "after"),
    [
        ("La premi", "è", "..."),
        ("Un héros oubli", "é", "…</p><p>Été</p>"),
        ("Она нашла зеркал", "о", "</p>"),
        ("她把镜子还给", "他", '..." data-more="1">'),
        ("They don", "’", " ..."),
        ("They don", "’", "&hellip;"),
    ],
)
def test_of_a_character_that_a_server_cut_nothing_is_left(before: str, cut: str, after: str) -> None:
    for kept in range(1, len(cut.encode())):
        body = f"<p>{before}".encode() + cut.encode()[:kept] + after.encode()
        assert decode(body) == Decoded(f"<p>{before}{after}", "utf-8", "utf-8", 0, 1)
        assert decode(body, "utf-8").text == f"<p>{before}{after}"


@pytest.mark.parametrize("text", ["“café”", "São Ã", "déjà...", "LE CAFÉ", "rosé"])
def test_letters_of_windows_1252_at_the_end_of_a_text_are_not_cut(text: str) -> None:
    body = "<p>Ж Ж Ж Ж Ж Ж Ж Ж</p><p>".encode() + text.encode("cp1252") + b"</p>"
    strays = sum(not letter.isascii() for letter in text)
    assert decode(body) == Decoded(f"<p>Ж Ж Ж Ж Ж Ж Ж Ж</p><p>{text}</p>", "utf-8", "utf-8", strays)


def test_nul_characters_go() -> None:
    assert decode(b"<p>Zerk\0alo\0</p>") == Decoded("<p>Zerkalo</p>", "utf-8", "utf-8", 0)
    assert decode(b"<p>caf\xe9\0</p>") == Decoded("<p>café</p>", "windows-1252", "fallback", 0)


def test_nothing_is_text_too() -> None:
    assert decode(b"") == Decoded("", "utf-8", "utf-8", 0)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\x1b")))
def test_utf8_round_trip(text: str) -> None:
    assert decode(text.encode(), "windows-1251") == Decoded(text, "utf-8", "utf-8", 0)


@given(st.lists(st.one_of(st.sampled_from("aé—’Ж映🎬"), st.sampled_from([b"\x92", b"\x93", b"\x85", b"\xff"])), max_size=20))
def test_strays_are_repaired_wherever_they_stand(parts: list[str | bytes]) -> None:
    # Twenty true characters in front make it UTF-8; the full stops keep neighbouring bytes from making a character of their own.
    body = ("é" * 20 + ".").encode() + b"".join((p.encode() if isinstance(p, str) else p) + b"." for p in parts)
    want = "é" * 20 + "." + "".join((p if isinstance(p, str) else p.decode("cp1252")) + "." for p in parts)
    assert decode(body) == Decoded(want, "utf-8", "utf-8", sum(isinstance(p, bytes) for p in parts))


@settings(deadline=None)  # the detector's models are loaded on the first call
@given(
    st.binary(max_size=300),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-16", "gbk", "iso-2022-jp", "euc-jp"])),
)
def test_any_bytes_under_any_label_give_a_text_that_can_be_written(body: bytes, charset: str | None) -> None:
    decoded = decode(body, charset)
    assert decoded.text.encode().decode() == decoded.text
    assert "\0" not in decoded.text


def test_five_million_bad_bytes() -> None:
    decoded = decode(b"\xff" * 5_000_000)
    assert (decoded.encoding, decoded.source, decoded.doubtful) == ("windows-1252", "fallback", True)
    assert len(decoded.text) == 5_000_000


def test_the_layout_of_a_page_without_an_address_tells_its_language():
    page = (FIXTURES / "porthu" / "film" / "2011-tilde-for-double-acute-no-votes.html").read_text(encoding="utf-8")
    undeclared = page.replace('<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">', "")
    record = read_capture(Capture(body=undeclared.replace("õ", "ő").encode("cp1250")))
    assert (record.page.encoding, record.page.encoding_from, record.page.layout) == ("windows-1250", "language", "film")
    assert [one.name for one in record.film.companies] == ["Átkelő"]
