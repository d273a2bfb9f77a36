"""Cut texts and lists on pages of unknown sites are repaired from the page, or reported; whole texts are left alone.

Made-up pages in twelve languages: the five forms of a cut text in the markup that sites use, the two of a cut list, and texts
that only look cut.
"""

import gzip
import json
from pathlib import Path

import pytest

from filmdig.parsers.generic.reader import read_generic
from filmdig.parsers.page.document import Page
from filmdig.parsers.read import read_capture
from filmdig.parsers.record.capture import Capture
from filmdig.parsers.record.page_record import Record
from tests.cases import CORPUS

# title, label of the director, heading of the plot, heading of the cast, "more", "less", "all", "and others"
WORDS = {
    "en": ("The Salt Road", "Director", "Synopsis", "Cast", "Read more", "Less", "View all", "and others"),
    "de": ("Die Salzstraße", "Regie", "Inhalt", "Besetzung", "Weiterlesen", "Weniger", "Alle anzeigen", "u.a."),
    "fr": ("La Route du sel", "Réalisateur", "Synopsis", "Acteurs", "Lire la suite", "Réduire", "Voir tout", "et autres"),
    "es": ("El camino de la sal", "Dirección", "Sinopsis", "Reparto", "Leer más", "Ver menos", "Ver todos", "y otros"),
    "it": ("La via del sale", "Regia", "Trama", "Attori", "Leggi tutto", "Chiudi", "Vedi tutti", "e altri"),
    "pt": ("O caminho do sal", "Direção", "Sinopse", "Elenco", "Leia mais", "Ver menos", "Ver todos", "e outros"),
    "nl": ("De zoutweg", "Regisseur", "Samenvatting", "Rolverdeling", "Lees meer", "Lees minder", "Bekijk alle", "en anderen"),
    "sv": ("Saltvägen", "Regissör", "Handling", "Skådespelare", "Läs mer", "Visa mindre", "Visa alla", "m.fl."),
    "pl": ("Droga soli", "Reżyseria", "Opis filmu", "Obsada", "Czytaj dalej", "Zwiń", "Pełna obsada", "i inni"),
    "ru": ("Соляной путь", "Режиссёр", "Сюжет", "В ролях", "Читать далее", "Свернуть", "Все актёры", "и другие"),
    "tr": ("Tuz Yolu", "Yönetmen", "Özet", "Oyuncular", "Devamını oku", "Daha az", "Tümünü gör", "ve diğerleri"),
    "zh": ("盐路", "导演", "剧情简介", "演员", "展开全部", "收起", "查看全部", "等"),
}
TEXTS = {
    "en": (
        "A salt carrier finds a child asleep between two sacks and cannot bring himself to wake it before ",
        "the pass. When the snow comes he has to choose what he can carry down.",
    ),
    "de": (
        "Ein Salzträger findet zwischen zwei Säcken ein schlafendes Kind und bringt es nicht über sich, es vor ",
        "dem Pass zu wecken. Als der Schnee kommt, muss er wählen, was er ins Tal trägt.",
    ),
    "fr": (
        "Un porteur de sel trouve un enfant endormi entre deux sacs et ne peut se résoudre à le réveiller avant ",
        "le col. Quand vient la neige, il doit choisir ce qu'il portera jusqu'en bas.",
    ),
    "es": (
        "Un porteador de sal encuentra a un niño dormido entre dos sacos y no se atreve a despertarlo antes ",
        "del puerto. Cuando llega la nieve tiene que elegir lo que puede cargar.",
    ),
    "it": (
        "Un portatore di sale trova un bambino addormentato fra due sacchi e non osa svegliarlo prima ",
        "del passo. Quando arriva la neve deve scegliere che cosa portare a valle.",
    ),
    "pt": (
        "Um carregador de sal encontra uma criança adormecida entre dois sacos e não consegue acordá-la antes ",
        "do passo. Quando chega a neve, tem de escolher o que pode levar.",
    ),
    "nl": (
        "Een zoutdrager vindt een slapend kind tussen twee zakken en krijgt het niet over zijn hart het voor ",
        "de pas te wekken. Als de sneeuw komt, moet hij kiezen wat hij draagt.",
    ),
    "sv": (
        "En saltbärare hittar ett sovande barn mellan två säckar och kan inte förmå sig att väcka det före ",
        "passet. När snön kommer måste han välja vad han kan bära ner.",
    ),
    "pl": (
        "Tragarz soli znajduje śpiące dziecko między dwoma workami i nie potrafi go obudzić przed ",
        "przełęczą. Gdy przychodzi śnieg, musi wybrać, co zniesie na dół.",
    ),
    "ru": (
        "Носильщик соли находит между двумя мешками спящего ребёнка и не решается разбудить его до ",
        "перевала. Когда приходит снег, ему нужно выбрать, что он сможет нести.",
    ),
    "tr": (
        "Bir tuz taşıyıcısı iki çuvalın arasında uyuyan bir çocuk bulur ve onu geçitten önce uyandırmaya ",
        "kıyamaz. Kar geldiğinde neyi taşıyabileceğini seçmek zorunda kalır.",
    ),
    "zh": (
        "一个背盐人在两只盐袋之间发现了一个熟睡的孩子，他不忍心在翻过山口之前把孩子叫醒，",
        "只好背着他走。大雪来临的时候，他必须决定自己能背下山的是什么。",
    ),
}
NAMES = ["Jo Lund", "Vera Solin", "Ida Voss", "Kai Orr"]

