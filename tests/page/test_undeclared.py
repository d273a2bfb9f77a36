"""Pages that declare no charset and are not UTF-8: every language's legacy charsets, with and without a stated language."""

from __future__ import annotations

import pytest

from filmdig.parsers.page import undeclared
from filmdig.parsers.page.decode import Decoded, decode
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture

TEXTS = {
    "ru": "Старый смотритель маяка находит на берегу зеркало, в котором видно "
    "вчерашний день. Его дочь не верит ему и уезжает в город.",
    "uk": "Старий доглядач маяка знаходить на березі дзеркало, у якому видно "
    "вчорашній день. Його донька їде до міста і не вірить.",
    "cs": "Starý strážce majáku najde na pobřeží zrcadlo, ve kterém je vidět včerejšek. "
    "Jeho dcera mu nevěří a odjíždí do města, kde žije její přítel.",
    "pl": "Stary latarnik znajduje na brzegu lustro, w którym widać wczorajszy dzień. "
    "Córka mu nie wierzy i wyjeżdża do miasta, gdzie żyje jej brat.",
    "hu": "Az öreg világítótoronyőr tükröt talál a parton, amelyben a tegnapi nap "
    "látszik. A lánya nem hisz neki, és elutazik a nővéréhez a városba.",
    "tr": "Yaşlı fener bekçisi kıyıda, içinde dünün göründüğü bir ayna bulur. Kızı "
    "ona inanmaz ve şehre, ağabeyinin yanına gider; kış çok ağır geçer.",
    "el": "Ο γέρος φαροφύλακας βρίσκει στην ακτή έναν καθρέφτη όπου φαίνεται "
    "η χθεσινή μέρα. Η κόρη του δεν τον πιστεύει και φεύγει.",
    "he": "שומר המגדלור הזקן מוצא על החוף מראה שבה רואים את יום האתמול. בתו אינה מאמינה לו ונוסעת אל העיר הגדולה.",
    "ar": "يجد حارس المنارة العجوز على الشاطئ مرآة يرى فيها يوم أمس. لا تصدقه ابنته وتسافر إلى المدينة البعيدة.",
    "th": "ผู้ดูแลประภาคารชราพบกระจกบนชายหาดที่มองเห็นวันวาน ลูกสาวไม่เชื่อและเดินทางเข้าเมือง",
    "zh": "年老的灯塔看守在海边发现一面镜子，镜中可以看见昨天。他的女儿不相信他，离开家去了城里，导演用长镜头讲述这个故事。",
    "zh-TW": "年老的燈塔看守在海邊發現一面鏡子，鏡中可以看見昨天。他的女兒不相信他，離開家去了城裡，導演用長鏡頭講述這個故事。",
    "ja": "年老いた灯台守は、昨日が映る鏡を海辺で見つける。娘はそれを信じず、町へ出て行ってしまう。監督の二作目である。",
    "ko": "늙은 등대지기는 바닷가에서 어제가 비치는 거울을 발견한다. 딸은 그를 믿지 않고 도시로 떠난다. 감독의 두 번째 영화이다.",
}
CHARSETS = [
    ("ru", "cp1251", "windows-1251"),
    ("ru", "koi8-r", "koi8-r"),
    ("ru", "cp866", "ibm866"),
    ("uk", "cp1251", "windows-1251"),
    ("cs", "cp1250", "windows-1250"),
    ("cs", "iso8859-2", "iso-8859-2"),
    ("pl", "cp1250", "windows-1250"),
    ("hu", "cp1250", "windows-1250"),
    ("tr", "cp1254", "windows-1254"),
    ("el", "cp1253", "windows-1253"),
    ("he", "cp1255", "windows-1255"),
    ("ar", "cp1256", "windows-1256"),
    ("th", "cp874", "windows-874"),
    ("zh", "gbk", "gb18030"),
    ("zh-TW", "big5", "big5"),
    ("ja", "cp932", "shift_jis"),
    ("ja", "euc_jp", "euc-jp"),
    ("ko", "cp949", "euc-kr"),
]


@pytest.mark.parametrize(("language", "codec", "name"), CHARSETS)
def test_a_page_that_states_its_language(language: str, codec: str, name: str) -> None:
    text = f'<html lang="{language}"><title>{TEXTS[language][:20]}</title><p>{TEXTS[language]}</p>'
    found = decode(text.encode(codec))
    assert (found.text, found.source, found.doubtful) == (text, "language", False)
    assert found.encoding == name


@pytest.mark.parametrize(("language", "codec", "name"), [row for row in CHARSETS if row[1] not in ("iso8859-2", "koi8-r")])
def test_a_page_that_states_no_language_is_decoded_by_its_letters(language: str, codec: str, name: str) -> None:
    text = f"<title>{TEXTS[language][:30]}</title>" + f"<p>{TEXTS[language]}</p>" * 5
    found = decode(text.encode(codec))
    assert found == Decoded(text, name, "language", doubtful=found.doubtful)