HIDDEN_REMAINDER = [
    (
        '<p>{a}<span class="dots">...</span><a href="#" onclick="f()">{more}</a>'
        '<span style="display:none">{b} <a href="#">{less}</a></span></p>'
    ),
    '<p>{a}<span id="dots">…</span><span id="more">{b}</span></p><button onclick="f()">{more}</button>',
    '<p>{a}<a class="toggle">... {more}</a><span class="zz">{b}</span> <a class="toggle">{less}</a></p>',
    '<div>{a}<a href="javascript:void(0)">{more} »</a><div hidden>{b}</div></div>',
]
NO_CONTROL = '<p>{a}<span id="remaining" style="display:none;">{b}</span></p>'
IN_META = '<p>{a}...&nbsp;<a href="/salt/plot">See full description</a></p>'
LINKS_AFTER = '<div>{a}{b} | <a href="/add">Add a word</a>&nbsp;&raquo;</div>'
HIDDEN_FULL = [
    (
        '<div class="short">{a}... <a href="#">{more}</a></div>'
        '<div class="full" style="display: none">{a}{b} <a href="#">{less}</a></div>'
    ),
    '<p class="teaser">{a}…</p><p class="hidden">{a}{b}</p><button>{more}</button>',
    '<div class="synopsis-long" style="display:none">{a}{b}</div><div class="synopsis-short">{a}… <a>{more}</a></div>',
]
CLAMPED = [
    '<p class="line-clamp-4">{a}{b}</p><button type="button">{more}</button>',
    '<div class="expander"><div class="content"><p>{a}{b}</p></div><div class="hidden" role="button">{more}</div></div>',
    '<p style="max-height: 4em; overflow: hidden">{a}{b}</p><a href="#">{more}</a>',
]
BY_SERVER = [
    '<p>{a}... <a href="/salt/plot">{more}</a></p>',
    '<p>{a}… (<a href="/salt/plot">{more}</a>)</p>',
    '<p>{a}...</p><p><a class="btn" href="/salt/plot">{more} »</a></p>',
]
IN_DATA = [
    '<p>{a}… <a href="#">{more}</a></p><script type="application/json">{{"p":[{{"d":"{a}{b}"}}]}}</script>',
    '<p data-full-text="{a}{b}">{a}…</p><button>{more}</button>',
    '<p>{a}... <a href="#">{more}</a></p><script>window.__STATE__ = {{"film":{{"d":"{a}{b}"}}}};</script>',
]
WHOLE = [
    "<p>{a}{b}..</p>",
    "<p>{a}{b}</p><p>{a}…</p>",
    '<p>{a}{b}</p><div style="display:none"><p>{b}</p></div>',
]


def record_of(language: str, plot: str, cast: str = "") -> Record:
    title, director, heading, _, more, less, every, _ = WORDS[language]
    a, b = TEXTS[language]
    body = plot.format(a=a, b=b, more=more, less=less, all=every)
    page = Page(
        Capture(body=b"", rendition="html"),
        f'<!doctype html><html lang="{language}"><head><title>{title} (1987)</title></head><body><h1>{title}</h1>'
        f"<p><b>{director}:</b> Ilya Tarn</p><section><h3>{heading}</h3>{body}</section>{cast}</body></html>",
    )
    record = Record()
    read_generic(page, record)
    return record


def cases(forms: list[str], languages: str) -> list[tuple[str, str]]:
    return [(language, form) for language, form in zip(languages.split(), forms, strict=True)]


def cuts(record: Record) -> list[tuple[str, str, str | None]]:
    return [(cut.path, cut.state, cut.by) for cut in record.truncations]


@pytest.mark.parametrize(("language", "form"), cases(HIDDEN_REMAINDER, "en ru es fr") + cases(HIDDEN_REMAINDER, "zh de pl tr"))
def test_a_hidden_rest_is_joined(language, form):
    record = record_of(language, form)
    assert " ".join(record.film.synopsis.split()) == "".join(TEXTS[language])
    assert cuts(record) == [("/film/synopsis", "repaired", "hidden_remainder")]


@pytest.mark.parametrize(("language", "form"), cases(HIDDEN_FULL, "it nl sv") + cases(HIDDEN_FULL, "fr ru zh"))
def test_a_hidden_whole_replaces_its_teaser(language, form):
    record = record_of(language, form)
    assert record.film.synopsis == "".join(TEXTS[language])
    assert cuts(record) == [("/film/synopsis", "repaired", "hidden_full_text")]


@pytest.mark.parametrize(("language", "form"), cases(CLAMPED, "en pt de") + cases(CLAMPED, "zh tr es"))
def test_a_clamped_text_is_whole(language, form):
    record = record_of(language, form)
    assert (record.film.synopsis, cuts(record)) == ("".join(TEXTS[language]), [])


@pytest.mark.parametrize(("language", "form"), cases(BY_SERVER, "en it ru") + cases(BY_SERVER, "pl fr sv"))
def test_a_text_that_the_server_cut_is_reported(language, form):
    record = record_of(language, form)
    assert record.film.synopsis == TEXTS[language][0].rstrip(" ")
    assert cuts(record) == [("/film/synopsis", "open", None)]
    assert record.truncations[0].full_text_url == "/salt/plot"


@pytest.mark.parametrize(("language", "form"), cases(IN_DATA, "de es nl") + cases(IN_DATA, "pt en tr"))
def test_the_whole_in_the_page_s_data_replaces_its_teaser(language, form):
    record = record_of(language, form)
    assert record.film.synopsis == "".join(TEXTS[language])
    assert cuts(record) == [("/film/synopsis", "repaired", "embedded_data")]


def test_a_hidden_rest_after_half_a_sentence_needs_no_control():
    record = record_of("en", NO_CONTROL)
    assert record.film.synopsis == "".join(TEXTS["en"])
    assert cuts(record) == [("/film/synopsis", "repaired", "hidden_remainder")]


def test_links_after_a_text_are_left_out():
    record = record_of("en", LINKS_AFTER)
    assert (record.film.synopsis, cuts(record)) == ("".join(TEXTS["en"]), [])