@pytest.mark.parametrize(
    ("url", "codec", "text"),
    [
        ("http://www.film.ru/1", "cp1251", "<h1>Маяк</h1>"),
        ("http://film.cz/1", "cp1250", "<h1>Žízeň</h1>"),
        ("http://film.hu/1", "cp1250", "<h1>Hétfő</h1>"),
        ("http://film.co.jp/1", "cp932", "<h1>灯台の鏡</h1>"),
        ("http://film.com.tw/1", "big5", "<h1>燈塔看守</h1>"),
    ],
)
def test_the_hosts_country_decides_if_there_is_little_text(url: str, codec: str, text: str) -> None:
    found = decode(text.encode(codec), url=url)
    assert (found.text, found.source, found.doubtful) == (text, "language", False)
    linked = f'<a href="{url}">{text}</a>'
    assert decode(linked.encode(codec)).text == linked


@pytest.mark.parametrize(
    ("lang", "codec", "text"),
    [
        ("cs-CZ", "cp1250", "<h1>Žízeň</h1>"),
        ("ru_RU", "cp1251", "<h1>Маяк</h1>"),
        ("zh-CN", "gbk", "<h1>灯塔看守</h1>"),
        ("zh-HK", "big5", "<h1>燈塔看守</h1>"),
        ("EL-gr", "cp1253", "<h1>Ο φάρος</h1>"),
    ],
)
def test_a_stated_language_with_a_country(lang: str, codec: str, text: str) -> None:
    page = f"<html lang={lang}>{text}"
    found = decode(page.encode(codec))
    assert (found.text, found.source, found.doubtful) == (page, "language", False)


@pytest.mark.parametrize("lang", ["", ' lang="fr"', ' lang="de-DE"'])
def test_western_letters_are_windows_1252(lang: str) -> None:
    text = f"<html{lang}><p>La fille du gardien n’a jamais cru à l’étrange miroir trouvé près du phare ; “Grüße” !</p>"
    assert decode(text.encode("cp1252")) == Decoded(text, "windows-1252", "fallback")


def test_a_page_with_letters_only_in_scripts() -> None:
    text = f"<script>var film = '{TEXTS['ru']}';</script>"
    assert decode(text.encode("cp1251")) == Decoded(text, "windows-1251", "language")


def test_text_in_no_language_is_doubtful() -> None:
    body = b"<h1>Lighthouse</h1><p>" + bytes(range(0x80, 0x100)) * 4
    assert decode(body).doubtful
    record = read_capture(Capture(body=b"<title>Film</title>" + body, url="http://www.imdb.com/title/tt0000001/"))
    assert "encoding_doubtful" in [issue.code for issue in record.issues]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Věra Šolínová: Příběh žluťoučkého koně.", "cp1250"),
        ("Příběh o děvčeti, řece a věži.", "cp1250"),
        ("Mały chłopiec i książka.", "cp1250"),
        ("Mała książka", "iso8859-2"),
    ],
)
def test_a_few_letters_of_other_languages_are_doubtful(text: str, codec: str) -> None:
    assert decode(f"<title>Lantern Bay</title><p>{text}</p>".encode(codec)).doubtful


@pytest.mark.parametrize(
    "text",
    [
        "Søren Ærø møder Zoë i Århus",
        "L’œuvre de Zoé, où naît la forêt: 25° à l’ombre, 10 €",
        "¿Dónde está la niña? ¡Allí!",
        "Ein Mädchen für 5½ Mark · Größe 3×4 m²",
        "Þórður og Ísold",
        "naïve café",
        "Em São Paulo, João não vê o avô às três",
        "Tõde ja õigus: šokk",
        "Lumière: rated 3½ by Mr. Muñoz and Ms. Åsa",
        "soft\u00adly and L·L",
    ],
)
def test_a_few_western_letters_are_not_doubtful(text: str) -> None:
    assert decode(f"<title>Lantern Bay</title><p>{text}</p>".encode("cp1252")) == Decoded(
        f"<title>Lantern Bay</title><p>{text}</p>", "windows-1252", "fallback"
    )


def test_a_stated_language_that_the_text_is_not_in() -> None:
    text = f"<html lang=cs><p>{TEXTS['ru']}</p>"
    found = decode(text.encode("cp1251"))
    assert (found.text, found.doubtful) == (text, True)


def test_a_stated_language_none_of_whose_charsets_fits_is_doubtful() -> None:
    text = "<html lang=th><p>Für Müller, über Tür und Hügel kühl"
    assert decode(text.encode("cp1252")) == Decoded(text, "windows-1252", "fallback", doubtful=True)


def test_only_a_text_longer_than_the_sample_loses_its_ascii_words():
    letters = "ш".encode("cp1251") * 30
    words = b"x " * ((undeclared._SAMPLE - len(letters)) // 2) + letters
    assert len(words) == undeclared._SAMPLE
    assert undeclared._text_of(words) == words
    assert undeclared._text_of(words + b"x") == words[-31:].strip() + b"x"
    assert undeclared._text_of(words + b" x") == letters


@pytest.mark.parametrize(("confidence", "doubtful"), [(0.05, False), (0.07, True)])
def test_another_charset_found_with_some_confidence_makes_windows_1252_doubtful(confidence, doubtful, monkeypatch):
    monkeypatch.setattr(undeclared, "_detected", lambda text, among: ("cp1250", confidence))
    body = ("Le gardien du phare d\xe9couvre un miroir oubli\xe9, et sa fille aim\xe9e est r\xe9volt\xe9e. " * 8).encode(
        "latin-1"
    )
    assert undeclared.guess(body) == undeclared.Guess("cp1252", language=False, doubtful=doubtful)