def test_a_description_in_the_head_adds_nothing_to_a_whole_text():
    a, b = TEXTS["en"]
    page = Page(
        Capture(body=b"", rendition="html"),
        f'<title>The Salt Road (1987)</title><meta name="description" content="{a}{b} Visit Kino for photos and trailers.">'
        "<h1>The Salt Road</h1><p><b>Director:</b> Ilya Tarn</p><h3>Synopsis</h3>"
        f'<p>{a}{b} <a href="/salt/plot">Full summary</a> &raquo;</p>',
    )
    record = Record()
    read_generic(page, record)
    assert (record.film.synopsis, cuts(record)) == (a + b, [])


def test_a_description_in_the_head_has_the_rest():
    a, b = TEXTS["en"]
    page = Page(
        Capture(body=b"", rendition="html"),
        f'<title>The Salt Road (1987)</title><meta name="description" content="The Salt Road (1987): {a}{b}">'
        f"<h1>The Salt Road</h1><p><b>Director:</b> Ilya Tarn</p><h3>Synopsis</h3>{IN_META.format(a=a)}",
    )
    record = Record()
    read_generic(page, record)
    assert record.film.synopsis == a + b
    assert cuts(record) == [("/film/synopsis", "repaired", "embedded_data")]


@pytest.mark.parametrize(("language", "form"), cases(WHOLE, "en de ru") + cases(WHOLE, "fr zh pl"))
def test_a_whole_text_is_never_reported_as_cut(language, form):
    record = record_of(language, form)
    assert record.film.synopsis.startswith("".join(TEXTS[language]))
    assert cuts(record) == []


OTHERS = "<p><b>{cast}:</b> {names} {others}</p>"
LINKED = '<h3>{cast}</h3><ul><li>{items}</li></ul><div class="box-footer"><a href="/salt/cast">{all}{total}</a></div>'
ITEM = "</li><li>"


@pytest.mark.parametrize("language", ["en", "es", "ru", "sv", "pl", "pt"])
def test_others_after_the_last_name_are_an_open_cut(language):
    _, _, _, cast, *_, others = WORDS[language]
    record = record_of(language, "<p>{a}{b}</p>", OTHERS.format(cast=cast, names=", ".join(NAMES), others=others))
    assert [member.name for member in record.film.cast] == NAMES
    assert [(cut.path, cut.state, cut.total) for cut in record.truncations] == [("/film/cast", "open", None)]


@pytest.mark.parametrize(("language", "total"), [("en", 79), ("de", None), ("fr", 31), ("it", None), ("tr", 12), ("nl", None)])
def test_a_link_to_the_whole_list_is_an_open_cut(language, total):
    _, _, _, cast, _, _, every, _ = WORDS[language]
    shown = LINKED.format(cast=cast, items=ITEM.join(NAMES), all=every, total=f" ({total})" if total else "")
    record = record_of(language, "<p>{a}{b}</p>", shown)
    assert [member.name for member in record.film.cast] == NAMES
    assert [(cut.path, cut.state, cut.total, cut.full_text_url) for cut in record.truncations] == [
        ("/film/cast", "open", total, "/salt/cast")
    ]


@pytest.mark.parametrize("total", ["", " (4)"])
def test_a_list_that_matches_its_total_is_whole(total):
    shown = LINKED.format(cast=f"Cast{total}", items=ITEM.join(NAMES), all="View all" if total else "Trailers", total=total)
    record = record_of("en", "<p>{a}{b}</p>", shown)
    assert (len(record.film.cast), record.truncations) == (4, [])


LABELS = sorted((Path(__file__).parent / "truth" / "unknown_sites").rglob("*.json"))


@pytest.mark.parametrize("label", LABELS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_cuts_of_real_pages(label):
    truth = json.loads(label.read_text(encoding="utf-8"))
    page = CORPUS.parent / "generic" / "pages" / f"{truth['file']}.gz"
    if not page.exists():
        pytest.skip(f"the real pages are not here: {page}")
    record = read_capture(Capture(body=gzip.decompress(page.read_bytes())))
    wanted = {(cut["path"], cut["state"]) for cut in truth["truncations"]}
    assert {(cut.path, cut.state) for cut in record.truncations} == wanted
